"""The page of one centre: everything known of it, its neighbourhood, and how to correct it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geodata.choices import PointKind, Precision
from pages import vind_cards, vind_map
from pages.data import names, units_by_code
from pages.labels import province_name
from pages.texts import _

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from loaders.store import Snapshot

SOCIALE_KAART = "<a href='https://www.desocialekaart.be' rel='noopener'>www.desocialekaart.be</a>"
"""A link to the official directory, as HTML."""


def exists(snapshot: Snapshot, centre_id: str) -> bool:
    """Tell whether there is such a centre, with a service point to show."""
    return bool(centre_id) and bool((snapshot.data.points["centre_id"] == centre_id).any())


def show(snapshot: Snapshot, centre_id: str, *, now: datetime, back: bool) -> None:
    """Draw the page of a centre.

    Parameters
    ----------
    snapshot
        What is loaded.
    centre_id
        Its id.
    now
        The moment, in Brussels.
    back
        Whether there is a list to go back to.
    """
    data = snapshot.data
    centre = data.centres[data.centres["id"] == centre_id].iloc[0]
    points = data.points[data.points["centre_id"] == centre_id]
    points = points.sort_values("kind", key=lambda kind: kind != PointKind.MAIN, kind="stable")
    if back:
        st.button(_("Terug naar de lijst"), key="terug", on_click=_close)
    operator = vind_cards.text_of(centre["operator"])
    st.html(
        f"<h2 class='nabij-sub nabij-name'>{escape(str(centre['name']))}</h2>"
        + f"<p class='nabij-lead'>{escape(operator)}</p>" * bool(operator)
    )
    with st.container(key="cards"):
        for at in range(len(points)):
            point = points.iloc[at]
            with st.container(key=f"card_{at}"):
                near = vind_cards.Near(point, centre)
                title = vind_cards.title_of(near) if len(points) > 1 else ""
                card = vind_cards.card(near, names(snapshot), now=now, title=title)
                st.html(card + _neighbourhood(snapshot, point))
    st.html(_sources(centre))
    vind_map.show(snapshot, points)
    st.html(_wrong())


def _close() -> None:
    st.session_state["centrum"] = ""


def _neighbourhood(snapshot: Snapshot, point: pd.Series) -> str:
    """Return where a service point lies, as HTML; its wijk only if the position is known."""
    named = names(snapshot)
    town = named.municipality(point["municipality"])
    text = _("In {town}. De wijk is niet bekend, want het adres is niet precies bekend.")
    wijk = ""
    if Precision(point["precision"]).decides:
        code = vind_map.unit_of(snapshot, point["geometry"].x, point["geometry"].y)
        if code is not None:
            unit = units_by_code(snapshot.id, snapshot).loc[code]
            text = _("Wijk {wijk}, in {town} ({province}).")
            wijk = str(unit["name"])
    areas = snapshot.data.areas
    province = areas.loc[areas["code"] == point["municipality"], "province"].iloc[0]
    said = text.format(wijk=wijk, town=town, province=province_name(str(province)))
    return f"<dl><div><dt>{escape(_('Buurt'))}</dt><dd>{escape(said)}</dd></div></dl>"


def _sources(centre: pd.Series) -> str:
    text = _("Volledige bron: {source}").format(source=centre["source"])
    return f"<p class='nabij-source nabij-long'>{escape(text)}</p>"


def _wrong() -> str:
    texts = [
        _(
            "Nabij houdt zelf geen gegevens van centra bij: een verbetering hoort thuis bij de "
            "bron."
        ),
        _(
            "Werkt u voor dit centrum? Pas de gegevens aan via het officiële e-loket van het "
            "Departement Zorg, en op de Sociale Kaart."
        ),
        _(
            "Bent u bezoeker? Meld het aan het centrum zelf of aan de Sociale Kaart. Zeg om welk "
            "centrum en welke gemeente het gaat, wat er niet klopt, en wat het wel moet zijn."
        ),
    ]
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in texts)
    return (
        f"<section class='nabij-wrong'><h2 class='nabij-sub'>{escape(_('Klopt dit niet?'))}</h2>"
        f"{paragraphs}<p>{SOCIALE_KAART}</p></section>"
    )

"""The page of one centre: everything known of it, its neighbourhood, and how to correct it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geodata.enums import PointKind, Precision, ServiceKind
from pages.ui import actions, markup
from pages.ui.cache import names, units_by_code
from pages.ui.contact import point_name, text_of
from pages.ui.i18n import _
from pages.ui.labels import province_name
from pages.vind import cards, centre_map, search, session, walking_area
from pages.vind import services as vind_services
from pages.vind.distance import NearbyPoint, seen_from
from pages.vind.nearby import nearest

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from loaders.store.snapshots import Snapshot
    from pages.vind.search import Spot

SOCIALE_KAART = "<a href='https://www.desocialekaart.be' rel='noopener'>www.desocialekaart.be</a>"
"""A link to the official directory, as HTML."""


def exists(snapshot: Snapshot, centre_id: str) -> bool:
    """Return whether there is such a centre, with a service point to show."""
    return bool(centre_id) and bool((snapshot.data.points["centre_id"] == centre_id).any())


def show(snapshot: Snapshot, centre_id: str, *, now: datetime, spot: Spot | None) -> None:
    """Draw the page of a centre.

    Parameters
    ----------
    snapshot
        The loaded data.
    centre_id
        Its id.
    now
        The current time, in Brussels.
    spot
        The spot that was searched, if the visitor comes from a list.
    """
    data = snapshot.data
    centre = data.centres[data.centres["id"] == centre_id].iloc[0]
    points = data.points[data.points["centre_id"] == centre_id]
    points = points.sort_values("kind", key=lambda kind: kind != PointKind.MAIN, kind="stable")
    if spot or st.session_state[session.TOWN]:
        st.button(_("Terug naar de lijst"), key="terug", on_click=_close)
    operator = text_of(centre["operator"])
    st.html(
        f"<h2 class='nabij-sub nabij-name nabij-answer'>{escape(str(centre['name']))}</h2>"
        + markup.lead(operator) * bool(operator)
    )
    town = names(snapshot).municipality(points.iloc[0]["municipality"])
    saved = actions.SavedCentre(centre_id, str(centre["name"]), town)
    actions.draw(centre=saved, prints=_("Druk dit blad af"))
    on_foot = False
    with st.container(key="cards"):
        for at in range(len(points)):
            point = points.iloc[at]
            with st.container(key=f"card_{at}"):
                near = _near(snapshot, point, centre, spot)
                on_foot |= bool(near.walked)
                title = point_name(near.point, near.centre["name"]) if len(points) > 1 else ""
                card = cards.card(near, names(snapshot), now=now, title=title)
                st.html(card + _neighbourhood(snapshot, point))
    st.html((cards.measuring_note(data, on_foot=on_foot) if spot else "") + _sources(centre))
    services = _services(snapshot, points.iloc[0])
    vind_services.show(snapshot, services, now=now)
    area = walking_area.of_centre(snapshot, centre_id)
    lines = area.lines if area else ()
    centre_map.show(snapshot, points, others=vind_services.marks(services), lines=lines)
    if area:
        walking_area.show(snapshot, area)
    st.html(_wrong())


def _near(
    snapshot: Snapshot, point: pd.Series, centre: pd.Series, spot: Spot | None
) -> NearbyPoint:
    if spot is None:
        return NearbyPoint(point, centre)
    one = snapshot.data.points[snapshot.data.points["id"] == point["id"]]
    at = (spot.x_m, spot.y_m)
    found = nearest(snapshot.data, one, at, count=1)
    start = search.route_start(spot)
    return seen_from(point, centre, found.bounds.iloc[0], at, start=start, on_foot=found.on_foot)


def _services(snapshot: Snapshot, point: pd.Series) -> dict[ServiceKind, list[NearbyPoint]]:
    """Return other services near a service point; only the Sociaal Huis of its municipality."""
    spot = point["geometry"]
    area = vind_services.ServiceArea(spot.x, spot.y, point["municipality"])
    found = vind_services.find(snapshot, vind_services.all_services(snapshot), area)
    if ServiceKind.SOCIAL_HOUSE in found:
        own = point["municipality"]
        houses = found[ServiceKind.SOCIAL_HOUSE]
        found[ServiceKind.SOCIAL_HOUSE] = [h for h in houses if h.point["municipality"] == own]
    return {kind: near for kind, near in found.items() if near}


def _close() -> None:
    st.session_state[session.CENTRE] = ""
    at = st.session_state.get(session.OPENED_CARD)
    search.announce(f".st-key-card_{at} .stButton :is(button)" if at else search.ANSWER)


def _neighbourhood(snapshot: Snapshot, point: pd.Series) -> str:
    """Return where a service point is, as HTML; its wijk only if the position is known."""
    named = names(snapshot)
    town = named.municipality(point["municipality"])
    text = _("In {town}. De wijk is niet bekend, want het adres is niet precies bekend.")
    wijk = ""
    if Precision(point["precision"]).decides:
        code = centre_map.unit_of(snapshot, point["geometry"].x, point["geometry"].y)
        if code is not None:
            unit = units_by_code(snapshot).loc[code]
            text = _("Wijk {wijk}, in {town} ({province}).")
            wijk = str(unit["name"])
    areas = snapshot.data.areas
    province = areas.loc[areas["code"] == point["municipality"], "province"].iloc[0]
    place = text.format(wijk=wijk, town=town, province=province_name(str(province)))
    return f"<dl><div><dt>{escape(_('Buurt'))}</dt><dd>{escape(place)}</dd></div></dl>"


def _sources(centre: pd.Series) -> str:
    cited = _("Volledige bron, zoals ze genoteerd is: “{source}”")
    text = cited.format(source=centre["source"])
    note = text_of(centre["remark"])
    label = escape(_("Opmerking, in het Engels:"))
    remark = f"<p class='nabij-source'>{label} <span lang='en'>{escape(note)}</span></p>"
    return f"<p class='nabij-source nabij-long'>{escape(text)}</p>{remark * bool(note)}"


def _wrong() -> str:
    texts = [
        _("Wij kunnen dit niet zelf aanpassen. Meld het bij de bron."),
        _(
            "Werkt u voor dit centrum? Pas de gegevens aan via het officiële e-loket van het "
            "Departement Zorg, en op de Sociale Kaart."
        ),
        _(
            "Bent u bezoeker? Meld het aan het centrum zelf of aan de Sociale Kaart. Zeg om welk "
            "centrum en welke gemeente het gaat, wat er niet klopt, en wat het wel moet zijn."
        ),
    ]
    paragraphs = "".join(markup.paragraph(text) for text in texts)
    return (
        f"<section class='nabij-wrong'><h2 class='nabij-sub'>{escape(_('Klopt dit niet?'))}</h2>"
        f"{paragraphs}<p>{SOCIALE_KAART}</p></section>"
    )

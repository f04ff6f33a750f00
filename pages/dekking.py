"""Dekking: who has no dienstencentrum in reach, per neighbourhood, as a map and as a table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geodata.enums import Measure
from pages.report import document
from pages.ui import amounts, controls, markup
from pages.ui.cache import names
from pages.ui.i18n import _, metres, number, span
from pages.ui.labels import group_noun
from pages.ui.session_data import current_snapshot
from pages.wijken import area_map, card, downloads, legend, notes, sectors, table
from pages.wijken.view import answer

if TYPE_CHECKING:
    from loaders.store.snapshots import Snapshot
    from pages.ui.url_state import Param
    from pages.wijken.view import WijkenView


def params(snapshot: Snapshot) -> list[Param]:
    """Return the controls as they stand in the address."""
    return controls.params(snapshot)


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    shown = answer(snapshot, controls.ask(snapshot.data, names(snapshot)))
    _headline(shown)
    with st.container(key="pair"):
        left, right = st.columns([3, 2])
    with left:
        st.html(markup.heading(_("Kaart van de wijken")))
        area_map.show(shown)
        st.html(legend.as_html(shown))
    with right:
        st.html(markup.heading(table.caption(shown)))
        table.show(shown)
        if shown.question.unit in shown.units.index:
            card.show(shown)
        else:
            hint = _("Kies een wijk in de tabel of op de kaart voor meer uitleg.")
            st.html(markup.muted(hint))
    sectors.show(shown)
    st.html(notes.as_html(shown))
    downloads.show(shown)
    document.show(snapshot, shown.question.region, threshold_m=shown.question.threshold_m)


def _headline(shown: WijkenView) -> None:
    question, total = shown.question, shown.total
    noun = group_noun(question.group)
    far = metres(question.threshold_m)
    titles = {
        Measure.GAP: _("Wie woont in {region} verder dan {far} van een dienstencentrum?"),
        Measure.SHARE: _("Wie woont in {region} binnen {far} van een dienstencentrum?"),
        Measure.DISTANCE_1: _("Hoe ver is het dichtstbijzijnde dienstencentrum in {region}?"),
        Measure.DISTANCE_2: _("Hoe ver is het tweede dienstencentrum in {region}?"),
        Measure.DISTANCE_3: _("Hoe ver is het derde dienstencentrum in {region}?"),
        Measure.COUNT: _("Hoeveel dienstencentra liggen binnen {far} in {region}?"),
    }
    title = titles[question.measure].format(
        region=f"<strong>{escape(shown.names.regions[question.region])}</strong>",
        far=f"<strong>{escape(far)}</strong>",
    )
    low, high, people = total["out_low"], total["out_high"], total["people"]
    figures = [
        (number(people), noun),
        (
            span(number(low), number(high)),
            _("wonen verder dan {far} van een centrum").format(far=far),
        ),
        (
            amounts.share_span(low, high, people),
            _("van de {noun} is buiten bereik").format(noun=noun),
        ),
    ]
    st.html(
        f"<h1 class='nabij-title'>{title}</h1>"
        + markup.figures(figures)
        + markup.lead(notes.basis(shown))
    )

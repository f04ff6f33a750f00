"""Dekking: who has no dienstencentrum in reach, per neighbourhood, as a map and as a table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geodata.choices import Measure
from pages import (
    amounts,
    analysis,
    card,
    controls,
    dekking_map,
    dekking_sectors,
    dekking_table,
    downloads,
    legends,
    markup,
    notes,
)
from pages.data import current_snapshot, names
from pages.labels import group_noun
from pages.shown import answer
from pages.texts import _, metres, number, span

if TYPE_CHECKING:
    from loaders.store import Snapshot
    from pages.shown import Shown
    from pages.state import Param


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
        dekking_map.show(shown)
        st.html(legends.of_wijken(shown))
    with right:
        st.html(markup.heading(dekking_table.caption(shown)))
        dekking_table.show(shown)
        if shown.question.unit in shown.units.index:
            card.show(shown)
        else:
            hint = _("Kies een wijk in de tabel of op de kaart voor meer uitleg.")
            st.html(markup.muted(hint))
    dekking_sectors.show(shown)
    st.html(notes.as_html(shown))
    downloads.show(shown)
    analysis.show(snapshot, shown.question.region, threshold_m=shown.question.threshold_m)


def _headline(shown: Shown) -> None:
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

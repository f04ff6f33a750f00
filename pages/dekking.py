"""Dekking: who has no dienstencentrum in reach, per neighbourhood, as a map and as a table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geodata.reach.people import typical
from pages.report import document
from pages.ui import controls, markup, numbers
from pages.ui.cache import codes_of, names, units_by_code
from pages.ui.distance_kinds import far_text
from pages.ui.i18n import _, ngettext
from pages.ui.labels import group_noun
from pages.ui.measures import WORDS
from pages.ui.session_data import current_snapshot
from pages.wijken import (
    area_map,
    card,
    chart_choice,
    downloads,
    legend,
    notes,
    sectors,
    straight_line,
    streets,
    table,
)
from pages.wijken.view import answer

if TYPE_CHECKING:
    from loaders.store.snapshots import Snapshot
    from pages.ui.url_state import Param
    from pages.wijken.view import WijkenView


def params(snapshot: Snapshot) -> list[Param]:
    """Return the controls, as the address holds them."""
    return [*controls.params(snapshot), chart_choice.param()]


def subject(snapshot: Snapshot) -> str:
    """Return the neighbourhood and the region that are chosen."""
    unit, region = st.session_state["wijk"], st.session_state["gebied"]
    named = names(snapshot).regions[region] if region != "all" else ""
    shown = unit in codes_of(snapshot, region)
    wijk = str(units_by_code(snapshot).loc[unit, "name"]) if shown else ""
    return ", ".join(filter(None, [wijk, named]))


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    view = answer(snapshot, controls.ask(snapshot.data, names(snapshot)))
    _headline(view)
    with st.container(key="pair"):
        left, right = st.columns([3, 2])
    with left:
        st.html(markup.heading(_("Kaart van de wijken")))
        area_map.show(view)
        st.html(legend.as_html(view))
        streets.show(view)
    with right:
        st.html(markup.heading(table.caption(view)))
        table.show(view)
        if view.question.unit in view.units.index:
            card.show(view)
        elif view.question.unit:
            st.html(card.elsewhere(snapshot, view.question.unit, view.question.region))
        else:
            hint = _("Kies een wijk in de tabel of op de kaart voor meer uitleg.")
            st.html(markup.muted(hint))
    chart_choice.show(view, on_chosen=_choose)
    if compared := straight_line.as_html(view):
        st.html(compared)
    sectors.show(view)
    st.html(notes.as_html(view))
    downloads.show(view)
    document.show(snapshot, view.question.region, reach=view.question.reach)


def _choose(code: str) -> None:
    st.session_state["wijk"] = code


def _headline(view: WijkenView) -> None:
    question, total = view.question, view.total
    noun = group_noun(question.group)
    far = far_text(question.reach)
    title = _(WORDS[question.measure.code].title).format(
        region=f"<strong>{escape(view.names.regions[question.region])}</strong>",
        far=f"<strong>{escape(far)}</strong>",
    )
    figures = [
        (numbers.people(total["people"], counted=view.counted(question.group)), noun),
        *(_by_area(view, noun) if question.measure.needs_people else _from_the_middle(view, noun)),
    ]
    st.html(
        f"<h1 class='nabij-title'>{title}</h1>"
        + markup.figures(figures)
        + markup.lead(notes.in_short(view))
    )


def _by_area(view: WijkenView, noun: str) -> list[tuple[str, str]]:
    """Return who is out of reach, by the part of each wijk that is."""
    low, high, people = view.total[["out_low", "out_high", "people"]]
    far = far_text(view.question.reach)
    return [
        (
            numbers.people_span(low, high),
            _("wonen verder dan {far} van een centrum").format(far=far),
        ),
        (
            numbers.share_span(low, high, people),
            _("van de {noun} is buiten bereik").format(noun=noun),
        ),
    ]


def _from_the_middle(view: WijkenView, noun: str) -> list[tuple[str, str]]:
    """Return what a measure that is taken from the middle of each wijk says of the region.

    Not who is out of reach: that is computed by area, and would be another answer to the same
    question.
    """
    measure, values = view.question.measure, view.measure_values
    if measure.counts:
        none = int((values.high == 0).sum())
        text = ngettext(
            "wijk heeft er in het midden geen enkel in bereik",
            "wijken hebben er in het midden geen enkel in bereik",
            none,
        )
        return [(numbers.number(none), text)]
    ends = [typical(end, values.people) for end in (values.low, values.high)]
    if not np.isfinite(ends).all():
        return []
    largest_m = max(ends)
    text = _("ver of minder, voor de helft van de {noun}; gemeten van het midden van hun wijk")
    far = numbers.span(*(numbers.metres_alike(end, largest_m=largest_m) for end in ends))
    return [(far, text.format(noun=noun))]

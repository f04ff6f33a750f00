"""The scenario next to one other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geodata.scenario.outcome import mean_distance_m
from pages.scenario import state
from pages.scenario.edit import changes
from pages.scenario.figures import endless, ends
from pages.scenario.view import view_of
from pages.ui import markup
from pages.ui.i18n import _
from pages.ui.labels import group_label
from pages.ui.markup import TEXT, Column
from pages.ui.numbers import metres, people_span, span

if TYPE_CHECKING:
    from pages.scenario.state import Editor
    from pages.scenario.view import ScenarioView


def show(view: ScenarioView, editor: Editor) -> None:
    """Draw the comparison, and how to begin one."""
    other = state.current(view.snapshot, state.OTHER)
    st.html(
        markup.paragraph(
            _(
                "Leg dit scenario opzij, maak een ander, en vergelijk ze. Het andere scenario "
                "hoort bij de link van deze pagina."
            )
        )
    )
    with st.container(horizontal=True):
        st.button(
            _("Leg dit scenario opzij om te vergelijken"),
            key="opzij",
            disabled=not view.scenario,
            on_click=_keep,
        )
        st.button(
            _("Wissel de twee om"), key="wissel", disabled=not other, on_click=_swap, args=(editor,)
        )
        st.button(_("Stop met vergelijken"), key="niet_meer", disabled=not other, on_click=_drop)
    if not other:
        return
    views = (view, view_of(view.snapshot, view.question, other))
    heads = (_("Dit scenario"), _("Het andere"))
    for head, one in zip(heads, views, strict=True):
        st.html(
            markup.heading(head, level=3) + markup.listed(changes(one) or [_("Geen wijziging")])
        )
    st.html(_table(views, heads))


def _keep() -> None:
    st.session_state[state.OTHER] = st.session_state[state.KEY]


def _swap(_editor: Editor) -> None:
    mine = st.session_state[state.KEY]
    st.session_state[state.KEY] = st.session_state[state.OTHER]
    st.session_state[state.OTHER] = mine


def _drop() -> None:
    st.session_state[state.OTHER] = ""


def _table(views: tuple[ScenarioView, ScenarioView], heads: tuple[str, str]) -> str:
    rows = []
    for group in views[0].snapshot.data.groups:
        name = group_label(group)
        for figure, text in (
            ("gained", _("{group}: nieuw bereikt")),
            ("lost", _("{group}: niet meer bereikt")),
            ("net", _("{group}: netto")),
        ):
            cells = [ends(one.total(group), figure) for one in views]
            rows.append([markup.text(text.format(group=name)), *cells])
        cells = [people_span(*one.out_of_reach(group, after=True)) for one in views]
        rows.append([markup.text(_("{group}: buiten bereik").format(group=name)), *cells])
    rows.append([markup.text(_("Gemiddelde afstand")), *map(_mean, views)])
    columns = [Column(_("Cijfer"), TEXT), *map(Column, heads)]
    return markup.table(_("Twee scenario’s naast elkaar"), columns, rows)


def _mean(view: ScenarioView) -> str:
    both = mean_distance_m(view.then.reach, view.units, view.group)
    return span(*(metres(end) if np.isfinite(end) else endless(view) for end in both))

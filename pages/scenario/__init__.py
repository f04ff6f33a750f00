"""Scenario: what if a centre comes, closes or moves, and where is the best place for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geodata.scenario.changes import basis_of
from pages.scenario import (
    access,
    best,
    closing,
    compare,
    fairness,
    figures,
    files,
    maps,
    state,
)
from pages.scenario.view import MEASURES, view_of
from pages.ui import controls, markup
from pages.ui.cache import names
from pages.ui.i18n import N_, _
from pages.ui.session_data import current_snapshot
from pages.ui.url_state import Param, one_of
from pages.wijken import notes

if TYPE_CHECKING:
    from loaders.store.snapshots import Snapshot
    from pages.scenario.state import Editor
    from pages.scenario.view import ScenarioView

_PART = "deel"


def _effects(view: ScenarioView, _editor: Editor) -> None:
    st.html(figures.by_group(view) + figures.by_municipality(view) + figures.to_nearest(view))


def _fairness(view: ScenarioView, editor: Editor) -> None:
    fairness.show(view, editor)
    access.show(view, editor)


_PARTS = {
    "effect": (N_("Wie wordt bereikt?"), _effects),
    "beste": (N_("Beste plekken"), best.show),
    "sluiten": (N_("Wat als er een sluit?"), closing.show),
    "verdeling": (N_("Verdeling"), _fairness),
    "vergelijken": (N_("Vergelijken"), compare.show),
    "bewaren": (N_("Bewaren en afdrukken"), files.show),
}
"""Code → title and what draws the part: it is drawn only when it is chosen."""


def params(snapshot: Snapshot) -> list[Param]:
    """Return the controls, as the address holds them."""
    return [
        *controls.params(snapshot),
        Param(state.KEY, "", lambda text: state.parsed(snapshot, text)),
        Param(state.OTHER, "", lambda text: state.parsed(snapshot, text)),
        Param(maps.SHOWN, maps.DIFFERENCE, one_of(list(maps.CHOICES))),
        Param(_PART, next(iter(_PARTS)), one_of(list(_PARTS))),
        *best.params(),
    ]


def subject(snapshot: Snapshot) -> str:
    """Return the region that is chosen."""
    region = st.session_state["gebied"]
    return names(snapshot).regions[region] if region != "all" else ""


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    question = controls.ask(snapshot.data, names(snapshot), MEASURES)
    view = view_of(snapshot, question, state.current(snapshot))
    editor = state.Editor(snapshot, view.basis.wijken.tree)
    st.html(figures.headline(view) + _other_data(view))
    maps.show(view, editor)
    controls.ask_section(_PARTS, key=_PART)(view, editor)
    st.html(notes.as_html(view.then))


def _other_data(view: ScenarioView) -> str:
    """Return that the scenario was made on other data, and what no longer fits."""
    scenario, unknown = view.scenario, view.outcome.difference.unknown
    if not unknown and (
        not scenario.basis or scenario.basis == basis_of(view.snapshot.data.points)
    ):
        return ""
    parts = [_("Dit scenario is gemaakt met een andere lijst van centra dan die van nu.")]
    if unknown:
        parts.append(_("Wijzigingen van centra die er niet meer zijn, tellen niet mee."))
    parts.append(_("Al de rest is opnieuw berekend met de gegevens van nu."))
    return markup.note(" ".join(parts), role="status")

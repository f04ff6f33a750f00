"""Scenario: what if a centre comes, closes or moves, and where is the best place for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.scenario import edit, figures, maps, state, view
from pages.scenario.view import MEASURES, view_of
from pages.ui import controls, markup
from pages.ui.cache import names
from pages.ui.i18n import N_, _
from pages.ui.session_data import current_snapshot
from pages.ui.url_state import Param, one_of
from pages.wijken import notes

if TYPE_CHECKING:
    from loaders.store.snapshots import Snapshot
    from pages.scenario.view import ScenarioView

_PART = "deel"


def params(snapshot: Snapshot) -> list[Param]:
    """Return the controls, as the address holds them."""
    return [
        *controls.params(snapshot),
        Param(state.KEY, "", lambda text: state.parsed(snapshot, text)),
        Param(state.OTHER, "", lambda text: state.parsed(snapshot, text)),
        Param(maps.SHOWN, maps.DIFFERENCE, one_of(list(maps.CHOICES))),
    ]


def subject(snapshot: Snapshot) -> str:
    """Return the region that is chosen."""
    region = st.session_state["gebied"]
    return names(snapshot).regions[region] if region != "all" else ""


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    question = controls.ask(snapshot.data, names(snapshot), MEASURES)
    shown = view_of(snapshot, question, state.current(snapshot))
    editor = state.Editor(snapshot, shown.basis.wijken.tree)
    st.html(figures.headline(shown))
    edit.show(shown, editor)
    maps.show(shown, editor)
    st.html(
        markup.heading(_("Wie wordt bereikt?"))
        + figures.by_group(shown)
        + figures.by_municipality(shown)
        + figures.to_nearest(shown)
    )
    st.html(notes.as_html(shown.then))

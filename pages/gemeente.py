"""Gemeente: the file of one municipality, and the programme over all of them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geodata.choices import Level
from pages.data import current_snapshot, names
from pages.state import Param, one_of
from pages.texts import _

if TYPE_CHECKING:
    from geodata.model import SnapshotData


def params(data: SnapshotData) -> list[Param]:
    """Return the controls as they stand in the address."""
    towns = data.areas.loc[data.areas["level"] == Level.MUNICIPALITY, "code"]
    return [Param("gemeente", "", one_of(["", *towns]))]


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    chosen = st.session_state["gemeente"]
    title = names(snapshot).municipality(chosen) if chosen else _("Gemeente")
    st.html(f"<h1 class='nabij-title'>{escape(title)}</h1>")

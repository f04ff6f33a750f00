"""ROP-werking: the regional support points, their areas and what happens in them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geodata.choices import Level
from geodata.regions import region_keys
from pages.data import current_snapshot, names
from pages.state import Param, one_of
from pages.texts import _

if TYPE_CHECKING:
    from geodata.model import SnapshotData


def params(data: SnapshotData) -> list[Param]:
    """Return the controls as they stand in the address."""
    keys = [r.key for r in region_keys(data) if r.level in {Level.ROP, Level.PROVINCE}]
    return [Param("werkgebied", "", one_of(["", *keys]))]


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    chosen = st.session_state["werkgebied"]
    title = names(snapshot).regions[chosen] if chosen else _("ROP-werking")
    st.html(f"<h1 class='nabij-title'>{escape(title)}</h1>")

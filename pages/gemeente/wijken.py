"""The neighbourhoods of a municipality: map and table, which choose the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.ui import map_frame, tables
from pages.ui.i18n import _
from pages.wijken import area_map, table

if TYPE_CHECKING:
    from pages.gemeente.data import Town

_MAP, _TABLE = "kaart_buurten", "tabel_buurten"


def draw_map(town: Town) -> None:
    """Draw the map; on a phone behind a button."""
    map_frame.draw(
        area_map.map_view(town.shown),
        key=_MAP,
        title=_("Kaart van de wijken"),
        failed=_("De kaart kan niet worden getekend. De tabel toont dezelfde gegevens."),
        areas=town.shown.units,
        on_area=_chosen,
    )


def _chosen(code: str) -> None:
    st.session_state["buurt"] = code


def caption(town: Town) -> str:
    """Return what the table shows."""
    return table.caption(town.shown)


def draw_table(town: Town) -> None:
    """Draw the table, the map's equal."""
    frame = table.ranked(town.shown)
    unit, municipality = _("Wijk"), _("Gemeente")
    if len(town.members) > 1:
        frame = frame.assign(**{unit: frame[unit] + ", " + frame[municipality]})
    tables.draw(
        frame.drop(columns=municipality),
        key=_TABLE,
        caption=caption(town),
        shown=_("{n} van {total} wijken"),
        none=_("Geen wijk met die naam"),
        selected=town.shown.question.unit,
        on_chosen=_chosen,
    )

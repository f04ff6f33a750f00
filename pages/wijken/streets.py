"""The streets in reach of one municipality: lines on the map, and the same as a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
import streamlit as st
from pyproj import Transformer

from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import Level
from geodata.network.lines import streets_in_reach
from geodata.network.prepared import PreparedOnFoot
from geodata.reach.spread import WIJK
from geodata.regions import parse_region
from maps.view import encoded_lines
from pages.ui import markup
from pages.ui.cache import by_snapshot, codes_of, prepared
from pages.ui.i18n import _
from pages.ui.markup import TEXT, Column
from pages.ui.numbers import number

if TYPE_CHECKING:
    import pandas as pd

    from geodata.reach.question import ReachQuestion
    from loaders.store.snapshots import Snapshot
    from pages.wijken.view import WijkenView

    Lines = tuple[tuple[int, ...], ...]

_TO_DEGREES = Transformer.from_crs(METRIC_CRS, WGS84, always_xy=True)


def are_shown(view: WijkenView) -> bool:
    """Return whether the map shows streets: on foot, in one municipality."""
    within_one = parse_region(view.question.region).level is Level.MUNICIPALITY
    return within_one and view.along_streets and view.beyond_streets < len(view.units)


def lines(view: WijkenView) -> Lines:
    """Return the lines for the map; none where it shows no streets."""
    if not are_shown(view):
        return ()
    return _found(view.snapshot, view.question.region, view.question.reach)[0]


def marks(view: WijkenView) -> list[tuple[str, str]]:
    """Return the sign of the lines, for the legend."""
    return [("nabij-street", _("woonstraat in bereik, te voet"))] if are_shown(view) else []


def show(view: WijkenView) -> None:
    """Draw the table, folded away; nothing where the map shows no streets."""
    if not are_shown(view):
        return
    length_m = _found(view.snapshot, view.question.region, view.question.reach)[1]
    km = (length_m / 1000).assign(name=view.units["name"]).sort_values("name")
    rows = [
        [
            markup.text(row["name"]),
            number(row["total_m"], digits=1),
            number(row["reached_m"], digits=1),
        ]
        for _code, row in km.iterrows()
    ]
    columns = [Column(_("Wijk"), TEXT), Column(_("Woonstraten (km)")), Column(_("In bereik (km)"))]
    table = markup.table(_("Woonstraten in bereik, in kilometer"), columns, rows)
    how = markup.muted(_("Met elk centrum op zijn plek op de kaart."))
    title = _("De lijnen op de kaart als tabel: woonstraten in bereik")
    st.html(markup.folded(title, table + how))


@by_snapshot(max_entries=32)
def _found(snapshot: Snapshot, region: str, question: ReachQuestion) -> tuple[Lines, pd.DataFrame]:
    """Return the lines for the map, and the length of the streets of each wijk."""
    wijken = prepared(snapshot, replace(question, spread=WIJK.code))
    if not isinstance(wijken, PreparedOnFoot):
        raise TypeError(type(wijken))
    codes = wijken.codes[wijken.codes.isin(codes_of(snapshot, region))]
    found = streets_in_reach(wijken, codes, question.threshold_m)
    corners, line = shapely.get_coordinates(found.lines, return_index=True)
    lon, lat = _TO_DEGREES.transform(*corners.T)
    each = np.split(np.column_stack([lat, lon]), np.flatnonzero(np.diff(line)) + 1)
    return encoded_lines(each if len(line) else []), found.length_m

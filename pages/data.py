"""Cached shells around the store and the pure functions: nothing heavy runs twice.

What is cached is shared by all visitors and read-only. The arguments whose names begin with an
underscore are not part of the key: the snapshot's id, or what was made from it, stands in for
them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geodata import coverage as engine
from geodata.choices import Level
from geodata.regions import region_codes
from loaders import store
from loaders.geometry import read_regions
from loaders.settings import get_settings

if TYPE_CHECKING:
    import pandas as pd

    from geodata.choices import Status
    from geodata.coverage import Prepared
    from loaders.geometry import RegionFile


def current_snapshot() -> store.Snapshot:
    """Return the current snapshot; a newly published one is noticed at the next run."""
    folder = get_settings().data
    return _load(str(folder), store.current_id(folder))


@st.cache_resource(max_entries=2, show_spinner=False)
def _load(folder: str, snapshot_id: str) -> store.Snapshot:
    del snapshot_id
    return store.load(Path(folder))


@st.cache_resource(max_entries=2, show_spinner=False)
def region_files(snapshot_id: str, _snapshot: store.Snapshot) -> dict[str, RegionFile]:
    """Return the geometry file of every region of a snapshot."""
    return read_regions(_snapshot.static)


@st.cache_resource(max_entries=8, show_spinner=False)
def prepared(
    snapshot_id: str,
    _snapshot: store.Snapshot,
    statuses: tuple[Status, ...],
    antennes: bool,
) -> Prepared:
    """Return what does not depend on the threshold, for the service points that count."""
    data = _snapshot.data
    points = engine.select_points(data.points, data.centres, statuses=statuses, antennes=antennes)
    return engine.prepare(data.units, points, data.whereabouts)


@st.cache_resource(max_entries=64, show_spinner=False)
def coverage(
    snapshot_id: str,
    _prepared: Prepared,
    statuses: tuple[Status, ...],
    antennes: bool,
    threshold_m: float,
    detour_factor: float,
) -> pd.DataFrame:
    """Return the reach of every neighbourhood."""
    return engine.coverage(_prepared, threshold_m=threshold_m, detour_factor=detour_factor)


@st.cache_resource(max_entries=400, show_spinner=False)
def codes_of(snapshot_id: str, _snapshot: store.Snapshot, region: str) -> list[str]:
    """Return the codes of the neighbourhoods of a region, in the order of its geometry file."""
    return region_codes(_snapshot.data.units, _snapshot.data.division, region)


@st.cache_resource(max_entries=8, show_spinner=False)
def municipality_names(snapshot_id: str, lang: str, _snapshot: store.Snapshot) -> dict[str, str]:
    """Return NIS code → name of the municipality in a language."""
    areas = _snapshot.data.areas
    rows = areas[areas["level"] == Level.MUNICIPALITY].set_index("code")
    names = rows["name"]
    if lang == "fr":
        names = rows["name_fr"].where(rows["name_fr"].fillna("") != "", names)
    return {str(code): str(name) for code, name in names.items()}

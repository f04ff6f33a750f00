"""Cached shells around the store and the pure functions: nothing heavy runs twice.

What is cached is shared by all visitors and read-only. The arguments whose names begin with an
underscore are not part of the key: the snapshot's id, or what was made from it, stands in for
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geodata.enums import Level, Status
from geodata.places.search import build_index, by_key
from geodata.reach import by_sector
from geodata.reach import coverage as engine
from geodata.regions import region_codes
from loaders.settings import get_settings
from loaders.store import manifest, snapshots
from loaders.store.map_files import read_index
from loaders.store.search_places import all_places, french_names
from pages.ui.i18n import language
from pages.ui.labels import area_names, region_labels

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geodata.places.search import Place, PlaceIndex
    from geodata.reach.by_sector import Finer
    from geodata.reach.coverage import Prepared
    from loaders.store.map_files import MapFiles


OPEN_STATUSES = tuple(status for status in Status if status is not Status.CLOSED)
"""The centres that count unless a visitor chooses otherwise."""


OWN = "_eigen"
"""Where the session holds the files of a visitor's own (:class:`pages.ui.session_data.Held`)."""


def current_snapshot() -> snapshots.Snapshot:
    """Return what this visitor sees: the data with their own files, or those that are published."""
    held = st.session_state.get(OWN)
    found: snapshots.Snapshot | None = held.own.snapshot if held and held.own else None
    return found or published_snapshot()


def published_snapshot() -> snapshots.Snapshot:
    """Return the current snapshot; a newly published one is noticed at the next run."""
    folder = get_settings().data
    return _load(str(folder), manifest.current_id(folder))


def warm() -> None:
    """Load the current snapshot and prepare what a first visitor will ask for."""
    snapshot = published_snapshot()
    map_files(snapshot.id, snapshot)
    prepared(snapshot.id, snapshot, OPEN_STATUSES, antennes=True)


@st.cache_resource(max_entries=2, show_spinner=False)
def _load(folder: str, snapshot_id: str) -> snapshots.Snapshot:
    del snapshot_id
    return snapshots.load(Path(folder))


@st.cache_resource(max_entries=4, show_spinner=False)
def map_files(snapshot_id: str, _snapshot: snapshots.Snapshot) -> MapFiles:
    """Return the files that the browser fetches for the maps of a snapshot."""
    return read_index(_snapshot.static)


def prepared(
    snapshot_id: str,
    snapshot: snapshots.Snapshot,
    statuses: tuple[Status, ...],
    antennes: bool,
    *,
    finely: bool = True,
) -> Prepared | Finer:
    """Return what does not depend on the threshold, for the service points that count.

    Through the statistical sectors where they are loaded, unless one wants the wijken whole.
    """
    chosen = _prepared_finely if finely and len(snapshot.data.sectors) else _prepared_whole
    return chosen(snapshot_id, snapshot, statuses, antennes)


@st.cache_resource(max_entries=8, show_spinner=False)
def _prepared_whole(
    snapshot_id: str, _snapshot: snapshots.Snapshot, statuses: tuple[Status, ...], antennes: bool
) -> Prepared:
    data = _snapshot.data
    points = engine.select_points(data.points, data.centres, statuses=statuses, antennes=antennes)
    return engine.prepare(data.units, points, data.whereabouts)


# Few: the edges of ten thousand sectors are some 200 MB.
@st.cache_resource(max_entries=2, show_spinner=False)
def _prepared_finely(
    snapshot_id: str, _snapshot: snapshots.Snapshot, statuses: tuple[Status, ...], antennes: bool
) -> Prepared | Finer:
    whole = _prepared_whole(snapshot_id, _snapshot, statuses, antennes)
    return by_sector.finer(whole, _snapshot.data.units, _snapshot.data.sectors)


def coverage(  # noqa: PLR0913, PLR0917  (what was prepared, and the question)
    snapshot_id: str,
    ready: Prepared | Finer,
    statuses: tuple[Status, ...],
    antennes: bool,
    threshold_m: float,
    detour_factor: float,
) -> pd.DataFrame:
    """Return the reach of every neighbourhood, for what :func:`prepared` returned."""
    which = (snapshot_id, isinstance(ready, by_sector.Finer), statuses, antennes)
    return _coverage(which, ready, threshold_m, detour_factor)


@st.cache_resource(max_entries=64, show_spinner=False)
def _coverage(
    which: tuple[object, ...],
    _ready: Prepared | Finer,
    threshold_m: float,
    detour_factor: float,
) -> pd.DataFrame:
    return by_sector.coverage(_ready, threshold_m=threshold_m, detour_factor=detour_factor)


@st.cache_resource(max_entries=400, show_spinner=False)
def codes_of(snapshot_id: str, _snapshot: snapshots.Snapshot, region: str) -> list[str]:
    """Return the codes of the neighbourhoods of a region, in the order of its geometry file."""
    return region_codes(_snapshot.data.units, _snapshot.data.division, region)


@st.cache_resource(max_entries=400, show_spinner=False)
def municipalities_of(snapshot_id: str, _snapshot: snapshots.Snapshot, region: str) -> list[str]:
    """Return the NIS codes of the municipalities of a region, in the order of its geometry file."""
    return sorted(
        set(
            units_by_code(snapshot_id, _snapshot).loc[
                codes_of(snapshot_id, _snapshot, region), "municipality"
            ]
        )
    )


@st.cache_resource(max_entries=6, show_spinner=False)
def areas_by_code(
    snapshot_id: str, _snapshot: snapshots.Snapshot, level: Level
) -> gpd.GeoDataFrame:
    """Return the areas of one level, indexed by their code, which stays a column too."""
    areas = _snapshot.data.areas
    return areas[areas["level"] == level].set_index("code", drop=False)


@dataclass(frozen=True)
class Names:
    """Names of regions and areas in one language, see :mod:`pages.ui.labels`."""

    regions: dict[str, str]
    areas: dict[tuple[str, str], str]

    def municipality(self, nis: str) -> str:
        """Return the name of a municipality."""
        return self.areas[Level.MUNICIPALITY, nis]


def names(snapshot: snapshots.Snapshot) -> Names:
    """Return the names for this visitor."""
    return _names(snapshot.id, language(), snapshot)


@st.cache_resource(max_entries=8, show_spinner=False)
def _names(snapshot_id: str, lang: str, _snapshot: snapshots.Snapshot) -> Names:
    return Names(region_labels(_snapshot.data), area_names(_snapshot.data))


@st.cache_resource(max_entries=4, show_spinner=False)
def units_by_code(snapshot_id: str, _snapshot: snapshots.Snapshot) -> gpd.GeoDataFrame:
    """Return the neighbourhoods, indexed by their code, which stays a column too."""
    return _snapshot.data.units.set_index("code", drop=False)


@dataclass(frozen=True)
class Places:
    """What can be looked for by name: prepared for searching, and by a key for the address.

    ``french`` holds the French names of municipalities by their Dutch ones.
    """

    index: PlaceIndex
    by_key: dict[str, Place]
    keys: dict[Place, str]
    french: dict[str, str]


@st.cache_resource(max_entries=4, show_spinner=False)
def places(snapshot_id: str, _snapshot: snapshots.Snapshot) -> Places:
    """Return the places of a snapshot, under the keys of :func:`geodata.places.search.by_key`."""
    index = build_index(all_places(_snapshot.data))
    keyed = by_key(index.places)
    french = french_names(_snapshot.data)
    return Places(index, keyed, {place: key for key, place in keyed.items()}, french)

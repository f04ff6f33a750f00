"""Cached calls of the store and of pure functions: nothing heavy runs twice.

What is cached is shared by all visitors and read-only. A function of a snapshot is cached by
:func:`by_snapshot`.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass
from importlib import import_module
from threading import Condition, Thread
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import streamlit as st
from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from geodata.estimates import counted, estimated_people
from geodata.places.place import by_key
from geodata.reach.coverage import select_points
from geodata.reach.question import DISTANCE_KINDS, usual_question
from geodata.reach.spread import SPREADS, WIJK, spread_on
from geodata.regions import region_codes
from loaders.settings import get_settings
from loaders.store import manifest, snapshots
from loaders.store.map_files import read_index
from loaders.store.search_places import french_names, search_index
from loaders.store.snapshots import Snapshot
from pages.ui.i18n import language
from pages.ui.labels import Names, area_names, region_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from geodata.enums import Level, Status
    from geodata.places.index import PlaceIndex
    from geodata.places.place import Place
    from geodata.reach.coverage import Prepare, PreparedReach
    from geodata.reach.question import ReachQuestion
    from loaders.store.map_files import MapFiles


_P = ParamSpec("_P")
_R = TypeVar("_R")


def by_snapshot(*, max_entries: int) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Return a decorator that caches a function of snapshots and hashable choices.

    The id of a snapshot is its part of the key: it is unique, for a visitor's own data too. A
    function among the choices is known by its name. Who asks for what another visitor's run is
    making waits for it. (Streamlit's own caches take a millisecond to find what they hold, and a
    page asks thirty times.)
    """

    def decorate(function: Callable[_P, _R]) -> Callable[_P, _R]:
        found: Callable[_P, _R] = cached(LRUCache(max_entries), key=_key, condition=Condition())(
            function
        )
        return found

    return decorate


def _key(*args: object, **kwargs: object) -> tuple[Hashable, ...]:
    """Return what tells one call of a function from another."""
    return hashkey(*map(_name, args), **{name: _name(value) for name, value in kwargs.items()})


def _name(value: object) -> object:
    """Return a snapshot or a function by its name, and anything else as it is."""
    if isinstance(value, Snapshot):
        return value.id
    return value.__qualname__ if isinstance(value, FunctionType | MethodType) else value


def published_snapshot() -> Snapshot:
    """Return the current snapshot; a newly published one is noticed at the next run."""
    folder = get_settings().data
    return _load(folder, manifest.current_id(folder))


def warm() -> None:
    """Load the current snapshot."""
    map_files(published_snapshot())


@by_snapshot(max_entries=2)
def prepare_other_pages(snapshot: Snapshot) -> None:
    """Prepare in a thread what other pages need, once the first one is drawn."""

    def prepare() -> None:
        places(snapshot)
        prepared(snapshot, usual_question(snapshot.data))
        import_module("maps.base")
        _freeze()

    Thread(target=prepare, name="prepare", daemon=True).start()


@by_snapshot(max_entries=100)
def freeze_what_stays(snapshot: Snapshot, page: str) -> None:
    """Let the garbage collector skip what a first view of a page has loaded.

    Streamlit collects all garbage after every run: under load, walking the data, the modules and
    the caches each time took most of the interpreter's time. They stay, so that they need no look;
    what an earlier snapshot left is collected first.
    """
    del snapshot, page  # only the key: once for each page and snapshot
    _freeze()


def _freeze() -> None:
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@st.cache_resource(max_entries=2, show_spinner=False)
def _load(folder: Path, current_id: str) -> Snapshot:
    """Load the current snapshot, whose id is only part of the key."""
    return snapshots.load(folder)


@by_snapshot(max_entries=4)
def map_files(snapshot: Snapshot) -> MapFiles:
    """Return the files that the browser fetches for the maps of a snapshot."""
    return read_index(snapshot.static)


def prepared(snapshot: Snapshot, question: ReachQuestion) -> PreparedReach:
    """Return what depends on neither threshold nor detour factor, for the points that count.

    Through what people are spread over (:mod:`geodata.reach.spread`), as far as it is loaded.
    """
    spread = spread_on(question.spread, snapshot.data)
    which = (question.statuses, question.antennes)
    if spread is WIJK:
        return _prepared_wijken(snapshot, *which, question.kind.on(snapshot.data).prepare)
    return _prepared_parts(snapshot, *which, question.distance, spread.code)


@by_snapshot(max_entries=8)
def _prepared_wijken(
    snapshot: Snapshot, statuses: tuple[Status, ...], antennes: bool, prepare: Prepare
) -> PreparedReach:
    data = snapshot.data
    points = select_points(data.points, data.centres, statuses=statuses, antennes=antennes)
    return prepare(data.units, points, data.whereabouts)


# Few: the edges of ten thousand sectors are some 200 MB.
@by_snapshot(max_entries=3)
def _prepared_parts(
    snapshot: Snapshot, statuses: tuple[Status, ...], antennes: bool, distance: str, spread: str
) -> PreparedReach:
    kind = DISTANCE_KINDS[distance].on(snapshot.data)
    wijken = _prepared_wijken(snapshot, statuses, antennes, kind.prepare)
    return SPREADS[spread].through(wijken, snapshot.data, kind)


@by_snapshot(max_entries=64)
def coverage(snapshot: Snapshot, question: ReachQuestion) -> pd.DataFrame:
    """Return the reach of every neighbourhood (``PreparedReach.coverage``)."""
    return prepared(snapshot, question).coverage(
        threshold_m=question.threshold_m, detour_factor=question.detour_factor
    )


@by_snapshot(max_entries=400)
def codes_of(snapshot: Snapshot, region: str) -> list[str]:
    """Return the codes of the neighbourhoods of a region, in the order of its geometry file."""
    return region_codes(snapshot.data.units, snapshot.data.division, region)


@by_snapshot(max_entries=400)
def units_of(snapshot: Snapshot, region: str) -> gpd.GeoDataFrame:
    """Return the neighbourhoods of a region, indexed by their code, which stays a column too."""
    return units_by_code(snapshot).loc[codes_of(snapshot, region)]


@by_snapshot(max_entries=64)
def estimated_in(snapshot: Snapshot, region: str) -> dict[str, pd.Series[bool]]:
    """Return group → whether the people of each neighbourhood of a region are an estimate."""
    data, codes = snapshot.data, codes_of(snapshot, region)
    return {group: estimated_people(data, group).loc[codes] for group in data.groups}


@by_snapshot(max_entries=400)
def counted_in(snapshot: Snapshot, region: str, group: str) -> bool:
    """Return whether the number of people of a group in a region is a count."""
    return counted(snapshot.data, group, codes_of(snapshot, region))


def unit_names(snapshot: Snapshot, region: str) -> pd.Series[str]:
    """Return the names of the neighbourhoods of a region, by their code.

    With their municipality in this visitor's language, where there are several.
    """
    return _unit_names(snapshot, region, language())


def town_names(snapshot: Snapshot, region: str) -> pd.Series[str]:
    """Return the municipality of each neighbourhood of a region, named for this visitor."""
    return _town_names(snapshot, region, language())


@by_snapshot(max_entries=64)
def _unit_names(snapshot: Snapshot, region: str, lang: str) -> pd.Series[str]:
    """Return the names in the visitor's language."""
    own: pd.Series[str] = units_of(snapshot, region)["name"]
    if len(municipalities_of(snapshot, region)) == 1:
        return own
    return own.str.cat(_town_names(snapshot, region, lang), sep=", ")


@by_snapshot(max_entries=64)
def _town_names(snapshot: Snapshot, region: str, lang: str) -> pd.Series[str]:
    """Return the names in the visitor's language."""
    towns: pd.Series[str] = units_of(snapshot, region)["municipality"]
    return towns.map(_names(snapshot, lang).municipality)


@by_snapshot(max_entries=400)
def municipalities_of(snapshot: Snapshot, region: str) -> list[str]:
    """Return the NIS codes of the municipalities of a region, in the order of its geometry file."""
    return sorted(set(units_of(snapshot, region)["municipality"]))


@by_snapshot(max_entries=6)
def areas_by_code(snapshot: Snapshot, level: Level) -> gpd.GeoDataFrame:
    """Return the areas of one level, indexed by their code, which stays a column too."""
    areas = snapshot.data.areas
    return areas[areas["level"] == level].set_index("code", drop=False)


def names(snapshot: Snapshot) -> Names:
    """Return the names for this visitor."""
    return _names(snapshot, language())


@by_snapshot(max_entries=8)
def _names(snapshot: Snapshot, lang: str) -> Names:
    """Return the names in the visitor's language, which is only part of the key."""
    return Names(region_labels(snapshot.data), area_names(snapshot.data))


@by_snapshot(max_entries=4)
def units_by_code(snapshot: Snapshot) -> gpd.GeoDataFrame:
    """Return the neighbourhoods, indexed by their code, which stays a column too."""
    return snapshot.data.units.set_index("code", drop=False)


@dataclass(frozen=True)
class Places:
    """What can be looked for by name: prepared for searching, and by a key for the address.

    ``french`` holds the French names of municipalities by their Dutch ones.
    """

    index: PlaceIndex
    by_key: dict[str, Place]
    keys: dict[Place, str]
    french: dict[str, str]


@by_snapshot(max_entries=4)
def places(snapshot: Snapshot) -> Places:
    """Return the places of a snapshot, under the keys of :func:`geodata.places.search.by_key`."""
    index = search_index(snapshot.data)
    keyed = by_key(index.places)
    french = french_names(snapshot.data)
    return Places(index, keyed, {place: key for key, place in keyed.items()}, french)

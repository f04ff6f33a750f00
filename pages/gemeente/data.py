"""What Gemeente rests on: the programme, and who is near, each computed once a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from geodata.enums import Level, Measure, Precision
from geodata.programme.rule import basis, programme, years
from geodata.programme.similar_municipalities import similar
from geodata.reach.by_sector import overlaps_by_people
from geodata.reach.people import people_in_reach
from geodata.reach.question import ReachQuestion
from geodata.regions import BRUSSELS_PROVINCE
from pages.ui.cache import (
    areas_by_code,
    by_snapshot,
    codes_of,
    coverage,
    prepared,
    units_by_code,
)
from pages.ui.controls import Question
from pages.wijken.view import answer

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.model import SnapshotData
    from geodata.programme.rule import Basis
    from loaders.store.snapshots import Snapshot
    from pages.wijken.view import WijkenView

NEAR_BORDER_M = 5_000
"""Centres of other municipalities are told up to here, in a straight line from the border."""

NONE, ROOM, FULL, OVER, UNSURE, UNKNOWN = "1", "2", "3", "4", "u", "n"
"""How a municipality stands towards its programme, as class characters of the map."""


@dataclass(frozen=True)
class Town:
    """One municipality, or Brussels as a whole, as the page shows it.

    Attributes
    ----------
    code
        NIS code, or ``4000`` for Brussels.
    shown
        Its neighbourhoods: people out of reach, for the chosen group and distance.
    programmes
        :func:`programme_of`.
    basis
        On which people the programme rests.
    """

    code: str
    shown: WijkenView
    programmes: pd.DataFrame
    basis: Basis

    @property
    def name(self) -> str:
        """Return its name in the reader's language."""
        return self.shown.names.regions[self.region]

    @property
    def region(self) -> str:
        """Return its region key."""
        return region_key(self.code)

    @cached_property
    def members(self) -> frozenset[str]:
        """Return the NIS codes of it: one, or the 19 of Brussels."""
        return frozenset(self.shown.units["municipality"])

    @property
    def province(self) -> str:
        """Return the code of its province."""
        return str(self.shown.units["province"].iloc[0])

    @property
    def row(self) -> pd.Series:
        """Return its row of the programme: for a municipality of Brussels that of the region."""
        brussels = self.province == BRUSSELS_PROVINCE
        return self.programmes.loc[[BRUSSELS_PROVINCE if brussels else self.code]].iloc[0]


def region_key(code: str) -> str:
    """Return the region key of a NIS code, or of Brussels."""
    level = Level.PROVINCE if code == BRUSSELS_PROVINCE else Level.MUNICIPALITY
    return f"{level}:{code}"


def town(  # noqa: PLR0913  (all of it is asked)
    snapshot: Snapshot, code: str, *, group: str, threshold_m: float, unit: str, year: int | None
) -> Town:
    """Return all that the page shows of a municipality, or of Brussels."""
    question = Question(
        region=region_key(code),
        measure=Measure.GAP,
        group=group,
        reach=ReachQuestion(threshold_m),
        unit=unit,
    )
    return Town(
        code,
        answer(snapshot, question),
        programme_of(snapshot, year),
        basis(snapshot.data, year=year),
    )


def chosen_year(data: SnapshotData, text: str) -> int | None:
    """Return the year of the projection that is chosen; None for the last, or for none at all."""
    return int(text) if text and int(text) in years(data) else None


@by_snapshot(max_entries=8)
def programme_of(snapshot: Snapshot, year: int | None) -> pd.DataFrame:
    """Return the programme (``geodata.programme.rule.programme``), and how sure its room is.

    ``room_low`` is the room if every centre of another or unknown status filled a place; ``state``
    a class character.
    """
    table = programme(snapshot.data, year=year)
    table["room_low"] = table["room"] - table["other"]
    table["state"] = [
        _state(room, low, centres)
        for room, low, centres in zip(
            table["room"], table["room_low"], table["filled"] + table["other"], strict=True
        )
    ]
    return table


def _state(room: Any, low: Any, centres: int) -> str:
    if pd.isna(room):
        return UNKNOWN
    if not centres:
        return NONE if room > 0 else FULL
    first, last = _step(low), _step(room)
    return first if first == last else UNSURE


def _step(room: int) -> str:
    return ROOM if room > 0 else OVER if room < 0 else FULL


@by_snapshot(max_entries=32)
def people_everywhere(snapshot: Snapshot, group: str, threshold_m: float) -> pd.DataFrame:
    """Return the people of a group in and out of reach, of every neighbourhood."""
    reach = coverage(snapshot, ReachQuestion(threshold_m))
    return people_in_reach(reach, snapshot.data.units, group)


@by_snapshot(max_entries=64)
def shares_of(snapshot: Snapshot, region: str, threshold_m: float, precise: bool) -> pd.DataFrame:
    """Return the shares of each neighbourhood with one, two and three points in reach.

    Of the points with a precise position only, or of all at the position that the map shows.
    """
    points = prepared(snapshot, ReachQuestion()).points
    if precise:
        points = points[decided(points)]
    units = units_by_code(snapshot).loc[codes_of(snapshot, region)]
    units = units.reset_index(drop=True)
    return overlaps_by_people(units, snapshot.data.sectors, points, threshold_m=threshold_m)


@by_snapshot(max_entries=64)
def similar_to(snapshot: Snapshot, nis: str) -> pd.DataFrame:
    """Return the municipalities that are most like one."""
    return similar(snapshot.data, nis)


@by_snapshot(max_entries=64)
def across_border(snapshot: Snapshot, region: str, members: frozenset[str]) -> pd.DataFrame:
    """Return the open points outside a municipality that are near its border, nearest first.

    Returns
    -------
    pandas.DataFrame
        The columns of ``geodata.schemas.ServicePoints`` without the geometry, and ``low_m`` and
        ``high_m``: bounds of the straight-line distance to the border in metres, up to
        ``NEAR_BORDER_M`` for the position that the map shows. The bounds are the same for a
        precise position; else they hold for the area that the address lies in, the upper one to
        some 50 m.
    """
    level, _, code = region.partition(":")
    here = areas_by_code(snapshot, Level(level)).geometry.loc[code]
    points = prepared(snapshot, ReachQuestion()).points
    outside = points[~points["municipality"].isin(members)]
    distance_m = shapely.distance(outside.geometry.to_numpy(), here)
    near = outside[distance_m <= NEAR_BORDER_M]
    found = pd.DataFrame(near.drop(columns="geometry"))
    found["low_m"] = found["high_m"] = distance_m[distance_m <= NEAR_BORDER_M]
    vague = ~decided(near)
    if vague.any():
        areas = snapshot.data.whereabouts.set_index("key").geometry
        shapes = areas.loc[near.loc[vague, "whereabouts"]].to_numpy()
        corners, owner = shapely.get_coordinates(shapely.segmentize(shapes, 100), return_index=True)
        farthest = pd.Series(shapely.distance(shapely.points(corners), here)).groupby(owner).max()
        found.loc[vague, "low_m"] = shapely.distance(shapes, here)
        found.loc[vague, "high_m"] = farthest.to_numpy()
    found["shown_m"] = distance_m[distance_m <= NEAR_BORDER_M]
    return found.sort_values(["shown_m", "id"])


def decided(points: gpd.GeoDataFrame) -> pd.Series[bool]:
    """Tell which points have a position that decides who is in reach."""
    precise = [p.value for p in Precision if p.decides]
    return points["precision"].isin(precise)  # type: ignore[no-any-return]  # geopandas has no types

"""A scenario: what changes among the service points of a snapshot, which itself never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, NoReturn, TypeVar

import numpy as np
import shapely

from geodata.enums import PointKind, Precision
from geodata.errors import BadValueError
from geodata.regions import codes_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

_T = TypeVar("_T")

GRID_M = 10
"""Positions of a scenario are rounded to this, metres: a shared link holds no exact address."""

MOST_CHANGES = 100
"""Most changes in one scenario."""


class Spot(NamedTuple):
    """A position in EPSG:3812, metres, on the grid of a scenario."""

    x_m: int
    y_m: int


@dataclass(frozen=True)
class AddedPoint:
    """A service point that a scenario adds."""

    at: Spot
    kind: PointKind = PointKind.MAIN


@dataclass(frozen=True)
class ChangedPoint:
    """What a scenario changes of an existing service point.

    Attributes
    ----------
    id
        Of the service point.
    closed
        Whether it no longer counts.
    at
        Where it moves to; None if it stays.
    kind
        What it becomes; None if it stays what it is.
    """

    id: str
    closed: bool = False
    at: Spot | None = None
    kind: PointKind | None = None


@dataclass(frozen=True)
class Scenario:
    """Any number of changes to the service points of a snapshot.

    Attributes
    ----------
    added
        New points, in the order in which they were added.
    changed
        Changes to existing points, each point once.
    basis
        :func:`basis_of` the snapshot that it was made on; empty for a new scenario.
    """

    added: tuple[AddedPoint, ...] = ()
    changed: tuple[ChangedPoint, ...] = ()
    basis: str = ""

    def __bool__(self) -> bool:
        """Return whether anything changes."""
        return bool(self.added or self.changed)

    def change(self, point_id: str) -> ChangedPoint:
        """Return what changes of an existing point."""
        found = (one for one in self.changed if one.id == point_id)
        return next(found, ChangedPoint(point_id))


def spot_at(x_m: float, y_m: float) -> Spot:
    """Return the position of the grid nearest to coordinates (EPSG:3812, metres).

    >>> spot_at(651_734.9, 701_186.2)
    Spot(x_m=651730, y_m=701190)
    """
    return Spot(GRID_M * round(x_m / GRID_M), GRID_M * round(y_m / GRID_M))


def basis_of(points: pd.DataFrame) -> str:
    """Return a short fingerprint of the service points that a scenario is about."""
    return codes_hash(sorted(points["id"]))[:6]


def checked(scenario: Scenario) -> Scenario:
    """Return a scenario that can be computed, or raise an error for the first thing wrong.

    Raises
    ------
    BadValueError
        If there are too many changes, two points on one spot, or two changes of one point.
    """
    count = len(scenario.added) + len(scenario.changed)
    if count > MOST_CHANGES:
        _refuse(f"at most {MOST_CHANGES} changes", str(count), "Remove some of them.")
    spots = [one.at for one in scenario.added]
    spots += [one.at for one in scenario.changed if one.at and not one.closed]
    if twice := _first_repeated(spots):
        _refuse(
            "one service point per spot", f"two at {twice.x_m}, {twice.y_m}", "Move one of them."
        )
    if repeated := _first_repeated(one.id for one in scenario.changed):
        _refuse("one change per service point", f"two of {repeated}", "Keep one of them.")
    return scenario


def require_inside(spot: Spot, units: shapely.STRtree) -> None:
    """Raise BadValueError unless a spot is in one of the units: not across a border or at sea."""
    if not units.query(shapely.Point(spot), predicate="intersects").size:
        _refuse(
            "a spot in one of the wijken",
            f"{spot.x_m}, {spot.y_m}",
            "Choose a spot in Flanders or Brussels, on land.",
        )


@dataclass(frozen=True, eq=False)
class PointSet:
    """Service points that count, as arrays of one length.

    Attributes
    ----------
    ids, at
        Their ids and nominal positions (EPSG:3812, shape (p, 2), metres).
    decides
        Whether each position is precise.
    area
        Row of the possible area of each imprecise point, -1 for the others.
    kinds
        Main site or antenne.
    """

    ids: NDArray[np.object_]
    at: NDArray[np.float64]
    decides: NDArray[np.bool_]
    area: NDArray[np.intp]
    kinds: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.ids)

    def chosen(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> PointSet:
        """Return some of the points."""
        return PointSet(
            self.ids[rows], self.at[rows], self.decides[rows], self.area[rows], self.kinds[rows]
        )

    def with_points(self, others: PointSet) -> PointSet:
        """Return these points and others after them."""
        return PointSet(
            np.concatenate([self.ids, others.ids]),
            np.concatenate([self.at, others.at]),
            np.concatenate([self.decides, others.decides]),
            np.concatenate([self.area, others.area]),
            np.concatenate([self.kinds, others.kinds]),
        )


def point_set(points: gpd.GeoDataFrame, areas: pd.Index[str]) -> PointSet:
    """Return service points (``schemas.ServicePoints``, EPSG:3812) as arrays.

    Parameters
    ----------
    points
        The points.
    areas
        Keys of the possible areas, in their order.
    """
    decides = points["precision"].isin([p.value for p in Precision if p.decides]).to_numpy()
    return PointSet(
        points["id"].to_numpy(dtype=object),
        shapely.get_coordinates(points.geometry.to_numpy()),
        decides,
        np.where(decides, -1, areas.get_indexer(points["whereabouts"])),
        points["kind"].to_numpy(dtype=object),
    )


def new_points(spots: list[tuple[str, Spot, PointKind]]) -> PointSet:
    """Return points at exact spots, each with its id and kind."""
    return PointSet(
        np.array([one for one, _, _ in spots], dtype=object),
        np.array([spot for _, spot, _ in spots], dtype=np.float64).reshape(-1, 2),
        np.ones(len(spots), dtype=bool),
        np.full(len(spots), -1, dtype=np.intp),
        np.array([kind for _, _, kind in spots], dtype=object),
    )


class Difference(NamedTuple):
    """What a scenario changes among the points that count.

    Attributes
    ----------
    kept
        Points that stay as they are.
    removed
        Points that no longer count where they were.
    added
        Points that count at a new spot.
    unknown
        Ids that the snapshot does not have (any more); they change nothing.
    """

    kept: PointSet
    removed: PointSet
    added: PointSet
    unknown: tuple[str, ...]

    @property
    def before(self) -> PointSet:
        """Return the points without the scenario."""
        return self.kept.with_points(self.removed)

    @property
    def after(self) -> PointSet:
        """Return the points with the scenario."""
        return self.kept.with_points(self.added)

    @property
    def either(self) -> PointSet:
        """Return the points with and without the scenario together."""
        return self.before.with_points(self.added)


def added_id(number: int) -> str:
    """Return the id of an added point by its number, from 0: no service point has such an id.

    >>> added_id(0)
    '+1'
    """
    return f"+{number + 1}"


def difference(points: PointSet, scenario: Scenario, *, antennes: bool = True) -> Difference:
    """Return what a scenario changes.

    Parameters
    ----------
    points
        All points of centres whose status counts, antennes too.
    scenario
        The changes.
    antennes
        Whether antennes count.
    """
    row_of = {point_id: row for row, point_id in enumerate(points.ids)}
    counts_before = np.ones(len(points), dtype=bool)
    if not antennes:
        counts_before = points.kinds != PointKind.ANTENNE
    counts_after, new = counts_before.copy(), []
    for change in scenario.changed:
        row = row_of.get(change.id)
        if row is None:
            continue
        kind = PointKind(change.kind or points.kinds[row])
        counts = not change.closed and (antennes or kind is not PointKind.ANTENNE)
        counts_after[row] = counts and change.at is None
        if counts and change.at is not None:
            new.append((change.id, change.at, kind))
    new += [
        (added_id(number), one.at, one.kind)
        for number, one in enumerate(scenario.added)
        if antennes or one.kind is not PointKind.ANTENNE
    ]
    returned = points.chosen(counts_after & ~counts_before)
    return Difference(
        points.chosen(counts_before & counts_after),
        points.chosen(counts_before & ~counts_after),
        returned.with_points(new_points(new)),
        tuple(one.id for one in scenario.changed if one.id not in row_of),
    )


def _first_repeated(values: Iterable[_T]) -> _T | None:
    seen: set[_T] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


def _refuse(expected: str, got: str, action: str) -> NoReturn:
    raise BadValueError(where="scenario", expected=expected, got=got, action=action)

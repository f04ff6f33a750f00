"""Distances on foot between demand and service points, one service point at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from geodata.analysis.measured import Nearest, Sums
from geodata.network.bounds import Circles, circles_around, least_walks
from geodata.network.memory import FARTHEST_M, at_places, memory_of
from geodata.network.streets import streets_of
from geodata.network.walk import walk_alone
from geodata.reach.bounds import MAX_THRESHOLD_M
from geodata.reach.coverage import ReachArrays
from geodata.reach.distances import RANKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geodata.network.model import Network
    from geodata.network.streets import Snapped

    Floats = NDArray[np.float64]


class _Walks(NamedTuple):
    """Walks to one service point.

    Attributes
    ----------
    point
        Its row.
    spots
        Rows of the spots that may be within the limit, shape (n,).
    distance_m
        Shape (n,), metres; inf where it is unknown or beyond the limit.
    least_m
        What each may be at least.
    """

    point: int
    spots: NDArray[np.intp]
    distance_m: Floats
    least_m: Floats


@dataclass(frozen=True, eq=False)
class Walked:
    """Spots and service points, to be measured over streets and paths.

    From the spot to its street, over streets, and from the street to the service point, as
    :func:`geodata.network.nearest.nearest_on_foot` does for one spot. A walk is looked for up to
    ``FARTHEST_M``.

    Attributes
    ----------
    network
        Streets and paths.
    spots, points
        Coordinates, EPSG:3812, shapes (n, 2) and (p, 2), metres.
    """

    network: Network
    spots: Floats
    points: Floats

    def nearest(self) -> Nearest:
        """Return the nearest service points on foot.

        Inf where fewer are found within ``FARTHEST_M``, NaN for a spot that is near no street or
        that the network does not cover.
        """
        shape = (len(self.spots), RANKS)
        distance_m, point = np.full(shape, np.inf), np.full(shape, -1, dtype=np.intp)
        for walks in self._walks(FARTHEST_M):
            rows = walks.spots
            metres = np.column_stack([distance_m[rows], walks.distance_m])
            which = np.column_stack([point[rows], np.full(len(rows), walks.point)])
            order = np.argsort(metres, axis=1, kind="stable")[:, :RANKS]
            distance_m[rows] = np.take_along_axis(metres, order, axis=1)
            point[rows] = np.take_along_axis(which, order, axis=1)
        point[np.isinf(distance_m)] = -1
        distance_m[(~self._places.known | (self._edge_m == 0))[:, None] & (point < 0)] = np.nan
        return Nearest(distance_m, point)

    def people_within(self, bounds_m: Sequence[float], people: Floats) -> Floats:
        """Return the people around each service point, shape (bounds, p)."""
        found = np.zeros((len(bounds_m), len(self.points)))
        for walks in self._walks(bounds_m[-1]):
            for bound, bound_m in enumerate(bounds_m):
                found[bound, walks.point] = people[walks.spots] @ (walks.distance_m <= bound_m)
        return found

    def sums_within(self, bounds_m: Sequence[float], values: Floats) -> Sums:
        """Return sums of values over the service points around each spot."""
        total = np.zeros((values.shape[1], len(self.spots)))
        maybe = np.zeros((len(bounds_m), len(self.spots)), dtype=bool)
        for walks in self._walks(bounds_m[-1]):
            for bound, bound_m in enumerate(bounds_m):
                inside = walks.distance_m <= bound_m
                total[:, walks.spots] += values[bound, :, [walks.point]].T * inside
                maybe[bound, walks.spots] |= walks.least_m <= bound_m
        return Sums(total, maybe)

    def _walks(self, limit_m: float) -> Iterator[_Walks]:
        """Yield the walks to one service point from the spots that may be within the limit."""
        streets = streets_of(self.network)
        if not len(self.spots):
            return
        near = [
            np.array(rows, dtype=np.intp)
            for rows in KDTree(self.spots).query_ball_point(
                self.points, limit_m, return_sorted=True
            )
        ]
        some = [point for point, rows in enumerate(near) if rows.size]
        on_street = np.array([point for point in some if self._snapped.known[point]], dtype=np.intp)
        each = walk_alone(streets, self._snapped.only(on_street), limit_m=limit_m)
        for point in some:
            rows = near[point]
            centre, places = self._snapped.only(np.array([point])), self._places.only(rows)
            straight_m = np.hypot(*(self.spots[rows] - self.points[point]).T)
            walk_m = np.full(len(rows), np.inf)
            if centre.known[0]:
                known = np.flatnonzero(places.known)
                walk_m[known] = places.leg_m[known] + at_places(
                    streets, next(each), places.segment[known], places.at_m[known], centre
                )
            least_m = self._least(point, rows, straight_m, walk_m)
            yield _Walks(point, rows, walk_m, least_m)

    def _least(
        self, point: int, rows: NDArray[np.intp], straight_m: Floats, walk_m: Floats
    ) -> Floats:
        """Return what walks may be at least: more streets may be there, where none are loaded."""
        one = Circles(*(getattr(self._circles, name)[[point]] for name in Circles.__annotations__))
        least_m = least_walks(
            straight_m[:, None], walk_m[:, None], one, self._edge_m[rows], np.array([True])
        )
        unknown = ~self._places.known[rows]
        least_m[unknown, 0] = straight_m[unknown]
        return least_m[:, 0]

    @cached_property
    def _places(self) -> Snapped:
        return streets_of(self.network).snap(self.spots)

    @cached_property
    def _snapped(self) -> Snapped:
        return streets_of(self.network).snap(self.points)

    @cached_property
    def _edge_m(self) -> Floats:
        spots = np.asarray(shapely.points(self.spots))
        return streets_of(self.network).edge_m(spots, within_m=MAX_THRESHOLD_M)

    @cached_property
    def _circles(self) -> Circles:
        nothing = np.empty(0)
        arrays = ReachArrays(
            codes=pd.Index([], dtype="string"),
            polygons=nothing.astype(object),
            inner=np.empty((0, 2)),
            position=self.points,
            decides=np.ones(len(self.points), dtype=bool),
            areas=nothing.astype(object),
            area=nothing.astype(np.intp),
        )
        return circles_around(memory_of(self.network), arrays, on_street=self._snapped.known)

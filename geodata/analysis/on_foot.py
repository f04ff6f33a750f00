"""Distances on foot between demand and service points, one service point at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from geodata.analysis.measured import Nearest, Sums
from geodata.crs import METRIC_CRS
from geodata.enums import Precision
from geodata.errors import GeometryError
from geodata.network.bounds import Circles, circles_around, least_walks
from geodata.network.memory import FARTHEST_M, at_places, memory_of, middle_of
from geodata.network.model import WIJK
from geodata.network.on_foot import OnFoot
from geodata.network.pieces import cut
from geodata.network.streets import streets_of
from geodata.network.walk import walk_alone
from geodata.polygon_overlaps import overlaps_of
from geodata.reach.bounds import MAX_THRESHOLD_M
from geodata.reach.coverage import ReachArrays
from geodata.reach.distances import RANKS
from geodata.reach.exact_area import checked_areas
from geodata.snapshot.frames import empty_layer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geodata.network.model import Network
    from geodata.network.streets import Snapped

    Floats = NDArray[np.float64]


_DRAWN_M2 = 1.0
"""Less than this is where a border was drawn or rounded, not land without streets."""


class _OfPolygons(NamedTuple):
    """Polygons as units, and the kind of distance over streets that are cut at their borders."""

    units: gpd.GeoDataFrame
    foot: OnFoot


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
    polygons
        Whose inner points the spots are, EPSG:3812, shape (n,); None if there are none. They are
        measured from the middle of their streets, as :class:`geodata.network.on_foot.OnFoot` does:
        from the inner point where the network has not all of them.
    """

    network: Network
    spots: Floats
    points: Floats
    polygons: NDArray[np.object_] | None = None

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

    def shares(self, thresholds_m: Sequence[float]) -> Floats:
        """Return the share of the streets of each polygon in reach, shape (thresholds, n)."""
        streets = self._streets
        if streets is None:
            return np.empty((len(thresholds_m), 0))
        found = np.full((len(thresholds_m), len(self.spots)), np.nan)
        way = streets.foot.prepare(streets.units, _precise(self.points), empty_layer("whereabouts"))
        for at, threshold_m in enumerate(thresholds_m):
            bounds = way.coverage(threshold_m=threshold_m)
            low, high = (bounds[name].to_numpy() for name in ("share_low", "share_possible"))
            found[at] = np.where(way.walked & (low == high), low, np.nan)
        return found

    def _walks(self, limit_m: float) -> Iterator[_Walks]:
        """Yield the walks to one service point from the spots that may be within the limit."""
        streets = streets_of(self.network)
        if not len(self._from):
            return
        near = [
            np.array(rows, dtype=np.intp)
            for rows in KDTree(self._from).query_ball_point(
                self.points, limit_m, return_sorted=True
            )
        ]
        some = [point for point, rows in enumerate(near) if rows.size]
        on_street = np.array([point for point in some if self._snapped.known[point]], dtype=np.intp)
        each = walk_alone(streets, self._snapped.only(on_street), limit_m=limit_m)
        for point in some:
            rows = near[point]
            centre, places = self._snapped.only(np.array([point])), self._places.only(rows)
            straight_m = np.hypot(*(self._from[rows] - self.points[point]).T)
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
    def _streets(self) -> _OfPolygons | None:
        """Return the polygons with their streets; None if there are no polygons."""
        if self.polygons is None:
            return None
        refuse_overlaps(self.polygons)
        units = gpd.GeoDataFrame(
            {
                "code": [f"{row:09}" for row in range(len(self.polygons))],
                "inner_x_m": self.spots[:, 0],
                "inner_y_m": self.spots[:, 1],
            },
            geometry=self.polygons,
            crs=METRIC_CRS,
        )
        pieces = cut(self.network, units)
        if self.network.boundary is not None:
            pieces = replace(pieces, covered=_inside(self.polygons, self.network.boundary))
        return _OfPolygons(units, OnFoot(replace(self.network, pieces={WIJK: pieces})))

    @cached_property
    def _from(self) -> Floats:
        """Return where walks start: at the spots, or at the middle of the streets of polygons."""
        streets = self._streets
        return self.spots if streets is None else streets.foot.measured_from(streets.units).spots

    @cached_property
    def _places(self) -> Snapped:
        """Return the places on streets that walks are measured to."""
        found = streets_of(self.network).snap(self._from)
        if self._streets is not None:
            streets = self._streets.foot.streets
            walked = np.flatnonzero(streets.units.covered)
            middle = middle_of(streets, streets.units.middle[walked])
            found.segment[walked], found.at_m[walked] = middle
            found.leg_m[walked] = 0
        return found

    @cached_property
    def _snapped(self) -> Snapped:
        return streets_of(self.network).snap(self.points)

    @cached_property
    def _edge_m(self) -> Floats:
        spots = np.asarray(shapely.points(self._from))
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


def refuse_overlaps(polygons: NDArray[np.object_]) -> None:
    """Refuse polygons that are on top of each other: a street is in one of them.

    Raises
    ------
    GeometryError
        If two share more than a tenth of the smaller, or one is no valid polygon.
    """
    checked_areas(polygons)
    found = overlaps_of(polygons)
    if found.too_much.any():
        first = int(found.too_much.argmax())
        raise GeometryError(
            where=f"rows {found.one[first] + 1} and {found.other[first] + 1} of the part",
            expected="polygons that are not on top of each other: on foot, a street is in one",
            got=f"{found.shared_m2[first]:,.0f} m² in both",
            action="Divide them over several files, or choose a straight line.",
        )


def _inside(polygons: NDArray[np.object_], land: BaseGeometry) -> NDArray[np.bool_]:
    """Return which polygons are on some land, but for what rounding leaves outside."""
    shapely.prepare(land)
    found = shapely.covers(land, polygons)
    rows = np.flatnonzero(~found & shapely.intersects(land, polygons))
    found[rows] = shapely.area(shapely.difference(polygons[rows], land)) <= _DRAWN_M2
    return np.asarray(found)


def _precise(points: Floats) -> gpd.GeoDataFrame:
    """Return service points of which the position is known."""
    columns = {
        "id": [f"{row}" for row in range(len(points))],
        "precision": Precision.ADDRESS,
        "whereabouts": None,
    }
    shapes = gpd.points_from_xy(*points.T)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=METRIC_CRS)

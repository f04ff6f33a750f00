"""Distances on foot over streets and paths: units and centres, prepared for any threshold.

The share of a unit in reach is that of the length of the streets that its people live along. Its
distances are those of one place: the spot at the middle of these streets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array

from geodata.network.addresses import AddressesOnFoot
from geodata.network.bounds import (
    area_bounds,
    circles_around,
    least_walks,
    straight_bounds,
)
from geodata.network.memory import at_middles, memory_of, middle_of
from geodata.network.model import ranges
from geodata.network.overlaps import overlaps_on_foot
from geodata.network.prepared import CentreStarts, PreparedOnFoot
from geodata.network.share import reached_m
from geodata.network.streets import Snapped, streets_of
from geodata.network.walk import starts_at, together, walk, walk_alone
from geodata.reach.by_point import ReachByPoint
from geodata.reach.coverage import arrays_of, ascending, prepare_arrays
from geodata.reach.measured_from import MeasuredFrom, inner_points

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.network.memory import Memory
    from geodata.network.model import Network
    from geodata.network.streets import Streets
    from geodata.network.walk import Starts
    from geodata.reach.coverage import PreparedUnits, ReachArrays

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Rows = NDArray[np.intp]

_ONE_CENTRE_M = 20_000.0
"""Walks to a site alone are measured up to here."""


@dataclass(frozen=True)
class OnFoot:
    """The kind of distance on foot, over one network."""

    network: Network

    @property
    def streets(self) -> Streets:
        """Return the network with its indexes."""
        return streets_of(self.network)

    @property
    def _memory(self) -> Memory:
        return memory_of(self.network)

    def prepare(
        self, units: gpd.GeoDataFrame, points: gpd.GeoDataFrame, whereabouts: gpd.GeoDataFrame
    ) -> PreparedOnFoot:
        """Prepare frames, as :func:`geodata.reach.coverage.prepare` does."""
        arrays = arrays_of(units, points, whereabouts)
        arrays = replace(arrays, inner=self.measured_from(units).spots)
        return self.prepare_arrays(arrays, points, whereabouts)

    def prepare_arrays(
        self, arrays: ReachArrays, points: gpd.GeoDataFrame, whereabouts: gpd.GeoDataFrame
    ) -> PreparedOnFoot:
        """Prepare what was checked; ``inner`` is what :meth:`measured_from` returned."""
        streets = self.streets
        row = self._rows(arrays.codes)
        snapped = streets.snap(arrays.position)
        farthest = np.zeros(len(arrays.position))
        for point, area in zip(np.flatnonzero(~arrays.decides), arrays.area, strict=True):
            if snapped.known[point]:
                at = int(snapped.segment[point]), float(snapped.at_m[point])
                farthest[point] = self._memory.farthest_m(arrays.areas[area], *at)
        starts, on_street = self._starts(arrays, snapped, farthest)
        edge_m = np.zeros(len(row))
        edge_m[row >= 0] = self._memory.unit_edge_m(row[row >= 0], arrays.polygons[row >= 0])
        circles = circles_around(self._memory, arrays, on_street=on_street)
        bounds_m = area_bounds(arrays)
        straight_m = straight_bounds(arrays, bounds_m[0])
        # to the street of the address where that is unknown, to the door where it is not
        leg_m = np.where(arrays.decides, snapped.leg_m, farthest)
        walk_m = self._to_middles(row, snapped) + leg_m
        lower_m = least_walks(straight_m, walk_m, circles, edge_m, arrays.decides)
        lower_m[row < 0] = straight_m[row < 0]
        lower_m, upper_m = ascending(lower_m), ascending(walk_m)
        self._complete_nearest(row, starts.certain, upper_m)
        return PreparedOnFoot(
            streets=streets,
            codes=arrays.codes,
            polygons=arrays.polygons,
            row=row,
            edge_m=edge_m,
            starts=starts,
            circles=circles,
            vague=not arrays.decides.all(),
            lower_m=lower_m,
            upper_m=upper_m,
            straight=_straight(arrays, np.flatnonzero(row < 0), bounds_m, points, whereabouts),
            off_street=_off_street(points, arrays.decides & circles.loose),
            points=points,
            whereabouts=whereabouts,
        )

    def measured_from(self, units: pd.DataFrame) -> MeasuredFrom:
        """Return where the distances of units are measured from: the middle of their streets.

        That is the inner point where the network has not all streets of a unit.
        """
        row = self._rows(pd.Index(units["code"]))
        at = inner_points(units).spots.copy()
        streets, walked = self.streets, row >= 0
        piece = streets.units.middle[row[walked]]
        at[walked] = streets.along(*middle_of(streets, piece))
        return MeasuredFrom(at, walked)

    def by_point(
        self, units: gpd.GeoDataFrame, spots: Floats, *, threshold_m: float, detour_factor: float
    ) -> ReachByPoint:
        """Return what is in reach of each point alone (:mod:`geodata.reach.by_point`)."""
        streets, radius_m = self.streets, threshold_m / detour_factor
        table, row = streets.units, self._rows(pd.Index(units["code"]))
        walked = np.flatnonzero(row >= 0)
        tree = shapely.STRtree(units.geometry.to_numpy()[walked])
        snapped = streets.snap(spots)
        distance_m, shares = (
            np.full((len(spots), len(row)), np.inf),
            np.zeros((len(spots), len(row))),
        )
        known = np.flatnonzero(snapped.known)
        each = walk_alone(streets, snapped.only(known), limit_m=_ONE_CENTRE_M)
        for point, found in zip(known, each, strict=True):
            place = snapped.only(np.array([point]))
            middle = at_middles(streets, found, table.middle[row[walked]], place)
            distance_m[point, walked] = middle * detour_factor
            spot = shapely.Point(spots[point])
            near = walked[tree.query(spot, predicate="dwithin", distance=radius_m)]
            of = row[near]
            piece = ranges(table.start[of], table.start[of + 1])
            metres = reached_m(
                *(streets, found, starts_at(streets, place)),
                segment=table.segment[piece],
                from_m=table.from_m[piece],
                to_m=table.to_m[piece],
                threshold_m=radius_m,
            )
            unit = np.repeat(np.arange(len(of)), table.start[of + 1] - table.start[of])
            reached_m_of = np.bincount(unit, metres, len(of))
            shares[point, near] = np.clip(reached_m_of / table.total_m[of], 0, 1)
        return ReachByPoint(csr_array(shares), distance_m)

    def to_addresses(self, spots: Floats) -> AddressesOnFoot:
        """Return addresses, EPSG:3812, shape (a, 2), to measure to by the way."""
        return AddressesOnFoot.of(self.streets, self.prepare_arrays, spots)

    def overlaps(
        self, units: gpd.GeoDataFrame, points: gpd.GeoDataFrame, *, threshold_m: float
    ) -> pd.DataFrame:
        """Return how many points are in reach (:func:`overlaps_on_foot`)."""
        return overlaps_on_foot(self.network, units, points, threshold_m=threshold_m)

    def _rows(self, codes: pd.Index[str]) -> Rows:
        """Return the rows of the units that the network has the streets of, -1 for others."""
        units = self.streets.units
        row = units.rows(codes)
        return np.where((row >= 0) & units.covered[row], row, -1)

    def _starts(
        self, arrays: ReachArrays, snapped: Snapped, farthest: Floats
    ) -> tuple[CentreStarts, Flags]:
        """Return where walks start, and from which centres there are any."""
        streets, decides = self.streets, arrays.decides
        on_street = snapped.known.copy()
        at_street = snapped._replace(leg_m=np.where(decides, snapped.leg_m, 0.0))
        certain = starts_at(streets, at_street, farthest)
        precise = snapped.only(decides)
        possible = starts_at(streets, precise)
        areas = [self._memory.area_starts(area) for area in arrays.areas]
        on_street[~decides] = np.array([len(one.node) > 0 for one in areas], bool)[arrays.area]
        return (
            CentreStarts(certain, starts_at(streets, snapped), together(possible, *areas)),
            on_street,
        )

    def _to_middles(self, row: Rows, snapped: Snapped) -> Floats:
        """Return walks from the middles of units to streets of centres, shape (n, p)."""
        found = np.full((len(row), len(snapped.segment)), np.inf)
        walked = row >= 0
        for point in np.flatnonzero(snapped.known):
            at = int(snapped.segment[point]), float(snapped.at_m[point])
            every = self._memory.to_middles(*at)
            found[walked, point] = every[row[walked]]
        return found

    def _complete_nearest(self, row: Rows, certain: Starts, upper_m: Floats) -> None:
        """Fill in, in place, walks to the nearest centre that are longer than ``FARTHEST_M``."""
        missing = np.flatnonzero((row >= 0) & np.isinf(upper_m[:, 0]))
        if missing.size and certain.node.size:
            found = walk(self.streets, certain, limit_m=np.inf)
            middle = self.streets.units.middle[row[missing]]
            upper_m[missing, 0] = at_middles(self.streets, found, middle)


def _straight(
    arrays: ReachArrays,
    rows: Rows,
    bounds_m: tuple[Floats, Floats],
    points: gpd.GeoDataFrame,
    whereabouts: gpd.GeoDataFrame,
) -> PreparedUnits | None:
    """Return some units prepared by straight line."""
    if not rows.size:
        return None
    some = replace(
        arrays,
        codes=arrays.codes[rows],
        polygons=arrays.polygons[rows],
        inner=arrays.inner[rows],
    )
    some_m = (bounds_m[0][rows], bounds_m[1][rows])
    return prepare_arrays(some, points, whereabouts, bounds_m=some_m)


def _off_street(points: gpd.GeoDataFrame, which: Flags) -> tuple[str, ...]:
    return tuple(points["id"][which]) if len(points) else ()

"""Units and centres prepared for any threshold, by distances over streets and paths."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geodata.network.bounds import in_circles, in_or_across, pairs_across
from geodata.network.model import ranges
from geodata.network.nearest import nearest_on_foot
from geodata.network.share import reached_m
from geodata.network.walk import walk
from geodata.reach.bounds import bounds_table, require_threshold
from geodata.snapshot.frames import empty_layer

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geodata.network.bounds import Circles
    from geodata.network.streets import Streets
    from geodata.network.walk import Box, Starts
    from geodata.reach.coverage import PreparedUnits

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Rows = NDArray[np.intp]

_FEW = 500
"""Streets around fewer units than this are walked over, else all of them."""


class CentreStarts(NamedTuple):
    """Where walks to centres start: at those with a precise position, at all, or at the possible.

    Attributes
    ----------
    certain
        From precise positions; from others as if at the farthest street of the possible area.
    nominal
        From the position on the map.
    possible
        From precise positions, and from every street of the possible areas.
    """

    certain: Starts
    nominal: Starts
    possible: Starts


class _Outside(NamedTuple):
    """Units and centres between which a walk may be that the network lacks, with its bounds.

    Attributes
    ----------
    whole
        Which units are within one of the circles: all of their streets may be in reach.
    pairs
        Rows of the other units, and of the centres.
    centre, radius_m
        The circles.
    """

    whole: Flags
    pairs: tuple[Rows, Rows]
    centre: Floats
    radius_m: Floats


class _PiecesOfUnits(NamedTuple):
    """Pieces of streets with the row of their unit, and the length of all of each unit."""

    unit: Rows
    segment: NDArray[np.int32]
    from_m: Floats
    to_m: Floats
    total_m: Floats


@dataclass(frozen=True, eq=False)
class PreparedOnFoot:
    """A :class:`geodata.reach.coverage.PreparedReach` over streets and paths.

    Attributes
    ----------
    streets
        The network.
    codes, polygons
        The units, length n.
    row
        Row of each unit among those of the network; -1 where that has not all of its streets.
    edge_m
        How far inside the covered land each unit is, shape (n,); 0 where it is not covered.
    starts, circles
        Of the centres.
    vague
        Whether a position is not precise.
    lower_m, upper_m
        Bounds of the distances to the centres, ascending, shape (n, p or more); inf where there
        are fewer, and where no walk is known.
    straight
        Units without streets in the network, by straight line; None if there are none.
    off_street
        Ids of centres at a precise position too far from any street of the network.
    points, whereabouts
        As those of :class:`geodata.reach.coverage.PreparedUnits`.
    """

    streets: Streets
    codes: pd.Index[str]
    polygons: NDArray[np.object_]
    row: Rows
    edge_m: Floats
    starts: CentreStarts
    circles: Circles
    vague: bool
    lower_m: Floats
    upper_m: Floats
    straight: PreparedUnits | None
    off_street: tuple[str, ...]
    points: gpd.GeoDataFrame
    whereabouts: gpd.GeoDataFrame

    @cached_property
    def sectors(self) -> gpd.GeoDataFrame:
        """There are no sectors."""
        return empty_layer("sectors")

    @property
    def walked(self) -> Flags:
        """Return the units whose streets the network has, shape (n,)."""
        return self.row >= 0

    def coverage(self, *, threshold_m: float, detour_factor: float = 1.0) -> pd.DataFrame:
        """Return who is in reach (:meth:`geodata.reach.coverage.PreparedReach.coverage`).

        Where the network has not all streets of a unit, ``share_low`` is 0, and the other shares
        and the lower distances are those of the straight line.
        """
        require_threshold(threshold_m, detour_factor)
        radius_m = threshold_m / detour_factor
        low, high, possible = np.zeros((3, len(self.codes)))
        if self.walked.any():
            low[self.walked], high[self.walked], possible[self.walked] = self._shares(radius_m)
        if self.straight is not None:
            found = self.straight.coverage(threshold_m=radius_m)
            high[~self.walked] = found["share_high"]
            possible[~self.walked] = found["share_possible"]
        return bounds_table(
            self.codes,
            (low, high, possible),
            (self.lower_m * detour_factor, self.upper_m * detour_factor),
            threshold_m,
        )

    def nearest(self, *, x_m: float, y_m: float, detour_factor: float = 1.0) -> pd.DataFrame:
        """Return the centres nearest to a spot on foot."""
        found = nearest_on_foot(
            self.streets.network, self.points, self.whereabouts, x_m=x_m, y_m=y_m
        )
        return found * detour_factor

    def _shares(self, radius_m: float) -> tuple[Floats, Floats, Floats]:
        """Return the shares of the units that have streets: certain, nominal and possible."""
        box, pieces = self._box(radius_m), self._pieces
        across = pairs_across(
            self.polygons[self.walked], self.edge_m[self.walked], self.circles, radius_m
        )
        low_m = self._reached_m(self._every, self.starts.certain, radius_m, box)
        low = self._share(low_m)
        if not self.vague and not len(across[0]):
            return low, low, low
        circles = self.circles
        wide_m = radius_m + circles.radius_m
        outside = self._outside(across, circles.centre, wide_m)
        # what is in reach for certain is so in all three, what is not possible in none
        partly = np.flatnonzero(low_m < pieces.to_m - pieces.from_m)
        possible_m = low_m.copy()
        possible_m[partly] = self._reached_m(partly, self.starts.possible, radius_m, box, outside)
        possible = self._share(possible_m)
        if not self.vague:
            return low, possible, possible
        outside = self._outside(across, circles.nominal, np.full(len(wide_m), radius_m))
        partly = partly[possible_m[partly] > low_m[partly]]
        high_m = low_m.copy()
        high_m[partly] = self._reached_m(partly, self.starts.nominal, radius_m, box, outside)
        return low, self._share(high_m), possible

    def _outside(self, pairs: tuple[Rows, Rows], centre: Floats, radius_m: Floats) -> _Outside:
        shapes = self.polygons[self.walked]
        return _Outside(*in_or_across(shapes, pairs, centre, radius_m), centre, radius_m)

    @cached_property
    def _pieces(self) -> _PiecesOfUnits:
        """Return the pieces of the units that have streets, unit by unit."""
        units, row = self.streets.units, self.row[self.walked]
        size = units.start[row + 1] - units.start[row]
        piece = ranges(units.start[row], units.start[row + 1])
        return _PiecesOfUnits(
            np.repeat(np.arange(len(row)), size),
            units.segment[piece],
            units.from_m[piece],
            units.to_m[piece],
            units.total_m[row],
        )

    @cached_property
    def _every(self) -> Rows:
        return np.arange(len(self._pieces.unit))

    def _share(self, reached_m: Floats) -> Floats:
        """Return the shares of units from how much of each piece is in reach."""
        pieces = self._pieces
        reached = np.bincount(pieces.unit, reached_m, len(pieces.total_m))
        return np.clip(reached / pieces.total_m, 0.0, 1.0)

    def _reached_m(
        self,
        some: Rows,
        starts: Starts,
        radius_m: float,
        box: Box | None,
        outside: _Outside | None = None,
    ) -> Floats:
        """Return how much of some pieces is in reach."""
        pieces, others = self._pieces, None
        if outside is not None and outside.whole.any():
            whole = outside.whole[pieces.unit[some]]
            found = pieces.to_m[some] - pieces.from_m[some]
            outside = outside._replace(whole=np.zeros_like(outside.whole))
            found[~whole] = self._reached_m(some[~whole], starts, radius_m, box, outside)
            return found
        unit, segment = pieces.unit[some], pieces.segment[some]
        if outside is not None and len(outside.pairs[0]):
            others = in_circles(
                self.streets,
                segment=segment,
                start=np.searchsorted(unit, np.arange(len(pieces.total_m) + 1)),
                pairs=outside.pairs,
                centre=outside.centre,
                radius_m=outside.radius_m,
            )
        return reached_m(
            self.streets,
            walk(self.streets, starts, limit_m=radius_m, box=box),
            starts,
            segment=segment,
            from_m=pieces.from_m[some],
            to_m=pieces.to_m[some],
            threshold_m=radius_m,
            others=others,
        )

    def _box(self, radius_m: float) -> Box | None:
        """Return the box around the units that walks of this length stay in; None for all."""
        if len(self.codes) > _FEW:
            return None
        west, south, east, north = shapely.total_bounds(self.polygons[self.walked])
        return west - radius_m, south - radius_m, east + radius_m, north + radius_m

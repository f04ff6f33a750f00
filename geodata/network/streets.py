"""Where streets are: indexes of a network, snapping to it, and the streets of units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from math import floor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from geodata.network.chains import Chains, chains_of
from geodata.network.model import SECTOR, WIJK, ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.network.model import Network

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]
    Flags = NDArray[np.bool_]

FARTHEST_SNAP_M = 300.0
"""A place farther from any street has no known distance on foot."""

_CELL_M = 250.0
"""Side of the cells of an index. Segments of more than two cells are looked at one by one."""

_TILE_M = 2_000.0
"""Spots of one tile of this side are brought to their streets together."""

_STEP_M = 25.0
"""Streets are found by points along them, with no more than this between two, metres."""

_FEW = 10
"""For this many spots or fewer, every street of their tile is measured."""


class Grid:
    """Points by the cell that they are in: what is near is found without looking at the rest.

    Parameters
    ----------
    x, y
        The points, metres, shape (n,).
    """

    def __init__(self, x: Floats, y: Floats) -> None:
        self._west, self._south = (float(v.min()) if len(v) else 0.0 for v in (x, y))
        column, row = self._cell(x, self._west), self._cell(y, self._south)
        self._columns = int(column.max()) + 1 if len(x) else 1
        key = row * self._columns + column
        self._order = np.argsort(key, kind="stable").astype(np.int32)
        self._keys = key[self._order]
        self._last = int(self._keys[-1]) // self._columns if len(x) else -1

    @staticmethod
    def _cell(values: Floats, least: float) -> NDArray[np.int64]:
        return np.floor((values - least) / _CELL_M).astype(np.int64)

    def box(self, west: float, south: float, east: float, north: float) -> NDArray[np.int32]:
        """Return the points of all cells that meet a box, ascending."""
        first, last = (
            min(max(floor((v - self._west) / _CELL_M), 0), self._columns - 1) for v in (west, east)
        )
        rows = np.arange(
            max(floor((south - self._south) / _CELL_M), 0),
            min(floor((north - self._south) / _CELL_M), self._last) + 1,
        )
        if not rows.size or east < self._west:
            return np.empty(0, dtype=np.int32)
        start = np.searchsorted(self._keys, rows * self._columns + first)
        end = np.searchsorted(self._keys, rows * self._columns + last, side="right")
        return np.asarray(np.sort(self._order[ranges(start, end)]))


class Snapped(NamedTuple):
    """Places on the nearest street.

    Attributes
    ----------
    segment
        Position of the segment, shape (p,); -1 where no street is near enough.
    at_m
        Where on it, metres from its ``u``, shape (p,).
    leg_m
        Straight line from the place to there, metres, shape (p,); inf where none is near.
    """

    segment: Rows
    at_m: Floats
    leg_m: Floats

    @property
    def known(self) -> Flags:
        """Return which places are near a street."""
        return self.segment >= 0

    def only(self, rows: Rows | Flags) -> Snapped:
        """Return some of the places."""
        return Snapped(self.segment[rows], self.at_m[rows], self.leg_m[rows])


@dataclass(frozen=True, eq=False)
class UnitStreets:
    """The streets that people live along, unit by unit: wijken, then sectors.

    Attributes
    ----------
    codes
        Codes of all units, length n.
    covered
        Whether the network has the streets of each unit, shape (n,).
    start
        First piece of each unit, and after it the number of pieces: shape (n + 1,).
    segment, from_m, to_m
        The pieces: of which segment, from where to where, shape (pieces,).
    total_m
        Length of the pieces of each unit, shape (n,).
    middle
        The piece at the middle of the streets of each unit, shape (n,); -1 without any.
    """

    codes: pd.Index[str]
    covered: Flags
    start: Rows
    segment: NDArray[np.int32]
    from_m: Floats
    to_m: Floats
    total_m: Floats
    middle: Rows

    def rows(self, codes: pd.Index[str]) -> Rows:
        """Return the rows of units by their code; -1 for one that the network does not know."""
        return self.codes.get_indexer(codes)


class Streets:
    """A network with its indexes; make it once (:func:`streets_of`)."""

    def __init__(self, network: Network) -> None:
        self.network = network

    @cached_property
    def chains(self) -> Chains:
        """Return the network between its joints."""
        return chains_of(self.network)

    @cached_property
    def joint_grid(self) -> Grid:
        """Return the index of the joints of :attr:`chains`, numbered from 0."""
        joint = self.chains.joints
        return Grid(self.network.x[joint], self.network.y[joint])

    @cached_property
    def _short(self) -> tuple[NDArray[np.int32], Grid]:
        """Return the segments of at most two cells, and the index of their middles."""
        net = self.network
        rows = np.flatnonzero(~self._is_long).astype(np.int32)
        x, y = ((at[net.u[rows]] + at[net.v[rows]]) / 2 for at in (net.x, net.y))
        return rows, Grid(x, y)

    @cached_property
    def _is_long(self) -> Flags:
        net = self.network
        return np.hypot(net.x[net.v] - net.x[net.u], net.y[net.v] - net.y[net.u]) > 2 * _CELL_M

    @cached_property
    def _long(self) -> NDArray[np.int32]:
        return np.flatnonzero(self._is_long).astype(np.int32)

    def segments_in(self, west: float, south: float, east: float, north: float) -> Rows:
        """Return the segments that may meet a box."""
        rows, grid = self._short
        near = rows[grid.box(west - _CELL_M, south - _CELL_M, east + _CELL_M, north + _CELL_M)]
        net, far = self.network, self._long
        x0, x1 = (
            np.minimum(net.x[net.u[far]], net.x[net.v[far]]),
            np.maximum(net.x[net.u[far]], net.x[net.v[far]]),
        )
        y0, y1 = (
            np.minimum(net.y[net.u[far]], net.y[net.v[far]]),
            np.maximum(net.y[net.u[far]], net.y[net.v[far]]),
        )
        meets = (x0 <= east) & (x1 >= west) & (y0 <= north) & (y1 >= south)
        return np.concatenate([near, far[meets]]).astype(np.intp)

    def snap(self, spots: Floats) -> Snapped:
        """Return the nearest point on a street, for each spot.

        Parameters
        ----------
        spots
            EPSG:3812, metres, shape (p, 2). Of streets that are equally near, it is the first of
            :meth:`segments_in`.
        """
        spots = np.asarray(spots, dtype=np.float64).reshape(-1, 2)
        count = len(spots)
        found = Snapped(np.full(count, -1), np.zeros(count), np.full(count, np.inf))
        if not count:
            return found
        tile = np.floor(spots / _TILE_M)
        order = np.lexsort(tile.T)
        for rows in np.split(order, np.flatnonzero(np.diff(tile[order], axis=0).any(axis=1)) + 1):
            near = self._snap_near(spots[rows])
            for column, values in zip(found, near, strict=True):
                column[rows] = values
        return found

    def _snap_near(self, spots: Floats) -> Snapped:
        """Return the same for spots that are near each other, from one index of their streets."""
        count, net = len(spots), self.network
        found = Snapped(np.full(count, -1), np.zeros(count), np.full(count, np.inf))
        low, high = spots.min(axis=0) - FARTHEST_SNAP_M, spots.max(axis=0) + FARTHEST_SNAP_M
        segments = self.segments_in(*low, *high)
        if not segments.size:
            return found
        ux, uy = net.x[net.u[segments]], net.y[net.u[segments]]
        dx, dy = net.x[net.v[segments]] - ux, net.y[net.v[segments]] - uy
        if count > _FEW:
            row, line = _near_pairs(spots, np.stack([ux, uy, dx, dy]))
        else:
            row, line = np.divmod(np.arange(count * len(segments)), len(segments))
        dx, dy, x, y = dx[line], dy[line], spots[row, 0] - ux[line], spots[row, 1] - uy[line]
        with np.errstate(invalid="ignore", divide="ignore"):
            part = (x * dx + y * dy) / (dx * dx + dy * dy)
        part = np.nan_to_num(np.clip(part, 0.0, 1.0))
        leg_m = np.hypot(x - part * dx, y - part * dy)
        order = np.lexsort((line, leg_m, row))
        best = order[np.flatnonzero(np.diff(row[order], prepend=-1))]
        best = best[leg_m[best] <= FARTHEST_SNAP_M]
        segment = segments[line[best]]
        found.segment[row[best]] = segment
        found.at_m[row[best]] = part[best] * net.length_m[segment]
        found.leg_m[row[best]] = leg_m[best]
        return found

    def along(self, segment: Rows | NDArray[np.int32], at_m: Floats) -> Floats:
        """Return positions on segments, metres from their ``u``, as coordinates, shape (p, 2)."""
        net = self.network
        u, v, length = net.u[segment], net.v[segment], net.length_m[segment]
        part = np.divide(at_m, length, out=np.zeros(len(length)), where=length > 0)
        return np.column_stack([at[u] + part * (at[v] - at[u]) for at in (net.x, net.y)])

    @cached_property
    def units(self) -> UnitStreets:
        """Return the streets that people live along, unit by unit."""
        net = self.network
        levels = [net.pieces[level] for level in (WIJK, SECTOR) if level in net.pieces]
        codes = pd.Index(np.concatenate([one.codes for one in levels] or [np.array([], str)]))
        before = np.cumsum([0] + [len(one.codes) for one in levels])
        unit = np.concatenate(
            [one.unit + at for one, at in zip(levels, before, strict=False)]
            or [np.empty(0, np.int32)]
        )
        segment, from_m, to_m = (
            np.concatenate([getattr(one, name) for one in levels] or [np.empty(0)])
            for name in ("segment", "from_m", "to_m")
        )
        segment = segment.astype(np.int32)
        real = to_m > from_m
        lived = real & net.residential[segment]
        has_some = np.bincount(unit[lived], minlength=len(codes)) > 0
        chosen = np.flatnonzero(np.where(has_some[unit], lived, real))
        unit, segment, from_m, to_m = unit[chosen], segment[chosen], from_m[chosen], to_m[chosen]
        total_m = np.bincount(unit, to_m - from_m, len(codes)).astype(np.float64)
        covered = np.concatenate([one.covered for one in levels] or [np.empty(0, bool)])
        return UnitStreets(
            codes=codes,
            covered=covered & (total_m > 0),
            start=np.searchsorted(unit, np.arange(len(codes) + 1)),
            segment=segment,
            from_m=from_m,
            to_m=to_m,
            total_m=total_m,
            middle=self._middles(unit, segment, from_m, to_m, total_m),
        )

    def _middles(
        self,
        unit: NDArray[np.int32],
        segment: NDArray[np.int32],
        from_m: Floats,
        to_m: Floats,
        total_m: Floats,
    ) -> Rows:
        """Return the piece of each unit whose middle is nearest to the mean of all its streets."""
        at, weight = self.along(segment, (from_m + to_m) / 2), to_m - from_m
        middle = np.full(len(total_m), -1, dtype=np.intp)
        if not len(unit):
            return middle
        sums = [np.bincount(unit, weight * at[:, axis], len(total_m)) for axis in (0, 1)]
        with np.errstate(invalid="ignore"):
            mean = np.column_stack(sums) / total_m[:, None]
        away = np.hypot(*(at - mean[unit]).T)
        order = np.lexsort((at[:, 1], at[:, 0], away, unit))
        first = np.flatnonzero(np.diff(unit[order], prepend=-1))
        middle[unit[order[first]]] = order[first]
        return middle

    @cached_property
    def _edge(self) -> shapely.STRtree | None:
        """Return the parts of the border of what is covered; None if that is unknown."""
        if self.network.boundary is None:
            return None
        lines = shapely.get_parts(self.network.boundary.boundary)
        corners, line = shapely.get_coordinates(lines, return_index=True)
        same = line[1:] == line[:-1]
        ends = np.stack([corners[:-1], corners[1:]], axis=1)[same]
        return shapely.STRtree(shapely.linestrings(ends))

    def edge_m(self, shapes: NDArray[np.object_], *, within_m: float) -> Floats:
        """Return how far shapes are inside the land that the network has the streets of.

        Parameters
        ----------
        shapes
            Points or polygons in EPSG:3812, shape (n,).
        within_m
            What is farther is not measured.

        Returns
        -------
        numpy.ndarray
            Metres, shape (n,): 0 for what is outside or crosses the border, inf beyond
            ``within_m`` or where the border is unknown.
        """
        found = np.full(len(shapes), np.inf)
        if self._edge is None or not len(shapes):
            return found
        shapely.prepare(self.network.boundary)
        inside = shapely.covers(self.network.boundary, shapes)
        found[~inside] = 0.0
        rows = np.flatnonzero(inside)
        (near, _), distance = self._edge.query_nearest(
            shapes[rows], max_distance=within_m, return_distance=True, all_matches=False
        )
        found[rows[near]] = distance
        return found


def _near_pairs(spots: Floats, lines: Floats) -> tuple[Rows, Rows]:
    """Return pairs of a spot and a line, of which one line is the nearest to the spot.

    Parameters
    ----------
    spots
        Positions, shape (p, 2), metres.
    lines
        First end of each line, and from there to its second end: x, y, x, y; shape (4, lines).
    """
    ux, uy, dx, dy = lines
    # points along the lines, so that no spot of a line is farther than half a step from one
    parts = np.maximum(np.ceil(np.hypot(dx, dy) / _STEP_M), 1).astype(np.intp)
    line = np.repeat(np.arange(len(parts)), parts)
    part = (ranges(np.zeros_like(parts), parts) + 0.5) / parts[line]
    tree = KDTree(np.column_stack([ux[line] + part * dx[line], uy[line] + part * dy[line]]))
    most_m = np.asarray(tree.query(spots, distance_upper_bound=FARTHEST_SNAP_M + _STEP_M)[0])
    rows = np.flatnonzero(np.isfinite(most_m))
    near = tree.query_ball_point(spots[rows], most_m[rows] + _STEP_M)
    row = np.repeat(rows, [len(one) for one in near]).astype(np.intp)
    return row, line[np.fromiter(chain.from_iterable(near), np.intp, len(row))]


@lru_cache(maxsize=2)
def streets_of(network: Network) -> Streets:
    """Return a network with its indexes, made once."""
    return Streets(network)

"""Distances between demand and service points, block by block: never more than fits in memory."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from geodata.reach.distances import RANKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]

_PER_BLOCK = 200_000
"""Distances in memory at a time."""

_PER_CELL = 512
"""Spots that a cell has on average: fewer make more blocks than they save distances."""

_MOST_COLUMNS, _SAMPLE = 255, 500
"""Cells are numbered in 16 bits; spots per column that cells are cut by."""


class Block(NamedTuple):
    """Distances between some spots and some service points.

    Attributes
    ----------
    spots, points
        Their rows, shapes (n,) and (p,).
    distance_m
        Shape (n, p), metres; inf where it is unknown or beyond the limit.
    least_m
        What each may be at least, same shape; that distance itself where there is no doubt.
    """

    spots: Rows
    points: Rows
    distance_m: Floats
    least_m: Floats


class Nearest(NamedTuple):
    """The nearest service points of each spot, ascending, shape (n, RANKS).

    Attributes
    ----------
    distance_m
        Metres; inf where there are fewer points within the limit, NaN where it is unknown.
    point
        Row of the service point; -1 where there is none.
    """

    distance_m: Floats
    point: Rows


class Measured(Protocol):
    """Spots and service points, to be measured by one kind of distance."""

    def nearest(self) -> Nearest:
        """Return the nearest service points of each spot."""

    def blocks(self, limit_m: float) -> Iterator[Block]:
        """Yield blocks that together hold every pair that is, or may be, within a limit (≤)."""


@dataclass(frozen=True, eq=False)
class Straight:
    """Spots and service points in a straight line (EPSG:3812, metres).

    Attributes
    ----------
    spots, points
        Coordinates, shapes (n, 2) and (p, 2), p at least 1.
    detour_factor
        What distances are multiplied by.
    threads
        How many to use; -1 for as many as there are processors.

    Examples
    --------
    >>> line = Straight(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [60.0, 80.0]]))
    >>> line.nearest().distance_m.tolist(), line.nearest().point.tolist()
    ([[5.0, 100.0, inf]], [[0, 1, -1]])
    >>> [block.distance_m.tolist() for block in line.blocks(10)]
    [[[5.0]]]
    """

    spots: Floats
    points: Floats
    detour_factor: float = 1.0
    threads: int = 1

    def nearest(self) -> Nearest:
        """Return the nearest service points of each spot; of those as far always the same."""
        distance_m, point = KDTree(self.points).query(
            self.spots, k=range(1, RANKS + 1), workers=self.threads
        )
        point = np.where(point < len(self.points), point, -1).astype(np.intp)
        return Nearest(np.asarray(distance_m * self.detour_factor), point)

    def blocks(self, limit_m: float) -> Iterator[Block]:
        """Yield the distances of the spots of one cell to the points near that cell."""
        if not len(self.spots):
            return
        radius_m = limit_m / self.detour_factor
        cells, tree = cells_of(self.spots), KDTree(self.points)
        placed = self.spots[cells.order]
        least, most = (f.reduceat(placed, cells.start[:-1]) for f in (np.minimum, np.maximum))
        # a little more: rounding leaves no pair out
        within_m = (radius_m + np.hypot(*(most - least).T) / 2) * (1 + 1e-9) + 1e-6
        near = tree.query_ball_point((least + most) / 2, within_m, return_sorted=True)
        for cell, found in enumerate(near):
            points = np.array(found, dtype=np.intp)
            if not points.size:
                continue
            step, end = max(1, _PER_BLOCK // len(points)), cells.start[cell + 1]
            for first in range(cells.start[cell], end, step):
                some = slice(first, min(first + step, end))
                distance_m = cdist(placed[some], self.points[points])
                if self.detour_factor != 1:
                    distance_m *= self.detour_factor
                yield Block(cells.order[some], points, distance_m, distance_m)


class Cells(NamedTuple):
    """Spots in cells.

    Attributes
    ----------
    order
        Rows of the spots, cell by cell.
    start
        First of each cell in that order, and after it the number of spots.
    """

    order: Rows
    start: Rows


def cells_of(spots: Floats) -> Cells:
    """Return spots in about as many per cell: columns from west to east, cut from south to north.

    Examples
    --------
    >>> cells_of(np.array([[0.0, 0.0], [9.0, 9.0]]))
    Cells(order=array([0, 1]), start=array([0, 2]))
    """
    columns = min(math.ceil(math.sqrt(len(spots) / _PER_CELL)), _MOST_COLUMNS)
    parts = np.linspace(0, 1, columns + 1)[1:-1]
    step = max(1, len(spots) // (_SAMPLE * columns))
    # numbers of 16 bits are sorted many times faster
    column = np.searchsorted(np.quantile(spots[::step, 0], parts), spots[:, 0]).astype(np.uint16)
    order = np.argsort(column, kind="stable")
    northing, key = spots[order, 1], np.empty(len(spots), dtype=np.uint16)
    ends = np.cumsum(np.bincount(column, minlength=columns))
    for at, (first, end) in enumerate(zip(np.append(0, ends), ends, strict=False)):
        if first < end:
            cuts = np.quantile(northing[first:end:step], parts)
            key[first:end] = at * columns + np.searchsorted(cuts, northing[first:end])
    again = np.argsort(key, kind="stable")
    start = np.flatnonzero(np.diff(key[again], prepend=np.uint16(_MOST_COLUMNS**2)))
    return Cells(order[again], np.append(start, len(spots)))

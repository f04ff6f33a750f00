"""Distances between demand and service points, block by block: never more than fits in memory."""

from __future__ import annotations

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

_PER_CELL = 256
"""Spots that a cell has on average, at least: fewer make more blocks than they save distances."""


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

    def nearest(self) -> Nearest:
        """Return the nearest service points of each spot; of equal ones always the same."""
        distance_m, point = KDTree(self.points).query(self.spots, k=range(1, RANKS + 1))
        point = np.where(point < len(self.points), point, -1).astype(np.intp)
        distance_m *= self.detour_factor
        return Nearest(distance_m, point)

    def blocks(self, limit_m: float) -> Iterator[Block]:
        """Yield the distances of spots in one cell of a grid to the points near that cell."""
        if not len(self.spots):
            return
        radius_m = limit_m / self.detour_factor
        order, start, least, most = _cells(self.spots, radius_m)
        near = KDTree(self.points).query_ball_point(
            (least + most) / 2,
            # a little more: rounding leaves no pair out
            (radius_m + np.hypot(*(most - least).T) / 2) * (1 + 1e-9) + 1e-6,
            return_sorted=True,
        )
        for cell, found in enumerate(near):
            points = np.array(found, dtype=np.intp)
            if not points.size:
                continue
            step = max(1, _PER_BLOCK // len(points))
            for first in range(start[cell], start[cell + 1], step):
                rows = order[first : min(first + step, start[cell + 1])]
                distance_m = cdist(self.spots[rows], self.points[points])
                if self.detour_factor != 1:
                    distance_m *= self.detour_factor
                yield Block(rows, points, distance_m, distance_m)


def _cells(spots: Floats, radius_m: float) -> tuple[Rows, Rows, Floats, Floats]:
    """Return spots in the order of cells, the first of each cell, and the bounds of its spots."""
    west_south = spots.min(axis=0)
    width, height = spots.max(axis=0) - west_south
    size = max(radius_m / 2, float(np.sqrt(width * height * _PER_CELL / len(spots))), 1.0)
    column, row = ((spots - west_south) // size).astype(np.int64).T
    key = row * (int(width // size) + 1) + column
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    placed = spots[order]
    start = np.append(first, len(spots))
    least, most = (of.reduceat(placed, first, axis=0) for of in (np.minimum, np.maximum))
    return order, start, least, most

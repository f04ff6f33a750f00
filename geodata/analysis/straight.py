"""Distances in a straight line between demand and service points."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

from geodata.analysis.grid import grid_of
from geodata.analysis.measured import Nearest, Sums
from geodata.analysis.nearest import find_nearest
from geodata.reach.distances import RANKS
from geodata.reach.exact_area import checked_areas, share_within, split_arrays

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geodata.analysis.grid import Grid, Pieces

    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]

_POLYGONS = 2_000
"""Polygons that are split at a time."""


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
        How many look for the nearest.
    polygons
        Whose inner points the spots are, shape (n,); None if there are none.

    Examples
    --------
    >>> line = Straight(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [60.0, 80.0]]))
    >>> line.nearest().distance_m.tolist(), line.nearest().point.tolist()
    ([[5.0, 100.0, inf]], [[0, 1, -1]])
    >>> line.people_within((5, 200), np.array([7.0])).tolist()
    [[7.0, 0.0], [7.0, 7.0]]
    >>> line.sums_within((5, 200), np.array([[[1.0, 1.0]], [[0.0, 8.0]]])).total.tolist()
    [[9.0]]
    """

    spots: Floats
    points: Floats
    detour_factor: float = 1.0
    threads: int = 1
    polygons: NDArray[np.object_] | None = None

    def nearest(self) -> Nearest:
        """Return the nearest service points of each spot; of those as far always the same."""
        tree = KDTree(self.points)
        count = self.threads
        # rank by rank, as the columns of an answer are
        distance_m = np.empty((RANKS, len(self.spots))).T
        point = np.empty(distance_m.T.shape, dtype=np.intp).T
        parts = zip(
            *(np.array_split(of, count) for of in (self.spots, distance_m, point)), strict=True
        )
        with ThreadPoolExecutor(count) as pool:
            list(pool.map(lambda part: find_nearest(part[0], tree, *part[1:]), parts))
        if self.detour_factor != 1:
            distance_m *= self.detour_factor
        return Nearest(distance_m, point)

    def people_within(self, bounds_m: Sequence[float], people: Floats) -> Floats:
        """Return the people around each service point, shape (bounds, p)."""
        found = np.zeros((len(bounds_m), len(self.points)))
        if not len(self.spots):
            return found
        grid = grid_of(self.spots, self.points, bounds_m[-1] / self.detour_factor)
        of_spot = people.take(grid.order)
        of_cell = np.add.reduceat(np.append(of_spot[: grid.start[-1]], 0), grid.start[:-1])
        of_cell[np.diff(grid.start) == 0] = 0
        for bound, point, parts in self._within(grid, bounds_m):
            sums = np.zeros(len(point))
            for some, rows, inside in parts:
                sums[some] += of_cell.take(rows) if inside is None else of_spot.take(rows) * inside
            np.add.at(found[bound], point, sums)
        return found

    def sums_within(self, bounds_m: Sequence[float], values: Floats) -> Sums:
        """Return sums of values over the service points around each spot."""
        found = np.zeros((values.shape[1], len(self.spots)))
        nothing = np.zeros((len(bounds_m), len(self.spots)), dtype=bool)
        if not len(self.spots):
            return Sums(found, nothing)
        grid = grid_of(self.spots, self.points, bounds_m[-1] / self.detour_factor)
        of_spot, of_cell = np.zeros(found.shape), np.zeros((len(found), len(grid.start) - 1))
        used = [np.flatnonzero(of.any(axis=1)) for of in values]
        for bound, point, parts in self._within(grid, bounds_m):
            added = [(at, values[bound, at].take(point)) for at in used[bound]]
            for some, rows, inside in parts:
                for at, value in added:
                    if inside is None:
                        np.add.at(of_cell[at], rows, value[some])
                    else:
                        np.add.at(of_spot[at], rows, value[some] * inside)
        count = np.diff(grid.start)
        for total, spot, cell in zip(found, of_spot, of_cell, strict=True):
            spot[: grid.start[-1]] += cell.repeat(count)
            total[grid.order] = spot
        return Sums(found, nothing)

    def shares(self, thresholds_m: Sequence[float]) -> Floats:
        """Return the share of the area of each polygon in reach, shape (thresholds, n)."""
        polygons = np.empty(0, dtype=object) if self.polygons is None else self.polygons
        checked_areas(polygons)
        found = np.zeros((len(thresholds_m), len(polygons)))
        for first in range(0, len(polygons), _POLYGONS):
            some = slice(first, first + _POLYGONS)
            pieces = split_arrays(polygons[some], self.points)
            for at, threshold_m in enumerate(thresholds_m):
                found[at, some] = share_within(pieces, threshold_m / self.detour_factor)
        return found

    def _within(
        self, grid: Grid, bounds_m: Sequence[float]
    ) -> Iterator[tuple[int, Rows, Iterator[tuple[slice, Rows, Flags | None]]]]:
        """Yield what is within the bounds, piece by piece.

        Yields
        ------
        bound, point, parts
            Which bound, the service point of each piece, and of these some at a time: which, a row
            of each, and if it is a spot whether it is within; if it is a cell, None: all of it is.
        """
        # those near each other one after another: their spots are then still near the processor
        column = np.floor(self.points[:, 0] / (2 * bounds_m[-1]))
        points = np.lexsort((self.points[:, 1], column))
        placed = self.points[points]
        for bound, bound_m in enumerate(bounds_m):
            square = largest_square(bound_m, self.detour_factor)
            for measure, pieces in grid.pieces(placed, bound_m / self.detour_factor):
                parts = (
                    _measured(grid, pieces, placed, square)
                    if measure
                    else ((some, rows, None) for some, rows in pieces.rows())
                )
                yield bound, points.take(pieces.circle), parts


def _measured(
    grid: Grid, pieces: Pieces, circles: Floats, square: float
) -> Iterator[tuple[slice, Rows, Flags]]:
    """Yield which pieces, a spot of each, and whether it is in the circle."""
    x, y = (circles[:, at].take(pieces.circle) for at in (0, 1))
    for some, rows in pieces.rows():
        across, along = grid.x.take(rows), grid.y.take(rows)
        across -= x[some]
        along -= y[some]
        across *= across
        along *= along
        across += along
        yield some, rows, across <= square


def largest_square(bound_m: float, detour_factor: float) -> float:
    """Return the largest square of a distance that is within a bound, rounded as distances are.

    Comparing squares then gives what comparing distances × factor does, without their roots.

    >>> largest_square(5.0, 1.0)
    25.000000000000004
    """
    square = (bound_m / detour_factor) ** 2
    while math.sqrt(square) * detour_factor > bound_m:
        square = math.nextafter(square, 0)
    while math.sqrt(more := math.nextafter(square, math.inf)) * detour_factor <= bound_m:
        square = more
    return square

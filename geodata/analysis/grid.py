"""Spots in the cells of a grid, and which of them are in circles: few distances, none kept.

A cell that is in a circle as a whole needs no distances; only spots in the cells that a circle cuts
are measured. The cells of a column that a circle contains, or cuts, are a range of spots.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]

_SPOTS_PER_CELL, _CELLS_PER_RADIUS = 8, 20
"""Cells are no smaller than this: they would cost more than the distances they save."""

_MOST_CELLS = 2**16 - 1
"""Cells are numbered in 16 bits, which NumPy sorts many times faster than more."""

_PIECE, _PIECES, _CIRCLES, _CHUNK = 16, 16_384, 1_024, 16_384
"""Most spots of a piece; pieces, circles and spots at a time: what a processor keeps near."""


class Pieces(NamedTuple):
    """Ranges of rows, at most ``_PIECE`` long, the shortest first.

    The first row of all pieces is looked at, then the second of all that have one, and so on: whole
    arrays each time.

    Attributes
    ----------
    first, size
        First row of each, and how many it has.
    circle
        Row of the circle that it is a part of.
    """

    first: Rows
    size: NDArray[np.uint8]
    circle: Rows

    def rows(self) -> Iterator[tuple[slice, Rows]]:
        """Yield which pieces have a first, a second … row, and these rows."""
        counts = np.searchsorted(self.size, np.arange(self.size[-1]), side="right")
        for at, shorter in enumerate(counts):
            yield slice(shorter, None), self.first[shorter:] + at


@dataclass(frozen=True, eq=False)
class Grid:
    """Spots, cell by cell, columns from west to east and each from south to north.

    Attributes
    ----------
    order
        Rows of the spots.
    x, y
        Their coordinates in that order, metres.
    start
        First spot of each cell, and after these the number of spots in cells: others are last.
    west, south, side
        Where the cells begin, and their size, metres.
    columns, rows
        How many there are.
    """

    order: Rows
    x: Floats
    y: Floats
    start: Rows
    west: float
    south: float
    side: float
    columns: int
    rows: int

    def pieces(self, circles: Floats, radius_m: float) -> Iterator[tuple[bool, Pieces]]:
        """Yield what circles contain, some at a time; all else is outside.

        Parameters
        ----------
        circles
            Their centres, shape (p, 2), metres; those near each other are best together.
        radius_m
            Of all.

        Yields
        ------
        measure, pieces
            Cells that are in a circle as a whole, or else spots that may be in it: to be measured.
        """
        for first in range(0, len(circles), _CIRCLES):
            some = circles[first : first + _CIRCLES]
            circle, ends = self._ends(some, radius_m)
            circle += first
            for piece in _pieces(ends[:, 1], ends[:, 2], circle):
                yield False, piece
            spots = self.start[ends]
            for piece in _pieces(spots[:, ::2].ravel(), spots[:, 1::2].ravel(), circle.repeat(2)):
                yield True, piece

    def _ends(self, circles: Floats, radius_m: float) -> tuple[Rows, Rows]:
        """Return circles, one row per column of cells, and four ends of cells in that column.

        The cells from the first to the last end may have a part in the circle, those from the
        second to the third are in it as a whole.
        """
        most_m = _more(radius_m)
        least_m = 2 * radius_m - most_m
        x, y = circles[:, 0] - self.west, circles[:, 1] - self.south
        first, end = (
            np.clip(np.floor(to / self.side) + more, 0, self.columns).astype(np.intp)
            for to, more in ((x - most_m, 0), (x + most_m, 1))
        )
        circle = np.repeat(np.arange(len(circles)), end - first)
        column = _ranges(first, end - first)
        x, y = x[circle], y[circle]
        west, east = column * self.side - x, (column + 1) * self.side - x
        near, far = np.maximum(np.maximum(west, -east), 0), np.maximum(-west, east)
        half_m = np.sqrt(np.maximum(most_m**2 - near**2, 0))
        # less than nothing where the circle contains no part of the column from side to side
        inside_m = np.sqrt(np.maximum(least_m**2 - far**2, 0)) - np.where(far < least_m, 0, np.inf)
        low, high = (
            np.clip(np.floor(to / self.side) + more, 0, self.rows)
            for to, more in ((y - half_m, 0), (y + half_m, 1))
        )
        first_in = np.clip(np.ceil((y - inside_m) / self.side), low, high)
        end_in = np.clip(np.floor((y + inside_m) / self.side), first_in, high)
        ends = np.stack([low, first_in, end_in, high], axis=1).astype(np.intp)
        return circle, ends + (column * self.rows)[:, None]


def grid_of(spots: Floats, circles: Floats, radius_m: float) -> Grid:
    """Return spots in cells that suit circles up to a radius.

    Parameters
    ----------
    spots
        Coordinates, shape (n, 2), metres, n at least 1. Those that no circle reaches are in no
        cell, so that one that is wrong does not make the cells of all others larger.
    circles
        Their centres, shape (p, 2), metres.
    radius_m
        The largest.

    Examples
    --------
    >>> grid = grid_of(np.array([[0.0, 0.0], [5.0, 0.0], [900.0, 0.0]]), np.zeros((1, 2)), 10)
    >>> (grid.columns, grid.rows, grid.start.tolist())
    (1, 1, [0, 2])
    """
    reach_m = _more(radius_m)
    low = np.maximum([of.min() for of in spots.T], circles.min(axis=0) - reach_m)
    high = np.minimum([of.max() for of in spots.T], circles.max(axis=0) + reach_m)
    width, height = np.maximum(high - low, 0)
    most = min(max(len(spots) // _SPOTS_PER_CELL, 1), _MOST_CELLS)
    side = max(radius_m / _CELLS_PER_RADIUS, math.sqrt(width * height / most))
    while (columns := int(width / side) + 1) * (rows := int(height / side) + 1) > most:
        side *= 1.02
    key = np.empty(len(spots), dtype=np.uint16)
    for first in range(0, len(spots), _CHUNK):
        some = slice(first, first + _CHUNK)
        column, row = ((spots[some, at] - low[at]) * (1 / side) for at in (0, 1))
        within = (column >= 0) & (row >= 0) & (column < columns) & (row < rows)
        cell = np.floor(column) * rows + np.floor(row)
        key[some] = np.where(within, cell, columns * rows)
    order = np.argsort(key, kind="stable")
    count = np.bincount(key, minlength=columns * rows + 1)
    x, y = (spots[:, at].take(order) for at in (0, 1))
    start = np.append(0, count[:-1].cumsum())
    return Grid(order, x, y, start, float(low[0]), float(low[1]), side, columns, rows)


def _more(radius_m: float) -> float:
    """Return a little more, so that rounding leaves no spot out."""
    return radius_m * (1 + 1e-9) + 1e-6


def _ranges(first: Rows, count: Rows) -> Rows:
    """Return ranges of numbers one after another.

    >>> _ranges(np.array([5, 1]), np.array([2, 1])).tolist()
    [5, 6, 1]
    """
    ends = count.cumsum()
    return np.asarray(np.arange(count.sum()) + np.repeat(first - ends + count, count))


def _pieces(first: Rows, end: Rows, circle: Rows) -> Iterator[Pieces]:
    """Yield ranges of rows, cut in pieces; empty ones are left out."""
    some = end > first
    first, end, circle = first[some], end[some], circle[some]
    count = -(-(end - first) // _PIECE)
    total = count.cumsum()
    at = 0
    while at < len(total):
        past = total[at] - count[at] + _PIECES
        until = max(int(np.searchsorted(total, past, side="right")), at + 1)
        part = slice(at, until)
        of = np.repeat(np.arange(at, until), count[part])
        begin = _ranges(np.zeros(until - at, dtype=np.intp), count[part]) * _PIECE + first.take(of)
        size = np.minimum(end.take(of) - begin, _PIECE).astype(np.uint8)
        by_size = np.argsort(size, kind="stable")
        yield Pieces(begin.take(by_size), size.take(by_size), circle.take(of.take(by_size)))
        at = until

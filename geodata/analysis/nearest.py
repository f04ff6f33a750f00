"""The nearest service points of many spots, block by block: the same that a k-d tree finds.

Spots near each other have the same few candidates. Blocks of spots are as large as each other, so
that one operation of NumPy looks at a candidate of each block, for thousands of spots.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.reach.distances import RANKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.spatial import KDTree

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]

_FEWEST_SPOTS, _MOST_POINTS = 5_000, 2**20
"""With fewer spots, or more points, a tree is as fast; rows of three points fill 63 bits."""

_SMALLEST, _LARGEST = 16, 64
"""Spots of a block."""

_CANDIDATES = (12, 24, 48)
"""Candidates that are looked for; the tree answers for blocks that have more."""

_CHUNK, _FINE = 16_384, 1_024
"""Spots at a time: what a processor keeps near; steps by which columns and rows are cut."""

_FAR = 1e150
"""Coordinate of no candidate: its square is a number still."""

_ROW_BITS = 21


def find_nearest(spots: Floats, tree: KDTree, distance_m: Floats, point: Rows) -> None:
    """Find the nearest points of each spot, as :meth:`scipy.spatial.KDTree.query` does.

    Parameters
    ----------
    spots
        Coordinates, shape (n, 2), metres.
    tree
        The points, p of them.
    distance_m, point
        Where to write the distances, ascending, and the rows of the points: shape (n, RANKS). Inf
        and -1 where there are fewer.
    """
    size = min(len(spots) // (4 * tree.n), _LARGEST)
    if len(spots) < _FEWEST_SPOTS or size < _SMALLEST or not RANKS < tree.n < _MOST_POINTS:
        distance_m[:], point[:] = _by_tree(spots, tree)
        return
    packed, left = _by_blocks(_blocks_of(spots, size), len(spots), tree)
    x, y = np.ascontiguousarray(tree.data.T)
    for first in range(0, len(spots), _CHUNK):
        some = slice(first, first + _CHUNK)
        for rank in range(RANKS):
            row = (packed[some] >> (rank * _ROW_BITS)) & (2**_ROW_BITS - 1)
            point[some, rank] = row
            square = (spots[some, 0] - x.take(row)) ** 2
            square += (spots[some, 1] - y.take(row)) ** 2
            np.sqrt(square, out=distance_m[some, rank])
    distance_m[left], point[left] = _by_tree(spots[left], tree)


def _by_tree(spots: Floats, tree: KDTree) -> tuple[Floats, Rows]:
    distance_m, point = (np.asarray(of) for of in tree.query(spots, k=range(1, RANKS + 1)))
    return distance_m, np.where(point < tree.n, point, -1).astype(np.intp)


def _by_blocks(blocks: _Blocks, count: int, tree: KDTree) -> tuple[NDArray[np.int64], Rows]:
    """Return the rows of the nearest points of a number of spots, and the spots left to the tree.

    The rows are packed, ``_ROW_BITS`` each: the nearest, the second, the third.
    """
    size = blocks.rows.shape[1]
    x, y = (np.append(tree.data[:, at], _FAR) for at in (0, 1))
    packed, left = np.zeros(count, dtype=np.int64), []
    waiting = np.arange(len(blocks.rows))
    for most in _CANDIDATES:
        metres, point = (
            np.asarray(of) for of in tree.query(blocks.centre[waiting], k=min(most, tree.n))
        )
        # who is among the nearest of any spot of a block; a little more: rounding leaves none out
        within = (metres[:, RANKS - 1] + 2 * blocks.radius_m[waiting]) * (1 + 1e-9) + 1e-6
        known = (metres[:, -1] > within) | (most >= tree.n)
        point[metres > within[:, None]] = tree.n
        many = (point < tree.n).sum(axis=1)
        order = np.flatnonzero(known)[np.argsort(many[known], kind="stable")]
        for first in range(0, len(order), step := max(_CHUNK // size, 1)):
            some = order[first : first + step]
            candidates = np.ascontiguousarray(point[some, : many[some[-1]]].T)
            here = waiting[some]
            rows = np.ascontiguousarray(blocks.rows.take(here, axis=0).T)
            spots = [np.ascontiguousarray(of.take(here, axis=0).T) for of in (blocks.x, blocks.y)]
            points = [of.take(candidates) for of in (x, y)]
            best = _best(spots, points, candidates)
            packed[rows] = best.packed
            left.append(rows[best.close])
        waiting = waiting[~known]
        if not len(waiting):
            break
    return packed, np.concatenate([*left, blocks.rows[waiting].ravel()])


class _Best(NamedTuple):
    """The nearest candidates of spots.

    Attributes
    ----------
    packed
        Their rows, as those of :func:`_by_blocks`.
    close
        Where two are as far, or nearly so: the tree decides.
    """

    packed: NDArray[np.int64]
    close: NDArray[np.bool_]


def _best(spots: Sequence[Floats], points: Sequence[Floats], candidates: Rows) -> _Best:
    """Return the nearest candidates of the spots of some blocks.

    The row of a candidate replaces the lowest bits of its squared distance, so that the least
    number says whose it is.

    Parameters
    ----------
    spots
        Their coordinates: x and y, of shape (size, blocks).
    points, candidates
        Coordinates of the candidates and their rows, of shape (candidates, blocks).
    """
    x, y = spots
    low = 2 ** int(candidates.max()).bit_length() - 1
    across, square, more = np.empty((3, *x.shape))
    bits = square.view(np.int64)
    least = np.full((RANKS + 1, *x.shape), np.inf)
    for row, its_x, its_y in zip(candidates, *points, strict=True):
        np.subtract(x, its_x, out=across)
        np.multiply(across, across, out=square)
        np.subtract(y, its_y, out=across)
        np.multiply(across, across, out=across)
        np.add(square, across, out=square)
        np.bitwise_and(bits, ~low, out=bits)
        np.bitwise_or(bits, row, out=bits)
        one, other = square, more
        for so_far in least[:-1]:
            np.maximum(so_far, one, out=other)
            np.minimum(so_far, one, out=so_far)
            one, other = other, one
        np.minimum(least[-1], one, out=least[-1])
    ranked = least.view(np.int64)
    close = ((ranked[1:] - ranked[:-1]) <= low).any(axis=0)
    packed = ranked[0] & low
    for rank in range(1, RANKS):
        packed |= (ranked[rank] & low) << (rank * _ROW_BITS)
    return _Best(packed, close)


class _Blocks(NamedTuple):
    """Spots in blocks.

    Attributes
    ----------
    rows, x, y
        Rows of the spots and their coordinates, shape (m, size); the last block is filled up.
    centre, radius_m
        Of circles around each: shapes (m, 2) and (m,).
    """

    rows: Rows
    x: Floats
    y: Floats
    centre: Floats
    radius_m: Floats


def _blocks_of(spots: Floats, size: int) -> _Blocks:
    """Return spots in blocks of a number of spots that are near each other."""
    count = -(-len(spots) // size)
    rows = np.resize(_in_columns(spots, math.ceil(math.sqrt(count))), (count, size))
    x, y = np.empty(rows.shape), np.empty(rows.shape)
    low, high = np.empty((2, count)), np.empty((2, count))
    coordinates = np.ascontiguousarray(spots.T)  # else each take would copy all
    step = max(_CHUNK // size, 1)
    for first in range(0, count, step):
        some = slice(first, first + step)
        for axis, placed in enumerate((x, y)):
            across = coordinates[axis].take(rows[some].T)
            across.min(axis=0, out=low[axis, some])
            across.max(axis=0, out=high[axis, some])
            placed[some] = across.T
    return _Blocks(rows, x, y, (low + high).T / 2, np.hypot(*(high - low)) / 2)


def _in_columns(spots: Floats, columns: int) -> Rows:
    """Return the rows of spots, column by column: up one of them, down the next.

    Columns have about as many spots, and the order within one is that of its spots, to 1/65,536 of
    all: numbers of 16 bits are sorted many times faster than others.
    """
    low = [spots[:, axis].min() for axis in (0, 1)]
    span = [max(float(spots[:, axis].max() - low[axis]), 1e-9) for axis in (0, 1)]
    place = np.empty(len(spots), dtype=np.uint32)
    sample = spots[:: max(1, len(spots) // 100_000), 0]
    count = np.bincount(_step(sample, low[0], span[0]), minlength=_FINE)
    column = ((count.cumsum() - count / 2) * (columns / len(sample))).astype(np.intp)
    down = column % 2 == 1
    first = column * _FINE + down * (_FINE - 1)
    direction = np.where(down, -1, 1)
    for at in range(0, len(spots), _CHUNK):
        some = slice(at, at + _CHUNK)
        across = _step(spots[some, 0], low[0], span[0])
        place[some] = first.take(across) + direction.take(across) * _step(
            spots[some, 1], low[1], span[1]
        )
    count = np.bincount(place, minlength=columns * _FINE)
    key_at = ((count.cumsum() - count) * (65_535 / len(spots))).astype(np.uint16)
    key = np.empty(len(spots), dtype=np.uint16)
    for at in range(0, len(spots), _CHUNK):
        key[at : at + _CHUNK] = key_at.take(place[at : at + _CHUNK])
    return np.argsort(key, kind="stable")


def _step(coordinates: Floats, low: float, span: float) -> Rows:
    """Return which of ``_FINE`` steps coordinates are in."""
    return ((coordinates - low) * ((_FINE - 1) / span)).astype(np.intp)

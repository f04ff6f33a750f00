"""How much of each street is in reach: a closed form, exact on streets that are reached in part.

A spot at ``t`` on a segment of length ``L`` is ``min(d_u + t, d_v + L - t)`` from the nearest
start, where ``d_u`` and ``d_v`` are the distances of its ends: what is within ``D`` is what is up
to ``D - d_u`` from the one end and up to ``D - d_v`` from the other. On a segment that a walk
starts on there is a third interval, around the start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.network.model import ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.network.streets import Streets
    from geodata.network.walk import Starts, Walks

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]


def reached_m(
    streets: Streets,
    walks: Walks,
    starts: Starts,
    *,
    segment: NDArray[np.integer],
    from_m: Floats,
    to_m: Floats,
    threshold_m: float,
    others: tuple[Rows, Floats, Floats] | None = None,
) -> Floats:
    """Return how much of pieces of segments is in reach.

    Parameters
    ----------
    streets
        The network.
    walks
        Distances of nodes, at least up to the threshold.
    starts
        Where those walks start.
    segment, from_m, to_m
        The pieces: of which segment, from where to where, metres, shape (n,).
    threshold_m
        What is in reach (≤).
    others
        Further intervals that count: row of the piece, from where to where, shape (i,).

    Returns
    -------
    numpy.ndarray
        Metres, shape (n,).
    """
    net = streets.network
    ends = walks.at(np.stack([net.u[segment], net.v[segment]]))
    found = np.zeros(len(segment))
    rows = np.flatnonzero(np.isfinite(ends).any(axis=0))
    of_u, of_v = threshold_m - ends[:, rows]
    length, low, high = net.length_m[segment[rows]], from_m[rows], to_m[rows]
    # an interval is empty, not negative, where an end is out of reach
    until = np.maximum(of_u, 0.0)
    since = length - np.maximum(of_v, 0.0)
    first = np.clip(np.minimum(until, high) - low, 0.0, None)
    last = np.clip(high - np.maximum(since, low), 0.0, None)
    both = np.clip(np.minimum(until, high) - np.maximum(since, low), 0.0, None)
    found[rows] = first + last - both
    is_special = _special(starts, segment, threshold_m, len(net.u))
    if others is not None:
        is_special[others[0]] = True
    special = np.flatnonzero(is_special)
    if special.size:
        every = within(
            streets, ends, starts, segment=segment, rows=special, threshold_m=threshold_m
        )
        if others is not None:
            more = (np.searchsorted(special, others[0]), *others[1:])
            row, start, end = (np.concatenate(both) for both in zip(every, more, strict=True))
            every = (row, start, end)
        found[special] = union_m(*every, from_m=from_m[special], to_m=to_m[special])
    return found


def union_m(row: Rows, start: Floats, end: Floats, *, from_m: Floats, to_m: Floats) -> Floats:
    """Return the length of the union of the intervals of each row, within its bounds.

    Parameters
    ----------
    row
        Row of each interval, shape (i,).
    start, end
        The intervals, shape (i,); empty where ``end < start``.
    from_m, to_m
        Bounds of each row, shape (n,).

    Examples
    --------
    >>> row = np.array([0, 0, 0])
    >>> start, end = np.array([-5.0, 1.0, 6.0]), np.array([2.0, 3.0, 99.0])
    >>> union_m(row, start, end, from_m=np.array([0.0]), to_m=np.array([10.0])).tolist()
    [7.0]
    """
    row, start, end = disjoint(row, start, end, from_m=from_m, to_m=to_m)
    return np.bincount(row, end - start, len(from_m)).astype(np.float64)


def disjoint(
    row: Rows, start: Floats, end: Floats, *, from_m: Floats, to_m: Floats
) -> tuple[Rows, Floats, Floats]:
    """Return intervals with the same union as those of each row within its bounds, none twice.

    Parameters and shapes are those of :func:`union_m`.
    """
    start, end = np.maximum(start, from_m[row]), np.minimum(end, to_m[row])
    real = end > start
    row, start, end = row[real], start[real], end[real]
    order = np.lexsort((start, row))
    row, start, end = row[order], start[order], end[order]
    # rows one after the other on one axis, so that the greatest end so far is that of the row
    step = float(to_m.max(initial=0.0)) + 1.0
    until = np.maximum.accumulate(end + row * step) - row * step
    before = np.concatenate([[-np.inf], until[:-1]])
    before[np.diff(row, prepend=-1) > 0] = -np.inf
    start = np.maximum(start, before)
    real = end > start
    return row[real], start[real], end[real]


def within(
    streets: Streets,
    ends: Floats,
    starts: Starts,
    *,
    segment: NDArray[np.integer],
    rows: Rows,
    threshold_m: float,
) -> tuple[Rows, Floats, Floats]:
    """Return which parts of some pieces are in reach, as intervals that may overlap.

    Parameters
    ----------
    streets, starts, threshold_m
        As those of :func:`reached_m`.
    ends
        Distances of both ends of the segments of all pieces, shape (2, n).
    segment
        Segments of all pieces, shape (n,).
    rows
        The pieces.

    Returns
    -------
    tuple of numpy.ndarray
        Position in ``rows``, from where to where, metres.
    """
    part = _intervals(streets, ends[:, rows], segment[rows], threshold_m)
    own = _own(starts, segment, rows, threshold_m)
    row, start, end = (np.concatenate(one) for one in zip(*part, own, strict=True))
    return row, start, end


def _special(
    starts: Starts, segment: NDArray[np.integer], threshold_m: float, count: int
) -> NDArray[np.bool_]:
    """Return which pieces are of segments that walks start on, of this many segments."""
    own = np.zeros(count, dtype=bool)
    own[starts.segment[starts.segment_m <= threshold_m]] = True
    return np.asarray(own[segment])


def _own(
    starts: Starts, segment: NDArray[np.integer], special: Rows, threshold_m: float
) -> tuple[Rows, Floats, Floats]:
    """Return the intervals around starts, by the row among the special pieces."""
    order = np.argsort(starts.segment, kind="stable")
    keys = starts.segment[order]
    first = np.searchsorted(keys, segment[special])
    last = np.searchsorted(keys, segment[special], side="right")
    row = np.repeat(np.arange(len(special)), last - first)
    at = order[ranges(first, last)]
    left_m = threshold_m - starts.segment_m[at]
    near = left_m >= 0
    row, at, left_m = row[near], at[near], left_m[near]
    return row, starts.from_m[at] - left_m, starts.to_m[at] + left_m


def _intervals(
    streets: Streets, ends: Floats, segment: NDArray[np.integer], threshold_m: float
) -> list[tuple[Rows, Floats, Floats]]:
    """Return the intervals from both ends of segments."""
    length = streets.network.length_m[segment]
    row = np.arange(len(segment))
    from_u = (row, np.zeros(len(row)), threshold_m - ends[0])
    from_v = (row, length - (threshold_m - ends[1]), length)
    return [from_u, from_v]

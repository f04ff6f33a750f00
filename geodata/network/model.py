"""A walking network as plain arrays, and how it is made of segments."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray
    from shapely import MultiPolygon, Polygon

    from geodata.network.report import NetworkReport


class StreetKind(IntEnum):
    """What a street is: OpenStreetMap's ``highway``, its links with the roads that they join."""

    FOOTWAY = 0
    PEDESTRIAN = 1
    PATH = 2
    STEPS = 3
    LIVING_STREET = 4
    RESIDENTIAL = 5
    SERVICE = 6
    UNCLASSIFIED = 7
    TERTIARY = 8
    SECONDARY = 9
    PRIMARY = 10
    TRUNK = 11
    TRACK = 12
    CYCLEWAY = 13
    BRIDLEWAY = 14
    CORRIDOR = 15
    ELEVATOR = 16
    ROAD = 17


RESIDENTIAL_KINDS = frozenset(
    {
        StreetKind.RESIDENTIAL,
        StreetKind.LIVING_STREET,
        StreetKind.UNCLASSIFIED,
        StreetKind.PEDESTRIAN,
        StreetKind.ROAD,
        StreetKind.TERTIARY,
        StreetKind.SECONDARY,
        StreetKind.PRIMARY,
    }
)
"""The kinds that people live along: no paths, service roads or roads for fast traffic."""

_IS_RESIDENTIAL = np.array([kind in RESIDENTIAL_KINDS for kind in StreetKind])

WIJK, SECTOR = "wijk", "sector"
"""The levels of units that streets are cut at: ``units`` and ``sectors`` of a snapshot."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """The segments cut at the borders of units: which part of a segment is in which unit.

    Attributes
    ----------
    codes
        Codes of all units of the level, ascending: shape (units,).
    covered
        Whether the network has all streets of the unit: shape (units,).
    segment
        Position of the segment: shape (pieces,), int32.
    unit
        Position in ``codes``: shape (pieces,), int32, ascending.
    from_m, to_m
        Where on the segment the piece starts and ends, in metres from ``u``: shape (pieces,),
        float64. Pieces of a segment do not overlap; what is in no unit has no piece.
    """

    codes: NDArray[np.str_]
    covered: NDArray[np.bool_]
    segment: NDArray[np.int32]
    unit: NDArray[np.int32]
    from_m: NDArray[np.float64]
    to_m: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Network:
    """Streets and paths that can be walked, in both directions.

    The arrays are read-only, and may be files on disk that are mapped into memory.

    Attributes
    ----------
    x, y
        Of each node, metres in EPSG:3812: shape (nodes,), float64. An import puts nodes that are
        near in space near in the arrays.
    u, v
        The nodes that a segment joins: shape (segments,), int32. Segments can be parallel.
    length_m
        Length of a segment, at least the straight line: shape (segments,), float64.
    kind
        Its :class:`StreetKind`: shape (segments,), int8.
    indptr, indices, weights
        The graph as a compressed sparse matrix, symmetric, of parallel segments the shortest:
        shapes (nodes + 1,) and (entries,), int32; (entries,), float64, metres.
    pieces
        Level (:data:`WIJK`, :data:`SECTOR`) → the segments cut at the borders of its units; no
        sectors where a snapshot has none.
    boundary
        The land of which the network has all streets, EPSG:3812; None if unknown, as in tests.
    declared
        The land of which the publisher says so; None if it says nothing.
    date
        The day that the streets were so, ISO 8601.
    source
        Publisher and name of the file.
    fingerprint
        Of the nodes and segments: another network has another.
    report
        What was read; None if nothing was, as in tests.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    u: NDArray[np.int32]
    v: NDArray[np.int32]
    length_m: NDArray[np.float64]
    kind: NDArray[np.int8]
    indptr: NDArray[np.int32]
    indices: NDArray[np.int32]
    weights: NDArray[np.float64]
    pieces: Mapping[str, Pieces] = field(default_factory=dict)
    boundary: Polygon | MultiPolygon | None = None
    declared: Polygon | MultiPolygon | None = None
    date: str = ""
    source: str = ""
    fingerprint: str = ""
    report: NetworkReport | None = None

    @property
    def residential(self) -> NDArray[np.bool_]:
        """Return whether people live along each segment: shape (segments,)."""
        return _IS_RESIDENTIAL[self.kind]


def network_from_segments(
    x: ArrayLike,
    y: ArrayLike,
    u: ArrayLike,
    v: ArrayLike,
    *,
    length_m: ArrayLike | None = None,
    kind: ArrayLike = StreetKind.RESIDENTIAL,
) -> Network:
    """Return the network of these segments, nodes and segments in the order given.

    Parameters
    ----------
    x, y
        Of the nodes, metres in EPSG:3812: shape (nodes,).
    u, v
        The nodes that each segment joins: shape (segments,).
    length_m
        Its length in metres, shape (segments,); else the straight line.
    kind
        Its kind, or one for all.

    Returns
    -------
    Network
        Without pieces; cut them with :func:`geodata.network.pieces.cut`.

    Examples
    --------
    Two parallel segments and a loop:

    >>> network = network_from_segments(
    ...     [0, 30], [0, 40], [0, 1, 1], [1, 0, 1], length_m=[80, 60, 10]
    ... )
    >>> network.indptr.tolist(), network.indices.tolist(), network.weights.tolist()
    ([0, 1, 2], [1, 0], [60.0, 60.0])
    """
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    u, v = np.asarray(u, np.int32), np.asarray(v, np.int32)
    straight = np.hypot(x[v] - x[u], y[v] - y[u])
    length = straight if length_m is None else np.asarray(length_m, np.float64)
    indptr, indices, weights = _compressed(len(x), u, v, length)
    kinds = np.broadcast_to(np.asarray(kind, np.int8), u.shape)
    return Network(x, y, u, v, length, kinds, indptr, indices, weights)


def _compressed(
    nodes: int, u: NDArray[np.int32], v: NDArray[np.int32], length: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Return the symmetric matrix, of parallel segments the shortest, without loops."""
    joins = u != v
    one, other = u[joins].astype(np.int64), v[joins].astype(np.int64)
    key = np.concatenate([one * nodes + other, other * nodes + one])
    weight = np.tile(length[joins], 2)
    order = np.argsort(key)
    key, weight = key[order], weight[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    row, column = np.divmod(key[first], max(nodes, 1))
    indptr = np.searchsorted(row, np.arange(nodes + 1)).astype(np.int32)
    shortest = np.minimum.reduceat(weight, first) if len(first) else weight
    return indptr, column.astype(np.int32), shortest


def ranges(start: NDArray[np.integer], end: NDArray[np.integer]) -> NDArray[np.intp]:
    """Return the numbers of several ranges, one range after the other.

    Examples
    --------
    >>> ranges(np.array([5, 0, 8]), np.array([7, 0, 9])).tolist()
    [5, 6, 8]
    """
    size = np.asarray(end) - np.asarray(start)
    before = np.cumsum(size) - size
    return np.asarray(np.arange(int(size.sum())) + np.repeat(start - before, size), dtype=np.intp)

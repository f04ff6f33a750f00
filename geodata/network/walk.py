"""Walks: how far nodes are from where walks start, up to a limit.

A walk is never shorter than the straight line, so that all that is within a limit is inside a box
around its start: a run there gives what a run over the whole network gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.network.streets import ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.network.streets import Snapped, Streets

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]
    Box = tuple[float, float, float, float]

_SLACK_M = 0.01
"""Rounding of coordinates does not leave a node out of a box."""


class Starts(NamedTuple):
    """Where walks start.

    Attributes
    ----------
    node, node_m
        Nodes, and how much of the walk lies before them, metres: shape (e,).
    segment, from_m, to_m, segment_m
        Segments that walks start on: where on them, from where to where, and how much of the walk
        lies before that, metres: shape (s,).
    """

    node: Rows
    node_m: Floats
    segment: Rows
    from_m: Floats
    to_m: Floats
    segment_m: Floats


def no_starts() -> Starts:
    """Return no starts."""
    whole, metres = np.empty(0, dtype=np.intp), np.empty(0)
    return Starts(whole, metres, whole, metres, metres, metres)


def together(*some: Starts) -> Starts:
    """Return starts of several sorts as one."""
    return Starts(*(np.concatenate(columns) for columns in zip(*some, strict=True)))


def starts_at(streets: Streets, places: Snapped, extra_m: Floats | float = 0.0) -> Starts:
    """Return the starts of walks from places on streets; none for those that are on none.

    Parameters
    ----------
    streets
        The network.
    places
        The places; their leg is part of the walk.
    extra_m
        What is before that, metres, one number or shape (p,); places with inf are left out.
    """
    before_m = places.leg_m + extra_m
    rows = np.flatnonzero(places.known & np.isfinite(before_m))
    segment, at_m, before_m = places.segment[rows], places.at_m[rows], before_m[rows]
    net = streets.network
    node = np.concatenate([net.u[segment], net.v[segment]]).astype(np.intp)
    node_m = np.concatenate([before_m + at_m, before_m + net.length_m[segment] - at_m])
    return Starts(node, node_m, segment, at_m, at_m, before_m)


class NodeSubset:
    """Some nodes of a network, of which one finds another's position without a search.

    Parameters
    ----------
    nodes
        Ascending, shape (n,).
    count
        Of all nodes of the network.
    """

    def __init__(self, nodes: NDArray[np.int32], count: int) -> None:
        self.nodes = nodes
        # Left as the memory was: only the pages around the nodes are ever touched.
        self._place = np.empty(count, dtype=np.int32)
        self._place[nodes] = np.arange(len(nodes), dtype=np.int32)

    def positions(self, node: NDArray[np.integer]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Return the positions of nodes of any shape, and whether they are there at all.

        There must be at least one.
        """
        at = np.clip(self._place[node], 0, len(self.nodes) - 1)
        return at, self.nodes[at] == node


@dataclass(frozen=True, eq=False)
class Walks:
    """How far nodes are from the nearest start.

    Attributes
    ----------
    distance_m
        Shape (nodes,), or that of ``nodes``; inf where no walk is within the limit.
    among
        The nodes that were looked at; None for all of the network.
    """

    distance_m: Floats
    among: NodeSubset | None = None

    @property
    def nodes(self) -> NDArray[np.int32] | None:
        """Return the nodes that were looked at, ascending; None for all of the network."""
        return None if self.among is None else self.among.nodes

    def at(self, node: NDArray[np.integer]) -> Floats:
        """Return the distances of nodes, of any shape."""
        if self.among is None:
            return np.asarray(self.distance_m[node])
        if not len(self.among.nodes):
            return np.full(node.shape, np.inf)
        at, here = self.among.positions(node)
        return np.where(here, self.distance_m[at], np.inf)


def walk(streets: Streets, starts: Starts, *, limit_m: float, box: Box | None = None) -> Walks:
    """Return how far nodes are from the nearest start (≤ ``limit_m``).

    Parameters
    ----------
    streets
        The network.
    starts
        Where walks start.
    limit_m
        What is farther is not looked for; inf for no limit.
    box
        Only nodes in it are walked over: west, south, east, north. The walks are those of the whole
        network for nodes that are at least the limit away from its sides, or if it contains
        the limit around the start.
    """
    net = streets.network
    among, count = None, len(net.x)
    indptr, indices, weights = net.indptr, net.indices, net.weights
    node, node_m = starts.node, starts.node_m
    if box is not None:
        among = NodeSubset(_nodes_in(streets, box), count)
        count = len(among.nodes)
        if not count:
            return Walks(np.empty(0), among)
        indptr, indices, weights = _between(streets, among)
        at, here = among.positions(node)
        node, node_m = at[here].astype(np.intp), node_m[here]
    node, node_m = _first_of_each(node, node_m)
    near = node_m <= limit_m
    node, node_m = node[near], node_m[near]
    if not node.size:
        return Walks(np.full(count, np.inf), among)
    graph = csr_array(
        (
            np.concatenate([weights, node_m]),
            np.concatenate([indices, node.astype(np.int32)]),
            np.append(indptr, np.int32(len(indices) + len(node))),
        ),
        shape=(count + 1, count + 1),
    )
    # the stubs know no sparse arrays
    found = dijkstra(graph, directed=True, indices=count, limit=limit_m)  # type: ignore[call-overload]
    return Walks(found[:count], among)


def box_around(x: float, y: float, radius_m: float) -> Box:
    """Return the box around a circle."""
    far = radius_m + _SLACK_M
    return x - far, y - far, x + far, y + far


def _nodes_in(streets: Streets, box: Box) -> NDArray[np.int32]:
    net = streets.network
    west, south, east, north = box
    nodes = streets.node_grid.box(*box)
    x, y = net.x[nodes], net.y[nodes]
    return nodes[(x >= west) & (x <= east) & (y >= south) & (y <= north)]


def _between(
    streets: Streets, among: NodeSubset
) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """Return the part of the matrix between some nodes."""
    net = streets.network
    start, end = net.indptr[among.nodes], net.indptr[among.nodes + 1]
    entries = ranges(start, end)
    column, inside = among.positions(net.indices[entries])
    before = np.concatenate([[0], np.cumsum(inside, dtype=np.int32)])
    indptr = before[np.concatenate([[0], np.cumsum(end - start)])]
    return (
        indptr.astype(np.int32),
        column[inside],
        np.asarray(net.weights[entries[inside]], dtype=np.float64),
    )


def _first_of_each(node: Rows, node_m: Floats) -> tuple[Rows, Floats]:
    """Return each node once, with its shortest distance."""
    order = np.lexsort((node_m, node))
    node, node_m = node[order], node_m[order]
    first = np.diff(node, prepend=-1) > 0
    return node[first], node_m[first]

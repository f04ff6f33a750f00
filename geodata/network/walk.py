"""Walks: how far nodes are from where walks start, up to a limit.

A walk is never shorter than the straight line, so that all that is within a limit is inside a box
around its start: a run there gives what a run over the whole network gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.network.chains import NOWHERE, Graph
from geodata.network.model import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geodata.network.chains import Chains
    from geodata.network.streets import Snapped, Streets

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]
    Whole = NDArray[np.int32]
    Box = tuple[float, float, float, float]

_SLACK_M = 0.01
"""Rounding of coordinates does not leave a node out of a box."""


_FEW, _BATCH = 50_000, 64
"""Places within a box of at most this many joints share their graph, this many walks at a time."""


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


class _Own(NamedTuple):
    """Nodes that may be reached without a joint: those of the chains that walks start in.

    Attributes
    ----------
    node
        The nodes, ascending, shape (n,), int32.
    metres
        Of the walk along the chain alone, shape (n,); inf for those of other groups.
    """

    node: Whole
    metres: Floats

    def of(self, node: NDArray[np.integer]) -> Floats:
        """Return the walks of nodes, of any shape; inf for those of other chains."""
        rank = np.minimum(np.searchsorted(self.node, node), len(self.node) - 1)
        return np.where(self.node[rank] == node, self.metres[rank], np.inf)


@dataclass(frozen=True, eq=False)
class Walks:
    """How far nodes are from the nearest start, kept as the distances of joints.

    Attributes
    ----------
    chains
        The network between its joints.
    limit_m
        No walk longer than this is known.
    joint_m
        Distances of joints, by their number or their ``place``; inf at 0.
    place
        Position of each joint in ``joint_m``, int32; 0 if it was not looked at. None if all were.
    own
        Of the chains that walks start in; None if all start at joints.
    """

    chains: Chains
    limit_m: float
    joint_m: Floats
    place: Whole | None
    own: _Own | None

    @cached_property
    def distance_m(self) -> Floats:
        """Return the distance of every node, shape (nodes,); inf where no walk is known."""
        found = self._by_joints(*self.chains.ends, *self.chains.to_ends_m)
        if self.own is not None:
            found[self.own.node] = np.minimum(found[self.own.node], self.own.metres)
        return self._within(found)

    def at(self, node: NDArray[np.integer]) -> Floats:
        """Return the distances of nodes, of any shape; inf where no walk is known."""
        if 2 * node.size > len(self.chains.rank):
            return np.asarray(self.distance_m[node])
        by_end = (*self.chains.ends, *self.chains.to_ends_m)
        found = self._by_joints(*(of_all.take(node) for of_all in by_end))
        if self.own is not None:
            np.minimum(found, self.own.of(node), out=found)
        return self._within(found)

    def _by_joints(self, one: Whole, other: Whole, one_m: Floats, other_m: Floats) -> Floats:
        """Return the shorter of the ways by the joints at both ends, from how far those are."""
        ways: list[Floats] = []
        for joint, to_end_m in ((one, one_m), (other, other_m)):
            way_m = self.joint_m.take(joint if self.place is None else self.place.take(joint))
            way_m += to_end_m
            ways.append(way_m)
        return np.minimum(ways[0], ways[1], out=ways[0])

    def _within(self, found: Floats) -> Floats:
        np.copyto(found, np.inf, where=found > self.limit_m)
        return found


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
    return walk_each(streets, [starts], limit_m=limit_m, box=box)[0]


def walk_each(
    streets: Streets, each: Sequence[Starts], *, limit_m: float, box: Box | None = None
) -> list[Walks]:
    """Return the walks from each of several starts, as if the others were not there.

    What they share is prepared once; each keeps the distances of all joints in the box. Parameters
    are those of :func:`walk`.
    """
    chains = streets.chains
    place, graph = None, chains.graph
    if box is not None:
        joint = _joints_in(streets, box)
        # where that is most of them, to choose costs more than it saves
        if 2 * len(joint) < len(chains.joints):
            place, graph = _between(chains, joint)
        else:
            box = None
    group, node, node_m = _near(streets, each, limit_m, box)
    ends = chains.ends[:, node] if place is None else place[chains.ends[:, node]]
    to_ends_m = node_m + chains.to_ends_m[:, node]
    # rows after those of joints: one for each group, with the ways to the ends of its chains
    matrix = _extended(graph, np.tile(group, 2), ends.ravel(), to_ends_m.ravel(), len(each))
    joints = len(graph.indptr) - 1
    found = dijkstra(matrix, indices=joints + np.arange(len(each)), limit=limit_m)
    found[:, NOWHERE] = np.inf
    return [
        Walks(chains, limit_m, metres[:joints], place, own)
        for metres, own in zip(found, _own(chains, group, node, node_m, len(each)), strict=True)
    ]


def walk_alone(streets: Streets, places: Snapped, *, limit_m: float) -> Iterator[Walks]:
    """Yield the walks from each place on a street, as if the others were not there.

    Parameters
    ----------
    streets
        The network.
    places
        The places, all on a street; their leg is part of the walk.
    limit_m
        What is farther is not looked for.
    """
    if not len(places.segment):
        return
    at = streets.along(places.segment, places.at_m)
    boxes = np.array([box_around(x, y, limit_m) for x, y in at])
    box = (*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))
    size = _BATCH if len(streets.joint_grid.box(*box)) <= _FEW else 1
    for rows in np.split(np.arange(len(at)), np.arange(size, len(at), size)):
        each = [starts_at(streets, places.only(rows[[n]])) for n in range(len(rows))]
        around = box if size > 1 else tuple(boxes[rows[0]])
        yield from walk_each(streets, each, limit_m=limit_m, box=around)


def box_around(x: float, y: float, radius_m: float) -> Box:
    """Return the box around a circle."""
    far = radius_m + _SLACK_M
    return x - far, y - far, x + far, y + far


def _joints_in(streets: Streets, box: Box) -> Whole:
    """Return the numbers of the joints in a box."""
    joints, net = streets.chains.joints, streets.network
    joint = streets.joint_grid.box(*box)
    node = joints[joint]
    return np.asarray(joint[_in_box(net.x[node], net.y[node], box)] + 1)


def _between(chains: Chains, joint: Whole) -> tuple[Whole, Graph]:
    """Return the positions of some joints (0 for others), and the graph between them."""
    # only the pages around these joints are ever touched
    place = np.zeros(len(chains.joints) + 1, dtype=np.int32)
    place[joint] = np.arange(1, len(joint) + 1, dtype=np.int32)
    weights, indices, indptr = chains.graph
    start, end = indptr[joint], indptr[joint + 1]
    entries = ranges(start, end)
    before = np.cumsum(np.concatenate([[0, 0], end - start]), dtype=np.int32)
    # ways to other joints lead nowhere, and from there none leads back
    return place, Graph(weights[entries], place[indices[entries]], before)


def _in_box(x: Floats, y: Floats, box: Box) -> NDArray[np.bool_]:
    west, south, east, north = box
    return (x >= west) & (x <= east) & (y >= south) & (y <= north)


def _near(
    streets: Streets, each: Sequence[Starts], limit_m: float, box: Box | None
) -> tuple[Rows, Rows, Floats]:
    """Return the nodes that walks start at, of which group, and how much of the walk is before."""
    group = np.repeat(np.arange(len(each)), [len(starts.node) for starts in each])
    node = np.concatenate([starts.node for starts in each])
    node_m = np.concatenate([starts.node_m for starts in each])
    near = node_m <= limit_m
    if box is not None:
        near &= _in_box(streets.network.x[node], streets.network.y[node], box)
    return group[near], node[near], node_m[near]


def _extended(graph: Graph, row: Rows, column: Whole, metres: Floats, count: int) -> csr_array:
    """Return a graph with this many rows more, of entries as row among them, column and metres."""
    order = np.argsort(row, kind="stable")
    more = graph.indptr[-1] + np.cumsum(np.bincount(row, minlength=count))
    indptr = np.concatenate([graph.indptr, more], dtype=np.int32)
    indices = np.concatenate([graph.indices, column[order]], dtype=np.int32)
    weights = np.concatenate([graph.weights, metres[order]])
    return csr_array((weights, indices, indptr), shape=(len(indptr) - 1, len(indptr) - 1))


def _own(
    chains: Chains, group: Rows, node: Rows, node_m: Floats, groups: int
) -> list[_Own] | list[None]:
    """Return the walks of each group along the chains that it starts in."""
    inside = np.flatnonzero(chains.rank[node] >= 0)
    if not inside.size:
        return [None] * groups
    chain = np.searchsorted(chains.first, chains.rank[node[inside]], side="right") - 1
    begin, end = chains.first[chain], chains.first[chain + 1]
    start = np.repeat(inside, end - begin)
    reached = chains.order[ranges(begin, end)]
    along_m = chains.to_ends_m[0]
    way_m = node_m[start] + np.abs(along_m[node[start]] - along_m[reached])
    own = np.sort(reached)
    own = own[np.diff(own, prepend=-1) > 0]
    table = np.full((groups, len(own)), np.inf)
    np.minimum.at(table, (group[start], np.searchsorted(own, reached)), way_m)
    return [_Own(own, row) for row in table]

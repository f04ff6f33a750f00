"""A network between its joints: two thirds of the nodes only carry a street on.

Walks need to be looked for between joints alone. Where they are known, a node in between is the
shorter of two sums away: that to the joint at each end of its chain, and along the chain to there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geodata.network.model import ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.network.model import Network

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Whole = NDArray[np.int32]

NOWHERE = 0
"""The number of no joint: that at the end of a dead end."""

_THERE_AND_BACK = 2
"""Entries of a node inside a chain: one for each way on."""


class Graph(NamedTuple):
    """Metres between joints as a compressed sparse matrix.

    Attributes
    ----------
    weights, indices
        Metres, and to which joint: shape (entries,), float64 and int32.
    indptr
        Where the entries of each joint start, and after it their number: int32.
    """

    weights: Floats
    indices: Whole
    indptr: Whole


@dataclass(frozen=True, eq=False)
class Chains:
    """The joints of a network and the chains of nodes between them.

    A joint is a node where three or more streets meet; of an island without any, one of its nodes.
    A chain is all nodes in a row between two joints, from a joint back to it, or up to a dead end.

    Attributes
    ----------
    joints
        The node of each joint, ascending, shape (j,): joints are numbered from 1.
    graph
        Between joints, of j + 1 rows of which the first is empty. Each chain between the same two
        joints is an entry of its own.
    ends
        The joints at both ends of the chain of each node, shape (2, nodes), int32: a joint has
        itself, and a dead end has :data:`NOWHERE`.
    to_ends_m
        How far each node is from those along the chain, metres, shape (2, nodes).
    rank
        Where each node is in ``order``, shape (nodes,), int32; -1 for a joint.
    order
        The nodes of all chains, chain by chain, each from its first end on, int32.
    first
        Where in ``order`` each chain starts, and after it the number of nodes in it: ascending.
    """

    joints: Whole
    graph: Graph
    ends: Whole
    to_ends_m: Floats
    rank: Whole
    order: Whole
    first: Whole


def chains_of(network: Network) -> Chains:
    """Return the joints of a network and the chains between them."""
    indptr, indices = network.indptr, network.indices
    nodes, degree = len(network.x), np.diff(indptr)
    is_joint = _joints(network, degree)
    joints = np.flatnonzero(is_joint).astype(np.int32)
    number = np.zeros(nodes, dtype=np.int32)
    number[joints] = np.arange(1, len(joints) + 1)

    last, to_end_m = _followed(network, degree, is_joint)
    end = number[indices[last]]

    inner = np.flatnonzero(~is_joint).astype(np.int32)
    two = degree[inner] == _THERE_AND_BACK
    one, other = indptr[inner], indptr[inner] + two
    # the entry that a chain arrives at a joint by is its name; its first end is the lesser one
    nameless = len(indices)
    names = [np.where(end[way] == NOWHERE, nameless, last[way]) for way in (one, other)]
    names[1][~two] = nameless
    turned = names[1] < names[0]
    name = np.minimum(*names)
    ends, to_ends_m = np.empty((2, nodes), dtype=np.int32), np.zeros((2, nodes))
    for side, way in enumerate((np.where(turned, other, one), np.where(turned, one, other))):
        ends[side, joints] = number[joints]
        ends[side, inner] = end[way]
        to_ends_m[side, inner] = to_end_m[way]
    ends[1, inner[~two]] = NOWHERE
    sequence = np.lexsort((to_ends_m[0, inner], name))
    order, name = inner[sequence], name[sequence]
    rank = np.full(nodes, -1, dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    first = np.append(np.flatnonzero(np.diff(name, prepend=-1)), len(order)).astype(np.int32)

    entries = ranges(indptr[joints], indptr[joints + 1])
    row = np.repeat(number[joints], degree[joints])
    # a dead end and a way back to the same joint shorten no walk
    kept = (end[entries] != NOWHERE) & (end[entries] != row)
    entries, row = entries[kept], row[kept]
    starts = np.searchsorted(row, np.arange(len(joints) + 2)).astype(np.int32)
    graph = Graph(to_end_m[entries], end[entries], starts)
    return Chains(joints, graph, ends, to_ends_m, rank, order, first)


def _joints(network: Network, degree: Whole) -> Flags:
    """Return which nodes are joints."""
    is_joint = (degree == 0) | (degree > _THERE_AND_BACK)
    shape = (len(degree), len(degree))
    graph = csr_array((network.weights, network.indices, network.indptr), shape=shape)
    count, island = connected_components(graph, directed=False)
    has_one = np.zeros(count, dtype=bool)
    has_one[island[is_joint]] = True
    alone = np.flatnonzero(~has_one[island])
    is_joint[alone[np.unique(island[alone], return_index=True)[1]]] = True
    return np.asarray(is_joint)


def _followed(network: Network, degree: Whole, is_joint: Flags) -> tuple[Whole, Floats]:
    """Follow every entry of the matrix along its chain.

    Returns
    -------
    tuple of numpy.ndarray
        The entry that arrives at a joint or at a dead end, and the metres up to there, of the
        entry itself too: shape (entries,).
    """
    indptr, indices = network.indptr, network.indices
    last = np.arange(len(indices), dtype=np.int32)
    further_m = np.zeros(len(indices))
    goes_on = (degree == _THERE_AND_BACK) & ~is_joint
    open_ = np.flatnonzero(goes_on[indices]).astype(np.int32)
    origin = np.repeat(np.arange(len(degree), dtype=np.int32), degree)[open_]
    following = indptr[indices[open_]]
    last[open_] = following + (indices[following] == origin)
    further_m[open_] = network.weights[last[open_]]
    # each round goes as far again as all before it
    while open_.size:
        middle = last[open_]
        further_m[open_] += further_m[middle]
        last[open_] = last[middle]
        open_ = open_[last[open_] != middle]
    return last, network.weights + further_m

"""Walks between joints, against networkx on multigraphs whose streets have bends."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geodata.network.model import network_from_segments
from geodata.network.streets import streets_of
from geodata.network.walk import Starts, box_around, walk, walk_each

CORNERS = 5
STREETS = st.lists(
    st.tuples(st.integers(0, CORNERS - 1), st.integers(0, CORNERS - 1), st.integers(0, 4)),
    max_size=9,
)
LOOP_WITH_ONE_ATTACHMENT = [(0, 0, 3), (0, 1, 1)]
RING_ALONE = [(0, 0, 4), (1, 2, 0)]
TWICE_BETWEEN_THE_SAME_TWO = [(0, 1, 2), (0, 1, 3), (1, 0, 0), (0, 2, 0), (1, 3, 0)]
DEAD_ENDS = [(0, 1, 2), (0, 2, 0), (0, 3, 4), (4, 4, 0)]
TWO_NODES_ALONE = [(0, 1, 0), (2, 3, 1)]


def bent(streets):
    """Return a network of streets as pairs of corners and how many bends each has, all numbered."""
    angle = np.arange(CORNERS) * 2 * np.pi / CORNERS
    places, segments = list(zip(100 * np.cos(angle), 100 * np.sin(angle), strict=True)), []
    for start, end, bends in streets:
        way = [start, *range(len(places), len(places) + bends), end]
        segments += pairwise(way)
        for part in np.arange(1, bends + 1) / (bends + 1):
            first, last = np.array(places[start]), np.array(places[end])
            bulge = 30 * np.sin(np.pi * part) * (1 + len(segments) % 3)
            places.append(tuple(first + part * (last - first) + [bulge, bulge * part]))
    x, y = np.array(places).T
    u, v = np.array(segments, int).reshape(-1, 2).T
    straight = np.hypot(x[u] - x[v], y[u] - y[v])
    length_m = straight * (1 + np.arange(len(u)) % 3 / 8) + 7 * (u == v)
    return network_from_segments(x, y, u, v, length_m=length_m)


def starts_at_nodes(node, node_m):
    none = np.empty(0)
    at = np.asarray(node, np.intp), np.asarray(node_m, float)
    return Starts(*at, none.astype(np.intp), none, none, none)


def by_networkx(network, node, node_m, limit_m):
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(len(network.x)))
    for u, v, metres in zip(network.u, network.v, network.length_m, strict=True):
        graph.add_edge(int(u), int(v), weight=float(metres))
    for one, metres in zip(node, node_m, strict=True):
        graph.add_edge("start", int(one), weight=float(metres))
    found = nx.single_source_dijkstra_path_length(graph, "start", cutoff=limit_m)
    return np.array([found.get(one, np.inf) for one in range(len(network.x))])


@settings(max_examples=30, deadline=None)
@given(STREETS, st.integers(1, 4), st.floats(0, 600), st.integers(0, 1000))
@example(LOOP_WITH_ONE_ATTACHMENT, 2, 300.0, 1)
@example(RING_ALONE, 3, 500.0, 2)
@example(TWICE_BETWEEN_THE_SAME_TWO, 2, 500.0, 3)
@example(DEAD_ENDS, 2, 400.0, 4)
@example(TWO_NODES_ALONE, 3, 400.0, 5)
def test_every_node_is_as_far_as_networkx_says(layout, count, limit_m, seed):
    network, draw = bent(layout), np.random.default_rng(seed)
    streets, every = streets_of(network), np.arange(len(network.x))
    groups = [
        (draw.choice(len(every), count), draw.choice([0.0, 25.0, 120.0], count)),
        (draw.choice(len(every), 1), [10.0]),
    ]
    expected = [by_networkx(network, *group, limit_m) for group in groups]
    each = [starts_at_nodes(*group) for group in groups]
    for found, metres in zip(walk_each(streets, each, limit_m=limit_m), expected, strict=True):
        assert found.distance_m == pytest.approx(metres, abs=1e-9)
    (node,), _ = groups[1]
    box = box_around(network.x[node], network.y[node], limit_m)
    found = walk(streets, each[1], limit_m=limit_m, box=box)
    assert found.at(every) == pytest.approx(expected[1], abs=1e-9)

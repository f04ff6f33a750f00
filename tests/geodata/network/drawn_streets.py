"""Drawn networks of streets over a few square units, and slow answers to compare with."""

from dataclasses import replace

import networkx as nx
import numpy as np
import shapely

from geodata.network.model import WIJK, StreetKind, network_from_segments
from geodata.network.on_foot import OnFoot
from geodata.network.pieces import cut
from tests.geodata.shapes import ORIGIN, at, point_frame, square, unit_frame, whereabouts_frame

SIZE = 1000.0
UNITS = unit_frame([square(x, y, SIZE / 2) for x in (0, SIZE / 2) for y in (0, SIZE / 2)])
NOWHERE = whereabouts_frame()


def network_of(x, y, u, v, *, units=UNITS, boundary=None, **options):
    """Streets drawn around (0, 0), cut at the borders of units."""
    x, y = np.asarray(x, float) + ORIGIN[0], np.asarray(y, float) + ORIGIN[1]
    network = network_from_segments(x, y, u, v, **options)
    pieces = cut(network, units)
    return replace(network, pieces={WIJK: pieces}, boundary=boundary)


def random_network(seed, *, nodes=14, segments=22, units=UNITS, simple=False):
    """Parallel segments, loops and dead ends; lengths from the straight line upwards.

    A simple one has no parallel segments, no loops, and straight lengths.
    """
    draw = np.random.default_rng(seed)
    x, y = draw.uniform(0, SIZE, (2, nodes))
    u, v = draw.integers(0, nodes, (2, segments))
    graph = nx.Graph(zip(u.tolist(), v.tolist(), strict=True))
    joined = np.isin(u, list(max(nx.connected_components(graph), key=len)))
    u, v, segments = u[joined], v[joined], int(joined.sum())
    if simple:
        u, v = np.unique(np.sort(np.stack([u, v]), axis=0)[:, u != v], axis=1)
        segments = len(u)
    straight = np.hypot(x[u] - x[v], y[u] - y[v])
    length_m = np.where(u == v, draw.uniform(20, 200, segments), straight)
    length_m *= np.where(
        simple | (draw.random(segments) < 0.5), 1.0, draw.uniform(1, 1.5, segments)
    )
    kind = draw.choice([StreetKind.RESIDENTIAL, StreetKind.FOOTWAY], segments)
    return network_of(x, y, u, v, units=units, length_m=length_m, kind=kind)


def line(*places, units=UNITS, **options):
    """One straight street through places."""
    x, y = np.array(places, float).T
    number = np.arange(len(x) - 1)
    return network_of(x, y, number, number + 1, units=units, **options)


def random_spots(seed, count):
    return [tuple(spot) for spot in np.random.default_rng(seed).uniform(0, SIZE, (count, 2))]


def coverage(network, spots, threshold_m, *, units=UNITS, vague=(), areas=NOWHERE):
    points = point_frame(spots, vague)
    prepared = OnFoot(network).prepare(units, points, areas)
    return prepared.coverage(threshold_m=threshold_m)


def lattice(wijken):
    """Streets every 250 m over some wijken, and the land that they are."""
    west, south, east, north = wijken.total_bounds
    x, y = np.arange(west, east, 250), np.arange(south, north, 250)
    number = np.arange(len(x) * len(y)).reshape(len(y), len(x))
    u = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    v = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    network = network_from_segments(*(one.ravel() for one in np.meshgrid(x, y)), u, v)
    pieces = {WIJK: cut(network, wijken)}
    return replace(network, pieces=pieces, boundary=wijken.union_all(), date="2013-01-01")


class Slow:
    """Walks by networkx, from one graph with the centres in it."""

    def __init__(self, network, spots):
        self.network = network
        graph = nx.MultiGraph()
        graph.add_nodes_from(range(len(network.x)))
        for u, v, length in zip(network.u, network.v, network.length_m, strict=True):
            graph.add_edge(int(u), int(v), weight=float(length))
        self.graph = graph
        self.centres = [self._snap(spot) for spot in at(*spots)]

    def _snap(self, spot):
        """Segment, metres from its u, and the leg to it, or None."""
        net, best = self.network, None
        for number, (u, v) in enumerate(zip(net.u, net.v, strict=True)):
            street = shapely.LineString([(net.x[u], net.y[u]), (net.x[v], net.y[v])])
            leg = street.distance(shapely.Point(spot))
            if leg <= 300 and (best is None or leg < best[2]):
                part = street.project(shapely.Point(spot), normalized=True) if u != v else 0.0
                best = (number, part * net.length_m[number], leg)
        return best

    def to_nodes(self, centre):
        segment, at_m, leg = centre
        net, graph = self.network, self.graph.copy()
        graph.add_edge("centre", int(net.u[segment]), weight=leg + at_m)
        graph.add_edge("centre", int(net.v[segment]), weight=leg + net.length_m[segment] - at_m)
        found = nx.single_source_dijkstra_path_length(graph, "centre")
        return np.array([found.get(node, np.inf) for node in range(len(net.x))])

    def on_segment(self, segment, at_m):
        """Distance of places on a segment to the nearest centre."""
        net, found = self.network, np.full(np.shape(at_m), np.inf)
        for centre in filter(None, self.centres):
            to = self.to_nodes(centre)
            length = net.length_m[segment]
            found = np.minimum(found, to[net.u[segment]] + at_m)
            found = np.minimum(found, to[net.v[segment]] + length - at_m)
            if centre[0] == segment:
                found = np.minimum(found, np.abs(at_m - centre[1]) + centre[2])
        return found

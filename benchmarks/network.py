"""Distances on foot and four alternatives: ``python -m benchmarks.network``."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import shapely

from benchmarks.harness import (
    HERE,
    machine,
    median_ms,
    processor_ms,
    real_wijken,
    write_report,
)
from benchmarks.network_large import LIMIT_M, RUNS, SEED, large_lines
from geodata.crs import METRIC_CRS, WGS84
from geodata.network.covered import with_pieces
from geodata.network.memory import at_places
from geodata.network.model import WIJK, Network
from geodata.network.on_foot import OnFoot
from geodata.network.streets import Grid, Streets, streets_of
from geodata.network.walk import Starts, box_around, starts_at, walk, walk_each
from geodata.reach.coverage import prepare
from geodata.snapshot.frames import empty_layer
from loaders.network.build import build_network
from loaders.network.extract import read_extract

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geodata.network.prepared import PreparedOnFoot

    Floats = NDArray[np.float64]

EXTRACT = HERE.parents[1] / "shared" / "data" / "osm" / "brussels_2013.osm.pbf"
PEER = HERE.parent / "build" / "peers" / "bin" / "python"
CENTRES, DRAWS, LEAST_HOMES, NEAR_M = 20, 10, 50, 50.0

HEADING = """# Distances on foot

Brussels in OpenStreetMap, 1 January 2013. Medians, one run, processor time, which others at work on
the machine change less. From a changed distance to a map in a browser:
[network_map.md](network_map.md).
"""


def brussels() -> tuple[Network, gpd.GeoDataFrame]:
    """Return the network, and the wijken that it has the streets of."""
    wijken = real_wijken().assign(people_all=None)
    network = with_pieces(
        build_network(read_extract(EXTRACT), wijken), wijken, empty_layer("sectors")
    )
    pieces = network.pieces[WIJK]
    inner = wijken.representative_point()
    wijken = wijken.assign(inner_x_m=inner.x, inner_y_m=inner.y)
    return network, wijken[wijken["code"].isin(pieces.codes[pieces.covered])]


def at_nodes(nodes: NDArray[np.intp]) -> Starts:
    """Return starts on nodes, as all peers have them."""
    nothing, whole = np.zeros(len(nodes)), np.empty(0, dtype=np.intp)
    return Starts(nodes, nothing, whole, np.empty(0), np.empty(0), np.empty(0))


def nearest_three(streets: Streets, nodes: NDArray[np.intp], grid: Grid) -> Floats:
    """Return the three least distances of every node, from the walks from each centre.

    ``grid`` is the index of the nodes: only those around a centre can be in reach of it.
    """
    net = streets.network
    each = walk_each(streets, [at_nodes(nodes[[n]]) for n in range(len(nodes))], limit_m=LIMIT_M)
    three = np.full((3, len(net.x)), np.inf)
    for node, walks in zip(nodes, each, strict=True):
        near = grid.box(*box_around(net.x[node], net.y[node], LIMIT_M))
        metres = walks.at(near)
        found = metres < np.inf
        near, metres = near[found], metres[found]
        for rank in three:
            least = rank[near]
            rank[near] = np.minimum(least, metres)
            metres = np.maximum(least, metres)
    return three.T


def in_turn(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Return median milliseconds of two, run in turn: a busy machine slows both down."""
    both: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        both[1].append(processor_ms(theirs))
        both[0].extend(processor_ms(ours) for _ in range(5))
    return statistics.median(both[0]), statistics.median(both[1])


def routing(network: Network, draw: np.random.Generator) -> list[str]:
    """Compare the distances of all nodes to the nearest of 20 centres."""
    streets, nodes = streets_of(network), draw.choice(len(network.x), CENTRES, replace=False)
    starts, grid = at_nodes(nodes), Grid(network.x, network.y)

    def nearest_one(limit_m: float) -> Floats:
        return walk(streets, starts, limit_m=limit_m).distance_m

    ours = nearest_one(LIMIT_M)
    whole_ms = median_ms(lambda: nearest_one(np.inf), RUNS, processor_ms)
    first_ms = processor_ms(
        lambda: nearest_three(Streets(network), nodes, Grid(network.x, network.y))
    )
    graph = nx.MultiGraph()
    graph.add_weighted_edges_from(
        zip(network.u.tolist(), network.v.tolist(), network.length_m.tolist(), strict=True)
    )
    search = partial(nx.multi_source_dijkstra_path_length, graph, nodes.tolist(), cutoff=LIMIT_M)
    theirs = search()
    assert len(theirs) == np.isfinite(ours).sum()
    assert np.allclose(ours[list(theirs)], list(theirs.values()), atol=1e-6)
    ours_ms, networkx_ms = in_turn(lambda: nearest_one(LIMIT_M), search)
    three_ms = median_ms(lambda: nearest_three(streets, nodes, grid), 5 * RUNS, processor_ms)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.npz"
        names = ("x", "y", "u", "v", "length_m")
        arrays = {name: np.asarray(getattr(network, name)) for name in names}
        np.savez(path, sources=nodes, limit_m=LIMIT_M, allow_pickle=False, **arrays)
        command = [PEER, HERE / "peer_network.py", path]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
        igraph_ms, pandana_ms, prepared_ms = json.loads(done.stdout.splitlines()[-1])
        peers = np.load(path.with_name("peers.npz"))
        assert np.allclose(peers["igraph"], nearest_one(np.inf), atol=1e-3)
        three = np.minimum(nearest_three(streets, nodes, grid), LIMIT_M)
        # pandana keeps whole millimetres or less, and puts the limit where there is none
        assert np.abs(peers["pandana"] - three).max() < 1.0
    processors = os.cpu_count() or 1
    rows = [
        ("nearest centre up to 1,200 m", ours_ms, "networkx, with the same cutoff", networkx_ms),
        ("nearest centre up to 1,200 m", ours_ms, "igraph, which has no limit", igraph_ms),
        ("nearest centre, no limit", whole_ms, "igraph", igraph_ms),
        ("nearest three up to 1,200 m", three_ms, "pandana, once prepared", pandana_ms),
        (
            *("the same, with what prepares the network", first_ms),
            *("pandana, with its contraction", prepared_ms + pandana_ms),
        ),
    ]
    return [
        f"## Brussels: {len(network.x):,} nodes, {len(network.u):,} segments, {CENTRES} centres",
        "",
        "Centres on nodes, as all peers have them. The distances are the same.",
        "",
        "| distances of all nodes | Nabij, ms | peer | peer, ms | ratio |",
        "|---|---|---|---|---|",
        *(f"| {a} | {b:.1f} | {c} | {d:,.1f} | **{d / b:,.0f}×** |" for a, b, c, d in rows),
        "",
        (
            f"pandana divides its work among all processors, Nabij has one: by the clock, on the "
            f"{processors} of this machine and if none of them waits for another, it is "
            f"**{pandana_ms / processors / three_ms:,.0f}×** once prepared and "
            f"**{(prepared_ms + pandana_ms) / processors / first_ms:,.0f}×** with what prepares."
        ),
        "",
    ]


def centres_at(spots: Floats) -> gpd.GeoDataFrame:
    ids = [f"c{n}" for n in range(len(spots))]
    columns = {"id": ids, "precision": "address", "whereabouts": None}
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*spots.T), crs=METRIC_CRS)


def certain_shares(prepared: PreparedOnFoot) -> Floats:
    """Return the shares from precise centres, without what only vague ones need."""
    every, starts = prepared._every, prepared.starts.certain  # noqa: SLF001  (a part is measured)
    return prepared._share(prepared._reached_m(every, starts, LIMIT_M, None))  # noqa: SLF001  (as above)


def buffered(network: Network, wijken: gpd.GeoDataFrame, spots: Floats) -> Floats:
    """Return the share of the area of wijken within 50 m of what is reached: the usual way."""
    streets = streets_of(network)
    starts = starts_at(streets, streets.snap(spots))
    ends = walk(streets, starts, limit_m=LIMIT_M).at(np.stack([network.u, network.v]))
    near = np.isfinite(ends).all(axis=0)
    u, v = network.u[near], network.v[near]
    lines = np.stack([network.x[u], network.y[u], network.x[v], network.y[v]], axis=1).reshape(
        -1, 2, 2
    )
    area = shapely.union_all(shapely.buffer(shapely.linestrings(lines), NEAR_M))
    shapes = wijken.geometry.to_numpy()
    return np.asarray(shapely.area(shapely.intersection(shapes, area)) / shapely.area(shapes))


def shares(
    network: Network, wijken: gpd.GeoDataFrame, homes: Floats, draw: np.random.Generator
) -> list[str]:
    """Compare shares per wijk with those of its homes, and their speed with buffers."""
    way, streets, nowhere = OnFoot(network), streets_of(network), empty_layer("whereabouts")
    place = streets.snap(homes)
    known = place.known
    tree = shapely.STRtree(wijken.geometry.to_numpy())
    home, wijk = tree.query(shapely.points(homes), predicate="within")
    inside = known[home]
    home, wijk = home[inside], wijk[inside]
    count = np.bincount(wijk, minlength=len(wijken))
    judged = count >= LEAST_HOMES
    errors: dict[str, list[Floats]] = {"on foot": [], "straight line": [], "÷ 1.3": []}
    off: dict[str, list[Floats]] = {name: [] for name in errors}
    ours_ms = buffers_ms = 0.0
    for number in range(DRAWS):
        spots = homes[draw.choice(np.flatnonzero(known), CENTRES, replace=False)]
        points = centres_at(spots)
        starts = starts_at(streets, streets.snap(spots))
        walks = walk(streets, starts, limit_m=LIMIT_M)
        metres = at_places(streets, walks, place.segment, place.at_m) + place.leg_m
        reached = np.bincount(wijk, metres[home] <= LIMIT_M, len(wijken)) / np.maximum(count, 1)
        prepared, straight = (
            way.prepare(wijken, points, nowhere),
            prepare(wijken, points, nowhere),
        )
        found = {
            "on foot": prepared.coverage(threshold_m=LIMIT_M)["share_low"],
            "straight line": straight.coverage(threshold_m=LIMIT_M)["share_low"],
            "÷ 1.3": straight.coverage(threshold_m=LIMIT_M, detour_factor=1.3)["share_low"],
        }
        for name, share in found.items():
            error = np.abs(share.to_numpy() - reached)[judged]
            errors[name].append(error.mean())
            off[name].append((error > 0.1).mean())
        if number == 0:
            ours = partial(certain_shares, prepared)
            ours_ms = median_ms(ours, RUNS, processor_ms)
            buffers_ms = processor_ms(partial(buffered, network, wijken, spots))
    mean = {name: float(np.mean(some)) for name, some in errors.items()}
    far = {name: float(np.mean(some)) for name, some in off.items()}
    ratio = mean["straight line"] / mean["on foot"]
    return [
        "## Shares per wijk",
        "",
        (
            f"- Street length in reach of all {len(wijken)} wijken: {ours_ms:.1f} ms; buffers of "
            f"{NEAR_M:g} m around the same streets, united and cut: {buffers_ms:,.0f} ms: "
            f"**{buffers_ms / ours_ms:,.0f}×**."
        ),
        (
            f"- Against {len(homes):,} buildings, each walking from its street, {DRAWS} draws of "
            f"{CENTRES} centres, {int(judged.sum())} wijken with {LEAST_HOMES} or more buildings:"
        ),
        "",
        "| share in reach, 1,200 m | mean error, points | wijken more than ten points off |",
        "|---|---|---|",
        *(f"| {name} | {100 * mean[name]:.1f} | {100 * far[name]:.0f} % |" for name in mean),
        "",
        f"The error of the straight line is **{ratio:.1f}×** that on foot.",
        "",
    ]


def homes_of(path: Path) -> Floats:
    """Return the middle of every building of an extract, EPSG:3812, shape (h, 2)."""
    found = []
    reader = osmium.FileProcessor(str(path)).with_locations()
    for thing in reader.with_filter(osmium.filter.KeyFilter("building")):
        if isinstance(thing, osmium.osm.Way):
            at = [(node.lon, node.lat) for node in thing.nodes if node.location.valid()]
            found.append(np.mean(at, axis=0))
    lon, lat = np.array(found).T
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=WGS84).to_crs(METRIC_CRS)
    return np.column_stack([points.x, points.y])


def main() -> None:
    if not EXTRACT.is_file():
        sys.exit(f"This benchmark needs {EXTRACT}")
    if not PEER.is_file():
        sys.exit("This benchmark needs igraph and pandana: make build/peers")
    draw = np.random.default_rng(SEED)
    network, wijken = brussels()
    lines = [
        HEADING,
        *routing(network, draw),
        *shares(network, wijken, homes_of(EXTRACT), draw),
        *large_lines(network),
        *machine(*("numpy", "scipy", "shapely", "networkx"), igraph="1.0.0", pandana="0.8.0"),
        "",
    ]
    write_report("network", "\n".join(lines))


if __name__ == "__main__":
    main()

"""Distances on foot in a network as large as that of Flanders, for :mod:`benchmarks.network`."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from benchmarks.harness import median_ms, print_cost, processor_ms
from geodata.network.model import WIJK, Network, Pieces, network_from_segments, ranges
from geodata.network.share import reached_m
from geodata.network.streets import Streets, streets_of
from geodata.network.walk import Starts, Walks, box_around, starts_at, walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LIMIT_M, RUNS, SEED = 1_200.0, 9, 2013
TILES, CENTRES, UNITS, STEP_M = 34, 300, 2_767, 40_000.0


def tiled(network: Network) -> Network:
    """Return copies of Brussels far from each other, as large as Flanders, with 2,767 units."""
    nodes, old = len(network.x), network.pieces[WIJK]
    shift = np.repeat(np.arange(TILES), nodes)
    place = [np.repeat(np.arange(TILES), len(column)) for column in (network.u, old.unit)]
    large = network_from_segments(
        np.tile(network.x, TILES) + STEP_M * (shift % 6),
        np.tile(network.y, TILES) + STEP_M * (shift // 6),
        np.tile(network.u, TILES) + nodes * place[0],
        np.tile(network.v, TILES) + nodes * place[0],
        length_m=np.tile(network.length_m, TILES),
        kind=np.tile(network.kind, TILES),
    )
    each = np.full(TILES, UNITS // TILES)
    each[: UNITS - each.sum()] += 1
    first = np.cumsum(each) - each
    number = np.unique(old.unit, return_inverse=True)[1]
    unit = first[place[1]] + np.tile(number, TILES) % each[place[1]]
    order = np.argsort(unit, kind="stable")
    pieces = Pieces(
        codes=np.array([f"{n:05d}" for n in range(UNITS)]),
        covered=np.ones(UNITS, dtype=bool),
        segment=(np.tile(old.segment, TILES) + len(network.u) * place[1])[order].astype(np.int32),
        unit=unit[order].astype(np.int32),
        from_m=np.tile(old.from_m, TILES)[order],
        to_m=np.tile(old.to_m, TILES)[order],
    )
    return replace(large, pieces={WIJK: pieces})


class Nearer(NamedTuple):
    """Walks from what was there and from one centre more."""

    known: Walks
    more: Walks

    def at(self, node: NDArray[np.integer]) -> Floats:
        """Return the lesser distances of nodes."""
        return np.minimum(self.known.at(node), self.more.at(node))


def share_of(streets: Streets, starts: Starts, walks: Walks, row: NDArray[np.intp]) -> Floats:
    """Return the share of units in reach, as the product computes it."""
    units = streets.units
    size = units.start[row + 1] - units.start[row]
    piece = ranges(units.start[row], units.start[row + 1])
    metres = reached_m(
        *(streets, walks, starts),
        segment=units.segment[piece],
        from_m=units.from_m[piece],
        to_m=units.to_m[piece],
        threshold_m=LIMIT_M,
    )
    reached = np.bincount(np.repeat(np.arange(len(row)), size), metres, len(row))
    return reached / units.total_m[row]


def large(path: Path) -> None:
    """Compute on the large network in a process of its own; print the costs as JSON."""
    given = np.load(path)
    names = ("x", "y", "u", "v", "length_m", "kind", "indptr", "indices", "weights")
    network = Network(**{name: given[name] for name in names})
    parts = ("codes", "covered", "segment", "unit", "from_m", "to_m")
    pieces = Pieces(**{name: given[f"piece_{name}"] for name in parts})
    network = replace(network, pieces={WIJK: pieces})
    streets, draw = streets_of(network), np.random.default_rng(SEED)
    row = np.arange(UNITS)
    nodes = draw.choice(len(network.x), CENTRES, replace=False)
    spots = np.column_stack([network.x[nodes], network.y[nodes]]) + draw.normal(0, 15, (300, 2))
    starts = starts_at(streets, streets.snap(spots))
    chains_ms = processor_ms(lambda: streets.chains)
    _ = streets.units, streets.joint_grid

    def every() -> Floats:
        return share_of(streets, starts, walk(streets, starts, limit_m=LIMIT_M), row)

    shares_ms = median_ms(every, RUNS, processor_ms)
    known = walk(streets, starts, limit_m=LIMIT_M)
    one_more_ms = []
    unit_of = np.full(len(network.u), -1)
    unit_of[streets.units.segment] = np.repeat(row, np.diff(streets.units.start))
    for node in draw.choice(len(network.x), 100):
        spot = np.array([[network.x[node] + 10, network.y[node]]])

        def one_more(spot: Floats = spot) -> Floats:
            extra = starts_at(streets, streets.snap(spot))
            box = box_around(spot[0, 0], spot[0, 1], LIMIT_M)
            nearer = Nearer(known, walk(streets, extra, limit_m=LIMIT_M, box=box))
            touched = np.unique(unit_of[streets.segments_in(*box)])
            return share_of(streets, extra, cast("Walks", nearer), touched[touched >= 0])

        one_more_ms.append(median_ms(one_more, 3, processor_ms))
    print_cost(lambda: int(1000 * shares_ms))
    print(json.dumps([shares_ms, *np.percentile(one_more_ms, [50, 95]), chains_ms]))


def large_lines(network: Network) -> list[str]:
    """Report on a network as large as that of Flanders."""
    whole = tiled(network)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.npz"
        names = ("x", "y", "u", "v", "length_m", "kind", "indptr", "indices", "weights")
        pieces = whole.pieces[WIJK]
        parts = ("codes", "covered", "segment", "unit", "from_m", "to_m")
        arrays = {name: getattr(whole, name) for name in names}
        np.savez(path, **arrays, **{f"piece_{name}": getattr(pieces, name) for name in parts})
        nodes, segments = len(whole.x), len(whole.u)
        del whole, pieces, arrays
        command = [sys.executable, "-m", "benchmarks.network_large", str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=900)
    cost, times = (json.loads(line) for line in done.stdout.splitlines()[-2:])
    return [
        f"## As large as Flanders: {TILES} copies, {nodes:,} nodes, {segments:,} segments",
        "",
        (
            f"- Shares of {UNITS:,} units with {CENTRES} centres at 1,200 m: "
            f"**{times[0]:,.0f} ms**; the process has at most **{cost[1]:.2f} GB**."
        ),
        (
            f"- One centre more, shares of the units around it: median {times[1]:.1f} ms, "
            f"p95 **{times[2]:.1f} ms**."
        ),
        f"- Finding the joints and chains, once when a process first walks: {times[3]:,.0f} ms.",
        "",
    ]


if __name__ == "__main__":
    large(Path(sys.argv[1]))

"""Walks by igraph and pandana, for :mod:`benchmarks.network`.

It runs in an environment of its own (``build/peers``, made by ``make benchmark``), for Nabij does
not need the packages. Reads a file of arrays, writes the distances next to it, and prints the
milliseconds of processor time as JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import igraph
import numpy as np
import pandana
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 3


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Return the median milliseconds of some runs, and the result."""
    found, result = [], None
    for _ in range(RUNS):
        start = process_time()
        result = work()
        found.append(1000 * (process_time() - start))
    return statistics.median(found), result


def main() -> None:
    path = Path(sys.argv[1])
    given = np.load(path)
    u, v, length_m, sources = (given[name] for name in ("u", "v", "length_m", "sources"))
    nodes, limit_m = len(given["x"]), float(given["limit_m"])
    # one more node, joined to every centre: igraph has no search from several
    ends = np.concatenate([np.stack([u, v], 1), [[nodes, one] for one in sources]])
    graph = igraph.Graph(n=nodes + 1, edges=ends.tolist())
    weights = [*length_m.tolist(), *[0.0] * len(sources)]
    igraph_ms, found = timed(lambda: graph.distances(source=nodes, weights=weights)[0])
    columns = [pd.Series(column) for column in (given["x"], given["y"], u, v)]
    start = process_time()
    network = pandana.Network(*columns, pd.DataFrame({"m": length_m}))
    prepared_ms = 1000 * (process_time() - start)
    places = [pd.Series(given[axis][sources]) for axis in ("x", "y")]
    network.set_pois("centres", limit_m, 3, *places)
    pandana_ms, three = timed(
        lambda: network.nearest_pois(limit_m, "centres", num_pois=3).to_numpy()
    )
    np.savez(path.with_name("peers.npz"), igraph=np.array(found)[:-1], pandana=np.asarray(three))
    print(json.dumps([igraph_ms, pandana_ms, prepared_ms]))


if __name__ == "__main__":
    main()

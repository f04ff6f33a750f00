"""The walking network of an extract, read by pyrosm, for :mod:`benchmarks.network_import`.

It runs in an environment of its own (``build/peers``, made by ``make benchmark``), for Nabij does
not need the package. Prints as JSON the seconds of processor time, those to read alone, the
peak memory in MB, and that of the imported libraries alone.
"""

from __future__ import annotations

import json
import resource
import sys
from time import process_time

from pyrosm import OSM


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3  # kilobytes on Linux


def main() -> None:
    libraries_mb = peak_mb()
    start = process_time()
    extract = OSM(sys.argv[1])
    nodes, edges = extract.get_network("walking", nodes=True)
    read_s = process_time() - start
    extract.to_graph(nodes, edges, graph_type="igraph", network_type="walking")
    seconds = process_time() - start
    print(json.dumps([seconds, read_s, peak_mb(), libraries_mb]))


if __name__ == "__main__":
    main()

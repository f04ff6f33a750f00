"""A walking network read from an extract, and by pyrosm: ``python -m benchmarks.network_import``.

Both read the same file in a process of their own, from the file to a graph without islands. It
needs Brussels of 2013 (``../shared/data/osm``) and pyrosm (``build/peers``).
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
from time import process_time
from typing import TYPE_CHECKING

import geopandas as gpd
import osmium  # noqa: F401  (a library, as that of the peer)
import shapely

from benchmarks.harness import HERE, machine, real_wijken, write_report
from geodata.crs import METRIC_CRS
from geodata.network.covered import with_pieces
from geodata.network.model import WIJK
from geodata.snapshot.frames import empty_layer
from loaders.network.build import build_network
from loaders.network.extract import read_extract

if TYPE_CHECKING:
    from pathlib import Path

EXTRACT = HERE.parents[1] / "shared" / "data" / "osm" / "brussels_2013.osm.pbf"
PEER = HERE.parent / "build" / "peers" / "bin" / "python"
RUNS = 3
BELGIUM = shapely.box(500_000, 500_000, 800_000, 760_000)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3  # kilobytes on Linux


def read() -> None:
    """Read the extract, and print what it costs as JSON."""
    everywhere = gpd.GeoDataFrame({"code": ["a"]}, geometry=[BELGIUM], crs=METRIC_CRS)
    libraries_mb = peak_mb()
    start = process_time()
    extract = read_extract(EXTRACT)
    read_s = process_time() - start
    build_network(extract, everywhere)
    print(json.dumps([process_time() - start, read_s, peak_mb(), libraries_mb]))


def costs(*command: str | Path) -> list[float]:
    """Return the medians of seconds, of them to read, peak and libraries in MB of several runs."""
    found = []
    for _ in range(RUNS):
        done = subprocess.run(
            [*map(str, command)], check=True, capture_output=True, text=True, timeout=600
        )
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return [statistics.median(column) for column in zip(*found, strict=True)]


def cutting() -> tuple[float, int, int]:
    """Return the seconds to cut streets at the borders of all wijken, the pieces, and covered."""
    wijken = real_wijken().assign(people_all=None)
    network = build_network(read_extract(EXTRACT), wijken)
    start = process_time()
    network = with_pieces(network, wijken, empty_layer("sectors"))
    seconds = process_time() - start
    pieces = network.pieces[WIJK]
    return seconds, len(pieces.unit), int(pieces.covered.sum())


def main() -> None:
    if not EXTRACT.is_file():
        sys.exit(f"This benchmark needs {EXTRACT}")
    if not PEER.is_file():
        sys.exit("This benchmark needs pyrosm: make build/peers")
    ours = costs(sys.executable, "-m", "benchmarks.network_import", "read")
    theirs = costs(PEER, HERE / "peer_pyrosm.py", EXTRACT)
    rows = [
        f"| {name} | {s:.2f} | {read_s:.2f} | {peak:,.0f} | {peak - base:,.0f} |"
        for name, (s, read_s, peak, base) in (("Nabij", ours), ("pyrosm", theirs))
    ]
    seconds, peak, added = (
        theirs[0] / ours[0],
        theirs[2] / ours[2],
        (theirs[2] - theirs[3]) / (ours[2] - ours[3]),
    )
    cut_s, pieces, covered = cutting()
    write_report(
        "network_import",
        "\n".join(
            [
                "# A walking network read from an extract",
                "",
                "Brussels in OpenStreetMap, 1 January 2013 (3.7 MB), from the file to a graph of",
                f"2,877 km without islands. Medians of {RUNS} runs, each in a process of its own;",
                "the import of libraries is not in the seconds.",
                "",
                "| | processor, s | of it to read | peak memory, MB | of it not libraries, MB |",
                "|---|---|---|---|---|",
                *rows,
                "",
                f"- pyrosm needs **{seconds:.1f}×** the processor time, **{peak:.1f}×** the peak",
                f"  memory, and **{added:.1f}×** the memory beyond the imported libraries.",
                f"- Cut at the borders of all 2,767 wijken: {cut_s:.2f} s, {pieces:,} pieces;",
                f"  {covered:,} wijken have all their streets.",
                "- pyrosm: `get_network` for walking, and `to_graph` of igraph. It keeps other",
                "  ways (2,825 km): private ones too, and no cycleways.",
                "",
                *machine("osmium", "numpy", "scipy", "shapely", pyrosm="0.25.0", igraph="1.0.0"),
                "",
            ]
        ),
    )


if __name__ == "__main__":
    read() if sys.argv[1:] == ["read"] else main()

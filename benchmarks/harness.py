"""What the benchmarks share: timing, processes of their own, the real wijken, and the report."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import geopandas as gpd

from geodata.crs import METRIC_CRS

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
WIJKEN = HERE.parents[1] / "shared" / "data" / "gebiedsniveaus" / "ggw7.shp"


def elapsed_ms(work: Callable[[], object]) -> float:
    """Return the time of one run, in milliseconds."""
    start = perf_counter()
    work()
    return 1000 * (perf_counter() - start)


def processor_ms(work: Callable[[], object]) -> float:
    """Return the processor time of one run, in milliseconds: others at work change it less."""
    start = process_time()
    work()
    return 1000 * (process_time() - start)


def median_ms(
    work: Callable[[], object],
    runs: int,
    time: Callable[[Callable[[], object]], float] = elapsed_ms,
) -> float:
    """Return the median time of a number of runs, in milliseconds; a first run does not count."""
    work()
    return statistics.median(time(work) for _ in range(runs))


def print_cost(work: Callable[[], int]) -> None:
    """Run something, and print as JSON its seconds, the peak memory in GB, and its result."""
    start = perf_counter()
    result = work()
    seconds = perf_counter() - start
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # kilobytes on Linux
    print(json.dumps([seconds, peak_gb, result]))


def cost_in_own_process(module: str, *arguments: str | Path) -> tuple[float, float, int]:
    """Run a module that calls :func:`print_cost`; return seconds, peak memory in GB, and result."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    seconds, peak_gb, result = json.loads(done.stdout.splitlines()[-1])
    return seconds, peak_gb, result


def real_wijken() -> gpd.GeoDataFrame:
    """Return code and polygon of the official wijken, EPSG:3812; stop where they are not here."""
    if not WIJKEN.is_file():
        sys.exit(f"This benchmark needs the official wijken: put the layer ggw7 at {WIJKEN}")
    wijken = gpd.read_file(WIJKEN, columns=["geoitem"]).to_crs(METRIC_CRS)
    return wijken.rename(columns={"geoitem": "code"})


def machine(*packages: str, **others: str) -> list[str]:
    """Return two lines of Markdown: the machine, and the versions of packages and others."""
    versions = {name: version(name) for name in packages} | others
    named = [f"{name} {number}" for name, number in versions.items()]
    return [
        f"- Machine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        f"- Versions: {', '.join([f'Python {platform.python_version()}', *named])}",
    ]


def write_report(name: str, text: str) -> None:
    """Print a report, and write it to ``benchmarks/<name>.md``."""
    (HERE / f"{name}.md").write_text(text, encoding="utf-8")
    print(text)

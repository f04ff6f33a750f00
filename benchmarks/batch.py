"""Analyses of millions of points, next to GeoPandas and SciPy: ``python -m benchmarks.batch``.

The nearest service point next to ``geopandas.sjoin_nearest``, access with competition next to
sparse matrices of SciPy, and whole runs on two local workers of Dask. Prints a report and writes it
to ``benchmarks/batch.md``. About ten minutes; ``python -m benchmarks.batch ratios`` prints only
what is next to others.
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import KDTree

from benchmarks.harness import cost_in_own_process, elapsed_ms, machine, write_report
from geodata.analysis.question import AnalysisQuestion, ServicePoints
from geodata.analysis.straight import Straight
from geodata.crs import METRIC_CRS
from geodata.reach.distances import RANKS
from geodata.scenario.catchment import supply_ratio
from loaders.analysis.job import Job
from loaders.analysis.parts import MOST_ROWS, files_in, parts_of
from loaders.analysis.processes import processes
from loaders.analysis.run import prepare_folder, run

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS, POINTS, SEED = 1_000_000, 3_000, 16
WEST_SOUTH, EAST_NORTH = (521_000.0, 600_000.0), (796_000.0, 700_000.0)
"""A rectangle of twice the size of Flanders, EPSG:3812, metres."""

THRESHOLD_M = 5_000.0
MILLIONS, WORKERS, MEMORY = (1, 5, 20), 2, "1.5GB"
QUESTION = AnalysisQuestion((1_200.0,), groups=("people",))
PEERS = {
    "coo": 'SciPy, `output_type="coo_matrix"`',
    "dok": "SciPy, `sparse_distance_matrix` as it is (one run)",
}


def places(count: int, seed: int) -> np.ndarray:
    """Return positions, evenly spread."""
    return np.random.default_rng(seed).uniform(WEST_SOUTH, EAST_NORTH, (count, 2))


def nearest_rows() -> list[str]:
    """Return the table of the nearest service point."""
    spots = gpd.GeoDataFrame(geometry=shapely.points(places(ROWS, 1)), crs=METRIC_CRS)
    at = places(POINTS, 2)
    points = gpd.GeoDataFrame({"id": range(POINTS)}, geometry=shapely.points(at), crs=METRIC_CRS)

    def coordinates() -> np.ndarray:
        return shapely.get_coordinates(spots.geometry.array)

    def ours(threads: int) -> np.ndarray:
        return Straight(coordinates(), at, threads=threads).nearest().distance_m

    def theirs() -> object:
        return gpd.sjoin_nearest(spots, points, distance_col="metres")

    joined = theirs()
    assert isinstance(joined, gpd.GeoDataFrame)
    error = np.abs(joined["metres"].to_numpy() - ours(1)[:, 0]).max()
    work = {
        "`geopandas.sjoin_nearest`, the nearest": theirs,
        "Nabij, the three nearest, one thread": lambda: ours(1),
        "Nabij, the three nearest, two threads": lambda: ours(2),
        "of these times, reading the coordinates": coordinates,
        "SciPy, `KDTree.query`, the nearest, one thread": lambda: KDTree(at).query(coordinates()),
        "the same, the three nearest": lambda: KDTree(at).query(coordinates(), k=RANKS),
    }
    # in turn, so that what else the machine does slows all of them
    runs = [{name: cost(one) for name, one in work.items()} for _ in range(4)][1:]
    medians = {
        name: [statistics.median(of) for of in zip(*(run[name] for run in runs), strict=True)]
        for name in work
    }
    peer = medians["`geopandas.sjoin_nearest`, the nearest"]
    rows = ["| what | time | faster | processor time | less |", "|---|---:|---:|---:|---:|"]
    for name, mine in medians.items():
        cells = [f"{ms:,.0f} ms | {of / ms:.1f}×" for ms, of in zip(mine, peer, strict=True)]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return [*rows, "", f"Largest difference between the distances: {error:.0e} m."]


def cost(work: Callable[[], object]) -> tuple[float, float]:
    """Return the time of one run, and what processors worked in it, in milliseconds."""
    before = process_time()
    wall_ms = elapsed_ms(work)
    return wall_ms, 1000 * (process_time() - before)


def access_cost(how: str) -> None:
    """Compute 2SFCA in one way, and print what it costs; the peak is above what was there."""
    spots, at = places(ROWS, 1), places(POINTS, 2)
    people = np.random.default_rng(3).integers(0, 5, ROWS).astype(float)
    supply, bounds_m = np.ones(POINTS), (THRESHOLD_M,)

    def ours() -> float:
        parts = [slice(first, first + MOST_ROWS) for first in range(0, ROWS, MOST_ROWS)]
        demand = np.zeros((1, POINTS))
        for rows in parts:
            demand += Straight(spots[rows], at).people_within(bounds_m, people[rows])
        ratio = supply_ratio(supply, demand[0])
        total = 0.0
        for rows in parts:
            access = Straight(spots[rows], at).sums_within(bounds_m, ratio[None, None]).total[0]
            total += float(access @ people[rows])
        return total

    def theirs() -> float:
        trees = KDTree(at), KDTree(spots)
        if how == "coo":
            near = (
                trees[0]
                .sparse_distance_matrix(trees[1], THRESHOLD_M, output_type="coo_matrix")
                .tocsr()
            )
        else:
            near = trees[0].sparse_distance_matrix(trees[1], THRESHOLD_M).tocsr()
        near.data[:] = 1.0
        return float(np.asarray(supply_ratio(supply, near @ people) @ near) @ people)

    before = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts again from here

    start = process_time()
    total = ours() if how == "ours" else theirs()
    seconds = process_time() - start
    print(json.dumps([seconds, (_memory("VmHWM") - before) / 1e6, round(total * 1e6)]))


def _memory(name: str) -> int:
    """Return a figure of this process, kB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0


def access_rows() -> list[str]:
    """Return the table of access with competition."""
    found = {}
    turns = [how for turn in range(3) for how in ("ours", *PEERS) if turn < 1 or how != "dok"]
    costs = [(how, cost_in_own_process("benchmarks.batch", "access", how)) for how in turns]
    for how in ("ours", *PEERS):
        runs = [one for which, one in costs if which == how]
        assert len({result for *_, result in runs}) == 1
        found[how] = [statistics.median(column) for column in zip(*runs, strict=True)]
    seconds, extra_gb, result = found.pop("ours")
    rows = [
        "| what | processor time | extra memory | less time | of its memory |",
        "|---|---:|---:|---:|---:|",
        f"| Nabij, parts of {MOST_ROWS:,} | {seconds:.2f} s | {extra_gb * 1000:.0f} MB | | |",
    ]
    for how, (their_seconds, their_gb, their_result) in found.items():
        assert abs(their_result / result - 1) < 1e-9
        rows.append(
            f"| {PEERS[how]} | {their_seconds:.2f} s | {their_gb * 1000:,.0f} MB "
            f"| **{their_seconds / seconds:.1f}×** | **{extra_gb / their_gb:.1%}** |"
        )
    return rows


def write_demand(folder: Path, millions: int) -> None:
    """Write millions of addresses in files of as many rows as a part has."""
    rng = np.random.default_rng(SEED)
    for number in range(millions * 1_000_000 // MOST_ROWS):
        at = rng.uniform(WEST_SOUTH, EAST_NORTH, (MOST_ROWS, 2))
        gpd.GeoDataFrame(
            {
                "address": np.arange(MOST_ROWS) + number * MOST_ROWS,
                "people": rng.integers(0, 5, MOST_ROWS),
                "area": (at // 5_000).astype(int) @ np.array([1_000, 1]),
            },
            geometry=shapely.points(at),
            crs=METRIC_CRS,
        ).to_parquet(folder / f"{number:04d}.parquet", row_group_size=MOST_ROWS)


def whole_runs() -> list[str]:
    """Return the table of whole runs on local workers."""
    at = places(POINTS, 2)
    points = ServicePoints(tuple(map(str, range(POINTS))), at, np.ones(POINTS))
    rows = [
        "| points | parts | time | per million | most memory of a worker | result |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    seconds, peaks = {}, {}
    for millions in MILLIONS:
        with TemporaryDirectory(prefix="nabij-") as folder:
            given, results = Path(folder, "given"), Path(folder, "results")
            given.mkdir()
            write_demand(given, millions)
            job = Job(QUESTION, points, "made up", str(results), area="area")
            with processes(workers=WORKERS, memory=MEMORY) as workers:
                start = perf_counter()
                prepare_folder(results, job.parameters)
                report = run(job, parts_of(files_in(given)), workers, lambda *_: None)
                seconds[millions] = perf_counter() - start
            assert not report.broken
            assert report.rows == millions * 1_000_000
            peaks[millions] = report.peak_mb
            size = sum(path.stat().st_size for path in results.rglob("*.parquet"))
        print(millions, seconds[millions], peaks[millions], flush=True)
        rows.append(
            f"| {millions:,} million | {report.parts} | {seconds[millions]:.0f} s "
            f"| {seconds[millions] / millions:.1f} s | {report.peak_mb:,.0f} MB "
            f"| {size / 1e6:,.0f} MB |"
        )
    more, many = MILLIONS[1:]
    return [
        *rows,
        "",
        f"From {more} to {many} million: **{seconds[many] / seconds[more]:.2f}×** the time.",
        f"Largest peak ÷ smallest: **{max(peaks.values()) / min(peaks.values()):.3f}**.",
    ]


def main() -> None:
    if sys.argv[1:2] == ["access"]:
        access_cost(sys.argv[2])
        return
    nearest = nearest_rows()
    print("\n".join(nearest), flush=True)
    access = access_rows()
    print("\n".join(access), flush=True)
    if sys.argv[1:] == ["ratios"]:
        return
    runs = whole_runs()
    text = "\n".join(
        [
            "# Analyses of millions of points",
            "",
            "Written by `python -m benchmarks.batch`, one run; positions are spread evenly over a",
            "rectangle of twice the size of Flanders.",
            "",
            *machine("numpy", "scipy", "shapely", "geopandas", "pyarrow", "dask", "distributed"),
            "",
            f"## The nearest of {POINTS:,}, for {ROWS:,} points",
            "",
            "Straight line, from a GeoDataFrame; medians of 3, in turn. The time that processors",
            "work depends less on what else the machine does.",
            "",
            *nearest,
            "",
            f"## Access with competition (2SFCA), {THRESHOLD_M:,.0f} m",
            "",
            "The same answer to 1e-9; each in a process of its own, one thread, medians of 3.",
            "SciPy: all pairs within the distance, their matrix as CSR, and two products with it.",
            "Extra memory is the peak above what the positions and people take.",
            "",
            *access,
            "",
            f"## Whole runs, {WORKERS} local workers of {MEMORY}",
            "",
            "Read GeoParquet, count people, compute the three nearest, coverage, 2SFCA and E2SFCA",
            f"at {QUESTION.thresholds_m[0]:,.0f} m, write GeoParquet and sums per area, verified.",
            "",
            *runs,
            "",
        ]
    )
    write_report("batch", text)


if __name__ == "__main__":
    main()

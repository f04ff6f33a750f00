"""Scenarios on the real wijken, side by side with named peers: ``python -m benchmarks.scenario``.

One added and one closed point against computing everything again; the greedy and the exact best
sites, the latter next to the same model through spopt; access with competition next to PySAL
access. The peers run in ``build/peers``. Prints a report and writes it to
``benchmarks/scenario.md``.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from benchmarks.harness import elapsed_ms, machine, median_ms, real_wijken, write_report
from geodata.reach.coverage import prepare
from geodata.reach.question import ReachQuestion
from geodata.scenario import covering
from geodata.scenario.catchment import ENHANCED, access
from geodata.scenario.changes import AddedPoint, ChangedPoint, Scenario, spot_at
from geodata.scenario.covering import Covering
from geodata.scenario.demand import Candidates, demand, site_matrix
from geodata.scenario.effect import basis
from geodata.scenario.nearness import least_largest, least_total
from loaders.builtin.snapshot import build_builtin

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.scenario.demand import SiteMatrix
    from geodata.scenario.effect import Basis
    from geodata.snapshot.model import SnapshotData

PEERS = Path("build/peers/bin/python")
POINTS, SEED, CHANGES = 280, 20250101, 400
THRESHOLD_M, GROUP, COUNTS = 1200.0, "65plus", (1, 5, 10)
NEAR_UNITS, NEAR_SITES = 100, 5
"""Wijken and sites of the models of distance that spopt solves too."""
PROVINCES = {
    "10000": "Antwerpen",
    "20001": "Vlaams-Brabant",
    "30000": "West-Vlaanderen",
    "40000": "Oost-Vlaanderen",
    "70000": "Limburg",
}
PACKAGES = ("highspy", "numpy", "scipy", "shapely", "pandas", "geopandas")


def real_data() -> SnapshotData:
    """Return the official wijken with estimated people, and points with addresses in them."""
    data = build_builtin()
    known = pd.DataFrame(data.units.drop(columns="geometry"))
    units = real_wijken().merge(known, on="code")
    rng = np.random.default_rng(SEED)
    inside = units.geometry.iloc[rng.choice(len(units), POINTS, replace=False)]
    points = gpd.GeoDataFrame(
        {
            "id": [f"p{n}" for n in range(POINTS)],
            "centre_id": "c",
            "kind": "main",
            "precision": "address",
            "whereabouts": pd.array([None] * POINTS, dtype="string"),
        },
        geometry=inside.representative_point().to_numpy(),
        crs=units.crs,
    )
    centres = pd.DataFrame({"id": ["c"], "status": ["recognised"]})
    return replace(data, units=units, points=points, centres=centres)


def change_rows(data: SnapshotData, start: Basis) -> list[str]:
    """Return the table of one changed point."""
    rng = np.random.default_rng(SEED)
    inner = start.wijken.inner

    def add() -> Callable[[], object]:
        x_m, y_m = inner[rng.integers(len(inner))] + rng.uniform(-300, 300, 2)
        return reach(Scenario((AddedPoint(spot_at(x_m, y_m)),)))

    def close() -> Callable[[], object]:
        point = str(start.points.ids[rng.integers(len(start.points))])
        return reach(Scenario(changed=(ChangedPoint(point, closed=True),)))

    def reach(scenario: Scenario) -> Callable[[], object]:
        def work() -> object:
            found = start.difference(scenario)
            return start.reach(found.removed.with_points(found.added), found.after)

        return work

    def again() -> object:
        prepared = prepare(data.units, data.points, data.whereabouts)
        return prepared.coverage(threshold_m=THRESHOLD_M)

    whole_ms = min(cpu_ms(again) for _ in range(3))
    rows = [
        "| what | median | p95 | everything again takes |",
        "|---|---:|---:|---:|",
    ]
    for name, make in (("one point added", add), ("one point closed", close)):
        make()()
        times = [cpu_ms(make()) for _ in range(CHANGES)]
        median, p95 = np.percentile(times, [50, 95])
        rows.append(f"| {name} | {median:.1f} ms | {p95:.1f} ms | {whole_ms / median:.0f}× |")
    return rows


def cpu_ms(work: Callable[[], object]) -> float:
    """Return the time of the processor that one run takes, in milliseconds."""
    start = process_time()
    work()
    return 1000 * (process_time() - start)


def matrix_of(data: SnapshotData, start: Basis, province: str = "") -> SiteMatrix:
    """Return the matrix of a province, or of all wijken."""
    units = data.units[data.units["province"] == province] if province else data.units
    inner = units[["inner_x_m", "inner_y_m"]].to_numpy(dtype=np.float64)
    people = demand(start, units, GROUP)
    return site_matrix(start, people, Candidates(tuple(units["code"]), inner))


def greedy_rows(data: SnapshotData, start: Basis) -> list[str]:
    """Return the table of the greedy choice over all wijken."""
    matrix = matrix_of(data, start)
    matrix_ms = elapsed_ms(lambda: matrix_of(data, start))
    problem = Covering(*matrix.gains("high"))
    greedy_ms = median_ms(lambda: covering.greedy(problem, 10), 51)
    return [
        (
            f"- {len(matrix.candidates.ids):,} candidates × {len(matrix.demand.people):,} units, "
            f"{matrix.reach.nnz:,} pairs in reach"
        ),
        f"- The matrix: {matrix_ms:.0f} ms, once",
        f"- Greedy, 10 sites: **{greedy_ms:.1f} ms** (median of 51)",
    ]


def exact_rows(data: SnapshotData, start: Basis) -> list[str]:
    """Return the table of the exact choice of 10 sites per province, in the product's model."""
    rows = [
        "| province | candidates | seconds | ending | best ÷ greedy |",
        "|---|---:|---:|---|---:|",
    ]
    for code, name in PROVINCES.items():
        problem = Covering(*matrix_of(data, start, code).gains("high"))
        begin = perf_counter()
        found = covering.best(problem, 10)
        seconds = perf_counter() - begin
        greedy = sum(people for _, people in covering.greedy(problem, 10))
        ratio = found.people / greedy
        rows.append(
            f"| {name} | {problem.candidates} | {seconds:.2f} | {found.ending} | {ratio:.4f} |"
        )
    return rows


def nearest_rows(data: SnapshotData, start: Basis) -> list[str]:
    """Return the table of the least mean and the least largest distance with 10 sites."""
    rows = [
        "| province | least mean distance | seconds | ending | least largest | seconds | ending |",
        "|---|---:|---:|---|---:|---:|---|",
    ]
    for code, name in PROVINCES.items():
        matrix = matrix_of(data, start, code)
        table, now_m = matrix.distance_m, matrix.demand.nearest_m["high"]
        cells = []
        for least, which in ((least_total, "mean_m"), (least_largest, "largest_m")):
            begin = perf_counter()
            found = least(table, now_m, matrix.demand.people, 10)
            seconds = perf_counter() - begin
            cells.append(f"{getattr(found, which):,.0f} m | {seconds:.2f} | {found.ending}")
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return rows


def nearest_peer_rows(
    table: np.ndarray, people: np.ndarray, theirs: dict[str, dict[str, float]]
) -> list[str]:
    """Return the table of the models of distance next to spopt, nothing there yet."""
    rows = [
        "| model | Nabij | spopt (PuLP, CBC) | ratio | objective, Nabij | spopt |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, least, which in (
        ("p-median", least_total, "mean_m"),
        ("p-centre", least_largest, "largest_m"),
    ):
        begin = perf_counter()
        found = least(table, np.full(len(people), np.inf), people, NEAR_SITES)
        seconds = perf_counter() - begin
        peer = theirs[name]
        rows.append(
            f"| {name} | {seconds * 1000:.0f} ms | {peer['seconds'] * 1000:.0f} ms "
            f"| **{peer['seconds'] / seconds:.0f}×** "
            f"| {getattr(found, which):,.3f} m | {peer['distance_m']:,.3f} m |"
        )
    return rows


def peer_rows(data: SnapshotData, start: Basis) -> tuple[list[str], list[str], list[str]]:
    """Return the tables next to spopt and to PySAL access, on the same matrices."""
    matrix = matrix_of(data, start, "10000")
    people = np.round(matrix.demand.people)
    covers = matrix.distance_m <= THRESHOLD_M
    whole = matrix_of(data, start)
    points = data.points.geometry.get_coordinates().to_numpy()
    inner = start.wijken.inner
    distance_m = np.hypot(*(points[:, None, :] - inner[None]).transpose(2, 0, 1))
    everyone, supply = data.units["people_all"].to_numpy(float), np.ones(len(points))
    del whole
    near_m, near_people = matrix.distance_m[:NEAR_UNITS, :NEAR_UNITS], people[:NEAR_UNITS]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "problem.npz"
        np.savez(
            path,
            covers=covers,
            weights=people,
            counts=np.array(COUNTS),
            distance_m=distance_m,
            people=everyone,
            supply=supply,
            threshold_m=THRESHOLD_M,
            near_m=near_m,
            near_people=near_people,
            near_sites=NEAR_SITES,
        )
        done = subprocess.run(
            [PEERS, "-m", "benchmarks.peer_scenario", path],
            check=True,
            capture_output=True,
            text=True,
            timeout=900,
        )
    theirs = json.loads(done.stdout.splitlines()[-1])
    rows = [
        "| sites | Nabij | spopt (PuLP, CBC) | ratio | people reached, Nabij | spopt |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for count in COUNTS:
        begin = perf_counter()
        problem = Covering(csr_array(np.where(covers, people, 0.0)), people)
        found = covering.best(problem, count)
        seconds = perf_counter() - begin
        peer = theirs[str(count)]
        rows.append(
            f"| {count} | {seconds * 1000:.0f} ms | {peer['seconds'] * 1000:.0f} ms | "
            f"**{peer['seconds'] / seconds:.0f}×** | {found.people:,.0f} | {peer['people']:,.0f} |"
        )

    def ours() -> np.ndarray:
        return access(
            distance_m, people=everyone, supply=supply, threshold_m=THRESHOLD_M, zones=ENHANCED
        )

    ours_ms = median_ms(ours, 21)
    mine = ours()
    known = np.array([np.nan if v is None else v for v in theirs["e2sfca"]["access"]])
    both = ~np.isnan(known)
    error = float(np.abs(mine[both] - known[both]).max())
    ratio = theirs["e2sfca"]["seconds"] * 1000 / ours_ms
    access_rows = [
        (
            f"- Nabij {ours_ms:.1f} ms, PySAL access {theirs['e2sfca']['seconds'] * 1000:.0f} ms: "
            f"**{ratio:.0f}×**"
        ),
        f"- Largest difference where both give a number ({both.sum():,} wijken): {error:.0e}",
        (
            f"- No number from access: {(~both).sum():,} wijken, where Nabij gives "
            f"{np.abs(mine[~both]).max():.0f}"
        ),
    ]
    return rows, nearest_peer_rows(near_m, near_people, theirs), access_rows


def main() -> None:
    data = real_data()
    question = ReachQuestion(THRESHOLD_M)
    start = basis(data, question, prepare(data.units, data.points, data.whereabouts))
    changes = change_rows(data, start)
    greedy = greedy_rows(data, start)
    exact = exact_rows(data, start)
    nearest = nearest_rows(data, start)
    sites, nearest_sites, catchments = peer_rows(data, start)
    text = "\n".join(
        [
            "# Scenarios, side by side",
            "",
            (
                "Written by `python -m benchmarks.scenario`, one run: the real wijken, "
                f"{POINTS} points in them (seed {SEED}),"
            ),
            f"{THRESHOLD_M:,.0f} m in a straight line, people of 65 and over (estimates).",
            "",
            *machine(*PACKAGES, spopt="0.7.0", access="1.1.10.post3"),
            "",
            f"## One change, all wijken, exact ({CHANGES} changes each)",
            "",
            "Times of the processor, for the machine had other work to do.",
            "",
            *changes,
            "",
            "## Best sites: at once",
            "",
            *greedy,
            "",
            "## Best sites: 10 in a province, exact, with the proof",
            "",
            *exact,
            "",
            "## Nearest: 10 in a province, exact, with the proof",
            "",
            *nearest,
            "",
            "## The same model through spopt",
            "",
            "Maximal covering of the province of Antwerpen: each wijk wholly in reach or not,",
            "by its inner point. From the matrix of distances to the answer; the time to",
            "import spopt (seconds) is left out.",
            "",
            *sites,
            "",
            (
                f"Least mean and largest distance: {NEAR_SITES} sites for {NEAR_UNITS} wijken "
                "of that province; none there yet."
            ),
            "",
            *nearest_sites,
            "",
            "## Access with competition (E2SFCA)",
            "",
            *catchments,
            "",
        ]
    )
    write_report("scenario", text)


if __name__ == "__main__":
    main()

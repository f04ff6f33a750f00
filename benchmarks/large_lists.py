"""Lists of a real size: ``python -m benchmarks.large_lists``.

Made-up lists of centres (:mod:`tests.loaders.drawn_lists`) are imported by the command, each in a
process of its own, and the linkage alone is run next to named peers. Times are of the processor, so
that what else runs on the machine counts less. Prints tables and writes them to
``benchmarks/large_lists.md``.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.harness import machine, write_report
from benchmarks.linkage import HIGH, drawn, nabij, texts
from tests.browser.app_server import loaders
from tests.loaders.drawn_lists import write_list

if TYPE_CHECKING:
    import pandas as pd

    from benchmarks.linkage import Pairs

SEED = 20250101
SIZES = (300, 1_500, 15_000)
LIMITS_S = {1_500: 10, 15_000: 60}
MOST_GB = 1.0
RUNS = 3
LARGEST_OF_ALL_PAIRS = 5_000
"""Rows per list up to which every two records are compared: the table of similarities is square."""

PEERS = Path("build/peers/bin/python")


def imported(folder: Path, built: Path, count: int) -> tuple[float, float]:
    """Return the seconds and peak memory in GB of ``import-centres`` with a list of this size."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(built, data)
    write_list(folder / "list.csv", count, seed=SEED)
    child = [sys.executable, "-m", "benchmarks.large_lists", "import", str(folder / "list.csv")]
    done = subprocess.run(
        child,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "NABIJ_DATA": str(data)},
    )
    seconds, peak_gb = json.loads(done.stdout.splitlines()[-1])
    return seconds, peak_gb


def import_in_child(path: str) -> None:
    """Run the command, and print the processor time and peak memory of its whole process."""
    command = [sys.executable, "-m", "loaders", "import-centres", path]
    command += ["--source", "Made up", "--no-geocoding"]
    subprocess.run(command, check=True, capture_output=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6]))


def by_nabij(records: pd.DataFrame) -> tuple[float, Pairs]:
    start = process_time()
    found = nabij(records)
    return process_time() - start, found


def by_rapidfuzz(records: pd.DataFrame) -> tuple[float, Pairs]:
    """Every two records by rapidfuzz: name, street and place as one line."""
    left, right, a, b = texts(records)
    start = process_time()
    scores = process.cdist(a, b, scorer=fuzz.token_set_ratio, score_cutoff=HIGH, dtype=np.uint8)
    found = {(left[i], right[j]) for i, j in np.argwhere(scores >= HIGH)}
    return process_time() - start, found


def by_recordlinkage(records: pd.DataFrame, folder: Path) -> tuple[float, Pairs]:
    path = folder / "records.csv"
    records.to_csv(path, index=False)
    command = [str(PEERS), "-m", "benchmarks.peer_recordlinkage", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, _, pairs = json.loads(done.stdout.splitlines()[-1])
    return seconds, {(a, b) for a, b in pairs}


def linked(count: int, folder: Path) -> list[str]:
    """Return a line of the table for each way to link two lists of a size."""
    records, truth = drawn(count)
    found = {"Nabij": by_nabij(records)}
    if count <= LARGEST_OF_ALL_PAIRS:
        found[f"rapidfuzz cdist, every pair from {HIGH}"] = by_rapidfuzz(records)
    if PEERS.is_file():
        found["recordlinkage, pairs of one place"] = by_recordlinkage(records, folder)
    ours = found["Nabij"][0]
    return [
        f"| {count:,} + {count:,} | {name} | {seconds:.1f} s | {seconds / ours:.2f} | "
        f"{len(pairs & truth) / max(len(pairs), 1):.1%} | {len(pairs & truth) / len(truth):.1%} |"
        for name, (seconds, pairs) in found.items()
    ]


def report(folder: Path) -> str:
    built = folder / "built"
    loaders(built, "build")
    rows = []
    for count in SIZES:
        costs = [imported(folder, built, count) for _ in range(RUNS)]
        seconds, memory = statistics.median(c[0] for c in costs), max(c[1] for c in costs)
        limit = f"{LIMITS_S[count]} s" if count in LIMITS_S else ""
        rows.append(f"| {count:,} | {seconds:.1f} s | {limit} | {memory:.2f} GB |")
    lines = [line for count in SIZES for line in linked(count, folder)]
    versions = machine("rapidfuzz", "pandas")
    if PEERS.is_file():
        code = "from importlib.metadata import version; print(version('recordlinkage'))"
        done = subprocess.run([PEERS, "-c", code], check=True, capture_output=True, text=True)
        versions.append(f"- In an environment of its own: recordlinkage {done.stdout.strip()}")
    return f"""# Lists of a real size

Written by `python -m benchmarks.large_lists` on {datetime.now(UTC):%Y-%m-%d}. Seconds are of the
processor: what else ran on the machine counts less, but for caches that are shared.

{chr(10).join(versions)}

## The whole road

`python -m loaders import-centres`, from the start of Python to the published snapshot: medians of
{RUNS}, without an address service. The rows are made up, in real municipalities, with seed {SEED}.

| rows | time | to hold | peak memory (at most {MOST_GB:g} GB) |
|--:|--:|--:|--:|
{chr(10).join(rows)}

## Linkage alone

Two lists drawn as in [linkage.md](linkage.md), one run each. All pairs are compared up to
{LARGEST_OF_ALL_PAIRS:,} rows per list. Both the rules and the drawing are of one hand: the shares
compare methods, they do not foretell those on real lists.

| rows | method | time | of Nabij's | right of those called the same | found of those that are |
|--:|---|--:|--:|--:|--:|
{chr(10).join(lines)}
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = report(Path(folder))
    write_report("large_lists", text)


if __name__ == "__main__":
    if sys.argv[1:2] == ["import"]:
        import_in_child(sys.argv[2])
    else:
        main()

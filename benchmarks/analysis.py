"""The omgevingsanalyse of municipalities, timed and weighed: ``python -m benchmarks.analysis``.

The built-in data, one process: the first document, the next ones, the largest regions, and what the
process holds in memory while it makes them. Prints a table and writes ``benchmarks/analysis.md``.
There is no peer that makes the same document.
"""

from __future__ import annotations

import random
import statistics
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import psutil
import pypdfium2
from streamlit import config
from streamlit.logger import set_log_level

from benchmarks.harness import machine, write_report
from loaders.publication import ensure_snapshot
from loaders.settings import Settings
from pages.batch import municipalities
from pages.report.document import build, render
from pages.report.inputs import Request
from pages.ui.i18n import with_language

if TYPE_CHECKING:
    from loaders.store import snapshots

TODAY = date(2026, 1, 1)
COUNT = 60
SEED = 304


def memory_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


def timed(snapshot: snapshots.Snapshot, key: str) -> tuple[float, int, int]:
    """Return how long a document takes in seconds, its pages and its size in bytes."""
    start = perf_counter()
    pdf = render(snapshot, Request(key, TODAY)).pdf
    return perf_counter() - start, len(pypdfium2.PdfDocument(pdf)), len(pdf)


def report(snapshot: snapshots.Snapshot) -> str:
    keys = municipalities(snapshot)
    random.Random(SEED).shuffle(keys)
    before = memory_mb()
    first, *_ = timed(snapshot, keys[0])
    times, memory = [], []
    for key in keys[1 : COUNT + 1]:
        times.append(timed(snapshot, key))
        memory.append(memory_mb())
    start = perf_counter()
    build(snapshot, Request(keys[1], TODAY))
    again = perf_counter() - start
    seconds = [one[0] for one in times]
    lines = [
        "# Omgevingsanalyse: time and memory",
        "",
        "Written by `python -m benchmarks.analysis`, one run in one process, built-in data:",
        f"the first document, then {COUNT} of the {len(keys)} municipalities (seed {SEED}), each",
        "as page and as PDF, and the largest regions.",
        "",
        *machine("typst"),
        f"- First document, all figures computed: {first:.2f} s",
        (
            f"- Next ones: median {statistics.median(seconds):.2f} s, slowest "
            f"{max(seconds):.2f} s; the figures alone, computed before, {again:.2f} s"
        ),
        (
            f"- Pages: {min(t[1] for t in times)} to {max(t[1] for t in times)}; "
            f"{min(t[2] for t in times) // 1000} to {max(t[2] for t in times) // 1000} kB"
        ),
        f"- All {len(keys)} at that pace: {len(keys) * statistics.mean(seconds) / 60:.1f} minutes",
        (
            f"- Memory: {before:.0f} MB before, {memory[9]:.0f} MB after 10, "
            f"{memory[-1]:.0f} MB after {COUNT}"
        ),
        "",
        "| region | time | pages | size |",
        "|---|--:|--:|--:|",
    ]
    for key in ("all", "flanders", "province:40000", "municipality:11002"):
        seconds_taken, pages, size = timed(snapshot, key)
        lines.append(f"| {key} | {seconds_taken:.2f} s | {pages} | {size // 1000:,} kB |")
    return "\n".join([*lines, ""])


def main() -> None:
    config.get_config_options()  # reading them sets the level, so they come first
    set_log_level("ERROR")
    with tempfile.TemporaryDirectory() as folder, with_language("nl"):
        text = report(ensure_snapshot(Settings(data=Path(folder))))
    write_report("analysis", text)


if __name__ == "__main__":
    main()

"""What an honest visitor notices of hostile ones: ``python -m benchmarks.hostile``.

One process and no proxy: the application must stand alone. An honest visitor moves the threshold on
Dekking again and again, with half a second of thought, while others, each attack in a process of
its own, do their worst. Writes ``benchmarks/hostile.md``; with names of attacks only their rows.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.attacks import ATTACKS, PROVINCE, own_distance
from benchmarks.harness import HERE, machine, write_report
from benchmarks.load import memory_mb
from tests.browser.app_server import loaders, serve
from tests.visitor_socket import VisitorSocket, visitor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.browser.app_server import Server

THOUGHT_S = 0.5
LIMIT_S = 2.0
_COLUMNS = 8
PERSONAL = re.compile(r"127\.0\.|gebied|afstand|gemeente=|guess|layer|upload_file|[0-9a-f-]{36}")
"""What only a visitor brings: an address, a choice, a text, the number of a session."""


async def honest(page: VisitorSocket, until: asyncio.Task[str]) -> list[float]:
    """Return the seconds of each rerun of the honest visitor, until something has ended."""
    seconds: list[float] = []
    rng = random.Random(1)
    while not until.done() or not seconds:
        begin = time.perf_counter()
        await page.show("dekking", {"gebied": PROVINCE, **own_distance(rng.randrange(400, 3000))})
        seconds.append(time.perf_counter() - begin)
        await asyncio.sleep(THOUGHT_S)
    return seconds


async def attacked(name: str, url: str) -> str:
    """Attack from a process of its own, and return what became of it."""
    command = [sys.executable, "-m", "benchmarks.attacks", name, url]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    return said.decode().strip() or "it failed"


async def campaign(server: Server, names: Sequence[str]) -> None:
    """Measure attacks, and write the row of each into the report."""
    async with visitor(server.url) as page:
        for _ in range(3):
            await page.show("dekking", {"gebied": PROVINCE})  # what is imported and loaded once
        for name in names:
            logged = len(server.log.read_bytes())
            running = asyncio.create_task(attacked(name, server.url))
            seconds = await honest(page, running)
            median, p95 = np.percentile(seconds, [50, 95])
            log = server.log.read_bytes()[logged:].decode(errors="replace")
            row = (
                f"| {about(name)} | {len(seconds)} | {median:.2f} s | {p95:.2f} s "
                f"| {max(seconds):.2f} s | {running.result()} | {memory_mb(server.pid):.0f} MB "
                f"| {logged_lines(log)} |"
            )
            print(row, flush=True)
            write({**earlier_rows(), about(name): row})


def about(name: str) -> str:
    """Return in a sentence what an attack is."""
    return (ATTACKS[name].__doc__ or "").rstrip(".").partition("\n")[0]


def logged_lines(log: str) -> str:
    """Return how many lines were logged, and how many tell of a visitor or begin a stack trace."""
    lines = [line for line in log.splitlines() if line.strip()]
    personal = sum(bool(PERSONAL.search(line)) for line in lines)
    return f"{len(lines)}, {personal}, {log.count('Traceback')}"


def earlier_rows() -> dict[str, str]:
    """Return the rows that the report has, where they have its columns."""
    report = HERE / "hostile.md"
    lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
    rows = (line for line in lines if line.startswith("| ") and line.count(" | ") == _COLUMNS - 1)
    return {row.split(" | ")[0].removeprefix("| "): row for row in rows}


def write(rows: dict[str, str]) -> None:
    """Write the report with the rows that there are, in the order of the attacks."""
    text = [
        "# Hostile visitors",
        "",
        (__doc__ or "").partition("\n\n")[2].strip(),
        f"The aim is a rerun below {LIMIT_S:.0f} s. Attackers use the same two processors. Memory",
        "is that of the server after the attack. The last column has the lines that were logged",
        "meanwhile: all, those with an address, a choice or a text of a visitor, and stack traces.",
        "",
        *machine("streamlit", "uvicorn", "websockets"),
        "",
        "| hostile visitors | reruns | median | p95 | longest | their end | memory | logged |",
        "|---|---:|---:|---:|---:|---|---:|---:|",
        *(rows[about(name)] for name in ATTACKS if about(name) in rows),
        "",
    ]
    write_report("hostile", "\n".join(text))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help=f"of {', '.join(ATTACKS)}; all without")
    names = parser.parse_args().names or list(ATTACKS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loaders(folder, "build")
        with serve(folder, log=folder / "log") as server:
            asyncio.run(campaign(server, names))


if __name__ == "__main__":
    main()

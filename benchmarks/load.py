"""What many visitors cost: ``python -m benchmarks.load``; with ``--minutes 10`` one long crowd.

Visitors come over websockets, as browsers do, with a second of thought between what they do: search
a place, switch province, move the threshold, open the card of a wijk. Writes its part of
``benchmarks/load.md``: seconds of a rerun, errors, bytes, the processor that it takes, and memory.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import subprocess
import tempfile
import time
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import websockets

from benchmarks.attacks import own_distance
from benchmarks.harness import HERE, machine, write_report
from geodata.defaults import THRESHOLDS_M
from loaders.store import snapshots
from tests.browser.app_server import loaders, serve
from tests.proxied import behind_nginx
from tests.system import nginx
from tests.visitor_socket import visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

CROWDS = (1, 20, 40)
CROWD_S, THOUGHT_S, SEED = 15.0, 1.0, 20250101
LONG_CROWD = 20
WARM_UP = 0.2
"""Share of a long crowd after which memory should be flat."""
DO_NOT_FREEZE = (
    "-c",
    "import gc, sys; gc.freeze = lambda: None; import app; sys.exit(app.main())",
)

View = tuple[str, dict[str, str]]
Running = tuple[str, list[int]]
"""An address, and the processes behind it."""


@dataclass
class Seen:
    """What one crowd saw: seconds and bytes of each rerun, errors, seconds of the processor.

    ``memory`` has seconds since the beginning and megabytes of all processes together.
    """

    seconds: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cpu_s: float = 0.0
    memory: list[tuple[float, float]] = field(default_factory=list)

    def cells(self) -> str:
        """Return the cells of a table."""
        median, p95 = np.percentile(self.seconds, [50, 95])
        return (
            f"{len(self.seconds)} | {median:.2f} s | {p95:.2f} s | {max(self.seconds):.2f} s "
            f"| {len(self.errors)} | {1000 * self.cpu_s / len(self.seconds):.0f} ms "
            f"| {np.mean(self.sent) / 1000:.0f} kB | {self.memory[-1][1]:.0f} MB"
        )


HEAD = (
    "| server | visitors | reruns | median | p95 | longest | errors | processor | sent | memory |",
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
)


def views(units: pd.DataFrame, seed: int) -> Callable[[], View]:
    """Return a function that says what a visitor looks at next."""
    rng = random.Random(seed)
    provinces = sorted(set(units["province"]) - {""})
    places = sorted(set(units["municipality"]))
    state = {"gebied": f"province:{provinces[0]}", "afstand": "1200"}

    def following() -> View:
        match rng.choice(["search", "search", "province", "threshold", "threshold", "card"]):
            case "search":
                return "vind", {"plek": f"municipality:{rng.choice(places)}"}
            case "province":
                state["gebied"] = f"province:{rng.choice(provinces)}"
            case "threshold":
                state["afstand"] = str(rng.choice(THRESHOLDS_M))
            case _:
                inside = units.loc[units["province"] == state["gebied"].partition(":")[2], "code"]
                return "dekking", {**state, "wijk": rng.choice(inside.tolist())}
        return "dekking", dict(state)

    return following


async def visit(url: str, following: Callable[[], View], seen: Seen, end: float) -> None:
    """Be one visitor until the end; one who loses the connection comes back, as a browser does."""
    cookie = f"nabij_process={os.urandom(16).hex()}"
    rng = random.Random(cookie)
    while time.monotonic() < end:
        try:
            async with visitor(url, cookie=cookie) as page:
                await page.show("dekking", {})
                while time.monotonic() < end:
                    await asyncio.sleep(THOUGHT_S * rng.uniform(0.5, 1.5))
                    begin = time.perf_counter()
                    seen.sent.append((await page.show(*following())).size)
                    seen.seconds.append(time.perf_counter() - begin)
        except (OSError, RuntimeError, websockets.WebSocketException) as error:
            seen.errors.append(repr(error))
            await asyncio.sleep(THOUGHT_S)


async def crowd(running: Running, folder: Path, visitors: int, seconds: float) -> Seen:
    """Return what a crowd of visitors saw."""
    url, processes = running
    seen, begin = Seen(), time.monotonic()
    before = sum(map(cpu_s, processes))

    async def watch() -> None:
        while True:
            seen.memory.append((time.monotonic() - begin, sum(map(memory_mb, processes))))
            await asyncio.sleep(min(10.0, seconds / 10))

    units = snapshots.load(folder).data.units[["code", "municipality", "province"]]
    all_views = [views(units, SEED + number) for number in range(visitors)]
    watching = asyncio.create_task(watch())
    async with asyncio.TaskGroup() as group:
        for following in all_views:
            group.create_task(visit(url, following, seen, begin + seconds))
    watching.cancel()
    seen.cpu_s = sum(map(cpu_s, processes)) - before
    return seen


def cpu_s(pid: int) -> float:
    """Return the seconds of the processor that a process has used, on Linux."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Return the memory that a process has, on Linux."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


@contextmanager
def one_process(folder: Path, command: tuple[str, ...] = ("app.py",)) -> Iterator[Running]:
    """Run the app, and no more."""
    with serve(folder, command=command, connections=1000) as server:
        yield server.url, [server.pid]


@contextmanager
def two_processes(folder: Path) -> Iterator[Running]:
    """Run two behind nginx."""
    with (
        tempfile.TemporaryDirectory() as logs,
        behind_nginx(folder, Path(logs), connections=1000) as proxied,
    ):
        yield proxied.url, [server.pid for server, _ in proxied.processes.values()]


def one_control(folder: Path) -> list[str]:
    """Return what another distance costs one visitor, alone: asked before by someone, or never."""
    rows = [
        "| another distance in | processor | sent | compressed, as a browser gets it |",
        "|---|---:|---:|---:|",
    ]
    usual = [{"afstand": str(far_m)} for far_m in THRESHOLDS_M]
    asked = {
        "asked before": usual * 6,
        "never asked": [own_distance(n) for n in range(900, 1140, 10)],
    }

    async def changed(
        url: str, pid: int, region: dict[str, str], every: list[dict[str, str]]
    ) -> str:
        packed = zlib.compressobj(wbits=-15)
        costs = []
        async with visitor(url) as page:
            for number, distance in enumerate(every):
                before = cpu_s(pid)
                shown = await page.show("dekking", {**region, **distance})
                await asyncio.sleep(0.3)  # what a run leaves to do
                sent = len(packed.compress(shown.raw) + packed.flush(zlib.Z_SYNC_FLUSH))
                if number >= len(usual):  # those are the first of this page
                    costs.append((cpu_s(pid) - before, shown.size, sent))
        cpu, size, sent = np.mean(costs, axis=0)
        return f"{1000 * cpu:.0f} ms | {size / 1000:.0f} kB | {sent / 1000:.0f} kB"

    with one_process(folder) as (url, [pid]):
        for name, region in [
            ("the province of Antwerp", {"gebied": "province:10000"}),
            ("Flanders and Brussels", {}),
        ]:
            for how, every in asked.items():
                cells = asyncio.run(changed(url, pid, region, every))
                rows.append(f"| {name}, {how} | {cells} |")
    return rows


def crowds(folder: Path) -> list[str]:
    """Return the table of crowds of several sizes, and of one without frozen data."""
    rows = list(HEAD)
    servers = {
        "one process": one_process(folder),
        "two processes behind nginx": two_processes(folder),
        "one process, nothing frozen": one_process(folder, DO_NOT_FREEZE),
    }
    for name, started in servers.items():
        with started as running:
            asyncio.run(crowd(running, folder, 3, 5.0))  # what is imported and loaded once
            for visitors in CROWDS if "nothing" not in name else CROWDS[1:2]:
                seen = asyncio.run(crowd(running, folder, visitors, CROWD_S))
                rows.append(f"| {name} | {visitors} | {seen.cells()} |")
    return rows


def long_crowd(folder: Path, minutes: float) -> list[str]:
    """Return the table of one long crowd, and how memory went."""
    with two_processes(folder) as running:
        seen = asyncio.run(crowd(running, folder, LONG_CROWD, 60 * minutes))
    after = [mb for at, mb in seen.memory if at >= WARM_UP * 60 * minutes]
    every = [
        f"{at / 60:.0f} min {mb:.0f} MB"
        for at, mb in seen.memory[:: max(1, len(seen.memory) // 10)]
    ]
    return [
        *HEAD,
        f"| two processes behind nginx | {LONG_CROWD} | {seen.cells()} |",
        "",
        f"Memory of both: {', '.join(every)}.",
        f"After warm-up ({WARM_UP:.0%} of the time) between {min(after):.0f} and {max(after):.0f}",
        f"MB: at most {max(after) / after[0] - 1:+.1%}.",
        *(["", f"Errors: {', '.join(sorted(set(seen.errors)))}"] if seen.errors else []),
    ]


def written(title: str, lines: list[str], about: str) -> None:
    """Write a section of the report, and leave the others."""
    text = (HERE / "load.md").read_text(encoding="utf-8")
    head = f"# Many visitors\n\n{(__doc__ or '').partition(chr(10))[2].strip()}\n"
    parts = {part.partition("\n")[0]: part.rstrip() for part in text.split("\n## ")[1:]}
    when = time.strftime("%d %B %Y", time.gmtime())
    versions = machine("streamlit", "uvicorn", "pandas", "numpy", nginx=nginx_version())
    parts[title] = "\n".join([title, "", f"{about} {when}.", "", *versions, "", *lines])
    write_report("load", "\n".join([head, *(f"## {part}\n" for part in parts.values())]))


def nginx_version() -> str:
    """Return the version of nginx."""
    command = [nginx() or "nginx", "-v"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return said.strip().rpartition("/")[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=0.0, help="one long crowd instead")
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loaders(folder, "build")
        if minutes:
            about = f"`python -m benchmarks.load --minutes {minutes:.0f}`, the built-in data,"
            written("A long crowd", long_crowd(folder, minutes), about)
        else:
            about = f"`python -m benchmarks.load`, the built-in data, each crowd {CROWD_S:.0f} s,"
            written("Crowds", [*one_control(folder), "", *crowds(folder)], about)


if __name__ == "__main__":
    main()

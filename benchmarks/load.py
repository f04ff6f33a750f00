"""What visitors cost who come over websockets, as browsers do: ``python -m benchmarks.load``.

Each visitor opens Dekking and asks for another province and distance again and again, with a second
of thought in between. Prints a report and writes it to ``benchmarks/load.md``: seconds of a rerun,
the processor that one takes, and what it sends.
"""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import numpy as np
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash

from benchmarks.harness import machine, write_report
from tests.browser.app_server import loaders, serve

if TYPE_CHECKING:
    from tests.browser.app_server import Server

VISITORS = (1, 20)
RERUNS, THOUGHT_S, SEED = 10, 1.0, 20250101
PROVINCES = ("10000", "20001", "30000", "40000", "70000")
"""The provinces of Flanders, by their NIS code."""
SERVERS = {
    "what stays is frozen": ("app.py",),
    "nothing is frozen": (
        "-c",
        "import gc, sys; gc.freeze = lambda: None; import app; sys.exit(app.main())",
    ),
}
"""How the application is started."""


@dataclass
class Seen:
    """What one crowd saw: seconds and bytes of each rerun, and the seconds of the processor."""

    seconds: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    cpu_s: float = 0.0


async def rerun(socket: websockets.ClientConnection, url: str, address: dict[str, str]) -> int:
    """Ask for a view, and return the bytes that came until it was there."""
    ask = BackMsg()
    ask.rerun_script.query_string = urlencode(address)
    ask.rerun_script.page_script_hash = calc_hash("dekking")
    ask.rerun_script.context_info.url = f"{url}/dekking"
    await socket.send(ask.SerializeToString())
    size = 0
    while True:
        answer = await socket.recv(decode=False)
        size += len(answer)
        message = ForwardMsg.FromString(answer)
        if message.WhichOneof("type") == "script_finished":
            if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                msg = f"a rerun ended with {message.script_finished}"
                raise RuntimeError(msg)
            return size
        if message.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(message.delta.new_element.exception.message)


async def visit(url: str, seed: int, seen: Seen, start: asyncio.Barrier) -> None:
    """Be one visitor."""
    rng = random.Random(seed)
    at = f"ws{url.removeprefix('http')}/_stcore/stream"
    async with websockets.connect(at, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        await rerun(socket, url, {})
        await start.wait()
        for _ in range(RERUNS):
            await asyncio.sleep(THOUGHT_S * rng.uniform(0.5, 1.5))
            address = {
                "gebied": f"province:{rng.choice(PROVINCES)}",
                "afstand": str(rng.randrange(400, 3000, 100)),
            }
            begin = time.perf_counter()
            seen.sent.append(await rerun(socket, url, address))
            seen.seconds.append(time.perf_counter() - begin)


async def crowd(server: Server, visitors: int) -> Seen:
    """Return what a crowd of visitors saw."""
    seen, start = Seen(), asyncio.Barrier(visitors + 1)
    async with asyncio.TaskGroup() as group:
        for number in range(visitors):
            group.create_task(visit(server.url, SEED + number, seen, start))
        await start.wait()
        before = cpu_s(server.pid)
    seen.cpu_s = cpu_s(server.pid) - before
    return seen


def cpu_s(pid: int) -> float:
    """Return the seconds of the processor that a process has used, on Linux."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    rows = [
        "| garbage collector | visitors | rerun, median | p95 | processor per rerun |",
        "|---|---:|---:|---:|---:|",
    ]
    sent: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        loaders(Path(folder), "build")
        for name, command in SERVERS.items():
            with serve(Path(folder), command=command) as server:
                asyncio.run(crowd(server, 1))  # what is imported and loaded once
                for visitors in VISITORS:
                    seen = asyncio.run(crowd(server, visitors))
                    sent += seen.sent
                    median, p95 = np.percentile(seen.seconds, [50, 95])
                    rows.append(
                        f"| {name} | {visitors} | {median:.2f} s | {p95:.2f} s "
                        f"| {1000 * seen.cpu_s / len(seen.seconds):.0f} ms |"
                    )
    text = [
        "# Many visitors",
        "",
        "Written by `python -m benchmarks.load`, one run: visitors of Dekking over websockets,",
        f"each asks {RERUNS} times for another province and distance, a second of thought between;",
        "the built-in data. Streamlit collects all garbage after each run: with what stays frozen,",
        "as the application does, and with nothing frozen.",
        "",
        *machine("streamlit", "pandas", "numpy"),
        "",
        *rows,
        "",
        f"A rerun sends {np.mean(sent) / 1000:.0f} kB, not compressed, without a cache.",
        "",
    ]
    write_report("load", "\n".join(text))


if __name__ == "__main__":
    main()

"""What an honest visitor notices of hostile ones: ``python -m benchmarks.hostile``.

One process and no proxy: the application must stand alone. An honest visitor moves the threshold on
Dekking again and again, with half a second of thought, while others do their worst. Writes
``benchmarks/hostile.md``.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
import tempfile
import time
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import numpy as np
import websockets
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.harness import machine, write_report
from benchmarks.load import memory_mb
from tests.browser.app_server import loaders, serve
from tests.visitor_socket import VisitorSocket, ask, visitor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

ATTACK_S, THOUGHT_S = 6.0, 0.5
LIMIT_S = 2.0
MB = 1024 * 1024
PROVINCE = "province:40000"
GONE = (OSError, RuntimeError, httpx.HTTPError, websockets.WebSocketException)
"""What happens to who is refused."""


class Told(NamedTuple):
    """What became of an attack."""

    outcome: str


def host_of(url: str) -> tuple[str, int]:
    """Return host and port of an address."""
    parts = httpx.URL(url)
    return parts.host, parts.port or 80


async def nobody(_url: str, end: float) -> Told:
    """No one else."""
    await asyncio.sleep(end - time.monotonic())
    return Told("–")


async def long_messages(url: str, end: float) -> Told:
    """Five who send a message of 50 MB over the websocket, again and again."""
    closed: list[int] = []

    async def send() -> None:
        while time.monotonic() < end:
            async with visitor(url, local="127.0.0.2") as page:
                with suppress(*GONE):
                    await page.socket.send(bytes(50 * MB))
                    await page.socket.wait_closed()
                closed.append(page.socket.close_code or 0)

    await many(send, 5)
    return Told(f"{len(closed)} connections closed, with code {sorted(set(closed))}")


async def idle(url: str, end: float) -> Told:
    """200 who open a connection and say nothing, and 90 who open a page and do nothing."""
    async with AsyncExitStack() as stack:
        pages = [
            await stack.enter_async_context(visitor(url, local="127.0.0.3")) for _ in range(90)
        ]
        silent = [await asyncio.open_connection(*host_of(url)) for _ in range(200)]
        await asyncio.sleep(max(end - time.monotonic(), 11.0))
        hung_up = sum(reader.at_eof() for reader, _ in silent)
        for _, writer in silent:
            writer.close()
        return Told(f"{hung_up} of 200 hung up on after 10 s, {len(pages)} pages stay")


async def slow_headers(url: str, end: float) -> Told:
    """200 who send a letter of a header every half second."""
    held: list[float] = []

    async def drip() -> None:
        while time.monotonic() < end:
            begin = time.monotonic()
            with suppress(*GONE):
                reader, writer = await asyncio.open_connection(*host_of(url))
                writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nX-A: ")
                while not reader.at_eof() and time.monotonic() < end + 4:
                    writer.write(b"a")
                    await asyncio.sleep(0.5)
            held.append(time.monotonic() - begin)

    await many(drip, 200)
    return Told(f"no connection lasted more than {max(held):.0f} s")


async def slow_uploads(url: str, end: float) -> Told:
    """20 who upload a file a byte at a time."""
    statuses: list[int] = []
    async with visitor(url, local="127.0.0.4") as page:
        await page.show("gegevens", {})
        headers = await xsrf(url)

        async def body() -> AsyncIterator[bytes]:
            while time.monotonic() < end + 25:
                yield b"a"
                await asyncio.sleep(0.5)

        async def put(number: int) -> None:
            transport = httpx.AsyncHTTPTransport(local_address="127.0.0.4")
            async with httpx.AsyncClient(transport=transport, timeout=60) as client:
                with suppress(*GONE):
                    path = f"{url}/_stcore/upload_file/{page.session}/{number}"
                    answer = await client.put(path, headers=headers, content=body())
                    statuses.append(answer.status_code)

        await asyncio.gather(*(put(number) for number in range(20)))
    counts = {status: statuses.count(status) for status in sorted(set(statuses))}
    return Told(f"answers {counts}, the others hung up on")


async def many_keys(url: str, end: float) -> Told:
    """Three who ask for one combination of choices after another, none twice, without thought."""
    seen = 0

    async def ask_all(local: str) -> None:
        nonlocal seen
        rng = random.Random(local)
        async with visitor(url, local=local) as page:
            while time.monotonic() < end:
                address = {
                    "gebied": rng.choice([PROVINCE, "province:10000", "province:70000"]),
                    "afstand": str(rng.randrange(100, 5000, 50)),
                    "factor": str(rng.choice([1.1, 1.2, 1.3, 1.4, 1.5])),
                    "groep": rng.choice(["alle", "65plus", "80plus"]),
                }
                await page.show("dekking", address)
                seen += 1

    await asyncio.gather(*(ask_all(f"127.0.0.{at}") for at in (5, 6, 7)))
    return Told(f"{seen} combinations")


async def restless(url: str, end: float) -> Told:
    """Three who send a hundred reruns a second, and read no answer."""
    sent = 0

    async def send(local: str) -> None:
        nonlocal sent
        with suppress(*GONE):
            async with visitor(url, local=local) as page:
                while time.monotonic() < end:
                    address = {"gebied": PROVINCE, "afstand": str(100 + sent % 4000)}
                    await asyncio.wait_for(page.socket.send(ask(url, "dekking", address)), 1)
                    sent += 1
                    await asyncio.sleep(0.01)

    await asyncio.gather(*(send(f"127.0.0.{at}") for at in (8, 9, 10)), return_exceptions=True)
    return Told(f"{sent} messages sent")


async def documents(url: str, end: float) -> Told:
    """Ten who ask for the omgevingsanalyse of another municipality at once, as a PDF."""
    codes = (
        "11002",
        "12025",
        "13040",
        "23088",
        "24062",
        "31005",
        "34022",
        "44021",
        "46021",
        "73107",
    )
    made = 0

    async def make(code: str, local: str) -> None:
        nonlocal made
        address = {"gemeente": code}
        async with visitor(url, local=local) as page:
            shown = await page.show("gemeente", address)
            button = control(shown.widgets("button"), "analyse_maak")
            pressed = WidgetState(id=button, trigger_value=True)
            shown = await page.show("gemeente", address, widgets=[pressed])
            made += any("download_analyse" in one.id for one in shown.widgets("download_button"))

    begin = time.monotonic()
    await asyncio.gather(*(make(code, f"127.0.1.{at}") for at, code in enumerate(codes, 1)))
    took = time.monotonic() - begin
    await asyncio.sleep(max(end - time.monotonic(), 0))
    return Told(f"{made} documents in {took:.0f} s")


async def large_layer(url: str, end: float) -> Told:
    """One who uploads a layer of neighbourhoods of 50 MB and has it checked."""
    content = await asyncio.to_thread(layer_of, 49 * MB)
    address = {"luik": "nakijken", "bestand": "neighbourhoods"}
    async with visitor(url, local="127.0.0.11") as page:
        shown = await page.show("gegevens", address)
        headers = await xsrf(url)
        path = f"/_stcore/upload_file/{page.session}/layer"
        async with httpx.AsyncClient(timeout=120) as client:
            files = {"file": ("layer.geojson", content)}
            answer = await client.put(f"{url}{path}", headers=headers, files=files)
        box = WidgetState(id=shown.widgets("file_uploader")[0].id)
        info = box.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = "layer.geojson", len(content), "layer"
        info.file_urls.file_id = "layer"
        info.file_urls.upload_url = info.file_urls.delete_url = path
        begin = time.monotonic()
        shown = await page.show("gegevens", address, widgets=[box])
        took = time.monotonic() - begin
    await asyncio.sleep(max(end - time.monotonic(), 0))
    said = "said what is wrong with it" if any("layer" in t for t in shown.texts) else "read"
    return Told(f"upload {answer.status_code}, {said} in {took:.0f} s")


async def guesser(url: str, end: float) -> Told:
    """One who guesses the administrator's code as fast as answers come."""
    tried = waits = 0
    async with visitor(url, local="127.0.0.12") as page:
        shown = await page.show("gegevens", {})
        code = control(shown.widgets("text_input"), "beheercode")
        button = next(b.id for b in shown.widgets("button") if b.is_form_submitter)
        while time.monotonic() < end:
            widgets = [
                WidgetState(id=code, string_value=f"guess {tried}"),
                WidgetState(id=button, trigger_value=True),
            ]
            shown = await page.show("gegevens", {}, widgets=widgets)
            tried += 1
            waits += "te vaak" in "".join(shown.texts)
    return Told(f"{tried} codes sent, to {waits} the answer was to wait")


async def many(one: Callable[[], Awaitable[None]], number: int) -> None:
    """Do something many times at once."""
    await asyncio.gather(*(one() for _ in range(number)), return_exceptions=True)


async def xsrf(url: str) -> dict[str, str]:
    """Return the headers of a browser that may upload."""
    async with httpx.AsyncClient() as client:
        token = (await client.get(f"{url}/_stcore/health")).cookies["_streamlit_xsrf"]
    return {"Cookie": f"_streamlit_xsrf={token}", "X-Xsrftoken": token}


def control(controls: list[Any], key: str) -> str:
    """Return the id of a control by its key."""
    return next(str(one.id) for one in controls if one.id.endswith(f"-{key}"))


def layer_of(size: int) -> bytes:
    """Return a GeoJSON layer of a size: squares of 100 m in Flanders, with long names."""
    features, used, number = [], 0, 0
    while used < size:
        x, y = 3.0 + (number % 1000) * 0.0015, 50.9 + (number // 1000) * 0.001
        ring = [[x, y], [x + 0.001, y], [x + 0.001, y + 0.0008], [x, y + 0.0008], [x, y]]
        text = json.dumps(
            {
                "type": "Feature",
                "properties": {"code": f"N{number}", "name": f"Wijk {number} {'a' * 80}"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
        features.append(text)
        used, number = used + len(text) + 1, number + 1
    return f'{{"type": "FeatureCollection", "features": [{",".join(features)}]}}'.encode()


ATTACKS: dict[str, Callable[[str, float], Awaitable[Told]]] = {
    attack.__name__: attack
    for attack in (
        *(nobody, long_messages, idle, slow_headers, slow_uploads, many_keys, restless),
        *(documents, large_layer, guesser),
    )
}


async def honest(page: VisitorSocket, until: asyncio.Task[str]) -> list[float]:
    """Return the seconds of each rerun of the honest visitor, until something has ended."""
    seconds: list[float] = []
    rng = random.Random(1)
    while not until.done() or not seconds:
        begin = time.perf_counter()
        await page.show("dekking", {"gebied": PROVINCE, "afstand": str(rng.randrange(400, 3000))})
        seconds.append(time.perf_counter() - begin)
        await asyncio.sleep(THOUGHT_S)
    return seconds


async def attacked(name: str, url: str) -> str:
    """Attack from a process of its own, and return what became of it."""
    command = [sys.executable, "-m", "benchmarks.hostile", name, url]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    return said.decode().strip() or "it failed"


async def campaign(url: str, pid: int) -> list[str]:
    """Return the rows of the report."""
    rows = []
    async with visitor(url) as page:
        for _ in range(3):
            await page.show("dekking", {"gebied": PROVINCE})  # what is imported and loaded once
        for name, attack in ATTACKS.items():
            running = asyncio.create_task(attacked(name, url))
            seconds = await honest(page, running)
            about = (attack.__doc__ or "").rstrip(".").partition("\n")[0]
            median, p95 = np.percentile(seconds, [50, 95])
            rows.append(
                f"| {about} | {median:.2f} s | {p95:.2f} s | {max(seconds):.2f} s "
                f"| {running.result()} | {memory_mb(pid):.0f} MB |"
            )
            print(rows[-1], flush=True)
    return rows


def attack_alone(name: str, url: str) -> None:
    """Attack, and print what became of it."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, most), most))

    async def attack() -> Told:
        return await ATTACKS[name](url, time.monotonic() + ATTACK_S)

    print(asyncio.run(attack()).outcome)


def main() -> None:
    if sys.argv[1:]:
        attack_alone(*sys.argv[1:])
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loaders(folder, "build")
        with serve(folder, log=folder / "log") as server:
            rows = asyncio.run(campaign(server.url, server.pid))
            log = server.log.read_text(encoding="utf-8", errors="replace")
    lines = [line for line in log.splitlines() if line.strip()]
    text = [
        "# Hostile visitors",
        "",
        (__doc__ or "").partition("\n\n")[2].strip(),
        f"The aim is a rerun below {LIMIT_S:.0f} s. Attackers use the same two processors.",
        "",
        *machine("streamlit", "uvicorn", "websockets"),
        "",
        "| hostile visitors | honest: median | p95 | longest | what became of them | memory |",
        "|---|---:|---:|---:|---|---:|",
        *rows,
        "",
        f"The log of the server has {len(lines)} lines, of which",
        f"{log.count('Traceback')} begin a stack trace.",
        "",
    ]
    write_report("hostile", "\n".join(text))


if __name__ == "__main__":
    main()

"""What hostile visitors do: ``python -m benchmarks.attacks NAME URL`` does one of them.

Each comes from addresses of this machine of its own, so that the server sees that they differ.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import websockets
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.visitor_socket import ask, visitor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

ATTACK_S = 8.0
MB = 1024 * 1024
PROVINCE = "province:40000"
GONE = (OSError, RuntimeError, httpx.HTTPError, websockets.WebSocketException)
"""What happens to who is refused."""


def own_distance(metres: int) -> dict[str, str]:
    """Return the part of an address that asks a distance the reader chose, 50 to 10,000 m."""
    return {"afstand": "0", "vrij": str(metres)}


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
    """Five who send a message of 50 MB over the websocket, again and again, as it is or packed."""
    return await senders(url, end, [random.Random(1).randbytes(50 * MB), bytes(50 * MB)])


async def malformed(url: str, end: float) -> Told:
    """Five who send what is no message, again and again."""
    return await senders(url, end, ["text", b"\xff" * 40])


async def senders(url: str, end: float, messages: list[Any]) -> Told:
    """Send from five addresses what ends a connection; connect again as soon as that is let."""
    closed: Counter[int] = Counter()
    refused = 0

    async def send(number: int) -> None:
        nonlocal refused
        while time.monotonic() < end:
            try:
                async with visitor(url, local=f"127.0.2.{number}") as page:
                    with suppress(*GONE):
                        await page.socket.send(messages[number % len(messages)])
                        await page.socket.wait_closed()
                closed[page.socket.close_code or 0] += 1
            except GONE:
                refused += 1
                await asyncio.sleep(0.02)

    await asyncio.gather(*(send(number) for number in range(1, 6)))
    codes = ", ".join(f"{number} with code {code}" for code, number in closed.items())
    return Told(f"connections closed: {codes}; {refused} refused after that")


async def pings(url: str, end: float) -> Told:
    """Three who send pings as fast as they can, and read no answer."""
    ping = b"\x89\xfd" + bytes(4 + 125)
    sent = 0

    async def send(local: str) -> None:
        nonlocal sent
        while time.monotonic() < end:
            with suppress(*GONE):
                async with visitor(url, local=local) as page:
                    transport = page.socket.transport
                    transport.pause_reading()
                    while time.monotonic() < end and not transport.is_closing():
                        if transport.get_write_buffer_size() < MB:
                            transport.write(ping * 500)
                            sent += 500
                        await asyncio.sleep(0.002)
                    transport.abort()
            await asyncio.sleep(0.02)

    await asyncio.gather(*(send(f"127.0.3.{at}") for at in (1, 2, 3)))
    return Told(f"{sent * len(ping) / MB:.0f} MB of pings")


async def newcomers(url: str, end: float) -> Told:
    """Thirty at one address who ask for a view of Dekking, each time on a new connection."""
    seen = 0

    async def come_back(number: int) -> None:
        nonlocal seen
        while time.monotonic() < end:
            with suppress(*GONE, TimeoutError):
                async with asyncio.timeout(30), visitor(url, local="127.0.4.1") as page:
                    address = {"gebied": PROVINCE, **own_distance(100 + (seen + number) % 4000)}
                    await page.show("dekking", address)
                    seen += 1

    await asyncio.gather(*(come_back(number) for number in range(30)))
    return Told(f"{seen} views")


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
                    **own_distance(rng.randrange(100, 5000, 50)),
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
                    address = {"gebied": PROVINCE, **own_distance(100 + sent % 4000)}
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
    said = "its faults were listed" if any("layer" in t for t in shown.texts) else "read"
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
        *(nobody, long_messages, malformed, pings, idle, slow_headers, slow_uploads),
        *(many_keys, restless, newcomers, documents, large_layer, guesser),
    )
}


def main() -> None:
    """Attack, and print what became of it."""
    name, url = sys.argv[1:]
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, most), most))

    async def attack() -> Told:
        return await ATTACKS[name](url, time.monotonic() + ATTACK_S)

    print(asyncio.run(attack()).outcome)


if __name__ == "__main__":
    main()

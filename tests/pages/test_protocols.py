"""What a connection can do before the application is asked: tried on a socket of this machine."""

import asyncio
import logging

import pytest
import websockets
from starlette.responses import PlainTextResponse

from pages import protocols
from pages.protocols import LONGEST, OWN_ANSWER
from tests.pages.raw_server import answers, listening

REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
FIRST_BYTES = b"\x82\xff" + (50 * 2**20).to_bytes(8, "big")
"""Of a message of 50 MB."""


async def app(scope, receive, send) -> None:
    """Answer a request, refuse one websocket, and send back what comes over another."""
    if scope["type"] == "http":
        await PlainTextResponse("hello")(scope, receive, send)
        return
    await receive()
    if scope["path"] == "/closed":
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "bytes": str(len(message["bytes"])).encode()})


def test_who_sends_no_whole_request_is_hung_up_on(monkeypatch) -> None:
    monkeypatch.setattr(protocols, "HEADERS_S", 0.2)
    assert answers(app) == b""
    assert answers(app, *(bytes([letter]) for letter in REQUEST[:12]), wait_s=0.05) == b""
    came = answers(app, REQUEST, b"GET / HT", wait_s=0.1)
    assert came.count(b"HTTP/1.1") == 1
    assert came.endswith(b"hello")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 70_000, b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", b"400"),
    ],
)
def test_what_is_no_request_is_refused_with_our_headers_and_not_logged(
    sent, status, caplog
) -> None:
    with caplog.at_level(logging.INFO):
        head = answers(app, sent).partition(b"\r\n\r\n")[0]
    assert not [record for record in caplog.records if record.name.startswith("uvicorn")]
    assert head.startswith(b"HTTP/1.1 " + status)
    for name, value in OWN_ANSWER:
        assert f"\r\n{name}: {value}".encode() in head


def test_nonsense_in_a_body_ends_the_connection_without_a_trace(caplog) -> None:
    async def slow(_scope, receive, send) -> None:
        while (await receive())["type"] == "http.request":
            pass
        await PlainTextResponse("too late")(_scope, receive, send)

    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    with caplog.at_level(logging.ERROR):
        assert answers(slow, head, b"no chunk\r\n", wait_s=0.05) == b""
    assert not caplog.records


def test_a_websocket_refuses_what_is_too_long_and_piles_nothing_up() -> None:
    async def closes(address: str, send) -> int | None:
        async with websockets.connect(address, proxy=None) as socket:
            await send(socket)
            await socket.wait_closed()
            return socket.close_code

    async def raw(socket, content) -> None:
        socket.transport.write(content)

    async def run() -> None:
        async with listening(app) as (host, port, state):
            address = f"ws://{host}:{port}/"
            assert await closes(address, lambda s: raw(s, FIRST_BYTES)) == 1009
            for too_long in (bytes(LONGEST + 1), [b""] * 100):  # the first is short when packed
                assert await closes(address, lambda s, m=too_long: s.send(m)) == 1009
            async with websockets.connect(address, proxy=None) as socket:
                await socket.send(bytes(LONGEST))
                assert await socket.recv() == str(LONGEST).encode()
                (ours,) = state.connections
                ours.pause_writing()  # it does not read our answers
                unanswered = await socket.ping()
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(asyncio.shield(unanswered), 0.1)
                ours.resume_writing()
                await asyncio.wait_for(await socket.ping(), 5)
            flood = b"\x89\x80" + bytes(4)
            assert await closes(address, lambda s: raw(s, flood * 50)) == 1008
            with pytest.raises(websockets.InvalidStatus) as refused:
                await websockets.connect(f"{address}closed", proxy=None)
            assert refused.value.response.status_code == 403
            assert dict(OWN_ANSWER).items() <= dict(refused.value.response.headers).items()

    asyncio.run(run())


def test_an_address_opens_so_many_connections_and_a_proxy_more(monkeypatch) -> None:
    monkeypatch.setattr(protocols, "_MOST_OPEN", 2)

    async def still_open() -> int:
        async with listening(app) as (host, port, state):
            made = [await asyncio.open_connection(host, port) for _ in range(4)]
            made[-1][1].write(REQUEST)
            await asyncio.wait([asyncio.create_task(made[-1][0].read(1))], timeout=5)
            count = len(state.connections)
            for _, writer in made:
                writer.close()
            return count

    assert asyncio.run(still_open()) == 4
    monkeypatch.setenv("NABIJ_PROXIES", "192.0.2.0/24 ::1")
    assert asyncio.run(still_open()) == 2

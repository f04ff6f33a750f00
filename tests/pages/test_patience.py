"""Who sends slowly is not waited for: tried on the protocol itself, on a socket of this machine."""

import asyncio

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route, Router
from uvicorn.config import Config
from uvicorn.server import ServerState

from pages import patience

REQUEST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(patience, "HEADERS_S", 0.2)
    monkeypatch.setattr(patience, "BODY_S", 0.2)


def answers(*sends: bytes, wait_s: float = 0.0) -> bytes:
    """Send these, with waits in between, and return all that came until the server hung up."""

    async def length(request):
        return PlainTextResponse(str(len(await request.body())))

    inside = Router(routes=[Route("/", length, methods=["POST"])])

    async def app(scope, receive, send) -> None:
        await patience.answer_in_time(inside, scope, receive, send)

    async def run() -> bytes:
        config = Config(app, http=patience.Protocol, ws="none", lifespan="off", log_config=None)
        config.timeout_keep_alive = 1
        config.load()
        state = ServerState()
        server = await asyncio.get_running_loop().create_server(
            lambda: patience.Protocol(config, state, {}), "127.0.0.1", 0
        )
        async with server, asyncio.timeout(10):
            host, port = server.sockets[0].getsockname()
            reader, writer = await asyncio.open_connection(host, port)
            reading = asyncio.create_task(reader.read())
            for part in sends:
                if not reading.done():
                    writer.write(part)
                    await asyncio.sleep(wait_s)
            came = await reading
            writer.close()
        return came

    return asyncio.run(run())


def test_who_sends_no_whole_request_is_hung_up_on() -> None:
    assert answers() == b""
    assert answers(*(bytes([letter]) for letter in REQUEST[:12]), wait_s=0.05) == b""


def test_after_an_answer_the_next_request_must_come_in_time_too() -> None:
    came = answers(REQUEST + b"abcd", b"POST / HT", wait_s=0.1)
    assert came.count(b"HTTP/1.1") == 1
    assert came.endswith(b"\r\n4")


def test_a_body_that_does_not_come_is_answered_408() -> None:
    assert answers(REQUEST + b"ab").startswith(b"HTTP/1.1 408 ")


def test_a_body_that_keeps_coming_is_waited_for(monkeypatch) -> None:
    monkeypatch.setattr(patience, "SLOWEST_B_PER_S", 5)
    came = answers(REQUEST, b"ab", b"cd", wait_s=0.15)
    assert came.startswith(b"HTTP/1.1 200 ")

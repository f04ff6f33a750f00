"""Who sends a body slowly is not waited for: tried on a socket of this machine."""

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route, Router

from pages import patience
from tests.pages.raw_server import answers

REQUEST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(patience, "BODY_S", 0.2)


async def app(scope, receive, send) -> None:
    async def length(request):
        return PlainTextResponse(str(len(await request.body())))

    inside = Router(routes=[Route("/", length, methods=["POST"])])
    await patience.answer_in_time(inside, scope, receive, send)


def test_a_body_that_does_not_come_is_answered_408() -> None:
    assert answers(app, REQUEST + b"ab").startswith(b"HTTP/1.1 408 ")


def test_a_body_that_keeps_coming_is_waited_for(monkeypatch) -> None:
    monkeypatch.setattr(patience, "BODY_S", 2.0)
    monkeypatch.setattr(patience, "SLOWEST_B_PER_S", 0.1)
    came = answers(app, REQUEST, b"ab", b"cd", wait_s=1.2)
    assert came.startswith(b"HTTP/1.1 200 ")

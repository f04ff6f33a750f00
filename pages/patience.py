"""How long the server waits for what a browser has begun to send.

Uvicorn waits for ever: who opens connections and sends a byte now and then could use up all that
the system allows. A browser sends the headers of a request at once, and a file no slower than over
a bad line.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

import uvicorn.config
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS_S = 10.0
"""The headers of a request must come in this time."""
BODY_S = 20.0
SLOWEST_B_PER_S = 10_000
"""Seconds for what follows them, and the slowest that a large file may come."""


class Protocol(H11Protocol):
    """HTTP, for those who ask something; it hangs up on who opens a connection and does not."""

    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Stop waiting where a whole request has come; begin where only a part has."""
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering or self.transport.get_protocol() is not self:  # the other is a websocket's
            self._stop()
        elif self._limit is None:
            self._limit = self.loop.call_later(HEADERS_S, self.transport.close)

    def _stop(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None


def install() -> None:
    """Let Uvicorn speak HTTP by this protocol; Streamlit passes it no choice of one."""
    uvicorn.config.HTTP_PROTOCOLS["auto"] = f"{__name__}:{Protocol.__name__}"


async def answer_in_time(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Let an application answer a request, as long as what it sends keeps coming."""
    begin, received, more, started = time.monotonic(), 0, True, False

    async def in_time() -> Message:
        nonlocal received, more
        if not more:
            return await receive()
        left_s = begin + BODY_S + received / SLOWEST_B_PER_S - time.monotonic()
        try:
            message = await asyncio.wait_for(receive(), left_s)
        except TimeoutError:
            return {"type": "http.disconnect"}
        received += len(message.get("body", b""))
        more = message.get("more_body", False)
        return message

    async def watched(message: Message) -> None:
        nonlocal started
        started = True
        await send(message)

    try:
        await app(scope, in_time, watched)
    except ClientDisconnect:
        if not started:
            slow = PlainTextResponse(
                b"Too slow", HTTPStatus.REQUEST_TIMEOUT, {"connection": "close"}
            )
            with suppress(OSError, RuntimeError):  # it has gone
                await slow(scope, receive, send)

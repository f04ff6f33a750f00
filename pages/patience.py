"""How long the server waits for the rest of what a browser has begun to send.

Uvicorn waits for ever: who opens connections and sends a byte now and then could use up all that
the system allows. A browser sends a file no slower than over a bad line.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_S = 20.0
SLOWEST_B_PER_S = 10_000
"""Seconds for what follows them, and the slowest that a large file may come."""


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

"""What a browser may send over its connection, and how often, before Streamlit reads it.

Streamlit does whatever a message asks: any visitor could empty the caches of all, and one who asks
for runs faster than they finish would keep everybody waiting. Here only what our pages send passes,
and a few runs at a time begin. First comes who has not asked for the next one already, then who
used least of the server lately.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.websockets import WebSocketDisconnect, WebSocketDisconnected
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from loaders.settings import get_settings
from pages.patience import answer_in_time
from pages.ui.visitor import network_of
from pages.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FILE = "backend_operation_request"
_RUNS = frozenset({"rerun_script", _FILE})
"""What makes the server work: a page, or a file that is only made when it is asked for."""
_PASSES = frozenset({*_RUNS, "stop_script", "app_heartbeat", "file_urls_request"})
"""What our pages send. The rest of what Streamlit knows is for developers, and is not passed on."""

_RUNS_AT_A_TIME = 3
_QUICK_S = 0.5
"""Whose last run took less has one place more: nobody waits for others' documents."""
_LEASE_S = 3.0
"""How long a run keeps the next one waiting; a longer run goes on while others begin."""
_BURST, _PER_S = 8.0, 2.0
"""How many choices made during a run interrupt it, and how fast they come back; others wait."""
_FORGETS_S = 20.0
"""In this time the use that is remembered of a connection halves."""
_PENDING = 32
"""Messages of one connection that may wait; its browser keeps the rest."""
_SHORT = 1_000
"""A message that ends a run has fewer bytes."""

_LONGEST = 1_000_000
"""A message has fewer bytes: what our pages send is thousands of times shorter."""

_UNSUPPORTED, _MALFORMED, _REFUSED, _TOO_LONG, _TRY_LATER = 1003, 1007, 1008, 1009, 1013
_METRICS, _HOST_CONFIG = "/_stcore/metrics", "/_stcore/host-config"


@dataclass(eq=False)
class Connection:
    """One connection of a browser: how much it used lately, and its choices that may interrupt.

    ``last_s`` is how long its last run took.
    """

    used_s: float = 0.0
    last_s: float = math.inf
    _interrupts: float = _BURST
    _at: float = 0.0

    def catch_up(self, now: float) -> None:
        """Forget what was long ago."""
        passed = now - self._at
        self.used_s *= 0.5 ** (passed / _FORGETS_S)
        self._interrupts = min(self._interrupts + passed * _PER_S, _BURST)
        self._at = now

    def interrupts(self) -> bool:
        """Use one of the choices that may interrupt a run; return whether there was one."""
        if self._interrupts < 1:
            return False
        self._interrupts -= 1
        return True


@dataclass
class RunQueue:
    """Lets a few runs at a time begin, of the connections that used least lately.

    Parameters
    ----------
    places
        How many runs go on at the same time.
    lease_s
        After this many seconds a run no longer keeps others waiting.
    clock
        Returns the time in seconds.
    """

    places: int = _RUNS_AT_A_TIME
    lease_s: float = _LEASE_S
    clock: Callable[[], float] = time.monotonic
    _running: dict[Connection, tuple[float, asyncio.TimerHandle, asyncio.Event]] = field(
        default_factory=dict
    )
    _waiting: list[tuple[bool, int, Connection, asyncio.Event]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    async def begin(self, connection: Connection, *, hasty: bool = False) -> None:
        """Wait until a connection may begin a run, or interrupt the one that it has.

        Parameters
        ----------
        connection
            Whose run it is.
        hasty
            Whether it has asked for the next one already: it comes after all who have not.
        """
        connection.catch_up(self.clock())
        while connection in self._running:
            if connection.interrupts():
                return
            await self._running[connection][2].wait()
        if self._has_room(connection):
            self._start(connection)
            return
        turn = asyncio.Event()
        self._waiting.append((hasty, next(self._order), connection, turn))
        await turn.wait()

    def end(self, connection: Connection) -> None:
        """Let the next one begin: a run has ended, its lease has, or its browser has gone."""
        if connection not in self._running:
            return
        began, lease, ended = self._running.pop(connection)
        lease.cancel()
        ended.set()
        connection.catch_up(self.clock())
        connection.last_s = self.clock() - began
        connection.used_s += connection.last_s
        for waiting in sorted(self._waiting, key=self._place):
            *_, first, turn = waiting
            if self._has_room(first):
                self._waiting.remove(waiting)
                self._start(first)
                turn.set()
                return

    def _place(
        self, waiting: tuple[bool, int, Connection, asyncio.Event]
    ) -> tuple[bool, float, int]:
        """Return what orders those who wait; what one used is forgotten meanwhile too."""
        hasty, order, connection, _turn = waiting
        connection.catch_up(self.clock())
        return hasty, connection.used_s, order

    def _has_room(self, connection: Connection) -> bool:
        quick = connection.last_s < _QUICK_S * (1 + len(self._running))  # they slow each other down
        return len(self._running) < self.places + quick

    def _start(self, connection: Connection) -> None:
        lease = asyncio.get_running_loop().call_later(self.lease_s, self.end, connection)
        self._running[connection] = (self.clock(), lease, asyncio.Event())


class Connections:
    """Pass on what pages send, some at a time; answer for Streamlit where it tells too much."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.runs = RunQueue()
        self.most = get_settings().connections
        self._open: Counter[str] = Counter()
        self._uploads = Uploads()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse, or let Streamlit."""
        if scope["type"] == "http" and scope["path"] == _METRICS:
            await _answer(send, b"Not found", 404)
        elif scope["type"] == "http" and scope["path"] == _HOST_CONFIG:
            await self.app(scope, receive, _without_hosts(send))
        elif scope["type"] == "websocket":
            await self._connection(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = _address(scope)
        coming = self._uploads.begin(scope, address)
        if coming is False:
            await _answer(send, b"Too many files", 429)
            return
        try:
            await answer_in_time(self.app, scope, receive, send)
        finally:
            if coming:
                self._uploads.end(address)

    async def _connection(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != headers.get("host"):
            await _refuse(receive, send, _REFUSED)
            return
        address = _address(scope)
        if self._open[address] >= self.most:
            await _refuse(receive, send, _TRY_LATER)
            return
        self._open[address] += 1
        connection = Connection()

        async def watched(message: Message) -> None:
            await send(message)
            if _ends_run(message):
                self.runs.end(connection)

        pending: asyncio.Queue[tuple[str, Message]] = asyncio.Queue(_PENDING)
        reading = asyncio.create_task(_read(receive, send, pending))

        async def next_message() -> Message:
            kind, message = await pending.get()
            if kind in _RUNS:
                await self.runs.begin(connection, hasty=not pending.empty())
            return message

        try:
            with suppress(
                WebSocketDisconnect, WebSocketDisconnected
            ):  # it went while it was sent to
                await self.app(scope, next_message, watched)
        finally:
            reading.cancel()
            self.runs.end(connection)
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]


def _address(scope: Scope) -> str:
    return network_of((scope.get("client") or ("",))[0])


async def _read(receive: Receive, send: Send, pending: asyncio.Queue[tuple[str, Message]]) -> None:
    """Put what may pass where it waits, until the browser has gone or sends what is no message."""
    while True:
        message = await receive()
        if message["type"] != "websocket.receive":
            await pending.put(("", message))
            if message["type"] == "websocket.disconnect":
                return
            continue
        data = message.get("bytes")
        too_long = len(data or "") > _LONGEST
        kind = None if data is None or too_long else _kind(data)
        if kind is None:
            code = _TOO_LONG if too_long else _UNSUPPORTED if data is None else _MALFORMED
            with suppress(RuntimeError):  # it has gone meanwhile
                await send({"type": "websocket.close", "code": code})
            await pending.put(("", {"type": "websocket.disconnect", "code": code}))
            return
        if kind in _PASSES:
            await pending.put((kind, message))


def _kind(data: bytes) -> str | None:
    """Return what a message asks for, empty if nothing; None where it is no message."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return None
    kind = message.WhichOneof("type") or ""
    if kind == _FILE and not message.backend_operation_request.HasField("deferred_file"):
        return ""
    return kind


def _ends_run(message: Message) -> bool:
    """Return whether a message to the browser says that a run has ended."""
    data = message.get("bytes")
    if message["type"] != "websocket.send" or not data or len(data) > _SHORT:
        return False
    sent = ForwardMsg()
    sent.ParseFromString(data)
    kind = sent.WhichOneof("type")
    return kind == "backend_operation_response" or (
        kind == "script_finished" and sent.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    )


async def _refuse(receive: Receive, send: Send, code: int) -> None:
    """Refuse a connection before it is accepted."""
    await receive()
    await send({"type": "websocket.close", "code": code})


async def _answer(send: Send, content: bytes, status: int) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _without_hosts(send: Send) -> Send:
    """Return a way to send Streamlit's answer without the hosts whose pages it would obey."""
    start: Message = {}

    async def changed(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
            return
        body = json.dumps({**json.loads(message["body"]), "allowedOrigins": []}).encode()
        length = (b"content-length", str(len(body)).encode())
        kept = [pair for pair in start["headers"] if pair[0].lower() != length[0]]
        await send({**start, "headers": [*kept, length]})
        await send({**message, "body": body})

    return changed

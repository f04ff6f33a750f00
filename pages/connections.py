"""What a browser may send over its connection, and how often, before Streamlit reads it.

Streamlit does whatever a message asks: any visitor could empty the caches of all, and one who asks
for runs faster than they finish would keep everybody waiting. Here only what our pages send passes,
and a few runs at a time begin. First comes who has not asked for the next one already, then the
network address that used least of the server lately, then the connection that did.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections import OrderedDict
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
from pages.protocols import LONGEST
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
"""In this time the use that is remembered of a connection or an address halves."""
_PENDING = 4
"""Messages of one connection that may wait; its browser keeps the rest."""
_BARRED_S = 10.0
"""An address from which comes what is no message of a page opens no page in this time."""
_MOST_ADDRESSES = 10_000
"""At most this many addresses are remembered of which no page is open."""
_SHORT = 1_000
"""A message that ends a run has fewer bytes."""

_UNSUPPORTED, _MALFORMED, _REFUSED, _TOO_LONG, _TRY_LATER = 1003, 1007, 1008, 1009, 1013
_NO_MESSAGE = frozenset({1002, _UNSUPPORTED, _MALFORMED, _REFUSED, _TOO_LONG})
"""How a connection ends over which came what no browser sends."""
_HOST_CONFIG = "/_stcore/host-config"
_NOT_SERVED = ("/_stcore/metrics", "/_stcore/agent/")
"""Figures of the server, and pages for programs, which would pass by all that is bounded here."""


@dataclass(eq=False)
class Use:
    """How much was used lately: seconds of runs."""

    used_s: float = 0.0
    _at: float = 0.0

    def catch_up(self, now: float) -> float:
        """Forget what was long ago; return the seconds that passed."""
        passed = now - self._at
        self.used_s *= 0.5 ** (passed / _FORGETS_S)
        self._at = now
        return passed


@dataclass(eq=False)
class Address(Use):
    """A network address: its open pages, and until when it may open no other."""

    pages: int = 0
    barred_until: float = 0.0


class Addresses:
    """The network addresses that pages were opened from, those used longest ago forgotten first."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Address] = OrderedDict()

    def get(self, name: str) -> Address:
        """Return an address."""
        found = self._known.setdefault(name, Address())
        self._known.move_to_end(name)
        if len(self._known) > _MOST_ADDRESSES:
            unused = (
                other for other, one in self._known.items() if one is not found and not one.pages
            )
            self._known.pop(next(unused, ""), None)
        return found


@dataclass(eq=False)
class Connection(Use):
    """One connection of a browser: how much it used lately, and its choices that may interrupt.

    ``last_s`` is how long its last run took.
    """

    address: Address = field(default_factory=Address)
    last_s: float = math.inf
    _interrupts: float = _BURST

    def catch_up(self, now: float) -> float:
        """Forget what was long ago."""
        passed = super().catch_up(now)
        self.address.catch_up(now)
        self._interrupts = min(self._interrupts + passed * _PER_S, _BURST)
        return passed

    def interrupts(self) -> bool:
        """Use one of the choices that may interrupt a run; return whether there was one."""
        if self._interrupts < 1:
            return False
        self._interrupts -= 1
        return True


@dataclass
class RunQueue:
    """Lets a few runs at a time begin, of the addresses and connections that used least lately.

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
        now = self.clock()
        connection.catch_up(now)
        connection.last_s = now - began
        connection.used_s += connection.last_s
        connection.address.used_s += connection.last_s
        for waiting in sorted(self._waiting, key=lambda one: self._place(one, now)):
            *_, first, turn = waiting
            if self._has_room(first):
                self._waiting.remove(waiting)
                self._start(first)
                turn.set()
                return

    def _place(
        self, waiting: tuple[bool, int, Connection, asyncio.Event], now: float
    ) -> tuple[bool, float, float, int]:
        """Return what orders those who wait; what one used is forgotten meanwhile too."""
        hasty, order, connection, _turn = waiting
        connection.catch_up(now)
        return hasty, connection.address.used_s, connection.used_s, order

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
        self.addresses = Addresses()
        self._uploads = Uploads()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse, or let Streamlit."""
        if scope["type"] == "http" and scope["path"].startswith(_NOT_SERVED):
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
        address = self.addresses.get(_address(scope))
        if address.pages >= self.most or self.runs.clock() < address.barred_until:
            await _refuse(receive, send, _TRY_LATER)
            return
        address.pages += 1
        connection = Connection(address=address)

        async def watched(message: Message) -> None:
            await send(message)
            if _ends_run(message):
                self.runs.end(connection)

        def bar() -> None:
            address.barred_until = self.runs.clock() + _BARRED_S

        pending: asyncio.Queue[tuple[str, Message]] = asyncio.Queue(_PENDING)
        reading = asyncio.create_task(_read(receive, send, pending, bar))

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
            address.pages -= 1


def _address(scope: Scope) -> str:
    return network_of((scope.get("client") or ("",))[0])


async def _read(
    receive: Receive,
    send: Send,
    pending: asyncio.Queue[tuple[str, Message]],
    bar: Callable[[], None],
) -> None:
    """Put what may pass where it waits, until the browser has gone or sends what is no message."""
    while True:
        message = await receive()
        if message["type"] == "websocket.receive":
            code, kind = _judged(message.get("bytes"))
            if code:
                with suppress(RuntimeError):  # it has gone meanwhile
                    await send({"type": "websocket.close", "code": code})
                message = {"type": "websocket.disconnect", "code": code}
            elif kind in _PASSES:
                await pending.put((kind, message))
        if message["type"] == "websocket.disconnect":
            if message.get("code") in _NO_MESSAGE:
                bar()
            while not pending.empty():  # nobody will see the answer
                pending.get_nowait()
            await pending.put(("", message))
            return
        if message["type"] == "websocket.connect":
            await pending.put(("", message))


def _judged(data: bytes | None) -> tuple[int, str]:
    """Return with which code a message ends the connection, or 0, and what it asks for."""
    if data is None:
        return _UNSUPPORTED, ""
    if len(data) > LONGEST:
        return _TOO_LONG, ""
    kind = _kind(data)
    return (_MALFORMED, "") if kind is None else (0, kind)


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

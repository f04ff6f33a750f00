"""HTTP and the websocket as Uvicorn speaks them, with bounds where it has none.

Uvicorn waits for ever for the headers of a request, takes as long a message as we may send,
answers every ping of a browser that reads nothing, and sends its own errors without our headers.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import h11
import uvicorn.config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode
from websockets.server import ServerProtocol

from pages.ui.visitor import is_proxy, network_of

if TYPE_CHECKING:
    import asyncio

    from websockets.frames import Frame
    from websockets.http11 import Response

HEADERS_S = 10.0
"""The headers of a request must come in this time."""
_MOST_OPEN = 200
"""Connections that an address may have open, other than the websockets of its pages."""
LONGEST = 200_000
"""A message of a browser has at most this many bytes, unpacked: ours have some thousands."""
_MOST_PARTS = 64
"""A message comes in at most this many parts; a browser sends ours in one."""
_MOST_PINGS_PER_S = 20
"""A browser sends none of its own accord, and one pong for each of our pings."""
OWN_ANSWER = (
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
)
"""Headers of what is answered before the application is asked: text that is nothing else."""

_FAULTS = logging.getLogger("uvicorn.error.faults")
"""Logs our faults: a line for all that is no request could fill a disk, others hold addresses."""
_FAULTS.setLevel(logging.ERROR)


class Protocol(H11Protocol):
    """HTTP, for those who ask something; it hangs up on who opens a connection and does not."""

    network = ""
    """Where it comes from."""
    _limit: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = _FAULTS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it
        """Begin to wait, unless its address would use up what the system allows in all."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        self.network = network_of(address)
        if self._is_one_too_many() and not is_proxy(address):
            transport.abort()
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """Stop waiting where a whole request has come; begin where only a part has."""
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request, with our headers, and hang up."""
        if self.cycle is not None and not self.cycle.response_complete:  # an answer has begun
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self.transport.close()
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        headers += [(name.encode(), value.encode()) for name, value in OWN_ANSWER]
        answer: tuple[Any, ...] = (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=msg.encode()),
            h11.EndOfMessage(),
        )
        self.transport.write(b"".join(self.conn.send(part) or b"" for part in answer))
        self.transport.close()

    def _is_one_too_many(self) -> bool:
        """Return whether an address has too many connections open; through a proxy come all."""
        others = (one for one in self.connections if isinstance(one, Protocol))
        return sum(one.network == self.network for one in others) > _MOST_OPEN

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


class _Handshake(ServerProtocol):
    """The side of a websocket that refuses with our headers."""

    def send_response(self, response: Response) -> None:
        """Send a response; one that opens a connection is no document."""
        if response.status_code != 101:  # noqa: PLR2004  # Switching Protocols
            for name, value in OWN_ANSWER:
                response.headers[name] = value
        super().send_response(response)


class Socket(WebSocketsSansIOProtocol):
    """A websocket that refuses a long message at its first bytes, and piles nothing up."""

    _second, _pings = 0, 0
    """Pings and pongs in this second."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = _FAULTS
        extensions = self.conn.available_extensions
        self.conn = _Handshake(extensions=extensions, max_size=LONGEST, logger=self.logger)

    def handle_cont(self, event: Frame) -> None:
        """Add a part to a message; empty ones cost memory too."""
        if len(self.frames) < _MOST_PARTS:
            super().handle_cont(event)
        else:
            self._end(CloseCode.MESSAGE_TOO_BIG)

    def handle_ping(self) -> None:
        """Answer a ping, unless the browser has not read the earlier answers."""
        if self._few_pings() and self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def handle_pong(self, event: Frame) -> None:
        """Notice that the browser is still there."""
        if self._few_pings():
            super().handle_pong(event)

    def _few_pings(self) -> bool:
        """Count a ping or pong; end the connection where they keep the server busy."""
        second = int(self.loop.time())
        self._pings = self._pings + 1 if second == self._second else 1
        self._second = second
        if self._pings > _MOST_PINGS_PER_S:
            self._end(CloseCode.POLICY_VIOLATION)
        return self._pings <= _MOST_PINGS_PER_S

    def _end(self, code: CloseCode) -> None:
        if not self.close_sent:
            self.conn.fail(code)
            self.handle_parser_exception()


def install() -> None:
    """Let Uvicorn speak these; Streamlit passes it no choice of them."""
    uvicorn.config.HTTP_PROTOCOLS["auto"] = f"{__name__}:{Protocol.__name__}"
    uvicorn.config.WS_PROTOCOLS["websockets-sansio"] = f"{__name__}:{Socket.__name__}"

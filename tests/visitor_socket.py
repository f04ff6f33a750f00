"""A visitor over a websocket, as a browser is one: for tests and benchmarks without a browser."""

from __future__ import annotations

import ssl
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.typing import Subprotocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from streamlit.proto.Element_pb2 import Element
    from streamlit.proto.WidgetStates_pb2 import WidgetState


@dataclass
class Shown:
    """What came until a run had ended."""

    raw: bytes = b""
    """The messages, as they came."""
    elements: list[Element] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Return the bytes of all messages."""
        return len(self.raw)

    @property
    def texts(self) -> list[str]:
        """Return HTML, Markdown and notes, in the order that they came."""
        kinds = [(element, element.WhichOneof("type")) for element in self.elements]
        return [getattr(e, kind).body for e, kind in kinds if kind in {"html", "markdown", "alert"}]

    @property
    def content(self) -> bytes:
        """Return all elements, as they were sent."""
        return b"".join(element.SerializeToString() for element in self.elements)

    def widgets(self, kind: str) -> list[Any]:
        """Return the controls of a kind, by its name in Streamlit's messages."""
        return [getattr(e, kind) for e in self.elements if e.WhichOneof("type") == kind]


class VisitorSocket:
    """The connection of one page that is open.

    Parameters
    ----------
    socket
        The connection.
    url
        Address of the server, without the last slash.
    """

    def __init__(self, socket: websockets.ClientConnection, url: str) -> None:
        self.socket = socket
        self.url = url
        self.session = ""
        self._kept: dict[str, ForwardMsg] = {}
        self.colour = ""
        """Colour of what can be pressed, as the server configures it."""

    async def show(
        self, page: str, address: Mapping[str, str], *, widgets: Sequence[WidgetState] = ()
    ) -> Shown:
        """Ask for a view, with what controls hold, and return what came.

        Raises
        ------
        RuntimeError
            If the run did not succeed.
        """
        message = asked(self.url, page, address, widgets=widgets)
        message.rerun_script.cached_message_hashes.extend(self._kept)
        await self.socket.send(message.SerializeToString())
        return await self.answer()

    async def answer(self) -> Shown:
        """Return what comes until a run has ended; RuntimeError if it did not succeed.

        What is not sent again because a browser keeps it is taken from what came before.
        """
        shown, before = Shown(), self._kept
        self._kept = {}
        while True:
            content = await self.socket.recv(decode=False)
            shown.raw += content
            message = ForwardMsg.FromString(content)
            if message.HasField("ref_hash"):
                message = before[message.ref_hash]
            if message.metadata.cacheable:
                self._kept[message.hash] = message
            match message.WhichOneof("type"):
                case "new_session":
                    self.session = message.new_session.initialize.session_id or self.session
                    self.colour = (
                        message.new_session.custom_theme.light.primary_color or self.colour
                    )
                case "script_finished":
                    if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                        msg = f"a run ended with {message.script_finished}"
                        raise RuntimeError(msg)
                    return shown
                case "delta":
                    _keep(shown, message)


def _keep(shown: Shown, message: ForwardMsg) -> None:
    element = message.delta.new_element
    kind = element.WhichOneof("type")
    if kind == "exception":
        raise RuntimeError(element.exception.message)
    if kind:
        shown.elements.append(element)


def ask(
    url: str, page: str, address: Mapping[str, str], *, widgets: Sequence[WidgetState] = ()
) -> bytes:
    """Return the message that asks for a view."""
    message: bytes = asked(url, page, address, widgets=widgets).SerializeToString()
    return message


def asked(
    url: str, page: str, address: Mapping[str, str], *, widgets: Sequence[WidgetState] = ()
) -> BackMsg:
    """Return the message that asks for a view, to add to."""
    message = BackMsg()
    message.rerun_script.query_string = urlencode(address)
    message.rerun_script.page_script_hash = calc_hash(page)
    message.rerun_script.context_info.url = f"{url}/{page}"
    message.rerun_script.widget_states.widgets.extend(widgets)
    return message


@asynccontextmanager
async def visitor(
    url: str, *, cookie: str = "", local: str = "", headers: Mapping[str, str] | None = None
) -> AsyncIterator[VisitorSocket]:
    """Connect as a browser does, until the block ends.

    Parameters
    ----------
    url
        Address of the server, without the last slash.
    cookie
        The header ``Cookie``.
    local
        Address of this machine to come from.
    headers
        More headers.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    async with websockets.connect(
        f"{'wss' if secure else 'ws'}://{parts.netloc}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        ssl=_any_certificate() if secure else None,
        proxy=None,
        additional_headers={**({"Cookie": cookie} if cookie else {}), **(headers or {})},
        local_addr=(local, 0) if local else None,
    ) as socket:
        yield VisitorSocket(socket, url)


def _any_certificate() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context

"""Our protocols on a socket of this machine, before an application of the test's own."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from uvicorn.config import Config
from uvicorn.server import ServerState

from pages.protocols import Protocol, Socket

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[tuple[str, int, ServerState]]:
    """Listen until the block ends: host, port, and the connections there are."""
    config = Config(app, http=Protocol, ws=Socket, lifespan="off", log_config=None)
    config.timeout_keep_alive = 1
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Protocol(config, state, {}), "127.0.0.1", 0
    )
    async with server, asyncio.timeout(10):
        host, port = server.sockets[0].getsockname()
        yield host, port, state


def answers(app: ASGIApp, *sends: bytes, wait_s: float = 0.0) -> bytes:
    """Send these, with waits in between, and return all that came until the server hung up."""

    async def run() -> bytes:
        async with listening(app) as (host, port, _):
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

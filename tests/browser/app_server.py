"""Start the real app, and a browser to look at it: for the browser tests and the benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from playwright.sync_api import sync_playwright

from tests.bound_process import bound_process
from tests.system import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, BrowserContext

ROOT = Path(__file__).resolve().parents[2]
OFFICIAL = ROOT.parent / "shared" / "data"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
WAIT_MS = 180_000
"""How long a browser waits for what must come: a loaded machine is slow, and not wrong."""
_START_S = 180.0


@dataclass(frozen=True)
class Server:
    """A running app: its address without the last slash, the file of all it prints, its process."""

    url: str
    log: Path
    pid: int = 0


@contextmanager
def serve(
    data: Path,
    *,
    command: Sequence[str] = ("app.py",),
    log: Path | None = None,
    port: int = 0,
    **settings: str | int,
) -> Iterator[Server]:
    """Run the app on a port of this machine until the block ends.

    Parameters
    ----------
    data
        Folder of the snapshots.
    command
        What to hand to Python; ``{port}`` in it becomes the port.
    log
        Where to keep what it prints; gone with the server unless given.
    port
        Where it listens; a free port unless given.
    settings
        More settings, by the name of their field, e.g. ``tiles``.
    """
    port = port or free_port()
    named = {"data": data, "port": port, "host": "127.0.0.1", **settings}
    environment = {**os.environ, **{f"NABIJ_{k.upper()}": str(v) for k, v in named.items()}}
    environment["PYTHONPATH"] = str(ROOT)  # for a script outside the root
    arguments = [sys.executable, *(part.format(port=port) for part in command)]
    with tempfile.TemporaryDirectory() as folder:
        server = Server(f"http://127.0.0.1:{port}", log or Path(folder, "log"))
        with (
            server.log.open("wb") as output,
            bound_process(
                arguments, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            ) as process,
        ):
            if not healthy(process, server.url):
                msg = f"the app did not start:\n{server.log.read_text(errors='replace')}"
                raise RuntimeError(msg)
            yield replace(server, pid=process.pid)


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def healthy(process: subprocess.Popen[bytes], url: str) -> bool:
    """Wait until an app answers; False if it ends first or takes too long."""
    end = time.monotonic() + _START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{url}/_stcore/health", timeout=1, trust_env=False).is_success:
                return True
        except httpx.HTTPError:
            time.sleep(0.05)
    return False


def loaders(data: Path, *arguments: str | Path) -> None:
    """Run ``python -m loaders`` on a data folder.

    Raises
    ------
    subprocess.CalledProcessError
        If it does not succeed.
    """
    subprocess.run(
        [sys.executable, "-m", "loaders", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "NABIJ_DATA": str(data)},
        check=True,
        capture_output=True,
    )


def official_files() -> list[Path]:
    """Return the official areas and people, as their publishers hand them out."""
    return [OFFICIAL / "gebiedsniveaus", OFFICIAL / "statbel"]


@contextmanager
def browsing() -> Iterator[Browser]:
    """Run Chromium, headless.

    Raises
    ------
    RuntimeError
        If there is none.
    """
    path = chromium()
    if path is None:
        msg = "no Chromium on this machine; `python -m tests.system` can install one"
        raise RuntimeError(msg)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """Return a new context of a browser, of the size of a desktop unless ``options`` say so."""
    context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **options})
    context.set_default_timeout(WAIT_MS)
    return context

"""Several processes of the app behind nginx, with the configuration that docs/deploy has."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from tests.bound_process import bound_process
from tests.browser.app_server import ROOT, Server, free_port, serve
from tests.system import nginx

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONFIGURATION = ROOT / "docs" / "deploy" / "nginx.conf"
_AROUND = """
{user}
daemon off;
pid {folder}/pid;
error_log {folder}/start.log crit;
events {{ worker_connections 2048; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/nabij.conf;
}}
"""


@dataclass
class Proxied:
    """Processes behind nginx.

    Attributes
    ----------
    url, plain_url
        Addresses over TLS and without.
    folder
        Where the logs are.
    processes
        Those that run, by their port.
    """

    url: str
    plain_url: str
    folder: Path
    data: Path
    settings: dict[str, Any]
    processes: dict[int, tuple[Server, ExitStack]] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        """Return nginx's log of requests."""
        return self.folder / "nabij.log"

    def start(self, port: int) -> None:
        """Start a process."""
        stack = ExitStack()
        log = self.folder / f"app-{port}-{time.monotonic_ns()}.log"
        server = stack.enter_context(serve(self.data, port=port, log=log, **self.settings))
        self.processes[port] = server, stack

    def stop(self, port: int) -> None:
        """Stop a process as a service manager does."""
        self.processes.pop(port)[1].close()

    def stop_all(self) -> None:
        """Stop all processes."""
        for port in list(self.processes):
            self.stop(port)

    def kill(self, port: int, signal: int) -> None:
        """Send a signal to a process, and wait until it has gone."""
        os.kill(self.processes[port][0].pid, signal)
        self.stop(port)

    def client(self, *, local: str = "127.0.0.1") -> httpx.Client:
        """Return a client that comes from an address of this machine."""
        transport = httpx.HTTPTransport(verify=False, local_address=local)
        return httpx.Client(base_url=self.url, transport=transport, timeout=60)


@contextmanager
def behind_nginx(
    data: Path, folder: Path, *, processes: int = 2, **settings: Any
) -> Iterator[Proxied]:
    """Run processes over one data folder behind nginx until the block ends.

    Parameters
    ----------
    data
        Folder of the snapshots.
    folder
        An empty folder, for the logs and what nginx keeps.
    processes
        How many.
    settings
        More settings, by the name of their field.
    """
    ports = [free_port() for _ in range(processes)]
    plain, secure = free_port(), free_port()
    _certificate(folder)
    (folder / "nabij.conf").write_text(rendered(folder, ports, plain, secure), encoding="utf-8")
    around = _AROUND.format(folder=folder, user="user root;" if os.geteuid() == 0 else "")
    (folder / "nginx.conf").write_text(around, encoding="utf-8")
    proxied = Proxied(
        f"https://127.0.0.1:{secure}", f"http://127.0.0.1:{plain}", folder, data, settings
    )
    command = [
        nginx() or "nginx",
        "-e",
        str(folder / "start.log"),
        "-c",
        str(folder / "nginx.conf"),
    ]
    with ExitStack() as stack, bound_process(command):
        stack.callback(proxied.stop_all)
        with ThreadPoolExecutor() as starting:
            list(starting.map(proxied.start, ports))
        _answering(proxied)
        yield proxied


def rendered(folder: Path, ports: list[int], plain: int, secure: int) -> str:
    """Return the configuration with the ports, the certificate and the folders of a test."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    servers = "".join(f"    server 127.0.0.1:{port} max_fails=0;\n" for port in ports)
    for before, after in {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
        "".join(f"    server 127.0.0.1:{port} max_fails=0;\n" for port in (8501, 8502)): servers,
        "/etc/ssl/nabij/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
        "/var/lib/nginx/": f"{folder}/cache-",
    }.items():
        if before not in text:
            msg = f"{CONFIGURATION.name} has changed: there is no {before!r} in it"
            raise RuntimeError(msg)
        text = text.replace(before, after)
    return text


def _certificate(folder: Path) -> None:
    subprocess.run(
        [
            *(shutil.which("openssl") or "openssl", "req", "-x509", "-newkey", "ec"),
            *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"),
            *("-subj", "/CN=nabij.example.org", "-keyout", folder / "privkey.pem"),
            *("-out", folder / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )


def _answering(proxied: Proxied) -> None:
    for _ in range(100):
        with proxied.client() as client:
            try:
                client.get("/_stcore/health")
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
    msg = f"nginx did not start:\n{(proxied.folder / 'start.log').read_text(encoding='utf-8')}"
    raise RuntimeError(msg)

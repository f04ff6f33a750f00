"""A private PostgreSQL with PostGIS, for as long as the tests run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, LiteralString

import geopandas as gpd
import pandas as pd
import psycopg
from geopandas.testing import assert_geodataframe_equal

from tests.bound_process import bound_process
from tests.system import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

_START_S = 30.0
_ROOM = 2**31
"""Bytes that must be free in memory to keep the cluster there, and not on disk."""

_INITDB = ("-U", "nabij", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=")


@dataclass
class Server:
    """A running cluster, which listens to nothing but its socket in ``folder``."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str, *, user: str = "nabij") -> str:
        """Return the address of a database, as the setting has it."""
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def new_database(self, *, template: str = "with_postgis") -> str:
        """Make a database; return its address."""
        name = f"test{next(self.numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def run(self, url: str, command: LiteralString) -> None:
        """Run a command in a database."""
        with psycopg.connect(url) as connection:
            connection.execute(command)

    def copy(self, url: str) -> str:
        """Copy a database that no one uses; return the address of the copy."""
        return self.new_database(template=url.partition("?")[0].rpartition("/")[2])


@contextmanager
def running() -> Iterator[Server]:
    """Run a cluster until the block ends.

    Raises
    ------
    RuntimeError
        If there is no PostgreSQL with PostGIS, or it does not start.
    """
    programs = postgres()
    if programs is None:
        msg = "no PostgreSQL with PostGIS here; `python -m tests.system` can install one"
        raise RuntimeError(msg)
    # The server refuses to run as root.
    other = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    memory = Path("/dev/shm")  # noqa: S108  (a folder of random name in it)
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM
    # a socket's path must be short
    folder = Path(tempfile.mkdtemp(prefix="nabij-pg-", dir=memory if roomy else None))
    data = folder / "data"
    options = [f"-c{option}" for option in (*_FAST, f"unix_socket_directories={folder}")]
    try:
        if other:
            shutil.chown(folder, **other)
        subprocess.run(
            [programs / "initdb", "-D", data, *_INITDB],
            check=True,
            capture_output=True,
            cwd=folder,
            **{**other, "extra_groups": []} if other else {},
        )
        with bound_process(
            [programs / "postgres", "-D", data, *options],
            stop=signal.SIGQUIT,  # at once: nothing of it is needed any more
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            **{**other, "extra_groups": []} if other else {},
        ) as process:
            server = Server(folder)
            _wait(process, server)
            template = server.new_database(template="template0")
            with psycopg.connect(template, autocommit=True) as connection:
                connection.execute("CREATE EXTENSION postgis")
            with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
                connection.execute("ALTER DATABASE test0 RENAME TO with_postgis")
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], server: Server) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    msg = "PostgreSQL did not start"
    raise RuntimeError(msg)


def assert_same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Assert that a frame came back as it was: names, kinds, values, order."""
    assert list(found.columns) == list(expected.columns)
    assert found.dtypes.astype(str).tolist() == expected.dtypes.astype(str).tolist()
    if isinstance(expected, gpd.GeoDataFrame):
        assert_geodataframe_equal(found, expected)
    else:
        pd.testing.assert_frame_equal(found, expected)

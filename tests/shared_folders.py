"""Folders that take long to make: made once a run, for all its processes."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

ROOT = Path(__file__).resolve().parents[1]
_KEPT = os.environ.get("NABIJ_TEST_FOLDERS", "")
"""Where to keep the folders from one run to the next; each is made again when the code or the facts
that it is made of change."""
_WAIT_S = 1_800
"""How long a process waits for a folder that another one makes."""


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that the first process to need it fills; the others of the run share it.

    A transaction of SQLite is the lock: portable, and gone when its process is.

    Parameters
    ----------
    factory
        The fixture ``tmp_path_factory``.
    name
        Name of the folder, the same in all processes.
    make
        Fills an empty folder; what it makes must not depend on where the folder is.
    """
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    if _KEPT:
        base = Path(_KEPT, _version())
        base.mkdir(parents=True, exist_ok=True)
    folder = base / name
    lock = sqlite3.connect(base / f"{name}.lock", timeout=_WAIT_S, isolation_level=None)
    with closing(lock):
        lock.execute("BEGIN EXCLUSIVE")
        if not folder.exists():
            unfinished = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=base))
            make(unfinished)
            unfinished.chmod(0o755)
            unfinished.rename(folder)
    return folder


@cache
def _version() -> str:
    """Return a name for the code, the facts and the packages that folders are made of."""
    digest = sha256((ROOT / "requirements.txt").read_bytes())
    for room in ("geodata", "loaders"):
        for file in sorted((ROOT / room).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]

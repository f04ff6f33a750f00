"""Folders that take long to make: made once a run, for all its processes."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

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
    folder = base / name
    lock = sqlite3.connect(base / f"{name}.lock", timeout=_WAIT_S, isolation_level=None)
    with closing(lock):
        lock.execute("BEGIN EXCLUSIVE")
        if not folder.exists():
            unfinished = factory.mktemp(name)
            make(unfinished)
            unfinished.rename(folder)
    return folder

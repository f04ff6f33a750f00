"""A lock between processes: SQLite's, which is portable and ends with the process that holds it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def acquire(path: Path) -> sqlite3.Connection:
    """Lock a file, which is made if need be, until the connection is closed or the process ends.

    Raises
    ------
    BlockingIOError
        If another connection holds the lock.
    OSError
        If the file cannot be made or locked.
    """
    try:
        lock = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        lock.close()
        busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
        raise (BlockingIOError if busy else OSError)(str(error)) from error
    return lock

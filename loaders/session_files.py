"""Where what a visitor hands over lies while it is used: a private folder, gone with the visitor.

All shelves of a process lie in one folder below the system's for temporary files. The process
holds a lock on it; a folder that nobody holds was left by a process that was cut off, and the next
one removes it.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakSet, finalize

from loaders.store.lock import acquire
from loaders.store.manifest import STATIC

if TYPE_CHECKING:
    from sqlite3 import Connection

_PREFIX = "nabij-own-"
_LOCK = "held"
_ID = re.compile(r"own-([0-9a-f]{32})-(\d{1,6})")

_shelves: WeakSet[Shelf] = WeakSet()
_counting = Lock()


class Shelf:
    """The private folder of one visitor; removed with this object, or by :meth:`clear`."""

    def __init__(self) -> None:
        self._secret = token_hex(16)
        self._made = 0
        self.folder = root() / self._secret
        self.folder.mkdir(mode=0o700)
        self._end = finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    def new_snapshot(self) -> tuple[str, Path]:
        """Return an id that cannot be guessed, and the folder of its snapshot, made."""
        self._made += 1
        folder = self.folder / str(self._made)
        folder.mkdir(mode=0o700)
        return f"own-{self._secret}-{self._made}", folder

    def keep(self, content: bytes | memoryview, name: str) -> Path:
        """Write a file under a name of ours, and return its path."""
        folder = self.folder / f"file-{token_hex(4)}"
        folder.mkdir(mode=0o700)
        path = folder / name
        path.write_bytes(content)
        return path

    def clear(self) -> None:
        """Remove the folder and all that is in it."""
        self._end()
        _shelves.discard(self)


def new_shelf(*, most: int) -> Shelf | None:
    """Return a new shelf; None if there are as many as there may be."""
    with _counting:
        if len(_shelves) >= most:
            return None
        shelf = Shelf()
        _shelves.add(shelf)
        return shelf


def static_folder(snapshot_id: str) -> Path | None:
    """Return the folder of the map geometry of a visitor's snapshot; None if it is no such id."""
    found = _ID.fullmatch(snapshot_id)
    return root() / found[1] / found[2] / STATIC if found else None


@cache
def root() -> Path:
    """Return the folder of this process' shelves; the first time, remove what others left."""
    sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))  # for this user alone
    held = acquire(folder / _LOCK)
    atexit.register(_remove, folder, held)
    return folder


def sweep(folder: Path) -> None:
    """Remove the folders of shelves that no running process holds."""
    for left in folder.glob(f"{_PREFIX}*"):
        try:
            acquire(left / _LOCK).close()
        except OSError:
            continue  # held, or not ours
        shutil.rmtree(left, ignore_errors=True)


def _remove(folder: Path, held: Connection) -> None:
    held.close()
    shutil.rmtree(folder, ignore_errors=True)

"""Private temporary folders for the files of visitors; removed when their visitor leaves.

All folders of a process are in one folder below the system's for temporary files. The process
holds a lock on it; one that no process holds was left by a process that was killed, and the next
one removes it.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from functools import cached_property
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
MOST_OF_LARGEST = 3
"""A visitor keeps at most the bytes of this many files of the largest size."""

_ID = re.compile(r"own-([0-9a-f]{32})-(\d{1,6})")


class VisitorFolder:
    """The private folder of one visitor; removed with this object, or by :meth:`clear`.

    Parameters
    ----------
    root
        Where it is made.
    owner
        Network address of the visitor.
    """

    def __init__(self, root: Path, owner: str = "") -> None:
        self.owner = owner
        self._secret = token_hex(16)
        self._snapshots = 0
        self.path = root / self._secret
        self.path.mkdir(mode=0o700)
        self._end = finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    @property
    def is_open(self) -> bool:
        """Return whether it was not removed yet."""
        return self._end.alive

    def new_snapshot(self, *, replaces: Path | None = None) -> tuple[str, Path]:
        """Return an id that cannot be guessed, and the new folder of its snapshot.

        The one that it replaces stays, for pages that still show it; those before it are removed.
        """
        for earlier in range(1, self._snapshots + 1):
            folder = self.path / str(earlier)
            if folder != replaces:
                shutil.rmtree(folder, ignore_errors=True)
        self._snapshots += 1
        folder = self.path / str(self._snapshots)
        folder.mkdir(mode=0o700)
        return f"own-{self._secret}-{self._snapshots}", folder

    def write(self, content: bytes | memoryview, name: str) -> Path:
        """Write a file under a name of ours, and return its path; on a full disk nothing stays."""
        folder = self.path / f"file-{token_hex(4)}"
        folder.mkdir(mode=0o700)
        path = folder / name
        try:
            path.write_bytes(content)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return path

    def clear(self) -> None:
        """Remove the folder and all that is in it."""
        self._end()


class PrivateFolders:
    """The private folders of all visitors of this process."""

    def __init__(self) -> None:
        self._folders: WeakSet[VisitorFolder] = WeakSet()
        self._counting = Lock()

    @cached_property
    def root(self) -> Path:
        """Return the folder that they are in; the first time, remove what others left."""
        sweep(Path(tempfile.gettempdir()))
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))  # for this user alone
        lock = acquire(folder / _LOCK)
        atexit.register(_remove, folder, lock)
        return folder

    def new(self, *, most: int, owner: str = "") -> VisitorFolder | None:
        """Return a new folder; None if there are as many as there may be.

        One network address has at most half of them, so that it cannot keep out all others.
        """
        with self._counting:
            owners = [folder.owner for folder in self._folders if folder.is_open]
            if len(owners) >= most or (owner and owners.count(owner) >= (most + 1) // 2):
                return None
            folder = VisitorFolder(self.root, owner)
            self._folders.add(folder)
            return folder

    def static_folder(self, snapshot_id: str) -> Path | None:
        """Return the folder of map geometry of a visitor's snapshot; None for another id."""
        found = _ID.fullmatch(snapshot_id)
        return self.root / found[1] / found[2] / STATIC if found else None


PRIVATE_FOLDERS = PrivateFolders()
"""Those of this process."""


def sweep(folder: Path) -> None:
    """Remove the folders of visitors that no running process holds."""
    for left in folder.glob(f"{_PREFIX}*"):
        try:
            acquire(left / _LOCK).close()
        except OSError:
            continue  # a process holds it, or it is not ours
        shutil.rmtree(left, ignore_errors=True)


def _remove(folder: Path, lock: Connection) -> None:
    lock.close()
    shutil.rmtree(folder, ignore_errors=True)

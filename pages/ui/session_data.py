"""Files of a visitor's own, used in their session alone: what they are, and the data they make.

They lie in a private folder until no page of the visitor has been open for some minutes: a
connection may drop for a moment, as on a phone, and a link to another page begins a new session. A
cookie, there only while own files are used, tells whose it is.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from threading import Lock, Timer
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import streamlit as st

from geodata.enums import DatasetFlag, SnapshotKind
from geodata.errors import InputError
from geodata.model import SCHEMA_VERSION
from loaders.session_files import Shelf, new_shelf
from loaders.settings import get_settings
from loaders.store import snapshots
from loaders.store.frame_checks import checked
from loaders.store.manifest import STATIC
from pages.ui.cache import OWN, published_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.model import SnapshotData
    from loaders.imports.file_import import Source
    from loaders.imports.kinds import Beside, FileKind

MOST_FILES = 8


@dataclass(frozen=True)
class OwnFile:
    """A file that is used: what it is, what was told of it, and how many rows were left out."""

    kind: FileKind
    name: str
    path: Path
    digest: str
    source: Source
    beside: Beside
    left_out: int = 0


@dataclass(frozen=True)
class Own:
    """What a visitor uses: files in the order they came in, and what the data are with them."""

    files: tuple[OwnFile, ...]
    snapshot: snapshots.Snapshot
    base: snapshots.Snapshot
    shelf: Shelf


class Held:
    """What one visitor uses: held by the sessions of their browser, and gone with the last."""

    def __init__(self) -> None:
        self.token = token_hex(16)
        self.own: Own | None = None
        self._pages = 0
        self._counting = Lock()

    def enter(self) -> None:
        """Count a page that is open."""
        with self._counting:
            self._pages += 1

    def leave(self) -> None:
        """Count a page that was left; after the last one all is removed, unless one is opened."""
        with self._counting:
            self._pages -= 1
        timer = Timer(GRACE_S, self._remove_if_gone)
        timer.daemon = True
        timer.start()

    def _remove_if_gone(self) -> None:
        with self._counting:
            if self.own and not self._pages:
                self.own.shelf.clear()
                self.own = None


GRACE_S = 300.0
COOKIE = "nabij_eigen"
_held: WeakValueDictionary[str, Held] = WeakValueDictionary()


class FullError(Exception):
    """As many visitors, or as many files, as there may be."""


def current() -> Own | None:
    """Return what this visitor uses; None if it is the data of Nabij."""
    held: Held | None = st.session_state.get(OWN)
    return held.own if held else None


def token() -> str:
    """Return what the visitor's cookie must hold; empty if there need be none."""
    held: Held | None = st.session_state.get(OWN)
    return held.token if held and held.own else ""


def resume() -> None:
    """Take up what the same browser used in a session before this one."""
    held = st.session_state.get(OWN) or _held.get(st.context.cookies.get(COOKIE, ""))
    if held:
        st.session_state[OWN] = held
        _present(held.token, held)


@st.cache_resource(scope="session", on_release=Held.leave, show_spinner=False)
def _present(token: str, _held: Held) -> Held:
    """Count this session as there until its connection is gone, when Streamlit releases it."""
    del token
    _held.enter()
    return _held


def digest(content: bytes | memoryview, kind: FileKind) -> str:
    """Return by what a file of a kind is known again."""
    return sha256(kind.value.encode() + content).hexdigest()


def add(  # noqa: PLR0913  (each is told of the file)
    content: bytes | memoryview,
    *,
    kind: FileKind,
    name: str,
    stored: str,
    source: Source,
    beside: Beside,
) -> None:
    """Use a file in this session, on top of those that are used; rows that are wrong are left out.

    Parameters
    ----------
    content
        Of the file.
    kind, name, stored
        What it is about, its name as it is shown, and the one that it is kept under.
    source, beside
        What is told of it and beside it.

    Raises
    ------
    InputError
        If it cannot be used; what was used before stays.
    FullError
        If there is no room.
    """
    before = current()
    files = before.files if before else ()
    if len(files) >= MOST_FILES:
        raise FullError
    shelf = before.shelf if before else new_shelf(most=get_settings().own_visitors)
    if shelf is None:
        raise FullError
    path = shelf.keep(content, stored)
    try:
        one = OwnFile(kind, name, path, digest(content, kind), source, beside)
        base = before.base if before else published_snapshot()
        _use((*files, one), base=base, shelf=shelf, fresh=before)
    except BaseException:
        path.unlink()
        if before is None:
            shelf.clear()
        raise


def remove(file: OwnFile) -> bool:
    """No longer use a file; tell whether the others can be used without it."""
    before = current()
    if before is None:
        return True
    left = tuple(one for one in before.files if one is not file)
    if not left:
        drop()
        return True
    try:
        _use(left, base=before.base, shelf=before.shelf, fresh=None)
    except InputError:
        return False
    file.path.unlink(missing_ok=True)
    return True


def drop() -> None:
    """Go back to the data of Nabij; all that was handed over is removed."""
    before = current()
    if before:
        st.session_state[OWN].own = None
        before.shelf.clear()


def taken(
    files: Sequence[OwnFile], data: SnapshotData, *, marked: bool
) -> tuple[SnapshotData, tuple[int, ...]]:
    """Return data with what files hold, and how many rows of each were left out.

    Parameters
    ----------
    files
        In the order in which they are taken.
    data
        Of a snapshot.
    marked
        Whether datasets that come from them bear the flag ``own``.
    """
    from loaders.imports.file_import import take  # noqa: PLC0415  (slow to import)

    left_out = []
    for file in files:
        found = take(
            file.path,
            file.kind,
            base=data,
            source=file.source,
            beside=file.beside,
            take_good=True,
        )
        left_out.append(len({problem.row for problem in found.left_out}))
        data = _marked(data, found.data) if marked else found.data
    return data, tuple(left_out)


def _marked(before: SnapshotData, after: SnapshotData) -> SnapshotData:
    """Return data whose datasets say ``own`` where they are others than before."""
    known = set(before.datasets)
    return replace(
        after,
        datasets=tuple(
            d
            if d in known or DatasetFlag.OWN in d.flags
            else replace(d, flags=(*d.flags, DatasetFlag.OWN))
            for d in after.datasets
        ),
    )


def _use(
    files: tuple[OwnFile, ...], *, base: snapshots.Snapshot, shelf: Shelf, fresh: Own | None
) -> None:
    """Make the session's snapshot of files; ``fresh`` is what all but the last have made."""
    if fresh:
        data, left_out = taken(files[-1:], fresh.snapshot.data, marked=True)
        files = (*files[:-1], replace(files[-1], left_out=left_out[0]))
    else:
        data, left_out = taken(files, base.data, marked=True)
        files = tuple(replace(f, left_out=n) for f, n in zip(files, left_out, strict=True))
    data = checked(data)
    name, folder = shelf.new_snapshot()
    _write(data, folder / STATIC, [base, *([fresh.snapshot] if fresh else [])])
    snapshot = snapshots.Snapshot(
        data, name, SnapshotKind.OWN, datetime.now(UTC), folder, SCHEMA_VERSION
    )
    held = st.session_state.setdefault(OWN, Held())
    _held[held.token] = held
    held.own = Own(files, snapshot, base, shelf)


def _write(data: SnapshotData, folder: Path, known: Sequence[snapshots.Snapshot]) -> None:
    """Write what maps need; the ground only if none of the known ones has the same."""
    from loaders.store.map_files import (  # noqa: PLC0415  (slow to import)
        write_geometry,
        write_points_and_places,
    )

    like = next((one for one in known if _same_ground(one.data, data)), None)
    if like is None:
        write_geometry(data, folder)
    else:
        write_points_and_places(data, folder, like=like.static)


def _same_ground(one: SnapshotData, other: SnapshotData) -> bool:
    """Tell whether two have the same units, areas and division, whoever lives there."""
    columns = ["code", "name", "municipality", "elz", "province"]
    return (
        one.areas.equals(other.areas)
        and one.division.equals(other.division)
        and one.units[columns].equals(other.units[columns])
        and bool(one.units.geometry.geom_equals_exact(other.units.geometry, 0).all())
    )


@contextmanager
def kept_for_a_moment(content: bytes | memoryview, stored: str) -> Iterator[Path]:
    """Write a file under a name of ours, and remove it after the block."""
    with TemporaryDirectory(prefix="nabij-") as folder:
        path = Path(folder) / stored
        path.write_bytes(content)
        yield path

"""The snapshot store: written to a temporary folder, checked, made current in one atomic step.

A store is a folder::

    current                     the id of the current snapshot, one line
    snapshots/<id>/manifest.json
    snapshots/<id>/<frame>.parquet
    snapshots/<id>/static/      map geometry for the browser
    snapshots/<id>/network/     streets to walk, where an extract was imported

A folder under ``snapshots`` without the prefix ``.new-`` is complete: it was checked and brought
to disk before it got its name. ``current`` is replaced last.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.errors import NoSnapshotError, PublishBusyError, SnapshotError
from geodata.snapshot.model import SCHEMA_VERSION
from loaders.store import frame_files, network_files
from loaders.store.frame_checks import checked
from loaders.store.lock import acquire
from loaders.store.manifest import (
    INDEX,
    STATIC,
    SnapshotInfo,
    current_id,
    read_manifest,
    verify_files,
    write_manifest,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from geodata.enums import SnapshotKind
    from geodata.snapshot.model import SnapshotData

TEMPORARY = ".new-"
"""Prefix of folders that are being written or removed."""


@dataclass(frozen=True)
class Snapshot:
    """A loaded snapshot; ``warnings`` holds why newer ones, or its network, could not be read.

    ``pointed_at`` is the id that was current when it was loaded: its own, or of a damaged one.
    """

    data: SnapshotData
    id: str
    kind: SnapshotKind
    created: datetime
    folder: Path
    schema_version: int
    warnings: tuple[SnapshotError, ...] = ()
    pointed_at: str = ""

    @property
    def static(self) -> Path:
        """Return the folder of the map geometry."""
        return self.folder / STATIC

    @property
    def checked_data(self) -> SnapshotData | None:
        """Return the frames if they were checked, when published, as this version does."""
        return self.data if self.schema_version == SCHEMA_VERSION else None


def publish(
    data: SnapshotData,
    *,
    folder: Path,
    kind: SnapshotKind,
    now: datetime,
    write_geometry: Callable[[SnapshotData, Path], None],
    base: Snapshot | None = None,
    snapshot_id: str = "",
) -> SnapshotInfo:
    """Write a snapshot to a temporary folder, check it, and make it the current one.

    Parameters
    ----------
    data
        The frames; geometries in EPSG:3812.
    folder
        The store; created if it does not exist.
    kind
        ``builtin`` or ``imported``.
    now
        Time of publication, with a time zone.
    write_geometry
        Writes the map geometry of the data into the folder it is given.
    base
        What :func:`load` returned and the data were made from: what another process published
        since then must not be lost.
    snapshot_id
        Its id, for a copy of a snapshot of elsewhere; else it gets one of its own.

    Raises
    ------
    InputError
        If a frame does not fit its schema, or a code refers to nothing.
    PublishBusyError
        If another process is publishing, or did since the base was loaded.
    SnapshotError
        If it cannot be written: the disk is full or the folder is not ours. In every case the
        snapshot that was current stays so.
    """
    data = checked(data, base=base.checked_data if base else None)
    snapshots = folder / "snapshots"
    try:
        snapshots.mkdir(parents=True, exist_ok=True)
        with only_publisher(folder):
            if base and current_id(folder) != base.pointed_at:
                raise _overtaken(folder)
            sweep(folder)
            temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=snapshots))
            try:
                temporary.chmod(0o755)  # mkdtemp makes it private; the web server must read it
                name = _write(
                    data,
                    temporary,
                    kind=kind,
                    now=now,
                    write_geometry=write_geometry,
                    snapshot_id=snapshot_id,
                )
                temporary.rename(snapshots / name)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
            _sync(snapshots)
            _make_current(folder, name)
    except OSError as error:
        message = (
            f"{folder}: the snapshot could not be written ({error.strerror or error}). "
            f"{what_stays(folder)}Make room or check the permissions, and try again."
        )
        raise SnapshotError(message, where=str(folder)) from error
    return read_manifest(folder, name)


def make_current(folder: Path, snapshot_id: str) -> SnapshotInfo:
    """Make a snapshot that is kept the current one again, every file of it verified.

    None is removed; the pages show it at their next run.

    Raises
    ------
    NoSnapshotError
        If the store has no snapshot of that id.
    PublishBusyError
        If another process is publishing.
    SnapshotError
        If a file of it is missing or damaged, or the store cannot be written. In every case the
        snapshot that was current stays so.
    """
    require_kept(folder, snapshot_id)
    try:
        with only_publisher(folder):
            require_kept(folder, snapshot_id)  # a publisher may have removed it meanwhile
            info = verify(folder, snapshot_id)
            _verified(folder, snapshot_id)
            _make_current(folder, snapshot_id)
    except OSError as error:
        message = (
            f"{folder}: the current snapshot could not be changed ({error.strerror or error}). "
            f"{what_stays(folder)}Check the permissions, and try again."
        )
        raise SnapshotError(message, where=str(folder)) from error
    return info


def load(folder: Path) -> Snapshot:
    """Load the current snapshot, or the last good one before it.

    Sizes of all files and checksums of the frames and of the index of map geometry are verified;
    the geometry itself by :func:`verify`.

    Raises
    ------
    NoSnapshotError
        If the store has no snapshot that can be read; its message names what is wrong with the
        newest.
    """
    newest_first = snapshot_ids(folder)
    current = current_id(folder)
    if current:
        newest_first = [current, *(name for name in newest_first if name != current)]
    problems: list[SnapshotError] = []
    for name in newest_first:
        try:
            found = _verified(folder, name)
            return replace(found, warnings=(*problems, *found.warnings), pointed_at=current)
        except SnapshotError as error:
            problems.append(error)
    problem = str(problems[0]) if problems else "there is none."
    message = f"{folder}: no snapshot to show: {problem} Build one with: python -m loaders build"
    raise NoSnapshotError(message, where=str(folder), problem=problem if problems else "")


def load_snapshot(folder: Path, snapshot_id: str) -> Snapshot:
    """Load one snapshot, verified as by :func:`load`, and no other in its place.

    Raises
    ------
    NoSnapshotError
        If the store has no snapshot of that id.
    SnapshotError
        If it is damaged.
    """
    require_kept(folder, snapshot_id)
    return _verified(folder, snapshot_id)


def verify(folder: Path, snapshot_id: str) -> SnapshotInfo:
    """Verify size and checksum of every file of a snapshot; return its manifest.

    Raises
    ------
    SnapshotError
        If a file is missing, has another size or another content.
    """
    info = read_manifest(folder, snapshot_id)
    verify_files(info, hashed=info.files)
    return info


def sized(folder: Path, snapshot_id: str) -> SnapshotInfo:
    """Verify the size of every file of a snapshot, which is quick; return its manifest.

    Raises
    ------
    SnapshotError
        If a file is missing or has another size.
    """
    info = read_manifest(folder, snapshot_id)
    verify_files(info, hashed=())
    return info


def list_snapshots(folder: Path) -> list[SnapshotInfo]:
    """Return the snapshots whose manifest can be read, newest first."""
    found = []
    for name in snapshot_ids(folder):
        try:
            found.append(read_manifest(folder, name))
        except SnapshotError:
            continue
    return found


def snapshot_ids(folder: Path) -> list[str]:
    """Return the ids of all complete snapshots, readable or not, newest first."""
    snapshots = folder / "snapshots"
    if not snapshots.is_dir():
        return []
    names = (p.name for p in snapshots.iterdir() if p.is_dir() and not p.name.startswith(TEMPORARY))
    return sorted(names, reverse=True)


def what_stays(folder: Path) -> str:
    """Return a sentence that the current snapshot stays, if there is one."""
    return "The current one stays. " if current_id(folder) in snapshot_ids(folder) else ""


def require_kept(folder: Path, snapshot_id: str) -> None:
    """Raise NoSnapshotError if the store has no snapshot of that id."""
    if snapshot_id not in snapshot_ids(folder):
        message = f"{folder}: there is no snapshot {snapshot_id!r}. See: python -m loaders check"
        raise NoSnapshotError(message, where=str(folder), problem="")


def _write(
    data: SnapshotData,
    temporary: Path,
    *,
    kind: SnapshotKind,
    now: datetime,
    write_geometry: Callable[[SnapshotData, Path], None],
    snapshot_id: str,
) -> str:
    """Write frames, static geometry and manifest into the folder; return the snapshot's id."""
    rows = frame_files.write(data, temporary)
    if data.network:
        network_files.write(data.network, temporary / network_files.FOLDER)
    (temporary / STATIC).mkdir()
    write_geometry(data, temporary / STATIC)
    snapshot_id = write_manifest(
        temporary, kind=kind, now=now, datasets=data.datasets, rows=rows, snapshot_id=snapshot_id
    )
    for path in (*temporary.rglob("*"), temporary):
        _sync(path)
    return snapshot_id


def _verified(folder: Path, snapshot_id: str) -> Snapshot:
    """Return a snapshot; without its network, and with a warning, if only that is damaged."""
    info = read_manifest(folder, snapshot_id)
    names = [name for name in info.files if not network_files.is_network(name)]
    hashed = [f"{frame}.parquet" for frame in frame_files.kept(info)]
    verify_files(info, names, hashed=[*hashed, *info.files.keys() & {f"{STATIC}/{INDEX}"}])
    data = frame_files.read(info)
    warnings: tuple[SnapshotError, ...] = ()
    try:
        data = replace(data, network=network_files.read(info))
    except SnapshotError as error:
        datasets = tuple(d for d in data.datasets if d.name != network_files.FOLDER)
        data, warnings = replace(data, datasets=datasets), (error,)
    about = (info.id, info.kind, info.created, info.folder, info.schema_version)
    return Snapshot(data, *about, warnings)


def _make_current(folder: Path, name: str) -> None:
    pointer = folder / "current.new"
    pointer.write_text(f"{name}\n", encoding="utf-8")
    _sync(pointer)
    pointer.replace(folder / "current")
    _sync(folder)


def sweep(folder: Path) -> None:
    """Remove what was left behind when publishing or removing a snapshot was cut off."""
    for leftover in (folder / "snapshots").glob(f"{TEMPORARY}*"):
        shutil.rmtree(leftover)


@contextmanager
def only_publisher(folder: Path) -> Iterator[None]:
    """Hold the store's lock in the block.

    Raises
    ------
    PublishBusyError
        If another process holds it.
    OSError
        If the store cannot be written.
    """
    try:
        lock = acquire(folder / "publish.lock")
    except BlockingIOError as error:
        message = f"{folder}: another process is publishing. Try again when it is done."
        raise PublishBusyError(message, where=str(folder)) from error
    with closing(lock):
        yield


def _overtaken(folder: Path) -> PublishBusyError:
    message = (
        f"{folder}: another process published a snapshot in the meantime. Nothing was replaced: "
        "try again, with what it published."
    )
    return PublishBusyError(message, where=str(folder))


def _sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to disk."""
    if path.is_dir() and os.name != "posix":
        return  # only POSIX opens folders
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

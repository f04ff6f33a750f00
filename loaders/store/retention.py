"""Old snapshots make room for new ones; never the current one, nor the last good one before it.

One that goes is first given a name that no reader looks at: cut off halfway, the store is whole.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.errors import BadValueError, SnapshotError
from loaders.store.manifest import current_id
from loaders.store.snapshots import (
    TEMPORARY,
    only_publisher,
    require_kept,
    sized,
    snapshot_ids,
    sweep,
    verify,
    what_stays,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Pruning:
    """Ids of the snapshots that go and of those that stay, newest first."""

    gone: tuple[str, ...]
    kept: tuple[str, ...]


def prune(folder: Path, *, keep: int, also: Collection[str] = (), dry_run: bool = False) -> Pruning:
    """Remove all snapshots but the newest.

    Parameters
    ----------
    folder
        The store.
    keep
        How many of the newest stay. The current one stays wherever it is among them, and the
        newest other one of which all checksums are right; so does one that is damaged and among
        the newest, for a newer version of Nabij may read it.
    also
        More that stay.
    dry_run
        Only report what would be removed.

    Raises
    ------
    PublishBusyError
        If another process is publishing.
    SnapshotError
        If the store cannot be changed.
    """
    with _changing(folder):
        newest_first = snapshot_ids(folder)
        stay = {*newest_first[:keep], *also, *needed(folder)}
        gone = tuple(name for name in newest_first if name not in stay)
        if not dry_run:
            sweep(folder)
            for name in gone:
                _remove(folder, name)
    return Pruning(gone, tuple(name for name in newest_first if name in stay))


def remove(folder: Path, snapshot_id: str) -> None:
    """Remove one snapshot.

    Raises
    ------
    NoSnapshotError
        If the store has no snapshot of that id.
    BadValueError
        If it is the current one, or the last good one before it.
    PublishBusyError
        If another process is publishing.
    SnapshotError
        If the store cannot be changed.
    """
    require_kept(folder, snapshot_id)
    with _changing(folder):
        require_kept(folder, snapshot_id)  # another process may have removed it meanwhile
        if snapshot_id in needed(folder):
            raise BadValueError(
                where=str(folder),
                expected="a snapshot that is neither the current nor the last good one before it",
                got=snapshot_id,
                action="Keep it, or make another one current first.",
            )
        _remove(folder, snapshot_id)


def needed(folder: Path, *, thorough: bool = True) -> frozenset[str]:
    """Return the snapshots that are never removed.

    Parameters
    ----------
    folder
        The store.
    thorough
        Whether a good one is one with all its checksums, or, which is quick, with all its sizes.

    Returns
    -------
    frozenset of str
        The current one; and the good one that is shown in its place if it turns out damaged.
    """
    current = current_id(folder)
    check = verify if thorough else sized
    found = {current} if current else set()
    for name in snapshot_ids(folder):
        if name == current:
            continue
        with suppress(SnapshotError):
            check(folder, name)
            found.add(name)
            break
    return frozenset(found)


@contextmanager
def _changing(folder: Path) -> Iterator[None]:
    """Hold the store's lock; errors of the disk become SnapshotError."""
    try:
        with only_publisher(folder):
            yield
    except OSError as error:
        message = (
            f"{folder}: old snapshots could not be removed ({error.strerror or error}). "
            f"{what_stays(folder)}Check the permissions, and try again."
        )
        raise SnapshotError(message, where=str(folder)) from error


def _remove(folder: Path, name: str) -> None:
    snapshots = folder / "snapshots"
    temporary = snapshots / f"{TEMPORARY}gone-{name}"
    (snapshots / name).rename(temporary)
    shutil.rmtree(temporary)

"""The current snapshot, built in if nothing else is there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from geodata.enums import SnapshotKind
from geodata.errors import NoSnapshotError, SnapshotError
from geodata.network.refit import refit
from geodata.snapshot.model import SCHEMA_VERSION
from loaders.database import sync
from loaders.settings import get_settings
from loaders.store import snapshots
from loaders.store.retention import prune

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.snapshot.model import SnapshotData
    from loaders.settings import Settings
    from loaders.store.manifest import SnapshotInfo


def ensure_snapshot(
    settings: Settings, *, progress: Callable[[str], None] = lambda _: None
) -> snapshots.Snapshot:
    """Return the current snapshot; build and publish the built-in one if none can be read.

    Where there is a database that holds one, that is read instead.
    A snapshot of an older version of Nabij is published again, with what maps need now; the
    built-in one with the facts of today.

    Raises
    ------
    SnapshotError
        If it cannot be published.
    """
    try:
        snapshot = snapshots.load(settings.data)
        if snapshot.schema_version == SCHEMA_VERSION:
            return snapshot
        progress("Bringing the data up to this version of Nabij")
        data = snapshot.data
        if snapshot.kind is SnapshotKind.BUILTIN:
            from loaders.builtin.snapshot import build_builtin

            data = build_builtin(progress)
        publish_now(data, folder=settings.data, kind=snapshot.kind, base=snapshot)
        return snapshots.load(settings.data)
    except NoSnapshotError as error:
        if settings.database_url.get_secret_value():
            sync.refresh(settings, progress=progress)
            with suppress(NoSnapshotError):
                return snapshots.load(settings.data)
        from loaders.builtin.snapshot import build_builtin

        data = build_builtin(progress)
        with suppress(NoSnapshotError):  # building takes long: another process may have published
            return snapshots.load(settings.data)
        publish_now(data, folder=settings.data, kind=SnapshotKind.BUILTIN)
        snapshot = snapshots.load(settings.data)
        return replace(snapshot, warnings=(error,)) if error.params["problem"] else snapshot


def publish_now(
    data: SnapshotData, *, folder: Path, kind: SnapshotKind, base: snapshots.Snapshot | None = None
) -> SnapshotInfo:
    """Publish with today's date and the map geometry; as :func:`loaders.store.snapshots.publish`.

    Of older snapshots those stay that the settings ask for, and the base: pages may still show it.
    It goes to the database too, if there is one; see :func:`loaders.database.sync.last`.
    """
    info = snapshots.publish(
        refit(data, base=base.data if base else None),
        folder=folder,
        kind=kind,
        now=datetime.now(UTC),
        write_geometry=partial(_write_geometry, base=base),
        base=base,
    )
    with suppress(SnapshotError):  # what could not be removed now goes the next time
        prune(folder, keep=get_settings().keep, also={base.id} if base else ())
    sync.mirror(get_settings().model_copy(update={"data": folder}), info.id)
    return info


def _write_geometry(data: SnapshotData, folder: Path, *, base: snapshots.Snapshot | None) -> None:
    """Write the map geometry; that of the regions of the base where it is the same and intact."""
    from loaders.store import map_files

    if base and map_files.same_regions(base.data, data) and _has_geometry(base):
        map_files.write_points_and_places(data, folder, like=base.static)
    else:
        map_files.write_geometry(data, folder)


def _has_geometry(base: snapshots.Snapshot) -> bool:
    """Return whether a snapshot of this version has its map geometry, as it was written."""
    if base.schema_version != SCHEMA_VERSION:
        return False
    try:
        info = snapshots.verify(base.folder.parents[1], base.id)
    except SnapshotError:
        return False
    return any(name.endswith("/index.json") for name in info.files)

"""The current snapshot, built in if nothing else is there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.errors import NoSnapshotError, SnapshotError
from geodata.model import SCHEMA_VERSION
from loaders import mirroring, store
from loaders.pruning import prune
from loaders.settings import get_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.model import SnapshotData
    from loaders.manifest import SnapshotInfo
    from loaders.settings import Settings


def ensure_snapshot(
    settings: Settings, *, progress: Callable[[str], None] = lambda _: None
) -> store.Snapshot:
    """Return the current snapshot; build and publish the built-in one if none can be read.

    Where there is a database that holds one, that is read instead.
    A snapshot of an older version of Nabij is published anew, with what maps need by now.

    Raises
    ------
    SnapshotError
        If it cannot be published.
    """
    try:
        snapshot = store.load(settings.data)
        if snapshot.schema_version == SCHEMA_VERSION:
            return snapshot
        progress("Bringing the data up to this version of Nabij")
        publish_now(snapshot.data, folder=settings.data, kind=snapshot.kind, base=snapshot)
        return store.load(settings.data)
    except NoSnapshotError as error:
        if settings.database_url.get_secret_value():
            mirroring.refresh(settings, progress=progress)
            with suppress(NoSnapshotError):
                return store.load(settings.data)
        from loaders.builtin import build_builtin  # noqa: PLC0415  (slow to import)

        data = build_builtin(progress)
        with suppress(NoSnapshotError):  # building takes long: another process may have published
            return store.load(settings.data)
        publish_now(data, folder=settings.data, kind="builtin")
        snapshot = store.load(settings.data)
        return replace(snapshot, warnings=(error,)) if error.params["problem"] else snapshot


def publish_now(
    data: SnapshotData, *, folder: Path, kind: str, base: store.Snapshot | None = None
) -> SnapshotInfo:
    """Publish with today's date and the map geometry; as :func:`loaders.store.publish`.

    Of older snapshots those stay that the settings ask for, and the base: pages may still show it.
    It goes to the database too, if there is one; see :func:`loaders.mirroring.last`.
    """
    from loaders.geometry import write_geometry  # noqa: PLC0415  (slow to import)

    info = store.publish(
        data,
        folder=folder,
        kind=kind,
        now=datetime.now(UTC),
        write_geometry=write_geometry,
        base=base,
    )
    with suppress(SnapshotError):  # what could not be removed now goes the next time
        prune(folder, keep=get_settings().keep, also={base.id} if base else ())
    mirroring.mirror(get_settings().model_copy(update={"data": folder}), info.id)
    return info

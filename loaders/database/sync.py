"""The database next to the store: each published snapshot is copied to it, newer ones from it.

Whatever the database does, the store keeps serving; the last outcome is kept in ``database.json``
of the data folder, for the page Gegevens and the command line.
"""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.enums import DatabaseProblem, SnapshotKind
from geodata.errors import DatabaseError, NabijError, NoSnapshotError, SnapshotError
from geodata.network.refit import refit
from loaders.store import snapshots
from loaders.store.retention import prune

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.snapshot.model import SnapshotData
    from loaders.database.manifest import Published
    from loaders.database.postgis import State
    from loaders.settings import Settings
    from loaders.store.manifest import SnapshotInfo

_NOTED = "database.json"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """The last outcome with the database.

    Attributes
    ----------
    at
        When, ISO 8601 in UTC.
    action
        ``publish`` or ``read``.
    snapshot
        The snapshot that was to be published, or that was read; empty if there was none.
    in_database
        The snapshot that the database is known to hold, empty if none is.
    problem
        Code of :class:`geodata.errors.DatabaseError`, empty if it went well.
    error_text
        The error in a sentence, in English.
    """

    at: str
    action: str
    snapshot: str
    in_database: str
    problem: str = ""
    error_text: str = ""


def last(folder: Path) -> Outcome | None:
    """Return the last outcome with the database; None if it was never used."""
    try:
        noted = json.loads((folder / _NOTED).read_text(encoding="utf-8"))
        if "told" in noted:  # as version 0.1 wrote it
            noted["error_text"] = noted.pop("told")
        return Outcome(**noted)
    except (OSError, ValueError, TypeError):
        return None


def publish(
    settings: Settings,
    snapshot_id: str,
    *,
    replace: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> None:
    """Publish a snapshot of the store to the database, and note how that went.

    Parameters
    ----------
    settings
        With the database and the store.
    snapshot_id
        Of a snapshot that is kept.
    replace
        Also if the database holds a snapshot that was published elsewhere.
    progress
        Called with a short English line before each step.

    Raises
    ------
    DatabaseError
        With what happened; the store and the database stay as they were.
    """
    from loaders.database import postgis

    before = last(settings.data)
    known = {*snapshots.snapshot_ids(settings.data), before.in_database if before else ""}
    try:
        snapshot = snapshots.load_snapshot(settings.data, snapshot_id)
        postgis.publish(
            _url(settings),
            snapshot,
            known=None if replace else known,
            language=settings.language,
            progress=progress,
        )
    except NabijError as error:
        _note(settings.data, "publish", snapshot_id, error=error)
        raise
    _note(settings.data, "publish", snapshot_id)


def mirror(settings: Settings, snapshot_id: str) -> None:
    """Publish to the database if there is one; failures are only noted and logged."""
    if settings.database_url.get_secret_value():
        try:
            publish(settings, snapshot_id)
        except NabijError as error:
            _LOG.warning("%s is published here, but not to the database. %s", snapshot_id, error)


def read(settings: Settings, *, progress: Callable[[str], None] = lambda _: None) -> SnapshotInfo:
    """Make the snapshot of the database the current one of the store, under the same id.

    Raises
    ------
    DatabaseError
        If there is none, or it cannot be read.
    InputError, PublishBusyError, SnapshotError
        If it cannot be published here. In every case the snapshot that was current stays so.
    """
    from loaders.database import postgis
    from loaders.store.map_files import write_geometry

    try:
        progress("Reading the database")
        found, data = postgis.read(_url(settings))
        if found.id in snapshots.snapshot_ids(settings.data):
            info = snapshots.make_current(settings.data, found.id)
        else:
            progress("Checking and publishing here")
            info = snapshots.publish(
                _with_network_here(data, settings.data),
                folder=settings.data,
                kind=found.kind,
                now=found.created,
                write_geometry=write_geometry,
                snapshot_id=found.id,
            )
    except NabijError as error:
        _note(settings.data, "read", "", error=error)
        raise
    _note(settings.data, "read", info.id)
    with suppress(SnapshotError):  # what could not be removed now goes the next time
        prune(settings.data, keep=settings.keep)
    return info


def _with_network_here(data: SnapshotData, folder: Path) -> SnapshotData:
    """Return the data with the walking network that is here: the database holds none."""
    others = replace(data, datasets=tuple(d for d in data.datasets if d.name != "network"))
    try:
        here = snapshots.load(folder).data
    except NoSnapshotError:
        return others
    if here.network is None:
        return others
    datasets = others.datasets_with(here.dataset("network"))
    return refit(replace(others, network=here.network, datasets=datasets), base=here)


def status(settings: Settings) -> State:
    """Return what the database holds.

    Raises
    ------
    DatabaseError
        If there is none, or it cannot be reached.
    """
    from loaders.database import postgis

    return postgis.status(_url(settings))


def refresh(settings: Settings, *, progress: Callable[[str], None] = lambda _: None) -> None:
    """Take over the snapshot of the database if the store has none as new.

    One that the store has, current or not, is not taken again: a rollback stays. What goes wrong
    is noted and logged, no more.
    """
    from loaders.database import postgis

    try:
        found = postgis.status(_url(settings)).current
        if found is None or not _is_news(found, settings.data):
            if found:
                _note(settings.data, "read", "", in_database=found.id)
            return
        read(settings, progress=progress)
    except NabijError as error:
        if isinstance(error, DatabaseError):
            _note(settings.data, "read", "", error=error)
        _LOG.warning("The data that are here stay in use. %s", error)


def _is_news(found: Published, folder: Path) -> bool:
    """Return whether the store has neither this snapshot nor a newer one of someone's own."""
    here = snapshots.list_snapshots(folder)
    if found.id in {info.id for info in here}:
        return False
    builtin = SnapshotKind.BUILTIN
    rivals = [info for info in here if info.kind is not builtin or found.kind is builtin]
    return all(found.created > info.created for info in rivals)


def _url(settings: Settings) -> str:
    url = settings.database_url.get_secret_value()
    if not url:
        raise DatabaseError(
            problem=DatabaseProblem.NONE,
            what="there is none",
            action="Set NABIJ_DATABASE_URL to postgresql://user:password@host/database.",
        )
    return url


def _note(
    folder: Path,
    action: str,
    snapshot: str,
    *,
    in_database: str = "",
    error: NabijError | None = None,
) -> None:
    """Write down the outcome; if that fails, only log it."""
    before = last(folder)
    known = (
        in_database or (snapshot if error is None else "") or (before.in_database if before else "")
    )
    outcome = Outcome(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        action=action,
        snapshot=snapshot,
        in_database=known,
        problem=error.params.get("problem", error.code) if error else "",
        error_text=str(error) if error else "",
    )
    unpublished = folder / f"{_NOTED}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unpublished.write_text(json.dumps(asdict(outcome), indent=1), encoding="utf-8")
        unpublished.replace(folder / _NOTED)
    except OSError as problem:
        _LOG.warning("%s could not be written (%s)", folder / _NOTED, problem.strerror)

"""A snapshot in PostGIS: published whole or not at all, and read back as it was.

The schema ``nabij`` holds the current snapshot, ``nabij_previous`` the one before it. A publisher
writes a new schema in one transaction, reads it back, and then swaps the names: a publisher
that is killed leaves nothing behind, and who reads sees one snapshot or the other. Tables that the
views of others depend on are never dropped: they stay in a schema ``nabij_old_…``.

Nothing here says the password: neither a log nor an error.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import DBAPIError

from geodata.enums import DatabaseProblem
from geodata.errors import DatabaseError
from geodata.snapshot.frames import brought_up
from geodata.snapshot.model import FRAMES, SCHEMA_VERSION, SnapshotData
from loaders.database import tables
from loaders.database.connection import connected, damaged
from loaders.database.layer_styles import VIEW, add_styles, add_view
from loaders.database.manifest import (
    Published,
    manifest_tables,
    read_published,
    write_published,
)
from loaders.export import table_docs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import pandas as pd
    import psycopg

    from loaders.database.tables import FrameInfo
    from loaders.store.snapshots import Snapshot

SCHEMA = "nabij"
PREVIOUS = "nabij_previous"
_NEW = "nabij_new"
_OLD = "nabij_old_"
_PUBLISHING, _SWAPPING = 0x6E6162696A, 0x6E6162696B
"""Keys of the advisory locks: one publisher at a time; no swap while someone reads."""

_SWAP_WAIT = "60s"
_DROP_WAIT = "3s"


@dataclass(frozen=True)
class State:
    """What the database holds; ``old`` are the schemas that others' views keep alive."""

    current: Published | None
    previous: Published | None
    old: tuple[str, ...]


def publish(
    url: str,
    snapshot: Snapshot,
    *,
    known: Collection[str] | None = None,
    language: str = "nl",
    progress: Callable[[str], None] = lambda _: None,
) -> None:
    """Make a snapshot the current one of the database.

    Parameters
    ----------
    url
        ``postgresql://user:password@host/database``.
    snapshot
        From :func:`loaders.store.snapshots.load_snapshot`.
    known
        The ids that may be replaced; None for any. Another one was published from elsewhere, and
        is not to be lost.
    language
        Of the styles for QGIS.
    progress
        Called with a short English line before each step.

    Raises
    ------
    DatabaseError
        With what happened and what to do; what was there before stays, all of it.
    """
    with connected(url) as connection:
        _only_publisher(connection)
        _require_postgis(connection)
        before = read_published(connection, SCHEMA)
        if before and known is not None and before.id not in known:
            raise DatabaseError(
                problem=DatabaseProblem.CONFLICT,
                what=f"it holds {before.id}, which was published from elsewhere",
                action=(
                    "Take it over with `python -m loaders database read` and import again, or "
                    "replace it with `python -m loaders database publish --replace`."
                ),
            )
        progress("Writing to the database")
        connection.execute(sa.schema.CreateSchema(_NEW))
        frames = _write(connection, snapshot, language=language)
        progress("Reading back what was written")
        for name, info in frames.items():
            _verified(connection, _NEW, name, info)
        _swap(connection)
    _drop_old(url)


def read(url: str) -> tuple[Published, SnapshotData]:
    """Return the current snapshot of the database, all of it verified.

    Raises
    ------
    DatabaseError
        If there is none, it is not what was published, or it is of a newer version of Nabij.
    """
    with connected(url) as connection:
        return read_within(connection)


def read_within(connection: sa.Connection) -> tuple[Published, SnapshotData]:
    """Return what :func:`read` does, in a transaction that there is."""
    _wait_for_locks(connection)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(_SWAPPING)))
    found = read_published(connection, SCHEMA)
    if found is None:
        raise DatabaseError(
            problem=DatabaseProblem.EMPTY,
            what="it holds no snapshot",
            action="Publish one with: python -m loaders database publish",
        )
    if found.schema_version > SCHEMA_VERSION:
        raise DatabaseError(
            problem=DatabaseProblem.NEWER,
            what=f"its snapshot {found.id} is of a newer version of Nabij",
            action="Bring this Nabij up to date.",
        )
    frames: dict[str, Any] = {
        name: brought_up(name, _verified(connection, SCHEMA, name, info))
        for name, info in found.frames.items()
        if name in FRAMES
    }
    return found, SnapshotData(**frames, datasets=found.datasets)


def status(url: str) -> State:
    """Return what the database holds.

    Raises
    ------
    DatabaseError
        If it cannot be reached or read.
    """
    with connected(url) as connection:
        return State(
            read_published(connection, SCHEMA),
            read_published(connection, PREVIOUS),
            tuple(_old_schemas(connection)),
        )


def _only_publisher(connection: sa.Connection) -> None:
    if not connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_PUBLISHING))):
        raise DatabaseError(
            problem=DatabaseProblem.BUSY,
            what="another process is publishing to it",
            action="Try again when it is done: python -m loaders database publish",
        )


def _require_postgis(connection: sa.Connection) -> None:
    there = sa.text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")
    if not connection.scalar(there):
        connection.execute(sa.text("CREATE EXTENSION postgis"))


def _write(connection: sa.Connection, snapshot: Snapshot, *, language: str) -> dict[str, FrameInfo]:
    """Write all tables into the new schema; return how each frame is to be read."""
    data = snapshot.data
    metadata = sa.MetaData(schema=_NEW)
    made, frames = {}, {}
    for name in FRAMES:
        frame = getattr(data, name)
        frames[name] = tables.inspect(frame, where=name)
        made[name] = tables.table(
            name, frames[name], metadata=metadata, key=table_docs.key(name, frame)
        )
        tables.comment(made[name], frames[name], frame, data.datasets)
    manifest = manifest_tables(metadata)
    metadata.create_all(connection)
    raw = cast("psycopg.Cursor[Any]", connection.connection.cursor())
    for name, table in made.items():
        tables.write(raw, table, getattr(data, name))
    write_published(connection, manifest, snapshot, frames)
    add_view(raw, made["points"], made["centres"])
    columns = {name: [column.name for column in table.columns] for name, table in made.items()}
    columns[VIEW] = columns["points"] + columns["centres"]
    try:
        with connection.begin_nested():
            add_styles(connection, SCHEMA, columns, language=language)
    except DBAPIError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise  # who may not write there publishes without styles
    return frames


def _verified(connection: sa.Connection, schema: str, name: str, info: FrameInfo) -> pd.DataFrame:
    """Return the frame of a table, which holds what was published."""
    table = tables.table(name, info, metadata=sa.MetaData(schema=schema))
    frame = tables.read(connection, table, info)
    if len(frame) != info.rows or tables.digest(frame) != info.digest:
        found = f"{len(frame)} of {info.rows} rows"
        raise damaged(what=f"the table {name} is not as it was published ({found})")
    return frame


def _swap(connection: sa.Connection) -> None:
    """Make the new schema the current one, the current one the previous."""
    _wait_for_locks(connection)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SWAPPING)))
    there = set(connection.scalars(sa.text("SELECT nspname FROM pg_namespace")))
    if PREVIOUS in there:
        number = connection.scalar(sa.text("SELECT txid_current()"))
        _rename(connection, PREVIOUS, f"{_OLD}{number}")
    if SCHEMA in there:
        _grant(connection)
        _rename(connection, SCHEMA, PREVIOUS)
    _rename(connection, _NEW, SCHEMA)


def _wait_for_locks(connection: sa.Connection, *, at_most: str = _SWAP_WAIT) -> None:
    connection.execute(sa.text(f"SET LOCAL lock_timeout = '{at_most}'"))


def _rename(connection: sa.Connection, schema: str, name: str) -> None:
    connection.execute(sa.text(f"ALTER SCHEMA {schema} RENAME TO {name}"))


def _grant(connection: sa.Connection) -> None:
    """Let all who may use the current schema read the tables of the new one."""
    readers = connection.scalars(
        sa.text(
            "SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(rolname) END "
            "FROM pg_namespace, aclexplode(nspacl) acl LEFT JOIN pg_roles ON oid = acl.grantee "
            "WHERE nspname = :schema AND acl.privilege_type = 'USAGE' AND acl.grantee <> nspowner "
            "AND (acl.grantee = 0 OR rolname IS NOT NULL)"
        ),
        {"schema": SCHEMA},
    ).all()
    for reader in readers:
        for what in (f"USAGE ON SCHEMA {_NEW}", f"SELECT ON ALL TABLES IN SCHEMA {_NEW}"):
            connection.exec_driver_sql(f"GRANT {what} TO {reader}".replace("%", "%%"))


def _old_schemas(connection: sa.Connection) -> list[str]:
    pattern = sa.text("SELECT nspname FROM pg_namespace WHERE nspname ~ :name ORDER BY nspname")
    return list(connection.scalars(pattern, {"name": f"^{_OLD}[0-9]+$"}))


def _drop_old(url: str) -> None:
    """Drop what came before the previous snapshot, unless others read it or depend on it."""
    with connected(url) as connection:
        schemas = _old_schemas(connection)
    for schema in schemas:
        with suppress(DatabaseError), connected(url) as connection:
            _wait_for_locks(connection, at_most=_DROP_WAIT)
            found = read_published(connection, schema)
            metadata = sa.MetaData(schema=schema)
            for name in found.frames if found else ():
                sa.Table(name, metadata)
            manifest_tables(metadata)
            connection.execute(sa.text(f"DROP VIEW IF EXISTS {schema}.{VIEW}"))
            metadata.drop_all(connection)  # only ours, and none that a view depends on
            connection.execute(sa.schema.DropSchema(schema))

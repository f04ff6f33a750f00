"""The tables ``snapshot`` and ``datasets``, which describe the others."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from geodata.enums import DatasetFlag, SnapshotKind
from geodata.snapshot.model import SCHEMA_VERSION, Dataset
from loaders.database.connection import damaged
from loaders.database.tables import ColumnInfo, FrameInfo

if TYPE_CHECKING:
    from datetime import datetime

    from loaders.store.snapshots import Snapshot

_ID = re.compile(r"\d{8}T\d{12}Z-[a-z]+-\w+")


@dataclass(frozen=True)
class Published:
    """The manifest in the database.

    Attributes
    ----------
    id, kind, created, schema_version
        As of the snapshot that was published.
    datasets
        Where its parts come from.
    frames
        Name → how its table is to be read.
    """

    id: str
    kind: SnapshotKind
    created: datetime
    schema_version: int
    datasets: tuple[Dataset, ...]
    frames: dict[str, FrameInfo]


def manifest_tables(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """Return the tables that say which snapshot this is, and where its parts come from."""

    def text(name: str, comment: str | None = None) -> sa.Column[str]:
        return sa.Column(name, sa.Text, nullable=False, comment=comment)

    head = sa.Table(
        "snapshot",
        metadata,
        sa.Column("id", sa.Text, primary_key=True),
        text("kind", "builtin or imported"),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("schema_version", sa.Integer, nullable=False),
        text("frames", "JSON: how Nabij reads the tables"),
        comment="The snapshot of Nabij that the other tables hold",
    )
    attributes = ("source", "reference_date", "licence", "attribution")
    sources = sa.Table(
        "datasets",
        metadata,
        sa.Column("position", sa.Integer, primary_key=True),
        text("name"),
        sa.Column("rows", sa.BigInteger, nullable=False),
        *map(text, attributes),
        sa.Column("flags", postgresql.ARRAY(sa.Text), nullable=False),
        text("note"),
        comment="Where the data come from, and the line that names their makers",
    )
    return head, sources


def read_published(connection: sa.Connection, schema: str) -> Published | None:
    """Return what the manifest of a schema says; None if there is no snapshot in it."""
    head, sources = manifest_tables(sa.MetaData(schema=schema))
    if connection.scalar(sa.select(sa.func.to_regclass(f"{schema}.snapshot"))) is None:
        return None
    row = connection.execute(sa.select(head)).one()
    if not _ID.fullmatch(row.id):  # it is to become the name of a folder
        raise damaged(what=f"{schema}.snapshot has no id of a snapshot")
    datasets = connection.execute(sa.select(sources).order_by(sources.c.position)).mappings()
    return Published(
        id=row.id,
        kind=SnapshotKind(row.kind),
        created=row.created.astimezone(UTC),
        schema_version=row.schema_version,
        datasets=tuple(
            Dataset(
                **{n: v for n, v in d.items() if n != "position"}
                | {"flags": tuple(map(DatasetFlag, d["flags"]))}
            )
            for d in datasets
        ),
        frames={name: _frame_info(content) for name, content in json.loads(row.frames).items()},
    )


def _frame_info(content: dict[str, Any]) -> FrameInfo:
    columns = tuple(ColumnInfo(**column) for column in content["columns"])
    return FrameInfo(content["rows"], content["digest"], columns, tuple(content["of_one"]))


def write_published(
    connection: sa.Connection,
    tables: tuple[sa.Table, sa.Table],
    snapshot: Snapshot,
    frames: dict[str, FrameInfo],
) -> None:
    """Write into the tables of :func:`manifest_tables` what they are to say."""
    head, sources = tables
    connection.execute(
        head.insert().values(
            id=snapshot.id,
            kind=str(snapshot.kind),
            created=snapshot.created,
            schema_version=SCHEMA_VERSION,
            frames=json.dumps({name: asdict(info) for name, info in frames.items()}),
        )
    )
    rows = [
        {"position": n, **asdict(d), "flags": list(map(str, d.flags))}
        for n, d in enumerate(snapshot.data.datasets)
    ]
    if rows:
        connection.execute(sources.insert(), rows)

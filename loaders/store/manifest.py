"""The manifest of a snapshot: what it holds, where that comes from, and how to see damage."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.enums import DatasetFlag, SnapshotKind
from geodata.errors import SnapshotError
from geodata.snapshot.model import SCHEMA_VERSION, Dataset

if TYPE_CHECKING:
    from collections.abc import Iterable

MANIFEST = "manifest.json"
STATIC = "static"
INDEX = "index.json"
"""In that folder: which file of map geometry is which."""


@dataclass(frozen=True)
class FileInfo:
    """The manifest's entry of one file; ``rows`` is 0 for static files."""

    sha256: str
    bytes: int
    rows: int
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class SnapshotInfo:
    """A manifest.

    Attributes
    ----------
    id
        Name of its folder.
    kind
        ``builtin`` or ``imported``.
    created
        Time of publication, UTC.
    folder
        Where it is stored.
    datasets
        What it holds, and where that comes from.
    files
        Name, relative to the folder → size, checksum, rows and columns.
    schema_version
        Version of Nabij's frames that it was written in, at most
        :data:`geodata.snapshot.model.SCHEMA_VERSION`.
    """

    id: str
    kind: SnapshotKind
    created: datetime
    folder: Path
    datasets: tuple[Dataset, ...]
    files: dict[str, FileInfo]
    schema_version: int

    @property
    def bytes(self) -> int:
        """Return the size of all its files together."""
        return sum(file.bytes for file in self.files.values())


def read_manifest(folder: Path, snapshot_id: str) -> SnapshotInfo:
    """Read the manifest of a snapshot.

    Raises
    ------
    SnapshotError
        If the manifest is missing, damaged, or of a newer version of Nabij.
    """
    path = folder / "snapshots" / snapshot_id / MANIFEST
    try:
        text = json.loads(path.read_text(encoding="utf-8"))
        version = int(text["schema_version"])
        if 1 <= version <= SCHEMA_VERSION:
            return SnapshotInfo(
                id=text["id"],
                kind=SnapshotKind(text["kind"]),
                created=datetime.fromisoformat(text["created"]),
                folder=path.parent,
                datasets=tuple(
                    Dataset(**{**d, "flags": tuple(map(DatasetFlag, d["flags"]))})
                    for d in text["datasets"]
                ),
                files={
                    name: FileInfo(**{**f, "columns": tuple(f["columns"])})
                    for name, f in text["files"].items()
                },
                schema_version=version,
            )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(path, expected="a readable manifest", got=repr(error)) from error
    raise damaged(path, expected=f"schema version 1 to {SCHEMA_VERSION}", got=str(version))


def current_id(folder: Path) -> str:
    """Return the id of the current snapshot, empty if there is none."""
    try:
        name = (folder / "current").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return name if name == Path(name).name else ""


def is_up_to_date(folder: Path) -> bool:
    """Return whether there is a current snapshot that needs no bringing up to this version.

    One that cannot be read counts as such: :func:`loaders.store.snapshots.load` reports what is
    wrong.
    """
    name = current_id(folder)
    try:
        return bool(name) and read_manifest(folder, name).schema_version == SCHEMA_VERSION
    except SnapshotError:
        return True


def write_manifest(
    folder: Path,
    *,
    kind: SnapshotKind,
    now: datetime,
    datasets: tuple[Dataset, ...],
    rows: dict[str, tuple[int, tuple[str, ...]]],
    snapshot_id: str = "",
) -> str:
    """Describe every file in the folder; return the snapshot's id.

    Parameters
    ----------
    folder
        A snapshot that is complete but for its manifest.
    kind, now, datasets
        As in :class:`SnapshotInfo`; ``now`` in any time zone.
    rows
        Name of a file → its number of rows and its columns.
    snapshot_id
        Its id, where it has one already.
    """
    files = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        count, columns = rows.get(name, (0, ()))
        files[name] = FileInfo(sha256(path), path.stat().st_size, count, columns)
    created = now.astimezone(UTC)
    # The random end of the temporary name distinguishes two snapshots of one moment.
    apart = folder.name.rpartition("-")[2]
    snapshot_id = snapshot_id or f"{created:%Y%m%dT%H%M%S%fZ}-{kind}-{apart}"
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "id": snapshot_id,
        "kind": kind,
        "created": created.isoformat(),
        "datasets": [asdict(dataset) for dataset in datasets],
        "files": {name: asdict(info) for name, info in files.items()},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    # An argument that is no text, such as a source in another encoding, has half characters.
    (folder / MANIFEST).write_text(text, encoding="utf-8", errors="replace")
    return snapshot_id


def verify_files(
    info: SnapshotInfo, names: Iterable[str] | None = None, *, hashed: Iterable[str]
) -> None:
    """Verify the size of files of a snapshot, and the checksum of some.

    Parameters
    ----------
    info
        The manifest.
    names
        The files; all of them if None.
    hashed
        Those of which the checksum is verified too.

    Raises
    ------
    SnapshotError
        If a file is missing, has another size or another content.
    """
    to_hash = set(hashed)
    for name in to_hash - info.files.keys():
        raise damaged(info.folder / name, expected="a line in the manifest", got="none")
    for name in info.files if names is None else names:
        file, path = info.files[name], info.folder / name
        try:
            size = path.stat().st_size
            if size != file.bytes:
                raise damaged(path, expected=f"{file.bytes} bytes", got=f"{size} bytes")
            if name in to_hash and (digest := sha256(path)) != file.sha256:
                raise damaged(path, expected=f"SHA-256 {file.sha256[:12]}…", got=f"{digest[:12]}…")
        except OSError as error:
            raise damaged(path, expected="a readable file", got=str(error.strerror)) from error


def damaged(path: Path, *, expected: str, got: str) -> SnapshotError:
    """Return the error for a snapshot that cannot be used."""
    snapshots = next((p for p in path.parents if p.name == "snapshots"), path.parents[1])
    snapshot_id = path.relative_to(snapshots).parts[0]
    return SnapshotError(
        f"snapshot {snapshot_id}, {path.name}: expected {expected}, got {got}.",
        where=f"{snapshot_id}/{path.name}",
        expected=expected,
        got=got,
    )


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(
            stream, partial(hashlib.sha256, usedforsecurity=False)
        ).hexdigest()

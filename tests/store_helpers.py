"""What tests of the store and of the command line share."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geodata.snapshot.model import SnapshotData
from loaders.__main__ import main
from loaders.store import snapshots

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def publish_bare(data: SnapshotData, folder: Path, *, now=NOW, kind="imported", base=None):
    """Publish data without the geometry of the maps: fast."""
    return snapshots.publish(
        data, folder=folder, kind=kind, now=now, write_geometry=lambda *_: None, base=base
    )


def publish_like(data: SnapshotData, folder: Path, *, like: Path, now: datetime) -> None:
    """Publish data whose maps are those of the current snapshot of another folder: fast."""
    static = snapshots.load(like).static
    snapshots.publish(
        data,
        folder=folder,
        kind="imported",
        now=now,
        write_geometry=lambda _data, into: shutil.copytree(static, into, dirs_exist_ok=True),
    )


def run(*arguments: object) -> int:
    """Run ``python -m loaders`` in this process; return its exit code."""
    with pytest.raises(SystemExit) as done:
        main([str(argument) for argument in arguments])
    return int(done.value.code or 0)

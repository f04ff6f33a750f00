"""Rolling back to an older snapshot: atomic, and nothing is lost."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from geodata.errors import NoSnapshotError, PublishBusyError, SnapshotError
from loaders.__main__ import main
from loaders.store import snapshots
from loaders.store.manifest import current_id
from loaders.store.retention import prune

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def put(data, folder, *, minutes):
    def geometry(data, static):
        (static / "regions.json").write_text(json.dumps(list(data.units["code"])), encoding="utf-8")

    now = NOW + timedelta(minutes=minutes)
    return snapshots.publish(
        data, folder=folder, kind="imported", now=now, write_geometry=geometry
    ).id


@pytest.fixture(scope="module")
def published(small, tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    other = replace(small, centres=small.centres.assign(name="Het Anker"))
    return folder, put(small, folder, minutes=0), put(other, folder, minutes=1)


@pytest.fixture
def kept(published, tmp_path):
    """A folder with two snapshots, and their ids; they differ in the name of the centre."""
    folder, *ids = published
    return shutil.copytree(folder, tmp_path, dirs_exist_ok=True), *ids


def everything(folder):
    """Return every file below a folder but the pointer and the lock, with its content."""
    skip = {"current", "publish.lock"}
    files = (p for p in folder.rglob("*") if p.is_file() and p.name not in skip)
    return {p.relative_to(folder): p.read_bytes() for p in files}


def spoil(folder, snapshot_id, name):
    """Change one byte: the size stays."""
    path = folder / "snapshots" / snapshot_id / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def run(folder, monkeypatch, *arguments) -> int:
    monkeypatch.setenv("NABIJ_DATA", str(folder))
    with pytest.raises(SystemExit) as done:
        main(list(arguments))
    return int(done.value.code or 0)


def test_an_older_snapshot_is_current_again_and_no_file_is_lost(kept):
    folder, old, new = kept
    before = everything(folder)
    assert snapshots.load(folder).data.centres["name"].tolist() == ["Het Anker"]
    assert snapshots.make_current(folder, old).id == old
    assert snapshots.load(folder).id == old
    assert snapshots.load(folder).data.centres["name"].tolist() == ["De Kring"]
    assert everything(folder) == before
    assert snapshots.make_current(folder, new).id == new
    assert snapshots.load(folder).id == new


def test_going_back_to_the_current_one_changes_nothing(kept):
    folder, _, new = kept
    snapshots.make_current(folder, new)
    assert current_id(folder) == new


def test_after_going_back_neither_is_removed_as_old(kept):
    folder, old, new = kept
    snapshots.make_current(folder, old)
    assert prune(folder, keep=1).gone == ()
    assert snapshots.snapshot_ids(folder) == [new, old]
    assert current_id(folder) == old


@pytest.mark.parametrize("name", ["units.parquet", "static/regions.json"])
def test_one_changed_byte_in_any_file_keeps_the_current_one(kept, name):
    folder, old, new = kept
    spoil(folder, old, name)
    with pytest.raises(SnapshotError, match="SHA-256"):
        snapshots.make_current(folder, old)
    assert snapshots.load(folder).id == new


@pytest.mark.parametrize("name", ["units.parquet", "manifest.json"])
def test_a_missing_file_keeps_the_current_one(kept, name):
    folder, old, new = kept
    (folder / "snapshots" / old / name).unlink()
    with pytest.raises(SnapshotError):
        snapshots.make_current(folder, old)
    assert current_id(folder) == new


@pytest.mark.parametrize("wrong", ["", "..", "../..", "nothing", ".new-1", "/etc"])
def test_an_unknown_snapshot_is_refused(kept, wrong):
    folder, _, new = kept
    (folder / "snapshots" / ".new-1").mkdir()
    with pytest.raises(NoSnapshotError):
        snapshots.make_current(folder, wrong)
    assert current_id(folder) == new


def test_a_store_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(NoSnapshotError):
        snapshots.make_current(tmp_path / "none", "x")
    assert not (tmp_path / "none").exists()


def test_while_another_process_publishes_one_does_not_go_back(kept):
    folder, old, new = kept
    with closing(sqlite3.connect(folder / "publish.lock", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(PublishBusyError):
            snapshots.make_current(folder, old)
        assert current_id(folder) == new
    snapshots.make_current(folder, old)
    assert current_id(folder) == old


def test_a_pointer_that_cannot_be_written_keeps_the_current_one(kept, monkeypatch):
    folder, old, new = kept

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshots, "_sync", full)
    with pytest.raises(SnapshotError, match="No space left"):
        snapshots.make_current(folder, old)
    assert current_id(folder) == new


def test_the_command_lists_the_snapshots_and_marks_the_current_one(kept, monkeypatch, capsys):
    folder, old, new = kept
    assert run(folder, monkeypatch, "snapshots") == 0
    first, second = capsys.readouterr().out.splitlines()
    number = r"\d+\.\d MB"
    assert re.fullmatch(rf"{new}  2026-03-01 12:01 UTC  imported  {number}  current", first)
    assert re.fullmatch(rf"{old}  2026-03-01 12:00 UTC  imported  {number}", second)


def test_the_command_reports_a_damaged_snapshot(kept, monkeypatch, capsys):
    folder, old, _ = kept
    path = folder / "snapshots" / old / "units.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    assert run(folder, monkeypatch, "snapshots") == 0
    printed = capsys.readouterr().out.splitlines()[1]
    assert printed.startswith(f"{old}  DAMAGED: ")
    assert "units.parquet" in printed


def test_the_command_rolls_back_and_prints_the_snapshot(kept, monkeypatch, capsys):
    folder, old, _ = kept
    assert run(folder, monkeypatch, "rollback", old) == 0
    assert capsys.readouterr().out.startswith(f"{old} (imported)")
    assert current_id(folder) == old


def test_the_command_refuses_an_unknown_snapshot_in_one_line(kept, monkeypatch, capsys):
    folder, _, new = kept
    assert run(folder, monkeypatch, "rollback", "2020") == 2
    printed = capsys.readouterr().err
    assert printed.count("\n") == 1
    assert "no snapshot '2020'" in printed
    assert current_id(folder) == new

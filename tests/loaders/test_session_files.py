"""The private folders of visitors: who can reach them, and when they go."""

import sqlite3

import pytest

from loaders.session_files import PrivateFolders, sweep


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """The private folders of a process that has none yet, in an empty folder."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return PrivateFolders()


def test_a_folder_is_private_unguessable_and_removed_with_its_visitor(folders):
    one, other = folders.new(most=2), folders.new(most=2)
    assert folders.new(most=2) is None
    path = one.write(b"geheim", "upload.csv")
    name, folder = one.new_snapshot()
    assert path.read_bytes() == b"geheim"
    assert folders.static_folder(name) == folder / "static"
    assert all(part.stat().st_mode & 0o077 == 0 for part in (folder, one.path, one.path.parent))
    assert one.path.name != other.path.name
    assert len(one.path.name) == 32
    one.clear()
    assert not path.exists()
    assert folders.new(most=2) is not None  # in the place of the one that was cleared
    del other  # and so does one whose visitor is gone
    assert [p for p in folders.root.iterdir() if p.is_dir()] == []
    assert folders.new(most=1) is not None


def test_one_address_has_at_most_half_of_the_folders_and_others_still_get_one(folders):
    kept = [folders.new(most=3, owner="192.0.2.1") for _ in range(3)]
    assert [folder is None for folder in kept] == [False, False, True]
    assert folders.new(most=3, owner="192.0.2.2") is not None


def test_only_the_snapshot_in_use_and_the_one_before_it_take_room(folders):
    one, made = folders.new(most=1), []
    for _ in range(4):
        made.append(one.new_snapshot(replaces=made[-1] if made else None)[1])
    assert [folder.is_dir() for folder in made] == [False, False, True, True]


@pytest.mark.parametrize("name", ["", "own-x-1", "own-../../etc-1", "20260101T000000Z-imported-x"])
def test_only_ids_of_visitors_lead_to_a_folder(name, folders):
    assert folders.static_folder(name) is None


def test_folders_of_a_killed_process_are_removed_and_folders_in_use_stay(folders, tmp_path):
    left = tmp_path / "nabij-own-left"
    left.mkdir()
    (left / "upload.csv").write_text("geheim")
    held = tmp_path / "nabij-own-held"
    held.mkdir()
    holder = sqlite3.connect(held / "held", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    other = tmp_path / "not-ours"
    other.mkdir()
    mine = folders.root
    assert not left.exists()
    assert held.exists()
    assert other.exists()
    sweep(tmp_path)
    assert mine.exists()
    holder.close()
    sweep(tmp_path)
    assert not held.exists()

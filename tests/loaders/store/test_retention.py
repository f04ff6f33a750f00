"""Old snapshots are removed; the current one and the last good one before it never are."""

import shutil
from datetime import timedelta

import pytest

from geodata.errors import BadValueError, NoSnapshotError, PublishBusyError, SnapshotError
from loaders.publication import publish_now
from loaders.store import retention, snapshots
from loaders.store.manifest import MANIFEST
from loaders.store.retention import needed, prune, remove
from loaders.store.snapshots import load, make_current, snapshot_ids
from tests.store_helpers import NOW, publish_bare, run


@pytest.fixture(scope="module")
def published(small, tmp_path_factory):
    return publish_bare(small, tmp_path_factory.mktemp("published"), now=NOW).folder


@pytest.fixture
def kept(published, tmp_path):
    """A folder with six snapshots; their ids, oldest first, the last of them current."""
    shutil.copytree(published.parents[1], tmp_path, dirs_exist_ok=True)
    last = tmp_path / "snapshots" / published.name
    ids = [f"20260301T11{minute:02}00000000Z-imported-x" for minute in range(5)]
    for name in ids:
        copy = shutil.copytree(last, last.with_name(name))
        manifest = (last / MANIFEST).read_text(encoding="utf-8").replace(last.name, name)
        (copy / MANIFEST).write_text(manifest, encoding="utf-8")
    return tmp_path, [*ids, last.name]


def damage(folder, name):
    frame = folder / "snapshots" / name / "units.parquet"
    content = bytearray(frame.read_bytes())
    content[len(content) // 2] ^= 1
    frame.write_bytes(content)


def test_the_newest_stay_and_older_ones_go(kept):
    folder, ids = kept
    done = prune(folder, keep=4)
    assert done.gone == (ids[1], ids[0])
    assert done.kept == tuple(snapshot_ids(folder)) == tuple(reversed(ids[2:]))
    assert load(folder).id == ids[-1]


def test_the_current_one_stays_however_old_and_so_does_the_newest_good_other_one(kept):
    folder, ids = kept
    make_current(folder, ids[0])
    prune(folder, keep=1)
    assert snapshot_ids(folder) == [ids[5], ids[0]]
    assert load(folder).id == ids[0]


def test_the_last_good_one_stays_where_newer_ones_are_damaged(kept):
    folder, ids = kept
    for name in ids[2:5]:
        damage(folder, name)
    assert prune(folder, keep=2).gone == (ids[3], ids[2], ids[0])
    damage(folder, ids[5])
    assert load(folder).id == ids[1]


def test_a_current_one_that_is_damaged_is_not_removed(kept):
    folder, ids = kept
    damage(folder, ids[5])
    prune(folder, keep=1)
    assert snapshot_ids(folder) == [ids[5], ids[4]]


def test_a_damaged_one_among_the_newest_stays_for_a_newer_version_may_read_it(kept):
    folder, ids = kept
    damage(folder, ids[4])
    prune(folder, keep=2)
    assert snapshot_ids(folder) == [ids[5], ids[4], ids[3]]


def test_protected_snapshots_stay(kept):
    folder, ids = kept
    prune(folder, keep=2, also={ids[0]})
    assert snapshot_ids(folder) == [ids[5], ids[4], ids[0]]


def test_a_dry_run_removes_nothing(kept):
    folder, ids = kept
    assert prune(folder, keep=2, dry_run=True).gone == tuple(reversed(ids[:4]))
    assert len(snapshot_ids(folder)) == 6


@pytest.mark.parametrize("of", ["rename", "rmtree"])
def test_cut_off_while_removing_the_store_can_be_read_and_is_cleaned_later(
    kept, small, monkeypatch, of
):
    folder, ids = kept

    def killed(path, *_, **__):
        if of == "rmtree":
            (path / "units.parquet").unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        if of == "rmtree":
            patched.setattr(shutil, "rmtree", killed)
        else:
            patched.setattr("pathlib.Path.rename", killed)
        with pytest.raises(KeyboardInterrupt):
            prune(folder, keep=2)
    assert load(folder).id == ids[-1]
    assert len(snapshot_ids(folder)) == (5 if of == "rmtree" else 6)
    for name in snapshot_ids(folder):
        assert snapshots.verify(folder, name).id == name
    publish_bare(small, folder, now=NOW + timedelta(hours=1))
    assert not list((folder / "snapshots").glob(".*"))


def test_one_is_removed_unless_it_is_needed(kept):
    folder, ids = kept
    remove(folder, ids[0])
    assert ids[0] not in snapshot_ids(folder)
    assert needed(folder) == needed(folder, thorough=False) == {ids[5], ids[4]}
    for name in (ids[5], ids[4]):
        with pytest.raises(BadValueError, match="neither the current"):
            remove(folder, name)
    damage(folder, ids[4])
    remove(folder, ids[4])
    with pytest.raises(NoSnapshotError):
        remove(folder, "../..")
    assert snapshot_ids(folder) == [ids[5], *reversed(ids[1:4])]


def test_while_another_process_publishes_nothing_is_removed(kept):
    folder, ids = kept
    with snapshots.only_publisher(folder):
        with pytest.raises(PublishBusyError):
            prune(folder, keep=2)
        with pytest.raises(PublishBusyError):
            remove(folder, ids[0])
    assert len(snapshot_ids(folder)) == 6


def test_a_read_only_folder_is_an_error(kept, monkeypatch):
    folder, ids = kept

    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.rename", refused)
    with pytest.raises(SnapshotError, match="Permission denied"):
        prune(folder, keep=2)
    assert load(folder).id == ids[-1]


@pytest.mark.parametrize("busy", [False, True])
def test_a_publication_keeps_as_many_as_the_settings_say_or_waits_for_the_next(
    kept, small, monkeypatch, busy
):
    folder, ids = kept
    monkeypatch.setenv("NABIJ_KEEP", "3")
    monkeypatch.setattr("loaders.store.map_files.write_geometry", lambda *_: None)
    if busy:
        monkeypatch.setattr(retention, "only_publisher", _busy)
    info = publish_now(small, folder=folder, kind="imported")
    assert load(folder).id == info.id
    left = [info.id, ids[5], ids[4]]
    assert snapshot_ids(folder) == (left if not busy else [info.id, *reversed(ids)])


def test_a_publication_keeps_what_it_was_made_from_for_pages_show_it(kept, small, monkeypatch):
    folder, ids = kept
    make_current(folder, ids[0])
    monkeypatch.setenv("NABIJ_KEEP", "2")
    monkeypatch.setattr("loaders.store.map_files.write_geometry", lambda *_: None)
    info = publish_now(small, folder=folder, kind="imported", base=load(folder))
    assert snapshot_ids(folder) == [info.id, ids[5], ids[0]]


def _busy(folder):
    message = "busy"
    raise PublishBusyError(message, where=str(folder))


def test_the_command_prints_damage_first_and_then_what_is_removed(kept, monkeypatch, capsys):
    folder, ids = kept
    damage(folder, ids[1])
    monkeypatch.setenv("NABIJ_DATA", str(folder))
    assert run("prune", "--keep", "2", "--dry-run") == 0
    printed = capsys.readouterr()
    assert printed.err.count("DAMAGED") == 1
    assert f"{ids[1]}: DAMAGED" in printed.err
    assert printed.out.count("would be removed") == 4
    assert run("prune", "--keep", "2") == 0
    assert capsys.readouterr().out.count(": removed.") == 4
    assert snapshot_ids(folder) == [ids[5], ids[4]]


def test_the_command_on_an_empty_store_is_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NABIJ_DATA", str(tmp_path / "nothing"))
    assert run("prune") == 2
    assert capsys.readouterr().err.startswith("nabij: ")

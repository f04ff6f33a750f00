"""Synchronising store and database: publications go there, newer snapshots come from there."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import app as nabij
from geodata.snapshot.model import FRAMES
from loaders.database import postgis as database
from loaders.database import sync
from loaders.publication import ensure_snapshot, publish_now
from loaders.settings import get_settings
from loaders.store import snapshots
from loaders.store.manifest import current_id
from tests.store_helpers import publish_bare, run

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOWHERE = "postgresql://ann:s3cret@127.0.0.1:1/nabij"


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr("loaders.store.map_files.write_geometry", lambda *_: None)


@pytest.fixture
def here(monkeypatch, tmp_path):
    """A function that sets the store and the database, and returns the settings."""

    def set_up(url, name="here"):
        monkeypatch.setenv("NABIJ_DATA", str(tmp_path / name))
        monkeypatch.setenv("NABIJ_DATABASE_URL", url)
        return get_settings()

    return set_up


def put(data, settings, *, minutes=0, kind="imported"):
    """Publish in the store alone."""
    return publish_bare(data, settings.data, now=NOW + timedelta(minutes=minutes), kind=kind)


def in_database(url):
    return database.status(url).current.id


def test_what_is_published_goes_to_the_database_too(small, here, postgis):
    settings = here(url := postgis.new_database())
    info = publish_now(small, folder=settings.data, kind="imported")
    assert in_database(url) == info.id == current_id(settings.data)
    second = publish_now(small, folder=settings.data, kind="imported")
    assert in_database(url) == second.id
    outcome = sync.last(settings.data)
    assert (outcome.action, outcome.snapshot, outcome.problem) == ("publish", second.id, "")


def test_a_database_that_cannot_be_reached_leaves_the_snapshot_published(small, here, caplog):
    settings = here(NOWHERE)
    info = publish_now(small, folder=settings.data, kind="imported")
    assert snapshots.load(settings.data).id == info.id
    outcome = sync.last(settings.data)
    assert (outcome.action, outcome.snapshot, outcome.problem) == (
        "publish",
        info.id,
        "unreachable",
    )
    assert "Connection refused" in caplog.text
    assert "s3cret" not in caplog.text + outcome.error_text


def test_a_command_that_could_not_reach_the_database_says_so_and_ends_with_3(
    small, here, caplog, tmp_path
):
    settings = here(NOWHERE)
    put(small, settings)
    table = tmp_path / "projections.csv"
    table.write_text("NIS;bevolking\n11001;120\n", encoding="utf-8")
    options = ("--year", "2031", "--source", "drawn by hand")
    assert run("import-projections", table, *options) == 3
    assert "not to the database" in caplog.text
    assert len(snapshots.load(settings.data).data.projections) == 1


def test_a_machine_without_data_reads_the_snapshot_of_the_database(small, here, postgis):
    url = postgis.new_database()
    there = here(url, "there")
    theirs = publish_now(small, folder=there.data, kind="imported")
    settings = here(url)
    snapshot = ensure_snapshot(settings)
    assert (snapshot.id, snapshot.kind, snapshot.created) == (
        theirs.id,
        "imported",
        theirs.created,
    )
    assert snapshots.verify(settings.data, snapshot.id).id == theirs.id
    assert snapshot.data.datasets == small.datasets
    for name in FRAMES:
        expected = getattr(snapshots.load(there.data).data, name)
        assert getattr(snapshot.data, name).equals(expected), name


def test_only_a_newer_snapshot_is_read_from_the_database(small, here, postgis):
    url = postgis.new_database()
    there = here(url, "there")
    theirs = put(small, there, minutes=5)
    sync.publish(there, theirs.id)
    settings = here(url)
    put(small, settings, minutes=9, kind="builtin")
    older = put(small, settings, minutes=1)
    sync.refresh(settings)
    assert current_id(settings.data) == theirs.id
    snapshots.make_current(settings.data, older.id)
    sync.refresh(settings)
    assert current_id(settings.data) == older.id  # a rollback stays
    newer = put(small, settings, minutes=6)
    sync.refresh(settings)
    assert current_id(settings.data) == newer.id
    assert in_database(url) == theirs.id


def test_the_built_in_data_never_replace_what_others_published(small, here, postgis):
    url = postgis.new_database()
    there = here(url, "there")
    theirs = publish_now(small, folder=there.data, kind="imported")
    settings = here(NOWHERE)
    put(small, settings, minutes=10**6, kind="builtin")  # made while it could not be reached
    settings = here(url)
    sync.mirror(settings, current_id(settings.data))
    assert in_database(url) == theirs.id
    assert sync.last(settings.data).problem == "conflict"
    sync.refresh(settings)
    assert current_id(settings.data) == theirs.id


def test_a_database_that_cannot_be_reached_does_not_stop_the_app(small, here, caplog):
    settings = here(NOWHERE)
    own = put(small, settings)
    sync.refresh(settings)
    assert current_id(settings.data) == own.id
    assert "stay in use" in caplog.text
    outcome = sync.last(settings.data)
    assert (outcome.action, outcome.problem) == ("read", "unreachable")


def test_the_app_starts_with_what_the_database_holds_and_without_it_too(
    small, here, postgis, monkeypatch
):
    served = []
    monkeypatch.setattr(
        nabij.app, "run", lambda **_: served.append(current_id(get_settings().data))
    )
    url = postgis.new_database()
    theirs = publish_now(small, folder=here(url, "there").data, kind="imported")
    here(url)
    assert nabij.main() == 0
    here(NOWHERE)
    assert nabij.main() == 0
    assert served == [theirs.id, theirs.id]


def test_a_damaged_snapshot_is_not_read_from_the_database(small, here, postgis):
    url = postgis.new_database()
    there = here(url, "there")
    publish_now(small, folder=there.data, kind="imported")
    postgis.run(url, "UPDATE nabij.units SET people_all = 26 WHERE code = '11001W01'")
    settings = here(url)
    own = put(small, settings, kind="builtin")
    sync.refresh(settings)
    assert current_id(settings.data) == own.id
    assert sync.last(settings.data).problem == "damaged"


def test_commands_publish_read_and_print_the_status(small, here, postgis, capsys):
    url = postgis.new_database()
    there = here(url, "there")
    first = put(small, there)
    assert run("database", "status") == 0
    assert "nabij: no snapshot" in capsys.readouterr().out
    assert run("database", "publish") == 0
    assert first.id in capsys.readouterr().out
    here(url)
    assert run("database", "read") == 0
    assert f"{first.id} of the database is the current snapshot" in capsys.readouterr().out
    assert run("database", "read") == 0  # it is here by now
    settings = here(url, "third")
    own = put(small, settings, minutes=1)
    assert run("database", "publish") == 2
    assert "--replace" in capsys.readouterr().err
    assert in_database(url) == first.id
    assert run("database", "publish", "--replace") == 0
    assert run("database", "status") == 0
    printed = capsys.readouterr().out
    assert f"nabij: {own.id} (kept here too)" in printed
    assert f"nabij_previous: {first.id} (not kept here)" in printed


def test_without_a_database_the_commands_say_which_setting_names_it(small, here, capsys):
    put(small, here(""))
    for command in ("publish", "read", "status"):
        assert run("database", command) == 2
        assert "NABIJ_DATABASE_URL" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "{", "[]", '{"at": 1}', "\ud800"])
def test_a_note_that_cannot_be_read_is_none(tmp_path, content):
    (tmp_path / "database.json").write_text(content, encoding="utf-8", errors="surrogatepass")
    assert sync.last(tmp_path) is None


def test_the_note_holds_no_password(small, here):
    settings = here(NOWHERE)
    publish_now(small, folder=settings.data, kind="imported")
    text = (settings.data / "database.json").read_text("utf-8")
    assert json.loads(text)["problem"] == "unreachable"
    assert "s3cret" not in text + repr(settings)
    assert "s3cret" not in str(replace(sync.last(settings.data)))

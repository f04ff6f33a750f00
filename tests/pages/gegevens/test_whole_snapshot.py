"""Gegevens without a browser: the whole snapshot as one file, and the state of the database."""

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from functools import partial

import pytest

from geodata.enums import SnapshotKind
from loaders.database import sync
from loaders.store import snapshots
from pages.gegevens import whole_snapshot
from tests.pages.gegevens.gegevens_page import ENGLISH
from tests.pages.page_helpers import html, words

AT = "2026-11-22T08:40:00+00:00"
URL = "postgresql://ann:s3cret@db.example/nabij"


@pytest.fixture
def run(open_page, snapshot, tmp_path, monkeypatch):
    """Return a function that opens Gegevens, where it last went so with the database."""

    def start(outcome=None, url=URL, **address):
        folder = tmp_path / "data"
        folder.mkdir()
        for part in ("snapshots", "current"):
            (folder / part).symlink_to(snapshot.folder.parents[1] / part)
        if outcome:
            (folder / "database.json").write_text(json.dumps(asdict(outcome)), encoding="utf-8")
        monkeypatch.setenv("NABIJ_DATABASE_URL", url)
        return open_page("gegevens", folder, luik="geladen", **address)

    return start


outcome = partial(sync.Outcome, AT, "publish")


def test_the_whole_snapshot_can_be_fetched_as_one_file(run):
    page = run(url="")
    assert "Alles in één bestand, voor QGIS" in words(page)
    assert "databank" not in words(page)
    assert [b.proto.label for b in page.get("download_button")] == ["GeoPackage"]


def test_the_file_is_made_once_for_all_visitors_and_in_their_language(snapshot, monkeypatch):
    made = []

    def make(_, *, language):
        made.append(language)
        return language.encode()

    monkeypatch.setattr("loaders.export.geopackage.to_geopackage", make)
    own = replace(snapshot, kind=SnapshotKind.OWN, id="own")
    asked = [
        whole_snapshot._file(replace(snapshot, id="shared"), lang) for lang in ("nl", "fr", "nl")
    ]
    assert (asked, made) == ([b"nl", b"fr", b"nl"], ["nl", "fr"])
    whole_snapshot._file(own, "nl")
    whole_snapshot._file(own, "nl")
    assert made == ["nl", "fr", "nl", "nl"]  # a visitor's own files are kept for no one


def test_the_file_is_a_geopackage_of_this_snapshot(snapshot, tmp_path):
    file = tmp_path / "x.gpkg"
    file.write_bytes(whole_snapshot._file(snapshot, "nl"))
    with closing(sqlite3.connect(file)) as connection:
        assert (snapshot.id,) in connection.execute("SELECT text FROM readme").fetchall()
        assert connection.execute("SELECT count(*) FROM units").fetchone() == (2767,)


def test_it_is_told_that_the_database_holds_the_same(run, snapshot):
    said = words(run(outcome(snapshot.id, snapshot.id)))
    assert "Deze gegevens staan ook in de gedeelde databank" in said
    assert "22 november 2026 om 9:40" in said


def test_it_is_told_that_the_database_holds_something_else(run):
    said = words(run(outcome("", "20250101T000000000000Z-imported-abc")))
    assert "andere gegevens dan hier" in said


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        ("unreachable", "antwoordt niet"),
        ("conflict", "Een beheerder kiest"),
        ("damaged", "veranderd of beschadigd"),
        ("failed", "Er ging iets mis"),
        ("what a later version writes", "Er ging iets mis"),
    ],
)
def test_a_problem_is_told_in_words_and_not_in_those_of_the_database(run, problem, told):
    raw = "connection to server at 10.1.2.3 failed for user ann <script>"
    page = run(outcome("x", "", problem, raw))
    said = words(page)
    assert told in said
    assert "Nabij toont de laatste gegevens die hier staan" in said
    assert "python -m loaders database status" in said
    for secret in ("10.1.2.3", "ann <", "s3cret", "db.example"):
        assert secret not in html(page)
    assert not ENGLISH.search(said)


def test_nothing_is_told_of_a_database_that_there_is_not(run, snapshot):
    said = words(run(outcome("x", "", "unreachable", "raw"), url=""))
    assert "databank" not in said
    assert snapshots.load(snapshot.folder.parents[1]).id in said

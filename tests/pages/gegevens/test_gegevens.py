"""Gegevens without a browser: data, refreshes, versions and doubts."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest

from geodata.enums import SourceProblem
from loaders.sources.fetch import source_codes
from loaders.sources.report import Outcome, SourceResult
from loaders.store import snapshots
from pages.gegevens import parts, refresh_report
from pages.ui.i18n import with_language
from pages.ui.source_words import SOURCE_WORDS
from tests.pages.gegevens.gegevens_page import ENGLISH, HOSTILE, made_doubts, table
from tests.pages.page_helpers import html, words
from tests.store_helpers import publish_bare


@pytest.fixture
def run(open_page):
    """Return a function that opens Gegevens at an address and has run it."""
    return partial(open_page, "gegevens")


# --- what is loaded


def test_every_dataset_is_told_with_source_date_licence_and_age(run, builtin_folder):
    said = words(run(luik="geladen"))
    data = snapshots.load(builtin_folder).data
    for dataset in data.datasets:
        assert f"{dataset.rows:,}".replace(",", ".") in said
        assert dataset.note not in said
        assert dataset.attribution in said
        assert dataset.licence in said
    for mark in ("benaderende grenzen", "schatting", "onvolledig", "voorbeeld, niet echt"):
        assert mark in said
    assert "het oudste deel: " in said
    assert snapshots.load(builtin_folder).id in said
    assert not ENGLISH.search(said)


@pytest.mark.parametrize(
    ("told", "age"),
    [
        ("2026-11-01", "minder dan een maand oud"),
        ("2026-10-22", "1 maand oud"),
        ("2025-01-01", "22 maanden oud"),
        ("2024-11-22", "2 jaar oud"),
        ("2015", "11 jaar oud"),
        ("2020-01-01 (total), 2015-01-01 (ages)", "het oudste deel: 11 jaar oud"),
        ("", ""),
        ("onbekend", ""),
        ("2026-99-99", ""),
        ("2030-01-01", ""),
    ],
)
def test_an_age_is_told_in_words(told, age):
    assert parts.age(told, now=date(2026, 11, 22)) == age


# --- the last refresh


def report(folder, *results):
    path = folder / "downloads" / "report.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"results": results, "snapshot": ""}), encoding="utf-8")


@pytest.fixture
def own_folder(builtin_folder, tmp_path):
    """A folder with the built-in snapshot that a test may add to."""
    (tmp_path / "snapshots").mkdir()
    for snapshot in (builtin_folder / "snapshots").iterdir():
        (tmp_path / "snapshots" / snapshot.name).symlink_to(snapshot)
    (tmp_path / "current").write_text((builtin_folder / "current").read_text())
    return tmp_path


def test_before_the_first_refresh_the_page_says_so_and_gives_the_command(run):
    said = words(run(luik="verversing"))
    assert "nog nooit bevraagd" in said
    assert "python -m loaders fetch" in said


def test_each_source_is_told_and_how_to_accept_what_was_held_back(run, own_folder):
    at, before = "2026-11-20T10:00:00+00:00", "2026-10-01T08:00:00+00:00"
    report(
        own_folder,
        {"source": "areas", "outcome": "ok", "tried_at": at, "fetched_at": at},
        {"source": "people", "outcome": "unchanged", "tried_at": at, "fetched_at": at},
        {
            "source": "sociale_kaart",
            "outcome": "failed",
            "tried_at": at,
            "fetched_at": before,
            "error_code": "source",
            "error": "the English message",
            "params": {"problem": "status", "status": "503"},
        },
        {
            "source": "osm",
            "outcome": "held_back",
            "tried_at": at,
            "fetched_at": before,
            "records": 300,
            "came": 12,
            "notes": ["to accept: --accept osm"],
        },
    )
    said = words(run(own_folder, luik="verversing"))
    assert "De bron antwoordde met foutcode 503." in said
    assert "Er kwamen maar 12 fiches; de vorige keer waren het er 300." in said
    assert "python -m loaders fetch --accept osm" in said
    assert "de gegevens in gebruik zijn van 1 oktober 2026 om 10:00" in said
    assert "20 november 2026 om 11:00" in said
    assert not ENGLISH.search(said)


def test_where_nothing_was_ever_fetched_it_is_said_once_and_what_to_do(run, own_folder):
    at = "2026-11-20T10:00:00+00:00"
    failed = {"outcome": "failed", "tried_at": at, "params": {"problem": "unreachable"}}
    report(own_folder, *({"source": source, **failed} for source in source_codes()))
    said = words(run(own_folder, luik="verversing"))
    assert said.count("verbinding heeft met het internet") == 1
    assert "hiervan is nog niets opgehaald" not in said


@pytest.mark.parametrize("problem", [*SourceProblem, "status", "unheard of", ""])
def test_every_problem_of_a_source_is_a_sentence(problem):
    result = SourceResult("poi", Outcome.FAILED, "", params={"problem": str(problem)})
    with with_language("nl"):
        dutch = refresh_report.why(result)
    with with_language("fr"):
        assert refresh_report.why(result) != dutch
    assert dutch.endswith(".")


def test_what_a_source_left_out_is_in_the_report():
    counts = {"records": 300, "came": 300, "outside": 2, "notes": ("2 in Wallonia left out",)}
    result = SourceResult("poi", Outcome.OK, "", **counts)
    assert refresh_report.why(result).endswith("2 fiches in Wallonië zijn weggelaten.")
    assert "2 in Wallonia left out</li>" in refresh_report.details((result,))
    assert not refresh_report.details((SourceResult("osm", Outcome.OK, ""),))


def test_every_source_has_a_name():
    assert set(source_codes()) <= SOURCE_WORDS.keys()


# --- versions


@pytest.fixture
def versions(own_folder):
    """The built-in snapshot, an older one, and a damaged one."""
    data = snapshots.load(own_folder).data
    when = datetime(2026, 1, 5, 9, tzinfo=UTC)
    current = (own_folder / "current").read_text()
    older = publish_bare(data, own_folder, now=when)
    (own_folder / "current").write_text(current)
    broken = own_folder / "snapshots" / "20250101T000000000000Z-imported-broken"
    broken.mkdir()
    (broken / "manifest.json").write_text("{")
    return own_folder, older.id, current.strip(), broken.name


def test_versions_tell_which_is_current_which_is_damaged_and_how_to_go_back(run, versions):
    folder, older, current, broken = versions
    page = run(folder, luik="versies")
    said = words(page)
    assert "Nabij bewaart 3 versies" in said
    assert said.count("Dit is de huidige versie.") == 1
    assert "5 januari 2026 om 10:00" in said
    assert f"python -m loaders rollback {older}" in said
    assert f"rollback {current}" not in said
    assert f"rollback {broken}" not in said
    assert said.count("Beschadigde versie") == 1
    link = f"rop?deel=veranderd&amp;van={older}&amp;naar={current}&amp;taal=nl"
    assert link in html(page)


# --- doubts


def test_without_doubts_the_page_says_so_and_leads_to_the_work_list(run):
    page = run(luik="twijfels")
    assert "Er zijn geen twijfels" in words(page)
    assert "rop?deel=verbeteren" in html(page)


def test_doubts_are_told_in_words_the_pairs_first(run, own_folder):
    data = snapshots.load(own_folder).data
    publish_bare(replace(data, doubts=made_doubts()), own_folder, now=datetime.now(UTC))
    page = run(own_folder, luik="twijfels")
    told = table(page, "gegevens_twijfels")
    assert [row[0] for row in told] == [
        "Misschien hetzelfde centrum",
        "Bronnen spreken elkaar tegen",
        "Het adres is niet precies bekend",
    ]
    assert told[0][2] == HOSTILE
    assert told[0][-1] == "120 m"
    assert (told[1][1], told[1][2], told[1][4]) == ("status", "Erkend", "Gesloten")
    assert told[2][4] == "enkel de gemeente"
    assert HOSTILE not in html(page)
    assert "python -m loaders doubts --decided nabij-twijfels.csv" in words(page)

import errno
import json
import sqlite3
from datetime import UTC, datetime

import pandas as pd
import pytest

from geodata.errors import BadValueError, PublishBusyError
from loaders.settings import Settings
from loaders.sources import official_files, sociale_kaart
from loaders.sources.download import sha256_of
from loaders.sources.fetch import stored_records
from loaders.sources.http import Client
from loaders.sources.json_answers import PAUSE_S
from loaders.sources.refresh import refresh_sources
from loaders.sources.report import Outcome, last_report
from tests.loaders.fake_sources import (
    OLDER_POI,
    OSM,
    PEOPLE,
    POI,
    SECTOR_PEOPLE,
    SECTORS,
    SOCIALE_KAART,
    element,
    zipped,
)
from tests.loaders.sources.sector_files import people_table, sector_squares

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 4, 1, 12, tzinfo=UTC)
CENTRES = ("sociale_kaart", "poi", "osm")
STATBEL_2024 = f"{PEOPLE}/TF_SOC_POP_STRUCT_2024.zip"


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path / "data", geolocation="")


@pytest.fixture
def run(play, settings, monkeypatch):
    """Return a function that fetches, by default the centres, and tells how it went by source.

    It only fetches; other tests cover the import.
    """
    monkeypatch.setattr("loaders.sources.fetched_import.publish_fetched", lambda *_, **__: ("", {}))

    def call(*only, now=NOW, **options):
        client = Client(mirror=play.url)
        report = refresh_sources(settings, only=only or CENTRES, now=now, client=client, **options)
        call.report = report
        return {result.source: result for result in report.results}

    call.slept = []
    monkeypatch.setattr("time.sleep", call.slept.append)
    return call


def outcomes(results):
    return {source: result.outcome for source, result in results.items()}


def downloads(settings):
    return settings.data / "downloads"


def test_records_of_all_sources_come_with_what_they_came_from(run, settings):
    results = run()
    assert outcomes(results) == dict.fromkeys(CENTRES, Outcome.OK)
    assert [results[source].records for source in CENTRES] == [8, 6, 5]
    records = stored_records(settings)
    assert records["source"].value_counts().to_dict() == {"sociale_kaart": 8, "poi": 6, "osm": 5}
    folder = downloads(settings) / "sociale_kaart"
    assert sorted(path.name for path in folder.iterdir()) == [
        *("000.json", "000.json.meta", "001.json", "001.json.meta", "records.parquet"),
    ]
    meta = json.loads((folder / "001.json.meta").read_text(encoding="utf-8"))
    assert meta["fetched_at"] == NOW.isoformat()
    assert meta["url"].startswith("https://www.desocialekaart.be/api/health-offers")
    assert meta["etag"]
    assert len(meta["sha256"]) == 64


def test_unchanged_files_are_not_sent_again(run, play, settings):
    run()
    play.asked.clear()
    results = run(now=LATER)
    assert outcomes(results) == dict.fromkeys(CENTRES, Outcome.UNCHANGED)
    assert len(play.asked) >= len(CENTRES)
    assert all("If-None-Match" in headers for _, _, headers in play.asked)
    assert results["osm"].fetched_at == LATER.isoformat()
    assert len(stored_records(settings)) == 19


def test_a_change_is_seen(run, play, settings):
    run()
    play.elements.append(element(77))
    results = run(now=LATER)
    assert results["osm"].outcome is Outcome.OK
    assert results["poi"].outcome is Outcome.UNCHANGED
    assert "osm:node/77" in set(stored_records(settings)["record_id"])


def test_between_two_questions_there_is_a_pause(run, monkeypatch):
    monkeypatch.setattr(sociale_kaart, "_SIZE", 2)
    run("sociale_kaart")
    assert run.slept == [PAUSE_S] * 4  # the rubric and four pages


@pytest.mark.long
@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("429", "status"),
        ("500", "status"),
        ("404", "not_there"),
        ("html", "content"),
        ("half", "unreachable"),
        ("charset", "content"),
        ("elsewhere", "redirect"),
    ],
)
def test_a_failing_source_keeps_its_earlier_data_and_affects_no_other(
    run, play, settings, fault, problem
):
    run()
    play.faults[f"{SOCIALE_KAART}/api/health-offers"] = fault
    results = run(now=LATER)
    failed = results["sociale_kaart"]
    assert (failed.outcome, failed.params["problem"]) == (Outcome.FAILED, problem)
    assert (failed.error_code, failed.params["source"]) == ("source", "sociale_kaart")
    assert (failed.records, failed.fetched_at) == (8, NOW.isoformat())
    assert results["poi"].outcome is results["osm"].outcome is Outcome.UNCHANGED
    assert run.report.exit_code == 3
    assert len(stored_records(settings)) == 19
    assert last_report(settings).results == run.report.results


def test_nothing_reached_is_exit_code_two(run, play, settings):
    play.faults.update({SOCIALE_KAART: "500", POI: "500", OLDER_POI: "404", OSM: "html"})
    assert set(outcomes(run()).values()) == {Outcome.FAILED}
    assert run.report.exit_code == 2
    assert stored_records(settings) is None


@pytest.mark.parametrize("left", [0, 3])
def test_none_or_fewer_than_half_is_held_back_until_accepted(run, play, settings, left):
    run("sociale_kaart")
    play.offers = play.offers[:left]
    held = run("sociale_kaart", now=LATER)["sociale_kaart"]
    assert held.outcome is Outcome.HELD_BACK
    assert (held.records, held.came, held.fetched_at) == (8, left, NOW.isoformat())
    assert run.report.exit_code == 2
    assert len(stored_records(settings)) == 8
    kept = pd.read_parquet(downloads(settings) / "sociale_kaart.held" / "records.parquet")
    assert len(kept) == left
    accepted = run("sociale_kaart", now=LATER, accept=["sociale_kaart"])["sociale_kaart"]
    assert (accepted.outcome, accepted.records) == (Outcome.OK, left)
    assert len(stored_records(settings)) == left


def test_half_as_many_records_are_accepted(run, play):
    run("sociale_kaart")
    play.offers = play.offers[:4]
    assert run("sociale_kaart")["sociale_kaart"].outcome is Outcome.OK


def test_no_records_the_first_time_is_held_back_too(run, play, settings):
    play.offers = []
    assert run("sociale_kaart")["sociale_kaart"].outcome is Outcome.HELD_BACK
    assert stored_records(settings) is None


def test_only_some_are_asked_and_the_report_keeps_the_others(run, play, settings):
    run()
    play.asked.clear()
    assert list(run("osm", now=LATER)) == ["osm"]
    assert {path.split("/")[0] for path, _, _ in play.asked} == {OSM}
    known = {result.source: result.tried_at for result in last_report(settings).results}
    assert known == {
        "sociale_kaart": NOW.isoformat(),
        "poi": NOW.isoformat(),
        "osm": LATER.isoformat(),
    }


def test_an_unknown_source_is_an_error(run):
    with pytest.raises(BadValueError, match="sociale_kaart, poi, osm"):
        run("soka")


def test_two_refreshes_at_once_are_one_too_many(run, settings):
    run()
    with sqlite3.connect(downloads(settings) / "fetch.lock", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(PublishBusyError, match="another process"):
            run()
    other.close()
    assert run()["osm"].outcome is Outcome.UNCHANGED


def test_a_full_disk_costs_nothing_that_was_there(run, settings, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    run()
    with monkeypatch.context() as patched:
        patched.setattr("loaders.sources.json_answers.keep", full)
        results = run(now=LATER)
    assert {result.params["problem"] for result in results.values()} == {"disk"}
    assert len(stored_records(settings)) == 19


def test_a_refresh_that_was_killed_between_two_renames_is_put_right(run, settings):
    run()
    folder = downloads(settings) / "osm"
    folder.rename(downloads(settings) / ".old-osm")
    (downloads(settings) / ".new-osm").mkdir()
    assert run("osm")["osm"].outcome is Outcome.UNCHANGED
    assert len(stored_records(settings)) == 19


def test_damaged_records_are_fetched_again(run, settings):
    run()
    (downloads(settings) / "osm" / "records.parquet").write_bytes(b"PAR1 and no more")
    assert run("osm")["osm"].outcome is Outcome.OK
    assert len(stored_records(settings)) == 19


def test_the_newest_year_is_found_and_replaced_by_a_newer_one(run, play, settings):
    play.files[STATBEL_2024] = zipped("x.txt", b"2024")
    first = run("people")["people"]
    assert (first.outcome, first.notes) == (Outcome.OK, ("TF_SOC_POP_STRUCT_2024.zip",))
    assert run("people")["people"].outcome is Outcome.UNCHANGED
    play.files[STATBEL_2024.replace("2024", "2026")] = zipped("x.txt", b"2026")
    assert run("people")["people"].notes == ("TF_SOC_POP_STRUCT_2026.zip",)
    assert sorted(path.name for path in (downloads(settings) / "people").iterdir()) == [
        *("TF_SOC_POP_STRUCT_2026.zip", "TF_SOC_POP_STRUCT_2026.zip.meta"),
    ]


def test_what_the_source_no_longer_has_stays(run, play):
    play.files[STATBEL_2024] = zipped("x.txt", b"2024")
    run("people")
    play.files.clear()
    result = run("people")["people"]
    assert result.outcome is Outcome.UNCHANGED
    assert "no longer at the source" in result.notes[0]


def test_no_edition_at_all_is_a_failure_and_an_outage_is_no_missing_year(run, play):
    assert run("people")["people"].params["problem"] == "not_there"
    play.files[STATBEL_2024] = zipped("x.txt", b"2024")
    play.faults[f"{PEOPLE}/TF_SOC_POP_STRUCT_2026"] = "500"
    assert run("people")["people"].params["problem"] == "status"


@pytest.fixture
def sector_files(play, tmp_path):
    """Serve ten sectors of 2025, and return a function that serves people of them."""
    codes = [f"11001A0{n}-" for n in range(10)]
    name = "sh_statbel_statistical_sectors_3812_20250101.geojson"
    sector_squares(codes, crs="EPSG:3812").to_file(tmp_path / name)
    play.files[f"{SECTORS}/{name}.zip"] = zipped(name, (tmp_path / name).read_bytes())

    def serve(edition, prefix="A"):
        rows = [(code.replace("A", prefix), "10") for code in codes]
        table = people_table(*rows).encode("utf-8-sig")
        file = f"OPENDATA_SECTOREN_{edition}"
        play.files[f"{SECTOR_PEOPLE}/{file}.zip"] = zipped(f"{file}.txt", table)

    return serve


def test_sectors_come_with_people_of_the_new_codes(run, sector_files):
    sector_files("2025_OLD", prefix="B")
    sector_files("2025_NEW")
    results = run("sectors", "sector_people")
    assert outcomes(results) == dict.fromkeys(("sectors", "sector_people"), Outcome.OK)
    assert results["sector_people"].notes == (
        "OPENDATA_SECTOREN_2025_NEW.zip",
        "10 sectors, 0 without people; 0 codes without a sector",
    )


def test_sectors_and_people_that_do_not_join_are_reported(run, sector_files):
    sector_files("2025", prefix="B")
    results = run("sectors", "sector_people")
    assert results["sectors"].outcome is Outcome.OK
    assert results["sector_people"].error_code == "unknown_code"
    assert run.report.exit_code == 3


@pytest.fixture
def few_areas(play, levels_folder, monkeypatch):
    """Serve the areas drawn by hand as if they were the pinned ones."""
    names = {path.name for path in levels_folder.iterdir()}
    for name in [*official_files.SHA256]:
        if name not in names:
            monkeypatch.delitem(official_files.SHA256, name)
        else:
            monkeypatch.setitem(official_files.SHA256, name, sha256_of(levels_folder / name))
    play.put_areas(levels_folder)


@pytest.mark.usefixtures("few_areas")
def test_areas_that_are_here_are_not_asked_for_again(run, play):
    assert run("areas")["areas"].outcome is Outcome.OK
    play.asked.clear()
    assert run("areas")["areas"].outcome is Outcome.UNCHANGED
    assert play.asked == []


@pytest.mark.usefixtures("few_areas")
def test_tampered_areas_are_refused(run, play):
    first = next(path for path in play.files if path.endswith("ggw7.shp"))
    play.files[first] = b"tampered with"
    assert run("areas")["areas"].params["problem"] == "checksum"

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from loaders import store
from loaders.__main__ import main
from tests.loaders.playing import GITHUB, OSM, PEOPLE, offer, zipped

OFFICIAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STATBEL_2024 = f"{PEOPLE}/TF_SOC_POP_STRUCT_2024.zip"


@pytest.fixture
def folder(small, tmp_path, play, monkeypatch):
    """A data folder with the small snapshot, for the command line."""
    folder = tmp_path / "data"
    monkeypatch.setenv("NABIJ_DATA", str(folder))
    monkeypatch.setenv("NABIJ_MIRROR", play.url)
    monkeypatch.setattr("loaders.geometry.write_geometry", lambda *_: None)
    monkeypatch.setattr("time.sleep", lambda _: None)
    store.publish(small, folder=folder, kind="builtin", now=NOW, write_geometry=lambda *_: None)
    return folder


def command(*arguments) -> int:
    with pytest.raises(SystemExit) as done:
        main(["fetch", *map(str, arguments)])
    return int(done.value.code or 0)


def statbel_zip(lines):
    return zipped("TF_SOC_POP_STRUCT_2024.txt", "\n".join([*lines, ""]).encode("utf-8-sig"))


def test_people_are_fetched_into_a_snapshot_once(folder, play, statbel_lines, capsys):
    play.files[STATBEL_2024] = statbel_zip(statbel_lines)
    assert command("--only", "people") == 0
    first = store.load(folder)
    assert first.data.units["people_all"].sum() == 150
    told = capsys.readouterr().out
    assert first.id in told
    assert "people: 150 [estimated]" in told
    assert command("--only", "people") == 0
    assert store.load(folder).id == first.id


def test_what_cannot_be_put_in_is_a_failure_of_its_source_alone(
    folder, play, statbel_lines, capsys
):
    before = store.load(folder).id
    play.files[STATBEL_2024] = statbel_zip([*statbel_lines, "99999|x|F|1|1|2024"])
    assert command("--only", "people") == 2
    assert store.load(folder).id == before
    assert "99999" in capsys.readouterr().out.replace("\n", "")
    play.files[STATBEL_2024] = statbel_zip(statbel_lines)
    assert command("--only", "people") == 0
    assert store.load(folder).id != before


def test_the_command_tells_how_it_went_with_each_source(folder, play, statbel_lines, capsys):
    play.faults[OSM] = "500"
    play.files[STATBEL_2024] = statbel_zip(statbel_lines)
    assert command("--only", "osm", "--only", "people") == 3
    told = capsys.readouterr().out
    assert "FAILED" in told
    assert "people: 150" in told
    assert command("--only", "osm") == 2
    assert command("--only", "soka") == 2
    assert "nabij: fetch: expected sources among" in capsys.readouterr().err
    assert folder.is_dir()


@pytest.fixture
def real(builtin_folder, play, tmp_path, monkeypatch):
    """A built-in data folder, and all sources with the real official files."""
    if not OFFICIAL.is_dir():
        pytest.skip("the official files (../shared/data) are not here")
    folder = tmp_path / "real"
    shutil.copytree(builtin_folder, folder)
    monkeypatch.setenv("NABIJ_DATA", str(folder))
    monkeypatch.setenv("NABIJ_MIRROR", play.url)
    monkeypatch.setattr("time.sleep", lambda _: None)
    play.put_areas(OFFICIAL / "gebiedsniveaus")
    name = "TF_SOC_POP_STRUCT_2015.zip"
    play.files[f"{PEOPLE}/{name}"] = (OFFICIAL / "statbel" / name).read_bytes()
    return folder


def test_the_official_files_and_centres_become_a_snapshot(real, play, monkeypatch, capsys):
    monkeypatch.setattr("loaders.geometry.write_geometry", lambda *_: None)
    play.offers.append(offer(50, name="Dienstencentrum Gesloten", state="CLOSED"))
    sources = ("areas", "people", "sociale_kaart", "poi", "osm")
    asked = [part for source in sources for part in ("--only", source)]
    assert command(*asked) == 0, capsys.readouterr()
    data = store.load(real).data
    assert len(data.units) == 2767
    assert data.dataset("people").reference_date == "2015-01-01"
    assert data.dataset("people").rows == 7_619_300
    assert "Dienstencentrum 1" in set(data.centres["name"])
    leuven = data.points[data.points["municipality"] == "24062"]
    assert (leuven["precision"] == "address").any()
    assert len({path for path, _, _ in play.asked if path.startswith(GITHUB)}) == 26

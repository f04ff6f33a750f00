import shutil
from pathlib import Path

import geopandas as gpd
import pytest

from geodata.crs import METRIC_CRS
from loaders.sources import gebiedsniveaus
from loaders.store import snapshots
from tests.loaders.fake_sources import (
    GITHUB,
    OSM,
    PEOPLE,
    SECTOR_PEOPLE,
    SECTORS,
    offer,
    zipped,
)
from tests.loaders.sources.sector_files import HEADER, people_of_strips, sector_strips
from tests.store_helpers import run

pytestmark = pytest.mark.long

OFFICIAL = Path(__file__).resolve().parents[3].parent / "shared" / "data"
STATBEL_2024 = f"{PEOPLE}/TF_SOC_POP_STRUCT_2024.zip"


@pytest.fixture
def folder(folder, play, monkeypatch):
    """The store, and all sources played."""
    monkeypatch.setenv("NABIJ_MIRROR", play.url)
    monkeypatch.setattr("time.sleep", lambda _: None)
    return folder


def command(*arguments) -> int:
    return run("fetch", *arguments)


def statbel_zip(lines):
    return zipped("TF_SOC_POP_STRUCT_2024.txt", "\n".join([*lines, ""]).encode("utf-8-sig"))


def test_people_are_fetched_into_a_snapshot_once(folder, play, statbel_lines, capsys):
    play.files[STATBEL_2024] = statbel_zip(statbel_lines)
    assert command("--only", "people") == 0
    first = snapshots.load(folder)
    assert first.data.units["people_all"].sum() == 150
    printed = capsys.readouterr().out
    assert first.id in printed
    assert "people: 150 [estimated]" in printed
    assert command("--only", "people") == 0
    assert snapshots.load(folder).id == first.id


def sector_files(play, tmp_path, rows):
    """Serve the sectors of 2025 that are drawn by hand, with people."""
    name = "sh_statbel_statistical_sectors_3812_20250101.geojson"
    columns = {"cd_sector": list(sector_strips()), "cd_rgn_refnis": "02000"}
    columns["cd_munty_refnis"] = [code[:5] for code in columns["cd_sector"]]
    gpd.GeoDataFrame(columns, geometry=[*sector_strips().values()], crs=METRIC_CRS).to_file(
        tmp_path / name
    )
    play.files[f"{SECTORS}/{name}.zip"] = zipped(name, (tmp_path / name).read_bytes())
    lines = [HEADER, *(f"{code[:5]}|{code}|{n}" for code, n in rows.items()), ""]
    table = zipped("OPENDATA_SECTOREN_2025_NEW.txt", "\n".join(lines).encode("utf-8-sig"))
    play.files[f"{SECTOR_PEOPLE}/OPENDATA_SECTOREN_2025_NEW.zip"] = table


def test_sectors_and_their_people_are_fetched_into_a_snapshot(folder, play, tmp_path, capsys):
    sector_files(play, tmp_path, people_of_strips())
    assert command("--only", "sectors") == 0
    assert snapshots.load(folder).data.sectors.empty  # without people they say nothing yet
    assert command("--only", "sector_people") == 0
    data = snapshots.load(folder).data
    assert data.units["people_all"].tolist() == [150, 300, 450, 600]
    assert len(data.sectors) == 21
    assert "sectors: 21" in capsys.readouterr().out


def test_people_that_do_not_fit_the_sectors_leave_the_snapshot_as_it_is(folder, play, tmp_path):
    before = snapshots.load(folder).id
    sector_files(
        play, tmp_path, {code.replace("A", "Z"): n for code, n in people_of_strips().items()}
    )
    assert command("--only", "sectors", "--only", "sector_people") == 2
    assert snapshots.load(folder).id == before


def test_a_file_that_cannot_be_imported_fails_its_source_only(folder, play, statbel_lines, capsys):
    before = snapshots.load(folder).id
    play.files[STATBEL_2024] = statbel_zip([*statbel_lines, "99999|x|F|1|1|2024"])
    assert command("--only", "people") == 2
    assert snapshots.load(folder).id == before
    assert "99999" in capsys.readouterr().out.replace("\n", "")
    play.files[STATBEL_2024] = statbel_zip(statbel_lines)
    assert command("--only", "people") == 0
    assert snapshots.load(folder).id != before


def test_the_command_prints_the_outcome_of_each_source(folder, play, statbel_lines, capsys):
    play.faults[OSM] = "500"
    play.files[STATBEL_2024] = statbel_zip(statbel_lines)
    assert command("--only", "osm", "--only", "people") == 3
    printed = capsys.readouterr().out
    assert "FAILED" in printed
    assert "people: 150" in printed
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


def test_the_official_files_and_centres_become_a_snapshot(
    real, play, official_levels, monkeypatch, capsys
):
    monkeypatch.setattr("loaders.store.map_files.write_geometry", lambda *_: None)
    read = []  # the files are those that were read before
    monkeypatch.setattr(
        gebiedsniveaus, "read_levels", lambda files: read.append(files) or official_levels
    )
    play.offers.append(offer(50, name="Dienstencentrum Gesloten", state="CLOSED"))
    sources = ("areas", "people", "sociale_kaart", "poi", "osm")
    asked = [part for source in sources for part in ("--only", source)]
    assert command(*asked) == 0, capsys.readouterr()
    (files,) = read
    for name in gebiedsniveaus.FILES:
        assert files[name].read_bytes() == (OFFICIAL / "gebiedsniveaus" / name).read_bytes()
    data = snapshots.load(real).data
    assert len(data.units) == 2767
    assert data.dataset("people").reference_date == "2015-01-01"
    assert data.dataset("people").rows == 7_619_300
    assert "Dienstencentrum 1" in set(data.centres["name"])
    leuven = data.points[data.points["municipality"] == "24062"]
    assert (leuven["precision"] == "address").any()
    assert len({path for path, _, _ in play.asked if path.startswith(GITHUB)}) == 26

"""Made-up sectors and people in Statbel's shapes, imported over the small snapshot."""

from dataclasses import replace
from datetime import UTC, datetime

import geopandas as gpd
import pandas as pd
import pytest

from geodata.crs import METRIC_CRS
from geodata.demand.sectors import GROUPS, without_place
from geodata.errors import DuplicateCodeError, UnknownCodeError, UnreadableFileError
from geodata.snapshot.schemas import check_snapshot
from loaders.sources import gebiedsniveaus, official_import
from loaders.sources.official_import import Sources, import_sources, recognise
from loaders.sources.sector_import import NO_FILES, part_of
from loaders.store import snapshots
from tests.loaders.sources.sector_files import HEADER, OUTSIDE, people_of_strips, sector_strips

AREAS = "sh_statbel_statistical_sectors_3812_20250101.geojson"
OTHERS = ["11007|11007ZZZZ|5", "11002|11002X99-|3"]
WIJKEN = ["11001W01", "11001W02", "11002W01", "11002W02"]


@pytest.fixture
def write(tmp_path):
    """Return functions that write areas and people as Statbel names them."""

    def areas(shapes=None):
        columns = {"cd_sector": list(shapes or sector_strips()), "cd_rgn_refnis": "02000"}
        columns["cd_munty_refnis"] = [code[:5] for code in columns["cd_sector"]]
        frame = gpd.GeoDataFrame(
            columns, geometry=[*(shapes or sector_strips()).values()], crs=METRIC_CRS
        )
        frame.to_file(tmp_path / AREAS, driver="GeoJSON")
        return tmp_path / AREAS

    def people(rows=None, *, more=(), year="2025_NEW"):
        known = [f"{code[:5]}|{code}|{n}" for code, n in (rows or people_of_strips()).items()]
        path = tmp_path / f"OPENDATA_SECTOREN_{year}.txt"
        path.write_text("\n".join([HEADER, *known, *more, ""]), encoding="utf-8-sig")
        return path

    areas.people = people
    return areas


@pytest.fixture
def imported(small, write):
    paths = [write(), write.people(more=[*OTHERS, "52011|52011A00-|9"])]
    return import_sources(recognise(paths), base=small)


def test_wijken_have_the_people_of_their_sectors(imported):
    assert imported.units["people_all"].tolist() == [150, 300, 450, 600]
    # 20 % and 4 % in the first municipality; 40 % and 20 % in the other, of the wijk that is known
    assert imported.units["people_65plus"].tolist() == [30, 60, 180, 240]
    assert imported.units["people_80plus"].tolist() == [6, 12, 90, 120]
    assert imported.units["estimated"].all()
    check_snapshot(imported)


def test_nobody_is_lost_and_nobody_is_put_somewhere_by_a_guess(imported):
    assert imported.unplaced["code"].tolist() == ["11002X99-", "11007ZZZZ"]
    # Borsbeek (11007) merged into Antwerpen (11002): with it 3 and 7 without a place
    assert without_place(imported).to_dict() == {"11002": 3 + 5 + 7}
    outside = imported.sectors.set_index("code").loc[OUTSIDE]
    assert pd.isna(outside["unit"])
    assert outside["people_all"] == 7
    everyone = imported.units["people_all"].sum() + without_place(imported).sum()
    assert everyone == sum(people_of_strips().values()) + 5 + 3


def test_each_dataset_has_its_date_and_how_sectors_were_placed(imported):
    people, sectors = imported.dataset("people"), imported.dataset("sectors")
    assert people.rows == 1500
    assert people.flags == ("estimated_ages",)
    assert people.reference_date == "2025-01-01 (total)"
    assert sectors.rows == 21
    assert sectors.reference_date == "2025-01-01"
    assert sectors.licence == people.licence == "CC BY 4.0"
    assert sectors.attribution == "© Statbel"
    assert "0 by the key table" in sectors.note
    assert "20 by the largest shared area; 1 lie in no wijk" in sectors.note
    assert "15, of whom 5 without a known sector and 3 in codes without an area" in sectors.note
    assert sectors.note.endswith("Rows of Wallonia left out: 1.")


def test_a_snapshot_with_sectors_is_kept_as_it_is(imported, tmp_path):
    folder = tmp_path / "store"
    snapshots.publish(
        imported,
        folder=folder,
        kind="imported",
        now=datetime(2026, 1, 1, tzinfo=UTC),
        write_geometry=lambda *_: None,
    )
    again = snapshots.load(folder).data
    pd.testing.assert_frame_equal(again.sectors, imported.sectors, check_like=True)
    pd.testing.assert_frame_equal(again.unplaced, imported.unplaced)


def test_a_wijk_of_which_a_sector_has_no_figure_keeps_the_one_that_it_had(small, write):
    rows = people_of_strips() | {"11001A04-": ""}
    data = import_sources(recognise([write(), write.people(rows)]), base=small)
    assert data.units["people_all"].tolist() == [25, 300, 450, 600]
    assert data.units["people_65plus"].tolist()[0] == 5
    assert data.dataset("people").flags == ("estimated_ages", "incomplete")
    assert "1 wijken keep the figure of before" in data.dataset("people").note
    check_snapshot(data)


def test_only_one_of_the_two_is_refused_with_what_is_lacking(small, write):
    with pytest.raises(UnreadableFileError, match="no OPENDATA_SECTOREN_<year>"):
        import_sources(recognise([write()]), base=small)
    with pytest.raises(UnreadableFileError, match="no sh_statbel_statistical_sectors"):
        import_sources(recognise([write.people()]), base=small)


def test_new_people_alone_go_to_the_sectors_that_are_loaded(imported, write):
    twice = {code: 2 * n for code, n in people_of_strips().items()}
    data = import_sources(recognise([write.people(twice, year="2026")]), base=imported)
    assert data.units["people_all"].tolist() == [300, 600, 900, 1200]
    assert data.units["people_65plus"].tolist() == [60, 120, 360, 480]
    assert data.unplaced.empty
    assert data.dataset("people").reference_date == "2026-01-01 (total)"
    dates = data.dataset("sectors").reference_date
    assert dates == "2025-01-01 (borders), 2026-01-01 (total)"


def test_new_areas_alone_keep_the_people_that_are_loaded(imported, write):
    shapes = sector_strips()
    shapes["11001A04-"], shapes["11001B04-"] = shapes["11001B04-"], shapes["11001A04-"]
    data = import_sources(recognise([write(shapes)]), base=imported)
    assert data.units["people_all"].tolist() == [150 - 50 + 100, 300 - 100 + 50, 450, 600]
    pd.testing.assert_frame_equal(data.unplaced, imported.unplaced)


def test_people_of_another_edition_are_refused(imported, write):
    other = {code.replace("A", "Z"): n for code, n in people_of_strips().items()}
    with pytest.raises(UnknownCodeError, match="at least 90%"):
        import_sources(recognise([write.people(other)]), base=imported)


def test_new_people_by_age_change_the_ages_and_not_the_people(
    imported, write_statbel, statbel_lines
):
    data = import_sources(Sources({}, write_statbel(statbel_lines)), base=imported)
    assert data.units["people_all"].tolist() == [150, 300, 450, 600]
    # 11001: 10 of 100 are of 65 and over, 4 of 80; 11002: 5 of 50, all of 80
    assert data.units.groupby("municipality")["people_65plus"].sum().tolist() == [45, 105]
    assert data.units.groupby("municipality")["people_80plus"].sum().tolist() == [18, 105]
    assert data.dataset("people").reference_date == "2025-01-01 (total), 2024-01-01 (ages)"
    check_snapshot(data)


def test_sectors_go_to_the_new_wijken_when_those_are_imported(imported, monkeypatch):
    left, right = imported.units.geometry[:2].union_all(), imported.units.geometry[2:].union_all()
    new = imported.units.iloc[[0, 2]].assign(code=["west", "east"]).set_geometry([left, right])
    monkeypatch.setattr(gebiedsniveaus, "read_levels", lambda _: None)
    monkeypatch.setattr(
        official_import,
        "_with_levels",
        lambda base, _: replace(base, units=new.set_crs(METRIC_CRS).reset_index(drop=True)),
    )
    data = import_sources(Sources({"ggw7.shp": None}, None), base=imported)
    assert data.units["people_all"].tolist() == [450, 1050]
    assert data.units["people_65plus"].tolist() == [90, 420]
    assert data.dataset("people").reference_date == imported.dataset("people").reference_date
    check_snapshot(data)


def test_the_key_table_may_come_with_the_sectors_without_its_layers(small, write, tmp_path):
    codes = [code for code in sector_strips() if code != OUTSIDE]
    keys = pd.DataFrame({"statsec": [*codes, "11002ZZZZ"], "ggw7": ["11002W02"] * 21})
    keys.to_excel(tmp_path / gebiedsniveaus.KEY_TABLE, index=False, engine="xlsxwriter")
    write()
    write.people()
    sources = recognise([tmp_path])
    assert not sources.levels
    data = import_sources(sources, base=small)
    assert data.units["people_all"].tolist() == [25, 75, 10, 1500]
    assert "20 by the key table" in data.dataset("sectors").note


def test_the_files_are_recognised_by_their_names(write, tmp_path):
    areas, people = write(), write.people()
    zipped = tmp_path / "x" / "sh_statbel_statistical_sectors_31370_20250101.shp.zip"
    zipped.parent.mkdir()
    (tmp_path / "sh_statbel_statistical_sectors_31370_20250101.dbf").write_bytes(b"")
    found = recognise([areas, people])
    assert (found.sectors.areas, found.sectors.people) == (areas, people)
    assert not recognise([tmp_path / "OPENDATA_SECTOREN_2025_NEW.txt"]).sectors.areas
    zipped.write_bytes(b"")
    with pytest.raises(DuplicateCodeError):
        recognise([tmp_path])
    with pytest.raises(UnreadableFileError, match="OPENDATA_SECTOREN"):
        recognise([tmp_path / "sh_statbel_statistical_sectors_31370_20250101.dbf"])
    assert not NO_FILES


def test_without_sectors_an_import_leaves_none(small, write_statbel, statbel_lines):
    data = import_sources(Sources({}, write_statbel(statbel_lines)), base=small)
    assert data.sectors.empty
    assert data.unplaced.empty
    assert data.dataset("people").flags == ("estimated",)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda s: s.assign(unit="gone"), UnknownCodeError),
        (lambda s: s.assign(municipality="99999"), UnknownCodeError),
        (lambda s: s.assign(code="twice"), DuplicateCodeError),
        (lambda s: s.assign(people_65plus=s[GROUPS[0]] + 1), ValueError),
    ],
)
def test_sectors_that_refer_to_nothing_are_not_published(imported, wrong, error):
    with pytest.raises(error):
        check_snapshot(replace(imported, sectors=wrong(imported.sectors)))


def test_of_several_days_the_requested_one_is_reported():
    assert part_of("2020-01-01 (total), 2015-01-01 (ages)", "ages") == "2015-01-01"
    assert part_of("2015-01-01", "ages") == "2015-01-01"
    assert part_of("2015-01-01 (total)", "ages") == ""

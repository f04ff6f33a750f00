import re
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest

from geodata.crs import METRIC_CRS
from geodata.errors import DuplicateCodeError, UnknownCodeError, UnreadableFileError
from geodata.snapshot.model import Dataset, SnapshotData
from geodata.snapshot.schemas import check_snapshot
from loaders.builtin.snapshot import builtin_dataset, facts, municipal_people
from loaders.sources.gebiedsniveaus import FILES
from loaders.sources.official_files import year_of
from loaders.sources.official_import import Sources, import_sources, recognise
from loaders.sources.sector_import import SectorFiles

pytestmark = pytest.mark.long


def test_files_are_recognised_by_name_wherever_they_lie(levels_folder, write_statbel, tmp_path):
    population = write_statbel(["CD_REFNIS"])
    (tmp_path / "read me.txt").write_text("hello", encoding="utf-8")
    sources = recognise([tmp_path])
    assert set(sources.levels) == FILES
    assert sources.levels["ggw7.shp"] == levels_folder / "ggw7.shp"
    assert sources.population == population


def test_one_file_is_enough(write_statbel):
    population = write_statbel(["CD_REFNIS"])
    assert recognise([population]) == Sources({}, population)


@pytest.mark.parametrize(
    ("areas", "people"),
    [
        ("sh_statbel_statistical_sectors_20190101.shp", "OPEN DATA_SECTOREN_2019.xlsx"),
        ("sh_statbel_statistical_sectors_20180101.geojson.zip", "TF_POP_STRUCT_SECTORS_2018.xlsx"),
        ("SH_STATBEL_STATISTICAL_SECTORS_3812_20260101.sqlite.zip", "opendata_sectoren_2026.XLSX"),
        ("sh_statbel_statistical_sectors_31370_20250101.shp.zip", "OPENDATA_SECTOREN_2025_NEW.zip"),
    ],
)
def test_sectors_and_their_people_are_recognised_in_every_edition(tmp_path, areas, people):
    for name in (areas, people):
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = recognise([tmp_path]).sectors
    assert found == SectorFiles(tmp_path / areas, tmp_path / people)
    years = re.findall(r"20[12]\d", f"{areas} {people}")
    assert [str(year_of(path)) for path in (found.areas, found.people)] == years


def test_two_years_of_people_are_one_too_many(write_statbel):
    first = write_statbel(["CD_REFNIS"])
    second = first.with_name("TF_SOC_POP_STRUCT_2023.zip")
    second.write_bytes(b"PK")
    with pytest.raises(DuplicateCodeError, match="2023"):
        recognise([first.parent])


def test_the_same_file_named_twice_is_one(write_statbel):
    path = write_statbel(["CD_REFNIS"])
    assert recognise([path, path.parent]).population == path


def test_unknown_and_missing_files_are_reported(tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(UnreadableFileError, match="TF_SOC_POP_STRUCT"):
        recognise([tmp_path])
    with pytest.raises(UnreadableFileError, match="Check the path"):
        recognise([tmp_path / "gone"])


def test_people_alone_are_spread_over_the_wijken_there_are(small, write_statbel, statbel_lines):
    data = import_sources(Sources({}, write_statbel(statbel_lines)), base=small)
    # 11001: 90, 6 and 4 people of three ages over 1 and 3 sectors; 11002: 45, 0 and 5 over 2 and 2
    assert data.units["people_all"].tolist() == [23 + 2 + 1, 67 + 4 + 3, 23 + 3, 22 + 2]
    assert data.units["people_65plus"].tolist() == [3, 7, 3, 2]
    assert data.units["people_80plus"].tolist() == [1, 3, 3, 2]
    assert data.units["estimated"].all()
    assert data.dataset("people").rows == 150
    assert data.dataset("people").reference_date == "2024-01-01"
    assert data.dataset("units") == small.dataset("units")
    assert data.areas is small.areas
    check_snapshot(data)


def test_a_group_that_the_new_people_do_not_have_goes(small, write_statbel, statbel_lines):
    alone = small.units.assign(people_alone=small.units["people_80plus"])
    base = replace(small, units=alone)
    data = import_sources(Sources({}, write_statbel(statbel_lines)), base=base)
    assert data.groups == ("all", "65plus", "80plus")


def test_areas_of_two_municipalities_are_not_those_of_flanders(small, levels_folder):
    with pytest.raises(UnknownCodeError, match=r"gemeente\.shp"):
        import_sources(recognise([levels_folder]), base=small)


@pytest.fixture(scope="module")
def base():
    """Enough of a built-in snapshot: provinces, and people that are known per municipality."""
    municipal = municipal_people().rename(columns={"nis": "municipality"})
    provinces = facts("municipalities")["province_code"].drop_duplicates()
    areas = pd.DataFrame({"level": "province", "code": provinces, "name": "n", "name_fr": "f"})
    people = Dataset("people", 7_847_398, "Statbel", flags=("estimated",), note="Of 2020.")
    none = gpd.GeoDataFrame(geometry=[], crs=METRIC_CRS)
    return SnapshotData(
        units=gpd.GeoDataFrame(municipal),
        areas=gpd.GeoDataFrame(areas),
        centres=pd.DataFrame(),
        points=none,
        whereabouts=none,
        support_points=none,
        division=pd.DataFrame(),
        datasets=(people,),
    )


@pytest.fixture(scope="module")
def imported(official, official_areas, base):
    assert official_areas.is_relative_to(official)
    return import_sources(recognise([official]), base=base)


def test_the_official_import_is_whole_and_fits_the_schema(imported):
    check_snapshot(imported)
    assert len(imported.units) == 2767
    assert imported.areas.groupby("level").size().to_dict() == {
        "elz": 57,
        "municipality": 304,
        "province": 6,
    }
    assert imported.units["people_all"].sum() == 7_619_300
    assert not imported.units["people_80plus"].isna().any()


def test_the_sum_of_each_municipality_is_that_of_statbel(imported):
    sums = imported.units.groupby("municipality")[
        ["people_all", "people_65plus", "people_80plus"]
    ].sum()
    known = facts("municipalities").set_index("nis").loc[sums.index]
    for group, column in (("all", ""), ("65plus", "65plus_"), ("80plus", "80plus_")):
        assert (
            sums[f"people_{group}"].tolist()
            == known[f"population_{column}2015"].astype(int).tolist()
        )


def test_every_municipality_is_exactly_its_wijken(imported):
    areas = imported.areas.set_index("code")
    municipalities = areas[areas["level"] == "municipality"].geometry
    united = imported.units.dissolve("municipality", method="coverage").geometry
    difference = united.symmetric_difference(municipalities, align=True)
    assert difference.area.max() < 0.001


def test_every_centre_is_in_the_polygon_that_it_may_be_in(imported):
    assert len(imported.points) == len(imported.centres) == 158
    polygons = imported.whereabouts.set_index("key").geometry.loc[imported.points["whereabouts"]]
    assert imported.points.within(polygons.reset_index(drop=True)).all()


def test_each_dataset_says_where_it_is_from(imported):
    assert [d.name for d in imported.datasets] == [
        "units",
        "areas",
        "people",
        "centres",
        "division",
    ]
    units = imported.dataset("units")
    assert units.attribution == (
        "Wijken voor omgevingsanalyse. © gemeentebesturen, verzameld door "
        "Data & Analyse van de Vlaamse provincies"
    )
    assert units.flags == ()
    assert units.reference_date == "2025-01-01"
    assert imported.dataset("people").flags == ("estimated",)
    assert "2015" in imported.dataset("people").reference_date
    assert imported.dataset("centres") == builtin_dataset("centres", rows=158)


def test_areas_alone_keep_the_previous_people_per_municipality(official_areas, base):
    data = import_sources(recognise([official_areas]), base=base)
    sums = data.units.groupby("municipality")["people_all"].sum()
    assert sums.to_dict() == municipal_people().set_index("nis")["people_all"].to_dict()
    people = data.dataset("people")
    assert people.rows == 7_847_398
    assert people.note == "Of 2020. Estimated anew over the wijken imported."

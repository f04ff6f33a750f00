import io
import json
import zipfile

import pandas as pd
import pytest
from shapely.geometry import MultiPolygon, Polygon

from geodata.errors import (
    DuplicateCodeError,
    GeometryError,
    MissingColumnError,
    MissingCrsError,
    UnknownCodeError,
    UnreadableFileError,
    WrongCrsError,
)
from loaders.sources.statbel_sectors import join_sectors, read_sector_population, read_sectors
from tests.loaders.sources.sector_files import (
    FULL_HEADER,
    SPELLINGS,
    X,
    Y,
    people_table,
    sector_squares,
)

NAME = "sh_statbel_statistical_sectors_31370_20240101"


@pytest.fixture
def packed(tmp_path):
    """Return a function that writes a frame as Statbel does: in a folder in a zip."""

    def pack(frame, suffix=".geojson", name=NAME):
        folder = tmp_path / f"{name}{suffix}"
        folder.mkdir()
        drivers = {".geojson": "GeoJSON", ".sqlite": "SQLite", ".shp": "ESRI Shapefile"}
        options = {"spatialite": "NO"} if suffix == ".sqlite" else {}
        frame.to_file(folder / f"{name}{suffix}", driver=drivers[suffix], **options)
        path = tmp_path / f"{name}{suffix}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, f"{folder.name}/{file.name}")
        return path

    return pack


@pytest.mark.parametrize("suffix", [".geojson", ".sqlite"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_sectors_are_read_under_each_spelling(packed, suffix, spelling):
    sectors = read_sectors(packed(sector_squares(spelling=spelling), suffix))
    assert sectors["code"].tolist() == ["11001A00-", "11001A01-", "21001B00-"]
    assert sectors["municipality"].tolist() == ["11001", "11001", "21001"]
    assert sectors.crs.to_epsg() == 3812
    assert sectors.area.round(-4).tolist() == [1e6] * 3
    assert not sectors.has_z.any()
    assert sectors.attrs["repaired"] == 0


@pytest.mark.filterwarnings("ignore:Column names longer than 10")
@pytest.mark.filterwarnings("ignore:Normalized/laundered field name")
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_shapefile_is_read_with_its_companions_and_names_cut_short(packed, spelling):
    sectors = read_sectors(packed(sector_squares(spelling=spelling), ".shp"))
    assert sectors["name"].tolist()[0] == "SECTOR 11001A00-"
    assert sectors["name_fr"].tolist()[0] == "SECTEUR 11001A00-"
    assert sectors["municipality"].tolist() == ["11001", "11001", "21001"]
    assert sectors.area.round(-4).tolist() == [1e6] * 3


def test_names_may_be_missing(packed):
    bare = sector_squares()[["cd_sector", "cd_munty_refnis", "cd_rgn_refnis", "geometry"]]
    sectors = read_sectors(packed(bare))
    assert sectors["name"].tolist() == [""] * 3
    assert sectors["code"].tolist()[0] == "11001A00-"


def test_the_crs_is_read_from_the_file_not_from_its_name(packed):
    far = read_sectors(packed(sector_squares(crs="EPSG:3812")))  # its name says 31370
    near = read_sectors(packed(sector_squares(), name="x"))
    assert far.geometry.distance(near.geometry).max() < 1


def test_a_geojson_that_declares_no_crs_is_refused(tmp_path):
    geojson = json.loads(sector_squares().to_json(drop_id=True))
    assert geojson.pop("crs")
    path = tmp_path / "sectors.geojson"
    path.write_text(json.dumps(geojson), encoding="utf-8")
    with pytest.raises(MissingCrsError, match="Shapefile"):
        read_sectors(path)


def test_coordinates_outside_belgium_are_refused(packed):
    frame = sector_squares().set_crs("EPSG:3812", allow_override=True)  # 500 km off
    with pytest.raises(WrongCrsError, match="in Belgium"):
        read_sectors(packed(frame))


def test_wallonia_is_left_out(packed):
    frame = sector_squares(("11001A00-", "52011A00-"))
    frame["cd_rgn_refnis"] = ["02000", "03000"]
    assert read_sectors(packed(frame))["code"].tolist() == ["11001A00-"]


def test_an_invalid_polygon_is_repaired_and_counted(packed):
    frame = sector_squares()
    bow = Polygon([(X, Y), (X + 1000, Y + 1000), (X + 1000, Y), (X, Y + 1000)])
    frame.geometry = [bow, *frame.geometry[1:]]
    sectors = read_sectors(packed(frame))
    assert sectors.attrs["repaired"] == 1
    assert sectors.is_valid.all()
    assert isinstance(sectors.geometry[0], MultiPolygon)


def test_a_sector_without_a_shape_is_refused(packed):
    frame = sector_squares()
    frame.geometry = [None, *frame.geometry[1:]]
    with pytest.raises(GeometryError, match="11001A00-"):
        read_sectors(packed(frame))


def test_a_code_that_occurs_twice_is_refused(packed):
    with pytest.raises(DuplicateCodeError, match="11001A00-"):
        read_sectors(packed(sector_squares(("11001A00-", "11001A00-"))))


def test_a_layer_without_the_columns_is_refused(packed):
    with pytest.raises(MissingColumnError, match="cd_rgn_ref"):
        read_sectors(packed(sector_squares().drop(columns="cd_rgn_refnis")))


def test_a_file_without_a_layer_or_truncated_is_refused(packed, tmp_path):
    path = packed(sector_squares())
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(UnreadableFileError, match="damaged or cut-off"):
        read_sectors(path)
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.doc", "text")
    with pytest.raises(UnreadableFileError, match="one layer in the zip"):
        read_sectors(other)


@pytest.fixture
def table(tmp_path):
    """Return a function that writes such a table as Statbel does."""

    def write(text, name="OPENDATA_SECTOREN_2024"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(f"{name}.txt", text.encode("utf-8-sig"))
        path = tmp_path / f"{name}.zip"
        path.write_bytes(packed.getvalue())
        return path

    return write


def test_people_are_read_and_what_is_no_number_is_missing_not_zero(table):
    text = people_table(
        ("11001A00-", "120"), ("11001A01-", ""), ("21001B00-", "x"), ("21001ZZZZ", "0")
    )
    found = read_sector_population(table(text))
    assert found["people"].tolist() == [120, pd.NA, pd.NA, 0]
    assert found["municipality"].tolist() == ["11001", "11001", "21001", "21001"]


def test_a_sector_that_occurs_twice_in_the_table_is_refused(table):
    with pytest.raises(DuplicateCodeError, match="line 3, CD_SECTOR"):
        read_sector_population(table(people_table(("11001A00-", "1"), ("11001A00-", "2"))))


def test_a_table_without_total_is_refused(table):
    with pytest.raises(MissingColumnError, match="TOTAL"):
        read_sector_population(
            table(people_table(header=FULL_HEADER.replace("TOTAL", "X")) + "1|2|3|4|5|6|7|8|9|0\n")
        )


@pytest.mark.parametrize(
    ("name", "total", "area"),
    [
        ("OPENDATA_SECTOREN_2022.xlsx", "TOTAL", "OPPERVLAKKTE IN HM²"),
        ("OPEN DATA_SECTOREN_2019.xlsx", "TOTAL", "OPPERVLAKTE IN HM²"),
        ("TF_POP_STRUCT_SECTORS_2016.xlsx", "POPULATION", "OPPERVLAKTE IN HM²"),
    ],
)
def test_workbooks_of_statbel_are_read_as_its_text_files(tmp_path, name, total, area):
    rows = [
        [11001, "A00-", 120, 12.5],  # with the NIS code in its own column, as before 2019
        [11001, "11001A01-", 30.0, 3],
        [21001, "ZZZZ", None, None],
    ]
    frame = pd.DataFrame(rows, columns=["CD_REFNIS", "CD_SECTOR", total, area])
    frame.to_excel(tmp_path / name, index=False, engine="xlsxwriter")
    found = read_sector_population(tmp_path / name)
    assert found["code"].tolist() == ["11001A00-", "11001A01-", "21001ZZZZ"]
    assert found["municipality"].tolist() == ["11001", "11001", "21001"]
    assert found["people"].tolist() == [120, 30, pd.NA]


def test_codes_of_four_characters_that_become_the_same_are_refused_with_their_row(tmp_path):
    path = tmp_path / "TF_POP_STRUCT_SECTORS_2011.xlsx"
    rows = [["11001", "A00-", 1], ["11001", "11001A00-", 2]]
    frame = pd.DataFrame(rows, columns=["CD_REFNIS", "CD_SECTOR", "POPULATION"])
    frame.to_excel(path, index=False, engine="xlsxwriter")
    with pytest.raises(DuplicateCodeError, match="line 3, CD_SECTOR"):
        read_sector_population(path)


@pytest.fixture
def ten(packed):
    return read_sectors(packed(sector_squares([f"11001A0{n}-" for n in range(10)])))


def test_people_join_their_sectors_and_the_rest_is_reported(ten, table):
    rows = [(f"11001A0{n}-", str(10 * n)) for n in range(9)]
    rows += [("11001Z99-", "7"), ("11001ZZZZ", "2"), ("11001ONB", "3"), ("52011A00-", "1000")]
    joined = join_sectors(ten, read_sector_population(table(people_table(*rows))))
    assert joined.sectors["people"].tolist() == [*range(0, 90, 10), pd.NA]
    assert joined.without_people == ("11001A09-",)
    assert joined.without_area == ("11001Z99-",)
    assert (joined.people_without_area, joined.people_nowhere) == (7, 5)
    assert joined.outside == 1  # of Wallonia


def test_editions_that_do_not_belong_together_are_refused(ten, table):
    rows = [(f"11001B0{n}-", "10") for n in range(10)]
    with pytest.raises(UnknownCodeError, match="_NEW"):
        join_sectors(ten, read_sector_population(table(people_table(*rows))))
    half = read_sector_population(table(people_table(*[(f"11001A0{n}-", "1") for n in range(5)])))
    with pytest.raises(UnknownCodeError, match="5 of 10 sectors"):
        join_sectors(ten, half)
    assert len(join_sectors(ten, half, least=0.5).without_people) == 5

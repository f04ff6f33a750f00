import io
import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from shapely import wkt
from shapely.geometry import MultiPolygon, Polygon, box

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

NAME = "sh_statbel_statistical_sectors_31370_20240101"
X, Y = 150_000, 200_000  # Lambert 72, near Antwerpen
HEADER = (
    "CD_REFNIS|CD_SECTOR|TOTAL|DT_STRT_SECTOR|DT_STOP_SECTOR|OPPERVLAKKTE IN HM²"
    "|TX_DESCR_SECTOR_NL|TX_DESCR_SECTOR_FR|TX_DESCR_NL|TX_DESCR_FR"
)


def drawn(codes=("11001A00-", "11001A01-", "21001B00-"), *, spelling="file", crs="EPSG:31370"):
    """Return adjacent squares of one kilometre; the first has a height."""
    boxes = [box(X + 1000 * i, Y, X + 1000 * (i + 1), Y + 1000) for i in range(len(codes))]
    high = wkt.loads(boxes[0].wkt.replace(",", " 12,").replace("))", " 12))"))
    attributes = {
        "code": list(codes),
        "name": [f"SECTOR {code}" for code in codes],
        "name_fr": [f"SECTEUR {code}" for code in codes],
        "deelgemeente": [code[:6] for code in codes],
        "municipality": [code[:5] for code in codes],
        "municipality_name": ["Ergens"] * len(codes),
        "region": ["04000" if code[:2] == "21" else "02000" for code in codes],
    }
    frame = gpd.GeoDataFrame(attributes, geometry=[high, *boxes[1:]], crs="EPSG:31370")
    return frame.rename(columns=SPELLINGS[spelling]).to_crs(crs)


SPELLINGS = {
    "file": {
        "code": "cd_sector",
        "name": "tx_sector_descr_nl",
        "name_fr": "tx_sector_descr_fr",
        "deelgemeente": "cd_sub_munty",
        "municipality": "cd_munty_refnis",
        "municipality_name": "tx_munty_descr_nl",
        "region": "cd_rgn_refnis",
    },
    "readme": {
        "code": "CS01012025",
        "name": "T_SEC_NL",
        "name_fr": "T_SEC_FR",
        "deelgemeente": "C_NIS6",
        "municipality": "CNIS5_2025",
        "municipality_name": "T_MUN_NL",
        "region": "CNIS_REGIO_2025",
    },
}
SPELLINGS["upper"] = {ours: theirs.upper() for ours, theirs in SPELLINGS["file"].items()}


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
    sectors = read_sectors(packed(drawn(spelling=spelling), suffix))
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
    sectors = read_sectors(packed(drawn(spelling=spelling), ".shp"))
    assert sectors["name"].tolist()[0] == "SECTOR 11001A00-"
    assert sectors["name_fr"].tolist()[0] == "SECTEUR 11001A00-"
    assert sectors["municipality"].tolist() == ["11001", "11001", "21001"]
    assert sectors.area.round(-4).tolist() == [1e6] * 3


def test_names_may_be_missing(packed):
    bare = drawn()[["cd_sector", "cd_munty_refnis", "cd_rgn_refnis", "geometry"]]
    sectors = read_sectors(packed(bare))
    assert sectors["name"].tolist() == [""] * 3
    assert sectors["code"].tolist()[0] == "11001A00-"


def test_the_crs_is_read_from_the_file_not_from_its_name(packed):
    far = read_sectors(packed(drawn(crs="EPSG:3812")))  # its name says 31370
    near = read_sectors(packed(drawn(), name="x"))
    assert far.geometry.distance(near.geometry).max() < 1


def test_a_geojson_that_declares_no_crs_is_refused(tmp_path):
    geojson = json.loads(drawn().to_json(drop_id=True))
    assert geojson.pop("crs")
    path = tmp_path / "sectors.geojson"
    path.write_text(json.dumps(geojson), encoding="utf-8")
    with pytest.raises(MissingCrsError, match="Shapefile"):
        read_sectors(path)


def test_coordinates_outside_belgium_are_refused(packed):
    frame = drawn().set_crs("EPSG:3812", allow_override=True)  # 500 km off
    with pytest.raises(WrongCrsError, match="in Belgium"):
        read_sectors(packed(frame))


def test_wallonia_is_left_out(packed):
    frame = drawn(("11001A00-", "52011A00-"))
    frame["cd_rgn_refnis"] = ["02000", "03000"]
    assert read_sectors(packed(frame))["code"].tolist() == ["11001A00-"]


def test_an_invalid_polygon_is_repaired_and_counted(packed):
    frame = drawn()
    bow = Polygon([(X, Y), (X + 1000, Y + 1000), (X + 1000, Y), (X, Y + 1000)])
    frame.geometry = [bow, *frame.geometry[1:]]
    sectors = read_sectors(packed(frame))
    assert sectors.attrs["repaired"] == 1
    assert sectors.is_valid.all()
    assert isinstance(sectors.geometry[0], MultiPolygon)


def test_a_sector_without_a_shape_is_refused(packed):
    frame = drawn()
    frame.geometry = [None, *frame.geometry[1:]]
    with pytest.raises(GeometryError, match="11001A00-"):
        read_sectors(packed(frame))


def test_a_code_that_occurs_twice_is_refused(packed):
    with pytest.raises(DuplicateCodeError, match="11001A00-"):
        read_sectors(packed(drawn(("11001A00-", "11001A00-"))))


def test_a_layer_without_the_columns_is_refused(packed):
    with pytest.raises(MissingColumnError, match="cd_rgn_ref"):
        read_sectors(packed(drawn().drop(columns="cd_rgn_refnis")))


def test_a_file_without_a_layer_or_truncated_is_refused(packed, tmp_path):
    path = packed(drawn())
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(UnreadableFileError, match="damaged or cut-off"):
        read_sectors(path)
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.doc", "text")
    with pytest.raises(UnreadableFileError, match="one layer in the zip"):
        read_sectors(other)


def people(*rows, header=HEADER):
    lines = [f"{code[:5]}|{code}|{total}|2011-01-01||12,5|A|B|C|D" for code, total in rows]
    return "\n".join([header, *lines, ""])


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
    text = people(("11001A00-", "120"), ("11001A01-", ""), ("21001B00-", "x"), ("21001ZZZZ", "0"))
    found = read_sector_population(table(text))
    assert found["people"].tolist() == [120, pd.NA, pd.NA, 0]
    assert found["municipality"].tolist() == ["11001", "11001", "21001", "21001"]


def test_a_sector_that_occurs_twice_in_the_table_is_refused(table):
    with pytest.raises(DuplicateCodeError, match="line 3, CD_SECTOR"):
        read_sector_population(table(people(("11001A00-", "1"), ("11001A00-", "2"))))


def test_a_table_without_total_is_refused(table):
    with pytest.raises(MissingColumnError, match="TOTAL"):
        read_sector_population(
            table(people(header=HEADER.replace("TOTAL", "X")) + "1|2|3|4|5|6|7|8|9|0\n")
        )


@pytest.fixture
def ten(packed):
    return read_sectors(packed(drawn([f"11001A0{n}-" for n in range(10)])))


def test_people_join_their_sectors_and_the_rest_is_reported(ten, table):
    rows = [(f"11001A0{n}-", str(10 * n)) for n in range(9)]
    rows += [("11001Z99-", "7"), ("11001ZZZZ", "5"), ("52011A00-", "1000")]
    joined = join_sectors(ten, read_sector_population(table(people(*rows))))
    assert joined.sectors["people"].tolist() == [*range(0, 90, 10), pd.NA]
    assert joined.without_people == ("11001A09-",)
    assert joined.without_area == ("11001Z99-",)
    assert (joined.people_without_area, joined.people_nowhere) == (7, 5)


def test_editions_that_do_not_belong_together_are_refused(ten, table):
    rows = [(f"11001B0{n}-", "10") for n in range(10)]
    with pytest.raises(UnknownCodeError, match="_NEW"):
        join_sectors(ten, read_sector_population(table(people(*rows))))
    half = read_sector_population(table(people(*[(f"11001A0{n}-", "1") for n in range(5)])))
    with pytest.raises(UnknownCodeError, match="5 of 10 sectors"):
        join_sectors(ten, half)
    assert len(join_sectors(ten, half, least=0.5).without_people) == 5

"""Layers of neighbourhoods in the formats, systems and letters in which they come."""

import json
import sqlite3
import zipfile
from contextlib import closing

import numpy as np
import pytest
import shapely

from geodata.crs import METRIC_CRS
from geodata.errors import (
    BadValueError,
    LayerChoiceError,
    MissingColumnError,
    MissingCrsError,
    RowsError,
    UnreadableFileError,
    WrongCrsError,
)
from loaders.imports.file_kind import ImportOptions
from loaders.imports.neighbourhoods import NEIGHBOURHOODS
from tests.loaders.imports.neighbourhood_layers import (
    NORTH,
    SOUTH,
    layer,
    read,
)

# --- formats


@pytest.mark.parametrize("name", ["a.zip", "a.gpkg", "a.geojson", "a.parquet", "a.fgb"])
@pytest.mark.parametrize("crs", ["EPSG:31370", "EPSG:4326", METRIC_CRS])
def test_a_layer_is_read_in_five_formats_and_any_declared_crs(name, crs, save, small):
    found = read(save(layer().to_crs(crs), name), small)
    rows = found.rows.sort_values("code")  # FlatGeobuf puts what lies together together
    assert rows["code"].tolist() == ["B1", "B2"]
    assert rows["name"].tolist() == ["Zuid", "Noord"]
    assert rows.crs == METRIC_CRS
    np.testing.assert_allclose(rows.area, [400_000, 600_000], rtol=1e-4)
    assert found.municipalities == ["11001"]
    assert not found.counted


@pytest.mark.parametrize("headers", [("code wijk", "nom"), ("neighbourhood code", "name")])
def test_columns_are_known_in_french_and_english(headers, save, small):
    frame = layer().rename(columns=dict(zip(("code", "naam"), headers, strict=True)))
    assert len(read(save(frame), small).rows) == 2


def test_columns_can_be_named_by_hand(save, small):
    path = save(layer().rename(columns={"code": "sleutel", "naam": "omschrijving"}))
    with pytest.raises(MissingColumnError):
        read(path, small)
    found = read(path, small, columns={"sleutel": "code", "omschrijving": "name"})
    assert found.rows["name"].tolist() == ["Zuid", "Noord"]


def test_a_given_crs_replaces_a_missing_one(save, small):
    path = save(layer().to_crs("EPSG:31370").set_crs(None, allow_override=True), "a.parquet")
    with pytest.raises(MissingCrsError):
        read(path, small)
    assert read(path, small, crs="31370").municipalities == ["11001"]
    with pytest.raises(WrongCrsError):  # those numbers are in the sea or in France
        read(path, small, crs="3812")
    with pytest.raises(BadValueError):
        read(path, small, crs="12345")


# --- files that are no layer


def shapefile(save, tmp_path, *, without=(), more=()):
    """Return a zip of a Shapefile without some of its files, and with others."""
    save(layer(), "a.zip").unlink()
    path = tmp_path / "stuk.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in tmp_path.glob("buurten.*"):
            if file.suffix not in without:
                archive.write(file, file.name)
        for name in more:
            archive.writestr(name, b"x")
    return path


def test_a_shapefile_without_its_other_files_is_refused(save, tmp_path, small):
    for lacking in (".shp", ".shx", ".dbf"):
        with pytest.raises(UnreadableFileError, match=r"\.sh[px]|\.dbf"):
            read(shapefile(save, tmp_path, without=[lacking]), small)
    with pytest.raises(MissingCrsError):
        read(shapefile(save, tmp_path, without=[".prj"]), small)


def test_what_is_no_shapefile_is_no_layer_to_choose(save, tmp_path, small):
    path = shapefile(save, tmp_path, more=["andere.shp"])
    assert read(path, small).municipalities == ["11001"]


@pytest.mark.parametrize("name", ["../buurten.shp", "/etc/x.shp"])
def test_a_zip_that_climbs_out_is_refused(name, save, tmp_path, small):
    with pytest.raises(UnreadableFileError):
        read(shapefile(save, tmp_path, more=[name]), small)


def test_a_zip_bomb_is_refused(tmp_path, small):
    path = tmp_path / "bom.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", bytes(80_000_000))
    with pytest.raises(UnreadableFileError, match="times the zip"):
        read(path, small)


VRT = b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/passwd</SrcDataSource>"


@pytest.mark.parametrize("ending", [".zip", ".gpkg", ".geojson", ".parquet", ".fgb"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        VRT,
        b"   " + VRT,
        b"PK\x03\x04",
        b"{",
        b"PAR1",
        b"fgb\x03",
        b"SQLite",
        b"\0" * 99,
    ],
    ids=["empty", "html", "vrt", "padded vrt", "zip", "json", "par", "fgb", "sqlite", "zeros"],
)
def test_a_file_that_is_no_layer_is_refused_as_such(content, ending, tmp_path, small):
    path = tmp_path / f"f{ending}"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError):
        read(path, small)


def test_a_table_and_two_layers_are_refused(tmp_path, small):
    path = tmp_path / "f.gpkg"
    layer().to_file(path, layer="een")
    layer().to_file(path, layer="twee")
    with pytest.raises(LayerChoiceError, match=r"got 2: een, twee.*--layer"):
        read(path, small)
    assert len(NEIGHBOURHOODS.open(path, ImportOptions(layer="twee")).cells) == 2
    table = tmp_path / "f.parquet"
    layer().drop(columns="geometry").to_parquet(table)
    with pytest.raises(UnreadableFileError):
        read(table, small)


COMPUTED = {
    "view without end": (
        "CREATE VIEW laag AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
        "SELECT fid, geom, code, naam FROM stored, n WHERE x < 0"
    ),
    "column of half a gigabyte": (
        "CREATE TABLE laag (fid INTEGER PRIMARY KEY, geom BLOB, code TEXT, "
        "naam TEXT GENERATED ALWAYS AS (hex(zeroblob(250000000))))"
    ),
}


@pytest.mark.parametrize("made", COMPUTED.values(), ids=COMPUTED)
def test_a_geopackage_that_computes_while_it_is_read_is_refused(made, save, small):
    path = save(layer())
    with closing(sqlite3.connect(path)) as database, database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():  # they call functions that only GDAL has
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("ALTER TABLE laag RENAME TO stored")
        database.execute(made)
    with pytest.raises(UnreadableFileError, match="a view or a computed column"):
        read(path, small)


def test_too_many_corners_are_refused(save, small, monkeypatch):
    monkeypatch.setattr("loaders.files.layer.MOST_CORNERS", 9)
    with pytest.raises(UnreadableFileError, match="2 and 10"):
        read(save(layer()), small)


def test_geojson_without_a_crs_is_in_degrees(tmp_path, small):
    path = tmp_path / "a.geojson"
    told = json.loads(layer().to_crs("EPSG:4326").to_json(drop_id=True))
    told.pop("crs", None)
    path.write_text(json.dumps(told))
    assert read(path, small).municipalities == ["11001"]


# --- their own coordinates


def of_degrees(tmp_path, frame):
    """Write GeoJSON without a CRS."""
    path = tmp_path / "a.geojson"
    content = json.loads(frame.set_crs("EPSG:4326", allow_override=True).to_json(drop_id=True))
    content.pop("crs", None)
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize("crs", ["31370", "3812", "3857"])
def test_metres_without_a_crs_are_named_and_can_be_declared(crs, tmp_path, small):
    path = of_degrees(tmp_path, layer().to_crs(int(crs)))
    with pytest.raises(WrongCrsError, match=f"These are not degrees: declare --crs {crs}"):
        read(path, small)
    assert read(path, small, crs=crs).municipalities == ["11001"]


def test_swapped_axes_are_named(tmp_path, small):
    frame = layer().to_crs("EPSG:4326")
    frame.geometry = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    with pytest.raises(WrongCrsError, match="They seem swapped"):
        read(of_degrees(tmp_path, frame), small)


def test_one_feature_elsewhere_blames_no_neighbour(tmp_path, small):
    frame = layer([SOUTH, NORTH, SOUTH]).to_crs("EPSG:4326")
    shapes = frame.geometry.to_numpy()
    shapes[2] = shapely.transform(shapes[2], lambda xy: xy[:, ::-1])
    frame.geometry = shapes
    with pytest.raises(RowsError) as caught:
        read(of_degrees(tmp_path, frame), small)
    assert [(p.row, p.column) for p in caught.value.rows] == [(3, "elsewhere")]
    assert "They seem swapped" in caught.value.rows[0].action


NO_DATUM = (
    "+proj=lcc +lat_1=51.16666723333333 +lat_2=49.8333339 +lat_0=90 +lon_0=4.367486666666666 "
    "+x_0=150000.01256 +y_0=5400088.4378 +ellps=intl +units=m"
)


@pytest.mark.parametrize("name", ["a.zip", "a.gpkg", "a.parquet"])
def test_a_crs_without_a_known_datum_is_asked_about(name, save, small):
    frame = layer().to_crs(31370)
    path = save(frame.set_crs(NO_DATUM, allow_override=True), name)
    with pytest.raises(MissingCrsError, match=r"without a known datum.*--crs 31370"):
        read(path, small)
    assert read(path, small, crs="31370").remarks == ()


# --- letters


@pytest.mark.parametrize("declared", ["ISO-8859-1", "xyz", "UTF-8", None])
@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "utf-8", "mac_roman"])
def test_letters_of_a_shapefile_are_right_whatever_it_declares(encoding, declared, tmp_path, small):
    names = ["Café Noël", "Rue de l'Église"]
    layer(naam=names).to_file(tmp_path / "b.shp", encoding="utf-8")
    table = (tmp_path / "b.dbf").read_bytes()
    for name in names:
        wide = name.encode().ljust(80)
        table = table.replace(wide, name.encode(encoding).ljust(80))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for ending in (".shp", ".shx", ".prj"):
            archive.write(tmp_path / f"b{ending}", f"b{ending}")
        archive.writestr("b.dbf", table)
        if declared:
            archive.writestr("b.cpg", declared)
    assert read(tmp_path / "b.zip", small).rows["name"].tolist() == names


def test_letters_that_can_be_read_in_several_ways_are_asked_about(tmp_path, small):
    layer(naam=["Voila", "Noord"]).to_file(tmp_path / "b.shp", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for ending in (".shp", ".shx", ".prj"):
            archive.write(tmp_path / f"b{ending}", f"b{ending}")
        content = (tmp_path / "b.dbf").read_bytes()
        archive.writestr("b.dbf", content.replace(b"Voila", b"Voil\x85"))
    with pytest.raises(UnreadableFileError, match="letters in a known encoding"):
        read(tmp_path / "b.zip", small)


def test_a_letter_that_the_width_of_a_column_cut_off_spoils_no_other(tmp_path, small):
    layer(naam=["Café", "Noël"]).to_file(tmp_path / "b.shp", encoding="utf-8")
    content = (tmp_path / "b.dbf").read_bytes()
    name = "Noël".encode()
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for ending in (".shp", ".shx", ".prj"):
            archive.write(tmp_path / f"b{ending}", f"b{ending}")
        cut = (name + b" " * 75 + "é".encode()[:1])[:80].rjust(80)
        archive.writestr("b.dbf", content.replace(name.ljust(80), name.ljust(79) + cut[-1:]))
    assert read(tmp_path / "b.zip", small).rows["name"].tolist() == ["Café", "Noël"]

"""Users' own neighbourhoods: read in five formats, measured, and replacing the wijken.

The two municipalities of ``small`` are squares of a kilometre, Westdorp (11001) and Oostdorp
(11002), with the corner at (600000, 700000).
"""

import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon, box

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
from geodata.schemas import check_snapshot
from loaders.imports.file_kind import ImportOptions
from loaders.imports.neighbourhoods import NEIGHBOURHOODS
from loaders.imports.people_columns import GROUPS
from tests.loaders.imports.import_helpers import imported

X, Y = 600_000.0, 700_000.0
SOURCE = "Stad Westdorp, buurten"
PEOPLE = {"inwoners": [60, 40], "65+": [12, 8], "80+": [3, 1]}


def part(west, south, east, north):
    """Return a rectangle; metres from the corner of Westdorp."""
    return box(X + west, Y + south, X + east, Y + north)


SOUTH, NORTH = part(0, 0, 1000, 400), part(0, 400, 1000, 1000)


def layer(shapes=(SOUTH, NORTH), crs=METRIC_CRS, **columns):
    count = len(shapes)
    named = {"code": [f"B{i + 1}" for i in range(count)], "naam": ["Zuid", "Noord", "X"][:count]}
    return gpd.GeoDataFrame({**named, **columns}, geometry=list(shapes), crs=crs)


@pytest.fixture
def save(tmp_path):
    """Return a function that writes a layer, by default as GeoPackage."""

    def write(frame, name="laag.gpkg"):
        path = tmp_path / name
        if path.suffix == ".parquet":
            frame.to_parquet(path)
        elif path.suffix == ".zip":
            frame.to_file(tmp_path / "buurten.shp")
            with zipfile.ZipFile(path, "w") as archive:
                for file in tmp_path.glob("buurten.*"):
                    archive.write(file, f"kaart/{file.name}")
        else:
            frame.to_file(path)
        return path

    return write


def read(path, data, **options):
    """Return what a layer holds; raise RowsError if any feature is wrong."""
    raw = NEIGHBOURHOODS.opener(path)
    reading = NEIGHBOURHOODS.read(raw, data, ImportOptions(**options))
    found = reading.require_all_good(where=raw.name).rows
    return SimpleNamespace(
        rows=found.rows,
        municipalities=found.municipalities,
        counted=found.counted,
        estimated_ages=found.estimated_ages,
        remarks=reading.remarks,
    )


def refused(path, data, **options):
    """Return of each feature that is refused which column is named."""
    with pytest.raises(RowsError) as caught:
        read(path, data, **options)
    return [(problem.row, problem.column) for problem in caught.value.rows]


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


# --- features that cannot be used


BOW_TIE = Polygon([(X, Y), (X + 1000, Y + 400), (X + 1000, Y), (X, Y + 400)])
WRONG = {
    "invalid": (layer([BOW_TIE, NORTH]), [(1, "geometry")]),
    "line": (layer([LineString([(X, Y), (X + 1, Y + 1)]), NORTH]), [(1, "geometry")]),
    "none": (layer([None, NORTH]), [(1, "geometry")]),
    "no code": (layer(code=["", "B2"]), [(1, "code")]),
    "code twice": (layer([NORTH, SOUTH], code=["B1", "B1"]), [(2, "code")]),
    "code of elsewhere": (layer(code=["11002W01", "B2"]), [(1, "code")]),
    "no name": (layer(naam=["", "Noord"]), [(1, "naam")]),
    "sea": (layer([part(-50_000, 0, -49_000, 1000), NORTH]), [(1, "elsewhere")]),
    "same spot": (layer([SOUTH, NORTH, part(0, 0, 1000, 300)]), [(3, "overlap")]),
    "half a town": (layer([part(0, 0, 1000, 200)]), [(1, "cover")]),
    "half a man": (layer(**{**PEOPLE, "65+": [12.5, 8]}), [(1, "65+")]),
    "no man": (layer(**{**PEOPLE, "inwoners": ["veel", "40"]}), [(1, "inwoners")]),
    "too old": (layer(**{**PEOPLE, "80+": [13, 1]}), [(1, "80+")]),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_feature_that_cannot_be_used_is_named_with_its_column(name, save, small):
    frame, expected = WRONG[name]
    assert refused(save(frame), small) == expected


def test_numbers_of_features_stay_when_others_are_left_out(save, small):
    frame = layer([NORTH, BOW_TIE, SOUTH], naam=["Noord", "Strik", ""])
    path = save(frame)
    assert refused(path, small) == [(2, "geometry"), (3, "naam")]
    raw = NEIGHBOURHOODS.opener(path)
    reading = NEIGHBOURHOODS.read(raw, small, ImportOptions())
    assert reading.rows.rows.index.tolist() == [1]


def test_without_a_refused_feature_less_is_covered_which_may_refuse_more(save, small):
    # 45 % and 15 % of Westdorp; the second has the code of a wijk that stays
    shapes = [part(0, 0, 1000, 450), part(0, 450, 1000, 600)]
    path = save(layer(shapes, code=["B1", "11002W01"]))
    assert refused(path, small) == [(1, "cover"), (2, "code")]


# --- how they lie


def test_overlaps_gaps_and_parts_outside_are_measured_with_code_and_place(save, small):
    shapes = [part(-50, 0, 1000, 400), part(0, 390, 1000, 900)]
    found = read(save(layer(shapes)), small)
    assert [(r.kind, r.code, r.other, r.place) for r in found.remarks] == [
        ("gap", "11001", "", "Westdorp"),  # 1000 m by 100 m
        ("outside", "B1", "", "Westdorp"),  # 50 m by 400 m
        ("overlap", "B2", "B1", "Westdorp"),  # 1000 m by 10 m
    ]
    np.testing.assert_allclose([r.area_m2 for r in found.remarks], [100_000, 20_000, 10_000])


def test_a_layer_that_fits_has_nothing_to_remark(save, small):
    assert read(save(layer()), small).remarks == ()


def test_a_neighbourhood_over_a_border_is_cut_there(save, small):
    # 100 m by 1000 m of Oost is in Westdorp
    shapes = [part(0, 0, 900, 1000), part(900, 0, 2000, 1000)]
    found = read(save(layer(shapes, naam=["West", "Oost"])), small)
    rows = found.rows
    assert rows["code"].tolist() == ["B1", "B2-11002", "B2-11001"]
    assert rows["name"].tolist() == ["West", "Oost (Oostdorp)", "Oost (Westdorp)"]
    assert rows["municipality"].tolist() == ["11001", "11002", "11001"]
    assert [(r.kind, r.code, r.place) for r in found.remarks] == [("crossing", "B2", "Westdorp")]
    np.testing.assert_allclose(rows.area, [900_000, 1_000_000, 100_000])


def test_the_people_of_a_neighbourhood_over_a_border_are_divided_and_none_is_lost(save, small):
    # by age, as in W02 (the east half of Westdorp: 75, 15 and 3 people) and in W03 (10, 4 and 2)
    shapes = [part(0, 0, 500, 1000), part(500, 0, 2000, 1000)]
    people = {"inwoners": [30, 170], "65+": [6, 34], "80+": [1, 6]}
    data = filled(small)
    made = imported(save(layer(shapes, **people)), NEIGHBOURHOODS, data, SOURCE)
    units = made.units.set_index("code")
    assert units.index.tolist() == ["B1", "B2-11001", "B2-11002"]
    assert units.loc["B1", "people_all"] == 30
    pieces = units.drop(index="B1")
    assert pieces[list(GROUPS)].sum().tolist() == [170, 34, 6]
    assert pieces["people_all"].tolist() == [152, 18]
    assert units["estimated"].tolist() == [False, True, True]


def filled(data):
    """Return data in which the last wijk has nobody, instead of an unknown number."""
    return replace(data, units=data.units.fillna(dict.fromkeys(GROUPS, 0)))


def test_a_sliver_over_a_border_is_dropped_and_its_area_reported(save, small):
    shapes = [part(0, 0, 1040, 400), part(0, 400, 1030, 1000)]
    found = read(save(layer(shapes, **PEOPLE)), small)
    assert found.municipalities == ["11001"]
    assert [(r.kind, r.code, round(r.area_m2)) for r in found.remarks] == [
        ("outside", "B2", 18_000),
        ("outside", "B1", 16_000),
    ]
    assert found.rows["people_all"].tolist() == [60, 40]
    np.testing.assert_allclose(found.rows.area, [400_000, 600_000])


def test_a_piece_on_wijken_that_stay_is_dropped_with_its_people(save, small):
    # 300 m of Oostdorp, which keeps its wijken
    shapes = [part(0, 0, 1000, 400), part(0, 400, 1300, 1000)]
    path = save(layer(shapes, inwoners=[40, 66], **{"65+": [8, 13], "80+": [2, 2]}))
    found = read(path, filled(small))
    assert found.municipalities == ["11001"]
    assert [(r.kind, r.code, r.place) for r in found.remarks] == [("kept", "B2", "Oostdorp")]
    made = imported(path, NEIGHBOURHOODS, filled(small), SOURCE)
    units = made.units.set_index("code")
    assert units.index.tolist() == ["11002W01", "11002W02", "B1", "B2"]
    # six tenths of W01 and W02 are in the piece that stays, 36 % of W03 in the other
    assert units.loc["B2", "people_all"] == 63
    shared = shapely.intersection(units.geometry["B2"], units.geometry["11002W01"])
    assert shared.area == 0


def test_estimates_of_a_layer_stay_estimates(save, small):
    made = imported(save(layer(**PEOPLE, estimated=[True, False])), NEIGHBOURHOODS, small, SOURCE)
    assert made.units.set_index("code").loc[["B1", "B2"], "estimated"].tolist() == [True, False]
    assert "estimated" in made.dataset("people").flags


# --- what becomes of them


def test_they_replace_the_wijken_of_their_municipality_alone(save, small):
    made = imported(save(layer(**PEOPLE)), NEIGHBOURHOODS, small, SOURCE)
    check_snapshot(made)
    units = made.units.set_index("code")
    assert units.index.tolist() == ["11002W01", "11002W02", "B1", "B2"]
    assert units.loc["B1", ["municipality", "province", "elz"]].tolist() == [
        "11001",
        "10000",
        "elz1",
    ]
    assert units.loc[["B1", "B2"], "people_all"].tolist() == [60, 40]
    assert units["estimated"].tolist() == [True, True, False, False]
    told = made.dataset("units")
    assert told.rows == 4
    assert told.source == "drawn by hand; Stad Westdorp, buurten"
    assert "approximate" in told.flags  # Oostdorp still is
    assert made.dataset("people").rows == 110


@pytest.mark.parametrize("name", ["laag.geojson", "laag.gpkg", "laag.zip", "laag.parquet"])
def test_people_in_any_notation_are_those_of_a_table(name, save, small):
    # as in the collected case 01: six thousand people, never six
    people = {"inwoners": ["6.000", "5 000"], "65+": ["1.000", "2.000"], "80+": ["900", "1,000"]}
    crs = "EPSG:4326" if name.endswith("json") else METRIC_CRS
    found = read(save(layer(**people).to_crs(crs), name), small).rows
    assert found[list(GROUPS)].to_numpy().tolist() == [[6000, 1000, 900], [5000, 2000, 1000]]


def test_numbers_of_a_layer_with_decimals_are_never_thousands(save, small):
    people = {**PEOPLE, "inwoners": [60.125, 40.0]}
    with pytest.raises(RowsError) as caught:
        read(save(layer(**people), "laag.geojson"), small)
    assert [(p.row, p.column) for p in caught.value.rows] == [(1, "inwoners")]


def test_of_totals_alone_the_ages_are_estimated_and_marked(save, small):
    made = imported(save(layer(inwoners=[60, 40])), NEIGHBOURHOODS, small, SOURCE)
    check_snapshot(made)
    units = made.units.set_index("code").loc[["B1", "B2"]]
    # of 100 people in Westdorp 20 are 65 or older, and 4 of these 80
    assert units[list(GROUPS)].to_numpy().tolist() == [[60, 12, 2], [40, 8, 2]]
    assert units["estimated"].all()
    assert "estimated" in made.dataset("people").flags


def test_bands_of_ages_are_summed(save, small):
    bands = {"inwoners": [60, 40], "65_79": [9, 7], "80_89": [2, 1], "90+": [1, 0]}
    found = read(save(layer(**bands)), small)
    assert found.rows["people_65plus"].tolist() == [12, 8]


def test_ages_without_a_total_are_not_lost_in_silence(save, small):
    with pytest.raises(MissingColumnError):
        read(save(layer(**{"65+": [12, 8], "80+": [3, 1]})), small)


def test_people_are_estimated_by_area_and_none_is_lost(save, small):
    # W01 (25 people) and W02 (75) are halves, side by side: each strip has 40 % or 60 % of both
    made = imported(save(layer()), NEIGHBOURHOODS, small, SOURCE)
    units = made.units.set_index("code").loc[["B1", "B2"]]
    assert units["people_all"].tolist() == [40, 60]
    assert units["people_65plus"].sum() == 20
    assert units["people_80plus"].sum() == 4
    assert units["estimated"].all()
    assert units["sectors"].tolist() == [2, 2]
    assert "estimated" in made.dataset("people").flags


def test_where_people_were_not_known_they_stay_unknown(save, small):
    shapes = [part(1000, 0, 2000, 500), part(1000, 500, 2000, 1000)]
    made = imported(save(layer(shapes)), NEIGHBOURHOODS, small, SOURCE)
    assert made.units.set_index("code").loc[["B1", "B2"], "people_all"].isna().all()


def test_a_multipolygon_with_a_hole_is_a_neighbourhood(save, small):
    ring = Polygon(NORTH.exterior.coords, [part(400, 600, 600, 800).exterior.coords])
    shape = MultiPolygon([ring, part(450, 650, 550, 750)])
    found = read(save(layer([SOUTH, shape])), small)
    assert [(r.kind, r.area_m2) for r in found.remarks] == [("gap", pytest.approx(30_000))]


def test_heights_are_left_out(save, small):
    frame = layer()
    frame.geometry = shapely.force_3d(frame.geometry, z=12)
    found = read(save(frame), small)
    assert not shapely.has_z(found.rows.geometry).any()


def test_a_source_must_be_named(save, small):
    with pytest.raises(BadValueError, match="source"):
        imported(save(layer()), NEIGHBOURHOODS, small, " ")


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

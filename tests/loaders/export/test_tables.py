"""Every export read back as its reader would: values, notes, hostile texts."""

import csv
import io
import json
import re
import sqlite3
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import python_calamine
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from geodata.errors import BadValueError, WrongCrsError
from loaders.export.tables import to_csv, to_geojson, to_geopackage, to_xlsx

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"
SHEETS = ("Wijken", "Toelichting")
NOTES = [
    ("Drempel", "1.200 m, vogelvlucht (≤)"),
    ("Bron", "© gemeentebesturen, verzameld; 2025"),
    ("Bron", 'Statbel "2015"'),
]
HOSTILE = {
    "=1+1": "'=1+1",
    "+32 2 123": "'+32 2 123",
    "-1": "'-1",
    "@SUM(A1)": "'@SUM(A1)",
    "\tx": "'\tx",
    "\rx": "'\nx",
    "  =1+1": "'  =1+1",
    "\x00=1+1": "'=1+1",
    "\uff1d1+1": "'\uff1d1+1",
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "<r><t>x</t></r>": "<r><t>x</t></r>",
    'say "hi"; a, b': 'say "hi"; a, b',
    "one\r\ntwo\nthree": "one\ntwo\nthree",
    "a\x00b\x0bc\ufffed\ud800e": "abcde",
    "_x0041_": "_x0041_",
    "🏠 Liège œ": "🏠 Liège œ",
    "a=b": "a=b",
    "": "",
}
"""Text → content of a CSV cell."""

CLEAN = [cell.removeprefix("'") for cell in HOSTILE.values()]


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "Wijk": pd.array(["Muide", None, "Kouter"], dtype="str"),
            "Mensen": pd.array([1240, pd.NA, 0], dtype="Int64"),
            "Verschil": [-3, 0, 2],
            "Afstand (km)": [0.5, np.inf, np.nan],
            "Geschat": [True, False, True],
        },
        index=[7, 7, 3],
    )


@pytest.fixture
def layer(table):
    shapes = [
        box(600_000, 650_000, 601_000, 651_000),
        MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 6)]),
        None,
    ]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, index=table.index), crs=3812)


@pytest.fixture
def hostile():
    return gpd.GeoDataFrame(
        {"=Kop": pd.Series(list(HOSTILE), dtype=object)},
        geometry=[Point(600_000, 650_000)] * len(HOSTILE),
        crs=3812,
    )


def csv_rows(data, separator=";"):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


def xlsx_rows(data, sheet):
    return list(openpyxl.load_workbook(io.BytesIO(data))[sheet].values)


@pytest.fixture
def read_layer(tmp_path):
    def read(data, layer):
        (tmp_path / "x.gpkg").write_bytes(data)
        return gpd.read_file(tmp_path / "x.gpkg", layer=layer)

    return read


class TestCsv:
    def test_with_decimal_comma_suits_dutch_and_french_spreadsheets(self, table):
        data = to_csv(table, NOTES[:1], decimal_comma=True)
        assert (
            data
            == (
                "\ufeff# Drempel:;1.200 m, vogelvlucht (≤)\r\n"
                "Wijk;Mensen;Verschil;Afstand (km);Geschat\r\n"
                "Muide;1240;-3;0,5;True\r\n"
                ";;0;;False\r\n"
                "Kouter;0;2;;True\r\n"
            ).encode()
        )

    def test_with_point_reads_back_as_it_was(self, table):
        data = to_csv(table, NOTES, decimal_comma=False)
        back = pd.read_csv(io.BytesIO(data), skiprows=len(NOTES), encoding="utf-8-sig")
        assert back["Afstand (km)"].dropna().tolist() == [0.5]
        assert back["Verschil"].tolist() == [-3, 0, 2]
        assert back["Mensen"].isna().tolist() == [False, True, False]

    def test_nullable_decimals_get_the_comma_too(self):
        table = pd.DataFrame({"x": pd.array([1.5, pd.NA, -np.inf], dtype="Float64")})
        assert csv_rows(to_csv(table, [], decimal_comma=True)) == [["x"], ["1,5"], [""], [""]]

    @pytest.mark.parametrize(("comma", "separator"), [(True, ";"), (False, ",")])
    def test_notes_are_lines_that_begin_with_a_hash_and_keep_their_text(self, comma, separator):
        table = pd.DataFrame({"x": [1]})
        notes = [*NOTES, ('a;b,"c"\nd', "two\r\nlines")]
        data = to_csv(table, notes, decimal_comma=comma)
        lines = data.decode("utf-8-sig").split("\r\n")
        assert [line[:2] for line in lines] == ["# ", "# ", "# ", "# ", "x", "1", ""]
        texts = [text for _, text in NOTES]
        assert [row[1] for row in csv_rows(data, separator)[:3]] == texts
        assert csv_rows(data, separator)[3] == ["# a b c d:", "two lines"]

    @pytest.mark.parametrize("comma", [True, False])
    def test_no_text_becomes_a_formula_and_none_breaks_a_row(self, hostile, comma):
        notes = [("=1", "=1+1"), ("a;=1", "x;=1"), ("b", "-1")]
        table = pd.DataFrame(hostile[["=Kop"]]).assign(Nog=1)
        rows = csv_rows(to_csv(table, notes, decimal_comma=comma), ";" if comma else ",")
        assert rows[:3] == [["# =1:", "'=1+1"], ["# a =1:", "x;=1"], ["# b:", "'-1"]]
        assert rows[3:] == [["'=Kop", "Nog"], *([cell, "1"] for cell in HOSTILE.values())]

    def test_numbers_among_texts_stay_numbers(self):
        table = pd.DataFrame({"x": pd.Series([-1, "-1"], dtype=object)})
        assert csv_rows(to_csv(table, [], decimal_comma=True)) == [["x"], ["-1"], ["'-1"]]

    def test_an_empty_table_has_its_header(self, table):
        rows = csv_rows(to_csv(table.iloc[:0], NOTES, decimal_comma=True))
        assert rows[len(NOTES) :] == [list(table.columns)]


class TestXlsx:
    def test_reads_back_with_real_numbers_and_empty_cells(self, table):
        data = to_xlsx(table, NOTES, sheets=SHEETS)
        assert xlsx_rows(data, "Wijken") == [
            tuple(table.columns),
            ("Muide", 1240, -3, 0.5, True),
            (None, None, 0, None, False),
            ("Kouter", 0, 2, None, True),
        ]
        assert xlsx_rows(data, "Toelichting") == NOTES

    def test_another_reader_sees_the_same(self, table):
        book = python_calamine.CalamineWorkbook.from_filelike(
            io.BytesIO(to_xlsx(table, NOTES, sheets=SHEETS))
        )
        assert book.sheet_names == list(SHEETS)
        rows = book.get_sheet_by_name("Wijken").to_python()
        assert rows[1] == ["Muide", 1240.0, -3.0, 0.5, True]
        assert rows[2] == ["", "", 0.0, "", False]

    def test_header_is_frozen_and_columns_filter(self, table):
        sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(table, NOTES, sheets=SHEETS)))["Wijken"]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == "A1:E4"
        assert sheet.column_dimensions["D"].width > len("Afstand (km)")

    def test_equal_tables_give_equal_bytes(self, table):
        first, second = (to_xlsx(table, NOTES, sheets=SHEETS) for _ in range(2))
        assert first == second
        created = openpyxl.load_workbook(io.BytesIO(first)).properties.created
        assert created is not None
        assert created.year == 2000

    def test_every_text_stays_text(self, hostile):
        notes = [(text, "{=1}") for text in HOSTILE if text]
        table = pd.DataFrame(hostile[["=Kop"]])
        table["url"] = "https://nabij.example"
        data = to_xlsx(table, notes, sheets=SHEETS)
        rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        cells = [row[0] for row in rows.get_sheet_by_name("Wijken").to_python()]
        expected = ["=Kop", *("<r><t>x</t></r> " if c == "<r><t>x</t></r>" else c for c in CLEAN)]
        assert cells == expected
        labels = [row[0] for row in rows.get_sheet_by_name("Toelichting").to_python()]
        assert labels == [c for c in expected[1:] if c]
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for name in parts.namelist():
                assert not re.search(rb"<(f|hyperlink)[ >]", parts.read(name)), name
        assert len(xlsx_rows(data, "Wijken")) == len(HOSTILE) + 1  # well-formed for openpyxl too

    def test_an_empty_table_has_its_header(self, table):
        data = to_xlsx(table.iloc[:0], [], sheets=SHEETS)
        assert xlsx_rows(data, "Wijken") == [tuple(table.columns)]


class TestGeojson:
    def test_is_rfc_7946(self, layer):
        read = json.loads(to_geojson(layer, NOTES))
        assert set(read) == {"type", "notes", "features"}  # no "crs"
        first, second, third = read["features"]
        ring = Polygon(first["geometry"]["coordinates"][0]).exterior
        assert ring.is_ccw
        assert all(round(c, 6) == c for xy in ring.coords for c in xy)
        assert 2.5 < ring.centroid.x < 6.5
        assert 49.4 < ring.centroid.y < 51.6
        assert second["geometry"]["type"] == "MultiPolygon"
        assert third["geometry"] is None

    def test_lands_where_it_was(self, layer):
        back = gpd.read_file(io.BytesIO(to_geojson(layer, NOTES))).to_crs(3812)
        assert back.geometry.iloc[0].hausdorff_distance(layer.geometry.iloc[0]) < 0.2

    def test_missing_and_infinite_values_are_null(self, layer):
        features = json.loads(to_geojson(layer, NOTES))["features"]
        assert [f["properties"] for f in features] == [
            dict(zip(layer.columns[:-1], row, strict=True))
            for row in (
                ["Muide", 1240, -3, 0.5, True],
                [None, None, 0, None, False],
                ["Kouter", 0, 2, None, True],
            )
        ]

    def test_notes_of_one_label_are_all_kept(self, layer):
        notes = json.loads(to_geojson(layer, NOTES))["notes"]
        assert notes == {"Drempel": NOTES[0][1], "Bron": f"{NOTES[1][1]}\n{NOTES[2][1]}"}

    def test_height_is_dropped_and_an_empty_shape_is_null(self):
        shapes = [Point(600_000, 650_000, 12), Polygon()]
        features = json.loads(to_geojson(gpd.GeoDataFrame(geometry=shapes, crs=3812), []))[
            "features"
        ]
        assert len(features[0]["geometry"]["coordinates"]) == 2
        assert features[1] == {"type": "Feature", "properties": {}, "geometry": None}

    def test_texts_are_cleaned_and_kept(self, hostile):
        notes = [("<script>", "=1\x00\ud800")]
        read = json.loads(to_geojson(hostile, notes))
        assert read["notes"] == {"<script>": "=1"}
        assert [f["properties"]["=Kop"] for f in read["features"]] == CLEAN

    def test_an_empty_table_is_an_empty_collection(self, layer):
        read = json.loads(to_geojson(layer.iloc[:0], NOTES))
        assert read["features"] == []
        assert read["notes"]["Drempel"] == NOTES[0][1]

    def test_real_wijken_stay_valid(self):
        path = SHARED / "gebiedsniveaus" / "ggw7.shp"
        if not path.exists():
            pytest.skip("the official layers are not here")
        wijken = gpd.read_file(path, rows=300).to_crs(3812)
        back = gpd.read_file(io.BytesIO(to_geojson(wijken, NOTES)))
        assert back["geoitem"].tolist() == wijken["geoitem"].tolist()
        assert back.is_valid.all()


class TestGeopackage:
    def test_reads_back_in_lambert_2008(self, layer, read_layer):
        back = read_layer(to_geopackage(layer, NOTES, layer="wijken"), "wijken")
        assert back.crs.to_epsg() == 3812
        assert list(back.columns) == list(layer.columns)
        assert back["Wijk"].isna().tolist() == [False, True, False]
        assert back["Mensen"].dropna().tolist() == [1240, 0]
        assert back["Verschil"].tolist() == [-3, 0, 2]
        assert back["Afstand (km)"].isna().tolist() == [False, True, True]
        assert back["Geschat"].tolist() == [True, False, True]
        assert back.geometry.iloc[0].equals(layer.geometry.iloc[0])
        assert back.geometry.iloc[1].geom_type == "MultiPolygon"
        assert back.geometry.iloc[2] is None

    def test_notes_are_a_table_and_metadata_of_the_layer(self, layer, tmp_path):
        path = tmp_path / "x.gpkg"
        path.write_bytes(to_geopackage(layer, [*NOTES, ("a=b", "c=d")], layer="wijken"))
        assert [name for name, _ in pyogrio.list_layers(path)] == ["wijken", "notes"]
        notes = pyogrio.read_dataframe(path, layer="notes")
        assert [*notes.itertuples(index=False, name=None)] == [*NOTES, ("a=b", "c=d")]
        assert pyogrio.read_info(path, layer="wijken")["layer_metadata"] == {
            "Drempel": NOTES[0][1],
            "Bron": f"{NOTES[1][1]}\n{NOTES[2][1]}",
            "a b": "c=d",
        }
        with sqlite3.connect(path) as database:
            kinds = dict(database.execute("SELECT table_name, data_type FROM gpkg_contents"))
        database.close()
        assert kinds == {"wijken": "features", "notes": "attributes"}

    def test_texts_are_cleaned_and_kept(self, hostile, read_layer):
        data = to_geopackage(hostile, [("=1", "\x00<b>")], layer="x")
        assert read_layer(data, "x")["=Kop"].tolist() == CLEAN
        assert read_layer(data, "notes").iloc[0].tolist() == ["=1", "<b>"]

    def test_an_empty_table_and_no_notes_can_be_written(self, layer, read_layer):
        data = to_geopackage(layer.iloc[:0], [], layer="wijken")
        assert list(read_layer(data, "wijken").columns) == list(layer.columns)
        assert read_layer(data, "wijken").crs.to_epsg() == 3812
        assert list(read_layer(data, "notes").columns) == ["label", "text"]

    def test_a_layer_cannot_replace_its_notes(self, layer):
        with pytest.raises(BadValueError, match="Notes"):
            to_geopackage(layer, NOTES, layer="Notes")


@pytest.mark.parametrize("crs", [None, 4326, 31370])
def test_another_crs_is_refused(layer, crs):
    wrong = layer.set_crs(crs, allow_override=True)
    with pytest.raises(WrongCrsError, match="EPSG:3812"):
        to_geojson(wrong, NOTES)
    with pytest.raises(WrongCrsError, match="EPSG:3812"):
        to_geopackage(wrong, NOTES, layer="wijken")


def test_the_table_itself_is_not_changed(layer, hostile):
    for frame in (layer, hostile):
        before = frame.copy(deep=True)
        to_csv(frame.drop(columns="geometry"), NOTES, decimal_comma=True)
        to_xlsx(frame.drop(columns="geometry"), NOTES, sheets=SHEETS)
        to_geojson(frame, NOTES)
        to_geopackage(frame, NOTES, layer="wijken")
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before))
        assert shapely.equals_identical(frame.geometry.array, before.geometry.array)[
            frame.geometry.notna()
        ].all()

"""The whole snapshot as a GeoPackage: every layer back as it was, styles and sources inside."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from geodata import palette
from geodata.enums import PointKind, Precision, ServiceKind, Status
from geodata.measures import GAP
from geodata.snapshot.model import Dataset
from loaders.export import geopackage, qgis_styles
from loaders.store.snapshots import load
from pages.ui import datasets, labels
from pages.ui.i18n import with_language
from tests.store_helpers import publish_bare, run

pytestmark = pytest.mark.long

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
QGIS_COLUMNS = [
    *("id", "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column"),
    *("styleName", "styleQML", "styleSLD", "useAsDefault", "description", "owner", "ui"),
    "update_time",
]


@pytest.fixture
def snapshot(small, tmp_path):
    nasty = Dataset(
        "units", 4, "Bron <b>&amp;</b>; 'x'", "2026", "CC0", "© niemand", ("approximate",)
    )
    data = replace(small, datasets=(nasty, *small.datasets[1:]))
    publish_bare(data, tmp_path / "store", now=NOW)
    return load(tmp_path / "store")


@pytest.fixture
def path(snapshot, tmp_path):
    """The small snapshot as a file."""
    file = tmp_path / "nabij.gpkg"
    file.write_bytes(geopackage.to_geopackage(snapshot, language="nl"))
    return file


def parsed(text):
    return ET.fromstring(text)


def rows(path, query):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_every_layer_comes_back_with_its_geometry_and_its_empty_cells(path, snapshot):
    layers = geopackage.tables_of(snapshot.data)
    found = {name: kind for name, kind in pyogrio.list_layers(path) if name in layers}
    assert set(found) == set(layers)
    for name, expected in layers.items():
        layer = pyogrio.read_dataframe(path, layer=name)
        assert [c for c in layer.columns if c != "geometry"] == [
            c for c in expected.columns if c != "geometry"
        ]
        for column in layer.columns.drop("geometry", errors="ignore"):
            assert cells(layer[column]) == cells(expected[column]), f"{name}, {column}"
        if isinstance(expected, gpd.GeoDataFrame):
            assert layer.crs == expected.crs
            shapes = [
                shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape
                for shape in expected.geometry
            ]
            assert shapely.to_wkb(layer.geometry).tolist() == shapely.to_wkb(shapes).tolist()


def cells(values):
    return [None if pd.isna(v) else v for v in values]


def test_areas_are_split_by_level_and_points_carry_their_centre(path):
    levels = {
        name: len(pyogrio.read_dataframe(path, layer=name))
        for name in ("municipalities", "elz", "provinces")
    }
    assert levels == {"municipalities": 2, "elz": 1, "provinces": 1}
    [point] = pyogrio.read_dataframe(path, layer="centre_points").itertuples()
    assert (point.id, point.name, point.status) == ("c-1", "De Kring", "recognised")


def test_where_a_point_and_its_centre_have_a_column_of_one_name_both_stay(small):
    points = small.points.assign(source="of the point")
    [row] = geopackage.centre_points(replace(small, points=points)).itertuples()
    assert (row.source, row.centre_source) == ("of the point", "drawn by hand")


def test_equal_snapshots_give_equal_bytes(path, snapshot):
    assert geopackage.to_geopackage(snapshot, language="nl") == path.read_bytes()


def test_sources_dates_licences_and_attribution_are_inside(path):
    [[description]] = rows(path, "SELECT description FROM gpkg_contents WHERE table_name = 'units'")
    assert "© niemand" in description
    assert "CC0" in description
    readme = dict(rows(path, "SELECT label, text FROM readme"))
    assert "benaderende grenzen" in readme["Wijken"]
    assert "© niemand" in readme["Wijken"]
    assert "EPSG:3812" in readme["Coördinaten"]
    datasets = pyogrio.read_dataframe(path, layer="datasets")
    assert datasets["attribution"].tolist()[0] == "© niemand"
    assert pyogrio.read_info(path, layer="units")["layer_metadata"]["ATTRIBUTION"] == description


def test_it_is_what_the_standard_asks(path):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        assert connection.execute("PRAGMA user_version").fetchone() == (10_200,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    contents = rows(path, "SELECT table_name, data_type, srs_id, last_change FROM gpkg_contents")
    tables = {name for (name,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    for name, kind, srs, changed in contents:
        assert name in tables
        assert (kind, srs) in {("features", 3812), ("attributes", 0), ("attributes", None)}
        assert changed == "2026-03-01T12:00:00.000Z"
    identifiers = [text for (text,) in rows(path, "SELECT identifier FROM gpkg_contents")]
    assert len(identifiers) == len(set(identifiers))
    extensions = {name for (name,) in rows(path, "SELECT extension_name FROM gpkg_extensions")}
    assert extensions == {"gpkg_metadata", "gpkg_rtree_index", "gpkg_schema"}
    described = rows(path, "SELECT table_name, column_name FROM gpkg_data_columns")
    for table, column in described:
        assert column in {name for _, name, *_ in rows(path, f"PRAGMA table_info({table})")}


def test_the_styles_are_where_qgis_looks_for_them(path):
    assert [name for _, name, *_ in rows(path, "PRAGMA table_info(layer_styles)")] == QGIS_COLUMNS
    geometry = dict(rows(path, "SELECT table_name, column_name FROM gpkg_geometry_columns"))
    for table, column, default in rows(
        path, "SELECT f_table_name, f_geometry_column, useAsDefault FROM layer_styles"
    ):
        assert geometry[table] == column
        assert default in {0, 1}
    query = "SELECT f_table_name, count(*) FROM layer_styles WHERE useAsDefault GROUP BY 1"
    defaults = dict(rows(path, query))
    assert set(defaults.values()) == {1}
    assert set(defaults) == set(geometry)  # every layer with a geometry has a look


def test_styles_are_well_formed_and_every_rule_has_its_symbol(path):
    for name, qml, sld in rows(path, "SELECT f_table_name, styleQML, styleSLD FROM layer_styles"):
        root = parsed(qml)
        assert root.tag == "qgis"
        renderer = root.find("renderer-v2")
        used = [rule.get("symbol") for rule in renderer.iter("rule")]
        symbols = [symbol.get("name") for symbol in renderer.find("symbols")]
        assert used == symbols == [str(n) for n in range(len(symbols))]
        keys = [rule.get("key") for rule in renderer.iter("rule")]
        assert len(keys) == len(set(keys))
        columns = {c for _, c, *_ in rows(path, f"PRAGMA table_info({name})")}
        assert {alias.get("field") for alias in root.iter("alias")} <= columns
        described = parsed(sld)
        space = {"se": "http://www.opengis.net/se"}
        titles = [title.text for title in described.iterfind(".//se:Title", space)]
        assert titles == [rule.get("label") for rule in renderer.iter("rule")]


PEOPLE = [None, 0, 1, 100, 101, 250, 251, 500, 1000, 1001]


def test_each_wijk_falls_in_exactly_one_class_and_none_nobody_and_few_differ():
    [people, share] = qgis_styles.styles("units", ["people_all", "people_65plus"], language="nl")
    expected = [0, 1, 2, 2, 3, 3, 4, 4, 5, 6]
    for number, count in zip(expected, PEOPLE, strict=True):
        assert holding(people, people_65plus=count, people_all=9999) == [number]
    for number, (old, everyone) in {
        0: (None, 100),
        1: (0, 0),
        2: (0, 100),
        3: (20, 100),
        4: (21, 100),
        5: (30, 100),
        6: (31, 100),
    }.items():
        assert holding(share, people_65plus=old, people_all=everyone) == [number]


def holding(style, **values):
    """Return which rules hold for values, by running their filters as SQL."""
    rules = parsed(style.qml).iter("rule")
    with closing(sqlite3.connect(":memory:")) as connection:
        names = ", ".join(f'? AS "{name}"' for name in values)
        return [
            number
            for number, rule in enumerate(rules)
            if connection.execute(
                f"SELECT 1 FROM (SELECT {names}) WHERE {rule.get('filter')}",  # noqa: S608  (a rule of ours)
                [*values.values()],
            ).fetchone()
        ]


@pytest.mark.parametrize("kind", PointKind)
@pytest.mark.parametrize("status", Status)
def test_each_point_has_exactly_one_look(kind, status):
    [by_status, by_precision] = qgis_styles.styles("centre_points", [], language="nl")
    assert len(holding(by_status, kind=kind.value, status=status.value)) == 1
    assert len(holding(by_precision, precision=Precision.PLACE.value)) == 1


def test_classes_and_colours_are_those_of_the_maps():
    [people, share] = qgis_styles.styles("units", ["people_all", "people_65plus"], language="nl")
    for style, ramp in ((people, palette.MORE_IS_WORSE), (share, palette.MORE_IS_BETTER)):
        positions = [style.sld.index(f">{colour}<") for colour in ramp]
        assert positions == sorted(positions)
    for bound in GAP.bounds_for("65plus"):
        assert f"&lt;= {bound:g}" in people.qml


@pytest.mark.parametrize("language", qgis_styles.LANGUAGES)
def test_words_are_there_in_every_language_and_are_those_of_the_pages(language):
    catalogue = qgis_styles.words(language)
    assert all(text.strip() for text in catalogue.values())
    with with_language(language):
        assert {s: catalogue[f"status.{s}"] for s in Status} == {
            s: labels.status_label(s) for s in Status
        }
        for name in ("units", "areas", "people", "centres", "division", "services", "projections"):
            assert catalogue[f"dataset.{name}"] == datasets.dataset_label(Dataset(name, 0, ""))
        for flag in ("approximate", "estimated", "estimated_ages", "example", "incomplete"):
            of_page = datasets.dataset_marks(Dataset("units", 0, "", flags=(flag,)))
            assert [catalogue[f"flag.{flag}"]] == of_page
    for prefix, codes in (("point", PointKind), ("precision", Precision), ("service", ServiceKind)):
        assert {f"{prefix}.{code}" for code in codes} <= catalogue.keys()


def test_in_french_and_english_the_classes_are_named_in_that_language(snapshot, tmp_path):
    for language, word in (("fr", "Personne"), ("en", "Nobody")):
        file = tmp_path / f"{language}.gpkg"
        file.write_bytes(geopackage.to_geopackage(snapshot, language=language))
        [[qml]] = rows(
            file,
            "SELECT styleQML FROM layer_styles WHERE f_table_name = 'units' AND useAsDefault",
        )
        assert f'label="{word}"' in qml


def test_the_command_writes_the_file_whole_or_not_at_all(snapshot, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NABIJ_DATA", str(snapshot.folder.parents[1]))
    file = tmp_path / "out.gpkg"
    assert run("export", file, "--language", "fr") == 0
    assert str(file) in capsys.readouterr().out
    assert len(pyogrio.read_dataframe(file, layer="units")) == 4
    for wrong in (
        (tmp_path / "out.xlsx",),
        (tmp_path / "none" / "x.gpkg",),
        (file, "--language", "de"),
    ):
        assert run("export", *wrong) == 2
        assert "nabij: " in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.gpkg", "store"]

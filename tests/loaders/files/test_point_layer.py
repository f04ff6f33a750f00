"""Layers of points as tables: properties are cells, and each feature has a spot."""

import json
import zipfile

import geopandas as gpd
import pytest
from shapely.geometry import LineString, MultiPoint, Point

from geodata.errors import LayerChoiceError, MissingCrsError, UnreadableFileError
from loaders.files.coordinates import Spot, metric
from loaders.files.point_layer import read_points, read_table_or_points
from loaders.imports.centres import CENTRES
from loaders.imports.file_kind import ImportOptions
from loaders.imports.services import SERVICES
from loaders.imports.support_points import SUPPORT_POINTS

GENT = Point(3.7253, 51.0536)
METRES = metric(Spot(GENT.x, GENT.y, ("lon", "lat"), "EPSG:4326"), row=1)


def layer(*shapes, crs="EPSG:4326"):
    rows = {"naam": [f"Café {n}" for n in range(len(shapes))], "postcode": 9000}
    return gpd.GeoDataFrame(rows, geometry=list(shapes), crs="EPSG:4326").to_crs(crs)


def zipped(path, **frames):
    """Write Shapefiles into a zip, each in a folder of its own."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, frame in frames.items():
            folder = path.parent / name
            frame.to_file(folder, driver="ESRI Shapefile")
            for part in sorted(folder.iterdir()):
                archive.write(part, f"kaart/{name}/{part.name}")
    return path


def save(frame, path):
    if path.suffix == ".zip":
        return zipped(path, punten=frame)
    frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_file(path)
    return path


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:31370", "EPSG:3857"])
@pytest.mark.parametrize("ending", [".gpkg", ".zip", ".fgb", ".parquet", ".geojson"])
def test_points_are_read_in_five_formats_and_any_crs(ending, crs, tmp_path):
    read = read_table_or_points(save(layer(GENT, crs=crs), tmp_path / f"p{ending}"))

    assert read.cells.to_numpy().tolist() == [["Café 0", "9000"]]
    assert metric(read.spots[0], row=1) == pytest.approx(METRES, abs=1)


def test_a_multipoint_of_one_point_is_a_point_and_other_shapes_are_named(tmp_path):
    path = tmp_path / "p.gpkg"
    shapes = [MultiPoint([GENT]), MultiPoint([GENT, (3, 51)]), LineString([GENT, (3, 51)]), None]
    layer(*shapes).to_file(path)
    of_json = save(layer(*shapes), tmp_path / "p.geojson")

    for read in (read_points(path), read_points(of_json)):
        assert isinstance(read.spots[0], Spot)
        assert read.spots[1:] == ("a MultiPoint of 2 points", "LineString", "none")


def test_one_of_several_layers_is_chosen_by_name(tmp_path):
    path = tmp_path / "p.gpkg"
    for name in ("centra", "haltes"):
        layer(GENT).to_file(path, layer=name)
    layer(GENT.buffer(1)).to_file(path, layer="wijken")

    with pytest.raises(LayerChoiceError, match=r"centra, haltes.*--layer") as refusal:
        read_points(path)
    assert refusal.value.layers == ("centra", "haltes")
    assert read_points(path, "HALTES").layers == ("centra", "haltes")
    with pytest.raises(LayerChoiceError, match="got halte"):
        read_points(path, "halte")


def test_the_only_layer_of_points_needs_no_choice(tmp_path):
    path = zipped(tmp_path / "p.zip", punten=layer(GENT), wijken=layer(GENT.buffer(1)))

    assert len(read_points(path).cells) == 1
    assert read_points(path).layers == ()


def test_shapefiles_in_a_zip_are_chosen_by_name(tmp_path):
    path = zipped(tmp_path / "p.zip", centra=layer(GENT), haltes=layer(GENT, GENT))

    with pytest.raises(LayerChoiceError, match="centra, haltes"):
        read_points(path)
    assert len(read_points(path, "haltes").cells) == 2


@pytest.mark.parametrize(
    ("more", "lacking"),
    [
        ({"exceededTransferLimit": True}, "1 features, and the server has more"),
        ({"numberMatched": 2300, "numberReturned": 1}, "1 of 2,300 features"),
        ({"totalFeatures": 9}, "1 of 9 features"),
        ({"links": [{"href": "https://x", "rel": "next"}]}, "1 features, and the server has more"),
        ({"properties": {"exceededTransferLimit": True}}, "1 features, and the server has more"),
        ({"numberMatched": 1, "links": [{"rel": "next"}]}, ""),
        ({"exceededTransferLimit": False, "links": [{"rel": "self"}]}, ""),
    ],
)
def test_what_an_answer_lacks_is_reported(more, lacking, tmp_path):
    path = tmp_path / "p.geojson"
    path.write_text(json.dumps(json.loads(layer(GENT).to_json()) | more))

    assert read_points(path).incomplete == lacking


def test_features_of_arcgis_are_read(tmp_path):
    path = tmp_path / "p.json"
    content = {
        "geometryType": "esriGeometryPoint",
        "spatialReference": {"wkid": 31370},
        "fields": [{"name": "naam", "type": "esriFieldTypeString", "alias": "naam"}],
        "features": [{"attributes": {"naam": "De Kring"}, "geometry": {"x": 104e3, "y": 194e3}}],
        "exceededTransferLimit": True,
    }
    path.write_text(json.dumps(content))

    read = read_points(path)
    assert read.cells["naam"].tolist() == ["De Kring"]
    assert isinstance(metric(read.spots[0], row=1), tuple)
    assert read.incomplete


def test_geojson_in_another_encoding_is_right(tmp_path):
    path = tmp_path / "p.geojson"
    path.write_bytes(
        json.dumps(json.loads(layer(GENT).to_json()), ensure_ascii=False).encode("cp1252")
    )

    assert read_points(path).cells["naam"].tolist() == ["Café 0"]


def test_a_zip_in_a_zip_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr("kaart.zip", b"PK")

    with pytest.raises(UnreadableFileError, match=r"another zip, kaart\.zip: unpack it first"):
        read_points(tmp_path / "p.zip")


@pytest.mark.parametrize("kind", [CENTRES, SERVICES, SUPPORT_POINTS], ids=str)
def test_points_are_read_as_every_kind_with_places(kind, tmp_path, builtin):
    frame = layer(GENT, LineString([GENT, (3, 51)]), crs="EPSG:31370").assign(
        soort="Sociaal Huis" if kind is SERVICES else None, gemeente="Gent"
    )
    path = save(frame, tmp_path / "p.gpkg")

    found = kind.read(kind.opener(path), builtin, ImportOptions())
    assert found.count == 1
    assert [(p.row, p.got) for p in found.problems] == [(2, "LineString")]


@pytest.mark.parametrize("kind", [CENTRES, SERVICES, SUPPORT_POINTS], ids=str)
def test_points_without_a_crs_are_asked_about(kind, tmp_path, builtin):
    frame = layer(GENT, crs="EPSG:31370").assign(soort="Sociaal Huis", gemeente="Gent")
    frame = frame.drop(columns="soort") if kind is CENTRES else frame
    raw = kind.opener(save(frame.set_crs(None, allow_override=True), tmp_path / "p.parquet"))

    with pytest.raises(MissingCrsError, match="--crs 31370"):
        kind.read(raw, builtin, ImportOptions())
    assert kind.read(raw, builtin, ImportOptions(crs="31370")).count == 1

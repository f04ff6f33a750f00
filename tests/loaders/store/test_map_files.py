import gzip
import json
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import box, shape

from geodata.crs import METRIC_CRS
from geodata.errors import WrongCrsError
from geodata.regions import codes_hash, region_codes, region_keys
from loaders.store import snapshots
from loaders.store.map_files import read_index, write_geometry

pytestmark = pytest.mark.long

X, Y = 600_000.0, 700_000.0


@pytest.fixture(scope="module")
def written(builtin_folder: Path) -> Path:
    """What building the built-in data wrote."""
    return snapshots.load(builtin_folder).static


def index_of(folder: Path, level: str = "regions") -> dict[str, dict]:
    return json.loads((folder / "index.json").read_text(encoding="utf-8"))[level]


def points_of(folder: Path) -> dict:
    return json.loads((folder / "index.json").read_text(encoding="utf-8"))["points"]


def region(folder: Path, key: str) -> dict:
    return json.loads((folder / index_of(folder)[key]["file"]).read_text(encoding="utf-8"))


def segments(lines: dict) -> list[frozenset]:
    return [
        frozenset({tuple(a), tuple(b)}) for line in lines["coordinates"] for a, b in pairwise(line)
    ]


def test_every_region_has_its_file_and_nothing_else_is_there(builtin, written):
    index = index_of(written)
    assert list(index) == [r.key for r in region_keys(builtin)]
    assert len(index) == 2 + 6 + 7 + 57 + 304
    municipal = index_of(written, "municipal")
    assert len(municipal) == 2 + 6 + 7 + 57
    entries = (*index.values(), *municipal.values(), points_of(written))
    files = {entry["file"] for entry in entries} | {read_index(written).places}
    assert {p.name for p in written.iterdir()} == (
        {"index.json"} | files | {f"{name}.gz" for name in files}
    )


def test_the_index_describes_each_file(builtin, written):
    index = index_of(written)
    assert "all" in index
    for key, entry in index.items():
        codes = region_codes(builtin.units, builtin.division, key)
        text = (written / entry["file"]).read_bytes()
        drawn = json.loads(text)
        assert [f["id"] for f in drawn["features"]] == codes
        assert entry["units"] == len(codes)
        assert entry["codes_hash"] == drawn["codes_hash"] == codes_hash(codes)
        assert entry["file"] == f"wijken-{sha256(text).hexdigest()[:12]}.json"
        assert gzip.decompress((written / f"{entry['file']}.gz").read_bytes()) == text


def test_the_bounds_are_those_of_the_drawing(written):
    for key in ("all", "province:4000", "elz:elz43", "municipality:11001"):
        shapes = [shape(f["geometry"]) for f in region(written, key)["features"]]
        west, south, east, north = shapely.total_bounds(shapes)
        assert index_of(written)[key]["bounds"] == [[south, west], [north, east]]


def test_the_index_is_read_back_as_it_was_written(written):
    read = read_index(written)
    assert {key: vars(file) for key, file in read.regions.items()} == index_of(written)
    assert vars(read.points) == {**points_of(written), "ids": tuple(points_of(written)["ids"])}


def test_the_points_are_described_in_the_order_of_the_index(builtin, written):
    entry = points_of(written)
    content = json.loads((written / entry["file"]).read_text(encoding="utf-8"))
    assert content["ids_hash"] == entry["ids_hash"] == codes_hash(entry["ids"])
    assert entry["ids"] == sorted(builtin.points["id"])
    points = builtin.points.set_index("id")
    centres = builtin.centres.set_index("id")
    degrees = points.geometry.to_crs("EPSG:4326")
    for key, point in zip(entry["ids"], content["points"], strict=True):
        centre = centres.loc[points.loc[key, "centre_id"]]
        assert (point["name"], point["status"]) == (centre["name"], centre["status"])
        assert point["precision"] == points.loc[key, "precision"]
        assert point["at"] == pytest.approx([degrees[key].y, degrees[key].x], abs=1e-5)
        assert point["municipality"]


def test_the_points_file_names_places_the_largest_first_in_both_languages(written):
    names = json.loads((written / points_of(written)["file"]).read_text(encoding="utf-8"))["names"]
    assert [row[3:] for row in names[:3]] == [
        ["Antwerpen", "Anvers"],
        ["Gent", "Gand"],
        ["Brussel", "Bruxelles"],
    ]
    small = [row[2] for row in names]
    assert small == sorted(small)  # all municipalities before all deelgemeenten
    assert small.count(0) == 304
    assert ["Drongen"] in [row[3:] for row in names]
    assert all(50.6 < lat < 51.6 and 2.5 < lon < 6 for lat, lon, *_rest in names)


def test_writing_twice_gives_the_same_bytes(builtin, tmp_path):
    brussels = builtin.units[builtin.units["province"] == "4000"]
    written = []
    for folder, units in (
        ("first", brussels),
        ("new/folder", brussels.sample(frac=1, random_state=1)),
    ):
        write_geometry(replace(builtin, units=units), tmp_path / folder)
        written.append({p.name: p.read_bytes() for p in (tmp_path / folder).iterdir()})
    assert written[0] == written[1]


def test_all_wijken_survive_with_nearly_their_own_area(builtin, written):
    area = builtin.units.set_index("code").area
    for key, tolerated in (("all", 0.5), ("province:40000", 0.1)):
        features = region(written, key)["features"]
        shapes = gpd.GeoSeries(
            [shape(f["geometry"]) for f in features],
            [f["id"] for f in features],
            crs="EPSG:4326",
        ).to_crs(METRIC_CRS)
        change = shapes.area / area[shapes.index] - 1
        assert change.abs().max() < tolerated
        assert shapes.area.sum() == pytest.approx(area[shapes.index].sum(), rel=0.002)


def test_rings_turn_as_rfc_7946_asks(written):
    shapes = [shape(feature["geometry"]) for feature in region(written, "all")["features"]]
    parts = shapely.get_parts(shapes)
    holes = [hole for part in parts for hole in part.interiors]
    assert holes
    assert all(part.exterior.is_ccw for part in parts)
    assert not any(hole.is_ccw for hole in holes)


def test_the_whole_stays_small(written):
    name = index_of(written)["all"]["file"]
    assert (written / name).stat().st_size < 1_500_000
    assert (written / f"{name}.gz").stat().st_size < 450_000


def test_outlines_run_once_along_the_sides_of_the_wijken(builtin, written):
    municipality = builtin.units.set_index("code")["municipality"]
    for key in ("elz:elz43", "municipality:11001", "province:70000"):
        drawn = region(written, key)
        lines = segments(drawn["outlines"]["municipalities"])
        assert len(lines) == len(set(lines))
        rings: dict[frozenset, list[str]] = {}
        for feature in drawn["features"]:
            for part in shapely.get_parts(shape(feature["geometry"])):
                for ring in (part.exterior, *part.interiors):
                    for a, b in pairwise(ring.coords):
                        rings.setdefault(frozenset({a, b}), []).append(feature["id"])
        inner = {
            side for side, ids in rings.items() if len(ids) == 2 and municipality[ids].nunique() > 1
        }
        outer = {side for side, ids in rings.items() if len(ids) == 1}
        assert set(lines) == inner | outer


def test_a_province_border_is_drawn_only_where_the_region_touches_it(small, tmp_path):
    write_geometry(small, tmp_path)
    # two squares side by side: the western one lacks the border that both share
    length = {
        key: shape(region(tmp_path, key)["outlines"]["provinces"]).length
        for key in ("all", "municipality:11001", "municipality:11002")
    }
    both = length["municipality:11001"] + length["municipality:11002"]
    assert both == pytest.approx(length["all"], rel=0.01)
    municipal = region(tmp_path, "municipality:11001")["outlines"]["municipalities"]
    shared_km = (shape(municipal).length - length["municipality:11001"]) * 111.2
    assert shared_km == pytest.approx(1, rel=0.01)
    assert municipal["type"] == "MultiLineString"


@pytest.mark.parametrize(
    "name", ["</script><script>alert(1)</script>", "\"'\\ quotes", "zorg 🧡 wijk", "é\u2028\n"]
)
def test_any_name_survives_as_text(small, tmp_path, name):
    write_geometry(replace(small, units=small.units.assign(name=name)), tmp_path)
    drawn = region(tmp_path, "all")
    assert [f["properties"] for f in drawn["features"]] == [{"n": name}] * 4


def test_a_wijk_too_small_to_round_is_still_drawn(small, tmp_path):
    tiny = box(X + 500, Y, X + 500.5, Y + 0.5)
    shapes = small.units.geometry.to_numpy().copy()
    shapes[1] = tiny
    write_geometry(replace(small, units=small.units.set_geometry(shapes)), tmp_path)
    for key in ("all", "municipality:11001"):
        drawn = shape(region(tmp_path, key)["features"][1]["geometry"])
        back = gpd.GeoSeries([drawn], crs="EPSG:4326").to_crs(METRIC_CRS)
        assert 0.2 < back.area.item() < 0.5
        assert back.distance(tiny).item() < 1


def test_holes_stay_and_parts_too_small_to_see_go(small, tmp_path):
    shapes = small.units.geometry.to_numpy().copy()
    hole = box(X + 600, Y + 200, X + 900, Y + 800)
    shapes[1] = shapes[1].difference(hole).union(box(X, Y - 900, X + 0.1, Y - 899.9))
    write_geometry(replace(small, units=small.units.set_geometry(shapes)), tmp_path)
    geometry = region(tmp_path, "municipality:11001")["features"][1]["geometry"]
    assert geometry["type"] == "Polygon"
    assert len(geometry["coordinates"]) == 2


def test_degrees_are_refused(small, tmp_path):
    with pytest.raises(WrongCrsError):
        write_geometry(replace(small, units=small.units.to_crs("EPSG:4326")), tmp_path)


def test_the_real_wijken_all_survive(builtin, official, tmp_path):
    real = gpd.read_file(official / "gebiedsniveaus" / "ggw7.shp").set_index("geoitem")
    real = real.to_crs(METRIC_CRS).geometry.reindex(builtin.units["code"]).to_numpy()
    # two provinces' worth of files are enough here
    units = builtin.units.set_geometry(real)
    units = units.assign(municipality="11001", elz=None, province="4000")
    write_geometry(replace(builtin, units=units, division=builtin.division[:0]), tmp_path)
    assert set(index_of(tmp_path)) == {"all", "province:4000", "municipality:11001"}
    for key, tolerated in (("all", 0.6), ("province:4000", 0.3)):
        shapes = [shape(f["geometry"]) for f in region(tmp_path, key)["features"]]
        drawn = gpd.GeoSeries(shapes, crs="EPSG:4326").to_crs(METRIC_CRS).area.to_numpy()
        assert len(drawn) == 2767
        assert np.abs(drawn / shapely.area(real) - 1).max() < tolerated

from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from geodata.crs import METRIC_CRS
from geodata.errors import BadValueError, MissingColumnError, MissingCrsError
from geodata.network.refit import refit
from loaders.imports.addresses import ADDRESSES
from loaders.imports.file_import import import_table
from loaders.imports.file_kind import ImportOptions, Source
from loaders.store.frame_checks import checked


@pytest.fixture
def inside(small):
    """Spots in the first two wijken, EPSG:3812."""
    return [shape.representative_point() for shape in small.units.geometry[:2]]


@pytest.fixture
def read(small, tmp_path):
    """Return a function that reads a text or a layer, and its path's name."""

    def read(content, name="addresses.csv", **options):
        path, asked = tmp_path / name, ImportOptions(**options)
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        elif name.endswith(".parquet"):
            content.to_parquet(path)
        else:
            content.to_file(path)
        return ADDRESSES.read(ADDRESSES.open(path, asked), small, asked)

    return read


def table(spots, *people, header="x;y;crs"):
    lines = [header + ";inwoners" * bool(people)]
    for number, spot in enumerate(spots):
        lines.append(f"{spot.x};{spot.y};3812" + (f";{people[number]}" if people else ""))
    return "\n".join(lines)


def test_a_table_with_people_or_without_and_its_rows_outside_every_wijk(read, inside, small):
    far = shapely.Point(inside[0].x, inside[0].y - 60_000)
    found = read(table([*inside, far], 3, 0, 2))
    assert found.rows["unit"].tolist() == small.units["code"][:2].tolist()
    assert found.rows["weight"].tolist() == [3, 0]
    assert (found.count, found.outside, found.problems) == (2, 1, ())
    assert read(table(inside)).rows["weight"].tolist() == [1, 1]


def test_layers_of_points_and_polygons(read, inside, small):
    frame = gpd.GeoDataFrame({"inwoners": [4, 5]}, geometry=inside, crs=METRIC_CRS)
    assert read(frame, "a.gpkg").rows["weight"].tolist() == [4, 5]
    assert read(frame.to_crs(4326), "a.geojson").count == 2
    buildings = frame.set_geometry(frame.buffer(5))
    found = read(buildings, "b.parquet")
    assert found.rows.geometry.distance(gpd.GeoSeries(inside, crs=METRIC_CRS)).max() < 5
    assert found.rows["unit"].tolist() == small.units["code"][:2].tolist()


def test_wrong_rows_are_named(read, inside):
    found = read(table(inside, -1, "many"))
    assert [(p.row, p.column) for p in found.problems] == [(2, "inwoners"), (3, "inwoners")]
    lines = table([*inside, inside[0]], 1, 2, 3).splitlines()
    lines[2] = ";;;2"
    found = read("\n".join(lines))
    assert found.count == 2
    assert len(found.problems) == 1


def test_what_cannot_be_used_at_all(read, inside, monkeypatch):
    frame = gpd.GeoDataFrame(geometry=inside)
    with pytest.raises(MissingCrsError):
        read(frame, "a.parquet")
    assert read(frame, "a.parquet", crs="3812").count == 2
    with pytest.raises(BadValueError, match="none of them in a wijk"):
        read("lat;lon\n50.46;4.86\n")
    monkeypatch.setattr("loaders.imports.addresses.MOST_ADDRESSES", 1)
    with pytest.raises(BadValueError, match="at most 1 addresses"):
        read(table(inside))
    with pytest.raises(MissingColumnError):
        read("straat;nummer\nMarkt;1\n")


def test_imported_addresses_fit_the_checks_and_follow_new_wijken(small, inside, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(table(inside, 3, 1), encoding="utf-8")
    options = ImportOptions()
    data = import_table(
        *(ADDRESSES.open(path, options), ADDRESSES),
        base=small,
        source=Source("City of Drawn"),
        options=options,
    ).data
    assert checked(data, base=None).addresses["weight"].tolist() == [3, 1]
    assert data.dataset("addresses").rows == 2
    renamed = data.units.assign(code="new" + data.units["code"])
    moved = refit(replace(data, units=renamed), base=data)
    assert moved.addresses["unit"].tolist() == renamed["code"][:2].tolist()

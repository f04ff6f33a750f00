import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point, Polygon, box

from geodata.crs import METRIC_CRS
from geodata.demand.nearest_cells import nearest_cells
from geodata.errors import GeometryError, WrongCrsError

X, Y = 600_000.0, 700_000.0


def square(left, right, bottom=0, top=100):
    return box(X + left, Y + bottom, X + right, Y + top)


def outlines(**shapes):
    return gpd.GeoSeries(shapes, crs=METRIC_CRS)


def points(**places):
    return gpd.GeoSeries({k: Point(X + x, Y + y) for k, (x, y) in places.items()}, crs=METRIC_CRS)


def same(shape, other):
    return shapely.symmetric_difference(shape, other).area < 0.01


def test_two_points_share_an_outline_along_the_line_midway():
    cells = nearest_cells(outlines(o=square(0, 100)), points(east=(80, 50), west=(20, 50)))
    assert list(cells.index) == ["east", "west"]
    assert cells.crs == METRIC_CRS
    assert same(cells.geometry["west"], square(0, 50))
    assert same(cells.geometry["east"], square(50, 100))


def test_a_lone_point_gets_the_whole_outline():
    cells = nearest_cells(outlines(o=square(0, 100)), points(a=(1, 1)))
    assert same(cells.geometry["a"], square(0, 100))


def test_a_border_between_outlines_is_never_crossed():
    cells = nearest_cells(
        outlines(left=square(0, 100), right=square(100, 200)), points(a=(99, 50), b=(190, 50))
    )
    assert same(cells.geometry["a"], square(0, 100))


def test_a_point_just_outside_belongs_to_the_nearest_outline():
    cells = nearest_cells(outlines(o=square(0, 100)), points(a=(20, 50), out=(120, 50)))
    assert same(cells.geometry["out"], square(70, 100))


def test_members_give_a_point_room_in_the_outlines_of_its_municipality_only():
    shapes = outlines(left=square(0, 100), right=square(100, 200))
    members = pd.DataFrame(
        {"outline": ["right", "left", "right"], "point": ["inner", "inner", "other"]}
    )
    # "inner" lies left; right of the border it is the nearest up to x = 120
    cells = nearest_cells(shapes, points(inner=(50, 50), other=(190, 50)), members=members)
    assert same(cells.geometry["inner"], square(0, 120))
    assert same(cells.geometry["other"], square(120, 200))


def test_an_outline_without_a_point_of_its_own_goes_to_its_members():
    shapes = outlines(left=square(0, 100), right=square(100, 200))
    members = pd.DataFrame({"outline": ["left", "right"], "point": ["a", "a"]})
    cells = nearest_cells(shapes, points(a=(50, 50)), members=members)
    assert same(cells.geometry["a"], square(0, 200))


def test_a_hole_stays_empty_and_an_exclave_is_filled():
    ring = Polygon(square(0, 100).exterior, [square(40, 60, 40, 60).exterior])
    cells = nearest_cells(outlines(o=ring.union(square(300, 310))), points(a=(20, 50), b=(80, 50)))
    assert cells.area.sum() == pytest.approx(10_000 - 400 + 1_000, abs=0.01)
    assert same(cells.geometry["b"].intersection(square(300, 310)), square(300, 310))


def test_cells_share_their_corners_so_that_they_tile_without_gap_or_overlap():
    rng = np.random.default_rng(7)
    # slanted outlines, so that crossings fall between the numbers that a float can hold
    fan = [
        Polygon([(X, Y), (X + 1000, Y + 333 * i), (X + 1000, Y + 333 * (i + 1))]) for i in range(3)
    ]
    shapes = gpd.GeoSeries(fan, crs=METRIC_CRS)
    spots = gpd.GeoSeries.from_xy(
        X + rng.uniform(300, 990, 60), Y + rng.uniform(10, 900, 60), crs=METRIC_CRS
    )
    spots = spots[spots.within(shapes.union_all())]
    cells = nearest_cells(shapes, spots)
    assert len(spots) > 20
    assert shapely.coverage_is_valid(cells.geometry.to_numpy())
    # corners are rounded to millimetres, along three kilometres of outline
    whole = shapes.union_all()
    assert shapely.symmetric_difference(cells.union_all(), whole).area < 1.5
    assert cells.area.sum() == pytest.approx(cells.union_all().area, abs=1e-4)
    assert spots.within(cells.geometry).all()


def test_points_on_the_same_spot_cannot_both_have_room():
    with pytest.raises(GeometryError, match="room around it"):
        nearest_cells(outlines(o=square(0, 100)), points(a=(20, 50), b=(20, 50), c=(80, 50)))


def test_an_outline_without_any_point_is_named():
    with pytest.raises(GeometryError, match="outline far"):
        nearest_cells(outlines(o=square(0, 100), far=square(500, 600)), points(a=(20, 50)))


def test_degrees_are_refused():
    shapes, spots = outlines(o=square(0, 100)), points(a=(20, 50))
    with pytest.raises(WrongCrsError):
        nearest_cells(shapes.to_crs("EPSG:4326"), spots)
    with pytest.raises(WrongCrsError):
        nearest_cells(shapes, spots.set_crs(None, allow_override=True))

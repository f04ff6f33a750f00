from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from geodata.crs import METRIC_CRS
from geodata.errors import BadValueError, GeometryError, WrongCrsError
from geodata.reach.exact_area import share_within, split_by_nearest
from tests.geodata.shapes import at, series, square

WIJKEN = Path(__file__).resolve().parents[3].parent / "shared/data/gebiedsniveaus/ggw7.shp"
BIG = box(-5000, -5000, 5000, 5000)
AREA = 1e8


def shares(distance_m, points, *shapes):
    return share_within(split_by_nearest(series(*shapes), at(*points)), distance_m)


def covered(distance_m, points, shape):
    """Return the area in reach, m²."""
    return shares(distance_m, points, shape)[0] * shape.area


def exactly(area, *, of=AREA):
    return pytest.approx(area, abs=1e-9 * of)


def lens(d, gap):
    """Area of the overlap of two discs of radius d whose centres are a gap apart."""
    return 2 * d**2 * np.arccos(gap / (2 * d)) - gap / 2 * np.sqrt(4 * d**2 - gap**2)


def test_disc_inside_a_unit_counts_whole():
    assert covered(1000, [(0, 0)], BIG) == exactly(np.pi * 1000**2)


def test_disc_that_touches_the_boundary_counts_whole():
    assert covered(5000, [(0, 0)], BIG) == exactly(np.pi * 5000**2)


def test_point_on_an_edge_reaches_half_a_disc():
    assert covered(1200, [(5000, 300)], BIG) == exactly(np.pi * 1200**2 / 2)


def test_point_on_a_corner_reaches_a_quarter_of_a_disc():
    assert covered(1200, [(-5000, 5000)], BIG) == exactly(np.pi * 1200**2 / 4)


@pytest.mark.parametrize("outside_m", [-700.0, 0.1, 700.0, 1199.0])
def test_point_near_an_edge_reaches_a_circular_segment(outside_m):
    d, h = 1200.0, outside_m
    segment = d**2 * np.arccos(h / d) - h * np.sqrt(d**2 - h**2)
    assert covered(d, [(5000 + h, 0)], BIG) == exactly(segment)


def test_square_that_pokes_through_the_disc_on_all_sides():
    side, d = 1000.0, 600.0
    h = side / 2
    outside = 4 * (d**2 * np.arccos(h / d) - h * np.sqrt(d**2 - h**2))
    assert covered(d, [(500, 500)], square(0, 0, side)) == exactly(np.pi * d**2 - outside, of=1e6)


def test_long_strip_through_the_disc():
    d, h = 800.0, 100.0
    strip = box(-5000, -h, 5000, h)
    half = h * np.sqrt(d**2 - h**2) + d**2 * np.arcsin(h / d)
    assert covered(d, [(0, 0)], strip) == exactly(2 * half, of=strip.area)


def test_hole_is_not_covered():
    ring = BIG.difference(square(-500, -500))
    assert covered(1000, [(0, 0)], ring) == exactly(np.pi * 1000**2 - 1e6)


def test_disc_within_a_hole_reaches_nothing():
    ring = BIG.difference(square(-500, -500))
    assert shares(500, [(0, 0)], ring)[0] == 0


def test_disc_that_fills_the_hole_and_all_around_reaches_everything():
    ring = BIG.difference(square(-500, -500))
    assert shares(np.hypot(5000, 5000), [(0, 0)], ring)[0] == 1


def test_annulus_is_the_difference_of_two_discs():
    d, side = 900.0, 1000.0
    ring = square(-1000, -1000, 2000).difference(square(-side / 2, -side / 2, side))
    assert covered(d, [(0, 0)], ring) == exactly(np.pi * d**2 - side**2, of=ring.area)


def test_reentrant_corner_reaches_three_quarters():
    ell = box(-5000, -5000, 5000, 5000).difference(box(0, 0, 5000, 5000))
    assert covered(1500, [(0, 0)], ell) == exactly(np.pi * 1500**2 * 0.75)


def test_comb_is_covered_tooth_by_tooth():
    teeth = [box(200 * i, 0, 200 * i + 100, 1000) for i in range(5)]
    comb = shapely.union_all([*teeth, box(0, -100, 900, 0)])
    alone = sum(covered(450, [(450, 1000)], tooth) for tooth in teeth)
    assert covered(450, [(450, 1000)], comb) == exactly(alone, of=comb.area)


def test_parts_of_a_multipolygon_are_weighed_by_area():
    two = MultiPolygon([square(0, 0), square(5000, 0, 2000)])
    assert shares(800, [(500, 500)], two)[0] == pytest.approx(0.2, abs=1e-12)


def test_ring_order_makes_no_difference():
    hole = [(-500, -500), (500, -500), (500, 500), (-500, 500)]
    shell = list(BIG.exterior.coords)
    shapes = [Polygon(s, [h]) for s in (shell, shell[::-1]) for h in (hole, hole[::-1])]
    assert np.ptp(shares(1000, [(0, 0)], *shapes)) < 1e-12


def test_repeated_vertices_make_no_difference():
    corners = np.repeat(shapely.get_coordinates(BIG.exterior), 2, axis=0)
    assert covered(1200, [(5000, 300)], Polygon(corners)) == exactly(np.pi * 1200**2 / 2)


def test_collinear_points_reach_three_discs():
    points = [(-2000, 0), (0, 0), (2000, 0)]
    assert covered(1000, points, BIG) == exactly(3 * np.pi * 1000**2)


def test_overlapping_discs_count_their_overlap_once():
    d, gap = 1000.0, 900.0
    two = 2 * np.pi * d**2 - lens(d, gap)
    assert covered(d, [(0, 0), (gap, 0)], BIG) == exactly(two)


def test_row_of_overlapping_discs():
    d, gap = 1000.0, 1500.0
    row = 3 * np.pi * d**2 - 2 * lens(d, gap)
    assert covered(d, [(-gap, 0), (0, 0), (gap, 0)], BIG) == exactly(row)


def test_coincident_points_reach_as_far_as_one():
    assert covered(1000, [(0, 0)] * 3 + [(0.0, 0.0)], BIG) == exactly(np.pi * 1000**2)


@pytest.mark.parametrize("apart_m", [1e-9, 1e-6, 1e-3])
def test_almost_coincident_points_reach_as_far_as_one(apart_m):
    points = [(0, 0), (apart_m, 0), (0, apart_m)]
    area = covered(1000, points, BIG)
    assert np.pi * 1000**2 - 0.1 < area < np.pi * (1000 + apart_m) ** 2 + 0.1


def test_points_on_one_circle_are_no_trouble():
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) * 3000
    assert covered(350, ring, BIG) == exactly(24 * np.pi * 350**2)


def test_point_outside_all_units_reaches_into_them():
    west, east = shares(1100, [(-100, 500)], square(0, 0), square(1000, 0))
    assert 0.9 < west < 1
    assert east == 0


def test_all_and_nothing_are_exactly_one_and_zero():
    far = [(50_000, 0), (50_000, 3000), (0, 80_000)]
    shapes = [square(0, 0), square(0, 0).difference(square(300, 300, 200)), BIG]
    assert shares(1000, far, *shapes).tolist() == [0, 0, 0]
    assert shares(200_000, far, *shapes).tolist() == [1, 1, 1]
    assert shares(np.inf, far, *shapes).tolist() == [1, 1, 1]


def test_unit_divided_among_points_is_whole_for_exactly_one():
    points = np.random.default_rng(4).uniform(-5000, 5000, (60, 2))
    assert shares(20_000, points, BIG)[0] == 1


def test_no_points_reach_nobody():
    assert shares(1200, [], square(0, 0), BIG).tolist() == [0, 0]


def test_distance_zero_reaches_nobody():
    assert shares(0, [(0, 0), (500, 500)], BIG, square(0, 0)).tolist() == [0, 0]


def test_no_units_have_no_shares():
    assert shares(1200, [(0, 0)]).shape == (0,)


def test_one_split_serves_every_distance():
    pieces = split_by_nearest(series(BIG), at((0, 0)))
    for d in (2000, 10, 500):
        assert share_within(pieces, d)[0] * AREA == exactly(np.pi * d**2)


@pytest.mark.parametrize("distance_m", [-1, -1e-9, np.nan, -np.inf])
def test_bad_distance_is_refused(distance_m):
    with pytest.raises(BadValueError, match="distance_m"):
        shares(distance_m, [(0, 0)], BIG)


@pytest.mark.parametrize(
    "points", [np.array([[0.0, np.nan]]), np.array([[np.inf, 0.0]]), np.zeros((2, 3)), np.zeros(4)]
)
def test_bad_points_are_refused(points):
    with pytest.raises(BadValueError, match="points"):
        split_by_nearest(series(BIG), points)


@pytest.mark.parametrize("crs", [None, "EPSG:31370", "EPSG:4326"])
def test_wrong_crs_is_refused(crs):
    with pytest.raises(WrongCrsError, match="EPSG:3812"):
        split_by_nearest(gpd.GeoSeries([BIG], crs=crs), at((0, 0)))


@pytest.mark.parametrize(
    "shape",
    [
        None,
        Polygon(),
        Point(0, 0),
        shapely.LineString([(0, 0), (1, 1)]),
        Polygon([(0, 0), (3, 3), (3, 0), (0, 1)]),
        Polygon([(0, 0), (1, 1), (2, 2)]),
    ],
    ids=["missing", "empty", "point", "line", "bow tie", "flat"],
)
def test_bad_unit_is_refused_by_row(shape):
    with pytest.raises(GeometryError, match="row 1"):
        split_by_nearest(gpd.GeoSeries([BIG, shape], crs=METRIC_CRS), at((0, 0)))


@pytest.fixture(scope="module")
def wijken():
    if not WIJKEN.is_file():
        pytest.skip("the official wijken (../shared/data) are not here")
    return gpd.read_file(WIJKEN, columns=["geoitem"]).to_crs(METRIC_CRS).geometry


def share_by_overlay(units, points, distance_m, sides):
    """Share within a union of regular polygons inscribed in the discs, by shapely."""
    discs = shapely.buffer(shapely.points(points), distance_m, quad_segs=sides // 4)
    blobs = shapely.get_parts(shapely.union_all(discs))
    shapely.prepare(blobs)
    blob, unit = shapely.STRtree(units).query(blobs, predicate="intersects")
    shape = units[unit]
    cut = ~shapely.covers(blobs[blob], shape)
    shape[cut] = shapely.intersection(shape[cut], blobs[blob[cut]])
    return np.bincount(unit, shapely.area(shape), len(units)) / shapely.area(units)


@pytest.mark.long
def test_real_wijken_agree_with_fine_polygons(wijken):
    units = np.asarray(wijken.array)
    rng = np.random.default_rng(20250101)
    points = shapely.get_coordinates(shapely.point_on_surface(rng.choice(units, 280)))
    points += rng.normal(0, 150, points.shape)
    pieces = split_by_nearest(wijken, points)
    for distance_m in (400, 1200, 5000):
        share = share_within(pieces, distance_m)
        fine = share_by_overlay(units, points, distance_m, sides=2048)
        assert np.abs(share - fine).max() < 5e-5
        # The polygons are inscribed: they cover a little less than the discs, never more.
        assert (share >= fine - 1e-9).all()

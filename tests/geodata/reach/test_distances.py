import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon

from geodata.errors import BadValueError, WrongCrsError
from geodata.reach.distances import distance_bounds, nearest_area, nearest_distances
from tests.geodata.shapes import at, series, square

HOLED = square(0, 0, 3000).difference(square(1000, 1000))


def test_nearest_three_are_ascending():
    points = at((0, 500), (300, 400), (0, -100), (3000, 4000))
    assert nearest_distances(at((0, 0)), points).tolist() == [[100, 500, 500]]


def test_missing_points_are_infinitely_far():
    assert nearest_distances(at((0, 0)), at((3, 4))).tolist() == [[5, np.inf, np.inf]]
    assert nearest_distances(at((0, 0), (1, 1)), at()).tolist() == [[np.inf] * 3] * 2


def test_coincident_points_each_count():
    assert nearest_distances(at((0, 0)), at((3, 4), (3, 4), (6, 8))).tolist() == [[5, 5, 10]]


@pytest.mark.parametrize("k", [1, 2, 5])
def test_k_columns_are_given(k):
    assert nearest_distances(at((0, 0), (9, 9)), at((3, 4), (6, 8)), k=k).shape == (2, k)


def test_places_that_are_not_finite_are_refused():
    with pytest.raises(BadValueError, match="inner"):
        nearest_distances(np.array([[np.nan, 0]]), at((0, 0)))
    with pytest.raises(BadValueError, match="points"):
        nearest_distances(at((0, 0)), np.array([[0, np.inf]]))


@pytest.mark.parametrize(
    ("place", "least", "greatest"),
    [
        ((500, 500), 0, np.hypot(2500, 2500)),  # inside
        ((1500, 1500), 500, np.hypot(1500, 1500)),  # in the hole
        ((1500, 1100), 100, np.hypot(1500, 1900)),  # in the hole, near its edge
        ((3000, 3000), 0, np.hypot(3000, 3000)),  # on a corner
        ((3300, 3400), 500, np.hypot(3300, 3400)),  # outside, beyond a corner
        ((-700, 1500), 700, np.hypot(3700, 1500)),  # outside, next to an edge
    ],
)
def test_a_point_in_an_area_is_between_its_nearest_and_farthest_corner(place, least, greatest):
    lower, upper = distance_bounds(at(place), series(HOLED))
    assert lower.tolist() == [[pytest.approx(least)]]
    assert upper.tolist() == [[pytest.approx(greatest)]]


def test_least_distance_is_to_the_polygon_not_to_its_box():
    triangle = Polygon([(0, 0), (1000, 0), (0, 1000)])
    lower, upper = distance_bounds(at((1000, 1000)), series(triangle))
    assert lower[0, 0] == pytest.approx(np.hypot(500, 500))
    assert upper[0, 0] == pytest.approx(np.hypot(1000, 1000))


def test_parts_of_a_multipolygon_count_equally():
    two = MultiPolygon([square(0, 0), square(5000, 0)])
    lower, upper = distance_bounds(at((1100, 500), (4800, 500)), series(two))
    assert lower[:, 0].tolist() == pytest.approx([100, 200])
    assert upper[:, 0].tolist() == pytest.approx([np.hypot(4900, 500), np.hypot(4800, 500)])


def test_quick_bounds_are_never_too_large_and_exact_where_asked():
    rng = np.random.default_rng(3)
    turn = np.linspace(0, 2 * np.pi, 9)[:-1]
    star = np.column_stack([np.cos(turn), np.sin(turn)]) * np.tile([900, 300], 4)[:, None]
    areas = series(*(Polygon(star + c) for c in rng.uniform(0, 40_000, (30, 2))))
    inner = at(*rng.uniform(0, 40_000, (50, 2)))
    exact, upper = distance_bounds(inner, areas)
    quick, same = distance_bounds(inner, areas, exact_within_m=5000)
    assert (quick <= exact).all()
    assert (quick < exact).any()
    assert (quick[exact <= 5000] == exact[exact <= 5000]).all()
    assert (np.sort(quick)[:, :3] == np.sort(exact)[:, :3]).all()
    assert (same == upper).all()


def test_no_areas_give_no_columns():
    lower, upper = distance_bounds(at((0, 0), (1, 1)), series())
    assert lower.shape == upper.shape == (2, 0)


def test_the_nearest_area_is_the_nearest_of_all_that_are_near_enough():
    units = series(square(0, 0), square(2000, 0), square(4000, 4000))
    areas = series(square(1500, 0, 400), square(0, 1000, 500))
    found = nearest_area(units, areas, max_distance_m=1500)
    assert found.tolist() == [0, pytest.approx(100), np.inf]  # the first touches


def test_an_area_whose_box_is_nearer_need_not_be():
    ell = Polygon([(1100, 0), (5000, 0), (5000, 5000), (4900, 5000), (4900, 100), (1100, 100)])
    areas = series(ell, square(1500, 2000))
    unit = series(square(1000, 3500))
    # the box of the first holds the unit; the second is 500 m away
    assert nearest_area(unit, areas, max_distance_m=1e4).tolist() == [500]
    every = [unit.distance(area).iloc[0] for area in areas]
    assert every == [2900, 500]


def test_an_area_at_exactly_the_distance_is_near_enough():
    units, areas = series(square(0, 0)), series(square(1500, 0))
    assert nearest_area(units, areas, max_distance_m=500).tolist() == [500]
    assert nearest_area(units, areas, max_distance_m=499.9).tolist() == [np.inf]


def test_unit_in_the_hole_of_an_area_is_not_in_the_area():
    found = nearest_area(series(square(1200, 1200, 600)), series(HOLED), max_distance_m=1e4)
    assert found.tolist() == pytest.approx([200])


def test_no_areas_are_near_nothing():
    assert nearest_area(series(square(0, 0)), series(), max_distance_m=1e4).tolist() == [np.inf]


def test_wrong_crs_is_refused():
    wgs84 = gpd.GeoSeries([shapely.box(4, 51, 5, 52)], crs="EPSG:4326")
    fine = series(square(0, 0))
    with pytest.raises(WrongCrsError, match="areas"):
        distance_bounds(at((0, 0)), wgs84)
    with pytest.raises(WrongCrsError, match="areas"):
        nearest_area(fine, wgs84, max_distance_m=1)
    with pytest.raises(WrongCrsError, match="units"):
        nearest_area(wgs84, fine, max_distance_m=1)

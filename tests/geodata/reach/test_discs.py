import numpy as np
import pytest
import shapely

from geodata.reach.coverage import prepare
from geodata.reach.discs import CORNERS, circles_of, disc, disc_in, discs_among
from geodata.reach.distances import distance_bounds
from geodata.reach.exact_area import share_in_discs
from geodata.reach.nearest import nearest_points
from tests.geodata.shapes import ORIGIN, at, point_frame, series, square, unit_frame
from tests.geodata.shapes import whereabouts_frame as areas

RNG = np.random.default_rng(12)
FINE = 4096
L_SHAPE = shapely.Polygon([(0, 0), (900, 0), (900, 300), (300, 300), (300, 900), (0, 900)])
RING = square(1000, 0).difference(square(1300, 300, 400))


def somewhere(radius_m):
    return disc(shapely.Point(0, 0), radius_m)


def test_a_disc_is_known_as_one_and_no_other_area_is():
    hexadecagon = shapely.Point(0, 0).buffer(300, quad_segs=4)
    cut = disc_in(shapely.Point(0, 0), 300, shapely.box(-500, -500, 290, 500))
    egg = shapely.affinity.scale(somewhere(300), 1.0, 0.99)
    shapes = series(somewhere(300), hexadecagon, cut, egg, square(0, 0)).to_numpy()
    circles = circles_of(shapes)
    assert circles.is_disc.tolist() == [True, False, False, False, False]
    assert circles.radius_m[0] == pytest.approx(300, abs=1e-6)
    assert circles.centre[0] == pytest.approx(ORIGIN, abs=1e-6)
    rows, found = discs_among(shapes)
    assert rows.tolist() == [0]
    assert found.radius_m.tolist() == [circles.radius_m[0]]


def test_a_disc_stays_in_its_municipality_and_is_never_empty():
    west, east = square(-1000, -500), square(0, -500)
    spot = shapely.Point(100, 0)
    assert disc_in(spot, 300, east).area == pytest.approx(disc(spot, 300).intersection(east).area)
    assert disc_in(spot, 300, east).within(east.buffer(1e-6))
    assert disc_in(spot, 90, east).equals(disc(spot, 90))
    assert disc_in(spot, 90, west).equals(disc(spot, 90))  # the borders are approximate
    assert disc_in(shapely.Point(100, 0), 100, west).equals(disc(spot, 100))  # they only touch
    assert len(disc(spot, 90).exterior.coords) == CORNERS + 1


def test_the_distance_to_a_disc_is_that_to_its_centre_less_and_plus_the_radius():
    start = at(*RNG.uniform(-3000, 3000, (200, 2)))
    lower, upper = distance_bounds(start, series(somewhere(700)))
    away_m = np.hypot(*(start - ORIGIN).T)
    assert lower[:, 0] == pytest.approx(np.maximum(away_m - 700, 0), abs=1e-6)
    assert upper[:, 0] == pytest.approx(away_m + 700, abs=1e-6)
    points = point_frame(imprecise=[((0, 0), "stop")])
    near = nearest_points(points, areas(stop=somewhere(700)), x_m=start[0, 0], y_m=start[0, 1])
    assert near.to_numpy()[0] == pytest.approx([lower[0, 0], upper[0, 0]])


@pytest.mark.parametrize("seed", range(4))
def test_shares_in_discs_of_any_size_are_those_of_shapely(seed):
    rng = np.random.default_rng(seed)
    centres, radius_m = rng.uniform(-1500, 2500, (25, 2)), rng.uniform(-50, 900, 25)
    centres[1] = centres[0]
    units = np.array([L_SHAPE, RING, square(0, 1000), square(50_000, 0)])
    found = share_in_discs(units, centres, radius_m)
    real = radius_m > 0
    fine = shapely.buffer(shapely.points(centres[real]), radius_m[real], quad_segs=FINE // 4)
    expected = shapely.area(shapely.intersection(units, shapely.union_all(fine)))
    assert found == pytest.approx(expected / shapely.area(units), abs=2e-6)
    assert 0 < found[0] < 1
    assert found[3] == 0


def test_people_are_surely_in_reach_surely_out_or_undecided_of_a_disc():
    units = unit_frame([square(-2000 + 1000 * i, -500) for i in range(4)] + [square(9000, 0)])
    whereabouts = areas(stop=somewhere(300), village=square(9000, 0, 100))
    points = point_frame([(-1900, 0)], [((0, 0), "stop"), ((9050, 50), "village")])
    found = prepare(units, points, whereabouts).coverage(threshold_m=600)
    shapes = units.geometry.to_numpy()
    sure, maybe = (
        shapely.union_all(
            shapely.buffer(shapely.points(at((-1900, 0), (0, 0))), [600, r], quad_segs=FINE // 4)
        )
        for r in (300, 900)
    )
    one_unit = 1e6
    low, possible = (
        shapely.area(shapely.intersection(shapes, shape)) / one_unit for shape in (sure, maybe)
    )
    assert found["share_low"].to_numpy()[:4] == pytest.approx(low[:4], abs=1e-6)
    assert found["share_possible"].to_numpy()[:4] == pytest.approx(possible[:4], abs=1e-6)
    assert found["share_possible"].iloc[4] == 1  # near a place, a unit counts as a whole
    assert found["share_low"].iloc[4] == pytest.approx(  # all of the village is within 600 m
        shapely.Point(50, 50)
        .buffer(600 - 50 * 2**0.5, quad_segs=FINE // 4)
        .intersection(shapely.box(0, 0, 1000, 1000))
        .area
        / one_unit,
        abs=1e-6,
    )
    assert found["undecided"].tolist() == [False, True, True, False, True]
    assert (found["share_low"] <= found["share_high"]).all()
    assert (found["share_high"] <= found["share_possible"]).all()


def test_a_disc_that_all_live_within_reach_of_decides():
    units = unit_frame([square(0, 0, 200)])
    points = point_frame(imprecise=[((100, 100), "stop")])
    whereabouts = areas(stop=disc(shapely.Point(100, 100), 300))
    prepared = prepare(units, points, whereabouts)
    found = prepared.coverage(threshold_m=300 + 100 * 2**0.5 + 1e-6)
    assert found[["share_low", "share_high", "share_possible"]].to_numpy().tolist() == [[1, 1, 1]]
    assert not found["undecided"].any()
    assert found["count_low"].tolist() == [1]
    assert not prepared.coverage(threshold_m=0)["share_low"].any()
    straight = prepared.coverage(threshold_m=500)
    detour = prepared.coverage(threshold_m=650, detour_factor=1.3)
    for column in ("share_low", "share_high", "share_possible", "count_low", "count_high"):
        assert detour[column].to_numpy() == pytest.approx(straight[column].to_numpy())

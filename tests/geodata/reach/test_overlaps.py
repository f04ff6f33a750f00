from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import BadValueError, GeometryError, MissingColumnError, WrongCrsError
from geodata.reach.coverage import prepare
from geodata.reach.exact_area import share_within, split_by_nearest
from geodata.reach.overlaps import overlaps, people_by_overlap
from tests.geodata.shapes import at, point_frame, square, unit_frame, whereabouts_frame

pytestmark = pytest.mark.long

UNIT = [square(0, 0)]
WITH_HOLE = square(0, 0).difference(square(300, 300, 300))
TWO_PARTS = shapely.MultiPolygon([square(0, 0, 400), square(600, 500, 400)])
COMB = shapely.Polygon(
    [(0, 0), (1000, 0), (1000, 800), (700, 800), (700, 200), (300, 200), (300, 1000), (0, 1000)]
)
SHAPES = [square(0, 0), WITH_HOLE, TWO_PARTS, COMB]

# Whole hundreds: points often coincide, lie on edges and corners, and on one circle.
coordinate = st.integers(-6, 16).map(lambda n: 100.0 * n)
positions = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=7)
distances = st.integers(0, 12).map(lambda n: 100.0 * n)


def shares(shapes, xy, distance_m, **options):
    return overlaps(unit_frame(shapes), point_frame(xy), threshold_m=distance_m, **options)


def brute_force(shapes, xy, distance_m, depth=3):
    """Return the shares from the intersections of all k-tuples of fine buffers."""
    discs = shapely.buffer(shapely.points(np.array(xy, dtype=float)), distance_m, quad_segs=512)
    rows = []
    for shape in shapes:
        areas = []
        for rank in range(1, depth + 1):
            common = [shapely.intersection_all(list(some)) for some in combinations(discs, rank)]
            areas.append(shape.intersection(shapely.union_all(common)).area / shape.area)
        rows.append(areas)
    return np.array(rows)


def test_two_points_far_apart_never_overlap():
    found = shares([square(0, 0, 4000)], [(1000, 1000), (3000, 3000)], 500)
    circle = np.pi * 500**2 / 4000**2
    assert found.columns.tolist() == ["share_1", "share_2", "share_3"]
    assert found.loc["u0"].tolist() == pytest.approx([2 * circle, 0, 0])
    assert found.loc["u0", "share_2"] == 0


def test_a_unit_within_reach_of_all_is_so_for_exactly_one():
    found = shares([*UNIT, square(9000, 0)], [(0, 0), (1000, 1000), (500, 200)], 2000)
    assert found.loc["u0"].tolist() == [1, 1, 1]
    assert found.loc["u1"].tolist() == [0, 0, 0]


def test_two_points_at_one_spot_are_two():
    found = shares([square(0, 0, 4000)], [(2000, 2000), (2000, 2000)], 1000)
    circle = np.pi * 1000**2 / 4000**2
    assert found.loc["u0"].tolist() == pytest.approx([circle, circle, 0])
    assert found.loc["u0", "share_1"] == found.loc["u0", "share_2"]


def test_a_pair_and_a_third_point_share_the_lens_of_their_discs():
    # Two at (0, 0) and one at (1000, 0): the lens of two discs of 1000 m at 1000 m.
    lens = (2 * np.pi / 3 - np.sqrt(3) / 2) * 1000**2
    found = shares([square(-2000, -2000, 5000)], [(0, 0), (0, 0), (1000, 0)], 1000)
    area = 5000**2
    disc = np.pi * 1000**2
    assert (found.loc["u0"] * area).tolist() == pytest.approx([2 * disc - lens, disc, lens])


def test_the_threshold_itself_is_in_reach_and_a_detour_shortens_it():
    straight = shares(SHAPES, [(0, 0), (500, 500)], 600)
    detour = shares(SHAPES, [(0, 0), (500, 500)], 900, detour_factor=1.5)
    pd.testing.assert_frame_equal(straight, detour)


def test_more_or_fewer_ranks_can_be_requested():
    xy = [(0, 0), (500, 0), (0, 500), (500, 500)]
    four = shares(UNIT, xy, 700, depth=4)
    assert four.columns.tolist() == ["share_1", "share_2", "share_3", "share_4"]
    assert shares(UNIT, xy, 700, depth=1).columns.tolist() == ["share_1"]
    pd.testing.assert_frame_equal(four.iloc[:, :3], shares(UNIT, xy, 700))
    assert four.loc["u0"].to_numpy() == pytest.approx(brute_force(UNIT, xy, 700, 4)[0], abs=1e-5)


def test_no_points_and_no_units():
    assert shares(SHAPES, [], 1000).to_numpy().max() == 0
    assert shares(SHAPES, [(0, 0)], 0).to_numpy().max() == 0
    none = overlaps(unit_frame(UNIT).head(0), point_frame([(0, 0)]), threshold_m=500)
    assert none.shape == (0, 3)


@given(st.lists(st.sampled_from(SHAPES), min_size=1, max_size=3), positions, distances)
def test_the_shares_are_those_of_all_intersections_of_fine_buffers(shapes, xy, distance_m):
    found = shares(shapes, xy, distance_m)
    assert found.to_numpy() == pytest.approx(brute_force(shapes, xy, distance_m), abs=2e-5)


@given(positions, distances)
def test_the_first_share_is_that_of_coverage(xy, distance_m):
    units, points = unit_frame(SHAPES), point_frame(xy)
    answer = prepare(units, points, whereabouts_frame()).coverage(threshold_m=distance_m)
    found = overlaps(units, points, threshold_m=distance_m)
    assert found["share_1"].to_numpy() == pytest.approx(answer["share_low"].to_numpy(), abs=1e-9)
    assert found.index.equals(answer.index)


@given(positions, distances)
def test_all_ranks_together_are_all_discs_together(xy, distance_m):
    """An exact check for any number of points: the ranks count each place once a disc."""
    geometry = unit_frame(SHAPES).geometry
    one_by_one = sum(share_within(split_by_nearest(geometry, at(p)), distance_m) for p in xy)
    found = shares(SHAPES, xy, distance_m, depth=len(xy))
    assert found.sum(axis=1).to_numpy() == pytest.approx(one_by_one, abs=1e-9)


@given(positions, distances, distances, st.tuples(coordinate, coordinate))
def test_shares_fall_with_rank_and_rise_with_distance_and_points(xy, one_m, other_m, extra):
    near = shares(SHAPES, xy, min(one_m, other_m)).to_numpy()
    far = shares(SHAPES, xy, max(one_m, other_m)).to_numpy()
    more = shares(SHAPES, [*xy, extra], min(one_m, other_m)).to_numpy()
    assert (np.diff(near, axis=1) <= 0).all()
    assert (far >= near - 1e-9).all()
    assert (more >= near - 1e-9).all()


def test_points_millimetres_from_each_other_stay_distinct():
    xy = [(500, 500), (500.001, 500), (500, 500.001), (499.999, 500)]
    found = shares([square(0, 0)], xy, 300, depth=4)
    assert found.loc["u0"].tolist() == pytest.approx([0.09 * np.pi] * 4, abs=1e-5)


def test_people_have_none_one_two_or_more_in_reach():
    units = unit_frame([square(0, 0), square(1000, 0), square(2000, 0)], people=[100, 40, None])
    found = pd.DataFrame(
        {"share_1": [0.8, 0.5, 0.5], "share_2": [0.5, 0.0, 0.5], "share_3": [0.1, 0.0, 0.5]},
        index=pd.Index(["u1", "u0", "u2"], name="code"),
    )
    people = people_by_overlap(found, units, "all")
    assert people.columns.tolist() == ["people", "points_0", "points_1", "points_2", "points_3"]
    assert people.loc["u1"].tolist() == pytest.approx([40, 8, 12, 16, 4])
    assert people.loc["u0"].tolist() == pytest.approx([100, 50, 50, 0, 0])
    assert people.loc["u2"].isna().all()


@given(positions, distances)
def test_nobody_is_lost_between_the_numbers_of_points(xy, distance_m):
    units = unit_frame(SHAPES, people=[100, 1, 0, 12_345])
    people = people_by_overlap(
        overlaps(units, point_frame(xy), threshold_m=distance_m), units, "all"
    )
    exactly = people.drop(columns="people")
    assert (exactly >= 0).all(axis=None)
    assert exactly.sum(axis=1).to_numpy() == pytest.approx(people["people"].to_numpy())


def test_an_unknown_group_is_an_error():
    with pytest.raises(MissingColumnError, match="people_80plus"):
        people_by_overlap(shares(UNIT, [(0, 0)], 500), unit_frame(UNIT), "80plus")


@pytest.mark.parametrize(
    "wrong", [{"threshold_m": -1}, {"detour_factor": 0.5}, {"depth": 0}, {"threshold_m": np.nan}]
)
def test_numbers_out_of_range_are_an_error(wrong):
    options = {"threshold_m": 500, **wrong}
    with pytest.raises(BadValueError, match=next(iter(wrong))):
        overlaps(unit_frame(UNIT), point_frame([(0, 0)]), **options)


def test_input_with_another_crs_or_without_area_is_an_error():
    units, points = unit_frame(UNIT), point_frame([(0, 0)])
    with pytest.raises(WrongCrsError):
        overlaps(units.to_crs(4326), points, threshold_m=500)
    with pytest.raises(WrongCrsError):
        overlaps(units, points.to_crs(31370), threshold_m=500)
    line = units.set_geometry(gpd.GeoSeries(units.boundary, crs=units.crs))
    with pytest.raises(GeometryError):
        overlaps(line, points, threshold_m=500)

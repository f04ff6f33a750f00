"""Properties of coverage for any points and threshold.

The units are drawn once: they tile a square of 4 km with a hole and the unit that fills it, an L, a
unit in two parts and a triangle.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geodata.crs import METRIC_CRS
from geodata.reach.coverage import prepare
from geodata.reach.discs import disc
from geodata.reach.distances import nearest_distances
from geodata.reach.exact_area import share_within, split_by_nearest
from geodata.reach.people import people_in_reach, totals
from tests.geodata.shapes import (
    ORIGIN,
    at,
    point_frame,
    series,
    square,
    unit_frame,
    whereabouts_frame,
)

pytestmark = pytest.mark.long

WHOLE = square(0, 0, 4000)
POND = square(700, 800, 500)
SHAPES = [
    square(0, 0, 2000).difference(POND),
    POND,
    box(2000, 0, 4000, 2000).difference(square(3000, 1000)),  # an L
    MultiPolygon([square(3000, 1000), box(0, 3000, 1000, 4000)]),
    Polygon([(0, 2000), (4000, 2000), (4000, 4000)]),
    Polygon([(0, 2000), (4000, 4000), (1000, 4000), (1000, 3000), (0, 3000)]),
]
UNITS = unit_frame(SHAPES, people=[5000, 1200, 0, 340, 77, 8])
TILES = UNITS.geometry
WHEREABOUTS = whereabouts_frame(
    village=square(500, 500, 1500),
    pond=POND,
    far=box(3900, -4000, 6000, 200),
    stop=disc(shapely.Point(1500, 2100), 400),
    stop2=disc(shapely.Point(2100, 2300), 1300),
)
KEYS = WHEREABOUTS["key"].tolist()
PARENTS = pd.DataFrame(
    {"town": list("aabbcc"), "zone": list("xxxxyy"), "all": list("zzzzzz")}, index=UNITS["code"]
)

metres = st.floats(-2000, 6000, allow_nan=False).map(lambda v: round(v, 3))
places = st.tuples(metres, metres)
points_lists = st.lists(places | st.sampled_from([(0, 0), (2000, 2000), (950, 1050)]), max_size=8)
thresholds = st.floats(0, 6000, allow_nan=False)
detours = st.floats(1, 3)
fractions = st.tuples(st.floats(0, 1), st.floats(0, 1))
check = settings()


@st.composite
def imprecise_points(draw):
    """Up to four points with the polygon they lie in and a nominal position in it."""
    keys = draw(st.lists(st.sampled_from(KEYS), max_size=4))
    return [(within(key, draw(fractions)), key) for key in keys]


def within(key, fraction):
    """Return a position in a whereabouts: a rectangle, or a disc by angle and distance."""
    west, south, east, north = WHEREABOUTS.set_index("key").geometry[key].bounds
    if key.startswith("stop"):
        away, angle = fraction[0] * (east - west) / 2, fraction[1] * 2 * np.pi
        x, y = (west + east) / 2 + away * np.cos(angle), (south + north) / 2 + away * np.sin(angle)
        return x - ORIGIN[0], y - ORIGIN[1]
    x, y = west + fraction[0] * (east - west), south + fraction[1] * (north - south)
    return x - ORIGIN[0], y - ORIGIN[1]


def shares(points, distance_m, units=TILES):
    return share_within(split_by_nearest(units, at(*points)), distance_m)


def cover(precise, imprecise, threshold_m, detour_factor=1.0):
    prepared = prepare(UNITS, point_frame(precise, imprecise), WHEREABOUTS)
    return prepared.coverage(threshold_m=threshold_m, detour_factor=detour_factor)


@check
@given(points_lists, thresholds)
def test_share_lies_between_polygons_inside_and_around_the_discs(points, distance_m):
    share = shares(points, distance_m)
    assert ((share >= 0) & (share <= 1)).all()
    for radius_m, sign in ((distance_m, 1), (distance_m / np.cos(np.pi / 512), -1)):
        discs = shapely.buffer(shapely.points(at(*points)), radius_m, quad_segs=128)
        blob = shapely.union_all(discs)
        overlay = TILES.intersection(blob).area.to_numpy() / TILES.area.to_numpy()
        assert (sign * (share - overlay) >= -1e-9).all()


@check
@given(points_lists, points_lists, thresholds)
def test_more_points_never_lower_a_share(points, more, distance_m):
    assert (shares(points + more, distance_m) >= shares(points, distance_m) - 1e-9).all()


@check
@given(points_lists, thresholds, thresholds)
def test_a_larger_distance_never_lowers_a_share(points, one, other):
    pieces = split_by_nearest(TILES, at(*points))
    near, far = sorted((one, other))
    assert (share_within(pieces, far) >= share_within(pieces, near) - 1e-9).all()


@check
@given(points_lists, thresholds)
def test_parts_cover_what_the_whole_covers(points, distance_m):
    parts = (shares(points, distance_m) * TILES.area).sum()
    whole = shares(points, distance_m, series(WHOLE))[0] * WHOLE.area
    assert abs(parts - whole) < 1e-9 * WHOLE.area


@check
@given(points_lists, thresholds, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(points, distance_m, random):
    row = list(range(len(TILES)))
    random.shuffle(row)
    shuffled = random.sample(points, len(points))
    again = shares(shuffled, distance_m, TILES.iloc[row])
    assert np.abs(again - shares(points, distance_m)[row]).max() < 1e-12


@check
@given(points_lists, thresholds)
def test_a_round_trip_through_wgs84_changes_nothing(points, distance_m):
    there = gpd.GeoSeries(shapely.points(at(*points)), crs=METRIC_CRS).to_crs("EPSG:4326")
    back = there.to_crs(METRIC_CRS)
    coordinates = np.column_stack([back.x, back.y])
    units = TILES.to_crs("EPSG:4326").to_crs(METRIC_CRS)
    again = share_within(split_by_nearest(units, coordinates), distance_m)
    # A round trip moves places by less than 0.1 mm: at most 0.1 mm × the boundary of the reach.
    assert np.abs(again - shares(points, distance_m)).max() < 1e-4 * 16_000 / POND.area


@check
@given(points_lists, imprecise_points(), thresholds, detours)
def test_bounds_are_in_order(precise, imprecise, threshold_m, detour_factor):
    result = cover(precise, imprecise, threshold_m, detour_factor)
    assert (result["share_low"] <= result["share_high"]).all()
    assert (result["share_high"] <= result["share_possible"]).all()
    assert (result["count_low"] <= result["count_high"]).all()
    for rank in (1, 2, 3):
        assert (result[f"distance{rank}_low_m"] <= result[f"distance{rank}_high_m"]).all()
    decided = result[~result["undecided"]]
    assert (decided["share_low"] == decided["share_high"]).all()


@check
@given(
    points_lists,
    imprecise_points(),
    st.floats(1, 6000),
    st.lists(fractions, min_size=4, max_size=4),
)
def test_wherever_the_imprecise_points_are_the_bounds_hold(precise, imprecise, threshold_m, where):
    result = cover(precise, imprecise, threshold_m)
    true = [within(key, spot) for (_, key), spot in zip(imprecise, where, strict=False)]
    truth = cover([*precise, *true], [], threshold_m)
    slack = 1e-6
    assert (truth["share_low"] >= result["share_low"] - slack).all()
    decided = ~result["undecided"]
    assert (truth["share_low"] <= result["share_low"] + slack)[decided].all()
    assert (truth["share_low"] <= result["share_possible"] + slack).all()
    for rank in (1, 2, 3):
        distance_m = truth[f"distance{rank}_low_m"]
        assert (distance_m >= result[f"distance{rank}_low_m"] - slack).all()
        assert (distance_m <= result[f"distance{rank}_high_m"] + slack).all()
    narrower, wider = (cover(precise, imprecise, threshold_m + s) for s in (-slack, slack))
    assert (truth["count_low"] >= narrower["count_low"]).all()
    assert (truth["count_low"] <= wider["count_high"]).all()


@check
@given(st.lists(places, min_size=1, max_size=8), detours)
def test_distance_equal_to_the_threshold_counts_as_reached(points, detour_factor):
    prepared = prepare(UNITS, point_frame(points), WHEREABOUTS)
    nearest = prepared.coverage(threshold_m=0, detour_factor=detour_factor)["distance1_low_m"]
    near = nearest[nearest <= 10_000]
    assume(len(near))
    for unit, threshold_m in near.items():
        result = prepared.coverage(threshold_m=threshold_m, detour_factor=detour_factor)
        assert result.loc[unit, "count_low"] >= 1


@check
@given(st.lists(places, max_size=8))
def test_distances_are_those_to_the_nearest_points(points):
    result = cover(points, [], 1000)
    inner = UNITS[["inner_x_m", "inner_y_m"]].to_numpy()
    nearest = nearest_distances(inner, at(*points))
    assert np.allclose(result[[f"distance{k}_low_m" for k in (1, 2, 3)]], nearest, atol=1e-8)
    assert (result["count_low"] <= len(points)).all()


@check
@given(points_lists, imprecise_points(), thresholds)
def test_covered_and_uncovered_are_all_people_at_every_level(precise, imprecise, threshold_m):
    people = people_in_reach(cover(precise, imprecise, threshold_m), UNITS, "all")
    everyone = totals(people).iloc[0]
    assert everyone["people"] == 6625
    for level in PARENTS:
        by_area = totals(people, PARENTS[level])
        assert np.allclose(by_area["in_low"] + by_area["out_high"], by_area["people"])
        assert np.allclose(by_area["in_high"] + by_area["out_low"], by_area["people"])
        assert np.allclose(by_area.sum(), everyone)
        assert (by_area["people_undecided"] <= by_area["out_high"] + 1e-9).all()
        sure = by_area["out_high"] - by_area["people_undecided"]
        assert (sure <= by_area["out_low"] + 1e-9).all()

"""Reach on sectors, summed to wijken: by hand, and properties for any points."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geodata.reach.by_sector import (
    PopulatedSectors,
    overlaps_by_people,
    populated_sectors,
    prepare_demand,
    through_sectors,
)
from geodata.reach.coverage import prepare
from geodata.reach.overlaps import overlaps
from geodata.reach.people import people_in_reach, totals
from geodata.snapshot.frames import empty_layer
from geodata.snapshot.model import SnapshotData
from tests.geodata.shapes import point_frame, series, square, unit_frame, whereabouts_frame

COLUMNS = ["share_low", "share_high"]
WHEREABOUTS = whereabouts_frame(village=square(200, 200, 1500), far=square(9000, 9000))
NOTHING = SnapshotData(
    **dict.fromkeys(("units", "areas", "centres", "points", "support_points", "division")),
    whereabouts=WHEREABOUTS,
)


def drawn(*wijken):
    """Wijken and their sectors: per wijk a list of (shape, people, people of 65 and over)."""
    sectors = gpd.GeoDataFrame(
        {
            "code": [f"s{i}" for i in range(sum(map(len, wijken)))],
            "unit": [f"u{i}" for i, wijk in enumerate(wijken) for _ in wijk],
            "people_all": pd.array([p for wijk in wijken for _, p in wijk], dtype="Int64"),
        },
        geometry=series(*[shape for wijk in wijken for shape, _ in wijk]),
    )
    box_of = sectors.geometry.bounds
    sectors["inner_x_m"] = (box_of["minx"] + box_of["maxx"]) / 2
    sectors["inner_y_m"] = (box_of["miny"] + box_of["maxy"]) / 2
    units = unit_frame([shapely.union_all([shape for shape, _ in wijk]) for wijk in wijken])
    sums = sectors.groupby("unit")["people_all"].sum(skipna=False)
    return units.assign(people_all=units["code"].map(sums).astype("Int64")), sectors


def snapshot_of(units, sectors):
    return replace(NOTHING, units=units, sectors=sectors)


class Both:
    """Wijken and sectors drawn by hand, prepared both ways."""

    def __init__(self, wijken, precise=(), imprecise=()):
        self.units, self.sectors = drawn(*wijken)
        self.whole = prepare(self.units, point_frame(precise, imprecise), WHEREABOUTS)
        self.fine = self.through_sectors()

    def through_sectors(self):
        return through_sectors(self.whole, snapshot_of(self.units, self.sectors), prepare)

    def at(self, threshold_m, **options):
        return self.fine.coverage(threshold_m=float(threshold_m), **options)

    def plain_at(self, threshold_m, **options):
        return self.whole.coverage(threshold_m=float(threshold_m), **options)


WEST, EAST = box(0, 0, 500, 1000), box(500, 0, 1000, 1000)


def test_people_are_where_their_sector_is():
    both = Both([[(WEST, 90), (EAST, 10)]], precise=[(250, 500)])
    # the disc of 600 m covers all of the western half, and some of the eastern one
    fine, whole = both.at(600).iloc[0], both.plain_at(600).iloc[0]
    parts = prepare(unit_frame([WEST, EAST]), point_frame([(250, 500)]), WHEREABOUTS)
    halves = parts.coverage(threshold_m=600.0)["share_low"]
    assert fine["share_low"] == pytest.approx(0.9 * halves["u0"] + 0.1 * halves["u1"])
    assert whole["share_low"] == pytest.approx(halves.mean())


def test_a_sector_where_nobody_lives_does_not_matter():
    both = Both([[(WEST, 100), (EAST, 0)]], precise=[(-300, 500)])
    result = both.at(900).iloc[0]
    assert result["share_low"] > 0.9
    assert both.plain_at(900).iloc[0]["share_low"] < 0.6
    assert result["distance1_low_m"] == 550  # to the middle of the western half


def test_everyone_in_reach_is_exactly_everyone():
    people = [(box(100 * i, 0, 100 * i + 100, 1000), 7 * i + 1) for i in range(10)]
    both = Both([people], precise=[(500, 500)])
    assert both.at(2000).iloc[0]["share_low"] == 1.0
    assert both.at(0).iloc[0]["share_low"] == 0.0


@pytest.mark.parametrize("people", [(0, 0), (None, 10), (None, None)])
def test_a_wijk_without_known_people_counts_by_its_area(people):
    other = [(square(3000, 0), 5)]
    both = Both([[(WEST, people[0]), (EAST, people[1])], other], precise=[(250, 500)])
    assert len(both.fine.sectors)
    pd.testing.assert_series_equal(both.at(600).loc["u0"], both.plain_at(600).loc["u0"])


def test_a_wijk_without_a_sector_counts_by_its_area():
    both = Both([[(WEST, 5)], [(EAST, 5)]], precise=[(250, 500)])
    both.sectors = both.sectors.iloc[1:]
    found = both.through_sectors().coverage(threshold_m=300.0)
    pd.testing.assert_series_equal(found.loc["u0"], both.plain_at(300).loc["u0"])


def test_a_snapshot_is_prepared_through_its_sectors_where_it_has_any():
    both = Both([[(WEST, 90), (EAST, 10)]], precise=[(250, 500)])
    data = snapshot_of(both.units, both.sectors)
    points = both.whole.points
    found = prepare_demand(data, points).coverage(threshold_m=600.0)
    pd.testing.assert_frame_equal(found, both.at(600))
    without = prepare_demand(replace(data, sectors=empty_layer("sectors")), points)
    pd.testing.assert_frame_equal(without.coverage(threshold_m=600.0), both.plain_at(600))


def test_without_sectors_all_stays_as_it_was():
    both = Both([[(WEST, None)]], precise=[(250, 500)])
    assert both.fine.sectors.empty
    pd.testing.assert_frame_equal(both.at(600), both.plain_at(600))


def test_a_distance_is_that_of_the_middle_person():
    # 100 people at 250 m, 150 at 1,250 m and 60 at 2,250 m: the middle one lives in the second
    row = [(box(1000 * i, 0, 1000 * i + 500, 100), p) for i, p in enumerate([100, 150, 60])]
    both = Both([row], precise=[(0, 50)])
    assert both.at(0).iloc[0]["distance1_low_m"] == 1250
    exactly_half = Both([[(WEST, 50), (square(5000, 0), 50)]], precise=[(0, 500)])
    assert exactly_half.at(0).iloc[0]["distance1_low_m"] == 250
    assert exactly_half.at(250).iloc[0][["count_low", "count_high"]].tolist() == [1, 1]


def test_the_number_in_reach_is_what_half_of_the_people_have():
    row = [(box(1000 * i, 0, 1000 * i + 500, 100), p) for i, p in enumerate([50, 30, 20])]
    both = Both([row], precise=[(0, 50), (0, 50), (2250, 50)])
    # in reach of 300 m: 2 for 50 people, 0 for 30, 1 for 20
    assert both.at(300).iloc[0]["count_low"] == 2


def test_a_wijk_is_undecided_where_a_sector_with_people_is():
    shapes = [box(0, 0, 1000, 300), box(0, 5000, 1000, 9000)]
    vague = [((900, 900), "village")]
    for people, undecided in (((10, 5), True), ((0, 5), False)):
        wijk = list(zip(shapes, people, strict=True))
        both = Both([wijk], imprecise=vague)
        assert both.plain_at(300).iloc[0]["undecided"]
        assert bool(both.at(300).iloc[0]["undecided"]) is undecided


def test_the_middle_of_weights_takes_the_first_that_reaches_half():
    parts = PopulatedSectors(
        gpd.GeoDataFrame(), np.array([0, 0, 0, 2]), np.array([1.0, 1.0, 2.0, 5.0])
    )
    whole = np.array([-1.0, -2.0, -3.0])
    assert parts.median(np.array([9.0, 3.0, np.inf, 4.0]), whole).tolist() == [9.0, -2.0, 4.0]
    assert parts.mean(np.array([1.0, 0.0, 0.5, 0.25]), whole).tolist() == [0.5, -2.0, 0.25]


def test_sectors_of_other_wijken_are_left_out():
    units, sectors = drawn([(WEST, 5)], [(EAST, 6)])
    parts = populated_sectors(units.iloc[1:], sectors)
    assert parts.sectors["code"].tolist() == ["s1"]
    assert parts.row.tolist() == [0]


def test_overlaps_are_summed_over_the_same_people():
    units, sectors = drawn([(WEST, 90), (EAST, 10)], [(square(4000, 0), None)])
    points = point_frame([(250, 500), (200, 400), (4500, 500)])
    found = overlaps_by_people(units, sectors, points, threshold_m=400)
    halves = overlaps(sectors, points, threshold_m=400)
    assert found["share_2"].iloc[0] == pytest.approx(
        0.9 * halves["share_2"].iloc[0] + 0.1 * halves["share_2"].iloc[1]
    )
    whole = overlaps(units, points, threshold_m=400)
    assert found.loc["u1"].tolist() == whole.loc["u1"].tolist()
    both = Both([[(WEST, 90), (EAST, 10)]], precise=[(250, 500), (200, 400)])
    assert found["share_1"].iloc[0] == pytest.approx(both.at(400)["share_low"].iloc[0])


# Two wijken of 4 km by 2, in four sectors each; the people of every sector are drawn again.
TILES = [
    [box(1000 * i, 2000 * j, 1000 * i + 1000, 2000 * j + 2000) for i in range(4)] for j in (0, 1)
]
metres = st.floats(-2000, 6000, allow_nan=False).map(lambda v: round(v, 3))
places = st.lists(st.tuples(metres, metres), max_size=4)
thresholds = st.floats(0, 6000, allow_nan=False)
counts = st.lists(st.sampled_from([0, 1, 7, 400, 5000]), min_size=8, max_size=8)
vague = st.sampled_from([(), [((900, 900), "village")]])


def tiled(people, precise=(), imprecise=()):
    numbers = iter(people)
    return Both([[(shape, next(numbers)) for shape in row] for row in TILES], precise, imprecise)


@given(counts, places, vague, thresholds)
def test_sums_over_sectors_wijken_and_the_region_are_the_same(people, precise, imprecise, far):
    both = tiled(people, precise, imprecise)
    by_wijk = people_in_reach(both.at(far), both.units, "all")
    by_sector = people_in_reach(
        prepare(both.sectors, both.whole.points, WHEREABOUTS).coverage(threshold_m=far),
        both.sectors,
        "all",
    )
    sums = by_sector.drop(columns="undecided").groupby(both.sectors["unit"].to_numpy()).sum()
    columns = [*sums.columns]
    assert np.allclose(by_wijk[columns], sums[columns])
    assert np.allclose(totals(by_wijk)[columns], sums.sum().to_numpy())


@given(counts, places, vague, thresholds)
def test_one_sector_per_wijk_gives_the_result_of_the_wijk(people, precise, imprecise, far):
    wijken = [[(shapely.union_all(row), p)] for row, p in zip(TILES, people, strict=False)]
    both = Both(wijken, precise, imprecise)
    pd.testing.assert_frame_equal(both.at(far), both.plain_at(far), rtol=1e-12)


@pytest.mark.long
@given(counts, places, places, thresholds)
def test_more_points_never_widen_a_gap(people, precise, more, far):
    fewer, all_of_them = tiled(people, precise).at(far), tiled(people, [*precise, *more]).at(far)
    assert (all_of_them["share_low"] >= fewer["share_low"] - 1e-9).all()
    assert (all_of_them["distance1_low_m"] <= fewer["distance1_low_m"]).all()
    assert (all_of_them["count_low"] >= fewer["count_low"]).all()


@given(counts, places, vague, thresholds, thresholds)
def test_a_larger_distance_never_lowers_what_is_in_reach(people, precise, imprecise, one, other):
    both = tiled(people, precise, imprecise)
    near, far = both.at(min(one, other)), both.at(max(one, other))
    for column in (*COLUMNS, "count_low", "count_high"):
        assert (far[column] >= near[column] - 1e-9).all(), column
    _check_bounds(near, min(one, other))


def _check_bounds(found, far):
    """Bounds are in order, and the middle distance agrees with the number in reach."""
    assert (found["share_low"] <= found["share_high"]).all()
    assert (found["count_low"] <= found["count_high"]).all()
    for rank in (1, 2, 3):
        assert (found[f"distance{rank}_low_m"] <= found[f"distance{rank}_high_m"]).all()
        at_least = found["count_low"] >= rank
        assert (at_least == (found[f"distance{rank}_high_m"] <= far)).all()


def test_the_order_of_sectors_changes_nothing():
    both = tiled([0, 7, 400, 1, 5000, 7, 400, 1], [(300, 2500), (3900, 100)])
    first = both.at(1200)
    both.sectors = both.sectors.iloc[::-1].reset_index(drop=True)
    again = both.through_sectors().coverage(threshold_m=1200.0)
    pd.testing.assert_frame_equal(first, again, rtol=1e-12)

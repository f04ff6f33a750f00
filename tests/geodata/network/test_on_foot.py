"""Reach on foot, against sampled streets, networkx and what must be so of any network."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.network import prepared as prepared_module
from geodata.network.lines import streets_in_reach
from geodata.network.memory import FARTHEST_M
from geodata.network.model import WIJK, network_from_segments
from geodata.network.nearest import nearest_on_foot
from geodata.network.on_foot import OnFoot
from geodata.network.overlaps import overlaps_on_foot
from geodata.network.pieces import cut
from geodata.network.streets import streets_of
from geodata.reach.discs import disc
from tests.geodata.network.drawn_streets import (
    NOWHERE,
    UNITS,
    Slow,
    coverage,
    line,
    network_of,
    random_network,
    random_spots,
)
from tests.geodata.shapes import ORIGIN, at, point_frame, square, unit_frame, whereabouts_frame

SEEDS = st.integers(0, 10_000)
THRESHOLDS = st.floats(0, 1500)
SHARES = ["share_low", "share_high", "share_possible"]


def streets_per_unit(network):
    """Piece by piece: unit, segment, from, to; residential only where a unit has some."""
    streets = streets_of(network)
    units = streets.units
    for row in range(len(units.codes)):
        for piece in range(units.start[row], units.start[row + 1]):
            yield row, units.segment[piece], units.from_m[piece], units.to_m[piece]


@given(SEEDS, THRESHOLDS)
def test_the_share_of_streets_in_reach_is_that_of_many_samples(seed, threshold_m):
    network, spots = random_network(seed), random_spots(seed, 3)
    slow, samples = Slow(network, spots), 20_001
    reached, total = np.zeros((2, len(UNITS)))
    for row, segment, from_m, to_m in streets_per_unit(network):
        metres = from_m + (to_m - from_m) * (np.arange(samples) + 0.5) / samples
        within = (slow.on_segment(segment, metres) <= threshold_m).mean()
        reached[row] += within * (to_m - from_m)
        total[row] += to_m - from_m
    known = total > 0
    found = coverage(network, spots, threshold_m)["share_low"].to_numpy()
    assert found[known] == pytest.approx(reached[known] / total[known], abs=3e-4)


@given(SEEDS)
def test_the_nearest_centres_are_those_of_networkx(seed):
    network, spots = random_network(seed), random_spots(seed, 4)
    start = random_spots(seed + 1, 1)[0]
    slow, own = Slow(network, spots), Slow(network, [start]).centres[0]
    x_m, y_m = at(start)[0]
    found = nearest_on_foot(network, point_frame(spots), NOWHERE, x_m=x_m, y_m=y_m, count=4)
    for number, centre in enumerate(slow.centres):
        row = found.T[f"p{number}"]
        if centre is None or own is None:
            assert np.isinf(row["high_m"])
            assert row["low_m"] == pytest.approx(np.hypot(*np.subtract(spots[number], start)))
            continue
        slow.centres = [centre]
        expected = slow.on_segment(own[0], np.array(own[1])) + own[2]
        assert row["high_m"] == pytest.approx(float(expected))
        assert row["low_m"] == row["high_m"]


@given(SEEDS, THRESHOLDS)
def test_a_box_around_few_units_gives_what_the_whole_network_gives(seed, threshold_m):
    network, spots = random_network(seed, nodes=40, segments=70), random_spots(seed, 3)
    near = coverage(network, spots, threshold_m)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prepared_module, "_FEW", 0)
        whole = coverage(network, spots, threshold_m)
    pd.testing.assert_frame_equal(near, whole, check_exact=True)


@given(SEEDS, THRESHOLDS, THRESHOLDS)
def test_more_centres_and_a_larger_distance_never_lower_reach(seed, one_m, other_m):
    network, spots = random_network(seed), random_spots(seed, 4)
    near_m, far_m = sorted([one_m, other_m])
    fewer = coverage(network, spots[:2], near_m)
    more = coverage(network, spots, near_m)
    farther = coverage(network, spots, far_m)
    for less, greater in ((fewer, more), (more, farther)):
        assert (greater[SHARES] >= less[SHARES] - 1e-12).all(axis=None)
        assert (greater["count_low"] >= less["count_low"]).all()
    assert (more["distance1_high_m"] <= fewer["distance1_high_m"] + 1e-9).all()


@given(SEEDS, THRESHOLDS)
def test_no_walk_is_shorter_than_the_straight_line(seed, threshold_m):
    network, spots = random_network(seed), random_spots(seed, 3)
    prepared = OnFoot(network).prepare(UNITS, point_frame(spots), NOWHERE)
    found = prepared.coverage(threshold_m=threshold_m)
    start = OnFoot(network).measured_from(UNITS).spots
    straight = np.hypot(*(start[:, None] - at(*spots)).transpose(2, 0, 1)).min(axis=1)
    assert (found["distance1_low_m"] >= straight - 1e-9).all()
    # of the same streets
    walls = shapely.union_all([shapely.Point(spot).buffer(threshold_m, 64) for spot in at(*spots)])
    streets, within = streets_of(network), np.zeros(len(UNITS))
    for row, segment, from_m, to_m in streets_per_unit(network):
        ends = streets.along(np.repeat(segment, 2), np.array([from_m, to_m]))
        part = shapely.LineString(ends)
        share = part.intersection(walls).length / part.length if part.length else 1.0
        within[row] += share * (to_m - from_m)
    known = streets.units.total_m > 0
    most = within[known] / streets.units.total_m[known]
    assert (found["share_low"].to_numpy()[known] <= most + 1e-3).all()


@given(SEEDS, THRESHOLDS)
def test_the_order_of_nodes_and_streets_and_cutting_one_change_nothing(seed, threshold_m):
    network, spots = random_network(seed, simple=True), random_spots(seed, 3)
    draw = np.random.default_rng(seed)
    node, street = draw.permutation(len(network.x)), draw.permutation(len(network.u))
    place = np.argsort(node)
    cut_at = int(draw.integers(len(street)))
    x, y = network.x[node], network.y[node]
    u, v = place[network.u[street]], place[network.v[street]]
    length_m, kind = network.length_m[street], network.kind[street]
    part = draw.random()
    extra_x, extra_y = (one[u[cut_at]] * (1 - part) + one[v[cut_at]] * part for one in (x, y))
    u, v = np.append(u, len(x)), np.append(v, v[cut_at])
    v[cut_at] = len(x)
    length_m = np.append(length_m, length_m[cut_at] * (1 - part))
    length_m[cut_at] *= part
    other = network_from_segments(
        *(np.append(x, extra_x), np.append(y, extra_y), u, v),
        length_m=length_m,
        kind=np.append(kind, kind[cut_at]),
    )
    other = replace(other, pieces={WIJK: cut(other, UNITS)})
    shares = coverage(network, spots, threshold_m)[SHARES]
    again = coverage(other, spots, threshold_m)[SHARES]
    pd.testing.assert_frame_equal(shares, again, check_exact=False, atol=1e-9)


@given(SEEDS, st.floats(100, 1200), st.floats(60, 250))
def test_bounds_of_an_unknown_address_hold_wherever_it_is(seed, threshold_m, radius_m):
    network, (middle, other) = random_network(seed, nodes=30, segments=60), random_spots(seed, 2)
    area = disc(shapely.Point(middle), radius_m)
    areas = whereabouts_frame(near=area)
    bounds = coverage(network, [other], threshold_m, vague=[(middle, "near")], areas=areas)
    assert (bounds["share_low"] <= bounds["share_high"]).all()
    assert (bounds["share_high"] <= bounds["share_possible"]).all()
    streets, draw = streets_of(network), np.random.default_rng(seed)
    for segment in draw.permutation(len(network.u))[:12]:
        metres = np.array([draw.uniform(0, network.length_m[segment])])
        address = streets.along(np.array([segment]), metres)[0] - ORIGIN
        if np.hypot(*(address - middle)) > radius_m * 0.99:
            continue
        found = coverage(network, [other, tuple(address)], threshold_m)
        assert (found["share_low"] >= bounds["share_low"] - 1e-6).all()
        assert (found["share_low"] <= bounds["share_possible"] + 1e-6).all()
        for rank in (1, 2):
            walk_m = found[f"distance{rank}_high_m"]
            assert (walk_m >= bounds[f"distance{rank}_low_m"] - 1e-6).all()
            assert (walk_m <= bounds[f"distance{rank}_high_m"] + 1e-6).all()


@given(SEEDS, THRESHOLDS)
def test_what_each_site_reaches_alone_is_what_it_reaches(seed, threshold_m):
    network, spots = random_network(seed), random_spots(seed, 3)
    found = OnFoot(network).by_point(UNITS, at(*spots), threshold_m=threshold_m, detour_factor=1)
    for row, spot in enumerate(spots):
        alone = coverage(network, [spot], threshold_m)
        covered = OnFoot(network).measured_from(UNITS).bounded
        assert found.shares.toarray()[row][covered] == pytest.approx(alone["share_low"][covered])
        walk_m = alone["distance1_high_m"].to_numpy()
        assert found.distance_m[row] == pytest.approx(walk_m)


def test_a_distance_of_exactly_the_threshold_is_in_reach():
    """The middle of the street of the unit is 250 m along, the centre 40 m from its start."""
    one = unit_frame([square(0, -250, 500)])
    street = line((0, 0), (500, 0), units=one)
    found = coverage(street, [(0, 40)], 290.0, units=one)
    assert found.loc["u0", ["distance1_low_m", "distance1_high_m", "count_low"]].tolist() == [
        *(290.0, 290.0),
        1,
    ]
    assert found.loc["u0", "share_low"] == pytest.approx(0.5)
    assert coverage(street, [(0, 40)], 289.9, units=one).loc["u0", "count_high"] == 0
    assert coverage(street, [(0, 40)], 30.0, units=one).loc["u0", "share_low"] == 0.0


def test_a_canal_makes_the_other_side_far():
    """Two streets 100 m from each other, joined 450 m to the east: 1,000 m further on foot."""
    units = unit_frame([square(0, 0, 50), square(0, 100, 50)])
    x, y = [0, 50, 500, 500, 50, 0], [25, 25, 25, 125, 125, 125]
    canal = network_of(x, y, range(5), range(1, 6), units=units)
    found = coverage(canal, [(0, 25)], 1_000.0, units=units)
    assert found["share_low"].tolist() == [1.0, 0.0]
    assert found["distance1_low_m"].tolist() == [25.0, 1_075.0]
    assert coverage(canal, [(0, 25)], 1_075.0, units=units).loc["u1", "share_low"] == pytest.approx(
        0.5
    )


def test_on_an_island_without_a_bridge_a_centre_is_out_of_reach_of_all_others():
    units = unit_frame([square(0, 0, 50), square(0, 500, 50)])
    x, y = [0, 50, 0, 50], [25, 25, 525, 525]
    apart = network_of(x, y, [0, 2], [1, 3], units=units)
    found = coverage(apart, [(0, 25)], 600.0, units=units)
    assert found["share_possible"].tolist() == pytest.approx([1.0, 0.0])
    assert not found["undecided"].any()
    # how far is not known: farther than any walk that is looked for
    assert found.loc["u1", "distance1_low_m"] == pytest.approx(FARTHEST_M)
    assert np.isinf(found.loc["u1", "distance1_high_m"])


@pytest.mark.parametrize("spot", [(250, 350), (9_000, 9_000)])
def test_a_centre_away_from_streets_is_unknown_and_listed(spot):
    """In a field 350 m from the street, and far out at sea."""
    one = unit_frame([square(0, -250, 500)])
    streets = line((0, 0), (500, 0), units=one)
    points = point_frame([spot])
    prepared = OnFoot(streets).prepare(one, points, NOWHERE)
    away = np.hypot(spot[0] - 250, spot[1])
    found = prepared.coverage(threshold_m=1_200.0).loc["u0"]
    assert prepared.off_street == ("p0",)
    assert found["distance1_low_m"] == pytest.approx(away)
    assert np.isinf(found["distance1_high_m"])
    assert found["share_low"] == 0.0
    assert found["share_possible"] == (1.0 if away < 1_200 else 0.0)
    x_m, y_m = at((250, 0))[0]
    nearest = nearest_on_foot(streets, points, NOWHERE, x_m=x_m, y_m=y_m)
    assert nearest["low_m"].tolist() == [pytest.approx(away)]


def test_where_the_network_ends_reach_is_a_range():
    """A street goes on to the east, where the network does not have it."""
    units = unit_frame([square(0, 0), square(1_000, 0), square(2_000, 0)])
    west = line((100, 500), (900, 500), (1_900, 500), units=units)
    pieces = west.pieces[WIJK]
    covered = np.array([True, True, False])
    land = shapely.box(*(at((0, 0), (2_000, 1_000)).ravel()))
    network = replace(west, boundary=land, pieces={WIJK: replace(pieces, covered=covered)})
    beyond, inside = (2_300, 500), (500, 500)
    found = coverage(network, [beyond], 800.0, units=units)
    assert found["share_low"].tolist() == [0.0, 0.0, 0.0]
    # the straight line of what is within 800 m: 400 m of 900 m of street; of the area of u2
    assert found["share_possible"].iloc[1] == pytest.approx(400 / 900)
    assert 0.7 < found["share_possible"].iloc[2] < 1.0
    assert found["undecided"].tolist() == [False, True, True]
    assert coverage(network, [inside], 800.0, units=units)["undecided"].tolist() == [False] * 3
    assert coverage(network, [inside], 1_700.0, units=units)["undecided"].tolist() == [
        *(False, False),
        True,
    ]


@given(SEEDS, THRESHOLDS)
def test_how_many_centres_are_in_reach_is_that_of_many_samples(seed, threshold_m):
    network, spots = random_network(seed), random_spots(seed, 4)
    found = overlaps_on_foot(network, UNITS, point_frame(spots), threshold_m=threshold_m)
    slow, samples = Slow(network, spots), 4_001
    centres, reached = slow.centres, np.zeros((len(UNITS), 3))
    for row, segment, from_m, to_m in streets_per_unit(network):
        metres = from_m + (to_m - from_m) * (np.arange(samples) + 0.5) / samples
        count = np.zeros(samples)
        for slow.centres in ([one] for one in centres):
            count += slow.on_segment(segment, metres) <= threshold_m
        reached[row] += [(count >= rank).mean() * (to_m - from_m) for rank in (1, 2, 3)]
    total = streets_of(network).units.total_m[:, None]
    known = total[:, 0] > 0
    assert found.to_numpy()[known] == pytest.approx((reached / total)[known], abs=2e-3)
    one = coverage(network, spots, threshold_m)["share_low"].to_numpy()
    assert found["share_1"].to_numpy()[known] == pytest.approx(one[known])


@given(SEEDS, THRESHOLDS)
def test_the_lines_on_the_map_are_the_streets_in_reach(seed, threshold_m):
    network, spots = random_network(seed, simple=True), random_spots(seed, 3)
    prepared = OnFoot(network).prepare(UNITS, point_frame(spots), NOWHERE)
    found = streets_in_reach(prepared, prepared.codes, threshold_m)
    share = prepared.coverage(threshold_m=threshold_m).loc[found.length_m.index, "share_high"]
    reached_m = found.length_m["reached_m"]
    assert (reached_m / found.length_m["total_m"]).to_numpy() == pytest.approx(share.to_numpy())
    assert shapely.length(found.lines).sum() == pytest.approx(reached_m.sum(), abs=5)

"""Reach through addresses, against all pairs measured one by one."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.network.on_foot import OnFoot
from geodata.reach.by_address import UnitAddresses, overlaps_by_address, through_addresses
from geodata.reach.discs import disc
from geodata.reach.question import STRAIGHT
from tests.geodata.network.drawn_streets import (
    NOWHERE,
    UNITS,
    Slow,
    line,
    random_network,
    random_spots,
)
from tests.geodata.shapes import ORIGIN, at, point_frame, square, whereabouts_frame

SEEDS = st.integers(0, 10_000)
SHARES = ["share_low", "share_high", "share_possible"]


def address_frame(spots, units=UNITS):
    """Addresses drawn around (0, 0), of weights 0, 1, 2, …."""
    points = gpd.points_from_xy(*at(*spots).T)
    unit = [
        next((c for c, g in zip(units["code"], units.geometry, strict=True) if g.covers(p)), "")
        for p in points
    ]
    weight = np.arange(len(spots), dtype=float)
    return gpd.GeoDataFrame({"unit": unit, "weight": weight}, geometry=points, crs=units.crs)


def coverage(kind, points, addresses, threshold_m, factor=1.0, *, whereabouts=NOWHERE):
    data = SimpleNamespace(units=UNITS, addresses=addresses, whereabouts=whereabouts)
    wijken = kind.prepare(UNITS, points, whereabouts)
    prepared = through_addresses(wijken, data, kind.to_addresses)
    found = prepared.coverage(threshold_m=threshold_m, detour_factor=factor)
    return found, wijken.coverage(threshold_m=threshold_m, detour_factor=factor)


def overlaps(kind, points, addresses, threshold_m):
    of_units = UnitAddresses.of(UNITS, addresses, kind.to_addresses)
    return overlaps_by_address(
        UNITS, of_units, points, threshold_m=threshold_m, overlaps=kind.overlaps
    )


def expected(addresses, reached):
    """Share by unit, one address at a time."""
    sums = {code: [0.0, 0.0] for code in UNITS["code"]}
    for unit, weight, inside in zip(addresses["unit"], addresses["weight"], reached, strict=True):
        sums[unit][0] += weight * inside
        sums[unit][1] += weight
    return {unit: inside / every for unit, (inside, every) in sums.items() if every}


@given(SEEDS, st.floats(0, 900), st.floats(1, 2))
def test_in_a_straight_line_the_shares_are_those_of_all_pairs(seed, threshold_m, factor):
    addresses = address_frame(random_spots(seed, 40))
    precise, vague = random_spots(seed + 1, 2), random_spots(seed + 2, 2)
    areas = whereabouts_frame(
        round=disc(shapely.Point(vague[0]), 150), square=square(*vague[1], size=200)
    )
    points = point_frame(precise, list(zip(vague, ("round", "square"), strict=True)))
    found, _ = coverage(STRAIGHT, points, addresses, threshold_m, factor, whereabouts=areas)
    radius_m = threshold_m / factor
    sure, nominal, possible = [], [], []
    for spot in addresses.geometry:
        to = [spot.distance(point) for point in points.geometry]
        centres = [shapely.minimum_bounding_circle(shape).centroid for shape in areas.geometry]
        radii = [shapely.minimum_bounding_radius(shape) for shape in areas.geometry]
        away = [spot.distance(c) for c in centres]
        sure.append(min(*to[:2], *(a + r for a, r in zip(away, radii, strict=True))))
        nominal.append(min(to))
        least = [max(away[0] - radii[0], 0), spot.distance(areas.geometry.iloc[1])]
        possible.append(min(*to, *least))
    sure, nominal, possible = map(np.array, (sure, nominal, possible))
    nominal = np.minimum(nominal, sure)
    for name, distance_m in zip(SHARES, (sure, nominal, possible), strict=True):
        for unit, share in expected(addresses, distance_m <= radius_m).items():
            assert found.loc[unit, name] == pytest.approx(share, abs=1e-9)
    assert (found["undecided"] == (found["share_possible"] > found["share_low"] + 1e-9)).all()
    count = sum(addresses.distance(point) <= radius_m for point in points.geometry)
    overlapping = overlaps(STRAIGHT, points, addresses, radius_m)
    for rank in (1, 2, 3):
        for unit, share in expected(addresses, count >= rank).items():
            assert overlapping.loc[unit, f"share_{rank}"] == pytest.approx(share)


@given(SEEDS, st.floats(0, 1200))
def test_on_foot_the_shares_are_those_of_networkx(seed, threshold_m):
    network = random_network(seed)
    addresses = address_frame(random_spots(seed + 1, 20))
    centres = random_spots(seed, 3)
    found, _ = coverage(OnFoot(network), point_frame(centres), addresses, threshold_m)
    slow = Slow(network, centres)
    walks = []
    for x, y in random_spots(seed + 1, 20):
        place = Slow(network, [(x, y)]).centres[0]
        walks.append(
            np.inf if place is None else place[2] + float(slow.on_segment(place[0], place[1]))
        )
    low = expected(addresses, np.array(walks) <= threshold_m)
    for unit, share in low.items():
        assert found.loc[unit, "share_low"] == pytest.approx(share)
    reached = overlaps(OnFoot(network), point_frame(centres), addresses, threshold_m)
    for unit in reached.index[reached["share_1"].notna()].intersection(low):
        assert reached.loc[unit, "share_1"] == pytest.approx(low[unit])
    assert (found["share_low"] <= found["share_high"] + 1e-12).all()
    assert (found["share_high"] <= found["share_possible"] + 1e-12).all()


def test_an_address_far_from_any_street_is_undecided_within_the_straight_line():
    network = line((0, 100), (900, 100))
    addresses = address_frame([(0, 0), (100, 100), (100, 450)])
    found, _ = coverage(OnFoot(network), point_frame([(100, 100)]), addresses, 400)
    assert found.loc["u0", SHARES].tolist() == pytest.approx([1 / 3, 1, 1])
    assert found.loc["u0", "undecided"]


def test_beyond_the_border_of_the_network_a_shorter_walk_may_exist():
    land = shapely.box(0, 0, 450, 1000)
    shifted = shapely.affinity.translate(land, *ORIGIN)
    network = line((400, 0), (400, 490), boundary=shifted)
    addresses = address_frame([(0, 0), (400, 490)])
    found, _ = coverage(OnFoot(network), point_frame([(400, 0)]), addresses, 480)
    assert found.loc["u0", SHARES].tolist() == [0, 0, 0]
    found, _ = coverage(OnFoot(network), point_frame([(400, 0)]), addresses, 490)
    assert found.loc["u0", SHARES].tolist() == [1, 1, 1]


def test_a_wijk_without_addresses_keeps_its_area_and_all_keep_their_distances():
    addresses = address_frame([(900, 900), (100, 100)])
    points = point_frame([(100, 200)])
    found, whole = coverage(STRAIGHT, points, addresses, 300)
    assert found.loc["u0", "share_low"] == 1
    assert found.loc["u1":, SHARES].equals(whole.loc["u1":, SHARES])
    others = [column for column in found if column not in {*SHARES, "undecided"}]
    assert found[others].equals(whole[others])

"""Walks of many spots against those of one spot at a time, as the pages have them."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from geodata.analysis.on_foot import Walked
from geodata.analysis.partition import Demand, answer, people_in_catchments, ratios
from geodata.analysis.question import AnalysisQuestion, ServicePoints
from geodata.errors import GeometryError
from geodata.network.model import WIJK
from geodata.network.nearest import nearest_on_foot
from geodata.network.on_foot import OnFoot
from geodata.scenario.catchment import ENHANCED, PLAIN, access
from tests.geodata.network.drawn_streets import (
    NOWHERE,
    UNITS,
    line,
    random_network,
    random_spots,
)
from tests.geodata.shapes import ORIGIN, at, point_frame, square, unit_frame

THRESHOLD_M = 450.0


@pytest.mark.parametrize("land", [None, shapely.box(*at((0, 0), (800, 1_000)).ravel())])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_spots_are_answered_as_one_by_one(seed, land):
    network = replace(random_network(seed), boundary=land)
    sites, starts = random_spots(seed, 5), at(*random_spots(seed + 100, 30))
    points = ServicePoints(tuple(f"p{n}" for n in range(5)), at(*sites), np.arange(1.0, 6.0))
    question = AnalysisQuestion((THRESHOLD_M,), "te-voet", groups=("people",))
    way = Walked(network, starts, points.at)
    people = np.arange(30.0)
    ratio = ratios(points.supply, people_in_catchments(question, way, people))
    found = answer(question, way, Demand(starts, None, {"people": people}), points, ratio)
    every = np.empty((5, 30))
    for number, (x_m, y_m) in enumerate(starts):
        one = nearest_on_foot(network, point_frame(sites), NOWHERE, x_m=x_m, y_m=y_m, count=5).loc[
            list(points.ids)
        ]
        every[:, number] = one["high_m"]
        nearest = np.sort(one["high_m"])[:3]
        mine = found.loc[number, ["distance1_m", "distance2_m", "distance3_m"]].to_numpy(float)
        np.testing.assert_allclose(np.nan_to_num(mine, nan=np.inf), nearest, rtol=1e-9)
        share = found.loc[number, f"share_{THRESHOLD_M:g}m"]
        if (one["high_m"] <= THRESHOLD_M).any():
            assert share == 1
        elif (one["low_m"] <= THRESHOLD_M).any():
            assert np.isnan(share)
        else:
            assert share == 0
    for name, zones in (("2sfca", PLAIN), ("e2sfca", ENHANCED)):
        asked = {"people": people, "supply": points.supply, "threshold_m": THRESHOLD_M}
        expected = access(every, **asked, zones=zones)
        known = found["distance1_m"].notna()
        mine = found[f"{name}_{THRESHOLD_M:g}m"]
        np.testing.assert_allclose(mine[known], expected[known], rtol=1e-9)
        assert mine[~known].isna().all()
        assert (expected[~known] == 0).all()


def test_some_are_in_reach_some_not_and_some_undecided():
    """What the test above looks at is there."""
    land = shapely.box(*at((0, 0), (800, 1_000)).ravel())
    network = replace(random_network(1), boundary=land)
    points = ServicePoints(("p0",), at(random_spots(1, 5)[0]), np.ones(1))
    spots = at(*random_spots(101, 30))
    question = AnalysisQuestion((THRESHOLD_M,), "te-voet")
    way = Walked(network, spots, points.at)
    found = answer(question, way, Demand(spots, None, {}), points, np.zeros((1, 2, 1)))
    share = found[f"share_{THRESHOLD_M:g}m"]
    assert set(share.dropna()) == {0.0, 1.0}
    assert share.isna().any()


@pytest.mark.parametrize("land", [None, shapely.box(*at((-900, -900), (500, 1_900)).ravel())])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_polygons_are_answered_as_by_the_dashboard(seed, land):
    """Land that ends halfway covers two of the four units."""
    pieces = random_network(seed).pieces[WIJK]
    covered = np.full(4, land is None) | (UNITS.centroid.x < ORIGIN[0] + 500).to_numpy()
    network = replace(random_network(seed), boundary=land)
    by_page = OnFoot(replace(network, pieces={WIJK: replace(pieces, covered=covered)}))
    sites = random_spots(seed, 4)
    points = ServicePoints(tuple(f"p{n}" for n in range(4)), at(*sites), np.ones(4))
    theirs = by_page.prepare(UNITS, point_frame(sites), NOWHERE).coverage(threshold_m=THRESHOLD_M)
    certain = (theirs["share_low"] == theirs["share_possible"]).to_numpy()
    inner = UNITS[["inner_x_m", "inner_y_m"]].to_numpy()
    # without the pieces that a page has: the polygons are those given
    way = Walked(replace(network, pieces={}), inner, points.at, UNITS.geometry.to_numpy())
    question = AnalysisQuestion((THRESHOLD_M,), "te-voet")
    demand = Demand(inner, way.polygons, {})
    found = answer(question, way, demand, points, np.zeros((1, 2, 4)))
    share = found[f"share_{THRESHOLD_M:g}m"]
    expected = np.where(covered & certain, theirs["share_low"], np.nan)
    np.testing.assert_allclose(share, expected, rtol=1e-9)
    assert land is not None or share.notna().all()
    walked = by_page.measured_from(UNITS).bounded
    for rank in (1, 2, 3):
        mine = found[f"distance{rank}_m"].fillna(np.inf)[walked]
        np.testing.assert_allclose(mine, theirs[f"distance{rank}_high_m"][walked], rtol=1e-9)


def test_a_polygon_without_streets_or_partly_outside_the_land_is_unknown():
    land = shapely.box(*at((-900, -900), (600, 900)).ravel())
    network = line((0, 100), (900, 100), boundary=land)
    units = unit_frame([square(0, 0, 300), square(400, 0, 300), square(0, 400, 200)])
    inner = units[["inner_x_m", "inner_y_m"]].to_numpy()
    way = Walked(network, inner, at((0, 100)), units.geometry.to_numpy())
    np.testing.assert_allclose(way.shares((150.0,)), [[0.5, np.nan, np.nan]], rtol=1e-9)
    assert way.nearest().distance_m[0, 0] == 150


def test_polygons_on_top_of_each_other_are_refused():
    units = unit_frame([square(0, 0, 300), square(299, 0, 300), square(100, 100, 100)])
    polygons = units.geometry.to_numpy()
    network = line((0, 100), (900, 100))
    way = Walked(network, np.zeros((3, 2)), at((0, 100)), polygons)
    with pytest.raises(GeometryError, match=r"rows 1 and 3 of the part.*10,000 m² in both"):
        way.nearest()
    assert Walked(network, at((1, 1), (2, 2)), at((0, 100)), polygons[:2]).shares((9.0,)).shape

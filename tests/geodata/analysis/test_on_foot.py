"""Walks of many spots against those of one spot at a time, as the pages have them."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from geodata.analysis.on_foot import Walked
from geodata.analysis.partition import Demand, answer, people_in_catchments, ratios
from geodata.analysis.question import AnalysisQuestion, ServicePoints
from geodata.network.nearest import nearest_on_foot
from geodata.scenario.catchment import ENHANCED, PLAIN, access
from tests.geodata.network.drawn_streets import NOWHERE, random_network, random_spots
from tests.geodata.shapes import at, point_frame

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

"""The nearest centres: on foot where streets are loaded, by the way and not by the line."""

from types import SimpleNamespace

import pytest

from pages.vind.nearby import nearest
from tests.geodata.network.drawn_streets import line, network_of
from tests.geodata.shapes import at, point_frame, whereabouts_frame

# a street along a canal: what is across is near by line, and far over the bridge
BANKS = network_of([0, 800, 800, 0], [500, 500, 560, 560], [0, 1, 2], [1, 2, 3], boundary=None)


def data(network):
    return SimpleNamespace(network=network, whereabouts=whereabouts_frame())


def far(found):
    return {str(key): (round(row.low_m), round(row.high_m)) for key, row in found.bounds.iterrows()}


def named(**places):
    return point_frame(list(places.values())).assign(id=list(places))


CENTRES = named(across=(10, 560), along=(400, 490))


def test_centres_are_ranked_by_the_way():
    found = nearest(data(BANKS), CENTRES, at((0, 500))[0], count=3)
    assert found.on_foot
    assert far(found) == {"along": (410, 410), "across": (1650, 1650)}
    assert list(found.bounds.index) == ["along", "across"]
    assert found.nearest_m == pytest.approx(60.8, abs=0.1)


def test_without_streets_and_far_from_any_they_are_ranked_by_the_line():
    for network, spot in ((None, (0, 500)), (line((9000, 9000), (9100, 9000)), (0, 500))):
        found = nearest(data(network), CENTRES, at(spot)[0], count=3)
        assert not found.on_foot
        assert far(found) == {"across": (61, 61), "along": (400, 400)}
        assert not found.bounds["walked"].any()


def test_a_centre_without_a_known_way_is_listed_by_its_line():
    points = named(near=(100, 500), island=(300, 1500))
    found = nearest(data(BANKS), points, at((0, 500))[0], count=3)
    assert far(found) == {"near": (100, 100), "island": (1044, 1044)}
    assert found.bounds["walked"].tolist() == [True, False]

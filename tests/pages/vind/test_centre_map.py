import pytest

from pages.vind import centre_map


def degrees_of(view):
    (south, west), (north, east) = view.bounds
    return north - south, east - west


def test_the_map_of_one_spot_is_wide_enough_for_the_name_of_a_place_near_it(snapshot):
    points = snapshot.data.points
    alone = degrees_of(centre_map.view(snapshot, points.iloc[:1], here=None, label=""))
    assert alone == pytest.approx((0.06, 0.096), abs=1e-4)  # 6.7 km
    spot = points.geometry.iloc[0]
    pair = centre_map.view(snapshot, points.iloc[:1], here=(spot.x + 100, spot.y), label="hier")
    assert degrees_of(pair) < alone

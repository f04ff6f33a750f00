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


def test_streets_in_reach_on_foot_fill_the_map_of_one_centre(snapshot) -> None:
    one = snapshot.data.points.iloc[:1]
    alone = degrees_of(centre_map.view(snapshot, one, here=None, label=""))
    walked = centre_map.view(snapshot, one, here=None, label="", lines=((1, 2),))
    assert walked.lines == ((1, 2),)
    # 1,200 m is 0.011 degrees of latitude
    assert 0.022 < degrees_of(walked)[0] < alone[0] / 1.5

"""Distances to a border, on points that one can check by hand."""

import geopandas as gpd
import pandas as pd
from shapely import box
from shapely.geometry import Point

from geodata.crs import METRIC_CRS
from geodata.reach.border import has_precise_position, least_distances, near_border

SHAPE = box(0, 0, 1_000, 1_000)


def points():
    """Three points 100, 300 and 900 m east of the shape; the second may be anywhere in an area."""
    frame = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "precision": ["address", "municipality", "street"],
            "whereabouts": [None, "area", None],
        }
    )
    places = [Point(x, 500) for x in (1_100, 1_300, 1_900)]
    return gpd.GeoDataFrame(frame, geometry=places, crs=METRIC_CRS)


AREAS = gpd.GeoDataFrame({"key": ["area"]}, geometry=[box(1_050, 400, 1_400, 600)], crs=METRIC_CRS)


def test_only_an_address_or_a_street_is_precise():
    assert has_precise_position(points()).tolist() == [True, False, True]


def test_the_least_distance_is_from_the_possible_area_of_a_point():
    assert least_distances(points(), AREAS, SHAPE).tolist() == [100, 50, 900]


def test_a_point_inside_is_at_no_distance():
    inside = points().set_geometry([Point(500, 500)] * 3, crs=METRIC_CRS)
    assert least_distances(inside, AREAS, SHAPE).tolist() == [0, 50, 0]


def test_near_points_come_nearest_first_with_the_bounds_of_their_distance():
    found = near_border(points(), AREAS, SHAPE, within_m=500)
    assert found["id"].tolist() == ["a", "b"]
    assert found["shown_m"].tolist() == [100, 300]
    assert found["low_m"].tolist() == [100, 50]
    assert found["high_m"].tolist() == [100, 400]


def test_without_near_points_the_table_is_empty():
    assert near_border(points(), AREAS, SHAPE, within_m=10).empty

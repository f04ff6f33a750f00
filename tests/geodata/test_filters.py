"""Filters hide only centres that are known not to fit."""

from datetime import datetime

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from geodata.enums import Activity, PointKind, Wheelchair
from geodata.filters import Wishes, compass, fits, open_points, walking_minutes
from geodata.opening_hours.schedule import BRUSSELS

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=BRUSSELS)
SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=BRUSSELS)
ARMISTICE = datetime(2026, 11, 11, 10, 0, tzinfo=BRUSSELS)


@pytest.fixture
def points():
    return gpd.GeoDataFrame(
        {
            "id": list("abc"),
            "centre_id": ["1", "1", "2"],
            "kind": ["main", "antenne", "main"],
            "activities": ["meals,courses", "courses", None],
            "wheelchair": ["independent", "help", None],
            "opening_hours": ["Mo-Fr 09:00-17:00", "Sa 09:00-12:00", None],
        },
        geometry=[Point(0, 0)] * 3,
    )


def answers(points, now=MONDAY, **wishes):
    return [None if pd.isna(v) else bool(v) for v in fits(points, Wishes(**wishes), now=now)]


def test_without_wishes_everything_fits(points):
    assert answers(points) == [True, True, True]


def test_all_wished_activities_are_needed_and_unknown_stays_unknown(points):
    both = (Activity.MEALS, Activity.COURSES)
    assert answers(points, activities=(Activity.COURSES,)) == [True, True, None]
    assert answers(points, activities=both) == [True, False, None]


def test_who_can_do_with_help_can_do_without(points):
    assert answers(points, wheelchair=Wheelchair.HELP) == [True, True, None]
    assert answers(points, wheelchair=Wheelchair.INDEPENDENT) == [True, False, None]


def test_open_today_follows_the_day(points):
    assert answers(points, open_today=True) == [True, False, None]
    assert answers(points, now=SUNDAY, open_today=True) == [False, False, None]


def test_open_now_follows_the_clock(points):
    assert answers(points, open_now=True) == [True, False, None]
    assert answers(points, now=MONDAY.replace(hour=18), open_now=True) == [False, False, None]
    assert answers(points, now=ARMISTICE, open_now=True) == [None, False, None]


def test_hours_in_words_may_be_open(points):
    points["opening_hours"] = ['Mo "op afspraak"', 'Tu "op afspraak"', "Mo 09:00-12:00"]
    assert answers(points, open_now=True) == [None, False, True]
    assert answers(points, open_today=True) == [None, False, True]


def test_on_a_holiday_that_the_hours_do_not_mention_nobody_knows(points):
    assert answers(points, now=ARMISTICE, open_today=True) == [None, False, None]


def test_a_wish_that_fails_outweighs_one_that_is_not_known(points):
    found = answers(points, kind=PointKind.ANTENNE, activities=(Activity.COURSES,))
    assert found == [False, True, False]


def test_centres_that_closed_for_good_are_left_out(points):
    centres = pd.DataFrame({"id": ["1", "2"], "status": ["closed", "unknown"]})
    assert list(open_points(points, centres)["id"]) == ["c"]


def test_a_quarter_of_an_hour_is_875_m():
    assert walking_minutes(875) == 15
    assert walking_minutes(3) == 1


@pytest.mark.parametrize(
    ("east_m", "north_m", "name"),
    [(0, 100, "n"), (100, 100, "ne"), (100, 0, "e"), (-100, -90, "sw"), (-99, 0, "w"), (9, 9, "")],
)
def test_compass(east_m, north_m, name):
    assert compass(east_m=east_m, north_m=north_m) == name

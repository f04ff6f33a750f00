import numpy as np
import pandas as pd
import pytest

from geodata.choropleth import (
    EVERYONE,
    Breaks,
    Values,
    class_bounds,
    classify,
    crossed,
    measure_values,
    natural_bounds,
)
from geodata.measures import DISTANCES, MEASURES, SHARE, Measure

BOUNDS = (100.0, 250.0, 500.0, 1_000.0)


def certain(numbers: list[float], people: list[float] | None = None) -> Values:
    array = np.array(numbers, dtype=float)
    return Values(
        low=array,
        high=array,
        people=np.array(people or [1.0] * len(array)),
        needs_people=True,
    )


def test_a_class_includes_its_upper_bound() -> None:
    assert classify(certain([100, 100.1, 250, 1_000, 1_001]), BOUNDS) == "12245"


def test_no_data_nobody_and_none_in_reach_are_three_things() -> None:
    values = certain([np.nan, 0.0, 0.0], [np.nan, 0.0, 40.0])
    assert classify(values, SHARE.bounds_for("all")) == "n01"


def test_a_range_over_two_classes_is_undecided_a_range_within_one_is_not() -> None:
    values = Values(
        low=np.array([90.0, 110.0]),
        high=np.array([110.0, 200.0]),
        people=np.array([1.0, 1.0]),
        needs_people=False,
    )
    assert classify(values, BOUNDS) == "u2"


def test_a_range_with_equal_ends_is_no_range() -> None:
    assert classify(certain([10.0]), BOUNDS) == "1"


def test_nothing_within_any_distance_is_the_worst_class() -> None:
    values = Values(
        low=np.array([np.inf]),
        high=np.array([np.inf]),
        people=np.array([1.0]),
        needs_people=False,
    )
    assert classify(values, DISTANCES[0].bounds_for("all")) == "5"


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
@pytest.mark.parametrize("group", ["all", "65plus", "80plus", "own"])
def test_every_measure_has_ascending_bounds(measure: Measure, group: str) -> None:
    bounds = measure.colour.bounds_for(group)
    assert len(bounds) == (2 if measure.crossed else 4)
    assert list(bounds) == sorted(set(bounds))


def test_natural_breaks_part_clear_clusters() -> None:
    clusters = [c + d for c in (10, 200, 3_000, 40_000, 500_000) for d in (0, 1, 2)]
    bounds = natural_bounds(certain(clusters))
    assert bounds is not None
    assert classify(certain([11, 201, 3_001, 40_001, 500_001]), bounds) == "12345"


def test_natural_breaks_need_values_that_differ() -> None:
    assert natural_bounds(certain([5.0] * 50)) is None


def test_the_measures_read_the_columns_that_carry_them() -> None:
    frame = pd.DataFrame(
        {
            "share_low": [0.1],
            "share_high": [0.4],
            "count_low": [1],
            "count_high": [2],
            "distance1_low_m": [5.0],
            "distance1_high_m": [6.0],
            "distance2_low_m": [7.0],
            "distance2_high_m": [8.0],
            "distance3_low_m": [9.0],
            "distance3_high_m": [10.0],
        }
    )
    people = pd.DataFrame({"people": [10.0], "out_low": [6.0], "out_high": [9.0]})
    found = {
        m.code: (v.low[0], v.high[0])
        for m in MEASURES.values()
        for v in [measure_values(m, frame, people)]
    }
    assert found == {
        "gap": (6.0, 9.0),
        "share": (0.1, 0.4),
        "need": (5.0, 6.0),
        "distance1": (5.0, 6.0),
        "distance2": (7.0, 8.0),
        "distance3": (9.0, 10.0),
        "count": (1.0, 2.0),
    }


def test_classes_spread_a_region_that_the_fixed_ones_do_not() -> None:
    fixed = (0.1, 0.25, 0.5, 0.75)
    mostly_out = certain([*np.linspace(0.8, 1, 40), *np.linspace(0.1, 0.7, 10)])
    bounds, how = class_bounds(Breaks.REGION, mostly_out, fixed)
    assert how is Breaks.REGION
    assert max(classify(mostly_out, bounds).count(c) for c in "12345") < 25
    assert class_bounds(Breaks.FIXED, mostly_out, fixed) == (fixed, Breaks.FIXED)
    spread = certain(list(np.linspace(0, 1, 50)))
    assert class_bounds(Breaks.REGION, spread, fixed) == (fixed, Breaks.FIXED)
    assert class_bounds(Breaks.REGION, certain([1.0] * 50), fixed) == (fixed, Breaks.FIXED)


def shares(*parts: tuple[float, int]) -> Values:
    """Return as many areas of each share, and a hundred of others from 0.5 % to 99.5 %."""
    others = ((np.arange(100) + 0.5) / 100).tolist()
    return certain([*others, *(share for share, count in parts for _ in range(count))])


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        (shares((1.0, 400)), [25, 25, 25, 25, 400]),
        (shares((0.0, 400)), [400, 25, 25, 25, 25]),
        (shares((0.0, 200), (1.0, 300)), [200, 33, 33, 34, 300]),
        (shares((0.0, 3), (1.0, 400)), [26, 26, 26, 25, 400]),
    ],
)
def test_where_most_areas_have_everyone_or_nobody_the_others_spread(
    values: Values, counts: list[int]
) -> None:
    crowded = (0.001, 0.002, 0.003, 0.004)
    bounds, how = class_bounds(Breaks.REGION, values, crowded)
    assert how is Breaks.REGION
    found = classify(values, bounds)
    assert [found.count(c) for c in "12345"] == pytest.approx(counts, abs=4)
    inner = [bound for bound in bounds if bound != EVERYONE]
    assert all(round(100 * bound, 6).is_integer() for bound in inner), "a legend can show it"
    almost = Values(*(np.array([share]) for share in (0.99, 1.0)), np.ones(1), needs_people=True)
    assert (classify(almost, bounds) == "u") is (counts[4] >= 300), "not all is not everyone"


def test_bounds_of_numbers_are_whole() -> None:
    few = certain([*[0.0] * 90, *np.repeat(np.arange(1.0, 16.0), 3)])
    bounds, how = class_bounds(Breaks.REGION, few, (0.0, 20.0, 30.0, 40.0))
    assert (how, bounds[0]) == (Breaks.REGION, 0.0)
    assert all(bound.is_integer() for bound in bounds)


def test_an_area_of_uncertain_distance_is_undecided_where_people_and_distance_are_crossed() -> None:
    far, people = np.array([500.0, 500.0, 9_000.0, 9_000.0]), np.array([10.0, 90.0, 0.0, 90.0])
    values = Values(far, np.array([500.0, 5_000.0, 9_000.0, 9_000.0]), people, needs_people=True)
    assert crossed(values, (1_200.0, 2_400.0), (20.0, 50.0)) == "1u09"

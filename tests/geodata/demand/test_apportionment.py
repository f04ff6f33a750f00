import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.demand.apportionment import apportion, apportion_within, share_over_units
from geodata.errors import (
    BadValueError,
    DuplicateCodeError,
    MissingColumnError,
    UnknownCodeError,
)


def units(*rows: tuple[str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["code", "municipality", "sectors"])


def municipal(*rows: tuple[str, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["nis", "people_all", "people_65plus", "people_80plus"])


def test_the_largest_remainder_gets_the_last_person():
    # 10 over 1, 2, 4: quotas 1.43, 2.86, 5.71, so the second and third are rounded up.
    assert apportion(10, [1, 2, 4]).tolist() == [1, 3, 6]


def test_of_equal_remainders_the_first_gets_the_extra_person():
    assert apportion(5, [1, 1, 1]).tolist() == [2, 2, 1]


def test_weights_of_zero_get_nobody_unless_all_are_zero():
    assert apportion(3, [0, 1, 2]).tolist() == [0, 1, 2]
    assert apportion(3, [0, 0]).tolist() == [2, 1]


@given(
    total=st.integers(0, 10_000_000),
    weights=st.lists(st.integers(0, 500), min_size=1, max_size=60),
)
def test_nobody_is_lost_and_each_gets_its_quota_rounded_up_or_down(total, weights):
    result = apportion(total, weights)
    assert result.sum() == total
    if sum(weights):
        quota = total * np.array(weights) / sum(weights)
        assert (np.abs(result - quota) < 1 + 1e-6).all()


@given(
    totals=st.lists(st.integers(0, 10_000), min_size=3, max_size=3),
    members=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), max_size=30),
)
def test_each_group_of_a_division_is_divided_separately(totals, members):
    members = [(0, 1), (1, 1), (2, 1), *members]
    group, weight = (np.array(column) for column in zip(*members, strict=True))
    together = apportion_within(group, totals, weight)
    for k, total in enumerate(totals):
        assert together[group == k].tolist() == apportion(total, weight[group == k]).tolist()


@pytest.mark.parametrize(
    ("total", "weights"), [(-1, [1]), (1.5, [1]), (1, [-1]), (1, [float("nan")]), (1, [])]
)
def test_what_cannot_be_divided_is_refused(total, weights):
    with pytest.raises(BadValueError):
        apportion(total, weights)


def test_people_are_shared_by_sectors_and_stay_nested():
    shared = share_over_units(
        units(("a", "11001", 1), ("b", "11001", 3), ("c", "11002", 2)),
        municipal(("11002", 7, 2, 1), ("11001", 100, 20, 4)),
    )
    assert shared.index.tolist() == ["a", "b", "c"]
    assert shared["people_all"].tolist() == [25, 75, 7]
    assert shared["people_65plus"].tolist() == [5, 15, 2]
    assert shared["people_80plus"].tolist() == [1, 3, 1]


@given(
    sectors=st.lists(st.integers(0, 12), min_size=1, max_size=40),
    bands=st.tuples(*[st.integers(0, 5000)] * 3),
)
def test_in_every_unit_the_eighty_plussers_are_among_the_sixty_five_plussers(sectors, bands):
    under_65, to_80, over_80 = bands
    frame = units(*((str(i), "11001", n) for i, n in enumerate(sectors)))
    total = (under_65 + to_80 + over_80, to_80 + over_80, over_80)
    shared = share_over_units(frame, municipal(("11001", *total)))
    assert tuple(shared.sum()) == total
    assert (shared["people_80plus"] <= shared["people_65plus"]).all()
    assert (shared["people_65plus"] <= shared["people_all"]).all()


def test_a_municipality_without_figures_has_no_data_rather_than_nobody():
    shared = share_over_units(
        units(("a", "11001", 1), ("b", "11002", 1)), municipal(("11001", 5, 1, 0))
    )
    assert shared["people_80plus"].tolist() == [0, pd.NA]
    assert str(shared["people_all"].dtype) == "Int64"


@pytest.mark.parametrize(
    ("people", "error"),
    [
        (municipal(("11001", 5, 1, 0), ("11001", 5, 1, 0)), DuplicateCodeError),
        (municipal(("11001", 5, 1, 0), ("99999", 5, 1, 0)), UnknownCodeError),
        (municipal(("11001", 5, 1, 2)), BadValueError),
        (municipal(("11001", 5, -1, -2)), BadValueError),
        (municipal(("11001", 5, 1, 0)).drop(columns="people_80plus"), MissingColumnError),
    ],
)
def test_municipal_figures_that_cannot_be_right_are_refused(people, error):
    with pytest.raises(error):
        share_over_units(units(("a", "11001", 1)), people)

"""The figures of ROP-werking, on municipalities small enough to check by hand."""

import pandas as pd
import pytest

from geodata import working_areas
from geodata.programme.standing import working_standings
from geodata.regions import BRUSSELS_PROVINCE


def drawn(**columns):
    """Four municipalities that one can check by hand."""
    table = pd.DataFrame(
        {
            "rop": ["a", "a", "b", None],
            "province": ["10000", "10000", "20001", "20001"],
            "centres": [2, 0, 1, 1],
            "antennes": [1, 0, 0, 0],
            "incomplete": [1, 0, 1, 0],
            "work": [3, 0, 7, 2],
            "places": [3, 1, 1, 1],
            "filled": [1, 0, 3, 0],
            "free": [2, 1, 0, 1],
            "free_low": [1, 1, 0, 0],
            "over": [0, 0, 2, 0],
            "over_high": [0, 0, 2, 0],
            "people": [100.0, 50.0, 10.0, float("nan")],
            "out_low": [10.0, 50.0, 0.0, float("nan")],
            "out_high": [20.0, 50.0, 0.0, float("nan")],
            "people_undecided": [10.0, 0.0, 0.0, float("nan")],
        },
        index=["1", "2", "3", "4"],
    )
    numbers = ["places", "filled", "free", "free_low", "over", "over_high"]
    table = table.astype(dict.fromkeys(numbers, "Float64")).assign(**columns)
    return table.assign(standing=working_standings(table))


NO_BRUSSELS = pd.Series({"places": pd.NA, "filled": pd.NA})


def test_areas_sum_their_municipalities_and_an_empty_one_has_none():
    table = working_areas.area_table(
        drawn(), by="rop", codes=["a", "b", "leeg"], brussels=NO_BRUSSELS
    )
    a = table.loc["a"]
    assert list(a[["municipalities", "centres", "antennes", "work", "without"]]) == [2, 2, 1, 3, 1]
    assert list(a[["people", "out_low", "out_high"]]) == [150, 60, 70]
    assert list(a[["free_low", "free", "with_room"]]) == [2, 3, 2]
    assert list(table.loc["b", ["free_low", "free", "over", "poor"]]) == [0, 0, 2, 1]
    assert table.loc["leeg", "municipalities"] == 0
    assert table.loc["leeg", ["people", "places", "free"]].isna().all()


def test_an_excess_in_one_municipality_is_not_subtracted_from_another():
    both = drawn(rop="a")
    table = working_areas.area_table(both, by="rop", codes=["a"], brussels=NO_BRUSSELS)
    assert table.loc["a", "free"] == 2 + 1 + 0 + 1


@pytest.mark.parametrize(
    ("rops", "extra"),
    [(["a", "b", "a", "a"], 3), (["a", "b", "a", "b"], 0), (["a", "b", None, None], 0)],
)
def test_brussels_counts_where_all_of_it_is_and_else_nowhere(rops, extra):
    """Brussels: municipalities 3 and 4, without a programme of their own."""
    table = drawn(rop=rops, province=["10000", "10000", BRUSSELS_PROVINCE, BRUSSELS_PROVINCE])
    columns = ["places", "filled", "free_low", "free", "over", "over_high"]
    table.loc[["3", "4"], columns] = pd.NA
    brussels = pd.Series(
        {"places": 5, "filled": 2, "free_low": 2, "free": 3, "over": 0, "over_high": 0}
    )
    found = working_areas.area_table(table, by="rop", codes=["a", "b"], brussels=brussels)
    assert found.loc["a", "free"] == 2 + extra
    assert found.loc["a", "free_low"] == 1 + (2 if extra else 0)
    assert found["unknown"].sum() == 0


def test_brussels_without_a_projection_is_one_that_is_left_out():
    table = drawn(rop="a", province=["10000", "10000", BRUSSELS_PROVINCE, BRUSSELS_PROVINCE])
    table.loc[["2", "3", "4"], ["places", "filled", "free_low", "free", "over", "over_high"]] = (
        pd.NA
    )
    found = working_areas.area_table(table, by="rop", codes=["a"], brussels=NO_BRUSSELS)
    assert found.loc["a", "unknown"] == 2

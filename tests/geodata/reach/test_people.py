import numpy as np
import pandas as pd
import pytest

from geodata.errors import MissingColumnError, UnknownCodeError
from geodata.reach.coverage import prepare
from geodata.reach.people import people_in_reach, totals
from tests.geodata.shapes import point_frame, square, unit_frame, whereabouts_frame

# A quarter of u0 and half of u1 are surely in reach, and none of the rest of u0; u2 is undecided;
# u4 has no data, u3 nobody.
UNITS = pd.DataFrame(
    {
        "code": ["u0", "u1", "u2", "u3", "u4"],
        "people_all": pd.array([400, 100, 50, 0, None], dtype="Int64"),
        "people_80plus": pd.array([40, 10, 5, 0, None], dtype="Int64"),
    }
)
RESULT = pd.DataFrame(
    {
        "share_low": [0.25, 0.5, 0.0, 0.0, 0.0],
        "share_high": [0.25, 0.75, 0.5, 0.0, 0.5],
        "share_possible": [0.25, 0.875, 1.0, 0.0, 1.0],
        "undecided": [False, True, True, False, True],
    },
    index=pd.Index(UNITS["code"], name="code"),
)
AREA = pd.Series({"u0": "a", "u1": "a", "u2": "b", "u3": "b", "u4": "c"})


def test_people_are_spread_evenly():
    people = people_in_reach(RESULT, UNITS, "all")
    assert people.index.name == "code"
    assert people.iloc[:4].drop(columns="undecided").to_numpy().tolist() == [
        [400, 100, 100, 300, 300, 0],
        [100, 50, 75, 25, 50, 37.5],
        [50, 0, 25, 25, 50, 50],
        [0, 0, 0, 0, 0, 0],
    ]
    assert people["undecided"].tolist() == RESULT["undecided"].tolist()


def test_no_data_is_not_nobody():
    people = people_in_reach(RESULT, UNITS, "all")
    assert people.loc["u4"].drop("undecided").isna().all()
    assert (people.loc["u3"].drop("undecided") == 0).all()


def test_groups_are_counted_separately():
    assert people_in_reach(RESULT, UNITS, "80plus")["people"].tolist()[:4] == [40, 10, 5, 0]


def test_result_and_units_may_be_a_part_of_each_other():
    some = ["u2", "u0"]
    by_result = people_in_reach(RESULT.loc[some], UNITS, "all")
    assert by_result.index.tolist() == some
    assert by_result["out_high"].tolist() == [50, 300]
    by_units = people_in_reach(RESULT, UNITS[UNITS["code"].isin(some)], "all")
    assert by_units.index.tolist() == ["u0", "u2"]
    assert by_units["out_high"].tolist() == [300, 50]


def test_units_of_another_result_are_refused():
    with pytest.raises(UnknownCodeError, match="4 of 5"):
        people_in_reach(RESULT.rename({"u0": "x"}), UNITS, "all")


def test_unknown_group_is_refused():
    with pytest.raises(MissingColumnError, match="people_65plus"):
        people_in_reach(RESULT, UNITS, "65plus")


def test_totals_over_everything():
    total = totals(people_in_reach(RESULT, UNITS, "all"))
    assert total.index.tolist() == ["all"]
    assert total.iloc[0].to_dict() == {
        "people": 550,
        "in_low": 150,
        "in_high": 200,
        "out_low": 350,
        "out_high": 400,
        "people_undecided": 87.5,
        "units": 5,
        "units_undecided": 3,
        "units_without_data": 1,
    }


def test_totals_by_area():
    by_area = totals(people_in_reach(RESULT, UNITS, "all"), AREA)
    assert by_area.index.tolist() == ["a", "b", "c"]
    assert by_area["people"].tolist()[:2] == [500, 50]
    assert by_area["people_undecided"].tolist()[:2] == [37.5, 50]
    assert by_area["units"].tolist() == [2, 2, 1]
    assert by_area["units_without_data"].tolist() == [0, 0, 1]


@pytest.mark.parametrize("undecided", [False, True])
def test_area_without_any_data_has_no_figure(undecided):
    result = RESULT.assign(undecided=undecided)
    by_area = totals(people_in_reach(result, UNITS, "all"), AREA)
    amounts = ["people", "in_low", "in_high", "out_low", "out_high", "people_undecided"]
    assert by_area.loc["c", amounts].isna().all()


def test_area_where_nobody_lives_has_zeros():
    by_area = totals(people_in_reach(RESULT, UNITS, "all").loc[["u3"]], AREA)
    assert by_area.loc["b", ["people", "out_high", "people_undecided"]].tolist() == [0, 0, 0]


def test_units_outside_every_area_are_not_lost():
    by_area = totals(people_in_reach(RESULT, UNITS, "all"), AREA.replace({"b": None}))
    assert by_area.index.isna().sum() == 1
    assert by_area["people"].sum() == 550
    assert by_area["units"].sum() == 5


def test_areas_in_another_order_make_no_difference():
    people = people_in_reach(RESULT, UNITS, "all")
    pd.testing.assert_frame_equal(totals(people, AREA), totals(people, AREA.iloc[::-1]))


def test_unit_without_an_area_is_refused():
    with pytest.raises(UnknownCodeError, match="u1"):
        totals(people_in_reach(RESULT, UNITS, "all"), AREA.drop("u1"))


def test_from_points_to_people():
    units = unit_frame([square(1000 * i, 0) for i in range(3)], people=[1000, 500, None])
    points = point_frame([(500, 500)], [((1500, 500), "village")])
    prepared = prepare(units, points, whereabouts_frame(village=square(1200, 200, 600)))
    people = people_in_reach(prepared.coverage(threshold_m=300), units, "all")
    disc = np.pi * 0.09
    assert people["in_low"].tolist()[:2] == pytest.approx([1000 * disc, 0])
    assert people["in_high"].tolist()[:2] == pytest.approx([1000 * disc, 500 * disc])
    total = totals(people).iloc[0]
    assert total["people_undecided"] == pytest.approx(1000 * (1 - disc) + 500)
    assert total["out_high"] + total["in_low"] == pytest.approx(1500)

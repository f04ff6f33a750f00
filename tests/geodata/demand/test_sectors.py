"""Sectors in wijken, their ages, and the people of wijken, small enough to check by hand."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geodata.demand.sectors import (
    GROUPS,
    in_wijken,
    known_people,
    people_of_wijken,
    reassigned,
    with_ages,
)
from geodata.errors import WrongCrsError
from tests.geodata.shapes import series, square, unit_frame

UNITS = unit_frame([square(0, 0), square(1000, 0)]).assign(municipality=["11001", "11002"])


def sectors(*shapes, municipality="11001"):
    return gpd.GeoDataFrame(
        {"code": [f"s{i}" for i in range(len(shapes))], "municipality": municipality},
        geometry=series(*shapes),
    )


def counted(*people, municipality="11001", unit="u0"):
    """Sectors with people, as far as ages and sums look at them."""
    count = len(people)
    return pd.DataFrame(
        {
            "code": [f"s{i}" for i in range(count)],
            "unit": unit,
            "municipality": municipality,
            "people_all": pd.array(people, dtype="Int64"),
        }
    )


def municipal(**people):
    """NIS (after an n) → all, 65+ and 80+."""
    frame = pd.DataFrame(people, index=GROUPS).T.astype("Int64")
    return frame.set_axis(frame.index.str[1:])


def test_a_sector_belongs_to_the_wijk_with_most_of_its_area():
    shapes = [box(0, 0, 500, 500), box(900, 0, 1300, 500), box(500, 0, 1400, 1000)]
    found = in_wijken(sectors(*shapes), UNITS)
    assert found["unit"].tolist() == ["u0", "u1", "u0"]
    assert found["placed_by"].tolist() == ["area"] * 3
    assert found["municipality"].tolist() == ["11001", "11002", "11001"]


def test_a_sector_with_half_its_area_in_no_wijk_has_no_wijk_and_is_kept():
    shapes = [box(1500, 0, 2600, 1000), box(1500, 0, 2500, 1000), box(5000, 0, 6000, 100)]
    found = in_wijken(sectors(*shapes, municipality="99999"), UNITS)
    assert found["unit"].isna().tolist() == [True, False, True]
    assert found["municipality"].tolist() == ["99999", "11002", "99999"]
    assert found["placed_by"].isna().tolist() == [True, False, True]


def test_shares_of_several_wijken_count_together_as_inside():
    third = unit_frame([box(0, 0, 400, 900), box(400, 0, 800, 900)]).assign(municipality="11001")
    # 40 % lies in each of two wijken, a fifth in none
    found = in_wijken(sectors(box(0, 0, 800, 1125)), third)
    assert found["unit"].tolist() == ["u0"]


def test_a_key_table_of_the_same_edition_overrides_the_area():
    here = sectors(*[box(100 * i, 0, 100 * i + 100, 100) for i in range(10)])
    keys = pd.Series("u1", index=[f"s{i}" for i in range(9)])
    found = in_wijken(here, UNITS, keys)
    assert found["unit"].tolist() == ["u1"] * 9 + ["u0"]
    assert found["placed_by"].tolist() == ["key"] * 9 + ["area"]
    other_edition = in_wijken(here, UNITS, keys.iloc[:8])
    assert set(other_edition["unit"]) == {"u0"}
    assert set(other_edition["placed_by"]) == {"area"}


def test_a_wijk_of_the_key_table_that_is_not_loaded_is_no_wijk():
    found = in_wijken(sectors(square(0, 0)), UNITS, pd.Series({"s0": "gone"}))
    assert found["unit"].tolist() == ["u0"]
    assert found["placed_by"].tolist() == ["area"]


def test_new_wijken_of_a_municipality_get_its_sectors_and_the_others_stay():
    before = in_wijken(sectors(box(0, 0, 300, 300), box(1000, 0, 1300, 300)), UNITS)
    new = UNITS.assign(code=["new", "u1"])
    found = reassigned(before, new, ["11001"])
    assert found["unit"].tolist() == ["new", "u1"]
    assert found["code"].tolist() == ["s0", "s1"]
    assert reassigned(before, new, ["99999"]) is before


def test_the_inner_point_lies_in_the_sector():
    found = in_wijken(sectors(square(0, 0).difference(square(100, 0, 800))), UNITS)
    points = gpd.GeoSeries.from_xy(found["inner_x_m"], found["inner_y_m"], crs=found.crs)
    assert found.contains(points).all()


def test_degrees_are_refused():
    with pytest.raises(WrongCrsError):
        in_wijken(sectors(square(0, 0)).to_crs(4326), UNITS)


def test_ages_follow_the_shares_of_the_municipality():
    # 20 % and 5 % of 1,000 people: 200 and 50, by people
    found = with_ages(counted(700, 300, 0), municipal(n11001=[5000, 1000, 250]))
    assert found["people_65plus"].tolist() == [140, 60, 0]
    assert found["people_80plus"].tolist() == [35, 15, 0]


def test_a_sector_without_a_figure_has_no_ages_and_the_others_share_nothing_of_it():
    found = with_ages(counted(100, None), municipal(n11001=[50, 10, 5]))
    assert found["people_65plus"].tolist() == [20, pd.NA]
    assert found["people_80plus"].tolist() == [10, pd.NA]


def test_without_the_ages_of_a_municipality_those_of_its_sectors_are_not_known():
    found = with_ages(counted(100), municipal(n11002=[50, 10, 5]))
    assert found[GROUPS[1:]].isna().all(axis=None)
    nobody = with_ages(counted(100), municipal(n11001=[0, 0, 0]))
    assert nobody[GROUPS[1:]].isna().all(axis=None)


people = st.lists(st.integers(0, 5000), min_size=1, max_size=12)
shares = st.lists(st.integers(0, 10_000), min_size=3, max_size=3).map(
    lambda three: sorted(three, reverse=True)
)


@given(people, shares)
def test_ages_are_whole_nested_and_sum_to_those_of_the_municipality(counts, ages):
    found = with_ages(counted(*counts), municipal(n11001=ages))
    if ages[0] == 0:
        assert found[GROUPS[1:]].isna().all(axis=None)
        return
    assert (found["people_80plus"] <= found["people_65plus"]).all()
    assert (found["people_65plus"] <= found["people_all"]).all()
    for group, of_age in zip(GROUPS[1:], ages[1:], strict=True):
        assert abs(int(found[group].sum()) - sum(counts) * of_age / ages[0]) <= 0.5


def test_a_wijk_has_the_people_of_its_sectors_and_none_known_where_one_has_no_figure():
    units = unit_frame([square(1000 * i, 0) for i in range(4)])
    table = counted(10, 20, 30, None, 0)
    table["unit"] = ["u0", "u0", "u1", "u1", "u2"]
    found = people_of_wijken(with_ages(table, municipal(n11001=[10, 5, 1])), units)
    assert found.index.tolist() == ["u0", "u1", "u2", "u3"]
    # u1: a sector without a figure; u3: no sector at all
    assert found["people_all"].tolist() == [30, pd.NA, 0, pd.NA]
    assert found["people_65plus"].tolist() == [15, pd.NA, 0, pd.NA]


def test_a_sector_in_no_wijk_is_in_no_sum():
    table = counted(10, 20)
    table["unit"] = pd.array(["u0", None], dtype="str")
    found = people_of_wijken(with_ages(table, municipal(n11001=[10, 5, 1])), UNITS)
    assert found["people_all"].tolist() == [10, pd.NA]


def test_age_shares_come_from_wijken_with_every_figure():
    units = pd.DataFrame(
        {
            "municipality": ["11001", "11001", "11002"],
            "people_all": pd.array([10, 20, 5], dtype="Int64"),
            "people_65plus": pd.array([2, None, 1], dtype="Int64"),
            "people_80plus": pd.array([1, None, 0], dtype="Int64"),
        }
    )
    assert known_people(units).to_numpy().tolist() == [[10, 2, 1], [5, 1, 0]]

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import UnknownCodeError
from geodata.programme.rule import (
    ANCHORS,
    SLICE,
    Basis,
    Disagreement,
    basis,
    disagreement,
    places_for,
    programme,
    programme_totals,
    programmed_in,
    years,
)
from loaders.builtin.snapshot import facts
from loaders.sources.statbel_population import read_population
from tests.geodata.snapshots import BRUSSELS, PEOPLE, snapshot

OFFICIAL = Path(__file__).resolve().parents[3].parent / "shared" / "data"
BRUSSELS_ROW = "4000"
FLAT = {"11001": (16_000, 0), "44021": (30_000, 0)}


@pytest.mark.parametrize(
    ("people", "places"),
    [(0, 0), (1, 1), (15_000, 1), (15_001, 2), (30_000, 2), (30_000.1, 3), (600_000, 40)],
)
def test_each_started_slice_of_15000_gives_one_place(people, places):
    assert places_for(people) == places


@given(st.integers(1, 10**7))
def test_places_are_the_fewest_slices_that_hold_everybody(people):
    assert (places_for(people) - 1) * SLICE < people <= places_for(people) * SLICE


def test_without_a_projection_the_people_that_are_loaded_count():
    data = snapshot({"11001": [(14_000, 1), (2_000, 1)], "44021": (30_000, 0)}, datasets=[PEOPLE])
    table = programme(data)
    assert table["people"].to_dict() == {"11001": 16_000, "44021": 30_000}
    assert table["places"].tolist() == [2, 2]
    assert basis(data) == Basis("population", 2020, PEOPLE)
    assert years(data) == ()


def test_a_projection_replaces_the_population_and_the_last_year_counts():
    rows = [("11001", 2031, 15_000), ("44021", 2031, 45_001), ("11001", 2030, 1)]
    data = snapshot(FLAT, projections=rows, datasets=[PEOPLE])
    assert years(data) == (2030, 2031)
    assert basis(data) == Basis("projection", 2031, None)
    assert programme(data)["places"].tolist() == [1, 4]
    assert programme(data, year=2030)["places"].tolist() == [1, pd.NA]
    for ask in (programme, basis):
        with pytest.raises(UnknownCodeError, match="2030 or 2031, got 2029"):
            ask(data, year=2029)


def test_a_year_without_any_projection_is_an_error():
    with pytest.raises(UnknownCodeError, match="a projection, got 2031"):
        programme(snapshot(FLAT), year=2031)


def test_no_figure_is_never_zero():
    data = snapshot({"11001": [(14_000, 1), (None, None)], "44021": (30_000, 0)})
    row = programme(data).loc["11001"]
    for column in ("people", "counted", "places", "room"):
        assert row[column] is pd.NA, column
    assert row["filled"] == 0


def test_brussels_counts_once_for_three_tenths_rounded_once():
    data = snapshot({"21004": (60_000, 0), "21015": (40_000, 0), "11001": (15_000, 0)})
    table = programme(data)
    assert table.index.tolist() == ["11001", BRUSSELS_ROW]  # last, whatever its code
    assert table.loc[BRUSSELS_ROW, "people"] == 100_000
    assert table.loc[BRUSSELS_ROW, "counted"] == 30_000
    assert table.loc[BRUSSELS_ROW, "places"] == 2  # per municipality: 18,000 and 12,000 give 3
    assert table.loc[BRUSSELS_ROW, "province"] == BRUSSELS


@pytest.mark.parametrize("slices", [1, 7, 25, 41, 100])
def test_whole_slices_in_brussels_give_no_extra_place(slices):
    table = programme(snapshot({"21004": (slices * 50_000, 0)}))
    assert table.loc[BRUSSELS_ROW, "places"] == slices


def test_brussels_has_no_figure_if_one_of_its_municipalities_has_none():
    rows = [("21004", 2031, 60_000)]
    table = programme(snapshot({"21004": (1, 0), "21015": (1, 0)}, projections=rows))
    assert table.loc[BRUSSELS_ROW, "people"] is pd.NA


def test_each_centre_counts_once_where_its_main_site_is():
    centres = [
        ("recognised", [("antenne", "44021"), ("main", "11001"), ("antenne", "11001")]),
        ("authorised", [("main", "11001")]),
        ("pending", [("main", "11001")]),
        ("unknown", [("main", "11001")]),
        ("not_recognised", [("main", "11001")]),
        ("closed", [("main", "11001")]),
        ("recognised", [("antenne", "44021")]),  # no main site: its first point
        ("recognised", []),
        ("recognised", [("main", "21004")]),
    ]
    table = programme(snapshot({**FLAT, "21004": (10, 0)}, centres=centres))
    counts = table[["recognised", "authorised", "pending", "not_recognised", "status_unknown"]]
    assert counts.loc["11001"].tolist() == [1, 1, 1, 1, 1]
    assert counts.loc["44021"].tolist() == [1, 0, 0, 0, 0]
    assert counts.loc[BRUSSELS_ROW].tolist() == [1, 0, 0, 0, 0]
    assert table["filled"].tolist() == [3, 1, 1]
    assert table["room"].tolist() == [2 - 3, 2 - 1, 1 - 1]
    assert table["room_low"].tolist() == [2 - 3 - 1, 1, 0], "of not recognised ones we are sure"


def test_free_places_and_centres_above_the_programme_are_never_negative():
    centres = [("recognised", [("main", "11001")])] * 3 + [("unknown", [("main", "44021")])] * 3
    table = programme(snapshot(FLAT, centres=centres))
    columns = ["free_low", "free", "over", "over_high"]
    assert table.loc["11001", columns].tolist() == [0, 0, 1, 1]
    assert table.loc["44021", columns].tolist() == [0, 2, 0, 1]
    assert (table["room"] == table["free"] - table["over"]).all()


def test_a_part_of_a_municipality_or_of_brussels_has_no_programme():
    data = snapshot({"11001": [(1, 0), (1, 0)], "44021": (1, 0), "21004": (1, 0), "21015": (1, 0)})
    assert programmed_in(data, ["w0", "w2", "w3"]) == ["44021"]
    assert programmed_in(data, ["w0", "w1", "w3", "w4"]) == ["11001", BRUSSELS_ROW]


def test_totals_count_free_places_and_excess_separately():
    centres = [("recognised", [("main", "11001")])] * 5 + [("unknown", [("main", "44022")])]
    people = {**FLAT, "44022": (1, 0), "44023": (None, None)}
    table = programme(snapshot(people, centres=centres))
    total = programme_totals(table).loc["all"]
    assert total["places"] == 2 + 2 + 1
    assert (total["room"], total["free"], total["over"]) == (0, 3, 3)
    assert total["municipalities"] == 4
    assert total["municipalities_without_projection"] == 1
    assert total["without"] == 2  # 44021 and 44023; the unknown one is a centre too
    assert total["with_room"] == 2


def test_totals_of_an_area_without_any_figure_are_missing():
    table = programme(snapshot({"11001": (16_000, 0), "44021": (None, None)}))
    totals = programme_totals(table, table["province"])
    assert totals["places"].tolist() == [2, pd.NA]
    assert totals["recognised"].tolist() == [0, 0]


def test_totals_keep_a_municipality_without_an_area_and_refuse_a_missing_one():
    table = programme(snapshot(FLAT))
    totals = programme_totals(table, pd.Series({"11001": "rop1", "44021": None}))
    assert totals["places"].tolist() == [2, 2]
    with pytest.raises(UnknownCodeError, match="44021"):
        programme_totals(table, pd.Series({"11001": "rop1"}))


def reach(people, in_low, in_high):
    return pd.Series({"people": people, "in_low": in_low, "out_low": people - in_high})


@pytest.mark.parametrize(
    ("room", "unknown", "in_low", "in_high", "expected"),
    [
        (0, 0, 0, 49, Disagreement.FILLED_BUT_FAR),
        (-1, 0, 0, 49, Disagreement.FILLED_BUT_FAR),
        (0, 0, 0, 50, None),  # exactly half, or perhaps half, is not most
        (0, 0, 10, 60, None),
        (1, 0, 0, 0, None),
        (1, 0, 91, 91, Disagreement.ROOM_BUT_NEAR),
        (1, 0, 90, 90, None),
        (1, 0, 80, 95, None),
        (1, 1, 99, 99, None),  # a centre of unknown status may fill it
        (2, 1, 99, 99, Disagreement.ROOM_BUT_NEAR),
        (pd.NA, 0, 0, 0, None),
    ],
)
def test_programme_and_reach_disagree_only_where_that_is_certain(
    room, unknown, in_low, in_high, expected
):
    row = pd.Series({"free": room, "free_low": room - unknown}, dtype="Int64").clip(0)
    assert disagreement(row, reach(100, in_low, in_high)) is expected


@pytest.mark.parametrize("people", [0, float("nan")])
def test_nobody_and_no_data_disagree_with_nothing(people):
    assert disagreement(pd.Series({"free": 0, "free_low": 0}), reach(people, 0, 0)) is None


def municipal(people: pd.Series):
    return snapshot({nis: (int(n), 0) for nis, n in people.items()})


def test_the_rule_gives_what_was_published_for_2020():
    people = facts("municipalities").set_index("nis")["population_2020"]
    table = programme(municipal(people))
    assert len(table) == 285 + 1
    assert table["places"].sum() == ANCHORS.places_2020
    assert table.loc[BRUSSELS_ROW, "places"] == ANCHORS.places_2020_brussels


def test_the_rule_gives_what_was_published_for_2015():
    path = OFFICIAL / "statbel" / "TF_SOC_POP_STRUCT_2015.zip"
    if not path.is_file():
        pytest.skip("the official files (../shared/data) are not here")
    none = facts("municipal_mergers").head(0)
    mergers, today = facts("municipal_mergers"), facts("municipalities")["nis"]
    merged_away = set(mergers["new_nis"]) - set(mergers["old_nis"])
    of_then = pd.Series(sorted((set(today) - merged_away) | set(mergers["old_nis"])))
    people = read_population(path, mergers=none, municipalities=of_then).municipal
    table = programme(municipal(people.set_index("nis")["people_all"]))
    assert table["places"].sum() == ANCHORS.places_2015

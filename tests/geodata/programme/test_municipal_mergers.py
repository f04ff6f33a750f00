import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.programme.municipal_mergers import before_mergers, merged_places
from geodata.programme.rule import places_for, programme
from tests.geodata.snapshots import snapshot

MERGERS = pd.DataFrame(
    {
        "old_nis": ["44001", "44002", "11001", "11007", "99001"],
        "old_name": ["Boven", "Onder", "Stad", "Rand", "Ver"],
        "new_nis": ["44080", "44080", "11001", "11001", "99999"],
        "year": ["2019", "2019", "2025", "2025", "2025"],
    }
)


def test_16000_and_16000_have_four_places_before_and_three_after_a_merger():
    table = programme(snapshot({"44080": (32_000, 0)}))
    people = {"44001": 16_000, "44002": 16_000}
    (merger,) = before_mergers(table, MERGERS, people_by_old=people)
    assert (merger.nis, merger.year) == ("44080", 2019)
    assert [(p.nis, p.name, p.people, p.places) for p in merger.before] == [
        ("44001", "Boven", 16_000, 2),
        ("44002", "Onder", 16_000, 2),
    ]
    assert (merger.now_people, merger.now_places) == (32_000, 3)
    assert (merger.before_low, merger.before_high) == (4, 4)


def test_unknown_parts_give_bounds_only():
    table = programme(snapshot({"44080": (32_000, 0), "11001": (29_000, 0), "12005": (1, 0)}))
    stad, dorp = before_mergers(table, MERGERS, people_by_old={"44001": 16_000})
    assert (stad.nis, stad.before_low, stad.before_high) == ("11001", 2, 3)
    assert (dorp.nis, dorp.before_low, dorp.before_high) == ("44080", 3, 4)
    assert [part.places for part in dorp.before] == [2, None]


def test_nothing_is_known_of_a_merger_without_figures():
    (merger,) = before_mergers(programme(snapshot({"44080": (None, None)})), MERGERS)
    assert (merger.now_people, merger.now_places) == (None, None)
    assert (merger.before_low, merger.before_high) == (None, None)


@pytest.mark.parametrize(
    ("count", "whole", "bounds"),
    [
        (3, 20_000, (3, 4)),  # three inhabited villages have one each, at the least
        (2, 30_000, (2, 3)),  # 15,000 and 15,000, or 1 and 29,999
        (2, 30_001, (3, 3)),  # 15,000 and 15,001, or 1 and 30,000
        (2, 1, (1, 1)),  # one of the two is empty
    ],
)
def test_bounds_that_a_person_can_check(count, whole, bounds):
    assert merged_places([None] * count, whole=whole) == bounds


@given(st.lists(st.integers(1, 60_000), min_size=1, max_size=6))
def test_the_truth_lies_within_the_bounds_and_a_merger_never_adds_a_place(parts):
    whole = sum(parts)
    low, high = merged_places([None] * len(parts), whole=whole)
    truth, again = merged_places(parts, whole=whole)
    assert truth == again
    assert low <= truth <= high
    assert places_for(whole) <= truth <= places_for(whole) + len(parts) - 1


@given(st.integers(1, 5), st.integers(0, 200_000))
def test_the_bounds_are_reached(count, more):
    whole = count + more
    low, high = merged_places([None] * count, whole=whole)
    tight = [1] * (count - 1) + [whole - count + 1]
    assert merged_places(tight, whole=whole) == (high, high)
    full = []
    for left in range(count, 0, -1):
        room = whole - sum(full) - (left - 1)
        full.append(room if left == 1 else min(room, 15_000))
    assert merged_places(full, whole=whole) == (low, low)

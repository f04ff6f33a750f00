import numpy as np

from geodata.choropleth import Values
from geodata.measures import GAP, SHARE
from maps.ranked_table import class_counts, ranking


def values(
    low: list[float], high: list[float], undecided: list[bool], people: list[float]
) -> Values:
    return Values(
        low=np.array(low),
        high=np.array(high),
        undecided=np.array(undecided),
        people=np.array(people),
        needs_people=True,
    )


def test_the_largest_certain_gap_ranks_first_and_what_is_unknown_last() -> None:
    given = values(
        [10, 0, 300, 0, np.nan],
        [10, 900, 300, 0, np.nan],
        [False, True, False, False, False],
        [20, 900, 300, 0, np.nan],
    )
    assert ranking(GAP, given, "1u30n").tolist() == [2, 0, 1, 3, 4]


def test_the_smallest_share_ranks_first() -> None:
    given = values([0.9, 0.1], [0.9, 0.1], [False, False], [10, 10])
    assert ranking(SHARE, given, "52").tolist() == [1, 0]


def test_ties_rank_by_people() -> None:
    given = values([0, 0], [0, 0], [False, False], [10, 99])
    assert ranking(SHARE, given, "11").tolist() == [1, 0]


def test_classes_on_the_ramp_are_counted_even_when_empty_others_only_when_met() -> None:
    counts = class_counts("11u", np.array([5.0, 7.0, 9.0]))
    assert counts.index.tolist() == ["1", "2", "3", "4", "5", "u"]
    assert counts["units"].tolist() == [2, 0, 0, 0, 0, 1]
    assert counts["people"].tolist() == [12, 0, 0, 0, 0, 9]

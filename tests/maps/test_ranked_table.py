import numpy as np

from geodata.choropleth import Values
from geodata.measures import GAP, SHARE
from maps.ranked_table import class_counts, ranking


def values(low: list[float], high: list[float], people: list[float]) -> Values:
    return Values(np.array(low), np.array(high), np.array(people), needs_people=True)


def test_a_wijk_with_a_range_ranks_among_the_others_by_the_end_that_is_asked() -> None:
    given = values(
        [10, 200, 300, 0, np.nan, 200],
        [10, 900, 300, 0, np.nan, 200],
        [20, 900, 300, 0, np.nan, 999],
    )
    assert ranking(GAP, given, "1u30n3").tolist() == [2, 1, 5, 0, 3, 4]
    assert ranking(GAP, given, "1u30n3", possible=True).tolist() == [1, 2, 5, 0, 3, 4]


def test_the_smallest_share_ranks_first() -> None:
    given = values([0.1, 0.2], [0.9, 0.3], [10, 10])
    assert ranking(SHARE, given, "u2").tolist() == [1, 0]
    assert ranking(SHARE, given, "u2", possible=True).tolist() == [0, 1]


def test_ties_rank_by_people() -> None:
    given = values([0, 0], [0, 0], [10, 99])
    assert ranking(SHARE, given, "11").tolist() == [1, 0]


def test_classes_on_the_ramp_are_counted_even_when_empty_others_only_when_met() -> None:
    counts = class_counts("11u", np.array([5.0, 7.0, 9.0]))
    assert counts.index.tolist() == ["1", "2", "3", "4", "5", "u"]
    assert counts["units"].tolist() == [2, 0, 0, 0, 0, 1]
    assert counts["people"].tolist() == [12, 0, 0, 0, 0, 9]

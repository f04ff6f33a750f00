from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geodata.errors import BadValueError, MissingColumnError, UnknownCodeError
from geodata.programme.similar_municipalities import similar
from geodata.reach.people import municipal_people
from tests.geodata.snapshots import snapshot

FOUR = {
    "11001": (1_000, 200),
    "11002": (1_000, 100),
    "21004": (100_000, 10_000),
    "44021": (10_000, 1_000),
}


def test_size_counts_in_multiples_and_both_weigh_the_same():
    found = similar(snapshot(FOUR), "11002")
    # Of 1,000, 1,000, 100,000 and 10,000 people the logs are 3, 3, 5, 4: their spread is 0.83.
    # The shares 0.2, 0.1, 0.1, 0.1 have a spread of 0.0433; the distances follow.
    assert found.index.tolist() == ["44021", "11001", "21004"]
    assert found["distance"].tolist() == pytest.approx(
        [1 / np.sqrt(11 / 16), 0.1 / np.sqrt(0.001875), 2 / np.sqrt(11 / 16)]
    )
    assert found["people"].tolist() == [10_000, 1_000, 100_000]
    assert found["share_65plus"].tolist() == [0.1, 0.2, 0.1]
    assert found.columns.tolist() == ["people", "share_65plus", "distance"]


def test_the_nearest_few_in_order_and_by_code_where_equally_near():
    data = snapshot(dict.fromkeys(("44021", "11001", "37021", "24062"), (500, 100)))
    assert similar(data, "37021", count=2).index.tolist() == ["11001", "24062"]
    assert similar(data, "37021", count=2)["distance"].tolist() == [0, 0]
    assert similar(data, "37021", count=0).empty


def test_the_order_of_the_wijken_changes_nothing():
    data = snapshot(FOUR)
    turned = replace(data, units=data.units.iloc[::-1], areas=data.areas.iloc[::-1])
    pd.testing.assert_frame_equal(similar(turned, "11002"), similar(data, "11002"))


def test_likeness_is_mutual():
    data = snapshot(FOUR)
    one, other = similar(data, "11001"), similar(data, "44021")
    assert one.loc["44021", "distance"] == pytest.approx(other.loc["11001", "distance"])


def test_municipalities_without_figures_or_people_are_left_out():
    data = snapshot({**FOUR, "12005": [(5, 1), (None, None)], "12006": (0, 0), "12007": (9, None)})
    assert set(similar(data, "11001", count=99).index) == {"11002", "21004", "44021"}
    for nis in ("12005", "12006", "12007"):
        assert similar(data, nis).empty
        assert similar(data, nis).columns.tolist() == ["people", "share_65plus", "distance"]


def test_an_unknown_municipality_is_an_error():
    with pytest.raises(UnknownCodeError, match="99999"):
        similar(snapshot(FOUR), "99999")
    with pytest.raises(BadValueError, match="-1"):
        similar(snapshot(FOUR), "11001", count=-1)


def test_people_without_ages_cannot_be_compared():
    data = snapshot(FOUR)
    without = replace(data, units=data.units.drop(columns="people_65plus"))
    with pytest.raises(MissingColumnError, match="people_65plus"):
        similar(without, "11001")


def test_people_of_a_municipality_are_the_sum_of_its_wijken_or_not_known():
    people = municipal_people(
        snapshot({"44021": [(10, 2), (5, 1)], "11001": [(10, 2), (None, None)], "11002": (0, 0)})
    )
    assert people.index.tolist() == ["11001", "11002", "44021"]
    assert people["people_all"].tolist() == [pd.NA, 0, 15]
    assert people["people_65plus"].tolist() == [pd.NA, 0, 3]
    assert people.columns.tolist() == ["people_all", "people_65plus"]

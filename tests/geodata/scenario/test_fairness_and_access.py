"""Lorenz curve, Gini, and access with competition: by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.scenario.catchment import ENHANCED, PLAIN, access
from geodata.scenario.fairness import farthest_share, lorenz

VALUES = st.lists(st.tuples(st.floats(0, 1e4), st.integers(1, 1000)), min_size=1, max_size=30)


@given(VALUES)
def test_gini_is_half_the_mean_difference_over_the_mean(rows):
    value, weight = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    found = lorenz(value, weight)
    mean = (value * weight).sum() / weight.sum()
    pairs = np.abs(value[:, None] - value) * weight[:, None] * weight
    expected = pairs.sum() / weight.sum() ** 2 / (2 * mean) if mean > 0 else 0.0
    assert found.gini == pytest.approx(expected, abs=1e-9)
    assert (np.diff(found.people) >= 0).all()
    assert (found.distance <= found.people + 1e-9).all()


def test_units_without_people_data_or_point_count_for_nothing():
    some = lorenz(np.array([100.0, 300.0]), np.array([1.0, 1.0]))
    more = lorenz(np.array([100.0, 300.0, np.inf, 50.0]), np.array([1.0, 1.0, 9.0, 0.0]))
    assert more.gini == some.gini == pytest.approx(0.25)
    assert np.isnan(lorenz(np.array([np.inf]), np.array([1.0])).gini)
    assert farthest_share(some, fraction=0.5) == pytest.approx(0.75)


DISTANCES = np.array([[0.0, 300.0, 900.0, 1500.0], [1500.0, 400.0, 1000.0, 1400.0]])


def test_2sfca_by_hand():
    people, supply = np.array([10.0, 20.0, 30.0, 40.0]), np.array([60.0, 50.0])
    found = access(DISTANCES, people=people, supply=supply, threshold_m=1000, zones=PLAIN)
    assert found.tolist() == pytest.approx([1.0, 2.0, 2.0, 0.0])


def test_e2sfca_by_hand():
    people, supply = np.array([10.0, 20.0, 30.0, 40.0]), np.array([1.0, 1.0])
    found = access(DISTANCES, people=people, supply=supply, threshold_m=1000, zones=ENHANCED)
    first, second = 1 / (10 + 20 + 0.22 * 30), 1 / (0.68 * 20 + 0.22 * 30)
    expected = [first, first + 0.68 * second, 0.22 * (first + second), 0.0]
    assert found.tolist() == pytest.approx(expected)


def test_a_point_with_nobody_around_gives_nothing_and_no_data_is_nobody():
    found = access(
        np.array([[100.0, 5000.0]]),
        people=np.array([np.nan, 10.0]),
        supply=np.array([5.0]),
        threshold_m=1000,
    )
    assert found.tolist() == [0.0, 0.0]

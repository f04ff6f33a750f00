"""Which numbers of people are estimates, and how exact they look."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geodata.enums import DatasetFlag
from geodata.estimates import counted, counted_by, estimated_people, rounded
from tests.geodata.snapshots import PEOPLE, snapshot

A1, A2, B1, C1 = "w0", "w1", "w2", "w4"
"""Wijken of three municipalities; only the one of the last was counted."""


@pytest.fixture
def data():
    made = snapshot(
        {"11001": [(10, 2), (20, 4)], "11002": [(30, 6), (5, 1)], "11003": (40, 8)},
        datasets=[replace(PEOPLE, flags=(DatasetFlag.ESTIMATED,))],
    )
    return replace(made, units=made.units.assign(estimated=[True, True, True, True, False]))


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        *((0, 0), (0.4, 0), (3, 5), (9.9, 5), (10, 10), (14, 10), (96, 100), (385, 390)),
        *((1_878, 1_900), (9_999, 10_000), (12_345, 12_300), (4_912_345, 4_910_000)),
        *((-385, -390), (-3, -5)),
    ],
)
def test_an_estimate_is_as_exact_as_it_can_be(exact, shown):
    assert rounded(exact) == shown
    assert rounded(shown) == shown, "rounding again changes nothing"


def test_what_is_unknown_stays_unknown():
    assert np.isnan(rounded([np.nan])).all()


def test_a_wijk_is_an_estimate_and_its_municipality_a_count(data):
    assert estimated_people(data, "80plus").tolist() == [True, True, True, True, False]
    assert not counted(data, "80plus", [A1])
    assert counted(data, "80plus", [A1, A2])
    assert counted(data, "80plus", [C1])
    assert not counted(data, "80plus", [A1, A2, B1])
    area = pd.Series({A1: "x", A2: "x", B1: "y", C1: "z"})
    assert counted_by(data, "80plus", area).to_dict() == {"x": True, "y": False, "z": True}


def test_where_only_ages_are_estimated_all_people_are_a_count(data):
    data = replace(data, datasets=(replace(PEOPLE, flags=(DatasetFlag.ESTIMATED_AGES,)),))
    assert counted(data, "all", [A1])
    assert not counted(data, "80plus", [A1])

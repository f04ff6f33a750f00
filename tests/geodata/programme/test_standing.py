"""How a municipality stands, on cases that one can check by hand."""

import pandas as pd
import pytest

from geodata.programme.standing import Standing, programme_standings, working_standings


@pytest.mark.parametrize(
    ("room", "low", "centres", "standing"),
    [
        (2, 2, 0, Standing.NONE),
        (2, 1, 1, Standing.ROOM),
        (0, 0, 2, Standing.FULL),
        (-1, -1, 3, Standing.OVER),
        (1, 0, 1, Standing.UNSURE),
        (0, -1, 2, Standing.UNSURE),
        (pd.NA, pd.NA, 4, Standing.UNKNOWN),
        (pd.NA, pd.NA, 0, Standing.UNKNOWN),
        (0, 0, 0, Standing.FULL),
    ],
)
def test_a_standing_is_only_certain_when_no_unknown_status_can_change_it(
    room, low, centres, standing
):
    table = pd.DataFrame({"room": [room], "room_low": [low]}, dtype="Int64")
    found = programme_standings(table.assign(centres=centres))
    assert found.tolist() == [standing]


def working(**columns):
    """Four municipalities: with room, without centres, with poor records, without a projection."""
    table = pd.DataFrame(
        {
            "centres": [2, 0, 1, 1],
            "antennes": [1, 0, 0, 0],
            "incomplete": [1, 0, 1, 0],
            "free_low": pd.array([1, 1, 0, 0], dtype="Float64"),
            "free": pd.array([2, 1, 0, 1], dtype="Float64"),
        }
    )
    return working_standings(table.assign(**columns)).tolist()


def test_the_most_pressing_standing_comes_first():
    assert working() == [Standing.ROOM, Standing.NONE, Standing.INCOMPLETE, Standing.UNSURE]
    assert working(incomplete=0)[2] == Standing.FULL


def test_half_of_the_records_incomplete_is_not_most():
    assert working(incomplete=[1, 0, 0, 0])[0] == Standing.ROOM
    assert working(incomplete=[2, 0, 0, 0])[0] == Standing.INCOMPLETE


def test_an_antenne_is_enough_not_to_be_without():
    assert working(antennes=[0, 1, 0, 0])[1] == Standing.ROOM


def test_without_a_projection_the_room_is_unsure():
    missing = pd.array([pd.NA] * 4, dtype="Float64")
    found = working(incomplete=0, free_low=missing, free=missing)
    assert found == [Standing.UNSURE, Standing.NONE, *[Standing.UNSURE] * 2]

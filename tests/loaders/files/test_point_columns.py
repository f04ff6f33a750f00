"""Values of a service point for wheelchair access and activities."""

from dataclasses import replace

import pytest

from geodata.errors import BadValueError
from geodata.snapshot.schemas import check_snapshot


def with_value(data, column, value):
    return replace(data, points=data.points.assign(**{column: [value]}))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("wheelchair", None),
        ("wheelchair", "independent"),
        ("wheelchair", "help"),
        ("activities", None),
        ("activities", "meals"),
        ("activities", "meals,neighbourhood_help,referral"),
    ],
)
def test_a_point_may_say(small, column, value):
    check_snapshot(with_value(small, column, value))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("wheelchair", "yes"),
        ("wheelchair", ""),
        ("activities", ""),
        ("activities", "meals,"),
        ("activities", "meals, courses"),
        ("activities", "dancing"),
    ],
)
def test_a_point_may_not_say(small, column, value):
    with pytest.raises(BadValueError):
        check_snapshot(with_value(small, column, value))

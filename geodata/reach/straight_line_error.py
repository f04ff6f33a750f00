"""How far the straight line is off from walks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

FAR_OFF = 0.1
"""A unit is far off from here, as a difference of shares."""


class StraightLineError(NamedTuple):
    """What the straight line makes of some units, and walks.

    Attributes
    ----------
    units, far_off
        How many units are compared, and in how many the shares differ by more than ``FAR_OFF``.
    straight, walked
        People in reach by straight line and on foot.
    """

    units: int
    far_off: int
    straight: float
    walked: float


def straight_line_error(
    straight: pd.DataFrame, walked: pd.DataFrame, people: pd.Series
) -> StraightLineError:
    """Return how far the straight line is off, with every point at its nominal position.

    Parameters
    ----------
    straight, walked
        Reach of the same units (:meth:`geodata.reach.coverage.PreparedReach.coverage`).
    people
        People of each unit, on the same index; those without any, or without a figure, are left
        out.

    Examples
    --------
    >>> import pandas as pd
    >>> shares = [pd.DataFrame({"share_high": one}) for one in ([1.0, 0.5], [0.6, 0.45])]
    >>> straight_line_error(*shares, pd.Series([100.0, 20.0]))
    StraightLineError(units=2, far_off=1, straight=110.0, walked=69.0)
    """
    some = people > 0
    line, walk = (frame["share_high"][some] for frame in (straight, walked))
    far_off = int(((line - walk).abs() > FAR_OFF).sum())
    sums = [float((share * people[some]).sum()) for share in (line, walk)]
    return StraightLineError(int(some.sum()), far_off, *sums)

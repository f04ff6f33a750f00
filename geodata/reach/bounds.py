"""Who is in reach as a table: what every kind of distance answers a threshold with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata._validate import require, require_factor
from geodata.reach.distances import RANKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MAX_THRESHOLD_M = 10_000.0
"""The largest threshold: near pairs are looked up within it."""

ROUNDING = 1e-9
"""Shares that differ by less are the same."""


def require_threshold(threshold_m: float, detour_factor: float) -> None:
    """Raise BadValueError unless the threshold and the detour factor are in range."""
    require(
        0 <= threshold_m <= MAX_THRESHOLD_M,
        where="threshold_m",
        expected=f"a number from 0 to {MAX_THRESHOLD_M:g}",
        got=threshold_m,
    )
    require_factor(detour_factor)


def bounds_table(
    codes: pd.Index[str],
    shares: tuple[Floats, Floats, Floats],
    distances_m: tuple[Floats, Floats],
    threshold_m: float,
) -> pd.DataFrame:
    """Return the table of :meth:`geodata.reach.coverage.PreparedReach.coverage`.

    Parameters
    ----------
    codes
        Codes of the units, length n.
    shares
        Share of each unit that is surely in reach, nominally, and possibly; shape (n,) each. Where
        the first and the last differ by rounding only, all three are the first.
    distances_m
        Lower and upper bounds of the distance to the nearest points, ascending, metres, shape
        (n, RANKS or more) each.
    threshold_m
        What counts as in reach (≤), metres.
    """
    low, high, possible = shares
    undecided = possible - low > ROUNDING
    lower_m, upper_m = distances_m
    columns = {
        "share_low": low,
        "share_high": np.where(undecided, np.clip(high, low, possible), low),
        "share_possible": np.where(undecided, possible, low),
        "undecided": undecided,
    }
    for rank in range(RANKS):
        columns[f"distance{rank + 1}_low_m"] = lower_m[:, rank]
        columns[f"distance{rank + 1}_high_m"] = upper_m[:, rank]
    columns["count_low"] = (upper_m <= threshold_m).sum(axis=1)
    columns["count_high"] = (lower_m <= threshold_m).sum(axis=1)
    return pd.DataFrame(columns, index=codes)

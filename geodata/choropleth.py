"""Classes of a choropleth: round bounds that a person can repeat, the same on every map.

A class holds the values up to and including its upper bound (``≤``). A neighbourhood whose range
of possible values spans more than one class is *undecided*; nobody living there, no data, and
nothing in reach stay three different things.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geodata.measures import Measure

UNDECIDED, NOBODY, NO_DATA = "u", "0", "n"
PLAIN = "-"
"""An area of a map that shows no measure."""
CLASSES = ("1", "2", "3", "4", "5")


@dataclass(frozen=True)
class Values:
    """What a measure gives per neighbourhood.

    Attributes
    ----------
    low, high
        float (n,): the range of possible values; equal where the value is certain; NaN without
        data. People, a share 0–1, metres, or a number of points.
    people
        float (n,): people of the group, NaN without data.
    needs_people
        Whether the measure means nothing without people (people out of reach, share).
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    people: NDArray[np.float64]
    needs_people: bool


def measure_values(measure: Measure, coverage: pd.DataFrame, people: pd.DataFrame) -> Values:
    """Return the values of a measure per neighbourhood.

    Parameters
    ----------
    measure
        What to show.
    coverage
        What :meth:`geodata.reach.coverage.PreparedReach.coverage` returns, one row a
        neighbourhood.
    people
        What :func:`geodata.reach.people.people_in_reach` returns, on the same index.
    """
    total = people["people"].to_numpy(dtype=float)
    frame = people if measure.low in people else coverage
    return Values(
        low=frame[measure.low].to_numpy(dtype=float),
        high=frame[measure.high].to_numpy(dtype=float),
        people=total,
        needs_people=measure.needs_people,
    )


def share_values(people: pd.DataFrame) -> Values:
    """Return the share of the people in reach of areas that are sums of neighbourhoods.

    Parameters
    ----------
    people
        ``people``, ``out_low`` and ``out_high`` of :func:`geodata.reach.people.totals`, one row an
        area; NaN without data.

    Examples
    --------
    >>> import pandas as pd
    >>> sums = pd.DataFrame({"people": [80.0], "out_low": [20.0], "out_high": [40.0]})
    >>> values = share_values(sums)
    >>> values.low.tolist(), values.high.tolist()
    ([0.5], [0.75])
    """
    total, least, most = (
        people[column].to_numpy(dtype=float) for column in ("people", "out_low", "out_high")
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = 1 - most / total, 1 - least / total
    return Values(low, high, total, needs_people=True)


def natural_bounds(values: Values) -> tuple[float, ...] | None:
    """Return four natural breaks (Jenks-Caspall) of the certain values, or None if too few differ.

    Bounds are rounded up to two significant digits, so that a person can still repeat them.
    """
    certain = values.low[values.low == values.high]
    certain = certain[np.isfinite(certain)]
    if len(np.unique(certain)) < 2 * len(CLASSES):
        return None
    import mapclassify

    breaks = mapclassify.JenksCaspall(certain, k=len(CLASSES)).bins[:-1]
    # upwards, for a bound belongs to the class below it
    steps = [10.0 ** (math.floor(math.log10(b)) - 1) if b > 0 else 1.0 for b in breaks]
    rounded = tuple(math.ceil(b / s - 1e-9) * s for b, s in zip(breaks, steps, strict=True))
    return rounded if len(set(rounded)) == len(rounded) else tuple(float(b) for b in breaks)


def classify(values: Values, bounds: tuple[float, ...]) -> str:
    """Return one class character per neighbourhood, in the order of the values.

    Parameters
    ----------
    values
        From :func:`measure_values`.
    bounds
        Ascending upper bounds of all classes but the last; a class includes its bound.

    Returns
    -------
    str
        ``1``–``5``, ``u`` undecided, ``0`` nobody lives there, ``n`` no data.

    Examples
    --------
    >>> ends = np.array([0.2, 0.9, np.nan]), np.array([0.2, 0.9, np.nan])
    >>> people = np.array([100.0, 0.0, np.nan])
    >>> values = Values(*ends, people, needs_people=True)
    >>> classify(values, (0.0, 0.25, 0.5, 0.75))
    '20n'
    """
    lowest = np.searchsorted(bounds, values.low, side="left") + 1
    highest = np.searchsorted(bounds, values.high, side="left") + 1
    codes = lowest.astype("U1")
    codes[lowest != highest] = UNDECIDED
    if values.needs_people:
        codes[values.people == 0] = NOBODY
        codes[np.isnan(values.people)] = NO_DATA
    return "".join(codes.tolist())

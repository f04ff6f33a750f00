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

from geodata.enums import Measure

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

UNDECIDED, NOBODY, NO_DATA = "u", "0", "n"
PLAIN = "-"
"""An area of a map that shows no measure."""
CLASSES = ("1", "2", "3", "4", "5")

_GAP_BOUNDS = {
    "all": (500.0, 1_000.0, 2_500.0, 5_000.0),
    "65plus": (100.0, 250.0, 500.0, 1_000.0),
    "80plus": (25.0, 75.0, 150.0, 300.0),
}
_BOUNDS = {
    Measure.SHARE: (0.0, 0.25, 0.5, 0.75),
    Measure.COUNT: (0.0, 1.0, 2.0, 4.0),
    Measure.DISTANCE_1: (800.0, 1_200.0, 2_500.0, 5_000.0),
    Measure.DISTANCE_2: (800.0, 1_200.0, 2_500.0, 5_000.0),
    Measure.DISTANCE_3: (800.0, 1_200.0, 2_500.0, 5_000.0),
}


@dataclass(frozen=True)
class Values:
    """What a measure gives per neighbourhood.

    Attributes
    ----------
    low, high
        float (n,): the range of possible values; equal where the value is certain; NaN without
        data. People, a share 0–1, metres, or a number of points.
    undecided
        bool (n,): positions known too roughly to tell.
    people
        float (n,): people of the group, NaN without data.
    needs_people
        Whether the measure means nothing without people (people out of reach, share).
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    undecided: NDArray[np.bool_]
    people: NDArray[np.float64]
    needs_people: bool


def measure_values(measure: Measure, coverage: pd.DataFrame, people: pd.DataFrame) -> Values:
    """Return the values of a measure per neighbourhood.

    Parameters
    ----------
    measure
        What to show.
    coverage
        As :func:`geodata.reach.coverage.coverage` gives it, one row a neighbourhood.
    people
        As :func:`geodata.reach.coverage.people_in_reach` gives it, on the same index.
    """
    total = people["people"].to_numpy(dtype=float)
    undecided = coverage["undecided"].to_numpy(dtype=bool)
    if measure is Measure.GAP:
        low, high = people["out_low"], people["out_high"]
    elif measure is Measure.SHARE:
        low, high = coverage["share_low"], coverage["share_high"]
    elif measure is Measure.COUNT:
        low, high = coverage["count_low"], coverage["count_high"]
    else:
        column = f"distance{measure.rank}"
        low, high = coverage[f"{column}_low_m"], coverage[f"{column}_high_m"]
    needs_people = measure in {Measure.GAP, Measure.SHARE}
    return Values(
        low=low.to_numpy(dtype=float),
        high=high.to_numpy(dtype=float),
        undecided=undecided if needs_people else np.zeros(len(total), dtype=bool),
        people=total,
        needs_people=needs_people,
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
    return Values(low, high, np.zeros(len(total), dtype=bool), total, needs_people=True)


def fixed_bounds(measure: Measure, group: str) -> tuple[float, ...]:
    """Return the four upper bounds of the first four of five classes.

    Parameters
    ----------
    measure, group
        The bounds of people out of reach depend on the size of the group.
    """
    if measure is Measure.GAP:
        return _GAP_BOUNDS.get(group, _GAP_BOUNDS["65plus"])
    return _BOUNDS[measure]


def natural_bounds(values: Values) -> tuple[float, ...] | None:
    """Return four natural breaks (Jenks-Caspall) of the certain values, or None if too few differ.

    Bounds are rounded up to two significant digits, so that a person can still repeat them.
    """
    certain = values.low[~values.undecided & (values.low == values.high)]
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
    """Return one class character a neighbourhood, in the order of the values.

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
    """
    lowest = np.searchsorted(bounds, values.low, side="left") + 1
    highest = np.searchsorted(bounds, values.high, side="left") + 1
    codes = lowest.astype("U1")
    codes[values.undecided | (lowest != highest)] = UNDECIDED
    if values.needs_people:
        codes[values.people == 0] = NOBODY
        codes[np.isnan(values.people)] = NO_DATA
    return "".join(codes.tolist())

"""Classes of a choropleth: round bounds that a person can repeat.

They are the same on every map where they spread the region shown over several classes; where they
do not, they are those of the region. A class holds the values up to and including its upper bound
(``≤``). A neighbourhood whose range of possible values spans more than one class is *undecided*;
nobody living there, no data, and nothing in reach stay three different things.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geodata.measures import Measure

UNDECIDED, NOBODY, NO_DATA = "u", "0", "n"
PLAIN = "-"
"""An area of a map that shows no measure."""
CLASSES = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
"""Codes of the classes of a map: a ramp has the first :data:`RAMP`, two crossed measures all."""

RAMP = 5
"""Classes of a ramp of colours."""

EVERYONE = 1 - 1e-9
"""Upper bound of the shares that are not everyone: the last class is then exactly everyone."""

THIRDS = 3
"""Classes of each of two crossed measures."""

_CROWDED = 0.6
"""Fixed classes of which one holds a larger part of the areas do not spread them."""

_UNEVEN = 1.5
"""A class of more than this many times its part of the areas asks for less round bounds."""


class Breaks(StrEnum):
    """How the bounds of classes are chosen; the values are codes of addresses."""

    REGION = "gebied"
    FIXED = "vast"
    NATURAL = "natuurlijk"


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


def out_share_values(people: pd.DataFrame) -> Values:
    """Return the share of the people out of reach: the rate that colours a map of their number.

    Parameters
    ----------
    people
        What :func:`geodata.reach.people.people_in_reach` returns.

    Examples
    --------
    >>> import pandas as pd
    >>> one = {"people": [80.0], "out_low": [20.0], "out_high": [20.0]}
    >>> out_share_values(pd.DataFrame(one)).high.tolist()
    [0.25]
    """
    reached = share_values(people)
    return Values(1 - reached.high, 1 - reached.low, reached.people, needs_people=True)


def class_bounds(
    breaks: Breaks, values: Values, fixed: tuple[float, ...]
) -> tuple[tuple[float, ...], Breaks]:
    """Return the upper bounds of all classes but the last, and how they were chosen.

    Parameters
    ----------
    breaks
        How to choose them.
    values
        The values of the region shown.
    fixed
        The bounds that are the same on every map. They stay where they spread the region, and where
        too few values differ for others.
    """
    if breaks is Breaks.NATURAL and (natural := natural_bounds(values)):
        return natural, Breaks.NATURAL
    if breaks is Breaks.REGION and _crowded(values, fixed) and (own := _own_bounds(values)):
        return own, Breaks.REGION
    return fixed, Breaks.FIXED


def natural_bounds(values: Values) -> tuple[float, ...] | None:
    """Return four natural breaks (Jenks-Caspall) of the certain values, or None if too few differ.

    Bounds are rounded up to two significant digits, so that a person can still repeat them, and to
    what a legend shows.
    """
    certain = _certain(values)
    if len(np.unique(certain)) < 2 * RAMP:
        return None
    import mapclassify

    breaks = mapclassify.JenksCaspall(certain, k=RAMP).bins[:-1].tolist()
    rounded = _rounded_up(breaks, _least_step(certain))
    return rounded if len(set(rounded)) == len(rounded) else None


def thirds(people: NDArray[np.float64]) -> tuple[float, ...]:
    """Return two bounds that divide the inhabited areas of a region into three of about one size.

    Examples
    --------
    >>> thirds(np.array([0.0, 10, 20, 30, 40, 50, 61]))
    (27.0, 44.0)
    """
    some = people[people > 0]
    if not len(some):
        return (0.0, 0.0)
    return _rounded_up(np.quantile(some, [1 / THIRDS, 2 / THIRDS]).tolist())


def _certain(values: Values) -> NDArray[np.float64]:
    certain: NDArray[np.float64] = values.low[values.low == values.high]
    return certain[np.isfinite(certain)]


def _crowded(values: Values, bounds: tuple[float, ...]) -> bool:
    """Return whether one class holds most of the areas whose value is certain."""
    found = np.searchsorted(bounds, _certain(values), side="left")
    return bool(len(found)) and np.bincount(found).max() > _CROWDED * len(found)


def _own_bounds(values: Values) -> tuple[float, ...] | None:
    """Return four bounds that spread the values of a region, or None if too few differ.

    Where many areas have exactly 0, or exactly everyone, those are a class of their own; the other
    classes divide the other areas into parts of about one size.
    """
    certain = _certain(values)
    many = len(certain) / RAMP
    none, all_ = certain == 0, _shares(certain) & (certain > EVERYONE)
    own_none, own_all = bool(none.sum() > many), bool(all_.sum() > many)
    some = certain[~((none & own_none) | (all_ & own_all))]
    if len(np.unique(some.round(6))) < 2 * RAMP:
        return None
    parts = RAMP - own_none - own_all
    breaks = np.quantile(some, np.arange(1, parts) / parts)
    for digit in (5, 1):  # the rounder the better, as long as it spreads
        steps = digit * 10.0 ** (np.floor(np.log10(np.maximum(breaks, 1e-6))) - 1)
        steps = np.maximum(steps, _least_step(certain))
        rounded = (np.round(breaks / steps) * steps).round(6).tolist()
        sizes = np.bincount(np.searchsorted(rounded, some, side="left"), minlength=parts)
        if sizes.min() > 0 and sizes.max() <= _UNEVEN * len(some) / parts:
            break
    if sizes.min() == 0 or len(set(rounded)) < len(rounded):
        return None
    return (*([0.0] * own_none), *rounded, *([EVERYONE] * own_all))


def _shares(certain: NDArray[np.float64]) -> bool:
    return bool(certain.max(initial=0) <= 1)


def _least_step(certain: NDArray[np.float64]) -> float:
    """Return the smallest difference that a legend shows: one per cent, person or metre."""
    return 0.01 if _shares(certain) else 1.0


def _rounded_up(breaks: list[float], least: float = 1.0) -> tuple[float, ...]:
    """Round up to two significant digits: a bound belongs to the class below it."""
    steps = [max(10.0 ** (math.floor(math.log10(b)) - 1), least) if b > 0 else 1.0 for b in breaks]
    return tuple(round(math.ceil(b / s - 1e-9) * s, 6) for b, s in zip(breaks, steps, strict=True))


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


def crossed(values: Values, bounds: tuple[float, ...], need: tuple[float, ...]) -> str:
    """Return one class character per neighbourhood of two crossed measures: people and distance.

    Parameters
    ----------
    values
        Distances and people.
    bounds
        Two upper bounds of near and further, metres; what is more is far.
    need
        Two upper bounds of few and more people; what is more is many.

    Returns
    -------
    str
        ``1`` few and near, ``2`` few and further, ``3`` few and far, ``4``–``6`` more people,
        ``7``–``9`` many, and ``u``, ``0``, ``n`` as :func:`classify` returns them.

    Examples
    --------
    >>> far = np.array([500.0, 9000.0])
    >>> values = Values(far, far, np.array([5.0, 500.0]), needs_people=True)
    >>> crossed(values, (1200.0, 2400.0), (50.0, 100.0))
    '19'
    """
    access = np.array(list(classify(values, bounds)))
    row = np.searchsorted(need, np.nan_to_num(values.people), side="left")
    codes = access.copy()
    on_ramp = np.isin(access, CLASSES)
    codes[on_ramp] = (row[on_ramp] * THIRDS + access[on_ramp].astype(int)).astype("U1")
    return "".join(codes.tolist())

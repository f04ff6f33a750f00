"""Where new service points bring people nearest: least total distance, and least largest distance.

What exists is kept: nobody goes to a new site that is farther than the point they have. The least
total distance is the p-median, the least largest one the p-centre (Hakimi 1964).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from geodata._validate import require
from geodata.scenario.solver import Ending, Model, solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Sites = tuple[int, ...]


class Nearness(NamedTuple):
    """Sites, and how far people then are from their nearest point.

    Attributes
    ----------
    sites
        Rows of the candidates.
    mean_m, largest_m
        Mean distance of the people, and the largest of any demand unit with people, metres.
    proven
        Whether no other choice is better.
    """

    sites: Sites
    mean_m: float
    largest_m: float
    proven: bool


def distances(
    distance_m: Floats, now_m: Floats, people: Floats, sites: Sites
) -> tuple[float, float]:
    """Return the mean and the largest distance with these sites, metres.

    Parameters
    ----------
    distance_m
        From each unit to each candidate, shape (candidates, units).
    now_m
        From each unit to its nearest point now, shape (units,); inf if there is none.
    people
        People of each unit, shape (units,).
    sites
        Rows of the candidates; may be none.

    Examples
    --------
    >>> distances(np.array([[0.0, 4.0]]), np.array([6.0, 2.0]), np.array([1.0, 1.0]), (0,))
    (1.0, 2.0)
    """
    lived_in = people > 0
    nearest = now_m[lived_in]
    if sites:
        nearest = np.minimum(nearest, distance_m[list(sites)][:, lived_in].min(axis=0))
    weight = people[lived_in]
    return float(nearest @ weight / weight.sum()), float(nearest.max())


def least_total(distance_m: Floats, now_m: Floats, people: Floats, count: int) -> Nearness:
    """Return sites that bring the mean distance down: greedy, then improved by exchanges.

    One site is exchanged for another as long as that helps (Teitz & Bart 1968): in practice within
    a per cent of the best, and not proven.

    Parameters
    ----------
    distance_m, now_m, people
        As for :func:`distances`.
    count
        How many sites.

    Raises
    ------
    BadValueError
        If more sites are asked than there are candidates.

    Examples
    --------
    >>> line = np.abs(np.subtract.outer([0.0, 5.0, 10.0], [0.0, 5.0, 10.0]))
    >>> least_total(line, np.full(3, np.inf), np.ones(3), 1).sites
    (1,)
    """
    _require_count(len(distance_m), count)
    # people without any point now are as far as can be
    far = min(1e9, 2 * float(distance_m.max()) + 1)
    now = np.minimum(now_m, far)
    sites: list[int] = []
    for _ in range(count):
        nearest = _nearest(distance_m, now, sites)
        sites.append(int(np.argmin(np.minimum(distance_m, nearest) @ people)))
    total = float(_nearest(distance_m, now, sites) @ people)
    improved = True
    while improved:
        improved = False
        for place in range(count):
            others = sites[:place] + sites[place + 1 :]
            totals = np.minimum(distance_m, _nearest(distance_m, now, others)) @ people
            row = int(np.argmin(totals))
            if totals[row] < total * (1 - 1e-12):
                sites[place], total, improved = row, float(totals[row]), True
    return _result(distance_m, now_m, people, tuple(sites), proven=False)


def least_largest(
    distance_m: Floats, now_m: Floats, people: Floats, count: int, *, time_limit_s: float = 20.0
) -> Nearness:
    """Return sites with which nobody's distance is larger than it has to be.

    The answer is one of the distances of the table: a binary search over them asks each time
    whether as many sites are enough to bring everyone within that distance (set covering, HiGHS).
    Of the sites that are enough, those that are left over bring the mean distance down.

    Parameters
    ----------
    distance_m, now_m, people, count
        As for :func:`least_total`.
    time_limit_s
        For each question; one that is not answered in time counts as no.

    Examples
    --------
    >>> line = np.abs(np.subtract.outer([0.0, 4.0, 10.0], [0.0, 4.0, 10.0]))
    >>> least_largest(line, np.full(3, np.inf), np.array([1.0, 9.0, 1.0]), 2).largest_m
    4.0
    """
    _require_count(len(distance_m), count)
    lived_in = people > 0
    table, now = distance_m[:, lived_in], now_m[lived_in]
    steps = np.unique(np.concatenate([table.ravel(), now[np.isfinite(now)]]))
    steps = steps[steps >= np.minimum(now, table.min(axis=0)).max()]
    low, high, proven = 0, len(steps) - 1, True
    found: Sites = ()
    while low <= high:
        middle = (low + high) // 2
        answer, sure = _within(table, now, float(steps[middle]), count, time_limit_s)
        proven = proven and sure
        if answer is None:
            low = middle + 1
        else:
            found, high = answer, middle - 1
    spare = count - len(found)
    if spare:
        nearest = _nearest(distance_m, now_m, list(found))
        found += least_total(distance_m, nearest, people, spare).sites
    return _result(distance_m, now_m, people, found, proven=proven)


def _within(
    table: Floats, now: Floats, most_m: float, count: int, time_limit_s: float
) -> tuple[Sites | None, bool]:
    """Return at most ``count`` sites with all within a distance, and whether that is proven."""
    open_units = now > most_m
    if not open_units.any():
        return (), True
    covers = table[:, open_units] <= most_m
    sites, units = covers.shape
    if not covers.any(axis=0).all():
        return None, True
    model = Model(
        cost=-np.ones(sites),
        upper=np.ones(sites),
        whole=np.ones(sites, dtype=bool),
        rows=csr_array(covers.T.astype(float)),
        row_lower=np.ones(units),
        row_upper=np.full(units, np.inf),
    )
    solved = solve(
        model,
        time_limit_s=time_limit_s,
        # enough is known as soon as few enough are found, or no fewer can be
        watch=lambda best, bound: not (-best <= count or -bound > count),
    )
    if solved.x.size and -solved.objective <= count + 1e-6:
        return tuple(np.flatnonzero(solved.x > 0.5).tolist()), True  # noqa: PLR2004  (whole)
    return None, solved.ending is Ending.PROVEN or -solved.bound > count + 1e-6


def _nearest(distance_m: Floats, now_m: Floats, sites: list[int]) -> Floats:
    if not sites:
        return now_m
    return np.asarray(np.minimum(now_m, distance_m[sites].min(axis=0)))


def _result(
    distance_m: Floats, now_m: Floats, people: Floats, sites: Sites, *, proven: bool
) -> Nearness:
    mean_m, largest_m = distances(distance_m, now_m, people, sites)
    return Nearness(sites, mean_m, largest_m, proven)


def _require_count(candidates: int, count: int) -> None:
    require(
        1 <= count <= candidates,
        where="sites",
        expected=f"a number from 1 to that of the candidates, {candidates}",
        got=count,
    )

"""Where new service points bring people nearest: least total distance, and least largest distance.

What exists is kept: nobody goes to a new site that is farther than the point they have. The least
total distance is the p-median, the least largest one the p-centre (Hakimi 1964). Both are solved
exactly by HiGHS, from a quick answer that is improved by exchanges, as far as the time allows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array, vstack

from geodata._validate import require
from geodata.scenario.solver import TIME_LIMIT_S, WHOLE, Ending, Model, solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.scenario.solver import Watch

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]
    Sites = tuple[int, ...]


class Nearness(NamedTuple):
    """Sites, and how far people then are from their nearest point.

    Attributes
    ----------
    sites
        Rows of the candidates.
    mean_m, largest_m
        Mean distance of the people, and the largest of any demand unit with people, metres.
    least_m
        No choice of as many sites has a smaller mean, or largest, distance: whichever was asked.
    ending
        How the search ended.
    """

    sites: Sites
    mean_m: float
    largest_m: float
    least_m: float
    ending: Ending

    @property
    def proven(self) -> bool:
        """Return whether no other choice is better."""
        return self.ending is Ending.PROVEN


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


def least_total(
    distance_m: Floats,
    now_m: Floats,
    people: Floats,
    count: int,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    watch: Watch = lambda _best, _bound: True,
) -> Nearness:
    """Return the sites that bring the mean distance down most, with the proof as time allows.

    Parameters
    ----------
    distance_m, now_m, people
        As for :func:`distances`.
    count
        How many sites.
    time_limit_s
        When to stop with the best so far.
    watch
        Called now and then with the mean distance of the best so far, and what no choice goes
        below, metres; whether to go on.

    Raises
    ------
    BadValueError
        If more sites are asked than there are candidates.

    Examples
    --------
    >>> line = np.abs(np.subtract.outer([0.0, 5.0, 10.0], [0.0, 5.0, 10.0]))
    >>> found = least_total(line, np.full(3, np.inf), np.ones(3), 1)
    >>> found.sites, found.proven
    ((1,), True)
    """
    start = exchanged(distance_m, now_m, people, count)
    now = _finite(distance_m, now_m)
    saved = np.maximum(now - distance_m, 0.0) * people
    model, site, unit = _median(saved, count)
    total, everyone = float(now @ people), float(people.sum())

    def mean_m(saving: float) -> float:
        return (total - saving) / everyone

    solved = solve(
        model,
        time_limit_s=time_limit_s,
        start=_median_start(saved, site, unit, start),
        watch=lambda best, bound: watch(mean_m(best), mean_m(bound)),
    )
    sites = start
    if solved.x.size:
        sites = tuple(np.flatnonzero(solved.x[: len(distance_m)] > WHOLE).tolist())
    mean, largest = distances(distance_m, now_m, people, sites)
    found = float(np.minimum(now, distance_m[list(sites)].min(axis=0)) @ people) / everyone
    least = found if solved.ending is Ending.PROVEN else min(found, max(0.0, mean_m(solved.bound)))
    return Nearness(sites, mean, largest, least, solved.ending)


def _finite(distance_m: Floats, now_m: Floats) -> Floats:
    """Return distances now, for people without any point farther than all that can be."""
    return np.minimum(now_m, min(1e9, 2 * float(distance_m.max()) + 1))


def _median(saved: Floats, count: int) -> tuple[Model, Rows, Rows]:
    """Return the model of the p-median, and the site and the unit of each of its pairs.

    A variable for each candidate, and one for each pair of a candidate and a unit that it is nearer
    to than what exists: how much of the unit goes there. What is saved is maximised.
    """
    site, unit = np.nonzero(saved > 0)
    sites, units, pairs = saved.shape[0], saved.shape[1], len(site)
    one = np.ones(pairs)
    pair = np.arange(pairs)
    goes_once = csr_array((one, (unit, sites + pair)), shape=(units, sites + pairs))
    only_if_open = csr_array(
        (
            np.concatenate([one, -one]),
            (np.concatenate([pair, pair]), np.concatenate([sites + pair, site])),
        ),
        shape=(pairs, sites + pairs),
    )
    total = csr_array((np.arange(sites + pairs) < sites).astype(float)[None])
    model = Model(
        cost=np.concatenate([np.zeros(sites), saved[site, unit]]),
        upper=np.ones(sites + pairs),
        whole=np.arange(sites + pairs) < sites,
        rows=csr_array(vstack([goes_once, only_if_open, total])),
        row_lower=np.concatenate([np.full(units + pairs, -np.inf), [count]]),
        row_upper=np.concatenate([np.ones(units), np.zeros(pairs), [count]]),
    )
    return model, site, unit


def _median_start(saved: Floats, site: Rows, unit: Rows, chosen: Sites) -> Floats:
    """Return the solution of the model that some sites are."""
    is_open = np.zeros(len(saved), dtype=bool)
    is_open[list(chosen)] = True
    best = np.where(is_open[:, None], saved, -1.0).argmax(axis=0)
    return np.concatenate([is_open, best[unit] == site]).astype(float)


def exchanged(distance_m: Floats, now_m: Floats, people: Floats, count: int) -> Sites:
    """Return sites that bring the mean distance down: greedy, then improved by exchanges.

    One site is exchanged for another as long as that helps (Teitz & Bart 1968): in practice within
    a per cent of the best, and not proven.

    Parameters
    ----------
    distance_m, now_m, people, count
        As for :func:`least_total`.

    Raises
    ------
    BadValueError
        If more sites are asked than there are candidates.
    """
    _require_count(len(distance_m), count)
    now = _finite(distance_m, now_m)
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
    return tuple(sites)


def least_largest(
    distance_m: Floats,
    now_m: Floats,
    people: Floats,
    count: int,
    *,
    time_limit_s: float = 20.0,
    watch: Watch = lambda _best, _bound: True,
) -> Nearness:
    """Return sites with which nobody's distance is larger than it has to be.

    The answer is one of the distances of the table: a binary search over them asks each time
    whether as many sites are enough to bring everyone within that distance (set covering, HiGHS).
    Of the sites that are enough, those that are left over bring the mean distance down. It begins
    with the sites of :func:`exchanged`.

    Parameters
    ----------
    distance_m, now_m, people, count
        As for :func:`least_total`.
    time_limit_s
        For each question; one that is not answered in time counts as no.
    watch
        Called now and then with the largest distance of the best so far, and what no choice goes
        below, metres; whether to go on.

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
    found = exchanged(distance_m, now_m, people, count)
    best_m = float(np.minimum(now, table[list(found)].min(axis=0)).max())
    low, high, least, going = 0, int(np.searchsorted(steps, best_m)) - 1, 0, True

    def goes_on(_best: float = 0.0, _bound: float = 0.0) -> bool:
        nonlocal going
        going = going and watch(best_m, float(steps[least]))
        return going

    while low <= high and goes_on():
        middle = (low + high) // 2
        answer, sure = _within(
            table, now, float(steps[middle]), count, time_limit_s=time_limit_s, watch=goes_on
        )
        if answer is None:
            low = middle + 1
            least = low if sure else least
        else:
            found, high, best_m = answer, middle - 1, float(steps[middle])
    spare = count - len(found)
    if spare:
        nearest = _nearest(distance_m, now_m, list(found))
        found += exchanged(distance_m, nearest, people, spare)
    mean_m, largest_m = distances(distance_m, now_m, people, found)
    least_m = min(float(steps[least]), largest_m)
    ending = Ending.TIME if going else Ending.STOPPED
    return Nearness(
        found, mean_m, largest_m, least_m, Ending.PROVEN if least_m == largest_m else ending
    )


def _within(
    table: Floats,
    now: Floats,
    most_m: float,
    count: int,
    *,
    time_limit_s: float,
    watch: Watch,
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
        watch=lambda best, bound: not (-best <= count or -bound > count) and watch(best, bound),
    )
    if solved.x.size and -solved.objective <= count + 1e-6:
        return tuple(np.flatnonzero(solved.x > WHOLE).tolist()), True
    return None, solved.ending is Ending.PROVEN or -solved.bound > count + 1e-6


def _nearest(distance_m: Floats, now_m: Floats, sites: list[int]) -> Floats:
    if not sites:
        return now_m
    return np.asarray(np.minimum(now_m, distance_m[sites].min(axis=0)))


def _require_count(candidates: int, count: int) -> None:
    require(
        1 <= count <= candidates,
        where="sites",
        expected=f"a number from 1 to that of the candidates, {candidates}",
        got=count,
    )

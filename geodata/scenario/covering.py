"""Where new service points reach most people: maximal covering (Church & ReVelle 1974).

What exists is kept. People of a demand unit that several sites reach are counted at most once: up
to all who are out of reach now. Where each candidate covers units wholly or not at all, that is the
classic model.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import block_array, csr_array, eye_array, vstack

from geodata._validate import require
from geodata.scenario.solver import TIME_LIMIT_S, WHOLE, Ending, Model, solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geodata.scenario.solver import Solved, Watch

    Floats = NDArray[np.float64]
    Sites = tuple[int, ...]

MOST_SITES = 10
"""Most new sites to look for at once."""


@dataclass(frozen=True, eq=False)
class Covering:
    """A problem: gains per candidate and demand unit, and people left per unit.

    Attributes
    ----------
    gain
        People, shape (candidates, units).
    left
        People per unit whom no existing point reaches, shape (units,).
    """

    gain: csr_array
    left: Floats

    @property
    def candidates(self) -> int:
        """Return how many candidates there are."""
        return int(self.gain.shape[0])

    def value(self, sites: Sequence[int]) -> float:
        """Return the people whom sites newly reach.

        >>> gain = csr_array(np.array([[3.0, 2.0], [3.0, 0.0]]))
        >>> Covering(gain, np.array([4.0, 2.0])).value([0, 1])
        6.0
        """
        together = self.gain[list(sites)].sum(axis=0)
        return float(np.minimum(together, self.left).sum())


@dataclass(frozen=True, eq=False)
class Choice:
    """Sites, and what is known of them.

    Attributes
    ----------
    sites
        Rows of the candidates, the most useful first.
    people
        Whom they newly reach.
    bound
        No choice of as many sites reaches more.
    ending
        How the search ended.
    """

    sites: Sites
    people: float
    bound: float
    ending: Ending

    @property
    def gap(self) -> float:
        """Return how much more another choice can reach, as a share of the bound."""
        return max(0.0, 1.0 - self.people / self.bound) if self.bound > 0 else 0.0


def greedy(problem: Covering, count: int) -> list[tuple[int, float]]:
    """Return sites, each the one that adds most to those before it, and what each adds.

    At least 1 − 1/e of the best is reached (Nemhauser, Wolsey & Fisher 1978). Gains only fall as
    sites are added, so that a candidate is looked at again only when it is on top (Minoux 1978).

    Raises
    ------
    BadValueError
        If more sites are asked than there are candidates.
    """
    _require_count(problem, count)
    gain, left = problem.gain, problem.left.copy()
    start, unit, people = gain.indptr, gain.indices, gain.data
    first = np.asarray(gain.sum(axis=1))
    # the first gain is whole: no unit has less left than one candidate gains
    queue = [(-value, row, 0) for row, value in enumerate(first.tolist())]
    heapq.heapify(queue)
    chosen: list[tuple[int, float]] = []
    while len(chosen) < count:
        value, row, known = heapq.heappop(queue)
        here = slice(start[row], start[row + 1])
        adds = np.minimum(people[here], left[unit[here]])
        if known < len(chosen):
            heapq.heappush(queue, (-float(adds.sum()), row, len(chosen)))
            continue
        chosen.append((row, -value))
        left[unit[here]] -= adds
    return chosen


def best(
    problem: Covering,
    count: int,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    watch: Watch = lambda _best, _bound: True,
) -> Choice:
    """Return the sites that reach most people, with the proof as far as the time allows.

    Parameters
    ----------
    problem
        What each candidate gains.
    count
        How many sites.
    time_limit_s, watch
        As for :func:`geodata.scenario.solver.solve`.

    Raises
    ------
    BadValueError
        If more sites are asked than there are candidates.
    """
    start = [row for row, _ in greedy(problem, count)]
    found = solve(
        _model(problem, count, ()),
        time_limit_s=time_limit_s,
        start=_start(problem, start),
        watch=watch,
    )
    if found.x.size:
        return _choice(problem, found, count)
    people = problem.value(start)
    return Choice(tuple(start), people, max(found.bound, people), found.ending)


def _choice(problem: Covering, found: Solved, count: int) -> Choice:
    sites = _ordered(problem, np.flatnonzero(found.x[: problem.candidates] > WHOLE), count)
    people = problem.value(sites)
    bound = people if found.ending is Ending.PROVEN else max(found.bound, people)
    return Choice(sites, people, bound, found.ending)


def next_best(
    problem: Covering,
    earlier: Sequence[Choice],
    at: Floats,
    *,
    apart_m: float,
    time_limit_s: float = TIME_LIMIT_S,
    watch: Watch = lambda _best, _bound: True,
) -> Choice | None:
    """Return the best choice with a site far from all sites of each earlier choice.

    Parameters
    ----------
    problem, earlier
        The problem, and its best choices so far, as many sites each.
    at
        Positions of the candidates, EPSG:3812, shape (candidates, 2), metres.
    apart_m
        A site nearer than this to one of an earlier choice is in the same place.
    time_limit_s, watch
        As for :func:`geodata.scenario.solver.solve`.

    Returns
    -------
    Choice or None
        None if there is no such choice, or none was found in time.
    """
    excluded = []
    for choice in earlier:
        sites = at[list(choice.sites)]
        away_m = np.hypot(*(at[:, None, :] - sites[None]).transpose(2, 0, 1)).min(axis=1)
        excluded.append(away_m < apart_m)
    found = solve(
        _model(problem, len(earlier[0].sites), excluded), time_limit_s=time_limit_s, watch=watch
    )
    return _choice(problem, found, len(earlier[0].sites)) if found.x.size else None


def curve(problem: Covering, most: int = MOST_SITES) -> Floats:
    """Return the people reached by 1, 2, … sites of the greedy choice.

    >>> gain = csr_array(np.array([[3.0, 2.0], [3.0, 0.0]]))
    >>> curve(Covering(gain, np.array([4.0, 2.0])))
    array([5., 6.])
    """
    chosen = greedy(problem, min(most, problem.candidates))
    return np.cumsum([adds for _, adds in chosen])


def fewest(
    problem: Covering,
    people: float,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    watch: Watch = lambda _best, _bound: True,
) -> Choice:
    """Return the fewest sites that newly reach at least this many people.

    Parameters
    ----------
    problem
        What each candidate gains.
    people
        How many must be newly reached; 0 or fewer asks for no site.
    time_limit_s, watch
        As for :func:`geodata.scenario.solver.solve`.

    Returns
    -------
    Choice
        ``bound`` is here the fewest sites that any choice has.

    Raises
    ------
    BadValueError
        If all candidates together do not reach as many.
    """
    if people <= 0:
        return Choice((), 0.0, 0.0, Ending.PROVEN)
    most = problem.value(range(problem.candidates))
    require(
        people <= most * (1 + 1e-9),
        where="share",
        expected=f"a share that all candidates together reach ({most:.0f} people newly reached)",
        got=f"{people:.0f} people",
    )
    people = min(people, most)
    chosen = greedy(problem, problem.candidates)
    reached = np.cumsum([adds for _, adds in chosen])
    enough = [row for row, _ in chosen[: int(np.argmax(reached >= people * (1 - 1e-9))) + 1]]
    base = _model(problem, len(enough), ())
    sites, units = problem.candidates, len(problem.left)
    cost = np.concatenate([-np.ones(sites), np.zeros(units)])
    goal = csr_array(np.concatenate([np.zeros(sites), np.ones(units)])[None])
    model = Model(
        cost,
        base.upper,
        base.whole,
        csr_array(vstack([base.rows[:-1], goal])),
        np.append(base.row_lower[:-1], people * (1 - 1e-9)),
        np.append(base.row_upper[:-1], np.inf),
    )
    found = solve(
        model, time_limit_s=time_limit_s, start=_start(problem, enough), watch=_turned(watch)
    )
    rows = np.flatnonzero(found.x[:sites] > WHOLE) if found.x.size else np.array(enough)
    order = _ordered(problem, rows, len(rows))
    least = float(np.ceil(-found.bound - 1e-6)) if np.isfinite(found.bound) else 1.0
    return Choice(order, problem.value(order), min(least, len(order)), found.ending)


def _turned(watch: Watch) -> Watch:
    return lambda best_sites, bound: watch(-best_sites, -bound)


def _model(problem: Covering, count: int, excluded: Sequence[NDArray[np.bool_]]) -> Model:
    """Return the model: a variable for each candidate, and the people newly reached per unit."""
    sites, units = problem.gain.shape
    reached = block_array([[-problem.gain.T, eye_array(units)]])
    total = csr_array(np.concatenate([np.ones(sites), np.zeros(units)])[None])
    others = [np.concatenate([near.astype(float), np.zeros(units)])[None] for near in excluded]
    rows = csr_array(vstack([reached, *map(csr_array, others), total]))
    return Model(
        cost=np.concatenate([np.zeros(sites), np.ones(units)]),
        upper=np.concatenate([np.ones(sites), problem.left]),
        whole=np.arange(sites + units) < sites,
        rows=rows,
        row_lower=np.append(np.full(units + len(others), -np.inf), count),
        row_upper=np.concatenate([np.zeros(units), np.full(len(others), count - 1.0), [count]]),
    )


def _start(problem: Covering, sites: Sequence[int]) -> Floats:
    """Return the solution that these sites are."""
    chosen = np.zeros(problem.candidates)
    chosen[list(sites)] = 1.0
    return np.concatenate([chosen, np.minimum(chosen @ problem.gain, problem.left)])


def _ordered(problem: Covering, rows: NDArray[np.intp], count: int) -> Sites:
    """Return sites with the one that adds most first."""
    some = Covering(csr_array(problem.gain[rows]), problem.left)
    return tuple(int(rows[at]) for at, _ in greedy(some, min(count, len(rows))))


def _require_count(problem: Covering, count: int) -> None:
    require(
        1 <= count <= problem.candidates,
        where="sites",
        expected=f"a number from 1 to that of the candidates, {problem.candidates}",
        got=count,
    )

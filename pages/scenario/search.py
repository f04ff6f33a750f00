"""The best places for new centres: the question, and its answers as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from geodata.reach.people import people_of
from geodata.scenario import covering, nearness
from geodata.scenario.changes import AddedPoint, Scenario, Spot, spot_at
from geodata.scenario.covering import Choice, Covering
from geodata.scenario.demand import Candidates, demand, site_matrix
from geodata.scenario.outcome import ENDS, outcome
from pages.scenario.view import basis_of
from pages.ui.cache import by_snapshot, units_of

if TYPE_CHECKING:
    from geodata.reach.question import ReachQuestion
    from geodata.scenario.demand import SiteMatrix
    from geodata.scenario.effect import Basis
    from geodata.scenario.nearness import Nearness
    from loaders.store.snapshots import Snapshot
    from pages.scenario.jobs import Job

ALTERNATIVES = 4
"""Near-equal choices that are looked for besides the best."""


class Goal(StrEnum):
    """What the best place is."""

    PEOPLE = "mensen"
    """Most people newly reached."""
    FEWEST = "aandeel"
    """A share of the people reached, with as few sites as can be."""
    DISTANCE = "afstand"
    """Least total distance."""
    LARGEST = "verste"
    """Least largest distance."""


@dataclass(frozen=True)
class SearchQuestion:
    """What is searched.

    Attributes
    ----------
    reach, scenario
        How far is in reach, and the changes that are kept.
    region, group
        Whose distance counts.
    goal, count, share
        What is best, how many sites, and for ``FEWEST`` the share of the people, 0–1.
    candidates
        Names and positions of possible sites; empty for every wijk of the region.
    left_out
        Codes or names of candidates where no site can be.
    """

    reach: ReachQuestion
    scenario: Scenario
    region: str
    group: str
    goal: Goal = Goal.PEOPLE
    count: int = 3
    share: float = 0.5
    candidates: tuple[tuple[str, Spot], ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A choice of sites with its figures, computed exactly.

    Attributes
    ----------
    sites
        Codes or names of the candidates.
    spots
        Their positions.
    gained
        By end, people of the group newly reached in the region.
    mean_m, largest_m
        Mean and largest distance to the nearest point with these sites, metres, without the
        points of which the address is not known.
    """

    sites: tuple[str, ...]
    spots: tuple[Spot, ...]
    gained: dict[str, float]
    mean_m: float
    largest_m: float


@dataclass
class Answer:
    """What a search found.

    Attributes
    ----------
    goal
        What the best is.
    plans
        By end, the best choice; the one for ``low`` only where it differs.
    choices
        By end, what is known of it.
    others
        Near-equal choices that differ in place, best first.
    """

    goal: Goal
    plans: dict[str, Plan] = field(default_factory=dict)
    choices: dict[str, Choice | Nearness] = field(default_factory=dict)
    others: list[Plan] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Problem:
    """A question with its matrix.

    Attributes
    ----------
    question
        What is searched.
    basis
        What further changes are computed on: with the scenario.
    matrix
        What each candidate can do.
    snapshot
        What is loaded.
    """

    question: SearchQuestion
    basis: Basis
    matrix: SiteMatrix
    snapshot: Snapshot

    def covering(self, end: str) -> Covering:
        """Return the problem of most people reached, at one end."""
        return Covering(*self.matrix.gains(end))

    def plan(self, rows: tuple[int, ...]) -> Plan:
        """Return a choice of candidates with its figures."""
        candidates, people = self.matrix.candidates, self.matrix.demand
        spots = tuple(spot_at(*candidates.at[row]) for row in rows)
        added = tuple(AddedPoint(spot) for spot in dict.fromkeys(spots))
        found = outcome(self.basis, Scenario(added=added))
        units = units_of(self.snapshot, self.question.region)
        people_in = people_of(units, self.question.group)
        gained = {
            end: float((people_in * found.shares[end].loc[people_in.index, "gained"]).sum())
            for end in ENDS
        }
        mean_m, largest_m = nearness.distances(
            self.matrix.distance_m, people.nearest_m["low"], people.people, rows
        )
        return Plan(
            tuple(candidates.ids[row] for row in rows),
            spots,
            gained,
            mean_m,
            largest_m,
        )


@by_snapshot(max_entries=3)
def problem_of(snapshot: Snapshot, question: SearchQuestion) -> Problem:
    """Return a question with its matrix."""
    units = units_of(snapshot, question.region)
    basis = basis_of(snapshot, question.reach)
    if question.scenario:
        basis = basis.with_scenario(question.scenario)
    if question.candidates:
        names, spots = zip(*question.candidates, strict=True)
        candidates = Candidates(names, np.array(spots, dtype=np.float64))
    else:
        inner = units[["inner_x_m", "inner_y_m"]].to_numpy(dtype=np.float64)
        candidates = Candidates(tuple(units["code"]), inner)
    people = demand(basis, units, question.group)
    matrix = site_matrix(basis, people, candidates.without(question.left_out))
    return Problem(question, basis, matrix, snapshot)


def greedy_plan(problem: Problem) -> Plan:
    """Return the greedy choice, at once."""
    chosen = covering.greedy(problem.covering("high"), problem.question.count)
    return problem.plan(tuple(row for row, _ in chosen))


def steps(question: SearchQuestion) -> int:
    """Return in how many parts a question is answered."""
    return len(ENDS) + ALTERNATIVES if question.goal is Goal.PEOPLE else len(ENDS)


def find(problem: Problem, job: Job[Answer]) -> Answer:
    """Return the answer to a question, reporting to a job."""
    question, answer = problem.question, Answer(problem.question.goal)
    for step, end in enumerate(("high", "low")):
        job.begin(step)
        if end == "low" and (job.stopped or _same_ends(problem)):
            break
        answer.choices[end] = _best(problem, end, job)
    sites = {end: choice.sites for end, choice in answer.choices.items()}
    for end, chosen in sites.items():
        if end == "high" or set(chosen) != set(sites["high"]):
            answer.plans[end] = problem.plan(chosen)
    best = answer.choices["high"]
    if question.goal is Goal.PEOPLE and isinstance(best, Choice):
        rank(answer, _others(problem, best, job), greedy_plan(problem))
    return answer


def rank(answer: Answer, others: list[Plan], quick: Plan) -> None:
    """Put the choices in order of the people that they exactly reach.

    The model counts people twice who are in two circles within a wijk, so that its best choice may
    reach a few fewer than another; its bound holds for all of them.
    """
    known = (quick, *others[::-1], *answer.plans.values())
    distinct = list({frozenset(plan.sites): plan for plan in known}.values())
    best = {end: max(distinct, key=lambda plan: plan.gained[end]) for end in answer.choices}
    if "low" in best and best["low"].gained["low"] <= best["high"].gained["low"]:
        del best["low"]
    answer.plans = best
    shown = [quick, *best.values()]
    answer.others = sorted(
        (plan for plan in distinct if not any(plan is one for one in shown)),
        key=lambda plan: -plan.gained["high"],
    )


def _same_ends(problem: Problem) -> bool:
    people = problem.matrix.demand
    return all(
        np.allclose(both["low"], both["high"], rtol=0, atol=1e-6)
        for both in (people.reached, people.nearest_m)
    )


def _best(problem: Problem, end: str, job: Job[Answer]) -> Choice | Nearness:
    """Return the best candidates at one end."""
    question, people = problem.question, problem.matrix.demand
    match question.goal:
        case Goal.PEOPLE:
            return covering.best(problem.covering(end), question.count, watch=job.watch)
        case Goal.FEWEST:
            needed = question.share * people.total - float(people.reached[end].sum())
            return covering.fewest(problem.covering(end), needed, watch=job.watch)
        case Goal.DISTANCE:
            least = nearness.least_total
        case Goal.LARGEST:
            least = nearness.least_largest
    table, now_m = problem.matrix.distance_m, people.nearest_m[end]
    return least(table, now_m, people.people, question.count, watch=job.watch)


def _others(problem: Problem, best: Choice, job: Job[Answer]) -> list[Plan]:
    """Return near-equal choices that differ in place."""
    found: list[Plan] = []
    if job.stopped:
        return found
    cover, at = problem.covering("high"), problem.matrix.candidates.at
    earlier = [best]
    for number in range(ALTERNATIVES):
        job.begin(len(ENDS) + number)
        other = covering.next_best(
            cover,
            earlier,
            at,
            apart_m=problem.question.reach.threshold_m,
            watch=job.watch,
        )
        if other is None or job.stopped:
            break
        earlier.append(other)
        found.append(problem.plan(other.sites))
    return found

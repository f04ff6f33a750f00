"""Where new centres are best: against all choices there are, and what the solver promises."""

from itertools import combinations
from math import ceil, e
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geodata.errors import BadValueError
from geodata.reach.by_point import point_by_point, straight_by_point
from geodata.reach.coverage import prepare
from geodata.reach.question import ReachQuestion
from geodata.scenario.changes import AddedPoint, Scenario, spot_at
from geodata.scenario.covering import Covering, best, curve, fewest, greedy, next_best
from geodata.scenario.demand import Candidates, demand, site_matrix
from geodata.scenario.effect import basis
from geodata.scenario.nearness import distances, least_largest, least_total
from geodata.scenario.outcome import outcome
from geodata.scenario.solver import Ending
from tests.geodata.scenario.drawn_grid import (
    data_of,
    halves,
    prepared_for,
    with_addresses,
    with_streets,
)

SEEDS = st.integers(0, 10_000)


def drawn(seed, sites=9, units=14):
    """A small problem with gains of people, partly shared."""
    rng = np.random.default_rng(seed)
    left = rng.integers(0, 100, units).astype(float)
    gain = rng.random((sites, units)) * (rng.random((sites, units)) < 0.4) * left
    return Covering(csr_array(gain), left)


def large(seed, sites=60, units=150):
    return drawn(seed, sites, units)


@given(SEEDS, st.integers(1, 4))
def test_the_optimum_is_the_best_of_all_choices(seed, count):
    problem = drawn(seed)
    found = best(problem, count)
    assert found.ending is Ending.PROVEN
    every = max(problem.value(sites) for sites in combinations(range(problem.candidates), count))
    assert found.people == pytest.approx(every, abs=1e-4)
    assert len(found.sites) == count


@given(SEEDS, st.integers(1, 5))
def test_greedy_keeps_its_promise_and_gains_fall(seed, count):
    problem = drawn(seed)
    chosen = greedy(problem, count)
    adds = [people for _, people in chosen]
    assert adds == sorted(adds, reverse=True)
    assert sum(adds) == pytest.approx(problem.value([row for row, _ in chosen]))
    assert sum(adds) >= (1 - 1 / e) * best(problem, count).people - 1e-6
    first = [problem.value([row]) for row in range(problem.candidates)]
    assert adds[0] == pytest.approx(max(first))


@given(SEEDS)
def test_more_sites_reach_no_fewer_people_and_each_adds_no_more_than_the_one_before(seed):
    reached = curve(drawn(seed))
    steps = np.diff(reached, prepend=0)
    assert (steps >= -1e-9).all()
    assert (np.diff(steps) <= 1e-9).all()


@given(SEEDS, st.floats(0.05, 1.0))
def test_the_fewest_sites_are_as_few_as_any(seed, share):
    problem = drawn(seed, sites=7)
    most = problem.value(range(problem.candidates))
    found = fewest(problem, share * most)
    assert found.ending is Ending.PROVEN
    assert found.people >= share * most * (1 - 1e-6)
    fewer = len(found.sites) - 1
    assert found.bound == len(found.sites)
    assert (
        all(
            problem.value(sites) < share * most * (1 + 1e-9) - 1e-6
            for sites in combinations(range(problem.candidates), max(fewer, 0))
        )
        or most == 0
    )


def test_a_share_that_all_sites_together_do_not_reach_is_refused():
    problem = drawn(1)
    with pytest.raises(BadValueError, match="a share that all candidates together reach"):
        fewest(problem, problem.value(range(problem.candidates)) * 1.01 + 1)
    assert fewest(problem, 0).sites == ()


@pytest.mark.parametrize("ask", [greedy, best])
@pytest.mark.parametrize("count", [0, 10])
def test_more_sites_than_candidates_are_refused(ask, count):
    with pytest.raises(BadValueError, match="from 1 to that of the candidates, 9"):
        ask(drawn(2), count)


def test_weights_of_zero_reach_nobody():
    nothing = Covering(csr_array((3, 4)), np.zeros(4))
    assert best(nothing, 2).people == 0
    assert [people for _, people in greedy(nothing, 2)] == [0, 0]


def test_a_solver_out_of_time_gives_the_best_so_far_and_its_gap():
    problem = large(3)
    found = best(problem, 8, time_limit_s=0.0)
    assert found.ending is Ending.TIME
    assert found.people >= sum(people for _, people in greedy(problem, 8)) - 1e-6
    assert 0 <= found.gap <= 1


def test_a_search_that_is_stopped_gives_the_best_so_far_and_reports_its_bound():
    problem, asked, seen = large(4), Event(), []

    def watch(people, bound):
        seen.append((people, bound))
        asked.set()
        return False

    found = best(problem, 8, watch=watch)
    assert asked.is_set()
    assert found.ending is Ending.STOPPED
    assert found.people >= sum(people for _, people in greedy(problem, 8)) - 1e-6
    assert all(people <= bound + 1e-6 for people, bound in seen)


def test_other_choices_have_a_site_far_from_each_earlier_choice():
    problem, rng = drawn(5), np.random.default_rng(5)
    at = rng.random((problem.candidates, 2)) * 5000
    earlier = [best(problem, 2)]
    while len(earlier) < 4:
        other = next_best(problem, earlier, at, apart_m=800)
        assert other is not None
        assert other.people <= earlier[-1].people + 1e-6
        for one in earlier:
            away = [np.hypot(*(at[list(one.sites)] - at[row]).T).min() for row in other.sites]
            assert max(away) >= 800
        earlier.append(other)
    far_from_all = next_best(problem, earlier, at, apart_m=1e9)
    assert far_from_all is None


@given(SEEDS, st.integers(1, 3))
def test_the_least_largest_and_total_distance_are_those_of_the_best_of_all_choices(seed, count):
    rng = np.random.default_rng(seed)
    table = rng.integers(1, 60, (7, 11)).astype(float) * 100
    now = np.where(rng.random(11) < 0.2, np.inf, rng.integers(10, 80, 11) * 100.0)
    people = rng.integers(0, 5, 11).astype(float) + 0.5
    every = [distances(table, now, people, sites) for sites in combinations(range(7), count)]
    fair = least_largest(table, now, people, count)
    assert fair.proven
    assert fair.largest_m == pytest.approx(min(largest for _, largest in every))
    assert len(fair.sites) == count
    assert fair.least_m == fair.largest_m
    near = least_total(table, now, people, count)
    assert near.proven
    assert near.mean_m == pytest.approx(min(mean for mean, _ in every))
    assert near.least_m == pytest.approx(near.mean_m)
    assert len(near.sites) == count


@pytest.mark.parametrize("least", [least_total, least_largest])
def test_a_search_for_nearness_that_is_stopped_gives_a_bound_that_holds(least):
    rng = np.random.default_rng(7)
    at, homes = rng.random((60, 2)) * 9000, rng.random((150, 2)) * 9000
    table = np.hypot(*(at[:, None] - homes[None]).transpose(2, 0, 1))
    now, people = np.full(150, 6000.0), rng.integers(1, 90, 150).astype(float)
    which = "mean_m" if least is least_total else "largest_m"
    best = getattr(least(table, now, people, 4), which)
    stopped = least(table, now, people, 4, watch=lambda _best, _bound: False)
    assert stopped.ending in {Ending.STOPPED, Ending.PROVEN}
    assert stopped.least_m <= best + 1e-6 <= getattr(stopped, which) + 2e-6
    assert len(stopped.sites) == 4


def test_by_point_all_at_once_equals_point_by_point():
    units = data_of().units
    inner = units[["inner_x_m", "inner_y_m"]].to_numpy()
    spots = inner[::5] + np.array([130.0, -70.0])
    fast = straight_by_point(units, spots, threshold_m=1500, detour_factor=1.2)
    slow = point_by_point(prepare, units, spots, threshold_m=1500, detour_factor=1.2)
    np.testing.assert_allclose(fast.shares.toarray(), slow.shares.toarray(), atol=1e-9)
    np.testing.assert_allclose(fast.distance_m, slow.distance_m)


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "spread"),
    [
        *(("vogelvlucht", "wijk"), ("vogelvlucht", "sector"), ("vogelvlucht", "adres")),
        *(("traag", "wijk"), ("traag", "sector"), ("te-voet", "adres")),
    ],
)
def test_the_model_is_never_less_than_what_sites_reach_together(kind, spread):
    data = data_of(sectors=halves() if spread == "sector" else None)
    data = with_addresses(data) if spread == "adres" else data
    data = with_streets(data) if kind == "te-voet" else data
    question = ReachQuestion(1500.0, distance=kind, spread=spread)
    start = basis(data, question, prepared_for(data, question))
    people = demand(start, data.units, "all")
    assert people.total == pytest.approx(float(data.units["people_all"].sum()))
    inner = data.units[["inner_x_m", "inner_y_m"]].to_numpy()
    matrix = site_matrix(start, people, Candidates(tuple(data.units["code"]), inner))
    # on foot, what no walk is known to is not the model's
    for end in ("low", "high")[: 1 if kind == "te-voet" else 2]:
        problem = Covering(*matrix.gains(end))
        for sites in [(0,), (14, 15), (20, 21, 16), (0, 24)]:
            added = tuple(AddedPoint(spot_at(*inner[row])) for row in sites)
            found = outcome(start, Scenario(added)).shares[end]["gained"]
            exact = float((found * data.units.set_index("code")["people_all"]).sum())
            assert problem.value(sites) >= exact - 1e-6


def test_a_region_where_nobody_lives_has_nothing_to_search():
    data, question = data_of(), ReachQuestion(1500.0)
    start = basis(data, question, prepared_for(data, question))
    with pytest.raises(BadValueError, match="at least one person"):
        demand(start, data.units[data.units["people_all"] == 0], "all")


def test_candidates_can_be_left_out_until_none_is_left():
    data, question = data_of(), ReachQuestion(1500.0)
    start = basis(data, question, prepared_for(data, question))
    two = Candidates(("a", "b"), data.units[["inner_x_m", "inner_y_m"]].to_numpy()[:2])
    assert two.without(["a"]).ids == ("b",)
    people = demand(start, data.units, "all")
    with pytest.raises(BadValueError, match="at least one candidate"):
        site_matrix(start, people, two.without(["a", "b"]))


def test_the_bound_of_greedy_is_what_the_page_states():
    assert ceil(100 * (1 - 1 / e)) - 1 == 63

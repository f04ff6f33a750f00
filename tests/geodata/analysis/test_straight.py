"""Many spots at a time in a straight line: the same as from a tree, and as from all pairs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from geodata.analysis.straight import Straight, largest_square

SIDE_M, CORNER = 30_000.0, np.array([500_000.0, 600_000.0])
SPREADS = {
    "evenly": lambda rng, count: rng.uniform(0, SIDE_M, (count, 2)),
    "in towns": lambda rng, count: (
        rng.uniform(0, SIDE_M, (9, 2))[rng.integers(0, 9, count)] + rng.normal(0, 300, (count, 2))
    ),
    "on a lattice": lambda rng, count: rng.integers(0, 40, (count, 2)) * 750.0,
    "on a line": lambda rng, count: np.column_stack(
        [rng.uniform(0, SIDE_M, count), np.ones(count)]
    ),
    "in one place": lambda _rng, count: np.full((count, 2), 750.0),
    "one far away": lambda rng, count: np.vstack(
        [rng.uniform(0, SIDE_M, (count - 1, 2)), [[-5e5, -6e5]]]
    ),
}


def spread(kind, seed, count):
    return SPREADS[kind](np.random.default_rng(seed), count) + CORNER


@pytest.mark.parametrize("kind", SPREADS)
@given(
    seed=st.integers(0, 2**32 - 1), of_points=st.sampled_from([*SPREADS]), count=st.integers(1, 70)
)
@settings(max_examples=6, deadline=None)
def test_nearest_of_many_spots_are_those_of_the_tree(kind, seed, of_points, count):
    """The same rows too, wherever several are as far."""
    spots, points = spread(kind, seed, 5_000), spread(of_points, seed + 1, count)
    found = Straight(spots, points).nearest()
    distance_m, row = KDTree(points).query(spots, k=[1, 2, 3])
    np.testing.assert_array_equal(found.distance_m, distance_m)
    np.testing.assert_array_equal(found.point, np.where(row < count, row, -1))


def test_threads_find_the_same():
    spots, points = spread("in towns", 1, 20_001), spread("evenly", 2, 40)
    one, two = (Straight(spots, points, 1.3, threads).nearest() for threads in (1, 2))
    np.testing.assert_array_equal(one.distance_m, two.distance_m)
    np.testing.assert_array_equal(one.point, two.point)


@pytest.mark.parametrize("kind", SPREADS)
@given(
    seed=st.integers(0, 2**32 - 1),
    of_points=st.sampled_from([*SPREADS]),
    factor=st.sampled_from([1.0, 1.3]),
    bounds_m=st.sets(st.sampled_from([1.0, 400.0, 750.0, 3_000.0, 9_999.9]), min_size=1),
)
@settings(max_examples=6, deadline=None)
def test_sums_within_a_distance_are_those_of_all_pairs(kind, seed, of_points, factor, bounds_m):
    spots, points = spread(kind, seed, 2_000), spread(of_points, seed + 1, 30)
    rng = np.random.default_rng(seed)
    every = cdist(spots, points) * factor
    # one bound is exactly the distance of a pair: it is within
    bounds_m = sorted(bounds_m | {every[rng.integers(2_000), rng.integers(30)]})
    people, values = rng.uniform(0, 9, 2_000), rng.uniform(0, 9, (len(bounds_m), 2, 30))
    values[0, 1] = 0
    inside = np.array([every <= bound_m for bound_m in bounds_m])
    line = Straight(spots, points, factor)
    found = line.people_within(bounds_m, people)
    np.testing.assert_allclose(found, people @ inside, rtol=1e-12)
    sums = line.sums_within(bounds_m, values)
    np.testing.assert_allclose(sums.total, np.einsum("bmp,bsp->ms", values, inside), rtol=1e-12)
    assert not sums.maybe.any()


@given(bound_m=st.floats(1e-3, 2e4), factor=st.floats(1, 3))
def test_squares_are_compared_as_distances_are(bound_m, factor):
    square = largest_square(bound_m, factor)
    assert np.sqrt(square) * factor <= bound_m < np.sqrt(np.nextafter(square, np.inf)) * factor

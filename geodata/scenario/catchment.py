"""Access with competition: two-step floating catchment areas, plain (2SFCA) and enhanced (E2SFCA).

A service point shares its supply among all people in its catchment; a unit adds up what it gets of
every point in reach (Luo & Wang 2003; with weights that fall with distance: Luo & Qi 2009).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PLAIN = ((1.0, 1.0),)
"""2SFCA: everyone up to the threshold counts as much."""

ENHANCED = ((1 / 3, 1.0), (2 / 3, 0.68), (1.0, 0.22))
"""E2SFCA: upper bounds of the zones as parts of the threshold, and their weights (Luo & Qi)."""


def access(
    distance_m: Floats,
    *,
    people: Floats,
    supply: Floats,
    threshold_m: float,
    zones: Sequence[tuple[float, float]] = ENHANCED,
) -> Floats:
    """Return the supply per person that each unit has access to.

    Parameters
    ----------
    distance_m
        Distance from each point to each unit, shape (points, units), metres.
    people
        People of each unit, shape (units,); NaN counts as nobody.
    supply
        Of each point, shape (points,), such as hours a week, or 1.
    threshold_m
        Size of the catchments (≤), metres.
    zones
        ``PLAIN``, ``ENHANCED``, or other bounds and weights, ascending.

    Returns
    -------
    numpy.ndarray
        Supply per person, shape (units,); 0 where no point is in reach. A point with nobody in its
        catchment gives nothing to anyone.

    Examples
    --------
    >>> near = np.array([[100.0, 900.0, 5000.0]])
    >>> people, supply = np.array([10.0, 30.0, 5.0]), np.array([40.0])
    >>> access(near, people=people, supply=supply, threshold_m=1000, zones=PLAIN)
    array([1., 1., 0.])
    """
    # flat positions are found several times faster than rows and columns
    near = np.flatnonzero(distance_m.ravel() <= threshold_m)
    point, unit = np.divmod(near, distance_m.shape[1])
    weights = zone_weights(distance_m.ravel()[near], threshold_m=threshold_m, zones=zones)
    first = np.searchsorted(point, np.arange(len(distance_m) + 1))
    weight = csr_array((weights, unit, first), shape=distance_m.shape)
    ratio = supply_ratio(supply, weight @ np.nan_to_num(people))
    return np.asarray(ratio @ weight)


def zone_weights(
    distance_m: Floats, *, threshold_m: float, zones: Sequence[tuple[float, float]]
) -> Floats:
    """Return how much people at a distance count, for distances of any shape; 0 out of reach.

    Examples
    --------
    >>> zone_weights(np.array([0.0, 900.0, 1001.0]), threshold_m=1000, zones=ENHANCED)
    array([1.  , 0.22, 0.  ])
    """
    weight = np.zeros(distance_m.shape)
    for bound, value in reversed(zones):
        np.copyto(weight, value, where=distance_m <= bound * threshold_m)
    return weight


def zone_gains(zones: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the bounds of zones, and how much more people within each count than those beyond.

    Examples
    --------
    >>> [(f"{bound:.2f}", f"{gain:.2f}") for bound, gain in zone_gains(ENHANCED)]
    [('0.33', '0.32'), ('0.67', '0.46'), ('1.00', '0.22')]
    """
    beyond = [weight for _, weight in zones[1:]] + [0.0]
    return [(bound, weight - less) for (bound, weight), less in zip(zones, beyond, strict=True)]


def supply_ratio(supply: Floats, demand: Floats) -> Floats:
    """Return the supply per person in the catchment of each point; 0 where there is nobody.

    Parameters
    ----------
    supply, demand
        Supply of each point and weighted people in its catchment, shape (points,).

    Examples
    --------
    >>> supply_ratio(np.array([40.0, 40.0]), np.array([80.0, 0.0]))
    array([0.5, 0. ])
    """
    return np.divide(supply, demand, out=np.zeros(len(supply)), where=demand > 0)

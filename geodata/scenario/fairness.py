"""How evenly distance is spread over people: Lorenz curve and Gini coefficient."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class Lorenz(NamedTuple):
    """A Lorenz curve and its Gini coefficient.

    Attributes
    ----------
    people
        Cumulative share of the people, nearest first, from 0 to 1.
    distance
        Their cumulative share of all distance, same length.
    gini
        0 if all have the same distance, towards 1 if few have all of it; NaN if there is none.
    """

    people: Floats
    distance: Floats
    gini: float


def lorenz(distance_m: Floats, people: Floats) -> Lorenz:
    """Return the Lorenz curve of distance over people.

    Parameters
    ----------
    distance_m
        Distance of each unit to its nearest point, metres, shape (n,).
    people
        People of each, shape (n,). Units without people, without data, or without any point count
        for nothing.

    Examples
    --------
    >>> lorenz(np.array([100.0, 100.0]), np.array([5.0, 1.0])).gini
    0.0
    >>> lorenz(np.array([0.0, 100.0]), np.array([1.0, 1.0])).gini
    0.5
    """
    counted = np.isfinite(distance_m) & (people > 0)
    order = np.argsort(distance_m[counted], kind="stable")
    weight, value = people[counted][order], distance_m[counted][order]
    total = float((weight * value).sum())
    if total == 0:
        return Lorenz(np.array([0.0, 1.0]), np.array([0.0, 1.0]), 0.0 if weight.size else np.nan)
    share = np.concatenate([[0.0], np.cumsum(weight) / weight.sum()])
    part = np.concatenate([[0.0], np.cumsum(weight * value) / total])
    area = float(((part[1:] + part[:-1]) * np.diff(share)).sum())
    return Lorenz(share, part, max(0.0, 1.0 - area))


def farthest_share(curve: Lorenz, *, fraction: float) -> float:
    """Return which part of all distance the people who live farthest have.

    >>> farthest_share(lorenz(np.array([0.0, 100.0]), np.array([1.0, 1.0])), fraction=0.5)
    1.0
    """
    return 1.0 - float(np.interp(1.0 - fraction, curve.people, curve.distance))

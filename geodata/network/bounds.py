"""What a network cannot decide: bounds by straight line.

A walk that is found is an upper bound: more streets only make it shorter. A straight line is a
lower bound. A walk that leaves the land of which the network has the streets is at least as long
as the way to its border and from there to the centre, so that most of what is inside is certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial.distance import cdist

from geodata.network.memory import FARTHEST_M
from geodata.network.model import ranges
from geodata.reach.bounds import MAX_THRESHOLD_M
from geodata.reach.discs import circles_of
from geodata.reach.distances import polygon_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.network.memory import Memory
    from geodata.network.streets import Streets
    from geodata.reach.coverage import ReachArrays

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Rows = NDArray[np.intp]

BEYOND_M = float(np.nextafter(FARTHEST_M, np.inf))
"""A walk that is not found up to there is at least this long."""


@dataclass(frozen=True, eq=False)
class Circles:
    """The smallest circle around all places that each centre may be at.

    Attributes
    ----------
    centre, radius_m
        Their centres, EPSG:3812, shape (p, 2), and radii, shape (p,), metres.
    nominal
        The positions on the map, shape (p, 2).
    edge_m
        How far inside the covered land all of those places are, shape (p,).
    loose
        Whether no walk from there is known although its surroundings are, shape (p,).
    """

    centre: Floats
    radius_m: Floats
    nominal: Floats
    edge_m: Floats
    loose: Flags


def circles_around(memory: Memory, arrays: ReachArrays, *, on_street: Flags) -> Circles:
    """Return the circles around centres.

    Parameters
    ----------
    memory
        Of the network.
    arrays
        Units and centres.
    on_street
        Whether a walk from each centre is known, shape (p,).
    """
    centre, radius_m = arrays.position.copy(), np.zeros(len(arrays.position))
    edge_m = np.empty(len(centre))
    shapes: NDArray[np.object_] = np.asarray(shapely.points(centre[arrays.decides]))
    edge_m[arrays.decides] = memory.streets.edge_m(shapes, within_m=MAX_THRESHOLD_M)
    vague = np.flatnonzero(~arrays.decides)
    if vague.size:
        circles = circles_of(arrays.areas)
        centre[vague] = circles.centre[arrays.area]
        radius_m[vague] = circles.radius_m[arrays.area]
        edge_m[vague] = np.array([memory.area_edge_m(one) for one in arrays.areas])[arrays.area]
    return Circles(centre, radius_m, arrays.position, edge_m, ~on_street & (edge_m > 0))


def area_bounds(arrays: ReachArrays) -> tuple[Floats, Floats]:
    """Return the least and most distance from each unit to each possible area, shape (n, a)."""
    return polygon_bounds(arrays.inner, arrays.areas, exact_within_m=MAX_THRESHOLD_M)


def straight_bounds(arrays: ReachArrays, lower_m: Floats) -> Floats:
    """Return the least straight-line distance from each unit to each centre, shape (n, p).

    Parameters
    ----------
    arrays
        Units and centres.
    lower_m
        The first of :func:`area_bounds`.
    """
    least_m = np.empty((len(arrays.inner), len(arrays.position)))
    least_m[:, arrays.decides] = cdist(arrays.inner, arrays.position[arrays.decides])
    least_m[:, ~arrays.decides] = lower_m[:, arrays.area]
    return least_m


def least_walks(
    straight_m: Floats, walk_m: Floats, circles: Circles, edge_m: Floats, decides: Flags
) -> Floats:
    """Return the least that each walk may be, shape (n, p).

    Parameters
    ----------
    straight_m
        The straight line, shape (n, p).
    walk_m
        The walk that is found, inf if it is longer than ``FARTHEST_M`` or unknown.
    circles
        The centres.
    edge_m
        How far inside the covered land each unit is, shape (n,).
    decides
        Whether the position of each centre is precise, shape (p,).
    """
    found = np.where(np.isfinite(walk_m), walk_m, BEYOND_M)
    around = np.maximum(straight_m, edge_m[:, None] + circles.edge_m)
    known = decides & ~circles.loose
    return np.where(known, np.maximum(straight_m, np.minimum(found, around)), straight_m)


def pairs_across(
    polygons: NDArray[np.object_], edge_m: Floats, circles: Circles, radius_m: float
) -> tuple[Rows, Rows]:
    """Return rows of units and centres between which a walk may be that the network lacks.

    Parameters
    ----------
    polygons, edge_m
        Units, and how far inside the covered land each is, shape (n,).
    circles
        The centres.
    radius_m
        What is in reach (≤).
    """
    around = edge_m[:, None] + circles.edge_m
    unit, point = np.nonzero((around <= radius_m) | circles.loose)
    far_m = radius_m + circles.radius_m
    near = _box_bounds(polygons, (unit, point), circles.centre)[0] <= far_m[point]
    unit, point = unit[near], point[near]
    away_m = shapely.distance(polygons[unit], shapely.points(circles.centre[point]))
    near = away_m <= far_m[point]
    return unit[near], point[near]


def in_or_across(
    polygons: NDArray[np.object_], pairs: tuple[Rows, Rows], centre: Floats, radius_m: Floats
) -> tuple[Flags, tuple[Rows, Rows]]:
    """Return which units are inside a circle, and pairs of the others with circles across them.

    Parameters
    ----------
    polygons
        Units, shape (n,).
    pairs
        Rows of units and centres.
    centre, radius_m
        The circles, EPSG:3812, shape (p, 2) and (p,), metres; of equal ones one is enough.
    """
    unit, point = pairs
    least_m, most_m = _box_bounds(polygons, pairs, centre)
    whole = np.zeros(len(polygons), dtype=bool)
    whole[unit[most_m <= radius_m[point]]] = True
    circles = np.column_stack([centre, radius_m])
    _, first, equal = np.unique(circles, axis=0, return_index=True, return_inverse=True)
    across = (least_m <= radius_m[point]) & ~whole[unit]
    key = np.sort(unit[across] * len(centre) + first[equal[point[across]]])
    some, circle = np.divmod(key[np.diff(key, prepend=-1) > 0], max(len(centre), 1))
    return whole, (some, circle)


def _box_bounds(
    polygons: NDArray[np.object_], pairs: tuple[Rows, Rows], spots: Floats
) -> tuple[Floats, Floats]:
    """Return the least and most distance between spots and the boxes around polygons, by pair."""
    away = shapely.bounds(polygons)[pairs[0]] - np.tile(spots, 2)[pairs[1]]
    low, high = away[:, :2], away[:, 2:]
    least = np.maximum(np.maximum(low, -high), 0.0)
    most = np.maximum(np.abs(low), np.abs(high))
    return np.hypot(*least.T), np.hypot(*most.T)


def in_circles(
    streets: Streets,
    *,
    segment: NDArray[np.integer],
    start: Rows,
    pairs: tuple[Rows, Rows],
    centre: Floats,
    radius_m: Floats,
) -> tuple[Rows, Floats, Floats]:
    """Return which parts of the pieces of units are in a circle around centres, as intervals.

    Parameters
    ----------
    streets
        The network.
    segment
        Of which segment each piece is.
    start
        First piece of each unit, and after it the number of pieces: shape (n + 1,).
    pairs
        Rows of units and centres.
    centre, radius_m
        The circles, EPSG:3812, shape (p, 2) and (p,), metres.

    Returns
    -------
    tuple of numpy.ndarray
        Row of the piece, from where to where on its segment, metres.
    """
    unit, point = pairs
    row = ranges(start[unit], start[unit + 1])
    point = np.repeat(point, start[unit + 1] - start[unit])
    net, of = streets.network, segment[row]
    u = np.column_stack([net.x[net.u[of]], net.y[net.u[of]]])
    along = np.column_stack([net.x[net.v[of]], net.y[net.v[of]]]) - u
    away = u - centre[point]
    square = (along**2).sum(axis=1)
    half = (along * away).sum(axis=1)
    rest = (away**2).sum(axis=1) - radius_m[point] ** 2
    root = half**2 - square * rest
    meets = root >= 0
    row, of, square, half, root = (one[meets] for one in (row, of, square, half, root))
    with np.errstate(invalid="ignore", divide="ignore"):
        ends = (-half + np.array([[-1.0], [1.0]]) * np.sqrt(root)) / square
    length = net.length_m[of]
    return row, ends[0] * length, ends[1] * length

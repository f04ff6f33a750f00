"""Straight-line distances between units, points, and the areas that a point lies somewhere in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from geodata.crs import require_metric
from geodata.reach import checked_points

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RANKS = 3
"""The nearest, second and third point are told."""


def nearest_distances(inner: Floats, points: Floats, *, k: int = RANKS) -> Floats:
    """Return the distances to the k nearest points.

    Parameters
    ----------
    inner
        Where to measure from, EPSG:3812, shape (n, 2), metres.
    points
        Where to measure to, EPSG:3812, shape (m, 2), metres; coincident points each count.
    k
        How many, at least 1.

    Returns
    -------
    numpy.ndarray
        Metres, ascending, shape (n, k); inf where there are fewer than k points.

    Raises
    ------
    BadValueError
        If coordinates are not finite pairs.
    """
    start = checked_points(inner, where="inner")
    goal = checked_points(points, where="points")
    if not goal.size:
        return np.full((len(start), k), np.inf)
    distance_m, _ = KDTree(goal).query(start, k=range(1, k + 1))
    return np.asarray(distance_m)


def distance_bounds(
    inner: Floats, areas: gpd.GeoSeries, *, exact_within_m: float = np.inf
) -> tuple[Floats, Floats]:
    """Return the least and the greatest distance to a point that lies somewhere in an area.

    Parameters
    ----------
    inner
        Where to measure from, EPSG:3812, shape (n, 2), metres.
    areas
        Polygons in EPSG:3812, length a.
    exact_within_m
        Farther than this, and behind the three areas that are certainly nearer, the least distance
        may be the one to the bounding box of the area: never too large, and quick.

    Returns
    -------
    lower
        Distance to the polygon, shape (n, a), metres; 0 inside.
    upper
        Distance to its farthest point, shape (n, a), metres.

    Raises
    ------
    WrongCrsError
        If the areas are not in EPSG:3812.
    BadValueError
        If coordinates are not finite pairs.
    """
    require_metric(areas, where="areas")
    start = checked_points(inner, where="inner")
    polygons = np.asarray(areas.array)
    if not polygons.size or not start.size:
        return np.empty((len(start), len(polygons))), np.empty((len(start), len(polygons)))
    # The farthest point of a polygon is a corner of its hull.
    corner, area = shapely.get_coordinates(shapely.convex_hull(polygons), return_index=True)
    first = np.flatnonzero(np.diff(area, prepend=-1))
    upper = np.maximum.reduceat(cdist(start, corner), first, axis=1)
    west, south, east, north = shapely.bounds(polygons).T
    x, y = start[:, :1], start[:, 1:]
    lower = np.hypot(
        np.maximum(np.maximum(west - x, x - east), 0),
        np.maximum(np.maximum(south - y, y - north), 0),
    )
    rank = min(RANKS, len(polygons)) - 1
    needed = np.maximum(np.partition(upper, rank, axis=1)[:, [rank]], exact_within_m)
    row, column = np.nonzero(lower <= needed)
    lower[row, column] = shapely.distance(np.asarray(shapely.points(start))[row], polygons[column])
    return lower, upper


def units_near(
    units: gpd.GeoSeries, areas: gpd.GeoSeries, *, max_distance_m: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Return the pairs of units and areas that lie within a distance of each other.

    Parameters
    ----------
    units, areas
        Polygons in EPSG:3812.
    max_distance_m
        Pairs at exactly this distance are in.

    Returns
    -------
    unit, area
        Rows in ``units`` and in ``areas``, one of each a pair.
    distance_m
        Smallest distance between the two polygons; 0 where they touch or overlap.

    Raises
    ------
    WrongCrsError
        If either is not in EPSG:3812.
    """
    require_metric(units, where="units")
    require_metric(areas, where="areas")
    unit_polygons, area_polygons = np.asarray(units.array), np.asarray(areas.array)
    tree = shapely.STRtree(unit_polygons)
    area, unit = tree.query(area_polygons, predicate="dwithin", distance=max_distance_m)
    return unit, area, shapely.distance(area_polygons[area], unit_polygons[unit])

"""Straight-line distances between units, points, and the possible areas of imprecise points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from geodata.crs import require_metric
from geodata.reach.discs import discs_among
from geodata.reach.exact_area import checked_points

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RANKS = 3
"""How many nearest points are reported."""


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

    Examples
    --------
    >>> nearest_distances([[0, 0]], [[3, 4], [6, 8]], k=3)
    array([[ 5., 10., inf]])
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
    """Return the least and the greatest distance to a point somewhere in an area.

    Parameters
    ----------
    inner
        Where to measure from, EPSG:3812, shape (n, 2), metres.
    areas
        Polygons in EPSG:3812, length a; those of :func:`geodata.reach.discs.disc` are circles.
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

    Examples
    --------
    >>> import geopandas as gpd
    >>> areas = gpd.GeoSeries([shapely.box(3, 0, 6, 8)], crs="EPSG:3812")
    >>> distance_bounds([[0, 0]], areas)
    (array([[3.]]), array([[10.]]))
    """
    require_metric(areas, where="areas")
    start = checked_points(inner, where="inner")
    return polygon_bounds(start, np.asarray(areas.array), exact_within_m=exact_within_m)


def polygon_bounds(
    start: Floats, polygons: NDArray[np.object_], *, exact_within_m: float = np.inf
) -> tuple[Floats, Floats]:
    """Return what :func:`distance_bounds` does, from arrays that were checked."""
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
    discs, circles = discs_among(polygons)
    away_m = cdist(start, circles.centre)
    lower[:, discs] = np.maximum(away_m - circles.radius_m, 0.0)
    upper[:, discs] = away_m + circles.radius_m
    return lower, upper


def nearest_area(units: gpd.GeoSeries, areas: gpd.GeoSeries, *, max_distance_m: float) -> Floats:
    """Return the distance from each unit to the area nearest to it.

    Parameters
    ----------
    units, areas
        Polygons in EPSG:3812.
    max_distance_m
        Farther than this is inf.

    Returns
    -------
    numpy.ndarray
        Smallest distance between the polygons, metres, shape (n,); 0 where they touch or overlap.

    Raises
    ------
    WrongCrsError
        If either is not in EPSG:3812.

    Examples
    --------
    >>> import geopandas as gpd
    >>> units = gpd.GeoSeries([shapely.box(0, 0, 1, 1), shapely.box(9, 0, 10, 1)], crs="EPSG:3812")
    >>> areas = gpd.GeoSeries([shapely.box(3, 0, 4, 1)], crs="EPSG:3812")
    >>> nearest_area(units, areas, max_distance_m=4)
    array([ 2., inf])
    """
    require_metric(units, where="units")
    require_metric(areas, where="areas")
    return nearest_polygon(
        np.asarray(units.array), np.asarray(areas.array), max_distance_m=max_distance_m
    )


def nearest_polygon(
    polygons: NDArray[np.object_], others: NDArray[np.object_], *, max_distance_m: float
) -> Floats:
    """Return what :func:`nearest_area` does, from arrays that were checked."""
    around = shapely.bounds(others) + max_distance_m * np.array([-1, -1, 1, 1])
    area, unit = shapely.STRtree(polygons).query(shapely.box(*around.T))
    west, south, east, north = shapely.bounds(polygons)[unit].T
    other_west, other_south, other_east, other_north = shapely.bounds(others)[area].T
    at_least = np.hypot(
        np.maximum(np.maximum(other_west - east, west - other_east), 0),
        np.maximum(np.maximum(other_south - north, south - other_north), 0),
    )
    nearest = np.full(len(polygons), np.inf)
    shapely.prepare(others)
    touching = at_least == 0
    touching[touching] = shapely.intersects(others[area[touching]], polygons[unit[touching]])
    nearest[unit[touching]] = 0
    # Of the rest the one whose box is nearest, then only those that may be nearer still.
    order = np.lexsort((at_least, unit))
    first = order[np.diff(unit[order], prepend=-1) > 0]
    first = first[nearest[unit[first]] > 0]
    nearest[unit[first]] = shapely.distance(others[area[first]], polygons[unit[first]])
    left = at_least < nearest[unit]
    left[first] = False
    np.minimum.at(nearest, unit[left], shapely.distance(others[area[left]], polygons[unit[left]]))
    nearest[nearest > max_distance_m] = np.inf
    return nearest

"""How far service points are from the border of an area that they are outside of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geodata.enums import Precision

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_STEP_M = 100.0
"""Longest part of an outline of which only the ends are measured."""


def has_precise_position(points: pd.DataFrame) -> pd.Series[bool]:
    """Tell which points have a position that is precise enough to decide who is in reach."""
    precise = [precision.value for precision in Precision if precision.decides]
    return points["precision"].isin(precise)


def least_distances(
    points: gpd.GeoDataFrame, possible_areas: gpd.GeoDataFrame, shape: BaseGeometry
) -> pd.Series[float]:
    """Return how near each point may be to a shape.

    Parameters
    ----------
    points
        ``schemas.ServicePoints``.
    possible_areas
        The areas that points of an imprecise position may be in, with their ``key``
        (``whereabouts`` of a snapshot).
    shape
        What to measure to; all in EPSG:3812.

    Returns
    -------
    pandas.Series
        Straight-line distance in metres, from the possible area of a point where its position is
        imprecise; 0 inside the shape. The index of the points.
    """
    places = points.geometry.to_numpy().copy()
    vague = ~has_precise_position(points).to_numpy(dtype=bool)
    places[vague] = _areas_of(points[vague], possible_areas)
    return pd.Series(shapely.distance(places, shape), points.index)


def near_border(
    points: gpd.GeoDataFrame,
    possible_areas: gpd.GeoDataFrame,
    shape: BaseGeometry,
    *,
    within_m: float,
) -> pd.DataFrame:
    """Return the points near a shape, nearest first.

    Parameters
    ----------
    points, possible_areas, shape
        As for :func:`least_distances`.
    within_m
        Up to here, in metres in a straight line from the position that the map shows.

    Returns
    -------
    pandas.DataFrame
        The columns of the points without the geometry; ``shown_m``, the distance from the position
        that the map shows; ``low_m`` and ``high_m``, its bounds: the same number for a precise
        position, else those of the possible area of the point, the upper one to some 50 m.
    """
    shown_m = shapely.distance(points.geometry.to_numpy(), shape)
    near = points[shown_m <= within_m]
    found = pd.DataFrame(near.drop(columns="geometry")).assign(shown_m=shown_m[shown_m <= within_m])
    found["low_m"] = least_distances(near, possible_areas, shape)
    found["high_m"] = found["shown_m"]
    vague = ~has_precise_position(near)
    if vague.any():
        outlines = shapely.segmentize(_areas_of(near[vague], possible_areas), _STEP_M)
        corners, owner = shapely.get_coordinates(outlines, return_index=True)
        away_m = pd.Series(shapely.distance(shapely.points(corners), shape))
        found.loc[vague, "high_m"] = away_m.groupby(owner).max().to_numpy()
    return found.sort_values(["shown_m", "id"])


def _areas_of(points: pd.DataFrame, possible_areas: gpd.GeoDataFrame) -> NDArray[np.object_]:
    areas = possible_areas.set_index("key").geometry
    found: NDArray[np.object_] = areas.loc[points["whereabouts"]].to_numpy()
    return found

"""The service points nearest to one spot, with how sure their distances are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from geodata.enums import Precision
from geodata.reach.distances import distance_bounds

if TYPE_CHECKING:
    import geopandas as gpd


def nearest_points(
    points: gpd.GeoDataFrame,
    whereabouts: gpd.GeoDataFrame,
    *,
    x_m: float,
    y_m: float,
    count: int = 3,
) -> pd.DataFrame:
    """Return the service points nearest to a spot.

    Parameters
    ----------
    points
        The service points to choose from (``schemas.ServicePoints``), EPSG:3812.
    whereabouts
        Possible areas of those without a precise position (``schemas.Whereabouts``),
        EPSG:3812.
    x_m, y_m
        The spot, EPSG:3812, metres.
    count
        How many points at most.

    Returns
    -------
    pandas.DataFrame
        Index: the points' ``id``; ``low_m`` and ``high_m``, bounds of the straight-line distance in
        metres, the same for a point whose position is precise; nearest first, by the position that
        the map shows.
    """
    shown_m = shapely.distance(points.geometry.array, shapely.Point(x_m, y_m))
    chosen = np.argsort(shown_m, kind="stable")[:count]
    found = points.iloc[chosen]
    bounds = pd.DataFrame(
        {"low_m": shown_m[chosen], "high_m": shown_m[chosen]}, index=pd.Index(found["id"])
    )
    vague = ~found["precision"].map(lambda p: Precision(p).decides).to_numpy(dtype=bool)
    if vague.any():
        areas = whereabouts.set_index("key").geometry.loc[found.loc[vague, "whereabouts"]]
        lower, upper = distance_bounds(np.array([[x_m, y_m]]), areas)
        bounds.loc[vague, "low_m"], bounds.loc[vague, "high_m"] = lower[0], upper[0]
    return bounds


def nearest_division(
    support_points: gpd.GeoDataFrame, municipalities: pd.DataFrame
) -> pd.DataFrame:
    """Return each municipality with the support point nearest to its inner point.

    Parameters
    ----------
    support_points
        ``id`` and points in EPSG:3812 (``schemas.SupportPoints``); at least one.
    municipalities
        ``code``, ``inner_x_m`` and ``inner_y_m`` (EPSG:3812).

    Returns
    -------
    pandas.DataFrame
        ``schemas.Division``, all ``computed``, in the order of the municipalities. By
        straight-line distance.

    Examples
    --------
    >>> import geopandas as gpd
    >>> places = gpd.points_from_xy([0, 100], [0, 0])
    >>> support = gpd.GeoDataFrame({"id": ["west", "east"]}, geometry=places, crs="EPSG:3812")
    >>> towns = pd.DataFrame({"code": ["1", "2"], "inner_x_m": [90, 10], "inner_y_m": [0, 5]})
    >>> nearest_division(support, towns)["rop"].tolist()
    ['east', 'west']
    """
    sites = np.column_stack([support_points.geometry.x, support_points.geometry.y])
    row = KDTree(sites).query(municipalities[["inner_x_m", "inner_y_m"]].to_numpy())[1]
    return pd.DataFrame(
        {
            "municipality": municipalities["code"].to_numpy(),
            "rop": support_points["id"].to_numpy()[row],
            "computed": True,
        }
    )

"""Which centres are nearest to a spot: on foot where streets are loaded, else in a straight line.

Nothing of the spot is kept: each run of the page computes it again, on this server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.defaults import DEFAULT_DETOUR_FACTOR
from geodata.reach.nearest import nearest_points

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geodata.snapshot.model import SnapshotData

_SPARE = 6
"""More than are shown are measured on foot: a vague place may come after a precise one."""


class Nearby(NamedTuple):
    """The centres nearest to a spot.

    Attributes
    ----------
    bounds
        Index: the points' ``id``; ``low_m`` and ``high_m``, bounds of the distance in metres;
        ``walked``: whether that is a walk, where ``on_foot``. Nearest first.
    on_foot
        Whether distances are walks, where one is known.
    nearest_m
        The least straight-line distance, metres.
    """

    bounds: pd.DataFrame
    on_foot: bool
    nearest_m: float


def nearest(
    data: SnapshotData, points: gpd.GeoDataFrame, spot: tuple[float, float], *, count: int
) -> Nearby:
    """Return the service points nearest to a spot.

    Parameters
    ----------
    data
        A snapshot.
    points
        The service points to choose from, at least one.
    spot
        EPSG:3812, metres.
    count
        How many at most.
    """
    x_m, y_m = spot
    found = nearest_points(points, data.whereabouts, x_m=x_m, y_m=y_m, count=len(points))
    nearest_m = float(found["low_m"].min())
    found["walked"] = False
    on_foot = False
    if data.network is not None:
        from geodata.network.nearest import nearest_on_foot

        walks = nearest_on_foot(
            data.network, points, data.whereabouts, x_m=x_m, y_m=y_m, count=count + _SPARE
        )
        known = walks.index[np.isfinite(walks["high_m"])]
        on_foot = bool(len(known))
        if on_foot:
            found = found.loc[walks.index]
            found.loc[known, ["low_m", "high_m"]] = walks.loc[known]
            found.loc[known, "walked"] = True
    # by the middle of the bounds: a centre that is surely near comes before a vague one
    far_m = found[["low_m", "high_m"]].mean(axis="columns")
    if on_foot:  # of the others only the straight line is known
        far_m *= np.where(found["walked"], 1.0, DEFAULT_DETOUR_FACTOR)
    return Nearby(found.iloc[far_m.argsort(kind="stable")[:count]], on_foot, nearest_m)

"""Where places are, and how far they reach."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.crs import METRIC_CRS, WGS84


def centres_of_people(units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return by municipality the inner point of the wijk nearest to the middle of its people."""
    spots = units[["municipality", "inner_x_m", "inner_y_m"]].set_axis(
        ["nis", "x_m", "y_m"], axis=1
    )
    people = units["people_all"].astype("Float64").fillna(0.0).astype(float) + 1e-6  # or of none
    total = people.groupby(spots["nis"]).transform("sum")
    middle = [
        (spots[axis] * people / total).groupby(spots["nis"]).transform("sum")
        for axis in ("x_m", "y_m")
    ]
    apart_m = np.hypot(spots["x_m"] - middle[0], spots["y_m"] - middle[1])
    nearest: pd.DataFrame = spots.loc[apart_m.groupby(spots["nis"]).idxmin()]
    return nearest.set_index("nis")


def spots(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``x_m`` and ``y_m`` (EPSG:3812) of a table of facts with ``lat`` and ``lon``."""
    lon, lat = table["lon"].astype(float), table["lat"].astype(float)
    points = gpd.GeoSeries.from_xy(lon, lat, crs=WGS84).to_crs(METRIC_CRS)
    return pd.DataFrame({"x_m": points.x.to_numpy(), "y_m": points.y.to_numpy()}, table.index)


def reach_m(shapes: gpd.array.GeometryArray, spots: pd.DataFrame) -> np.ndarray:
    """Return the distance from each spot to the farthest corner of its shape, metres."""
    corners, owner = shapely.get_coordinates(np.asarray(shapes), return_index=True)
    apart = np.hypot(*(corners - spots[["x_m", "y_m"]].to_numpy()[owner]).T)
    reach = np.zeros(len(spots))
    np.maximum.at(reach, owner, apart)
    return reach

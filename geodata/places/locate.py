"""Which neighbourhood spots are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer

from geodata.crs import METRIC_CRS, WGS84

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_TO_METRIC = Transformer.from_crs(WGS84, METRIC_CRS, always_xy=True)


def unit_at(units: gpd.GeoDataFrame, *, lat: float, lon: float) -> str | None:
    """Return the code of the unit that holds a spot, or None outside all of them.

    Parameters
    ----------
    units
        Polygons in EPSG:3812, indexed by code.
    lat, lon
        Degrees (WGS84).
    """
    spot = shapely.Point(_TO_METRIC.transform(lon, lat))
    found = units.sindex.query(spot, predicate="intersects")
    return str(units.index[found.min()]) if len(found) else None


def codes_at(units: gpd.GeoDataFrame, spots: gpd.GeoSeries) -> pd.Series[str]:
    """Return the code of the unit that holds each spot; missing outside all of them.

    Parameters
    ----------
    units
        ``code`` and polygons, EPSG:3812.
    spots
        Points in EPSG:3812, none missing.

    Examples
    --------
    >>> import geopandas as gpd
    >>> units = gpd.GeoDataFrame({"code": ["a"]}, geometry=[shapely.box(0, 0, 9, 9)])
    >>> codes_at(units, gpd.GeoSeries([shapely.Point(9, 9), shapely.Point(10, 9)])).tolist()
    ['a', nan]
    """
    import pandas as pd

    found = np.full(len(spots), -1)
    # the polygons are prepared, each once
    unit, spot = shapely.STRtree(spots.to_numpy()).query(units.geometry, predicate="intersects")
    found[spot[::-1]] = unit[::-1]
    codes = pd.Series(units["code"].to_numpy(dtype=str)[found], spots.index, dtype="str")
    return codes.where(found >= 0)

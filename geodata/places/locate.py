"""Which neighbourhood a spot lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from pyproj import Transformer

from geodata.crs import METRIC_CRS, WGS84

if TYPE_CHECKING:
    import geopandas as gpd

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

"""Helpers of the tests of centre lists."""

import geopandas as gpd

from geodata.crs import METRIC_CRS, WGS84

X, Y = 600_000.0, 700_000.0


def spot(x: float, y: float) -> dict[str, object]:
    """Return a position this many metres east and north of the corner of Westdorp."""
    point = gpd.GeoSeries.from_xy([X + x], [Y + y], crs=METRIC_CRS).to_crs(WGS84)[0]
    return {"lat": point.y, "lon": point.x, "precision": "address"}


def only(frame):
    """Return the only row of a frame."""
    assert len(frame) == 1
    return frame.iloc[0]

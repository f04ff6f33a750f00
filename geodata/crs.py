"""Coordinate reference systems: one metric CRS inside, WGS84 only at the edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.errors import MissingCrsError, WrongCrsError

if TYPE_CHECKING:
    import geopandas as gpd

METRIC_CRS = "EPSG:3812"
"""Belgian Lambert 2008, metres: every geometry inside Nabij."""

WGS84 = "EPSG:4326"
"""Degrees: only for maps, GeoJSON and geocoders."""


def to_metric(frame: gpd.GeoDataFrame, *, where: str) -> gpd.GeoDataFrame:
    """Return the frame in EPSG:3812.

    Parameters
    ----------
    frame
        A layer in any declared CRS.
    where
        The file it came from, for the error.

    Raises
    ------
    MissingCrsError
        If the frame declares no CRS: it is never guessed, for Lambert 72 and Lambert 2008 lie
        some 500 km apart.
    WrongCrsError
        If there is no way from its CRS to ours.
    """
    from pyproj.exceptions import ProjError  # noqa: PLC0415  (slow to import)

    if frame.crs is None:
        raise MissingCrsError(
            where=where,
            expected="a coordinate reference system",
            got="none",
            action="Save the layer with its CRS (for a Shapefile: add the .prj file).",
        )
    try:
        return frame.to_crs(METRIC_CRS)
    except ProjError as error:
        raise WrongCrsError(
            where=where,
            expected=f"a coordinate reference system that can be converted to {METRIC_CRS}",
            got=str(frame.crs)[:80],
            action="Save the layer in Lambert 72, Lambert 2008 or WGS84.",
        ) from error


def require_metric(frame: gpd.GeoDataFrame | gpd.GeoSeries, *, where: str) -> None:
    """Raise unless the geometries are in EPSG:3812.

    Raises
    ------
    WrongCrsError
        If the CRS is another one, or none.
    """
    if frame.crs is None or frame.crs.to_epsg() != 3812:  # noqa: PLR2004  (METRIC_CRS)
        raise WrongCrsError(
            where=where,
            expected=METRIC_CRS,
            got=str(frame.crs),
            action="Convert it with geodata.crs.to_metric().",
        )

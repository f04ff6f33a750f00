"""Coordinate reference systems: one metric CRS inside, WGS84 only at the edges."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from geodata.errors import MissingCrsError, WrongCrsError

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS, Transformer

_METRIC_EPSG = 3812
METRIC_CRS = f"EPSG:{_METRIC_EPSG}"
"""Belgian Lambert 2008, metres: every geometry inside Nabij."""

WGS84 = "EPSG:4326"
"""Degrees: only for maps, GeoJSON and geocoders."""


_BELGIUM_DEGREES = (2.4, 49.4, 6.5, 51.6)
"""West, south, east, north: of several ways to convert, the one for Belgium is meant."""


def to_metric(frame: gpd.GeoDataFrame, *, where: str) -> gpd.GeoDataFrame:
    """Return the frame in EPSG:3812.

    Parameters
    ----------
    frame
        A layer in any declared CRS.
    where
        The file it came from, for the error.

    Returns
    -------
    geopandas.GeoDataFrame
        With infinite coordinates where the CRS does not have those of the frame.

    Raises
    ------
    MissingCrsError, WrongCrsError
        As :func:`metric_transformer`.
    """
    import geopandas as gpd
    import numpy as np
    import shapely

    name, shapes = str(frame.geometry.name), frame.geometry.to_numpy()
    if frame.crs is None or frame.crs.to_epsg() != _METRIC_EPSG:
        moved = metric_transformer(frame.crs, where=where)
        corners = np.array(moved.transform(*shapely.get_coordinates(shapes).T)).T
        shapes = shapely.set_coordinates(shapely.force_2d(shapes), corners)
    metric = gpd.GeoSeries(shapes, frame.index, crs=METRIC_CRS, name=name)
    return frame.set_geometry(metric)


def metric_transformer(crs: CRS | str | None, *, where: str) -> Transformer:
    """Return what converts coordinates (east, north) of a CRS to EPSG:3812.

    Only operations between known datums count: without one, PROJ would shift nothing ("ballpark"),
    which puts Lambert 72 on an ellipsoid without datum some 100 m off.

    Parameters
    ----------
    crs
        Anything that pyproj reads; a height is ignored.
    where
        The file it came from, for the error.

    Raises
    ------
    MissingCrsError
        If there is no CRS, or one without a known datum: it is never guessed, for Lambert 72 and
        Lambert 2008 are some 500 km from each other.
    WrongCrsError
        If there is no way from its CRS to ours.
    """
    from pyproj.exceptions import ProjError

    if not crs:
        raise _missing(where, "none")
    key = crs if isinstance(crs, str) else crs.to_wkt()
    try:
        return _transformer(key, ballpark=False)
    except ProjError as error:
        name = str(crs)[:80]
        try:
            _transformer(key, ballpark=True)
        except ProjError:
            raise WrongCrsError(
                where=where,
                expected=f"a coordinate reference system that can be converted to {METRIC_CRS}",
                got=name,
                action="Save the layer in Lambert 72, Lambert 2008 or WGS84.",
            ) from error
        raise _missing(where, f"one without a known datum: {name}") from error


@lru_cache(maxsize=16)
def _transformer(text: str, *, ballpark: bool) -> Transformer:
    from pyproj import CRS, Transformer
    from pyproj.transformer import AreaOfInterest

    crs = CRS.from_user_input(text)
    flat = (crs.sub_crs_list[0] if crs.is_compound else crs).to_2d()
    return Transformer.from_crs(
        flat,
        METRIC_CRS,
        always_xy=True,
        allow_ballpark=ballpark,
        area_of_interest=AreaOfInterest(*_BELGIUM_DEGREES),
    )


def _missing(where: str, got: str) -> MissingCrsError:
    return MissingCrsError(
        where=where,
        expected="a coordinate reference system",
        got=got,
        action="Declare the one that the coordinates are in, as with --crs 31370 (Lambert 72), or "
        "save the layer with it (for a Shapefile: add the .prj file).",
    )


def require_metric(frame: gpd.GeoDataFrame | gpd.GeoSeries, *, where: str) -> None:
    """Raise unless the geometries are in EPSG:3812.

    Raises
    ------
    WrongCrsError
        If the CRS is another one, or none.
    """
    if frame.crs is None or frame.crs.to_epsg() != _METRIC_EPSG:
        raise WrongCrsError(
            where=where,
            expected=METRIC_CRS,
            got=str(frame.crs),
            action="Convert it with geodata.crs.to_metric().",
        )

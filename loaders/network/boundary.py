"""The land that an extract was cut to: a .poly file of its publisher, or a layer of polygons."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import shapely

from geodata.crs import METRIC_CRS, WGS84, metric_transformer, to_metric
from loaders.files.layer import read_polygons
from loaders.files.safe_open import require_content, unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from shapely import MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

_MOST_BYTES = 20_000_000


def read_boundary(path: Path) -> Polygon | MultiPolygon:
    """Return the land in a file, in EPSG:3812.

    Parameters
    ----------
    path
        Osmosis' polygon format (.poly), in degrees, or a layer that Nabij reads.

    Raises
    ------
    InputError
        If it cannot be read, or holds no polygon.
    """
    if path.suffix.lower() == ".poly":
        return _read_poly(path)
    layer = read_polygons(path)
    shapes = layer.shapes
    if shapes is None or shapes.is_empty.all():
        raise unreadable(path, expected="polygons", got="none")
    frame = to_metric(
        shapes.rename("geometry").to_frame().set_geometry("geometry"), where=path.name
    )
    return cast("Polygon | MultiPolygon", frame.geometry.make_valid().union_all())


def metric_box(box_deg: tuple[float, float, float, float]) -> Polygon:
    """Return the land between west, south, east and north in degrees, in EPSG:3812."""
    return _metric(shapely.segmentize(shapely.box(*box_deg), 0.01))


def _read_poly(path: Path) -> Polygon | MultiPolygon:
    """Read sections ``name``, lines of longitude and latitude, ``END``; ``!name`` is a hole."""
    require_content(path)
    if path.stat().st_size > _MOST_BYTES:
        raise unreadable(path, expected=f"at most {_MOST_BYTES:,} bytes", got="more")
    lines = iter(path.read_text(encoding="utf-8", errors="replace").split("\n")[1:])
    land: BaseGeometry = shapely.Polygon()
    try:
        while (name := next(lines).strip()) != "END":
            corners = []
            while (line := next(lines).strip()) != "END":
                lon, lat = map(float, line.split())
                corners.append((lon, lat))
            ring = shapely.make_valid(shapely.Polygon(corners))
            land = shapely.difference(land, ring) if name[:1] == "!" else shapely.union(land, ring)
    except (StopIteration, ValueError, shapely.GEOSException) as error:
        expected = "a .poly file: a name, then lines of longitude and latitude, END after each"
        raise unreadable(path, expected=expected, got="something else") from error
    if land.is_empty:
        raise unreadable(path, expected="polygons", got="none")
    return _metric(cast("Polygon", land))


def _metric(land: Polygon) -> Polygon:
    """Return polygons in degrees in EPSG:3812."""
    transformer = metric_transformer(WGS84, where=METRIC_CRS)
    return shapely.transform(land, lambda xy: np.column_stack(transformer.transform(*xy.T)))

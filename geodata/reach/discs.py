"""Discs: the possible area of a place that is known to be within some metres of a spot.

A disc is kept as a regular polygon with its corners on the circle, so that maps, files and QGIS
draw it as any other possible area. Where it is measured, it is the circle itself: the distance to
somewhere in it is that to its centre, less the radius or plus the radius.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Floats = NDArray[np.float64]

CORNERS = 128
"""Corners of the polygon of a disc: its sides run 0.03 % of the radius within the circle."""

_FULL = CORNERS / 2 * np.sin(2 * np.pi / CORNERS) * (1 - 1e-6)
"""Area of that polygon ÷ radius²: no other polygon with as many corners has as much."""


@dataclass(frozen=True, eq=False)
class Circles:
    """The smallest circles around possible areas.

    Attributes
    ----------
    centre
        Their centres, EPSG:3812, shape (a, 2), metres.
    radius_m
        Their radii, shape (a,).
    is_disc
        Which areas are the whole disc.
    """

    centre: Floats
    radius_m: Floats
    is_disc: NDArray[np.bool_]


def disc(spot: shapely.Point, radius_m: float) -> shapely.Polygon:
    """Return all that is within a radius of a spot (EPSG:3812, metres).

    >>> len(disc(shapely.Point(0, 0), 300).exterior.coords) - 1
    128
    """
    return spot.buffer(radius_m, quad_segs=CORNERS // 4)


def disc_in(spot: shapely.Point, radius_m: float, area: BaseGeometry | None) -> BaseGeometry:
    """Return the part of a disc in an area; all of it where the area is unknown or elsewhere.

    Parameters
    ----------
    spot, radius_m
        Its centre, EPSG:3812, and its radius, metres.
    area
        A polygon in EPSG:3812, such as that of the municipality.

    Examples
    --------
    >>> disc_in(shapely.Point(0, 0), 10, shapely.box(0, -20, 20, 20)).bounds
    (0.0, -10.0, 10.0, 10.0)
    """
    whole = disc(spot, radius_m)
    if area is None or area.covers(whole):
        return whole
    parts = [p for p in shapely.get_parts(whole.intersection(area)) if p.area > 0]
    return shapely.union_all(parts) if parts else whole


def circles_of(areas: NDArray[np.object_]) -> Circles:
    """Return the smallest circles around polygons (EPSG:3812), shape (a,).

    Examples
    --------
    >>> found = circles_of(np.array([disc(shapely.Point(5, 5), 300), shapely.box(0, 0, 6, 8)]))
    >>> found.centre.round(6).tolist(), found.radius_m.round(6).tolist(), found.is_disc.tolist()
    ([[5.0, 5.0], [3.0, 4.0]], [300.0, 5.0], [True, False])
    """
    hulls = shapely.convex_hull(areas)
    radius_m = np.asarray(shapely.minimum_bounding_radius(hulls), dtype=np.float64)
    centre = shapely.get_coordinates(shapely.centroid(shapely.minimum_bounding_circle(hulls)))
    return Circles(centre, radius_m, shapely.area(areas) >= _FULL * radius_m**2)


def discs_among(areas: NDArray[np.object_]) -> tuple[NDArray[np.intp], Circles]:
    """Return the rows of the discs among polygons, and their circles; the rest is not measured."""
    may_be = np.flatnonzero(shapely.get_num_coordinates(areas) == CORNERS + 1)
    found = circles_of(areas[may_be])
    kept = found.is_disc
    return may_be[kept], Circles(found.centre[kept], found.radius_m[kept], found.is_disc[kept])

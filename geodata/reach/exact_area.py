"""The exact share of each polygon that lies within a distance of the nearest point.

No buffers and no overlays with them: the polygons are split once by the Voronoi cells of the
points, for inside a cell only its own disc matters. What a disc covers of a piece is then, by
Green's theorem, a sum over the edges of the piece: a triangle for what runs inside the disc, a
circular sector for what runs outside it. The split depends on the points alone; another distance
is one pass over the edges of those pieces that the circle crosses.

Positions are complex numbers x + iy in metres, relative to the nearest point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata._validate import require_distance
from geodata.crs import require_metric
from geodata.errors import BadValueError, GeometryError
from geodata.reach.voronoi import voronoi_cells

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Positions = NDArray[np.complex128]

_POLYGON = 2  # the dimension that shapely gives to polygons


@dataclass(frozen=True, eq=False)
class Edges:
    """Directed edges of the pieces, counter-clockwise around each piece and clockwise in holes.

    Attributes
    ----------
    start, step
        Where each edge starts, and where it goes from there.
    near_m, far_m
        Its smallest and largest distance to the point.
    triangle_m2
        Signed area of the triangle between the point and the edge.
    angle
        Signed angle under which the point sees it, radians.
    """

    start: Positions
    step: Positions
    near_m: Floats
    far_m: Floats
    triangle_m2: Floats
    angle: Floats


@dataclass(frozen=True, eq=False)
class Pieces:
    """Polygons split by their nearest point, ready to be measured at any distance.

    Attributes
    ----------
    unit_area_m2
        Area of each unit, shape (n,).
    unit
        Row of the unit that each piece is part of, shape (p,).
    area_m2
        Area of each piece.
    edge_near_m, far_m
        Smallest and largest distance from the point to the boundary of the piece.
    holds_point
        Whether the point lies in the piece.
    edge_count
        Number of edges of each piece; they follow each other in ``edges``.
    edges
        The edges of all pieces, shape (e,) each.
    """

    unit_area_m2: Floats
    unit: NDArray[np.intp]
    area_m2: Floats
    edge_near_m: Floats
    far_m: Floats
    holds_point: NDArray[np.bool_]
    edge_count: NDArray[np.intp]
    edges: Edges


def split_by_nearest(units: gpd.GeoSeries, points: Floats) -> Pieces:
    """Split polygons by the nearest point: the slow part, which no distance changes.

    Parameters
    ----------
    units
        Polygons and multipolygons in EPSG:3812, length n; they may have holes.
    points
        Coordinates in EPSG:3812, shape (m, 2), metres; they may coincide, and be outside the units.

    Returns
    -------
    Pieces
        To be kept for :func:`share_within`.

    Raises
    ------
    WrongCrsError
        If the units are not in EPSG:3812.
    GeometryError
        If a unit is missing, empty, not a polygon, or invalid.
    BadValueError
        If the points are not finite pairs.
    """
    require_metric(units, where="units")
    position = checked_points(points, where="points")
    polygons = np.asarray(units.array)
    checked_areas(polygons)
    return split_arrays(polygons, position)


def split_arrays(polygons: NDArray[np.object_], points: Floats) -> Pieces:
    """Return what :func:`split_by_nearest` does, from arrays that were checked."""
    sites = np.unique(points, axis=0)
    parts, unit, site = split_polygons(polygons, sites)
    return measure(parts, unit, sites[site], unit_area_m2=shapely.area(polygons))


def measure(
    parts: NDArray[np.object_], unit: NDArray[np.intp], point: Floats, *, unit_area_m2: Floats
) -> Pieces:
    """Return parts of units as pieces that can be measured at any distance from their points.

    Parameters
    ----------
    parts
        Polygons in EPSG:3812, shape (p,).
    unit, point
        Row of the unit and coordinates of the point of each, shapes (p,) and (p, 2).
    unit_area_m2
        Area of each unit, for those that have no parts.
    """
    part_area_m2 = shapely.area(parts)
    if len(parts):
        # The sum of the parts, so that a unit whose parts are all in reach is so for exactly 1.
        unit_area_m2 = np.bincount(unit, part_area_m2, len(unit_area_m2)).astype(
            np.float64, copy=False
        )
    edges, count = _edges(parts, point[:, 0] + 1j * point[:, 1])
    first = np.cumsum(count) - count
    return Pieces(
        unit_area_m2=unit_area_m2,
        unit=unit,
        area_m2=part_area_m2,
        edge_near_m=np.minimum.reduceat(edges.near_m, first),
        far_m=np.maximum.reduceat(edges.far_m, first),
        # Once around it makes a full turn, past it none.
        holds_point=np.add.reduceat(edges.angle, first) > np.pi,
        edge_count=count,
        edges=edges,
    )


def share_within(pieces: Pieces, distance_m: float) -> Floats:
    """Return the share of each unit's area that lies within a distance of the nearest point.

    Parameters
    ----------
    pieces
        The units, split by :func:`split_by_nearest`.
    distance_m
        Straight-line distance; a place at exactly this distance is in reach.

    Returns
    -------
    numpy.ndarray
        Shares in [0, 1], shape (n,), in the order of the units; exactly 0 and exactly 1 where none
        or all of the unit is in reach. 0 everywhere if there are no points.

    Raises
    ------
    BadValueError
        If the distance is negative or not a number.

    Examples
    --------
    >>> import geopandas as gpd
    >>> unit = gpd.GeoSeries([shapely.box(-10, -10, 10, 10)], crs="EPSG:3812")
    >>> pieces = split_by_nearest(unit, np.array([[0.0, 0.0]]))
    >>> share_within(pieces, 10).round(4)  # π ÷ 4
    array([0.7854])
    >>> share_within(pieces, 15)
    array([1.])
    """
    covered_m2 = areas_within(pieces, distance_m)
    unit_covered_m2 = np.bincount(pieces.unit, covered_m2, minlength=pieces.unit_area_m2.size)
    return np.clip(unit_covered_m2 / pieces.unit_area_m2, 0.0, 1.0)


def share_in_discs(polygons: NDArray[np.object_], centres: Floats, radius_m: Floats) -> Floats:
    """Return the share of each polygon that lies in discs of any size, overlaps counted once.

    As exact as :func:`share_within`, but split for these radii alone: for few polygons.

    Parameters
    ----------
    polygons
        Polygons and multipolygons in EPSG:3812, shape (n,).
    centres
        Centres of the discs, EPSG:3812, shape (m, 2), metres; they may coincide.
    radius_m
        Their radii, shape (m,); a disc of 0 or less covers nothing.

    Examples
    --------
    >>> unit = np.array([shapely.box(0, -10, 40, 10)])
    >>> share_in_discs(unit, np.array([[0.0, 0.0], [30.0, 0.0]]), np.array([10.0, 5.0])).round(4)
    array([0.2945])
    """
    real = radius_m > 0
    sites, at = np.unique(centres[real], axis=0, return_inverse=True)
    largest_m = np.zeros(len(sites))
    np.maximum.at(largest_m, at.reshape(-1), radius_m[real])
    parts, unit, site = split_polygons(polygons, sites, radius_m=largest_m)
    pieces = measure(parts, unit, sites[site], unit_area_m2=shapely.area(polygons))
    covered_m2 = _areas_in_discs(pieces, largest_m[site])
    unit_covered_m2 = np.bincount(unit, covered_m2, minlength=len(polygons))
    return np.clip(unit_covered_m2 / pieces.unit_area_m2, 0.0, 1.0)


def areas_within(pieces: Pieces, distance_m: float) -> Floats:
    """Return the area of each piece within a distance of its point, in m².

    Raises
    ------
    BadValueError
        If the distance is negative or not a number.
    """
    require_distance(distance_m, where="distance_m")
    return _areas_in_discs(pieces, np.full(pieces.area_m2.shape, float(distance_m)))


def _areas_in_discs(pieces: Pieces, distance_m: Floats) -> Floats:
    """Return the area of each piece within its own distance of its point, in m²."""
    whole = pieces.far_m <= distance_m
    crossed = (pieces.edge_near_m < distance_m) & ~whole
    disc = pieces.holds_point & ~whole & ~crossed
    covered_m2 = np.where(whole, pieces.area_m2, 0.0)
    covered_m2[disc] = np.pi * distance_m[disc] ** 2
    covered_m2[crossed] = _covered_area(pieces, crossed, distance_m)
    return covered_m2


def checked_points(points: Floats, *, where: str) -> Floats:
    """Return coordinates as floats of shape (m, 2), or raise BadValueError.

    Examples
    --------
    >>> checked_points([[1, 2]], where="points")
    array([[1., 2.]])
    """
    xy = np.asarray(points, dtype=np.float64)
    if xy.size == 0:
        return np.empty((0, 2))
    if xy.shape[1:] != (2,) or not np.isfinite(xy).all():
        raise BadValueError(
            where=where,
            expected="finite coordinates of shape (m, 2)",
            got=f"shape {xy.shape}" if np.isfinite(xy).all() else "a coordinate that is not finite",
            action="Give one easting and one northing for each point, in metres (EPSG:3812).",
        )
    return xy


def checked_areas(polygons: NDArray[np.object_]) -> Floats:
    """Return the areas of the units, or raise GeometryError for the first that has none."""
    area_m2: Floats = shapely.area(polygons)
    wrong = (shapely.get_dimensions(polygons) != _POLYGON) | ~shapely.is_valid(polygons)
    wrong |= ~(area_m2 > 0)
    if wrong.any():
        row = int(wrong.argmax())
        raise GeometryError(
            where=f"units, row {row}",
            expected="a valid polygon or multipolygon",
            got="no geometry" if polygons[row] is None else shapely.to_wkt(polygons[row])[:60],
            action="Repair the geometry, for instance with shapely.make_valid().",
        )
    return area_m2


def split_polygons(
    polygons: NDArray[np.object_],
    sites: Floats,
    *,
    bounds: tuple[float, float, float, float] | None = None,
    radius_m: Floats | None = None,
) -> tuple[NDArray[np.object_], NDArray[np.intp], NDArray[np.intp]]:
    """Return parts of polygons, and of each the rows of its polygon and of its nearest site.

    The sites are distinct points, shape (m, 2). What lies outside the bounds (west, south, east,
    north), if they are given, is left out. With radii of discs around the sites, the site is not
    the nearest but that of :func:`geodata.reach.voronoi.voronoi_cells`.
    """
    if not sites.size or not polygons.size:
        return np.empty(0, dtype=object), np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    if bounds is None:
        west, south, east, north = shapely.total_bounds(polygons)
        # A metre of room, so that no boundary of a unit runs along the boundary of a cell.
        bounds = (west - 1, south - 1, east + 1, north + 1)
    cells, owner = voronoi_cells(sites, bounds=bounds, radius_m=radius_m)
    shapely.prepare(cells)
    cell, unit = shapely.STRtree(polygons).query(cells, predicate="intersects")
    pieces = polygons[unit]
    divided = ~shapely.covers(cells[cell], pieces)
    pieces[divided] = shapely.intersection(pieces[divided], cells[cell[divided]])
    parts, piece = shapely.get_parts(pieces, return_index=True)
    solid = (shapely.get_dimensions(parts) == _POLYGON) & (shapely.area(parts) > 0)
    piece = piece[solid]
    return parts[solid], unit[piece], owner[cell[piece]]


def _edges(parts: NDArray[np.object_], point: Positions) -> tuple[Edges, NDArray[np.intp]]:
    """Return the edges of the polygons, seen from the point of each, and their number."""
    rings, part = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    position = xy[:, 0] + 1j * xy[:, 1] - point[part[ring]]
    step = np.diff(position)
    real = (ring[1:] == ring[:-1]) & (step != 0)
    start, step = position[:-1][real], step[real]
    end = start + step
    along = np.clip(-(step.conj() * start).real / np.abs(step) ** 2, 0.0, 1.0)
    return Edges(
        start=start,
        step=step,
        near_m=np.abs(start + along * step),
        far_m=np.maximum(np.abs(start), np.abs(end)),
        triangle_m2=(start.conj() * step).imag / 2,
        angle=np.angle(end * start.conj()),
    ), np.bincount(part[ring[:-1][real]], minlength=len(parts))


def _covered_area(pieces: Pieces, crossed: NDArray[np.bool_], distance_m: Floats) -> Floats:
    """Return the area within their distance of those pieces that the circle crosses."""
    count = pieces.edge_count[crossed]
    if not count.size:
        return np.empty(0)
    chosen = np.flatnonzero(np.repeat(crossed, pieces.edge_count))
    edges, radius_m = pieces.edges, np.repeat(distance_m[crossed], count)
    inside = edges.far_m[chosen] <= radius_m
    term_m2 = np.where(inside, edges.triangle_m2[chosen], radius_m**2 / 2 * edges.angle[chosen])
    partly = np.flatnonzero(~inside & (edges.near_m[chosen] < radius_m))
    term_m2[partly] = _partly_inside(
        edges.start[chosen[partly]], edges.step[chosen[partly]], radius_m[partly]
    )
    return np.add.reduceat(term_m2, np.cumsum(count) - count)


def _partly_inside(start: Positions, step: Positions, distance_m: Floats) -> Floats:
    """Return sector, triangle and sector of edges that run out of, through or into the disc."""
    length_m = np.abs(step)
    twice_triangle_m2 = (start.conj() * step).imag
    middle = -(step.conj() * start).real / length_m**2
    half_chord_m = np.sqrt(np.maximum(distance_m**2 - (twice_triangle_m2 / length_m) ** 2, 0.0))
    into = np.clip(middle - half_chord_m / length_m, 0.0, 1.0)
    out_of = np.clip(middle + half_chord_m / length_m, 0.0, 1.0)
    angle = np.angle((start + into * step) * start.conj()) + np.angle(
        (start + step) * (start + out_of * step).conj()
    )
    covered_m2: Floats = (twice_triangle_m2 * (out_of - into) + distance_m**2 * angle) / 2
    return covered_m2

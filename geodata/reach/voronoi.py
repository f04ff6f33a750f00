"""Voronoi cells by clipping, exact where the usual triangulation is not.

GEOS derives its cells from a Delaunay triangulation, which goes wrong on points that are (almost)
on one circle or within millimetres of each other: cells overlap, or are missing. Here every cell
is a rectangle cut by one bisector after another, so it is right whatever the other points do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TRIANGLE = 3  # corners; what has fewer is no cell


def voronoi_cells(
    sites: NDArray[np.float64],
    *,
    bounds: tuple[float, float, float, float],
    radius_m: NDArray[np.float64] | None = None,
) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Return the part of a rectangle that is nearest to each site.

    Parameters
    ----------
    sites
        Distinct points, shape (m, 2), metres; they may be outside the rectangle.
    bounds
        West, south, east, north of the rectangle, metres.
    radius_m
        Radius of a disc around each site, shape (m,); None if all are equal. Where they differ, a
        cell is where the square of the distance, less that of the radius, is smallest (a power
        diagram: Aurenhammer 1987): what any disc covers, the disc of its cell covers.

    Returns
    -------
    cells
        Convex polygons that tile the rectangle, shape (c,).
    owner
        Row in ``sites`` of each cell, shape (c,); a site nearest to nothing in it has none.

    Examples
    --------
    >>> cells, owner = voronoi_cells(np.array([[1.0, 1.0], [3.0, 1.0]]), bounds=(0, 0, 4, 2))
    >>> [cell.bounds for cell in cells], owner.tolist()
    ([(0.0, 0.0, 2.0, 2.0), (2.0, 0.0, 4.0, 2.0)], [0, 1])
    """
    west, south, east, north = bounds
    corners = np.array([west + 1j * south, east + 1j * south, east + 1j * north, west + 1j * north])
    plane = sites[:, 0] + 1j * sites[:, 1]
    square_m2 = np.zeros(len(plane)) if radius_m is None else radius_m**2
    rings = [
        _cell(corners - site, np.delete(plane, i) - site, square_m2[i] - np.delete(square_m2, i))
        for i, site in enumerate(plane)
    ]
    size = np.array([ring.size for ring in rings], dtype=np.intp)
    owner = np.flatnonzero(size >= _TRIANGLE)
    if not owner.size:
        return np.empty(0, dtype=object), owner
    corner = np.concatenate([rings[i] + plane[i] for i in owner])
    # The hull, for rounding can leave a ring that crosses itself by a nanometre.
    corners_of = np.repeat(np.arange(owner.size), size[owner])
    points = shapely.multipoints(np.column_stack([corner.real, corner.imag]), indices=corners_of)
    cells = np.asarray(shapely.convex_hull(points))
    solid = shapely.area(cells) > 0
    return cells[solid], owner[solid]


def _cell(
    ring: NDArray[np.complex128], others: NDArray[np.complex128], more_m2: NDArray[np.float64]
) -> NDArray[np.complex128]:
    """Cut a convex ring by the lines between the origin and the others.

    Both are positions x + iy relative to the site; ``more_m2`` is how much larger the square of its
    radius is than that of each other. Nearest first, so that few cuts remain.
    """
    away_m = np.abs(others)
    line_m = (away_m + more_m2 / away_m) / 2
    order = np.argsort(line_m)
    others, line_m = (others / away_m)[order], line_m[order]
    while ring.size and others.size:
        beyond_m = np.outer(ring, others.conj()).real - line_m
        cutting = beyond_m.max(axis=0) > 0
        if not cutting.any():
            break
        ring = _cut(ring, beyond_m[:, cutting.argmax()])
        others, line_m = others[cutting][1:], line_m[cutting][1:]
    return ring


def _cut(ring: NDArray[np.complex128], beyond_m: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Cut off the part of a convex ring beyond a line; given how far beyond each corner is.

    That part is one run of corners around the farthest. Cutting just that run, rounding cannot cut
    a second time where several corners are on the line.
    """
    order = np.arange(beyond_m.argmax(), beyond_m.argmax() + ring.size) % ring.size
    ring, beyond_m = ring[order], beyond_m[order]
    kept = np.flatnonzero(beyond_m <= 0)
    if not kept.size:
        return ring[:0]
    inner, outer = kept[[0, -1]], np.array([kept[0] - 1, (kept[-1] + 1) % ring.size])
    step = beyond_m[outer] / (beyond_m[outer] - beyond_m[inner])
    crossing = ring[outer] + step * (ring[inner] - ring[outer])
    return np.concatenate([crossing[:1], ring[kept[0] : kept[-1] + 1], crossing[1:]])

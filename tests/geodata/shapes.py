"""Small drawn frames, with coordinates of the magnitude of those in Flanders."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.affinity import translate

from geodata.crs import METRIC_CRS

ORIGIN = (600_000.0, 700_000.0)


def series(*shapes):
    """Geometries drawn around (0, 0), as a GeoSeries in EPSG:3812."""
    return gpd.GeoSeries([translate(s, *ORIGIN) for s in shapes], crs=METRIC_CRS)


def at(*xy):
    """Coordinates drawn around (0, 0), shape (m, 2)."""
    return np.array(xy, dtype=float).reshape(-1, 2) + ORIGIN


def square(x, y, size=1000.0):
    return shapely.box(x, y, x + size, y + size)


def unit_frame(shapes, *, people=None):
    """Units named ``u0``, ``u1``, …, with the inner point in the middle of their box."""
    geometry = series(*shapes)
    box = geometry.bounds
    return gpd.GeoDataFrame(
        {
            "code": [f"u{i}" for i in range(len(shapes))],
            "inner_x_m": (box["minx"] + box["maxx"]) / 2,
            "inner_y_m": (box["miny"] + box["maxy"]) / 2,
            "people_all": pd.array(people or [100] * len(shapes), dtype="Int64"),
        },
        geometry=geometry,
    )


def point_frame(precise=(), imprecise=()):
    """Points ``p0``, ``p1``, …: (x, y) known by address, ((x, y), key) by place only."""
    positions = [*precise, *(xy for xy, _ in imprecise)]
    keys = [None] * len(precise) + [key for _, key in imprecise]
    return gpd.GeoDataFrame(
        {
            "id": [f"p{i}" for i in range(len(positions))],
            "centre_id": [f"c{i}" for i in range(len(positions))],
            "kind": "main",
            "precision": ["address"] * len(precise) + ["place"] * len(imprecise),
            "whereabouts": pd.array(keys, dtype="string"),
        },
        geometry=gpd.points_from_xy(*at(*positions).T),
        crs=METRIC_CRS,
    )


def whereabouts_frame(**shapes):
    """Whereabouts polygons by key."""
    return gpd.GeoDataFrame({"key": list(shapes)}, geometry=series(*shapes.values()).array)

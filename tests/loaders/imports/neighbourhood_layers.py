"""Layers of neighbourhoods of Westdorp (11001), and reading them; see ``small``."""

from types import SimpleNamespace

import geopandas as gpd
import pytest
from shapely.geometry import box

from geodata.crs import METRIC_CRS
from geodata.errors import (
    RowsError,
)
from loaders.imports.file_kind import ImportOptions
from loaders.imports.neighbourhoods import NEIGHBOURHOODS

X, Y = 600_000.0, 700_000.0
SOURCE = "Stad Westdorp, buurten"
PEOPLE = {"inwoners": [60, 40], "65+": [12, 8], "80+": [3, 1]}


def part(west, south, east, north):
    """Return a rectangle; metres from the corner of Westdorp."""
    return box(X + west, Y + south, X + east, Y + north)


SOUTH, NORTH = part(0, 0, 1000, 400), part(0, 400, 1000, 1000)


def layer(shapes=(SOUTH, NORTH), crs=METRIC_CRS, **columns):
    count = len(shapes)
    named = {"code": [f"B{i + 1}" for i in range(count)], "naam": ["Zuid", "Noord", "X"][:count]}
    return gpd.GeoDataFrame({**named, **columns}, geometry=list(shapes), crs=crs)


def read(path, data, **options):
    """Return what a layer holds; raise RowsError if any feature is wrong."""
    raw = NEIGHBOURHOODS.opener(path)
    reading = NEIGHBOURHOODS.read(raw, data, ImportOptions(**options))
    found = reading.require_all_good(where=raw.name).rows
    return SimpleNamespace(
        rows=found.rows,
        municipalities=found.municipalities,
        counted=found.counted,
        estimated_ages=found.estimated_ages,
        remarks=reading.remarks,
    )


def refused(path, data, **options):
    """Return of each feature that is refused which column is named."""
    with pytest.raises(RowsError) as caught:
        read(path, data, **options)
    return [(problem.row, problem.column) for problem in caught.value.rows]

"""Addresses or buildings, with people or without: the kind of file, its reader and its importer.

They say where in a wijk people live, not how many. Nothing else of a row is kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from geodata.crs import METRIC_CRS, to_metric
from geodata.errors import BadValueError, MissingCrsError
from geodata.places.locate import codes_at
from geodata.snapshot.model import Dataset
from loaders.files.cells import points_of
from loaders.files.coordinates import declared_crs
from loaders.files.headers import POSITION, columns
from loaders.files.layer import ENDINGS, POINTS, POLYGONS, cells_of, read_features
from loaders.files.notes import NoteKind
from loaders.files.user_tables import RawTable, read_table
from loaders.imports.file_kind import TABLE_ENDINGS, FileKind, Option, Reading, example_file
from loaders.imports.people_columns import whole_people

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.snapshot.model import SnapshotData
    from loaders.files.header_row import KnownHeaders
    from loaders.files.table import Table
    from loaders.imports.file_kind import ImportOptions, Source

MOST_ADDRESSES = 100_000
"""Addresses of a file; more are for the batch analysis."""

_PEOPLE = "people_all"
_FILL = "Fill the coordinates in, or leave the row out."


def open_addresses(
    path: Path, layer: str = "", *, known: KnownHeaders | None = None, sheet: str = ""
) -> RawTable:
    """Read a table (CSV, XLSX), or a layer of points or polygons.

    Raises
    ------
    InputError
        As :func:`loaders.files.layer.read_features` and
        :func:`loaders.files.user_tables.read_table` do.
    """
    if path.suffix.lower() not in ENDINGS:
        return read_table(path, known=known, sheet=sheet)
    found = read_features(path, layer=layer, kinds=(*POINTS, *POLYGONS), most=MOST_ADDRESSES)
    cells = cells_of(found.frame)
    return RawTable(
        path.name,
        cells,
        shapes=gpd.GeoSeries(found.frame.geometry).set_axis(cells.index),
        layers=found.names,
        incomplete=found.incomplete,
    )


def read_addresses(table: Table, data: SnapshotData, options: ImportOptions) -> Reading:
    """Read the addresses of a file.

    Parameters
    ----------
    table
        Rows with coordinates, or a layer of points or polygons; with people or without.
    data
        A snapshot; its wijken are looked up.
    options
        The CRS is that of the coordinates, where the file does not have it.

    Returns
    -------
    Reading
        ``rows``: ``schemas.Addresses``.

    Raises
    ------
    BadValueError, MissingCrsError
        If there are too many rows, none is in a wijk, or the CRS is not known.
    """
    if len(table.cells) > MOST_ADDRESSES:
        raise BadValueError(
            where=table.raw.name,
            expected=f"at most {MOST_ADDRESSES:,} addresses",
            got=f"{len(table.cells):,}",
            action="Use the command analyse, or keep one row per building.",
        )
    points = _points(table, options.crs)
    rows = points.index[~points.index.isin(table.wrong_rows)]
    weight = pd.Series(1.0, rows)
    if _PEOPLE in table.headers:
        weight = whole_people(table, _PEOPLE, rows).astype("Float64").astype("float64")
    good = rows[~rows.isin(table.wrong_rows)]
    unit = codes_at(data.units, points[good])
    inside = unit.notna()
    if len(good) and not inside.any():
        raise BadValueError(
            where=table.raw.name,
            expected="addresses in Flanders or Brussels",
            got=f"{len(good):,} rows, none of them in a wijk",
            action="Check the coordinate system, and that the coordinates are not swapped.",
        )
    kept = good[inside]
    found = gpd.GeoDataFrame(
        {"unit": unit[kept].to_numpy(), "weight": weight[kept].to_numpy()},
        geometry=points[kept].to_numpy(),
        crs=METRIC_CRS,
    )
    return Reading(
        found, tuple(table.problems), len(found), outside=int((~inside).sum()), counted=False
    )


def import_addresses(
    reading: Reading, base: SnapshotData, source: Source, options: ImportOptions
) -> SnapshotData:
    """Return the base snapshot with these addresses in place of those that it had."""
    del options
    note = "Where in their wijk people live; how many is that of the wijk."
    if reading.outside:
        note += f" {reading.outside:,} rows outside every wijk were left out."
    dataset = Dataset(
        *("addresses", len(reading.rows), source.title, source.date, source.licence),
        attribution=source.attribution,
        note=note,
    )
    return replace(base, addresses=reading.rows, datasets=base.datasets_with(dataset))


def _points(table: Table, crs: str) -> gpd.GeoSeries:
    """Return the point of each row, EPSG:3812; rows without one are refused."""
    shapes = table.raw.shapes
    if shapes is None:
        if declared := declared_crs(crs):
            bare = (table.cells["crs"] == "") & (table.cells["x"] != "")
            table.cells["crs"] = table.cells["crs"].mask(bare, declared)
        points, error_m = points_of(table)
        column = next((c for c in ("position", "lat", "x") if c in table.headers), "lat")
        table.note(NoteKind.ROUGH_POSITION, error_m.notna(), column)
        unknown = points.isna() & ~points.index.isin(table.wrong_rows)
        table.refuse(unknown, column, "coordinates", _FILL)
        return points
    shapes = shapes.loc[table.cells.index]
    if declared := declared_crs(crs):
        shapes = shapes.set_crs(declared, allow_override=True)
    if shapes.crs is None:
        raise MissingCrsError(
            where=table.raw.name,
            expected="a coordinate reference system",
            got="none",
            action="Declare it, as with --crs 31370 (Lambert 72), or save the layer with it.",
        )
    wrong = shapes.isna() | shapes.is_empty | ~shapes.geom_type.isin([*POINTS, *POLYGONS])
    for row in shapes.index[wrong]:
        table.refuse_row(row, "geometry", "no point and no polygon", "a point or a polygon", _FILL)
    frame = to_metric(gpd.GeoDataFrame(geometry=shapes[~wrong]), where=table.raw.name)
    whole = shapely.make_valid(shapely.force_2d(frame.geometry.to_numpy()))
    inner = gpd.GeoSeries(shapely.point_on_surface(whole), frame.index, METRIC_CRS)
    return inner.reindex(shapes.index)


ADDRESSES = FileKind(
    code="addresses",
    columns=columns(_PEOPLE, *POSITION),
    required=(("lat", "x", "position"),),
    reader=read_addresses,
    importer=import_addresses,
    template=example_file("addresses.csv"),
    opener=open_addresses,
    endings=(*TABLE_ENDINGS, *ENDINGS),
    options=frozenset({Option.CRS, Option.LAYER}),
    command=("import-addresses",),
)

"""Frames as tables of a PostGIS database, and back again, not a bit of them changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import sqlalchemy as sa
from geoalchemy2 import Geometry
from psycopg import sql

from geodata.crs import METRIC_CRS
from geodata.errors import BadValueError
from loaders.export import table_docs

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg

    from geodata.snapshot.model import Dataset

ROW = "fid"
"""The column that keeps the order of the rows."""

SRID = 3812
_MOST_BYTES = 63
"""PostgreSQL cuts a longer name off."""

_TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "str": sa.Text,
    "int64": sa.BigInteger,
    "Int64": sa.BigInteger,
    "float64": sa.Double,
    "bool": sa.Boolean,
    "boolean": sa.Boolean,
}
_POLYGONS = {"Polygon", "MultiPolygon"}
_POINTS = {"points", "services", "support_points"}
"""The frames that have points, also while they have no rows."""


@dataclass(frozen=True)
class ColumnInfo:
    """A column of a frame.

    Attributes
    ----------
    name
        In the frame.
    column
        In the database; another name where PostgreSQL cannot hold the first.
    dtype
        Of pandas; ``geometry`` for geometries in EPSG:3812.
    shape
        Type of the column for a geometry: ``POINT``, ``MULTIPOLYGON`` or empty for any.
    """

    name: str
    column: str
    dtype: str
    shape: str = ""


@dataclass(frozen=True)
class FrameInfo:
    """What the manifest in the database says of a table.

    Attributes
    ----------
    rows
        Number of rows.
    digest
        From :func:`digest`.
    columns
        In their order.
    of_one
        Rows whose multipolygon has one part and is to stay one: every other polygon of one part
        is a plain polygon in the frame.
    """

    rows: int
    digest: str
    columns: tuple[ColumnInfo, ...]
    of_one: tuple[int, ...] = ()


def inspect(frame: pd.DataFrame, *, where: str) -> FrameInfo:
    """Return how a frame becomes a table.

    Raises
    ------
    BadValueError
        If a column is of a kind that a snapshot does not have.
    """
    infos: list[ColumnInfo] = []
    of_one: tuple[int, ...] = ()
    for number, name in enumerate(map(str, frame.columns)):
        column = name if _fits(name) else f"column_{number}"
        values = frame.iloc[:, number]
        if isinstance(values, gpd.GeoSeries):
            shape = _shape(values, points=where in _POINTS)
            infos.append(ColumnInfo(name, column, "geometry", shape))
            if shape == "MULTIPOLYGON":
                single = shapely.get_num_geometries(values.to_numpy()) == 1
                kept = single & (values.geom_type == "MultiPolygon").to_numpy()
                of_one = tuple(kept.nonzero()[0].tolist())
        elif str(values.dtype) in _TYPES:
            infos.append(ColumnInfo(name, column, str(values.dtype)))
        else:
            raise BadValueError(
                where=f"{where}, {name}",
                expected=" or ".join(_TYPES),
                got=str(values.dtype),
                action="Import the file again with this version of Nabij.",
            )
    return FrameInfo(len(frame), digest(frame), tuple(infos), of_one)


def _fits(name: str) -> bool:
    """Return whether PostgreSQL can hold a name, and it is none that we give ourselves."""
    ours = name == ROW or name.startswith("column_")
    return 0 < len(name.encode()) <= _MOST_BYTES and "\0" not in name and not ours


def digest(frame: pd.DataFrame) -> str:
    """Return the SHA-256 of names, kinds and values of a frame, whatever wrote or read it."""
    whole = hashlib.sha256()
    for number, name in enumerate(map(str, frame.columns)):
        values = frame.iloc[:, number]
        whole.update(json.dumps([name, str(values.dtype)]).encode())
        if isinstance(values, gpd.GeoSeries):
            for shape in shapely.to_wkb(values.to_numpy(), byte_order=1):
                whole.update(b"-" if shape is None else len(shape).to_bytes(8) + shape)
        else:
            whole.update(json.dumps(_cells(values)).encode())
    return whole.hexdigest()


def table(
    name: str, info: FrameInfo, *, metadata: sa.MetaData, key: Iterable[str] = ()
) -> sa.Table:
    """Return the table of a frame; ``key`` are the names of its columns that make a row's key."""
    names = {one.name: one.column for one in info.columns}
    keys = [names[k] for k in key]
    columns = [
        sa.Column(one.column, _type(one), primary_key=one.column in keys) for one in info.columns
    ]
    row = sa.Column(ROW, sa.BigInteger, primary_key=not keys, unique=bool(keys), nullable=False)
    return sa.Table(name, metadata, row, *columns)


def comment(
    made: sa.Table, info: FrameInfo, frame: pd.DataFrame, datasets: Iterable[Dataset]
) -> None:
    """Write into a table what its rows and columns are, and where they come from."""
    descriptions = table_docs.columns(made.name, frame)
    for one in info.columns:
        made.c[one.column].comment = descriptions.get(one.name)
    made.c[ROW].comment = "position of the row"
    parts = (table_docs.meaning(made.name), table_docs.origin(made.name, datasets))
    made.comment = "\n".join(filter(None, parts))


def write(cursor: psycopg.Cursor[Any], made: sa.Table, frame: pd.DataFrame) -> None:
    """Copy the rows of a frame into its table."""
    names = [column.name for column in made.columns]
    target = sql.SQL("COPY {}.{} ({}) FROM STDIN").format(
        sql.Identifier(str(made.schema)),
        sql.Identifier(made.name),
        sql.SQL(", ").join(map(sql.Identifier, names)),
    )
    multi = {
        c.name
        for c in made.columns
        if isinstance(c.type, Geometry) and c.type.geometry_type == "MULTIPOLYGON"
    }
    cells = [
        _written(frame.iloc[:, number], multi=name in multi)
        for number, name in enumerate(names[1:])
    ]
    with cursor.copy(target) as copy:
        for row in zip(range(len(frame)), *cells, strict=True):
            copy.write_row(row)


def read(connection: sa.Connection, made: sa.Table, info: FrameInfo) -> pd.DataFrame:
    """Return the frame of a table."""
    chosen = [
        sa.func.ST_AsBinary(made.c[one.column], "NDR", type_=sa.LargeBinary)
        if one.dtype == "geometry"
        else made.c[one.column]
        for one in info.columns
    ]
    rows = connection.execute(sa.select(made.c[ROW], *chosen).order_by(made.c[ROW])).all()
    cells = list(zip(*rows, strict=True))[1:] if rows else [()] * len(info.columns)
    values = [_read(part, one, info) for part, one in zip(cells, info.columns, strict=True)]
    frame = pd.concat([pd.DataFrame(index=range(len(rows))), *values], axis="columns")
    geometry = [one.name for one in info.columns if one.dtype == "geometry"]
    if geometry:
        frame = gpd.GeoDataFrame(frame, geometry=geometry[0], crs=METRIC_CRS)
    return frame


def _type(info: ColumnInfo) -> sa.types.TypeEngine[Any]:
    if info.dtype != "geometry":
        return _TYPES[info.dtype]()
    if not info.shape:
        return Geometry(None, srid=-1, spatial_index=True)
    return Geometry(info.shape, srid=SRID, spatial_index=True)


def _shape(values: gpd.GeoSeries, *, points: bool) -> str:
    """Return the one type of a column's geometries, polygons as multipolygons; else nothing."""
    known = values[~shapely.is_missing(values.to_numpy())]
    kinds = set(known.geom_type)
    if known.has_z.any() or known.is_empty.any():
        return ""
    if not kinds:
        return "POINT" if points else "MULTIPOLYGON"
    if kinds <= _POLYGONS:
        return "MULTIPOLYGON"
    return "POINT" if kinds == {"Point"} else ""


def _cells(values: pd.Series) -> list[Any]:
    """Return Python values, None where there is none."""
    cells = values.astype(object)
    found: list[Any] = cells.where(cells.notna(), None).tolist()
    return found


def _written(values: pd.Series, *, multi: bool) -> list[Any]:
    if not isinstance(values, gpd.GeoSeries):
        return _cells(values)
    shapes = values.to_numpy()
    if multi:
        single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
        shapes = shapes.copy()
        shapes[single] = shapely.multipolygons(shapes[single], indices=range(single.sum()))
    marked = shapely.set_srid(shapes, SRID)
    return list(shapely.to_wkb(marked, hex=True, include_srid=True))


def _read(cells: Iterable[Any], info: ColumnInfo, frame: FrameInfo) -> pd.Series:
    if info.dtype != "geometry":
        return pd.Series(list(cells), dtype=info.dtype, name=info.name)
    shapes = shapely.from_wkb(np.array(list(cells), dtype=object))
    if info.shape == "MULTIPOLYGON":
        single = shapely.get_num_geometries(shapes) == 1
        single[list(frame.of_one)] = False
        shapes[single] = shapely.get_geometry(shapes[single], 0)
    column: pd.Series = gpd.GeoSeries(shapes, crs=METRIC_CRS, name=info.name)
    return column

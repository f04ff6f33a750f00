"""The features of a layer of neighbourhoods, each by itself: code, name, people and polygon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from geodata.crs import to_metric
from geodata.errors import WrongCrsError
from loaders.builtin.wallonia import mostly_in_wallonia
from loaders.files.coordinates import advice, declared_crs, short_crs
from loaders.files.official_tables import BELGIUM_M
from loaders.imports.people_columns import people_of
from loaders.imports.row_places import leave_out_wallonia

if TYPE_CHECKING:
    from loaders.files.table import Table

_POLYGONS = ("Polygon", "MultiPolygon")
_LONGEST = 200
_FILL = "Fill it in, or leave the feature out."
_OWN_CODE = "Give each neighbourhood a code of its own."
_REPAIR = "Repair the polygon, or leave the feature out."


def features_of(table: Table, *, crs: str = "") -> tuple[gpd.GeoDataFrame, int]:
    """Return the features of a layer; what is wrong with each by itself is noted in the table.

    Parameters
    ----------
    table
        A layer.
    crs
        EPSG code of the coordinates, where the file has none or a wrong one.

    Returns
    -------
    rows : geopandas.GeoDataFrame
        ``code``, ``name``, the people where the layer has any (ages may be missing), and the
        geometry in EPSG:3812; index: number of the feature. Those that are wrong are in it too.
    elsewhere : int
        Features of Wallonia, left out.

    Raises
    ------
    BadValueError, MissingCrsError, WrongCrsError
        If the CRS is not known, there is none, or coordinates cannot be brought to EPSG:3812; or
        all features are of Wallonia.
    AgeBandsError, MissingColumnError
        If there are ages without a total, or they do not make 65+ and 80+ exactly.
    """
    rows = _in_metres(table, crs)
    _check_shapes(rows, table)
    good = rows.geometry[~rows.index.isin(table.wrong_rows)]
    walloon = mostly_in_wallonia(good).reindex(rows.index, fill_value=False)
    elsewhere, rows = leave_out_wallonia(table, walloon), rows[~walloon]
    rows = rows.assign(code=table.cells["code"], name=table.cells["name"])
    _check_texts(rows, table)
    people = people_of(table)
    rows[list(people)] = people
    return rows, elsewhere


def refuse_shape(
    table: Table, row: Any, fault: str, got: str, expected: str, *, action: str = _REPAIR
) -> None:
    """Note what is wrong with a polygon.

    ``fault`` is in the place of a column: ``geometry`` for the polygon itself, ``elsewhere`` for
    one outside Flanders and Brussels, ``overlap`` for one on top of another, or ``cover`` for one
    in a municipality that is hardly covered.
    """
    table.refuse_row(row, fault, got, expected, action)


def _in_metres(table: Table, crs: str) -> gpd.GeoDataFrame:
    """Return the polygons in EPSG:3812; refuse each that is outside Belgium.

    Raises
    ------
    WrongCrsError
        If all of them are.
    """
    geometry = table.raw.shapes
    assert geometry is not None  # noqa: S101  (only layers come here)
    geometry = geometry.loc[table.cells.index]
    if declared := declared_crs(crs):
        geometry = geometry.set_crs(declared, allow_override=True)
    flat = gpd.GeoSeries(shapely.force_2d(geometry.to_numpy()), geometry.index, geometry.crs)
    rows = to_metric(gpd.GeoDataFrame(geometry=flat), where=table.raw.name)
    west, south, east, north = rows.bounds.to_numpy().T
    drawn = ~(flat.isna() | flat.is_empty).to_numpy()
    inside = (west >= BELGIUM_M[0]) & (south >= BELGIUM_M[1])
    inside &= (east <= BELGIUM_M[2]) & (north <= BELGIUM_M[3])
    stray = flat.index[drawn & ~inside]
    if not len(stray):
        return rows
    system = str(geometry.crs.to_string())
    corners = shapely.bounds(flat.loc[stray].to_numpy())
    middles = (corners[:, :2] + corners[:, 2:]) / 2
    advised = [advice(x, y, system) for x, y in middles]
    got = [f"{x:.10g} and {y:.10g} in {short_crs(system)}" for x, y in middles]
    if len(stray) == drawn.sum() and len(set(advised)) == 1:
        raise WrongCrsError(
            where=table.raw.name,
            expected="coordinates in Belgium",
            got=f"a layer around {got[0]}",
            action=advised[0],
        )
    for row, spot, action in zip(stray, got, advised, strict=True):
        refuse_shape(table, row, "elsewhere", spot, "a polygon in Belgium", action=action)
    return rows


def _check_texts(rows: gpd.GeoDataFrame, table: Table) -> None:
    seen: dict[str, int] = {}
    for row, code, name in zip(rows.index, rows["code"], rows["name"], strict=True):
        if not code or len(code) > _LONGEST:
            table.refuse_row(row, "code", code[:_LONGEST], "a code", _OWN_CODE)
        elif code in seen:
            got = f"{code}, as in feature {seen[code]}"
            table.refuse_row(row, "code", got, "a code of its own", _OWN_CODE)
        if not name or len(name) > _LONGEST:
            table.refuse_row(row, "name", name[:_LONGEST], "a name", _FILL)
        seen.setdefault(code, int(row))


def _check_shapes(rows: gpd.GeoDataFrame, table: Table) -> None:
    shapes = rows.geometry[~rows.index.isin(table.wrong_rows)]
    nothing = shapes.isna() | shapes.is_empty
    other = ~nothing & ~shapes.geom_type.isin(_POLYGONS)
    with_fault = ~nothing & ~other & ~shapes.is_valid
    for row in shapes.index[nothing]:
        refuse_shape(table, row, "geometry", "nothing", "a polygon")
    for row in shapes.index[other]:
        refuse_shape(table, row, "geometry", str(shapes.geom_type[row]), "a polygon")
    reasons = shapely.is_valid_reason(shapes[with_fault].to_numpy())
    for row, reason in zip(shapes.index[with_fault], reasons, strict=True):
        refuse_shape(table, row, "geometry", str(reason), "a valid polygon")

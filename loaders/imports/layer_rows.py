"""The features of a layer of neighbourhoods: which column is which, and what is wrong with each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely
from pyproj.exceptions import ProjError

from geodata.crs import METRIC_CRS, to_metric
from geodata.errors import RowProblem, WrongCrsError
from loaders.files.coordinates import declared_crs
from loaders.files.layer import read_features
from loaders.files.official_tables import as_text
from loaders.files.user_tables import find_columns
from loaders.imports.population import COLUMNS as OF_PEOPLE
from loaders.imports.population import GROUPS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

COLUMNS = {
    "code": (
        *("code", "wijkcode", "wijknummer", "geoitem", "id", "code wijk"),
        *("code quartier", "neighbourhood code"),
    ),
    "name": ("naam", "wijknaam", "wijk", "nom", "quartier", "name", "neighbourhood"),
    **{group: OF_PEOPLE[group] for group in GROUPS},
}
"""Our name → the headers under which a layer may have it."""

SHAPES = ("geometry", "elsewhere", "overlap", "cover")
"""What may be wrong with a polygon, where a column is named otherwise: the shape itself, outside
Flanders and Brussels, on top of another, or in a municipality that is hardly covered."""

_POLYGONS = ("Polygon", "MultiPolygon")
_LONGEST = 200
_ACTIONS = {
    "code": "Give each neighbourhood a code of its own.",
    "name": "Fill it in, or leave the feature out.",
    **dict.fromkeys(SHAPES, "Repair the polygon, or leave the feature out."),
}


@dataclass(frozen=True)
class Layer:
    """What a layer holds.

    Attributes
    ----------
    rows
        ``code``, ``name``, the people where the layer has all three groups of them, and the
        geometry in EPSG:3812; index: number of the feature.
    headers
        Our name of each column that is there → its header.
    problems
        What is wrong so far.
    """

    rows: gpd.GeoDataFrame
    headers: dict[str, str]
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def counted(self) -> bool:
        """Tell whether the layer has people."""
        return set(GROUPS) <= self.headers.keys()

    @property
    def wrong(self) -> set[int]:
        """Return the numbers of the features with which something is wrong."""
        return {problem.row for problem in self.problems}

    def refuse(self, row: Any, column: str, got: str, expected: str) -> None:
        """Note what is wrong with a feature."""
        header = self.headers.get(column, column)
        action = _ACTIONS.get(column, "Correct the cell, or leave the feature out.")
        self.problems.append(RowProblem(int(row), header, got or "nothing", expected, action))


def read_rows(
    path: Path,
    *,
    crs: str = "",
    columns: Mapping[str, str] | None = None,
    without: Collection[int] = (),
) -> Layer:
    """Read the features of a layer, see :func:`loaders.imports.neighbourhoods.read_neighbourhoods`.

    Raises
    ------
    UnreadableFileError, MissingColumnError, MissingCrsError, WrongCrsError
        If it is no such file, or does not tell its CRS.
    """
    frame, cells = read_cells(path, crs=crs, without=without)
    return rows_of(frame, cells, columns or {}, where=path.name)


def read_cells(
    path: Path, *, crs: str = "", without: Collection[int] = ()
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Read the features of a layer, numbered from 1, and what they say as text.

    Raises
    ------
    UnreadableFileError, BadValueError
        If it is no such file, or the CRS none that is known.
    """
    frame = read_features(path)
    if declared := declared_crs(crs):
        frame = frame.set_crs(declared, allow_override=True)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    frame = gpd.GeoDataFrame(frame[~frame.index.isin(list(without))])
    return frame, as_text(pd.DataFrame(frame.drop(columns=frame.geometry.name)))


def rows_of(
    frame: gpd.GeoDataFrame, cells: pd.DataFrame, columns: Mapping[str, str], *, where: str
) -> Layer:
    """Return features under our names, with what is wrong with each of them.

    Parameters
    ----------
    frame, cells
        What :func:`read_cells` returns.
    columns
        Header → our name, if told by hand.
    where
        Name of the file, for errors.

    Raises
    ------
    MissingColumnError, MissingCrsError, WrongCrsError
        If the layer does not tell what it must.
    """
    named = cells
    if columns:
        told = {header: COLUMNS[name][0] for header, name in columns.items()}
        named = cells[[str(c) for c in cells if c in told]].rename(columns=told)
    headers = find_columns(named, COLUMNS, required=["code", "name"], where=where)
    layer = Layer(_rows(frame, named, headers, where=where), headers)
    _check_texts(layer)
    _check_people(layer, named)
    _check_shapes(layer)
    return layer


def _rows(
    frame: gpd.GeoDataFrame, cells: pd.DataFrame, headers: Mapping[str, str], *, where: str
) -> gpd.GeoDataFrame:
    shapes = gpd.GeoSeries(shapely.force_2d(frame.geometry.to_numpy()), frame.index, frame.crs)
    try:
        metric = to_metric(gpd.GeoDataFrame(geometry=shapes), where=where)
    except ProjError as error:
        raise WrongCrsError(
            where=where,
            expected=f"a CRS that can be brought to {METRIC_CRS}",
            got=str(frame.crs)[:40],
            action="Save the layer in Lambert 72, Lambert 2008 or WGS84.",
        ) from error
    return metric.assign(code=cells[headers["code"]], name=cells[headers["name"]])


def _check_texts(layer: Layer) -> None:
    seen: dict[str, int] = {}
    for row, code, name in zip(
        layer.rows.index, layer.rows["code"], layer.rows["name"], strict=True
    ):
        if not code or len(code) > _LONGEST:
            layer.refuse(row, "code", code[:_LONGEST], "a code")
        elif code in seen:
            layer.refuse(row, "code", f"{code}, as in feature {seen[code]}", "a code of its own")
        if not name or len(name) > _LONGEST:
            layer.refuse(row, "name", name[:_LONGEST], "a name")
        seen.setdefault(code, int(row))


def _check_people(layer: Layer, cells: pd.DataFrame) -> None:
    """Add the people, in place, where the layer has them; refuse what are none."""
    if not layer.counted:
        return
    table = pd.DataFrame(
        {g: pd.to_numeric(cells[layer.headers[g]], errors="coerce") for g in GROUPS}
    )
    for group in GROUPS:
        wrong = table[group].isna() | (table[group] < 0) | (table[group] % 1 != 0)
        wrong |= table[group] > 1e9  # noqa: PLR2004  (more than there are people)
        for row in table.index[wrong]:
            layer.refuse(row, group, str(cells.loc[row, layer.headers[group]]), "whole people")
        table[group] = table[group].mask(wrong, 0).astype("Int64")
        layer.rows[group] = table[group]
    every, over_65, over_80 = (table[group] for group in GROUPS)
    for row in table.index[(over_80 > over_65) | (over_65 > every)].difference(list(layer.wrong)):
        group = GROUPS[1] if over_65[row] > every[row] else GROUPS[2]
        layer.refuse(row, group, str(table.loc[row, group]), "80+ ≤ 65+ ≤ all")


def _check_shapes(layer: Layer) -> None:
    shapes = layer.rows.geometry
    nothing = shapes.isna() | shapes.is_empty
    other = ~nothing & ~shapes.geom_type.isin(_POLYGONS)
    with_fault = ~nothing & ~other & ~shapes.is_valid
    for row in shapes.index[nothing]:
        layer.refuse(row, "geometry", "nothing", "a polygon")
    for row in shapes.index[other]:
        layer.refuse(row, "geometry", str(shapes.geom_type[row]), "a polygon")
    reasons = shapely.is_valid_reason(shapes[with_fault].to_numpy())
    for row, reason in zip(shapes.index[with_fault], reasons, strict=True):
        layer.refuse(row, "geometry", str(reason), "a valid polygon")

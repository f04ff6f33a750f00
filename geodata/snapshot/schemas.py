"""The checks of the frames of a snapshot, made from their declaration in ``frames``.

Import this module only where data are validated: pandera is slow to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pandera.errors
import pandera.pandas as pa

from geodata.crs import require_metric
from geodata.enums import Level
from geodata.errors import (
    BadValueError,
    DuplicateCodeError,
    GeometryError,
    InputError,
    MissingColumnError,
    UnknownCodeError,
)
from geodata.snapshot.columns import GEOMETRY
from geodata.snapshot.frames import FRAMES
from geodata.snapshot.model import PEOPLE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Collection

    from geodata.snapshot.columns import Column, Frame
    from geodata.snapshot.model import SnapshotData


def _are_polygons(geometry: pd.Series) -> Any:
    shapes = gpd.GeoSeries(geometry)
    polygons = shapes.geom_type.isin(["Polygon", "MultiPolygon"])
    return polygons & shapes.is_valid & ~shapes.is_empty


def _are_points(geometry: pd.Series) -> Any:
    shapes = gpd.GeoSeries(geometry)
    return (shapes.geom_type == "Point") & ~shapes.is_empty


_SHAPES = {
    "polygon": pa.Check(_are_polygons, name="is a valid, non-empty (multi)polygon"),
    "point": pa.Check(_are_points, name="is a point"),
}


def _checks(column: Column) -> list[pa.Check]:
    checks = [
        *([pa.Check.isin(list(column.one_of))] if column.one_of else []),
        *([pa.Check.str_matches(column.pattern)] if column.pattern else []),
        *([pa.Check.ge(column.least)] if column.least is not None else []),
        *([pa.Check.le(column.most)] if column.most is not None else []),
    ]
    return [*checks, *([_SHAPES[column.kind]] if column.kind in _SHAPES else [])]


def _schema(frame: Frame) -> pa.DataFrameSchema:
    columns = {
        name: pa.Column(
            checks=_checks(column),
            nullable=column.optional,
            unique=column.unique,
        )
        for name, column in frame.columns.items()
    }
    several = [*frame.key] if len(frame.key) > 1 and GEOMETRY not in frame.columns else None
    return pa.DataFrameSchema(columns, unique=several)


SCHEMAS = {name: _schema(frame) for name, frame in FRAMES.items()}


def check_snapshot(data: SnapshotData, *, unchanged: Collection[str] = ()) -> None:
    """Check every frame against its schema, and the codes that refer from one to another.

    Parameters
    ----------
    data
        The frames.
    unchanged
        Names of the frames that fitted their schema before.

    Raises
    ------
    MissingColumnError, BadValueError, DuplicateCodeError, GeometryError, WrongCrsError
        If a frame does not fit its schema.
    UnknownCodeError
        If a code does not occur in the frame it refers to.
    """
    for name, schema in SCHEMAS.items():
        if name in unchanged:
            continue
        frame = getattr(data, name)
        if FRAMES[name].is_spatial:
            require_metric(frame, where=name)
        _check_types(frame, name)
        if frame.empty and schema.columns.keys() <= set(frame.columns):
            continue  # without a row nothing else can be wrong, and pandera takes as long as with
        try:
            schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            raise _typed(errors.failure_cases, frame=name) from errors
    for name in {"units", "sectors"}.difference(unchanged):
        _check_people(getattr(data, name), frame=name)
    areas = {level: set(part["code"]) for level, part in data.areas.groupby("level")}
    if data.areas.duplicated(["level", "code"]).any():
        case = {"column": "level and code", "check": "field_uniqueness"}
        raise _typed(pd.DataFrame([case]), frame="areas")
    municipalities = areas.get(Level.MUNICIPALITY, set())
    references = (
        (data.units["municipality"], "units", municipalities),
        (data.units["province"], "units", areas.get(Level.PROVINCE, set())),
        (data.units["elz"], "units", areas.get(Level.ELZ, set())),
        (data.points["centre_id"], "points", set(data.centres["id"])),
        (data.points["municipality"], "points", municipalities),
        (data.points["whereabouts"], "points", set(data.whereabouts["key"])),
        (data.division["rop"], "division", set(data.support_points["id"])),
        (data.division["municipality"], "division", municipalities),
        (data.services["municipality"], "services", municipalities),
        (data.services["whereabouts"], "services", set(data.whereabouts["key"])),
        (data.projections["municipality"], "projections", municipalities),
        (data.records["point_id"], "records", set(data.points["id"])),
        (data.provenance["point_id"], "provenance", set(data.points["id"])),
        (data.sectors["unit"], "sectors", set(data.units["code"])),
        (data.sectors["municipality"], "sectors", municipalities),
    )
    for codes, name, known in references:
        unknown = codes[codes.notna() & ~codes.isin(known)]
        if len(unknown):
            raise UnknownCodeError(
                where=f"{name}, {codes.name}",
                expected="a code that the snapshot knows",
                got=f"{unknown.iloc[0]} ({len(unknown)} rows)",
                action="Import the layers and tables of one and the same edition.",
            )


def _check_types(frame: pd.DataFrame, name: str) -> None:
    """Check the types of columns; pandera does so too, but takes as long as for all the rest."""
    types = frame.dtypes.to_dict()
    for column, declared in FRAMES[name].columns.items():
        if column not in types or declared.kind in _SHAPES:
            continue
        found = types[column]
        is_text = declared.kind == "str" and (
            isinstance(found, pd.StringDtype)
            or pd.api.types.is_string_dtype(frame[column].dropna())
        )
        if not is_text and str(found).lower() != declared.kind.lower():  # nullable or not
            raise BadValueError(
                where=f"{name}, {column}",
                expected=f"values of type {declared.kind}",
                got=str(found),
                action="Correct the source and import it again.",
            )


def _check_people(units: gpd.GeoDataFrame, *, frame: str) -> None:
    for column in units.columns[units.columns.str.startswith(PEOPLE_PREFIX)]:
        people = units[column]
        wrong = (people < 0) | (people > units["people_all"])
        if not isinstance(people.dtype, pd.Int64Dtype) or wrong.any():
            raise BadValueError(
                where=f"{frame}, {column}",
                expected="whole numbers from zero to people_all",
                got=str(people[wrong].iloc[0]) if wrong.any() else str(people.dtype),
                action="Import the figures of one and the same population.",
            )


def _typed(cases: pd.DataFrame, *, frame: str) -> InputError:
    """Turn the first failure that pandera found into one of our errors."""
    case = cases.iloc[0]
    check, column = str(case["check"]), str(case["column"])
    kinds = {"field_uniqueness": DuplicateCodeError, "column_in_dataframe": MissingColumnError}
    kind = GeometryError if column == "geometry" else kinds.get(check, BadValueError)
    where = f"{frame}, {column}"
    if pd.notna(case.get("index")):
        where = f"{frame}, row {case['index']}, {column}"
    return kind(
        where=where,
        expected=check,
        got=str(case.get("failure_case", "a duplicate")),
        action="Correct the source and import it again.",
    )

"""The frames of a snapshot as pandera models: the model is the schema document.

Import this module only where data is validated: pandera is slow to import.
"""

from __future__ import annotations

from enum import StrEnum  # noqa: TC003  (pandera reads the annotations)
from typing import Any

import geopandas as gpd
import pandas as pd
import pandera.errors
import pandera.pandas as pa
from pandera.typing import Series
from pandera.typing.geopandas import GeoSeries

from geodata.crs import require_metric
from geodata.enums import (
    Activity,
    DoubtKind,
    Level,
    PointKind,
    Precision,
    ServiceKind,
    Status,
    SupportTheme,
    Wheelchair,
)
from geodata.errors import (
    BadValueError,
    DuplicateCodeError,
    GeometryError,
    InputError,
    MissingColumnError,
    UnknownCodeError,
)
from geodata.model import PEOPLE_PREFIX, SnapshotData

_POLYGONS = {"Polygon", "MultiPolygon"}


def _list_of(codes: type[StrEnum]) -> str:
    one = "|".join(codes)
    return rf"^({one})(,({one}))*$"


class _Frame(pa.DataFrameModel):
    class Config:
        strict = False
        coerce = False


class _Polygons(_Frame):
    geometry: GeoSeries[Any] = pa.Field(nullable=False, description="(Multi)Polygon in EPSG:3812")

    @pa.check("geometry", name="is a valid, non-empty (multi)polygon")
    def _valid(cls, geometry: Any) -> Any:  # noqa: N805  (a class method for pandera)
        shapes = gpd.GeoSeries(geometry)
        return shapes.geom_type.isin(_POLYGONS) & shapes.is_valid & ~shapes.is_empty


class Units(_Polygons):
    """Demand units: the finest polygons with people. One row a wijk."""

    code: Series[str] = pa.Field(unique=True, description="wijk code of the publisher")
    name: Series[str]
    municipality: Series[str] = pa.Field(str_matches=r"^\d{5}$", description="NIS code of 2025")
    province: Series[str] = pa.Field(str_matches=r"^\d{4,5}$", description="Brussels is 4000")
    elz: Series[str] = pa.Field(nullable=True, description="eerstelijnszone code")
    sectors: Series[int] = pa.Field(ge=0, description="number of statistical sectors")
    inner_x_m: Series[float] = pa.Field(description="inner point, EPSG:3812 easting in metres")
    inner_y_m: Series[float] = pa.Field(description="inner point, EPSG:3812 northing in metres")
    people_all: Series[pd.Int64Dtype] = pa.Field(ge=0, nullable=True, description="inhabitants")
    estimated: Series[bool] = pa.Field(
        description="people, or only their ages, are estimated from a larger area"
    )


class Areas(_Polygons):
    """Municipalities, eerstelijnszones and provinces."""

    level: Series[str] = pa.Field(isin=[Level.MUNICIPALITY, Level.ELZ, Level.PROVINCE])
    code: Series[str]
    name: Series[str] = pa.Field(description="Dutch name")
    name_fr: Series[str] = pa.Field(nullable=True, description="French name where there is one")
    province: Series[str] = pa.Field(nullable=True, description="province code; empty for ELZ")


class Centres(_Frame):
    """Recognitions: one row a lokaal dienstencentrum."""

    id: Series[str] = pa.Field(unique=True)
    name: Series[str]
    operator: Series[str] = pa.Field(nullable=True)
    status: Series[str] = pa.Field(isin=list(Status))
    evidence: Series[str] = pa.Field(nullable=True, description="how the source names it")
    source: Series[str]
    checked_on: Series[str] = pa.Field(nullable=True, description="ISO date, where known")


class _Points(_Frame):
    geometry: GeoSeries[Any] = pa.Field(nullable=False, description="Point in EPSG:3812")

    @pa.check("geometry", name="is a point")
    def _point(cls, geometry: Any) -> Any:  # noqa: N805  (a class method for pandera)
        shapes = gpd.GeoSeries(geometry)
        return (shapes.geom_type == "Point") & ~shapes.is_empty


class _Contact(_Points):
    street: Series[str] = pa.Field(nullable=True, description="street and number where known")
    postcode: Series[str] = pa.Field(nullable=True)
    place: Series[str] = pa.Field(nullable=True)
    phone: Series[str] = pa.Field(nullable=True)
    email: Series[str] = pa.Field(nullable=True, description="a function mailbox")
    website: Series[str] = pa.Field(nullable=True)


class ServicePoints(_Contact):
    """Main sites and antennes: one row an address."""

    id: Series[str] = pa.Field(unique=True)
    centre_id: Series[str]
    kind: Series[str] = pa.Field(isin=list(PointKind))
    municipality: Series[str] = pa.Field(str_matches=r"^\d{5}$", description="NIS code of 2025")
    opening_hours: Series[str] = pa.Field(nullable=True, description="OSM opening_hours syntax")
    wheelchair: Series[str] = pa.Field(
        nullable=True, isin=list(Wheelchair), description="empty: not known"
    )
    activities: Series[str] = pa.Field(
        nullable=True,
        str_matches=_list_of(Activity),
        description="codes of geodata.enums.Activity, comma-separated; empty: not known",
    )
    precision: Series[str] = pa.Field(isin=list(Precision))
    whereabouts: Series[str] = pa.Field(nullable=True, description="key into the whereabouts")


class Whereabouts(_Polygons):
    """The polygon in which the real address of an imprecise point lies."""

    key: Series[str] = pa.Field(unique=True)


class SupportPoints(_Contact):
    """Regionale ondersteuningspunten (ROPs)."""

    id: Series[str] = pa.Field(unique=True)
    name: Series[str]
    host: Series[str] = pa.Field(nullable=True, description="organisation it is housed with")
    themes: Series[str] = pa.Field(
        nullable=True,
        str_matches=_list_of(SupportTheme),
        description="codes of geodata.enums.SupportTheme, comma-separated; empty: not known",
    )
    is_example: Series[bool] = pa.Field(alias="example", description="made up to show how it works")


class Division(_Frame):
    """Municipality → ROP; a municipality that stands in no row is assigned to none."""

    municipality: Series[str] = pa.Field(unique=True, str_matches=r"^\d{5}$")
    rop: Series[str]
    computed: Series[bool] = pa.Field(description="assigned to the nearest, not by a table")


class Services(_Contact):
    """Sociale Huizen and self-help initiatives: one row an address."""

    id: Series[str] = pa.Field(unique=True)
    kind: Series[str] = pa.Field(isin=list(ServiceKind))
    name: Series[str]
    theme: Series[str] = pa.Field(nullable=True, description="of a self-help initiative, free text")
    municipality: Series[str] = pa.Field(str_matches=r"^\d{5}$", description="NIS code of 2025")
    opening_hours: Series[str] = pa.Field(nullable=True, description="OSM opening_hours syntax")
    wheelchair: Series[str] = pa.Field(
        nullable=True, isin=list(Wheelchair), description="empty: not known"
    )
    precision: Series[str] = pa.Field(isin=list(Precision))
    whereabouts: Series[str] = pa.Field(nullable=True, description="key into the whereabouts")
    source: Series[str]
    checked_on: Series[str] = pa.Field(nullable=True, description="ISO date, where known")
    is_example: Series[bool] = pa.Field(alias="example", description="made up to show how it works")


class Projections(_Frame):
    """Projected population: one row a municipality and year."""

    municipality: Series[str] = pa.Field(str_matches=r"^\d{5}$", description="NIS code of 2025")
    year: Series[int] = pa.Field(ge=2000, le=2100, description="on 1 January of")
    people: Series[pd.Int64Dtype] = pa.Field(ge=0, description="projected inhabitants")

    class Config:
        """One projection a municipality and year."""

        unique = ("municipality", "year")


class Records(_Frame):
    """What sources say of centres, and what became of each record.

    The columns of ``geodata.linkage.records.COLUMNS`` are among them.
    """

    record_id: Series[str] = pa.Field(unique=True)
    source: Series[str]
    name: Series[str]
    kind: Series[str] = pa.Field(isin=list(PointKind))
    lat: Series[float] = pa.Field(ge=-90, le=90, nullable=True, description="WGS84")
    lon: Series[float] = pa.Field(ge=-180, le=180, nullable=True, description="WGS84")
    precision: Series[str] = pa.Field(nullable=True, isin=list(Precision))
    point_id: Series[str] = pa.Field(nullable=True, description="empty where it has no place")
    located_by: Series[str] = pa.Field(nullable=True, description="the service that found lat, lon")
    source_title: Series[str] = pa.Field(description="publisher and title")
    source_date: Series[str] = pa.Field(nullable=True, description="the day it describes, ISO")
    licence: Series[str] = pa.Field(nullable=True)
    attribution: Series[str] = pa.Field(nullable=True)
    complete: Series[bool] = pa.Field(description="the source says that it has all centres")


class Provenance(_Frame):
    """Where each field of a point comes from; those of the centre stand with its main site."""

    point_id: Series[str]
    field: Series[str] = pa.Field(description="a column, or position")
    source: Series[str] = pa.Field(description="code of the source, geolocation or gazetteer")
    record_id: Series[str]
    checked_on: Series[str] = pa.Field(nullable=True, description="ISO date, where known")

    class Config:
        """One source a field."""

        unique = ("point_id", "field")


class Doubts(_Frame):
    """What a person has to look at, and what one decided."""

    kind: Series[str] = pa.Field(isin=list(DoubtKind))
    record_a: Series[str]
    value_a: Series[str] = pa.Field(nullable=True, description="what was taken, where one was")
    record_b: Series[str] = pa.Field(nullable=True)
    value_b: Series[str] = pa.Field(nullable=True)
    point_id: Series[str] = pa.Field(nullable=True)
    field: Series[str] = pa.Field(nullable=True)
    distance_m: Series[float] = pa.Field(nullable=True, description="straight line")
    score: Series[float] = pa.Field(nullable=True)
    verdict: Series[str] = pa.Field(nullable=True, isin=["same", "different"])


class Sectors(_Polygons):
    """Statistical sectors: the parts of wijken that people are counted in."""

    code: Series[str] = pa.Field(unique=True, description="of the edition of the areas")
    unit: Series[str] = pa.Field(nullable=True, description="its wijk; empty: in none")
    municipality: Series[str] = pa.Field(str_matches=r"^\d{5}$", description="NIS code of 2025")
    placed_by: Series[str] = pa.Field(
        nullable=True, isin=["key", "area"], description="how its wijk was found"
    )
    inner_x_m: Series[float] = pa.Field(description="inner point, EPSG:3812 easting in metres")
    inner_y_m: Series[float] = pa.Field(description="inner point, EPSG:3812 northing in metres")
    people_all: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="counted inhabitants; missing is not zero"
    )
    people_65plus: Series[pd.Int64Dtype] = pa.Field(ge=0, nullable=True, description="estimated")
    people_80plus: Series[pd.Int64Dtype] = pa.Field(ge=0, nullable=True, description="estimated")


class Unplaced(_Frame):
    """People whom the publisher counts in no sector that is on the map."""

    code: Series[str] = pa.Field(unique=True, description="with ZZZZ where the sector is unknown")
    municipality: Series[str] = pa.Field(description="NIS code, of 2025 where known")
    people: Series[pd.Int64Dtype] = pa.Field(ge=0, nullable=True)


MODELS: dict[str, type[_Frame]] = {
    "units": Units,
    "areas": Areas,
    "centres": Centres,
    "points": ServicePoints,
    "whereabouts": Whereabouts,
    "support_points": SupportPoints,
    "division": Division,
    "services": Services,
    "projections": Projections,
    "records": Records,
    "provenance": Provenance,
    "doubts": Doubts,
    "sectors": Sectors,
    "unplaced": Unplaced,
}


def check_snapshot(data: SnapshotData) -> None:
    """Check every frame against its model, and the codes that refer from one to another.

    Raises
    ------
    MissingColumnError, BadValueError, DuplicateCodeError, GeometryError, WrongCrsError
        If a frame does not fit its model.
    UnknownCodeError
        If a code does not occur in the frame it refers to.
    """
    for name, model in MODELS.items():
        frame = getattr(data, name)
        if "geometry" in model.to_schema().columns:
            require_metric(frame, where=name)
        try:
            model.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            raise _typed(errors.failure_cases, frame=name) from errors
    _check_people(data.units, frame="units")
    _check_people(data.sectors, frame="sectors")
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

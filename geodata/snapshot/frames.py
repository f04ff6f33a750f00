"""The frames of a snapshot: the columns of each, what they hold, and a frame without rows.

The one declaration of every frame: of checks (``schemas``) and of exported descriptions.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

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
from geodata.snapshot.columns import GEOMETRY, Column, Frame

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    import geopandas as gpd
    import pandas as pd


def _codes_of(codes: type[StrEnum]) -> str:
    one = "|".join(codes)
    return rf"^({one})(,({one}))*$"


_TEXT, _OPTIONAL = Column(), Column(optional=True)
_UNIQUE = Column(unique=True)
_NIS = Column(description="NIS code of 2025", pattern=r"^\d{5}$")
_DAY = Column(description="ISO date, where known", optional=True)
_WITHIN = Column(
    "float64",
    "metres that the site is at most from its position; empty where precision is not nearby",
    optional=True,
    least=0,
)
_HOURS = Column(description="OSM opening_hours syntax", optional=True)
_WHEELCHAIR = Column(description="empty: not known", optional=True, one_of=tuple(Wheelchair))
_WHEREABOUTS = Column(description="key into the whereabouts", optional=True)
_EXAMPLE = Column("bool", "made up to show how it works")
_POLYGON = {GEOMETRY: Column("polygon", "(Multi)Polygon in EPSG:3812")}
_POINT = {GEOMETRY: Column("point", "Point in EPSG:3812")}
_INNER = {
    "inner_x_m": Column("float64", "inner point, EPSG:3812 easting in metres"),
    "inner_y_m": Column("float64", "inner point, EPSG:3812 northing in metres"),
}
_CONTACT = {
    "street": Column(description="street and number where known", optional=True),
    **dict.fromkeys(("postcode", "place", "phone"), _OPTIONAL),
    "email": Column(description="a function mailbox", optional=True),
    "website": _OPTIONAL,
}
CONTACT = tuple(_CONTACT)
"""How to reach a place: text, empty where not known. Function mailboxes only, no names."""

_ACTIVITIES = Column(
    description="codes of geodata.enums.Activity, comma-separated; empty: not known",
    optional=True,
    pattern=_codes_of(Activity),
)

RECORD = {
    "record_id": Column(
        description="`<source>:<id at the source>`, of a further address with `#2`, `#3`, …",
        unique=True,
    ),
    "source": Column(description="code of the source: sociale_kaart, poi, osm, list-…, builtin"),
    "group": Column(
        description="record_id of the main address of the same organisation; its own for that one",
        optional=True,
    ),
    "name": Column(description="as the source has it"),
    "operator": Column(description="the organisation behind it", optional=True),
    "status": Column(description="geodata.enums.Status", optional=True),
    "kind": Column(description="main where the source does not say it", one_of=tuple(PointKind)),
    "street": Column(description="street and number", optional=True),
    "postcode": Column(description="four digits", optional=True),
    "place": Column(description="place, often a deelgemeente", optional=True),
    "municipality": Column(description="as the source has it: a name or NIS code", optional=True),
    "phone": Column(description="of the centre, not of a person", optional=True),
    "email": _CONTACT["email"],
    "website": Column(description="of the centre", optional=True),
    "opening_hours": _HOURS,
    "wheelchair": Column(description="geodata.enums.Wheelchair", optional=True),
    "activities": Column(
        description="codes of geodata.enums.Activity, comma-separated", optional=True
    ),
    "lat": Column("float64", "WGS84", optional=True, least=-90, most=90),
    "lon": Column("float64", "WGS84", optional=True, least=-180, most=180),
    "precision": Column(
        description="of lat and lon; empty without them", optional=True, one_of=tuple(Precision)
    ),
    "within_m": _WITHIN,
    "checked_on": Column(
        description="ISO date on which the source says it was checked or changed", optional=True
    ),
    "url": Column(description="page of the record at the source", optional=True),
}
"""Columns that a source delivers for an address: :mod:`geodata.linkage.records` checks it."""

FRAMES = {
    "units": Frame(
        "Demand units: the finest polygons with people. One row a wijk.",
        {
            "code": Column(description="wijk code of the publisher", unique=True),
            "name": _TEXT,
            "municipality": _NIS,
            "province": Column(description="Brussels is 4000", pattern=r"^\d{4,5}$"),
            "elz": Column(description="eerstelijnszone code", optional=True),
            "sectors": Column("int64", "number of statistical sectors", least=0),
            **_INNER,
            "people_all": Column("Int64", "inhabitants", optional=True, least=0),
            "estimated": Column(
                "bool", "people, or only their ages, are estimated from a larger area"
            ),
            **_POLYGON,
        },
        key=("code",),
    ),
    "areas": Frame(
        "Municipalities, eerstelijnszones and provinces.",
        {
            "level": Column(one_of=(Level.MUNICIPALITY, Level.ELZ, Level.PROVINCE)),
            "code": _TEXT,
            "name": Column(description="Dutch name"),
            "name_fr": Column(description="French name where there is one", optional=True),
            "province": Column(description="province code; empty for ELZ", optional=True),
            **_POLYGON,
        },
        key=("level", "code"),
    ),
    "centres": Frame(
        "Recognitions: one row a lokaal dienstencentrum.",
        {
            "id": _UNIQUE,
            "name": _TEXT,
            "operator": _OPTIONAL,
            "status": Column(one_of=tuple(Status)),
            "evidence": Column(description="how the source names it", optional=True),
            "source": _TEXT,
            "checked_on": _DAY,
            "remark": Column(
                description="what the source leaves unclear, in English", optional=True
            ),
        },
        key=("id",),
    ),
    "points": Frame(
        "Main sites and antennes: one row an address.",
        {
            "id": _UNIQUE,
            "centre_id": _TEXT,
            "kind": Column(one_of=tuple(PointKind)),
            "site_name": Column(description="of an antenne, where it has its own", optional=True),
            **_CONTACT,
            "municipality": _NIS,
            "opening_hours": _HOURS,
            "wheelchair": _WHEELCHAIR,
            "activities": _ACTIVITIES,
            "precision": Column(one_of=tuple(Precision)),
            "within_m": _WITHIN,
            "whereabouts": _WHEREABOUTS,
            **_POINT,
        },
        key=("id",),
    ),
    "whereabouts": Frame(
        "The polygon that the real address of an imprecise point is in.",
        {"key": _UNIQUE, **_POLYGON},
        key=("key",),
    ),
    "support_points": Frame(
        "Regionale ondersteuningspunten (ROPs).",
        {
            "id": _UNIQUE,
            "name": _TEXT,
            "host": Column(description="organisation it is housed with", optional=True),
            **_CONTACT,
            "themes": Column(
                description="codes of geodata.enums.SupportTheme, comma-separated; empty: unknown",
                optional=True,
                pattern=_codes_of(SupportTheme),
            ),
            "example": _EXAMPLE,
            **_POINT,
        },
        key=("id",),
    ),
    "division": Frame(
        "Municipality → ROP; a municipality without a row is assigned to none.",
        {
            "municipality": Column(unique=True, pattern=r"^\d{5}$"),
            "rop": _TEXT,
            "computed": Column("bool", "assigned to the nearest, not by a table"),
        },
        key=("municipality",),
    ),
    "services": Frame(
        "Sociale Huizen and self-help initiatives: one row an address.",
        {
            "id": _UNIQUE,
            "kind": Column(one_of=tuple(ServiceKind)),
            "name": _TEXT,
            "theme": Column(description="of a self-help initiative, free text", optional=True),
            **_CONTACT,
            "municipality": _NIS,
            "opening_hours": _HOURS,
            "wheelchair": _WHEELCHAIR,
            "precision": Column(one_of=tuple(Precision)),
            "whereabouts": _WHEREABOUTS,
            "source": _TEXT,
            "checked_on": _DAY,
            "example": _EXAMPLE,
            **_POINT,
        },
        key=("id",),
    ),
    "projections": Frame(
        "Projected population: one row a municipality and year.",
        {
            "municipality": _NIS,
            "year": Column("int64", "on 1 January of", least=2000, most=2100),
            "people": Column("Int64", "projected inhabitants", least=0),
            "people_65plus": Column("Int64", "of them 65 or older", optional=True, least=0),
            "people_80plus": Column("Int64", "of them 80 or older", optional=True, least=0),
        },
        key=("municipality", "year"),
    ),
    "records": Frame(
        "What sources say of centres, and what became of each record.",
        {
            **RECORD,
            "point_id": Column(
                description="the service point it became part of; empty where it has no place",
                optional=True,
            ),
            "located_by": Column(
                description="the service that found lat and lon; empty where the source has them",
                optional=True,
            ),
            "source_title": Column(description="publisher and title"),
            "source_date": Column(description="the day it describes, ISO", optional=True),
            "licence": _OPTIONAL,
            "attribution": Column(description="line that the licence asks to show", optional=True),
            "complete": Column("bool", "the source says that it has all centres"),
        },
        key=("record_id",),
    ),
    "provenance": Frame(
        "Where each field of a point comes from; those of the centre are with its main site.",
        {
            "point_id": _TEXT,
            "field": Column(description="a column, or position"),
            "source": Column(description="code of the source, geolocation or gazetteer"),
            "record_id": _TEXT,
            "checked_on": _DAY,
        },
        key=("point_id", "field"),
    ),
    "doubts": Frame(
        "What a person has to look at, and what one decided.",
        {
            "kind": Column(one_of=tuple(DoubtKind)),
            "record_a": _TEXT,
            "value_a": Column(description="the value that is used, where one is", optional=True),
            **dict.fromkeys(("record_b", "value_b", "point_id", "field"), _OPTIONAL),
            "distance_m": Column("float64", "straight line", optional=True),
            "score": Column("float64", optional=True),
            "verdict": Column(optional=True, one_of=("same", "different")),
        },
    ),
    "sectors": Frame(
        "Statistical sectors: the parts of wijken that people are counted in.",
        {
            "code": Column(description="of the edition of the areas", unique=True),
            "unit": Column(description="its wijk; empty: in none", optional=True),
            "municipality": _NIS,
            "placed_by": Column(
                description="how its wijk was found", optional=True, one_of=("key", "area")
            ),
            **_INNER,
            "people_all": Column(
                "Int64", "counted inhabitants; missing is not zero", optional=True, least=0
            ),
            "people_65plus": Column("Int64", "estimated", optional=True, least=0),
            "people_80plus": Column("Int64", "estimated", optional=True, least=0),
            **_POLYGON,
        },
        key=("code",),
    ),
    "addresses": Frame(
        "Addresses or buildings: where in their wijk people live.",
        {
            "unit": Column(description="its wijk"),
            "weight": Column("float64", "its people; 1 each where the file has no people", least=0),
            **_POINT,
        },
    ),
    "unplaced": Frame(
        "People whom the publisher counts in no sector that is on the map.",
        {
            "code": Column(description="with ZZZZ where the sector is unknown", unique=True),
            "municipality": Column(description="NIS code, of 2025 where known"),
            "people": Column("Int64", optional=True, least=0),
        },
        key=("code",),
    ),
}
"""Name of each frame of :class:`geodata.snapshot.model.SnapshotData` → its declaration."""


SUPPORT_TEXTS = tuple(n for n, c in FRAMES["support_points"].columns.items() if c.optional)
"""What is known of a support point besides its name, all of it text."""


def empty(columns: Mapping[str, Column]) -> pd.DataFrame:
    """Return a frame without rows of columns without a geometry.

    >>> empty({"year": Column("int64"), "name": Column()}).dtypes.astype(str).to_dict()
    {'year': 'int64', 'name': 'str'}
    """
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype=column.kind) for name, column in columns.items()})


def brought_up(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of an older snapshot with the columns that have come since, all empty."""
    import pandas as pd

    columns = FRAMES[name].columns.items()
    fresh = {n: c for n, c in columns if c.optional and n not in frame}
    return frame.assign(
        **{
            n: pd.Series(pd.NA if c.kind == "str" else None, frame.index, dtype=c.kind)
            for n, c in fresh.items()
        }
    )


def empty_table(name: str) -> pd.DataFrame:
    """Return a frame of a snapshot that has no geometry, without rows.

    >>> list(empty_table("unplaced"))
    ['code', 'municipality', 'people']
    """
    return _table_without_rows(name).copy()


@lru_cache
def _table_without_rows(name: str) -> pd.DataFrame:
    return empty(FRAMES[name].columns)


def empty_layer(name: str) -> gpd.GeoDataFrame:
    """Return a frame of a snapshot that has a geometry, without rows, in EPSG:3812.

    >>> empty_layer("sectors").crs.to_epsg()
    3812
    """
    return _layer_without_rows(name).copy()


@lru_cache  # making one takes milliseconds, and a snapshot has several
def _layer_without_rows(name: str) -> gpd.GeoDataFrame:
    import geopandas as gpd

    from geodata.crs import METRIC_CRS

    plain = {n: column for n, column in FRAMES[name].columns.items() if n != GEOMETRY}
    return gpd.GeoDataFrame(empty(plain), geometry=gpd.GeoSeries([], crs=METRIC_CRS))

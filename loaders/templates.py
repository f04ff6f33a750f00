"""The kinds of file that people hand over: a template of each, and what a given file holds.

Looking at a file keeps nothing of it and imports nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.choices import Level
from geodata.errors import InputError, RowProblem, RowsError, UnreadableFileError
from geodata.gazetteer import fold
from loaders import centre_table, division, projections, service_table, support_points
from loaders.builtin import facts
from loaders.opening import require_content
from loaders.reading import as_text
from loaders.rows import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geodata.model import SnapshotData

TABLES = (".csv", ".txt", ".xlsx", ".xlsm")
GEOJSON = (".geojson", ".json")
MOST_ROWS = 20_000
"""More rows are not looked at: some thirty times as many as there are municipalities."""

_FOLDER = Path(__file__).with_name("examples")


class FileKind(StrEnum):
    """What a file is about; the name of its template."""

    CENTRES = "centres"
    SERVICES = "services"
    SUPPORT_POINTS = "support_points"
    DIVISION = "division"
    PROJECTIONS = "projections"

    @property
    def endings(self) -> tuple[str, ...]:
        """Return how the name of such a file may end."""
        return TABLES + GEOJSON * (self is FileKind.SUPPORT_POINTS)


COLUMNS: dict[FileKind, Mapping[str, Sequence[str]]] = {
    FileKind.CENTRES: centre_table.COLUMNS,
    FileKind.SERVICES: service_table.COLUMNS,
    FileKind.SUPPORT_POINTS: support_points.COLUMNS,
    FileKind.DIVISION: division.COLUMNS,
    FileKind.PROJECTIONS: projections.COLUMNS,
}
"""Kind → our name of each column → the headers it may have."""

REQUIRED: dict[FileKind, tuple[tuple[str, ...], ...]] = {
    FileKind.CENTRES: (("name",), ("municipality", "nis", "postcode", "place", "lat", "x")),
    FileKind.SERVICES: (("kind",), ("name",), ("municipality", "nis", "place", "lat", "x")),
    FileKind.SUPPORT_POINTS: (("name",), ("lat", "x")),
    FileKind.DIVISION: (("rop",), ("nis", "municipality")),
    FileKind.PROJECTIONS: (("people",), ("nis", "municipality"), ("year",)),
}
"""Kind → columns that must be there; of each tuple one."""


class Refusal(StrEnum):
    """Why no row of a file was looked at."""

    ENDING = "ending"
    UNREADABLE = "unreadable"
    TOO_MANY = "too_many"
    COLUMNS = "columns"
    EXAMPLES = "examples"
    CRS = "crs"
    VALUE = "value"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: ``field`` is our name of the column, empty for the whole row.

    ``header`` is the column in the file, ``cell`` what stands there.
    """

    row: int
    field: str
    header: str
    cell: str


@dataclass(frozen=True)
class Look:
    """What a file holds.

    Attributes
    ----------
    columns
        Our name of each column that was recognised → its header in the file.
    ignored
        Headers that were not recognised.
    cells
        Text under our names, as it stands in the file; index: the row as a spreadsheet shows it,
        in GeoJSON the number of the feature.
    faults
        What is wrong with which row.
    good
        Rows that can be used.
    examples
        Rows that are marked as examples, and left out of an import.
    elsewhere
        Rows of municipalities of Wallonia, left out of an import.
    lacking
        Columns of which one must be there and none is.
    twice
        Our names of columns of which there are several.
    unassigned
        Municipalities that a division does not name.
    refused
        Why no row was looked at; None if they were.
    """

    columns: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)
    faults: tuple[Fault, ...] = ()
    good: int = 0
    examples: int = 0
    elsewhere: int = 0
    lacking: tuple[tuple[str, ...], ...] = ()
    twice: tuple[str, ...] = ()
    unassigned: tuple[str, ...] = ()
    refused: Refusal | None = None


@dataclass(frozen=True)
class Beside:
    """What a person tells beside the file.

    Attributes
    ----------
    crs
        EPSG code of ``x`` and ``y``; empty where the file tells.
    year
        The year of projections without a column for it.
    support_points
        What a division divides among; those of the snapshot if None.
    """

    crs: str = ""
    year: int | None = None
    support_points: gpd.GeoDataFrame | None = None


def template(kind: FileKind) -> bytes:
    """Return the template of a kind: CSV with the columns, and rows marked as examples."""
    return (_FOLDER / f"{kind}.csv").read_bytes()


def look(path: Path, kind: FileKind, *, data: SnapshotData, beside: Beside | None = None) -> Look:
    """Return what a file holds, as the import of its kind would read it; never raises InputError.

    Parameters
    ----------
    path
        CSV, XLSX, or for support points GeoJSON; the ending of its name tells which.
    kind
        What it is about.
    data
        The snapshot that it would be imported into.
    beside
        What a person tells beside it.
    """
    beside = beside or Beside()
    if path.suffix.lower() not in kind.endings:
        return Look(refused=Refusal.ENDING)
    try:
        raw = _features(path) if path.suffix.lower() in GEOJSON else read_table(path)
    except RowsError as error:
        return Look(faults=tuple(Fault(p.row, "", "", "") for p in error.rows))
    except InputError:
        return Look(refused=Refusal.UNREADABLE)
    if len(raw) > MOST_ROWS:
        return Look(refused=Refusal.TOO_MANY)
    seen = _columns(raw, kind, beside, placed=path.suffix.lower() in GEOJSON)
    return seen if seen.refused else _rows_of(seen, path, kind, data, beside)


def _columns(raw: pd.DataFrame, kind: FileKind, beside: Beside, *, placed: bool) -> Look:
    """Return which columns a file has; ``placed`` where it tells positions beside its columns."""
    known: dict[str, list[str]] = {}
    headers = [str(header) for header in raw.columns]
    for name, words in COLUMNS[kind].items():
        folded = {fold(word) for word in words}
        if name == "people" and beside.year:
            folded.add(str(beside.year))
        known[name] = [header for header in headers if fold(header) in folded]
    told = {"year": beside.year is not None, "lat": placed}
    lacking = tuple(
        names
        for names in REQUIRED[kind]
        if not any(known[name] or told.get(name) for name in names)
    )
    twice = tuple(name for name, found in known.items() if len(found) > 1)
    columns = {name: found[0] for name, found in known.items() if found}
    used = {header for found in known.values() for header in found}
    cells = pd.DataFrame(
        {name: raw.iloc[:, headers.index(header)] for name, header in columns.items()},
        index=raw.index,
    )
    return Look(
        columns=columns,
        ignored=tuple(header for header in headers if header not in used),
        cells=cells,
        lacking=lacking,
        twice=twice,
        refused=Refusal.COLUMNS if lacking or twice else None,
    )


def _rows_of(seen: Look, path: Path, kind: FileKind, data: SnapshotData, beside: Beside) -> Look:
    """Return what was seen with what its rows hold."""
    told: dict[str, Any] = {}
    problems: Sequence[RowProblem] = ()
    refused: Refusal | None = None
    try:
        problems, told = _read(path, kind, data, beside)
    except RowsError as error:
        problems = error.rows
    except UnreadableFileError:  # the table was read before: there is nothing in it but examples
        refused = Refusal.EXAMPLES
    except InputError as error:
        codes = {"missing_crs": Refusal.CRS, "missing_column": Refusal.COLUMNS}
        refused = codes.get(error.code, Refusal.VALUE)
    faults = tuple(dict.fromkeys(_fault(p, seen, kind) for p in problems))
    wrong = {fault.row for fault in faults}
    good = 0 if refused else len(seen.cells) - len(wrong)
    good -= told.get("examples", 0) + told.get("elsewhere", 0)
    return Look(
        **{name: getattr(seen, name) for name in ("columns", "ignored", "cells")},
        **told,
        faults=faults,
        good=good,
        refused=refused,
    )


def _read(
    path: Path, kind: FileKind, data: SnapshotData, beside: Beside
) -> tuple[Sequence[RowProblem], dict[str, Any]]:
    """Let the reader of its kind read a file; return what is wrong, and what it told."""
    towns = data.areas[data.areas["level"] == Level.MUNICIPALITY].reset_index(drop=True)
    if kind is FileKind.CENTRES:
        from loaders.geocoding import gazetteer_of  # noqa: PLC0415  (only this kind needs it)

        found = centre_table.read_centre_table(
            path, source="-", gazetteer=gazetteer_of(data), crs=beside.crs, take_good=True
        )
        return found.problems, {"examples": found.examples}
    if kind is FileKind.SERVICES:
        service_table.read_service_table(path, municipalities=towns)
    elif kind is FileKind.SUPPORT_POINTS:
        support_points.read_support_points(path, crs=beside.crs)
    elif kind is FileKind.PROJECTIONS:
        read = projections.read_projections(
            path, municipalities=towns, mergers=facts("municipal_mergers"), year=beside.year
        )
        return (), {"elsewhere": read.outside}
    else:
        points = data.support_points if beside.support_points is None else beside.support_points
        divided = division.read_division(
            path, support_points=points, municipalities=towns, complete=False
        )
        left = towns.loc[~towns["code"].isin(divided["municipality"]), "name"]
        return (), {"unassigned": tuple(sorted(left))}
    return (), {}


def _fault(problem: RowProblem, seen: Look, kind: FileKind) -> Fault:
    """Return a problem with our name of its column, and with what stands there."""
    fields = {words[0]: name for name, words in COLUMNS[kind].items()}
    fields |= {name: name for name in COLUMNS[kind]}
    fields |= {header: name for name, header in seen.columns.items()}
    parts = [part for part in problem.column.split(" and ") if part in fields]
    names = [fields[problem.column]] if problem.column in fields else [fields[p] for p in parts]
    names = names or ["lat"] * bool(problem.column)  # of GeoJSON: its geometry is no column
    here = [name for name in names if name in seen.cells and problem.row in seen.cells.index]
    cell = ", ".join(str(seen.cells.loc[problem.row, name]) for name in here)
    headers = [seen.columns.get(name, "") for name in names]
    return Fault(problem.row, names[0] if names else "", ", ".join(filter(None, headers)), cell)


def _features(path: Path) -> pd.DataFrame:
    """Return the properties of GeoJSON as text."""
    require_content(path)
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
        rows = [dict(feature["properties"] or {}) for feature in read["features"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _no_features(path, repr(error)) from error
    frame = as_text(pd.DataFrame(rows, dtype=object))
    if frame.empty:
        raise _no_features(path, "no features")
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    return frame


def _no_features(path: Path, got: str) -> UnreadableFileError:
    return UnreadableFileError(
        where=path.name, expected="GeoJSON with features", got=got, action="Save the layer anew."
    )

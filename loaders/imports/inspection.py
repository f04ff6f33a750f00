"""What a file holds that someone hands over.

Looking at a file keeps nothing of it and imports nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.enums import Level
from geodata.errors import InputError, RowProblem, RowsError, UnreadableFileError
from geodata.places.text_folding import fold
from loaders.builtin.snapshot import facts
from loaders.files import table as service_table
from loaders.files.column_mapping import fitted
from loaders.files.official_tables import as_text
from loaders.files.safe_open import require_content
from loaders.files.user_tables import read_table
from loaders.imports import centres as centre_table
from loaders.imports import (
    division,
    layer_rows,
    population,
    projections,
    support_points,
)
from loaders.imports.kinds import COLUMNS, GEOJSON, REQUIRED, TABLES, Beside, FileKind, template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.model import SnapshotData
    from loaders.imports.neighbourhoods import Remark

__all__ = [
    "COLUMNS",
    "GEOJSON",
    "MOST_ROWS",
    "REQUIRED",
    "TABLES",
    "Beside",
    "Fault",
    "FileKind",
    "Look",
    "Refusal",
    "look",
    "template",
]

MOST_ROWS = 20_000
"""More rows are not looked at: some thirty times as many as there are municipalities."""


class Refusal(StrEnum):
    """Why no row of a file was looked at."""

    ENDING = "ending"
    UNREADABLE = "unreadable"
    TOO_MANY = "too_many"
    COLUMNS = "columns"
    EXAMPLES = "examples"
    CRS = "crs"
    PLACE = "place"
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
    covered
        Names of the municipalities whose wijken a layer replaces, or whose people a file has.
    counted
        The layer has people of its own.
    remarks
        Gaps and overlaps of a layer.
    headers
        All headers of the file, to choose among.
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
    covered: tuple[str, ...] = ()
    counted: bool = False
    remarks: tuple[Remark, ...] = ()
    headers: tuple[str, ...] = ()
    refused: Refusal | None = None


def look(path: Path, kind: FileKind, *, data: SnapshotData, beside: Beside | None = None) -> Look:
    """Return what a file holds, as the import of its kind would read it; never raises InputError.

    Parameters
    ----------
    path
        CSV, XLSX, for support points GeoJSON too, Statbel's zip, or for neighbourhoods a layer; the
        ending of its name tells which.
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
    if kind is FileKind.NEIGHBOURHOODS:
        return _of_layer(path, data, beside)
    if kind is FileKind.POPULATION and population.is_statbel(path):
        return _of_statbel(path, data)
    return _of_table(path, kind, data, beside)


def _of_table(path: Path, kind: FileKind, data: SnapshotData, beside: Beside) -> Look:
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
        if name == "people" and kind is FileKind.PROJECTIONS and beside.year:
            folded.add(str(beside.year))
        known[name] = [
            header
            for header in headers
            if (beside.columns.get(header) == name if beside.columns else fold(header) in folded)
        ]
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
        headers=tuple(dict.fromkeys(headers)),
        refused=Refusal.COLUMNS if lacking or twice else None,
    )


def _rows_of(seen: Look, path: Path, kind: FileKind, data: SnapshotData, beside: Beside) -> Look:
    """Return what was seen with what its rows hold."""
    told: dict[str, Any] = {}
    problems: Sequence[RowProblem] = ()
    refused: Refusal | None = None
    try:
        with TemporaryDirectory(prefix="nabij-") as folder:
            names = {h: COLUMNS[kind][name][0] for h, name in beside.columns.items()} or None
            fit = fitted(path, Path(folder), columns=names)
            problems, told = _read(fit.path, kind, data, beside)
    except RowsError as error:
        problems = error.rows
    except UnreadableFileError:  # the table was read before: there is nothing in it but examples
        refused = Refusal.EXAMPLES
    except InputError as error:
        refused = _REFUSALS.get(error.code, Refusal.VALUE)
    return _found(seen, kind, problems, told, refused)


def _found(
    seen: Look,
    kind: FileKind,
    problems: Sequence[RowProblem],
    told: dict[str, Any],
    refused: Refusal | None,
) -> Look:
    faults = tuple(dict.fromkeys(_fault(p, seen, kind) for p in problems))
    wrong = {fault.row for fault in faults}
    good = 0 if refused else len(seen.cells) - len(wrong)
    good -= told.get("examples", 0) + told.get("elsewhere", 0)
    return Look(
        **{name: getattr(seen, name) for name in ("columns", "ignored", "cells", "headers")},
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
        from loaders.centres.geocoding import gazetteer_of  # noqa: PLC0415  (only this kind needs it)

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
    elif kind is FileKind.POPULATION:
        people = population.read_people(path, data=data)
        return (), {"elsewhere": people.outside}
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
    if kind is FileKind.NEIGHBOURHOODS and problem.column in layer_rows.SHAPES:
        return Fault(problem.row, problem.column, "", problem.got.removeprefix("nothing"))
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


def _of_layer(path: Path, data: SnapshotData, beside: Beside) -> Look:
    """Return what a layer of neighbourhoods holds."""
    from loaders.imports.neighbourhoods import measured  # noqa: PLC0415  (only this kind needs it)

    kind = FileKind.NEIGHBOURHOODS
    seen, refused = Look(), None
    problems: Sequence[RowProblem] = ()
    told: dict[str, Any] = {}
    try:
        frame, cells = layer_rows.read_cells(path, crs=beside.crs)
        seen = _columns(cells, kind, beside, placed=True)
        if seen.refused:
            return seen
        found = measured(layer_rows.rows_of(frame, cells, beside.columns, where="-"), data)
        towns = data.areas[data.areas["level"] == Level.MUNICIPALITY].set_index("code")["name"]
        told = {
            "remarks": found.remarks,
            "counted": found.counted,
            "covered": tuple(sorted(towns[found.municipalities])),
        }
    except RowsError as error:
        problems = error.rows
    except InputError as error:
        refused = _REFUSALS.get(error.code, Refusal.VALUE)
    return _found(seen, kind, problems, told, refused)


def _of_statbel(path: Path, data: SnapshotData) -> Look:
    """Return what Statbel's file of people holds, municipality by municipality."""
    try:
        people = population.read_people(path, data=data).people
    except UnreadableFileError:
        return Look(refused=Refusal.UNREADABLE)
    except InputError:
        return Look(refused=Refusal.VALUE)
    columns = {"nis": "CD_REFNIS", **dict.fromkeys(population.GROUPS, "MS_POPULATION, CD_AGE")}
    cells = people.rename_axis("nis").reset_index().astype("str")
    return Look(columns=columns, cells=cells, good=len(cells))


_REFUSALS = {
    "missing_crs": Refusal.CRS,
    "wrong_crs": Refusal.PLACE,
    "missing_column": Refusal.COLUMNS,
    "unreadable_file": Refusal.UNREADABLE,
}


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

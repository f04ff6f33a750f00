"""What a user's file holds, as its import would read it: which columns, and what is wrong.

Inspecting keeps nothing of a file on disk and imports nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd

from geodata.errors import (
    InputError,
    LayerChoiceError,
    MissingCrsError,
    RowsError,
    UnreadableFileError,
)
from loaders.files.official_tables import without_padding
from loaders.imports.file_kind import ImportOptions, Reading

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.errors import RowProblem
    from geodata.snapshot.model import SnapshotData
    from loaders.files.notes import FileNote
    from loaders.files.user_tables import RawTable
    from loaders.imports.file_kind import FileKind

MOST_ROWS = 20_000
"""Files with more rows are not inspected: some thirty times the number of municipalities."""


class Refusal(StrEnum):
    """Why no row of a file was read."""

    ENDING = "ending"
    UNREADABLE = "unreadable"
    TOO_MANY = "too_many"
    LOCKED = "locked"
    OLD_WORKBOOK = "old_workbook"
    LETTERS = "letters"
    NO_HEADER = "no_header"
    COLUMNS = "columns"
    EXAMPLES = "examples"
    CRS = "crs"
    PLACE = "place"
    AGES = "ages"
    HOUSEHOLDS = "households"
    VALUE = "value"
    LAYER = "layer"


_REFUSALS = {
    "locked_file": Refusal.LOCKED,
    "old_workbook": Refusal.OLD_WORKBOOK,
    "uncertain_letters": Refusal.LETTERS,
    "no_header": Refusal.NO_HEADER,
    "missing_crs": Refusal.CRS,
    "wrong_crs": Refusal.PLACE,
    "missing_column": Refusal.COLUMNS,
    "age_bands": Refusal.AGES,
    "not_people": Refusal.HOUSEHOLDS,
    "unreadable_file": Refusal.EXAMPLES,
}
"""Code of an error of a reader → why no row can be used. The file was opened before: what its
reader cannot read are examples."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: ``field`` is our name of the column, empty for the whole row.

    ``header`` is the column in the file, ``cell`` its text there. With ``cell_only``, the row can
    be used without that cell.
    """

    row: int
    field: str
    header: str
    cell: str
    cell_only: bool = False


@dataclass(frozen=True)
class FileReport:
    """What a file holds.

    Attributes
    ----------
    raw
        The file as it was read, to be inspected with other options or imported; None if it could
        not be read.
    columns
        Our name of each column that was recognised → its header in the file.
    ignored
        Headers that were not recognised.
    cells
        Text of the recognised columns, as in the file, under our names; index: the row as a
        spreadsheet shows it, or the number of the feature.
    faults
        What is wrong with which row.
    lacking
        Columns of which one must be there and none is.
    twice
        Our names of columns for which a person chose several.
    headers
        All headers of the file, to choose among; empty where its columns are fixed.
    reading
        What its rows hold.
    refused
        Why no row was read; None if they were.
    layers
        Layers of the file to choose among; none if there is one.
    error
        What a reader raised, where no row was read.
    """

    raw: RawTable | None = None
    columns: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)
    faults: tuple[Fault, ...] = ()
    lacking: tuple[tuple[str, ...], ...] = ()
    twice: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    reading: Reading = field(default_factory=Reading)
    refused: Refusal | None = None
    layers: tuple[str, ...] = ()
    error: InputError | None = field(default=None, compare=False)

    @property
    def notes(self) -> tuple[FileNote, ...]:
        """Return what a person should know about how the file was read."""
        return (*(self.raw.notes if self.raw else ()), *self.reading.notes)

    @property
    def wrong_rows(self) -> set[int]:
        """Return the numbers of the rows that cannot be used."""
        return {fault.row for fault in self.faults if not fault.cell_only}

    @property
    def wrong_cells(self) -> int:
        """Return how many cells are left out of rows that can be used."""
        rows = self.wrong_rows
        return sum(fault.cell_only and fault.row not in rows for fault in self.faults)

    @property
    def good(self) -> int:
        """Return how many rows can be used."""
        return 0 if self.refused else self.reading.count


def inspect_file(
    path: Path, kind: FileKind, *, data: SnapshotData, options: ImportOptions | None = None
) -> FileReport:
    """Return what a file holds; never raises an InputError.

    Parameters
    ----------
    path
        The ending of its name tells its format.
    kind
        What it is about.
    data
        The snapshot that it would be imported into.
    options
        What a person gives besides it.
    """
    if path.suffix.lower() not in kind.endings:
        return FileReport(refused=Refusal.ENDING)
    try:
        raw = kind.open(path, options or ImportOptions())
    except RowsError as error:
        return FileReport(faults=tuple(Fault(p.row, "", "", "") for p in error.rows))
    except LayerChoiceError as error:
        return FileReport(refused=Refusal.LAYER, layers=error.layers, error=error)
    except UnreadableFileError as error:
        known = error.code != UnreadableFileError.code
        refused = _REFUSALS[error.code] if known else Refusal.UNREADABLE
        return FileReport(refused=refused, error=error)
    except InputError as error:
        missing_crs = isinstance(error, MissingCrsError)
        return FileReport(refused=Refusal.CRS if missing_crs else Refusal.VALUE, error=error)
    return inspect_table(raw, kind, data=data, options=options)


def inspect_table(
    raw: RawTable, kind: FileKind, *, data: SnapshotData, options: ImportOptions | None = None
) -> FileReport:
    """Return what a file holds that was opened before, as :func:`inspect_file`."""
    options = options or ImportOptions()
    if len(raw.cells) > MOST_ROWS:
        return FileReport(refused=Refusal.TOO_MANY)
    matched = kind.match(raw, options)
    stopped = bool(matched.lacking or matched.twice)
    cells = _recognised(raw, matched.headers)
    reading, refused, stop = Reading(), Refusal.COLUMNS if stopped else None, None
    if not stopped:
        try:
            reading = kind.read(raw, data, options)
        except InputError as error:
            stop = error
            refused = _REFUSALS.get(error.code, Refusal.VALUE)
    faults = [_fault(problem, raw, kind, matched.headers, cells) for problem in reading.problems]
    return FileReport(
        raw=raw,
        columns=matched.headers,
        ignored=matched.ignored,
        cells=cells,
        faults=tuple(dict.fromkeys(faults)),
        lacking=matched.lacking,
        twice=tuple(matched.twice),
        headers=() if raw.fixed_headers else tuple(dict.fromkeys(raw.headers)),
        reading=reading,
        refused=refused,
        layers=raw.layers,
        error=stop,
    )


def _recognised(raw: RawTable, headers: dict[str, str]) -> pd.DataFrame:
    """Return the cells of the columns that were recognised, under our names."""
    if raw.fixed_headers:
        return raw.cells
    at = {name: raw.headers.index(header) for name, header in headers.items()}
    found = pd.DataFrame({n: raw.cells.iloc[:, i] for n, i in at.items()}, index=raw.cells.index)
    return found if raw.name.lower().endswith((".csv", ".txt")) else without_padding(found)


def _fault(
    problem: RowProblem,
    raw: RawTable,
    kind: FileKind,
    headers: dict[str, str],
    cells: pd.DataFrame,
) -> Fault:
    """Return a problem with our name of its column, and with what the file has there."""
    fields = {words[0]: name for name, words in kind.columns.items()}
    fields |= {name: name for name in kind.columns}
    fields |= {header: name for name, header in headers.items()}
    parts = problem.column.split(" and ") if problem.column not in fields else [problem.column]
    names = [fields[part] for part in parts if part in fields]
    if not names and raw.shapes is not None:  # a fault of a polygon, which is no column
        return Fault(problem.row, problem.column, "", problem.got.removeprefix("nothing"))
    names = names or ["lat"] * bool(problem.column)  # the geometry of GeoJSON is no column
    here = [name for name in names if name in cells and problem.row in cells.index]
    cell = ", ".join(str(cells.loc[problem.row, name]) for name in here)
    shown = ", ".join(filter(None, (headers.get(name, "") for name in names)))
    return Fault(problem.row, names[0] if names else "", shown, cell, problem.cell_only)

"""Tables that users make themselves, CSV or XLSX, as they were read: nothing has a meaning yet.

A file is read once, into a :class:`RawTable`. Which column is which is decided in memory, by
:mod:`loaders.files.table`.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.errors import (
    LockedFileError,
    NoHeaderError,
    OldWorkbookError,
    RowProblem,
    RowsError,
    UnreadableFileError,
)
from loaders.files.csv_reader import MAX_BYTES, csv_rows
from loaders.files.header_row import KnownHeaders, header_at
from loaders.files.notes import FileNote, NoteKind, Place, notes_of
from loaders.files.official_tables import as_text
from loaders.files.safe_open import opened_zip, require_content
from loaders.files.sheet_notes import sheet_notes
from loaders.files.xlsx_reader import MAX_CELLS, read_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from loaders.files.coordinates import Spot

MOST_COLUMNS = 1_000
"""Each is compared with the names that we know: a row of separators would take a minute."""

_SPREADSHEETS = {".xlsx", ".xlsm"}
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_SAVE = "Save the table as CSV (UTF-8) or XLSX, with the names of the columns in the first row."
_UNLOCK = "Open it in a spreadsheet program, remove the password, and save it again."
_QUOTES = "Put a cell that holds the separator between double quotes, or empty the extra cells."


@dataclass(frozen=True)
class RawTable:
    """A file as it was read.

    Attributes
    ----------
    name
        Of the file, for messages.
    cells
        Trimmed text, ``""`` where empty; columns: the headers of the file, which may occur twice.
        Index ``row``: the number that a spreadsheet shows (the header is row 1), the number of
        the feature in a layer, or the line in an official file.
    shapes
        Of a layer of polygons: the geometry of each row, in the CRS that the file declares (none
        if it declares none).
    spots
        Of a layer of points: the position of each row, or what its geometry is instead (``none``
        where it has none).
    fixed_headers
        Our name of each column → the header to show, for an official file of which the columns
        are fixed; ``cells`` then has our names.
    notes
        What a person should know about how it was read.
    sheets, sheet
        Of a workbook: the sheets that are not hidden, and the one that was read.
    layers
        Names of the layers of the file that may be chosen, the one that was read among them;
        empty if there is one.
    incomplete
        What lacks in an answer of a server that was saved; empty if nothing does.
    """

    name: str
    cells: pd.DataFrame
    shapes: gpd.GeoSeries | None = None
    spots: tuple[Spot | str, ...] | None = None
    fixed_headers: Mapping[str, str] | None = None
    notes: tuple[FileNote, ...] = ()
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    layers: tuple[str, ...] = ()
    incomplete: str = ""

    @property
    def headers(self) -> list[str]:
        """Return the headers of the file, in its order."""
        return [str(header) for header in self.cells.columns]


def read_table(path: Path, *, known: KnownHeaders | None = None, sheet: str = "") -> RawTable:
    """Read a table that people make: a row names the columns, the rows below it hold the cells.

    Parameters
    ----------
    path
        CSV with ``;``, ``,``, ``|`` or tabs, in any encoding of which the letters are certain, or
        a sheet of an XLSX.
    known
        Headers by which the row with the names is found, where titles are above it; without them
        it is the first row that is no ``# note``.
    sheet
        Name of the sheet; if empty, the first that is not hidden and has such a row.

    Returns
    -------
    RawTable
        Rows without any content are left out.

    Raises
    ------
    UnreadableFileError
        If the file is empty, has no rows, is no such table, is locked, or its letters are not
        certain.
    RowsError
        If a row has more cells than the header.
    """
    known = known or KnownHeaders()
    try:
        _require_readable(path)
        suits = known.among if known.needed else None
        spreadsheet = path.suffix.lower() in _SPREADSHEETS
        page = read_sheet(path, name=sheet, suits=suits) if spreadsheet else None
        text = None if page else csv_rows(path, known)
    except UnreadableFileError as error:
        raise _unreadable(
            path,
            error.params["expected"],
            error.params["got"],
            kind=type(error),
            action=error.params["action"] if type(error) is not UnreadableFileError else _SAVE,
        ) from error
    rows: Sequence[Sequence[object]] = page.rows if page else text.rows if text else []
    skipped = int(text is not None and text.separator_line)
    at = header_at(rows[skipped:], known) + skipped
    header = _trimmed(rows[at]) if rows[at:] else []
    if len(header) > MOST_COLUMNS:
        raise _unreadable(path, f"at most {MOST_COLUMNS:,} columns", f"{len(header):,}")
    if len(header) * len(rows) > MAX_CELLS:
        raise _too_many(path, f"{len(rows):,} rows of {len(header):,}")
    if not header:
        raise _unreadable(path, "the names of the columns in the first row", "an empty row")
    _refuse_longer_rows(path, rows, at, header, known)
    width = len(header)
    cells = [(list(row) + [""] * width)[:width] for row in rows[at + 1 :]]
    frame = as_text(pd.DataFrame(cells, columns=range(width), dtype=object))
    frame.columns = pd.Index([str(name).strip() for name in header])
    frame.index = pd.RangeIndex(at + 2, len(rows) + 1, name="row")
    frame = frame[(frame != "").any(axis=1)]
    if frame.empty:
        raise _unreadable(path, "rows below the header", "a header only")
    filled = ((n, list(filter(None, row))) for n, row in enumerate(rows[:at], start=1))
    titles = [Place(n, "", str(row[0])[:80]) for n, row in filled if row and n > skipped]
    above = notes_of(
        NoteKind.ABOVE_HEADER, [title for title in titles if not title.cell.startswith("# ")]
    )
    notes = [*(text.notes if text else ()), *above, *(sheet_notes(page, frame) if page else ())]
    return RawTable(
        *(path.name, frame),
        notes=tuple(notes),
        sheets=page.shown if page else (),
        sheet=page.name if page else "",
    )


def _refuse_longer_rows(
    path: Path,
    rows: Sequence[Sequence[object]],
    at: int,
    header: Sequence[object],
    known: KnownHeaders,
) -> None:
    too_long = [
        RowProblem(
            number, "", f"{len(cells)}", f"no more cells than the header, {len(header)}", _QUOTES
        )
        for number, row in enumerate(rows[at + 1 :], start=at + 2)
        if len(cells := _trimmed(row)) > len(header)
    ]
    if too_long and known.columns and not known.named_in(header):
        named = " or ".join(known.needed[0]) if known.needed else "one that is known"
        raise NoHeaderError(
            where=path.name,
            expected=f"the names of the columns in the first row, such as {named}",
            got=f"{', '.join(map(repr, map(str, header[:5])))} in row {at + 1}, which names none",
            action="Remove the lines above the names of the columns, or add that row.",
        )
    if too_long:
        raise RowsError(where=path.name, rows=too_long)


def _require_readable(path: Path) -> None:
    """Raise the error that names a workbook that no reader here opens."""
    require_content(path)
    with path.open("rb") as stream:
        start = stream.read(100)
        if start.startswith(_OLE):
            if _ENCRYPTED in start + stream.read(MAX_BYTES):
                raise LockedFileError(
                    where=path.name,
                    expected="a table that anyone can open",
                    got="a workbook with a password",
                    action=_UNLOCK,
                )
            raise _old(path, "an old Excel file (XLS)")
    if _OPEN_DOCUMENT in start:
        raise _old(path, "an OpenDocument file (ODS)")
    if start.startswith(b"PK") and zipfile.is_zipfile(path):
        with opened_zip(path) as archive:
            names = set(archive.namelist())
        if "xl/workbook.bin" in names:
            raise _old(path, "a binary workbook (XLSB)")
        if "xl/workbook.xml" in names and path.suffix.lower() not in _SPREADSHEETS:
            ending = path.suffix or "no ending"
            raise _old(path, f"a workbook (XLSX) under another name ({ending})")


def _old(path: Path, got: str) -> OldWorkbookError:
    return OldWorkbookError(
        where=path.name,
        expected="a table (CSV or XLSX)",
        got=got,
        action="Open it in a spreadsheet program, and save it as XLSX.",
    )


def _trimmed(row: Sequence[object]) -> list[object]:
    """Return the cells of a row without the empty ones at its end."""
    filled = [i for i, cell in enumerate(row) if cell is not None and str(cell).strip()]
    return list(row[: filled[-1] + 1]) if filled else []


def _too_many(path: Path, got: str) -> UnreadableFileError:
    return _unreadable(path, f"a table of at most {MAX_CELLS:,} cells", got)


def _unreadable(
    path: Path,
    expected: str,
    got: str,
    *,
    kind: type[UnreadableFileError] = UnreadableFileError,
    action: str = _SAVE,
) -> UnreadableFileError:
    return kind(where=path.name, expected=expected, got=got, action=action)

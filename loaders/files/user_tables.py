"""Tables that users make themselves, CSV or XLSX, as they were read: nothing has a meaning yet.

A file is read once, into a :class:`RawTable`. Which column is which is decided in memory, by
:mod:`loaders.files.table`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

import pandas as pd

from geodata.errors import RowProblem, RowsError, UnreadableFileError
from loaders.files.official_tables import as_text
from loaders.files.safe_open import open_text
from loaders.files.xlsx_reader import MAX_CELLS, sheet_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from loaders.files.coordinates import Spot

MAX_BYTES = 50_000_000
"""No table that people make is larger."""

MOST_COLUMNS = 1_000
"""Each is compared with the names that we know: a row of separators would take a minute."""

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DELIMITERS = ";\t,"
_SPREADSHEETS = {".xlsx", ".xlsm"}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_SAVE = "Save the table as CSV (UTF-8) or XLSX, with the names of the columns in the first row."


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
    layers: tuple[str, ...] = ()
    incomplete: str = ""

    @property
    def headers(self) -> list[str]:
        """Return the headers of the file, in its order."""
        return [str(header) for header in self.cells.columns]


def read_table(path: Path) -> RawTable:
    """Read a table that people make: the first row names the columns.

    Parameters
    ----------
    path
        CSV with ``;``, ``,`` or tabs (UTF-8, UTF-16 with its mark, or Windows-1252), or the first
        sheet of an XLSX.

    Returns
    -------
    RawTable
        Rows without any content are left out.

    Raises
    ------
    UnreadableFileError
        If the file is empty, has no rows, or is no such table.
    RowsError
        If a row has more cells than the header.
    """
    try:
        sheet = path.suffix.lower() in _SPREADSHEETS
        rows = sheet_rows(path) if sheet else _csv_rows(path)
    except UnreadableFileError as error:
        raise _unreadable(path, error.params["expected"], error.params["got"]) from error
    header = _trimmed(rows[0]) if rows else []
    if len(header) > MOST_COLUMNS:
        raise _unreadable(path, f"at most {MOST_COLUMNS:,} columns", f"{len(header):,}")
    if len(header) * len(rows) > MAX_CELLS:
        raise _too_many(path, f"{len(rows):,} rows of {len(header):,}")
    if not header:
        raise _unreadable(path, "the names of the columns in the first row", "an empty row")
    too_long = [
        RowProblem(
            number,
            "",
            f"{len(cells)}",
            f"no more cells than the header, {len(header)}",
            "Put a cell that holds the separator between double quotes, or empty the extra cells.",
        )
        for number, row in enumerate(rows[1:], start=2)
        if len(cells := _trimmed(row)) > len(header)
    ]
    if too_long:
        raise RowsError(where=path.name, rows=too_long)
    width = len(header)
    cells = [(list(row) + [""] * width)[:width] for row in rows[1:]]
    frame = as_text(pd.DataFrame(cells, columns=range(width), dtype=object))
    frame.columns = pd.Index([str(name).strip() for name in header])
    frame.index = pd.RangeIndex(2, len(rows) + 1, name="row")
    frame = frame[(frame != "").any(axis=1)]
    if frame.empty:
        raise _unreadable(path, "rows below the header", "a header only")
    return RawTable(path.name, frame)


def _csv_rows(path: Path) -> Sequence[Sequence[object]]:
    with open_text(path) as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise _unreadable(path, f"a table of at most {MAX_BYTES:,} bytes", "a larger one")
    text = _decoded(path, content)
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows, cells = [], 0
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(row)
            cells += max(len(row), 1)
            if cells > MAX_CELLS:
                raise _too_many(path, "more")
    except csv.Error as error:
        raise _unreadable(path, "a table (CSV)", str(error)) from error
    return rows


def _decoded(path: Path, content: bytes) -> str:
    if content.startswith(_OLD_EXCEL):
        raise _unreadable(path, "a table (CSV or XLSX)", "an old Excel file (XLS)")
    mark = next((m for m in _BYTE_ORDER_MARKS if content.startswith(m)), b"")
    for encoding in [_BYTE_ORDER_MARKS[mark]] if mark else ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _unreadable(path, "text in UTF-8", "bytes that are no text")


def _trimmed(row: Sequence[object]) -> list[object]:
    """Return the cells of a row without the empty ones at its end."""
    filled = [i for i, cell in enumerate(row) if cell is not None and str(cell).strip()]
    return list(row[: filled[-1] + 1]) if filled else []


def _too_many(path: Path, got: str) -> UnreadableFileError:
    return _unreadable(path, f"a table of at most {MAX_CELLS:,} cells", got)


def _unreadable(path: Path, expected: str, got: str) -> UnreadableFileError:
    return UnreadableFileError(where=path.name, expected=expected, got=got, action=_SAVE)

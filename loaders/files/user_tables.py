"""Tables that people make themselves: CSV or XLSX, with the columns under many a name.

Whoever reads one collects all that is wrong with its rows and raises it in one RowsError.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pandas as pd

from geodata.errors import (
    BadValueError,
    MissingColumnError,
    RowProblem,
    RowsError,
    UnreadableFileError,
)
from geodata.places.text_folding import fold
from loaders.files.official_tables import as_text
from loaders.files.safe_open import open_text
from loaders.files.xlsx import MAX_CELLS, sheet_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

__all__ = ["RowProblem", "RowsError", "find_columns", "read_table", "require_source"]

MAX_BYTES = 50_000_000
"""More is no file that people make."""

MOST_COLUMNS = 1_000
"""Each is held against the names that we know: a row of separators would take a minute."""

_LONGEST_CELL = 2_000
"""Characters in a cell that is used: more is no name, no address and no list of themes."""

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DELIMITERS = ";\t,"
_SPREADSHEETS = {".xlsx", ".xlsm"}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_SAVE = "Save the table as CSV (UTF-8) or XLSX, with the names of the columns in the first row."


def require_source(source: str, *, of: str) -> None:
    """Raise BadValueError unless whoever imports a file names its source."""
    if not source.strip():
        raise BadValueError(
            where="source",
            expected=f"publisher and title of the {of}",
            got="nothing",
            action="Name them: they are shown with every figure.",
        )


def read_table(path: Path) -> pd.DataFrame:
    """Read a table that people make: the first row names the columns.

    Parameters
    ----------
    path
        CSV with ``;``, ``,`` or tabs (UTF-8, UTF-16 with its mark, or Windows-1252), or the first
        sheet of an XLSX.

    Returns
    -------
    pandas.DataFrame
        Every cell as trimmed text, ``""`` where empty; rows without any content are left out.
        Index ``row``: the number that a spreadsheet shows, the header being row 1.

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
    return frame


def find_columns(
    frame: pd.DataFrame,
    wanted: Mapping[str, Sequence[str]],
    *,
    required: Collection[str],
    where: str = "table",
) -> dict[str, str]:
    """Return which column of a table is which, whatever its case, accents and punctuation.

    Parameters
    ----------
    frame
        What :func:`read_table` returns.
    wanted
        Our name → the headers under which people know it.
    required
        Those of our names that must be found.
    where
        Name of the file, for the error.

    Returns
    -------
    dict
        Our name → header in the table, for those that are there.

    Raises
    ------
    MissingColumnError
        If a required column is not there, or a wanted one is there twice.
    RowsError
        If a cell of one that is found is too long.
    """
    headers = [(str(column), fold(str(column))) for column in frame.columns]
    found: dict[str, str] = {}
    for name, known in wanted.items():
        folded = {fold(one) for one in known}
        matches = [header for header, plain in headers if plain in folded]
        if len(matches) > 1 or (not matches and name in required):
            raise MissingColumnError(
                where=where,
                expected=f"one column {' or '.join(known)}",
                got=" and ".join(matches) or ", ".join(header for header, _ in headers[:12]),
                action="Name the columns in the first row, each once.",
            )
        if matches:
            found[name] = matches[0]
    _refuse_long(frame, found, where=where)
    return found


def _refuse_long(frame: pd.DataFrame, found: Mapping[str, str], *, where: str) -> None:
    long = {header: frame[header].str.len() > _LONGEST_CELL for header in found.values()}
    problems = [
        RowProblem(
            row,
            header,
            f"{len(cell):,} that begin with {cell[:20]!r}",
            f"at most {_LONGEST_CELL:,} characters",
            "Shorten the cell; a quote that is not closed may have swallowed what follows it.",
        )
        for header, rows in long.items()
        for row, cell in zip(frame.index[rows].tolist(), frame.loc[rows, header], strict=True)
    ]
    if problems:
        raise RowsError(where=where, rows=problems)


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

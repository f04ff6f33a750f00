"""The first sheet of a workbook, measured before memory is used for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.errors import UnreadableFileError
from loaders.files.safe_open import opened_zip, require_content, unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from zipfile import ZipFile

MAX_CELLS = 2_000_000
"""No table that people make is larger; the key table of gebiedsniveaus has half a million."""

MAX_BYTES = 200_000_000
"""A part of a workbook, unpacked."""

_ATTRIBUTES = rb"""(?:\s+[\w:]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*"""
_PLACE = re.compile(
    rb"""\br\s*=\s*["']\s*([A-Za-z]+)([0-9]+)\s*["'](?!""" + _ATTRIBUTES + rb"""\s*/>)"""
)
"""The place of a cell that is not empty: the ``XFD1048576`` of ``<c r="XFD1048576" t="s">``."""

_ROW = re.compile(rb"<(?:\w+:)?row\b")
_ROW_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([0-9]+)""")
_UNPLACED = re.compile(
    rb"<(?:\w+:)?c(?=[\s/>])(?!" + _ATTRIBUTES + rb"""\s+r\s*=\s*["'])""",
)
"""A cell without a place: right of the one before it."""


def sheet_rows(path: Path) -> Sequence[Sequence[object]]:
    """Read the first sheet of a workbook (XLSX) that is not hidden, from its cell A1.

    A reader uses memory for every cell up to the last one, however few there are: a single one in
    the last row and column ends the process. So the cells are counted first.

    Returns
    -------
    sequence
        Rows of cells; of a formula, the value that was saved with it.

    Raises
    ------
    UnreadableFileError
        If it is no workbook, has no sheet of cells, or one that is too large.
    """
    import python_calamine as calamine

    require_content(path)
    with opened_zip(path) as archive:
        _check_extent(archive, path)
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible
            and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        if not shown:
            raise unreadable(path, expected="a sheet that is not hidden", got="none")
        # With the empty rows above it, so that the numbers of the rows are those on screen.
        return book.get_sheet_by_name(shown[0]).to_python(skip_empty_area=False)
    except calamine.CalamineError as error:
        raise unreadable(path, expected="a workbook (XLSX)", got=str(error)) from error


def _check_extent(archive: ZipFile, path: Path) -> None:
    """Raise UnreadableFileError if a part unpacks to too much, or a sheet reaches too far."""
    for member in archive.infolist():
        if member.file_size > MAX_BYTES:
            raise _too_large(path, f"{member.file_size:,} bytes in {member.filename}")
        content = archive.read(member)  # to its end: a wrong declared size is found here
        width, height = _extent(content)
        if width * height > MAX_CELLS:
            raise _too_large(path, f"{height:,} rows of {width:,}")


def _extent(content: bytes) -> tuple[int, int]:
    """Return how many columns and rows the cells of a sheet take, those between them included."""
    places = {(place[1].upper(), int(place[2][:9])) for place in _PLACE.finditer(content)}
    width = max((_column(letters) for letters, _ in places), default=0)
    height = max((row for _, row in places), default=0)
    if _UNPLACED.search(content):
        rows = _ROW.split(content)
        stated = (int(row[1][:9]) for row in _ROW_PLACE.finditer(content))
        width = max(width, *(len(_UNPLACED.findall(row)) for row in rows))
        height = max(height, len(rows) - 1, *stated)
    return width, height


def _column(letters: bytes) -> int:
    """Return the number of a column: 1 for A, 16384 for XFD."""
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - ord("A") + 1
    return number


def _too_large(path: Path, got: str) -> UnreadableFileError:
    return UnreadableFileError(
        where=path.name,
        expected=f"a table of at most {MAX_CELLS:,} cells",
        got=got,
        action="Keep only the rows and columns that are needed, or use the text file (.zip, .csv) "
        "of the publisher.",
    )

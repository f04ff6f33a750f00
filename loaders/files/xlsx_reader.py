"""One sheet of a workbook, measured before memory is used for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from geodata.errors import UnreadableFileError
from loaders.files.safe_open import opened_zip, require_content, unreadable
from loaders.files.sheet_findings import SheetFindings, column_number, sheet_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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

_CELL = re.compile(rb"[<:]c(?=[\s/>])")
_USUAL = re.compile(rb"""[<:]c r=["']([A-Za-z]{1,3})([0-9]{1,9})["']""")
"""The start of a cell as programs write it, its place first."""

_ROW = re.compile(rb"<(?:\w+:)?row\b")
_ROW_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([0-9]+)""")
_UNPLACED = re.compile(
    rb"<(?:\w+:)?c(?=[\s/>])(?!" + _ATTRIBUTES + rb"""\s+r\s*=\s*["'])""",
)
"""A cell without a place: right of the one before it."""


class Sheet(NamedTuple):
    """A sheet of a workbook.

    Attributes
    ----------
    rows
        Its cells from A1; of a formula the saved value, of an error an empty text.
    name
        Of the sheet.
    shown
        Names of all sheets of cells that are not hidden.
    findings
        What is special about its cells, rows and columns.
    """

    rows: list[list[Any]]
    name: str
    shown: tuple[str, ...]
    findings: SheetFindings


def sheet_rows(path: Path) -> Sequence[Sequence[object]]:
    """Read the first sheet of a workbook that is not hidden, as :func:`read_sheet`."""
    return read_sheet(path).rows


def read_sheet(
    path: Path, *, name: str = "", suits: Callable[[Sequence[Sequence[object]]], bool] | None = None
) -> Sheet:
    """Read one sheet of a workbook (XLSX), from its cell A1.

    A reader uses memory for every cell up to the last one, however few there are: a single one in
    the last row and column ends the process. So the cells are counted first.

    Parameters
    ----------
    path
        The workbook.
    name
        Of the sheet; if empty, the first that is not hidden and suits, else the first with cells.
    suits
        Whether rows are those of a table that is wanted.

    Raises
    ------
    UnreadableFileError
        If it is no workbook, has no such sheet, or one that is too large.
    """
    import python_calamine as calamine

    require_content(path)
    with opened_zip(path) as archive:
        _check_extent(archive, path)
        try:
            book = calamine.CalamineWorkbook.from_path(path)
            sheets = [s for s in book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
            visible = calamine.SheetVisibleEnum.Visible
            shown = [sheet.name for sheet in sheets if sheet.visible == visible]
            wanted = [s.name for s in sheets if s.name.casefold() == name.strip().casefold()]
            if name and not wanted:
                named = ", ".join(map(repr, shown)) or "none"
                raise unreadable(path, expected=f"a sheet {name!r}", got=f"the sheets {named}")
            if not (name or shown):
                raise unreadable(path, expected="a sheet that is not hidden", got="none")
            first: tuple[str, list[list[Any]]] | None = None
            for candidate in wanted or shown:
                # With the empty rows above it, so that the numbers of the rows are those on screen.
                rows = book.get_sheet_by_name(candidate).to_python(skip_empty_area=False)
                fits = suits is None or suits(rows)
                if rows and (first is None or fits):
                    first = candidate, rows
                if rows and fits:
                    break
            chosen, rows = first or ((wanted or shown)[0], [])
        except calamine.CalamineError as error:
            raise unreadable(path, expected="a workbook (XLSX)", got=str(error)) from error
        findings = sheet_findings(archive, chosen)
    for row, column in findings.not_computed:
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = ""
    return Sheet(rows, chosen, tuple(shown), findings)


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
    usual = _USUAL.findall(content)
    if len(usual) == len(_CELL.findall(content)):  # each cell has its place; usually that is all
        width = max(map(column_number, {letters for letters, _ in usual}), default=0)
        height = max(map(int, {digits for _, digits in usual}), default=0)
        if width * height <= MAX_CELLS:  # with those that are empty
            return width, height
    places = {(place[1].upper(), int(place[2][:9])) for place in _PLACE.finditer(content)}
    width = max((column_number(letters) for letters, _ in places), default=0)
    height = max((row for _, row in places), default=0)
    if _UNPLACED.search(content):
        rows = _ROW.split(content)
        stated = (int(row[1][:9]) for row in _ROW_PLACE.finditer(content))
        width = max(width, *(len(_UNPLACED.findall(row)) for row in rows))
        height = max(height, len(rows) - 1, *stated)
    return width, height


def _too_large(path: Path, got: str) -> UnreadableFileError:
    return UnreadableFileError(
        where=path.name,
        expected=f"a table of at most {MAX_CELLS:,} cells",
        got=got,
        action="Keep only the rows and columns that are needed, or use the text file (.zip, .csv) "
        "of the publisher.",
    )

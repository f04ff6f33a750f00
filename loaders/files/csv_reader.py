"""The rows of a CSV that people make, in any separator and any encoding that is certain."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from geodata.errors import UncertainLettersError
from loaders.files.header_row import delimiter_of
from loaders.files.letters import ASK, decode, looks_garbled
from loaders.files.notes import FileNote, NoteKind, Place, notes_of
from loaders.files.safe_open import open_text, unreadable
from loaders.files.xlsx_reader import MAX_CELLS

if TYPE_CHECKING:
    from pathlib import Path

    from loaders.files.header_row import KnownHeaders

MAX_BYTES = 50_000_000
"""No table that people make is larger."""

_USUAL_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")


class CsvRows(NamedTuple):
    """The rows of a CSV, what is special about its letters, and whether line 1 is ``sep=``."""

    rows: list[list[str]]
    notes: tuple[FileNote, ...]
    separator_line: bool


def csv_rows(path: Path, known: KnownHeaders) -> CsvRows:
    """Read the rows of a CSV.

    Raises
    ------
    UnreadableFileError
        If it is none, is too large, or its letters are not certain.
    """
    with open_text(path) as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise unreadable(
            path, expected=f"a table of at most {MAX_BYTES:,} bytes", got="a larger one"
        )
    text, notes = _decoded(path, content)
    delimiter, declared = delimiter_of(text, known)
    rows, cells = [], 0
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(row)
            cells += max(len(row), 1)
            if cells > MAX_CELLS:
                raise unreadable(
                    path, expected=f"a table of at most {MAX_CELLS:,} cells", got="more"
                )
    except csv.Error as error:
        raise unreadable(path, expected="a table (CSV)", got=str(error)) from error
    return CsvRows(rows, tuple(notes), separator_line=declared)


def _decoded(path: Path, content: bytes) -> tuple[str, list[FileNote]]:
    """Return the text of a CSV, and what is special about its letters."""
    found = decode(content)
    if found is None and b"\0" in content:
        raise unreadable(path, expected="text in UTF-8", got="bytes that are no text")
    if found is None:
        raise UncertainLettersError(
            where=path.name,
            expected="text of which the letters are certain",
            got=_doubtful_line(content),
            action=f"{ASK} In Excel: Save as, CSV UTF-8.",
        )
    if found.encoding not in _USUAL_ENCODINGS:
        return found.text, [FileNote(NoteKind.ENCODING, 1, text=found.encoding)]
    before = content.decode(found.encoding, "replace")
    if before == found.text:
        return found.text, []
    pairs = enumerate(zip(before.splitlines(), found.text.splitlines(), strict=False), start=1)
    changed = [Place(line, "", new[:80]) for line, (old, new) in pairs if old != new]
    return found.text, notes_of(NoteKind.REPAIRED, changed)


def _doubtful_line(content: bytes) -> str:
    """Return the first line of which the letters are not certain, with its number."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("ascii", "backslashreplace")
        lines = (pair for pair in enumerate(text.splitlines(), start=1) if "\\x" in pair[1])
    else:
        lines = (pair for pair in enumerate(text.splitlines(), start=1) if looks_garbled(pair[1]))
    number, line = next(lines, (1, text[:80]))
    what = "letters that were lost or can be read in several ways"
    return f"{what}, first in line {number}: {line[:80]!r}"

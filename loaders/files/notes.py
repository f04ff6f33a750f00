"""What a reader noticed in a file and did not refuse, with each place, for a person to check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from geodata.errors import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_PLACES = 5
"""Places that a note names."""


class NoteKind(StrEnum):
    """What a note is about."""

    ENCODING = "encoding"
    REPAIRED = "repaired"
    ABOVE_HEADER = "above_header"
    OTHER_SHEETS = "other_sheets"
    HIDDEN_ROWS = "hidden_rows"
    HIDDEN_COLUMNS = "hidden_columns"
    STRUCK_ROWS = "struck_rows"
    NOT_COMPUTED = "not_computed"
    ALL_ZERO = "all_zero"
    ERROR_CELLS = "error_cells"
    PLACEHOLDERS = "placeholders"
    REPEATED_COLUMNS = "repeated_columns"
    ROUGH_POSITION = "rough_position"
    OTHER_POSTCODE = "other_postcode"
    BY_POSTCODE = "by_postcode"
    NOT_A_CENTRE = "not_a_centre"


class Place(NamedTuple):
    """Where something is: a row (0: none), a header, and the text of the cell."""

    row: int = 0
    column: str = ""
    cell: str = ""

    def __str__(self) -> str:
        parts = (f"row {self.row}" * bool(self.row), self.column, repr(self.cell) * bool(self.cell))
        return one_line(" ".join(filter(None, parts)))


_ENGLISH = {
    NoteKind.ENCODING: "the letters were read as {text}: look at the accents in the names",
    NoteKind.REPAIRED: "letters encoded in UTF-8 twice were repaired, {n} time{s}",
    NoteKind.ABOVE_HEADER: "left out above the header: {n} row{s}",
    NoteKind.OTHER_SHEETS: "1 of {n} sheets was read, {text!r}; choose another with --sheet",
    NoteKind.HIDDEN_ROWS: "{n} hidden or filtered row{s} also read",
    NoteKind.HIDDEN_COLUMNS: "{n} hidden column{s} also read",
    NoteKind.STRUCK_ROWS: "{n} row{s} with struck-through text also read",
    NoteKind.NOT_COMPUTED: (
        "{n} formula{s} without a computed value, read as empty; open the file in a spreadsheet "
        "program, save it, and import it again"
    ),
    NoteKind.ALL_ZERO: "{n} formula{s}, all with the value 0; check that they were computed",
    NoteKind.ERROR_CELLS: "{n} cell{s} with an error, read as empty",
    NoteKind.PLACEHOLDERS: "{n} cell{s} with a word for nothing, read as empty",
    NoteKind.ROUGH_POSITION: (
        "{n} row{s} with coordinates of a kilometre or worse, which are no address"
    ),
    NoteKind.OTHER_POSTCODE: (
        "{n} row{s} with a postcode of another municipality; the name of the municipality was used"
    ),
    NoteKind.BY_POSTCODE: (
        "{n} row{s} of Brussels with the postcode of another municipality, which was used"
    ),
    NoteKind.NOT_A_CENTRE: "{n} row{s} of support points left out: no centres",
    NoteKind.REPEATED_COLUMNS: (
        "{n} columns may be {text}, and the first was used; choose with --column"
    ),
}


class ReadAs(NamedTuple):
    """What a cell in words was understood as; ``read`` is empty if it stays text."""

    row: int
    column: str
    cell: str
    read: str

    def __str__(self) -> str:
        found = f"understood as {self.read}" if self.read else "not understood: kept as text"
        return one_line(f"row {self.row}, {self.column}: {self.cell!r} {found}")


@dataclass(frozen=True)
class FileNote:
    """What a reader noticed in a file.

    Attributes
    ----------
    kind
        What it is about.
    count
        How many rows, cells or sheets.
    places
        The first of them.
    text
        The encoding, sheet or header that it is about.
    """

    kind: NoteKind
    count: int
    places: tuple[Place, ...] = ()
    text: str = ""

    def __str__(self) -> str:
        plural = "" if self.count == 1 else "s"
        words = _ENGLISH[self.kind].format(n=self.count, s=plural, text=one_line(self.text))
        more = ", …" if self.count > len(self.places) else ""
        return (
            f"{words} ({', '.join(map(str, self.places))}{more})." if self.places else f"{words}."
        )


def notes_of(kind: NoteKind, places: Iterable[Place], text: str = "") -> list[FileNote]:
    """Return the one note about these places; none if there are none."""
    every = list(places)
    return [FileNote(kind, len(every), tuple(every[:MOST_PLACES]), text)] if every else []

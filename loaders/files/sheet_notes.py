"""What a person should know about a sheet that was read: hidden rows, formulas, other sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.files.notes import FileNote, NoteKind, Place, notes_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from loaders.files.xlsx_reader import Sheet


def sheet_notes(sheet: Sheet, cells: pd.DataFrame) -> list[FileNote]:
    """Return the notes about a sheet.

    Parameters
    ----------
    sheet
        The sheet.
    cells
        Its rows below the header; index: the number of the row; columns: the headers.
    """
    found = sheet.findings
    headers = [str(header) for header in cells.columns]
    rows = frozenset(cells.index)

    def of_rows(numbers: Iterable[int]) -> list[Place]:
        return [Place(row) for row in numbers if row in rows]

    def of_cells(places: Iterable[tuple[int, int, str]]) -> list[Place]:
        inside = (place for place in places if place[1] <= len(headers))
        return [Place(row, headers[at - 1], text) for row, at, text in inside if row >= first]

    first = int(cells.index[0])
    others = [FileNote(NoteKind.OTHER_SHEETS, len(sheet.shown), text=sheet.name)]
    hidden = [at for at in found.hidden_columns if at <= len(headers)]
    filled = [at for at in hidden if (cells.iloc[:, at - 1] != "").any()]
    return [
        *(others if len(sheet.shown) > 1 else []),
        *notes_of(NoteKind.HIDDEN_ROWS, of_rows(found.hidden_rows)),
        *notes_of(NoteKind.HIDDEN_COLUMNS, [Place(0, headers[at - 1]) for at in filled]),
        *notes_of(NoteKind.STRUCK_ROWS, of_rows(found.struck_rows)),
        *notes_of(NoteKind.NOT_COMPUTED, of_cells((*at, "") for at in found.not_computed)),
        *notes_of(NoteKind.ALL_ZERO, of_cells((*at, "") for at in found.zeros)),
        *notes_of(NoteKind.ERROR_CELLS, of_cells(found.errors)),
    ]

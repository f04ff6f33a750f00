"""A file under our names of its columns: which column is which, its cells, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.errors import MissingColumnError, RowProblem, RowsError
from geodata.places.text_folding import fold
from loaders.files.headers import POSITION
from loaders.files.notes import FileNote, NoteKind, Place, ReadAs, notes_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from loaders.files.user_tables import RawTable

_LONGEST_CELL = 2_000
"""Characters in a cell that is read: more is no name, no address and no list of themes."""

_HEADERS_SHOWN = 12


@dataclass(frozen=True)
class MatchedColumns:
    """Which column of a file is which.

    Attributes
    ----------
    headers
        Our name of each column that was recognised → its header in the file.
    ignored
        Headers that were not recognised.
    lacking
        Columns of which one must be there and none is.
    repeated
        Our names of columns of which there are several → their headers.
    """

    headers: dict[str, str]
    ignored: tuple[str, ...] = ()
    lacking: tuple[tuple[str, ...], ...] = ()
    repeated: dict[str, tuple[str, ...]] | None = None

    def require(self, raw: RawTable, columns: Mapping[str, Sequence[str]]) -> None:
        """Raise MissingColumnError unless each needed column is there, and each only once."""
        if not self.lacking and not self.repeated:
            return
        if self.lacking:
            known = [header for name in self.lacking[0] for header in columns[name]]
            got = ", ".join(raw.headers[:_HEADERS_SHOWN])
        else:
            name, found = next(iter((self.repeated or {}).items()))
            known, got = list(columns[name]), " and ".join(found)
        raise MissingColumnError(
            where=raw.name,
            expected=f"one column {' or '.join(known)}",
            got=got,
            action="Name the columns in the first row, each once, or say which is which.",
        )


def match_columns(
    raw: RawTable,
    columns: Mapping[str, Sequence[str]],
    *,
    required: Collection[tuple[str, ...]] = (),
    by_hand: Mapping[str, str] | None = None,
) -> MatchedColumns:
    """Return which column of a file is which, whatever its case, accents and punctuation.

    Parameters
    ----------
    raw
        The file; where it has positions of its own, columns for them are not used.
    columns
        Our name of each column → the headers it may have.
    required
        Our names of columns that must be there; one of each tuple is enough.
    by_hand
        Header → our name, where a person chose; then no other header is recognised.
    """
    if raw.fixed_headers is not None:
        return MatchedColumns(dict(raw.fixed_headers))
    found: dict[str, list[str]] = {}
    placed = POSITION if raw.spots is not None else ()
    for name in (name for name in columns if name not in placed):
        if by_hand:  # of two columns with one header, the first is meant
            chosen = dict.fromkeys(h for h in raw.headers if by_hand.get(h) == name)
            found[name] = list(chosen)
        else:
            known = {fold(header) for header in columns[name]}
            found[name] = [header for header in raw.headers if fold(header) in known]
    used = {header for headers in found.values() for header in headers}
    return MatchedColumns(
        headers={name: headers[0] for name, headers in found.items() if headers},
        ignored=tuple(header for header in raw.headers if header not in used),
        lacking=tuple(
            names for names in required if not any(found.get(n) or n in placed for n in names)
        ),
        repeated={name: tuple(headers) for name, headers in found.items() if len(headers) > 1},
    )


class Table:
    """Cells by our names of the columns, and what is wrong with them.

    Parameters
    ----------
    raw
        The file.
    columns
        Our name of each column → the headers it may have.
    matched
        Which column is which; recognised by their headers if None.

    Attributes
    ----------
    cells
        Text, ``""`` where a cell is empty or its column is not there; index as in ``raw``. Rows
        with a cell that is far too long are problems, and are not among them.
    headers
        Our name of each column that is there → its header.
    problems
        What is wrong so far.
    notes, read_as
        What was noticed and not refused, and what cells in words were understood as.
    """

    def __init__(
        self,
        raw: RawTable,
        columns: Mapping[str, Sequence[str]],
        *,
        matched: MatchedColumns | None = None,
    ) -> None:
        self.raw = raw
        self.columns = columns
        self.headers = (matched or match_columns(raw, columns)).headers
        self.problems: list[RowProblem] = []
        self.notes: list[FileNote] = []
        self.read_as: list[ReadAs] = []
        at = raw.headers.index
        empty = pd.Series("", raw.cells.index, dtype="str")
        if raw.fixed_headers is not None:
            self.cells = raw.cells.reindex(columns=list(columns), fill_value="")
            return
        self.cells = pd.DataFrame(
            {
                name: raw.cells.iloc[:, at(self.headers[name])] if name in self.headers else empty
                for name in columns
            },
            index=raw.cells.index,
        )
        self._leave_out_long_cells()

    @property
    def wrong_rows(self) -> set[int]:
        """Return the numbers of the rows that cannot be used."""
        return {problem.row for problem in self.problems if not problem.cell_only}

    def refuse(
        self,
        rows: pd.Series[bool],
        column: str,
        expected: str,
        action: str,
        *,
        cell_only: bool = False,
    ) -> None:
        """Note that these rows have something else than they must in a column.

        With ``cell_only``, the cells are emptied and the rows can be used.
        """
        for row, cell in zip(
            self.cells.index[rows].tolist(), self.cells.loc[rows, column], strict=True
        ):
            got = repr(cell) if cell else "nothing"
            self.refuse_row(row, column, got, expected, action, cell_only=cell_only)
        if cell_only:
            self.cells[column] = self.cells[column].mask(rows, "")

    def refuse_row(  # noqa: PLR0913  (what a problem is)
        self,
        row: Any,
        column: str,
        got: str,
        expected: str,
        action: str,
        *,
        cell_only: bool = False,
    ) -> None:
        """Note what is wrong with one row; ``column`` is our name, or what its shape lacks."""
        header = self.header(column)
        got = got or "an empty cell"
        self.problems.append(RowProblem(int(row), header, got, expected, action, cell_only))

    def header(self, column: str) -> str:
        """Return the header of one of our columns; one that it may have if it is not there."""
        return self.headers.get(column, self.columns.get(column, (column,))[0])

    def note(self, kind: NoteKind, rows: pd.Series[bool], column: str) -> None:
        """Note something about a column of these rows that is not refused."""
        cells = self.cells.loc[rows, column].items()
        header = self.header(column)
        places = [Place(int(str(row)), header, str(cell)) for row, cell in cells]
        self.notes += notes_of(kind, places)

    def leave_out(self, rows: pd.Series[bool]) -> int:
        """Leave out these rows, and what is wrong with them; return how many there are."""
        out = set(self.cells.index[rows])
        self.cells = self.cells[~rows]
        self.problems = [problem for problem in self.problems if problem.row not in out]
        self.read_as = [read for read in self.read_as if read.row not in out]
        return len(out)

    def coded(
        self, column: str, words: Mapping[Any, tuple[str, ...]], *, cell_only: bool = False
    ) -> pd.Series:
        """Return the code that each cell means, missing where it is empty.

        Parameters
        ----------
        column
            Our name of it.
        words
            Code → what a cell may say for it, besides the code; the first is shown in problems.
        cell_only
            A row with another word can be used without it.
        """
        codes = {fold(word): code for code, known in words.items() for word in (*known, str(code))}
        cells = self.cells[column]
        found = pd.Series([codes.get(fold(cell)) for cell in cells], cells.index, dtype=object)
        first = " or ".join(known[0] for known in words.values())
        action = "Write one of these, or leave the cell empty where it is not known."
        wrong = found.isna() & (cells != "")
        self.refuse(wrong, column, first, action, cell_only=cell_only)
        return found

    def require_all_good(self) -> None:
        """Raise RowsError if anything is wrong with any row."""
        if self.problems:
            raise RowsError(where=self.raw.name, rows=self.problems)

    def _leave_out_long_cells(self) -> None:
        long = pd.DataFrame({n: self.cells[n].str.len() > _LONGEST_CELL for n in self.headers})
        for name in self.headers:
            for row, cell in self.cells.loc[long[name], name].items():
                self.refuse_row(
                    row,
                    name,
                    f"{len(cell):,} that begin with {cell[:20]!r}",
                    f"at most {_LONGEST_CELL:,} characters",
                    "Shorten the cell; a quote that is not closed may have swallowed what "
                    "follows it.",
                )
        self.cells = self.cells.drop(index=list(self.wrong_rows))

"""A file under our names of its columns: which column is which, its cells, and what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.errors import MissingColumnError, RowProblem, RowsError
from geodata.places.text_folding import fold
from loaders.files.headers import POSITION
from loaders.files.letters import looks_garbled, repaired
from loaders.files.notes import FileNote, NoteKind, Place, ReadAs, notes_of
from loaders.files.numbers import bare_codes
from loaders.files.placeholders import placeholders

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from loaders.files.user_tables import RawTable

_LONGEST_CELL = 2_000
"""Characters in a cell that is read: more is no name, no address and no list of themes."""

_NO_FORMULA = re.compile(r"^'(?=[=+@-])")
"""The apostrophe that Nabij writes before a text that a spreadsheet would compute."""

_HEADERS_SHOWN = 12
_NAMES_SHOWN = 4


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
        Our names of columns of which there are several → their headers; the first is used, which
        is the first in the list of headers.
    twice
        Those of which a person chose several: none of them can be meant.
    unknown
        Headers that a person named, and that the file does not have.
    """

    headers: dict[str, str]
    ignored: tuple[str, ...] = ()
    lacking: tuple[tuple[str, ...], ...] = ()
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    twice: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def require(self, raw: RawTable, columns: Mapping[str, Sequence[str]]) -> None:
        """Raise MissingColumnError unless each needed column is there, and each only once."""
        if self.unknown:
            raise MissingColumnError(
                where=raw.name,
                expected=f"a column {self.unknown[0]!r}, as was chosen",
                got=", ".join(raw.headers[:_HEADERS_SHOWN]),
                action="Give a header as it is in the file.",
            )
        if self.twice:
            name, found = next(iter(self.twice.items()))
            raise MissingColumnError(
                where=raw.name,
                expected=f"one column {' or '.join(columns[name])}",
                got=" and ".join(found),
                action="Choose one of them for it.",
            )
        if self.lacking:
            known = [header for name in self.lacking[0] for header in columns[name]]
            unused = ", ".join(self.ignored[:_HEADERS_SHOWN]) or "none"
            theirs = self.ignored[0] if self.ignored else "…"
            raise MissingColumnError(
                where=raw.name,
                expected=" and ".join(f"one column {_listed(n, columns)}" for n in self.lacking),
                got=", ".join(raw.headers[:_HEADERS_SHOWN]),
                action=f"Not recognised: {unused}. Name the columns in the first row, or say what "
                f"one holds: --column '{theirs}={known[0]}'.",
            )


def _listed(names: Sequence[str], columns: Mapping[str, Sequence[str]]) -> str:
    """Return the headers that columns may have; of several columns the first of each."""
    one = len(names) == 1
    return " or ".join(columns[names[0]][:_NAMES_SHOWN] if one else [columns[n][0] for n in names])


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
        Header → our name, or ``""`` for none, where a person chose; other headers are recognised,
        for columns that were not chosen.
    """
    if raw.fixed_headers is not None:
        return MatchedColumns(dict(raw.fixed_headers))
    by_hand = by_hand or {}
    found: dict[str, list[str]] = {}
    placed = POSITION if raw.spots is not None or raw.shapes is not None else ()
    headers = list(dict.fromkeys(raw.headers))  # of two columns with one header, the first is meant
    for name in (name for name in columns if name not in placed):
        known = {fold(header): at for at, header in reversed([*enumerate(columns[name])])}
        ranked = [(known[fold(h)], h) for h in raw.headers if h not in by_hand and fold(h) in known]
        recognised = [header for _, header in sorted(ranked, key=itemgetter(0))]
        found[name] = [h for h in headers if by_hand.get(h) == name] or recognised
    used = {headers[0] for headers in found.values() if headers}
    several = {name: tuple(headers) for name, headers in found.items() if len(headers) > 1}
    return MatchedColumns(
        headers={name: headers[0] for name, headers in found.items() if headers},
        ignored=tuple(header for header in raw.headers if header and header not in used),
        lacking=tuple(
            names for names in required if not any(found.get(n) or n in placed for n in names)
        ),
        repeated={name: h for name, h in several.items() if h[0] not in by_hand},
        twice={name: h for name, h in several.items() if h[0] in by_hand},
        unknown=tuple(header for header in by_hand if header not in headers),
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
        What a person should know about how the cells were read, and what cells in words were
        understood as.
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
        matched = matched or match_columns(raw, columns)
        self.headers = matched.headers
        self.problems: list[RowProblem] = []
        self.notes = [
            FileNote(
                NoteKind.REPEATED_COLUMNS, len(h), tuple(Place(0, header) for header in h), name
            )
            for name, h in matched.repeated.items()
        ]
        self._placeholders: dict[tuple[str, int], str] = {}
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
        own = {name: self.cells[name].str.replace(_NO_FORMULA, "", regex=True) for name in columns}
        self.cells = pd.DataFrame(own, index=self.cells.index)
        self._check_letters()
        self._empty_placeholders()
        for name in self.headers:
            self.cells[name] = bare_codes(self.cells[name], name)

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
            found = cell or self._placeholders.get((column, row), "")
            got = repr(found) if found else "nothing"
            self.refuse_row(row, column, got, expected, action, cell_only=cell_only)
        if cell_only:
            self.cells[column] = self.cells[column].mask(rows, "")

    def refuse_row(
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

    def _check_letters(self) -> None:
        """Repair cells that were encoded in UTF-8 twice; note those of which letters were lost."""
        repairs: list[Place] = []
        for name, header in self.headers.items():
            cells = self.cells[name]
            odd = cells[~cells.map(str.isascii)]
            for row, cell in zip(odd.index.tolist(), odd, strict=True):
                if not looks_garbled(cell):
                    continue
                better = repaired(cell)
                if looks_garbled(better):
                    self.refuse_row(
                        row,
                        name,
                        repr(cell),
                        "letters that can be read",
                        "Correct the letters: they were lost where the file was made.",
                    )
                else:
                    self.cells.loc[row, name] = better
                    repairs.append(Place(row, header, better))
        self.notes += notes_of(NoteKind.REPAIRED, repairs)

    def _empty_placeholders(self) -> None:
        """Empty the cells that say that there is nothing."""
        places: list[Place] = []
        for name, header in self.headers.items():
            found = placeholders(self.cells[name], name)
            emptied = self.cells.loc[found, name]
            for row, cell in zip(emptied.index.tolist(), emptied, strict=True):
                self._placeholders[name, row] = cell
                places.append(Place(row, header, cell))
            self.cells[name] = self.cells[name].mask(found, "")
        self.notes += notes_of(NoteKind.PLACEHOLDERS, places)

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

"""Which row of a table names its columns: titles, notes and blank lines may be above it."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geodata.places.text_folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_ABOVE = 30
"""Rows in which the header is looked for."""

_MOST_CELLS = 1_000
_SURE = 3
"""A row that names at least this many columns is a header, also without one that is needed."""

_DELIMITERS = ";\t,|"
_SEPARATOR = re.compile(r"""["']?sep=(.)["']?[\s;,]*""", re.IGNORECASE)
"""A line for Excel: ``sep=;``."""


@dataclass(frozen=True)
class KnownHeaders:
    """The headers by which a header row is recognised.

    Attributes
    ----------
    columns
        Our name of each column → the headers it may have, folded.
    needed
        Our names of columns that must be there; one of each tuple is enough.
    """

    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    needed: tuple[tuple[str, ...], ...] = ()

    def named_in(self, row: Sequence[object]) -> set[str]:
        """Return our names of the columns that a row names."""
        words = {fold(str(cell)) for cell in row[:_MOST_CELLS] if cell}
        return {name for name, headers in self.columns.items() if not words.isdisjoint(headers)}

    def complete(self, row: Sequence[object]) -> bool:
        """Return whether a row names all columns that are needed."""
        named = self.named_in(row)
        return bool(self.needed) and all(not named.isdisjoint(names) for names in self.needed)

    def among(self, rows: Sequence[Sequence[object]]) -> bool:
        """Return whether the first rows have one that names all columns that are needed."""
        return any(self.complete(row) for row in rows[:MOST_ABOVE])


def header_at(rows: Sequence[Sequence[object]], known: KnownHeaders) -> int:
    """Return the index of the row that names the columns; the first row if none does surely.

    Examples
    --------
    >>> known = KnownHeaders({"name": frozenset({"naam"})}, needed=(("name",),))
    >>> header_at([["Lijst 2026"], [], ["Naam", "Tel"], ["De Kring", "09"]], known)
    2
    >>> header_at([["# Bron:", "Nabij"], ["Centrum"]], known)
    1
    """
    above = rows[:MOST_ABOVE]
    first = next((at for at, row in enumerate(above) if not _is_note(row)), 0)
    complete = [at for at, row in enumerate(above) if known.complete(row)]
    if complete:  # of two, as below a row of groups, the one that names more
        return max(complete, key=lambda at: len(known.named_in(above[at])))
    if above[first:] and not known.named_in(above[first]):
        for at, row in enumerate(above[first:], start=first):
            if len(known.named_in(row)) >= _SURE:
                return at
    return first


def delimiter_of(text: str, known: KnownHeaders) -> tuple[str, bool]:
    """Return what separates the cells of a CSV, and whether its first line only says that."""
    head = text[:100_000].splitlines()[: MOST_ABOVE + 1]
    if head and (declared := _SEPARATOR.fullmatch(head[0].strip())):
        return declared[1], True
    counted = sorted(_DELIMITERS, key=lambda d: -next(iter(head), "").count(d))
    for delimiter in counted:
        if any(known.complete(row) for row in csv.reader(head, delimiter=delimiter)):
            return delimiter, False
    lines = [line for line in head if not line.startswith("#")] or head
    return max(_DELIMITERS, key=(lines[0] if lines else "").count), False


def _is_note(row: Sequence[object]) -> bool:
    """Return whether a row is a note, as in the downloads of Nabij."""
    return bool(row) and str(row[0]).startswith("# ")

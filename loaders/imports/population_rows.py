"""The rows of a table of people, per municipality or per wijk: whose they are, and how many."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pandas as pd

from geodata.errors import BadValueError
from geodata.places.text_folding import fold
from loaders.builtin.snapshot import facts
from loaders.builtin.wallonia import is_walloon
from loaders.files.cells import YES_OR_NO
from loaders.files.municipality_lookup import TableRow, look_up, municipalities_in, settled
from loaders.imports.file_kind import Reading
from loaders.imports.people_columns import GROUPS, people_columns, people_of, require_people
from loaders.imports.plausibility import unlikely_in_municipalities, unlikely_in_wijken

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData
    from loaders.files.municipality_lookup import Municipalities
    from loaders.files.table import Table

_TOWN = (
    "a municipality of Flanders or Brussels",
    "Give its NIS code; remove rows of totals, provinces and regions.",
)
_WIJK = (
    "the code of a wijk that is loaded, or its name with its municipality",
    "Give the code as it is in the download.",
)
_MOST_NAMED = 5


@dataclass(frozen=True)
class People:
    """What a file holds.

    Attributes
    ----------
    people
        ``people_all``, ``people_65plus`` and ``people_80plus`` (whole); index: the code of a wijk,
        or the NIS code of a municipality of today.
    by_wijk
        Which of the two.
    estimated_ages
        The file does not have all ages: they are missing, to be estimated.
    merged
        Municipalities of today that the table has in their parts from before the merger.
    estimates
        Codes of wijken whose figures are estimates by the file's own word.
    year
        Of Statbel's file: on 1 January of it; 0 for a table.
    """

    people: pd.DataFrame
    by_wijk: bool
    estimated_ages: bool = False
    merged: tuple[str, ...] = ()
    estimates: frozenset[str] = frozenset()
    year: int = 0


def read_rows(table: Table, data: SnapshotData) -> Reading:
    """Read a table that people make, as :func:`loaders.imports.population.read_people`."""
    require_people(table)
    mergers, aliases = facts("municipal_mergers"), facts("place_aliases")
    known = look_up(municipalities_in(data), mergers, aliases)
    columns: list[str] = [n for n in ("code", "neighbourhood") if n in table.headers]
    towns, names = _towns(table), set(table.cells["name"]) - {""}
    if not towns[towns != ""].is_unique and any(known.find(n) == (None, None) for n in names):
        columns.append("name")  # elsewhere it is the name of the municipality
    if columns:
        return _by_wijk(table, data, known, columns)
    return _by_municipality(table, data, known)


def _by_wijk(
    table: Table, data: SnapshotData, known: Municipalities, columns: list[str]
) -> Reading:
    rows = ~_walloon(table)
    cells = table.cells[rows]
    _require_some(table, rows)
    towns, people = _towns(table), people_of(table, cells.index)
    estimated = table.coded("estimated", YES_OR_NO).isin([True])
    names = _WijkNames(data.units, known)
    codes: dict[str, int] = {}
    for number in cells.index:
        texts = [text for text in cells.loc[number, columns] if text]
        found, problem = names.find(texts, towns[number])
        if not found:
            table.refuse_row(number, columns[0], *problem)
        elif found in codes:
            again = (f"{found}, as in row {codes[found]}", "each wijk once", "Remove one.")
            table.refuse_row(number, columns[0], *again)
        codes.setdefault(found, int(number))
    wrong = table.wrong_rows
    good = {number: code for code, number in codes.items() if code and number not in wrong}
    figures = people.loc[list(good)].set_axis(
        pd.Index(list(good.values()), name="code", dtype="str")
    )
    return _reading(
        *(table, figures, data),
        by_wijk=True,
        count=len(good),
        elsewhere=int((~rows).sum()),
        estimates=frozenset(code for number, code in good.items() if estimated[number]),
    )


class _WijkNames:
    """The wijken that are loaded, by code, and by name within their municipality."""

    def __init__(self, units: pd.DataFrame, municipalities: Municipalities) -> None:
        self.municipalities = municipalities
        self.codes = set(units["code"])
        self.by_name: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.names: dict[str, list[str]] = defaultdict(list)
        for code, name, nis in zip(
            units["code"], units["name"], units["municipality"], strict=True
        ):
            self.by_name[nis][fold(name)].append(code)
            self.names[nis].append(name)

    def find(self, texts: list[str], town: str) -> tuple[str, tuple[str, str, str]]:
        """Return the code of a wijk by what its row calls it, or nothing and what is wrong."""
        if code := next((text for text in texts if text in self.codes), ""):
            return code, ("", "", "")
        now, old = self.municipalities.find(town)
        got = " / ".join(map(repr, texts))
        if not texts or not (now or old):
            return "", (f"{got} in {town!r}" if town and texts else got, *_WIJK)
        nis = self.municipalities.of_today(now, old)
        found = next((codes for t in texts if (codes := self.by_name[nis].get(fold(t)))), [])
        if len(found) == 1:
            return found[0], ("", "", "")
        name = self.municipalities.names[nis]
        if found:
            expected = f"one wijk of {name}, but these have this name: {', '.join(found)}"
            return "", (got, expected, "Give the code instead of the name.")
        like = get_close_matches(texts[-1], self.names[nis], _MOST_NAMED, 0.5) or self.names[nis]
        expected = f"the name of a wijk of {name}, such as {', '.join(like[:_MOST_NAMED])}"
        return "", (got, expected, "Give the name or the code as it is in the download.")


def _by_municipality(table: Table, data: SnapshotData, known: Municipalities) -> Reading:
    column = _town_column(table)
    inside = ~_walloon(table)
    about = _towns(table)[inside]
    _require_some(table, inside)
    people = people_of(table, about.index)
    rows: dict[str, list[TableRow]] = defaultdict(list)
    for number, cell, everyone in zip(about.index.tolist(), about, people[GROUPS[0]], strict=True):
        now, old = known.find(cell)
        if not (now or old):
            table.refuse_row(number, column, repr(cell), *_TOWN)
        elif pd.notna(everyone):
            row = TableRow(int(number), cell, now, old, int(everyone))
            rows[known.of_today(now, old)].append(row)
    wrong = table.wrong_rows
    figures, merged, count = {}, set(), 0
    for nis, given in rows.items():
        usable = [row for row in given if row.number not in wrong]
        good, summed, problems = settled(usable, known, column=table.headers[column])
        table.problems += problems
        count += len(good)
        if good:
            figures[nis] = people.loc[[row.number for row in good]].sum(min_count=1)
            merged |= {known.names[nis]} if summed else set()
    frame = pd.DataFrame(figures, dtype="Int64").T.reindex(columns=list(GROUPS))
    frame = frame.astype("Int64").set_axis(pd.Index(list(figures), name="code", dtype="str"))
    return _reading(
        *(table, frame, data),
        by_wijk=False,
        count=count,
        elsewhere=int((~inside).sum()),
        merged=tuple(sorted(merged)),
    )


def _reading(
    table: Table,
    people: pd.DataFrame,
    data: SnapshotData,
    *,
    by_wijk: bool,
    count: int,
    elsewhere: int,
    merged: tuple[str, ...] = (),
    estimates: frozenset[str] = frozenset(),
) -> Reading:
    """Return what was read of a table, and which of it is unlikely."""
    estimated = not all(people_columns(table).values())
    compare = unlikely_in_wijken if by_wijk else unlikely_in_municipalities
    return Reading(
        People(people, by_wijk, estimated, merged, estimates),
        tuple(table.problems),
        count=count,
        elsewhere=elsewhere,
        estimated_ages=estimated,
        unlikely=compare(people, data),
    )


def _town_column(table: Table) -> str:
    return "nis" if "nis" in table.headers else "municipality"


def _towns(table: Table) -> pd.Series[str]:
    """Return the municipality of each row, as its NIS code or name is in either column."""
    nis, names = table.cells["nis"], table.cells["municipality"]
    return nis.where(nis != "", names)


def _walloon(table: Table) -> pd.Series[bool]:
    return _towns(table).map(is_walloon).astype(bool)


def _require_some(table: Table, inside: pd.Series[bool]) -> None:
    """Raise BadValueError if all rows are of Wallonia."""
    if not inside.any() and not table.problems:
        raise BadValueError(
            where=table.raw.name,
            expected="municipalities of Flanders or Brussels",
            got="Wallonia only",
            action="Choose another table.",
        )

"""Projected population per municipality: the kind of file, its reader and its importer."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from geodata.enums import DatasetFlag
from geodata.errors import BadValueError
from geodata.snapshot.model import Dataset
from loaders.builtin.snapshot import facts
from loaders.builtin.wallonia import is_walloon
from loaders.files.headers import HOUSEHOLD_SIZE, columns
from loaders.files.municipality_lookup import TableRow, look_up, municipalities_in, settled
from loaders.files.numbers import numbers_in
from loaders.imports.file_kind import FileKind, Option, Reading, example_file
from loaders.imports.people_columns import GROUPS, require_people, whole_people
from loaders.imports.plausibility import unlikely_in_municipalities

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData
    from loaders.files.municipality_lookup import Municipalities
    from loaders.files.table import Table
    from loaders.imports.file_kind import ImportOptions, Source

FIRST_YEAR, LAST_YEAR = 2000, 2100

AGES = GROUPS[1:]
COLUMNS = columns(
    *("nis", "municipality", "people", "year", *AGES),
    municipality=("naam", "nom", "name"),
    household_size=HOUSEHOLD_SIZE,
)

_YEAR = re.compile(r"20\d\d|2100")
_MUNICIPALITY = (
    "a municipality of Flanders or Brussels",
    "Give its NIS code; remove rows of totals, provinces and regions.",
)
_NESTED = ("80+ ≤ 65+ ≤ all", "Correct the figures of this row.")
_PROJECTED = (f"a year from {FIRST_YEAR} to {LAST_YEAR}", "Give the year that is projected.")


@dataclass(frozen=True)
class Projections:
    """What a table holds.

    Attributes
    ----------
    people
        ``schemas.Projections``, by municipality and year.
    merged
        Municipalities of today that the table has in their parts from before the merger.
    outside
        Rows of municipalities of Wallonia, left out.
    """

    people: pd.DataFrame
    merged: tuple[str, ...] = ()
    outside: int = 0


def read_projections(
    table: Table,
    *,
    municipalities: pd.DataFrame,
    mergers: pd.DataFrame,
    year: int | None = None,
) -> Reading:
    """Read the projected people of municipalities.

    A municipality is given by its NIS code or its Dutch or French name, in either column; those
    that the table does not have are left without a projection. One that is given in its parts from
    before the merger is their sum, if every part is there. Wallonia is left out.

    Parameters
    ----------
    table
        Whole people, with or without a separator between thousands; of 65+ and 80+ too where it
        has them.
    municipalities
        ``code``, ``name`` and ``name_fr`` of those of today.
    mergers
        ``old_nis``, ``old_name``, ``new_nis`` and ``year``.
    year
        The year of a table without such a column; of one that has it, the only year to be read.

    Returns
    -------
    Reading
        ``rows``: :class:`Projections`.

    Raises
    ------
    BadValueError
        If the year is out of range, or the table has no row of it or only rows of Wallonia.
    """
    where = table.raw.name
    require_people(table)
    _require_year(table, year)
    known = look_up(municipalities, mergers, facts("place_aliases"))
    rows, outside = _readable(table, year, known)
    column, ages = _municipal_header(table), _ages(table)
    people, merged, count = [], set(), 0
    for (nis, when), given in rows.items():
        good, summed, problems = settled(given, known, column=column)
        table.problems += problems
        count += len(good)
        if good:
            older = ages.reindex([row.number for row in good]).sum(skipna=False)
            people.append((nis, when, sum(row.value for row in good), *older))
            merged |= {known.names[nis]} if summed else set()
    if not people and not table.problems:
        raise BadValueError(
            where=where,
            expected="municipalities of Flanders or Brussels",
            got="Wallonia only",
            action="Choose another table.",
        )
    frame = pd.DataFrame(people, columns=["municipality", "year", "people", *AGES])
    whole = dict.fromkeys(("people", *AGES), "Int64")
    frame = frame.astype({"municipality": "str", "year": "int64", **whole})
    frame = frame.sort_values(["municipality", "year"], ignore_index=True)
    found = Projections(frame, tuple(sorted(merged)), outside)
    return Reading(found, tuple(table.problems), count=count, elsewhere=outside)


def import_projections(
    reading: Reading, base: SnapshotData, source: Source, options: ImportOptions
) -> SnapshotData:
    """Return the base snapshot with the projections of a table in place of those that it had."""
    del options
    found: Projections = reading.rows
    count, of = found.people["municipality"].nunique(), len(municipalities_in(base))
    dataset = Dataset(
        *("projections", len(found.people), source.title, source.date, source.licence),
        attribution=source.attribution,
        flags=(DatasetFlag.INCOMPLETE,) if count < of else (),
        note=_note(found, count=count, of=of),
    )
    return replace(base, projections=found.people, datasets=base.datasets_with(dataset))


def _require_year(table: Table, year: int | None) -> None:
    """Leave out rows of other years than the one asked for, if any; raise if none is left."""
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadValueError(
            where="year",
            expected=f"a year from {FIRST_YEAR} to {LAST_YEAR}",
            got=str(year),
            action="Give the year that is projected.",
        )
    if year is None or "year" not in table.headers:
        return
    table.cells = table.cells[table.cells["year"].isin([str(year), ""])]
    if table.cells.empty:
        raise BadValueError(
            where=f"{table.raw.name}, {table.headers['year']}",
            expected=f"rows of {year}",
            got="none",
            action="Give a year that the table has, or none to read all of them.",
        )


def _note(found: Projections, *, count: int, of: int) -> str:
    years = ", ".join(map(str, sorted(set(found.people["year"]))))
    parts = [f"Projected people on 1 January {years} of {count:,} of {of:,} municipalities."]
    if found.merged:
        parts.append(f"Sums of the parts before their merger: {', '.join(found.merged)}.")
    if found.outside:
        parts.append(f"{found.outside:,} rows of Wallonia are left out.")
    return " ".join(parts)


def _municipal_header(table: Table) -> str:
    return table.headers.get("nis", table.headers.get("municipality", ""))


def _readable(
    table: Table, year: int | None, known: Municipalities
) -> tuple[dict[tuple[str, int], list[TableRow]], int]:
    """Return rows by municipality of today and year, and how many are Walloon; refuse others."""
    cells = table.cells
    column = "nis" if "nis" in table.headers else "municipality"
    about = cells["nis"].where(cells["nis"] != "", cells["municipality"])
    rows: dict[tuple[str, int], list[TableRow]] = defaultdict(list)
    inside = ~about.map(is_walloon).astype(bool)
    people = whole_people(table, "people", cells.index[inside], least=1)
    for number, count, cell, given in zip(
        people.index.tolist(), people, about[inside], cells.loc[inside, "year"], strict=True
    ):
        when = given or str(year or "")
        now, old = known.find(cell)
        checks = (
            (now or old, column, cell, *_MUNICIPALITY),
            (_YEAR.fullmatch(when), "year", when, *_PROJECTED),
        )
        wrong = [check[1:] for check in checks if not check[0]]
        for name, got, expected, action in wrong:
            table.refuse_row(number, name, repr(got) if got else "", expected, action)
        if not wrong and pd.notna(count):
            row = TableRow(int(number), cell, now, old, int(count))
            rows[known.of_today(now, old), int(when)].append(row)
    return rows, int((~inside).sum())


def _ages(table: Table) -> pd.DataFrame:
    """Return the older people of each row, missing where it does not have them; refuse others."""
    cells = table.cells
    read = {
        name: whole_people(table, name, cells.index[cells[name] != ""]).reindex(cells.index)
        if name in table.headers
        else pd.Series(pd.NA, cells.index, dtype="Int64")
        for name in AGES
    }
    ages = pd.DataFrame(read)
    total = pd.to_numeric(numbers_in(cells["people"]).found, errors="coerce").astype("Float64")
    for younger, older in ((total, AGES[0]), (ages[AGES[0]], AGES[1])):
        wrong = (ages[older] > younger).fillna(value=False)
        for row in cells.index[wrong.to_numpy(bool)]:
            table.refuse_row(row, older, str(ages.loc[row, older]), *_NESTED)
    return ages


def _read(table: Table, data: SnapshotData, options: ImportOptions) -> Reading:
    reading = read_projections(
        table,
        municipalities=municipalities_in(data),
        mergers=facts("municipal_mergers"),
        year=options.year,
    )
    people = reading.rows.people.rename(columns={"people": GROUPS[0]})
    by_town = people.groupby("municipality")[[GROUPS[0]]]
    extremes = (unlikely_in_municipalities(of, data) for of in (by_town.min(), by_town.max()))
    return replace(reading, unlikely=tuple(dict.fromkeys(f for found in extremes for f in found)))


PROJECTIONS = FileKind(
    code="projections",
    columns=COLUMNS,
    required=(("people",), ("nis", "municipality"), ("year",)),
    reader=_read,
    importer=import_projections,
    template=example_file("projections.csv"),
    command=("import-projections",),
    options=frozenset({Option.YEAR}),
    year_header="people",
)

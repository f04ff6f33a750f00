"""Projected population per municipality, from a table that an administration supplies."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from geodata.enums import Level
from geodata.errors import BadValueError, MissingColumnError, RowProblem, RowsError
from loaders.builtin.snapshot import facts
from loaders.files.municipality_lookup import TableRow, look_up, problem
from loaders.files.user_tables import find_columns, read_table, require_source
from loaders.sources.statbel_population import WALLONIA

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.model import Dataset, SnapshotData
    from loaders.files.municipality_lookup import Municipalities

FIRST_YEAR, LAST_YEAR = 2000, 2100

COLUMNS = {
    "nis": ("NIS", "NIS code", "niscode", "refnis", "code INS", "INS", "gemeentecode"),
    "municipality": ("gemeente", "gemeentenaam", "commune", "municipality", "naam", "nom", "name"),
    "people": (
        *("bevolking", "inwoners", "aantal", "aantal inwoners", "bevolkingsvooruitzicht"),
        *("population", "habitants", "nombre", "nombre d'habitants"),
        *("people", "inhabitants", "number"),
    ),
    "year": ("jaar", "année", "year"),
}
"""Our name → the headers under which a table may have it."""

_YEAR = re.compile(r"20\d\d|2100")
_PEOPLE = re.compile(r"[1-9]\d{0,8}|[1-9]\d{0,2}(?P<by>[.,\s'’])\d{3}(?:(?P=by)\d{3})?")

_MUNICIPALITY = (
    "a municipality of Flanders or Brussels",
    "Give its NIS code; remove rows of totals, provinces and regions.",
)
_WHOLE = (
    "whole people, 1 or more",
    "Round it; remove the row of a municipality without a projection.",
)
_PROJECTED = (f"a year from {FIRST_YEAR} to {LAST_YEAR}", "Give the year that is projected.")


@dataclass(frozen=True)
class Projection:
    """What a table says.

    Attributes
    ----------
    people
        ``geodata.schemas.Projections``, by municipality and year.
    merged
        Municipalities of today that the table has in the parts of before their merger.
    outside
        Rows of municipalities of Wallonia, left out.
    """

    people: pd.DataFrame
    merged: tuple[str, ...] = ()
    outside: int = 0


def import_projections(
    path: Path,
    *,
    base: SnapshotData,
    dataset: Dataset,
    year: int | None = None,
) -> SnapshotData:
    """Return the base snapshot with the projections of a table in place of those that it had.

    Parameters
    ----------
    path
        CSV or XLSX, see :func:`read_projections`.
    base
        The snapshot to start from.
    dataset
        Source (publisher, title and vintage), day of the projection, licence and attribution; the
        other fields are filled in here.
    year
        The year that is projected, where the table does not tell.

    Raises
    ------
    InputError
        As :func:`read_projections`; also if the source is empty.
    """
    require_source(dataset.source, of="projection")
    areas = base.areas[base.areas["level"] == Level.MUNICIPALITY]
    found = read_projections(
        path, municipalities=areas, mergers=facts("municipal_mergers"), year=year
    )
    count = found.people["municipality"].nunique()
    dataset = replace(
        dataset,
        name="projections",
        rows=len(found.people),
        flags=("incomplete",) if count < len(areas) else (),
        note=_note(found, count=count, of=len(areas)),
    )
    return replace(base, projections=found.people, datasets=base.datasets_with(dataset))


def read_projections(
    path: Path, *, municipalities: pd.DataFrame, mergers: pd.DataFrame, year: int | None = None
) -> Projection:
    """Read the projected people of municipalities.

    A municipality is told by its NIS code or its Dutch or French name, in either column; those
    that the table does not have are left without a projection. One that is told in the parts of
    before its merger is their sum, if every part is there. Wallonia is left out.

    Parameters
    ----------
    path
        CSV or XLSX with the headers of ``COLUMNS``, in any case, with or without accents; the
        column with people may also be called after the year. Whole people, with or without a
        separator between thousands.
    municipalities
        ``code``, ``name`` and ``name_fr`` of those of today.
    mergers
        ``old_nis``, ``old_name``, ``new_nis`` and ``year``.
    year
        The year of a table without such a column; of one that has it, the only year to be read.

    Raises
    ------
    UnreadableFileError, MissingColumnError
        If it is no such table.
    BadValueError
        If the year is out of range, or the table has no row of it.
    RowsError
        With every row that cannot be used.
    """
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadValueError(
            where="year",
            expected=f"a year from {FIRST_YEAR} to {LAST_YEAR}",
            got=str(year),
            action="Give the year that is projected.",
        )
    frame = read_table(path)
    wanted = {**COLUMNS, "people": (*COLUMNS["people"], *([str(year)] if year else []))}
    columns = find_columns(frame, wanted, required=["people"], where=path.name)
    _require_told(frame, columns, year, where=path.name)
    if year is not None and "year" in columns:
        frame = frame[frame[columns["year"]].isin([str(year), ""])]
        if frame.empty:
            raise BadValueError(
                where=f"{path.name}, {columns['year']}",
                expected=f"rows of {year}",
                got="none",
                action="Give a year that the table has, or none to read all of them.",
            )
    names = look_up(municipalities, mergers)
    rows, outside, problems = _readable(frame, columns, year, names)
    people, merged = [], set()
    for (nis, when), told in rows.items():
        value, summed, wrong = names.combined(told)
        people.append((nis, when, value))
        merged |= {names.names[nis]} if summed else set()
        problems += [problem(row, got, names, column=_municipal(columns)) for row, got in wrong]
    if problems:
        raise RowsError(where=path.name, rows=problems)
    table = pd.DataFrame(people, columns=["municipality", "year", "people"])
    table = table.astype({"municipality": "str", "year": "int64", "people": "Int64"})
    if table.empty:
        raise BadValueError(
            where=path.name,
            expected="municipalities of Flanders or Brussels",
            got="Wallonia only",
            action="Choose another table.",
        )
    return Projection(
        table.sort_values(["municipality", "year"], ignore_index=True),
        tuple(sorted(merged)),
        outside,
    )


def _note(found: Projection, *, count: int, of: int) -> str:
    years = ", ".join(map(str, sorted(set(found.people["year"]))))
    parts = [f"Projected people on 1 January {years} of {count:,} of {of:,} municipalities."]
    if found.merged:
        parts.append(f"Sums of the parts before their merger: {', '.join(found.merged)}.")
    if found.outside:
        parts.append(f"{found.outside:,} rows of Wallonia are left out.")
    return " ".join(parts)


def _require_told(
    frame: pd.DataFrame, columns: dict[str, str], year: int | None, *, where: str
) -> None:
    """Raise MissingColumnError unless it is told which municipality and which year it is."""
    lacking = {
        "nis": "nis" not in columns and "municipality" not in columns,
        "year": "year" not in columns and year is None,
    }
    for name, missing in lacking.items():
        if missing:
            known = COLUMNS[name] + (COLUMNS["municipality"] if name == "nis" else ())
            raise MissingColumnError(
                where=where,
                expected=f"one column {' or '.join(known)}",
                got=", ".join(map(str, frame.columns[:12])),
                action="Name it in the first row."
                if name == "nis"
                else "Name it in the first row, or give the year (--year).",
            )


def _municipal(columns: dict[str, str]) -> str:
    return columns.get("nis", columns.get("municipality", ""))


def _readable(
    frame: pd.DataFrame, columns: dict[str, str], year: int | None, known: Municipalities
) -> tuple[dict[tuple[str, int], list[TableRow]], int, list[RowProblem]]:
    """Return rows by municipality of today and year, how many are Walloon, and problems."""
    blank = pd.Series("", index=frame.index)
    nis, name, people, years = (
        frame[columns[one]] if one in columns else blank
        for one in ("nis", "municipality", "people", "year")
    )
    rows: dict[tuple[str, int], list[TableRow]] = defaultdict(list)
    problems: list[RowProblem] = []
    outside = 0
    cells = zip(frame.index, nis.where(nis != "", name), people, years, strict=True)
    for number, cell, count, when in cells:
        if WALLONIA.fullmatch(cell):
            outside += 1
            continue
        now, old = known.find(cell)
        told = when or str(year or "")
        checks = (
            (now or old, _municipal(columns), cell, *_MUNICIPALITY),
            (_PEOPLE.fullmatch(count), columns["people"], count, *_WHOLE),
            (_YEAR.fullmatch(told), columns.get("year", ""), told, *_PROJECTED),
        )
        wrong = [
            RowProblem(int(number), column, repr(got) if got else "an empty cell", expected, action)
            for fits, column, got, expected, action in checks
            if not fits
        ]
        problems += wrong
        if not wrong:
            row = TableRow(int(number), cell, now, old, int(re.sub(r"\D", "", count)))
            rows[known.of_today(now, old), int(told)].append(row)
    return rows, outside, problems

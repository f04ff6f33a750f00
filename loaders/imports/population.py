"""People of a user's own file: the kind, its reader and its importer.

It is Statbel's file as it is, or a table per municipality or per wijk.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geodata.demand.apportionment import share_over_units
from geodata.enums import DatasetFlag
from geodata.errors import BadValueError, InputError
from geodata.model import PEOPLE_PREFIX, Dataset
from loaders.builtin.snapshot import facts
from loaders.builtin.wallonia import is_walloon
from loaders.files.headers import columns
from loaders.files.municipality_lookup import TableRow, look_up, municipalities_in, settled
from loaders.files.safe_open import open_text
from loaders.files.user_tables import RawTable, read_table
from loaders.imports.file_kind import TABLE_ENDINGS, FileKind, Reading, example_file
from loaders.sources.statbel_population import Counts, read_counts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geodata.model import SnapshotData
    from loaders.files.header_row import KnownHeaders
    from loaders.files.municipality_lookup import Municipalities
    from loaders.files.table import Table
    from loaders.imports.file_kind import ImportOptions, Source

GROUPS = ("people_all", "people_65plus", "people_80plus")
COLUMNS = columns("code", "nis", "municipality", *GROUPS, code=("wijk", "quartier"))

_PEOPLE = re.compile(r"0|[1-9]\d{0,8}|[1-9]\d{0,2}(?P<by>[.,\s'’])\d{3}(?:(?P=by)\d{3})?")
_WHOLE = ("whole people, 0 or more", "Correct the cell, or remove the row.")
_NESTED = ("80+ ≤ 65+ ≤ all", "Correct the figures of this row.")
_TOWN = (
    "a municipality of Flanders or Brussels",
    "Give its NIS code; remove rows of totals, provinces and regions.",
)
_WIJK = ("the code of a wijk that is loaded", "Give the code as it is in the download.")


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
    merged
        Municipalities of today that the table has in their parts from before the merger.
    year
        Of Statbel's file: on 1 January of it; 0 for a table.
    """

    people: pd.DataFrame
    by_wijk: bool
    merged: tuple[str, ...] = ()
    year: int = 0


@dataclass(frozen=True)
class StatbelTable(RawTable):
    """Statbel's file, a row per municipality; ``cells`` has our names."""

    counts: Counts | None = None


def open_population(path: Path, *, known: KnownHeaders | None = None, sheet: str = "") -> RawTable:
    """Read Statbel's ``TF_SOC_POP_STRUCT`` (zip or txt), or a table (CSV, XLSX)."""
    if not is_statbel(path):
        return read_table(path, known=known, sheet=sheet)
    counts = read_counts(path, mergers=facts("municipal_mergers"))
    cells = counts.people.rename_axis("nis").reset_index().astype("str")
    cells.index = pd.RangeIndex(1, len(cells) + 1, name="row")
    headers = {"nis": "CD_REFNIS", **dict.fromkeys(GROUPS, "MS_POPULATION, CD_AGE")}
    return StatbelTable(path.name, cells, fixed_headers=headers, counts=counts)


def is_statbel(path: Path) -> bool:
    """Return whether a file is Statbel's population by municipality and age."""
    if path.suffix.lower() not in {".zip", ".txt"}:
        return False
    try:
        with open_text(path) as stream:
            return b"MS_POPULATION" in stream.readline(2_000)
    except InputError:
        return path.suffix.lower() == ".zip"  # its reader says what is wrong


def read_people(table: Table, data: SnapshotData, options: ImportOptions) -> Reading:
    """Read people: all, 65+ and 80+, per municipality or per wijk.

    Parameters
    ----------
    table
        Statbel's file, which must have every municipality; or a row per municipality (NIS code or
        name, of today, or every part from before its merger), or a row per wijk (its code). Rows
        of Wallonia are left out.
    data
        The snapshot whose wijken and municipalities they are.
    options
        Not used.

    Returns
    -------
    Reading
        ``rows``: :class:`People`.

    Raises
    ------
    UnknownCodeError, BadValueError
        If Statbel's file has other municipalities, or a table only those of Wallonia.
    """
    del options
    towns = municipalities_in(data)
    if isinstance(table.raw, StatbelTable) and table.raw.counts:
        found = table.raw.counts.population(towns["code"])
        people = found.municipal.set_index("nis")[list(GROUPS)]
        return Reading(People(people, by_wijk=False, year=found.year), count=len(people))
    if "code" in table.headers:
        return _by_wijk(table, data.units["code"])
    return _by_municipality(table, look_up(towns, facts("municipal_mergers")))


def import_population(
    reading: Reading, base: SnapshotData, source: Source, options: ImportOptions
) -> SnapshotData:
    """Return the base snapshot with the people of a file in place of those that it had.

    Figures per municipality are estimated over its wijken, by number of statistical sectors; those
    per wijk stay as they are. What the file does not have stays.
    """
    del options
    found: People = reading.rows
    dataset = people_source(source, default_date=f"{found.year}-01-01" if found.year else "")
    units = base.units
    column = units["code"] if found.by_wijk else units["municipality"]
    mine = column.isin(found.people.index)
    if found.by_wijk:
        figures = found.people.loc[units.loc[mine, "code"]]
    else:
        municipal = found.people.rename_axis("nis").reset_index()
        figures = share_over_units(pd.DataFrame(units[mine]), municipal)
    filled = with_figures(units, figures, estimated=not found.by_wijk)
    note = "Per wijk as the file has it." if found.by_wijk else "Estimated from municipalities."
    if found.merged:
        note += f" Sums of the parts before their merger: {', '.join(found.merged)}."
    people = people_dataset(
        base, filled, dataset, whole=bool(mine.all()), estimated=not found.by_wijk, note=note
    )
    others = (people if d.name == "people" else d for d in base.datasets)
    data = replace(base, units=filled, datasets=tuple(others))
    return without_sectors(data, units.loc[mine, "municipality"])


def people_source(source: Source, *, default_date: str = "") -> Dataset:
    """Return a dataset of people that comes from a source, to be filled in."""
    date = source.date or default_date
    return Dataset("people", 0, source.title, date, source.licence, source.attribution)


def without_sectors(data: SnapshotData, municipalities: pd.Series[str]) -> SnapshotData:
    """Return data without the sectors of municipalities whose people are not those of sectors."""
    of_sectors = data.sectors["municipality"].isin(municipalities)
    nowhere = data.unplaced["municipality"].isin(municipalities)
    sectors = gpd.GeoDataFrame(data.sectors[~of_sectors].reset_index(drop=True))
    kept = (replace(d, rows=len(sectors)) if d.name == "sectors" else d for d in data.datasets)
    return replace(
        data,
        sectors=sectors,
        unplaced=data.unplaced[~nowhere].reset_index(drop=True),
        datasets=tuple(d for d in kept if d.name != "sectors" or d.rows),
    )


def with_figures(
    units: gpd.GeoDataFrame, figures: pd.DataFrame, *, estimated: bool
) -> gpd.GeoDataFrame:
    """Return units with other people; groups that the figures do not have become unknown there.

    Parameters
    ----------
    units
        ``geodata.schemas.Units``.
    figures
        Groups of people as columns, by the code of some of the units.
    estimated
        Whether they are estimates.
    """
    mine = units["code"].isin(figures.index)
    codes = units.loc[mine, "code"]
    filled = units.copy()
    for column in [str(c) for c in units if str(c).startswith(PEOPLE_PREFIX)]:
        values = figures[column].reindex(codes) if column in figures else None
        people = filled[column].astype("Int64")
        people[mine] = pd.NA if values is None else values.astype("Int64").array
        filled[column] = people
    filled["estimated"] = units["estimated"].mask(mine, estimated).astype(bool)
    return gpd.GeoDataFrame(filled)


def people_dataset(  # noqa: PLR0913  (each by its name)
    base: SnapshotData,
    units: pd.DataFrame,
    dataset: Dataset,
    *,
    whole: bool,
    estimated: bool,
    note: str,
) -> Dataset:
    """Return where the people of the units come from, old ones and new ones.

    Parameters
    ----------
    base
        The previous snapshot.
    units
        With the new people.
    dataset
        Source, day, licence and attribution of the new ones.
    whole, estimated
        Whether all people are new, and whether the new ones are estimates.
    note
        How the new ones were made.
    """
    old = base.dataset("people")
    return replace(
        dataset if whole else joined(old, dataset),
        name="people",
        rows=int(units["people_all"].sum()),
        flags=tuple(
            dict.fromkeys((*old.flags * (not whole), *(DatasetFlag.ESTIMATED,) * estimated))
        ),
        note=note if whole else f"{old.note} Some anew: {note}",
    )


def joined(old: Dataset, new: Dataset) -> Dataset:
    """Return a dataset of which a part is old and a part new."""
    fresh = f"{new.reference_date} ({new.source})" if new.reference_date else ""
    pairs = ((old.source, new.source), (old.licence, new.licence))
    sources, licences = ("; ".join(dict.fromkeys(filter(None, pair))) for pair in pairs)
    credits_ = "; ".join(dict.fromkeys(filter(None, (old.attribution, new.attribution))))
    return replace(
        old,
        source=sources,
        reference_date=", ".join(filter(None, (old.reference_date, fresh))),
        licence=licences,
        attribution=credits_,
    )


def _by_wijk(table: Table, known: pd.Series[str]) -> Reading:
    codes = set(known)
    rows: dict[str, tuple[int, list[int]]] = {}
    for number, cell, texts in _figures(table, "code"):
        counts = _counted(table, number, texts)
        if cell not in codes:
            table.refuse_row(number, "code", repr(cell), *_WIJK)
        elif cell in rows:
            again = (f"{cell} once more", "each wijk once", "Remove one of the two.")
            table.refuse_row(number, "code", *again)
        rows.setdefault(cell, (number, counts))
    wrong = table.wrong_rows
    good = {code: counts for code, (number, counts) in rows.items() if number not in wrong}
    found = People(_frame(good), by_wijk=True)
    return Reading(found, tuple(table.problems), count=len(good))


def _by_municipality(table: Table, known: Municipalities) -> Reading:
    column = "nis" if "nis" in table.headers else "municipality"
    rows: dict[str, list[TableRow]] = defaultdict(list)
    figures: dict[int, list[int]] = {}
    outside = 0
    for number, cell, texts in _figures(table, column):
        if is_walloon(cell):
            outside += 1
            continue
        now, old = known.find(cell)
        counts = _counted(table, number, texts)
        if not (now or old):
            table.refuse_row(number, column, repr(cell), *_TOWN)
        elif counts:
            figures[number] = counts
            rows[known.of_today(now, old)].append(TableRow(number, cell, now, old, counts[0]))
    people, merged, count = {}, set(), 0
    for nis, given in rows.items():
        good, summed, problems = settled(given, known, column=table.headers[column])
        table.problems += problems
        count += len(good)
        if good:
            every = [figures[row.number] for row in good]
            people[nis] = [sum(of) for of in zip(*every, strict=True)]
            merged |= {known.names[nis]} if summed else set()
    if not people and not table.problems:
        raise BadValueError(
            where=table.raw.name,
            expected="municipalities of Flanders or Brussels",
            got="Wallonia only",
            action="Choose another table.",
        )
    found = People(_frame(people), by_wijk=False, merged=tuple(sorted(merged)))
    return Reading(found, tuple(table.problems), count=count, elsewhere=outside)


def _figures(table: Table, column: str) -> list[tuple[int, str, list[str]]]:
    """Return of each row its number, who it is about, and its three figures."""
    cells = table.cells
    about = cells[column]
    if column == "nis":
        about = about.where(about != "", cells["municipality"])
    counts = cells[list(GROUPS)].to_numpy().tolist()
    return list(zip(map(int, cells.index), about, counts, strict=True))


def _counted(table: Table, number: int, texts: list[str]) -> list[int]:
    """Return the figures of a row; none, with a problem, where one is wrong."""
    wrong = [
        (group, text)
        for group, text in zip(GROUPS, texts, strict=True)
        if not _PEOPLE.fullmatch(text)
    ]
    for group, text in wrong:
        table.refuse_row(number, group, repr(text) if text else "", *_WHOLE)
    if wrong:
        return []
    everyone, over_65, over_80 = counts = [int(re.sub(r"\D", "", text)) for text in texts]
    if not over_80 <= over_65 <= everyone:
        column = "people_65plus" if over_65 > everyone else "people_80plus"
        table.refuse_row(number, column, " / ".join(texts), *_NESTED)
        return []
    return counts


def _frame(rows: Mapping[str, list[int]]) -> pd.DataFrame:
    index = pd.Index(list(rows), name="code", dtype="str")
    return pd.DataFrame(list(rows.values()), index=index, columns=list(GROUPS), dtype="int64")


POPULATION = FileKind(
    code="population",
    columns=COLUMNS,
    required=(*((group,) for group in GROUPS), ("nis", "municipality", "code")),
    reader=read_people,
    importer=import_population,
    template=example_file("population.csv"),
    command=("import-population",),
    opener=open_population,
    endings=(*TABLE_ENDINGS, ".zip"),
)

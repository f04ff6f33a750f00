"""People of a user's own file: the kind, its reader and its importer.

It is Statbel's file as it is, or a table per municipality or per wijk.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geodata.demand.apportionment import share_over_units
from geodata.demand.sectors import known_people
from geodata.enums import DatasetFlag
from geodata.errors import BadValueError, InputError, MissingColumnError, NotPeopleError
from geodata.model import PEOPLE_PREFIX, Dataset
from geodata.places.text_folding import fold
from loaders.builtin.snapshot import facts
from loaders.files.headers import HOUSEHOLD_SIZE, columns
from loaders.files.municipality_lookup import TableRow, look_up, municipalities_in, settled
from loaders.files.safe_open import open_text
from loaders.files.user_tables import RawTable, read_table
from loaders.imports.file_kind import TABLE_ENDINGS, FileKind, Reading, example_file
from loaders.imports.people_columns import (
    AGES_ESTIMATED,
    GROUPS,
    people_columns,
    people_of,
    with_estimated_ages,
)
from loaders.imports.plausibility import unlikely_in_municipalities, unlikely_in_wijken
from loaders.sources.statbel_population import WALLONIA, Counts, read_counts

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.model import SnapshotData
    from loaders.files.municipality_lookup import Municipalities
    from loaders.files.table import Table
    from loaders.imports.file_kind import ImportOptions, Source

COLUMNS = columns(
    *("code", "nis", "municipality", *GROUPS),
    code=("wijk", "quartier", "buurt"),
    neighbourhood=(
        *("wijknaam", "naam wijk", "naam van de wijk", "buurtnaam"),
        *("nom du quartier", "nom quartier", "neighbourhood", "neighbourhood name"),
    ),
    household_size=HOUSEHOLD_SIZE,
)

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
    year
        Of Statbel's file: on 1 January of it; 0 for a table.
    """

    people: pd.DataFrame
    by_wijk: bool
    estimated_ages: bool = False
    merged: tuple[str, ...] = ()
    year: int = 0


@dataclass(frozen=True)
class StatbelTable(RawTable):
    """Statbel's file, a row per municipality; ``cells`` has our names."""

    counts: Counts | None = None


def open_population(path: Path) -> RawTable:
    """Read Statbel's ``TF_SOC_POP_STRUCT`` (zip or txt), or a table (CSV, XLSX)."""
    if not is_statbel(path):
        return read_table(path)
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
    """Read people: all, 65+ and 80+, per municipality or per wijk; ages may be lacking, or bands.

    Parameters
    ----------
    table
        Statbel's file, which must have every municipality; or a row per municipality (NIS code or
        name, of today, or every part from before its merger), or a row per wijk (its code, or its
        name and its municipality). Rows of Wallonia are left out.
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
    AgeBandsError, MissingColumnError, NotPeopleError
        If ages do not make 65+ and 80+ exactly, or they are households by size.
    """
    del options
    towns = municipalities_in(data)
    if isinstance(table.raw, StatbelTable) and table.raw.counts:
        found = table.raw.counts.population(towns["code"])
        people = found.municipal.set_index("nis")[list(GROUPS)]
        return Reading(People(people, by_wijk=False, year=found.year), count=len(people))
    require_people(table)
    known = look_up(towns, facts("municipal_mergers"))
    if {"code", "neighbourhood"} & table.headers.keys():
        return _by_wijk(table, data, known)
    return _by_municipality(table, data, known)


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
    towns = units.set_index("code")["municipality"] if found.by_wijk else found.people.index
    people = found.people.assign(municipality=towns)
    people = with_estimated_ages(people, known_people(units))[list(GROUPS)]
    if found.by_wijk:
        figures = people.loc[units.loc[mine, "code"]]
    else:
        _require_ages(people)
        municipal = people.rename_axis("nis").reset_index()
        figures = share_over_units(pd.DataFrame(units[mine]), municipal)
    estimated = found.estimated_ages or not found.by_wijk
    filled = with_figures(units, figures, estimated=estimated)
    note = "Per wijk as the file has it." if found.by_wijk else "Estimated from municipalities."
    if found.estimated_ages:
        note += f" {AGES_ESTIMATED}"
    if found.merged:
        note += f" Sums of the parts before their merger: {', '.join(found.merged)}."
    about = people_dataset(
        base, filled, dataset, whole=bool(mine.all()), estimated=estimated, note=note
    )
    others = (about if d.name == "people" else d for d in base.datasets)
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


def require_people(table: Table) -> None:
    """Raise NotPeopleError if the figures are households, a row for each size."""
    if "household_size" in table.headers:
        raise NotPeopleError(
            where=f"{table.raw.name}, {table.headers['household_size']}",
            expected="people",
            got="households by their size",
            action="Households are not people, and the largest size has no upper end. Give the "
            "population instead.",
        )


def _by_wijk(table: Table, data: SnapshotData, known: Municipalities) -> Reading:
    rows = ~_walloon(table)
    cells = table.cells[rows]
    _require_some(table, rows)
    people = people_of(table, cells.index)
    column = "code" if "code" in table.headers else "neighbourhood"
    names = _WijkNames(data.units, known)
    codes: dict[str, int] = {}
    for number in cells.index:
        found, problem = names.find(cells.loc[number])
        if not found:
            table.refuse_row(number, column, *problem)
        elif found in codes:
            again = (f"{found}, as in row {codes[found]}", "each wijk once", "Remove one.")
            table.refuse_row(number, column, *again)
        codes.setdefault(found, int(number))
    wrong = table.wrong_rows
    good = {number: code for code, number in codes.items() if code and number not in wrong}
    figures = people.loc[list(good)].set_axis(pd.Index(good.values(), name="code", dtype="str"))
    return _reading(
        table, figures, data, by_wijk=True, count=len(good), elsewhere=int((~rows).sum())
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

    def find(self, row: pd.Series[str]) -> tuple[str, tuple[str, str, str]]:
        """Return the code of the wijk of a row, or nothing and what is wrong with it."""
        text = row["code"] or row["neighbourhood"]
        if row["code"] in self.codes:
            return row["code"], ("", "", "")
        town = row["nis"] or row["municipality"]
        now, old = self.municipalities.find(town)
        if not text or not (now or old):
            got = f"{text!r} in {town!r}" if town and text else repr(text) if text else ""
            return "", (got, *_WIJK)
        nis = self.municipalities.of_today(now, old)
        texts = filter(None, (row["code"], row["neighbourhood"]))
        found = next((codes for t in texts if (codes := self.by_name[nis].get(fold(t)))), [])
        if len(found) == 1:
            return found[0], ("", "", "")
        name = self.municipalities.names[nis]
        if found:
            expected = f"one wijk of {name}, but these have this name: {', '.join(found)}"
            return "", (repr(text), expected, "Give the code instead of the name.")
        like = get_close_matches(text, self.names[nis], _MOST_NAMED, 0.5) or self.names[nis]
        expected = f"the name of a wijk of {name}, such as {', '.join(like[:_MOST_NAMED])}"
        return "", (repr(text), expected, "Give the name or the code as it is in the download.")


def _by_municipality(table: Table, data: SnapshotData, known: Municipalities) -> Reading:
    column = _town_column(table)
    inside = ~_walloon(table)
    about = _towns(table)[inside]
    _require_some(table, inside)
    people = people_of(table, about.index)
    rows: dict[str, list[TableRow]] = defaultdict(list)
    for number, cell in about.items():
        now, old = known.find(cell)
        if not (now or old):
            table.refuse_row(number, column, repr(cell), *_TOWN)
        elif pd.notna(everyone := people.loc[number, GROUPS[0]]):
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


def _reading(  # noqa: PLR0913  (each by its name)
    table: Table,
    people: pd.DataFrame,
    data: SnapshotData,
    *,
    by_wijk: bool,
    count: int,
    elsewhere: int,
    merged: tuple[str, ...] = (),
) -> Reading:
    """Return what was read of a table, and which of it is unlikely."""
    estimated = not all(people_columns(table).values())
    compare = unlikely_in_wijken if by_wijk else unlikely_in_municipalities
    return Reading(
        People(people, by_wijk, estimated, merged),
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
    return _towns(table).str.fullmatch(WALLONIA)


def _require_some(table: Table, inside: pd.Series[bool]) -> None:
    """Raise BadValueError if all rows are of Wallonia."""
    if not inside.any() and not table.problems:
        raise BadValueError(
            where=table.raw.name,
            expected="municipalities of Flanders or Brussels",
            got="Wallonia only",
            action="Choose another table.",
        )


def _require_ages(people: pd.DataFrame) -> None:
    """Raise MissingColumnError if ages could not be estimated for all municipalities."""
    lacking = people.index[people.isna().any(axis=1)]
    if len(lacking):
        raise MissingColumnError(
            where=f"people of {', '.join(lacking[:_MOST_NAMED])}",
            expected="65+ and 80+",
            got="only a total, and no ages are loaded to estimate them by",
            action="Add the columns 65+ and 80+.",
        )


POPULATION = FileKind(
    code="population",
    columns=COLUMNS,
    required=(("people_all",), ("nis", "municipality", "code")),
    reader=read_people,
    importer=import_population,
    template=example_file("population.csv"),
    command=("import-population",),
    opener=open_population,
    endings=(*TABLE_ENDINGS, ".zip"),
)

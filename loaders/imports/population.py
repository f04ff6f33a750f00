"""People of a user's own file: the kind, its reader and its importer.

It is Statbel's file as it is, or a table per municipality or per wijk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geodata.demand.apportionment import share_over_units
from geodata.demand.sectors import known_people
from geodata.enums import DatasetFlag
from geodata.errors import InputError, MissingColumnError
from geodata.snapshot.model import PEOPLE_PREFIX, Dataset
from loaders.builtin.snapshot import facts
from loaders.files.headers import HOUSEHOLD_SIZE, columns
from loaders.files.municipality_lookup import municipalities_in
from loaders.files.safe_open import open_text
from loaders.files.user_tables import RawTable, read_table
from loaders.imports.file_kind import TABLE_ENDINGS, FileKind, Reading, example_file
from loaders.imports.people_columns import (
    AGES_ESTIMATED,
    GROUPS,
    with_estimated_ages,
)
from loaders.imports.population_rows import People, read_rows
from loaders.sources.statbel_population import Counts, read_counts

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from geodata.snapshot.model import SnapshotData
    from loaders.files.header_row import KnownHeaders
    from loaders.files.table import Table
    from loaders.imports.file_kind import ImportOptions, Source

COLUMNS = columns(
    *("code", "nis", "municipality", "name", *GROUPS, "estimated"),
    code=("wijk", "quartier", "buurt"),
    neighbourhood=(
        *("wijknaam", "naam wijk", "naam van de wijk", "buurtnaam"),
        *("nom du quartier", "nom quartier", "neighbourhood", "neighbourhood name"),
    ),
    household_size=HOUSEHOLD_SIZE,
)

_MOST_NAMED = 5


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
    if isinstance(table.raw, StatbelTable) and table.raw.counts:
        found = table.raw.counts.population(municipalities_in(data)["code"])
        people = found.municipal.set_index("nis")[list(GROUPS)]
        return Reading(People(people, by_wijk=False, year=found.year), count=len(people))
    return read_rows(table, data)


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
    guessed = found.estimated_ages or not found.by_wijk
    estimates = frozenset(figures.index) if guessed else found.estimates
    filled = with_figures(units, figures, estimates=estimates)
    note = "Per wijk as the file has it." if found.by_wijk else "Estimated from municipalities."
    if found.estimated_ages:
        note += f" {AGES_ESTIMATED}"
    if found.merged:
        note += f" Sums of the parts before their merger: {', '.join(found.merged)}."
    about = people_dataset(
        base, filled, dataset, whole=bool(mine.all()), estimated=bool(estimates), note=note
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
    units: gpd.GeoDataFrame, figures: pd.DataFrame, *, estimates: Collection[str]
) -> gpd.GeoDataFrame:
    """Return units with other people; groups that the figures do not have become unknown there.

    Parameters
    ----------
    units
        ``schemas.Units``.
    figures
        Groups of people as columns, by the code of some of the units.
    estimates
        Codes of those units whose figures are estimates.
    """
    mine = units["code"].isin(figures.index)
    codes = units.loc[mine, "code"]
    filled = units.copy()
    for column in [str(c) for c in units if str(c).startswith(PEOPLE_PREFIX)]:
        values = figures[column].reindex(codes) if column in figures else None
        people = filled[column].astype("Int64")
        people[mine] = pd.NA if values is None else values.astype("Int64").array
        filled[column] = people
    filled["estimated"] = units["estimated"].mask(mine, units["code"].isin(estimates))
    return gpd.GeoDataFrame(filled)


def people_dataset(
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

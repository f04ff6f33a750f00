"""Statbel's population by municipality and age: ``TF_SOC_POP_STRUCT_<year>``, zip or txt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.enums import DatasetFlag
from geodata.errors import BadValueError, UnknownCodeError
from geodata.snapshot.model import Dataset
from loaders.builtin.wallonia import WALLONIA
from loaders.files.official_tables import read_table, whole_numbers

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = re.compile(r"TF_SOC_POP_STRUCT_(\d{4})", re.IGNORECASE)
"""How Statbel names the file, whatever stands before or after."""

_COLUMNS = ("CD_MUNTY_REFNIS|CD_REFNIS", "CD_AGE", "MS_POPULATION")
_OLDEST = 130
_OLD, _VERY_OLD = 65, 80


@dataclass(frozen=True)
class Population:
    """What a file of Statbel says.

    Attributes
    ----------
    municipal
        ``nis`` (of today), ``people_all``, ``people_65plus`` and ``people_80plus``; one row a
        municipality, sorted.
    year
        The population is that of 1 January of it.
    outside
        People in municipalities of Wallonia, left out of ``municipal``.
    """

    municipal: pd.DataFrame
    year: int
    outside: int

    @property
    def people(self) -> int:
        """Return the number of people in ``municipal``."""
        return int(self.municipal["people_all"].sum())

    def dataset(self) -> Dataset:
        """Return where the people come from, once divided over the wijken."""
        left_out = f" {self.outside:,} people in Wallonia are left out." if self.outside else ""
        return Dataset(
            name="people",
            rows=self.people,
            source="Statbel, bevolking per gemeente",
            reference_date=f"{self.year}-01-01",
            licence="CC BY 4.0",
            attribution="© Statbel",
            flags=(DatasetFlag.ESTIMATED,),
            note=f"Counted per municipality on 1 January {self.year} and brought to the "
            "municipalities of 2025; divided over the wijken by number of statistical sectors, "
            f"the ages 0–64, 65–79 and 80+ apart.{left_out}",
        )


def read_population(
    path: Path, *, mergers: pd.DataFrame, municipalities: pd.Series[str]
) -> Population:
    """Read people per municipality of today: all, 65+ and 80+.

    Parameters
    ----------
    path
        ``TF_SOC_POP_STRUCT_<year>``, zip or txt: ``|``, UTF-8.
    mergers
        ``old_nis``, ``new_nis`` and ``year``; applied oldest first.
    municipalities
        NIS codes of today, of Flanders and Brussels.

    Raises
    ------
    InputError
        With the file, the line and what to do, if a column is missing, a number is none, a NIS
        code is unknown, or a municipality has no people.
    """
    return read_counts(path, mergers=mergers).population(municipalities)


@dataclass(frozen=True)
class Counts:
    """People of the municipalities of today, as a file of Statbel has them.

    Attributes
    ----------
    where
        Name of the file.
    people
        ``people_all``, ``people_65plus`` and ``people_80plus``; index: NIS code. Wallonia is left
        out.
    first_lines
        The line of the file that a municipality is first on; index as ``people``.
    year
        The population is that of 1 January of it.
    outside
        People in municipalities of Wallonia.
    """

    where: str
    people: pd.DataFrame
    first_lines: pd.Series[int]
    year: int
    outside: int

    def population(self, municipalities: pd.Series[str]) -> Population:
        """Return the same, once it is known to have exactly these municipalities.

        Raises
        ------
        UnknownCodeError
            If a municipality is not known, or one has no people.
        """
        _require_same(self.first_lines, municipalities, where=self.where)
        return Population(self.people.reset_index(), self.year, self.outside)


def read_counts(path: Path, *, mergers: pd.DataFrame) -> Counts:
    """Read people per municipality of today, whatever municipalities the file has.

    Parameters
    ----------
    path, mergers
        As for :func:`read_population`.

    Raises
    ------
    InputError
        If a column is missing, or a number or the year is none.
    """
    where = path.name
    table = read_table(path, columns=_COLUMNS, optional=["CD_YEAR"])
    people = whole_numbers(table["MS_POPULATION"], where=where)
    age = whole_numbers(table["CD_AGE"], where=where)
    too_old = age.index[age > _OLDEST]
    if len(too_old):
        raise BadValueError(
            where=f"{where}, line {too_old[0]}, CD_AGE",
            expected=f"an age of at most {_OLDEST}",
            got=str(age[too_old[0]]),
            action="Correct the cell.",
        )
    nis = nis_of_today(table["CD_MUNTY_REFNIS"].str.strip(), mergers)
    outside = nis.str.fullmatch(WALLONIA)
    counts = pd.DataFrame(
        {
            "people_all": people,
            "people_65plus": people.where(age >= _OLD, 0),
            "people_80plus": people.where(age >= _VERY_OLD, 0),
        }
    )
    inside = nis[~outside].rename("nis")
    first = inside.drop_duplicates()
    return Counts(
        where,
        counts[~outside].groupby(inside).sum(),
        pd.Series(first.index, index=pd.Index(first, name="nis")).sort_index(),
        _year(table, where=where),
        int(people[outside].sum()),
    )


def nis_of_today(nis: pd.Series[str], mergers: pd.DataFrame) -> pd.Series[str]:
    """Return NIS codes of any year as those that the municipalities have after all mergers."""
    for _, wave in mergers.sort_values("year").groupby("year"):
        nis = nis.replace(dict(zip(wave["old_nis"], wave["new_nis"], strict=True)))
    return nis


def _require_same(
    first_lines: pd.Series[int], municipalities: pd.Series[str], *, where: str
) -> None:
    unknown = first_lines[~first_lines.index.isin(municipalities)].sort_values()
    if len(unknown):
        raise UnknownCodeError(
            where=f"{where}, line {unknown.iloc[0]}, NIS code",
            expected="a municipality of Belgium, of today or merged in 2019 or 2025",
            got=repr(unknown.index[0]),
            action=(
                "Correct the code, or add the merger to "
                "loaders/builtin/facts/municipal_mergers.csv."
            ),
        )
    missing = municipalities[~municipalities.isin(first_lines.index)]
    if len(missing):
        raise UnknownCodeError(
            where=where,
            expected=f"people in each of the {len(municipalities)} municipalities",
            got=f"none in {', '.join(missing[:5])}{' and others' if len(missing[5:]) else ''}",
            action="The file is not complete: download it again from Statbel.",
        )


def _year(table: pd.DataFrame, *, where: str) -> int:
    in_name = FILE_NAME.search(where)
    named = [in_name[1]] if in_name else []
    years = list(table["CD_YEAR"].str.strip().unique()) if "CD_YEAR" in table else named
    if len(years) != 1 or not re.fullmatch(r"(19|20)\d\d", years[0]):
        raise BadValueError(
            where=f"{where}, CD_YEAR",
            expected="one year, in the column CD_YEAR or in the file's name",
            got=", ".join(map(repr, years[:3])) or "none",
            action="Import the file of one year, under the name Statbel gives it.",
        )
    return int(years[0])

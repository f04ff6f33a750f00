"""The people of each row of a table or layer: all, 65+ and 80+, from totals, ages or age bands."""

from __future__ import annotations

import math
import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geodata.demand.sectors import with_ages
from geodata.errors import AgeBandsError, MissingColumnError, NotPeopleError
from geodata.places.text_folding import fold
from loaders.files.numbers import MOST_PEOPLE, numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loaders.files.table import Table

GROUPS = ("people_all", "people_65plus", "people_80plus")
OLDER = frozenset(GROUPS[1:])
AGES_ESTIMATED = "Ages that the file does not have are estimated by those of the municipality."

_FIRST_AGES = dict(zip(GROUPS, (0, 65, 80), strict=True))
_OLDEST = 130
_WHOLE = "Give people in whole numbers, no percentages or thousands; leave out what is not known."
_UNCLEAR = "Write all numbers of this column in one way, or without separators."
_NESTED = ("80+ ≤ 65+ ≤ all", "Correct the figures of this row.")

_AGE = r"(\d{1,3})\s*(?:jaar|jarigen|ans|years?|j)?"
_TO = r"(?:[-–—]|t/m|tem|tot en met|tot|to|until|a)"
_AND_OVER = r"(?:\+|plus(?:sers?)?|(?:en|et|and|of|ou|or)\s+(?:ouder|meer|plus|\+|over|older|more))"
_BEFORE = (
    r"(?:leeftijd|leeftijdsgroep|ages?|aged|inwoners|bevolking|population|habitants|people|pop)"
)
_BAND = re.compile(
    rf"(?:{_BEFORE}\s*)*(?:van\s+|de\s+)?(?:"
    rf"{_AGE}\s*(?:{_TO}\s*|(?<=\d)\s+(?=\d)){_AGE}"
    rf"|{_AGE}\s*{_AND_OVER}(?:\s*(?:jaar|ans|years?))?"
    r")(?:\s+old)?"
)
"""``65-69``, ``65 tot 69 jaar``, ``de 65 à 69 ans``, ``age_65_69``, ``90+``, ``90 ans et plus``."""

_BAND_COLUMN = re.compile(r"ages_(\d+)_(\d*)")


class AgeBand(NamedTuple):
    """Ages from ``first`` to ``last`` in years; ``last`` is infinite for the oldest band."""

    first: int
    last: float

    def __str__(self) -> str:
        return f"{self.first}+" if math.isinf(self.last) else f"{self.first}-{self.last:.0f}"


def band_columns(headers: Iterable[str], known: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return a column for each header that is a band of ages, such as ``ages_65_69``.

    Parameters
    ----------
    headers
        Of a file.
    known
        Headers that are columns already.

    Examples
    --------
    >>> band_columns(["65-69", "90 ans et plus", "65+", "65-69 mannen"], ["65+"])
    {'ages_65_69': ('65-69',), 'ages_90_': ('90 ans et plus',)}
    """
    folded = {fold(header) for header in known}
    found: dict[str, tuple[str, ...]] = {}
    for header in headers:
        band = None if fold(header) in folded else _band(header)
        if band:
            last = "" if math.isinf(band.last) else f"{band.last:.0f}"
            found[f"ages_{band.first}_{last}"] = (header,)
    return found


def band_of(column: str) -> AgeBand | None:
    """Return the ages of a column that :func:`band_columns` made; None of any other."""
    match = _BAND_COLUMN.fullmatch(column)
    return AgeBand(int(match[1]), float(match[2] or math.inf)) if match else None


def has_total(columns: Iterable[str]) -> bool:
    """Return whether bands of ages among our names of columns make all people together."""
    return bool(_exact(0, _bands(columns)))


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


def people_columns(table: Table) -> dict[str, list[str]]:
    """Return which columns make the people of all ages, of 65+ and of 80+; none: not known.

    Raises
    ------
    AgeBandsError
        If bands of ages do not make one of these exactly, such as 60–69.
    MissingColumnError
        If there are ages, and no total; or 80+, and no 65+.
    """
    bands = _bands(table.headers)
    parts = {
        group: [group] if group in table.headers else _exact(first, bands)
        for group, first in _FIRST_AGES.items()
    }
    made = {column for names in parts.values() for column in names}
    for group, first in list(_FIRST_AGES.items())[1:]:
        beyond = [c for c, band in bands.items() if band.last >= first and c not in GROUPS]
        if not parts[group] and set(beyond) - (made & set(GROUPS)):
            raise AgeBandsError(
                where=table.raw.name,
                expected=f"columns that make {first}+ exactly, such as {first}-{first + 4}, "
                f"{first + 5}-{first + 9}, {first + 10}+",
                got=", ".join(table.headers[column] for column in beyond),
                action=f"Give other bands, or a column {first}+. Without columns of ages, they "
                "are estimated from those of the municipality.",
            )
    lacking = next(
        (i for i in (0, 1) if not parts[GROUPS[i]] and any(list(parts.values())[i:])), None
    )
    if lacking is not None:
        known = table.columns[GROUPS[lacking]]
        raise MissingColumnError(
            where=table.raw.name,
            expected=f"one column {' or '.join(known)}",
            got=", ".join(table.raw.headers[:12]),
            action="Add it, or leave out the columns of older ages.",
        )
    return parts


def people_of(table: Table, rows: pd.Index | None = None) -> pd.DataFrame:
    """Return the people of each row; those that are wrong are refused.

    Parameters
    ----------
    table
        Total, and ages as columns or as bands, in any notation.
    rows
        The rows to read, all if None; the notation is that of the whole column.

    Returns
    -------
    pandas.DataFrame
        :data:`GROUPS` (Int64), missing where refused, or where the table does not have a group;
        no columns if it has no people at all.

    Raises
    ------
    AgeBandsError, MissingColumnError
        As :func:`people_columns`.
    """
    parts = people_columns(table)
    rows = table.cells.index if rows is None else rows
    if not parts[GROUPS[0]]:
        return pd.DataFrame(index=rows)
    columns = dict.fromkeys(column for names in parts.values() for column in names)
    read = {column: whole_people(table, column, rows) for column in columns}
    people = pd.DataFrame(
        {
            group: sum((read[name] for name in names[1:]), read[names[0]])
            if names
            else pd.Series(pd.NA, rows, dtype="Int64")
            for group, names in parts.items()
        }
    )
    for younger, older in pairwise(GROUPS):
        wrong = (people[older] > people[younger]).fillna(value=False)
        for row in rows[wrong.to_numpy(bool)].difference(list(table.wrong_rows)):
            got = " / ".join("?" if pd.isna(n) else str(n) for n in people.loc[row])
            table.refuse_row(row, (parts[older] or [older])[0], got, *_NESTED)
    return people


def whole_people(table: Table, column: str, rows: pd.Index, *, least: int = 0) -> pd.Series[int]:
    """Return whole people from a column, missing where they are wrong: those rows are refused."""
    numbers = numbers_in(table.cells[column])
    values, unclear = numbers.found[rows], numbers.unclear[rows]
    good = (values >= least) & (values % 1 == 0) & (values < MOST_PEOPLE)
    for row in rows[(~good).to_numpy(bool)]:
        cell = str(table.cells.loc[row, column])
        if unclear[row]:
            expected = "a number that means one thing: here a point or comma can be of thousands"
            table.refuse_row(row, column, repr(cell), f"{expected} or of decimals", _UNCLEAR)
        else:
            expected = f"whole people, {least} or more"
            table.refuse_row(row, column, repr(cell) if cell else "", expected, _WHOLE)
    return values.where(good).astype("Int64")


def with_estimated_ages(people: pd.DataFrame, municipal: pd.DataFrame) -> pd.DataFrame:
    """Return people with the ages that they lack: the total by the shares of the municipality.

    Parameters
    ----------
    people
        ``municipality`` (NIS) and :data:`GROUPS`, of which older ones may be missing.
    municipal
        As :func:`geodata.demand.sectors.known_people`: only its shares are read.

    Examples
    --------
    >>> people = pd.DataFrame({"municipality": ["v"], "people_all": [50]}, dtype=object)
    >>> groups = {"people_65plus": pd.NA, "people_80plus": pd.NA}
    >>> shares = pd.DataFrame([[10, 2, 1]], ["v"], GROUPS)
    >>> with_estimated_ages(people.assign(**groups), shares)["people_80plus"].tolist()
    [5]
    """
    filled = people.copy()
    filled[list(GROUPS)] = filled[list(GROUPS)].astype("Int64")
    for number in (1, 2):
        group, younger = GROUPS[number], GROUPS[number - 1]
        if filled[group].notna().any() or filled.empty:
            continue
        # the share of the older ones among the younger ones
        renamed = municipal.assign(people_all=municipal[younger])
        made = with_ages(filled.assign(people_all=filled[younger]), renamed)
        filled[group] = made[group]
    return filled


def _bands(columns: Iterable[str]) -> dict[str, AgeBand]:
    """Return the ages of the columns that have some; those of all people are none."""
    open_ended = {group: AgeBand(_FIRST_AGES[group], math.inf) for group in GROUPS[1:]}
    named = ((column, open_ended.get(column) or band_of(column)) for column in columns)
    return {column: band for column, band in named if band}


def _exact(first: int, bands: Mapping[str, AgeBand]) -> list[str]:
    """Return the fewest columns that make everybody from an age on, each once; none if not."""
    options: list[list[str]] = []
    for column, band in bands.items():
        if band.first == first:
            rest = [] if math.isinf(band.last) else _exact(int(band.last) + 1, bands)
            if rest or math.isinf(band.last):
                options.append([column, *rest])
    return min(options, key=len, default=[])


def _band(header: str) -> AgeBand | None:
    """Return the ages that a header names; None if it names no band."""
    letters = unicodedata.normalize("NFKD", header.casefold().replace("_", " "))
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    match = _BAND.fullmatch(" ".join(plain.split()))
    if not match:
        return None
    first = int(match[1] or match[3])
    last = float(match[2]) if match[2] else math.inf
    return AgeBand(first, last) if first < min(last, _OLDEST) else None

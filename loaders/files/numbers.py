"""Numbers and codes in cells of any file: Dutch, French and English notation, and codes as floats.

``6.000`` is six thousand or six. A cell is read by what the other cells of its column show; where
they contradict each other it is unclear, and never guessed.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

MOST_PEOPLE = 10**9
"""A number of people is less."""

_GROUP = 3
"""Digits between separators of thousands."""

_POINTS = ".,"
_SPACE = re.compile(r"\s")
_APOSTROPHE = re.compile("[’ʼ`´]")
_FORMS = {
    (thousands, decimal): re.compile(
        (rf"[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+" if thousands else r"(?:0|[1-9]\d*)")
        + (rf"{re.escape(decimal)}(?P<fraction>\d+)" if decimal else ""),
        re.ASCII,
    )
    for thousands in ("", " ", "'", *_POINTS)
    for decimal in ("", *_POINTS)
    if not decimal or thousands != decimal
}
"""Separator of thousands and of decimals → the numbers that are written so."""

_POWER = re.compile(r"(\d(?:[.,]\d+)?)[eE]\+?(\d{1,2})", re.ASCII)
"""``2.65E+05``, as spreadsheets and R write large numbers."""

_CODE_FORMS = {
    "nis": r"\d{5}",
    "municipality": r"\d{5}",
    "postcode": r"\d{4}",
    "year": r"\d{4}",
    "phone": r"\d{8,}",
}
"""Our name of a column → its codes, as far as they are digits only."""

_NUMBERED = {"code", "id", "number", "parent", "rop"}
"""Columns with codes of any form: floats only if all of their cells are."""

_FLOAT = re.compile(r"([0-9]+)[.,]0+")
_GROUPED = re.compile(r"([1-9][0-9]{0,2})[., ']([0-9]{3})(?:[.,]0+)?")


class _Meaning(NamedTuple):
    """What a text means as a number, its separators, and its digits after the decimal one."""

    value: float
    thousands: str
    decimal: str
    digits: int


@dataclass(frozen=True)
class Numbers:
    """The numbers of a column.

    Attributes
    ----------
    found
        Missing where a cell is no number of zero or more, or is unclear.
    unclear
        Cells that can mean two numbers.
    """

    found: pd.Series[float]
    unclear: pd.Series[bool]


def numbers_in(cells: pd.Series[str]) -> Numbers:
    """Return the counts in a column, whichever notation it has.

    A point or comma before three digits separates thousands, unless other cells show that it
    separates decimals: counts are whole, so it is then only clear if all have three decimals.

    Examples
    --------
    >>> import pandas as pd
    >>> numbers_in(pd.Series(["6.000", "12 500", "7.000,0"])).found.tolist()
    [6000.0, 12500.0, 7000.0]
    >>> numbers_in(pd.Series(["6.000", "3.5"])).unclear.tolist()
    [True, False]
    """
    meanings = {text: _meanings(text) for text in cells.unique()}
    notation = _Notation.of(meanings.values())
    numbers = {text: notation.value(options) for text, options in meanings.items()}
    found = cells.map(numbers).astype("float64")
    several = {text for text, options in meanings.items() if len(options) > 1}
    return Numbers(found, found.isna() & cells.isin(several))


def bare_codes(cells: pd.Series[str], column: str) -> pd.Series[str]:
    """Return codes without the decimals and separators that programs give to numbers.

    Parameters
    ----------
    cells
        Of one column.
    column
        Our name of it; other columns than those with codes are returned as they are.

    Examples
    --------
    >>> import pandas as pd
    >>> bare_codes(pd.Series(["9000.0", "9.000", "9000,00", "B-9000"]), "postcode").tolist()
    ['9000', '9000', '9000', 'B-9000']
    >>> bare_codes(pd.Series(["1.0", "1.1"]), "code").tolist()
    ['1.0', '1.1']
    """
    if column in _CODE_FORMS:
        form = re.compile(_CODE_FORMS[column])
        grouped = column != "phone"
        return cells.map(lambda text: _bare(text, form, grouped=grouped)).astype("str")
    filled = cells[cells != ""]
    if column in _NUMBERED and len(filled) and filled.str.fullmatch(_FLOAT).all():
        return cells.str.replace(_FLOAT, r"\1", regex=True)
    return cells


def _bare(text: str, form: re.Pattern[str], *, grouped: bool) -> str:
    plain = _SPACE.sub(" ", text)
    matches = (_FLOAT.fullmatch(plain), _GROUPED.fullmatch(plain) if grouped else None)
    codes = ("".join(match.groups()) for match in matches if match)
    return next((code for code in codes if form.fullmatch(code)), text)


def _meanings(text: str) -> list[_Meaning]:
    """Return what a text by itself can mean as a number of zero or more: at most two things."""
    plain = _APOSTROPHE.sub("'", _SPACE.sub(" ", text.strip()))
    if power := _POWER.fullmatch(plain):
        value = float(f"{power[1].replace(',', '.')}e{power[2]}")
        return [_Meaning(value, "", "", 0)]
    found = []
    for (thousands, decimal), form in _FORMS.items():
        if match := form.fullmatch(plain):
            whole = plain[: match.start("fraction") - 1] if decimal else plain
            fraction = match["fraction"] if decimal else ""
            value = float(f"{re.sub(r'[^0-9]', '', whole)}.{fraction or 0}")
            found.append(_Meaning(value, thousands, decimal, len(fraction)))
    return found


@dataclass(frozen=True)
class _Notation:
    """What the cells of a column that mean one thing show of how it writes numbers.

    Attributes
    ----------
    thousands, decimals
        Points and commas that separate them.
    digits
        How many decimals there are.
    open_points
        Points and commas in cells that mean two things.
    """

    thousands: set[str]
    decimals: set[str]
    digits: set[int]
    open_points: set[str]

    @classmethod
    def of(cls, column: Iterable[list[_Meaning]]) -> _Notation:
        cells = list(column)
        certain = [options[0] for options in cells if len(options) == 1]
        return cls(
            {one.thousands for one in certain} & set(_POINTS),
            {one.decimal for one in certain if one.decimal},
            {one.digits for one in certain if one.decimal},
            {one.decimal for options in cells if len(options) > 1 for one in options} - {""},
        )

    def value(self, options: list[_Meaning]) -> float:
        """Return the number that a cell means here; NaN if it is none, or unclear."""
        if len(options) <= 1:
            return options[0].value if options else math.nan
        grouped, with_decimals = sorted(options, key=lambda one: one.decimal)
        point = grouped.thousands
        may_group = point not in self.decimals and self.thousands <= {point}
        may_divide = point not in self.thousands and self.decimals <= {point}
        if may_group and (not may_divide or self.open_points == {point}):
            return grouped.value
        if may_divide and not may_group and self.digits <= {_GROUP}:
            return with_decimals.value
        return math.nan

"""Numbers, ranges and distances in words; what is unknown is not zero."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from babel.numbers import format_decimal

from geodata.estimates import FEW, rounded
from pages.ui.i18n import _, locale, reader_language

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_ALL: Final = 100
_TWO_KM: Final = 2_000


def number(value: float, *, digits: int = 0) -> str:
    """Write a number for this visitor, e.g. ``1.240``."""
    return _written(round(value, digits), locale())


@lru_cache(maxsize=10_000)
def _written(value: float, where: str) -> str:
    return format_decimal(value, locale=where)


def percent(share: float) -> str:
    """Write a share 0–1 as whole per cents, never rounding to 0 % or 100 % what is not."""
    rounded = round(share * _ALL)
    sign = reader_language().percent_sign
    if rounded == 0 and share > 0:
        return f"< 1{sign}"
    if rounded == _ALL and share < 1:
        return f"> 99{sign}"
    return f"{rounded}{sign}"


def metres(distance_m: float) -> str:
    """Write a distance: metres up to 2 km, then kilometres."""
    if distance_m < _TWO_KM:
        return f"{number(distance_m)} m"
    return metres_alike(distance_m, largest_m=distance_m)


def metres_alike(distance_m: float, *, largest_m: float) -> str:
    """Write a distance in the unit of the largest of a table or a list."""
    if largest_m < _TWO_KM:
        return metres(distance_m)
    return f"{number(distance_m / 1000, digits=1)} km"


def span(low: str, high: str) -> str:
    """Write a range of two formatted values; one value if they are the same."""
    return low if low == high else _("{low} tot {high}").format(low=low, high=high)


def whole(value: Any) -> str:
    """Return a whole number of the programme, which may be missing."""
    return _("geen projectie") if pd.isna(value) else number(value)


def whole_span(low: Any, high: Any) -> str:
    """Return a range of whole numbers of the programme, which may be missing."""
    return span(whole(low), whole(high))


def estimate(people: float) -> str:
    """Write an estimated number of people as exactly as it can be known, e.g. ``ca. 1.900``."""
    value = float(rounded(people))
    if value == 0:
        return number(0)
    if abs(value) < FEW:
        return f"< {number(FEW)}" if value > 0 else f"> {number(-FEW)}"
    return _("ca. {n}").format(n=number(value))


def estimates() -> tuple[str, str]:
    """Return the text of an estimated number, with ``{n}``, and that of fewer than ten people."""
    return _("ca. {n}"), estimate(FEW / 2)


def people(value: Any, *, counted: bool) -> str:
    """Return how many people there are, counted or estimated; no data is not zero."""
    if pd.isna(value):
        return _("geen gegevens")
    return number(value) if counted else estimate(value)


def people_span(low: Any, high: Any) -> str:
    """Return an estimated range of people, such as those out of reach; no data is not zero."""
    if pd.isna(low) or pd.isna(high):
        return _("geen gegevens")
    least, most = rounded([low, high]).tolist()
    if least >= FEW and most > least:
        return _("ca. {n}").format(n=span(number(least), number(most)))
    return span(estimate(low), estimate(high))


def people_change(low: Any, high: Any) -> str:
    """Return by how many people an estimate differs, with its sign, e.g. ``ca. +40``."""
    if pd.isna(low) or pd.isna(high):
        return _("geen gegevens")
    ends = [float(end) for end in rounded(sorted([low, high]))]
    text = span(*map(_signed, ends))
    return _("ca. {n}").format(n=text) if min(map(abs, ends)) >= FEW else text


def _signed(people: float) -> str:
    if people == 0:
        return number(0)
    sign, few = ("+", "< ") if people > 0 else ("−", "> ")
    return f"{few}{sign}{number(FEW)}" if abs(people) < FEW else sign + number(abs(people))


def share_span(low: float, high: float, people: Any) -> str:
    """Return a range of people as shares of all; no data and nobody are no shares."""
    if pd.isna(people):
        return _("geen gegevens")
    return span(percent(low / people), percent(high / people)) if people else _("niemand")


def share_spans(low: Floats, high: Floats, people: Floats) -> list[str]:
    """Return :func:`share_span` of many, each text made once."""
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.stack([low / people, high / people])
    whole = np.round(shares * _ALL)
    few, most = (whole == 0) & (shares > 0), (whole == _ALL) & (shares < 1)
    kinds = np.stack([*np.select([few, most], [-1, _ALL + 1], whole), people == 0])
    _kinds, first, at = np.unique(
        np.nan_to_num(kinds, nan=-2), axis=1, return_index=True, return_inverse=True
    )
    texts = [share_span(low[n], high[n], people[n]) for n in first]
    return [texts[n] for n in at.ravel()]

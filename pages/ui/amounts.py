"""Texts of numbers and ranges that may be missing; what is unknown is not zero."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pages.ui.i18n import _, number, percent, span


def whole(value: Any) -> str:
    """Return a whole number of the programme, which may be missing."""
    return _("geen projectie") if pd.isna(value) else number(value)


def whole_span(low: Any, high: Any) -> str:
    """Return a range of whole numbers of the programme, which may be missing."""
    return span(whole(low), whole(high))


def people_span(low: float, high: float | None = None) -> str:
    """Return a number of people or a range of it; what is unknown is not zero.

    Parameters
    ----------
    low, high
        The ends; only the first where the number is certain.
    """
    high = low if high is None else high
    if pd.isna(low) or pd.isna(high):
        return _("geen gegevens")
    return span(number(low), number(high))


def share_span(low: float, high: float, people: float, *, in_words: bool = False) -> str:
    """Return a range of people as shares of all.

    Parameters
    ----------
    low, high, people
        The ends of the range, and all people; missing where there are no data.
    in_words
        Whether to write why there is no share, instead of a dash.
    """
    if pd.isna(people):
        return _("geen gegevens") if in_words else "–"
    if not people:
        return _("niemand") if in_words else "–"
    return span(percent(low / people), percent(high / people))

"""Numbers and ranges that may be missing, in words; what is unknown is not zero."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pages.ui.i18n import _, number, percent, span


def whole(value: Any) -> str:
    """Write a whole number of the programme, which may be missing."""
    return _("geen projectie") if pd.isna(value) else number(value)


def whole_span(low: Any, high: Any) -> str:
    """Write a range of whole numbers of the programme, which may be missing."""
    return span(whole(low), whole(high))


def people_span(low: float, high: float | None = None) -> str:
    """Write a number of people, or a range of it; no data is not zero."""
    if pd.isna(low) or (high is not None and pd.isna(high)):
        return _("geen gegevens")
    return span(number(low), number(low if high is None else high))


def share_span(low: float, high: float, people: float) -> str:
    """Write a range of people as shares of all; no data and nobody are no shares."""
    if pd.isna(people):
        return _("geen gegevens")
    return span(percent(low / people), percent(high / people)) if people else _("niemand")

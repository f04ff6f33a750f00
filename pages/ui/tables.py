"""A table that can be searched and sorted, and in which a row can be chosen."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from geodata.estimates import FEW, rounded
from pages.ui import numbers
from pages.ui.i18n import _, locale
from pages.ui.scripts import asset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

_NAME = "nabij_table"
_table = st.components.v2.component(
    name=_NAME,
    js=asset("nabij-table.js"),
    css=asset("nabij-table.css"),
    isolate_styles=False,
)


def draw(
    frame: pd.DataFrame,
    *,
    key: str,
    caption: str,
    shown: str,
    none: str,
    digits: Mapping[str, int] | None = None,
    estimated: Mapping[str, pd.Series[bool]] | None = None,
    selected: str = "",
    on_chosen: Callable[[str], None] | None = None,
) -> None:
    """Draw a table that can be searched and sorted.

    Parameters
    ----------
    frame
        Index: a code for each row. Columns: named as readers see them; the first names or numbers
        the row, texts and numbers follow. A missing number is shown as a dash.
    key
        Key of the table in the session.
    caption
        What it shows, for readers who cannot see the heading above it.
    shown, none
        Texts for how many rows there are, with ``{n}`` and ``{total}``, and for none.
    digits
        Column of numbers → decimals, where not zero.
    estimated
        Column of numbers of people → which of them are estimates, and are rounded.
    selected
        Code of the chosen row, or empty.
    on_chosen
        Called with the code of the chosen row, or an empty text when the choice is cleared; None
        for a table without a choice.
    """
    numeric = set(frame.select_dtypes("number"))
    columns = [
        {"label": name, "numeric": name in numeric, "digits": (digits or {}).get(str(name), 0)}
        for name in frame
    ]
    cells = {str(name): _cells(column) for name, column in frame.items()}
    for name, which in (estimated or {}).items():
        cells[name] = _estimates(frame[name], which)
    rows = [list(row) for row in zip(frame.index.tolist(), *cells.values(), strict=True)]
    texts = {
        "find": _("Zoek in de tabel"),
        "shown": shown,
        "more": _("Toon er 100 meer"),
        "none": none,
        "about": numbers.estimates()[0],
        "few": numbers.estimates()[1],
        "few_less": numbers.estimate(-FEW / 2),
    }
    fixed = [columns, rows, texts, locale()]
    data: dict[str, Any] = {
        "version": hashlib.sha256(repr(fixed).encode()).hexdigest()[:16],
        "caption": caption,
        "columns": columns,
        "rows": rows,
        "texts": texts,
        "locale": locale().replace("_", "-"),
        "selected": selected,
        "choosing": on_chosen is not None,
    }

    def chosen() -> None:
        if on_chosen is not None:
            on_chosen(st.session_state[key]["chosen"] or "")

    _table(key=key, data=data, on_chosen_change=chosen)


def _cells(column: pd.Series) -> list[Any]:
    """Return the values of a column; JSON knows no NaN: what is unknown is null."""
    missing = column.isna().tolist()
    return [None if gone else value for value, gone in zip(column.tolist(), missing, strict=True)]


def _estimates(people: pd.Series, which: pd.Series[bool]) -> list[Any]:
    """Return cells: an estimate as a list of its rounded number, for the script to see it by."""
    values = people.to_numpy(dtype=float, na_value=np.nan)
    ends = (values, rounded(values), which.to_numpy(), np.isnan(values))
    return [
        None if gone else [about] if uncertain else exact
        for exact, about, uncertain, gone in zip(*(end.tolist() for end in ends), strict=True)
    ]

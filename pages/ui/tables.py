"""A table that can be searched and sorted, and in which a row can be chosen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from geodata.estimates import FEW, rounded
from pages.ui import numbers
from pages.ui.i18n import _, locale
from pages.ui.scripts import component

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

_table = st.components.v2.component(
    name="nabij_table", js=component("nabij-table.js"), isolate_styles=False
)

_SMALL = 1_000
"""Characters: a longer column is sent by itself, so that it is not sent again with others."""

_IN_ATTRIBUTE = str.maketrans({c: f"\\u{ord(c):04x}" for c in "&'<>"})
"""Inside strings of JSON only; Streamlit takes away an attribute in which a tag seems to end."""


@dataclass(frozen=True)
class Rows:
    """The rows of a table, as they are sent to a browser.

    Attributes
    ----------
    columns
        Head of each column, and its cells or the name of the element that has them.
    codes, order
        Code of each row, and positions of the rows as they are shown first, in the same way.
    elements
        Long columns as HTML: what did not change is not sent to a browser again.
    """

    columns: list[dict[str, Any]]
    codes: dict[str, Any]
    order: dict[str, Any]
    elements: list[str]


def rows_of(
    frame: pd.DataFrame,
    *,
    order: NDArray[np.intp] | None = None,
    digits: Mapping[str, int] | None = None,
    estimated: Mapping[str, pd.Series[bool]] | None = None,
) -> Rows:
    """Return the rows of a table.

    Parameters
    ----------
    frame
        Index: a code for each row. Columns: named as readers see them; the first names or numbers
        the row, texts and numbers follow. A missing number is shown as a dash.
    order
        Positions of the rows as they are shown first; None for as they come.
    digits
        Column of numbers → decimals, where not zero.
    estimated
        Column of numbers of people → which of them are estimates, and are rounded.
    """
    numeric = set(frame.select_dtypes("number"))
    cells = {str(name): _cells(column) for name, column in frame.items()}
    for name, which in (estimated or {}).items():
        cells[name] = _estimates(frame[name], which)
    columns = [
        {
            "label": name,
            "numeric": name in numeric,
            "digits": (digits or {}).get(name, 0),
            "cells": values if name in numeric else _repeated(values),
        }
        for name, values in cells.items()
    ]
    codes = {"cells": frame.index.tolist()}
    first = {"cells": (np.arange(len(frame)) if order is None else order).tolist()}
    elements = [element for part in [codes, first, *columns] for element in _moved_if_long(part)]
    return Rows(columns, codes, first, elements)


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
    """Draw a table of a frame: :func:`rows_of` and :func:`draw_rows`."""
    draw_rows(
        rows_of(frame, digits=digits, estimated=estimated),
        key=key,
        caption=caption,
        shown=shown,
        none=none,
        selected=selected,
        on_chosen=on_chosen,
    )


def draw_rows(
    rows: Rows,
    *,
    key: str,
    caption: str,
    shown: str,
    none: str,
    selected: str = "",
    on_chosen: Callable[[str], None] | None = None,
) -> None:
    """Draw a table that can be searched and sorted.

    Parameters
    ----------
    rows
        Its rows.
    key
        Key of the table in the session.
    caption
        What it shows, for readers who cannot see the heading above it.
    shown, none
        Texts for how many rows there are, with ``{n}`` and ``{total}``, and for none.
    selected
        Code of the chosen row, or empty.
    on_chosen
        Called with the code of the chosen row, or an empty text when the choice is cleared; None
        for a table without a choice.
    """
    texts = {
        "find": _("Zoek in de tabel"),
        "shown": shown,
        "more": _("Toon er 100 meer"),
        "none": none,
        "about": numbers.estimates()[0],
        "few": numbers.estimates()[1],
        "few_less": numbers.estimate(-FEW / 2),
    }
    data: dict[str, Any] = {
        "caption": caption,
        "columns": rows.columns,
        "codes": rows.codes,
        "order": rows.order,
        "texts": texts,
        "locale": locale().replace("_", "-"),
        "selected": selected,
        "choosing": on_chosen is not None,
    }
    if rows.elements:
        with st.container(key=f"{key}_columns"):
            for element in rows.elements:
                st.html(element)

    def chosen() -> None:
        if on_chosen is not None:
            on_chosen(st.session_state[key]["chosen"] or "")

    _table(key=key, data=data, on_chosen_change=chosen)


def _cells(column: pd.Series) -> list[Any]:
    """Return the values of a column; JSON knows no NaN: what is unknown is null."""
    missing = column.isna().tolist()
    return [None if gone else _short(v) for v, gone in zip(column.tolist(), missing, strict=True)]


def _short(value: Any) -> Any:
    """Return a whole number without decimals."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _repeated(texts: list[Any]) -> list[Any] | dict[str, list[Any]]:
    """Return texts; where most occur more than once, each text once and which of them is where."""
    once = list(dict.fromkeys(texts))
    if len(once) > len(texts) / 2:
        return texts
    at = {text: n for n, text in enumerate(once)}
    return {"texts": once, "which": [at[text] for text in texts]}


def _moved_if_long(column: dict[str, Any]) -> list[str]:
    """Move the cells of a long column into an element, and put its name in their place."""
    content = json.dumps(column["cells"], ensure_ascii=False, separators=(",", ":"))
    if len(content) <= _SMALL:
        return []
    del column["cells"]
    name = column["at"] = sha256(content.encode()).hexdigest()[:16]
    return [f"<data hidden data-cells='{name}' value='{content.translate(_IN_ATTRIBUTE)}'></data>"]


def _estimates(people: pd.Series, which: pd.Series[bool]) -> list[Any]:
    """Return cells: an estimate as a list of its rounded number, for the script to see it by."""
    values = people.to_numpy(dtype=float, na_value=np.nan)
    ends = (values, rounded(values), which.to_numpy(), np.isnan(values))
    return [
        None if gone else [_short(about)] if uncertain else _short(exact)
        for exact, about, uncertain, gone in zip(*(end.tolist() for end in ends), strict=True)
    ]

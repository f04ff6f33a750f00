"""Small pieces of Gemeente as HTML: tables with links and bars in their cells, figures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from pages.texts import _, number, percent, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Column(NamedTuple):
    """Head of a column, and whether it holds numbers."""

    head: str
    numeric: bool = True


def table(
    caption: str, columns: Sequence[Column], rows: Iterable[Sequence[str]], *, strong: int = -1
) -> str:
    """Return a table; the first cell of a row is its head.

    Parameters
    ----------
    caption
        What it shows.
    columns
        Heads.
    rows
        Cells, as HTML: what comes from data has been escaped (:func:`text`).
    strong
        Position of the row that the others are compared with, if any.
    """
    css = [" class='nabij-number'" * c.numeric for c in columns]
    head = "".join(
        f"<th scope='col'{c}>{escape(column.head)}</th>"
        for c, column in zip(css, columns, strict=True)
    )
    body = ""
    for at, row in enumerate(rows):
        cells = "".join(f"<td{c}>{cell}</td>" for c, cell in zip(css[1:], row[1:], strict=True))
        mark = " class='nabij-strong'" if at == strong else ""
        body += f"<tr{mark}><th scope='row'>{row[0]}</th>{cells}</tr>"
    return (
        # what may scroll sideways must be reached by the keyboard, and then has a name
        f"<div class='nabij-wide' role='region' tabindex='0' aria-label='{escape(caption)}'>"
        f"<table class='nabij-plain'><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def text(value: object) -> str:
    """Return a text from data for inside HTML."""
    return escape(str(value))


def link(url: str, words: str) -> str:
    """Return a link to another view of ours, relative to this page."""
    return f"<a href='{escape(url, quote=True)}' target='_self'>{escape(words)}</a>"


def title(words: str) -> str:
    """Return the title of the page."""
    return f"<h1 class='nabij-title'>{escape(words)}</h1>"


def heading(words: str) -> str:
    """Return the heading of a part of the page."""
    return f"<h2 class='nabij-sub'>{escape(words)}</h2>"


def paragraph(words: str) -> str:
    """Return a paragraph."""
    return f"<p>{escape(words)}</p>"


def lead(words: str) -> str:
    """Return what stands below the headline."""
    return f"<p class='nabij-lead'>{escape(words)}</p>"


def muted(words: str) -> str:
    """Return a remark."""
    return f"<p class='nabij-muted'>{escape(words)}</p>"


def figures(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the key figures, each with what it counts."""
    items = "".join(f"<li><b>{escape(b)}</b><span>{escape(t)}</span></li>" for b, t in pairs)
    return f"<ul class='nabij-figures'>{items}</ul>"


def bar(share: float) -> str:
    """Return a bar of a length from 0 to 1; the number stands beside it as text."""
    return (
        "<span class='nabij-track' aria-hidden='true'>"
        f"<span class='nabij-length' style='width:{share:.1%}'></span></span>"
    )


def whole(value: Any) -> str:
    """Write a whole number of the programme, which may be missing."""
    return _("geen projectie") if pd.isna(value) else number(value)


def whole_span(low: Any, high: Any) -> str:
    """Write a range of whole numbers of the programme, which may be missing."""
    return span(whole(low), whole(high))


def people_span(low: float, high: float) -> str:
    """Write a range of people; without data that is said."""
    if pd.isna(low) or pd.isna(high):
        return _("geen gegevens")
    return span(number(low), number(high))


def share_span(low: float, high: float, people: float) -> str:
    """Write a range of people as shares of all; a dash where there are none."""
    if pd.isna(people) or not people:
        return "–"
    return span(percent(low / people), percent(high / people))

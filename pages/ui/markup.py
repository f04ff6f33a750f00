"""Pieces of HTML that all pages use; they accept text and escape it."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from pages.ui import embed
from pages.ui.numbers import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

_MARKDOWN = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~:$^=&]")

NUMBER, TEXT, BAR = "nabij-number", "", "nabij-bar"
"""Kinds of column, as CSS classes; a column of bars is hidden on a phone."""


class Column(NamedTuple):
    """Head of a column, and its kind."""

    head: str
    kind: str = NUMBER


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    *,
    strong: int = -1,
    name: str = "",
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
    name
        Name of the table, where the caption is a remark instead.
    """
    css = [_class(column.kind) for column in columns]
    head = "".join(
        f"<th scope='col'{c}>{escape(column.head)}</th>"
        for c, column in zip(css, columns, strict=True)
    )
    body = ""
    for at, row in enumerate(rows):
        cells = "".join(f"<td{c}>{cell}</td>" for c, cell in zip(css[1:], row[1:], strict=True))
        mark = _class("nabij-strong" * (at == strong))
        body += f"<tr{mark}><th scope='row'>{row[0]}</th>{cells}</tr>"
    kind = "nabij-plain" + " nabij-compare" * (BAR in body)
    return (
        # what may scroll sideways must be reached by the keyboard, and then has a name
        "<div class='nabij-wide' role='region' tabindex='0' "
        f"aria-label='{escape(name or caption)}'>"
        f"<table class='{kind}'>"
        f"<caption{_class('nabij-muted' * bool(name))}>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def of_frame(frame: pd.DataFrame, *, caption: str, right: AbstractSet[str] = frozenset()) -> str:
    """Return a frame as a table, without its index.

    Parameters
    ----------
    frame
        Columns named as readers see them; the first names the row. Missing values become dashes.
    caption
        What it shows.
    right
        Columns of text that hold numbers, such as ranges.
    """
    numeric = set(frame.select_dtypes("number"))
    columns = [
        Column(str(name), NUMBER if name in numeric | right else TEXT) for name in frame.columns
    ]
    cells = {
        name: [_cell(value, is_number=name in numeric) for value in frame[name]] for name in frame
    }
    return table(caption, columns, zip(*cells.values(), strict=True))


def _cell(value: Any, *, is_number: bool) -> str:
    if not is_number:
        return text(value)
    return "–" if pd.isna(value) else text(number(float(str(value))))


def _class(*names: str) -> str:
    return f" class='{' '.join(filter(None, names))}'" if any(names) else ""


def text(value: object) -> str:
    """Return a text from the data, escaped for HTML."""
    return escape(str(value))


def in_label(words: str) -> str:
    """Return a text from data for a label or a hint of Streamlit, which reads Markdown in them."""
    return _MARKDOWN.sub(r"\\\g<0>", words)


def link(url: str, words: str) -> str:
    """Return a link to another page of Nabij, relative to this one."""
    return f"<a href='{escape(embed.within(url))}' target='_self'>{escape(words)}</a>"


def title(words: str) -> str:
    """Return the title of the page."""
    return f"<h1 class='nabij-title'>{escape(words)}</h1>"


def heading(words: str, *css: str, level: int = 2) -> str:
    """Return the heading of a part of the page."""
    return f"<h{level}{_class('nabij-sub', *css)}>{escape(words)}</h{level}>"


def paragraph(words: str, *css: str, role: str = "") -> str:
    """Return a paragraph; with a ``role`` a screen reader announces it when it appears."""
    attribute = f" role='{role}'" if role else ""
    return f"<p{_class(*css)}{attribute}>{escape(words)}</p>"


def lead(words: str) -> str:
    """Return the text below the headline."""
    return paragraph(words, "nabij-lead")


def muted(words: str) -> str:
    """Return a remark in a muted colour."""
    return paragraph(words, "nabij-muted")


def note(words: str, *, role: str = "") -> str:
    """Return a remark that stands out."""
    return paragraph(words, "nabij-note", role=role)


def figures(pairs: Iterable[tuple[str, str]], *css: str) -> str:
    """Return key figures: pairs of a number and what it counts."""
    items = "".join(f"<li><b>{escape(b)}</b><span>{escape(t)}</span></li>" for b, t in pairs)
    return f"<ul{_class('nabij-figures', *css)}>{items}</ul>"


def terms(*pairs: tuple[str, str]) -> str:
    """Return a list of terms and their meanings."""
    items = "".join(f"<dt>{escape(t)}</dt><dd>{escape(d)}</dd>" for t, d in pairs)
    return f"<dl class='nabij-notes'>{items}</dl>"


def folded(words: str, html: str, *, css: str = "") -> str:
    """Return HTML that is folded below a heading."""
    return f"<details{_class(css)}><summary>{escape(words)}</summary>{html}</details>"


def listed(texts: Iterable[str], *, ordered: bool = False) -> str:
    """Return a list; numbered if ``ordered``."""
    tag = "ol" if ordered else "ul"
    return f"<{tag}>{''.join(f'<li>{escape(t)}</li>' for t in texts)}</{tag}>"


def track(share: float) -> str:
    """Return a bar of a length from 0 to 1, a column of its own on every screen."""
    return (
        "<span class='nabij-track' aria-hidden='true'>"
        f"<span class='nabij-length' style='width:{share:.1%}'></span></span>"
    )


def bar(low: float, high: float) -> str:
    """Return a bar below a number: solid from 0 to the low end, light from there to the high."""
    low, high = (min(max(float(end), 0.0), 1.0) for end in (low, high))
    light = f"<i style='width:{high - low:.1%}'></i>" if high > low else ""
    return f"<div class='nabij-bar'><span style='width:{low:.1%}'></span>{light}</div>"

"""Small pieces of Over as HTML, and what a part of it is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from pages.ui import markup
from pages.ui.i18n import _
from pages.ui.markup import TEXT, Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Part(NamedTuple):
    """A part of the page: the name of its anchor, its heading, and what follows as HTML."""

    key: str
    title: str
    body: str


def paragraphs(*texts: str) -> str:
    """Return paragraphs."""
    return "".join(map(markup.paragraph, texts))


def formula(*texts: str) -> str:
    """Return formulas in words, a line each."""
    lines = "<br>".join(map(escape, texts))
    return f"<p class='nabij-formula'>{lines}</p>"


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of texts; the first of a row is its head."""
    cells = [[markup.text(cell) for cell in row] for row in rows]
    return markup.table(caption, [Column(head, TEXT) for head in heads], cells)


def contents(parts: Sequence[Part]) -> str:
    """Return a list of links to the parts."""
    links = "".join(f"<li><a href='#{p.key}'>{escape(p.title)}</a></li>" for p in parts)
    title = escape(_("Op deze pagina"))
    return (
        "<nav class='nabij-contents' aria-labelledby='inhoud'>"
        f"<h2 id='inhoud' tabindex='-1'>{title}</h2><ul>{links}</ul></nav>"
    )


def section(part: Part) -> str:
    """Return a part with its heading, and the way back to the contents."""
    back = escape(_("Terug naar de inhoud"))
    return (
        "<section>"
        # a link to it moves the focus too, so that a screen reader announces it
        f"<h2 id='{part.key}' tabindex='-1'>{escape(part.title)}</h2>{part.body}"
        f"<p class='nabij-back'><a href='#inhoud'>{back}</a></p></section>"
    )

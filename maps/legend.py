"""The legend of a map as accessible HTML of our own: a small table with words and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from geodata.choropleth import CLASSES, NO_DATA
from geodata.palette import CLASS_STYLES

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class LegendRow:
    """One class of the map.

    Attributes
    ----------
    code
        Class character, see :func:`geodata.choropleth.classify`.
    label
        What it means, translated.
    units, people
        How many neighbourhoods and people are in it, formatted for the reader.
    bar
        Length of the bar of the distribution, 0–1: people, against the largest class.
    """

    code: str
    label: str
    units: str
    people: str
    bar: float


def swatch(code: str, palette: Sequence[str]) -> str:
    """Return the CSS background of a class."""
    return palette[CLASSES.index(code)] if code in CLASSES else CLASS_STYLES[code].css


def legend_html(
    rows: Sequence[LegendRow],
    *,
    palette: Sequence[str],
    caption: str,
    heads: tuple[str, str, str, str],
    marks: Sequence[tuple[str, str]],
    marks_caption: str,
) -> str:
    """Return the legend of a map.

    Parameters
    ----------
    rows
        The classes, in the order to show.
    palette
        The five colours of the classes.
    caption
        What the colours show.
    heads
        Column heads: class, neighbourhoods, people, distribution.
    marks
        Pairs of a mark's CSS classes (as in ``nabij-map.css``) and its meaning.
    marks_caption
        What the marks show.
    """
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    body = "".join(
        f'<tr><th scope="row"><span class="nabij-swatch{" nabij-dashed" * (r.code == NO_DATA)}"'
        f' style="background:{swatch(r.code, palette)}"></span>{escape(r.label)}</th>'
        f"<td>{escape(r.units)}</td><td>{escape(r.people)}</td>"
        f'<td class="nabij-bar"><span style="width:{r.bar:.1%}"></span></td></tr>'
        for r in rows
    )
    return (
        f'<div class="nabij-legend"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"{marks_html(marks, marks_caption)}</div>"
    )


def marks_html(marks: Sequence[tuple[str, str]], caption: str) -> str:
    """Return what marks on a map mean: pairs of CSS classes (as in ``nabij-map.css``) and text."""
    signs = "".join(
        f'<li><span class="nabij-mark {css}"></span>{escape(text)}</li>' for css, text in marks
    )
    return f'<ul aria-label="{escape(caption, quote=True)}">{signs}</ul>'

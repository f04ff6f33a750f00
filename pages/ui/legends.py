"""The legend of a map, and what the signs on it mean."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from maps.circles import least_drawn, radius, samples
from maps.legend import LegendRow, legend_html, marks_html
from pages.ui.i18n import _
from pages.ui.numbers import estimate, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maps.view import Circles


def legend(
    counts: pd.DataFrame,
    *,
    palette: Sequence[str],
    caption: str,
    heads: tuple[str, str, str],
    marks: Sequence[tuple[str, str]] = (),
) -> str:
    """Return the legend of a map as HTML.

    Parameters
    ----------
    counts
        Index: class characters, in the order to show. Columns: ``label`` (what the class means),
        ``units``, ``people`` (the length of the bar) and optionally ``shown``, the people as text;
        without it they are estimates. People that are not known show as a dash.
    palette
        Colours of the classes.
    caption
        What the colours show.
    heads
        Heads of class, areas and people.
    marks
        Other signs on the map than the centres: CSS classes, and what they mean.
    """
    most = max(float(counts["people"].max()), 1.0)
    rows = [
        LegendRow(
            code=str(code),
            label=row["label"],
            units=number(float(row["units"])),
            people=_people(row),
            bar=float(row["people"]) / most if pd.notna(row["people"]) else 0.0,
        )
        for code, row in counts.iterrows()
    ]
    return legend_html(
        rows,
        palette=palette,
        caption=caption,
        heads=(*heads, _("Verdeling")),
        marks=[*_centre_marks(), *marks],
        marks_caption=_("Tekens op de kaart"),
    )


def _people(row: pd.Series) -> str:
    if pd.isna(row["people"]):
        return "–"
    return str(row["shown"]) if "shown" in row else estimate(float(row["people"]))


def centre_signs(others: Sequence[tuple[str, str]] = ()) -> str:
    """Return, as HTML, what the signs of centres, and others, mean on a map without classes."""
    signs = marks_html([*_centre_marks(), *others], _("Tekens op de kaart"))
    return f"<div class='nabij-legend nabij-signs'>{signs}</div>"


def circle_signs(circles: Circles, noun: str) -> str:
    """Return, as HTML, how many people the circles of a map stand for."""
    most, largest, possible = circles
    least = least_drawn(most, largest)
    signs = [
        (radius(n, most, largest), "", _("{n} {noun} buiten bereik").format(n=number(n), noun=noun))
        for n in samples(most)
        if n >= least
    ]
    if any(possible):
        text = _("open cirkel: zoveel is mogelijk, niet zeker")
        signs.append((0.6 * largest, " nabij-open", text))
    if least > 1:
        signs.append((0, "", _("minder dan {n}: geen cirkel").format(n=number(least))))
    items = "".join(
        f"<li><span class='nabij-circle{css}' "
        f"style='width:{2 * size:.0f}px;height:{2 * size:.0f}px'></span>{escape(words)}</li>"
        for size, css, words in signs
    )
    label = escape(_("Cirkels op de kaart"), quote=True)
    return f"<div class='nabij-legend nabij-circles'><ul aria-label='{label}'>{items}</ul></div>"


def crossed_key(palette: Sequence[str], noun: str) -> str:
    """Return the square of nine colours, as HTML for the eye: the legend has them in words."""
    cells = "".join(f"<i style='background:{colour}'></i>" for colour in palette)
    up, right = escape(_("meer {noun}").format(noun=noun)), escape(_("verder van een centrum"))
    return (
        "<div class='nabij-crossed' aria-hidden='true'>"
        f"<span>{up} ↓</span><div>{cells}</div><span>{right} →</span></div>"
    )


def _centre_marks() -> list[tuple[str, str]]:
    return [
        ("", _("erkend centrum")),
        ("nabij-ring", _("andere of onbekende status")),
        ("nabij-half", _("antenne")),
        ("nabij-vague", _("juiste plek niet bekend")),
    ]

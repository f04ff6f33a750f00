"""The legend of a map, and what the signs on it mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from maps.legend import LegendRow, legend_html, marks_html
from pages.ui.i18n import _
from pages.ui.numbers import number

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        ``units`` and ``people``; people that are not known show as a dash.
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
            people=number(float(row["people"])) if pd.notna(row["people"]) else "–",
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


def centre_signs(others: Sequence[tuple[str, str]] = ()) -> str:
    """Return, as HTML, what the signs of centres, and others, mean on a map without classes."""
    signs = marks_html([*_centre_marks(), *others], _("Tekens op de kaart"))
    return f"<div class='nabij-legend nabij-signs'>{signs}</div>"


def _centre_marks() -> list[tuple[str, str]]:
    return [
        ("", _("erkend centrum")),
        ("nabij-ring", _("andere of onbekende status")),
        ("nabij-half", _("antenne")),
        ("nabij-vague", _("juiste plek niet bekend")),
    ]

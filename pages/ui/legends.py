"""The legends of the maps, and what the signs on them mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.palette import ramp
from maps.legend import LegendRow, legend_html
from maps.ranked_table import class_counts
from pages.ui.i18n import _, number
from pages.ui.labels import explained, group_noun, measure_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.wijken.view import Shown


def of_wijken(shown: Shown) -> str:
    """Return the legend of a map of neighbourhoods."""
    measure = shown.question.measure
    counts = class_counts(shown.classes, shown.measured.people)
    return legend(
        counts.assign(label=counts.index.map(explained(shown.labels))),
        palette=ramp(measure),
        caption=_("Legende en verdeling: {measure}").format(measure=measure_label(measure)),
        heads=(_("Klasse"), _("Wijken"), group_noun(shown.question.group).capitalize()),
    )


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
    centres = [
        ("", _("erkend centrum")),
        ("nabij-ring", _("andere of onbekende status")),
        ("nabij-half", _("antenne")),
        ("nabij-vague", _("adres niet bekend: midden van de plaats")),
    ]
    return legend_html(
        rows,
        palette=palette,
        caption=caption,
        heads=(*heads, _("Verdeling")),
        marks=[*centres, *marks],
        marks_caption=_("Tekens op de kaart"),
    )

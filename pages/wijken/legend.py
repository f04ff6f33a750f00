"""The legend of the map of neighbourhoods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.palette import ramp
from maps.ranked_table import class_counts
from pages.ui.i18n import _
from pages.ui.labels import explained, group_noun, measure_label
from pages.ui.legends import legend

if TYPE_CHECKING:
    from pages.wijken.view import WijkenView


def as_html(shown: WijkenView) -> str:
    """Return the legend, with how many neighbourhoods and people each class has."""
    measure = shown.question.measure
    counts = class_counts(shown.classes, shown.measured.people)
    return legend(
        counts.assign(label=counts.index.map(explained(shown.labels))),
        palette=ramp(measure),
        caption=_("Legende en verdeling: {measure}").format(measure=measure_label(measure)),
        heads=(_("Klasse"), _("Wijken"), group_noun(shown.question.group).capitalize()),
    )

"""The legend of the map of neighbourhoods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.palette import ramp
from maps.ranked_table import class_counts
from pages.ui.i18n import _
from pages.ui.labels import group_noun
from pages.ui.legends import legend
from pages.ui.measures import legend_labels, measure_label
from pages.wijken import streets

if TYPE_CHECKING:
    from pages.wijken.view import WijkenView


def as_html(view: WijkenView) -> str:
    """Return the legend, with how many neighbourhoods and people each class has."""
    measure = view.question.measure
    counts = class_counts(view.classes, view.measure_values.people)
    return legend(
        counts.assign(label=counts.index.map(legend_labels(view.labels, along=view.along_streets))),
        palette=ramp(measure),
        caption=_("Legende en verdeling: {measure}").format(measure=measure_label(measure.code)),
        heads=(_("Klasse"), _("Wijken"), group_noun(view.question.group).capitalize()),
        marks=streets.marks(view),
    )

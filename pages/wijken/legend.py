"""The legend of the map of neighbourhoods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.palette import ramp
from maps.ranked_table import class_counts
from pages.ui.i18n import _
from pages.ui.labels import group_noun
from pages.ui.legends import circle_signs, crossed_key, legend
from pages.ui.measures import colour_label, crossed_legend, legend_labels
from pages.wijken import area_map

if TYPE_CHECKING:
    from pages.wijken.view import WijkenView


def as_html(view: WijkenView) -> str:
    """Return the legend, with how many neighbourhoods and people each class has."""
    measure, noun = view.question.measure, group_noun(view.question.group)
    palette = ramp(measure.colour)
    counts = class_counts(view.classes, view.measure_values.people, ramp=len(palette))
    labels = view.labels
    if measure.crossed:
        labels = crossed_legend(view.bounds, view.need, noun)
    html = legend(
        counts.assign(label=counts.index.map(legend_labels(labels))),
        palette=palette,
        caption=_("Legende en verdeling: {measure}").format(measure=colour_label(measure, noun)),
        heads=(_("Klasse"), _("Wijken"), noun.capitalize()),
    )
    if measure.crossed:
        html = crossed_key(palette, noun) + html
    drawn = area_map.circles(view)
    return html + (circle_signs(drawn, noun) if drawn else "")

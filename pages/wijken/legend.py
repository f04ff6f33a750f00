"""The legend of the map of neighbourhoods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.palette import ramp
from maps.ranked_table import class_counts
from pages.ui.i18n import _
from pages.ui.labels import group_noun
from pages.ui.legends import circle_signs, crossed_key, legend
from pages.ui.measures import WORDS, colour_label, crossed_legend, legend_labels
from pages.ui.numbers import people_span
from pages.wijken import streets
from pages.wijken.view import once

if TYPE_CHECKING:
    import pandas as pd

    from pages.wijken.view import WijkenView


@once
def as_html(view: WijkenView) -> str:
    """Return the legend, with how many neighbourhoods and people each class has."""
    measure, noun = view.question.measure, group_noun(view.question.group)
    palette = ramp(measure.colour)
    counts, head = counted_people(view)
    labels = crossed_legend(view.bounds, view.need, noun) if measure.crossed else view.labels
    html = legend(
        counts.assign(label=counts.index.map(legend_labels(labels, along=view.along_streets))),
        palette=palette,
        caption=_("Legende en verdeling: {measure}").format(measure=colour_label(measure, noun)),
        heads=(_("Klasse"), _("Wijken"), head),
        marks=streets.marks(view),
    )
    if measure.crossed:
        html = crossed_key(palette, noun) + html
    return html + (circle_signs(view.circles, noun) if view.circles else "")


def counted_people(view: WijkenView) -> tuple[pd.DataFrame, str]:
    """Return the people of each class, and who they are.

    They are who the title of the map is about: the people out of reach on a map of these, and
    elsewhere all who live in the neighbourhoods of the class.

    Returns
    -------
    counts : pandas.DataFrame
        :func:`maps.ranked_table.class_counts`, with ``shown``: the people as text.
    head : str
        Who is counted.
    """
    noun = group_noun(view.question.group).capitalize()
    if view.question.measure.of_people:
        ends = (view.measure_values.low, view.measure_values.high)
        head = f"{noun}, {_(WORDS[view.question.measure.code].head).lower()}"
    else:
        ends = (view.measure_values.people,) * 2
        head = _("{noun} die er wonen").format(noun=noun)
    ramped = len(ramp(view.question.measure.colour))
    counts, most = (class_counts(view.classes, end, ramp=ramped) for end in ends)
    shown = [people_span(*both) for both in zip(counts["people"], most["people"], strict=True)]
    return counts.assign(shown=shown), head

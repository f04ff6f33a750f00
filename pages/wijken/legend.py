"""The legend of the map of neighbourhoods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.palette import ramp
from maps.ranked_table import class_counts
from pages.ui.i18n import _
from pages.ui.labels import group_noun
from pages.ui.legends import legend
from pages.ui.measures import WORDS, legend_labels, measure_label
from pages.ui.numbers import people_span

if TYPE_CHECKING:
    import pandas as pd

    from pages.wijken.view import WijkenView


def as_html(view: WijkenView) -> str:
    """Return the legend, with how many neighbourhoods and people each class has."""
    measure = view.question.measure
    counts, head = counted_people(view)
    return legend(
        counts.assign(label=counts.index.map(legend_labels(view.labels))),
        palette=ramp(measure),
        caption=_("Legende en verdeling: {measure}").format(measure=measure_label(measure.code)),
        heads=(_("Klasse"), _("Wijken"), head),
    )


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
    counts, most = (class_counts(view.classes, end) for end in ends)
    shown = [people_span(*both) for both in zip(counts["people"], most["people"], strict=True)]
    return counts.assign(shown=shown), head

"""What the figures of ROP-werking rest on, for the page and its downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.enums import Level
from geodata.quality.findings import RULES
from geodata.reach.spread import spread_on
from pages.ui import markup, working_area_words
from pages.ui.datasets import dataset_brief, dataset_label, dataset_text, loaded_on
from pages.ui.distance_kinds import far_by_kind, reach_note, two_figures
from pages.ui.downloads import buttons, file_name, link, of_table
from pages.ui.i18n import _, day
from pages.ui.labels import group_label, group_noun
from pages.ui.numbers import number
from pages.ui.programme_words import brussels_in_areas, rule_terms
from pages.ui.spreads import people_spread

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from pages.rop.data import WorkingAreaView


def scope(view: WorkingAreaView) -> str:
    """Return the name of the chosen area, or that it is all of them."""
    if view.question.area:
        return view.area_name(view.question.area)
    if view.question.level is Level.PROVINCE:
        return _("Alle provincies")
    return _("Alle ROP-gebieden")


def division(view: WorkingAreaView) -> list[str]:
    """Return how the areas came about, in sentences."""
    data = view.snapshot.data
    if view.question.level is Level.PROVINCE:
        return [working_area_words.provinces_text()]
    first = _("De ROP-gebieden volgen de provincies niet.")
    if working_area_words.is_example(data):
        first = working_area_words.example_text()
    return [first, *working_area_words.computed_text(data)]


def reach(view: WorkingAreaView) -> str:
    """Return what counts as in reach, for the chosen group."""
    question, data = view.question, view.snapshot.data
    out = _(
        "Buiten bereik: {noun} die verder dan {far} van elk open centrum of elke antenne wonen, "
        "over gemeentegrenzen heen."
    ).format(noun=group_noun(question.group), far=far_by_kind(question.reach))
    along = question.reach.kind.along_streets
    way = spread_on(question.reach.spread, data).code
    spread = people_spread(way, along=along, group=question.group)
    return " ".join([out, reach_note(question.reach, data), spread, two_figures(question.reach)])


def records(view: WorkingAreaView) -> str:
    """Return when a record counts as incomplete, and as work."""
    return _(
        "Te verbeteren: {n} regels gaan elke fiche na op {date}. Een fiche is onvolledig zonder "
        "adres, telefoon of status. Een gemeente heeft veel onvolledige fiches als dat er meer "
        "dan de helft zijn."
    ).format(n=number(len(RULES)), date=day(view.question.today))


def notes(view: WorkingAreaView, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return label and text of all that a reader needs to judge the figures.

    Parameters
    ----------
    view
        The page.
    more
        Extra notes of a part of the page.
    """
    snapshot = view.snapshot
    lines = [
        (_("Gebied"), scope(view)),
        (_("Indeling"), " ".join(division(view))),
        *more,
        (_("Groep"), group_label(view.question.group)),
        (_("Bereik"), reach(view)),
        *rule_terms(view.basis),
        (_("Programma"), brussels_in_areas()),
        (_("Te verbeteren"), records(view)),
    ]
    if view.question.level is Level.PROVINCE and working_area_words.is_example(snapshot.data):
        lines.append((_("Let op"), _("De ROP-gebieden zijn een voorbeeld, niet echt.")))
    lines += [(dataset_label(d), dataset_text(d)) for d in snapshot.data.datasets]
    return [*lines, (_("Gegevens geladen"), loaded_on(snapshot))]


def as_html(view: WorkingAreaView) -> str:
    """Return the notes as a folded list under the page."""
    title = _("Definitie, methode en bronnen van deze cijfers")
    used = ("centres", "people", "division", "projections")
    datasets = [d for d in view.snapshot.data.datasets if d.name in used]
    brief = " · ".join(map(dataset_brief, datasets))
    return (
        f"<div class='nabij-source'>{markup.paragraph(reach(view))}{markup.paragraph(brief)}"
        f"{markup.folded(title, markup.terms(*notes(view)))}</div>"
    )


def downloads(
    view: WorkingAreaView,
    make: Callable[[], pd.DataFrame],
    *,
    key: str,
    sheet: str,
    more: tuple[tuple[str, str], ...] = (),
) -> None:
    """Draw the buttons for CSV and Excel; a file is only made when it is asked for.

    Parameters
    ----------
    view
        The page.
    make
        Makes the table, columns in words.
    key
        Of the row of buttons.
    sheet
        Name of the sheet with the table, and of the file.
    more
        Notes about this part.
    """
    at = link()  # a file is made outside the visitor's run, where no address is known
    buttons(
        of_table(make, lambda: [*notes(view, *more), (_("Deze weergave"), at)], sheet=sheet),
        name=file_name(sheet, scope(view)),
        key=f"downloads_{key}",
    )

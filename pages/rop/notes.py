"""What the figures of ROP-werking rest on: under the page, and inside every download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.enums import BasisKind, DatasetFlag, Level
from geodata.quality.findings import RULES
from pages.ui import markup
from pages.ui.datasets import dataset_brief, dataset_label, dataset_text, loaded_on
from pages.ui.downloads import buttons, of_table
from pages.ui.i18n import _, day, metres, number
from pages.ui.labels import group_label, group_noun, people_spread

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from pages.rop.data import View


def scope(view: View) -> str:
    """Return what is looked at: the area, or all of them."""
    if view.question.area:
        return view.area_name(view.question.area)
    if view.question.level is Level.PROVINCE:
        return _("Alle provincies")
    return _("Alle ROP-gebieden")


def is_example(view: View) -> bool:
    """Tell whether the division into ROP areas is made up."""
    return DatasetFlag.EXAMPLE in view.snapshot.data.dataset("division").flags


def division(view: View) -> list[str]:
    """Return how the areas came about, in sentences."""
    if view.question.level is Level.PROVINCE:
        return [_("Elke gemeente staat bij haar provincie. Brussel staat apart.")]
    parts = [_("De ROP-gebieden volgen de provincies niet.")]
    if is_example(view):
        parts = [
            _(
                "Voorbeeld: deze ROP-gebieden en ondersteuningspunten zijn verzonnen om te tonen "
                "hoe het werkt. De echte zijn niet openbaar; de coördinator kan ze invoeren."
            )
        ]
    if view.snapshot.data.division["computed"].any():
        parts.append(
            _(
                "Berekend: elke gemeente hoort bij het dichtstbijzijnde ondersteuningspunt, in "
                "vogelvlucht van een punt midden in de gemeente. Het is geen afgesproken lijst."
            )
        )
    return parts


def programme(view: View) -> str:
    """Return on which people the programme rests."""
    rule = _(
        "Programma: één centrum per begonnen schijf van 15.000 inwoners, per gemeente. Ingevuld "
        "zijn de erkende, vergunde en aangevraagde centra. Vrije plaatsen staan als bandbreedte "
        "waar van een centrum de status niet bekend is. Brussel telt als één geheel, met 30 % van "
        "zijn inwoners; het telt mee in het gebied waar al zijn gemeenten bij horen."
    )
    if view.basis.kind is BasisKind.PROJECTION:
        based = _("Volgens de bevolkingsprojectie voor {year}.").format(year=view.basis.year)
    else:
        based = _("Indicatief: geen projectie geladen; volgens de bevolking van {year}.").format(
            year=view.basis.year or "?"
        )
    return f"{rule} {based}"


def reach(view: View) -> str:
    """Return what is in reach, and for whom."""
    return _(
        "Buiten bereik: {noun} die verder dan {far} in vogelvlucht van elk open centrum of elke "
        "antenne wonen, over gemeentegrenzen heen. {spread} Een bandbreedte: met de centra zonder "
        "adres op hun vermoedelijke plaats, en zonder."
    ).format(
        noun=group_noun(view.question.group),
        far=metres(view.question.threshold_m),
        spread=people_spread(by_sector=not view.snapshot.data.sectors.empty),
    )


def records(view: View) -> str:
    """Return when a record counts as incomplete, and as work."""
    return _(
        "Te verbeteren: {n} regels gaan elke fiche na op {date}. Een fiche is onvolledig zonder "
        "adres, telefoon of status. Een gemeente heeft veel onvolledige fiches als dat er meer "
        "dan de helft zijn."
    ).format(n=number(len(RULES)), date=day(view.question.today))


def notes(view: View, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return label and text of all that a reader needs to judge the figures.

    Parameters
    ----------
    view
        What is shown.
    more
        What is special about a part of the page.
    """
    snapshot = view.snapshot
    lines = [
        (_("Gebied"), scope(view)),
        (_("Indeling"), " ".join(division(view))),
        *more,
        (_("Groep"), group_label(view.question.group)),
        (_("Bereik"), reach(view)),
        (_("Programma"), programme(view)),
        (_("Te verbeteren"), records(view)),
    ]
    if view.question.level is Level.PROVINCE and is_example(view):
        lines.append((_("Let op"), _("De ROP-gebieden zijn een voorbeeld, niet echt.")))
    lines += [(dataset_label(d), dataset_text(d)) for d in snapshot.data.datasets]
    return [*lines, (_("Gegevens geladen"), loaded_on(snapshot))]


def as_html(view: View) -> str:
    """Return the notes as a folded list for under the page."""
    title = _("Definitie, methode en bronnen van deze cijfers")
    used = ("centres", "people", "division", "projections")
    datasets = [d for d in view.snapshot.data.datasets if d.name in used]
    brief = " · ".join(map(dataset_brief, datasets))
    return (
        f"<div class='nabij-source'>{markup.paragraph(reach(view))}{markup.paragraph(brief)}"
        f"{markup.folded(title, markup.terms(*notes(view)))}</div>"
    )


def downloads(
    view: View,
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
        What is shown.
    make
        Makes the table, columns in words.
    key
        Name of the part of the page, in the name of the file.
    sheet
        Name of the sheet with the table.
    more
        Notes about this part.
    """
    where = view.region if view.question.area else str(view.question.level)
    buttons(
        of_table(make, lambda: notes(view, *more), sheet=sheet),
        name=f"{key}-{where}",
        key=f"downloads_{key}",
    )

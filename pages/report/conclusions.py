"""The first page of an omgevingsanalyse: conclusions in sentences, made from figures by rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.enums import BasisKind, DatasetFlag, Level, Precision
from geodata.programme.rule import basis, programme_totals
from geodata.reach.spread import SECTOR
from loaders.export.document import Findings
from pages.report.programme import programme_rows
from pages.ui.i18n import _, ngettext, semicolons
from pages.ui.numbers import number
from pages.wijken import charts
from pages.wijken.ageing import ageing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pages.report.inputs import ReportInputs

_FIRST = 3
"""How many of the largest gaps to look at first."""


def conclusions(inputs: ReportInputs) -> Findings:
    """Return the conclusions that the figures allow, each with how certain it is."""
    return Findings(tuple(_rows(inputs)))


def _rows(inputs: ReportInputs) -> Iterator[tuple[str, str]]:
    view = inputs.far
    reach = _certainty(inputs)
    for make in (charts.distances, charts.gaps, charts.need):
        if chart := make(view):
            yield chart.title, _by_midpoint(inputs) if make is charts.need else reach
    if chart := charts.compared(view):
        yield chart.title, reach
    yield from _programme(inputs)
    if later := ageing(view):
        yield later.title, _("Een vooruitzicht: het is berekend, niet geteld.")
    yield from _quality(inputs)


def _certainty(inputs: ReportInputs) -> str:
    """Return how certain figures of reach are, from what is known of people and centres."""
    data, parts = inputs.snapshot.data, []
    if DatasetFlag.ESTIMATED in data.dataset("people").flags:
        parts.append(_("hoeveel mensen in elke wijk wonen, is geschat"))
    total = inputs.far.total
    if f"{total['out_low']:.0f}" != f"{total['out_high']:.0f}":
        parts.append(_("het is een bereik, want niet van elk centrum kennen we het adres"))
    if DatasetFlag.INCOMPLETE in data.dataset("centres").flags:
        parts.append(_("de lijst van centra is niet volledig: met alle centra is het minder ver"))
    if not parts:
        return _("Zeker: berekend uit getelde mensen en bekende adressen, in vogelvlucht.")
    return _("Niet helemaal zeker: {parts}.").format(parts=semicolons(parts))


def _by_midpoint(inputs: ReportInputs) -> str:
    if inputs.far.spread == SECTOR.code:
        return _("Afstand voor minstens de helft van de mensen van de wijk, in vogelvlucht.")
    return _("Afstand van een punt midden in de wijk, in vogelvlucht: een ruwe maat.")


def _programme(inputs: ReportInputs) -> Iterator[tuple[str, str]]:
    """Return how much room the programme has, and where to look first."""
    total = programme_totals(programme_rows(inputs)).iloc[0]
    on = basis(inputs.snapshot.data, year=inputs.year)
    sure = _("De regel is zeker; het aantal inwoners is een projectie.")
    if on.kind is not BasisKind.PROJECTION:
        sure = _("Indicatief: zonder projectie rekent het programma met de inwoners van nu.")
    free = total["free"]
    if pd.isna(free):
        return
    people = inputs.far.group.dropna(subset=["people"])
    largest = people.sort_values(["out_low", "out_high"], ascending=False).head(_FIRST)
    units = inputs.far.units.loc[largest.index[largest["out_high"].round() > 0]]
    names = units["name"]
    if inputs.region.level is not Level.MUNICIPALITY:
        names = names + " (" + units["municipality"].map(inputs.far.names.municipality) + ")"
    text = ngettext(
        "Het programma heeft nog ruimte voor {n} centrum.",
        "Het programma heeft nog ruimte voor {n} centra.",
        int(free),
    ).format(n=number(free))
    if free and len(names):
        text += " " + _("Kijk eerst naar {names}: daar is het gat het grootst.").format(
            names=", ".join(names)
        )
    yield text, sure


def _quality(inputs: ReportInputs) -> Iterator[tuple[str, str]]:
    """Return of how many centres here the address is not known."""
    points = inputs.points
    vague = [not Precision(one).decides for one in points["precision"]]
    unknown = points.loc[vague, "centre_id"].nunique()
    if unknown:
        text = ngettext(
            "Van {n} van de {all} bekende centra hier kennen we het adres niet. Vul het aan: dan "
            "worden deze cijfers zekerder.",
            "Van {n} van de {all} bekende centra hier kennen we het adres niet. Vul die aan: dan "
            "worden deze cijfers zekerder.",
            unknown,
        ).format(n=number(unknown), all=number(points["centre_id"].nunique()))
        yield text, _("Zeker: zo staat het in de geladen gegevens.")

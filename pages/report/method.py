"""The parts of an omgevingsanalyse about unknowns, method and questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.enums import DatasetFlag
from geodata.quality import findings as quality
from loaders.export.document import Facts, Paragraph, Question, Section, Table
from pages.report.inputs import CENTRES, OVERLAPS, REACHED
from pages.ui import datasets
from pages.ui.distance_kinds import reach_note
from pages.ui.i18n import _, day
from pages.ui.municipal_data import findings
from pages.ui.numbers import number
from pages.ui.quality_words import rule_label
from pages.ui.spreads import people_spread
from pages.wijken import notes

if TYPE_CHECKING:
    from loaders.export.document import Block
    from pages.report.inputs import ReportInputs


def unknown(inputs: ReportInputs) -> Section:
    """Return what is not known, or not surely."""
    data = inputs.snapshot.data
    lines = [notes.basis(inputs.far)]
    flags = {dataset.name: dataset.flags for dataset in data.datasets}
    if DatasetFlag.ESTIMATED in flags.get("people", ()):
        lines.append(
            _(
                "Het aantal mensen per wijk en per leeftijd is een schatting: de cijfers van de "
                "gemeente, verdeeld over haar wijken. Het verschil tussen wijken van één gemeente "
                "in het aandeel ouderen is niet bekend."
            )
        )
    if DatasetFlag.ESTIMATED_AGES in flags.get("people", ()):
        lines.append(datasets.ages_estimated())
    if DatasetFlag.APPROXIMATE in flags.get("units", ()):
        lines.append(_("De grenzen van de wijken zijn benaderd."))
    lines += [
        people_spread(inputs.far.spread, along=inputs.far.along_streets, group=inputs.group),
        _(
            "Er is geen wettelijke norm gevonden voor de afstand tot een dienstencentrum. De "
            "gekozen afstanden komen uit andere Vlaamse indicatoren."
        ),
        reach_note(inputs.far.question.reach, data),
        _("Kosten, wachttijden, openbaar vervoer en toegankelijkheid zijn hier niet gemeten."),
    ]
    blocks: list[Block] = [Paragraph(line) for line in lines]
    return Section(_("Wat we niet weten"), (*blocks, *_findings(inputs)))


def _findings(inputs: ReportInputs) -> list[Block]:
    """Return for how many centres of the region each rule of quality found something."""
    found = findings(inputs.snapshot, inputs.today)
    centres = (
        found[found["municipality"].isin(inputs.municipalities)]
        .groupby("rule")["centre_id"]
        .nunique()
    )
    if centres.empty:
        return []
    rows = [
        (rule_label(info.rule), number(centres[info.rule]))
        for info in quality.RULES
        if info.rule in centres.index
    ]
    return [
        Table(
            _("Wat ontbreekt of niet klopt in de gegevens van de centra"),
            (_("Wat"), _("Aantal centra")),
            tuple(rows),
            (False, True),
        )
    ]


def method(inputs: ReportInputs) -> Section:
    """Return definitions, sources, dates and licences."""
    first = Paragraph(
        _(
            "Elk cijfer in dit document is dat van de pagina’s van Nabij, voor hetzelfde gebied en "
            "dezelfde keuzes. Sommen tellen de niet afgeronde cijfers op."
        )
    )
    rows = (*notes.notes(inputs.far), (_("Document gemaakt"), day(inputs.today)))
    return Section(_("Methode, definities en bronnen"), (first, Facts(rows)))


def questions(_inputs: ReportInputs) -> Section:
    """Return the questions that a local social policy plan asks: the same everywhere, and open."""
    text = _(
        "Een lokaal sociaal beleidsplan vraagt een omgevingsanalyse, zicht op gaten en "
        "overlappingen, een verdeling van taken, en participatie. De cijfers hierboven "
        "beantwoorden deze vragen niet: dat doet u, samen met wie er woont en werkt."
    )
    asked = (
        _(
            "Welke gaten wilt u eerst dichten, en voor wie? Begin bij de tabel in het deel "
            "“{part}”."
        ).format(part=_(REACHED)),
        _("Waar overlappen centra, en is dat gewild? Zie het deel “{part}”.").format(
            part=_(OVERLAPS)
        ),
        _(
            "Wie doet wat: het lokaal bestuur, de dienstencentra en hun antennes, het Sociaal "
            "Huis, de buren?"
        ),
        _(
            "Hoe praten ouderen, mantelzorgers en wie kwetsbaar is mee over deze analyse en over "
            "de keuzes?"
        ),
        _(
            "Met welke buurgemeenten maakt u afspraken over centra bij de grens? Zie het deel "
            "“{part}”."
        ).format(part=_(CENTRES)),
        _("In welke wijk begint een zorgzame buurt, en wie kent die buurt het best?"),
        _("Welke gegevens in dit document kloppen niet of ontbreken, en wie vult ze aan?"),
    )
    return Section(_("Vragen voor het plan"), (Paragraph(text), *(Question(one) for one in asked)))

"""The parts of an omgevingsanalyse about comparison, unknowns, method and questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.enums import DatasetFlag, Level
from geodata.quality import findings as quality
from geodata.reach.people import people_in_reach, totals
from geodata.regions import ALL
from loaders.export.document import Facts, Paragraph, Question, Section, Table
from pages.gemeente.data import similar_to
from pages.report.inputs import NEAR_M, people_text, share_text
from pages.rop.data import findings
from pages.rop.quality import rule_label
from pages.ui import datasets
from pages.ui.cache import codes_of, coverage, units_by_code
from pages.ui.i18n import _, day, metres, number
from pages.ui.labels import people_spread
from pages.wijken import notes

if TYPE_CHECKING:
    from loaders.export.document import Block
    from pages.report.inputs import Ground


def compared(ground: Ground) -> Section:
    """Return the region beside the larger areas it lies in, and similar municipalities."""
    rows = [_compared_row(ground, name, codes) for name, codes in _peers(ground)]
    far, near = metres(ground.far.question.threshold_m), metres(NEAR_M)
    table = Table(
        _("{area} naast andere gebieden").format(area=ground.name),
        (
            _("Gebied"),
            _("Inwoners"),
            _("Aandeel {noun}").format(noun=ground.noun),
            _("{noun} verder dan {far}").format(noun=ground.noun, far=far),
            _("{noun} verder dan {far}").format(noun=ground.noun, far=near),
            _("Bekende centra"),
        ),
        tuple(rows),
        (False, *[True] * 5),
    )
    blocks: list[Block] = [table]
    if ground.region.level is Level.MUNICIPALITY:
        blocks.append(
            Paragraph(
                _(
                    "Gelijkaardig zijn de gemeenten met ongeveer evenveel inwoners en een "
                    "ongeveer even groot aandeel 65-plussers; beide wegen even zwaar."
                )
            )
        )
    return Section(_("Vergeleken met"), tuple(blocks))


def _peers(ground: Ground) -> list[tuple[str, list[str]]]:
    """Return names of areas and the neighbourhoods in them, the region itself first."""
    snapshot, names = ground.snapshot, ground.far.names
    units = snapshot.data.units
    keys = [ground.region.key]
    mine = ground.far.units
    for level, column in ((Level.ELZ, "elz"), (Level.PROVINCE, "province")):
        inside = sorted(set(mine[column].dropna()))
        if len(inside) == 1:
            keys.append(f"{level}:{inside[0]}")
    keys.append(ALL)
    if ground.region.level in {Level.PROVINCE, Level.REGION}:
        keys += [f"{Level.PROVINCE}:{code}" for code in sorted(set(units["province"]))]
    similar_keys: list[str] = []
    if ground.region.level is Level.MUNICIPALITY:
        found = similar_to(snapshot, ground.region.code)
        similar_keys = [f"{Level.MUNICIPALITY}:{nis}" for nis in found.index]
    peers = [(names.regions[k], codes_of(snapshot, k)) for k in dict.fromkeys(keys)]
    text = _("gelijkaardig: {name}")
    return peers + [
        (text.format(name=names.regions[k]), codes_of(snapshot, k)) for k in similar_keys
    ]


def _compared_row(ground: Ground, name: str, codes: list[str]) -> tuple[str, ...]:
    snapshot = ground.snapshot
    units = units_by_code(snapshot).loc[codes]
    cells = [name]
    everyone = units["people_all"].sum(min_count=1)
    cells.append(people_text(everyone))
    sums = []
    for shown in (ground.far, ground.near):
        reach = coverage(snapshot, shown.question.reach).loc[codes]
        sums.append(totals(people_in_reach(reach, units, ground.group)).iloc[0])
    people = sums[0]["people"]
    cells.append(share_text(people, people, everyone))
    cells += [share_text(row["out_low"], row["out_high"], row["people"]) for row in sums]
    towns = set(units["municipality"])
    points = ground.counting
    inside = points.loc[points["municipality"].isin(towns), "centre_id"]
    return (*cells, number(inside.nunique()))


def unknown(ground: Ground) -> Section:
    """Return what is not known, or not surely."""
    data = ground.snapshot.data
    lines = [notes.basis(ground.far)]
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
        people_spread(by_sector=ground.far.by_sector),
        _(
            "Er is geen wettelijke norm gevonden voor de afstand tot een dienstencentrum. De "
            "gekozen afstanden komen uit andere Vlaamse indicatoren."
        ),
        _("Alle afstanden zijn in vogelvlucht: over de weg is het verder."),
        _("Kosten, wachttijden, openbaar vervoer en toegankelijkheid zijn hier niet gemeten."),
    ]
    blocks: list[Block] = [Paragraph(line) for line in lines]
    return Section(_("Wat we niet weten"), (*blocks, *_findings(ground)))


def _findings(ground: Ground) -> list[Block]:
    """Return how many centres of the region each rule of quality finds fault with."""
    found = findings(ground.snapshot, ground.today)
    towns = set(ground.far.units["municipality"])
    centres = found[found["municipality"].isin(towns)].groupby("rule")["centre_id"].nunique()
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


def method(ground: Ground) -> Section:
    """Return definitions, sources, dates and licences."""
    first = Paragraph(
        _(
            "Elk cijfer in dit document is dat van de pagina’s van Nabij, voor hetzelfde gebied en "
            "dezelfde keuzes. Sommen tellen de niet afgeronde cijfers op."
        )
    )
    rows = (*notes.notes(ground.far), (_("Document gemaakt"), day(ground.today)))
    return Section(_("Methode, definities en bronnen"), (first, Facts(rows)))


def questions(_ground: Ground) -> Section:
    """Return the questions that a local social policy plan asks: the same everywhere, and open."""
    text = _(
        "Een lokaal sociaal beleidsplan vraagt een omgevingsanalyse, zicht op gaten en "
        "overlappingen, een verdeling van taken, en participatie. De cijfers hierboven "
        "beantwoorden deze vragen niet: dat doet u, samen met wie er woont en werkt."
    )
    asked = (
        _("Welke gaten wilt u eerst dichten, en voor wie? Begin bij de tabel in deel 4."),
        _("Waar overlappen centra, en is dat gewild? Zie deel 5."),
        _(
            "Wie doet wat: het lokaal bestuur, de dienstencentra en hun antennes, het Sociaal "
            "Huis, de buren?"
        ),
        _(
            "Hoe praten ouderen, mantelzorgers en wie kwetsbaar is mee over deze analyse en over "
            "de keuzes?"
        ),
        _("Met welke buurgemeenten maakt u afspraken over centra bij de grens? Zie deel 6."),
        _("In welke wijk begint een zorgzame buurt, en wie kent die buurt het best?"),
        _("Welke gegevens in dit document kloppen niet of ontbreken, en wie vult ze aan?"),
    )
    return Section(_("Vragen voor het plan"), (Paragraph(text), *(Question(one) for one in asked)))

"""Over, about who is in reach: the measures, gaps and overlaps, finding a centre, the norms."""

from __future__ import annotations

from geodata.defaults import DEFAULT_THRESHOLD_M
from geodata.estimates import FEW, MANY
from geodata.filters import (
    BRISK_KMH,
    NEAR_M,
    SOCIAL_HOUSE_NEAR_M,
    WALKING_KMH,
    walking_minutes,
)
from geodata.programme.rule import BRUSSELS_SHARE, SLICE
from geodata.quality.checks import LEAST_WEEKLY_MINUTES
from pages.over.parts import Part, formula, paragraphs, table
from pages.ui import distance_kinds, measures
from pages.ui.i18n import _
from pages.ui.markup import listed, terms
from pages.ui.numbers import metres, number, percent


def meanings() -> Part:
    """Return what the figures of reach mean."""
    words = (
        (
            _("Bereik"),
            _(
                "Alles wat ten hoogste de gekozen afstand (≤) van een dienstencentrum of "
                "antenne ligt. De afstand is in vogelvlucht: een rechte lijn. Over de weg is "
                "het verder."
            ),
        ),
        *measures.explanations(),
    )
    return Part("cijfers", _("Wat de cijfers betekenen"), terms(*words, *_certainty()))


def _certainty() -> tuple[tuple[str, str], ...]:
    return (
        *distance_kinds.explanations(),
        (
            _("Onzeker"),
            _(
                "Van sommige centra kennen we het adres niet: alleen een plek dichtbij, de plaats "
                "of de gemeente. Wie op {far} van elke mogelijke plek woont, is zeker in bereik. "
                "Wie van geen enkele mogelijke plek op {far} woont, is er zeker buiten. Van wie "
                "daartussen woont, weten we het niet. Daarom geven we twee getallen: wie zeker in "
                "bereik is, en wie dat is als elk centrum in het midden van zijn mogelijke plek "
                "staat. Een wijk heet onzeker als die twee in een andere klasse vallen. De tabel "
                "rangschikt volgens het laagste getal buiten bereik; u kunt ook het hoogste kiezen."
            ).format(far=metres(DEFAULT_THRESHOLD_M)),
        ),
        (
            _("Ongeveer (ca.)"),
            _(
                "Een aantal mensen met ‘ca.’ is geschat, en afgerond op twee cijfers; vanaf {many} "
                "op drie. Een schatting is: hoeveel mensen er in een wijk wonen als dat niet "
                "geteld is, en hoeveel er in of buiten bereik zijn. Minder dan {few} heet "
                "< {few}. Hoeveel mensen in een hele gemeente wonen, is geteld. De bestanden "
                "hebben de getallen zonder afronding, en een kolom ‘Geschat’."
            ).format(many=number(MANY), few=number(FEW)),
        ),
        (
            _("Geen gegevens, niemand, niets in bereik"),
            _(
                "Drie verschillende dingen. Geen gegevens: we weten het niet. Niemand: er "
                "woont niemand van die groep. Niets in bereik: er wonen mensen, en geen "
                "centrum is dichtbij."
            ),
        ),
        (
            _("Klassen op de kaart"),
            _(
                "Vaste klassen zijn voor elk gebied gelijk, zodat u kaarten kunt vergelijken. "
                "Natuurlijke klassen (Jenks-Caspall) volgen het gekozen gebied. Een waarde op de "
                "grens hoort bij de lagere klasse."
            ),
        ),
    )


def overlaps() -> Part:
    """Return how gaps and overlaps are computed."""
    lead = _(
        "Een gat is een plek met geen enkel centrum of antenne in bereik. Een overlap is een plek "
        "met twee of meer. Een overlap is geen fout: wie kan kiezen, kiest."
    )
    formulas = formula(
        _(
            "Aandeel met minstens 2 = oppervlakte van de wijk waar minstens 2 cirkels elkaar "
            "bedekken ÷ oppervlakte van de wijk"
        ),
        _("Mensen met precies 1 = mensen × (aandeel met minstens 1 − aandeel met minstens 2)"),
    )
    more = _(
        "Zo ook voor 3. De straal van elke cirkel is de gekozen afstand, in vogelvlucht; centra "
        "over de gemeentegrens tellen mee. De oppervlakten zijn exact berekend. De mensen zijn een "
        "schatting: we rekenen alsof ze gelijk verspreid over de wijk wonen. Geen, 1, 2, en 3 of "
        "meer zijn samen altijd alle mensen."
    )
    both = _(
        "Een centrum waarvan we de juiste plek niet kennen, telt op zijn vermoedelijke plaats. "
        "Eronder staat wie geen centrum in bereik heeft als enkel gekende plekken tellen."
    )
    return Part(
        "overlap", _("Gaten en overlap"), paragraphs(lead) + formulas + paragraphs(more, both)
    )


def finding() -> Part:
    """Return what the figures of Vind mean, and the other doors to knock on."""
    lead = formula(
        _("Minuten stappen = vogelvlucht ÷ {speed} km per uur").format(
            speed=number(WALKING_KMH, digits=1)
        )
    )
    houses = _(
        "Het loket van de gemeente voor informatie, raad en hulp. Is er geen dienstencentrum in de "
        "buurt, dan is dit de volgende deur om aan te kloppen. Eerst komt dat van uw eigen "
        "gemeente, dan die binnen {far} in vogelvlucht; samen hoogstens drie."
    ).format(far=metres(SOCIAL_HOUSE_NEAR_M))
    words = terms(
        (
            _("Afstand en minuten"),
            _(
                "De afstand is een rechte lijn, afgerond. U stapt in werkelijkheid wat langer. "
                "Kennen we de juiste plek van een centrum niet, dan staat er tussen welke twee "
                "afstanden het ligt, en geen minuten."
            ),
        ),
        (
            _("Voorstellen terwijl u typt"),
            _(
                "Uw browser haalt één lijst van plaatsen en centra op bij deze website en zoekt er "
                "zelf in. Terwijl u typt, wordt er niets verstuurd. Pas als u een voorstel kiest "
                "of op Zoek drukt, gaat uw vraag naar deze website."
            ),
        ),
        (_("Sociaal Huis"), houses),
        (
            _("Zelfhulp en zelfzorg"),
            _(
                "Groepen van mensen die hetzelfde meemaken, en wie hen steunt: de dichtstbijzijnde "
                "eerst, hoogstens drie, en per thema als u dat kiest."
            ),
        ),
        (
            _("Waar deze twee vandaan komen"),
            _(
                "Een beheerder voert ze in met hun bron en datum. Zijn ze niet ingevoerd, dan "
                "toont Nabij ze niet; dat wil niet zeggen dat ze er niet zijn."
            ),
        ),
        (
            _("De weg erheen"),
            _(
                "De link opent een andere website: openstreetmap.org. Die krijgt alleen de plaats "
                "van het centrum, niet de uwe. Nabij rekent zelf geen route uit."
            ),
        ),
    )
    return Part("vind", _("Een centrum vinden"), lead + words)


def norms() -> Part:
    """Return every norm and every distance, with its source; and what was not found."""
    lead = _(
        "Er is geen wettelijke norm gevonden voor de afstand tot een dienstencentrum. De "
        "gekozen afstanden komen uit andere Vlaamse indicatoren."
    )
    sources = table(
        _("Normen en afstanden, met hun bron"),
        (_("Norm"), _("Waarvoor"), _("Bron")),
        (*_rules(), *_distances()),
    )
    gaps = listed(
        [
            _("een wettelijke norm voor de afstand tot een dienstencentrum;"),
            _("welke bevolkingsprojectie vandaag geldt voor het programma;"),
            _("of het programma in Brussel per gemeente of voor het hele gewest afrondt;"),
            _("de namen, de gebieden en de contacten van de zeven ondersteuningspunten."),
        ]
    )
    missing = _("Gezocht en niet gevonden; Nabij raadt er niet naar:")
    return Part(
        "normen", _("Normen en afstanden"), paragraphs(lead) + sources + paragraphs(missing) + gaps
    )


def _rules() -> list[tuple[str, str, str]]:
    zorg = _("Departement Zorg, lokale dienstencentra")
    return [
        (
            _("Eén centrum per begonnen {slice} inwoners").format(slice=number(SLICE)),
            _("Het programma van een gemeente"),
            zorg,
        ),
        (
            _("{share} van de inwoners").format(share=percent(BRUSSELS_SHARE)),
            _("Wie in Brussel telt voor het programma"),
            _("Programmatie van de Vlaamse Gemeenschap"),
        ),
        (
            _("{n} uur per week").format(n=number(LEAST_WEEKLY_MINUTES / 60)),
            _("Zo lang is een erkend centrum minstens open"),
            _("VVSG, lokale dienstencentra"),
        ),
        (
            _("Met een rolstoel zelfstandig binnen"),
            _(
                "Centra die sinds 1 januari 2010 erkend zijn. Bij centra van voordien kan hulp aan "
                "de deur nodig zijn. Daarom drie antwoorden: zonder hulp, met hulp, niet bekend."
            ),
            zorg,
        ),
    ]


def _distances() -> list[tuple[str, str, str]]:
    quarter_m = WALKING_KMH * 1000 / 4
    return [
        (
            _("{low} en {high} m").format(low=number(400), high=number(800)),
            _("Een korte wandeling, en wie minder mobiel is"),
            _("Vlaamse groenindicatoren"),
        ),
        (
            metres(DEFAULT_THRESHOLD_M),
            _(
                "Wat Nabij eerst toont: {brisk} minuten voor wie vlot stapt, {slow} voor een oudere"
            ).format(
                brisk=number(walking_minutes(DEFAULT_THRESHOLD_M, speed_kmh=BRISK_KMH)),
                slow=number(walking_minutes(DEFAULT_THRESHOLD_M, speed_kmh=WALKING_KMH)),
            ),
            _("Departement Omgeving"),
        ),
        (
            metres(1_500),
            _("De enige Vlaamse indicator over dienstencentra, om met vroeger te vergelijken"),
            _("Gemeente-Stadsmonitor, 2014"),
        ),
        (
            metres(NEAR_M),
            _("Tot hier noemt Nabij een centrum nog in de buurt"),
            _("Keuze van Nabij; Statbel gebruikt 5 km in vogelvlucht voor rusthuizen"),
        ),
        (
            _("{speed} km per uur").format(speed=number(BRISK_KMH, digits=1)),
            _("Hoe snel iemand vlot stapt: een kwartier is dan {far}").format(
                far=metres(BRISK_KMH * 1000 / 4)
            ),
            _("Volgt uit het kwartier van het Departement Omgeving"),
        ),
        (
            _("{speed} km per uur").format(speed=number(WALKING_KMH, digits=1)),
            _("Hoe snel een oudere stapt: een kwartier is dan {far}").format(far=metres(quarter_m)),
            _("Aanname, geen officiële norm"),
        ),
    ]

"""Over, about the areas of the ROPs, what changed between two snapshots, and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.comparison.changes import MOVED_M
from geodata.comparison.matches import NEARBY_M, SIMILAR, SIMILAR_ON_SPOT, SPOT_M
from geodata.quality.checks import (
    BORDER_TOLERANCE_M,
    LEAST_WEEKLY_MINUTES,
    OLD_AFTER_MONTHS,
    SAME_SPOT_M,
)
from geodata.quality.findings import RULES, Rule
from pages.over.parts import Part, paragraphs, table
from pages.ui import programme_words, working_area_words
from pages.ui.datasets import dataset_date, dataset_source
from pages.ui.i18n import _
from pages.ui.markup import terms
from pages.ui.numbers import metres, number
from pages.ui.quality_words import rule_label, severity_label

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData


def areas(data: SnapshotData) -> Part:
    """Return what the working areas are, and how they came about."""
    lead = _(
        "Een regionaal ondersteuningspunt (ROP) van het Netwerk Thuiszorg van VVSG steunt de "
        "dienstencentra van zijn gebied: bij financieel beleid, personeelsbeleid, kwaliteit en "
        "samenwerking. Er zijn er zeven, en hun gebieden volgen de provincies niet. Daarnaast is "
        "er één regionale medewerker in elke provincie."
    )
    words = terms(
        (_("De indeling die nu geladen is"), " ".join(_division(data))),
        (
            _("Drie soorten indeling"),
            _(
                "Een voorbeeld: verzonnen, om te tonen hoe het werkt. Berekend: elke gemeente gaat "
                "naar het dichtstbijzijnde ondersteuningspunt. Uit een bestand: de lijst die een "
                "coördinator aanlevert. Op elk scherm staat welke het is."
            ),
        ),
        (
            _("Per provincie"),
            f"{working_area_words.provinces_text()} {programme_words.brussels_in_areas()}",
        ),
        (
            _("De stand van een gemeente"),
            _(
                "Het eerste dat past: geen centrum of antenne; meer dan de helft van de centra met "
                "een onvolledige fiche; nog plaats in het programma, ook als elk centrum met "
                "onbekende status een plaats inneemt; het programma is ingevuld; en anders: niet "
                "zeker."
            ),
        ),
    )
    return Part("rop", _("ROP-gebieden en provincies"), paragraphs(lead) + words)


def _division(data: SnapshotData) -> list[str]:
    """Return what the division that is loaded is, in sentences."""
    dataset = data.dataset("division")
    if working_area_words.is_example(data):
        origin = working_area_words.example_text()
    else:
        day = dataset_date(dataset) or _("datum niet bekend")
        origin = _("Uit een bestand: {source}, {date}.").format(
            source=dataset_source(dataset), date=day
        )
    return [origin, *working_area_words.computed_text(data)]


def changed() -> Part:
    """Return how two snapshots are compared."""
    lead = _(
        "Elke invoer van gegevens wordt apart bewaard. Nabij legt er twee naast elkaar, centrum "
        "per centrum."
    )
    same = _(
        "Eerst telt het eigen nummer van een centrum. Lijkt een centrum verdwenen en een ander "
        "nieuw, dan vergelijkt Nabij hun namen en plaatsen. Ze zijn hetzelfde centrum als de namen "
        "voor minstens {like} op 100 gelijken, in dezelfde gemeente of binnen {near}; of voor "
        "minstens {less} op 100, als we van beide de straat of het adres kennen en ze binnen "
        "{spot} van elkaar liggen. Elk moet voor het andere de enige beste zijn. Zo niet, dan "
        "staat het ene als verdwenen en het andere als nieuw."
    ).format(
        like=number(SIMILAR),
        near=metres(NEARBY_M),
        less=number(SIMILAR_ON_SPOT),
        spot=metres(SPOT_M),
    )
    words = terms(
        (_("Hetzelfde centrum"), same),
        (
            _("Namen die gelijken"),
            _(
                "Letter voor letter, van 0 tot 100. Lidwoorden, accenten, hoofdletters, de "
                "volgorde van de woorden en woorden als “lokaal dienstencentrum” tellen niet."
            ),
        ),
        (
            _("Verhuisd"),
            _(
                "De plaats verschilt meer dan {far} in vogelvlucht. Is dezelfde plaats alleen "
                "nauwkeuriger bekend, dan heet dat “plaats beter bekend”, niet verhuisd."
            ).format(far=metres(MOVED_M)),
        ),
        (
            _("Mensen buiten bereik, vroeger en nu"),
            _(
                "Verschil = nu − vroeger, met de centra die telkens open waren en de gebieden van "
                "vandaag. Zijn ook de bevolkingscijfers of de grenzen veranderd, dan staat dat "
                "erbij: het verschil komt dan niet alleen van de centra."
            ),
        ),
    )
    return Part("veranderd", _("Wat veranderde tussen twee momenten"), paragraphs(lead) + words)


def rules() -> Part:
    """Return every rule of quality, how bad its findings are, and how it works."""
    lead = _(
        "{n} regels gaan de fiche na van elk centrum dat niet gesloten is. Wat ze vinden, "
        "verbetert het centrum zelf bij de bron: in het e-loket van het Departement Zorg en in de "
        "Sociale Kaart. Nabij houdt geen tweede waarheid bij."
    ).format(n=number(len(RULES)))
    how = _how()
    rows = [
        (rule_label(info.rule), severity_label(info.severity), how.get(info.rule, "–"))
        for info in RULES
    ]
    listed = table(
        _("De regels, een voor een"), (_("Wat de regel vindt"), _("Soort"), _("Hoe")), rows
    )
    last = _(
        "Een fiche is onvolledig als er geen plaats, geen adres, geen telefoon of geen status is. "
        "Het gaat om de kwaliteit van de gegevens, niet om die van het centrum."
    )
    return Part(
        "regels",
        _("Wat er aan de gegevens te verbeteren is"),
        paragraphs(lead) + listed + paragraphs(last),
    )


def _how() -> dict[Rule, str]:
    of_main = _("Alleen het hoofdadres: het antwoordt ook voor zijn antennes.")
    return {
        Rule.OUTSIDE_MUNICIPALITY: _(
            "Meer dan {far} erbuiten. Niet nagekeken waar de grenzen benaderd zijn."
        ).format(far=metres(BORDER_TOLERANCE_M)),
        Rule.BAD_PHONE: _("Negen cijfers, of tien voor een gsm."),
        Rule.BAD_WEBSITE: _("Geen naam van een website, of iets anders dan http of https."),
        Rule.SHORT_HOURS: _(
            "Het hoofdadres, in een gewone week zonder feestdagen. De norm is {n} uur."
        ).format(n=number(LEAST_WEEKLY_MINUTES / 60)),
        Rule.SAME_SPOT: _("Hoogstens {far} van elkaar.").format(far=metres(SAME_SPOT_M)),
        Rule.PERSONAL_EMAIL: _("Het lijkt op voornaam.achternaam. Dat kan een vals alarm zijn."),
        Rule.NO_PHONE: of_main,
        Rule.NO_EMAIL: of_main,
        Rule.NO_WEBSITE: of_main,
        Rule.OLD_CHECK: _("In hele maanden, tot vandaag; na {n} maanden.").format(
            n=number(OLD_AFTER_MONTHS)
        ),
    }

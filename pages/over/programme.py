"""Over, about the programme: its rule, mergers, where it disagrees with reach; similar places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.programme.municipal_mergers import merged_places
from geodata.programme.rule import MOSTLY_FAR, MOSTLY_NEAR, SLICE, basis, places_for
from geodata.programme.similar_municipalities import COUNT
from pages.over.parts import Part, formula, paragraphs
from pages.ui import programme_words
from pages.ui.i18n import _
from pages.ui.markup import terms
from pages.ui.numbers import number, percent

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData

_MERGED = 16_000
"""People of each of the two municipalities of the example."""


def programme(data: SnapshotData) -> Part:
    """Return the rule of the programme, the people it rests on now, and how to check it."""
    slice_ = number(SLICE)
    rule = formula(
        _("Plaatsen = inwoners die tellen ÷ {slice}, naar boven afgerond").format(slice=slice_),
        _("Ruimte = plaatsen − (erkend + vergund + aangevraagd)"),
    )
    example = _(
        "Zo geven {slice} inwoners {one} plaats en {more} inwoners {two} plaatsen. Elke gemeente "
        "met inwoners heeft er minstens {one}."
    ).format(
        slice=slice_,
        more=number(SLICE + 1),
        one=number(places_for(SLICE)),
        two=number(places_for(SLICE + 1)),
    )
    words = terms(
        *programme_words.rule_terms(basis(data)),
        (
            _("Projectie of bevolking"),
            _(
                "De regel vraagt een projectie: hoeveel inwoners er later verwacht worden. Is er "
                "geen geladen, dan rekent Nabij met de bevolking van nu en heet het cijfer "
                "indicatief."
            ),
        ),
        (
            _("Andere of onbekende status"),
            _(
                "Centra die niet erkend zijn of waarvan we de status niet kennen, vullen geen "
                "plaats in en staan apart. Gesloten centra tellen nergens mee."
            ),
        ),
        _mergers(),
        *_disagreements(),
    )
    body = rule + paragraphs(example) + words
    return Part("programma", _("Het programma (programmatie)"), body)


def _mergers() -> tuple[str, str]:
    apart = merged_places([_MERGED, _MERGED], whole=2 * _MERGED)
    text = _(
        "Een fusie verlaagt het programma door de afronding: twee gemeenten van {people} inwoners "
        "hebben apart samen {apart} plaatsen, als één gemeente {now}. De bevolking van de oude "
        "gemeenten zit niet in deze gegevens. Daarom een bandbreedte voor het aantal plaatsen "
        "apart: minstens zoveel als nu, en minstens één per deel; hoogstens n + (N − n) ÷ {slice}, "
        "naar beneden afgerond, voor n delen met samen N inwoners."
    )
    return _("Fusies"), text.format(
        people=number(_MERGED),
        apart=number(apart[0]) if apart else "",
        now=number(places_for(2 * _MERGED)),
        slice=number(SLICE),
    )


def _disagreements() -> list[tuple[str, str]]:
    """Return how the programme and reach differ, and published figures to check the rule by."""
    disagree = _(
        "Nabij maakt er nooit één score van. Nabij meldt wel wanneer ze elkaar tegenspreken: er is "
        "geen ruimte, en toch woont meer dan {far} van de 65-plussers buiten bereik; of er is "
        "ruimte, en toch woont meer dan {near} van hen in bereik. Alleen wat zeker is, telt: de "
        "hele bandbreedte moet erboven liggen, en er moet ruimte zijn ook als elk centrum met een "
        "andere of onbekende status een plaats invult."
    ).format(far=percent(MOSTLY_FAR), near=percent(MOSTLY_NEAR))
    shown = _("De pagina Gemeente toont zulke cijfers naast die van nu.")
    return [
        (_("Programma en nabijheid"), f"{programme_words.two_questions()} {disagree}"),
        (_("Ter controle"), f"{programme_words.published_share()} {shown}"),
    ]


def similar() -> Part:
    """Return how similar municipalities are found."""
    lead = _(
        "Nabij vergelijkt een gemeente met de {n} gemeenten die er het meest op lijken, in aantal "
        "inwoners en in aandeel 65-plussers. De twee wegen even zwaar."
    ).format(n=number(COUNT))
    formulas = formula(
        _("z = (waarde − gemiddelde) ÷ standaardafwijking, over alle gemeenten met cijfers"),
        _("Verschil = √(verschil in z van de inwoners² + verschil in z van het aandeel²)"),
    )
    more = _(
        "Van het aantal inwoners telt de logaritme, dus de verhouding: 1.000 mensen meer telt "
        "zwaarder in een dorp dan in een stad. Brussel doet mee. Gelijkaardig zegt niets over "
        "inkomen, ligging of voorzieningen."
    )
    title = _("Gelijkaardige gemeenten")
    return Part("gelijkaardig", title, paragraphs(lead) + formulas + paragraphs(more))

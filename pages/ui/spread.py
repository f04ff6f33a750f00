"""Over which areas people are taken as evenly spread, in words."""

from __future__ import annotations

from geodata.enums import Measure
from pages.ui.i18n import N_, _

_DEFINITIONS = {
    Measure.GAP: N_(
        "Buiten bereik: mensen in het deel van hun statistische sector dat verder ligt dan de "
        "gekozen afstand van elk dienstencentrum. De mensen worden gelijk verdeeld gedacht over "
        "hun sector; een wijk is de som van haar sectoren."
    ),
    Measure.SHARE: N_(
        "Aandeel in bereik: het deel van de mensen van de wijk dat binnen de gekozen afstand van "
        "een dienstencentrum woont. De mensen worden gelijk verdeeld gedacht over hun statistische "
        "sector."
    ),
    Measure.COUNT: N_(
        "Aantal dienstencentra en antennes binnen de gekozen afstand: minstens de helft van de "
        "mensen van de wijk heeft er zoveel of meer. Gemeten van een punt midden in hun "
        "statistische sector."
    ),
    **dict.fromkeys(
        (Measure.DISTANCE_1, Measure.DISTANCE_2, Measure.DISTANCE_3),
        N_(
            "Afstand tot het dienstencentrum: minstens de helft van de mensen van de wijk woont zo "
            "dichtbij of dichter. Gemeten van een punt midden in hun statistische sector."
        ),
    ),
}


def over(*, by_sector: bool) -> str:
    """Return over which areas people are taken as evenly spread."""
    if by_sector:
        return _("De mensen worden gelijk verdeeld gedacht over hun statistische sector.")
    return _("De mensen worden gelijk verdeeld gedacht over hun wijk.")


def definition(measure: Measure) -> str:
    """Return what a measure means where people are spread over their sectors."""
    return _(_DEFINITIONS[measure])


def ages_estimated() -> str:
    """Return what is counted and what is estimated where people come from sectors."""
    return _(
        "Het aantal mensen per wijk is geteld per statistische sector. Hoeveel 65- en 80-plussers "
        "er wonen, is een schatting: in elke sector het aandeel van de hele gemeente. Het verschil "
        "tussen wijken van één gemeente in het aandeel ouderen is niet bekend."
    )

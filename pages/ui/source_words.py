"""The words of official sources: what each is called, and how it is described."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.centre_sources import BUILTIN, trust_order
from pages.ui.i18n import N_, _


@dataclass(frozen=True)
class SourceWords:
    """The words of a source; ``described`` continues a list of sources of centres."""

    label: str
    described: str = ""


SOURCE_WORDS = {
    "areas": SourceWords(N_("Wijken, gemeenten en andere gebieden")),
    "people": SourceWords(N_("Bevolking per gemeente en leeftijd (Statbel)")),
    "sectors": SourceWords(N_("Statistische sectoren (Statbel)")),
    "sector_people": SourceWords(N_("Bevolking per statistische sector (Statbel)")),
    "streets": SourceWords(
        N_("Straten en paden van België (OpenStreetMap, Geofabrik; een heel groot bestand)")
    ),
    "list": SourceWords("", N_("eigen lijsten, die een beheerder invoert;")),
    "sociale_kaart": SourceWords(
        N_("De Sociale Kaart (Vlaamse overheid)"), N_("de Sociale Kaart;")
    ),
    "poi": SourceWords(
        N_("POI Vlaanderen (Vlaamse overheid)"),
        N_("POI Vlaanderen, de lijst van plaatsen van de Vlaamse overheid;"),
    ),
    "osm": SourceWords(
        N_("OpenStreetMap (vrijwilligers)"), N_("OpenStreetMap, de kaart van vrijwilligers;")
    ),
    BUILTIN: SourceWords("", N_("de lijst die bij Nabij hoort, uit pers en websites.")),
}


def source_label(code: str) -> str:
    """Return what a source is called; its code if it has no words."""
    words = SOURCE_WORDS.get(code)
    return _(words.label) if words else code


def centre_sources_described() -> list[str]:
    """Return a line on each source of centres, the most trusted first."""
    return [_(SOURCE_WORDS[code].described) for code in trust_order()]

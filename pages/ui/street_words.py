"""What the kinds of street are called, and why others are left out."""

from __future__ import annotations

from geodata.network.model import StreetKind
from geodata.network.report import FAR_M, Skipped
from pages.ui.i18n import N_, _
from pages.ui.numbers import metres

_KINDS = {
    StreetKind.FOOTWAY: N_("voetpaden en voetwegen"),
    StreetKind.PEDESTRIAN: N_("voetgangersstraten en pleinen"),
    StreetKind.PATH: N_("paden"),
    StreetKind.STEPS: N_("trappen"),
    StreetKind.LIVING_STREET: N_("woonerven"),
    StreetKind.RESIDENTIAL: N_("woonstraten"),
    StreetKind.SERVICE: N_("toegangswegen en opritten"),
    StreetKind.UNCLASSIFIED: N_("kleine wegen"),
    StreetKind.TERTIARY: N_("lokale verbindingswegen"),
    StreetKind.SECONDARY: N_("secundaire wegen"),
    StreetKind.PRIMARY: N_("hoofdwegen"),
    StreetKind.TRUNK: N_("snelle wegen met een voetpad"),
    StreetKind.TRACK: N_("veldwegen en boswegen"),
    StreetKind.CYCLEWAY: N_("fietswegen en jaagpaden"),
    StreetKind.BRIDLEWAY: N_("ruiterpaden"),
    StreetKind.CORRIDOR: N_("gangen in gebouwen"),
    StreetKind.ELEVATOR: N_("liften"),
    StreetKind.ROAD: N_("wegen waarvan de soort niet bekend is"),
}
_SKIPPED = {
    Skipped.NO_STREET: N_("Geen straat om te wandelen, zoals een autosnelweg of een bouwwerf"),
    Skipped.NO_WALKING: N_("Verboden voor voetgangers"),
    Skipped.NO_ACCESS: N_("Privé of afgesloten"),
    Skipped.FAST_ROAD: N_("Snelle wegen zonder voetpad"),
    Skipped.FAR: N_("Verder dan {far} van elke wijk (stukken straat)"),
}


def kind_label(name: str) -> str:
    """Return what a kind of street is called, by its name in a report."""
    return _(_KINDS[StreetKind[name.upper()]])


def skipped_text(why: str) -> str:
    """Return why streets are left out."""
    return _(_SKIPPED[Skipped(why)]).format(far=metres(FAR_M))

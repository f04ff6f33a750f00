"""Labels of codes: choices, areas, positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.enums import Level, Precision, Status
from geodata.filters import BRISK_KMH, WALKING_KMH, walking_minutes
from geodata.regions import FLANDERS, region_keys
from pages.ui.i18n import N_, _, ngettext, reader_language
from pages.ui.numbers import metres, number

if TYPE_CHECKING:
    import pandas as pd

    from geodata.regions import Region
    from geodata.snapshot.model import SnapshotData

OTHER_M = 0
"""Choice of a distance of the reader's own; a code of the address (``afstand=0``)."""

_STATUSES = {
    Status.RECOGNISED: N_("Erkend"),
    Status.AUTHORISED: N_("Vergund"),
    Status.PENDING: N_("Aangevraagd"),
    Status.NOT_RECOGNISED: N_("Niet erkend"),
    Status.UNKNOWN: N_("Status niet bekend"),
    Status.CLOSED: N_("Gesloten"),
}
_GROUPS = {
    "all": N_("Iedereen"),
    "65plus": N_("65 jaar en ouder"),
    "80plus": N_("80 jaar en ouder"),
    "alone": N_("Alleenwonenden"),
    "carers": N_("Mantelzorgers"),
}
_GROUP_NOUNS = {
    "all": N_("inwoners"),
    "65plus": N_("65-plussers"),
    "80plus": N_("80-plussers"),
    "alone": N_("alleenwonenden"),
    "carers": N_("mantelzorgers"),
}
_THRESHOLDS = {
    400: N_("{far}: korte wandeling (Vlaamse groenindicator)"),
    800: N_("{far}: wie minder mobiel is"),
    1_200: N_(
        "{far}: {brisk} minuten voor wie vlot stapt, {slow} voor een oudere (Departement Omgeving)"
    ),
    1_500: N_("{far}: Gemeente-Stadsmonitor 2014"),
    OTHER_M: N_("Andere afstand…"),
}
_PROVINCES = {
    "10000": N_("Provincie Antwerpen"),
    "20001": N_("Vlaams-Brabant"),
    "30000": N_("West-Vlaanderen"),
    "40000": N_("Oost-Vlaanderen"),
    "70000": N_("Limburg"),
    "4000": N_("Brussels Hoofdstedelijk Gewest"),
}

POSITIONS = {
    Precision.ADDRESS: N_("{street}, {place}"),
    Precision.STREET: N_("{street}, {place}; huisnummer niet bekend"),
    Precision.NEARBY: N_("{place}; plek op ongeveer {far} na bekend"),
    Precision.PLACE: N_("ligt in {place}, adres niet bekend"),
    Precision.MUNICIPALITY: N_("ligt in {place}, adres niet bekend"),
}
"""Text about a position by its precision, which never claims more than is known."""

_PRECISIONS = {
    Precision.ADDRESS: N_("adres"),
    Precision.STREET: N_("straat"),
    Precision.NEARBY: N_("een plek dichtbij"),
    Precision.PLACE: N_("enkel de plaats"),
    Precision.MUNICIPALITY: N_("enkel de gemeente"),
}


@dataclass(frozen=True)
class Names:
    """Names of regions and areas in one language."""

    regions: dict[str, str]
    areas: dict[tuple[str, str], str]

    def municipality(self, nis: str) -> str:
        """Return the name of a municipality."""
        return self.areas[Level.MUNICIPALITY, nis]


def status_label(status: str) -> str:
    """Return what a recognition status is called."""
    return _(_STATUSES[Status(status)])


def precision_word(precision: str) -> str:
    """Return what is known of a position, as a word."""
    return _(_PRECISIONS[Precision(precision)])


def group_label(group: str) -> str:
    """Return what a population group is called, as a choice; own groups keep their own name."""
    return _(_GROUPS[group]) if group in _GROUPS else group


def group_noun(group: str) -> str:
    """Return the people of a group, for inside a sentence."""
    return _(_GROUP_NOUNS[group]) if group in _GROUP_NOUNS else group


def threshold_label(threshold_m: int) -> str:
    """Return a threshold with its source; 0 is a distance of the reader's own."""
    return _(_THRESHOLDS[threshold_m]).format(
        far=metres(threshold_m),
        brisk=number(walking_minutes(threshold_m, speed_kmh=BRISK_KMH)),
        slow=number(walking_minutes(threshold_m, speed_kmh=WALKING_KMH)),
    )


def province_name(code: str) -> str:
    """Return the name of a province, or of Brussels."""
    return _(_PROVINCES[code]) if code in _PROVINCES else code


def region_labels(data: SnapshotData) -> dict[str, str]:
    """Return region key → name, with its kind where the name alone could be mistaken."""
    areas = area_names(data)
    rops = dict(zip(data.support_points["id"], data.support_points["name"], strict=True))
    return {r.key: _region_label(r, areas, rops) for r in region_keys(data)}


def _region_label(region: Region, areas: dict[tuple[str, str], str], rops: dict[str, str]) -> str:
    if region.level is Level.REGION:
        return _("Vlaanderen") if region.key == FLANDERS else _("Vlaanderen en Brussel")
    if region.level is Level.PROVINCE:
        return province_name(region.code)
    if region.level is Level.ROP:
        name = rops[region.code]
        return name if name.startswith("ROP") else _("ROP: {name}").format(name=name)
    name = areas[region.level, region.code]
    if region.level is Level.ELZ:
        return _("Eerstelijnszone {name}").format(name=name)
    return name


def area_names(data: SnapshotData) -> dict[tuple[str, str], str]:
    """Return (level, code) → name of an area in the reader's language."""
    own = data.areas[reader_language().area_name_column].fillna("")
    names = own.where(own != "", data.areas["name"])
    return dict(zip(zip(data.areas["level"], data.areas["code"], strict=True), names, strict=True))


def overlap_labels(most: int = 3) -> list[str]:
    """Return what having no, one, … ``most`` or more centres in reach is called."""
    counts = range(1, most)
    each = [ngettext("{n} centrum", "{n} centra", n).format(n=number(n)) for n in counts]
    return [_("Geen enkel"), *each, _("{n} of meer").format(n=number(most))]


def position_text(point: pd.Series, names: Names) -> str:
    """Return where a service point is, and how exactly that is known."""
    precision = Precision(point["precision"])
    municipality = names.municipality(point["municipality"])
    place = _text(point["place"]) or municipality
    if precision is Precision.MUNICIPALITY:
        place = municipality
    street, far = _text(point["street"]), ""
    if precision is Precision.NEARBY:
        place = f"{street}, {place}" if street else place
        far = metres(point["within_m"])
    return _(POSITIONS[precision]).format(street=street, place=place, far=far)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

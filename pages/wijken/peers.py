"""The areas that a region is compared with: what it is part of, its parts, and its like."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geodata.enums import Level
from geodata.regions import ALL, parse_region
from pages.ui.cache import codes_of
from pages.ui.i18n import _
from pages.ui.municipal_data import similar_to

if TYPE_CHECKING:
    from pages.wijken.view import WijkenView


class Peer(NamedTuple):
    """An area to compare with: its name, its neighbourhoods, and whether it is like the region."""

    name: str
    codes: list[str]
    alike: bool = False


def peers(view: WijkenView) -> list[Peer]:
    """Return the areas to compare a region with, the region itself first."""
    snapshot, named = view.snapshot, view.names.regions
    region = parse_region(view.question.region)
    keys = [region.key]
    for level, column in ((Level.ELZ, "elz"), (Level.PROVINCE, "province")):
        inside = sorted(set(view.units[column].dropna()))
        if len(inside) == 1:
            keys.append(f"{level}:{inside[0]}")
    keys.append(ALL)
    if region.level in {Level.PROVINCE, Level.REGION}:
        provinces = sorted(set(snapshot.data.units["province"]))
        keys += [f"{Level.PROVINCE}:{code}" for code in provinces]
    found = [Peer(named[key], codes_of(snapshot, key)) for key in dict.fromkeys(keys)]
    if region.level is not Level.MUNICIPALITY or "65plus" not in snapshot.data.groups:
        return found
    text = _("gelijkaardig: {name}")
    return found + [
        Peer(text.format(name=named[key]), codes_of(snapshot, key), alike=True)
        for key in (
            f"{Level.MUNICIPALITY}:{nis}" for nis in similar_to(snapshot, region.code).index
        )
    ]

"""A place that can be looked for by name, and its key in links."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class PlaceKind(StrEnum):
    """What a place is; of equal answers, the first of these comes first."""

    MUNICIPALITY = "municipality"
    DEELGEMEENTE = "deelgemeente"
    POSTCODE = "postcode"
    WIJK = "wijk"
    CENTRE = "centre"


_RANK = {kind: rank for rank, kind in enumerate(PlaceKind)}


@dataclass(frozen=True)
class Place:
    """Something that can be looked for by name.

    Attributes
    ----------
    kind
        What it is.
    name, detail
        As shown: its name, and where it is, its municipality last (or its province).
    code
        Its code within its kind; of a centre the id.
    x_m, y_m
        Its position, EPSG:3812, metres.
    names
        All searchable spellings, the shown one among them.
    radius_m
        How far its real extent may reach from that spot, metres; 0 for a known address.
    context
        What may follow or precede the name in a query: names of the municipality, postcodes.
    weight
        People who live there, where known: of equal answers the larger comes first.
    """

    kind: PlaceKind
    name: str
    detail: str
    code: str
    x_m: float
    y_m: float
    names: tuple[str, ...]
    radius_m: float = 0.0
    context: tuple[str, ...] = ()
    weight: float = 0.0

    @property
    def town(self) -> str:
        """The name of its municipality."""
        return self.name if self.kind is PlaceKind.MUNICIPALITY else self.detail.split(", ")[-1]


def in_order(places: Sequence[Place]) -> tuple[Place, ...]:
    """Return places, best first among equals; postcodes in their own order."""

    def rank(place: Place) -> tuple[int, str, float, str, str, str]:
        number = place.name if place.kind is PlaceKind.POSTCODE else ""
        weight = -place.weight
        return _RANK[place.kind], number, weight, place.name, place.detail, place.code

    return tuple(sorted(places, key=rank))


def by_key(places: Sequence[Place]) -> dict[str, Place]:
    """Return key → place, for links; a key is e.g. ``municipality:44021``.

    Two municipalities may share a postcode: the first of them has the plain key.
    """
    found: dict[str, Place] = {}
    for place in places:
        key = f"{place.kind}:{place.code}"
        found[key if key not in found else f"{key}~{place.town}"] = place
    return found

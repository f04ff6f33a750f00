"""The names of places that a map bears, and which of them come first where not all have room."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geodata.places.place import PlaceKind, in_order
from geodata.places.text_folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.places.place import Place


class NameOnMap(NamedTuple):
    """The name of a place on a map.

    Attributes
    ----------
    x_m, y_m
        A spot inside the place, EPSG:3812, metres.
    name, french
        Its name, and its French name, which may be the same.
    small
        Whether it is a deelgemeente, which a map of a larger area leaves out.
    """

    x_m: float
    y_m: float
    name: str
    french: str
    small: bool


def names_on_maps(places: Sequence[Place], french: Mapping[str, str]) -> list[NameOnMap]:
    """Return the names of municipalities, then those of deelgemeenten; the most inhabitants first.

    A deelgemeente named after its municipality is left out: that name is there already.

    Parameters
    ----------
    places
        Places of any kind; ``weight`` holds their inhabitants.
    french
        French names of municipalities by their Dutch ones. A deelgemeente has none, also if it
        has the name of a municipality elsewhere.
    """
    named = []
    for place in in_order(places):
        if place.kind is PlaceKind.MUNICIPALITY:
            other = french.get(place.name, place.name)
            named.append(NameOnMap(place.x_m, place.y_m, place.name, other, small=False))
        elif place.kind is PlaceKind.DEELGEMEENTE and fold(place.name) != fold(place.town):
            named.append(NameOnMap(place.x_m, place.y_m, place.name, place.name, small=True))
    return named

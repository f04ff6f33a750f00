"""How far a service point is, in words: never more exactly than is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.enums import Precision
from geodata.filters import walking_minutes
from pages.ui.contact import has_house_number
from pages.ui.i18n import N_, _, ngettext, number

if TYPE_CHECKING:
    from pages.vind.cards import Near

_KM = 1_000
_STEPS_M = 50.0
_LONG_WALK = 90
_DIRECTIONS = {
    "n": N_("naar het noorden"),
    "ne": N_("naar het noordoosten"),
    "e": N_("naar het oosten"),
    "se": N_("naar het zuidoosten"),
    "s": N_("naar het zuiden"),
    "sw": N_("naar het zuidwesten"),
    "w": N_("naar het westen"),
    "nw": N_("naar het noordwesten"),
}


def about(distance_m: float) -> str:
    """Write a distance as a person would say it: to 10 m, from a kilometre to 100 m.

    At least 10 m: no one is nowhere.
    """
    if round(distance_m, -1) < _KM:
        return f"{number(max(round(distance_m, -1), 10))} m"
    return f"{number(distance_m / _KM, digits=1)} km"


def distance_texts(shown: Near, *, place: str) -> list[str]:
    """Return how far it is, and how long one walks.

    Parameters
    ----------
    shown
        The service point.
    place
        The place it lies in, to name where its position is not known.
    """
    if shown.low_m is None or shown.high_m is None:
        return []
    if not Precision(shown.point["precision"]).decides:
        why = _("de juiste plek is niet bekend")
        if has_house_number(shown.point):
            why = _("dit adres staat nog niet op onze kaart")
        far = _("{distance}; {why}.").format(distance=far_text(shown), why=why)
        return [_("In {place}").format(place=place), far]
    minutes = walking_minutes(shown.high_m)
    walk = ngettext("Ongeveer {n} minuut stappen.", "Ongeveer {n} minuten stappen.", minutes)
    return [far_text(shown), walk.format(n=minutes)][: 1 if minutes > _LONG_WALK else 2]


def far_text(shown: Near) -> str:
    """Return how far it is in a straight line, and in which direction where that is known."""
    low_m, high_m = shown.low_m or 0.0, shown.high_m or 0.0
    far = about(high_m)
    if Precision(shown.point["precision"]).decides:
        text = _("{far} in vogelvlucht").format(far=far)
        return f"{text}, {_(_DIRECTIONS[shown.direction])}" if shown.direction else text
    if low_m < _STEPS_M:
        return _("Hoogstens {far} in vogelvlucht").format(far=far)
    return _("Tussen {low} en {far} in vogelvlucht").format(low=about(low_m), far=far)

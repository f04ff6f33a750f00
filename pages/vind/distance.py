"""The distance to a service point in words, never more precise than is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.enums import Precision
from geodata.filters import compass, walking_minutes
from pages.ui.contact import has_house_number, near_text
from pages.ui.i18n import N_, _, fill, ngettext
from pages.ui.numbers import number

if TYPE_CHECKING:
    import pandas as pd

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


@dataclass(frozen=True)
class NearbyPoint:
    """A service point or service, and where it is as seen from a spot.

    Attributes
    ----------
    point, centre
        Rows of ``schemas.ServicePoints`` and ``schemas.Centres``.
    low_m, high_m
        Bounds of the distance, metres; None if no spot is known.
    direction
        :func:`geodata.filters.compass`; empty where it is not known.
    start
        Name of the spot, for a route in words.
    walked
        Whether the distance is on foot; False where others are, but this is in a straight line,
        and None where all are.
    """

    point: pd.Series
    centre: pd.Series
    low_m: float | None = None
    high_m: float | None = None
    direction: str = ""
    start: str = ""
    walked: bool | None = None


def seen_from(
    point: pd.Series,
    centre: pd.Series,
    bounds: pd.Series,
    spot: tuple[float, float],
    *,
    start: str = "",
    on_foot: bool = False,
) -> NearbyPoint:
    """Return a service point as seen from a spot (EPSG:3812, metres).

    Parameters
    ----------
    point, centre, start
        As in :class:`NearbyPoint`.
    bounds
        ``low_m`` and ``high_m``; with ``walked`` where ``on_foot``.
    spot
        The spot.
    on_foot
        Whether the list that it is in has distances on foot.
    """
    east, north = point["geometry"].x - spot[0], point["geometry"].y - spot[1]
    decides = Precision(point["precision"]).decides
    direction = compass(east_m=east, north_m=north) if decides else ""
    walked = bool(bounds["walked"]) if on_foot else None
    return NearbyPoint(point, centre, bounds["low_m"], bounds["high_m"], direction, start, walked)


def rounded_distance(distance_m: float) -> str:
    """Write a distance rounded to 10 m, and to 100 m from a kilometre on; at least 10 m."""
    if round(distance_m, -1) < _KM:
        return f"{number(max(round(distance_m, -1), 10))} m"
    return f"{number(distance_m / _KM, digits=1)} km"


def distance_texts(shown: NearbyPoint, *, place: str) -> list[str]:
    """Return how far it is, and how long one walks or how near its position is known.

    Parameters
    ----------
    shown
        The service point.
    place
        Its place or municipality, to show where its position is not known.
    """
    low_m, high_m = shown.low_m, shown.high_m
    if not Precision(shown.point["precision"]).decides:
        texts = [where_text(shown.point, place=place)]
        near = bool(near_text(shown.point))
        if high_m is None or low_m is None:
            return texts if near else []
        # of a place that one is in, the farthest corner says nothing
        return [distance_text(shown), *texts] if near or low_m >= _STEPS_M else texts
    if high_m is None:
        return []
    if shown.walked is False:
        return [distance_text(shown), _("De weg te voet kennen we niet.")]
    minutes = walking_minutes(high_m)
    walk = ngettext("Ongeveer {n} minuut stappen.", "Ongeveer {n} minuten stappen.", minutes)
    return [distance_text(shown), walk.format(n=minutes)][: 1 if minutes > _LONG_WALK else 2]


def where_text(point: pd.Series, *, place: str) -> str:
    """Return how near we know where a service point without an exact position is."""
    if near := near_text(point):
        return near
    if has_house_number(point):
        return fill(_("Ergens in {place}. Het adres staat nog niet op onze kaart."), place=place)
    return fill(_("Ergens in {place}. Het adres kennen we niet."), place=place)


def distance_text(shown: NearbyPoint) -> str:
    """Return how far it is, and whether that is on foot or in a straight line."""
    low_m, high_m = shown.low_m or 0.0, shown.high_m or 0.0
    low, far = rounded_distance(low_m), rounded_distance(high_m)
    precise = Precision(shown.point["precision"]).decides
    if precise and (not shown.walked or low == far):
        line, foot = _("Ongeveer {far} ver (in rechte lijn)"), _("Ongeveer {far} te voet")
    elif precise or low_m < _STEPS_M:  # more streets than we know make a walk only shorter
        line, foot = _("Hoogstens {far} ver (in rechte lijn)"), _("Hoogstens {far} te voet")
    else:
        line = _("Tussen {low} en {far} ver (in rechte lijn)")
        foot = _("Tussen {low} en {far} te voet")
    return (foot if shown.walked else line).format(low=low, far=far)


def direction_text(shown: NearbyPoint) -> str:
    """Return in which direction it is; empty where that is not known."""
    return _(_DIRECTIONS[shown.direction]) if shown.direction else ""

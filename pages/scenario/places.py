"""A typed place, address or pair of coordinates becomes a spot of a scenario.

The text stays in the session of this visitor: it is sent to the address service if nothing else
knows it, and nowhere else. Of the spot only the position on the grid is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyproj import Transformer

from geodata.crs import METRIC_CRS, WGS84
from geodata.errors import BadValueError, GeocoderError
from geodata.places.coordinates import parse_coordinates
from geodata.places.search import search
from geodata.scenario.changes import Spot, spot_at
from loaders.settings import get_settings
from pages.ui.cache import places
from pages.ui.i18n import N_, _, fill

if TYPE_CHECKING:
    from loaders.store.snapshots import Snapshot

_TO_METRIC = Transformer.from_crs(WGS84, METRIC_CRS, always_xy=True)

_ABROAD = N_("Dat punt ligt niet in België. Typ eerst de breedte, dan de lengte: 51.05, 3.72.")
_UNKNOWN = N_(
    "We vinden deze plek niet. Typ een gemeente, een wijk, een postcode, een adres of coördinaten."
)
_MIDDLE = N_("Het midden van {place} is gekozen: kies op de kaart om het juister te zetten.")


class Found(NamedTuple):
    """A spot, or None, and what there is to say about it; empty if nothing."""

    spot: Spot | None
    remark: str = ""


def spot_of(snapshot: Snapshot, text: str) -> Found:
    """Return the spot that a text means; never raises, whatever it is."""
    try:
        degrees = parse_coordinates(text)
    except BadValueError:
        return Found(None, _(_ABROAD))
    if degrees:
        return _at(*degrees)
    hits = search(places(snapshot).index, text) if text.strip() else []
    whole = hits and not hits[0].partial and not hits[0].guess
    address = None if whole or not text.strip() else _address(text)
    if address:
        return _at(*address)
    if not hits:
        return Found(None, _(_UNKNOWN))
    place = hits[0].place
    remark = fill(_(_MIDDLE), place=place.name) if place.radius_m else ""
    return Found(spot_at(place.x_m, place.y_m), remark)


def _at(lat: float, lon: float) -> Found:
    return Found(spot_at(*_TO_METRIC.transform(lon, lat)))


def _address(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude of an address whose position is exact."""
    from loaders.centres.geolocation import Geolocation

    try:
        found = Geolocation(get_settings().geolocation).locate(text)
    except GeocoderError:
        return None
    return (found.lat, found.lon) if found and found.precision.decides else None

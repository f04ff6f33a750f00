"""A typed pair of coordinates."""

from __future__ import annotations

import re

from geodata.errors import BadValueError
from geodata.places.text_folding import clean

_LAT, _LON = (49.3, 51.7), (2.3, 6.6)  # Belgium, with room to spare
_NUMBER = r"([+-]?\d{1,3}[.,]\d+)\s*°?\s*"
_COORDINATES = re.compile(rf"\s*{_NUMBER}n?\s*[,;\s]\s*{_NUMBER}[eo]?\s*", re.IGNORECASE)


def parse_coordinates(query: str) -> tuple[float, float] | None:
    """Return latitude and longitude (degrees, WGS84) if a query is such a pair.

    Decimals are needed in both, with a point or a comma: ``51.05, 3.72``.

    Raises
    ------
    BadValueError
        If they are outside Belgium. It does not repeat them.
    """
    match = _COORDINATES.fullmatch(clean(query))
    if match is None:
        return None
    lat, lon = (float(number.replace(",", ".")) for number in match.groups())
    if not in_belgium(lat, lon):
        raise BadValueError(
            where="coordinates",
            expected="latitude and longitude of a spot in Belgium",
            got="a spot outside it",
            action="Give the latitude first, in degrees: 51.05, 3.72.",
        )
    return lat, lon


def in_belgium(lat: float, lon: float) -> bool:
    """Return whether a spot (degrees, WGS84) is in a generous box around Belgium."""
    return _LAT[0] <= lat <= _LAT[1] and _LON[0] <= lon <= _LON[1]

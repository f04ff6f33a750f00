"""Addresses on the map, by the geolocation service of Digitaal Vlaanderen.

What is typed goes to that service and nowhere else: not into a log, an error or a file. Whatever
the service does, an answer or one error comes within the time given.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Annotated, TypeVar

import httpx
import tenacity
from pydantic import BaseModel, Field, ValidationError
from pyproj import Geod

from geodata.enums import Precision
from geodata.errors import GeocoderError
from geodata.places.coordinates import in_belgium
from geodata.places.text_folding import clean
from loaders.certificates import trusted

if TYPE_CHECKING:
    from collections.abc import Callable

TOTAL_S = 4.0
"""Seconds within which there is an answer or an error, retries included."""

_CONNECT_S = 2.0
_ATTEMPTS = 3
_MAX_BYTES = 256_000
_EARTH = Geod(ellps="WGS84")
_HEADERS = {
    "User-Agent": "Nabij (dashboard of lokale dienstencentra in Flanders and Brussels)",
    "Accept": "application/json",
    "Accept-Encoding": "identity",  # so that the size limit holds for what is read
}
_PRECISIONS = (
    ("huisnummer", Precision.ADDRESS),
    ("straat", Precision.STREET),
    ("gemeente", Precision.MUNICIPALITY),
    ("adres", Precision.ADDRESS),
    ("perceel", Precision.ADDRESS),
)

for _name in ("httpx", "httpcore", "httpcore.connection", "httpcore.http11", "httpcore.proxy"):
    logging.getLogger(_name).disabled = True  # they log the URL, and with it what was typed


class Problem(StrEnum):
    """Why there is no usable answer."""

    OFF = "off"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    STATUS = "status"
    REDIRECT = "redirect"
    SIZE = "size"
    CONTENT = "content"
    OUTSIDE = "outside"


_Text = Annotated[str, Field(min_length=1, max_length=500)]


class _Spot(BaseModel):
    Lat_WGS84: Annotated[float, Field(allow_inf_nan=False)]
    Lon_WGS84: Annotated[float, Field(allow_inf_nan=False)]


class _Box(BaseModel):
    LowerLeft: _Spot
    UpperRight: _Spot


class _Location(BaseModel):
    FormattedAddress: _Text
    LocationType: str = ""
    Location: _Spot
    BoundingBox: object = None
    """Not needed for an answer: read by :func:`_street_m` alone."""


class _Locations(BaseModel):
    LocationResult: list[_Location]


class _Suggestions(BaseModel):
    SuggestionResult: list[_Text]


_Answer = TypeVar("_Answer", bound=BaseModel)


class _FailedError(Exception):
    """A request failed; holds how, and nothing else."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class _PassingError(_FailedError):
    """A request failed in a way that may pass."""


@dataclass(frozen=True)
class Located:
    """Where an address is.

    Attributes
    ----------
    label
        The address as the service writes it.
    lat, lon
        Degrees, WGS84.
    precision
        How exactly the service knows it.
    kind
        The service's own word for that (``LocationType``).
    street_m
        Of a street, how far its farthest corner is from there, metres; None where not known.
    """

    label: str
    lat: float
    lon: float
    precision: Precision
    kind: str
    street_m: float | None = None

    @property
    def error_m(self) -> float:
        """Return how far the address may be from there, metres; infinite where not known."""
        if self.precision is Precision.ADDRESS:
            return 0.0
        return math.inf if self.street_m is None else self.street_m


@dataclass(frozen=True)
class Geolocation:
    """A client of the service.

    Attributes
    ----------
    base_url
        Up to and without ``/v4``; empty if the service must not be used.
    total_s
        Seconds within which a call ends.
    """

    base_url: str
    total_s: float = TOTAL_S

    def suggest(self, query: str, *, count: int = 5) -> list[str]:
        """Return addresses that begin like a query.

        Raises
        ------
        GeocoderError
            If the service gives no usable answer; ``params["problem"]`` is a :class:`Problem`.
        """
        if not (text := clean(query)):
            return []
        answer = self._ask("Suggestion", text, count, _Suggestions)
        return [label for found in answer.SuggestionResult[:count] if (label := clean(found))]

    def locate(self, query: str) -> Located | None:
        """Return where an address lies, or None if the service does not know it.

        Raises
        ------
        GeocoderError
            As in :meth:`suggest`; ``outside`` if it is outside Belgium.
        """
        if not (text := clean(query)):
            return None
        answer = self._ask("Location", text, 1, _Locations)
        if not answer.LocationResult:
            return None
        found = answer.LocationResult[0]
        lat, lon = found.Location.Lat_WGS84, found.Location.Lon_WGS84
        if not in_belgium(lat, lon):
            raise _error(Problem.OUTSIDE)
        kind = clean(found.LocationType)
        label, precision = clean(found.FormattedAddress), _precision(kind)
        street_m = _street_m(found) if precision is Precision.STREET else None
        return Located(label, lat, lon, precision, kind, street_m)

    def _ask(self, what: str, query: str, count: int, shape: type[_Answer]) -> _Answer:
        if not self.base_url:
            raise _error(Problem.OFF)
        url = f"{self.base_url}/v4/{what}"
        params = {"q": query, "c": str(count)}
        outcome = _within(self.total_s, lambda until: _fetch(url, params, until))
        if isinstance(outcome, Problem):
            raise _error(outcome)
        try:
            return shape.model_validate_json(outcome)
        except ValidationError:
            pass  # raised below, where no error that quotes the answer is its context
        raise _error(Problem.CONTENT)


def _within(total_s: float, work: Callable[[float], bytes]) -> bytes | Problem:
    """Return what work returns, or how it failed, after total_s at the latest.

    It runs in a thread of its own: neither looking up a name nor a server that sends a byte now and
    then can be bounded otherwise.
    """
    outcomes: SimpleQueue[bytes | Problem] = SimpleQueue()

    def run() -> None:
        try:
            outcomes.put(work(time.monotonic() + total_s))
        except _FailedError as error:
            outcomes.put(error.problem)
        except Exception:  # noqa: BLE001  (whatever else goes wrong may quote the query)
            outcomes.put(Problem.UNREACHABLE)

    threading.Thread(target=run, name="geolocation", daemon=True).start()
    try:
        return outcomes.get(timeout=total_s)
    except Empty:
        return Problem.TIMEOUT


def _fetch(url: str, params: dict[str, str], until: float) -> bytes:
    """Return the body of an answer; try again on what may pass, until a moment at the latest."""
    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(_ATTEMPTS)
        | tenacity.stop_after_delay(max(until - time.monotonic(), 0.0)),
        retry=tenacity.retry_if_exception_type(_PassingError),
        wait=tenacity.wait_exponential_jitter(multiplier=0.1, max=0.3, jitter=0.1),
        reraise=True,
    )
    return retrying(_fetch_once, url, params, until)


def _fetch_once(url: str, params: dict[str, str], until: float) -> bytes:
    left = max(until - time.monotonic(), 0.01)
    limits = httpx.Timeout(min(left, 1.5), connect=min(left, _CONNECT_S))
    problem = Problem.UNREACHABLE
    try:
        with (
            httpx.Client(verify=trusted(), timeout=limits, headers=_HEADERS) as client,
            client.stream("GET", url, params=params) as response,
        ):
            if response.is_success:
                return _body(response, until)
            problem = Problem.REDIRECT if response.is_redirect else Problem.STATUS
            passing = response.is_server_error
    except _FailedError:
        raise
    except httpx.TimeoutException:
        problem, passing = Problem.TIMEOUT, True
    except httpx.TransportError:
        passing = True
    except (httpx.HTTPError, httpx.InvalidURL):
        passing = False
    raise (_PassingError if passing else _FailedError)(problem)


def _body(response: httpx.Response, until: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > _MAX_BYTES:
            raise _FailedError(Problem.SIZE)
        if time.monotonic() > until:
            raise _FailedError(Problem.TIMEOUT)
    return bytes(body)


def _precision(kind: str) -> Precision:
    lower = kind.casefold()
    return next((found for part, found in _PRECISIONS if part in lower), Precision.PLACE)


def _street_m(found: _Location) -> float | None:
    """Return the distance from the position of an answer to the farthest corner of its box.

    None where it has no box, or one without a size.
    """
    spot = found.Location
    try:
        box = _Box.model_validate(found.BoundingBox)
    except ValidationError:
        return None
    if box.LowerLeft == box.UpperRight:
        return None
    corners = [
        (lon, lat)
        for lon in (box.LowerLeft.Lon_WGS84, box.UpperRight.Lon_WGS84)
        for lat in (box.LowerLeft.Lat_WGS84, box.UpperRight.Lat_WGS84)
    ]
    return max(float(_EARTH.inv(spot.Lon_WGS84, spot.Lat_WGS84, *end)[2]) for end in corners)


def _error(problem: Problem) -> GeocoderError:
    return GeocoderError(f"The address service gave no usable answer ({problem}).", problem=problem)

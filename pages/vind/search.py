"""Searching in Vind: a typed text becomes a spot, a centre, or a sentence on why it does not.

The text stays in the session of this visitor: it is sent to the address service if it looks like an
address, and nowhere else. Only a place of the gazetteer appears in the address of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import streamlit as st
from pyproj import Transformer

from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import Precision
from geodata.errors import BadValueError, GeocoderError
from geodata.places.coordinates import in_belgium, parse_coordinates
from geodata.places.place import PlaceKind
from geodata.places.search import looks_like_address, search
from geodata.places.text_folding import is_street, words_of
from loaders.settings import get_settings
from pages.ui.cache import places
from pages.ui.i18n import N_, _, fill, reader_language
from pages.ui.session_data import current_snapshot
from pages.vind import session

if TYPE_CHECKING:
    from geodata.places.place import Place
    from geodata.places.search import Hit
    from loaders.store.snapshots import Snapshot
    from pages.ui.cache import Places

ANSWER = ".nabij-answer"
"""CSS selector of the heading of an answer."""

FIRST_CARDS = 3
"""How many centres are shown at first."""

_SUGGESTIONS = 3
_VAGUE_ADDRESS_M = 1_000.0
"""How far an address without an exact position may really be."""

_TO_METRIC = Transformer.from_crs(WGS84, METRIC_CRS, always_xy=True)

_PLACE_TEXTS = {
    PlaceKind.MUNICIPALITY: N_("{name}, gemeente"),
    PlaceKind.DEELGEMEENTE: N_("{name}, deelgemeente van {detail}"),
    PlaceKind.POSTCODE: N_("{name} {detail}"),
    PlaceKind.WIJK: N_("{name}, wijk in {detail}"),
    PlaceKind.CENTRE: N_("{name}, dienstencentrum in {detail}"),
}


class Reason(StrEnum):
    """Why a search has no answer, or another answer than was asked for."""

    EMPTY = "empty"
    NOTHING_FOUND = "nothing"
    SIMILAR_NAME = "like"
    ONLY_PLACE = "only_place"
    TOWN_MISSING = "town_missing"
    OUTSIDE_BELGIUM = "outside"
    NO_POSITION = "refused"
    ADDRESSES_OFF = "off"
    ADDRESS_SERVICE_FAILED = "failed"
    ADDRESS_UNKNOWN = "unknown"
    NO_CENTRE = "no_centre"


@dataclass(frozen=True)
class Notice:
    """What there is to say of a search; ``from_middle`` if it starts from the middle of a place."""

    reason: Reason
    from_middle: bool = False


_REASON_TEXTS = {
    Reason.EMPTY: N_(
        "Typ een adres, een postcode, een gemeente, een wijk of de naam van een centrum."
    ),
    Reason.NOTHING_FOUND: N_(
        "We vinden deze plek niet in Vlaanderen of Brussel. Kijk de spelling na, of typ een "
        "postcode of gemeente."
    ),
    Reason.SIMILAR_NAME: N_("Die naam vinden we niet precies zo. Dit lijkt er het meest op."),
    Reason.TOWN_MISSING: N_("Typ bij een straat ook de gemeente of de postcode."),
    Reason.OUTSIDE_BELGIUM: N_(
        "Dat punt ligt niet in België. Typ een adres, een postcode of een gemeente."
    ),
    Reason.NO_POSITION: N_(
        "We mogen uw locatie niet gebruiken. Typ een adres, een postcode of een gemeente."
    ),
    Reason.ADDRESSES_OFF: N_(
        "Adressen worden hier niet opgezocht. Typ een postcode, een gemeente of een wijk."
    ),
    Reason.ADDRESS_SERVICE_FAILED: N_(
        "We kunnen nu geen adressen opzoeken. Typ een postcode, een gemeente of een wijk."
    ),
    Reason.ADDRESS_UNKNOWN: N_(
        "Dit adres is niet gevonden. Typ een postcode, een gemeente of een wijk."
    ),
    Reason.NO_CENTRE: N_("Dit centrum kennen we niet (meer). Zoek hierboven opnieuw."),
}
_FROM_MIDDLE_TEXTS = {
    Reason.ONLY_PLACE: N_(
        "We kennen alleen {place}, niet de rest van wat u typte. We zoeken vanaf het midden."
    ),
    Reason.ADDRESSES_OFF: N_(
        "Adressen worden hier niet opgezocht: we zoeken vanaf het midden van {place}."
    ),
    Reason.ADDRESS_SERVICE_FAILED: N_(
        "We kunnen nu geen adressen opzoeken: we zoeken vanaf het midden van {place}."
    ),
    Reason.ADDRESS_UNKNOWN: N_(
        "Dit adres is niet gevonden: we zoeken vanaf het midden van {place}."
    ),
}


@dataclass(frozen=True)
class Spot:
    """The point that distances are measured from.

    Attributes
    ----------
    kind
        A :class:`geodata.places.search.PlaceKind`, or ``address``, ``here`` or ``coordinates``.
    label
        Its name; empty for a spot without one.
    town
        Its municipality, to distinguish it from others of its name; empty if it is one.
    x_m, y_m
        EPSG:3812, metres.
    radius_m
        How far the real place may extend from there, metres.
    """

    kind: str
    label: str
    x_m: float
    y_m: float
    radius_m: float = 0.0
    town: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a search leads to: the key of a place, the id of a centre, or a spot.

    ``suggestions`` are keys of other places that may have been meant; ``suggestions_first`` if
    that is so likely that they come before the answer.
    """

    place: str = ""
    centre: str = ""
    spot: Spot | None = None
    notice: Notice | None = None
    suggestions: tuple[str, ...] = ()
    suggestions_first: bool = False


def look_up(text: str, known: Places) -> Outcome:
    """Return what a text leads to; never raises, whatever it is."""
    try:
        degrees = parse_coordinates(text)
    except BadValueError:
        return _no_answer(Reason.OUTSIDE_BELGIUM)
    if degrees:
        return Outcome(spot=spot_at(*degrees, kind="coordinates"))
    if not text.strip():
        return _no_answer(Reason.EMPTY)
    return _of_name(text, known)


def _of_name(text: str, known: Places) -> Outcome:
    hits = search(known.index, text)
    if hits and (hits[0].common or not hits[0].partial):
        notice = Notice(Reason.ONLY_PLACE, from_middle=True) if hits[0].common else None
        return _of_hits(hits, known, notice)
    if hits or looks_like_address(text):  # a street is what the gazetteer does not know
        return _of_address(text, hits, known)
    street = any(map(is_street, words_of(text)))
    return _no_answer(Reason.TOWN_MISSING if street else Reason.NOTHING_FOUND)


def _no_answer(reason: Reason) -> Outcome:
    return Outcome(notice=Notice(reason))


def _of_hits(hits: list[Hit], known: Places, notice: Notice | None = None) -> Outcome:
    first, *rest = [hit.place for hit in hits]
    others = [place for place in rest if not _same(place, first)][:_SUGGESTIONS]
    similar = notice is None and hits[0].guess
    outcome = Outcome(
        notice=Notice(Reason.SIMILAR_NAME) if similar else notice,
        suggestions=tuple(known.keys[place] for place in others),
        suggestions_first=similar or any(place.name == first.name for place in others),
    )
    if first.kind is PlaceKind.CENTRE:
        return replace(outcome, centre=first.code)
    return replace(outcome, place=known.keys[first])


def _same(place: Place, other: Place) -> bool:
    """Return whether a place is the part of a municipality that has its name: Gent in Gent."""
    return place.name == other.name == place.town


def _of_address(text: str, hits: list[Hit], known: Places) -> Outcome:
    from loaders.centres.geolocation import Geolocation, Problem

    found, reason = None, Reason.ADDRESS_UNKNOWN
    try:
        found = Geolocation(get_settings().geolocation).locate(text)
    except GeocoderError as error:
        reason = {
            Problem.OFF: Reason.ADDRESSES_OFF,
            Problem.OUTSIDE: Reason.ADDRESS_UNKNOWN,
        }.get(Problem(error.params["problem"]), Reason.ADDRESS_SERVICE_FAILED)
    if hits and not looks_like_address(text):
        reason = Reason.ONLY_PLACE
    if found and found.precision is not Precision.MUNICIPALITY:
        radius_m = 0.0 if found.precision.decides else _VAGUE_ADDRESS_M
        spot = spot_at(found.lat, found.lon, kind="address", label=found.label, radius_m=radius_m)
        return Outcome(spot=spot)
    return _of_hits(hits, known, Notice(reason, from_middle=True)) if hits else _no_answer(reason)


def spot_at(lat: float, lon: float, *, kind: str, label: str = "", radius_m: float = 0.0) -> Spot:
    """Return a spot given in degrees (WGS84)."""
    x_m, y_m = _TO_METRIC.transform(lon, lat)
    return Spot(kind, label, x_m, y_m, radius_m)


def place_text(place: Place, known: Places) -> str:
    """Return a place with what distinguishes it from others of its name."""
    detail = ", ".join(_local_name(part, known) for part in place.detail.split(", "))
    return place_texts()[place.kind].format(name=name_of(place, known), detail=detail)


def place_texts() -> dict[str, str]:
    """Return how a place is written, by its kind, with ``{name}`` and ``{detail}``."""
    return {kind.value: _(text) for kind, text in _PLACE_TEXTS.items()}


def name_of(place: Place, known: Places) -> str:
    """Return the name of a place in the reader's language, where it has one."""
    return _local_name(place.name, known) if place.kind is PlaceKind.MUNICIPALITY else place.name


def _local_name(name: str, known: Places) -> str:
    return known.french.get(name, name) if reader_language().french_names else name


def current_spot(snapshot: Snapshot) -> Spot | None:
    """Return the spot that this visitor chose, if any."""
    key = st.session_state[session.PLACE]
    # the places are only made when one is chosen: the first time it takes a second
    if key and (place := places(snapshot).by_key.get(key)):
        known = places(snapshot)
        name, town = name_of(place, known), _local_name(place.town, known)
        if place.kind is PlaceKind.POSTCODE:
            inside = [_local_name(part, known) for part in place.detail.split(", ")[:-1]]
            name, town = f"{name} {', '.join(inside) or town}", town if inside else ""
        else:
            town = "" if town in name else town
        return Spot(place.kind, name, place.x_m, place.y_m, place.radius_m, town)
    spot = st.session_state.get(session.SPOT)
    return spot if isinstance(spot, Spot) else None


def answered_with() -> str:
    """Return what the page answers: ``here``, a ``place`` of the address, ``other`` or ``nothing``.

    The browser keeps the position of a visitor, and sends it again where nothing is answered.
    """
    if st.session_state[session.PLACE] or st.session_state[session.CENTRE]:
        return "place"
    spot = st.session_state.get(session.SPOT)
    if isinstance(spot, Spot) and spot.kind == "here":
        return "here"
    return "other" if spot or st.session_state.get(session.NOTICE) else "nothing"


def spot_name(spot: Spot) -> str:
    """Return the name of a spot."""
    own = {"here": _("uw plaats"), "coordinates": _("het punt dat u ingaf")}
    return own.get(spot.kind, spot.label)


def route_start(spot: Spot) -> str:
    """Return from where distances are measured, for a route in words."""
    name = spot_name(spot)
    return fill(_("het midden van {place}"), place=name) if spot.radius_m else name


def apply(outcome: Outcome) -> None:
    """Keep an outcome for this and the next runs."""
    st.session_state[session.PLACE] = outcome.place
    st.session_state[session.CENTRE] = outcome.centre
    st.session_state[session.TOWN] = st.session_state[session.PROVINCE] = ""
    st.session_state[session.SPOT] = outcome.spot
    st.session_state[session.NOTICE] = outcome.notice
    st.session_state[session.SUGGESTIONS] = outcome.suggestions
    st.session_state[session.SUGGESTIONS_FIRST] = outcome.suggestions_first
    st.session_state[session.CARDS_SHOWN] = FIRST_CARDS
    announce()


def announce(scroll_to: str = "") -> None:
    """Let the browser announce and show the answer; with a CSS selector, scroll to that."""
    count = int(st.session_state.get(session.ANNOUNCEMENTS, 0))
    st.session_state[session.ANNOUNCEMENTS] = count + 1
    st.session_state[session.SCROLL_TO] = scroll_to


def on_search(answer: object) -> None:
    """Handle what the search box sends: what was typed, or the key of a suggestion."""
    snapshot = current_snapshot()
    known = places(snapshot)
    match answer:
        case {"key": str() as key} if key in known.by_key:
            choose_place(key)
        case {"text": str() as text}:
            apply(look_up(text, known))
        case _:
            apply(_no_answer(Reason.NOTHING_FOUND))


def choose_place(key: str) -> None:
    """Answer with a place or centre, by its key."""
    kind, _colon, code = key.partition(":")
    apply(Outcome(centre=code) if kind == PlaceKind.CENTRE else Outcome(place=key))


def on_suggestion(key: str) -> None:
    """Answer with a suggestion of the page; its button is gone afterwards, so focus moves."""
    choose_place(key)
    announce(ANSWER)


def on_location(answer: object) -> None:
    """Handle the position that the browser sends, or that it refuses to send one."""
    match answer:
        case {"lat": int() | float() as lat, "lon": int() | float() as lon}:
            inside = in_belgium(lat, lon)
            outside = _no_answer(Reason.OUTSIDE_BELGIUM)
            apply(Outcome(spot=spot_at(lat, lon, kind="here")) if inside else outside)
        case _:
            st.session_state[session.NOTICE] = Notice(Reason.NO_POSITION)
            announce()


def notice_text(notice: Notice, spot: Spot | None) -> str:
    """Return a notice in words."""
    texts = _FROM_MIDDLE_TEXTS if notice.from_middle else _REASON_TEXTS
    return fill(_(texts[notice.reason]), place=spot.label if spot else "")

"""The search box of Vind: what was typed becomes a spot, a centre, or one plain sentence.

What is typed stays in the session of this visitor: it goes to the address service if it looks like
an address, and nowhere else. Only a place of the gazetteer stands in the address of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st
from pyproj import Transformer

from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import Precision
from geodata.errors import BadValueError, GeocoderError
from geodata.places.search import (
    PlaceKind,
    in_belgium,
    looks_like_address,
    parse_coordinates,
    search,
)
from loaders.settings import get_settings
from pages.ui.cache import places
from pages.ui.i18n import N_, _, fill, reader_language
from pages.ui.session_data import current_snapshot

if TYPE_CHECKING:
    from geodata.places.search import Hit, Place
    from pages.ui.cache import Places

ANSWER = ".nabij-answer"
"""Where the heading of an answer is found in the page."""

FIRST = 3
"""How many centres are shown at first."""

_SUGGESTIONS = 3
_LIKE = 70.0  # score of a hit below which the name was typed otherwise
_TO_METRIC = Transformer.from_crs(WGS84, METRIC_CRS, always_xy=True)

_PLACE_TEXTS = {
    PlaceKind.MUNICIPALITY: N_("{name}, gemeente"),
    PlaceKind.DEELGEMEENTE: N_("{name}, deelgemeente van {detail}"),
    PlaceKind.POSTCODE: N_("{name} {detail}"),
    PlaceKind.WIJK: N_("{name}, wijk in {detail}"),
    PlaceKind.CENTRE: N_("{name}, dienstencentrum in {detail}"),
}
_NOTES = {
    "empty": N_("Typ een adres, een postcode, een gemeente, een wijk of de naam van een centrum."),
    "nothing": N_(
        "We vinden deze plek niet in Vlaanderen of Brussel. Kijk de spelling na, of typ een "
        "postcode of gemeente."
    ),
    "like": N_("Die naam vinden we niet precies zo. Dit lijkt er het meest op."),
    "outside": N_("Dat punt ligt niet in België. Typ een adres, een postcode of een gemeente."),
    "refused": N_(
        "We weten niet waar u bent: uw toestel zegt het niet. Typ een adres, een postcode of een "
        "gemeente."
    ),
    "off": N_("Adressen worden hier niet opgezocht. Typ een postcode, een gemeente of een wijk."),
    "off_from": N_("Adressen worden hier niet opgezocht: we zoeken vanaf het midden van {place}."),
    "failed": N_(
        "We kunnen nu geen adressen opzoeken. Typ een postcode, een gemeente of een wijk."
    ),
    "failed_from": N_(
        "We kunnen nu geen adressen opzoeken: we zoeken vanaf het midden van {place}."
    ),
    "unknown": N_("Dit adres is niet gevonden. Typ een postcode, een gemeente of een wijk."),
    "unknown_from": N_("Dit adres is niet gevonden: we zoeken vanaf het midden van {place}."),
    "no_centre": N_("Dit centrum kennen we niet (meer). Zoek hierboven opnieuw."),
}


@dataclass(frozen=True)
class Spot:
    """Where someone looks from.

    Attributes
    ----------
    kind
        A :class:`geodata.places.search.PlaceKind`, or ``address``, ``here`` or ``coordinates``.
    label
        Its name; empty for a spot without one.
    town
        The municipality it lies in, to tell it from others of its name; empty if it is one.
    x_m, y_m
        EPSG:3812, metres.
    radius_m
        How far its real extent may reach from there.
    """

    kind: str
    label: str
    x_m: float
    y_m: float
    radius_m: float = 0.0
    town: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a search leads to: a place or centre by its key, or a spot; and what to say of it.

    In ``doubt`` another place may have been meant: the suggestions stand before the answer.
    """

    place: str = ""
    centre: str = ""
    spot: Spot | None = None
    note: str = ""
    suggestions: tuple[str, ...] = ()
    doubt: bool = False


def look_up(text: str, known: Places) -> Outcome:
    """Return what a text leads to; never raises, whatever it is."""
    try:
        degrees = parse_coordinates(text)
    except BadValueError:
        return Outcome(note="outside")
    if degrees:
        return Outcome(spot=spot_at(*degrees, kind="coordinates"))
    if not text.strip():
        return Outcome(note="empty")
    hits = search(known.index, text)
    if hits and not hits[0].partial:
        return _of_hits(hits, known)
    if hits or looks_like_address(text):  # a street is what the gazetteer does not know
        return _of_address(text, hits, known)
    return Outcome(note="nothing")


def _of_hits(hits: list[Hit], known: Places, note: str = "") -> Outcome:
    first, *rest = [hit.place for hit in hits]
    others = [place for place in rest if not _same(place, first)][:_SUGGESTIONS]
    unlike = not note and hits[0].score < _LIKE
    outcome = Outcome(
        note="like" if unlike else note,
        suggestions=tuple(known.keys[place] for place in others),
        doubt=unlike or any(place.name == first.name for place in others),
    )
    if first.kind is PlaceKind.CENTRE:
        return replace(outcome, centre=first.code)
    return replace(outcome, place=known.keys[first])


def _same(place: Place, other: Place) -> bool:
    """Tell whether a place is that part of another that bears its name: Gent, of Gent."""
    return place.name == other.name == _town(place)


def _town(place: Place) -> str:
    """Return the municipality of a place."""
    return place.name if place.kind is PlaceKind.MUNICIPALITY else place.detail.split(", ")[-1]


def _of_address(text: str, hits: list[Hit], known: Places) -> Outcome:
    from loaders.centres.geolocation import Geolocation, Problem  # noqa: PLC0415  (slow to import)

    try:
        found = Geolocation(get_settings().geolocation).locate(text)
        note = "unknown"
    except GeocoderError as error:
        found, note = None, "off" if error.params["problem"] == Problem.OFF else "failed"
        if error.params["problem"] == Problem.OUTSIDE:
            note = "unknown"
    if found and found.precision is not Precision.MUNICIPALITY:
        radius_m = 0.0 if found.precision.decides else 1_000.0
        spot = spot_at(found.lat, found.lon, kind="address", label=found.label, radius_m=radius_m)
        return Outcome(spot=spot)
    return _of_hits(hits, known, f"{note}_from") if hits else Outcome(note=note)


def spot_at(lat: float, lon: float, *, kind: str, label: str = "", radius_m: float = 0.0) -> Spot:
    """Return a spot given in degrees (WGS84)."""
    x_m, y_m = _TO_METRIC.transform(lon, lat)
    return Spot(kind, label, x_m, y_m, radius_m)


def place_text(place: Place, known: Places) -> str:
    """Return a place with what tells it from others of its name."""
    detail = ", ".join(_said(part, known) for part in place.detail.split(", "))
    return place_texts()[place.kind].format(name=name_of(place, known), detail=detail)


def place_texts() -> dict[str, str]:
    """Return how a place is written, by its kind, with ``{name}`` and ``{detail}``."""
    return {kind.value: _(text) for kind, text in _PLACE_TEXTS.items()}


def name_of(place: Place, known: Places) -> str:
    """Return the name of a place in the reader's language, where it has one."""
    return _said(place.name, known) if place.kind is PlaceKind.MUNICIPALITY else place.name


def _said(name: str, known: Places) -> str:
    return known.french.get(name, name) if reader_language().french_names else name


def current_spot(known: Places) -> Spot | None:
    """Return where this visitor looks from, if anywhere."""
    place = known.by_key.get(st.session_state["plek"])
    if place:
        name, town = name_of(place, known), _said(_town(place), known)
        if place.kind is PlaceKind.POSTCODE:
            name = f"{name} {town}"
        town = "" if town in name else town
        return Spot(place.kind, name, place.x_m, place.y_m, place.radius_m, town)
    spot = st.session_state.get("vind_spot")
    return spot if isinstance(spot, Spot) else None


def spot_name(spot: Spot) -> str:
    """Return what a spot is called."""
    own = {"here": _("uw plaats"), "coordinates": _("het punt dat u ingaf")}
    return own.get(spot.kind, spot.label)


def start_of(spot: Spot) -> str:
    """Return from where distances are measured, for a route in words."""
    name = spot_name(spot)
    return fill(_("het midden van {place}"), place=name) if spot.radius_m else name


def go(outcome: Outcome) -> None:
    """Keep an outcome for this and the next runs."""
    st.session_state["plek"] = outcome.place
    st.session_state["centrum"] = outcome.centre
    st.session_state["vind_spot"] = outcome.spot
    st.session_state["vind_note"] = outcome.note
    st.session_state["vind_suggestions"] = outcome.suggestions
    st.session_state["vind_doubt"] = outcome.doubt
    st.session_state["vind_count"] = FIRST
    arrive()


def arrive(to: str = "") -> None:
    """Let the browser say and show what comes; with ``to``, a CSS selector, go there."""
    st.session_state["vind_arrivals"] = int(st.session_state.get("vind_arrivals", 0)) + 1
    st.session_state["vind_to"] = to


def answered(answer: object) -> None:
    """Take what the search box sends: what was typed, or the key of a suggestion."""
    snapshot = current_snapshot()
    known = places(snapshot)
    match answer:
        case {"key": str() as key} if key in known.by_key:
            chosen(key)
        case {"text": str() as text}:
            go(look_up(text, known))
        case _:
            go(Outcome(note="nothing"))


def chosen(key: str) -> None:
    """Take a suggestion."""
    kind, _colon, code = key.partition(":")
    go(Outcome(centre=code) if kind == PlaceKind.CENTRE else Outcome(place=key))


def pressed(key: str) -> None:
    """Take a suggestion on the page, whose button then is no longer there."""
    chosen(key)
    arrive(ANSWER)


def located(answer: object) -> None:
    """Take where the browser says that this visitor is, or that it does not say."""
    match answer:
        case {"lat": int() | float() as lat, "lon": int() | float() as lon}:
            inside = in_belgium(lat, lon)
            go(Outcome(spot=spot_at(lat, lon, kind="here")) if inside else Outcome(note="outside"))
        case _:
            st.session_state["vind_note"] = "refused"
            arrive()


def note_text(note: str, spot: Spot | None) -> str:
    """Return a note in words."""
    return fill(_(_NOTES[note]), place=spot.label if spot else "")

"""A service point as a card: what is known of it in large words, and what is not known too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from geodata.choices import Activity, PointKind, Precision, Wheelchair
from geodata.finding import compass, walking_minutes
from geodata.hours import OpenState, opening_state
from pages.labels import status_label
from pages.texts import N_, _, day, moment, ngettext, number
from pages.vind_filters import ACTIVITIES
from pages.vind_map import degrees

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import pandas as pd

    from geodata.hours import OpeningState
    from pages.data import Names

_ROUTES = "https://www.openstreetmap.org/directions"
_STEPS_M = 50.0
_LONG_WALK = 90
_ACCESS = {
    Wheelchair.INDEPENDENT: N_("Toegankelijk met een rolstoel, zonder hulp"),
    Wheelchair.HELP: N_("Toegankelijk met een rolstoel, met hulp"),
}
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
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+[a-z]{2,24}", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_SITES = re.compile(r"https?://(?:www\.)?([\w.-]+)")


@dataclass(frozen=True)
class Near:
    """A service point with where it lies from someone.

    Attributes
    ----------
    point, centre
        Rows of ``geodata.schemas.ServicePoints`` and ``geodata.schemas.Centres``.
    low_m, high_m
        Bounds of the distance, metres, straight line; None if it is not asked.
    direction
        :func:`geodata.finding.compass`; empty where it is not known.
    start
        What the spot is called, for a route in words.
    """

    point: pd.Series
    centre: pd.Series
    low_m: float | None = None
    high_m: float | None = None
    direction: str = ""
    start: str = ""


def near(
    point: pd.Series,
    centre: pd.Series,
    bounds: pd.Series,
    spot: tuple[float, float],
    *,
    start: str = "",
) -> Near:
    """Return a service point as seen from a spot (EPSG:3812, metres)."""
    east, north = point["geometry"].x - spot[0], point["geometry"].y - spot[1]
    decides = Precision(point["precision"]).decides
    direction = compass(east_m=east, north_m=north) if decides else ""
    return Near(point, centre, bounds["low_m"], bounds["high_m"], direction, start)


def card(shown: Near, names: Names, *, now: datetime, title: str, also: str = "") -> str:
    """Return the card as HTML.

    Parameters
    ----------
    shown
        The service point.
    names
        Names of municipalities in the reader's language.
    now
        The moment, in Brussels.
    title
        Its heading; empty for none.
    also
        HTML of whom else to ask, below the rest; empty for nobody.
    """
    point, centre = shown.point, shown.centre
    facts = [*contact(shown, names), access(point), _activities(point), *_origin(centre)]
    return f"{head(shown, title=title, now=now)}<dl>{rows(facts)}</dl>{also}"


def head(shown: Near, *, title: str, now: datetime) -> str:
    """Return, as HTML, what stands on top of a card: its heading, how far, open or not."""
    heading = f"<h3>{escape(title)}</h3>" if title else ""
    distance = "".join(f"<p class='nabij-away'>{escape(t)}</p>" for t in distance_texts(shown))
    return f"{heading}{distance}{_hours(shown.point, now)}"


def title_of(shown: Near) -> str:
    """Return the name of a service point."""
    name = str(shown.centre["name"])
    antenne = shown.point["kind"] == PointKind.ANTENNE
    return _("{name} (antenne)").format(name=name) if antenne else name


def rows(pairs: Iterable[tuple[str, str]]) -> str:
    """Return label and HTML as rows of a list."""
    return "".join(f"<div><dt>{escape(t)}</dt><dd>{d}</dd></div>" for t, d in pairs)


def about(distance_m: float) -> str:
    """Write a distance as a person would say it: to 10 m, from a kilometre to 100 m.

    At least 10 m: no one is nowhere.
    """
    if round(distance_m, -1) < 1_000:  # noqa: PLR2004
        return f"{number(max(round(distance_m, -1), 10))} m"
    return f"{number(distance_m / 1000, digits=1)} km"


def distance_texts(shown: Near) -> list[str]:
    """Return how far it is, and how long one walks, never more exactly than is known."""
    low_m, high_m = shown.low_m, shown.high_m
    if low_m is None or high_m is None:
        return []
    minutes = walking_minutes(high_m)
    far = about(high_m)
    at_most = _("Hoogstens {n} minuten stappen in rechte lijn, aan 3,5 km per uur.")
    if Precision(shown.point["precision"]).decides:
        texts = [_("{far} in vogelvlucht").format(far=far)]
        if shown.direction:
            texts = [f"{texts[0]}, {_(_DIRECTIONS[shown.direction])}"]
        walk = ngettext(
            "Ongeveer {n} minuut stappen in rechte lijn, aan 3,5 km per uur.",
            "Ongeveer {n} minuten stappen in rechte lijn, aan 3,5 km per uur.",
            minutes,
        )
    elif low_m < _STEPS_M:
        texts = [_("Hoogstens {far} in vogelvlucht; de juiste plek is niet bekend").format(far=far)]
        walk = at_most
    else:
        texts = [
            _("Tussen {low} en {far} in vogelvlucht; de juiste plek is niet bekend").format(
                low=about(low_m), far=far
            )
        ]
        walk = at_most
    return [*texts, walk.format(n=minutes)] if minutes <= _LONG_WALK else texts


def _hours(point: pd.Series, now: datetime) -> str:
    state = opening_state(text_of(point["opening_hours"]) or None, now=now)
    return (
        f"<p class='nabij-door nabij-door-{state.state.value}'>"
        f"{escape(hours_text(state, phone=bool(text_of(point['phone'])), now=now))}</p>"
    )


def hours_text(state: OpeningState, *, phone: bool, now: datetime) -> str:
    """Return whether it is open, and when that changes."""
    opens = state.state is OpenState.CLOSED
    when = moment(state.next_change, now, at=opens) if state.next_change else ""
    if state.state is OpenState.UNKNOWN:
        texts = [_("Openingsuren niet bekend.")]
        if state.holiday:
            texts = [_("Vandaag is een feestdag: of het open is, is niet bekend.")]
        elif state.comment:
            texts = [_("Openingsuren: {text}.").format(text=state.comment)]
        texts += [_("Bel even vooraf.")] * phone
        return " ".join(texts)
    if state.state is OpenState.OPEN:
        text = _("Nu open, tot {when}.").format(when=when) if when else _("Nu open.")
    elif when and state.next_state is OpenState.OPEN:
        text = _("Nu gesloten. Opent {when}.").format(when=when)
    else:
        text = _("Nu gesloten.")
    return f"{text} ({state.comment})" if state.comment else text


def where_text(point: pd.Series, names: Names) -> str:
    """Return the address, or what is known of it."""
    street, town = text_of(point["street"]), names.municipality(point["municipality"])
    place = text_of(point["place"]) or town
    precision = Precision(point["precision"])
    if not street:
        place = town if precision is Precision.MUNICIPALITY else place
        return _("adres niet bekend; ligt in {place}").format(place=place)
    postcode = text_of(point["postcode"])
    whole = f"{street}, {f'{postcode} {place}'.strip()}"
    if not any(letter.isdigit() for letter in street):
        return _("{address} (huisnummer niet bekend)").format(address=whole)
    return whole


def contact(shown: Near, names: Names) -> list[tuple[str, str]]:
    """Return label and HTML of where it is, how to get there and how to call."""
    point = shown.point
    facts = [(_("Adres"), escape(where_text(point, names)) + route_link(point, names))]
    if shown.start and shown.high_m is not None:
        on_paper = f"<span class='nabij-on-paper'>{escape(route_text(shown, names))}</span>"
        facts.append((_("Route"), on_paper))
    unknown = escape(_("niet bekend"))
    facts.append((_("Telefoon"), phone_html(text_of(point["phone"])) or unknown))
    if site := website_html(text_of(point["website"])):
        facts.append((_("Website"), site))
    email = text_of(point["email"])
    if _EMAIL.fullmatch(email):
        facts.append((_("E-mail"), f"<a href='mailto:{escape(email, quote=True)}'>{email}</a>"))
    return facts


def phone_html(phone: str) -> str:
    """Return a phone number as a link to call it; plain text if it is none."""
    dialled = ("+" if phone.startswith("+") else "") + "".join(re.findall(r"[0-9]", phone))
    if re.fullmatch(r"[-+0-9 ()./]{8,24}", phone):
        return f"<a class='nabij-phone' href='tel:{dialled}'>{escape(phone)}</a>"
    return escape(phone)


def website_html(website: str) -> str:
    """Return a link to a website; plain text if it is no address of one."""
    url = website if "//" in website else f"https://{website}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return escape(website)
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or "@" in parts.netloc:
        return escape(website)
    return f"<a href='{escape(url, quote=True)}' rel='noopener'>{escape(host)}</a>"


def route_link(point: pd.Series, names: Names) -> str:
    """Return, as HTML, a link to the way there on another site; it holds no starting point.

    Empty where not even the street is known.
    """
    if Precision(point["precision"]).decides:
        lat, lon = degrees(point["geometry"].x, point["geometry"].y)
        to = f"{lat:.5f},{lon:.5f}"
    elif street := text_of(point["street"]):
        town = text_of(point["place"]) or names.municipality(point["municipality"])
        to = f"{street}, {text_of(point['postcode'])} {town}".replace(",  ", ", ")
    else:
        return ""
    url = escape(f"{_ROUTES}?{urlencode({'to': to})}", quote=True)
    text = escape(_("Toon de weg erheen (andere website: openstreetmap.org)"))
    return f"<a class='nabij-route' href='{url}' rel='noopener noreferrer'>{text}</a>"


def route_text(shown: Near, names: Names) -> str:
    """Return the way in words, for on paper: from where to where, how far, which direction."""
    point = shown.point
    address, town = where_text(point, names), names.municipality(point["municipality"])
    if town not in address:
        address = f"{address}, {town}"
    far = distance_texts(shown)[0]
    return _("Van {start} naar {name}, {address}: {distance}.").format(
        start=shown.start,
        name=shown.centre["name"],
        address=address,
        distance=far[0].lower() + far[1:],
    )


def access(point: pd.Series) -> tuple[str, str]:
    """Return label and HTML of how a wheelchair gets in."""
    code = text_of(point["wheelchair"])
    text = _(_ACCESS[Wheelchair(code)]) if code else _("niet bekend")
    return _("Rolstoel"), escape(text)


def _activities(point: pd.Series) -> tuple[str, str]:
    unknown = escape(_("niet bekend"))
    codes = [Activity(code) for code in text_of(point["activities"]).split(",") if code]
    items = "".join(
        f"<li class='nabij-do nabij-do-{c.value}'>{escape(_(ACTIVITIES[c]))}</li>" for c in codes
    )
    return _("Activiteiten"), f"<ul>{items}</ul>" if items else unknown


def _origin(centre: pd.Series) -> list[tuple[str, str]]:
    return [(_("Erkenning"), escape(status_label(centre["status"]))), *origin(centre)]


def origin(row: pd.Series) -> list[tuple[str, str]]:
    """Return label and HTML of where what is said comes from, and from when it is."""
    checked = text_of(row["checked_on"])
    try:
        date_text = day(date.fromisoformat(checked)) if checked else _("niet bekend")
    except ValueError:
        date_text = checked
    return [
        (_("Datum van de bron"), escape(date_text)),
        (_("Bron"), escape(sources_text(str(row["source"])))),
    ]


def sources_text(source: str) -> str:
    """Return a source in short: of web addresses the hosts only."""
    return ", ".join(dict.fromkeys(_SITES.findall(source))) or source


def text_of(value: object) -> str:
    """Return a text, empty where nothing is known."""
    return value.strip() if isinstance(value, str) else ""

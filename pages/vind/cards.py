"""A service point as a card: what is known in large type, and in one line what is not."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from geodata.contact import EMAIL
from geodata.enums import Activity, Precision, Status, Wheelchair
from geodata.filters import WALKING_KMH
from pages.ui import markup
from pages.ui.contact import (
    address_text,
    call_html,
    place_name,
    point_name,
    sources_text,
    text_of,
    website_html,
)
from pages.ui.distance_kinds import streets_date
from pages.ui.i18n import N_, _, day, fill
from pages.ui.labels import status_label
from pages.ui.numbers import number
from pages.vind import hours as vind_hours
from pages.vind.centre_map import degrees
from pages.vind.distance import (
    NearbyPoint,
    direction_text,
    distance_text,
    distance_texts,
)
from pages.vind.filters import ACTIVITIES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import pandas as pd

    from geodata.snapshot.model import SnapshotData
    from pages.ui.labels import Names

_ROUTES = "https://www.openstreetmap.org/directions"
_ACCESS = {
    Wheelchair.INDEPENDENT: N_("Toegankelijk met een rolstoel, zonder hulp"),
    Wheelchair.HELP: N_("Toegankelijk met een rolstoel, met hulp"),
    Wheelchair.NO: N_("Niet toegankelijk met een rolstoel"),
}


def card(
    shown: NearbyPoint,
    names: Names,
    *,
    now: datetime,
    title: str,
    also: str = "",
    unsure: bool = False,
) -> str:
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
        HTML of other services to contact, below the rest; empty for none.
    unsure
        It is not known whether it has what the reader looks for.
    """
    point, centre = shown.point, shown.centre
    status = Status(centre["status"])
    facts = [
        *contact(shown, names, now=now),
        access(point),
        _activities(point),
        (_("Erkenning"), escape(status_label(status)) if status is not Status.UNKNOWN else ""),
        origin(centre),
    ]
    top = head(shown, names, title=title, now=now)
    doubt = _("We weten niet of deze plaats past bij wat u koos. Vraag het even.") * unsure
    mark = markup.paragraph(doubt, "nabij-unsure") if doubt else ""
    return f"{top}{mark}<dl>{rows(facts)}</dl>{also}"


def head(shown: NearbyPoint, names: Names, *, title: str, now: datetime) -> str:
    """Return, as HTML, the top of a card: its heading, the distance, and whether it is open."""
    point = shown.point
    heading = f"<h3>{escape(title)}</h3>" if title else ""
    texts = distance_texts(shown, place=place_name(point, names))
    distance = "".join(markup.paragraph(text, "nabij-away") for text in texts)
    hours, phone = text_of(point["opening_hours"]), bool(text_of(point["phone"]))
    door = vind_hours.open_state_html(hours, phone=phone, now=now)
    return f"{heading}{distance}{vind_hours.gone_html() if _is_gone(shown) else door}"


def _is_gone(shown: NearbyPoint) -> bool:
    """Return whether it has closed for good: nobody is sent there."""
    return shown.centre.get("status") == Status.CLOSED


def rows(pairs: Sequence[tuple[str, str]]) -> str:
    """Return label and HTML as rows of a list; those without HTML together, as not known."""
    known = [(label, html) for label, html in pairs if html]
    missing = [label[0].lower() + label[1:] for label, html in pairs if not html]
    if missing:
        known.append((_("Niet bekend"), escape(", ".join(missing))))
    return "".join(f"<div><dt>{escape(t)}</dt><dd>{d}</dd></div>" for t, d in known)


def contact(shown: NearbyPoint, names: Names, *, now: datetime) -> list[tuple[str, str]]:
    """Return label and HTML of where it is, how to get there and call, and when it is open."""
    point = shown.point
    street = text_of(point["street"])
    gone = _is_gone(shown)
    address = escape(address_text(point, names)) + ("" if gone else route_link(point, names))
    known = street or shown.high_m is None  # otherwise the head of the card shows the place
    facts = [(_("Adres"), address if known else "")]
    if street and shown.start and shown.high_m is not None and not gone:
        on_paper = f"<span class='nabij-on-paper'>{escape(route_text(shown, names))}</span>"
        facts.append((_("Route"), on_paper))
    facts.append((_("Telefoon"), call_html(text_of(point["phone"]))))
    if site := website_html(text_of(point["website"])):
        facts.append((_("Website"), site))
    email = text_of(point["email"])
    if EMAIL.fullmatch(email):
        mailbox = quote(email, safe="@")
        facts.append((_("E-mail"), f"<a href='mailto:{mailbox}'>{escape(email)}</a>"))
    if gone:
        return facts
    hours = text_of(point["opening_hours"])
    week = vind_hours.week_html(hours, today=now.date())
    if week:
        facts.append((_("Openingsuren deze week"), week))
    elif not hours:
        facts.append((_("Openingsuren"), ""))
    return facts


def measuring_note(data: SnapshotData, *, on_foot: bool) -> str:
    """Return, as HTML, what distances and minutes mean.

    Parameters
    ----------
    data
        What is loaded.
    on_foot
        Whether distances are walks.
    """
    speed = number(WALKING_KMH, digits=1)
    if not on_foot:
        text = _(
            "De afstand is een rechte lijn. U stapt in werkelijkheid wat langer. De minuten zijn "
            "voor een oudere die rustig stapt: {speed} km per uur."
        )
        return markup.lead(text.format(speed=speed))
    text = _(
        "De afstand is te voet, over straten en paden zoals ze waren op {date}. De minuten zijn "
        "voor een oudere die rustig stapt: {speed} km per uur. Wachten en klimmen is niet "
        "meegeteld. Straten: {credit}."
    )
    credit = data.dataset("network").attribution
    return markup.lead(text.format(date=streets_date(data), speed=speed, credit=credit))


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


def route_text(shown: NearbyPoint, names: Names) -> str:
    """Return the way in words, for on paper: from where to where, how far, which direction."""
    point = shown.point
    address, town = address_text(point, names), names.municipality(point["municipality"])
    if town not in address:
        address = f"{address}, {town}"
    far = ", ".join(filter(None, (distance_text(shown), direction_text(shown))))
    return fill(
        _("Van {start} naar {name}, {address}: {distance}."),
        start=shown.start,
        name=point_name(point, shown.centre["name"]),
        address=address,
        distance=far[0].lower() + far[1:],
    )


def access(point: pd.Series) -> tuple[str, str]:
    """Return label and HTML of how a wheelchair gets in."""
    code = text_of(point["wheelchair"])
    known = _(_ACCESS[Wheelchair(code)]) if code else ""
    text = known or _("We weten niet of u er met een rolstoel binnen kunt.")
    return _("Rolstoel"), escape(text)


def _activities(point: pd.Series) -> tuple[str, str]:
    codes = [Activity(code) for code in text_of(point["activities"]).split(",") if code]
    items = "".join(
        f"<li class='nabij-do nabij-do-{c}'>{escape(_(ACTIVITIES[c]))}</li>" for c in codes
    )
    return _("Activiteiten"), f"<ul>{items}</ul>" if items else ""


def origin(row: pd.Series) -> tuple[str, str]:
    """Return label and HTML of the source of a record and its date."""
    checked = text_of(row["checked_on"])
    source = sources_text(str(row["source"]))
    try:
        when = day(date.fromisoformat(checked)) if checked else _("datum niet bekend")
    except ValueError:
        when = checked
    return _("Bron"), escape(_("{source}, {date}").format(source=source, date=when))

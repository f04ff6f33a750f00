"""Name, address and contact details of a service point, in words and as links."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from geodata.enums import PointKind, Precision
from pages.ui.i18n import _, fill
from pages.ui.numbers import metres

if TYPE_CHECKING:
    import pandas as pd

    from pages.ui.labels import Names

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+[a-z]{2,24}", re.IGNORECASE)
_SITES = re.compile(r"https?://(?:www\.)?([\w.-]+)")
_BARE_SITES = re.compile(r"(?<![\w@./-])((?:[a-z0-9-]+\.)+(?:be|brussels|nl|eu|com|org|net|pub))\b")


def text_of(value: object) -> str:
    """Return a text without surrounding spaces, empty where the value is missing."""
    return value.strip() if isinstance(value, str) else ""


def point_name(point: pd.Series, centre_name: object) -> str:
    """Return the name of a service point: that of its centre, or of an antenne its own with it."""
    name = str(centre_name)
    if point["kind"] != PointKind.ANTENNE:
        return name
    if own := text_of(point["site_name"]):
        return fill(_("{own} (antenne van {name})"), own=own, name=name)
    return _("{name} (antenne)").format(name=name)


def place_name(point: pd.Series, names: Names) -> str:
    """Return the place of a service point, or its municipality where only that is known."""
    municipality = names.municipality(point["municipality"])
    only = Precision(point["precision"]) is Precision.MUNICIPALITY
    return municipality if only else text_of(point["place"]) or municipality


def has_house_number(point: pd.Series) -> bool:
    """Return whether an address has a house number."""
    return any(letter.isdigit() for letter in str(point["street"]))


def address_text(point: pd.Series, names: Names) -> str:
    """Return the address, or what is known of it."""
    street, municipality = text_of(point["street"]), names.municipality(point["municipality"])
    place = text_of(point["place"]) or municipality
    if not street:
        return _("adres niet bekend; ligt in {place}").format(place=place_name(point, names))
    postcode = text_of(point["postcode"])
    whole = f"{street}, {f'{postcode} {place}'.strip()}"
    if not has_house_number(point):
        return _("{address} (huisnummer niet bekend)").format(address=whole)
    return whole


def near_text(point: pd.Series) -> str:
    """Return within how many metres a position is known; empty where it is no such position."""
    if Precision(point["precision"]) is not Precision.NEARBY:
        return ""
    return _("We kennen de plek op ongeveer {far} na.").format(far=metres(point["within_m"]))


def located_text(point: pd.Series, names: Names) -> str:
    """Return the address, or what is known of it, and how near its position is known."""
    return ". ".join(filter(None, [address_text(point, names), near_text(point)]))


def phone_html(phone: str) -> str:
    """Return a phone number as a link that calls it; plain text if it is not a phone number."""
    return _dial(phone, escape(phone))


def call_html(phone: str) -> str:
    """Return a phone number as a large button that calls it; plain text if it is not one."""
    words = escape(_("Bel {phone}")).format(phone=f"<b>{escape(phone)}</b>")
    return _dial(phone, words, " nabij-call")


def _dial(phone: str, words: str, css: str = "") -> str:
    dialled = ("+" if phone.startswith("+") else "") + "".join(re.findall(r"[0-9]", phone))
    if re.fullmatch(r"[-+0-9 ()./]{8,24}", phone):
        return f"<a class='nabij-phone{css}' href='tel:{dialled}'>{words}</a>"
    return escape(phone)


def website_html(website: str) -> str:
    """Return a link to a website; plain text if it is not the address of one."""
    url = website if "//" in website else f"https://{website}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return escape(website)
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or "@" in parts.netloc:
        return escape(website)
    return f"<a href='{escape(url, quote=True)}' rel='noopener'>{escape(host)}</a>"


def sources_text(source: str) -> str:
    """Return a source in short: only the hosts of the websites in it, if there are any."""
    hosts = _SITES.findall(source) or _BARE_SITES.findall(source)
    return ", ".join(dict.fromkeys(hosts)) or source

"""Centres of de Sociale Kaart, the directory of care and welfare in Flanders and Brussels."""

from __future__ import annotations

import re
from collections import Counter
from math import isnan
from typing import TYPE_CHECKING, Any

from geodata.enums import PointKind, Precision, SourceProblem, Status
from loaders.sources.http import Question, Site
from loaders.sources.json_answers import (
    Reading,
    activity_codes,
    dig,
    listed,
    position,
    reading,
    require_whole,
    text,
    web_address,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loaders.sources.json_answers import Ask

SOURCE = "sociale_kaart"
ADDRESS = "https://www.desocialekaart.be/api"
SITE = Site(SOURCE, frozenset({"desocialekaart.be", "www.desocialekaart.be"}))

_SIZE, _LARGEST = 500, 2_000
"""Records a page, and the most that the source gives."""
_MOST_PAGES = 100
_MOST_ROUNDS = 3
_PLACES = re.compile(r"bezoek|visit|antenne|vestiging|branch|locatie|location|uitbating|\bsite\b")
_NO_PLACES = re.compile(
    r"post|mail|correspond|brief|factu|billing|invoice|zetel|seat|si[eè]ge|registered|headquarter"
    r"|admini"
)
"""What the type of an address holds, where people come, and where they do not."""
_WORDS = re.compile(r"\b(lokaal|lokale)\s+dienstencentr", re.IGNORECASE)
_OPEN = {"", "active", "actief", "open", "published", "approved", "verified", "valid", "validated"}
_CLOSED = {"closed", "gesloten", "inactive", "inactief", "stopped", "stopgezet", "ended"}
_CLOSED |= {"archived", "deleted", "removed", "geschrapt", "terminated", "ceased"}
_CHANGED = "The source may have changed: report it to the makers of Nabij."


def read(ask: Ask) -> Reading:
    """Ask for every lokaal dienstencentrum, page by page.

    The source does not say whether a centre is recognised: ``status`` is ``closed`` where it says
    that, else empty. Further addresses of an organisation where people come become its antennes;
    its seat, those for letters and those of an unknown type do not.

    Raises
    ------
    SourceError
        If the rubric is ambiguous, or fewer different records arrive than the source announces,
        also when it is asked again.
    """
    rubric = _rubric(ask(Question(f"{ADDRESS}/generic-list/rubric", {"query": "dienstencentr"})))
    known: dict[str, Any] = {}
    for size in (_SIZE, *[_LARGEST] * (_MOST_ROUNDS - 1)):
        offers, total, pages = _round(ask, rubric, size)
        for offer in offers:
            known.setdefault(_key(offer), offer)
        known.pop("", None)
        keyless = [offer for offer in offers if not _key(offer)]
        different = len(known) + len(keyless)
        # pages may overlap, and then a record is on none; one page of all of them lacks none
        if different >= total or (pages <= 1 and len(offers) >= total):
            return reading_of([*known.values(), *keyless])
    what = f"gave {different:,} of the {total:,} records that it says it has, asked "
    what += f"{_MOST_ROUNDS} times: {total - different:,} missing"
    raise SITE.error(SourceProblem.INCOMPLETE, what)


def _round(ask: Ask, rubric: str, size: int) -> tuple[list[Any], int, int]:
    """Return the records of all pages, how many the source says there are, and the pages."""
    offers: list[Any] = []
    total = pages = 1
    number = 0
    while number < pages:
        wanted = {
            "rubrics": rubric,
            "page": str(number),
            "size": str(size),
            "sort": "LAST_UPDATED_DESC",
        }
        answer = require_whole(ask(Question(f"{ADDRESS}/health-offers", wanted)), SITE)
        offers += _offers(answer)
        pages = _count(answer, "totalPages")
        total = _count(answer, "totalElements")
        number += 1
        if pages > _MOST_PAGES:
            what = f"has {pages:,} pages of {size}, more than dienstencentra can fill"
            raise SITE.error(SourceProblem.CONTENT, what, action=_CHANGED)
    return offers, total, pages


def reading_of(offers: list[Any]) -> Reading:
    """Return what records of the source say; each organisation once, the first that came."""
    by_id: dict[str, Any] = {}
    nameless = 0
    for offer in offers:
        key = _key(offer)
        if key and text(offer, "legalName", "description"):
            by_id.setdefault(key, offer)
        else:
            nameless += 1
    others: Counter[str] = Counter()
    rows = [row for key, offer in by_id.items() for row in _rows(key, offer, others)]
    states = sorted({_state(offer) for offer in by_id.values()} - _OPEN - _CLOSED)
    notes = []
    if nameless:
        notes.append(f"{nameless} without an id or a name left out")
    if states:
        notes.append(f"taken as open, for their state is not known to us: {', '.join(states)}")
    if others:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in sorted(others.items()))
        notes.append(f"further addresses that are not taken as antennes, by their type: {kinds}")
    return reading(rows, notes)


def _key(offer: Any) -> str:
    return text(offer, "id", "id") or text(offer, "id")


def _rubric(answer: Any) -> str:
    names = [name for item in listed(answer, "content") if (name := text(item, "name"))]
    found = sorted({name for name in names if _WORDS.search(name)})
    if len(found) != 1:
        came = "; ".join(found or names[:10]) or "none"
        what = f"names {len(found)} rubrics of lokale dienstencentra, not one (rubrics: {came})"
        raise SITE.error(SourceProblem.CONTENT, what, action=_CHANGED)
    return found[0]


def _offers(answer: Any) -> list[Any]:
    older = ("_embedded", "healthOfferProviderRepresentationList")
    for path in (("content",), older):
        found = dig(answer, *path)
        if isinstance(found, list):
            return found
    if dig(answer, "page", "totalElements") == 0:
        return []
    raise SITE.error(SourceProblem.CONTENT, "sent no list of records", action=_CHANGED)


def _count(answer: Any, name: str) -> int:
    found = dig(answer, "page", name)
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise SITE.error(SourceProblem.CONTENT, f"does not say {name}", action=_CHANGED)
    return found


def _state(offer: Any) -> str:
    return (text(offer, "state") or text(offer, "state", "name")).casefold()


def _rows(key: str, offer: Any, others: Counter[str]) -> Iterator[dict[str, Any]]:
    """Yield a record for each address where people come; one without if there is none.

    The first one is the main address: the primary one, but one where people come before others.
    Further addresses of another type are counted in ``others``.
    """
    addresses = sorted(
        listed(offer, "addresses"),
        key=lambda a: (not _is_place(_type(a)), dig(a, "primary") is not True),
    )
    main = f"{SOURCE}:{key}"
    shared = {
        "source": SOURCE,
        "group": main,
        "name": text(offer, "legalName", "description"),
        "status": str(Status.CLOSED) if _state(offer) in _CLOSED else "",
        "phone": _primary(offer, "phones"),
        "email": _primary(offer, "emails"),
        "website": web_address(_primary(offer, "websites")),
        "activities": activity_codes(
            [text(a, "name", "description") for a in listed(offer, "activities")]
        ),
        "url": _page(offer),
    }
    number = 0
    seen = set()
    for address in addresses or [None]:
        place = _address(address)
        location = (place["street"], place["postcode"], place["place"])
        if location in seen:
            continue
        seen.add(location)
        if number and not _is_place(_type(address)):
            others[_type(address)] += 1
            continue
        number += 1
        kind = PointKind.MAIN if number == 1 else PointKind.ANTENNE
        record_id = main if number == 1 else f"{main}#{number}"
        yield {**shared, **place, "record_id": record_id, "kind": str(kind)}


def _type(address: Any) -> str:
    """Return what kind of address it is, in the words of the source; often empty."""
    paths = ((), ("description",), ("name",), ("name", "description"), ("code",))
    return next((line for path in paths if (line := text(address, "type", *path))), "")


def _is_place(kind: str) -> bool:
    """Return whether people come to addresses of a type; also where the source gives none."""
    line = kind.casefold()
    return not line or bool(_PLACES.search(line) and not _NO_PLACES.search(line))


def _address(address: Any) -> dict[str, Any]:
    street = text(address, "street", "name", "description")
    number = text(address, "number")
    lat, lon = position(dig(address, "location", "lat"), dig(address, "location", "lon"))
    exact = Precision.ADDRESS if number else Precision.STREET
    precision = exact if street else Precision.PLACE
    place = text(address, "municipality", "name", "description")
    return {
        "street": f"{street} {number}".strip() if street else "",
        "postcode": text(address, "municipality", "postalCode"),
        "place": place,
        "municipality": place,
        "lat": lat,
        "lon": lon,
        "precision": str(precision) if not isnan(lat) else "",
    }


def _primary(offer: Any, kind: str) -> str:
    found = sorted(
        listed(offer, "contactInfo", kind), key=lambda entry: dig(entry, "primary") is not True
    )
    return next((value for entry in found if (value := text(entry, "value"))), "")


def _page(offer: Any) -> str:
    links = [web_address(text(link, "href")) for link in listed(offer, "links")]
    return next((link for link in links if link and "/api/" not in link), "")

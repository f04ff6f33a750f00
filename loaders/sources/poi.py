"""Centres of POI Vlaanderen (Digitaal Vlaanderen): the OGC API, or the older service behind it."""

from __future__ import annotations

import re
from math import isnan
from typing import TYPE_CHECKING, Any

from geodata.enums import PointKind, Precision, SourceProblem, Status
from geodata.errors import SourceError
from loaders.sources.http import Question, Site
from loaders.sources.json_answers import (
    Reading,
    dig,
    first_text,
    listed,
    position,
    records_of,
    text,
    web_address,
)

if TYPE_CHECKING:
    from loaders.sources.json_answers import Ask

SOURCE = "poi"
ADDRESS = "https://geo.api.vlaanderen.be/POI/ogc/features/v1/collections/POI/items"
OLDER = "https://poi.api.geopunt.be/v1/core"
SITE = Site(SOURCE, frozenset({"geo.api.vlaanderen.be", "poi.api.geopunt.be"}))

_SIZE = 500
_MOST_PAGES = 1_000
_OLDER_SIZE = 1_000
_KEYWORD = "dienstencentrum"
_WORDS = re.compile(r"dienstencentr|\bLDC\b", re.IGNORECASE)
_RECOGNISED = re.compile(r"\berkende?\b", re.IGNORECASE)
_CHANGED = "The source may have changed: report it to the makers of Nabij."

_NAMES = {
    "id": ("poi_id", "poid", "id", "identificator", "uidn"),
    "name": ("naam", "name", "label", "titel", "omschrijving"),
    "street": ("straat", "straatnaam", "street", "adres", "address"),
    "number": ("huisnummer", "huisnr", "streetnumber"),
    "postcode": ("postcode", "postalcode", "zipcode"),
    "place": ("gemeente", "municipality", "plaats"),
    "phone": ("telefoon", "telefoonnummer", "phone"),
    "email": ("email", "e-mail", "emailadres"),
    "website": ("website", "url", "link"),
}
"""Attributes of the OGC API, in lower case: only ``CATEGORIE`` and ``PRODUCT`` are documented."""


def read(ask: Ask) -> Reading:
    """Ask for every dienstencentrum: the OGC API, and if that fails the older service.

    ``status`` is ``recognised`` where the category says ``erkend``, else empty.

    Raises
    ------
    SourceError
        If neither gives a usable answer.
    """
    try:
        return _from_features(ask)
    except SourceError as error:
        try:
            found = _from_older(ask)
        except SourceError as older:
            what = f"{error.params['what']}; the older service: {older.params['what']}"
            problem = SourceProblem(error.params["problem"])
            raise SITE.error(problem, what, status=error.params["status"]) from older
        note = f"from the older service, for the new one {error.params['what']}"
        return Reading(found.records, (note, *found.notes))


def _from_features(ask: Ask) -> Reading:
    """Page through the collection by its ``next`` links, or by offset where it gives none."""
    features: list[Any] = []
    seen = 0
    url, params = ADDRESS, _page(0)
    for _ in range(_MOST_PAGES):
        answer = ask(Question(url, params))
        page = dig(answer, "features")
        if not isinstance(page, list):
            raise SITE.error(SourceProblem.CONTENT, "sent no list of features", action=_CHANGED)
        seen += len(page)
        features += [feature for feature in page if _is_centre(dig(feature, "properties"))]
        following = _next(answer)
        if not page or not (following or len(page) == _SIZE):
            break
        url, params = (following, {}) if following else (ADDRESS, _page(seen))
    else:
        what = f"has more than {_MOST_PAGES * _SIZE:,} features"
        raise SITE.error(SourceProblem.SIZE, what, action=_CHANGED)
    matched = dig(answer, "numberMatched")
    if isinstance(matched, int) and seen < matched:
        what = f"gave {seen:,} of the {matched:,} features that it says it has"
        raise SITE.error(SourceProblem.CONTENT, what)
    return _reading([_of_feature(feature) for feature in features])


def _page(offset: int) -> dict[str, str]:
    return {"f": "application/geo+json", "limit": str(_SIZE), "offset": str(offset)}


def _next(answer: Any) -> str:
    links = listed(answer, "links")
    return next((text(link, "href") for link in links if text(link, "rel") == "next"), "")


def _is_centre(properties: Any) -> bool:
    if not isinstance(properties, dict):
        return False
    kind = f"{first_text(properties, ('categorie',))} {first_text(properties, ('product',))}"
    return bool(_WORDS.search(f"{kind} {first_text(properties, _NAMES['name'])}"))


def _of_feature(feature: Any) -> dict[str, Any]:
    properties = feature["properties"]
    fields = {field: first_text(properties, names) for field, names in _NAMES.items()}
    kinds = [first_text(properties, (name,)) for name in ("categorie", "product")]
    return _record(
        key=text(feature, "id") or fields["id"],
        kinds=kinds,
        spot=dig(feature, "geometry"),
        fields=fields,
    )


def _from_older(ask: Ask) -> Reading:
    wanted = {"keyword": _KEYWORD, "maxcount": str(_OLDER_SIZE), "srsOut": "4326"}
    answer = ask(Question(OLDER, wanted))
    found = dig(answer, "pois")
    if not isinstance(found, list):
        raise SITE.error(SourceProblem.CONTENT, "sent no list of pois", action=_CHANGED)
    if len(found) >= _OLDER_SIZE:
        what = f"has {_OLDER_SIZE:,} or more answers, and does not give the rest"
        raise SITE.error(SourceProblem.SIZE, what, action=_CHANGED)
    return _reading([_of_poi(poi) for poi in found])


def _of_poi(poi: Any) -> dict[str, Any]:
    labels = listed(poi, "labels")
    primary = [text(label, "value") for label in labels if text(label, "term") == "primary"]
    point = dig(poi, "location", "points", 0)
    address = dig(poi, "location", "address")
    number = f"{text(address, 'streetnumber')} {text(address, 'boxnumber')}".strip()
    return _record(
        key=text(poi, "id"),
        kinds=[
            f"{text(category, 'term')} {text(category, 'value')}"
            for category in listed(poi, "categories")
        ],
        spot=dig(point, "Point") or dig(point, "point"),
        fields={
            "name": next(iter(primary), "") or text(labels, 0, "value"),
            "street": text(address, "street"),
            "number": number,
            "postcode": text(address, "postalcode"),
            "place": text(address, "municipality"),
            "phone": text(poi, "phone"),
            "email": text(poi, "email"),
            "website": text(poi, "links", 0, "href"),
        },
    )


def _record(*, key: str, kinds: list[str], spot: Any, fields: dict[str, str]) -> dict[str, Any]:
    lat, lon = position(dig(spot, "coordinates", 1), dig(spot, "coordinates", 0))
    record_id = f"{SOURCE}:{key}" if key else ""
    return {
        "record_id": record_id,
        "source": SOURCE,
        "group": record_id,
        "kind": str(PointKind.MAIN),
        "name": fields["name"],
        "status": str(Status.RECOGNISED) if _RECOGNISED.search(" ".join(kinds)) else "",
        "street": f"{fields['street']} {fields['number']}".strip() if fields["street"] else "",
        "postcode": fields["postcode"],
        "place": fields["place"],
        "municipality": fields["place"],
        "phone": fields["phone"],
        "email": fields["email"],
        "website": web_address(fields["website"]),
        "lat": lat,
        "lon": lon,
        "precision": str(Precision.ADDRESS) if not isnan(lat) else "",
    }


def _reading(rows: list[dict[str, Any]]) -> Reading:
    """Return the rows with a name and an id, each id once."""
    good = {row["record_id"]: row for row in reversed(rows) if row["record_id"] and row["name"]}
    notes = []
    if left := len(rows) - len(good):
        notes.append(f"{left} without a name or id, or for the second time left out")
    return Reading(records_of([good[key] for key in sorted(good)]), tuple(notes))

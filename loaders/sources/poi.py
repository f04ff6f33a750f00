"""Centres of POI Vlaanderen (Digitaal Vlaanderen): the OGC API, or the older service behind it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
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
    point,
    reading,
    require_whole,
    text,
    web_address,
    whole_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from loaders.sources.json_answers import Ask

SOURCE = "poi"
ADDRESS = "https://geo.api.vlaanderen.be/POI/ogc/features/v1/collections/POI/items"
WFS = "https://geo.api.vlaanderen.be/POI/wfs"
OLDER = "https://poi.api.geopunt.be/v1/core"
SITE = Site(SOURCE, frozenset({"geo.api.vlaanderen.be", "poi.api.geopunt.be"}))

_SIZE = 500
_MOST_PAGES = 1_000
_CUT_OFF = 10_000
"""The services stop there, however much there is."""
_OLDER_SIZE = 1_000
_KEYWORD = "dienstencentrum"
_WORDS = re.compile(r"dienstencentr|\bLDC\b", re.IGNORECASE)
_LOCAL, _REGIONAL = (re.compile(word, re.IGNORECASE) for word in (r"\bloka", r"\bregiona"))
"""Regional dienstencentra are something else."""
_FILTER = " OR ".join(
    f"{name} LIKE '%{part}%'"
    for name in ("POITYPE", "CATEGORIE", "NAAM")
    for part in ("ienstencentr", "IENSTENCENTR", "LDC")
)
"""CQL: of the whole layer, schools and certificates too, what may be a dienstencentrum."""
_BOX = re.compile(r"^(bus|bte|bo[iî]te)\W*(?=\w)", re.IGNORECASE)
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
    "box": ("busnummer", "bus", "boxnumber"),
    "website": ("website", "url", "link", "link1"),
    "website2": ("link2",),
}
"""Attributes of OGC API and WFS, in lower case."""

_KINDS = ("poitype", "categorie", "product")
"""Attributes that say what a place is: its type, the level above, and the publisher's list."""


def read(ask: Ask) -> Reading:
    """Ask for every dienstencentrum: the OGC API, if that fails the WFS, then the older service.

    ``status`` is ``recognised`` where the category says ``erkend``, else empty.

    Raises
    ------
    SourceError
        If none gives a usable answer.
    """
    failed: list[SourceError] = []
    for name, service in _SERVICES.items():
        try:
            found = service(ask)
        except SourceError as error:
            failed.append(error)
            continue
        notes = [f"from {name}, for {_why(failed)}"] if failed else []
        return replace(found, notes=(*notes, *found.notes))
    first, what = failed[0].params, _why(failed)
    raise SITE.error(SourceProblem(first["problem"]), what, status=first["status"]) from failed[-1]


def _why(failed: list[SourceError]) -> str:
    """Return why the first services gave no usable answer."""
    pairs = zip(_SERVICES, failed, strict=False)
    return "; ".join(f"{name} {error.params['what']}" for name, error in pairs)


def _from_ogc(ask: Ask) -> Reading:
    def page(offset: int) -> dict[str, str]:
        asked = {"f": "application/geo+json", "limit": str(_SIZE), "offset": str(offset)}
        return {**asked, "filter": _FILTER, "filter-lang": "cql-text"}

    return _from_features(ask, ADDRESS, page)


def _from_wfs(ask: Ask) -> Reading:
    def page(offset: int) -> dict[str, str]:
        return {
            "service": "WFS",
            "version": "2.0.0",
            "request": "GetFeature",
            "typeNames": "POI",
            "outputFormat": "application/json",
            "sortBy": "POID",
            "count": str(_SIZE),
            "startIndex": str(offset),
            "CQL_FILTER": _FILTER,
        }

    return _from_features(ask, WFS, page)


def _from_features(ask: Ask, address: str, page_at: Callable[[int], dict[str, str]]) -> Reading:
    """Page through the features by their ``next`` links, or by offset where there are none."""
    features: list[Any] = []
    seen = 0
    url, params = address, page_at(0)
    for _ in range(_MOST_PAGES):
        answer = require_whole(ask(Question(url, params)), SITE)
        page = dig(answer, "features")
        if not isinstance(page, list):
            raise SITE.error(SourceProblem.CONTENT, "sent no list of features", action=_CHANGED)
        seen += len(page)
        features += [(feature, dig(answer, "crs")) for feature in page]
        following = _next(answer)
        if not page or not (following or len(page) == _SIZE):
            break
        url, params = (following, {}) if following else (address, page_at(seen))
    else:
        what = f"has more than {_MOST_PAGES * _SIZE:,} features"
        raise SITE.error(SourceProblem.SIZE, what, action=_CHANGED)
    keys = [_key(feature) for feature, _ in features]
    different = len({key for key in keys if key}) + keys.count("")
    if url == address and params == page_at(0):
        different = seen  # one answer does not overlap with itself
    counts = (whole_number(dig(answer, name)) for name in ("numberMatched", "totalFeatures"))
    matched = next((count for count in counts if count is not None), None)
    if matched is not None and different < matched:
        what = f"gave {different:,} of the {matched:,} features that it says it has"
        raise SITE.error(SourceProblem.INCOMPLETE, what)
    if matched is None and seen and not seen % _CUT_OFF:
        what = f"stopped at {seen:,} features, and does not say how many it has"
        raise SITE.error(SourceProblem.INCOMPLETE, what)
    return _reading([_of_feature(feature, crs) for feature, crs in features])


def _next(answer: Any) -> str:
    links = listed(answer, "links")
    return next((text(link, "href") for link in links if text(link, "rel") == "next"), "")


def _key(feature: Any) -> str:
    """Return the id of a feature: its own attribute, for the server may make up the other."""
    properties = dig(feature, "properties")
    own = first_text(properties, _NAMES["id"][:2]) if isinstance(properties, dict) else ""
    return own or text(feature, "id")


def _of_feature(feature: Any, crs: Any) -> _Found:
    properties = dig(feature, "properties")
    properties = properties if isinstance(properties, dict) else {}
    fields = {field: first_text(properties, names) for field, names in _NAMES.items()}
    kinds = [first_text(properties, (name,)) for name in _KINDS]
    where = point(dig(feature, "geometry"), crs=crs)
    return _Found(_key(feature) or fields["id"], kinds[0], " ".join(kinds), where, fields)


def _from_older(ask: Ask) -> Reading:
    wanted = {"keyword": _KEYWORD, "maxcount": str(_OLDER_SIZE), "srsOut": "4326"}
    wanted["maxModel"] = "true"  # else without telephone and e-mail
    answer = require_whole(ask(Question(OLDER, wanted)), SITE)
    found = dig(answer, "pois")
    if not isinstance(found, list):
        raise SITE.error(SourceProblem.CONTENT, "sent no list of pois", action=_CHANGED)
    if len(found) >= _OLDER_SIZE:
        what = f"has {_OLDER_SIZE:,} or more answers, and does not give the rest"
        raise SITE.error(SourceProblem.INCOMPLETE, what, action=_CHANGED)
    total = whole_number(dig(answer, "labels", 0, "value"))
    if total is not None and len(found) < total:
        what = f"gave {len(found):,} of the {total:,} answers that it says it has"
        raise SITE.error(SourceProblem.INCOMPLETE, what)
    return _reading([_of_poi(poi) for poi in found])


def _of_poi(poi: Any) -> _Found:
    labels = listed(poi, "labels")
    primary = [text(label, "value") for label in labels if text(label, "term") == "primary"]
    spot = dig(poi, "location", "points", 0)
    address = dig(poi, "location", "address")
    kinds = [
        f"{text(category, 'term')} {text(category, 'value')}"
        for category in listed(poi, "categories")
    ]
    types = [text(c, "value") for c in listed(poi, "categories") if text(c, "type") == "Type"]
    return _Found(
        key=text(poi, "id"),
        type=next(iter(types), ""),
        kinds=" ".join(kinds),
        where=point(dig(spot, "Point") or dig(spot, "point")),
        fields={
            "name": next(iter(primary), "") or text(labels, 0, "value"),
            "street": text(address, "street"),
            "number": text(address, "streetnumber"),
            "box": text(address, "boxnumber"),
            "postcode": text(address, "postalcode"),
            "place": text(address, "municipality"),
            "phone": text(poi, "phone"),
            "email": text(poi, "email"),
            "website": text(poi, "links", 0, "href"),
            "website2": text(poi, "links", 1, "href"),
        },
        asked=True,
    )


@dataclass(frozen=True)
class _Found:
    """A place as a service has it: its type, all that says what it is, position and fields.

    ``asked`` is whether the service found it by the word.
    """

    key: str
    type: str
    kinds: str
    where: tuple[float, float, str]
    fields: dict[str, str]
    asked: bool = False

    @property
    def is_centre(self) -> bool:
        """Return whether it is a dienstencentrum: by its type, without one also by its name."""
        named = self.kinds if self.type else f"{self.kinds} {self.fields['name']}"
        regional = _REGIONAL.search(named) and not _LOCAL.search(named)
        return not regional and bool(_WORDS.search(named) or (self.asked and not self.type))

    @property
    def is_like_one(self) -> bool:
        """Return whether it is none, but the word is somewhere."""
        named = f"{self.kinds} {self.fields['name']}"
        return not self.is_centre and bool(self.asked or _WORDS.search(named))


def _record(found: _Found) -> dict[str, Any]:
    lat, lon, _ = found.where
    fields = found.fields
    record_id = f"{SOURCE}:{found.key}" if found.key else ""
    box = _BOX.sub("", fields["box"])
    number = " bus ".join(filter(None, (fields["number"], box)))
    websites = (web_address(fields[name]) for name in ("website", "website2"))
    return {
        "record_id": record_id,
        "source": SOURCE,
        "group": record_id,
        "kind": str(PointKind.MAIN),
        "name": fields["name"],
        "status": str(Status.RECOGNISED) if _RECOGNISED.search(found.kinds) else "",
        "street": f"{fields['street']} {number}".strip() if fields["street"] else "",
        "postcode": fields["postcode"],
        "place": fields["place"],
        "municipality": fields["place"],
        "phone": fields["phone"],
        "email": fields["email"],
        "website": next(filter(None, websites), ""),
        "lat": lat,
        "lon": lon,
        "precision": str(Precision.ADDRESS) if not isnan(lat) else "",
    }


def _reading(found: list[_Found]) -> Reading:
    """Return the dienstencentra with a name and an id, each id once."""
    centres = [place for place in found if place.is_centre]
    rows = [_record(place) for place in centres]
    good = {row["record_id"]: row for row in reversed(rows) if row["record_id"] and row["name"]}
    notes = []
    if left := len(rows) - len(good):
        notes.append(f"{left} without a name or id, or for the second time left out")
    others = Counter(place.type or place.fields["name"] for place in found if place.is_like_one)
    if others:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in sorted(others.items()))
        notes.append(f"left out, by their type: {kinds}")
    for code, count in sorted(Counter(place.where[2] for place in centres).items()):
        if code:
            notes.append(f"{count} with coordinates in EPSG:{code}, which it does not say")
    return reading([good[key] for key in sorted(good)], notes)


_SERVICES: dict[str, Callable[[Ask], Reading]] = {
    "the OGC API": _from_ogc,
    "the WFS": _from_wfs,
    "the older service": _from_older,
}
"""How to ask, the best way first."""

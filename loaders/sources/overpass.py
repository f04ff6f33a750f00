"""Centres of OpenStreetMap, through Overpass; © OpenStreetMap contributors, ODbL."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from math import isnan
from typing import TYPE_CHECKING, Any

from geodata.enums import PointKind, Precision, SourceProblem, Wheelchair
from geodata.opening_hours.schedule import is_readable
from loaders.sources.http import Question, Site
from loaders.sources.json_answers import (
    Reading,
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

SOURCE = "osm"
ADDRESS = "https://overpass-api.de/api/interpreter"
SITE = Site(SOURCE, frozenset({"overpass-api.de", "lz4.overpass-api.de", "z.overpass-api.de"}))

_SERVER_S = 180
_NAMES = "[Dd]ienstencent|DIENSTENCENT|(^|[^A-Za-z])LDC([^A-Za-z]|$)"
"""Names of dienstencentra, as a POSIX expression; ``dienstencenter`` is meant too."""

_WHEELCHAIR = {
    "yes": Wheelchair.INDEPENDENT,
    "designated": Wheelchair.INDEPENDENT,
    "limited": Wheelchair.HELP,
    "no": Wheelchair.NO,
}
"""OpenStreetMap's ``yes`` is an entry and rooms without a step: independent access.
``limited`` is a step of at most 7 cm, or a slope where someone must push: with help."""

_GAVE_UP = re.compile(
    r"error|time[d ]*.?out|memory|exceed|abort|too many|limit|incomplete", re.IGNORECASE
)
"""What the remark of an answer holds that is not whole."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOT_THESE = re.compile(r"\b(voormalig|gesloten)", re.IGNORECASE)


def query() -> str:
    """Return the question to Overpass: Flanders and Brussels, by their ISO codes."""
    areas = "".join(f'area["ISO3166-2"="{code}"];' for code in ("BE-VLG", "BE-BRU"))
    wanted = f'["amenity"~"^(community_centre|social_facility)$"]["name"~"{_NAMES}"]'
    head = f"[out:json][timeout:{_SERVER_S}]"
    return f"{head};({areas})->.where;nwr{wanted}(area.where);out center;"


def read(ask: Ask) -> Reading:
    """Ask for every centre that has a name like one.

    OpenStreetMap does not say who is recognised: ``status`` is empty. Opening hours that do not
    follow the syntax are left out.

    Raises
    ------
    SourceError
        If the server gave up half-way, or sent no list.
    """
    answer = ask(Question(ADDRESS, form={"data": query()}, read_s=_SERVER_S + 30.0))
    require_whole(answer, SITE)
    remark = text(answer, "remark")
    if _GAVE_UP.search(remark):
        raise SITE.error(SourceProblem.INCOMPLETE, f"gave up half-way ({remark[:200]})")
    if not isinstance(dig(answer, "elements"), list):
        what = "sent no list of elements"
        raise SITE.error(SourceProblem.CONTENT, what, action="Report it to the makers of Nabij.")
    found = records_reading(listed(answer, "elements"))
    return replace(found, notes=(*found.notes, f"it remarks: {remark[:200]}")) if remark else found


def records_reading(elements: list[Any]) -> Reading:
    """Return what elements of OpenStreetMap say, in the order of their id."""
    rows = {row["record_id"]: row for row in _rows(elements)}
    notes = []
    if left := len(elements) - len(rows):
        notes.append(f"{left} without a name or id, closed, or for the second time left out")
    return reading([rows[key] for key in sorted(rows)], notes)


def _rows(elements: list[Any]) -> Iterator[dict[str, Any]]:
    for element in elements:
        kind, number = text(element, "type"), text(element, "id")
        name = text(element, "tags", "name")
        if kind not in {"node", "way", "relation"} or not number.isdigit() or not name:
            continue
        if _NOT_THESE.search(name):
            continue
        record_id = f"{SOURCE}:{kind}/{number}"
        middle = element if kind == "node" else dig(element, "center")
        lat, lon = position(dig(middle, "lat"), dig(middle, "lon"))
        yield {
            "record_id": record_id,
            "source": SOURCE,
            "group": record_id,
            "kind": str(PointKind.MAIN),
            "name": name,
            "lat": lat,
            "lon": lon,
            "precision": str(Precision.ADDRESS) if not isnan(lat) else "",
            "url": f"https://www.openstreetmap.org/{kind}/{number}",
            **_tags(dig(element, "tags")),
        }


def _tags(tags: Any) -> dict[str, str]:
    street = f"{text(tags, 'addr:street')} {text(tags, 'addr:housenumber')}"
    hours = text(tags, "opening_hours")
    checked = text(tags, "check_date")
    return {
        "operator": text(tags, "operator"),
        "street": street.strip() if text(tags, "addr:street") else "",
        "postcode": text(tags, "addr:postcode"),
        "place": text(tags, "addr:city"),
        "phone": text(tags, "contact:phone") or text(tags, "phone"),
        "email": text(tags, "contact:email") or text(tags, "email"),
        "website": web_address(text(tags, "contact:website") or text(tags, "website")),
        "opening_hours": hours if hours and is_readable(hours) else "",
        "wheelchair": str(_WHEELCHAIR.get(text(tags, "wheelchair"), "")),
        "checked_on": checked if _is_day(checked) else "",
    }


def _is_day(line: str) -> bool:
    try:
        return bool(_DATE.fullmatch(line) and date.fromisoformat(line))
    except ValueError:
        return False

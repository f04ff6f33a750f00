"""The JSON that a source of centres answers: kept as it came, read without trusting its shape."""

from __future__ import annotations

import hashlib
import re
import time
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from math import isnan, nan
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd
from pyproj import Transformer
from pyproj.exceptions import ProjError

from geodata.enums import Activity, SourceProblem
from geodata.linkage.records import COLUMNS, NUMBERS, check_records, empty_records
from geodata.places.coordinates import in_belgium
from loaders.builtin.wallonia import WALLONIA
from loaders.sources.download import Kept, keep, kept, written
from loaders.sources.http import json_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from loaders.sources.http import Client, Question, Site

PAUSE_S = 0.5
"""Seconds between two questions to one source: nobody is in a hurry."""

Ask: TypeAlias = "Callable[[Question], Any]"
"""What asks a source one question, and returns the JSON that it answers."""

_IN_METRES = ("31370", "3812", "3857")
"""Lambert 72, Lambert 2008 and web mercator: what sources give coordinates in, besides degrees."""

_UNCHANGED = 304
_LONGEST = 1_000
_UNSEEN = {"Cf", "Co", "Cs"}
"""Kinds of characters that are not seen, and can turn a line around."""

_WEB = re.compile(r"https?://[^\s<>\"']+\Z", re.IGNORECASE)
_DOMAIN = re.compile(r"[\w.-]+\.[a-z]{2,}(/[^\s<>\"']*)?\Z", re.IGNORECASE)
_ACTIVITIES = {
    Activity.MEALS: "maaltijd|sociaal restaurant",
    Activity.SHOPPING: "boodschap",
    Activity.HYGIENE: "hygi[eë]n",
    Activity.LEISURE: "recreati|vrije tijd|ontspann",
    Activity.COURSES: "vorming|cursus",
    Activity.INFORMATION: "informati|infosessie",
    Activity.NEIGHBOURHOOD_HELP: "buurthulp|burenhulp",
    Activity.MOBILITY: "vervoer|mindermobiel|minder mobiel",
    Activity.REFERRAL: "doorverwijz",
}
"""What a source's words for an activity hold."""


@dataclass(frozen=True)
class Reading:
    """What a source says.

    Attributes
    ----------
    records
        As :mod:`geodata.linkage.records` has them.
    notes
        What was left out, and why; short English lines.
    outside
        Records of Wallonia, left out.
    """

    records: pd.DataFrame
    notes: tuple[str, ...] = ()
    outside: int = 0


@dataclass
class Bodies:
    """The answers of one source, kept as they came in a folder of their own.

    Attributes
    ----------
    client, site
        The client, and the site that it asks.
    before
        Folder of the last fetch: what did not change since is copied from there.
    into
        Folder of this fetch; it exists and is empty.
    now
        Time of the fetch, with a time zone.
    progress
        Called with the number of answers so far.
    """

    client: Client
    site: Site
    before: Path
    into: Path
    now: datetime
    progress: Callable[[int], None] = lambda _: None
    count: int = field(default=0, init=False)
    unchanged: bool = field(default=True, init=False)

    def ask(self, question: Question) -> Any:
        """Return the JSON that the source answers; :class:`Ask`.

        Raises
        ------
        SourceError
            If there is no usable answer, or it cannot be kept.
        """
        if self.count:
            time.sleep(PAUSE_S)
        name = f"{self.count:03}.json"
        old = kept(self.before / name)
        if old and old.url == question.key:
            question = replace(question, headers=old.conditions)
        else:
            old = None
        answer = self.client.ask(self.site, question)
        if old and answer.status == _UNCHANGED:
            body = (self.before / name).read_bytes()
            answer = replace(answer, body=body, charset=old.charset)
            meta = replace(old, fetched_at=self.now.isoformat())
        else:
            meta = Kept(
                url=question.key,
                fetched_at=self.now.isoformat(),
                etag=answer.etag,
                last_modified=answer.last_modified,
                sha256=hashlib.sha256(answer.body).hexdigest(),
                bytes=len(answer.body),
                charset=answer.charset,
            )
        found = json_of(answer, self.site)
        self.unchanged &= old is not None and old.sha256 == meta.sha256
        with written(self.site, self.into / name):
            keep(self.into / name, answer.body, meta)
        self.count += 1
        self.progress(self.count)
        return found


def dig(value: Any, *path: str | int) -> Any:
    """Return the value at the end of a path of keys and indices, or None if anything is missing.

    >>> dig({"a": [{"b": 1}]}, "a", 0, "b"), dig({"a": None}, "a", "b")
    (1, None)
    """
    for step in path:
        if isinstance(step, int):
            inside = isinstance(value, list) and step < len(value)
        else:
            inside = isinstance(value, dict) and step in value
        if not inside:
            return None
        value = value[step]
    return value


def listed(value: Any, *path: str | int) -> list[Any]:
    """Return the list at the end of a path; empty if there is none."""
    found = dig(value, *path)
    return found if isinstance(found, list) else []


def text(value: Any, *path: str | int) -> str:
    """Return the text or number at the end of a path as one clean line; empty if there is none."""
    found = dig(value, *path)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    if isinstance(found, float) and found.is_integer():
        found = int(found)  # 1030.0 is the postcode 1030
    kinds = ((c, unicodedata.category(c)) for c in str(found)[:_LONGEST])
    seen = (" " if kind == "Cc" else c for c, kind in kinds if kind not in _UNSEEN)
    return " ".join("".join(seen).split())


def whole_number(value: Any) -> int | None:
    """Return a number of JSON, or one in text, as a whole number; None if it is none."""
    line = text({"": value}, "")
    return int(line) if re.fullmatch(r"[0-9]{1,9}", line) else None


def first_text(value: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return the first text that is there under any of the names, in any case."""
    by_lower = {str(key).lower(): key for key in value}
    found = (text(value, by_lower[name]) for name in names if name in by_lower)
    return next((line for line in found if line), "")


def web_address(line: str) -> str:
    """Return a line as an address of the web; empty if it is none.

    >>> web_address("www.dekring.be"), web_address("javascript:x")
    ('https://www.dekring.be', '')
    """
    if _WEB.match(line):
        return line
    return f"https://{line}" if _DOMAIN.match(line) else ""


def position(lat: Any, lon: Any) -> tuple[float, float]:
    """Return a position in Belgium in degrees, or twice NaN."""
    try:
        spot = float(lat), float(lon)
    except (TypeError, ValueError, OverflowError):
        return float("nan"), float("nan")
    return spot if in_belgium(*spot) else (float("nan"), float("nan"))


def point(geometry: Any, *, crs: Any = None) -> tuple[float, float, str]:
    """Return the position of a GeoJSON point in degrees, and its CRS if it did not declare one.

    Parameters
    ----------
    geometry
        A Point, or a MultiPoint that is one place. Its own ``crs`` counts before ``crs``.
    crs
        What the answer says: a ``crs`` member of GeoJSON, a code or a URN. Without it coordinates
        are degrees, east first, as in GeoJSON; metres that are in Belgium in one of the systems in
        use here can be those of no other, for these are hundreds of kilometres apart.

    Returns
    -------
    latitude, longitude : float
        WGS84; twice NaN if there is no position in Belgium.
    assumed : str
        The EPSG code that was not declared, else empty.
    """
    spots = dig(geometry, "coordinates")
    if dig(spots, 0, 0) is not None:
        spots = spots[0] if all(spot == spots[0] for spot in spots) else None
    east, north = dig(spots, 0), dig(spots, 1)
    codes = re.findall(r"\d{4,6}", str(dig(geometry, "crs") or crs or ""))
    if codes and codes[-1] != "4326":
        return (*_in_degrees(east, north, codes[-1]), "")
    found = position(north, east)
    if codes and isnan(found[0]):
        found = position(east, north)  # the axes of EPSG:4326 are north first; some follow that
    if not codes and isnan(found[0]):
        for code in _IN_METRES:
            if not isnan((moved := _in_degrees(east, north, code))[0]):
                return (*moved, code)
    return (*found, "")


def _in_degrees(east: Any, north: Any, code: str) -> tuple[float, float]:
    """Return latitude and longitude of metres in an EPSG code; twice NaN if not in Belgium."""
    try:
        lon, lat = _to_degrees(code).transform(float(east), float(north))
    except (TypeError, ValueError, OverflowError):
        return nan, nan
    except ProjError:  # no such code
        return nan, nan
    return position(lat, lon)


@lru_cache
def _to_degrees(code: str) -> Transformer:
    return Transformer.from_crs(int(code), 4326, always_xy=True)


def require_whole(answer: Any, site: Site) -> Any:
    """Return an answer, once it does not say of itself that a part was left out.

    Raises
    ------
    SourceError
        If it does, as ArcGIS servers do (``exceededTransferLimit``).
    """
    for part in (answer, dig(answer, "properties")):
        if dig(part, "exceededTransferLimit") in {True, "true"}:
            what = "left a part out: the answer says exceededTransferLimit"
            raise site.error(SourceProblem.INCOMPLETE, what)
    return answer


def reading(rows: Sequence[Mapping[str, Any]], notes: Sequence[str] = ()) -> Reading:
    """Return rows as the records of a source, without those of Wallonia, which are counted.

    A further address goes with the main one.
    """
    posts = _walloon_postcodes()
    walloon = {str(row["record_id"]) for row in rows if row.get("postcode") in posts}
    here = [row for row in rows if walloon.isdisjoint({row["record_id"], row.get("group")})]
    left = len(rows) - len(here)
    note = [f"{left} in Wallonia left out"] if left else []
    return Reading(records_of(here), (*notes, *note), left)


@cache
def _walloon_postcodes() -> frozenset[str]:
    from loaders.store.postcode_places import postcodes_of_belgium

    table = postcodes_of_belgium()
    walloon = table["nis"].str.fullmatch(WALLONIA).groupby(table["postcode"]).all()
    return frozenset(walloon.index[walloon])


def activity_codes(words: Sequence[str]) -> str:
    """Return the activities that a source's words tell of, as records have them."""
    line = " ".join(words).casefold()
    return ",".join(code for code, pattern in _ACTIVITIES.items() if re.search(pattern, line))


def records_of(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return rows as checked records; a column that a row does not have is missing there."""
    if not rows:
        return empty_records()
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    texts = [column for column in COLUMNS if column not in NUMBERS]
    return check_records(frame.assign(**frame[texts].astype("str")))

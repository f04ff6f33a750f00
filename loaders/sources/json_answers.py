"""The JSON that a source of centres answers: kept as it came, read without trusting its shape."""

from __future__ import annotations

import hashlib
import re
import time
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from geodata.enums import Activity
from geodata.linkage.records import COLUMNS, NUMBERS, check_records, empty_records
from geodata.places.search import in_belgium
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
    """

    records: pd.DataFrame
    notes: tuple[str, ...] = ()


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
    kinds = ((c, unicodedata.category(c)) for c in str(found)[:_LONGEST])
    seen = (" " if kind == "Cc" else c for c, kind in kinds if kind not in _UNSEEN)
    return " ".join("".join(seen).split())


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

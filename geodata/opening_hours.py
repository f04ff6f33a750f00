"""Opening hours in OSM syntax: open now or not, until when, and the hours of a week.

What cannot be known is ``unknown``, never open and never closed: no hours, hours that do not
parse, school holidays (there is no calendar of them), an open end (``14:00+``), hours by
appointment only, and Belgian public holidays that the hours do not mention. Times are those of the
clock on the wall in Brussels, also in the night that it changes.

See https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State, validate

from geodata.errors import BadValueError

if TYPE_CHECKING:
    from collections.abc import Iterator

BRUSSELS = ZoneInfo("Europe/Brussels")
_COORDS = (50.85, 4.35)  # for sunrise and sunset, which differ by minutes within the country
MAX_LENGTH = 1000
"""Characters of hours that are read."""

_LOOK_AHEAD = timedelta(days=370)
_DAY = timedelta(days=1)
_MONDAY = date(2024, 1, 1)
_USUAL_WEEKS = 52

_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_NEW_RULE = re.compile(r'\s*(?:[A-Za-z]{2}\b|[A-Za-z]{3}\b|"|24/7)')
_COMMENT = re.compile(r'"([^"]*)"')
_UNSURE = re.compile(r"\bSH\b|\d\+")
_EVERY_DAY = re.compile(r"\bPH\b|24/7")


class OpenState(StrEnum):
    """Whether a door is open."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


_STATES = {
    State.OPEN: OpenState.OPEN,
    State.CLOSED: OpenState.CLOSED,
    State.UNKNOWN: OpenState.UNKNOWN,
}


@dataclass(frozen=True)
class OpeningState:
    """Whether something is open at a moment.

    Attributes
    ----------
    state
        Open, closed or unknown.
    next_change
        When that changes, in Brussels time; None if it does not within a year, or is not known.
    next_state
        What it changes to. Not always the opposite: hours that do not mention holidays are unknown
        on one.
    comment
        What the hours add in words (``op afspraak``), as their author wrote it; empty if nothing.
    holiday
        It is a public holiday that the hours do not mention.
    """

    state: OpenState
    next_change: datetime | None = None
    next_state: OpenState | None = None
    comment: str = ""
    holiday: bool = False


@dataclass(frozen=True)
class _Parsed:
    hours: OpeningHours
    days: OpeningHours  # open on public holidays
    otherwise: str | None  # what holds where the hours do not: "op afspraak"
    holidays: bool  # says itself what holds on holidays


def opening_state(hours: str | None, *, now: datetime) -> OpeningState:
    """Return whether something is open at a moment, and when that changes.

    Parameters
    ----------
    hours
        OSM ``opening_hours``, or None.
    now
        The moment, aware of its time zone.

    Raises
    ------
    BadValueError
        If ``now`` has no time zone.
    """
    if now.tzinfo is None:
        raise BadValueError(
            where="now",
            expected="a moment with a time zone",
            got="one without",
            action="Pass datetime.now(UTC).",
        )
    parsed = _parse(hours or "")
    if parsed is None:
        return OpeningState(OpenState.UNKNOWN, comment=" ".join(_COMMENT.findall(hours or "")))
    # through UTC: a sum of local times, or one given, may fall in the hour that is skipped
    moment = now.astimezone(UTC)
    local, limit = (t.astimezone(BRUSSELS) for t in (moment, moment + _LOOK_AHEAD))
    spans = _spans(parsed, local, limit)
    _, state, comment, holiday = next(spans)
    for start, following, _, _ in spans:
        if following != state:
            return OpeningState(state, _on_the_clock(start, moment), following, comment, holiday)
    return OpeningState(state, comment=comment, holiday=holiday)


def is_readable(hours: str) -> bool:
    """Return whether hours follow the OSM syntax, those too that leave open whether a door is.

    >>> is_readable("Mo-Fr 09:00-17:00; PH off"), is_readable("elke dag van 9 tot 5")
    (True, False)
    """
    main, _, rest = tidied(hours).partition("||")
    valid = len(hours) <= MAX_LENGTH and validate(_with_words(main))
    return valid and (not rest.strip() or validate(rest.strip()))


@lru_cache(maxsize=512)
def tidied(hours: str) -> str:
    r"""Return hours with the spaces, dashes and separators that the OSM syntax asks for.

    >>> tidied("Mo\u2013Fr 09:00 - 12:00 ;\n Sa 10:00-12:00;")
    'Mo-Fr 09:00-12:00; Sa 10:00-12:00'
    """
    lines = [line for line in re.split(r"[\r\n\v\f\u2028\u2029]+", hours) if line.strip()]
    text = "".join(lines[:1])
    for line in lines[1:]:
        ended = text.rstrip().endswith((";", ",", "|"))
        new = _NEW_RULE.match(line) and text.count('"') % 2 == 0 and not ended
        text += f"; {line}" if new else f" {line}"
    parts = text.split('"')  # what is between quotes is words
    for at, part in enumerate(parts):
        plain = _SPACES.sub(" ", part)
        if at % 2 == 0:
            plain = re.sub(r" ?- ?", "-", _DASHES.sub("-", plain))
            plain = re.sub(r" ?([;,]) ?(?=([;,])?)", r"\1 ", plain).replace(", ", ",")
        parts[at] = plain
    return re.sub(r"(?:;\s*)+(?=;|$|\|\|)", "", '"'.join(parts).strip()).strip()


def weekly_minutes(hours: str | None) -> int | None:
    """Return the minutes that something is open in its usual week, holidays left out.

    Of hours that differ by season, the week that occurs most often in a year counts.

    Returns
    -------
    int or None
        None if the hours are not known.
    """
    parsed = _parse(hours or "", country=None, zone=None)
    if parsed is None:
        return None
    first, last = _midnight(_MONDAY), _midnight(_MONDAY + _USUAL_WEEKS * 7 * _DAY)
    minutes = dict.fromkeys(range(_USUAL_WEEKS), 0)
    for start, end in _spans_of(State.OPEN, parsed, first, last):
        for begin, until in pairwise(_cut(start, end)):
            week = (begin.date() - _MONDAY).days // 7
            minutes[week] += round((until - begin).total_seconds() / 60)
    if not any(minutes.values()) and any(_spans_of(State.UNKNOWN, parsed, first, last)):
        return None
    return Counter(minutes.values()).most_common(1)[0][0]


def week_table(hours: str | None, *, week_of: date) -> list[list[tuple[time, time]]]:
    """Return the hours of one week, Monday first, as their author states them.

    A span that ends after midnight belongs to the day of its start; an end at 00:00 is midnight.

    Parameters
    ----------
    hours
        OSM ``opening_hours``, or None.
    week_of
        Any day of the week. Holidays count where the hours mention them.

    Returns
    -------
    list of list of (start, end)
        Seven lists; none at all if the hours are not known.
    """
    parsed = _parse(hours or "", zone=None)
    if parsed is None:
        return []
    monday = week_of - week_of.weekday() * _DAY
    week: list[list[tuple[time, time]]] = [[] for _ in range(7)]
    first, last = _midnight(monday - _DAY), _midnight(monday + 8 * _DAY)
    for start, end in _spans_of(State.OPEN, parsed, first, last):
        pieces = [start, end] if end - start < _DAY else _cut(start, end)
        for begin, until in pairwise(pieces):
            day = (begin.date() - monday).days
            if 0 <= day < len(week):
                week[day].append((begin.time(), until.time()))
    return week


def may_open(hours: str | None, *, day: date) -> bool:
    """Return whether it is not known that a door stays closed all day.

    >>> may_open('Mo-Th 09:00-17:00; Fr unknown "tot 12 u"', day=date(2026, 11, 27))
    True
    """
    parsed = _parse(hours or "", zone=None)
    if parsed is None:
        return True
    spans = parsed.hours.intervals(_midnight(day), _midnight(day + _DAY))
    return parsed.otherwise is not None or any(found != State.CLOSED for _, _, found, _ in spans)


@lru_cache(maxsize=512)
def _parse(
    text: str, *, country: str | None = "BE", zone: ZoneInfo | None = BRUSSELS
) -> _Parsed | None:
    """Return the hours ready to ask, or None where they cannot be known."""
    if len(text) > MAX_LENGTH:
        return None
    text = tidied(text)
    main, _, rest = text.partition("||")
    rest = rest.strip()
    rules = _COMMENT.sub("", text)
    if not main.strip() or _UNSURE.search(rules):
        return None
    main = _with_words(main)
    if not validate(main) or (rest and not validate(rest)):
        return None
    return _Parsed(
        hours=_evaluator(main, country, zone),
        days=_evaluator("PH", country, zone),
        otherwise=" ".join(_COMMENT.findall(rest)) if rest else None,
        holidays=_EVERY_DAY.search(rules) is not None,
    )


def _with_words(rules: str) -> str:
    """Return rules that say themselves that a rule of words alone opens no door."""
    return re.sub(r'(^|;)\s*("[^"]*")\s*(?=$|;)', r"\1 unknown \2", rules).strip()


def _evaluator(hours: str, country: str | None, zone: ZoneInfo | None) -> OpeningHours:
    return OpeningHours(
        hours,
        timezone=zone,
        country=country,
        coords=_COORDS,
        auto_country=False,
        auto_timezone=False,
    )


def _spans(
    parsed: _Parsed, start: datetime, end: datetime
) -> Iterator[tuple[datetime, OpenState, str, bool]]:
    """Yield when each state begins, the state, its comment, and whether a holiday blurs it."""
    for begin, _, found, comment in parsed.hours.intervals(start, end):
        state = _STATES[found]
        if state is OpenState.CLOSED and parsed.otherwise is not None:
            yield begin, OpenState.UNKNOWN, parsed.otherwise, False
            continue
        holiday = not parsed.holidays and parsed.days.is_open(begin)
        blurred = holiday and state is OpenState.OPEN
        yield begin, OpenState.UNKNOWN if blurred else state, comment, blurred


def _spans_of(
    state: State, parsed: _Parsed, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the spans of a state; all times without time zone, as hours are without a date."""
    for begin, until, found, _ in parsed.hours.intervals(start, end):
        if found == state:
            yield begin, until


def _cut(start: datetime, end: datetime) -> list[datetime]:
    """Return start, each midnight between, and end."""
    days = (end.date() - start.date()).days
    midnights = [datetime.combine(start.date() + n * _DAY, time()) for n in range(1, days + 1)]
    return [start, *(m for m in midnights if m < end), end]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _on_the_clock(change: datetime, now: datetime) -> datetime:
    """Return the first moment from now (UTC) that the clock shows the time of a change.

    In the night that the clock goes back it shows an hour twice.
    """
    first = change.replace(fold=0)
    return first if first.astimezone(UTC) > now else change

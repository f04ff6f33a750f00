"""Opening hours in OSM syntax: open now or not, until when, and the hours of a week.

What cannot be known is ``unknown``, never open and never closed: no hours, hours that do not
parse, school holidays (there is no calendar of them), sunrise and sunset, an open end
(``14:00+``), hours by appointment only, and Belgian public holidays that the hours do not mention.
Words open no door: as in the specification, a comment without ``open`` or ``off`` is ``unknown``.
Times are those of the clock on the wall in Brussels, also in the night that it changes.

See https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
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
MAX_LENGTH = 1000
"""Characters of hours that are read."""
_LOOK_AHEAD_DAYS = 370
_DAY = timedelta(days=1)
_NOON = time(12)
_MONDAY = date(2024, 1, 1)
_USUAL_WEEKS = 52

_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_NEW_RULE = re.compile(r'\s*(?:[A-Za-z]{2}\b|[A-Za-z]{3}\b|"|24/7)')
_ADDED_RULE = re.compile(
    r"(:\d\d|\b(?:off|closed|open|unknown)|^),(?=[A-Za-z\"])(?!(?:dawn|sun(?:rise|set)|dusk)\b)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r'"([^"]*)"')
_MODIFIER = re.compile(r"\b(?:open|off|closed|unknown)\s*$", re.IGNORECASE)
_HOLIDAY = re.compile(r"\bPH\b", re.IGNORECASE)
_ANY_DAY = re.compile(r"^\s*24/7\s*(?:open\s*)?$", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|week|easter|\d{4})\b", re.IGNORECASE
)
_FROM_MIDNIGHT = re.compile(r"\b0?0:00-")
_WEEKDAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_NOT_KNOWN = re.compile(
    r"\bSH\b|\b(?:dawn|sunrise|sunset|dusk)\b"
    r"|\+(?!\s*\d)"  # an open end
    # the library takes the next two for other days than the specification does
    r"|\bPH\s*[+-]\s*\d"
    rf"|\bPH\s+{_WEEKDAY}\b|\b{_WEEKDAY}(?:\[[^]]*\])?\s+PH\b",
    re.IGNORECASE,
)
_SUNDAY_FEASTS = OpeningHours("easter; easter +49 days", auto_country=False, auto_timezone=False)
"""Easter and Whit Sunday, of which it is not agreed that ``PH`` means them: not in the law."""
_HOLIDAYS = OpeningHours(
    "PH; easter; easter +49 days", country="BE", auto_country=False, auto_timezone=False
)


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
        It is a public holiday of which the hours leave open whether they hold.
    """

    state: OpenState
    next_change: datetime | None = None
    next_state: OpenState | None = None
    comment: str = ""
    holiday: bool = False


@dataclass(frozen=True)
class HoursSpan:
    """A span of time in one state, on the clock on the wall in Brussels (no time zone).

    ``comment`` and ``holiday`` as in :class:`OpeningState`.
    """

    start: datetime
    end: datetime
    state: OpenState
    comment: str = ""
    holiday: bool = False


@dataclass(frozen=True)
class _Parsed:
    hours: OpeningHours
    usual: OpeningHours  # where no day is a public holiday
    sunday_feast: OpeningHours  # where Sundays are public holidays
    otherwise: str | None  # what holds where the hours do not: "op afspraak"
    holidays: bool  # states itself what holds on public holidays
    mornings: bool  # has hours from midnight on


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
    moment = now.astimezone(UTC)
    local = moment.astimezone(BRUSSELS).replace(tzinfo=None)
    spans = _spans(parsed, local.date() - _DAY, _LOOK_AHEAD_DAYS)
    current = next(span for span in spans if span.end > local)
    found = OpeningState(current.state, comment=current.comment, holiday=current.holiday)
    for span in spans:
        if span.state != current.state:
            change = _on_the_clock(span.start, moment)
            return replace(found, next_change=change, next_state=span.state)
    return found


def is_readable(hours: str) -> bool:
    """Return whether hours follow the OSM syntax, those too that leave open whether a door is.

    >>> is_readable("Mo-Fr 09:00-17:00; PH off"), is_readable("elke dag van 9 tot 5")
    (True, False)
    """
    main, _, rest = tidied(hours).partition("||")
    valid = len(hours) <= MAX_LENGTH and validate(_with_words(main))
    return valid and (not rest.strip() or validate(_with_words(rest)))


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
            plain = _ADDED_RULE.sub(r"\1, ", plain)
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
    parsed = _parse(hours or "")
    if parsed is None:
        return None
    first, last = _midnight(_MONDAY), _midnight(_MONDAY + _USUAL_WEEKS * 7 * _DAY)
    minutes = dict.fromkeys(range(_USUAL_WEEKS), 0)
    unknown = False
    for start, end, state, _ in parsed.usual.intervals(first, last):
        unknown |= state == State.UNKNOWN
        for begin, until in pairwise(_cut(start, end) if state == State.OPEN else []):
            week = (begin.date() - _MONDAY).days // 7
            minutes[week] += round((until - begin).total_seconds() / 60)
    if not any(minutes.values()) and unknown:
        return None
    return Counter(minutes.values()).most_common(1)[0][0]


def week_spans(hours: str | None, *, week_of: date) -> list[list[HoursSpan]]:
    """Return when a door is or may be open in one week, Monday first.

    At any minute it agrees with :func:`opening_state`. A span that ends after midnight belongs to
    the day of its start.

    Parameters
    ----------
    hours
        OSM ``opening_hours``, or None.
    week_of
        Any day of the week.

    Returns
    -------
    list of list of HoursSpan
        Seven lists, of open and unknown spans; none at all if the hours are not known.
    """
    parsed = _parse(hours or "")
    if parsed is None:
        return []
    monday = week_of - week_of.weekday() * _DAY
    found: list[HoursSpan] = []
    for span in _spans(parsed, monday - 2 * _DAY, 10):
        before = found[-1] if found else None
        if before and _continues(before, span):
            found[-1] = replace(before, end=span.end)
        else:
            found.append(span)
    days: list[list[HoursSpan]] = [[] for _ in range(7)]
    for span in found:
        day = (span.start.date() - monday).days
        if span.state is not OpenState.CLOSED and 0 <= day < len(days):
            days[day].append(span)
    return days


def _continues(before: HoursSpan, span: HoursSpan) -> bool:
    """Return whether a span that starts at midnight is the end of the evening before it."""
    same = replace(span, start=before.start, end=before.end) == before
    night = span.start.time() == time() and span.end - span.start < _DAY
    return same and night and before.start.time() != time() and before.end == span.start


@lru_cache(maxsize=512)
def _parse(text: str) -> _Parsed | None:
    """Return the hours ready to ask, or None where they cannot be known."""
    if len(text) > MAX_LENGTH:
        return None
    text = tidied(text)
    main, _, rest = text.partition("||")
    rules = _COMMENT.sub('""', main)
    if not main.strip() or _NOT_KNOWN.search(_COMMENT.sub("", text)):
        return None
    main, rest = _with_words(main), _with_words(rest)
    if not validate(main) or (rest and not validate(rest)):
        return None
    return _Parsed(
        hours=_evaluator(main, country="BE"),
        usual=_evaluator(main, country=None),
        sunday_feast=_evaluator(_HOLIDAY.sub("Su", main), country=None),
        otherwise=" ".join(_COMMENT.findall(rest)) if rest else None,
        holidays=_states_holidays(rules),
        mornings=_FROM_MIDNIGHT.search(rules) is not None,
    )


def _with_words(rules: str) -> str:
    """Return rules that say themselves that words alone open no door.

    >>> _with_words('Mo 09:00-12:00; PH "op afspraak"; Sa off "vakantie"')
    'Mo 09:00-12:00; PH unknown "op afspraak"; Sa off "vakantie"'
    """
    parts = rules.strip().split('"')
    for at in range(0, len(parts) - 1, 2):
        if not _MODIFIER.search(parts[at]):
            parts[at] = f"{parts[at].rstrip()} unknown ".lstrip()
    return '"'.join(parts)


def _states_holidays(rules: str) -> bool:
    """Return whether rules surely say what holds on public holidays.

    A rule of weekdays after ``PH off`` replaces it, which few authors mean.
    """
    if _ANY_DAY.match(rules):
        return True
    each = re.split(r";|, (?=[A-Za-z\"])", rules)
    at_holidays = [at for at, rule in enumerate(each) if _HOLIDAY.search(rule)]
    later = each[at_holidays[-1] + 1 :] if at_holidays else [rules]
    return all(_DATE.search(rule) for rule in later if rule.strip()) and bool(at_holidays)


def _evaluator(hours: str, *, country: str | None) -> OpeningHours:
    return OpeningHours(hours, country=country, auto_country=False, auto_timezone=False)


def _spans(parsed: _Parsed, first: date, days: int) -> Iterator[HoursSpan]:
    """Yield the spans of each day, from midnight to midnight, with what is not sure as unknown.

    The library leaves the end of a night open whose evening another rule has closed.
    """
    unsure_until, evening = None, None
    for day in (first + n * _DAY for n in range(days)):
        holiday = _is_holiday(day)
        silent = holiday and not parsed.holidays
        for piece in _pieces_of(parsed, day, holiday=holiday):
            night = piece.start.time() == time() and piece.end - piece.start < _DAY
            after_holiday = night and piece.start == unsure_until
            alone = night and not parsed.mornings and evening not in {None, OpenState.OPEN}
            evening = piece.state
            span = piece
            if piece.state is OpenState.CLOSED and parsed.otherwise is not None:
                span = replace(piece, state=OpenState.UNKNOWN, comment=parsed.otherwise)
            elif piece.state is OpenState.OPEN and (silent or after_holiday):
                span = replace(piece, state=OpenState.UNKNOWN, holiday=True)
            elif piece.state is OpenState.OPEN and alone:
                span = replace(piece, state=OpenState.UNKNOWN)
            unsure_until = span.end if span.holiday else None
            yield span


def _pieces_of(parsed: _Parsed, day: date, *, holiday: bool) -> Iterator[HoursSpan]:
    """Yield the pieces of a day; on Easter unknown where they depend on what ``PH`` means."""
    if not (holiday and _SUNDAY_FEASTS.is_open(datetime.combine(day, _NOON))):
        yield from _pieces(parsed.hours, day)
        return
    both = [list(_pieces(hours, day)) for hours in (parsed.usual, parsed.sunday_feast)]
    cuts = sorted({cut for pieces in both for piece in pieces for cut in (piece.start, piece.end)})
    for begin, until in pairwise(cuts):
        one, other = (next(p for p in pieces if p.start <= begin < p.end) for pieces in both)
        sure = replace(one, start=begin, end=until)
        unsure = HoursSpan(begin, until, OpenState.UNKNOWN, holiday=True)
        yield sure if one.state is other.state else unsure


def _pieces(evaluator: OpeningHours, day: date) -> Iterator[HoursSpan]:
    for begin, until, state, comment in evaluator.intervals(_midnight(day), _midnight(day + _DAY)):
        yield HoursSpan(begin, until, _STATES[state], comment)


@lru_cache(maxsize=1024)
def _is_holiday(day: date) -> bool:
    return _HOLIDAYS.is_open(datetime.combine(day, _NOON))


def _cut(start: datetime, end: datetime) -> list[datetime]:
    """Return start, each midnight between, and end."""
    days = (end.date() - start.date()).days
    midnights = [datetime.combine(start.date() + n * _DAY, time()) for n in range(1, days + 1)]
    return [start, *(m for m in midnights if m < end), end]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _on_the_clock(change: datetime, now: datetime) -> datetime:
    """Return the first moment from now (UTC) that the clock shows the time of a change.

    In the night that the clock goes back it shows an hour twice; in the other it skips one.
    """
    first = change.replace(tzinfo=BRUSSELS)
    moment = first.astimezone(UTC)
    if moment.astimezone(BRUSSELS).replace(tzinfo=None) != change:  # skipped: at a whole hour, UTC
        return moment.replace(minute=0, second=0, microsecond=0).astimezone(BRUSSELS)
    return first if moment > now else first.replace(fold=1)

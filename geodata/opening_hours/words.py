"""Opening hours as people write them, in Dutch, French or English, as OSM opening hours.

Nothing is guessed: days of which the text is not fully understood become ``unknown`` with that
text, and a text that may change other days is not read at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from geodata.opening_hours.schedule import is_readable
from geodata.opening_hours.vocabulary import (
    DAYS,
    HOLIDAY,
    LANGUAGE_MARKS,
    Token,
    UnsureError,
    known_tokens,
    plain,
    tokens,
)

_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")
_EARLIEST = 6 * 60
"""Minutes; an earlier start may be an hour of the afternoon, as in 1u-4u."""

_DAY = 24 * 60
_NOON = 12 * 60
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_HARD = re.compile(r"[;\n|·]+")
_SOFT = re.compile(r",|(?<=\d)\.\s|(?<=[uhr])\.\s")


Span = tuple[int, int]


@dataclass
class _Week:
    """What a text says of each day (7: public holidays)."""

    spans: dict[int, list[Span]] = field(default_factory=dict)
    stated: dict[int, frozenset[int]] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    unsure: dict[int, str] = field(default_factory=dict)
    months: list[tuple[int, int]] = field(default_factory=list)
    otherwise: str = ""
    last: tuple[int, ...] = ()


def hours_from_words(text: str) -> str | None:
    """Return hours in words as OSM ``opening_hours``; None where they are not understood.

    Parameters
    ----------
    text
        One or more days, each with its hours, ``gesloten`` or ``op afspraak``.

    Returns
    -------
    str or None
        Days of which the text is not understood are ``unknown``, with the text.

    Examples
    --------
    >>> hours_from_words("ma-vr 9u-12u en 13u-17u, gesloten op woensdag")
    'Mo-Tu,Th-Fr 09:00-12:00,13:00-17:00; We off'
    >>> hours_from_words("lundi - vendredi de 9h à 12h30")
    'Mo-Fr 09:00-12:30'
    >>> hours_from_words("ma t/m do: 8.30 - 16.30 uur; vr tot 12 u")
    'Mo-Th 08:30-16:30; Fr unknown "vr tot 12 u"'
    >>> hours_from_words("wisselende uren") is None
    True
    """
    words = re.findall(r"[a-z]+", plain(text))
    every = {word for names in DAYS.values() for word in names}
    named = {word for word in words if word in every}
    languages = [language for language, names in DAYS.items() if named <= names.keys()]
    found = {language: _read(text, language) for language in languages}
    if len(set(found.values())) > 1:
        marked = [code for code in languages if not LANGUAGE_MARKS[code].isdisjoint(words)]
        found = {code: found[code] for code in marked}
    hours = next(iter(found.values())) if len(set(found.values())) == 1 else None
    return hours if hours and is_readable(hours) else None


def _read(text: str, language: str) -> str | None:
    week = _Week()
    try:
        for part in _HARD.split(text):
            if part.strip():
                _read_part(week, part, language)
        return _written(week, text)
    except UnsureError:
        return None


def _read_part(week: _Week, part: str, language: str) -> None:
    """Add a part between semicolons or lines; in pieces between commas if it is not understood."""
    try:
        rules = _rules(tokens(part, language), week.last)
    except UnsureError:
        pieces = [piece for piece in _SOFT.split(part) if piece.strip()]
        if len(pieces) > 1:
            for piece in pieces:
                _read_piece(week, piece, part, language)
        else:
            _read_piece(week, part, part, language)
        return
    for rule in rules:
        _add(week, *rule, text=part)


def _read_piece(week: _Week, piece: str, whole: str, language: str) -> None:
    try:
        rules = _rules(tokens(piece, language), ())
    except UnsureError:
        days = _days_named(piece, language)
        if not days:
            raise
        for day in days:
            week.unsure[day] = _comment(whole)
        return
    for rule in rules:
        _add(week, *rule, text=whole)


def _days_named(piece: str, language: str) -> set[int]:
    """Return the days that a piece is about, those between the ends of a range too."""
    found: set[int] = set()
    known = _day_ranges(known_tokens(piece, language))
    for before, token in pairwise([Token(""), *known]):
        if token.kind == "D":
            if before.kind in {"R", "r"}:  # from a day that is not next to it
                raise UnsureError
            found |= set(token.value)
    return found


def _day_ranges(tokens: list[Token]) -> list[Token]:
    """Return the tokens with days from one to another, and neighbouring days, as one token."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        here = tokens[at : at + 3]
        shape = "".join(t.kind for t in here)
        if shape in {"DRD", "DrD"} and all(len(here[i].value) == 1 for i in (0, 2)):
            first, last = here[0].value[0], here[2].value[0]
            if HOLIDAY in {first, last} or first == last:
                raise UnsureError
            count = (last - first) % 7 + 1
            token = Token("D", tuple((first + n) % 7 for n in range(count)))
            at += 2
        if token.kind == "D" and found and found[-1].kind == "D":
            two = "".join(t.kind for t in tokens[max(at - 2, 0) : at + 2]).count("D") == 2
            if two and token.value[0] != found[-1].value[-1] + 1:  # ma vr: perhaps without its dash
                raise UnsureError
            found[-1] = Token("D", (*found[-1].value, *token.value))
        elif token.kind == "D" and "".join(t.kind for t in found[-2:]) == "DA":
            found[-2:] = [Token("D", (*found[-2].value, *token.value))]
        else:
            found.append(token)
        at += 1
    return found


def _spans_joined(tokens: list[Token]) -> list[Token]:
    """Return the tokens with two times and what is between them as one span."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        shape = "".join(t.kind for t in tokens[at : at + 4])
        if shape[:3] in {"tRt", "trt"}:
            found.append(_span(tokens[at], tokens[at + 2]))
            at += 3
        elif shape == "BtAt":
            found.append(_span(tokens[at + 1], tokens[at + 3]))
            at += 4
        elif tokens[at].kind in {"t", "B", "R"}:
            raise UnsureError
        else:
            found.append(tokens[at])
            at += 1
    return found


def _span(start: Token, end: Token) -> Token:
    """Return the span between two times that can mean one thing only; else raise UnsureError."""
    (begin, half_a), (until, half_b) = start.value, end.value
    if half_a or half_b:
        if not half_b and until < _NOON:
            raise UnsureError
        until = _on_24(until, half_b) if half_b else until
        same = _on_24(begin, half_a or half_b)
        begin = same if half_a or same < until else begin
    if not half_b and not (start.marked or end.marked) and not begin < until:
        raise UnsureError
    until = until or _DAY
    if not _EARLIEST <= begin < until <= _DAY:
        raise UnsureError
    return Token("T", (begin, until))


def _on_24(minutes: int, half: int) -> int:
    return minutes % _NOON + (_NOON if half == 2 else 0)


_Rule = tuple[str, tuple[int, ...], tuple[Span, ...]]


def _rules(tokens: list[Token], before: tuple[int, ...]) -> list[_Rule]:
    """Return what a part says: kind (T, C, X, M or O for otherwise), days or months, spans.

    Parameters
    ----------
    tokens
        Of the part.
    before
        The days of the part before it, which hours without days of their own go on with.
    """
    groups = _grouped(_without_parts_of_day(_spans_joined(_day_ranges(tokens))))
    kinds = "".join(kind for kind, _, _ in groups)
    if kinds == "T" and before:
        groups.insert(0, ("D", list(before), False))
    elif re.fullmatch(r"(TD)+", kinds):
        groups = [groups[at ^ 1] for at in range(len(groups))]
    found: list[_Rule] = []
    at = 0
    while at < len(groups):
        kinds = "".join(kind for kind, _, _ in groups[at:])
        values = groups[at][1]
        if kinds.startswith(("DT", "DC", "DX")):
            follows = groups[at + 1]
            spans = tuple(follows[1]) if kinds[1] == "T" else ()
            found.append((kinds[1], tuple(values), spans))
            at += 2
        elif re.match(r"[CN]D(?![TX])", kinds):
            found.append(("C", tuple(groups[at + 1][1]), ()))
            at += 2
        elif re.match(r"(CM|MC)(?![A-Z])", kinds):
            found.append(("M", tuple(groups[at + (kinds[0] == "C")][1]), ()))
            at += 2
        elif kinds.startswith("X") and (at == 0 or groups[at][2]):
            found.append(("O", (), ()))
            at += 1
        else:
            raise UnsureError
    return found


def _without_parts_of_day(tokens: list[Token]) -> list[Token]:
    """Return the tokens without the name of a part of the day that hours follow."""
    for token, following in pairwise([*tokens, Token("")]):
        if token.kind == "P" and following.kind not in {"T", "X"}:
            raise UnsureError
    return [token for token in tokens if token.kind != "P"]


def _grouped(tokens: list[Token]) -> list[tuple[str, list[Any], bool]]:
    """Return kind, values and whether a comma or *and* is before it, of what goes together."""
    found: list[tuple[str, list[Any], bool]] = []
    listed, ranged = False, False
    for token in tokens:
        if token.kind == "A":
            listed = True
        elif token.kind == "r":
            ranged = True
        elif token.kind == "T":
            if found and found[-1][0] == "T":
                found[-1][1].append(token.value)
            else:
                found.append(("T", [token.value], listed))
        elif token.kind == "M" and found and found[-1][0] == "M":
            last = found[-1][1]
            last += range(last[-1] + 1, token.value[0]) if ranged else []
            last.append(token.value[0])
        else:
            found.append((token.kind, list(token.value), listed))
        if token.kind not in {"A", "r"}:
            listed, ranged = False, False
    return found


def _add(
    week: _Week, kind: str, days: tuple[int, ...], spans: tuple[Span, ...], *, text: str
) -> None:
    """Add a rule; raise UnsureError where it contradicts an earlier rule."""
    if kind == "O":
        week.otherwise = _comment(re.split(r",|\b(?:en|et|and|of|ou|or)\b", text)[-1])
    elif kind == "M":
        week.months += [(month, month) for month in days]
    elif kind == "X":
        week.unsure |= dict.fromkeys(days, _comment(text))
    elif kind == "C":
        week.closed |= set(days)
    else:
        week.last = days
        _check_apart(list(spans))
        for day in days:
            _add_spans(week, day, frozenset(days), list(spans), text)


def _check_apart(spans: list[Span]) -> None:
    if _overlap(spans):
        raise UnsureError


def _overlap(spans: list[Span]) -> bool:
    ordered = sorted(spans)
    return any(a[1] > b[0] for a, b in pairwise(ordered))


def _add_spans(week: _Week, day: int, days: frozenset[int], spans: list[Span], text: str) -> None:
    before, stated = week.spans.get(day), week.stated.get(day)
    if before is None or stated is None:
        week.spans[day], week.stated[day] = spans, days
    elif stated == days and not _overlap([*before, *spans]):
        week.spans[day] = sorted([*before, *spans])
    elif days < stated and _overlap([*before, *spans]):
        week.spans[day], week.stated[day] = spans, days
    else:
        week.unsure[day] = _comment(text)


def _written(week: _Week, text: str) -> str:
    """Return OSM opening hours; raise UnsureError if no day opens for sure or may."""
    rules: list[str] = []
    by_rule: dict[str, list[int]] = {}
    open_days = [day for day in week.spans if day not in week.closed and day not in week.unsure]
    weekdays = [day for day in open_days if day != HOLIDAY]
    if not weekdays and not set(week.unsure) - {HOLIDAY}:
        if not week.closed - {HOLIDAY}:
            raise UnsureError
        others = [day for day in range(7) if day not in week.closed]
        if not others:
            raise UnsureError
        week.unsure |= dict.fromkeys(others, _comment(text))
    for day in range(len(_CODES)):
        if day in week.unsure and day not in week.closed:
            rule = f'unknown "{week.unsure[day]}"'
        elif day in week.closed:
            rule = "off"
        elif day in week.spans:
            rule = ",".join(f"{_clock(a)}-{_clock(b)}" for a, b in week.spans[day])
        else:
            continue
        by_rule.setdefault(rule if day != HOLIDAY else f"{rule} ", []).append(day)
    rules = [f"{_selector(days)} {rule.strip()}" for rule, days in by_rule.items()]
    rules += [f"{_MONTHS[a]} off" for a, _ in week.months]
    written = "; ".join(rules)
    return f'{written} || "{week.otherwise}"' if week.otherwise else written


def _selector(days: list[int]) -> str:
    """Return days as OSM writes them: Mo-Fr, or Mo-Tu,Th.

    >>> _selector([0, 1, 3])
    'Mo-Tu,Th'
    """
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1 and day != HOLIDAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    ends = [dict.fromkeys((run[0], run[-1])) for run in runs]
    return ",".join("-".join(_CODES[day] for day in pair) for pair in ends)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _comment(text: str) -> str:
    return " ".join(text.replace('"', "'").split())

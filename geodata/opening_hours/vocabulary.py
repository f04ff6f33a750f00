"""The words that opening hours are written in, in Dutch, French and English, as tokens."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

HOLIDAY = 7
"""The day of public holidays, after the days of the week."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


class UnsureError(Exception):
    """A text may mean several things."""


class Token(NamedTuple):
    """A word of a text.

    ``kind``: D days, t a time, T a span, P a part of the day, C closed, X by appointment,
    N except, M a month, R and r (a dash) *to*, A *and* or punctuation, B *between*.
    """

    kind: str
    value: tuple[int, ...] = ()
    marked: bool = True


_NAMES = {
    "nl": (
        *("ma maa maandag maandags", "di din dins dinsdag dinsdags"),
        *("wo woe woens woensdag woensdags", "do don dond donderdag donderdags"),
        *(
            "vr vrij vrijd vrijdag vrijdags",
            "za zat zaterdag zaterdags",
            "zo zon zond zondag zondags",
        ),
    ),
    "fr": (
        *("lu lun lundi lundis", "ma mar mardi mardis", "me mer merc mercredi mercredis"),
        *("je jeu jeudi jeudis", "ve ven vend vendredi vendredis", "sa sam samedi samedis"),
        "di dim dimanche dimanches",
    ),
    "en": (
        *("mo mon monday mondays", "tu tue tues tuesday tuesdays", "we wed wednesday wednesdays"),
        *("th thu thur thurs thursday thursdays", "fr fri friday fridays"),
        *("sa sat saturday saturdays", "su sun sunday sundays"),
    ),
}
DAYS = {
    language: {word: day for day, words in enumerate(names) for word in words.split()}
    for language, names in _NAMES.items()
}
LANGUAGE_MARKS = {
    "nl": _words("u uur tot tm van tussen gesloten dicht behalve en elke iedere"),
    "fr": _words("a au et du entre ferme fermee sauf le les chaque"),
    "en": _words("to until and from between closed except every"),
}
_MONTH_NAMES = (
    *("januari janvier january", "februari fevrier february", "maart mars march"),
    *("april avril", "mei mai may", "juni juin june", "juli juillet july"),
    *("augustus aout august", "september septembre", "oktober octobre october"),
    *("november novembre", "december decembre"),
)
_MONTH_OF = {name: at for at, names in enumerate(_MONTH_NAMES) for name in names.split()}

_WORKDAYS, _WEEKEND = tuple(range(5)), (5, 6)
_PHRASES = {
    r"\b([a-z]{1,6})\. ": r"\1 ",
    r"\ba\.m\.?": "am",
    r"\bp\.m\.?": "pm",
    r"t\.?/ ?m\b|\bt\.e\.m\b|\btem\b|\btot en met\b|\btot & met\b|\bthrough\b|\bthru\b": " tm ",
    r"\bjusqu'? ?(?:au|a)\b": " tot ",
    r"\b(?:zonder afspraak|sans rendez-? ?vous|sans rdv|without (?:an )?appointment"
    r"|vrije inloop)\b": " ",
    r"\b(?:(?:enkel|alleen|uitsluitend|only|uniquement|en)? ?(?:op|na|volgens) afspraak"
    r"|(?:uniquement )?sur (?:rendez-? ?vous|rdv)|(?:only )?by appointment(?: only)?)\b": " appt ",
    r"\b(?:wettelijke )?feestdag(?:en)?\b|\bjours? feries?\b|\b(?:public|bank) holidays?\b": " ph ",
    r"\belke dag\b|\balle dagen\b|\biedere dag\b|\bdagelijks\b|\btous les jours\b|\bevery ?day\b"
    r"|\bdaily\b|\b7 ?j? ?/ ?7\b|\b7 (?:dagen|jours) (?:op|sur) 7\b": " alldays ",
    r"\bweek(?:dagen|days)\b|\bwerkdag(?:en)?\b|\ben semaine\b": " workdays ",
    r"\bweek-?ends?\b": " weekend ",
    r"\bin de maand(?:en)?\b|\bau mois d[e']\b": " ",
    r"'s (?:morgens|ochtends|middags|namiddags|avonds)\b|\bapres-midi\b": " namiddag ",
    r"\b(?:12 )?(?:midi|noon)\b": " 12:00 ",
}
_SETS = {"alldays": tuple(range(7)), "workdays": _WORKDAYS, "weekend": _WEEKEND, "ph": (HOLIDAY,)}
_CLOSED = _words("gesloten dicht ferme fermee fermes closed off sluitingsdag")
_EXCEPT = _words("behalve uitgezonderd sauf excepte except")
_RANGES = _words("- tot tm a au to until till")
_LISTS = _words(", / + & en et and of ou or ook aussi also")
_BETWEEN = _words("tussen entre between")
_NEUTRAL = _words(
    "van de du des from open geopend ouvert ouverte ouverts ouvertures opens op le les on "
    "the iedere elke chaque every telkens doorlopend uur u h : in openingsuren openingstijden "
    "horaire horaires heures d'ouverture opening hours is est are het"
)
_PARTS_OF_DAY = _words(
    "voormiddag namiddag ochtend avond middag matin soir morning afternoon evening"
)
_TOKEN = re.compile(
    r"(?P<h>\d{1,2})(?:(?:[:.]|\s?[uh])(?P<m>\d{2})(?!\d)\s?(?:uur|u|h)?\b|\s?(?P<unit>uur|u|hrs|h)\b)?"
    r"\s?(?P<half>am|pm)?(?![\d])"
    r"|(?P<word>[a-z]+(?:'[a-z]+)*)|(?P<mark>\S)"
)
_KINDS = (
    *(("r", {"-"}), ("R", _RANGES), ("A", _LISTS), ("A", set(".()[]")), ("C", _CLOSED)),
    *(("N", _EXCEPT), ("B", _BETWEEN), ("P", _PARTS_OF_DAY), ("X", {"appt"}), ("", _NEUTRAL)),
)


def tokens(text: str, language: str) -> list[Token]:
    """Return the tokens of a part; raise UnsureError at a word that is not known."""
    found = []
    for match in _TOKEN.finditer(_phrased(text)):
        token = _token(match, language)
        if token is None:
            raise UnsureError
        if token.kind:
            found.append(token)
    return found


def _token(match: re.Match[str], language: str) -> Token | None:
    """Return a token, of no kind for a word without a meaning; None for an unknown word."""
    if match["h"] is not None:
        return _time(match)
    word = match["word"] or match["mark"]
    if word in DAYS[language]:
        return Token("D", (DAYS[language][word],))
    if word in _SETS:
        return Token("D", _SETS[word])
    if word in _MONTH_OF:
        return Token("M", (_MONTH_OF[word],))
    kind = next((kind for kind, words in _KINDS if word in words), None)
    return None if kind is None else Token(kind)


def _time(match: re.Match[str]) -> Token | None:
    """Return the time of a clock, in minutes, and whether it is am (1) or pm (2)."""
    hour, minute = int(match["h"]), int(match["m"] or 0)
    half = {"am": 1, "pm": 2}.get(match["half"] or "", 0)
    if hour > 24 or minute > 59 or (half and not 1 <= hour <= 12):
        return None
    marked = match["m"] is not None or match["unit"] is not None or bool(half)
    return Token("t", (hour * 60 + minute, half), marked=marked)


def known_tokens(text: str, language: str) -> list[Token]:
    """Return the tokens of a text that are known."""
    found = (_token(match, language) for match in _TOKEN.finditer(_phrased(text)))
    return [token for token in found if token and token.kind]


def _phrased(text: str) -> str:
    found = plain(text)
    for pattern, word in _PHRASES.items():
        found = re.sub(pattern, word, found)
    return found


def plain(text: str) -> str:
    """Return text in small letters without accents, with one kind of dash, quote and space."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in parts if not unicodedata.combining(c))
    return re.sub(r"[\u2018\u2019`´]", "'", re.sub(r"[\u2010-\u2015\u2212]", "-", bare))

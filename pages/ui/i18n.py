"""Words and numbers in the reader's language.

Dutch is the source language: it stands in the code. French and English are gettext catalogues in
``locale/``, read with Babel. Numbers and dates go through Babel too.
"""

from __future__ import annotations

import gettext
import io
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

LOCALE_DIR: Final = Path(__file__).parents[1] / "locale"
LANGUAGES: Final = {"nl": "Nederlands", "fr": "Français", "en": "English"}
_LOCALES: Final = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}
_KEY: Final = "taal"
_ALL: Final = 100
_TWO_KM: Final = 2_000
_WEEK: Final = 7
_VOWELS: Final = frozenset("AEIOUYÀÂÉÈÊÎÔÛŒ")
_SPOKEN: ContextVar[str | None] = ContextVar("spoken", default=None)


@cache
def catalogue(lang: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; Dutch needs none."""
    path = LOCALE_DIR / f"{lang}.po"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as source:
        messages = read_po(source, locale=lang)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def language() -> str:
    """Return the language of this visitor: ``nl``, ``fr`` or ``en``."""
    lang = _SPOKEN.get() or st.session_state.get(_KEY)
    return lang if lang in LANGUAGES else "nl"


@contextmanager
def with_language(lang: str) -> Iterator[None]:
    """Speak a language where there is no visitor to ask: in a command, in a test."""
    token = _SPOKEN.set(lang)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def locale() -> str:
    """Return the Babel locale of this visitor."""
    return _LOCALES[language()]


def _(message: str) -> str:
    """Translate a Dutch message for this visitor."""
    return catalogue(language()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a Dutch message that depends on a count."""
    return catalogue(language()).ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802  (gettext's own name)
    """Mark a message for the catalogues, to be translated later with :func:`_`."""
    return message


def number(value: float, *, digits: int = 0) -> str:
    """Write a number for this visitor, e.g. ``1.240``."""
    return format_decimal(round(value, digits), locale=locale())


def percent(share: float) -> str:
    """Write a share 0–1 as whole per cents, never rounding to 0 % or 100 % what is not."""
    rounded = round(share * _ALL)
    sign = "%" if language() == "en" else "\N{NO-BREAK SPACE}%"
    if rounded == 0 and share > 0:
        return f"< 1{sign}"
    if rounded == _ALL and share < 1:
        return f"> 99{sign}"
    return f"{rounded}{sign}"


def metres(distance_m: float) -> str:
    """Write a distance: metres up to 2 km, then kilometres."""
    if distance_m < _TWO_KM:
        return f"{number(distance_m)} m"
    return f"{number(distance_m / 1000, digits=1)} km"


def day(value: date) -> str:
    """Write a date, e.g. ``1 januari 2025``."""
    text = format_date(value, format="long", locale=locale())
    if language() == "fr" and value.day == 1:
        return text.replace("1 ", "1er ", 1)  # CLDR writes "1 janvier"
    return text


def moment(when: datetime, now: datetime, *, at: bool) -> str:
    """Write a moment to come: ``17:00``, with ``at`` ``om 17:00``; the day if it is not today."""
    hour = format_time(when, "H:mm", locale=locale())
    apart = (when.date() - now.date()).days
    if apart == 0:
        return _("om {hour}").format(hour=hour) if at else hour
    if apart == 1:
        return _("morgen om {hour}").format(hour=hour)
    pattern = "EEEE" if apart < _WEEK else "EEEE d MMMM"
    name = format_date(when, pattern, locale=locale())
    return _("{day} om {hour}").format(day=name, hour=hour)


def fill(text: str, **values: object) -> str:
    """Fill a text as :meth:`str.format` does; in French "de" before a vowel becomes "d’"."""
    if language() == "fr":
        for key, value in values.items():
            if str(value)[:1] in _VOWELS:
                text = text.replace(f"de {{{key}}}", f"d’{{{key}}}")
    return text.format(**values)


def span(low: str, high: str) -> str:
    """Write a range of two formatted values; one value if they are the same."""
    return low if low == high else _("{low} tot {high}").format(low=low, high=high)

"""Words and numbers in the reader's language.

The texts in the code are Dutch. Other languages are gettext catalogues in ``locale/``, read with
Babel, which also writes numbers and dates. Other differences are in ``geodata.languages``.
"""

from __future__ import annotations

import gettext
import io
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from geodata.languages import LANGUAGES, SOURCE_LANGUAGE
from loaders.settings import get_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from geodata.languages import Language

LOCALE_DIR: Final = Path(__file__).parents[1] / "locale"
LANGUAGE_KEY: Final = "taal"
"""Where the session and the address hold the chosen language."""
_WEEK: Final = 7
_VOWELS: Final = frozenset("AEIOUYÀÂÉÈÊÎÔÛŒ")
_FORCED: ContextVar[str | None] = ContextVar("language", default=None)


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
    """Return the code of this visitor's language."""
    return reader_language().code


def reader_language() -> Language:
    """Return this visitor's language."""
    code = _FORCED.get() or st.session_state.get(LANGUAGE_KEY)
    return LANGUAGES.get(str(code), LANGUAGES[SOURCE_LANGUAGE])


def link_language() -> str:
    """Return what a link to another page adds to keep this language, e.g. ``&taal=fr``."""
    return "" if language() == get_settings().language else f"&{LANGUAGE_KEY}={language()}"


@contextmanager
def with_language(lang: str) -> Iterator[None]:
    """Translate into a language where there is no visitor to ask: in a command, in a test."""
    token = _FORCED.set(lang)
    try:
        yield
    finally:
        _FORCED.reset(token)


def locale() -> str:
    """Return the Babel locale of this visitor."""
    return reader_language().locale


def _(message: str) -> str:
    """Translate a Dutch message for this visitor."""
    return catalogue(language()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a Dutch message that depends on a count."""
    return catalogue(language()).ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802  (gettext's own name)
    """Mark a message for the catalogues, to be translated later with :func:`_`."""
    return message


def day(value: date) -> str:
    """Write a date, e.g. ``1 januari 2025``."""
    text = format_date(value, format="long", locale=locale())
    if value.day == 1:
        return text.replace("1 ", f"{reader_language().first_of_month} ", 1)
    return text


def clock(at: time, *, ends: bool = False) -> str:
    """Write a time of the clock, e.g. ``9:30`` or ``14 h``; a day ends at ``24:00``."""
    pattern = reader_language().hour if at.minute else reader_language().whole_hour
    if ends and at == time():
        pattern = pattern.replace("H", "k")  # hours from 1 to 24
    return format_time(at, pattern, locale=locale())


def moment(when: datetime, now: datetime, *, at: bool) -> str:
    """Write a moment to come: ``17:00``, with ``at`` ``om 17:00``; the day if it is not today."""
    hour = clock(when.time())
    days = (when.date() - now.date()).days
    if days == 1 and not at and when.time() == time():
        return _("middernacht")
    if days == 0:
        return _("om {hour}").format(hour=hour) if at else hour
    if days == 1:
        return _("morgen om {hour}").format(hour=hour)
    pattern = "EEEE" if days < _WEEK else "EEEE d MMMM"
    name = format_date(when, pattern, locale=locale())
    return _("{day} om {hour}").format(day=name, hour=hour)


def fill(text: str, **values: object) -> str:
    """Fill a text as :meth:`str.format` does; in French "de" before a vowel becomes "d’"."""
    word, elided = reader_language().elision
    for key, value in values.items():
        if word and str(value)[:1] in _VOWELS:
            text = text.replace(f"{word}{{{key}}}", f"{elided}{{{key}}}")
    return text.format(**values)


def semicolons(parts: Iterable[str]) -> str:
    """Write parts of a sentence with semicolons between them."""
    return reader_language().semicolon.join(parts)

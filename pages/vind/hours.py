"""When a service point is open, in words: at this moment, and this week."""

from __future__ import annotations

from datetime import time, timedelta
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from babel.dates import format_date, format_time

from geodata.opening_hours import OpeningState, OpenState, opening_state, week_table
from pages.ui.i18n import _, locale, moment
from pages.ui.numbers import span

if TYPE_CHECKING:
    from datetime import date, datetime

_ALL_DAY = [(time(), time())]


def open_state_html(hours: str, *, phone: bool, now: datetime) -> str:
    """Return as HTML whether it is open; empty where that is not known and cannot be asked.

    Parameters
    ----------
    hours
        OSM ``opening_hours``; empty if not known.
    phone
        Its phone number is known.
    now
        The moment, in Brussels.
    """
    state = opening_state(hours or None, now=now)
    if not phone and state == OpeningState(OpenState.UNKNOWN):
        return ""
    text = escape(open_state_text(state, phone=phone, now=now))
    return f"<p class='nabij-door nabij-door-{state.state.value}'>{text}</p>"


def open_state_text(state: OpeningState, *, phone: bool, now: datetime) -> str:
    """Return whether it is open, and when that changes."""
    opens = state.state is OpenState.CLOSED
    when = moment(state.next_change, now, at=opens) if state.next_change else ""
    if state.state is OpenState.UNKNOWN:
        texts = [_("Openingsuren niet bekend.")]
        if state.holiday:
            texts = [_("Vandaag is een feestdag: of het open is, is niet bekend.")]
        elif state.comment:
            texts = [_("Openingsuren: {text}.").format(text=state.comment)]
        texts += [_("Bel even vooraf.")] * phone
        return " ".join(texts)
    if state.state is OpenState.OPEN:
        text = _("Nu open, tot {when}.").format(when=when) if when else _("Nu open.")
    elif when and state.next_state is OpenState.OPEN:
        text = _("Nu gesloten. Opent {when}.").format(when=when)
    else:
        text = _("Nu gesloten.")
    return f"{text} ({state.comment})" if state.comment else text


def week_html(hours: str, *, today: date) -> str:
    """Return the hours of this week as a list in HTML, equal days together; empty if unknown.

    Hours with words in them (``Tu "op afspraak"``) do not tell that a day is closed, or open all of
    it.
    """
    week = week_table(hours or None, week_of=today)
    if not any(week):
        return ""
    items = []
    for spans, days in groupby(range(len(week)), key=week.__getitem__):
        if '"' in hours and spans in ([], _ALL_DAY):
            continue
        same = list(days)
        ends = list(dict.fromkeys((same[0], same[-1])))
        names = [_weekday(today, day) for day in ends]
        between = ", ".join(names) if same == ends else span(*names)
        times = ", ".join(span(_clock(begin), _clock(end, ends=True)) for begin, end in spans)
        text = _("{days}: {times}") if times else _("{days}: gesloten")
        items.append(f"<li>{escape(text.format(days=between, times=times))}</li>")
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _weekday(today: date, day: int) -> str:
    return format_date(today + timedelta(days=day - today.weekday()), "EEEE", locale=locale())


def _clock(at: time, *, ends: bool = False) -> str:
    """Write a time of the clock; a day ends at 24:00."""
    return "24:00" if ends and at == time() else format_time(at, "H:mm", locale=locale())

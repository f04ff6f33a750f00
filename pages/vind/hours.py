"""When a service point is open, in words: at this moment, and this week."""

from __future__ import annotations

from datetime import time, timedelta
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from babel.dates import format_date

from geodata.opening_hours.schedule import OpeningState, OpenState, opening_state, week_spans
from pages.ui.i18n import _, clock, locale, moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from geodata.opening_hours.schedule import HoursSpan

_DAY = timedelta(days=1)


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


def gone_html() -> str:
    """Return as HTML that a centre has closed for good."""
    text = escape(_("Dit centrum is gesloten. Zoek hierboven een ander centrum."))
    return f"<p class='nabij-door nabij-door-gone'>{text}</p>"


def open_state_text(state: OpeningState, *, phone: bool, now: datetime) -> str:
    """Return whether it is open, and when that changes."""
    opens = state.state is OpenState.CLOSED
    when = moment(state.next_change, now, at=opens) if state.next_change else ""
    if state.state is OpenState.UNKNOWN:
        texts = [_("Openingsuren niet bekend.")]
        if state.holiday:
            texts = [_("Vandaag is een feestdag: we weten niet of het open is.")]
        elif state.comment:
            texts = [_("Niet zeker open: “{text}”.").format(text=state.comment)]
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
    """Return the hours of this week in HTML: a list, equal days together, or a sentence.

    Empty if they are not known, or say no more than whether it is open now.
    """
    week = week_spans(hours or None, week_of=today)
    if not week:
        return ""
    if not any(week):
        return f"<p>{escape(_('Deze week gesloten.'))}</p>"
    texts = [_day_text(spans) for spans in week]
    if len(set(texts)) == 1 and _is_whole_day(week[0]):
        always = escape(_("Elke dag open, dag en nacht."))
        return f"<p>{always}</p>" if week[0][0].state is OpenState.OPEN else ""
    items = []
    for text, days in groupby(range(len(texts)), key=texts.__getitem__):
        line = _("{days}: {times}").format(days=_days(today, list(days)), times=text)
        items.append(f"<li>{escape(line)}</li>")
    return f"<ul>{''.join(items)}</ul>"


def _is_whole_day(spans: Sequence[HoursSpan]) -> bool:
    return len(spans) == 1 and spans[0].end - spans[0].start >= _DAY


def _day_text(spans: Sequence[HoursSpan]) -> str:
    """Return the hours of a day; words that hold outside the hours come last, once."""
    if not spans:
        return _("gesloten")
    if any(span.holiday for span in spans):
        return _("feestdag, vraag of het open is")
    if _is_whole_day(spans):
        return _whole_day_text(spans[0])
    otherwise = _outside(spans)
    texts = [_span_text(span) for span in spans if span.comment not in otherwise]
    texts += [_("anders: {words}").format(words=words) for words in otherwise]
    return ", ".join(texts)


def _outside(spans: Sequence[HoursSpan]) -> list[str]:
    """Return the words of spans that fill the day around its hours, up to midnight."""
    bounds = [bound for span in spans for bound in (span.start, span.end)]
    words = [
        span.comment
        for span in spans
        if span.state is OpenState.UNKNOWN
        and (span.start.time() == time() or span.end.date() > span.start.date())
        and bounds.count(span.start) + bounds.count(span.end) > len((span.start, span.end))
    ]
    return list(dict.fromkeys(filter(None, words)))


def _span_text(span: HoursSpan) -> str:
    text = _("{opens} tot {closes}").format(
        opens=clock(span.start.time()), closes=clock(span.end.time(), ends=True)
    )
    if span.comment:
        return f"{text} ({span.comment})"
    return text if span.state is OpenState.OPEN else _("{times}, niet zeker").format(times=text)


def _whole_day_text(span: HoursSpan) -> str:
    if span.state is OpenState.UNKNOWN:
        return span.comment or _("niet bekend")
    text = _("de hele dag")
    return f"{text} ({span.comment})" if span.comment else text


def _days(today: date, days: list[int]) -> str:
    """Write days of a week that follow each other."""
    monday = today - today.weekday() * _DAY
    names = [format_date(monday + day * _DAY, "EEEE", locale=locale()) for day in days]
    if names[2:]:  # two days are named each
        return _("{first} tot {last}").format(first=names[0], last=names[-1])
    return ", ".join(names)

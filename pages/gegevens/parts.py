"""What the parts of Gegevens are made of: commands, lists, moments and ages."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import escape
from typing import TYPE_CHECKING

from babel.dates import format_time

from geodata.opening_hours.schedule import BRUSSELS
from pages.ui.i18n import _, day, locale, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAY = re.compile(r"(\d{4})(?:-(\d{2})-(\d{2}))?")
_MONTHS = 24
"""From here an age is shown in years."""

LONG = 80
"""Characters of a cell or header that are shown."""


def command(*parts: str) -> str:
    """Return a command of ``python -m loaders`` to copy, as HTML."""
    line = " ".join(["python", "-m", "loaders", *parts])
    return f"<pre class='nabij-command' tabindex='0'><code>{escape(line)}</code></pre>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return labels and texts as HTML; those without a text are left out."""
    rows = "".join(f"<div><dt>{escape(t)}</dt><dd>{escape(d)}</dd></div>" for t, d in pairs if d)
    return f"<dl class='nabij-facts'>{rows}</dl>"


def moment(when: datetime) -> str:
    """Return a moment in Belgium, day and hour."""
    here = when.astimezone(BRUSSELS)
    hour = format_time(here, "H:mm", locale=locale())
    return _("{day} om {hour}").format(day=day(here.date()), hour=hour)


def today() -> date:
    """Return the day that it is in Belgium."""
    return datetime.now(BRUSSELS).date()


def age(dated: str, *, now: date) -> str:
    """Return how old data are, in words; the oldest of several dates; empty if there is none.

    Parameters
    ----------
    dated
        Text with days or years, as ``Dataset.reference_date`` has it.
    now
        Today.
    """
    days = [_first_day(*found) for found in _DAY.findall(dated)]
    known = [one for one in days if one is not None and one <= now]
    if not known:
        return ""
    oldest = min(known)
    months = (now.year - oldest.year) * 12 + now.month - oldest.month - (now.day < oldest.day)
    if months < 1:
        text = _("minder dan een maand oud")
    elif months < _MONTHS:
        text = ngettext("{n} maand oud", "{n} maanden oud", months).format(n=months)
    else:
        text = _("{n} jaar oud").format(n=months // 12)
    return _("het oudste deel: {age}").format(age=text) if len(set(known)) > 1 else text


def _first_day(year: str, month: str, of_month: str) -> date | None:
    try:
        return date(int(year), int(month or 1), int(of_month or 1))
    except ValueError:
        return None


def short(text: str, *, most: int = LONG) -> str:
    """Return a text of a file as it can be shown: on one line, and not too long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"

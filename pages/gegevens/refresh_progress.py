"""How far a refresh is, a bar and a text for each source."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from loaders.sources.official_files import ANSWERS
from pages.ui.i18n import _, ngettext
from pages.ui.numbers import number
from pages.ui.source_words import source_label

if TYPE_CHECKING:
    from loaders.sources.background_refresh import RefreshState
    from loaders.sources.official_files import Step

_SNAPSHOT = "snapshot"
"""What :class:`loaders.sources.official_files.Step` calls putting in what came."""


def bars(state: RefreshState) -> str:
    """Return a bar and a text for each source, and for putting in what came, as HTML."""
    begun = list(state.steps)
    items = ""
    for name in (*state.sources, _SNAPSHOT):
        label = source_label(name) if name != _SNAPSHOT else _("Samenvoegen en publiceren")
        step = state.steps.get(name)
        if step is None:
            value, text = " value='0'", _("wacht")
        elif name != begun[-1]:
            value, text = " value='1'", _("bevraagd")
        else:
            value, text = _share(step), _amount(step)
        items += (
            f"<li><span>{escape(label)}</span>"
            f"<progress max='1'{value} aria-label='{escape(label)}'></progress>"
            f"<span>{escape(text)}</span></li>"
        )
    return f"<ul class='nabij-progress'>{items}</ul>"


def _share(step: Step) -> str:
    """Return the value of a bar; empty, which is a bar that moves, where it is not known."""
    known = step.total and step.what != ANSWERS
    return f" value='{min(step.done / step.total, 1):.3f}'" if known and step.total else ""


def _amount(step: Step) -> str:
    if not step.done:
        return _("bezig")
    if step.what == ANSWERS:
        text = ngettext("bezig: {n} antwoord", "bezig: {n} antwoorden", step.done)
        return text.format(n=number(step.done))
    done = number(step.done / 1e6, digits=1)
    if not step.total:
        return _("bezig: {done} MB").format(done=done)
    total = number(step.total / 1e6, digits=1)
    return _("bezig: {done} van {total} MB").format(done=done, total=total)

"""What opening hours in words were understood as, before they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pages.ui import markup
from pages.ui.i18n import _, ngettext
from pages.ui.numbers import number

if TYPE_CHECKING:
    from loaders.imports.inspection import FileReport

_MOST = 20
_LONG = 600
"""Characters of a cell that are shown."""


def as_html(report: FileReport) -> str:
    """Return what cells in words were understood as."""
    read = report.reading.read_as
    if not read:
        return ""
    shown = read[:_MOST]
    frame = pd.DataFrame(
        {
            _("Rij"): [str(cell.row) for cell in shown],
            _("Er staat"): [short_text(cell.cell) for cell in shown],
            _("Nabij begrijpt"): [
                short_text(cell.read) or _("niet zeker: blijft tekst, uren niet bekend")
                for cell in shown
            ],
        }
    )
    caption = ngettext(
        "{n} cel met uren in woorden", "{n} cellen met uren in woorden", len(read)
    ).format(n=number(len(read)))
    text = _(
        "Kijk na of dit klopt. Mo is maandag, Tu dinsdag, We woensdag, Th donderdag, Fr vrijdag, "
        "Sa zaterdag, Su zondag en PH een feestdag; off is gesloten, unknown is niet zeker."
    )
    title = markup.heading(_("Openingsuren in woorden"), level=3)
    return title + markup.paragraph(text) + markup.of_frame(frame, caption=caption)


def short_text(text: str) -> str:
    """Return a text on one line, cut off where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONG else f"{line[: _LONG - 1]}…"

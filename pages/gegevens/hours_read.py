"""What opening hours in words were understood as, before they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pages.gegevens.parts import short
from pages.ui import markup
from pages.ui.i18n import _, ngettext
from pages.ui.numbers import number

if TYPE_CHECKING:
    from loaders.imports.inspection import FileReport

_MOST = 20


def as_html(report: FileReport) -> str:
    """Return what cells in words were understood as."""
    read = report.reading.read_as
    if not read:
        return ""
    shown = read[:_MOST]
    frame = pd.DataFrame(
        {
            _("Rij"): [str(cell.row) for cell in shown],
            _("Er staat"): [short(cell.cell) for cell in shown],
            _("Nabij begrijpt"): [
                short(cell.read) or _("niet zeker: blijft tekst, uren niet bekend")
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

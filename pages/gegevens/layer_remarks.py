"""Where the polygons of a layer overlap, and what they leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pages.gegevens.hours_read import short_text
from pages.ui import markup
from pages.ui.i18n import _, ngettext
from pages.ui.numbers import number

if TYPE_CHECKING:
    from loaders.imports.inspection import FileReport

_MOST = 20


def as_html(report: FileReport) -> str:
    """Return where the polygons of a layer overlap, and what they leave open."""
    kinds = {
        "overlap": _("ligt voor een stuk op een andere wijk"),
        "gap": _("deel van de gemeente zonder wijk"),
        "outside": _("ligt voor een stuk buiten zijn gemeente"),
    }
    shown = report.reading.remarks[:_MOST]
    frame = pd.DataFrame(
        {
            _("Wat"): [kinds[remark.kind] for remark in shown],
            _("Wijk"): [
                short_text(
                    " + ".join(filter(None, (remark.code * (remark.kind != "gap"), remark.other)))
                )
                or "–"
                for remark in shown
            ],
            _("Gemeente"): [remark.place for remark in shown],
            _("Oppervlakte"): [_area(remark.area_m2) for remark in shown],
        }
    )
    text = _(
        "Dit mag, maar kijk na of het zo bedoeld is: mensen in een gat wonen voor Nabij in de "
        "wijken ernaast, en wat dubbel ligt, telt in beide wijken mee voor het bereik."
    )
    caption = ngettext(
        "{n} overlapping of gat, de grootste eerst",
        "{n} overlappingen en gaten, de grootste eerst",
        len(report.reading.remarks),
    ).format(n=number(len(report.reading.remarks)))
    html = markup.heading(_("Hoe de vlakken liggen"), level=3) + markup.paragraph(text)
    return html + markup.of_frame(frame, caption=caption, right={_("Oppervlakte")})


def _area(area_m2: float) -> str:
    if area_m2 < 10_000:  # noqa: PLR2004  (a hectare)
        return f"{number(area_m2)} m²"
    return f"{number(area_m2 / 10_000, digits=1)} ha"

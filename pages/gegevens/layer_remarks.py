"""How the polygons of a layer lie, and whether the layer is whole: what the page says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pages.gegevens.parts import short
from pages.ui import markup
from pages.ui.i18n import _, ngettext
from pages.ui.numbers import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.imports.file_kind import Reading, Remark

_MOST_NAMED = 20
_HECTARE_M2 = 10_000


def show(reading: Reading) -> None:
    """Draw what was measured in a layer, and that the rest of it was never asked for."""
    if reading.incomplete:
        st.html(markup.note(_incomplete(), role="alert"))
    if reading.remarks:
        st.html(_remarks(reading.remarks))


def _incomplete() -> str:
    return _(
        "Dit bestand is niet volledig: de server die het gaf, heeft nog meer. Vraag de rest ook, "
        "of gebruik het bestand dat de bron laat downloaden."
    )


def _remarks(remarks: Sequence[Remark]) -> str:
    """Return where the polygons of a layer overlap, and what they leave open."""
    kinds = {
        "overlap": _("ligt voor een stuk op een andere wijk"),
        "gap": _("deel van de gemeente zonder wijk"),
        "crossing": _("ligt ook in deze gemeente: dat deel wordt een wijk op zich"),
        "kept": _("ligt ook in deze gemeente, die haar wijken houdt: dat deel valt weg"),
        "outside": _("ligt voor een stuk buiten zijn gemeente: dat deel valt weg"),
    }
    shown = remarks[:_MOST_NAMED]
    frame = pd.DataFrame(
        {
            _("Wat"): [kinds[remark.kind] for remark in shown],
            _("Wijk"): [
                short(
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
        "{n} overlapping, gat of grens, de grootste eerst",
        "{n} overlappingen, gaten en grenzen, de grootste eerst",
        len(remarks),
    ).format(n=number(len(remarks)))
    html = markup.heading(_("Hoe de vlakken liggen"), level=3) + markup.paragraph(text)
    return html + markup.of_frame(frame, caption=caption, right={_("Oppervlakte")})


def _area(area_m2: float) -> str:
    if area_m2 < _HECTARE_M2:
        return f"{number(area_m2)} m²"
    return f"{number(area_m2 / _HECTARE_M2, digits=1)} ha"

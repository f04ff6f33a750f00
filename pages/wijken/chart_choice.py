"""One chart of a region at a time, as the reader chooses: only that one is drawn and sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.ui import charts as drawing
from pages.ui import markup
from pages.ui.i18n import _
from pages.ui.url_state import Param, one_of
from pages.wijken import charts
from pages.wijken.ageing import FORECAST, ageing

if TYPE_CHECKING:
    from collections.abc import Callable

    from pages.ui.charts import Chart
    from pages.wijken.view import WijkenView

_KEY = "grafiek"
_NEED = "nood"
CHARTS: dict[str, tuple[str, Callable[[WijkenView], Chart | None]]] = {
    "gaten": (charts.GAPS, charts.gaps),
    "afstand": (charts.DISTANCES, charts.distances),
    _NEED: (charts.CROSSED_NEED, charts.need),
    "vergeleken": (charts.COMPARED, charts.compared),
    "later": (FORECAST, ageing),
}
"""Code → what it is called, and what makes it."""


def param() -> Param:
    """Return the choice of a chart, as the address holds it."""
    return Param(_KEY, next(iter(CHARTS)), one_of(list(CHARTS)))


def show(view: WijkenView, *, on_chosen: Callable[[str], None]) -> None:
    """Draw the choice and the chosen chart."""
    st.html(markup.heading(_("Grafieken")))
    with st.container(key="grafieken"):
        chosen = st.segmented_control(
            _("Welke grafiek?"),
            list(CHARTS),
            format_func=lambda code: _(CHARTS[code][0]),
            key=_KEY,
            required=True,
            label_visibility="collapsed",
            persist_state="session",
        )
        code = chosen or next(iter(CHARTS))
        chart = CHARTS[code][1](view)
        if chart is None:
            nothing = _("Er is niets te tonen: daarvoor zijn er geen gegevens over de mensen hier.")
            st.html(markup.paragraph(nothing))
        else:
            chooses = on_chosen if code == _NEED else None
            drawing.show(chart, key=f"grafiek_{code}", on_chosen=chooses)

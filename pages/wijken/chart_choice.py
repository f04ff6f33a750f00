"""One chart of a region at a time, as the reader chooses: only that one is drawn and sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.ui import charts as drawing
from pages.ui import markup
from pages.ui.i18n import N_, _
from pages.ui.url_state import Param, one_of
from pages.wijken import charts

if TYPE_CHECKING:
    from collections.abc import Callable

    from pages.ui.charts import Chart
    from pages.wijken.view import WijkenView

_KEY = "grafiek"
_NEED = "nood"
CHARTS: dict[str, tuple[str, Callable[[WijkenView], Chart | None]]] = {
    "gaten": (N_("Grootste gaten"), charts.gaps),
    "afstand": (N_("Afstand tot een centrum"), charts.distances),
    _NEED: (N_("Nood en nabijheid"), charts.need),
    "vergeleken": (N_("Vergeleken"), charts.compared),
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
            st.html(markup.paragraph(_("Er is niets te tonen: er zijn geen gegevens over mensen.")))
        else:
            chooses = on_chosen if code == _NEED else None
            drawing.show(chart, key=f"grafiek_{code}", on_chosen=chooses)

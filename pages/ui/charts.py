"""A chart with its finding as title, and the table that equals it: for the page and for paper."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from loaders.export.document import Figure, Paragraph, Table
from pages.ui import markup
from pages.ui.i18n import _
from pages.ui.scripts import component

if TYPE_CHECKING:
    from collections.abc import Callable

    from loaders.export.document import Block

_chart = st.components.v2.component(
    name="nabij_chart", js=component("nabij-chart.js"), isolate_styles=False
)


@dataclass(frozen=True)
class Chart:
    """A chart, its finding and its figures.

    Attributes
    ----------
    name
        What it is about, in a word or two.
    title
        What it shows, as a sentence with the finding.
    svg
        The picture (:mod:`maps.charts`).
    columns, rows
        The same figures as a table, formatted; the first column names the row.
    note
        How the figures were made.
    """

    name: str
    title: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    @property
    def alternative(self) -> str:
        """Return the text alternative of the picture."""
        return _("Grafiek. {title} De tabel erbij zegt hetzelfde in cijfers.").format(
            title=self.title
        )

    @property
    def caption(self) -> str:
        """Return the caption of the table."""
        return _("{name}, in cijfers").format(name=self.name)

    def blocks(self) -> tuple[Block, ...]:
        """Return the chart and its table for a document."""
        table = Table(
            self.caption, self.columns, self.rows, (False, *[True] * (len(self.columns) - 1))
        )
        note = (Paragraph(self.note),) if self.note else ()
        return (Figure(self.title, self.svg, self.alternative), *note, table)


def show(
    chart: Chart,
    *,
    key: str,
    on_chosen: Callable[[str], None] | None = None,
    table: bool = True,
) -> None:
    """Draw a chart and its table.

    Parameters
    ----------
    chart
        What to draw.
    key
        Key of the chart in the session.
    on_chosen
        Called with the code of the dot that was chosen, by mouse or keyboard; None for a chart
        that only shows.
    table
        Whether to draw the table: not where the page has it already.
    """
    label = chart.alternative
    if on_chosen is not None:
        label += " " + _("Kies een stip met de muis, of met de pijltjes en Enter.")

    def chosen() -> None:
        if on_chosen is not None:
            on_chosen(st.session_state[key]["chosen"] or "")

    st.html(f"<p class='nabij-chart-title'>{escape(chart.title)}</p>")
    _chart(
        key=key,
        data={"svg": chart.svg, "label": label, "choosing": on_chosen is not None},
        on_chosen_change=chosen,
    )
    if table:
        st.html(_words(chart))


def _words(chart: Chart) -> str:
    columns = [
        markup.Column(head, markup.NUMBER if at else markup.TEXT)
        for at, head in enumerate(chart.columns)
    ]
    rows = [[markup.text(cell) for cell in row] for row in chart.rows]
    table = markup.table(chart.caption, columns, rows)
    folded = markup.folded(_("De grafiek als tabel"), table, css="nabij-chart-table")
    return (markup.muted(chart.note) if chart.note else "") + folded

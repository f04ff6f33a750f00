"""How evenly distance is spread over people, without and with the scenario."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geodata.reach.people import people_of
from geodata.scenario.fairness import Lorenz, farthest_share, lorenz
from maps.curve import curves
from pages.ui import markup
from pages.ui.i18n import _
from pages.ui.labels import group_label, group_noun
from pages.ui.markup import TEXT, Column
from pages.ui.numbers import number, percent, span

if TYPE_CHECKING:
    import pandas as pd

    from pages.scenario.state import Editor
    from pages.scenario.view import ScenarioView

_ENDS = ("low", "high")
_FAR = 0.2
"""The fifth of the people who live farthest."""
_STEPS = 10
_SAME = 0.0005


def show(view: ScenarioView, _editor: Editor) -> None:
    """Draw what the curve means, the coefficients, and the curve with its table."""
    now, then = (
        {end: _curve(view, reach, view.group, end) for end in _ENDS}
        for reach in (view.now.reach, view.then.reach)
    )
    st.html(
        markup.paragraph(
            _(
                "Gini is 0 als iedereen even ver van een centrum woont, en gaat naar 1 als enkelen "
                "bijna alle afstand hebben. Een lager getal is gelijker, niet per se dichter."
            )
        )
        + markup.paragraph(_sentence(view, now["high"], then["high"]))
        + _table(view)
        + _picture(view, now["high"], then["high"])
    )


def _curve(view: ScenarioView, reach: pd.DataFrame, group: str, end: str) -> Lorenz:
    people = np.nan_to_num(np.asarray(people_of(view.units, group), dtype=np.float64))
    return lorenz(reach[f"distance1_{end}_m"].to_numpy(), people)


def _sentence(view: ScenarioView, now: Lorenz, then: Lorenz) -> str:
    text = _(
        "De {share} van de {noun} die het verst wonen, hebben nu {before} van alle afstand en met "
        "het scenario {after}."
    )
    parts = [
        text.format(
            share=percent(_FAR),
            noun=group_noun(view.group),
            before=percent(farthest_share(now, fraction=_FAR)),
            after=percent(farthest_share(then, fraction=_FAR)),
        )
    ]
    if abs(now.gini - then.gini) < _SAME:
        parts.append(_("De verdeling verandert bijna niet."))
    elif then.gini < now.gini:
        parts.append(_("De afstanden worden gelijker."))
    else:
        parts.append(_("De afstanden worden ongelijker: wie al dichtbij woonde, wint het meest."))
    return " ".join(parts)


def _table(view: ScenarioView) -> str:
    columns = [
        Column(_("Groep"), TEXT),
        Column(_("Gini, nu")),
        Column(_("Gini, met het scenario")),
    ]
    rows = [
        [
            markup.text(group_label(group)),
            *(
                _range(*(_curve(view, reach, group, end).gini for end in _ENDS))
                for reach in (view.now.reach, view.then.reach)
            ),
        ]
        for group in view.snapshot.data.groups
    ]
    caption = _("Gini van de afstand tot het dichtstbijzijnde centrum, in {region}").format(
        region=view.now.names.regions[view.question.region]
    )
    return markup.table(caption, columns, rows)


def _range(low: float, high: float) -> str:
    if np.isnan(low) or np.isnan(high):
        return _("geen gegevens")
    return span(*(number(end, digits=3) for end in sorted((low, high))))


def _picture(view: ScenarioView, now: Lorenz, then: Lorenz) -> str:
    """Return the two curves, and the same as a table."""
    caption = _("Lorenzcurve: welk deel van de mensen heeft welk deel van alle afstand?")
    svg = curves([list(zip(c.people, c.distance, strict=True)) for c in (now, then)])
    source = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    words = _(
        "{caption} Vol: nu. Onderbroken: met het scenario. De tabel eronder zegt hetzelfde in "
        "cijfers."
    ).format(caption=caption)
    figure = (
        f"<figure class='nabij-curve'><figcaption>{escape(words)}</figcaption>"
        f"<img class='nabij-picture' src='{source}' alt='{escape(words, quote=True)}'></figure>"
    )
    columns = [
        Column(_("Van de {noun}, dichtst eerst").format(noun=group_noun(view.group))),
        Column(_("Deel van de afstand, nu")),
        Column(_("Deel van de afstand, met het scenario")),
    ]
    rows = []
    for step in range(1, _STEPS + 1):
        share = step / _STEPS
        cells = [percent(float(np.interp(share, c.people, c.distance))) for c in (now, then)]
        rows.append([percent(share), *cells])
    return figure + markup.folded(_("De curve als tabel"), markup.table(caption, columns, rows))

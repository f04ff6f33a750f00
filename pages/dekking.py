"""Dekking: who has no dienstencentrum in reach, per neighbourhood, as a map and as a table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geodata.choices import Measure
from maps.colours import ramp
from maps.legend import LegendRow, legend_html
from maps.twin import class_counts
from pages import analysis, card, controls, dekking_map, dekking_table, downloads, notes
from pages.data import current_snapshot, names
from pages.labels import explained, group_noun, measure_label
from pages.shown import answer
from pages.texts import _, metres, number, percent, span

if TYPE_CHECKING:
    from loaders.store import Snapshot
    from pages.shown import Shown
    from pages.state import Param


def params(snapshot: Snapshot) -> list[Param]:
    """Return the controls as they stand in the address."""
    return controls.params(snapshot)


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    shown = answer(snapshot, controls.ask(snapshot.data, names(snapshot)))
    _headline(shown)
    with st.container(key="pair"):
        left, right = st.columns([3, 2])
    with left:
        st.html(f"<h2 class='nabij-sub'>{escape(_('Kaart van de wijken'))}</h2>")
        dekking_map.show(shown)
        _legend(shown)
    with right:
        st.html(f"<h2 class='nabij-sub'>{escape(dekking_table.caption(shown))}</h2>")
        dekking_table.show(shown)
        if shown.question.unit in shown.units.index:
            card.show(shown)
        else:
            hint = _("Kies een wijk in de tabel of op de kaart voor meer uitleg.")
            st.html(f"<p class='nabij-muted'>{escape(hint)}</p>")
    st.html(notes.as_html(shown))
    downloads.show(shown)
    analysis.show(snapshot, shown.question.region, threshold_m=shown.question.threshold_m)


def _headline(shown: Shown) -> None:
    question, total = shown.question, shown.total
    noun = group_noun(question.group)
    far = metres(question.threshold_m)
    titles = {
        Measure.GAP: _("Wie woont in {region} verder dan {far} van een dienstencentrum?"),
        Measure.SHARE: _("Wie woont in {region} binnen {far} van een dienstencentrum?"),
        Measure.DISTANCE_1: _("Hoe ver is het dichtstbijzijnde dienstencentrum in {region}?"),
        Measure.DISTANCE_2: _("Hoe ver is het tweede dienstencentrum in {region}?"),
        Measure.DISTANCE_3: _("Hoe ver is het derde dienstencentrum in {region}?"),
        Measure.COUNT: _("Hoeveel dienstencentra liggen binnen {far} in {region}?"),
    }
    title = titles[question.measure].format(
        region=f"<strong>{escape(shown.names.regions[question.region])}</strong>",
        far=f"<strong>{escape(far)}</strong>",
    )
    low, high, people = total["out_low"], total["out_high"], total["people"]
    share = span(percent(low / people), percent(high / people)) if people else "–"
    figures = [
        (number(people), noun),
        (
            span(number(low), number(high)),
            _("wonen verder dan {far} van een centrum").format(far=far),
        ),
        (share, _("van de {noun} is buiten bereik").format(noun=noun)),
    ]
    items = "".join(f"<li><b>{escape(b)}</b><span>{escape(t)}</span></li>" for b, t in figures)
    st.html(
        f"<h1 class='nabij-title'>{title}</h1><ul class='nabij-figures'>{items}</ul>"
        f"<p class='nabij-lead'>{escape(notes.basis(shown))}</p>"
    )


def _legend(shown: Shown) -> None:
    noun = group_noun(shown.question.group)
    counts = class_counts(shown.classes, shown.measured.people)
    labels = explained(shown.labels)
    most = max(float(counts["people"].max()), 1.0)
    rows = [
        LegendRow(
            code=str(code),
            label=labels[str(code)],
            units=number(row["units"]),
            people=number(row["people"]),
            bar=float(row["people"]) / most,
        )
        for code, row in counts.iterrows()
    ]
    st.html(
        legend_html(
            rows,
            palette=ramp(shown.question.measure),
            caption=_("Legende en verdeling: {measure}").format(
                measure=measure_label(shown.question.measure)
            ),
            heads=(_("Klasse"), _("Wijken"), noun.capitalize(), _("Verdeling")),
            marks=[
                ("", _("erkend centrum")),
                ("nabij-ring", _("andere of onbekende status")),
                ("nabij-half", _("antenne")),
                ("nabij-vague", _("adres niet bekend: midden van de plaats")),
            ],
            marks_caption=_("Tekens op de kaart"),
        )
    )

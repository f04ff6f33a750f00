"""The charts of a region, each with its finding: on the pages and in the omgevingsanalyse."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.choropleth import CLASSES, thirds
from geodata.measures import NEED
from geodata.palette import CROSSED
from geodata.reach.people import people_in_reach, totals
from maps.charts import Axis, Bar, Guide, Spot, bars, cumulative, dots, scatter
from pages.ui.cache import coverage, unit_names, units_by_code
from pages.ui.charts import Chart
from pages.ui.i18n import N_, _, ngettext
from pages.ui.labels import group_noun
from pages.ui.numbers import metres, number, people_span, percent, share_span, span
from pages.wijken.peers import peers
from pages.wijken.view import answer, once

if TYPE_CHECKING:
    from pages.wijken.view import WijkenView

GAPS, DISTANCES = N_("Grootste gaten"), N_("Afstand tot een centrum")
CROSSED_NEED, COMPARED = N_("Nood en nabijheid"), N_("Vergeleken")
"""Names of charts, as messages to translate."""

_MOST_BARS = 10
_STEPS_M = (
    *(0.0, 400.0, 800.0, 1_200.0, 1_600.0, 2_000.0),
    *(3_000.0, 4_000.0, 5_000.0, 7_500.0, 10_000.0),
)
_HALF, _NEARLY_ALL = 0.5, 0.99
_MOST_CHOSEN = 400
"""Dots that can be chosen; further ones, of fewer people nearer by, only show."""

_FAR_M = 10_000.0
"""End of the axis of distances."""


@once
def gaps(view: WijkenView) -> Chart | None:
    """Return the neighbourhoods with most people out of reach; None where nobody is."""
    people = view.group.dropna(subset=["people"])
    largest = people.sort_values(["out_low", "out_high"], ascending=False).head(_MOST_BARS)
    largest = largest[largest["out_high"].round() > 0]
    if largest.empty:
        return None
    noun, total = group_noun(view.question.group), view.total
    names = _names(view, largest.index)
    ends = list(zip(largest["out_low"], largest["out_high"], strict=True))
    texts = [people_span(*both) for both in ends]
    sums = largest[["out_low", "out_high"]].sum()
    title = ngettext(
        "Het grootste gat is {name}: {people} {noun} buiten bereik. Deze wijk heeft "
        "{share} van alle {noun} buiten bereik.",
        "Het grootste gat is {name}: {people} {noun} buiten bereik. Deze {n} wijken hebben samen "
        "{share} van alle {noun} buiten bereik.",
        len(largest),
    ).format(
        name=names[0],
        people=texts[0],
        noun=noun,
        n=number(len(largest)),
        share=_part(sums, total),
    )
    rows = [
        (name, text, share_span(*both, people))
        for name, text, both, people in zip(names, texts, ends, largest["people"], strict=True)
    ]
    drawn = [Bar(name, text, *both) for name, text, both in zip(names, texts, ends, strict=True)]
    heads = (_("Wijk"), _("{noun} buiten bereik").format(noun=noun.capitalize()), _("Aandeel"))
    note = _("Het lichte deel van een staaf is mogelijk, niet zeker.") if _unsure(largest) else ""
    return Chart(_(GAPS), title, bars(drawn), heads, tuple(rows), note)


@once
def distances(view: WijkenView) -> Chart | None:
    """Return how many people live within each distance; None without people."""
    people = view.total["people"]
    if not people > 0:
        return None
    question, far_m = view.question, view.question.threshold_m
    steps = sorted({*_STEPS_M, far_m})
    low, high = [], []
    for step in steps:
        every = coverage(view.snapshot, replace(question.reach, threshold_m=step))
        sums = people_in_reach(every.loc[view.units.index], view.units, question.group).sum()
        low.append(sums["in_low"] / people)
        high.append(sums["in_high"] / people)
    noun = group_noun(question.group)
    within = span(*(percent(ends[steps.index(far_m)]) for ends in (low, high)))
    half = _median(steps, low, high)
    title = _(
        "De helft van de {noun} woont {median} van een dienstencentrum; {share} woont binnen {far}."
    ).format(noun=noun, median=half, share=within, far=metres(far_m))
    rows = [
        (metres(step), span(percent(a), percent(b)))
        for step, a, b in zip(steps, low, high, strict=True)
        if step
    ]
    marks = [Guide(far_m, _("{far}: {share}").format(far=metres(far_m), share=within))]
    median = _crossing(steps, high)
    if median is not None:
        marks.append(Guide(median, _("de helft: {median}").format(median=half)))
    picture = cumulative(
        list(zip(steps, low, strict=True)),
        list(zip(steps, high, strict=True)),
        across=Axis(_("Afstand tot het dichtstbijzijnde centrum"), metres, _end(steps, low)),
        up=Axis(_("Aandeel van de {noun}").format(noun=noun), percent, 1.0),
        guides=marks,
    )
    note = _(
        "De mensen zijn gelijk verspreid over hun wijk of sector, zoals op de kaart: bij {far} is "
        "het aandeel dat van de kaart."
    ).format(far=metres(far_m))
    heads = (_("Binnen"), _("Aandeel van de {noun}").format(noun=noun))
    return Chart(_(DISTANCES), title, picture, heads, tuple(rows), note)


def need(view: WijkenView) -> Chart | None:
    """Return people against distance, neighbourhood by neighbourhood; None without people."""
    crossed = answer(view.snapshot, replace(view.question, measure=NEED))
    values = crossed.measure_values
    shown = np.isin(list(crossed.classes), CLASSES) & np.isfinite(values.low)
    if not shown.any():
        return None
    codes = crossed.units.index[shown]
    frame = pd.DataFrame(
        {
            "people": values.people[shown],
            "away": values.low[shown],
            "class": [int(c) for c in np.array(list(crossed.classes))[shown]],
        },
        index=codes,
    )
    frame["name"] = _names(view, codes)
    frame["weight"] = frame["people"] * frame["away"]
    frame = frame.sort_values("weight", ascending=False, kind="stable")
    noun, (near_m, far_m) = group_noun(view.question.group), crossed.bounds
    worst = frame[frame["class"] == len(CROSSED)]
    many = thirds(values.people)[1]
    title = ngettext(
        "In {n} wijk wonen veel {noun} (meer dan {many}) en is het dichtstbijzijnde centrum verder "
        "dan {far}.",
        "In {n} wijken wonen veel {noun} (meer dan {many}) en is het dichtstbijzijnde centrum "
        "verder dan {far}.",
        len(worst),
    ).format(n=number(len(worst)), noun=noun, many=number(many), far=metres(far_m))
    spots = [
        Spot(
            row["away"],
            row["people"],
            CROSSED[row["class"] - 1],
            str(code) if at < _MOST_CHOSEN or code == view.question.unit else "",
            str(row["name"]),
            chosen=code == view.question.unit,
        )
        for at, (code, row) in enumerate(frame.iterrows())
    ]
    picture = scatter(
        spots,
        across=Axis(_("Afstand tot het dichtstbijzijnde centrum"), metres),
        up=Axis(_("{noun} in de wijk").format(noun=noun.capitalize()), number),
        guides=[Guide(near_m, metres(near_m)), Guide(far_m, metres(far_m))],
    )
    listed = worst.head(_MOST_BARS) if len(worst) else frame.head(_MOST_BARS)
    rows = [
        (
            str(row["name"]),
            people_span(row["people"], row["people"]),
            metres(row["away"]),
            crossed.labels[str(row["class"])],
        )
        for _code, row in listed.iterrows()
    ]
    heads = (_("Wijk"), noun.capitalize(), _("Afstand"), _("Klasse"))
    note = _(
        "Elke stip is een wijk waarvan de afstand bekend is, in de kleur van de kaart “Nood en "
        "nabijheid samen”. De tabel naast de kaart heeft ze "
        "allemaal; die hieronder de eerste {n}."
    ).format(n=number(len(listed)))
    return Chart(_(CROSSED_NEED), title, picture, heads, tuple(rows), note)


@once
def compared(view: WijkenView) -> Chart | None:
    """Return the share out of reach next to that of other areas; None without people."""
    every = coverage(view.snapshot, view.question.reach)
    units = units_by_code(view.snapshot)
    noun, rows, drawn, alike = group_noun(view.question.group), [], [], []
    for at, peer in enumerate(peers(view)):
        people = people_in_reach(every.loc[peer.codes], units.loc[peer.codes], view.question.group)
        total = totals(people).iloc[0]
        if not total["people"] > 0:
            if not at:
                return None
            continue
        low, high = (total[end] / total["people"] for end in ("out_low", "out_high"))
        text = share_span(total["out_low"], total["out_high"], total["people"])
        rows.append((peer.name, text))
        drawn.append(Bar(peer.name, text, low, high, strong=not at))
        alike += [(low, high)] if peer.alike else []
    if alike:
        title = _(
            "{area}: {share} van de {noun} buiten bereik. In gelijkaardige gemeenten: {others}."
        ).format(
            area=rows[0][0],
            share=rows[0][1],
            noun=noun,
            others=span(percent(min(a for a, _b in alike)), percent(max(b for _a, b in alike))),
        )
    else:
        title = _("{area}: {share} van de {noun} buiten bereik, naast andere gebieden.").format(
            area=rows[0][0], share=rows[0][1], noun=noun
        )
    axis = Axis(
        _("Aandeel van de {noun} verder dan {far} van een centrum").format(
            noun=noun, far=metres(view.question.threshold_m)
        ),
        percent,
        1.0,
    )
    heads = (_("Gebied"), _("Aandeel buiten bereik"))
    return Chart(_(COMPARED), title, dots(drawn, axis), heads, tuple(rows))


def _names(view: WijkenView, codes: pd.Index) -> list[str]:
    return unit_names(view.snapshot, view.question.region).loc[codes].tolist()


def _unsure(people: pd.DataFrame) -> bool:
    return bool((people["out_low"].round() != people["out_high"].round()).any())


def _part(sums: pd.Series, total: pd.Series) -> str:
    """Return some people out of reach as a share of all who are, at both ends."""
    parts = [sums[end] / total[end] for end in ("out_low", "out_high") if total[end] > 0]
    return span(percent(min(parts)), percent(max(parts)))


def _crossing(steps: list[float], shares: list[float]) -> float | None:
    """Return where a share that grows reaches a half, metres; None where it does not."""
    if shares[-1] < _HALF:
        return None
    return float(np.interp(_HALF, np.maximum.accumulate(shares), steps))


def _median(steps: list[float], low: list[float], high: list[float]) -> str:
    nearest, furthest = _crossing(steps, high), _crossing(steps, low)
    if nearest is None:
        return _("verder dan {far}").format(far=metres(steps[-1]))
    if furthest is None:
        return _("verder dan {far}").format(far=metres(_rounded(nearest)))
    ends = span(metres(_rounded(nearest)), metres(_rounded(furthest)))
    return _("binnen {far}").format(far=ends)


def _rounded(distance_m: float) -> float:
    """Round to 50 m: between two distances of the curve people are assumed to be evenly spread."""
    return round(distance_m / 50) * 50.0


def _end(steps: list[float], shares: list[float]) -> float:
    """Return where the axis of distances ends: where nearly all people are."""
    return next(
        (step for step, share in zip(steps, shares, strict=True) if share > _NEARLY_ALL), _FAR_M
    )

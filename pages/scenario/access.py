"""Access with competition, for experts: how much supply there is per person in reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from geodata.opening_hours.schedule import weekly_minutes
from geodata.reach.by_point import point_by_point
from geodata.reach.people import people_of
from geodata.scenario.catchment import ENHANCED, PLAIN, access
from pages.ui import markup, tables
from pages.ui.cache import by_snapshot, units_by_code
from pages.ui.i18n import N_, _, ngettext, semicolons
from pages.ui.labels import group_noun
from pages.ui.numbers import number

if TYPE_CHECKING:
    from geodata.reach.question import ReachQuestion
    from geodata.scenario.changes import PointSet
    from loaders.store.snapshots import Snapshot
    from pages.scenario.state import Editor
    from pages.scenario.view import ScenarioView

_METHOD, _SUPPLY = "toegang_methode", "toegang_aanbod"
_E2SFCA, _2SFCA = "e2sfca", "2sfca"
_METHODS = {
    _E2SFCA: N_("E2SFCA: wie dichter woont, telt zwaarder"),
    _2SFCA: N_("2SFCA: iedereen in bereik telt even zwaar"),
}
_ONE, _HOURS = "een", "uren"
_SUPPLIES = {_ONE: N_("Elk centrum telt als 1"), _HOURS: N_("Open uren per week")}
_PER = 10_000
"""Access is shown per this many people."""
_DIGITS = 2


def show(view: ScenarioView, _editor: Editor) -> None:
    """Draw the assumptions and the table, folded away."""
    with st.expander(_("Toegang met concurrentie (voor kenners)")):
        method = st.selectbox(
            _("Methode"), list(_METHODS), format_func=lambda c: _(_METHODS[c]), key=_METHOD
        )
        supply = st.selectbox(
            _("Aanbod"), list(_SUPPLIES), format_func=lambda c: _(_SUPPLIES[c]), key=_SUPPLY
        )
        hours = _hours(view.snapshot) if supply == _HOURS else None
        st.html(_assumptions(view, method, hours))
        now, then = (
            _access(view, points, method, hours)
            for points in (view.outcome.difference.before, view.outcome.difference.after)
        )
        _draw(view, now, then)


def _draw(view: ScenarioView, now: np.ndarray, then: np.ndarray) -> None:
    rows = pd.Index(view.basis.codes).get_indexer(view.units.index)
    municipalities = view.units["municipality"].map(view.now.names.municipality)
    before, after = _("Nu"), _("Met het scenario")
    frame = pd.DataFrame(
        {
            _("Wijk"): (view.units["name"] + ", " + municipalities).to_numpy(),
            before: np.round(now[rows] * _PER, _DIGITS),
            after: np.round(then[rows] * _PER, _DIGITS),
        },
        index=view.units.index.rename("code"),
    )
    tables.draw(
        frame.sort_values(after),
        key="tabel_toegang",
        caption=_("Aanbod per {n} {noun}; 0 is: geen centrum in bereik").format(
            n=number(_PER), noun=group_noun(view.group)
        ),
        shown=ngettext("{n} van {total} wijk", "{n} van {total} wijken", len(frame)),
        none=_("Geen wijk met die naam"),
        digits={before: _DIGITS, after: _DIGITS},
    )


def _assumptions(view: ScenarioView, method: str, hours: dict[str, float] | None) -> str:
    zones = PLAIN if method == _2SFCA else ENHANCED
    weights = semicolons(
        _("tot {far} m: gewicht {weight}").format(
            far=number(bound * view.question.threshold_m), weight=number(weight, digits=2)
        )
        for bound, weight in zones
    )
    terms = [
        (_("Gewichten"), weights),
        (
            _("Vraag"),
            _("Alle {noun}, op een punt midden in hun wijk, ook buiten dit gebied.").format(
                noun=group_noun(view.group)
            ),
        ),
        (
            _("Ligging"),
            _("Elk centrum op de plek van de kaart, ook als we het adres niet kennen."),
        ),
    ]
    if hours is not None:
        text = ngettext(
            "Van {n} centrum kennen we de uren; de andere krijgen er evenveel.",
            "Van {n} centra kennen we de uren; de andere krijgen het gemiddelde daarvan.",
            len(hours),
        )
        terms.append((_("Aanbod"), text.format(n=number(len(hours)))))
    return markup.terms(*terms)


@by_snapshot(max_entries=4)
def _hours(snapshot: Snapshot) -> dict[str, float]:
    """Return the hours a week of the points that have opening hours."""
    hours = snapshot.data.points.set_index("id")["opening_hours"].dropna()
    minutes = {str(point_id): weekly_minutes(text) for point_id, text in hours.items()}
    return {point_id: value / 60 for point_id, value in minutes.items() if value}


def _access(
    view: ScenarioView, points: PointSet, method: str, hours: dict[str, float] | None
) -> np.ndarray:
    """Return the supply per person of every wijk."""
    zones = PLAIN if method == _2SFCA else ENHANCED
    spots = tuple(map(tuple, points.at.tolist()))
    distance_m = _distances(view.snapshot, view.question.reach, spots)
    supply = np.ones(len(points))
    if hours is not None:
        usual = float(np.mean(list(hours.values()))) if hours else 1.0
        supply = np.array([hours.get(str(i), usual) for i in points.ids])
    people = people_of(view.snapshot.data.units, view.group).reindex(view.basis.codes)
    return access(
        distance_m,
        people=np.asarray(people, dtype=np.float64),
        supply=supply,
        threshold_m=view.question.threshold_m,
        zones=zones,
    )


@by_snapshot(max_entries=6)
def _distances(
    snapshot: Snapshot, question: ReachQuestion, spots: tuple[tuple[float, float], ...]
) -> np.ndarray:
    """Return the distance from each spot to each wijk, in the order of the snapshot."""
    units, at = units_by_code(snapshot), np.array(spots, dtype=np.float64).reshape(-1, 2)
    choices = {"threshold_m": question.threshold_m, "detour_factor": question.detour_factor}
    kind = question.kind.on(snapshot.data)
    if kind.by_point is None:
        return point_by_point(kind.prepare, units, at, **choices).distance_m
    return kind.by_point(units, at, **choices).distance_m

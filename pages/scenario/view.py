"""A scenario as the page shows it: computed once a run, read by every part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer

from geodata.choropleth import Values, classify
from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import PointKind
from geodata.measures import COUNT, DISTANCES, GAP, SHARE
from geodata.reach.people import people_of
from geodata.scenario.effect import Basis, basis
from geodata.scenario.layers import COLUMNS
from geodata.scenario.outcome import Outcome, outcome
from pages.scenario.state import added_number
from pages.ui.cache import by_snapshot, names, prepared, units_by_code
from pages.ui.contact import point_name
from pages.ui.i18n import _, language
from pages.wijken.view import WijkenView, answer_with

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geodata.reach.question import ReachQuestion
    from geodata.scenario.changes import Scenario
    from loaders.store.snapshots import Snapshot
    from pages.ui.controls import Question

MEASURES = (GAP.code, SHARE.code, DISTANCES[0].code, COUNT.code)
"""What the maps without and with the scenario can show: what is computed again."""

_SAME = 0.5
"""People or metres: a smaller change is none."""

_STEP_M = 500.0
"""Above this a change of distance is large, metres."""

_TO_DEGREES = Transformer.from_crs(METRIC_CRS, WGS84, always_xy=True)


@dataclass(frozen=True)
class ScenarioView:
    """A scenario, a region and a question, with the answers.

    Attributes
    ----------
    snapshot, question
        What is loaded, and what is asked.
    basis
        What scenarios are computed on.
    scenario, outcome
        The changes, and what they do to every wijk.
    now, then
        The region without and with the scenario.
    """

    snapshot: Snapshot
    question: Question
    basis: Basis
    scenario: Scenario
    outcome: Outcome
    now: WijkenView
    then: WijkenView

    @property
    def units(self) -> gpd.GeoDataFrame:
        """Return the wijken of the region, by code."""
        return self.now.units

    @property
    def group(self) -> str:
        """Return the population group."""
        return self.question.group

    @cached_property
    def people(self) -> pd.DataFrame:
        """Return the people of the group that it makes a difference to, wijk by wijk."""
        return self.outcome.people(self.units, self.group)

    @cached_property
    def difference(self) -> Values:
        """Return the difference that the map shows: people reached, or metres less to go."""
        everyone = np.asarray(people_of(self.units, self.group), dtype=np.float64)
        if self.question.measure in {GAP, SHARE}:
            low, high = (self.people[f"net_{end}"].to_numpy() for end in ("low", "high"))
        else:
            both = self.metres_less.to_numpy()
            low, high = both.min(axis=1), both.max(axis=1)
        return Values(low, high, everyone, needs_people=True)

    @cached_property
    def metres_less(self) -> pd.DataFrame:
        """Return how many metres less it is to the nearest point, in both ends."""
        columns = ["distance1_low_m", "distance1_high_m"]
        with np.errstate(invalid="ignore"):
            less = self.now.reach[columns] - self.then.reach[columns]
        return less.fillna(0.0)  # no point before and after: nothing changes

    @property
    def difference_bounds(self) -> tuple[float, ...]:
        """Return the upper bounds of the classes of the difference, all but the last."""
        step = _STEP_M
        if self.question.measure in {GAP, SHARE}:
            step = GAP.bounds_for(self.group)[0]
        return (-step, -_SAME, _SAME, step)

    @cached_property
    def difference_classes(self) -> str:
        """Return the class of the difference of each wijk."""
        return classify(self.difference, self.difference_bounds)

    @cached_property
    def _totals(self) -> dict[str, pd.Series]:
        return {}

    def total(self, group: str) -> pd.Series:
        """Return the people of a group that it makes a difference to in the region."""
        if group not in self._totals:
            self._totals[group] = self.outcome.totals(self.units, group).iloc[0]
        return self._totals[group]

    def out_of_reach(self, group: str, *, after: bool) -> tuple[float, float]:
        """Return bounds of the people of a group out of reach in the region."""
        people = (self.then if after else self.now).people[group]
        low, high = (float(people[f"out_{end}"].sum(min_count=1)) for end in ("low", "high"))
        return low, high

    def point_label(self, point_id: str) -> str:
        """Return the name of a service point, or what an added one is called."""
        number = added_number(point_id)
        if number is not None:
            kind = self.scenario.added[number].kind
            text = _("Nieuwe antenne {n}") if kind is PointKind.ANTENNE else _("Nieuw centrum {n}")
            return text.format(n=number + 1)
        return point_label(self.snapshot, point_id)


def point_label(snapshot: Snapshot, point_id: str) -> str:
    """Return the name of an existing service point with its municipality."""
    return point_labels(snapshot).get(point_id, point_id)


def point_labels(snapshot: Snapshot) -> dict[str, str]:
    """Return id → name and municipality of every service point."""
    return _point_labels(snapshot, language())


@by_snapshot(max_entries=8)
def _point_labels(snapshot: Snapshot, lang: str) -> dict[str, str]:
    """Return the labels in the visitor's language, which is only part of the key."""
    del lang
    data, named = snapshot.data, names(snapshot)
    centres = data.centres.set_index("id")["name"]
    return {
        str(point["id"]): f"{point_name(point, centres[point['centre_id']])}, "
        f"{named.municipality(point['municipality'])}"
        for _row, point in data.points.iterrows()
    }


@by_snapshot(max_entries=4)
def basis_of(snapshot: Snapshot, question: ReachQuestion) -> Basis:
    """Return what scenarios on a snapshot are computed on, for one question."""
    return basis(snapshot.data, question, prepared(snapshot, question))


@by_snapshot(max_entries=64)
def outcome_of(snapshot: Snapshot, question: ReachQuestion, scenario: Scenario) -> Outcome:
    """Return what a scenario does to every wijk."""
    return outcome(basis_of(snapshot, question), scenario)


@by_snapshot(max_entries=16)
def _without(snapshot: Snapshot, question: Question, lang: str) -> WijkenView:
    """Return the region without a scenario, the same at every change, in the visitor's language."""
    del lang  # only part of the key
    return answer_with(snapshot, question, basis_of(snapshot, question.reach).before[COLUMNS])


def view_of(snapshot: Snapshot, question: Question, scenario: Scenario) -> ScenarioView:
    """Compute a scenario for a region."""
    found = outcome_of(snapshot, question.reach, scenario)
    now = _without(snapshot, question, language())
    then = (
        answer_with(snapshot, question, found.after[COLUMNS], classes_of=now) if scenario else now
    )
    return ScenarioView(
        snapshot, question, basis_of(snapshot, question.reach), scenario, found, now, then
    )


@lru_cache(maxsize=1000)  # pyproj begins again in every thread, and each run has its own
def degrees(x_m: float, y_m: float) -> tuple[float, float]:
    """Return latitude and longitude (WGS84) of a spot (EPSG:3812, metres)."""
    lon, lat = _TO_DEGREES.transform(x_m, y_m)
    return lat, lon


def wijk_at(snapshot: Snapshot, basis: Basis, x_m: float, y_m: float) -> str:
    """Return the name of the wijk that a spot is in and its municipality, or that it is in none."""
    rows = basis.wijken.tree.query(shapely.Point(x_m, y_m), predicate="intersects")
    if not len(rows):
        return _("buiten elke wijk van Vlaanderen en Brussel")
    unit = units_by_code(snapshot).loc[basis.wijken.codes[rows.min()]]
    return f"{unit['name']}, {names(snapshot).municipality(unit['municipality'])}"

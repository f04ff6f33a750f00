"""The view of a region's neighbourhoods: computed once a run, read by every part of a page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from geodata import choropleth
from geodata.choropleth import CLASSES, Breaks
from geodata.enums import Precision
from geodata.estimates import rounded
from geodata.network.prepared import PreparedOnFoot
from geodata.reach.by_address import PreparedAddresses
from geodata.reach.people import PeopleByGroup, totals
from geodata.reach.spread import ADDRESS, SECTOR, WIJK
from maps.circles import largest_radius
from maps.view import Circles
from pages.ui.cache import (
    by_snapshot,
    codes_of,
    counted_in,
    coverage,
    estimated_in,
    names,
    prepared,
    units_of,
)
from pages.ui.i18n import language
from pages.ui.measures import class_labels, crossed_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.reach.coverage import PreparedReach
    from loaders.store.snapshots import Snapshot
    from pages.ui.controls import Question
    from pages.ui.labels import Names


_Result = TypeVar("_Result")


def once(function: Callable[[WijkenView], _Result]) -> Callable[[WijkenView], _Result]:
    """Make a function of an answer compute once, for all visitors who ask the same.

    For what does not depend on the chosen neighbourhood, in the language of the answer. The result
    is shared and read-only.
    """

    @wraps(function)
    def result(view: WijkenView) -> _Result:
        if function not in view.kept:
            view.kept[function] = function(view)
        found: _Result = view.kept[function]
        return found

    return result


@dataclass(frozen=True)
class WijkenView:
    """One region, one question, and the answer per neighbourhood.

    Attributes
    ----------
    snapshot, question
        What is loaded, and what is asked.
    names
        Names of regions and areas in the reader's language.
    prepared
        Neighbourhoods and the service points that count; through sectors or addresses where people
        are spread over them.
    units
        The neighbourhoods of the region, indexed by code in ascending order; all that follows
        has the same order.
    reach
        What :meth:`geodata.reach.coverage.PreparedReach.coverage` returns.
    people
        Group → what :func:`geodata.reach.people.people_in_reach` returns.
    measure_values
        The values of the measure.
    bounds, breaks, classes
        The bounds of the classes of its colour, how they were chosen, and one class character a
        neighbourhood.
    need
        The bounds of few, more and many people, where they are crossed with distance.
    labels
        What the class characters mean, in the reader's language.
    kept
        What :func:`once` has computed, shared by all answers to the same question.
    """

    snapshot: Snapshot
    question: Question
    names: Names
    prepared: PreparedReach
    units: gpd.GeoDataFrame
    reach: pd.DataFrame
    people: Mapping[str, pd.DataFrame]
    measure_values: choropleth.Values
    bounds: tuple[float, ...]
    breaks: Breaks
    classes: str
    need: tuple[float, ...]
    labels: dict[str, str]
    kept: dict[Callable[[WijkenView], Any], Any] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def group(self) -> pd.DataFrame:
        """Return the people of the chosen group."""
        return self.people[self.question.group]

    @property
    def along_streets(self) -> bool:
        """Return whether distances are over streets, along which people are spread."""
        return self.question.reach.kind.along_streets

    @property
    @once
    def on_foot(self) -> PreparedOnFoot | None:
        """Return the whole wijken as prepared for distances on foot; None for another kind."""
        wijken = prepared(self.snapshot, replace(self.question.reach, spread=WIJK.code))
        return wijken if isinstance(wijken, PreparedOnFoot) else None

    @property
    @once
    def unbounded(self) -> pd.Series[bool]:
        """Return of which neighbourhoods no walk is known: not all of their streets are loaded."""
        kind = self.question.reach.kind.on(self.snapshot.data)
        return pd.Series(~kind.measured_from(self.units).bounded, self.units.index)

    @property
    @once
    def centres(self) -> int:
        """Return how many centres count."""
        return len(set(self.prepared.points["centre_id"]))

    @property
    @once
    def centres_unsure(self) -> int:
        """Return of how many of them a service point has a place that is not exactly known."""
        exact = [precision.value for precision in Precision if precision.decides]
        points = self.prepared.points
        return len(set(points.loc[~points["precision"].isin(exact), "centre_id"]))

    @property
    def beyond_streets(self) -> int:
        """Return how many neighbourhoods that are."""
        return int(self.unbounded.sum())

    @property
    def spread(self) -> str:
        """Return the code of how people are spread (:mod:`geodata.reach.spread`)."""
        if isinstance(self.prepared, PreparedAddresses):
            return ADDRESS.code
        return WIJK.code if self.prepared.sectors.empty else SECTOR.code

    @property
    def without_addresses(self) -> int:
        """Return in how many neighbourhoods people are not where addresses are, but should be."""
        if not isinstance(self.prepared, PreparedAddresses):
            return 0
        return len(self.units.index.intersection(self.prepared.without))

    @property
    def estimated(self) -> dict[str, pd.Series[bool]]:
        """Return group → whether the people of each neighbourhood are an estimate."""
        return estimated_in(self.snapshot, self.question.region)

    def counted(self, group: str) -> bool:
        """Return whether the number of people of a group in the region is a count."""
        return counted_in(self.snapshot, self.question.region, group)

    @property
    @once
    def shown_values(self) -> tuple[int | None, ...]:
        """Return the value that the map shows of each neighbourhood; None where none is certain."""
        certain = np.isin(list(self.classes), CLASSES) & np.isfinite(self.measure_values.low)
        low = self.measure_values.low * self.question.measure.scale
        shown = rounded(low) if self.question.measure.of_people else np.round(low)
        return _numbers(np.where(certain, shown, -1))

    @property
    @once
    def circles(self) -> Circles | None:
        """Return how the map draws numbers of people; None for a measure that is no such number."""
        high = np.round(self.measure_values.high)
        most = np.nanmax(high, initial=0)
        if self.question.measure.rate is None or most == 0:
            return None
        sure = np.array([value is not None for value in self.shown_values])
        possible = np.where(sure | ~(high > 0), -1, high)
        return Circles(int(most), largest_radius(len(high)), _numbers(possible))

    @property
    @once
    def total(self) -> pd.Series:
        """Return the sums of the chosen group over the region."""
        return totals(self.group).iloc[0]


def _numbers(values: NDArray[np.float64]) -> tuple[int | None, ...]:
    """Return whole numbers; None where they are negative."""
    return tuple(v if v >= 0 else None for v in values.astype(int).tolist())


def answer(snapshot: Snapshot, question: Question) -> WijkenView:
    """Return the answer to a question, computed once for all who ask it in their language."""
    view = _answer(snapshot, replace(question, unit=""), language())
    return replace(view, question=question)


@by_snapshot(max_entries=40)
def _answer(snapshot: Snapshot, question: Question, lang: str) -> WijkenView:
    """Compute the answer in the visitor's language."""
    del lang  # only the key: its words are in the language of the run
    return answer_with(snapshot, question, coverage(snapshot, question.reach))


def answer_with(
    snapshot: Snapshot,
    question: Question,
    every: pd.DataFrame,
    *,
    classes_of: WijkenView | None = None,
) -> WijkenView:
    """Return the answer with this reach of every wijk, such as that of a scenario.

    Parameters
    ----------
    snapshot, question
        What is loaded, and what is asked.
    every
        The reach of every neighbourhood.
    classes_of
        An answer to compare with, whose bounds of classes it takes over.
    """
    codes = codes_of(snapshot, question.region)
    reach = every.loc[codes]
    units = units_of(snapshot, question.region)
    people = PeopleByGroup(reach, units, snapshot.data.groups)
    measure, group = question.measure, people[question.group]
    values = choropleth.measure_values(measure, reach, group)
    colour = choropleth.out_share_values(group) if measure.rate else values
    need: tuple[float, ...] = ()
    bounds: tuple[float, ...]
    if measure.crossed:
        bounds, breaks = (question.threshold_m, 2 * question.threshold_m), Breaks.FIXED
        need = choropleth.thirds(values.people)
        classes = choropleth.crossed(values, bounds, need)
        labels = crossed_labels()
    else:
        fixed = measure.colour.bounds_for(question.group)
        bounds, breaks = (
            (classes_of.bounds, classes_of.breaks)
            if classes_of
            else choropleth.class_bounds(question.breaks, colour, fixed)
        )
        classes = choropleth.classify(colour, bounds)
        labels = class_labels(measure, bounds)
    return WijkenView(
        snapshot=snapshot,
        question=question,
        names=names(snapshot),
        prepared=prepared(snapshot, question.reach),
        units=units,
        reach=reach,
        people=people,
        measure_values=values,
        bounds=bounds,
        breaks=breaks,
        classes=classes,
        need=need,
        labels=labels,
    )

"""What a view of Dekking shows: computed once a run, read by every part of the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from geodata import choropleth as kinds
from geodata.reach.by_sector import Finer
from geodata.reach.people import people_in_reach, totals
from pages.ui.cache import codes_of, coverage, names, prepared, units_by_code
from pages.ui.labels import class_labels

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geodata.reach.coverage import Prepared
    from loaders.store.snapshots import Snapshot
    from pages.ui.controls import Question
    from pages.ui.labels import Names


@dataclass(frozen=True)
class WijkenView:
    """One region, one question, and the answer per neighbourhood.

    Attributes
    ----------
    snapshot, question
        What is loaded, and what is asked.
    names
        Names of regions and areas in the reader's language.
    ready
        The service points that count, prepared; through sectors where people are spread over them.
    units
        The neighbourhoods of the region, indexed by code in ascending order; all that follows
        has the same order.
    reach
        :func:`geodata.reach.coverage.coverage`.
    people
        Group → :func:`geodata.reach.coverage.people_in_reach`.
    measured, bounds, classes
        The measure, the bounds of its classes, and one class character a neighbourhood.
    labels
        What the class characters mean, in the reader's language.
    """

    snapshot: Snapshot
    question: Question
    names: Names
    ready: Prepared | Finer
    units: gpd.GeoDataFrame
    reach: pd.DataFrame
    people: dict[str, pd.DataFrame]
    measured: kinds.Values
    bounds: tuple[float, ...]
    classes: str
    labels: dict[str, str]

    @property
    def group(self) -> pd.DataFrame:
        """Return the people of the chosen group."""
        return self.people[self.question.group]

    @property
    def by_sector(self) -> bool:
        """Tell whether people are spread over their statistical sector, not over the wijk."""
        return isinstance(self.ready, Finer)

    @cached_property
    def total(self) -> pd.Series:
        """Return the sums of the chosen group over the region."""
        return totals(self.group).iloc[0]


def answer(snapshot: Snapshot, question: Question) -> WijkenView:
    """Compute what the question asks."""
    codes = codes_of(snapshot, question.region)
    reach = coverage(snapshot, question.reach).loc[codes]
    units = units_by_code(snapshot).loc[codes]
    people = {g: people_in_reach(reach, units, g) for g in snapshot.data.groups}
    values = kinds.measure_values(question.measure, reach, people[question.group])
    bounds = kinds.fixed_bounds(question.measure, question.group)
    if question.natural:
        bounds = kinds.natural_bounds(values) or bounds
    return WijkenView(
        snapshot=snapshot,
        question=question,
        names=names(snapshot),
        ready=prepared(snapshot, question.reach),
        units=units,
        reach=reach,
        people=people,
        measured=values,
        bounds=bounds,
        classes=kinds.classify(values, bounds),
        labels=class_labels(question.measure, bounds),
    )

"""The view of a region's neighbourhoods: computed once a run, read by every part of a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from geodata import choropleth
from geodata.network.prepared import PreparedOnFoot
from geodata.reach.people import people_in_reach, totals
from pages.ui.cache import codes_of, coverage, names, prepared, units_by_code
from pages.ui.measures import class_labels

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.reach.coverage import PreparedReach
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
    prepared
        Neighbourhoods and the service points that count; through sectors where people are spread
        over them.
    units
        The neighbourhoods of the region, indexed by code in ascending order; all that follows
        has the same order.
    reach
        What :meth:`geodata.reach.coverage.PreparedReach.coverage` returns.
    people
        Group → what :func:`geodata.reach.people.people_in_reach` returns.
    measure_values, bounds, classes
        The values of the measure, the bounds of its classes, and one class character a
        neighbourhood.
    labels
        What the class characters mean, in the reader's language.
    """

    snapshot: Snapshot
    question: Question
    names: Names
    prepared: PreparedReach
    units: gpd.GeoDataFrame
    reach: pd.DataFrame
    people: dict[str, pd.DataFrame]
    measure_values: choropleth.Values
    bounds: tuple[float, ...]
    classes: str
    labels: dict[str, str]

    @property
    def group(self) -> pd.DataFrame:
        """Return the people of the chosen group."""
        return self.people[self.question.group]

    @property
    def along_streets(self) -> bool:
        """Return whether distances are over streets, along which people are spread."""
        return self.question.reach.kind.along_streets

    @cached_property
    def on_foot(self) -> PreparedOnFoot | None:
        """Return the whole wijken as prepared for distances on foot; None for another kind."""
        wijken = prepared(self.snapshot, replace(self.question.reach, by_sector=False))
        return wijken if isinstance(wijken, PreparedOnFoot) else None

    @cached_property
    def unbounded(self) -> pd.Series[bool]:
        """Return of which neighbourhoods no walk is known: not all of their streets are loaded."""
        kind = self.question.reach.kind.on(self.snapshot.data)
        return pd.Series(~kind.measured_from(self.units).bounded, self.units.index)

    @property
    def beyond_streets(self) -> int:
        """Return how many neighbourhoods that are."""
        return int(self.unbounded.sum())

    @property
    def by_sector(self) -> bool:
        """Return whether people are spread over their statistical sector, not over the wijk."""
        return not self.prepared.sectors.empty

    @cached_property
    def total(self) -> pd.Series:
        """Return the sums of the chosen group over the region."""
        return totals(self.group).iloc[0]


def answer(snapshot: Snapshot, question: Question) -> WijkenView:
    """Compute what the question asks."""
    return answer_with(snapshot, question, coverage(snapshot, question.reach))


def answer_with(snapshot: Snapshot, question: Question, every: pd.DataFrame) -> WijkenView:
    """Return the answer with this reach of every wijk, such as that of a scenario."""
    codes = codes_of(snapshot, question.region)
    reach = every.loc[codes]
    units = units_by_code(snapshot).loc[codes]
    people = {g: people_in_reach(reach, units, g) for g in snapshot.data.groups}
    values = choropleth.measure_values(question.measure, reach, people[question.group])
    bounds = question.measure.bounds_for(question.group)
    if question.natural:
        bounds = choropleth.natural_bounds(values) or bounds
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
        classes=choropleth.classify(values, bounds),
        labels=class_labels(question.measure, bounds),
    )

"""The figures that ROP-werking shows: cached shells around pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from geodata import working_areas
from geodata.comparison import changes
from geodata.crs import WGS84
from geodata.enums import Level
from geodata.programme.rule import Basis, basis
from geodata.quality import findings as quality
from geodata.reach.people import totals
from geodata.regions import BRUSSELS_PROVINCE
from pages.ui.cache import areas_by_code, by_snapshot, names, units_by_code
from pages.ui.labels import province_name
from pages.ui.municipal_data import findings, people_by_unit, programme_of

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.reach.question import ReachQuestion
    from loaders.store import snapshots as store
    from pages.ui.labels import Names

ALL = "all"


@dataclass(frozen=True)
class WorkingAreaQuestion:
    """What a reader wants to see.

    Attributes
    ----------
    level
        ROP areas or provinces.
    area
        Code of the chosen area, or empty for all of them.
    group, reach
        The group of people, and how far is in reach.
    today
        The day from which the age of the records is counted.
    """

    level: Level
    area: str
    group: str
    reach: ReachQuestion
    today: date


@dataclass(frozen=True)
class WorkingAreaView:
    """One question, and the figures that answer it.

    Attributes
    ----------
    snapshot, question, names
        What is loaded, what is asked, and names in the reader's language.
    municipal
        :func:`geodata.working_areas.municipal_table` of every municipality.
    areas
        :func:`geodata.working_areas.area_table` of every area of the level.
    whole
        Its row over all municipalities, also those that belong to no area.
    basis
        On which people the programme rests.
    """

    snapshot: store.Snapshot
    question: WorkingAreaQuestion
    names: Names
    municipal: pd.DataFrame
    areas: pd.DataFrame
    whole: pd.Series
    basis: Basis

    @property
    def towns(self) -> pd.DataFrame:
        """Return the municipalities of the chosen area, or all of them."""
        if not self.question.area:
            return self.municipal
        return self.municipal[self.municipal[self.column] == self.question.area]

    @property
    def figures(self) -> pd.Series:
        """Return the sums of the chosen area, or of everything."""
        return self.areas.T[self.question.area] if self.question.area else self.whole

    @property
    def column(self) -> str:
        """Return the column of ``municipal`` that holds the areas of the level."""
        return str(self.question.level.value)

    @property
    def region(self) -> str:
        """Return the key of the region on the map; only where the area has a municipality."""
        question = self.question
        return f"{question.level}:{question.area}" if question.area else ALL

    @cached_property
    def area_names(self) -> dict[str, str]:
        """Return what each area of the level is called."""
        return area_names(self.snapshot, self.question.level)

    def area_name(self, code: object) -> str:
        """Return what an area is called; empty for a municipality that belongs to none."""
        return self.area_names[code] if isinstance(code, str) else ""

    def town(self, nis: object) -> str:
        """Return what a municipality is called."""
        return self.names.municipality(str(nis))


def area_names(snapshot: store.Snapshot, level: Level) -> dict[str, str]:
    """Return code → name of every area of a level, in their order."""
    codes = working_areas.area_codes(snapshot.data, level)
    if level is Level.PROVINCE:
        return {code: province_name(code) for code in codes}
    support = snapshot.data.support_points
    return dict(zip(support["id"], support["name"], strict=True))


def answer(snapshot: store.Snapshot, question: WorkingAreaQuestion) -> WorkingAreaView:
    """Compute what the question asks."""
    asked = (question.group, question.reach, question.today)
    return WorkingAreaView(
        snapshot=snapshot,
        question=question,
        names=names(snapshot),
        municipal=municipal(snapshot, *asked),
        areas=areas(snapshot, question.level, *asked),
        whole=areas(snapshot, Level.REGION, *asked).iloc[0],
        basis=basis(snapshot.data),
    )


@by_snapshot(max_entries=32)
def municipal(
    snapshot: store.Snapshot, group: str, question: ReachQuestion, today: date
) -> pd.DataFrame:
    """Return the figures of every municipality."""
    return working_areas.municipal_table(
        snapshot.data,
        people=reach(snapshot, group, question),
        programme=programme_of(snapshot),
        incomplete=incomplete(snapshot, today),
        work=findings(snapshot, today)["municipality"].value_counts(),
    )


@by_snapshot(max_entries=32)
def reach(snapshot: store.Snapshot, group: str, question: ReachQuestion) -> pd.DataFrame:
    """Return who is in and out of reach, by municipality."""
    by = units_by_code(snapshot)["municipality"].rename("nis")
    return totals(people_by_unit(snapshot, group, question), by)


@by_snapshot(max_entries=64)
def areas(
    snapshot: store.Snapshot,
    level: Level,
    group: str,
    question: ReachQuestion,
    today: date,
) -> pd.DataFrame:
    """Return the figures of every area of a level; at the level of regions, of all in one."""
    table = municipal(snapshot, group, question, today)
    brussels = programme_of(snapshot).reindex([BRUSSELS_PROVINCE]).iloc[0]
    if level is Level.REGION:
        one = table.assign(all=ALL)
        return working_areas.area_table(one, by=ALL, codes=[ALL], brussels=brussels)
    codes = working_areas.area_codes(snapshot.data, level)
    return working_areas.area_table(table, by=str(level.value), codes=codes, brussels=brussels)


@by_snapshot(max_entries=4)
def incomplete(snapshot: store.Snapshot, today: date) -> pd.Series[bool]:
    """Return for each open centre whether its record is incomplete."""
    return quality.completeness(snapshot.data, today=today)["incomplete"]


@by_snapshot(max_entries=4)
def points(snapshot: store.Snapshot) -> pd.DataFrame:
    """Return the service points of the open centres, named."""
    return working_areas.open_points(snapshot.data)


@by_snapshot(max_entries=4)
def spots(snapshot: store.Snapshot, level: Level) -> dict[str, tuple[float, float]]:
    """Return code → latitude and longitude of the support points, or of the middle of provinces."""
    data = snapshot.data
    if level is Level.PROVINCE:
        areas = areas_by_code(snapshot, level)
        places = areas.representative_point()
    else:
        places = data.support_points.set_index("id").geometry
    degrees = places.to_crs(WGS84)
    return dict(zip(degrees.index, zip(degrees.y, degrees.x, strict=True), strict=True))


@by_snapshot(max_entries=8)
def changed(old: store.Snapshot, new: store.Snapshot) -> pd.DataFrame:
    """Return what changed between two snapshots."""
    return changes.compare(old.data, new.data)

"""Cached shells around what several pages and the report show of municipalities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.programme.rule import programme
from geodata.programme.similar_municipalities import similar
from geodata.quality import findings as quality
from geodata.reach.people import people_in_reach
from geodata.reach.spread import spread_on
from pages.ui.cache import by_snapshot, codes_of, coverage, prepared, units_by_code

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from geodata.reach.question import ReachQuestion
    from loaders.store.snapshots import Snapshot


@by_snapshot(max_entries=8)
def programme_of(snapshot: Snapshot, year: int | None = None) -> pd.DataFrame:
    """Return :func:`geodata.programme.rule.programme`; of the last projection without a year."""
    return programme(snapshot.data, year=year)


@by_snapshot(max_entries=32)
def people_by_unit(snapshot: Snapshot, group: str, question: ReachQuestion) -> pd.DataFrame:
    """Return the people of a group in and out of reach, of every neighbourhood."""
    return people_in_reach(coverage(snapshot, question), snapshot.data.units, group)


@by_snapshot(max_entries=64)
def overlap_shares(snapshot: Snapshot, region: str, question: ReachQuestion) -> pd.DataFrame:
    """Return the shares of each neighbourhood with one, two and three points in reach.

    Parameters
    ----------
    snapshot, region
        What is loaded, and a region key.
    question
        How far is in reach, by which kind of distance, and how people are spread.
    """
    data, kind = snapshot.data, question.kind.on(snapshot.data)
    points = prepared(snapshot, question).points
    units = units_by_code(snapshot).loc[codes_of(snapshot, region)].reset_index(drop=True)
    radius_m = question.threshold_m / question.detour_factor
    return spread_on(question.spread, data).overlaps(units, data, points, radius_m, kind)


@by_snapshot(max_entries=64)
def similar_to(snapshot: Snapshot, nis: str) -> pd.DataFrame:
    """Return :func:`geodata.programme.similar_municipalities.similar` of a municipality."""
    return similar(snapshot.data, nis)


@by_snapshot(max_entries=4)
def findings(snapshot: Snapshot, today: date) -> pd.DataFrame:
    """Return what is missing, old, imprecise or implausible in the records on a day."""
    return quality.findings(snapshot.data, today=today)

"""Who is newly reached and no longer reached by a scenario, and what it does to distances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.reach.people import people_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geodata.scenario.changes import Difference, Scenario
    from geodata.scenario.effect import Basis

ENDS = ("low", "high")
"""Only points whose position is known count, and all of them at their nominal position."""

FIGURES = ("gained", "lost", "net", "overlap")
"""People newly reached, no longer reached, the first less the second, and reached already."""

RANGES = [f"{figure}_{end}" for figure in FIGURES for end in ENDS]


@dataclass(frozen=True, eq=False)
class Outcome:
    """A scenario, computed.

    Attributes
    ----------
    difference
        What changed among the points that count.
    before, after
        Reach of every wijk without and with it (``geodata.scenario.effect.COLUMNS``).
    shares
        By wijk and end: ``gained``, ``lost``, ``net`` and ``overlap``, shares of its people.
    """

    difference: Difference
    before: pd.DataFrame
    after: pd.DataFrame
    shares: Mapping[str, pd.DataFrame]

    def people(self, units: pd.DataFrame, group: str) -> pd.DataFrame:
        """Return the people of a group that it makes a difference to, wijk by wijk.

        Parameters
        ----------
        units
            Wijken with their people (``schemas.Units``), or some of them.
        group
            Population group, such as ``all`` or ``80plus``.

        Returns
        -------
        pandas.DataFrame
            Index ``code``; ``people``, and ``RANGES``: people as floats, NaN where there are no
            data. The low end of a figure is the smaller of two answers: with the points of which
            the address is not known at their nominal position, and without them.
        """
        everyone = people_of(units, group)
        at = self.before.index.get_indexer(everyone.index)
        columns = {"people": everyone}
        for figure in FIGURES:
            both = np.array([self.shares[end][figure].to_numpy()[at] for end in ENDS])
            columns[f"{figure}_low"] = everyone * both.min(axis=0)
            columns[f"{figure}_high"] = everyone * both.max(axis=0)
        return pd.DataFrame(columns)

    def totals(self, units: pd.DataFrame, group: str, by: pd.Series | None = None) -> pd.DataFrame:
        """Return sums of :meth:`people` over areas: each end is summed, then the two are ordered.

        Parameters
        ----------
        units, group
            As for :meth:`people`.
        by
            Area of each wijk, by its code; without it everything is one area, ``all``.
        """
        everyone = people_of(units, group)
        people = np.asarray(everyone, dtype=np.float64)
        known = ~np.isnan(people)
        row = np.zeros(len(people), dtype=np.intp)
        areas: pd.Index = pd.Index(["all"])
        if by is not None:
            row, areas = pd.factorize(by.loc[everyone.index], sort=True)
        some = np.bincount(row[known], minlength=len(areas)) > 0

        def summed(values: NDArray[np.float64]) -> NDArray[np.float64]:
            sums = np.bincount(row[known], values[known], len(areas))
            return np.where(some, sums, np.nan)

        at = self.before.index.get_indexer(everyone.index)
        columns = {"people": summed(people)}
        for figure in FIGURES:
            both = [summed(people * self.shares[end][figure].to_numpy()[at]) for end in ENDS]
            columns[f"{figure}_low"] = np.minimum(*both)
            columns[f"{figure}_high"] = np.maximum(*both)
        return pd.DataFrame(columns, index=areas)


def outcome(basis: Basis, scenario: Scenario) -> Outcome:
    """Return what a scenario does.

    Someone is newly reached who was in reach of no point and now is, no longer reached the other
    way around. Where points come and go in one wijk, both are counted: the net figure is their
    difference. The overlap is who is in reach of a new or moved point and was in reach already.

    Parameters
    ----------
    basis
        The snapshot and the question.
    scenario
        What changes.
    """
    found = basis.difference(scenario)
    before = basis.before
    changed = found.removed.with_points(found.added)
    after = basis.reach(changed, found.after) if len(changed) else before
    either = after
    if len(found.removed):
        either = basis.reach(found.added, found.either) if len(found.added) else before
    alone = basis.alone(found.added) if len(found.added) else before * 0
    shares = {}
    for end in ENDS:
        column = f"share_{end}"
        gained = (either[column] - before[column]).clip(lower=0)
        lost = (either[column] - after[column]).clip(lower=0)
        shares[end] = pd.DataFrame(
            {
                "gained": gained,
                "lost": lost,
                "net": gained - lost,
                "overlap": (alone["share_low"] - gained).clip(lower=0),
            }
        )
    return Outcome(found, before, after, shares)


def mean_distance_m(reach: pd.DataFrame, units: pd.DataFrame, group: str) -> tuple[float, float]:
    """Return the bounds of the mean distance of the people of a group to their nearest point.

    Parameters
    ----------
    reach
        With ``distance1_low_m`` and ``distance1_high_m``.
    units
        Wijken with their people, or some of them.
    group
        Population group.

    Returns
    -------
    tuple of float
        Metres; inf where somebody has no point at all, NaN without people.
    """
    people = people_of(units, group).fillna(0)
    rows = reach.loc[people.index[people > 0]]
    weight = people[people > 0]
    if weight.empty:
        return np.nan, np.nan
    low, high = (float((rows[f"distance1_{end}_m"] * weight).sum() / weight.sum()) for end in ENDS)
    return low, high

"""Candidate sites against demand: whom each candidate would newly reach, as a sparse matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata._validate import require
from geodata.reach.by_point import point_by_point
from geodata.reach.people import people_of
from geodata.scenario.layers import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from geodata.scenario.effect import Basis

    Floats = NDArray[np.float64]

SMALLEST_GAIN = 1e-6
"""People: less than this is rounding."""


@dataclass(frozen=True, eq=False)
class Demand:
    """The people of a region, where they live, and who reaches them already.

    Attributes
    ----------
    frame
        Code, inner point and polygon of each demand unit, EPSG:3812: populated sectors, and wijken
        that have none.
    people
        People of the group in each, shape (n,).
    reached
        By end, the people who are in reach now, shape (n,) each.
    nearest_m
        By end, distance to the nearest point now, metres, shape (n,) each.
    """

    frame: gpd.GeoDataFrame
    people: Floats
    reached: dict[str, Floats]
    nearest_m: dict[str, Floats]

    @property
    def total(self) -> float:
        """Return all people."""
        return float(self.people.sum())


def demand(basis: Basis, units: pd.DataFrame, group: str) -> Demand:
    """Return the people of a group in some wijken.

    Parameters
    ----------
    basis
        The snapshot and the question.
    units
        The wijken (``schemas.Units``) of a region.
    group
        Population group. People of a wijk are spread over its sectors by all people of these.

    Raises
    ------
    BadValueError
        If nobody of that group lives there: every weight would be zero.
    """
    people = people_of(units, group).reindex(basis.codes).fillna(0.0).to_numpy()
    parts = [(basis.wijken, np.arange(len(people)), people)]
    if basis.sectors is not None and basis.populated is not None:
        row, weight = basis.populated.row, basis.populated.people
        per_wijk = np.bincount(row, weight, len(people))
        whole = np.where(per_wijk > 0, 0.0, people)
        parts = [
            (basis.wijken, np.arange(len(people)), whole),
            (basis.sectors, np.arange(len(row)), people[row] * weight / per_wijk[row]),
        ]
    chosen = [(layer, rows[weight > 0], weight[weight > 0]) for layer, rows, weight in parts]
    require(
        any(len(rows) for _, rows, _ in chosen),
        where="people",
        expected="a region and a group with at least one person",
        got="nobody",
    )
    weights = np.concatenate([weight for _, _, weight in chosen])

    def column(name: str) -> Floats:
        at = COLUMNS.index(name)
        return np.concatenate([layer.before_rows[rows, at] for layer, rows, _ in chosen])

    ends = ("low", "high")
    return Demand(
        pd.concat([layer.frame.iloc[rows] for layer, rows, _ in chosen], ignore_index=True),
        weights,
        {end: weights * column(f"share_{end}") for end in ends},
        # with all points at their nominal position, the nearest is nearer
        {"low": column("distance1_high_m"), "high": column("distance1_low_m")},
    )


@dataclass(frozen=True, eq=False)
class Candidates:
    """Places where a service point could be.

    Attributes
    ----------
    ids
        Their codes or names, each once, length m.
    at
        Their positions, EPSG:3812, shape (m, 2), metres.
    """

    ids: tuple[str, ...]
    at: Floats

    def without(self, left_out: Sequence[str]) -> Candidates:
        """Return the candidates that are not left out."""
        kept = [row for row, one in enumerate(self.ids) if one not in set(left_out)]
        return Candidates(tuple(self.ids[row] for row in kept), self.at[kept])


@dataclass(frozen=True, eq=False)
class SiteMatrix:
    """What each candidate can do for each demand unit.

    Attributes
    ----------
    candidates
        Where they are.
    demand
        The people.
    reach
        People of each unit in reach of each candidate alone, shape (candidates, units).
    distance_m
        Distance to each, same shape.
    """

    candidates: Candidates
    demand: Demand
    reach: csr_array
    distance_m: Floats

    def gains(self, end: str) -> tuple[csr_array, Floats]:
        """Return whom each candidate would newly reach at most, and how many are left to reach.

        A unit has no more people to reach than are out of reach now, whatever a candidate covers:
        the sums are upper bounds of what sites reach together, and exact where their circles and
        those of the points that exist do not meet within a unit.

        Returns
        -------
        tuple
            People per candidate and unit, and people per unit.
        """
        left = np.maximum(self.demand.people - self.demand.reached[end], 0.0)
        gain = self.reach.copy()
        gain.data = np.minimum(gain.data, left[gain.indices])
        gain.data[gain.data < SMALLEST_GAIN] = 0.0
        gain.eliminate_zeros()
        return gain, left


def site_matrix(basis: Basis, demand: Demand, candidates: Candidates) -> SiteMatrix:
    """Return what candidates can do for the people of a region; the slow part, to be cached.

    Raises
    ------
    BadValueError
        If there is no candidate.
    """
    require(
        len(candidates.ids) > 0, where="candidates", expected="at least one candidate", got="none"
    )
    question, kind = basis.question, basis.kind
    choices = {"threshold_m": question.threshold_m, "detour_factor": question.detour_factor}
    if kind.by_point is None:
        found = point_by_point(kind.prepare, demand.frame, candidates.at, **choices)
    else:
        found = kind.by_point(demand.frame, candidates.at, **choices)
    shares = found.shares.copy()
    if basis.wijken.addresses is not None:  # then every demand unit is a wijk
        rows = basis.codes.get_indexer(pd.Index(demand.frame["code"]))
        radius_m = question.threshold_m / question.detour_factor
        shares = basis.wijken.addresses.only(rows).shares_by_point(candidates.at, radius_m, shares)
    shares.data = shares.data * demand.people[shares.indices]
    return SiteMatrix(candidates, demand, shares, found.distance_m)

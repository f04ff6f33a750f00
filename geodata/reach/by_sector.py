"""Reach computed on statistical sectors and summed to wijken.

People are taken as evenly spread over their sector instead of over the whole wijk: over the houses,
not over the fields beside them. What comes out has the columns of :mod:`geodata.reach.coverage`,
one row a wijk, so that all that follows is the same:

- a share is Σ (people of the sector × share of its area) ÷ Σ people of the wijk;
- a distance or a number of points is that of the wijk's middle person: half of its people, each at
  the inner point of their sector, have it as good or better (a weighted median).

Every group is weighed by all people, for within a municipality the ages of every sector are those
of the whole of it: weighing by whole 65-plussers would only add what was rounded.

Sectors where nobody lives do not matter. A wijk of which a sector has no figure, or in which nobody
lives, is taken as a whole, by its area.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.reach import coverage as plain
from geodata.reach.coverage import Prepared, prepare
from geodata.reach.distances import RANKS
from geodata.reach.overlaps import overlaps

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.model import SnapshotData

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Parts:
    """The sectors that speak for wijken.

    Attributes
    ----------
    sectors
        Those with people (``geodata.schemas.Sectors``), of wijken of which every sector has a
        figure; in the order of their wijk.
    row
        Row of the wijk of each, ascending, shape (s,).
    people
        Its people, shape (s,).
    """

    sectors: gpd.GeoDataFrame
    row: NDArray[np.intp]
    people: Floats

    def shared(self, values: Floats, whole: Floats) -> Floats:
        """Return ``whole``, shape (n,), with the people-weighted mean where there are sectors."""
        result = whole.copy()
        people = np.bincount(self.row, self.people, len(whole))
        sums = np.bincount(self.row, self.people * values, len(whole))
        result[people > 0] = sums[people > 0] / people[people > 0]
        return result

    def middle(self, values: Floats, whole: Floats) -> Floats:
        """Return ``whole``, shape (n,), with the value of the middle person instead.

        That is the smallest that at least half of the people of the wijk have, or less.
        """
        order = np.lexsort((values, self.row))
        people = np.cumsum(self.people[order])
        of_wijk = np.bincount(self.row, self.people, len(whole))
        before = np.cumsum(of_wijk) - of_wijk
        wijk = self.row[order]
        reached = np.flatnonzero(2 * (people - before[wijk]) >= of_wijk[wijk])
        at, first = np.unique(wijk[reached], return_index=True)
        result = whole.copy()
        result[at] = values[order[reached[first]]]
        return result


@dataclass(frozen=True, eq=False)
class Finer:
    """Wijken prepared through their sectors; to be cached, as ``Prepared`` is.

    Attributes
    ----------
    whole
        The wijken as one piece each.
    fine
        The sectors of ``parts``, prepared.
    parts
        Which they are, and whose.
    """

    whole: Prepared
    fine: Prepared
    parts: Parts

    @property
    def points(self) -> gpd.GeoDataFrame:
        """Return the points that count."""
        return self.whole.points

    @property
    def whereabouts(self) -> gpd.GeoDataFrame:
        """Return the polygons of the points without a precise position."""
        return self.whole.whereabouts


def parts_of(units: gpd.GeoDataFrame, sectors: gpd.GeoDataFrame) -> Parts:
    """Return the sectors that speak for some wijken.

    Parameters
    ----------
    units
        Wijken (``geodata.schemas.Units``) or some of them.
    sectors
        Sectors (``geodata.schemas.Sectors``); those of other wijken, or of none, are left out.
    """
    row = pd.Index(units["code"]).get_indexer(pd.Index(sectors["unit"]))
    people = sectors["people_all"].astype("Float64").to_numpy(float, na_value=np.nan)
    here = row >= 0
    unknown = np.unique(row[here & np.isnan(people)])
    chosen = np.flatnonzero(here & (people > 0) & ~np.isin(row, unknown))
    chosen = chosen[np.argsort(row[chosen], kind="stable")]
    return Parts(sectors.iloc[chosen].reset_index(drop=True), row[chosen], people[chosen])


def prepare_demand(data: SnapshotData, points: gpd.GeoDataFrame) -> Prepared | Finer:
    """Prepare a snapshot: through its sectors where it has any, else wijk by wijk.

    Parameters
    ----------
    data
        A snapshot.
    points
        The service points that count (:func:`geodata.reach.coverage.select_points`).

    Raises
    ------
    InputError
        As :func:`geodata.reach.coverage.prepare` does.
    """
    return finer(prepare(data.units, points, data.whereabouts), data.units, data.sectors)


def finer(whole: Prepared, units: gpd.GeoDataFrame, sectors: gpd.GeoDataFrame) -> Prepared | Finer:
    """Return prepared wijken with their sectors beside them, where any of these has people."""
    parts = parts_of(units, sectors)
    if not len(parts.row):
        return whole
    return Finer(whole, prepare(parts.sectors, whole.points, whole.whereabouts), parts)


def coverage(
    ready: Prepared | Finer, *, threshold_m: float, detour_factor: float = 1.0
) -> pd.DataFrame:
    """Return who is in reach at a threshold, wijk by wijk.

    Parameters
    ----------
    ready
        What :func:`prepare_demand` returned.
    threshold_m, detour_factor
        As those of :func:`geodata.reach.coverage.coverage`.

    Returns
    -------
    pandas.DataFrame
        As that of :func:`geodata.reach.coverage.coverage`. Where a wijk has sectors, ``undecided``
        is that of any sector with people in it, and the module tells what the others are.

    Raises
    ------
    BadValueError
        If the threshold or the detour factor is out of range.
    """
    if isinstance(ready, Prepared):
        return plain.coverage(ready, threshold_m=threshold_m, detour_factor=detour_factor)
    whole, fine = (
        plain.coverage(one, threshold_m=threshold_m, detour_factor=detour_factor)
        for one in (ready.whole, ready.fine)
    )
    parts = ready.parts
    result = whole.copy()
    for column in ("share_low", "share_high"):
        result[column] = parts.shared(fine[column].to_numpy(), whole[column].to_numpy())
    undecided = fine["undecided"].to_numpy(dtype=float)
    result["undecided"] = parts.shared(undecided, whole["undecided"].to_numpy(dtype=float)) > 0
    ends = ("low", "high")
    for column in [f"distance{rank}_{end}_m" for rank in range(1, RANKS + 1) for end in ends]:
        result[column] = parts.middle(fine[column].to_numpy(), whole[column].to_numpy())
    for column in ("count_low", "count_high"):
        # the most that half of the people have: at least one where the middle distance is in reach
        most = parts.middle(-fine[column].to_numpy(float), -whole[column].to_numpy(float))
        result[column] = (-most).astype(np.int64)
    return result


def overlaps_by_people(
    units: gpd.GeoDataFrame,
    sectors: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame,
    *,
    threshold_m: float,
) -> pd.DataFrame:
    """Return the share of each wijk with one, two and three points in reach, by its sectors.

    Parameters
    ----------
    units
        Wijken or some of them.
    sectors
        Sectors; none, or none with people, leaves :func:`geodata.reach.overlaps.overlaps` of the
        wijken.
    points, threshold_m
        As those of :func:`geodata.reach.overlaps.overlaps`, whose columns are returned.
    """
    whole = overlaps(units, points, threshold_m=threshold_m)
    parts = parts_of(units, sectors)
    if not len(parts.row):
        return whole
    fine = overlaps(parts.sectors, points, threshold_m=threshold_m)
    for column in whole:
        whole[column] = parts.shared(fine[column].to_numpy(), whole[column].to_numpy())
    return whole

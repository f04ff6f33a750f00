"""Reach computed on statistical sectors and summed to wijken.

People are assumed to be evenly spread over their sector instead of over the whole wijk: over the
houses, not over the fields next to them. The result has the columns of
:mod:`geodata.reach.coverage`, one row per wijk:

- a share is Σ (people of the sector × share of its area) ÷ Σ people of the wijk;
- a distance or a number of points is the weighted median: half of the people of the wijk, each at
  the inner point of their sector, have it as good or better.

Every group is weighted by all people: every sector has the ages of its whole municipality, so that
weighting by 65-plussers would only add rounding errors.

Sectors where nobody lives do not matter. A wijk of which a sector has no figure, or in which nobody
lives, is one piece, weighted by area.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.reach.coverage import prepare
from geodata.reach.overlaps import overlaps

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.reach.coverage import Prepare, PreparedReach
    from geodata.snapshot.model import SnapshotData

    Floats = NDArray[np.float64]
    Overlaps = Callable[..., pd.DataFrame]


@dataclass(frozen=True, eq=False)
class PopulatedSectors:
    """The sectors with people that reach is computed on.

    Attributes
    ----------
    sectors
        Those with people (``schemas.Sectors``), of wijken of which every sector has a
        figure; in the order of their wijk.
    row
        Row of the wijk of each, ascending, shape (s,).
    people
        Its people, shape (s,).
    """

    sectors: gpd.GeoDataFrame
    row: NDArray[np.intp]
    people: Floats

    def mean(self, values: Floats, whole: Floats) -> Floats:
        """Return ``whole``, shape (n,), with the people-weighted mean where there are sectors.

        Examples
        --------
        >>> first_of_two = PopulatedSectors(None, np.array([0, 0]), np.array([30.0, 10.0]))
        >>> first_of_two.mean(np.array([1.0, 0.0]), np.array([0.5, 0.2]))
        array([0.75, 0.2 ])
        """
        result = whole.copy()
        people = np.bincount(self.row, self.people, len(whole))
        sums = np.bincount(self.row, self.people * values, len(whole))
        result[people > 0] = sums[people > 0] / people[people > 0]
        return result

    def median(self, values: Floats, whole: Floats) -> Floats:
        """Return ``whole``, shape (n,), with the people-weighted median where there are sectors.

        That is the smallest value that at least half of the people of the wijk have, or less.

        Examples
        --------
        >>> people = np.array([10.0, 15.0, 6.0])
        >>> one_wijk = PopulatedSectors(None, np.array([0, 0, 0]), people)
        >>> one_wijk.median(np.array([250.0, 1250.0, 2250.0]), np.array([900.0]))
        array([1250.])
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
class PreparedSectors:
    """A :class:`geodata.reach.coverage.PreparedReach` of wijken through their sectors.

    Attributes
    ----------
    wijken
        The wijken as one piece each, prepared.
    parts
        The populated sectors, prepared.
    populated
        Which sectors they are, and of which wijk.
    """

    wijken: PreparedReach
    parts: PreparedReach
    populated: PopulatedSectors

    @property
    def points(self) -> gpd.GeoDataFrame:
        """Return the points that count."""
        return self.wijken.points

    @property
    def sectors(self) -> gpd.GeoDataFrame:
        """Return the populated sectors."""
        return self.populated.sectors

    def coverage(self, *, threshold_m: float, detour_factor: float = 1.0) -> pd.DataFrame:
        """Return who is in reach, wijk by wijk.

        As :meth:`geodata.reach.coverage.PreparedReach.coverage`. Where a wijk has populated
        sectors, ``undecided`` is that of any of them, and the other columns are the means and
        medians that this module describes.
        """
        wijken, parts = (
            one.coverage(threshold_m=threshold_m, detour_factor=detour_factor)
            for one in (self.wijken, self.parts)
        )
        return combined(wijken, parts, self.populated)

    def nearest(self, *, x_m: float, y_m: float, detour_factor: float = 1.0) -> pd.DataFrame:
        """Return the service points nearest to a spot, whatever the sectors."""
        return self.wijken.nearest(x_m=x_m, y_m=y_m, detour_factor=detour_factor)


def combined(
    wijken: pd.DataFrame, parts: pd.DataFrame, populated: PopulatedSectors
) -> pd.DataFrame:
    """Return the reach of wijken, through their populated sectors where they have any.

    Parameters
    ----------
    wijken, parts
        Reach of the wijken as one piece each, and of the populated sectors
        (:meth:`geodata.reach.coverage.PreparedReach.coverage`), all of its columns or some.
    populated
        Which sectors they are.
    """
    mean, median = populated.mean, populated.median
    result = wijken.copy()
    for column in result:
        whole, of_parts = (frame[column].to_numpy(dtype=float) for frame in (wijken, parts))
        match str(column).split("_")[0].rstrip("123"):
            case "share":
                result[column] = mean(of_parts, whole)
            case "undecided":
                result[column] = mean(of_parts, whole) > 0
            case "distance":
                result[column] = median(of_parts, whole)
            case "count":
                # the most that half of the people have: one or more where the median distance is
                # in reach
                result[column] = (-median(-of_parts, -whole)).astype(np.int64)
    return result


def populated_sectors(units: gpd.GeoDataFrame, sectors: gpd.GeoDataFrame) -> PopulatedSectors:
    """Return the sectors with people of some wijken, where all of their sectors have a figure.

    Parameters
    ----------
    units
        Wijken (``schemas.Units``) or some of them.
    sectors
        Sectors (``schemas.Sectors``); those of other wijken, or of none, are left out.
    """
    row = pd.Index(units["code"]).get_indexer(pd.Index(sectors["unit"]))
    people = sectors["people_all"].astype("Float64").to_numpy(float, na_value=np.nan)
    here = row >= 0
    unknown = np.unique(row[here & np.isnan(people)])
    chosen = np.flatnonzero(here & (people > 0) & ~np.isin(row, unknown))
    chosen = chosen[np.argsort(row[chosen], kind="stable")]
    return PopulatedSectors(
        sectors.iloc[chosen].reset_index(drop=True), row[chosen], people[chosen]
    )


def prepare_demand(data: SnapshotData, points: gpd.GeoDataFrame) -> PreparedReach:
    """Prepare a snapshot by straight line: through its sectors if it has any, else wijk by wijk.

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
    wijken = prepare(data.units, points, data.whereabouts)
    return through_sectors(wijken, data, prepare)


def through_sectors(wijken: PreparedReach, data: SnapshotData, prepare: Prepare) -> PreparedReach:
    """Return prepared wijken through their populated sectors, or as they are if there are none.

    Parameters
    ----------
    wijken
        The wijken of the snapshot, prepared.
    data
        The snapshot.
    prepare
        What has prepared the wijken.
    """
    populated = populated_sectors(data.units, data.sectors)
    if populated.sectors.empty:
        return wijken
    parts = prepare(populated.sectors, wijken.points, data.whereabouts)
    return PreparedSectors(wijken, parts, populated)


def overlaps_by_people(
    units: gpd.GeoDataFrame,
    sectors: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame,
    *,
    threshold_m: float,
    overlaps: Overlaps = overlaps,
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
    overlaps
        That function, or the same for another kind of distance.
    """
    whole = overlaps(units, points, threshold_m=threshold_m)
    populated = populated_sectors(units, sectors)
    if populated.sectors.empty:
        return whole
    parts = overlaps(populated.sectors, points, threshold_m=threshold_m)
    for column in whole:
        whole[column] = populated.mean(parts[column].to_numpy(), whole[column].to_numpy())
    return whole

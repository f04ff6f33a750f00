"""The exact share of each polygon that has one, two, three or more points within reach.

Polygons are split by their nearest point, as in :mod:`geodata.reach.exact_area`. Inside such a
part the second nearest is the nearest of the other points: the part is split again by these, and
what the disc of that point covers has two points in reach; and so on. Only points and parts that
can matter at the distance are computed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geodata._validate import require, require_distance, require_factor
from geodata.crs import require_metric
from geodata.reach.exact_area import (
    areas_within,
    checked_areas,
    checked_points,
    measure,
    split_polygons,
)
from geodata.reach.people import people_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]
    Box = tuple[float, float, float, float]

_ROUNDING = 1e-9
"""Shares of one unit that differ by less are the same: each comes from another split."""


@dataclass(frozen=True, eq=False)
class _Parts:
    """Parts of units, with the rows of the ``nearest`` sites of each, ascending."""

    polygons: NDArray[np.object_]
    unit: Rows
    nearest: list[tuple[int, ...]]


def overlaps(
    units: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame,
    *,
    threshold_m: float,
    detour_factor: float = 1.0,
    depth: int = 3,
) -> pd.DataFrame:
    """Return the share of each unit with at least one, two, … points in reach.

    Parameters
    ----------
    units
        Demand units (``schemas.Units``) or some of them, EPSG:3812.
    points
        The service points that count, EPSG:3812, at their nominal positions; far ones may be among
        them. Two at the same spot are two. Where the precision of a point does not decide
        (:class:`geodata.enums.Precision`), its position is only nominal: give the precise points
        for what is certain, and all of them for what may be.
    threshold_m
        What counts as in reach (≤), metres.
    detour_factor
        Distance along the way divided by straight-line distance, 1 or more.
    depth
        Up to how many points in reach are counted.

    Returns
    -------
    pandas.DataFrame
        Index ``code``, in the order of the units; ``share_1``, ``share_2``, …: share of the unit's
        area, from 0 to 1, with at least that many points in reach. ``share_1`` is that of
        :func:`geodata.reach.coverage.coverage`; no share is larger than the one before.

    Raises
    ------
    WrongCrsError
        If units or points are not in EPSG:3812.
    GeometryError
        If a unit is not a valid polygon.
    BadValueError
        If a number is out of range, or a point has no finite coordinates.

    Examples
    --------
    >>> import geopandas as gpd
    >>> row = [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)]
    >>> units = gpd.GeoDataFrame({"code": ["west", "east"]}, geometry=row, crs="EPSG:3812")
    >>> points = gpd.GeoDataFrame(geometry=gpd.points_from_xy([5, 6], [5, 5]), crs="EPSG:3812")
    >>> shares = overlaps(units, points, threshold_m=8, depth=2).round(2)
    >>> shares.loc["west"].tolist(), shares.loc["east"].tolist()
    ([1.0, 1.0], [0.34, 0.24])
    """
    require_distance(threshold_m, where="threshold_m")
    require_factor(detour_factor)
    require(depth >= 1, where="depth", expected="a whole number of 1 or more", got=depth)
    require_metric(units, where="units")
    require_metric(points, where="points")
    position = np.column_stack([points.geometry.x, points.geometry.y])
    polygons = np.asarray(units.geometry.array)
    area_m2 = checked_areas(polygons)
    share = _shares(
        polygons,
        area_m2,
        checked_points(position, where="points"),
        radius_m=threshold_m / detour_factor,
        depth=depth,
    )
    columns = [f"share_{rank}" for rank in range(1, depth + 1)]
    return pd.DataFrame(share, index=pd.Index(units["code"], name="code"), columns=columns)


def people_by_overlap(shares: pd.DataFrame, units: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return how many people of a group have no, one, two, … points in reach.

    People are assumed to be evenly spread over the unit.

    Parameters
    ----------
    shares
        What :func:`overlaps` returns.
    units
        At least the units of the shares, with their people (``schemas.Units``).
    group
        Population group, such as ``all`` or ``80plus``.

    Returns
    -------
    pandas.DataFrame
        Index ``code``, in the order of the shares; ``people``, and ``points_0``, ``points_1``, …:
        people with exactly that many points in reach, in the last column that many or more.
        Floats that sum to ``people``; NaN where there are no data.

    Raises
    ------
    MissingColumnError
        If the units do not carry that group.

    Examples
    --------
    >>> shares = pd.DataFrame({"share_1": [0.75], "share_2": [0.25]}, index=["w"])
    >>> people_by_overlap(shares, pd.DataFrame({"code": ["w"], "people_all": [100]}), "all")
       people  points_0  points_1  points_2
    w   100.0      25.0      50.0      25.0
    """
    people = people_of(units, group).reindex(shares.index)
    at_least = [np.ones(len(shares)), *shares.to_numpy().T, np.zeros(len(shares))]
    exactly = {
        f"points_{count}": people * (at_least[count] - at_least[count + 1])
        for count in range(len(at_least) - 1)
    }
    return pd.DataFrame({"people": people, **exactly})


def _shares(
    polygons: NDArray[np.object_], area_m2: Floats, position: Floats, *, radius_m: float, depth: int
) -> Floats:
    """Return the share of each polygon with at least 1, …, depth points in reach, shape (n, d)."""
    sites, count = np.unique(position, axis=0, return_counts=True)
    near_site, near_unit = shapely.STRtree(polygons).query(
        shapely.points(sites), predicate="dwithin", distance=radius_m
    )
    kept, unit = np.unique(near_site), np.unique(near_unit)
    sites, count = sites[kept], count[kept]
    covered_m2 = np.zeros((depth, len(polygons)))
    todo = _Parts(polygons[unit], unit, [()] * len(unit))
    while len(todo.unit):
        parts, site = _split_once(todo, sites, radius_m)
        pieces = measure(parts.polygons, parts.unit, sites[site], unit_area_m2=area_m2)
        within_m2 = areas_within(pieces, radius_m)
        points = np.array([count[list(sites)].sum() for sites in parts.nearest], dtype=np.intp)
        for rank in range(depth):
            here = (points - count[site] <= rank) & (rank < points)
            covered_m2[rank] += np.bincount(parts.unit[here], within_m2[here], len(polygons))
        on = np.flatnonzero((within_m2 > 0) & (points < depth))
        todo = _Parts(parts.polygons[on], parts.unit[on], [parts.nearest[row] for row in on])
    share = np.vstack([np.ones(len(polygons)), covered_m2 / area_m2])
    for fewer, more in pairwise(share):
        same = more > fewer - _ROUNDING
        more[same] = fewer[same]
    return share[1:].T


def _split_once(parts: _Parts, sites: Floats, radius_m: float) -> tuple[_Parts, Rows]:
    """Split parts by their next nearest site; return its row for each new part.

    What is out of reach of an earlier site may be left out.
    """
    rows_of = defaultdict(list)
    for part, earlier in enumerate(parts.nearest):
        rows_of[earlier].append(part)
    found: list[tuple[NDArray[np.object_], Rows, Rows]] = []
    nearest: list[tuple[int, ...]] = []
    for earlier, rows in rows_of.items():
        polygons = parts.polygons[rows]
        bounds, others = _candidates(shapely.total_bounds(polygons), sites, earlier, radius_m)
        split, row, near = split_polygons(polygons, sites[others], bounds=bounds)
        found.append((split, parts.unit[rows][row], others[near]))
        nearest += [tuple(sorted((*earlier, site))) for site in others[near].tolist()]
    split, unit, site = (np.concatenate(column) for column in zip(*found, strict=True))
    return _Parts(split, unit, nearest), site


def _candidates(
    bounds: Floats, sites: Floats, earlier: tuple[int, ...], radius_m: float
) -> tuple[Box, Rows]:
    """Return the box in which all earlier sites are in reach, and the other sites in its reach."""
    low, high = bounds[:2] - 1, bounds[2:] + 1
    others = np.ones(len(sites), dtype=bool)
    for site in earlier:
        low, high = (
            np.maximum(low, sites[site] - radius_m),
            np.minimum(high, sites[site] + radius_m),
        )
        others &= np.hypot(*(sites - sites[site]).T) <= 2 * radius_m
    others[list(earlier)] = False
    others &= ((sites >= low - radius_m) & (sites <= high + radius_m)).all(axis=1)
    box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    return box, np.flatnonzero(others) if (low < high).all() else np.empty(0, dtype=np.intp)

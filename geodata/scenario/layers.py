"""Demand units with their reach, and possible areas of points: what scenarios are computed on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geodata.reach.discs import circles_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.reach.by_address import UnitAddresses
    from geodata.scenario.changes import PointSet

    Floats = NDArray[np.float64]

COLUMNS = [
    *("share_low", "share_high", "share_possible", "undecided"),
    *("distance1_low_m", "distance1_high_m", "count_low", "count_high"),
]
"""Of the coverage, what is kept after a scenario: second and third distances are not."""


@dataclass(frozen=True, eq=False)
class PossibleAreas:
    """The possible areas of imprecise points, with the circles around them.

    Attributes
    ----------
    keys, polygons
        Their keys and polygons, length a.
    centre, radius_m
        Smallest circles around them, shapes (a, 2) and (a,), metres.
    """

    keys: pd.Index[str]
    polygons: NDArray[np.object_]
    centre: Floats
    radius_m: Floats

    @classmethod
    def of(cls, whereabouts: gpd.GeoDataFrame) -> PossibleAreas:
        """Return those of a snapshot (``schemas.Whereabouts``)."""
        polygons = whereabouts.geometry.to_numpy()
        circles = circles_of(polygons)
        return cls(pd.Index(whereabouts["key"]), polygons, circles.centre, circles.radius_m)

    def around(self, points: PointSet) -> tuple[Floats, Floats]:
        """Return a circle around all places that each point may be in: centres and radii."""
        centre, radius_m = points.at.copy(), np.zeros(len(points))
        vague = ~points.decides
        centre[vague] = self.centre[points.area[vague]]
        radius_m[vague] = self.radius_m[points.area[vague]]
        return centre, radius_m


@dataclass(frozen=True, eq=False)
class Layer:
    """Demand units of one sort, wijken or sectors, and their reach without a scenario.

    Attributes
    ----------
    frame
        Code and polygon of each unit, EPSG:3812, and where its distances are measured from.
    bounded
        Whether a distance from there has an upper bound, shape (n,).
    before
        ``COLUMNS`` of :meth:`geodata.reach.coverage.PreparedReach.coverage`.
    addresses
        Where their people live; None where these are spread over the units.
    """

    frame: gpd.GeoDataFrame
    bounded: NDArray[np.bool_]
    before: pd.DataFrame
    addresses: UnitAddresses | None = None

    @cached_property
    def polygons(self) -> NDArray[np.object_]:
        """Return the polygons."""
        return np.asarray(self.frame.geometry.array)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Return the index of the polygons."""
        return shapely.STRtree(self.polygons)

    @cached_property
    def inner(self) -> Floats:
        """Return where distances are measured from, shape (n, 2)."""
        return pd.DataFrame(self.frame)[["inner_x_m", "inner_y_m"]].to_numpy(dtype=np.float64)

    @cached_property
    def codes(self) -> NDArray[np.object_]:
        """Return the codes."""
        return np.asarray(self.frame["code"], dtype=object)

    @cached_property
    def bounds(self) -> Floats:
        """Return west, south, east and north of each polygon."""
        return np.asarray(shapely.bounds(self.polygons), dtype=np.float64)

    @cached_property
    def before_rows(self) -> Floats:
        """Return the reach without a scenario as numbers, shape (n, columns)."""
        return self.before[COLUMNS].to_numpy(dtype=np.float64)

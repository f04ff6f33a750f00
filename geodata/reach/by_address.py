"""Reach computed on addresses and summed to wijken.

How many people live in a wijk is what was counted there; its addresses only say where. The share of
a wijk in reach is that of the weight of its addresses: their people, or 1 each. Its
distances and the number of points in reach stay those of the wijk as one piece, and so does the
share of a wijk without addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from geodata.reach.bounds import MAX_THRESHOLD_M, ROUNDING
from geodata.reach.coverage import centres_of
from geodata.reach.discs import circles_of
from geodata.snapshot.frames import empty_layer

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.reach.coverage import PreparedReach
    from geodata.snapshot.model import SnapshotData

    Floats = NDArray[np.float64]
    ToAddresses = Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame], "Nearest"]
    """:func:`straight_to_addresses`, or the same for another kind of distance."""


class Nearest(NamedTuple):
    """How far each address is from the nearest service point, metres, shape (n,).

    Attributes
    ----------
    certain_m
        At most: wherever in their possible areas the imprecise points are.
    nominal_m
        From the positions on the map.
    possible_m
        At least.
    """

    certain_m: Floats
    nominal_m: Floats
    possible_m: Floats


@dataclass(frozen=True, eq=False)
class PreparedAddresses:
    """A :class:`geodata.reach.coverage.PreparedReach` of wijken through their addresses.

    Attributes
    ----------
    wijken
        The wijken as one piece each, prepared.
    row, weight
        Row of the wijk of each address, and its weight, shape (n,).
    total
        Weight of each wijk; 0 where it has no addresses.
    nearest_m
        How far each address is from the nearest point.
    without
        Codes of the wijken without addresses.
    """

    wijken: PreparedReach
    row: NDArray[np.intp]
    weight: Floats
    total: Floats
    nearest_m: Nearest
    without: pd.Index[str]

    @property
    def points(self) -> gpd.GeoDataFrame:
        """Return the points that count."""
        return self.wijken.points

    @property
    def sectors(self) -> gpd.GeoDataFrame:
        """There are no sectors."""
        return empty_layer("sectors")

    def coverage(self, *, threshold_m: float, detour_factor: float = 1.0) -> pd.DataFrame:
        """Return who is in reach (:meth:`geodata.reach.coverage.PreparedReach.coverage`)."""
        result = self.wijken.coverage(threshold_m=threshold_m, detour_factor=detour_factor)
        known = self.total > 0
        shares = [
            self._share(distance_m * detour_factor <= threshold_m)[known]
            for distance_m in self.nearest_m
        ]
        for name, share in zip(("low", "high", "possible"), shares, strict=True):
            result.loc[known, f"share_{name}"] = share
        result.loc[known, "undecided"] = shares[2] - shares[0] > ROUNDING
        return result

    def nearest(self, *, x_m: float, y_m: float, detour_factor: float = 1.0) -> pd.DataFrame:
        """Return the service points nearest to a spot, whatever the addresses."""
        return self.wijken.nearest(x_m=x_m, y_m=y_m, detour_factor=detour_factor)

    def _share(self, reached: NDArray[np.bool_]) -> Floats:
        """Return the share of the weight of each wijk; 0 where it has none."""
        weight = np.bincount(self.row[reached], self.weight[reached], len(self.total))
        return np.clip(weight / np.where(self.total > 0, self.total, 1.0), 0.0, 1.0)


def through_addresses(
    wijken: PreparedReach, data: SnapshotData, to_addresses: ToAddresses
) -> PreparedAddresses:
    """Return prepared wijken through their addresses.

    Parameters
    ----------
    wijken
        The wijken of the snapshot, prepared.
    data
        The snapshot, with addresses.
    to_addresses
        Of the kind of distance that has prepared the wijken.
    """
    codes = pd.Index(data.units["code"])
    addresses = data.addresses[data.addresses["weight"] > 0]
    row = codes.get_indexer(pd.Index(addresses["unit"]))
    addresses, row = addresses[row >= 0], row[row >= 0]
    weight = addresses["weight"].to_numpy(dtype=np.float64)
    total = np.bincount(row, weights=weight, minlength=len(codes)).astype(np.float64)
    nearest_m = to_addresses(addresses, wijken.points, data.whereabouts)
    return PreparedAddresses(wijken, row, weight, total, nearest_m, codes[total == 0])


def straight_to_addresses(
    addresses: gpd.GeoDataFrame, points: gpd.GeoDataFrame, whereabouts: gpd.GeoDataFrame
) -> Nearest:
    """Return how far addresses are from the nearest service point in a straight line.

    Parameters
    ----------
    addresses
        ``schemas.Addresses``, EPSG:3812.
    points, whereabouts
        As those of :func:`geodata.reach.coverage.prepare`; so are the errors.

    Returns
    -------
    Nearest
        As in :mod:`geodata.reach.coverage`, what is certain is measured to the farthest side of the
        smallest circle around a possible area; ``possible_m`` is exact up to ``MAX_THRESHOLD_M``.
    """
    centres = centres_of(points, whereabouts)
    spots = spots_of(addresses)
    precise_m = nearest_spot(spots, centres.position[centres.decides])
    if centres.decides.all():
        return Nearest(precise_m, precise_m, precise_m)
    nominal_m = nearest_spot(spots, centres.position)
    certain_m, possible_m = precise_m.copy(), np.minimum(precise_m, nominal_m)
    circles = circles_of(centres.areas)
    for centre, radius_m, is_disc in zip(
        circles.centre, circles.radius_m, circles.is_disc, strict=True
    ):
        away_m = np.hypot(*(spots - centre).T)
        np.minimum(certain_m, away_m + radius_m, out=certain_m)
        if is_disc:
            np.minimum(possible_m, np.maximum(away_m - radius_m, 0.0), out=possible_m)
    shapes = np.asarray(addresses.geometry.array)
    for area in centres.areas[~circles.is_disc]:
        _reduce_to(area, spots, shapes, possible_m)
    return ordered(certain_m, nominal_m, possible_m)


def _reduce_to(
    area: shapely.Geometry, spots: Floats, shapes: NDArray[np.object_], distance_m: Floats
) -> None:
    """Reduce distances, in place, to those to a polygon; only what may be nearer is measured."""
    west, south, east, north = shapely.bounds(area)
    x, y = spots.T
    away_x = np.maximum(np.maximum(west - x, x - east), 0.0)
    away_y = np.maximum(np.maximum(south - y, y - north), 0.0)
    near = np.flatnonzero(np.hypot(away_x, away_y) < np.minimum(distance_m, MAX_THRESHOLD_M))
    shapely.prepare(area)
    inside = shapely.intersects_xy(area, x[near], y[near])
    distance_m[near[inside]] = 0.0
    outside = near[~inside]
    measured_m = shapely.distance(area, shapes[outside])
    distance_m[outside] = np.minimum(distance_m[outside], measured_m)


def ordered(certain_m: Floats, nominal_m: Floats, possible_m: Floats) -> Nearest:
    """Return the distances so that what is certain is in reach in all three.

    >>> ordered(np.array([3.0]), np.array([4.0]), np.array([3.5])).possible_m.tolist()
    [3.0]
    """
    nominal_m = np.minimum(nominal_m, certain_m)
    return Nearest(certain_m, nominal_m, np.minimum(possible_m, nominal_m))


def spots_of(addresses: gpd.GeoDataFrame) -> Floats:
    """Return the positions of addresses, EPSG:3812, shape (n, 2), metres."""
    return np.asarray(shapely.get_coordinates(addresses.geometry.array)).reshape(-1, 2)


def nearest_spot(spots: Floats, goals: Floats) -> Floats:
    """Return the distance to the nearest of some positions, shape (n,); inf if there are none."""
    if not len(goals):
        return np.full(len(spots), np.inf)
    return np.asarray(KDTree(goals).query(spots)[0], dtype=np.float64)

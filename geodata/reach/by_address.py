"""Reach computed on addresses and summed to wijken.

How many people live in a wijk is what was counted there; its addresses only say where. The share of
a wijk in reach is that of the weight of its addresses: their people, or 1 each. It is the
share of every group: no age is known per address, so that the people of a group are assumed to be
spread as all people are. Its
distances and the number of points in reach stay those of the wijk as one piece, and so does the
share of a wijk without addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array, diags_array
from scipy.spatial import KDTree

from geodata.reach.bounds import MAX_THRESHOLD_M, ROUNDING
from geodata.reach.coverage import centres_of
from geodata.reach.discs import circles_of
from geodata.snapshot.frames import empty_layer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.reach.by_sector import Overlaps
    from geodata.reach.coverage import PreparedReach
    from geodata.snapshot.model import SnapshotData

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]
    Flags = NDArray[np.bool_]
    ToAddresses = Callable[[Floats], "AddressPlaces"]
    """:class:`AddressesByLine`, or the same for another kind of distance."""


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


class AddressPlaces(Protocol):
    """Addresses as one kind of distance measures to them; for any service points."""

    def only(self, rows: Rows) -> AddressPlaces:
        """Return some of the addresses."""

    def nearest(
        self,
        points: gpd.GeoDataFrame,
        whereabouts: gpd.GeoDataFrame,
        *,
        within_m: float = MAX_THRESHOLD_M,
    ) -> Nearest:
        """Return how far the addresses are from the nearest service point.

        Parameters
        ----------
        points, whereabouts
            As those of :func:`geodata.reach.coverage.prepare`; so are the errors.
        within_m
            What is farther may be too far, or inf.
        """

    def reached(self, spots: Floats, radius_m: float) -> csr_array:
        """Return which addresses are within a distance (≤) of each spot.

        Parameters
        ----------
        spots
            Positions, EPSG:3812, shape (p, 2), metres.
        radius_m
            The distance, metres.

        Returns
        -------
        scipy.sparse.csr_array
            1 where it is, shape (p, addresses).
        """


@dataclass(frozen=True, eq=False)
class UnitAddresses:
    """The addresses of some wijken, and how heavy each counts.

    Attributes
    ----------
    row, weight
        Row of the wijk of each address, and its weight, shape (a,).
    total
        Weight of each wijk, shape (n,); 0 where it has no addresses.
    places
        Where the addresses are.
    """

    row: Rows
    weight: Floats
    total: Floats
    places: AddressPlaces

    @classmethod
    def of(cls, units: pd.DataFrame, addresses: gpd.GeoDataFrame, to: ToAddresses) -> UnitAddresses:
        """Return the addresses of some wijken; the others are left out.

        Parameters
        ----------
        units
            Wijken (``schemas.Units``).
        addresses
            ``schemas.Addresses``, EPSG:3812.
        to
            Of a kind of distance.
        """
        row = pd.Index(units["code"]).get_indexer(pd.Index(addresses["unit"]))
        weight = addresses["weight"].to_numpy(dtype=np.float64)
        every = to(np.asarray(shapely.get_coordinates(addresses.geometry.array)))
        chosen = np.flatnonzero((row >= 0) & (weight > 0))
        return cls._of(row[chosen], weight[chosen], len(units), every.only(chosen))

    @classmethod
    def _of(cls, row: Rows, weight: Floats, count: int, places: AddressPlaces) -> UnitAddresses:
        total = np.bincount(row, weights=weight, minlength=count).astype(np.float64)
        return cls(row, weight, total, places)

    @property
    def known(self) -> Flags:
        """Return which wijken have addresses."""
        return self.total > 0

    def only(self, units: Rows) -> UnitAddresses:
        """Return the addresses of the wijken in these rows, each once."""
        number = np.full(len(self.total), -1)
        number[units] = np.arange(len(units))
        rows = np.flatnonzero(number[self.row] >= 0)
        return self._of(
            number[self.row[rows]], self.weight[rows], len(units), self.places.only(rows)
        )

    def share(self, reached: Flags) -> Floats:
        """Return the share of the weight of each wijk; 0 where it has none."""
        weight = np.bincount(self.row[reached], self.weight[reached], len(self.total))
        return np.clip(weight / np.where(self.known, self.total, 1.0), 0.0, 1.0)

    def shares(self, nearest: Nearest, *, threshold_m: float, detour_factor: float) -> Floats:
        """Return ``share_low``, ``share_high``, ``share_possible`` and ``undecided``, shape (n, 4).

        As :meth:`geodata.reach.coverage.PreparedReach.coverage` has them; 0 without addresses.
        """
        low, high, possible = (
            self.share(distance_m * detour_factor <= threshold_m) for distance_m in nearest
        )
        return np.column_stack([low, high, possible, possible - low > ROUNDING])

    def shares_by_point(self, spots: Floats, radius_m: float, whole: csr_array) -> csr_array:
        """Return the share of each wijk in reach of each spot alone, shape (spots, n).

        Parameters
        ----------
        spots, radius_m
            As for :meth:`AddressPlaces.reached`.
        whole
            The same of the wijken as one piece: that of wijken without addresses stays.
        """
        part = csr_array(
            (self.weight / self.total[self.row], self.row, np.arange(len(self.row) + 1)),
            shape=(len(self.row), len(self.total)),
        )
        found = csr_array(whole @ diags_array((~self.known).astype(float)))
        found = csr_array(found + self.places.reached(spots, radius_m) @ part)
        found.eliminate_zeros()
        return found


@dataclass(frozen=True, eq=False)
class PreparedAddresses:
    """A :class:`geodata.reach.coverage.PreparedReach` of wijken through their addresses.

    Attributes
    ----------
    wijken
        The wijken as one piece each, prepared.
    addresses
        Their addresses.
    nearest_m
        How far each address is from the nearest point.
    without
        Codes of the wijken without addresses.
    """

    wijken: PreparedReach
    addresses: UnitAddresses
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
        known = self.addresses.known
        shares = self.addresses.shares(
            self.nearest_m, threshold_m=threshold_m, detour_factor=detour_factor
        )[known].T
        for name, values in zip(("low", "high", "possible"), shares[:3], strict=True):
            result.loc[known, f"share_{name}"] = values
        result.loc[known, "undecided"] = shares[3] > 0
        return result

    def nearest(self, *, x_m: float, y_m: float, detour_factor: float = 1.0) -> pd.DataFrame:
        """Return the service points nearest to a spot, whatever the addresses."""
        return self.wijken.nearest(x_m=x_m, y_m=y_m, detour_factor=detour_factor)


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
    addresses = UnitAddresses.of(data.units, data.addresses, to_addresses)
    nearest_m = addresses.places.nearest(wijken.points, data.whereabouts)
    codes = pd.Index(data.units["code"])
    return PreparedAddresses(wijken, addresses, nearest_m, codes[~addresses.known])


def overlaps_by_address(
    units: gpd.GeoDataFrame,
    addresses: UnitAddresses,
    points: gpd.GeoDataFrame,
    *,
    threshold_m: float,
    overlaps: Overlaps,
) -> pd.DataFrame:
    """Return the share of each wijk with one, two and three points in reach, by its addresses.

    Parameters
    ----------
    units, addresses
        Wijken or some of them, and their addresses.
    points, threshold_m
        As those of :func:`geodata.reach.overlaps.overlaps`, whose columns are returned.
    overlaps
        That function, or the same for another kind of distance: for wijken without addresses.
    """
    shares = overlaps(units, points, threshold_m=threshold_m)
    spots = np.asarray(shapely.get_coordinates(points.geometry.array))
    count = addresses.places.reached(spots, threshold_m).sum(axis=0)
    known = addresses.known & shares.notna().all(axis=1).to_numpy()
    for rank, column in enumerate(shares, start=1):
        shares.loc[known, column] = addresses.share(count >= rank)[known]
    return shares


@dataclass(frozen=True, eq=False)
class AddressesByLine:
    """:class:`AddressPlaces` in a straight line.

    Attributes
    ----------
    spots
        Positions of the addresses, EPSG:3812, shape (a, 2), metres.
    """

    spots: Floats

    def only(self, rows: Rows) -> AddressesByLine:
        """Return some of the addresses."""
        return AddressesByLine(self.spots[rows])

    def nearest(
        self,
        points: gpd.GeoDataFrame,
        whereabouts: gpd.GeoDataFrame,
        *,
        within_m: float = MAX_THRESHOLD_M,
    ) -> Nearest:
        """Return how far the addresses are from the nearest service point.

        As in :mod:`geodata.reach.coverage`, what is certain is measured to the farthest side of the
        smallest circle around a possible area; ``possible_m`` is exact up to ``MAX_THRESHOLD_M``.
        """
        del within_m  # a straight line is as quick
        centres, spots = centres_of(points, whereabouts), self.spots
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
        for area in centres.areas[~circles.is_disc]:
            _reduce_to(area, spots, possible_m)
        return ordered(certain_m, nominal_m, possible_m)

    def reached(self, spots: Floats, radius_m: float) -> csr_array:
        """Return which addresses are within a distance (≤) of each spot."""
        if not len(self.spots):
            return csr_array((len(spots), 0))
        found = KDTree(self.spots).query_ball_point(spots, radius_m)
        return rows_reached(np.asarray(found), len(self.spots))


def rows_reached(
    found: Sequence[Sequence[int] | Rows] | NDArray[np.object_], count: int
) -> csr_array:
    """Return which of ``count`` addresses are reached from each spot, from their rows.

    >>> rows_reached([[1], []], 2).toarray().tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    start = np.concatenate([[0], np.cumsum([len(rows) for rows in found])]).astype(np.intp)
    address = np.concatenate([np.empty(0, np.intp), *found]).astype(np.intp)
    return csr_array((np.ones(len(address)), address, start), shape=(len(found), count))


def _reduce_to(area: shapely.Geometry, spots: Floats, distance_m: Floats) -> None:
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
    measured_m = shapely.distance(area, shapely.points(spots[outside]))
    distance_m[outside] = np.minimum(distance_m[outside], measured_m)


def ordered(certain_m: Floats, nominal_m: Floats, possible_m: Floats) -> Nearest:
    """Return the distances so that what is certain is in reach in all three.

    >>> ordered(np.array([3.0]), np.array([4.0]), np.array([3.5])).possible_m.tolist()
    [3.0]
    """
    nominal_m = np.minimum(nominal_m, certain_m)
    return Nearest(certain_m, nominal_m, np.minimum(possible_m, nominal_m))


def nearest_spot(spots: Floats, goals: Floats) -> Floats:
    """Return the distance to the nearest of some positions, shape (n,); inf if there are none."""
    if not len(goals):
        return np.full(len(spots), np.inf)
    return np.asarray(KDTree(goals).query(spots)[0], dtype=np.float64)

"""What is computed once per network and centre: the same centres are asked about repeatedly."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geodata.network.possible import area_starts, farthest_m
from geodata.network.streets import Snapped, streets_of
from geodata.network.walk import box_around, starts_at, walk
from geodata.reach.bounds import MAX_THRESHOLD_M

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geodata.network.model import Network
    from geodata.network.streets import Streets
    from geodata.network.walk import Starts, Walks

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]

FARTHEST_M = 5_000.0
"""Walks to one centre are measured up to here; only that to the nearest centre is farther."""

_CENTRES, _AREAS = 1_000, 500


class Memory:
    """Walks from centres of one network, the last of them (:func:`memory_of`)."""

    def __init__(self, network: Network) -> None:
        self.streets = streets_of(network)
        self.to_middles = lru_cache(maxsize=_CENTRES)(self._to_middles)
        self.farthest_m = lru_cache(maxsize=_AREAS)(self._farthest_m)
        self.area_starts = lru_cache(maxsize=_AREAS)(self._area_starts)
        self.area_edge_m = lru_cache(maxsize=_AREAS)(self._area_edge_m)
        self._edge_m = np.full(len(self.streets.units.codes), np.nan)

    def unit_edge_m(self, row: Rows, polygons: NDArray[np.object_]) -> Floats:
        """Return how far units are inside the covered land (:meth:`Streets.edge_m`).

        Parameters
        ----------
        row, polygons
            Their rows among those of the network, and their polygons, shape (n,).
        """
        new = np.isnan(self._edge_m[row])
        if new.any():
            self._edge_m[row[new]] = self.streets.edge_m(polygons[new], within_m=MAX_THRESHOLD_M)
        return self._edge_m[row]

    def _area_edge_m(self, area: BaseGeometry) -> float:
        shapes = np.array([area], dtype=object)
        return float(self.streets.edge_m(shapes, within_m=MAX_THRESHOLD_M)[0])

    def _to_middles(self, segment: int, at_m: float) -> Floats:
        """Return walks from a place on a street to the middle of every unit; inf if farther."""
        streets, place = self.streets, place_on(segment, at_m)
        x, y = streets.along(place.segment, place.at_m)[0]
        box = box_around(x, y, FARTHEST_M)
        found = walk(streets, starts_at(streets, place), limit_m=FARTHEST_M, box=box)
        return at_middles(streets, found, streets.units.middle, place)

    def _farthest_m(self, area: BaseGeometry, segment: int, at_m: float) -> float:
        return farthest_m(self.streets, area, place_on(segment, at_m))

    def _area_starts(self, area: BaseGeometry) -> Starts:
        return area_starts(self.streets, area)


@lru_cache(maxsize=2)
def memory_of(network: Network) -> Memory:
    """Return what is kept of a network."""
    return Memory(network)


def place_on(segment: int, at_m: float) -> Snapped:
    """Return one place on a street, without a leg."""
    return Snapped(np.array([segment]), np.array([at_m]), np.zeros(1))


def at_middles(
    streets: Streets, walks: Walks, middle: Rows, start: Snapped | None = None
) -> Floats:
    """Return how far the middles of units are from a start.

    Parameters
    ----------
    streets, walks
        The network, and walks from the start.
    middle
        The piece at the middle of each unit (:class:`geodata.network.streets.UnitStreets`), shape
        (n,); -1 for a unit without any.
    start
        The start where it is one place, shape (1,): it may be on the same segment.
    """
    found = np.full(len(middle), np.inf)
    rows = np.flatnonzero(middle >= 0)
    segment, at_m = middle_of(streets, middle[rows])
    found[rows] = at_places(streets, walks, segment, at_m, start)
    return found


def at_places(
    streets: Streets,
    walks: Walks,
    segment: Rows,
    at_m: Floats,
    start: Snapped | None = None,
) -> Floats:
    """Return how far places on segments are from a start, shape (p,)."""
    net = streets.network
    ends = walks.at(np.stack([net.u[segment], net.v[segment]]))
    found = np.minimum(ends[0] + at_m, ends[1] + net.length_m[segment] - at_m)
    if start is not None:
        own = segment == start.segment[0]
        found[own] = np.minimum(found[own], np.abs(at_m[own] - start.at_m[0]) + start.leg_m[0])
    return np.asarray(found)


def middle_of(streets: Streets, piece: Rows) -> tuple[Rows, Floats]:
    """Return the segment of pieces, and where on it their middle is."""
    units = streets.units
    at_m = (units.from_m[piece] + units.to_m[piece]) / 2
    return units.segment[piece].astype(np.intp), at_m

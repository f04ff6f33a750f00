"""How far addresses are on foot from the nearest service point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geodata.network.memory import at_places
from geodata.network.streets import FARTHEST_SNAP_M
from geodata.network.walk import box_around, starts_at, walk
from geodata.reach.bounds import MAX_THRESHOLD_M
from geodata.reach.by_address import AddressesByLine, nearest_spot, ordered, rows_reached
from geodata.reach.coverage import arrays_of
from geodata.snapshot.frames import empty_layer

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from geodata.network.prepared import PreparedOnFoot
    from geodata.network.streets import Snapped, Streets
    from geodata.network.walk import Starts
    from geodata.reach.by_address import Nearest
    from geodata.reach.coverage import ReachArrays

    PrepareOnFoot = Callable[[ReachArrays, gpd.GeoDataFrame, gpd.GeoDataFrame], PreparedOnFoot]
    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]


class _OnStreets(NamedTuple):
    """Places on the nearest street, and how far each is inside the covered land, shape (a,)."""

    places: Snapped
    edge_m: Floats


@lru_cache(maxsize=4)
def _on_streets(streets: Streets, spots: bytes) -> _OnStreets:
    """Return the streets of addresses: once for a network, whatever the service points."""
    at = np.frombuffer(spots).reshape(-1, 2)
    edge_m = streets.edge_m(np.asarray(shapely.points(at)), within_m=MAX_THRESHOLD_M)
    return _OnStreets(streets.snap(at), edge_m)


@dataclass(frozen=True, eq=False)
class AddressesOnFoot:
    """:class:`geodata.reach.by_address.AddressPlaces` by the way.

    From the address to its nearest street, over streets, and from the street to the point.

    Attributes
    ----------
    streets
        The network.
    prepare
        Prepares units and points for walks over it.
    spots
        Positions of the addresses, EPSG:3812, shape (a, 2), metres.
    places, edge_m
        On the nearest street, and how far inside the covered land each is.
    """

    streets: Streets
    prepare: PrepareOnFoot
    spots: Floats
    places: Snapped
    edge_m: Floats

    @classmethod
    def of(cls, streets: Streets, prepare: PrepareOnFoot, spots: Floats) -> AddressesOnFoot:
        """Return addresses at some positions."""
        at = np.ascontiguousarray(spots, dtype=np.float64).tobytes()
        return cls(streets, prepare, spots, *_on_streets(streets, at))

    def only(self, rows: Rows) -> AddressesOnFoot:
        """Return some of the addresses."""
        return replace(
            self,
            spots=self.spots[rows],
            places=self.places.only(rows),
            edge_m=self.edge_m[rows],
        )

    def nearest(
        self,
        points: gpd.GeoDataFrame,
        whereabouts: gpd.GeoDataFrame,
        *,
        within_m: float = MAX_THRESHOLD_M,
    ) -> Nearest:
        """Return how far the addresses are from the nearest service point.

        ``certain_m`` is inf where no walk up to ``within_m`` is known. ``possible_m`` is the
        least that a walk may be, over streets that the network may lack.
        """
        straight = AddressesByLine(self.spots).nearest(points, whereabouts)
        nobody = arrays_of(empty_layer("units"), points, whereabouts)
        centres = self.prepare(nobody, points, whereabouts)
        places, edge_m, circles = self.places, self.edge_m, centres.circles
        certain_m, nominal_m, possible_m = (self._walks(one, within_m) for one in centres.starts)
        # a walk out of the covered land and back, or to a point that is on no known street
        beyond_m = np.full(len(self.spots), np.inf)
        near_edge = np.flatnonzero(edge_m < MAX_THRESHOLD_M)
        for at, radius_m, centre_edge_m, loose in zip(
            circles.centre, circles.radius_m, circles.edge_m, circles.loose, strict=True
        ):
            rows = np.arange(len(self.spots)) if loose else near_edge
            away_m = np.maximum(np.hypot(*(self.spots[rows] - at).T) - radius_m, 0.0)
            least_m = away_m if loose else np.maximum(away_m, edge_m[rows] + centre_edge_m)
            beyond_m[rows] = np.minimum(beyond_m[rows], least_m)
        unknown = ~places.known | (edge_m == 0)
        possible_m = np.minimum(possible_m, np.where(unknown, straight.possible_m, beyond_m))
        nominal_m = np.minimum(nominal_m, np.where(unknown, straight.nominal_m, np.inf))
        outside = beyond_m < MAX_THRESHOLD_M
        if outside.any():
            shown_m = np.maximum(
                nearest_spot(self.spots[outside], circles.nominal), beyond_m[outside]
            )
            nominal_m[outside] = np.minimum(nominal_m[outside], shown_m)
        return ordered(certain_m, nominal_m, possible_m)

    def reached(self, spots: Floats, radius_m: float) -> csr_array:
        """Return which addresses are within a walk (≤) of each spot, over known streets."""
        streets = self.streets
        snapped, near = streets.snap(spots), AddressesByLine(self.spots).reached(spots, radius_m)
        found: list[Rows] = []
        for point, (x, y) in enumerate(spots):
            rows = near.indices[near.indptr[point] : near.indptr[point + 1]].astype(np.intp)
            rows = rows[self.places.known[rows]]
            if not snapped.known[point] or not rows.size:
                found.append(rows[:0])
                continue
            start = snapped.only(np.array([point]))
            box = box_around(x, y, radius_m)
            walks = walk(streets, starts_at(streets, start), limit_m=radius_m, box=box)
            to = self.places.only(rows)
            away_m = to.leg_m + at_places(streets, walks, to.segment, to.at_m, start)
            found.append(rows[away_m <= radius_m])
        return rows_reached(found, len(self.spots))

    def _walks(self, starts: Starts, within_m: float) -> Floats:
        """Return the walk from each address to the nearest start; inf where none is known."""
        streets, places = self.streets, self.places
        found_m = np.full(len(places.segment), np.inf)
        known = np.flatnonzero(places.known)
        if not known.size or not starts.node.size:
            return found_m
        box = None
        if within_m < MAX_THRESHOLD_M:  # then also only where the addresses are
            x, y = self.spots.mean(axis=0)
            radius_m = float(np.hypot(*(self.spots - (x, y)).T).max())
            box = box_around(x, y, radius_m + FARTHEST_SNAP_M + within_m)
        walks = walk(streets, starts, limit_m=within_m, box=box)
        segment, at_m = places.segment[known], places.at_m[known]
        along_m = at_places(streets, walks, segment, at_m)
        # a start on the same street is nearer than by its ends
        order = np.argsort(starts.segment, kind="stable")
        sorted_segment = starts.segment[order]
        first = np.searchsorted(sorted_segment, segment)
        count = np.searchsorted(sorted_segment, segment, side="right") - first
        for nth in range(int(count.max(initial=0))):
            rows = np.flatnonzero(count > nth)
            start = order[first[rows] + nth]
            at = at_m[rows]
            gap_m = np.maximum(np.maximum(starts.from_m[start] - at, at - starts.to_m[start]), 0.0)
            along_m[rows] = np.minimum(along_m[rows], gap_m + starts.segment_m[start])
        found_m[known] = places.leg_m[known] + along_m
        return found_m

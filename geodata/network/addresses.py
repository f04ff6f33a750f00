"""How far addresses are on foot from the nearest service point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.network.memory import at_places
from geodata.network.walk import walk
from geodata.reach.bounds import MAX_THRESHOLD_M
from geodata.reach.by_address import nearest_spot, ordered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.network.bounds import Circles
    from geodata.network.prepared import CentreStarts
    from geodata.network.streets import Snapped, Streets
    from geodata.network.walk import Starts
    from geodata.reach.by_address import Nearest

    Floats = NDArray[np.float64]


def nearest_walks(
    streets: Streets,
    spots: Floats,
    starts: CentreStarts,
    circles: Circles,
    straight: Nearest,
) -> Nearest:
    """Return how far addresses are from the nearest service point, by the way.

    From the address to its nearest street, over streets, and from the street to the point.

    Parameters
    ----------
    streets
        The network.
    spots
        Positions of the addresses, EPSG:3812, shape (n, 2), metres.
    starts, circles
        Of the service points.
    straight
        The same in a straight line: what is possible where no walk is known.

    Returns
    -------
    Nearest
        ``certain_m`` is inf where no walk up to ``MAX_THRESHOLD_M`` is known. ``possible_m`` is the
        least that a walk may be, over streets that the network may lack.
    """
    places = streets.snap(spots)
    edge_m = streets.edge_m(np.asarray(shapely.points(spots)), within_m=MAX_THRESHOLD_M)
    certain_m, nominal_m, possible_m = (_walks(streets, places, one) for one in starts)
    # a walk out of the covered land and back, or to a point that is on no known street
    beyond_m = np.full(len(spots), np.inf)
    near_edge = np.flatnonzero(edge_m < MAX_THRESHOLD_M)
    for at, radius_m, centre_edge_m, loose in zip(
        circles.centre, circles.radius_m, circles.edge_m, circles.loose, strict=True
    ):
        rows = np.arange(len(spots)) if loose else near_edge
        away_m = np.maximum(np.hypot(*(spots[rows] - at).T) - radius_m, 0.0)
        least_m = away_m if loose else np.maximum(away_m, edge_m[rows] + centre_edge_m)
        beyond_m[rows] = np.minimum(beyond_m[rows], least_m)
    unknown = ~places.known | (edge_m == 0)
    possible_m = np.minimum(possible_m, np.where(unknown, straight.possible_m, beyond_m))
    nominal_m = np.minimum(nominal_m, np.where(unknown, straight.nominal_m, np.inf))
    outside = beyond_m < MAX_THRESHOLD_M
    if outside.any():
        shown_m = np.maximum(nearest_spot(spots[outside], circles.nominal), beyond_m[outside])
        nominal_m[outside] = np.minimum(nominal_m[outside], shown_m)
    return ordered(certain_m, nominal_m, possible_m)


def _walks(streets: Streets, places: Snapped, starts: Starts) -> Floats:
    """Return the walk from each place to the nearest start; inf where none is known."""
    found_m = np.full(len(places.segment), np.inf)
    known = np.flatnonzero(places.known)
    if not known.size or not starts.node.size:
        return found_m
    walks = walk(streets, starts, limit_m=MAX_THRESHOLD_M)
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

"""Walks from a centre of which only the possible area is known.

Its address is on one of the streets of the area, which one is unknown: the shortest walk that it
may be is that from the nearest of them, the longest that from the farthest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.network.walk import Starts, box_around, no_starts, starts_at, walk

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geodata.network.streets import Snapped, Streets

_WIDER, _LEAST_M, _MOST_M = 3.0, 500.0, 5_000.0
"""The farthest street is looked for up to this many times the radius of an area, not less than the
one and not farther than the other."""


def area_starts(streets: Streets, area: BaseGeometry) -> Starts:
    """Return the starts of walks from every street of an area (EPSG:3812), whole segments.

    A node outside the area is the distance to it away.
    """
    segment = _segments_of(streets, area)
    if not segment.size:
        return no_starts()
    net = streets.network
    node = np.unique(np.concatenate([net.u[segment], net.v[segment]])).astype(np.intp)
    node_m = np.asarray(shapely.distance(shapely.points(net.x[node], net.y[node]), area))
    nothing = np.zeros(len(segment))
    return Starts(node, node_m, segment, nothing, net.length_m[segment], nothing)


def farthest_m(streets: Streets, area: BaseGeometry, nominal: Snapped) -> float:
    """Return how far the farthest street of an area is from a place on a street, on foot.

    Parameters
    ----------
    streets
        The network.
    area
        The possible area of a point, EPSG:3812.
    nominal
        Its nominal position, on a street: shape (1,).

    Returns
    -------
    float
        Metres, from the street and not from the place next to it; inf where there is no street, or
        none that is found within reason.
    """
    segment = _segments_of(streets, area)
    if not segment.size or not nominal.known[0]:
        return np.inf
    spot = shapely.Point(streets.along(nominal.segment, nominal.at_m)[0])
    radius_m = float(shapely.hausdorff_distance(area, spot))
    limit_m = min(max(_WIDER * radius_m, _LEAST_M), _MOST_M)
    starts = starts_at(streets, nominal._replace(leg_m=np.zeros(1)))
    found = walk(streets, starts, limit_m=limit_m, box=box_around(spot.x, spot.y, limit_m))
    net = streets.network
    ends = found.at(np.stack([net.u[segment], net.v[segment]]))
    return float(((ends.sum(axis=0) + net.length_m[segment]) / 2).max())


def _segments_of(streets: Streets, area: BaseGeometry) -> NDArray[np.intp]:
    """Return the segments that are in an area, or partly."""
    segment = np.sort(streets.segments_in(*area.bounds))
    net = streets.network
    u, v = net.u[segment], net.v[segment]
    ends = np.stack([np.stack([net.x[n], net.y[n]], axis=1) for n in (u, v)], axis=1)
    shapely.prepare(area)
    return segment[shapely.intersects(area, shapely.linestrings(ends))]

"""The centres nearest to one spot on foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geodata.network.bounds import area_bounds, circles_around, least_walks, straight_bounds
from geodata.network.memory import at_places, memory_of
from geodata.network.streets import streets_of
from geodata.network.walk import box_around, starts_at, walk
from geodata.reach.bounds import MAX_THRESHOLD_M
from geodata.reach.coverage import ReachArrays, centres_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.network.model import Network
    from geodata.network.streets import Snapped

    Floats = NDArray[np.float64]

_LIMITS_M = (2_500.0, 10_000.0, np.inf)
"""Walks are looked for up to here, the next one where too few centres are found."""


def nearest_on_foot(
    network: Network,
    points: gpd.GeoDataFrame,
    whereabouts: gpd.GeoDataFrame,
    *,
    x_m: float,
    y_m: float,
    count: int = 3,
) -> pd.DataFrame:
    """Return the service points that are nearest on foot.

    Parameters
    ----------
    network
        Streets and paths.
    points, whereabouts
        The service points to choose from, and the possible areas of those without a precise
        position (``schemas.ServicePoints`` and ``Whereabouts``), EPSG:3812.
    x_m, y_m
        The spot, EPSG:3812, metres.
    count
        How many points at most.

    Returns
    -------
    pandas.DataFrame
        Index: the points' ``id``; ``low_m`` and ``high_m``, bounds of the walk in metres, from the
        spot to its street and from the street of the centre to the centre included. ``high_m`` is
        inf where no walk is known: ``low_m`` is then that of the straight line. Nearest first, by
        the position that the map shows; those without a known walk by the straight line.
    """
    streets, memory = streets_of(network), memory_of(network)
    spot = np.array([[x_m, y_m]])
    centres = ReachArrays(
        codes=pd.Index(["spot"]),
        polygons=np.array([None], dtype=object),
        inner=spot,
        **centres_of(points, whereabouts)._asdict(),
    )
    place, snapped = streets.snap(spot), streets.snap(centres.position)
    walk_m = _walks(network, place, snapped, count)
    farthest = np.zeros(len(walk_m))
    on_street = snapped.known.copy()
    for row, area in zip(np.flatnonzero(~centres.decides), centres.area, strict=True):
        possible = centres.areas[area]
        on_street[row] = len(memory.area_starts(possible).node) > 0
        if snapped.known[row]:
            at = int(snapped.segment[row]), float(snapped.at_m[row])
            farthest[row] = memory.farthest_m(possible, *at)
    circles = circles_around(memory, centres, on_street=on_street)
    straight_m = straight_bounds(centres, area_bounds(centres)[0])
    edge_m = streets.edge_m(np.asarray(shapely.points(spot)), within_m=MAX_THRESHOLD_M)
    nominal_m = walk_m + snapped.leg_m
    low_m = least_walks(straight_m, nominal_m[None], circles, edge_m, centres.decides)[0]
    if not place.known[0]:
        low_m = straight_m[0]
    high_m = np.where(centres.decides, nominal_m, walk_m + farthest)
    shown_m = np.hypot(*(centres.position - spot).T)
    order = np.argsort(np.where(np.isfinite(nominal_m), nominal_m, shown_m), kind="stable")[:count]
    return pd.DataFrame(
        {"low_m": np.minimum(low_m, high_m)[order], "high_m": high_m[order]},
        index=pd.Index(points["id"].to_numpy()[order], name="id"),
    )


def _walks(network: Network, place: Snapped, snapped: Snapped, count: int) -> Floats:
    """Return walks from a place to the streets of centres: inf where none is known or needed."""
    streets = streets_of(network)
    found = np.full(len(snapped.segment), np.inf)
    known = np.flatnonzero(snapped.known)
    if not place.known[0] or not known.size:
        return found
    x, y = streets.along(place.segment, place.at_m)[0]
    starts = starts_at(streets, place)
    for limit_m in _LIMITS_M:
        box = box_around(x, y, limit_m) if np.isfinite(limit_m) else None
        walks = walk(streets, starts, limit_m=limit_m, box=box)
        found[known] = at_places(streets, walks, snapped.segment[known], snapped.at_m[known], place)
        if (found + snapped.leg_m <= limit_m).sum() >= min(count, len(known)):
            break
    return found

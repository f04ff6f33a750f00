"""How many centres are in reach on foot: the share of units with one, two, three or more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geodata.network.model import ranges
from geodata.network.share import disjoint, within
from geodata.network.streets import streets_of
from geodata.network.walk import starts_at, walk_alone

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.network.model import Network
    from geodata.network.streets import Snapped, Streets
    from geodata.network.walk import Walks

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]
    Intervals = tuple[Rows, Floats, Floats]


def overlaps_on_foot(
    network: Network,
    units: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame,
    *,
    threshold_m: float,
    depth: int = 3,
) -> pd.DataFrame:
    """Return the share of the streets of each unit with one, two, … points in reach on foot.

    Parameters
    ----------
    network
        Streets and paths.
    units
        Wijken or sectors, EPSG:3812.
    points
        Service points, all at their nominal position, EPSG:3812.
    threshold_m
        What counts as in reach (≤).
    depth
        How many columns.

    Returns
    -------
    pandas.DataFrame
        Index ``code``; ``share_1`` to ``share_<depth>``: share with at least that many points in
        reach. NaN where the network has not all streets of a unit.
    """
    streets = streets_of(network)
    table, codes = streets.units, pd.Index(units["code"], name="code")
    row = table.rows(codes)
    known = np.flatnonzero((row >= 0) & table.covered[row])
    row = row[known]
    size = table.start[row + 1] - table.start[row]
    piece, end = ranges(table.start[row], table.start[row + 1]), np.cumsum(size)
    unit = np.repeat(np.arange(len(row)), size)
    spots = shapely.get_coordinates(points.geometry.to_numpy())
    spot, near = shapely.STRtree(units.geometry.to_numpy()[known]).query(
        shapely.points(spots), predicate="dwithin", distance=threshold_m
    )
    places = streets.snap(spots[np.unique(spot)])
    places, reaching = places.only(places.known), np.unique(spot)[places.known]
    found = []
    for number, walks in enumerate(walk_alone(streets, places, limit_m=threshold_m)):
        some = near[spot == reaching[number]]
        rows = ranges(end[some] - size[some], end[some])
        part, start, until = _reached(
            streets, walks, places.only(np.array([number])), piece[rows], threshold_m
        )
        found.append((rows[part], start, until))
    lengths = np.zeros((depth, len(row)))
    if found:
        at, start, until = (np.concatenate(one) for one in zip(*found, strict=True))
        for rank, metres in enumerate(_covered(at, start, until, depth, len(piece))):
            lengths[rank] = np.bincount(unit, metres, len(row))
    shares = np.full((len(codes), depth), np.nan)
    shares[known] = np.clip(lengths / table.total_m[row], 0.0, 1.0).T
    columns = [f"share_{rank}" for rank in range(1, depth + 1)]
    return pd.DataFrame(shares, index=codes, columns=columns)


def _reached(
    streets: Streets, walks: Walks, place: Snapped, piece: Rows, threshold_m: float
) -> Intervals:
    """Return what is reached of pieces from one place, no part twice."""
    table, net = streets.units, streets.network
    segment = table.segment[piece]
    ends = walks.at(np.stack([net.u[segment], net.v[segment]]))
    touched = np.isfinite(ends).any(axis=0) | (segment == place.segment[0])
    rows, starts = np.flatnonzero(touched), starts_at(streets, place)
    at, start, end = disjoint(
        *within(streets, ends, starts, segment=segment, rows=rows, threshold_m=threshold_m),
        from_m=table.from_m[piece[rows]],
        to_m=table.to_m[piece[rows]],
    )
    return rows[at], start, end


def _covered(at: Rows, start: Floats, end: Floats, depth: int, pieces: int) -> list[Floats]:
    """Return how much of each piece is in at least one, two, … intervals, shape (pieces,)."""
    row, place = np.concatenate([at, at]), np.concatenate([start, end])
    step = np.repeat([1, -1], len(at))
    order = np.lexsort((-step, place, row))
    row, place, count = row[order], place[order], np.cumsum(step[order])
    # after the last end of a row nothing is covered
    length = np.where(count[:-1] > 0, np.diff(place), 0.0)
    return [
        np.bincount(row[:-1], length * (count[:-1] >= rank), pieces).astype(np.float64)
        for rank in range(1, depth + 1)
    ]

"""How many centres are in reach on foot: the share of units with one, two, three or more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geodata.network.share import disjoint, within
from geodata.network.streets import Snapped, ranges, streets_of
from geodata.network.walk import box_around, starts_at, walk

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.network.model import Network
    from geodata.network.streets import Streets

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
    piece = ranges(table.start[row], table.start[row + 1])
    unit = np.repeat(np.arange(len(row)), table.start[row + 1] - table.start[row])
    spots = shapely.get_coordinates(points.geometry.to_numpy())
    found = [
        _reached(streets, spot, piece, threshold_m)
        for spot in _near(units.iloc[known], spots, threshold_m)
    ]
    lengths = np.zeros((depth, len(row)))
    if found:
        at, start, end = (np.concatenate(one) for one in zip(*found, strict=True))
        for rank, metres in enumerate(_covered(at, start, end, depth, len(piece))):
            lengths[rank] = np.bincount(unit, metres, len(row))
    shares = np.full((len(codes), depth), np.nan)
    shares[known] = np.clip(lengths / table.total_m[row], 0.0, 1.0).T
    columns = [f"share_{rank}" for rank in range(1, depth + 1)]
    return pd.DataFrame(shares, index=codes, columns=columns)


def _near(units: gpd.GeoDataFrame, spots: Floats, threshold_m: float) -> Floats:
    """Return the spots that may reach a unit."""
    tree = shapely.STRtree(units.geometry.to_numpy())
    hits = tree.query(shapely.points(spots), predicate="dwithin", distance=threshold_m)[0]
    return np.asarray(spots[np.unique(hits)])


def _reached(streets: Streets, spot: Floats, piece: Rows, threshold_m: float) -> Intervals:
    """Return what one spot reaches of pieces, no part twice."""
    place: Snapped = streets.snap(spot)
    starts, table, net = starts_at(streets, place), streets.units, streets.network
    box = box_around(spot[0], spot[1], threshold_m)
    segment = table.segment[piece]
    ends = walk(streets, starts, limit_m=threshold_m, box=box).at(
        np.stack([net.u[segment], net.v[segment]])
    )
    touched = np.isfinite(ends).any(axis=0)
    if place.known[0]:
        touched |= segment == place.segment[0]
    rows = np.flatnonzero(touched)
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

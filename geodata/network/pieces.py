"""Streets cut at the borders of units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.crs import require_metric
from geodata.network.model import Pieces

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.network.model import Network

_AT_ONCE = 200_000
"""Segments that are compared with borders at the same time, to bound memory."""

_NOWHERE = -1


def cut(network: Network, units: gpd.GeoDataFrame) -> Pieces:
    """Return the segments of a network cut exactly at the borders of units.

    Where a street runs along the border of two units, each has half of its length.

    Parameters
    ----------
    network
        A network.
    units
        Polygons that do not overlap, in EPSG:3812, with a ``code``.

    Returns
    -------
    Pieces
        With every unit covered; see :func:`geodata.network.covered.with_pieces`.

    Raises
    ------
    WrongCrsError
        If the units are not in EPSG:3812.
    """
    require_metric(units, where="units")
    units = units.sort_values("code", ignore_index=True)
    shapes = units.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    of_node = _unit_of(network.x, network.y, shapes)
    touching, breaks = _crossings(network, shapes)
    crossed = np.zeros(len(network.u), bool)
    crossed[touching] = True
    whole = np.flatnonzero(~crossed & (of_node[network.u] != _NOWHERE))
    segment, from_m, to_m = _parts(network, touching, breaks)
    segment, unit, from_m, to_m = _placed(network, tree, segment, from_m, to_m)
    segment = np.concatenate([whole, segment])
    unit = np.concatenate([of_node[network.u[whole]], unit])
    from_m = np.concatenate([np.zeros(len(whole)), from_m])
    to_m = np.concatenate([network.length_m[whole], to_m])
    order = np.lexsort((from_m, segment, unit))
    return Pieces(
        codes=units["code"].to_numpy(dtype=str),
        covered=np.ones(len(units), bool),
        segment=segment[order].astype(np.int32),
        unit=unit[order].astype(np.int32),
        from_m=from_m[order],
        to_m=to_m[order],
    )


def _unit_of(
    x: NDArray[np.float64], y: NDArray[np.float64], shapes: NDArray[np.object_]
) -> NDArray[np.int64]:
    """Return the position of the unit that contains each point; any where it is on a border."""
    found = np.full(len(x), _NOWHERE)
    order = np.argsort(y)
    sorted_y = y[order]
    shapely.prepare(shapes)
    for position, (west, south, east, north) in enumerate(shapely.bounds(shapes)):
        low, high = np.searchsorted(sorted_y, [south, north])
        here = order[low:high]
        here = here[(x[here] >= west) & (x[here] <= east)]
        found[here[shapely.contains_xy(shapes[position], x[here], y[here])]] = position
    return found


def _crossings(
    network: Network, shapes: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return where segments meet borders: the segment, and how far on it (0 to 1)."""
    rings = shapely.get_rings(shapes)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    sides = np.stack([corners[:-1], corners[1:]], axis=1)[joined]
    # both units of a border have its sides
    sides = np.unique(np.sort(sides.view("f8,f8"), axis=1).view(np.float64).reshape(-1, 4), axis=0)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(sides.reshape(-1, 2, 2))))
    ends = np.stack(
        [network.x[network.u], network.y[network.u], network.x[network.v], network.y[network.v]], 1
    )
    found, breaks = [], []
    for first in range(0, len(ends), _AT_ONCE):
        some = ends[first : first + _AT_ONCE]
        lines = shapely.linestrings(some.reshape(-1, 2, 2))
        mine, side = tree.query(lines, predicate="intersects")
        where, at = _meetings(some[mine], sides[side])
        found.append(first + mine[where])
        breaks.append(at)
    return np.concatenate(found), np.concatenate(breaks)


def _meetings(
    line: NDArray[np.float64], side: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return at which share of lines they meet sides: the row, and 0 to 1; two where they overlap.

    Lines and sides are x, y of both ends: shape (pairs, 4).
    """
    start, way = line[:, :2], line[:, 2:] - line[:, :2]
    other, along = side[:, :2], side[:, 2:] - side[:, :2]
    across = way[:, 0] * along[:, 1] - way[:, 1] * along[:, 0]
    gap = other - start
    with np.errstate(divide="ignore", invalid="ignore"):
        at = (gap[:, 0] * along[:, 1] - gap[:, 1] * along[:, 0]) / across
    squared = np.maximum((way**2).sum(1), np.finfo(float).tiny)
    ends = [((point - start) * way).sum(1) / squared for point in (other, side[:, 2:])]
    parallel = np.abs(across) <= 1e-9 * np.sqrt(squared * (along**2).sum(1))
    rows = np.arange(len(line))
    row = np.concatenate([rows[~parallel], rows[parallel], rows[parallel]])
    share = np.concatenate([at[~parallel], *(end[parallel] for end in ends)])
    return row, np.clip(share, 0, 1)


def _parts(
    network: Network, segment: NDArray[np.int64], at: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the parts of segments between their breaks: segment, from and to in metres."""
    each = np.unique(segment)
    segment = np.concatenate([segment, each, each])
    at = np.concatenate([at, np.zeros(len(each)), np.ones(len(each))])
    order = np.lexsort((at, segment))
    segment, at = segment[order], at[order] * network.length_m[segment[order]]
    real = (segment[1:] == segment[:-1]) & (at[1:] > at[:-1])
    return segment[:-1][real], at[:-1][real], at[1:][real]


def _placed(
    network: Network,
    tree: shapely.STRtree,
    segment: NDArray[np.int64],
    from_m: NDArray[np.float64],
    to_m: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the parts that are in a unit, with its position; halves where they are in two."""
    share = (from_m + to_m) / 2 / network.length_m[segment]
    u, v = network.u[segment], network.v[segment]
    middle = shapely.points(
        network.x[u] + share * (network.x[v] - network.x[u]),
        network.y[u] + share * (network.y[v] - network.y[u]),
    )
    part, unit = tree.query(middle, predicate="intersects")
    order = np.lexsort((unit, part))
    part, unit = part[order], unit[order]
    several = np.bincount(part, minlength=len(segment))[part]
    nth = np.arange(len(part)) - np.searchsorted(part, part)
    step = (to_m[part] - from_m[part]) / np.maximum(several, 1)
    start = from_m[part] + nth * step
    end = np.where(nth == several - 1, to_m[part], start + step)
    return segment[part], unit, start, end

"""From the streets of an extract to a walking network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geodata.crs import WGS84, metric_transformer
from geodata.network.model import StreetKind, network_from_segments
from geodata.network.report import FAR_M, NetworkReport, Skipped
from loaders.network.extract import MISSING, PER_DEGREE

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.network.model import Network
    from loaders.network.extract import Extract

LEAST_NODES, LEAST_KM = 1_000, 20.0
"""A part of the network that is smaller than both is an island, unless all parts are."""

_CELL_M = 1_000.0
_CURVE_CELL_M = 2.0
_ACROSS = 1 << 20
"""More cells than there are from west to east."""


@dataclass(frozen=True, eq=False)
class _Segments:
    """Segments between nodes; ``x`` and ``y`` in EPSG:3812, one row per node."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    u: NDArray[np.int64]
    v: NDArray[np.int64]
    kind: NDArray[np.int8]

    @property
    def length_m(self) -> NDArray[np.float64]:
        """Return the length of each segment in metres."""
        return np.hypot(self.x[self.v] - self.x[self.u], self.y[self.v] - self.y[self.u])

    def only(self, kept: NDArray[np.bool_]) -> _Segments:
        """Return some of the segments, with all nodes."""
        return replace(self, u=self.u[kept], v=self.v[kept], kind=self.kind[kept])


def build_network(
    extract: Extract, units: gpd.GeoDataFrame, *, boundary_given: bool = False
) -> Network:
    """Return the network of an extract, with its report; without pieces, boundary and origin.

    Parameters
    ----------
    extract
        What was read.
    units
        Polygons in EPSG:3812: streets far from all of them are left out.
    boundary_given
        For the report: whether a file says to which land the extract was cut.

    Returns
    -------
    Network
        Without any segment where the extract has none near the units.
    """
    segments = _segments(extract)
    near = near_units(segments.x, segments.y, units)
    kept = segments.only(near[segments.u] | near[segments.v])
    far = len(segments.u) - len(kept.u)
    kept, islands, island_km = _joined(kept)
    network = _in_order(kept)
    kilometres = np.bincount(network.kind, network.length_m, len(StreetKind)) / 1000
    known = extract.degrees[:, 0] != MISSING
    degrees = extract.degrees[known] / PER_DEGREE
    low, high = (degrees.min(0), degrees.max(0)) if len(degrees) else (np.zeros(2), np.zeros(2))
    report = NetworkReport(
        ways=len(extract.way) + sum(extract.skipped.values()),
        kilometres={kind.name.lower(): float(kilometres[kind]) for kind in StreetKind},
        skipped=extract.skipped | ({Skipped.FAR: far} if far else {}),
        islands=islands,
        island_km=island_km,
        barriers=len(extract.barriers),
        missing_nodes=int((~known).sum()),
        bounds_deg=(*low.tolist(), *high.tolist()),
        software=extract.software,
        boundary_given=boundary_given,
    )
    return replace(network, report=report)


def near_units(
    x: NDArray[np.float64], y: NDArray[np.float64], units: gpd.GeoDataFrame
) -> NDArray[np.bool_]:
    """Return which points are in a cell of 1 km that is within :data:`FAR_M` of a unit.

    Parameters
    ----------
    x, y
        Metres in EPSG:3812: shape (points,).
    units
        Polygons in EPSG:3812.
    """
    column, row = (np.floor(axis / _CELL_M).astype(np.int64) for axis in (x, y))
    cells, of_point = np.unique(row * _ACROSS + column, return_inverse=True)
    row, column = np.divmod(cells, _ACROSS)
    boxes = shapely.box(
        *(column * _CELL_M, row * _CELL_M), *((column + 1) * _CELL_M, (row + 1) * _CELL_M)
    )
    tree = shapely.STRtree(units.geometry.to_numpy())
    near = np.zeros(len(cells), bool)
    near[tree.query(boxes, predicate="dwithin", distance=FAR_M)[0]] = True
    return near[of_point]


def _segments(extract: Extract) -> _Segments:
    """Return the segments of all streets; one that meets a barrier ends there."""
    places, at = np.unique(_keys(extract.degrees), return_inverse=True)
    degrees = places.view(np.int32).reshape(-1, 2)
    known = degrees[:, 0] != MISSING
    x, y = np.zeros((2, len(places)))
    lon, lat = degrees[known].T / PER_DEGREE
    x[known], y[known] = metric_transformer(WGS84, where="OpenStreetMap").transform(lon, lat)
    last = np.zeros(len(at), bool)
    last[extract.start[1:][np.diff(extract.start) > 0] - 1] = True
    begin = np.flatnonzero(~last)
    u, v = at[begin], at[begin + 1]
    kind = np.repeat(extract.kind, np.diff(extract.start))[begin]
    whole = known[u] & known[v] & (u != v)
    u, v, kind = u[whole], v[whole], kind[whole]
    # A barrier becomes as many nodes as segments end there.
    ends = np.concatenate([u, v])
    stopped = np.flatnonzero(np.isin(places, _keys(extract.barriers))[ends])
    copied = ends[stopped]
    ends[stopped] = len(places) + np.arange(len(stopped))
    u, v = np.split(ends, 2)
    return _Segments(np.append(x, x[copied]), np.append(y, y[copied]), u, v, kind)


def _keys(degrees: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return one number for each place."""
    return np.ascontiguousarray(degrees).view(np.int64)[:, 0]


def _joined(segments: _Segments) -> tuple[_Segments, int, float]:
    """Return the segments without islands, the number of islands, and their kilometres."""
    if not len(segments.u):
        return segments, 0, 0.0
    shape = (len(segments.x), len(segments.x))
    ones = np.ones(len(segments.u), np.int8)
    count, part = connected_components(csr_array((ones, (segments.u, segments.v)), shape=shape))
    nodes = np.bincount(part, minlength=count)
    km = np.bincount(part[segments.u], segments.length_m / 1000, count)
    real = km > 0  # nodes without a segment are parts too
    kept = (nodes >= LEAST_NODES) | (km >= LEAST_KM)
    if not (kept & real).any():
        kept = km == km.max()
    left = real & ~kept
    return segments.only(kept[part[segments.u]]), int(left.sum()), float(km[left].sum())


def _in_order(segments: _Segments) -> Network:
    """Return the network, with nodes that are near each other near in the arrays too."""
    used = np.flatnonzero(np.bincount(np.concatenate([segments.u, segments.v])))
    x, y = segments.x[used], segments.y[used]
    along = _along_curve(x, y)
    order = np.argsort(along, kind="stable")
    place = np.empty(len(segments.x), np.int64)
    place[used[order]] = np.arange(len(used))
    u, v = place[segments.u], place[segments.v]
    first = np.lexsort((v, u))
    return network_from_segments(x[order], y[order], u[first], v[first], kind=segments.kind[first])


def _along_curve(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return where points are on a curve through all cells of 2 m that keeps what is near near.

    It is Morton's: the bits of the column and of the row in turn.
    """
    found = np.zeros(len(x), np.int64)
    if not len(x):
        return found
    for shift, axis in enumerate((x, y)):
        cell = ((axis - axis.min()) / _CURVE_CELL_M).astype(np.int64)
        for bit in range(int(cell.max()).bit_length()):
            found |= (cell >> bit & 1) << (2 * bit + shift)
    return found

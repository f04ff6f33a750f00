"""What is in reach of each point alone, and how far it is: the raw material of choosing sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.spatial.distance import cdist

from geodata.enums import Precision
from geodata.reach.exact_area import areas_within, measure
from geodata.snapshot.frames import empty_layer

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geodata.reach.coverage import Prepare

    Floats = NDArray[np.float64]
    ByPoint = Callable[..., "ReachByPoint"]
    """:func:`straight_by_point`, or the same for another kind of distance."""

_CHUNK = 250
"""Points whose edges are in memory at a time."""


class ReachByPoint(NamedTuple):
    """What is in reach of each point alone.

    Attributes
    ----------
    shares
        Share of each unit in reach of each point, shape (points, units); only those above 0 are
        stored.
    distance_m
        Distance from the inner point of each unit to each point, same shape, metres.
    """

    shares: csr_array
    distance_m: Floats


def straight_by_point(
    units: gpd.GeoDataFrame, spots: Floats, *, threshold_m: float, detour_factor: float
) -> ReachByPoint:
    """Return what is in reach of each point alone, in a straight line.

    Parameters
    ----------
    units
        ``code``, inner point and polygon of each, EPSG:3812.
    spots
        Positions of the points, EPSG:3812, shape (p, 2), metres.
    threshold_m, detour_factor
        What counts as in reach (≤).

    Examples
    --------
    >>> square = gpd.GeoDataFrame(
    ...     {"code": ["a"], "inner_x_m": [0.0], "inner_y_m": [0.0]},
    ...     geometry=[shapely.box(-10, -10, 10, 10)], crs="EPSG:3812",
    ... )
    >>> found = straight_by_point(
    ...     square, np.array([[0.0, 0.0], [30.0, 0.0]]), threshold_m=10, detour_factor=1
    ... )
    >>> found.shares.toarray().round(4).tolist(), found.distance_m.tolist()
    ([[0.7854], [0.0]], [[0.0], [30.0]])
    """
    radius_m = threshold_m / detour_factor
    polygons = units.geometry.to_numpy()
    spot, unit = shapely.STRtree(polygons).query(
        shapely.points(spots), predicate="dwithin", distance=radius_m
    )
    order = np.lexsort((unit, spot))
    spot, unit = spot[order], unit[order]
    west, south, east, north = shapely.bounds(polygons)[unit].T
    x_m, y_m = spots[spot].T
    farthest_m = np.hypot(np.maximum(x_m - west, east - x_m), np.maximum(y_m - south, north - y_m))
    share = np.ones(len(spot))
    cut = np.flatnonzero(farthest_m > radius_m)
    for rows in np.split(cut, np.searchsorted(spot[cut], np.arange(_CHUNK, len(spots), _CHUNK))):
        if rows.size:
            parts = polygons[unit[rows]]
            area_m2 = shapely.area(parts)
            pieces = measure(parts, np.arange(len(rows)), spots[spot[rows]], unit_area_m2=area_m2)
            share[rows] = np.clip(areas_within(pieces, radius_m) / area_m2, 0.0, 1.0)
    shares = csr_array((share, (spot, unit)), shape=(len(spots), len(polygons)))
    shares.eliminate_zeros()
    inner = np.column_stack([units["inner_x_m"], units["inner_y_m"]])
    return ReachByPoint(shares, cdist(spots, inner) * detour_factor)


def point_by_point(
    prepare: Prepare,
    units: gpd.GeoDataFrame,
    spots: Floats,
    *,
    threshold_m: float,
    detour_factor: float,
) -> ReachByPoint:
    """Return what is in reach of each point alone, for any kind of distance: slow, and exact.

    Parameters
    ----------
    prepare
        Of the kind of distance.
    units, spots, threshold_m, detour_factor
        As those of :func:`straight_by_point`.
    """
    nowhere = empty_layer("whereabouts")
    shares, distance_m = [], []
    for spot in spots:
        point = gpd.GeoDataFrame(
            {"id": ["spot"], "precision": [Precision.ADDRESS.value], "whereabouts": [None]},
            geometry=[shapely.Point(spot)],
            crs=units.crs,
        )
        prepared = prepare(units, point, nowhere)
        found = prepared.coverage(threshold_m=threshold_m, detour_factor=detour_factor)
        shares.append(found["share_low"].to_numpy())
        distance_m.append(found["distance1_low_m"].to_numpy())
    shape = (len(spots), len(units))
    return ReachByPoint(
        csr_array(np.array(shares).reshape(shape)), np.array(distance_m).reshape(shape)
    )

"""Which units a network has all streets of, and the network with its streets cut at their borders.

An extract may be a part of the country, and may say less or more about where it was cut than is
so. So a unit counts as covered only if its streets are there as well.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
import shapely
from scipy.ndimage import distance_transform_edt

from geodata.network.model import SECTOR, WIJK
from geodata.network.pieces import cut

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon

    from geodata.network.model import Network, Pieces

LEAST_LAND = 0.9
"""At least this share of a covered unit is near a street: in Brussels of 2013 all of them are."""

NEAR_STREET_M = 500.0
"""So near is a street nearly everywhere in Flanders, but for water, heath and forest."""

LEAST_STREETS = 0.03
"""Residential kilometres per km², divided by the root of inhabitants per km²: 0.15 is usual for a
wijk of Brussels, a village in the Kempen and the centre of Leuven; this is a fifth."""

STRICT_LAND, STRICT_NEAR_M, STRICT_STREETS = 0.98, 300.0, 0.075
"""The same three of a unit at the edge of the covered land, where nobody says where the extract was
cut: half of its streets are easily there. An extract of Brussels has those of eleven
neighbourhoods across its border in part, by these three of one; it loses one of its own 201."""

LEAST_PEOPLE = 500
"""In units with fewer, such as forests and estates of firms, streets are not measured by people."""

_CELL_M = 200.0
_TOUCHING_M = 1.0


def with_pieces(network: Network, units: gpd.GeoDataFrame, sectors: gpd.GeoDataFrame) -> Network:
    """Return the network cut at the borders of units, with the land that it covers.

    Parameters
    ----------
    network
        A network.
    units, sectors
        As in a snapshot, in EPSG:3812; sectors may be empty.

    Returns
    -------
    Network
        With pieces and boundary: the covered units, and what is declared outside all units.
    """
    declared = network.declared
    pieces = cut(network, units)
    units = units.sort_values("code", ignore_index=True)
    inside = np.ones(len(units), bool)
    if declared is not None:
        shapely.prepare(declared)
        inside = shapely.covers(declared, units.geometry.to_numpy())
    covered = inside & _has_streets(
        network, pieces, units, land=LEAST_LAND, near_m=NEAR_STREET_M, streets=LEAST_STREETS
    )
    if not (network.report and network.report.boundary_given):
        edge = _at_edge(units, covered)
        units_at_edge = _has_streets(
            network, pieces, units, land=STRICT_LAND, near_m=STRICT_NEAR_M, streets=STRICT_STREETS
        )
        covered &= units_at_edge | ~edge
    shapes = units.geometry.to_numpy()
    land = shapely.union_all(shapes[covered])
    if declared is not None:
        land = shapely.union(shapely.difference(declared, shapely.union_all(shapes)), land)
    levels = {WIJK: replace(pieces, covered=covered)}
    if not sectors.empty:
        in_sectors = cut(network, sectors)
        of_unit = dict(zip(pieces.codes.tolist(), covered.tolist(), strict=True))
        of_sector = sectors.set_index("code")["unit"].map(of_unit).fillna(value=False)
        flags = of_sector.loc[in_sectors.codes].to_numpy(bool)
        levels[SECTOR] = replace(in_sectors, covered=flags)
    return replace(network, pieces=levels, boundary=cast("Polygon | MultiPolygon", land))


def _at_edge(units: gpd.GeoDataFrame, covered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which covered units touch one that is not covered."""
    shapes = units.geometry.to_numpy()
    rows = np.flatnonzero(covered)
    others = shapely.STRtree(shapes[~covered])
    found = np.zeros(len(shapes), bool)
    found[rows[others.query(shapes[rows], predicate="dwithin", distance=_TOUCHING_M)[0]]] = True
    return found


def _has_streets(
    network: Network,
    pieces: Pieces,
    units: gpd.GeoDataFrame,
    *,
    land: float,
    near_m: float,
    streets: float,
) -> NDArray[np.bool_]:
    """Return which units have as many streets as can be expected."""
    km = residential_km(network, pieces)
    km2 = units.area.to_numpy() / 1e6
    people = units["people_all"].astype("Float64").fillna(0).to_numpy(np.float64)
    usual = km >= streets * np.sqrt(people * km2)
    near = _near_streets(network, units, near_m) >= land
    return np.asarray(near & (usual | (people < LEAST_PEOPLE)))


def residential_km(network: Network, pieces: Pieces) -> NDArray[np.float64]:
    """Return the kilometres of residential street in each unit: shape (units,)."""
    lived = network.residential[pieces.segment]
    length_km = (pieces.to_m - pieces.from_m)[lived] / 1000
    return np.bincount(pieces.unit[lived], length_km, len(pieces.codes)).astype(np.float64)


def _near_streets(network: Network, units: gpd.GeoDataFrame, near_m: float) -> NDArray[np.float64]:
    """Return the share of the land of each unit that has a street within this distance."""
    shapes = units.geometry.to_numpy()
    west, south, east, north = units.total_bounds
    columns, rows = (int(side // _CELL_M) + 1 for side in (east - west, north - south))
    street = np.zeros((rows, columns), bool)
    column = ((network.x - west) // _CELL_M).astype(np.int64)
    row = ((network.y - south) // _CELL_M).astype(np.int64)
    here = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    street[row[here], column[here]] = True
    if not street.any():
        return np.zeros(len(units))
    near = distance_transform_edt(~street) * _CELL_M <= near_m
    share = np.empty(len(units))
    shapely.prepare(shapes)
    for position, (left, low, right, high) in enumerate(shapely.bounds(shapes)):
        across = np.arange(int((left - west) // _CELL_M), int((right - west) // _CELL_M) + 1)
        up = np.arange(int((low - south) // _CELL_M), int((high - south) // _CELL_M) + 1)
        grid_x, grid_y = np.meshgrid(west + (across + 0.5) * _CELL_M, south + (up + 0.5) * _CELL_M)
        mine = shapely.contains_xy(shapes[position], grid_x, grid_y)
        cells = near[np.ix_(up, across)]
        share[position] = cells[mine].mean() if mine.any() else cells.mean()
    return share

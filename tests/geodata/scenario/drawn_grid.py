"""A grid of wijken with precise and vague points, and a made-up kind of distance."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import KDTree
from shapely import box

from geodata.network.model import SECTOR, WIJK, network_from_segments
from geodata.network.pieces import cut
from geodata.reach.coverage import prepare, select_points
from geodata.reach.spread import spread_on
from geodata.snapshot.frames import empty_layer
from geodata.snapshot.model import SnapshotData
from tests.geodata.shapes import ORIGIN, point_frame, square, unit_frame, whereabouts_frame

SIDE = 5
GRID = [square(1000 * x, 1000 * y) for x in range(SIDE) for y in range(SIDE)]
AREAS = whereabouts_frame(village=square(1500, 2500, 1500), town=square(3000, 0, 2000))
PRECISE = [(500, 500), (4200, 4300)]
VAGUE = [((2250, 3250), "village"), ((4000, 1000), "town"), ((4000, 1000), "town")]


def data_of(precise=PRECISE, vague=VAGUE, *, sectors=None):
    points = point_frame(precise, vague)
    units = unit_frame(GRID, people=[10 * n for n in range(len(GRID))])
    return SnapshotData(
        units=units.assign(municipality=["m"] * len(GRID)),
        areas=None,
        centres=pd.DataFrame({"id": points["centre_id"], "status": "recognised"}),
        points=points,
        whereabouts=AREAS,
        support_points=None,
        division=None,
        sectors=empty_layer("sectors") if sectors is None else sectors,
    )


def halves():
    """Sectors: each square in two, people in the western half of most."""
    shapes, units, people = [], [], []
    for n, cell in enumerate(GRID):
        west, south, east, north = cell.bounds
        shapes += [box(west, south, west + 400, north), box(west + 400, south, east, north)]
        units += [f"u{n}"] * 2
        people += [7 * n, 3 * n]
    frame = unit_frame(shapes, people=people)
    return frame.assign(code=[f"s{n}" for n in range(len(shapes))], unit=units)


def with_streets(data):
    """Random streets, of which the land ends 700 m before the east of the grid."""
    draw = np.random.default_rng(3)
    x, y = draw.uniform(0, 1000 * SIDE, (2, 150)) + np.reshape(ORIGIN, (2, 1))
    near = KDTree(np.column_stack([x, y])).query_pairs(900)
    u, v = np.array(sorted(near)).T
    network = network_from_segments(x, y, u, v)
    west, south, east, north = data.units.total_bounds
    land = box(west - 900, south - 900, east - 700, north + 900)
    covered = data.units.geometry.covered_by(land).to_numpy()
    pieces = {WIJK: replace(cut(network, data.units), covered=covered[np.argsort(data.units.code)])}
    if len(data.sectors):
        inside = data.sectors.sort_values("code").geometry.covered_by(land).to_numpy()
        pieces[SECTOR] = replace(cut(network, data.sectors), covered=inside)
    return replace(data, network=replace(network, pieces=pieces, boundary=land))


def with_addresses(data):
    """Addresses in most of the wijken, of weights 0 to 4."""
    draw = np.random.default_rng(4)
    x, y = draw.uniform(0, 1000 * SIDE, (2, 200)) + np.reshape(ORIGIN, (2, 1))
    spots = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=data.units.crs)
    unit = gpd.sjoin(spots, data.units.iloc[3:], predicate="within")["code"]
    spots = spots.assign(weight=np.arange(200.0) % 5).loc[unit.index].assign(unit=unit)
    return replace(data, addresses=spots.reset_index(drop=True))


def slow_walk(units, points, whereabouts):
    """A made-up kind of distance: 1.7 times the straight line, without anything to speed it up."""

    class Longer:
        def __init__(self):
            self.inner = prepare(units, points, whereabouts)
            self.points, self.sectors = points, self.inner.sectors

        def coverage(self, *, threshold_m, detour_factor=1.0):
            return self.inner.coverage(threshold_m=threshold_m, detour_factor=1.7 * detour_factor)

        def nearest(self, *, x_m, y_m, detour_factor=1.0):
            return self.inner.nearest(x_m=x_m, y_m=y_m, detour_factor=1.7 * detour_factor)

    return Longer()


def prepared_for(data, question, points=None):
    chosen = select_points(
        data.points if points is None else points,
        data.centres,
        statuses=question.statuses,
        antennes=question.antennes,
    )
    kind = question.kind.on(data)
    wijken = kind.prepare(data.units, chosen, data.whereabouts)
    return spread_on(question.spread, data).through(wijken, data, kind)

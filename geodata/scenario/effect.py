"""What a scenario does to reach, computed again only where it can matter.

For every kind of distance: a kind never finds a shorter distance than the straight line (times its
factor), so that what lies farther than that in a straight line cannot change. The wijken, and the
sectors, that a change can matter to are prepared again by the kind itself
(:attr:`geodata.reach.question.DistanceKind.prepare`) with the points that can matter to them; the
result is that of the whole computation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.enums import Precision
from geodata.reach.by_address import PreparedAddresses
from geodata.reach.by_sector import PreparedSectors, combined
from geodata.reach.coverage import ReachArrays, select_points
from geodata.scenario.changes import PointSet, difference, point_set
from geodata.scenario.layers import COLUMNS, Layer, PossibleAreas
from geodata.snapshot.frames import empty_layer

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from geodata.reach.by_sector import PopulatedSectors
    from geodata.reach.coverage import PreparedReach
    from geodata.reach.question import DistanceKind, ReachQuestion
    from geodata.scenario.changes import Difference, Scenario
    from geodata.snapshot.model import SnapshotData

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]

_COLUMN_INDEX = pd.Index(COLUMNS)
"""Made once: Pandas makes an index of texts slowly."""


class Reach(NamedTuple):
    """Reach with other points than the snapshot has.

    Attributes
    ----------
    rows
        ``COLUMNS`` of every unit as numbers, shape (n, columns).
    changed
        Rows of the units that were computed again.
    """

    rows: Floats
    changed: Rows


@dataclass(frozen=True, eq=False)
class Basis:
    """What scenarios on a snapshot are computed on, for one question; to be cached.

    Attributes
    ----------
    question
        Which points count, and how far is in reach.
    kind
        The kind of distance, on the snapshot.
    areas
        Possible areas of imprecise points.
    points
        All points of centres whose status counts, antennes too.
    wijken, sectors
        The demand units; None where people are not spread over sectors.
    populated
        Which sectors they are, and of which wijk.
    """

    question: ReachQuestion
    kind: DistanceKind
    areas: PossibleAreas
    points: PointSet
    wijken: Layer
    sectors: Layer | None = None
    populated: PopulatedSectors | None = None

    @property
    def codes(self) -> pd.Index[str]:
        """Return the codes of the wijken."""
        return self.wijken.before.index

    @cached_property
    def before(self) -> pd.DataFrame:
        """Return the reach of every wijk without a scenario."""
        return self._together(*(self._rows(layer) for layer in (self.wijken, self.sectors)))

    def difference(self, scenario: Scenario) -> Difference:
        """Return what a scenario changes among the points that count."""
        return difference(self.points, scenario, antennes=self.question.antennes)

    def with_scenario(self, scenario: Scenario) -> Basis:
        """Return what further scenarios are computed on, once this one is true."""
        found = self.difference(scenario)
        changed = found.removed.with_points(found.added)

        def moved_on(layer: Layer | None) -> Layer | None:
            if layer is None:
                return None
            rows = self._again(layer, changed, found.after).rows
            return replace(layer, before=pd.DataFrame(rows, layer.before.index, COLUMNS))

        wijken = moved_on(self.wijken) or self.wijken
        return replace(self, points=found.after, wijken=wijken, sectors=moved_on(self.sectors))

    def reach(self, changed: PointSet, points: PointSet) -> pd.DataFrame:
        """Return the reach of every wijk with other points.

        Parameters
        ----------
        changed
            The points by which they differ from those that count.
        points
            All points that count.

        Returns
        -------
        pandas.DataFrame
            ``COLUMNS`` by code, exactly as computed for all of them.
        """
        found = [
            None if layer is None else self._again(layer, changed, points).rows
            for layer in (self.wijken, self.sectors)
        ]
        return self._together(*found)

    def alone(self, points: PointSet) -> pd.DataFrame:
        """Return the share of every wijk in reach of these precise points alone."""
        found: list[Floats | None] = []
        for layer in (self.wijken, self.sectors):
            if layer is None:
                found.append(None)
                continue
            rows = np.zeros((len(layer.codes), len(COLUMNS)))
            near = self._near(layer, points)
            if near.size:
                reach = self._prepared(layer, near, points)
                rows[near] = self._by_address(layer, near, points, reach)
            found.append(rows)
        return self._together(*found)

    def _rows(self, layer: Layer | None) -> Floats | None:
        return None if layer is None else layer.before_rows

    def _together(self, wijken: Floats | None, sectors: Floats | None) -> pd.DataFrame:
        frame = pd.DataFrame(wijken, self.codes, _COLUMN_INDEX)
        at = COLUMNS.index("undecided")
        frame.isetitem(at, frame.iloc[:, at].to_numpy() > 0)
        if sectors is None or self.populated is None:
            return frame
        parts = pd.DataFrame(sectors, columns=COLUMNS)
        return combined(frame, parts, self.populated)

    @cached_property
    def _nothing(self) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
        """Return no points and no possible areas: nobody asks for the nearest by name."""
        return empty_layer("points"), empty_layer("whereabouts")

    @property
    def _radius_m(self) -> float:
        return self.question.threshold_m / self.question.detour_factor

    def _near(self, layer: Layer, points: PointSet) -> Rows:
        """Return the units that some of the points may reach at the threshold."""
        shapes: NDArray[np.object_] = np.asarray(shapely.points(points.at))
        vague = ~points.decides
        shapes[vague] = self.areas.polygons[points.area[vague]]
        found = layer.tree.query(shapes, predicate="dwithin", distance=self._radius_m)[1]
        return np.unique(found)

    def _again(self, layer: Layer, changed: PointSet, points: PointSet) -> Reach:
        rows = layer.before_rows.copy()
        if not len(changed):
            return Reach(rows, np.empty(0, dtype=np.intp))
        nearest = _nearest_m(layer.before_rows, layer.bounded)
        may_be_nearest = (
            self._least_m(layer.inner, changed).min(axis=1) * self.question.detour_factor <= nearest
        )
        affected = np.union1d(self._near(layer, changed), np.flatnonzero(may_be_nearest))
        if affected.size:
            found = self._computed(layer, affected, points)
            rows[affected] = self._by_address(layer, affected, points, found)
        return Reach(rows, affected)

    def _least_m(self, spots: Floats, points: PointSet) -> Floats:
        """Return straight distances that no point can be nearer than, shape (spots, points)."""
        centre, radius_m = self.areas.around(points)
        away_m = np.hypot(*(spots[:, None, :] - centre[None, :, :]).transpose(2, 0, 1))
        return np.asarray(np.maximum(away_m - radius_m, 0.0))

    def _computed(self, layer: Layer, rows: Rows, points: PointSet) -> Floats:
        """Return the reach of some units, of the points that can matter to them.

        Those are the points within the threshold of a unit, and those that may be its nearest. How
        far the nearest can be is known when it is found: where it is farther than assumed, because
        its kind of distance is longer than the straight line, more points are considered.
        """
        if not len(points):
            return self._prepared(layer, rows, points)
        factor = self.question.detour_factor
        inner = layer.inner[rows]
        least_m = self._least_m(inner, points)
        centre, radius_m = self.areas.around(points)
        most_m = (np.hypot(*(inner[:, None, :] - centre).transpose(2, 0, 1)) + radius_m).min(axis=1)
        in_reach = self._in_reach(layer, rows, points)
        chosen = in_reach | (least_m <= most_m[:, None]).any(axis=0)
        while True:
            found = self._prepared(layer, rows, points.chosen(chosen))
            nearest_m = _nearest_m(found, layer.bounded[rows]) / factor
            wider = chosen | (least_m <= nearest_m[:, None]).any(axis=0)
            if (wider == chosen).all():
                return found
            chosen = wider

    def _in_reach(self, layer: Layer, rows: Rows, points: PointSet) -> NDArray[np.bool_]:
        """Return which points may be in reach of the boxes of some units."""
        centre, radius_m = self.areas.around(points)
        away_m = self._box_distance(layer.bounds[rows], centre) - radius_m
        return np.asarray((away_m <= self._radius_m).any(axis=0))

    def _box_distance(self, bounds: Floats, spots: Floats) -> Floats:
        """Return distances between boxes and spots, shape (boxes, spots)."""
        x, y = spots[:, 0], spots[:, 1]
        west, south, east, north = bounds.T[:, :, None]
        across = np.maximum(np.maximum(west - x, x - east), 0.0)
        above = np.maximum(np.maximum(south - y, y - north), 0.0)
        return np.asarray(np.hypot(across, above))

    def _prepared(self, layer: Layer, rows: Rows, points: PointSet) -> Floats:
        """Return the reach of some units, of exactly these points, by the kind of distance."""
        kind, question = self.kind, self.question
        arrays, keys = self._arrays(layer, rows, points)
        if kind.prepare_arrays is None:
            prepared = kind.prepare(*_frames(arrays, keys, layer.frame.crs))
        else:
            prepared = kind.prepare_arrays(arrays, *self._nothing)
        found = prepared.coverage(
            threshold_m=question.threshold_m, detour_factor=question.detour_factor
        )
        names = list(found.columns)
        at = [names.index(name) for name in COLUMNS]
        return np.asarray(found.to_numpy(dtype=np.float64)[:, at])

    def _by_address(self, layer: Layer, rows: Rows, points: PointSet, found: Floats) -> Floats:
        """Return the reach of some units with the shares of their addresses, if they have any."""
        if layer.addresses is None:
            return found
        some, question = layer.addresses.only(rows), self.question
        chosen = points.chosen(self._in_reach(layer, rows, points))
        _, places, areas = _frames(*self._arrays(layer, rows[:0], chosen), layer.frame.crs)
        shares = some.shares(
            some.places.nearest(places, areas, within_m=self._radius_m),
            threshold_m=question.threshold_m,
            detour_factor=question.detour_factor,
        )
        found[some.known, : shares.shape[1]] = shares[some.known]
        return found

    def _arrays(
        self, layer: Layer, rows: Rows, points: PointSet
    ) -> tuple[ReachArrays, pd.Index[str]]:
        """Return some units and points as arrays, and the keys of the possible areas."""
        used, area = np.unique(points.area[~points.decides], return_inverse=True)
        arrays = ReachArrays(
            codes=pd.Index(layer.codes[rows], name="code"),
            polygons=layer.polygons[rows],
            inner=layer.inner[rows],
            position=points.at,
            decides=points.decides,
            areas=self.areas.polygons[used],
            area=area.reshape(-1),
        )
        return arrays, self.areas.keys[used]


def _nearest_m(rows: Floats, bounded: NDArray[np.bool_]) -> Floats:
    """Return the distance that a nearest point has at most; at least where there is no most."""
    low, high = (rows[:, COLUMNS.index(f"distance1_{end}_m")] for end in ("low", "high"))
    return np.where(bounded, high, low)


def _frames(
    arrays: ReachArrays, keys: pd.Index[str], crs: CRS
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return units, points and possible areas as frames, with the columns that kinds read."""
    x_m, y_m = arrays.inner.T
    columns = {"code": arrays.codes.astype(str), "inner_x_m": x_m, "inner_y_m": y_m}
    units = gpd.GeoDataFrame(columns, geometry=arrays.polygons, crs=crs)
    key = np.full(len(arrays.position), None, dtype=object)
    key[~arrays.decides] = keys[arrays.area]
    precision = np.where(arrays.decides, Precision.ADDRESS.value, Precision.PLACE.value)
    columns = {"id": np.arange(len(key)).astype(str), "precision": precision, "whereabouts": key}
    points = gpd.GeoDataFrame(columns, geometry=shapely.points(arrays.position), crs=crs)
    return units, points, gpd.GeoDataFrame({"key": keys}, geometry=arrays.areas, crs=crs)


def basis(data: SnapshotData, question: ReachQuestion, prepared: PreparedReach) -> Basis:
    """Return what scenarios on a snapshot are computed on.

    Parameters
    ----------
    data
        A snapshot.
    question
        Which points count, how far is in reach, by which kind of distance.
    prepared
        The snapshot, prepared for the question.
    """
    every = select_points(data.points, data.centres, statuses=question.statuses, antennes=True)
    areas, kind = PossibleAreas.of(data.whereabouts), question.kind.on(data)

    def layer(frame: gpd.GeoDataFrame, part: PreparedReach) -> Layer:
        before = part.coverage(
            threshold_m=question.threshold_m, detour_factor=question.detour_factor
        )
        slim = frame[["code", "geometry"]].reset_index(drop=True)
        at, bounded = kind.measured_from(frame)
        slim = slim.assign(inner_x_m=at[:, 0], inner_y_m=at[:, 1])
        addresses = part.addresses if isinstance(part, PreparedAddresses) else None
        return Layer(slim, bounded, before[COLUMNS], addresses)

    points = point_set(every, areas.keys)
    if not isinstance(prepared, PreparedSectors):
        return Basis(question, kind, areas, points, layer(data.units, prepared))
    populated = prepared.populated
    wijken = layer(data.units, prepared.wijken)
    sectors = layer(populated.sectors, prepared.parts)
    return Basis(question, kind, areas, points, wijken, sectors, populated)

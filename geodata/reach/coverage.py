"""Who has a service point within reach, and how sure that is.

A point of which no address is known is somewhere in its possible area (``whereabouts``): the disc
around a spot, a street, a place, a municipality. People are then surely in reach of it, where all
of that area is; surely out, where none is; or undecided. Between the two is where it would reach
from its nominal position, which every answer has too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import pandas as pd
import shapely
from scipy.spatial.distance import cdist

from geodata.crs import require_metric
from geodata.enums import PointKind, Precision
from geodata.errors import UnknownCodeError
from geodata.reach.bounds import MAX_THRESHOLD_M, bounds_table, require_threshold
from geodata.reach.discs import circles_of
from geodata.reach.distances import RANKS, nearest_polygon, polygon_bounds
from geodata.reach.exact_area import (
    Pieces,
    checked_areas,
    checked_points,
    share_in_discs,
    share_within,
    split_arrays,
)
from geodata.reach.nearest import nearest_points
from geodata.snapshot.frames import empty_layer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.enums import Status
    from geodata.reach.discs import Circles

    Floats = NDArray[np.float64]
    Prepare = Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame], "PreparedReach"]
    """Prepares units, service points and possible areas for one kind of distance."""
    PrepareArrays = Callable[["ReachArrays", gpd.GeoDataFrame, gpd.GeoDataFrame], "PreparedReach"]
    """Prepares the same from arrays that were checked."""


class PreparedReach(Protocol):
    """Demand units and service points, prepared so that any threshold is answered at once.

    Every kind of distance has its own implementation; :mod:`geodata.reach.by_sector` has one that
    wraps another.
    """

    @property
    def points(self) -> gpd.GeoDataFrame:
        """Return the service points that count."""

    @property
    def sectors(self) -> gpd.GeoDataFrame:
        """Return the populated sectors that people are spread over; empty for whole units."""

    def coverage(self, *, threshold_m: float, detour_factor: float = 1.0) -> pd.DataFrame:
        """Return who is in reach at a threshold, unit by unit.

        Parameters
        ----------
        threshold_m
            What counts as in reach (≤), 0 to ``MAX_THRESHOLD_M``.
        detour_factor
            Distance along the way divided by the measured distance, 1 or more: distances are
            multiplied by it, so that a straight-line radius is ``threshold_m / detour_factor``.

        Returns
        -------
        pandas.DataFrame
            Index ``code``, in the order of the units, with

            ``share_low``, ``share_high``, ``share_possible``
                Share of the unit that is surely in reach: of a precise point, or of all of the
                smallest circle around a possible area. In reach of any point at its nominal
                position. In reach of some of a possible area, so that the rest is surely out; a
                unit in reach of any but a disc counts as a whole. They differ in undecided units
                only.
            ``undecided``
                Whether an imprecise point may serve people of the unit who are not surely in reach.
            ``distance1_low_m``, ``distance1_high_m``, … ``distance3_high_m``
                Bounds of the distance from the inner point to the nearest, second and third point,
                metres; inf if there are fewer.
            ``count_low``, ``count_high``
                Bounds of the number of points in reach of the inner point; coincident ones each
                count.

        Raises
        ------
        BadValueError
            If the threshold or the detour factor is out of range.
        """

    def nearest(self, *, x_m: float, y_m: float, detour_factor: float = 1.0) -> pd.DataFrame:
        """Return the service points nearest to a spot (EPSG:3812, metres).

        Returns
        -------
        pandas.DataFrame
            As that of :func:`geodata.reach.nearest.nearest_points`, distances multiplied by the
            detour factor.
        """


@dataclass(frozen=True, eq=False)
class ReachArrays:
    """Units and service points as arrays, checked.

    Attributes
    ----------
    codes
        Codes of the units, length n.
    polygons, inner
        Polygons of the units, shape (n,), and their inner points, shape (n, 2), EPSG:3812.
    position, decides
        Nominal positions of the points, shape (p, 2), and whether each is precise.
    areas, area
        Possible areas, shape (a,), and the row of the area of each imprecise point.
    """

    codes: pd.Index[str]
    polygons: NDArray[np.object_]
    inner: Floats
    position: Floats
    decides: NDArray[np.bool_]
    areas: NDArray[np.object_]
    area: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class PreparedUnits:
    """A :class:`PreparedReach` by straight-line distance, for whole units.

    Attributes
    ----------
    codes
        Codes of the units, length n.
    precise, every
        The units split by the nearest precise point, and by the nearest point at all.
    lower_m, upper_m
        Least and greatest straight-line distances from the inner point of each unit to the points,
        ascending, at least three columns: inf where there are fewer points. For a precise point
        both are its distance.
    whereabouts_m
        Distance from each unit's polygon to the nearest possible area that is no disc, shape (n,);
        inf beyond ``MAX_THRESHOLD_M``.
    polygons
        The units, shape (n,).
    precise_at
        Positions of the precise points, shape (p, 2).
    circles
        Around the possible areas of the others, each once.
    points, whereabouts
        The points that count, and the possible areas of those without a precise position.
    """

    codes: pd.Index[str]
    precise: Pieces
    every: Pieces
    lower_m: Floats
    upper_m: Floats
    whereabouts_m: Floats
    polygons: NDArray[np.object_]
    precise_at: Floats
    circles: Circles
    points: gpd.GeoDataFrame
    whereabouts: gpd.GeoDataFrame

    @cached_property
    def sectors(self) -> gpd.GeoDataFrame:
        """There are no sectors."""
        return empty_layer("sectors")

    def coverage(self, *, threshold_m: float, detour_factor: float = 1.0) -> pd.DataFrame:
        """Return who is in reach at a threshold (:meth:`PreparedReach.coverage`)."""
        require_threshold(threshold_m, detour_factor)
        radius_m = threshold_m / detour_factor
        circles, discs = self.circles, self.circles.is_disc
        precise = share_within(self.precise, radius_m)
        low = self._with_discs(precise, radius_m, circles.centre, radius_m - circles.radius_m)
        possible = np.where(self.whereabouts_m * detour_factor <= threshold_m, 1.0, low)
        possible = self._with_discs(
            possible, radius_m, circles.centre[discs], radius_m + circles.radius_m[discs]
        )
        return bounds_table(
            self.codes,
            (low, share_within(self.every, radius_m), possible),
            (self.lower_m * detour_factor, self.upper_m * detour_factor),
            threshold_m,
        )

    def nearest(self, *, x_m: float, y_m: float, detour_factor: float = 1.0) -> pd.DataFrame:
        """Return the service points nearest to a spot (:meth:`PreparedReach.nearest`)."""
        return nearest_points(self.points, self.whereabouts, x_m=x_m, y_m=y_m) * detour_factor

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.polygons)

    def _with_discs(
        self, shares: Floats, radius_m: float, centres: Floats, disc_m: Floats
    ) -> Floats:
        """Return shares in reach, of the units that discs reach with these discs added."""
        centres, disc_m = centres[disc_m > 0], disc_m[disc_m > 0]
        if not disc_m.size:
            return shares
        near = self._tree.query(shapely.points(centres), predicate="dwithin", distance=disc_m)[1]
        rows = np.unique(near[shares[near] < 1])
        if not rows.size:
            return shares
        spots = np.vstack([self.precise_at, centres])
        reach_m = np.concatenate([np.full(len(self.precise_at), radius_m), disc_m])
        some = shapely.STRtree(self.polygons[rows])
        used = np.unique(
            some.query(shapely.points(spots), predicate="dwithin", distance=reach_m)[0]
        )
        found = shares.copy()
        covered = share_in_discs(self.polygons[rows], spots[used], reach_m[used])
        found[rows] = np.maximum(shares[rows], covered)
        return found


def select_points(
    points: gpd.GeoDataFrame,
    centres: pd.DataFrame,
    *,
    statuses: Collection[Status],
    antennes: bool,
) -> gpd.GeoDataFrame:
    """Return the service points that count.

    Parameters
    ----------
    points, centres
        Service points and recognitions (``schemas.ServicePoints`` and ``Centres``).
    statuses
        Points of centres with one of these statuses count.
    antennes
        Whether antennes count alongside main sites.
    """
    counting = centres.loc[centres["status"].isin([str(s) for s in statuses]), "id"]
    chosen = points["centre_id"].isin(counting)
    if not antennes:
        chosen &= points["kind"] != PointKind.ANTENNE
    return points[chosen]


def prepare(
    units: gpd.GeoDataFrame, points: gpd.GeoDataFrame, whereabouts: gpd.GeoDataFrame
) -> PreparedUnits:
    """Compute all that does not depend on threshold or detour factor; to be cached.

    Parameters
    ----------
    units
        Demand units (``schemas.Units``), EPSG:3812.
    points
        The service points that count (``schemas.ServicePoints``), EPSG:3812.
    whereabouts
        Possible areas of the imprecise points (``schemas.Whereabouts``), EPSG:3812.

    Raises
    ------
    WrongCrsError
        If a frame is not in EPSG:3812.
    GeometryError
        If a unit is not a valid polygon.
    BadValueError
        If a point or inner point has no finite coordinates.
    UnknownCodeError
        If an imprecise point has no possible area.
    """
    return prepare_arrays(arrays_of(units, points, whereabouts), points, whereabouts)


class CentreArrays(NamedTuple):
    """Service points as arrays: those of :class:`ReachArrays`."""

    position: Floats
    decides: NDArray[np.bool_]
    areas: NDArray[np.object_]
    area: NDArray[np.intp]


def centres_of(points: gpd.GeoDataFrame, whereabouts: gpd.GeoDataFrame) -> CentreArrays:
    """Return service points as arrays, checked as :func:`prepare` does."""
    require_metric(points, where="points")
    require_metric(whereabouts, where="whereabouts")
    places = points.geometry
    position = checked_points(np.column_stack([places.x, places.y]), where="points")
    decides = points["precision"].isin([p.value for p in Precision if p.decides]).to_numpy()
    return CentreArrays(position, decides, *_whereabouts(points[~decides], whereabouts))


def arrays_of(
    units: gpd.GeoDataFrame, points: gpd.GeoDataFrame, whereabouts: gpd.GeoDataFrame
) -> ReachArrays:
    """Return units and service points as arrays, checked as :func:`prepare` does."""
    require_metric(units, where="units")
    centres = centres_of(points, whereabouts)
    shapes = np.asarray(units.geometry.array)
    checked_areas(shapes)
    inner = units[["inner_x_m", "inner_y_m"]].to_numpy(dtype=np.float64)
    return ReachArrays(
        codes=pd.Index(units["code"], name="code"),
        polygons=shapes,
        inner=checked_points(inner, where="inner"),
        **centres._asdict(),
    )


def prepare_arrays(
    arrays: ReachArrays,
    points: gpd.GeoDataFrame,
    whereabouts: gpd.GeoDataFrame,
    *,
    bounds_m: tuple[Floats, Floats] | None = None,  # of polygon_bounds, if known
) -> PreparedUnits:
    """Prepare what was checked; of the frames, the result keeps what it finds nearest points in."""
    position, decides, polygons = arrays.position, arrays.decides, arrays.polygons
    to_precise = cdist(arrays.inner, position[decides])
    lower, upper = bounds_m or polygon_bounds(
        arrays.inner, arrays.areas, exact_within_m=MAX_THRESHOLD_M
    )
    circles = circles_of(arrays.areas)
    precise = split_arrays(polygons, position[decides])
    return PreparedUnits(
        codes=arrays.codes,
        precise=precise,
        every=precise if decides.all() else split_arrays(polygons, position),
        lower_m=ascending(np.hstack([to_precise, lower[:, arrays.area]])),
        upper_m=ascending(np.hstack([to_precise, upper[:, arrays.area]])),
        whereabouts_m=nearest_polygon(
            polygons, arrays.areas[~circles.is_disc], max_distance_m=MAX_THRESHOLD_M
        ),
        polygons=polygons,
        precise_at=position[decides],
        circles=circles,
        points=points,
        whereabouts=whereabouts,
    )


def _whereabouts(
    imprecise: pd.DataFrame, whereabouts: gpd.GeoDataFrame
) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Return the possible areas of points, each once, and the row of each point."""
    row = pd.Index(whereabouts["key"]).get_indexer(pd.Index(imprecise["whereabouts"]))
    if (row < 0).any():
        point = imprecise.iloc[int((row < 0).argmax())]
        raise UnknownCodeError(
            where=f"points, {point['id']}",
            expected="the key of its possible area, for its position is not precise",
            got=str(point["whereabouts"]),
            action="Add the polygon of its place or municipality, or the precise position.",
        )
    used, area = np.unique(row, return_inverse=True)
    return whereabouts.geometry.to_numpy()[used], area


def ascending(distance_m: Floats) -> Floats:
    """Return the distances of each row in order, filled up with inf to RANKS or more columns."""
    missing = max(RANKS - distance_m.shape[1], 0)
    filler = np.full((len(distance_m), missing), np.inf)
    return np.sort(np.hstack([distance_m, filler]), axis=1)

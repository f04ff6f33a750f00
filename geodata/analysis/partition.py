"""The two passes over one part of the demand, and the sums that areas are made of.

Access with competition needs all people around a service point before anyone's access is known: a
first pass counts people in each catchment, their sums over all parts give the supply per person,
and a second pass answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from geodata.analysis.question import ACCESS, ROWS, column, distance, nearest_id
from geodata.reach.distances import RANKS
from geodata.scenario.catchment import supply_ratio, zone_gains

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geodata.analysis.measured import Measured
    from geodata.analysis.question import AnalysisQuestion, ServicePoints

    Floats = NDArray[np.float64]


class Demand(NamedTuple):
    """One part of the demand.

    Attributes
    ----------
    spots
        Points, or inner points of polygons: EPSG:3812, shape (n, 2), metres.
    polygons
        Polygons, EPSG:3812, shape (n,); None for points.
    people
        Group → people of each, shape (n,); NaN where there are no data.
    """

    spots: Floats
    polygons: NDArray[np.object_] | None
    people: Mapping[str, Floats]

    def counted(self, question: AnalysisQuestion) -> dict[str, Floats]:
        """Return what is counted: people by group, or else each row as one."""
        if question.groups:
            return {group: self.people[group] for group in question.groups}
        return {ROWS: np.ones(len(self.spots))}


def people_in_catchments(question: AnalysisQuestion, way: Measured, people: Floats) -> Floats:
    """Return the weighted people of one part in the catchment of each service point.

    Parameters
    ----------
    question
        The thresholds.
    way
        The part and the service points, as they are measured.
    people
        Of the first group, shape (n,); NaN counts as nobody.

    Returns
    -------
    numpy.ndarray
        Shape (thresholds, measures of :data:`ACCESS`, p). Sums of all parts go to :func:`ratios`.

    Examples
    --------
    >>> from geodata.analysis.straight import Straight
    >>> from geodata.analysis.question import AnalysisQuestion
    >>> way = Straight(np.array([[0.0, 0.0], [90.0, 0.0]]), np.array([[0.0, 0.0]]))
    >>> people_in_catchments(AnalysisQuestion((100.0,)), way, np.array([10.0, 100.0])).tolist()
    [[[110.0], [32.0]]]
    """
    bounds_m, gains = _gains(question)
    return np.asarray(gains @ way.people_within(bounds_m, np.nan_to_num(people)))


def ratios(supply: Floats, demand: Floats) -> Floats:
    """Return the supply per person of each service point, in the shape of ``demand``.

    Parameters
    ----------
    supply
        Of each point, shape (p,).
    demand
        The sums of :func:`people_in_catchments` over all parts.
    """
    return np.apply_along_axis(lambda people: supply_ratio(supply, people), 2, demand)


def answer(
    question: AnalysisQuestion,
    way: Measured,
    demand: Demand,
    points: ServicePoints,
    ratio: Floats,
) -> pd.DataFrame:
    """Return what is asked of each row of one part: the columns of the question.

    Parameters
    ----------
    question
        Thresholds and groups.
    way
        The part and the service points, as they are measured.
    demand
        The part.
    points
        The service points.
    ratio
        What :func:`ratios` returned.

    Returns
    -------
    pandas.DataFrame
        ``distance1_m`` to ``distance3_m`` (inf: there are fewer, or they are beyond the limit of
        the kind of distance; NaN: unknown) and ``nearest1`` to ``nearest3``; per threshold
        ``share`` (of a polygon, or 0 and 1; NaN where the streets do not decide it), ``points``
        (how many are in reach of the point, or where a polygon is measured from), ``2sfca`` and
        ``e2sfca`` (supply per person; 0 where nothing is in reach, NaN where the distance is
        unknown).
    """
    bounds_m, gains = _gains(question)
    values = np.zeros((len(bounds_m), len(question.thresholds_m), 1 + len(ACCESS), len(points.ids)))
    values[:, :, 1:] = np.moveaxis(gains, 2, 0)[..., None] * ratio
    at_threshold = [bounds_m.index(threshold_m) for threshold_m in question.thresholds_m]
    values[at_threshold, range(len(at_threshold)), 0] = 1
    sums = way.sums_within(bounds_m, values.reshape(len(bounds_m), -1, len(points.ids)))
    count, *access = sums.total.reshape(*values.shape[1:3], -1).swapaxes(0, 1)
    columns: dict[str, object] = {}
    nearest = way.nearest()
    unknown = np.isnan(nearest.distance_m[:, 0])
    names = pd.array([*points.ids, None], dtype="string")
    for rank in range(RANKS):
        columns[distance(rank)] = nearest.distance_m[:, rank]
        columns[nearest_id(rank)] = names.take(nearest.point[:, rank])
    for at, threshold_m in enumerate(question.thresholds_m):
        maybe = np.where(sums.maybe[at_threshold[at]], np.nan, 0.0)
        columns[column("share", threshold_m)] = np.where(count[at] > 0, 1.0, maybe)
        columns[column("points", threshold_m)] = count[at].astype(np.int32)
        for measure, name in enumerate(ACCESS):
            columns[column(name, threshold_m)] = np.where(unknown, np.nan, access[measure][at])
    found = pd.DataFrame(columns)
    if demand.polygons is not None:
        shares = way.shares(question.thresholds_m)
        for threshold_m, share in zip(question.thresholds_m, shares, strict=True):
            found[column("share", threshold_m)] = share
    return found


def _gains(question: AnalysisQuestion) -> tuple[list[float], Floats]:
    """Return all bounds of zones, ascending, and how much more those within each count.

    The second has shape (thresholds, measures of :data:`ACCESS`, bounds).
    """
    gains = [
        [{bound * t: gain for bound, gain in zone_gains(zones)} for zones in ACCESS.values()]
        for t in question.thresholds_m
    ]
    bounds_m = sorted({bound_m for one in gains for zones in one for bound_m in zones})
    return bounds_m, np.array(
        [[[zones.get(bound_m, 0.0) for bound_m in bounds_m] for zones in one] for one in gains]
    )

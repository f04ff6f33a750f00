"""The kinds of distance, and all that the reach of a neighbourhood depends on besides the data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

from geodata.defaults import DEFAULT_THRESHOLD_M
from geodata.enums import OPEN_STATUSES, Status
from geodata.errors import BadValueError
from geodata.network.on_foot import OnFoot
from geodata.reach.by_address import AddressesByLine
from geodata.reach.by_point import straight_by_point
from geodata.reach.coverage import prepare, prepare_arrays
from geodata.reach.measured_from import inner_points
from geodata.reach.overlaps import overlaps
from geodata.reach.spread import SECTOR, usual_spread

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geodata.reach.by_address import ToAddresses
    from geodata.reach.by_point import ByPoint
    from geodata.reach.by_sector import Overlaps
    from geodata.reach.coverage import Prepare, PrepareArrays
    from geodata.reach.measured_from import MeasuredFrom
    from geodata.snapshot.model import SnapshotData


@dataclass(frozen=True)
class DistanceKind:
    """A way to measure how far a service point is: one row of a table.

    A new kind is a row here with the function that prepares it, and a row of words in
    :mod:`pages.ui.distance_kinds`.

    Attributes
    ----------
    code
        Its stable code, in addresses.
    prepare
        Prepares units and points for any threshold (:class:`geodata.reach.coverage.PreparedReach`).
    takes_factor
        Whether a reader gives a detour factor.
    prepare_arrays
        The same as ``prepare``, from arrays: faster where it is asked about few units, many times.
        A kind without it is asked with frames.
    by_point
        What is in reach of each of many points alone (:mod:`geodata.reach.by_point`), all at once.
        A kind without it is asked point by point.
    measured_from
        Where the distances of units are measured from.
    overlaps
        How many points are in reach (:func:`geodata.reach.overlaps.overlaps`).
    to_addresses
        How far addresses are from points (:class:`geodata.reach.by_address.AddressPlaces`).
    along_streets
        Whether it is over the streets of a snapshot: :meth:`on` binds it to these.
    """

    code: str
    prepare: Prepare
    takes_factor: bool = False
    prepare_arrays: PrepareArrays | None = None
    by_point: ByPoint | None = None
    measured_from: Callable[[gpd.GeoDataFrame], MeasuredFrom] = inner_points
    overlaps: Overlaps = overlaps
    to_addresses: ToAddresses = AddressesByLine
    along_streets: bool = False

    def is_offered(self, data: SnapshotData) -> bool:
        """Return whether a snapshot has what it needs."""
        return not self.along_streets or data.network is not None

    def on(self, data: SnapshotData) -> DistanceKind:
        """Return the kind as it computes on a snapshot.

        Raises
        ------
        BadValueError
            If it needs a network, and the snapshot has none.
        """
        if not self.along_streets:
            return self
        if data.network is None:
            _without_network()
        way = OnFoot(data.network)
        return replace(
            self,
            prepare=way.prepare,
            prepare_arrays=way.prepare_arrays,
            by_point=way.by_point,
            measured_from=way.measured_from,
            overlaps=way.overlaps,
            to_addresses=way.to_addresses,
        )


def _without_network(*_frames: gpd.GeoDataFrame) -> NoReturn:
    raise BadValueError(
        where="distance",
        expected="a snapshot with a network of streets",
        got="none",
        action="Import a network, or choose another kind of distance.",
    )


STRAIGHT = DistanceKind(
    "vogelvlucht", prepare, prepare_arrays=prepare_arrays, by_point=straight_by_point
)
"""The straight line."""

DETOUR = replace(STRAIGHT, code="omweg", takes_factor=True)
"""The straight line multiplied by a factor."""

FOOT = DistanceKind("te-voet", _without_network, along_streets=True)
"""On foot over streets and paths."""

DISTANCE_KINDS = {kind.code: kind for kind in (FOOT, STRAIGHT, DETOUR)}
"""Code → kind of distance, in the order in which they are offered."""


def kinds_of(data: SnapshotData) -> dict[str, DistanceKind]:
    """Return the kinds of distance that a snapshot has what it takes for."""
    return {code: kind for code, kind in DISTANCE_KINDS.items() if kind.is_offered(data)}


def usual_kind(data: SnapshotData) -> str:
    """Return the code of the kind of distance that is shown unless a reader chooses another."""
    return next(iter(kinds_of(data)))


@dataclass(frozen=True)
class ReachQuestion:
    """Which service points count, and how far is in reach.

    Attributes
    ----------
    threshold_m
        What counts as in reach (≤), in metres.
    distance
        Code of the kind of distance.
    detour_factor
        What distances are multiplied by; 1 for a kind that takes no factor.
    statuses
        The service points of centres with one of these statuses count.
    antennes
        Whether antennes count alongside main sites.
    spread
        Code of how people are assumed to be spread (:mod:`geodata.reach.spread`); on a snapshot
        without what that takes, the next best way is used.

    Examples
    --------
    >>> ReachQuestion(800.0) == ReachQuestion(800.0, distance="vogelvlucht")
    True
    >>> ReachQuestion().kind.takes_factor
    False
    """

    threshold_m: float = DEFAULT_THRESHOLD_M
    distance: str = STRAIGHT.code
    detour_factor: float = 1.0
    statuses: tuple[Status, ...] = OPEN_STATUSES
    antennes: bool = True
    spread: str = SECTOR.code

    @property
    def kind(self) -> DistanceKind:
        """Return the kind of distance."""
        return DISTANCE_KINDS[self.distance]


def usual_question(data: SnapshotData, threshold_m: float = DEFAULT_THRESHOLD_M) -> ReachQuestion:
    """Return the question whose answer is shown unless a reader chooses otherwise."""
    return ReachQuestion(threshold_m, usual_kind(data), spread=usual_spread(data))

"""The kinds of distance, and all that the reach of a neighbourhood depends on besides the data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geodata.defaults import DEFAULT_THRESHOLD_M
from geodata.enums import OPEN_STATUSES, Status
from geodata.reach.by_point import straight_by_point
from geodata.reach.coverage import prepare, prepare_arrays

if TYPE_CHECKING:
    from geodata.reach.by_point import ByPoint
    from geodata.reach.coverage import Prepare, PrepareArrays


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
    """

    code: str
    prepare: Prepare
    takes_factor: bool = False
    prepare_arrays: PrepareArrays | None = None
    by_point: ByPoint | None = None


STRAIGHT = DistanceKind(
    "vogelvlucht", prepare, prepare_arrays=prepare_arrays, by_point=straight_by_point
)
"""The straight line."""

DETOUR = replace(STRAIGHT, code="omweg", takes_factor=True)
"""The straight line multiplied by a factor."""

DISTANCE_KINDS = {kind.code: kind for kind in (STRAIGHT, DETOUR)}
"""Code → kind of distance, in the order in which they are offered."""


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
    by_sector
        Whether people are spread over their statistical sector, where sectors are loaded, instead
        of over the whole wijk.

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
    by_sector: bool = True

    @property
    def kind(self) -> DistanceKind:
        """Return the kind of distance."""
        return DISTANCE_KINDS[self.distance]

"""What the reach of a neighbourhood depends on, besides the data."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.enums import OPEN_STATUSES, Status

DEFAULT_THRESHOLD_M = 1_200.0
"""What counts as in reach unless another distance is chosen: a quarter of an hour on foot."""


@dataclass(frozen=True)
class ReachQuestion:
    """Which service points count, and how far is in reach.

    Attributes
    ----------
    threshold_m
        What counts as in reach (≤), in metres.
    detour_factor
        Distance along the way divided by straight-line distance; 1 for the straight line.
    statuses
        The service points of centres with one of these statuses count.
    antennes
        Whether antennes count alongside main sites.
    by_sector
        Whether people are spread over their statistical sector, where sectors are loaded, instead
        of over the whole wijk.
    """

    threshold_m: float = DEFAULT_THRESHOLD_M
    detour_factor: float = 1.0
    statuses: tuple[Status, ...] = OPEN_STATUSES
    antennes: bool = True
    by_sector: bool = True

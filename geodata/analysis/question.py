"""What an analysis asks, of which service points, and the names of the columns of its answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from geodata._validate import require, require_factor
from geodata.errors import BadValueError
from geodata.network.memory import FARTHEST_M
from geodata.reach.bounds import MAX_THRESHOLD_M
from geodata.reach.distances import RANKS
from geodata.reach.question import DISTANCE_KINDS
from geodata.scenario.catchment import ENHANCED, PLAIN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geodata.reach.question import DistanceKind

    Floats = NDArray[np.float64]

ACCESS = {"2sfca": PLAIN, "e2sfca": ENHANCED}
"""Name of each measure of access with competition → its zones."""


class ServicePoints(NamedTuple):
    """Service points with a position.

    Attributes
    ----------
    ids
        Their ids, length p.
    at
        Their positions, EPSG:3812, shape (p, 2), metres.
    supply
        What each supplies, such as hours a week, or 1: shape (p,).
    """

    ids: tuple[str, ...]
    at: Floats
    supply: Floats


@dataclass(frozen=True)
class AnalysisQuestion:
    """How far is in reach, by which kind of distance, and of which people.

    Attributes
    ----------
    thresholds_m
        What counts as in reach (≤), metres, ascending, at least one.
    distance
        Code of the kind of distance.
    detour_factor
        What distances are multiplied by; 1 for a kind that takes no factor.
    groups
        Columns of people. Of the first, access with competition is computed; without any, each row
        counts as one.

    Raises
    ------
    BadValueError
        If a threshold, the kind or the factor is out of range.

    Examples
    --------
    >>> AnalysisQuestion((500.0,), groups=("people",)).columns[-4:]
    ['share_500m', 'points_500m', '2sfca_500m', 'e2sfca_500m']
    """

    thresholds_m: tuple[float, ...]
    distance: str = "vogelvlucht"
    detour_factor: float = 1.0
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the values."""
        if self.distance not in DISTANCE_KINDS:
            raise BadValueError(
                where="distance",
                expected=" or ".join(DISTANCE_KINDS),
                got=self.distance,
                action="Name one of these.",
            )
        require_factor(self.detour_factor)
        require(
            self.kind.takes_factor or self.detour_factor == 1,
            where="detour_factor",
            expected=f"1 for the distance {self.distance}",
            got=self.detour_factor,
        )
        most_m = FARTHEST_M if self.kind.along_streets else MAX_THRESHOLD_M
        good = all(math.isfinite(t) and 0 < t <= most_m for t in self.thresholds_m)
        require(
            good and list(self.thresholds_m) == sorted(set(self.thresholds_m)) != [],
            where="thresholds_m",
            expected=f"different numbers of metres above 0, up to {most_m:,.0f}, ascending",
            got=", ".join(map(str, self.thresholds_m)) or "none",
        )

    @property
    def kind(self) -> DistanceKind:
        """Return the kind of distance."""
        return DISTANCE_KINDS[self.distance]

    @property
    def counted(self) -> tuple[str, ...]:
        """Return what is counted: the groups, or else the rows."""
        return self.groups or (ROWS,)

    @property
    def columns(self) -> list[str]:
        """Return the columns of the answer per row, in their order."""
        ranked = [name for rank in range(RANKS) for name in (distance(rank), nearest_id(rank))]
        names = ("share", "points", *ACCESS)
        return ranked + [column(name, t) for t in self.thresholds_m for name in names]


ROWS = "rows"
"""What is counted where no group is named: each row of the demand as one."""


def column(name: str, threshold_m: float) -> str:
    """Return the column of a measure at a threshold.

    >>> column("share", 1200.0)
    'share_1200m'
    """
    return f"{name}_{threshold_m:g}m"


def distance(rank: int) -> str:
    """Return the column of the distance to the nearest point (0), the second (1), the third (2)."""
    return f"distance{rank + 1}_m"


def nearest_id(rank: int) -> str:
    """Return the column of the id of that point."""
    return f"nearest{rank + 1}"

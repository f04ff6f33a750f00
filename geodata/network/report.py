"""What was read of an extract of OpenStreetMap, and what was not."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

FAR_M = 5_000.0
"""Streets up to here from a wijk are kept: the way to a centre may leave the region."""


class Skipped(StrEnum):
    """Why something of an extract is not in the network."""

    NO_STREET = "no_street"
    """No street that is walked: a motorway, one that is being built, a platform, a race track."""
    NO_WALKING = "no_walking"
    """Walking is forbidden (``foot``)."""
    NO_ACCESS = "no_access"
    """Closed to all, or private (``access``)."""
    FAST_ROAD = "fast_road"
    """A fast road without a sidewalk (``trunk``, ``motorroad``)."""
    FAR = "far"
    """More than :data:`FAR_M` from every neighbourhood."""


@dataclass(frozen=True)
class NetworkReport:
    """What an import read.

    Attributes
    ----------
    ways
        Ways with ``highway`` in the file.
    kilometres
        ``highway`` (links with their road) → kilometres in the network.
    skipped
        :class:`Skipped` → number of ways, of :attr:`Skipped.FAR` of segments.
    islands, island_km
        Parts that nothing joins to the rest, which are left out, and their kilometres.
    barriers
        Nodes that nobody can pass on foot.
    missing_nodes
        Nodes of ways that the file does not have: it was cut there.
    bounds_deg
        West, south, east and north of the nodes read, in degrees.
    software
        What read it, with its version.
    boundary_given
        Whether a file says to which land the extract was cut.
    """

    ways: int = 0
    kilometres: dict[str, float] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    islands: int = 0
    island_km: float = 0.0
    barriers: int = 0
    missing_nodes: int = 0
    bounds_deg: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    software: str = ""
    boundary_given: bool = False

    @property
    def total_km(self) -> float:
        """Return the length of the network in kilometres."""
        return sum(self.kilometres.values())

"""Where in their wijk people are assumed to live: a row of a table for each way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from geodata.reach.by_address import UnitAddresses, overlaps_by_address, through_addresses
from geodata.reach.by_sector import overlaps_by_people, through_sectors

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

    from geodata.reach.by_address import ToAddresses
    from geodata.reach.by_sector import Overlaps
    from geodata.reach.coverage import Prepare, PreparedReach
    from geodata.snapshot.model import SnapshotData


class Distances(Protocol):
    """What a way needs of a kind of distance (:class:`geodata.reach.question.DistanceKind`)."""

    @property
    def prepare(self) -> Prepare:
        """Return what prepares units and points."""

    @property
    def overlaps(self) -> Overlaps:
        """Return what counts the points in reach."""

    @property
    def to_addresses(self) -> ToAddresses:
        """Return what measures to addresses."""


@dataclass(frozen=True)
class Spread:
    """A way in which the people of wijken are assumed to be spread: one row of a table.

    A new way is a row here, and a row of words in :mod:`pages.ui.spreads`: every page that asks for
    reach then offers it.

    Attributes
    ----------
    code
        Its stable code, in addresses of pages.
    is_offered
        Whether a snapshot has what it needs.
    through
        Returns wijken, prepared as one piece each for a kind of distance, as prepared this way.
    overlaps
        Returns the share of wijken with one, two and three points in reach, as
        :func:`geodata.reach.overlaps.overlaps` does: of some wijken of a snapshot, points, a
        threshold in metres and a kind of distance on the snapshot.
    """

    code: str
    is_offered: Callable[[SnapshotData], bool]
    through: Callable[[PreparedReach, SnapshotData, Distances], PreparedReach]
    overlaps: Callable[
        [gpd.GeoDataFrame, SnapshotData, gpd.GeoDataFrame, float, Distances], pd.DataFrame
    ]


def _address_overlaps(
    units: gpd.GeoDataFrame,
    data: SnapshotData,
    points: gpd.GeoDataFrame,
    threshold_m: float,
    kind: Distances,
) -> pd.DataFrame:
    addresses = UnitAddresses.of(units, data.addresses, kind.to_addresses)
    return overlaps_by_address(
        units, addresses, points, threshold_m=threshold_m, overlaps=kind.overlaps
    )


ADDRESS = Spread(
    "adres",
    lambda data: not data.addresses.empty,
    lambda wijken, data, kind: through_addresses(wijken, data, kind.to_addresses),
    _address_overlaps,
)
"""Over the addresses of their wijk, by their weights."""

SECTOR = Spread(
    "sector",
    lambda data: not data.sectors.empty,
    lambda wijken, data, kind: through_sectors(wijken, data, kind.prepare),
    lambda units, data, points, threshold_m, kind: overlaps_by_people(
        units, data.sectors, points, threshold_m=threshold_m, overlaps=kind.overlaps
    ),
)
"""Over the statistical sectors of their wijk, by their people, and evenly over each."""

WIJK = Spread(
    "wijk",
    lambda _: True,
    lambda wijken, _data, _kind: wijken,
    lambda units, _, points, threshold_m, kind: kind.overlaps(
        units, points, threshold_m=threshold_m
    ),
)
"""Evenly over their wijk."""

SPREADS = {spread.code: spread for spread in (ADDRESS, SECTOR, WIJK)}
"""Code → way, the most exact first: in the order in which they are offered."""


def spreads_of(data: SnapshotData) -> dict[str, Spread]:
    """Return the ways that a snapshot has what it takes for, the most exact first."""
    return {code: spread for code, spread in SPREADS.items() if spread.is_offered(data)}


def usual_spread(data: SnapshotData) -> str:
    """Return the code of the way that is shown unless a reader chooses another."""
    return next(iter(spreads_of(data)))


def spread_on(code: str, *data: SnapshotData) -> Spread:
    """Return a way, or the next best where not all of some snapshots have what it takes.

    Two snapshots are compared the same way: else the difference is also one of method.
    """
    ways = list(SPREADS.values())
    return next(
        way
        for way in ways[ways.index(SPREADS[code]) :]
        if all(way.is_offered(snapshot) for snapshot in data)
    )

"""Data whose network and addresses fit their units, whatever was imported last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.snapshot.model import SnapshotData


def refit(data: SnapshotData, *, base: SnapshotData | None) -> SnapshotData:
    """Return the data with their streets cut at the borders of the units that they have now.

    Addresses are in these units too.

    Parameters
    ----------
    data
        With a network, or none.
    base
        What the data were made from: its network, or the new one of the data, fits its units.
    """
    same_units = base is not None and _same(data.units, base.units)
    if not same_units and len(data.addresses):
        data = replace(data, addresses=_relocated(data))
    network = data.network
    if network is None or (base and same_units and _same(data.sectors, base.sectors)):
        return data
    from geodata.network.covered import with_pieces

    return replace(data, network=with_pieces(network, data.units, data.sectors))


def _relocated(data: SnapshotData) -> gpd.GeoDataFrame:
    """Return the addresses, each in the unit that holds it now; those in none stay as they were."""
    from geodata.places.locate import codes_at

    unit = codes_at(data.units, data.addresses.geometry)
    return data.addresses.assign(unit=unit.fillna(data.addresses["unit"]).astype("str"))


def _same(frame: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    """Return whether two layers have the same areas; people do not count."""
    return frame is other or (
        len(frame) == len(other)
        and bool((frame["code"].to_numpy() == other["code"].to_numpy()).all())
        and bool(frame.geometry.geom_equals_exact(other.geometry, 0, align=False).all())
    )

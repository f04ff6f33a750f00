"""The people of new neighbourhoods: estimated from the old ones, or divided over their pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.demand.apportionment import apportion_within
from loaders.imports.border_cuts import shared_parts
from loaders.imports.people_columns import GROUPS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from geodata.snapshot.model import SnapshotData


def areas_with_people(base: SnapshotData, municipalities: Collection[str]) -> gpd.GeoDataFrame:
    """Return the smallest areas whose people are known: sectors if all have figures, or wijken."""
    sectors = base.sectors[base.sectors["municipality"].isin(municipalities)]
    known = set(sectors["municipality"]) - set(
        sectors.loc[sectors[list(GROUPS)].isna().any(axis=1), "municipality"]
    )
    columns = ["municipality", *GROUPS, "geometry"]
    wijken = base.units[
        base.units["municipality"].isin(municipalities) & ~base.units["municipality"].isin(known)
    ]
    parts = [f[columns] for f in (wijken, sectors[sectors["municipality"].isin(known)]) if len(f)]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True))


def estimated_people(rows: gpd.GeoDataFrame, old: gpd.GeoDataFrame) -> dict[str, object]:
    """Return the people of each new neighbourhood: whole, and in sum those of its municipality.

    Parameters
    ----------
    rows
        Polygons in EPSG:3812 with ``municipality``.
    old
        From :func:`areas_with_people`.

    Returns
    -------
    dict
        Group → people; missing in a municipality where those of an old area are.
    """
    known = old[list(GROUPS)].notna().all(axis=1).groupby(old["municipality"]).transform("all")
    names = sorted(set(old["municipality"]))
    of_old = pd.Index(names).get_indexer(old["municipality"])
    of_new = pd.Index(names).get_indexer(rows["municipality"])
    parts = shared_parts(rows, old, all_old=True)
    shares = []
    for band in _bands(old.where(known)):
        totals = np.bincount(of_old, band, minlength=len(names))
        shares.append(apportion_within(of_new, totals, spread(parts, band, len(rows))))
    blank = ~rows["municipality"].isin(old.loc[known, "municipality"]).to_numpy()
    return _groups(shares, blank)


def divided_people(pieces: gpd.GeoDataFrame, old: gpd.GeoDataFrame) -> dict[str, object]:
    """Divide the people of each neighbourhood over its pieces, by who lives in each of them.

    Parameters
    ----------
    pieces
        Polygons in EPSG:3812 with ``row`` (the neighbourhood), ``municipality``, and the people of
        the whole neighbourhood in each of its pieces.
    old
        From :func:`areas_with_people`; where it has no figures, area counts.

    Returns
    -------
    dict
        Group that the pieces have → people of each: whole, and in sum those of its neighbourhood.
    """
    row, first = np.unique(pieces["row"].to_numpy(), return_index=True)
    group = np.searchsorted(row, pieces["row"].to_numpy())
    parts = shared_parts(pieces, old, all_old=False)
    everyone = spread(parts, np.sum(_bands(old), axis=0), len(pieces))
    people, area = pieces[list(GROUPS)], pieces.area.to_numpy()
    known = pd.Series(everyone > 0).groupby(group).transform("any").to_numpy()
    unknown = old[list(GROUPS)].isna().any(axis=1)
    nowhere = pieces["municipality"].isin(old.loc[unknown, "municipality"])
    known = known & ~nowhere.groupby(group).transform("any").to_numpy()
    groups = [group for group in GROUPS if people[group].notna().any()]
    shares = []
    for total, band in zip(_bands(people, groups), _bands(old, groups), strict=True):
        lived = spread(parts, band, len(pieces))
        some = pd.Series(lived).groupby(group).transform("sum").to_numpy() > 0
        weights = np.where(some, lived, everyone)
        weights = np.where(known, weights, area)
        shares.append(apportion_within(group, total[first], weights))
    return _groups(shares, people[groups].isna().any(axis=1).to_numpy(), groups)


def spread(parts: pd.DataFrame, values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return figures of old areas in the new ones, by the share of each that is in them.

    Parameters
    ----------
    parts
        From :func:`loaders.imports.border_cuts.shared_parts`.
    values
        Of each old area.
    size
        How many new areas there are.
    """
    weights = parts["share"].to_numpy() * values[parts["old"]]
    return np.bincount(parts["new"], weights, minlength=size).astype(float)


def _bands(people: pd.DataFrame, groups: Sequence[str] = GROUPS) -> list[NDArray[np.float64]]:
    """Return the people of the oldest group, and of each other one without the older ones.

    They are 0 where a group is not known.
    """
    known = people[list(groups)].notna().all(axis=1)
    figures = people[list(groups)].where(known).astype("Float64").fillna(0).to_numpy(float).T
    return [*(figures[:-1] - figures[1:]), figures[-1]][::-1]


def _groups(
    bands: list[NDArray[np.int64]], blank: NDArray[np.bool_], groups: Sequence[str] = GROUPS
) -> dict[str, object]:
    sums = np.cumsum(bands, axis=0)[::-1]
    return {
        name: pd.arrays.IntegerArray(values, blank)
        for name, values in zip(groups, sums, strict=True)
    }

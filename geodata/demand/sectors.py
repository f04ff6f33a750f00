"""Statistical sectors as the parts of wijken: which wijk each is in, and who lives there.

Inhabitants are counted per sector; their ages are not, and are estimated by the shares of the
municipality. Nobody is lost: a sector that is in no wijk is kept without one, and people
without a sector are kept separately (``schemas.Unplaced``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.crs import require_metric
from geodata.demand.apportionment import apportion_within

if TYPE_CHECKING:
    from collections.abc import Collection

    from geodata.snapshot.model import SnapshotData

GROUPS = ["people_all", "people_65plus", "people_80plus"]

BY_KEY, BY_AREA = "key", "area"
"""How the wijk of a sector was found: in the official key table, or by the area they share."""

LEAST_IN_KEY = 0.9
"""Below this share of codes in common, key table and sectors are of different editions."""

LEAST_INSIDE = 0.5
"""A sector with a smaller share of its area in wijken has no wijk."""


def in_wijken(
    sectors: gpd.GeoDataFrame, units: gpd.GeoDataFrame, keys: pd.Series | None = None
) -> gpd.GeoDataFrame:
    """Assign each sector to one wijk.

    Parameters
    ----------
    sectors
        ``code``, ``municipality`` (NIS) and polygons in EPSG:3812; a previous wijk is dropped.
    units
        Wijken (``schemas.Units``), EPSG:3812.
    keys
        Wijk code by sector code, the official key table. It is used where at least
        ``LEAST_IN_KEY`` of the sectors are in it: with fewer the codes are those of another
        edition, and the same code may be another place.

    Returns
    -------
    geopandas.GeoDataFrame
        The sectors with ``unit``: by the key table, else the wijk that shares most of its area
        with the sector; missing where less than ``LEAST_INSIDE`` of it is in wijken.
        ``placed_by`` is how, ``municipality`` is that of the wijk, and ``inner_x_m`` and
        ``inner_y_m`` are a point inside.

    Raises
    ------
    WrongCrsError
        If either is not in EPSG:3812.
    """
    require_metric(sectors, where="sectors")
    require_metric(units, where="units")
    unit = pd.Series(pd.NA, index=sectors.index, dtype="str")
    if keys is not None and sectors["code"].isin(keys.index).mean() >= LEAST_IN_KEY:
        named = sectors["code"].map(keys)
        unit = named.where(named.isin(units["code"])).astype("str")
    by_key = unit.notna()
    unit = unit.where(by_key, _largest_shared(sectors[~by_key], units).reindex(unit.index))
    placed_by = pd.Series(BY_AREA, index=unit.index, dtype="str").mask(by_key, BY_KEY)
    inner = shapely.point_on_surface(sectors.geometry.to_numpy())
    municipality = unit.map(units.set_index("code")["municipality"])
    return sectors.assign(
        unit=unit.astype("str"),
        placed_by=placed_by.where(unit.notna()),
        municipality=municipality.where(unit.notna(), sectors["municipality"]).astype("str"),
        inner_x_m=shapely.get_x(inner),
        inner_y_m=shapely.get_y(inner),
    )


def reassigned(
    sectors: gpd.GeoDataFrame, units: gpd.GeoDataFrame, municipalities: Collection[str]
) -> gpd.GeoDataFrame:
    """Return sectors with those of some municipalities assigned to its new wijken, by area.

    Parameters
    ----------
    sectors, units
        ``schemas.Sectors`` (maybe none) and ``Units``, with the new wijken.
    municipalities
        NIS codes of the municipalities whose wijken are new.
    """
    mine = sectors["municipality"].isin(municipalities)
    if not mine.any():
        return sectors
    found = pd.concat([sectors[~mine], in_wijken(sectors[mine], units)])
    return gpd.GeoDataFrame(found[sectors.columns].sort_values("code", ignore_index=True))


def _largest_shared(sectors: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return the code of the wijk that most of each sector is in; none where too little is."""
    shapes, wijken = sectors.geometry.to_numpy(), units.geometry.to_numpy()
    area_m2 = shapely.area(shapes)
    tree = shapely.STRtree(wijken)
    # More than half in the wijk around its inner point, and no other can have more: most are done.
    sector, wijk = tree.query(shapely.point_on_surface(shapes), predicate="intersects")
    shared_m2 = shapely.area(shapely.intersection(shapes[sector], wijken[wijk]))
    most = 2 * shared_m2 > area_m2[sector]
    left = np.setdiff1d(np.arange(len(shapes)), sector[most])
    at, others = tree.query(shapes[left], predicate="intersects")
    other_m2 = shapely.area(shapely.intersection(shapes[left[at]], wijken[others]))
    pairs = pd.DataFrame(
        {
            "sector": np.concatenate([sector[most], left[at]]),
            "wijk": np.concatenate([wijk[most], others]),
            "shared_m2": np.concatenate([shared_m2[most], other_m2]),
        }
    )
    inside_m2 = pairs.groupby("sector")["shared_m2"].transform("sum")
    pairs = pairs[inside_m2 >= LEAST_INSIDE * area_m2[pairs["sector"]]]
    best = pairs.sort_values(["shared_m2", "wijk"], ascending=[False, True])
    best = best.drop_duplicates("sector")
    codes = units["code"].to_numpy()[best["wijk"]]
    return pd.Series(codes, index=sectors.index[best["sector"]], dtype="str")


def with_ages(sectors: gpd.GeoDataFrame, municipal: pd.DataFrame) -> gpd.GeoDataFrame:
    """Estimate how many people of 65 and of 80 and over live in each sector.

    The shares are those of its municipality. They are applied to the municipality as a whole,
    rounded, and divided over its sectors by largest remainder: the 65-plussers by people, and the
    80-plussers by 65-plussers, so that everywhere 80+ ≤ 65+ ≤ all.

    Parameters
    ----------
    sectors
        ``municipality`` and ``people_all``; previous ages are dropped.
    municipal
        People of each municipality, of any year: only their shares are read. Index NIS, columns
        ``people_all``, ``people_65plus`` and ``people_80plus``.

    Returns
    -------
    geopandas.GeoDataFrame
        The sectors with ``people_65plus`` and ``people_80plus`` (Int64), missing where their
        people are, or the shares of their municipality.
    """
    everyone = municipal["people_all"].astype("Float64")
    shares = municipal[GROUPS[1:]].div(everyone.where(everyone > 0), axis=0)
    shares = shares.reindex(sectors["municipality"].unique())
    known = sectors["people_all"].notna() & sectors["municipality"].isin(
        shares.index[shares.notna().all(axis=1)]
    )
    of = shares.index.get_indexer(sectors.loc[known, "municipality"])
    people = sectors.loc[known, "people_all"].to_numpy("int64")
    total = np.bincount(of, people, minlength=len(shares))
    found = sectors.drop(columns=GROUPS[1:], errors="ignore")
    weights = people
    for group in GROUPS[1:]:
        share = shares[group].fillna(0).to_numpy("float64")
        weights = apportion_within(of, np.round(total * share), weights)
        column = pd.Series(pd.NA, index=sectors.index, dtype="Int64")
        column[known] = weights
        found[group] = column
    return found


def people_of_wijken(sectors: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return the people of each wijk: the sum of its sectors.

    Parameters
    ----------
    sectors
        ``schemas.Sectors``; those in no wijk are ignored.
    units
        Wijken (``schemas.Units``).

    Returns
    -------
    pandas.DataFrame
        Index ``code``, in the order of the units, and the columns ``people_all``,
        ``people_65plus`` and ``people_80plus`` (Int64). Missing where any sector of the wijk has no
        figure, or it has no sector: what is missing is not zero.

    Examples
    --------
    >>> people = {"people_all": [70, 30], "people_65plus": [7, 3], "people_80plus": [2, 1]}
    >>> sectors = pd.DataFrame({"unit": ["w", "w"], **people})
    >>> people_of_wijken(sectors, pd.DataFrame({"code": ["w"]})).loc["w"].tolist()
    [100, 10, 3]
    """
    sums = sectors.groupby("unit")[GROUPS].sum(skipna=False)
    return sums.reindex(pd.Index(units["code"], name="code")).astype("Int64")


def known_people(units: pd.DataFrame) -> pd.DataFrame:
    """Return per municipality the people of those of its wijken that have figures for every age.

    Only good for shares: index NIS, columns as those of :func:`with_ages`.

    Examples
    --------
    >>> people = {"people_all": [70, None], "people_65plus": [7, 3], "people_80plus": [2, 1]}
    >>> units = pd.DataFrame({"municipality": ["11001", "11001"], **people})
    >>> known_people(units).loc["11001"].tolist()
    [70.0, 7.0, 2.0]
    """
    known = units[units[GROUPS].notna().all(axis=1)]
    return known.groupby("municipality")[GROUPS].sum()


def without_place(data: SnapshotData) -> pd.Series[int]:
    """Return how many people of each municipality have no wijk.

    They have no sector on the map, or one that is in no wijk. Index NIS.
    """
    nowhere = data.sectors.loc[data.sectors["unit"].isna(), ["municipality", "people_all"]]
    everyone = pd.concat([data.unplaced, nowhere.rename(columns={"people_all": "people"})])
    people: pd.Series[int] = everyone.groupby("municipality")["people"].sum().astype("int64")
    return people

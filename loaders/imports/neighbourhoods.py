"""Neighbourhoods of one's own, in place of the wijken of the municipalities that they cover."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.demand.apportionment import apportion_within
from geodata.demand.sectors import reassigned
from geodata.enums import Level
from geodata.errors import RowsError, WrongCrsError
from loaders.files.official_tables import BELGIUM_M
from loaders.files.user_tables import require_source
from loaders.imports.layer_rows import Layer, read_rows
from loaders.imports.population import GROUPS, joined, people_dataset

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.model import Dataset, SnapshotData

OVERLAP_SHARE = 0.1
"""Two neighbourhoods that share more than this of the smaller are not two: the second is refused.
Less is drawn askew, and told."""

COVERED_SHARE = 0.5
"""A municipality of which less is covered keeps its wijken: the neighbourhoods are refused."""

_TOLD_M2 = 100.0
"""Gaps and overlaps up to here are of the pencil, and not told."""


class Remark(NamedTuple):
    """What was measured: ``kind`` is ``overlap``, ``gap`` or ``outside``.

    ``code`` is the neighbourhood (of a gap, the NIS code), ``other`` the neighbourhood that it
    overlaps, ``place`` the name of the municipality.
    """

    kind: str
    code: str
    other: str
    place: str
    area_m2: float


@dataclass(frozen=True)
class Neighbourhoods:
    """What a layer holds.

    Attributes
    ----------
    rows
        ``code``, ``name``, ``municipality`` (NIS, by largest overlap), the people where the layer
        has them, and polygons in EPSG:3812; index: number of the feature.
    remarks
        Overlaps, gaps and what lies outside its municipality, the largest first.
    counted
        The layer has people.
    """

    rows: gpd.GeoDataFrame
    remarks: tuple[Remark, ...]
    counted: bool

    @property
    def municipalities(self) -> list[str]:
        """Return the NIS codes of the municipalities whose wijken the layer replaces."""
        return sorted(set(self.rows["municipality"]))


def import_neighbourhoods(  # noqa: PLR0913  (how a layer may be taken)
    path: Path,
    *,
    base: SnapshotData,
    dataset: Dataset,
    crs: str = "",
    columns: Mapping[str, str] | None = None,
    without: Collection[int] = (),
) -> SnapshotData:
    """Return the base snapshot with the neighbourhoods of a layer in place of its wijken.

    All wijken of the municipalities that the layer covers go. People come from the layer; if it
    has none, those of each municipality are estimated over the new neighbourhoods, by the part of
    each old wijk, or statistical sector where they are loaded, that lies in them.

    Parameters
    ----------
    path, crs, columns, without
        As for :func:`read_neighbourhoods`.
    base
        The snapshot to start from.
    dataset
        Source (publisher and title), day, licence and attribution; the rest is filled in here.

    Raises
    ------
    InputError
        As :func:`read_neighbourhoods`; also if the source is empty.
    """
    require_source(dataset.source, of="layer")
    found = read_neighbourhoods(path, data=base, crs=crs, columns=columns, without=without)
    replaced = base.units["municipality"].isin(found.municipalities)
    old = gpd.GeoDataFrame(base.units[replaced])
    fresh = _units(found, old, _people_known(base, found))
    kept = base.units[~replaced]
    units = gpd.GeoDataFrame(
        pd.concat([kept, fresh[base.units.columns]], ignore_index=True)
        .sort_values("code", ignore_index=True)
        .astype(dict.fromkeys([c for c in base.units if str(c).startswith("people_")], "Int64"))
    )
    sectors = reassigned(base.sectors, units, found.municipalities)
    told = _datasets(base, units, found, dataset)
    return replace(base, units=units, sectors=sectors, datasets=told)


def _people_known(base: SnapshotData, found: Neighbourhoods) -> gpd.GeoDataFrame:
    """Return the smallest areas whose people are known: sectors if all have figures, or wijken."""
    sectors = base.sectors[base.sectors["municipality"].isin(found.municipalities)]
    known = set(sectors["municipality"]) - set(
        sectors.loc[sectors[list(GROUPS)].isna().any(axis=1), "municipality"]
    )
    columns = ["municipality", *GROUPS, "geometry"]
    wijken = base.units[
        base.units["municipality"].isin(found.municipalities)
        & ~base.units["municipality"].isin(known)
    ]
    parts = [f[columns] for f in (wijken, sectors[sectors["municipality"].isin(known)]) if len(f)]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True))


def read_neighbourhoods(
    path: Path,
    *,
    data: SnapshotData,
    crs: str = "",
    columns: Mapping[str, str] | None = None,
    without: Collection[int] = (),
) -> Neighbourhoods:
    """Read neighbourhoods, and measure how they lie.

    Parameters
    ----------
    path
        A Shapefile in a zip, GeoPackage, GeoJSON, GeoParquet or FlatGeobuf: polygons with a code
        and a name, and people (all, 65+ and 80+) or none.
    data
        The snapshot whose municipalities they lie in.
    crs
        EPSG code of the coordinates, where the file does not tell or tells wrongly.
    columns
        Header in the file → our name of the column, if told by hand.
    without
        Numbers of features to leave out.

    Raises
    ------
    UnreadableFileError, MissingColumnError, MissingCrsError, WrongCrsError
        If it is no such file, does not tell its CRS, or lies outside Belgium.
    RowsError
        With every feature that cannot be used: without a code, a name or a valid polygon, with a
        code that another has, on top of another, or of a municipality that is hardly covered.
    """
    return measured(read_rows(path, crs=crs, columns=columns, without=without), data, path.name)


def measured(layer: Layer, data: SnapshotData, where: str = "layer") -> Neighbourhoods:
    """Return the neighbourhoods of a layer, with how they lie; as :func:`read_neighbourhoods`."""
    placed = layer.rows[~layer.rows.index.isin(layer.wrong)]
    _require_belgium(placed, where=where)
    towns = data.areas[data.areas["level"] == Level.MUNICIPALITY].set_index("code")
    nis, outside_m2 = _placed(placed, towns)
    for row in placed.index[nis == ""]:
        layer.refuse(row, "elsewhere", "", "a place in Flanders or Brussels")
    placed, outside_m2 = (
        placed[nis != ""].assign(municipality=nis[nis != ""]),
        outside_m2[nis != ""],
    )
    overlaps = _overlaps(placed, layer)
    gaps = _gaps(placed[~placed.index.isin(layer.wrong)], towns, layer)
    _refuse_known(placed, data.units, layer)
    if layer.problems:
        raise RowsError(where=where, rows=layer.problems)
    names = towns["name"]
    remarks = [
        *(r._replace(place=names[r.place]) for r in (*overlaps, *gaps)),
        *(
            Remark("outside", code, "", names[town], float(area))
            for code, town, area in zip(
                placed["code"], placed["municipality"], outside_m2, strict=True
            )
            if area > _TOLD_M2
        ),
    ]
    remarks.sort(key=lambda remark: -remark.area_m2)
    return Neighbourhoods(placed, tuple(remarks), layer.counted)


def _require_belgium(rows: gpd.GeoDataFrame, *, where: str) -> None:
    if rows.empty:
        return
    west, south, east, north = rows.total_bounds
    if not (
        BELGIUM_M[0] <= west <= east <= BELGIUM_M[2]
        and BELGIUM_M[1] <= south <= north <= BELGIUM_M[3]
    ):
        raise WrongCrsError(
            where=where,
            expected="coordinates in Belgium",
            got=f"{west:.0f}–{east:.0f} east, {south:.0f}–{north:.0f} north in EPSG:3812",
            action="Declare the CRS that the coordinates are really in.",
        )


def _placed(
    rows: gpd.GeoDataFrame, towns: gpd.GeoDataFrame
) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Return the municipality that holds most of each polygon, and how much lies outside it."""
    shapes, grounds = rows.geometry.to_numpy(), towns.geometry.to_numpy()
    row, town = shapely.STRtree(grounds).query(shapes, predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[row], grounds[town]))
    row, town, shared = row[shared > 0], town[shared > 0], shared[shared > 0]
    order = np.lexsort((town, -shared, row))
    first = order[np.diff(row[order], prepend=-1) > 0]
    nis = np.full(len(rows), "", dtype=object)
    nis[row[first]] = towns.index.to_numpy()[town[first]]
    outside = shapely.area(shapes)
    outside[row[first]] -= shared[first]
    return nis, outside


def _overlaps(rows: gpd.GeoDataFrame, layer: Layer) -> list[Remark]:
    """Return where neighbourhoods lie on one another; refuse those that do so for a good part."""
    shapes = rows.geometry.to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    small = np.minimum(shapely.area(shapes[one]), shapely.area(shapes[other]))
    codes, towns = rows["code"].to_numpy(), rows["municipality"].to_numpy()
    remarks = []
    for a, b, area, of in zip(one, other, shared, small, strict=True):
        if area > OVERLAP_SHARE * of:
            got = f"{codes[a]} ({area:,.0f} m²)"
            layer.refuse(rows.index[b], "overlap", got, "a polygon beside the others, not on them")
        elif area > _TOLD_M2:
            remarks.append(Remark("overlap", codes[b], codes[a], towns[b], float(area)))
    return remarks


def _gaps(rows: gpd.GeoDataFrame, towns: gpd.GeoDataFrame, layer: Layer) -> list[Remark]:
    """Return what of each municipality is not covered; refuse where that is most of it."""
    remarks = []
    for nis, part in rows.groupby("municipality"):
        ground = towns.geometry[str(nis)]
        left = shapely.area(shapely.difference(ground, shapely.union_all(part.geometry)))
        if left > (1 - COVERED_SHARE) * ground.area:
            got = f"{towns['name'][str(nis)]} ({1 - left / ground.area:.0%})"
            for row in part.index:
                layer.refuse(row, "cover", got, "a municipality of which at least half is covered")
        elif left > _TOLD_M2:
            remarks.append(Remark("gap", str(nis), "", str(nis), float(left)))
    return remarks


def _refuse_known(rows: gpd.GeoDataFrame, units: gpd.GeoDataFrame, layer: Layer) -> None:
    """Refuse codes that a wijk of another municipality, which stays, has."""
    staying = set(units.loc[~units["municipality"].isin(rows["municipality"]), "code"])
    for row, code in rows["code"].items():
        if code in staying:
            layer.refuse(int(str(row)), "code", code, "a code that no wijk of elsewhere has")


def _units(
    found: Neighbourhoods, old: gpd.GeoDataFrame, people: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the new neighbourhoods as ``geodata.schemas.Units``, in the columns of the old."""
    rows = found.rows.reset_index(drop=True)
    inner = shapely.point_on_surface(rows.geometry.to_numpy())
    parts = _parts(rows, old)
    nearest = parts.sort_values("area_m2").groupby("new")["old"].last()
    like = old.iloc[nearest.reindex(rows.index, fill_value=0).to_numpy()]
    sectors = _spread(parts, old["sectors"].to_numpy(float), len(rows))
    units = rows.assign(
        elz=like["elz"].to_numpy(),
        province=rows["municipality"].map(
            old.drop_duplicates("municipality").set_index("municipality")["province"]
        ),
        sectors=np.maximum(sectors.round(), 1).astype("int64"),
        inner_x_m=shapely.get_x(inner),
        inner_y_m=shapely.get_y(inner),
        estimated=not found.counted,
    )
    if not found.counted:
        units = units.assign(**_estimated(units, _parts(rows, people), people))
    unknown = [str(c) for c in old if c not in units]
    return gpd.GeoDataFrame(units.assign(**dict.fromkeys(unknown, pd.NA)))


def _parts(rows: gpd.GeoDataFrame, old: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the parts that new and old ones share: their positions, area, and share of the old."""
    new_shapes, old_shapes = rows.geometry.to_numpy(), old.geometry.to_numpy()
    new, of_old = shapely.STRtree(old_shapes).query(new_shapes, predicate="intersects")
    same = rows["municipality"].to_numpy()[new] == old["municipality"].to_numpy()[of_old]
    new, of_old = new[same], of_old[same]
    area = shapely.area(shapely.intersection(new_shapes[new], old_shapes[of_old]))
    return pd.DataFrame(
        {"new": new, "old": of_old, "area_m2": area, "share": area / old.area.to_numpy()[of_old]}
    )


def _spread(parts: pd.DataFrame, values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return figures of the old ones in the new ones, by area."""
    weights = parts["share"].to_numpy() * values[parts["old"]]
    return np.bincount(parts["new"], weights, minlength=size).astype(float)


def _estimated(
    units: gpd.GeoDataFrame, parts: pd.DataFrame, old: gpd.GeoDataFrame
) -> dict[str, object]:
    """Return the people of each new neighbourhood: whole, and in sum those of its municipality."""
    known = old[list(GROUPS)].notna().all(axis=1).groupby(old["municipality"]).transform("all")
    people = old[list(GROUPS)].where(known).astype("Float64").fillna(0).to_numpy(float)
    names = sorted(set(old["municipality"]))
    of_old = pd.Index(names).get_indexer(old["municipality"])
    of_new = pd.Index(names).get_indexer(units["municipality"])
    every, over_65, over_80 = people.T
    bands = []
    for band in (over_80, over_65 - over_80, every - over_65):
        totals = np.bincount(of_old, band, minlength=len(names))
        bands.append(apportion_within(of_new, totals, _spread(parts, band, len(units))))
    sums = np.cumsum(bands, axis=0)[::-1]
    blank = ~units["municipality"].isin(old.loc[known, "municipality"]).to_numpy()
    return {
        name: pd.arrays.IntegerArray(values, blank)
        for name, values in zip(GROUPS, sums, strict=True)
    }


def _datasets(
    base: SnapshotData, units: gpd.GeoDataFrame, found: Neighbourhoods, dataset: Dataset
) -> tuple[Dataset, ...]:
    whole = set(base.units["municipality"]) <= set(found.municipalities)
    note = f"{len(found.rows):,} neighbourhoods of {len(found.municipalities):,} municipalities."
    before = base.dataset("units")
    told = dataset if whole else joined(before, dataset)
    flags = () if whole else before.flags
    of_units = replace(
        told,
        name="units",
        rows=len(units),
        flags=flags,
        note=note if whole else f"{before.note} Replaced: {note}",
    )
    people = replace(
        base.dataset("people"),
        note=f"{base.dataset('people').note} Estimated anew over the new neighbourhoods, by area.",
        rows=int(units["people_all"].sum()),
        flags=tuple(dict.fromkeys((*base.dataset("people").flags, "estimated"))),
    )
    if found.counted:
        people = people_dataset(
            base, units, dataset, whole=whole, estimated=False, note="As the layer has them."
        )
    new = {"units": of_units, "people": people}
    return tuple(new.get(d.name, d) for d in base.datasets)

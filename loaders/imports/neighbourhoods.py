"""Neighbourhoods of a user's own, instead of the wijken of the municipalities that they cover."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.demand.apportionment import apportion_within
from geodata.demand.sectors import known_people, reassigned
from geodata.enums import DatasetFlag
from geodata.errors import WrongCrsError
from loaders.files.headers import columns
from loaders.files.layer import ENDINGS, read_polygons
from loaders.files.municipality_lookup import municipalities_in
from loaders.files.official_tables import BELGIUM_M
from loaders.imports.file_kind import FileKind, Option, Reading, Remark
from loaders.imports.layer_rows import features_of, refuse_shape
from loaders.imports.people_columns import AGES_ESTIMATED, GROUPS, with_estimated_ages
from loaders.imports.plausibility import unlikely_in_municipalities
from loaders.imports.population import joined, people_dataset, people_source

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.model import Dataset, SnapshotData
    from loaders.files.table import Table
    from loaders.imports.file_kind import ImportOptions, Source

COLUMNS = columns(
    *("code", "name", *GROUPS),
    code=("code", "geoitem", "id"),
    name=("wijknaam", "wijk", "quartier", "neighbourhood"),
)

OVERLAP_SHARE = 0.1
"""Of two neighbourhoods that share more than this part of the smaller, the second is refused.
A smaller overlap is drawn imprecisely: it is reported."""

COVERED_SHARE = 0.5
"""A municipality of which less is covered keeps its wijken: the neighbourhoods are refused."""

_OTHER_CODE = "Give each neighbourhood a code of its own."
_REPORTED_M2 = 100.0
"""Smaller gaps and overlaps are ignored: imprecise drawing."""


@dataclass(frozen=True)
class Neighbourhoods:
    """What a layer holds.

    Attributes
    ----------
    rows
        ``code``, ``name``, ``municipality`` (NIS, by largest overlap), the people where the layer
        has them, and polygons in EPSG:3812; index: number of the feature.
    counted
        The layer has people.
    estimated_ages
        It has people, but lacks ages.
    """

    rows: gpd.GeoDataFrame
    counted: bool
    estimated_ages: bool = False

    @property
    def municipalities(self) -> list[str]:
        """Return the NIS codes of the municipalities whose wijken the layer replaces."""
        return sorted(set(self.rows["municipality"]))


def read_neighbourhoods(table: Table, data: SnapshotData, options: ImportOptions) -> Reading:
    """Read neighbourhoods, and measure overlaps, gaps and what is outside its municipality.

    A feature is refused without a code, a name or a valid polygon, with the code of another, on
    top of another, or in a municipality that is hardly covered.

    Parameters
    ----------
    table
        Polygons with a code and a name, and people (all, 65+ and 80+) or none.
    data
        The snapshot whose municipalities they are in.
    options
        The CRS of the coordinates, where the file has none or a wrong one.

    Returns
    -------
    Reading
        ``rows``: :class:`Neighbourhoods`.

    Raises
    ------
    BadValueError, MissingCrsError, WrongCrsError
        If the CRS is not known, there is none, or the layer is outside Belgium.
    """
    rows = features_of(table, crs=options.crs)
    rows = rows[~rows.index.isin(table.wrong_rows)]
    _require_belgium(rows, where=table.raw.name)
    towns = municipalities_in(data).set_index("code")
    rows, remarks = _measured(rows, towns, data.units, table)
    counted = GROUPS[0] in rows
    lacking = counted and bool(rows[list(GROUPS)].isna().any(axis=None))
    found = Neighbourhoods(rows, counted, lacking)
    return Reading(
        found,
        tuple(table.problems),
        count=len(rows),
        covered=tuple(sorted(towns.loc[found.municipalities, "name"])),
        counted=found.counted,
        estimated_ages=found.estimated_ages,
        unlikely=unlikely_in_municipalities(rows.set_index("municipality"), data),
        remarks=tuple(sorted(remarks, key=lambda remark: -remark.area_m2)),
    )


def _measured(
    rows: gpd.GeoDataFrame, towns: gpd.GeoDataFrame, units: gpd.GeoDataFrame, table: Table
) -> tuple[gpd.GeoDataFrame, list[Remark]]:
    """Return the rows that go together, with what was measured of them; refuse the others.

    Without a refused row less of its municipality is covered, which may refuse more: it is
    measured again until nothing is refused.
    """
    while True:
        before = len(table.problems)
        nis, outside_m2 = _placed(rows, towns)
        for row in rows.index[nis == ""]:
            refuse_shape(table, row, "elsewhere", "nothing", "a place in Flanders or Brussels")
        placed = rows.assign(municipality=nis, outside_m2=outside_m2)[nis != ""]
        remarks = _overlaps(placed, table)
        remarks += _gaps(placed[~placed.index.isin(table.wrong_rows)], towns, table)
        _refuse_known(placed, units, table)
        if len(table.problems) == before:
            break
        rows = rows[~rows.index.isin(table.wrong_rows)]
    remarks += [
        Remark("outside", code, "", town, float(area))
        for code, town, area in zip(
            placed["code"], placed["municipality"], placed["outside_m2"], strict=True
        )
        if area > _REPORTED_M2
    ]
    names = towns["name"]
    named = [remark._replace(place=names[remark.place]) for remark in remarks]
    return gpd.GeoDataFrame(placed.drop(columns="outside_m2")), named


def import_neighbourhoods(
    reading: Reading, base: SnapshotData, source: Source, options: ImportOptions
) -> SnapshotData:
    """Return the base snapshot with the neighbourhoods of a layer in place of its wijken.

    All wijken of the municipalities that the layer covers go. People come from the layer; if it
    has none, those of each municipality are estimated over the new neighbourhoods, by the part of
    each old wijk, or statistical sector where they are loaded, that is in them.
    """
    del options
    found: Neighbourhoods = reading.rows
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
    datasets = _datasets(base, units, found, people_source(source))
    return replace(base, units=units, sectors=sectors, datasets=datasets)


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
    """Return the municipality with most of each polygon, and how many m² are outside it."""
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


def _overlaps(rows: gpd.GeoDataFrame, table: Table) -> list[Remark]:
    """Return where neighbourhoods overlap; refuse those that do so for a large part."""
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
            refuse_shape(table, rows.index[b], "overlap", got, "a polygon next to the others")
        elif area > _REPORTED_M2:
            remarks.append(Remark("overlap", codes[b], codes[a], towns[b], float(area)))
    return remarks


def _gaps(rows: gpd.GeoDataFrame, towns: gpd.GeoDataFrame, table: Table) -> list[Remark]:
    """Return the uncovered part of each municipality; refuse where that is most of it."""
    remarks = []
    for nis, part in rows.groupby("municipality"):
        ground = towns.geometry[str(nis)]
        left = shapely.area(shapely.difference(ground, shapely.union_all(part.geometry)))
        if left > (1 - COVERED_SHARE) * ground.area:
            got = f"{towns['name'][str(nis)]} ({1 - left / ground.area:.0%})"
            for row in part.index:
                refuse_shape(table, row, "cover", got, "a municipality at least half covered")
        elif left > _REPORTED_M2:
            remarks.append(Remark("gap", str(nis), "", str(nis), float(left)))
    return remarks


def _refuse_known(rows: gpd.GeoDataFrame, units: gpd.GeoDataFrame, table: Table) -> None:
    """Refuse codes that a wijk of another municipality, which stays, has."""
    staying = set(units.loc[~units["municipality"].isin(rows["municipality"]), "code"])
    for row, code in rows["code"].items():
        if code in staying:
            table.refuse_row(row, "code", code, "a code that no other wijk has", _OTHER_CODE)


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
    elif found.estimated_ages:
        units = with_estimated_ages(units, known_people(old)).assign(estimated=True)
    unknown = [str(c) for c in old if c not in units]
    return gpd.GeoDataFrame(units.assign(**dict.fromkeys(unknown, pd.NA)))


def _parts(rows: gpd.GeoDataFrame, old: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what new and old ones share: their positions, area, and share of the old."""
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
    flags = () if whole else before.flags
    of_units = replace(
        dataset if whole else joined(before, dataset),
        name="units",
        rows=len(units),
        flags=flags,
        note=note if whole else f"{before.note} Replaced: {note}",
    )
    people = replace(
        base.dataset("people"),
        note=f"{base.dataset('people').note} Estimated anew over the new neighbourhoods, by area.",
        rows=int(units["people_all"].sum()),
        flags=tuple(dict.fromkeys((*base.dataset("people").flags, DatasetFlag.ESTIMATED))),
    )
    if found.counted:
        note = "As the layer has them." + f" {AGES_ESTIMATED}" * found.estimated_ages
        estimated = found.estimated_ages
        people = people_dataset(base, units, dataset, whole=whole, estimated=estimated, note=note)
    new = {"units": of_units, "people": people}
    return tuple(new.get(d.name, d) for d in base.datasets)


def _template() -> bytes:
    """Return two rectangles that together contain Rijkevorsel, as GeoJSON."""
    remark = "Voorbeeld: vervang deze vlakken door uw eigen wijken"
    west, east = 4.717, 4.83
    halves = (("Zuid", 51.313, 51.35), ("Noord", 51.35, 51.388))
    features = []
    for at, (name, south, north) in enumerate(halves, start=1):
        ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        properties = {
            "code": f"VOORBEELD-{at}",
            "naam": f"Voorbeeld: {name}",
            "inwoners": 1000 * at,
            "65+": 200 * at,
            "80+": 60 * at,
            "opmerking": remark,
        }
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    layer = {"type": "FeatureCollection", "features": features}
    return json.dumps(layer, ensure_ascii=False, indent=1).encode()


NEIGHBOURHOODS = FileKind(
    code="neighbourhoods",
    columns=COLUMNS,
    required=(("code",), ("name",)),
    reader=read_neighbourhoods,
    importer=import_neighbourhoods,
    template=_template,
    template_ending=".geojson",
    opener=read_polygons,
    endings=ENDINGS,
    layer=True,
    command=("import-neighbourhoods",),
    options=frozenset({Option.CRS}),
)

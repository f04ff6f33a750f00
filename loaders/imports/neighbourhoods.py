"""Neighbourhoods of a user's own, instead of the wijken of the municipalities that they cover."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.demand.sectors import known_people, reassigned
from geodata.enums import DatasetFlag, FigureCause
from geodata.polygon_overlaps import overlaps_of
from loaders.files.cells import YES_OR_NO
from loaders.files.headers import columns
from loaders.files.layer import ENDINGS, read_polygons
from loaders.files.municipality_lookup import municipalities_in
from loaders.imports.border_cuts import KEPT_AS_DRAWN_M2, pieces_of, shared_parts
from loaders.imports.file_kind import FileKind, Option, Reading, Remark
from loaders.imports.layer_rows import features_of, refuse_shape
from loaders.imports.neighbourhood_people import (
    areas_with_people,
    divided_people,
    estimated_people,
    spread,
)
from loaders.imports.people_columns import AGES_ESTIMATED, GROUPS, with_estimated_ages
from loaders.imports.plausibility import unlikely_in_municipalities
from loaders.imports.population import joined, people_dataset, people_source

if TYPE_CHECKING:
    from geodata.errors import UnlikelyFigure
    from geodata.snapshot.model import Dataset, SnapshotData
    from loaders.files.table import Table
    from loaders.imports.file_kind import ImportOptions, Source

COLUMNS = columns(
    *("code", "name", *GROUPS, "estimated"),
    code=("code", "geoitem", "id"),
    name=("wijknaam", "wijk", "quartier", "neighbourhood", "namedut", "namefre"),
)
_OF_WIJK = ("wijknaam", "wijk", "quartier", "neighbourhood", "namedut", "namefre")
COLUMNS["name"] = (*_OF_WIJK, *(name for name in COLUMNS["name"] if name not in _OF_WIJK))
"""Where a layer has more names, as Gent has ``wijk`` and ``naam``, that of the wijk is meant."""

COVERED_SHARE = 0.5
"""A municipality of which less is covered keeps its wijken: the neighbourhoods are refused."""

_OTHER_CODE = "Give each neighbourhood a code of its own."
_REPORTED_M2 = KEPT_AS_DRAWN_M2
"""Smaller gaps and overlaps are ignored: imprecise drawing."""


@dataclass(frozen=True)
class Neighbourhoods:
    """What a layer holds.

    Attributes
    ----------
    rows
        One row per neighbourhood, or per piece of one that crosses a municipal border: ``code``
        and ``name`` (with the municipality of a piece), ``municipality`` (NIS), the people where
        the layer has them, whether they are ``estimated``, and polygons in EPSG:3812; index:
        number of the feature.
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
    rows, elsewhere = features_of(table, crs=options.crs)
    rows = rows.assign(estimated=table.coded("estimated", YES_OR_NO).isin([True]))
    rows = rows[~rows.index.isin(table.wrong_rows)]
    towns = municipalities_in(data).set_index("code")
    rows, pieces, remarks = _measured(rows, towns, data.units, table)
    counted = GROUPS[0] in rows
    lacking = counted and bool(rows[list(GROUPS)].isna().any(axis=None))
    named = _named(rows, pieces, towns)
    named = _divided(named, rows, pieces, data) if counted else named.assign(estimated=True)
    found = Neighbourhoods(named, counted, lacking)
    return Reading(
        found,
        tuple(table.problems),
        count=len(rows),
        elsewhere=elsewhere,
        covered=tuple(sorted(towns.loc[found.municipalities, "name"])),
        counted=found.counted,
        estimated_ages=found.estimated_ages,
        unlikely=_unlikely(named, pieces, data),
        remarks=tuple(sorted(remarks, key=lambda remark: -remark.area_m2)),
    )


def _unlikely(
    named: gpd.GeoDataFrame, pieces: gpd.GeoDataFrame, data: SnapshotData
) -> tuple[UnlikelyFigure, ...]:
    """Return unlikely figures; none are households where a piece was left out with its people."""
    found = unlikely_in_municipalities(named.set_index("municipality"), data)
    if pieces["kept"].all():
        return found
    cause = {FigureCause.HOUSEHOLDS: FigureCause.UNKNOWN}
    return tuple(replace(figure, cause=cause.get(figure.cause, figure.cause)) for figure in found)


def _measured(
    rows: gpd.GeoDataFrame, towns: gpd.GeoDataFrame, units: gpd.GeoDataFrame, table: Table
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, list[Remark]]:
    """Return the rows that go together, their pieces, and what was measured of them.

    Without a refused row less of its municipality is covered, which may refuse more: it is
    measured again until nothing is refused. A piece is ``kept`` where its municipality gets new
    wijken.
    """
    while True:
        before = len(table.problems)
        pieces = pieces_of(rows, towns)
        for row in rows.index.difference(pieces["row"]):
            refuse_shape(table, row, "elsewhere", "nothing", "a place in Flanders or Brussels")
        mains = pieces[pieces["main"]].set_index("row")["municipality"]
        rows = rows[rows.index.isin(mains.index)].assign(municipality=mains)
        remarks = _overlaps(rows, table)
        pieces = pieces[~pieces["row"].isin(table.wrong_rows)]
        kept, gaps = _gaps(pieces, towns, table)
        pieces = pieces.assign(kept=pieces["municipality"].isin(kept))
        _refuse_known(_named(rows, pieces, towns), units, table)
        if len(table.problems) == before:
            break
        rows = rows[~rows.index.isin(table.wrong_rows)]
    remarks += gaps + _over_borders(rows, pieces)
    names = towns["name"]
    return rows, pieces, [remark._replace(place=names[remark.place]) for remark in remarks]


def _over_borders(rows: gpd.GeoDataFrame, pieces: gpd.GeoDataFrame) -> list[Remark]:
    """Return which neighbourhoods were cut, and what was dropped of them."""
    codes, remarks = rows["code"], []
    for row, nis, main, area, kept in zip(
        *(pieces[c] for c in ("row", "municipality", "main", "area_m2", "kept")), strict=True
    ):
        if not kept:
            remarks.append(Remark("kept", codes[row], "", nis, float(area)))
        elif not main:
            remarks.append(Remark("crossing", codes[row], "", nis, float(area)))
    left = rows.area - pieces.groupby("row")["area_m2"].sum()
    for row, area in left[left > _REPORTED_M2].items():
        remarks.append(Remark("outside", codes[row], "", rows["municipality"][row], float(area)))
    return remarks


def _named(
    rows: gpd.GeoDataFrame, pieces: gpd.GeoDataFrame, towns: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the pieces that are kept, as neighbourhoods; several with their municipality."""
    kept = pieces[pieces["kept"]]
    features = pd.DataFrame(rows.drop(columns=["geometry", "municipality"]))
    named = kept.join(features, on="row")
    several = named["row"].duplicated(keep=False)
    town = named["municipality"].map(towns["name"])
    named["code"] = named["code"].mask(several, named["code"] + "-" + named["municipality"])
    named["name"] = named["name"].mask(several, named["name"] + " (" + town + ")")
    return gpd.GeoDataFrame(named.set_index("row").drop(columns=["main", "area_m2", "kept"]))


def _divided(
    named: gpd.GeoDataFrame, rows: gpd.GeoDataFrame, pieces: gpd.GeoDataFrame, data: SnapshotData
) -> gpd.GeoDataFrame:
    """Return the neighbourhoods, each piece with its own part of the people of the layer."""
    several = pieces["row"].duplicated(keep=False)
    if not several.any():
        return named
    whole = pieces[several].join(rows[list(GROUPS)], on="row")
    old = areas_with_people(data, set(whole["municipality"]))
    people = pd.DataFrame(divided_people(whole, old), index=whole.index)[whole["kept"]]
    cut = named.index.isin(whole["row"])
    for group in people:
        named.loc[cut, group] = people[group].array
    return gpd.GeoDataFrame(named.assign(estimated=named["estimated"] | cut))


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
    fresh = _units(found, old, areas_with_people(base, found.municipalities))
    kept = base.units[~replaced]
    units = gpd.GeoDataFrame(
        pd.concat([kept, fresh[base.units.columns]], ignore_index=True)
        .sort_values("code", ignore_index=True)
        .astype(dict.fromkeys([c for c in base.units if str(c).startswith("people_")], "Int64"))
    )
    sectors = reassigned(base.sectors, units, found.municipalities)
    datasets = _datasets(base, units, found, people_source(source))
    return replace(base, units=units, sectors=sectors, datasets=datasets)


def _overlaps(rows: gpd.GeoDataFrame, table: Table) -> list[Remark]:
    """Return where neighbourhoods overlap; refuse those that do so for a large part."""
    shapes = rows.geometry.to_numpy()
    codes, towns = rows["code"].to_numpy(), rows["municipality"].to_numpy()
    remarks = []
    for a, b, area, too_much in zip(*overlaps_of(shapes), strict=True):
        if too_much:
            got = f"{codes[a]} in feature {rows.index[a]} ({area:,.0f} m²)"
            refuse_shape(table, rows.index[b], "overlap", got, "a polygon next to the others")
        elif area > _REPORTED_M2:
            remarks.append(Remark("overlap", codes[b], codes[a], towns[b], float(area)))
    return remarks


def _gaps(
    pieces: gpd.GeoDataFrame, towns: gpd.GeoDataFrame, table: Table
) -> tuple[list[str], list[Remark]]:
    """Return the municipalities that get new wijken, and the uncovered part of each.

    A municipality that is hardly covered keeps its wijken; neighbourhoods of which no piece is in
    another one are refused.
    """
    remarks, kept, refused = [], [], {}
    for nis, part in pieces.groupby("municipality"):
        ground = towns.geometry[str(nis)]
        left = shapely.area(shapely.difference(ground, shapely.union_all(part.geometry)))
        if left > (1 - COVERED_SHARE) * ground.area:
            refused[nis] = f"{towns['name'][str(nis)]} ({1 - left / ground.area:.0%})"
            continue
        kept.append(str(nis))
        if left > _REPORTED_M2:
            remarks.append(Remark("gap", str(nis), "", str(nis), float(left)))
    staying = set(pieces.loc[pieces["municipality"].isin(kept), "row"])
    for row, nis in pieces.loc[pieces["main"], ["row", "municipality"]].itertuples(index=False):
        if row not in staying:
            refuse_shape(table, row, "cover", refused[nis], "a municipality at least half covered")
    return kept, remarks


def _refuse_known(rows: gpd.GeoDataFrame, units: gpd.GeoDataFrame, table: Table) -> None:
    """Refuse codes that a wijk of another municipality, which stays, has."""
    staying = set(units.loc[~units["municipality"].isin(rows["municipality"]), "code"])
    for row, code in rows["code"].items():
        if code in staying:
            table.refuse_row(row, "code", code, "a code that no other wijk has", _OTHER_CODE)


def _units(
    found: Neighbourhoods, old: gpd.GeoDataFrame, people: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the new neighbourhoods as ``schemas.Units``, in the columns of the old."""
    rows = found.rows.reset_index(drop=True)
    inner = shapely.point_on_surface(rows.geometry.to_numpy())
    parts = shared_parts(rows, old, all_old=True)
    nearest = parts.sort_values("area_m2").groupby("new")["old"].last()
    like = old.iloc[nearest.reindex(rows.index, fill_value=0).to_numpy()]
    sectors = spread(parts, old["sectors"].to_numpy(float), len(rows))
    units = rows.assign(
        elz=like["elz"].to_numpy(),
        province=rows["municipality"].map(
            old.drop_duplicates("municipality").set_index("municipality")["province"]
        ),
        sectors=np.maximum(sectors.round(), 1).astype("int64"),
        inner_x_m=shapely.get_x(inner),
        inner_y_m=shapely.get_y(inner),
    )
    if not found.counted:
        units = units.assign(**estimated_people(units, people))
    elif found.estimated_ages:
        units = with_estimated_ages(units, known_people(old)).assign(estimated=True)
    unknown = [str(c) for c in old if c not in units]
    return gpd.GeoDataFrame(units.assign(**dict.fromkeys(unknown, pd.NA)))


def _datasets(
    base: SnapshotData, units: gpd.GeoDataFrame, found: Neighbourhoods, dataset: Dataset
) -> tuple[Dataset, ...]:
    whole = set(base.units["municipality"]) <= set(found.municipalities)
    note = f"{len(found.rows):,} neighbourhoods of {len(found.municipalities):,} municipalities."
    if cut := int(found.rows.index.duplicated(keep=False).sum()):
        note += f" {cut:,} are pieces of neighbourhoods that were cut at municipal borders."
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
        estimated = bool(found.rows["estimated"].any()) or found.estimated_ages
        note = "As the layer has them." + f" {AGES_ESTIMATED}" * found.estimated_ages
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
            "inwoners": 4000 * at,
            "65+": 700 * at,
            "80+": 180 * at,
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
    options=frozenset({Option.CRS, Option.LAYER}),
)

"""Static map geometry: one GeoJSON file a region, written once, fetched by the browser."""

from __future__ import annotations

import gzip
import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from geodata.crs import WGS84, require_metric
from geodata.enums import Level
from geodata.regions import codes_hash, region_codes, region_keys
from loaders.store.manifest import INDEX
from loaders.store.search_places import all_places, name_rows, suggestions

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.snapshot.model import SnapshotData

_EXACT_DECIMALS = 7
_GZIP_LEVEL = 7
"""Level 9 saves 0.3 % of the bytes and takes more than twice the time."""
_OUTLINES = {"municipalities": "municipality", "provinces": "province"}
_OF_MUNICIPALITIES = {"municipalities": "code", "provinces": "province", "rops": "rop"}


class Detail(NamedTuple):
    """Level of detail of a region: tolerance in metres, and decimals of a degree."""

    tolerance_m: float
    decimals: int


FINE = Detail(60.0, 5)
COARSE = Detail(150.0, 4)
"""For all of Flanders, where a pixel is 150 m or more: half the bytes."""


@dataclass(frozen=True)
class _Drawing:
    """The units as they are drawn: in the order of their codes, each turned into text once.

    ``borders`` holds the sides of the polygons that are a border, by the name of its kind.
    """

    features: list[str]
    bounds_deg: NDArray[np.float64]
    borders: dict[str, _Sides]


class _Sides(NamedTuple):
    """Sides of polygons, each once.

    ``ends`` holds them in degrees: shape (s, 2 ends, 2). ``units`` holds the positions of the
    polygons on either side, -1 for none: shape (2, s).
    """

    ends: NDArray[np.float64]
    units: NDArray[np.intp]


def write_geometry(snapshot: SnapshotData, folder: Path) -> None:
    """Write the geometry of every region, the service points, and their index ``index.json``.

    A region's file ``wijken-<hash of its content>.json``, with a compressed ``.json.gz`` next to
    it, is a GeoJSON FeatureCollection (RFC 7946) of its units in ascending order of their codes:
    the code is the ``id``, the name the property ``n``. Its member ``outlines`` holds two
    MultiLineStrings, ``municipalities`` and ``provinces``: the borders of these on or in the
    region, each line once, made of the very sides of the units. Its member ``codes_hash`` lets the
    browser refuse a file whose features are not those it has classes for.

    ``points-<hash>.json`` holds what a map says of each service point, ascending by id, and the
    names of places to write on it; ``places-<hash>.json`` the places to suggest
    (:func:`loaders.store.search_places.suggestions`).

    ``gemeenten-<hash>.json`` is the same for a region that has several municipalities, with these
    in place of the units; the property ``f`` is the French name where it is another, and the
    outlines are those of ``municipalities``, ``provinces`` and ``rops``.

    The index gives for each region key, under ``regions`` and ``municipal``: ``file``,
    ``codes_hash`` (``geodata.regions.codes_hash``), ``bounds`` ([[south, west],
    [north, east]] in degrees) and ``units`` (their number).

    Parameters
    ----------
    snapshot
        A snapshot; its units tile the land, in EPSG:3812.
    folder
        Made if it does not exist.

    Raises
    ------
    WrongCrsError
        If the units are not in EPSG:3812.
    """
    folder.mkdir(parents=True, exist_ok=True)
    units = snapshot.units.sort_values("code", ignore_index=True)
    municipal = _municipalities(snapshot)
    of_units = _Layer("wijken", units, _OUTLINES)
    of_municipalities = _Layer("gemeenten", municipal, _OF_MUNICIPALITIES)
    index: dict[str, dict[str, object]] = {"regions": {}, "municipal": {}}
    for region in region_keys(snapshot):
        detail = COARSE if region.level == Level.REGION else FINE
        codes = region_codes(units, snapshot.division, region.key)
        index["regions"][region.key] = of_units.write(folder, codes, detail)
        if region.level in {Level.REGION, Level.PROVINCE, Level.ROP, Level.ELZ}:
            inside = units.loc[units["code"].isin(codes), "municipality"]
            entry = of_municipalities.write(folder, sorted(set(inside)), detail)
            index["municipal"][region.key] = entry
    content = {**index, **_write_points_and_places(snapshot, folder)}
    (folder / INDEX).write_text(json.dumps(content), encoding="utf-8")


def same_regions(one: SnapshotData, other: SnapshotData) -> bool:
    """Return whether two snapshots have the same units, areas and division; people do not count."""
    columns = ["code", "name", "municipality", "elz", "province"]
    return (
        one.areas.equals(other.areas)
        and one.division.equals(other.division)
        and one.units[columns].equals(other.units[columns])
        and bool(one.units.geometry.geom_equals_exact(other.units.geometry, 0).all())
    )


def write_points_and_places(
    snapshot: SnapshotData, folder: Path, *, like: Path, link: bool = False
) -> None:
    """Write the service points and places; take over the files of regions of another snapshot.

    Parameters
    ----------
    snapshot
        A snapshot with the units, areas and division of the other (:func:`same_regions`).
    folder
        Made if it does not exist.
    like
        What :func:`write_geometry` wrote of the other.
    link
        Link to the files of regions where the disk can, so that damage to one is damage to both.
    """
    folder.mkdir(parents=True, exist_ok=True)
    index = json.loads((like / INDEX).read_text(encoding="utf-8"))
    for kind in ("regions", "municipal"):
        for name in {entry["file"] for entry in index[kind].values()}:
            for file in (name, f"{name}.gz"):
                _take_over(like / file, folder / file, link=link)
    content = {**index, **_write_points_and_places(snapshot, folder)}
    (folder / INDEX).write_text(json.dumps(content), encoding="utf-8")


def _take_over(file: Path, to: Path, *, link: bool) -> None:
    """Link to a file where that is asked and the disk can, else copy it."""
    if link:
        with suppress(OSError):  # another disk, or one without links
            to.hardlink_to(file)
            return
    shutil.copyfile(file, to)


class _Layer:
    """Areas that tile the land, each detail of them drawn once."""

    def __init__(self, kind: str, areas: gpd.GeoDataFrame, outlines: dict[str, str]) -> None:
        self.kind = kind
        self.codes = pd.Index(areas["code"])
        self.drawings = {detail: _draw(areas, detail, outlines) for detail in (FINE, COARSE)}

    def write(self, folder: Path, codes: list[str], detail: Detail) -> dict[str, object]:
        """Write the file of the areas with these ascending codes; return its entry in the index."""
        drawing = self.drawings[detail]
        mine = np.zeros(len(self.codes) + 1, dtype=bool)  # the last is of no area
        mine[self.codes.get_indexer(codes)] = True
        fingerprint = codes_hash(codes)
        collection = _collection(drawing, mine, fingerprint)
        bounds_deg = drawing.bounds_deg[mine[:-1]]
        west, south = bounds_deg[:, :2].min(axis=0).tolist()
        east, north = bounds_deg[:, 2:].max(axis=0).tolist()
        return {
            "file": _write(folder, self.kind, collection),
            "codes_hash": fingerprint,
            "bounds": [[south, west], [north, east]],
            "units": len(codes),
        }


def _municipalities(snapshot: SnapshotData) -> gpd.GeoDataFrame:
    """Return the municipalities that have units, ascending by code, with their ``rop``."""
    areas = snapshot.areas
    with_units = areas["code"].isin(snapshot.units["municipality"])
    chosen = areas[(areas["level"] == Level.MUNICIPALITY) & with_units]
    rops = snapshot.division.set_index("municipality")["rop"]
    return chosen.sort_values("code", ignore_index=True).assign(
        rop=lambda frame: frame["code"].map(rops).astype(object).fillna("")
    )


@dataclass(frozen=True)
class RegionFile:
    """The geometry of one region, as :func:`write_geometry` describes it."""

    file: str
    codes_hash: str
    bounds: tuple[tuple[float, float], tuple[float, float]]
    units: int


@dataclass(frozen=True)
class PointsFile:
    """The service points: their file, and their ids in its order with a hash of them."""

    file: str
    ids_hash: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class MapFiles:
    """What the browser can fetch of one snapshot, by region key.

    ``regions`` holds the files of the neighbourhoods, ``municipal`` those of the municipalities;
    ``places`` is empty in a snapshot from before there were suggestions.
    """

    regions: dict[str, RegionFile]
    municipal: dict[str, RegionFile]
    points: PointsFile
    places: str = ""


def read_index(folder: Path) -> MapFiles:
    """Return what :func:`write_geometry` wrote into a folder."""
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    points = index["points"]
    return MapFiles(
        regions={key: RegionFile(**entry) for key, entry in index["regions"].items()},
        municipal={key: RegionFile(**entry) for key, entry in index["municipal"].items()},
        points=PointsFile(**{**points, "ids": tuple(points["ids"])}),
        places=index.get("places", ""),
    )


def _write(folder: Path, kind: str, text: str) -> str:
    """Write a file and a compressed copy under a name made from its content; return the name."""
    content = text.encode()
    name = f"{kind}-{sha256(content).hexdigest()[:12]}.json"
    (folder / name).write_bytes(content)
    (folder / f"{name}.gz").write_bytes(gzip.compress(content, _GZIP_LEVEL, mtime=0))
    return name


def _write_points_and_places(snapshot: SnapshotData, folder: Path) -> dict[str, object]:
    """Write the files that no region has of its own; return their entries in the index."""
    places = all_places(snapshot)
    return {
        "points": _write_points(snapshot, folder, name_rows(snapshot, places)),
        "places": _write(folder, "places", suggestions(snapshot, places)),
    }


def _write_points(
    snapshot: SnapshotData, folder: Path, named: list[list[object]]
) -> dict[str, object]:
    """Write what a map says of each service point and of places; return its entry in the index."""
    points = snapshot.points.sort_values("id", ignore_index=True)
    centres = snapshot.centres.set_index("id").loc[points["centre_id"]]
    areas = snapshot.areas
    names = areas[areas["level"] == Level.MUNICIPALITY].set_index("code")
    names = names.reindex(points["municipality"])
    degrees = points.geometry.to_crs(WGS84)
    table = pd.DataFrame(
        {
            "name": points["site_name"].fillna(pd.Series(centres["name"].to_numpy())),
            "status": centres["status"].to_numpy(),
            "kind": points["kind"],
            "precision": points["precision"],
            "within": points["within_m"].round().astype(object).where(points["within_m"] > 0, None),
            "street": points["street"].fillna(""),
            "place": points["place"].fillna(""),
            "municipality": names["name"].to_numpy(),
            "municipality_fr": names["name_fr"].fillna("").to_numpy(),
        }
    )
    spots = np.column_stack([degrees.y, degrees.x]).round(5).tolist()
    rows = [{**row, "at": at} for row, at in zip(table.to_dict("records"), spots, strict=True)]
    ids = points["id"].tolist()
    fingerprint = codes_hash(ids)
    content = {"ids_hash": fingerprint, "points": rows, "names": named}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return {"file": _write(folder, "points", text), "ids_hash": fingerprint, "ids": ids}


def _draw(units: gpd.GeoDataFrame, detail: Detail, outlines: dict[str, str]) -> _Drawing:
    shapes = _simplified(units, detail)
    names = units["name"]
    french = units.get("name_fr", names)
    features = [
        f'{{"type":"Feature","id":{json.dumps(code)},'
        f'"properties":{_called(name, other)},"geometry":{geometry}}}'
        for code, name, other, geometry in zip(
            units["code"], names, french.fillna(names), shapely.to_geojson(shapes), strict=True
        )
    ]
    ends, sides = _sides(shapes, detail.decimals)
    one, other = sides
    borders = {}
    for name, column in outlines.items():
        area = np.append(pd.factorize(units[column])[0], -2)  # the last is of no unit
        border = area[one] != area[other]
        borders[name] = _Sides(ends[border], sides[:, border])
    return _Drawing(features, shapely.bounds(shapes), borders)


def _called(name: str, french: str) -> str:
    names = {"n": name} if french == name else {"n": name, "f": french}
    return json.dumps(names, ensure_ascii=False, separators=(",", ":"))


def _simplified(units: gpd.GeoDataFrame, detail: Detail) -> NDArray[np.object_]:
    """Return the units simplified together, in degrees, rounded; none is lost."""
    require_metric(units, where="units")
    thin = units.set_geometry(
        shapely.coverage_simplify(units.geometry.to_numpy(), detail.tolerance_m), crs=units.crs
    )
    shapes = _rounded(thin.to_crs(WGS84).geometry.to_numpy(), detail.decimals)
    gone = shapely.area(shapes) == 0
    if gone.any():
        # too small for this detail: drawn as it is
        exact = units.loc[gone].to_crs(WGS84).geometry.to_numpy()
        shapes[gone] = _rounded(exact, _EXACT_DECIMALS)
    return np.asarray(shapely.orient_polygons(shapes))


def _rounded(shapes: NDArray[np.object_], decimals: int) -> NDArray[np.object_]:
    """Return (multi)polygons with rounded corners, without the parts that this makes vanish."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    rings = shapely.transform(rings, lambda xy: np.round(xy, decimals))
    solid = np.asarray(shapely.area(shapely.polygons(rings))) > 0
    shell = np.diff(part, prepend=-1) > 0
    kept = solid & solid[shell][part]
    left, target = np.unique(part[kept], return_inverse=True)
    parts = np.asarray(
        shapely.polygons(shapely.remove_repeated_points(rings[kept]), indices=target)
    )
    owner = owner[left]
    rounded = np.full(len(shapes), shapely.Polygon(), dtype=object)
    shapely.multipolygons(parts, indices=owner, out=rounded)
    alone = np.bincount(owner, minlength=len(shapes))[owner] == 1
    rounded[owner[alone]] = parts[alone]
    return rounded


def _sides(shapes: NDArray[np.object_], decimals: int) -> _Sides:
    """Return the sides of polygons."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    corners = np.rint(xy * 10**decimals).astype(np.int64)
    joined = ring[1:] == ring[:-1]
    ends = np.stack([corners[:-1], corners[1:]], axis=1)[joined]
    unit = owner[part[ring[1:][joined]]]
    # the same side reads the same from both polygons
    backwards = (ends[:, 0] > ends[:, 1])[:, 0] | (
        (ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1])
    )
    ends[backwards] = ends[backwards, ::-1]
    unique, which = np.unique(ends.reshape(-1, 4), axis=0, return_inverse=True)
    first = np.full(len(unique), len(shapes))
    last = np.full(len(unique), -1)
    np.minimum.at(first, which, unit)
    np.maximum.at(last, which, unit)
    last[np.bincount(which) == 1] = -1
    return _Sides(unique.reshape(-1, 2, 2) / 10**decimals, np.stack([first, last]))


def _collection(drawing: _Drawing, mine: NDArray[np.bool_], fingerprint: str) -> str:
    features = ",".join(drawing.features[i] for i in np.flatnonzero(mine))
    outlines = {}
    for name, (ends, units) in drawing.borders.items():
        lines = np.asarray(shapely.linestrings(ends[mine[units].any(axis=0)]))
        merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
        outlines[name] = shapely.to_geojson(shapely.multilinestrings(merged))
    members = ",".join(f'"{name}":{lines}' for name, lines in outlines.items())
    return (
        f'{{"type":"FeatureCollection","codes_hash":"{fingerprint}",'
        f'"features":[{features}],"outlines":{{{members}}}}}'
    )

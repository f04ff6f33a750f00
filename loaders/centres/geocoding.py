"""Positions of centres without coordinates: from an address service, else from their place.

These are addresses of centres, which sources publish; those of visitors are never used here.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import Level, Precision
from geodata.errors import GeocoderError
from geodata.linkage.place_evidence import TOWN
from geodata.places.gazetteer import NEAR_COLUMNS, locate_centres
from geodata.places.text_folding import fold
from geodata.snapshot.frames import CONTACT
from geodata.snapshot.identity_cache import once_per_frame
from loaders.builtin.snapshot import facts, known_deelgemeenten, with_inner_points
from loaders.centres.geolocation import Geolocation, Located
from loaders.store.postcode_places import postcodes_of_belgium, postcodes_of_deelgemeenten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from geodata.snapshot.model import SnapshotData

    Named = Mapping[str, set[str]]

BRUSSELS_CITY = "21004"
GEOLOCATION = "geolocation"
GAZETTEER = "gazetteer"

STRAY_M = 2_000.0
"""How far outside its municipality a position may be: the built-in borders are approximate."""

PAUSE_S = 0.2
"""Seconds between two questions to the address service."""

_ENOUGH_FAILURES = 3


@dataclass(frozen=True)
class Gazetteer:
    """What an address without coordinates is found in, see :func:`geodata.places.gazetteer`."""

    municipalities: gpd.GeoDataFrame
    deelgemeenten: gpd.GeoDataFrame
    wijken: gpd.GeoDataFrame


def gazetteer_of(data: SnapshotData) -> Gazetteer:
    """Return the municipalities, deelgemeenten and wijken of a snapshot, to find places in."""
    return Gazetteer(
        municipalities=_municipalities(data.areas),
        deelgemeenten=known_deelgemeenten(data.units),
        wijken=data.units,
    )


@once_per_frame
def _municipalities(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    towns = areas[areas["level"] == Level.MUNICIPALITY].reset_index(drop=True)
    return with_inner_points(towns, facts("municipalities"))


def municipalities_of(records: pd.DataFrame, *, gazetteer: Gazetteer) -> pd.Series:
    """Return the NIS code of today of each record; missing where nothing gives it.

    What a source calls the municipality may be a former one or a deelgemeente: its name and the
    place are looked for among those of the postcode first. Brussels is the name of its region too:
    with a postcode of another municipality, it is that one. Without any of them, it is the one
    around the position.

    Parameters
    ----------
    records
        ``municipality``, ``postcode``, ``place``, ``lat``, ``lon``, ``precision`` and ``within_m``.
    gazetteer
        The municipalities and deelgemeenten, polygons in EPSG:3812.
    """
    towns, places = _names(gazetteer.municipalities, gazetteer.deelgemeenten)
    known = set(gazetteer.municipalities["code"])
    posts = {post: nis & known for post, nis in _by_postcode().items()}
    texts = records[list(TOWN)].astype("str").fillna("")
    meant = {
        row: _one_municipality(row, towns, places, posts)
        for row in dict.fromkeys(texts.itertuples(index=False, name=None))
    }
    found = [meant[row] for row in texts.itertuples(index=False, name=None)]
    nis = pd.Series(found, records.index, dtype="str")
    return nis.fillna(municipality_at(nearby_positions_of(records), gazetteer.municipalities))


def other_postcode(records: pd.DataFrame, nis: pd.Series) -> pd.Series[bool]:
    """Return which records have a postcode of other municipalities than their own.

    Parameters
    ----------
    records
        ``postcode``.
    nis
        NIS code of each record, missing where not known.
    """
    codes = _by_postcode()
    found = [
        isinstance(code, str) and code not in codes.get(post, {code})
        for code, post in zip(nis, records["postcode"], strict=True)
    ]
    return pd.Series(found, records.index, dtype=bool)


@cache
def _by_postcode() -> dict[str, set[str]]:
    """Return postcode → NIS codes, of all Belgium; to read only."""
    codes = postcodes_of_belgium().groupby("postcode")["nis"].agg(set)
    return {str(post): nis for post, nis in codes.items()}


@once_per_frame
def _names(areas: gpd.GeoDataFrame, parts: gpd.GeoDataFrame) -> tuple[Named, Named]:
    """Return folded name or code → NIS codes: of municipalities, and of the places in them."""
    towns, places = defaultdict(set), defaultdict(set)
    mergers = facts("municipal_mergers")
    known = set(areas["code"])
    for column in ("code", "name", "name_fr"):
        for name, nis in zip(areas[column].fillna("").map(fold), areas["code"], strict=True):
            towns[name].add(nis)
    for column in ("old_nis", "old_name"):
        for name, nis in zip(mergers[column].map(fold), mergers["new_nis"], strict=True):
            if nis in known and name not in towns:
                places[name].add(nis)
    for name, nis in zip(parts["name"].map(fold), parts["municipality"], strict=True):
        places[name].add(nis)
    for alias, nis in facts("place_aliases")[["alias", "nis"]].itertuples(index=False):
        if nis in known:
            places[fold(alias)].add(nis)
    towns.pop("", None)
    return towns, places


def _one_municipality(
    row: tuple[str, str, str], towns: Named, places: Named, posts: Named
) -> str | None:
    """Return the one municipality that a record can mean, or None."""
    stated, postcode, place = row
    here = posts.get(postcode, set())
    if len(here) > 1:  # 1040 and 1050 are also streets of the City of Brussels
        here = here - {BRUSSELS_CITY}
    names = [fold(stated), fold(place)]
    meant = [found for name in names for found in (towns.get(name, set()), places.get(name, set()))]
    if stated in towns and stated.isdigit():
        return stated
    of_region = meant[0] == {BRUSSELS_CITY}
    tries = [*(found & here for found in meant), *[here] * of_region]
    tries += [meant[0], here, *meant[1:]]
    return next((next(iter(found)) for found in tries if len(found) == 1), None)


def positions_of(records: pd.DataFrame) -> gpd.GeoSeries:
    """Return the positions of addresses, in EPSG:3812; None where a record has none."""
    return _spots(records, records["precision"] == Precision.ADDRESS)


def nearby_positions_of(records: pd.DataFrame) -> gpd.GeoSeries:
    """Return the positions that are used, in EPSG:3812; None where a record has none.

    The middle of a street or a place is none: how far the centre may be from it is not known.
    """
    near = (records["precision"] == Precision.NEARBY) & (records["within_m"] > 0)
    return _spots(records, near | (records["precision"] == Precision.ADDRESS))


def _spots(records: pd.DataFrame, chosen: pd.Series[bool]) -> gpd.GeoSeries:
    known = (chosen & records["lat"].notna()).to_numpy(bool)
    degrees = gpd.points_from_xy(records["lon"][known], records["lat"][known], crs=WGS84)
    points = np.full(len(records), None, dtype=object)
    points[known] = degrees.to_crs(METRIC_CRS)
    return gpd.GeoSeries(points, records.index, crs=METRIC_CRS)


def municipality_at(points: gpd.GeoSeries, municipalities: gpd.GeoDataFrame) -> pd.Series:
    """Return the NIS code of the municipality around each point."""
    at, area = municipalities.sindex.query(points.array, predicate="intersects")
    codes = pd.Series(municipalities["code"].to_numpy()[area], points.index[at], dtype="str")
    return codes[~codes.index.duplicated()].reindex(points.index)


def stray_records(records: pd.DataFrame, *, gazetteer: Gazetteer) -> pd.Series[bool]:
    """Tell which positions are farther than ``STRAY_M`` from the municipality of the record.

    One that is nearby may be as much farther as it is uncertain.

    Parameters
    ----------
    records
        ``municipality`` a NIS code, missing where not known.
    gazetteer
        The municipalities, polygons in EPSG:3812.
    """
    most_m = STRAY_M + records["within_m"].fillna(0.0).to_numpy()
    spots = nearby_positions_of(records)
    return far_from_municipality(
        spots, records["municipality"], gazetteer.municipalities, most_m=most_m
    )


def far_from_municipality(
    points: gpd.GeoSeries,
    nis: pd.Series,
    municipalities: gpd.GeoDataFrame,
    *,
    most_m: float | NDArray[np.float64] = STRAY_M,
) -> pd.Series[bool]:
    """Tell which points (EPSG:3812) are farther than ``most_m`` from their municipality.

    ``most_m`` is one number of metres, or one for each point.
    """
    shapes = municipalities.set_index("code").geometry.reindex(nis)
    return pd.Series(shapely.distance(points.array, shapes.array) > most_m, points.index)


def geocode(
    records: pd.DataFrame,
    *,
    locate: Callable[[str], Located | None],
    pause_s: float = PAUSE_S,
    sleep: Callable[[float], Any] = time.sleep,
    progress: Callable[[str], None] = lambda _: None,
) -> pd.DataFrame:
    """Ask an address service for the records that have a street and no exact position.

    Where it knows the street alone, the record is as near as the farthest corner of the
    box that the service gives around the street. Without a box nothing is known of that.

    Every address is asked once, one after the other. After three failures in a row the service is
    not asked any more, and the remaining records stay as they are.

    Parameters
    ----------
    records
        ``street``, ``postcode``, ``place``, ``municipality``, ``lat``, ``lon``, ``precision`` and
        ``within_m``.
    locate
        :meth:`loaders.centres.geolocation.Geolocation.locate`; it may raise a ``GeocoderError``.
    pause_s, sleep
        Time between two questions, and how it is spent.
    progress
        Called with a short English line at the start, and if it gives up.

    Returns
    -------
    pandas.DataFrame
        The records; those that were found better than they were known with ``lat``, ``lon``,
        ``precision`` and ``within_m``, and ``located_by`` = ``geolocation``.
    """
    queries = _queries(records)
    answers: dict[str, Located] = {}
    failures = 0
    if queries.notna().any():
        progress(f"Looking up {queries.nunique()} addresses")
    for n, query in enumerate(dict.fromkeys(queries.dropna())):
        if n:
            sleep(pause_s)
        try:
            found = locate(query)
        except GeocoderError:
            failures += 1
            if failures == _ENOUGH_FAILURES:
                progress("The address service does not answer: places are used instead")
                break
            continue
        failures = 0
        if found is not None:
            answers[query] = found
    hits = queries.map(answers.get, na_action="ignore")
    rows = records.copy()
    here = pd.Series(
        [
            isinstance(hit, Located) and hit.error_m < (math.inf if math.isnan(known) else known)
            for hit, known in zip(hits, records["within_m"], strict=True)
        ],
        records.index,
        dtype=bool,
    )
    found_here = list(hits[here])
    rows.loc[here, "lat"] = [hit.lat for hit in found_here]
    rows.loc[here, "lon"] = [hit.lon for hit in found_here]
    near = [str(Precision.NEARBY if hit.error_m else Precision.ADDRESS) for hit in found_here]
    rows.loc[here, "precision"] = near
    rows.loc[here, "within_m"] = [hit.error_m or math.nan for hit in found_here]
    rows.loc[here, "located_by"] = GEOLOCATION
    return rows


def address_service(
    url: str, *, progress: Callable[[str], None] = lambda _: None
) -> Callable[[pd.DataFrame], pd.DataFrame] | None:
    """Return :func:`geocode` with the service at an address; None if there is no address."""
    if not url:
        return None
    return partial(geocode, locate=Geolocation(url).locate, progress=progress)


def _queries(records: pd.DataFrame) -> pd.Series:
    """Return what to ask for each record; missing where there is nothing to ask."""
    text = {c: records[c].astype("str").fillna("") for c in ("street", *TOWN)}
    town = text["place"].where(text["place"] != "", text["municipality"])
    query = text["street"] + ", " + (text["postcode"] + " " + town).str.strip()
    exact = positions_of(records).notna().to_numpy()
    open_ones = (text["street"] != "") & ((town != "") | (text["postcode"] != ""))
    return query.where(open_ones & ~exact)


def placed_by_name(
    points: pd.DataFrame, *, gazetteer: Gazetteer
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Give points without an address that of their spot, place or municipality.

    Parameters
    ----------
    points
        ``street``, ``postcode``, ``place`` and ``municipality`` (NIS), contact; and ``lat``,
        ``lon`` and ``within_m`` where they are known to be nearby.
    gazetteer
        What places are found in.

    Returns
    -------
    points : geopandas.GeoDataFrame
        ``precision``, ``within_m``, ``whereabouts`` and the geometry (EPSG:3812), by the index of
        the points.
    whereabouts : geopandas.GeoDataFrame
        ``schemas.Whereabouts``: the possible areas of the vague ones.
    """
    near = [column for column in NEAR_COLUMNS if column in points]
    asked = points[[*CONTACT, "municipality", *near]].assign(
        name="-", operator="", evidence="", source="-"
    )
    _, found, whereabouts = locate_centres(
        asked,
        municipalities=gazetteer.municipalities,
        deelgemeenten=gazetteer.deelgemeenten,
        aliases=facts("place_aliases"),
        wijken=gazetteer.wijken,
        postcodes=postcodes_of_deelgemeenten(),
    )
    found = found.set_index(points.index)[["precision", "within_m", "whereabouts", "geometry"]]
    return gpd.GeoDataFrame(found), whereabouts


def joined_whereabouts(frames: Iterable[gpd.GeoDataFrame], *, named: set[str]) -> gpd.GeoDataFrame:
    """Return the possible areas with one of these keys, of each key the first."""
    every = pd.concat(list(frames), ignore_index=True)
    kept = every[every["key"].isin(named) & ~every["key"].duplicated()]
    return gpd.GeoDataFrame(kept.reset_index(drop=True), crs=METRIC_CRS)

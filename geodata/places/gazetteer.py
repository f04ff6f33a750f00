"""Centres on the map by a spot near them or the name of their place, where no address is known.

Such a position is nominal: it stands for the disc around the spot, or a whole place or
municipality. Its precision says so, and its whereabouts is the polygon in which the real address
lies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.crs import METRIC_CRS, WGS84, require_metric
from geodata.enums import PointKind, Precision, Status
from geodata.errors import BadValueError, MissingColumnError, UnknownCodeError
from geodata.places.text_folding import fold
from geodata.reach.discs import disc_in

if TYPE_CHECKING:
    from collections.abc import Iterable

_STATUS = {"recognised": Status.RECOGNISED, "applied": Status.PENDING}
_ISO_DATE = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])")
_OF_POSTCODE = re.compile(r";\s*postcode\b[^;]*")
"""Part of a source that says where the postcode of a centre comes from."""

NEAR_COLUMNS = ("lat", "lon", "within_m")
"""A spot in WGS84, and within how many metres of it a centre is."""

_CONTACT = ["street", "postcode", "place", "phone", "email", "website"]
_TEXT = ["name", "operator", "municipality", "evidence", "source", *_CONTACT]
_HELD = ("opening_hours", "status", "note")
_UNKNOWN_COLUMNS = ("site_name", "wheelchair", "activities")
_PLACE_LEVELS = ("deelgemeente", "wijk")


def locate_centres(
    centres: pd.DataFrame,
    *,
    municipalities: gpd.GeoDataFrame,
    deelgemeenten: gpd.GeoDataFrame,
    aliases: pd.DataFrame,
    wijken: gpd.GeoDataFrame | None = None,
    postcodes: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Give each centre one service point, as exactly as the name of its place allows.

    The place is looked for within the stated municipality only: among its deelgemeenten, then its
    wijken. A name that occurs twice there, or not at all, leaves the deelgemeenten with the stated
    postcode, where these are not all of the municipality; else the municipality. A spot that the
    centre is known to be near leaves the part of the disc around it in the municipality, where that
    says more than the place does.

    Parameters
    ----------
    centres
        One row per centre, all text: ``name``, ``operator``, ``street``, ``postcode``, ``place``,
        ``municipality`` (Dutch or French name, or NIS), ``phone``, ``email``, ``website``,
        ``evidence`` and ``source``. Empty or missing where not known. If there are such columns,
        ``opening_hours``, ``status`` and ``note``; ``lat``, ``lon`` (WGS84) and ``within_m``
        (metres).
    municipalities
        ``code`` (NIS), ``name``, ``inner_x_m``, ``inner_y_m`` and polygons in EPSG:3812;
        ``name_fr`` if there is one.
    deelgemeenten, wijken
        ``code``, ``name``, ``municipality`` (NIS), ``inner_x_m``, ``inner_y_m`` and polygons in
        EPSG:3812.
    aliases
        Other names of places: ``alias``, ``name`` and ``nis``.
    postcodes
        ``postcode`` and ``code`` of the deelgemeenten that have it.

    Returns
    -------
    centres : pandas.DataFrame
        ``schemas.Centres``. The id follows from name and NIS code; ``checked_on`` is the
        latest full date that the source mentions, but for that of a postcode. Without a
        ``status``, it follows from the evidence.
    points : geopandas.GeoDataFrame
        ``schemas.ServicePoints``, precision ``nearby``, ``place`` or ``municipality``. The
        point is the spot, the inner point of the area, or one that does lie in its polygon.
    whereabouts : geopandas.GeoDataFrame
        ``schemas.Whereabouts``: the polygons that the points name.

    Raises
    ------
    MissingColumnError
        If ``centres`` lacks a column.
    BadValueError
        If a centre has no name or no source.
    UnknownCodeError
        If a municipality is not known.
    WrongCrsError
        If polygons are not in EPSG:3812.
    """
    rows = _cleaned(centres)
    places = _places(municipalities, deelgemeenten, wijken)
    nis = _municipality_codes(rows["municipality"], municipalities)
    keys = pd.Series(
        _place_keys(rows["place"], nis, places, aliases), index=rows.index, dtype="str"
    )
    if postcodes is not None:
        areas = _postcode_areas(rows["postcode"][keys.isna()], nis, places, postcodes)
        keys = keys.fillna(areas["key"])
        places = pd.concat([places, areas.drop_duplicates("key").set_index("key")])
    keys = keys.fillna("municipality:" + nis)
    slug = (rows["name"].map(fold) + " " + nis).str.replace(" ", "-")
    nth = slug.groupby(slug).cumcount()
    ids = slug.where(nth == 0, slug + "-" + (nth + 1).astype("str"))
    near = _near(centres.reset_index(drop=True), keys, nis, places)
    by_name = ~keys.index.isin(near.index)
    used = places.loc[sorted(set(keys[by_name]))]
    nominal = gpd.GeoSeries(gpd.points_from_xy(used["inner_x_m"], used["inner_y_m"]), used.index)
    areas = pd.concat([used.geometry, near.drop_duplicates("key").set_index("key").geometry])
    nominal = pd.concat([nominal.set_crs(METRIC_CRS), near.set_index("key")["spot"]])
    nominal = nominal[~nominal.index.duplicated()]
    nominal = nominal.where(nominal.covered_by(areas), areas.representative_point())
    named = np.where(keys.str.startswith("municipality:"), Precision.MUNICIPALITY, Precision.PLACE)
    precision = pd.Series(named, rows.index, dtype="str").where(by_name, str(Precision.NEARBY))
    keys = near["key"].reindex(rows.index).fillna(keys).astype("str")
    points = gpd.GeoDataFrame(
        rows[_CONTACT].assign(
            id=ids + "-main",
            centre_id=ids,
            kind=str(PointKind.MAIN),
            municipality=nis,
            opening_hours=rows["opening_hours"],
            **{column: pd.Series(pd.NA, rows.index, dtype="str") for column in _UNKNOWN_COLUMNS},
            precision=precision,
            within_m=near["within_m"].reindex(rows.index),
            whereabouts=keys,
        ),
        geometry=gpd.GeoSeries(nominal.loc[keys].to_numpy(), rows.index, crs=METRIC_CRS),
    )
    status = rows["status"].fillna(rows["evidence"].map(_STATUS)).fillna(Status.UNKNOWN)
    located = rows[["name", "operator", "evidence", "source"]].assign(
        remark=rows["note"],
        id=ids,
        status=status.map(str).astype("str"),
        checked_on=_latest_dates(rows["source"].str.replace(_OF_POSTCODE, "", regex=True)),
    )
    return located, points, areas.rename("geometry").rename_axis("key").reset_index()


def _near(
    centres: pd.DataFrame, keys: pd.Series, nis: pd.Series, places: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return ``key``, disc, ``spot`` and ``within_m`` of the centres that are near a spot.

    Those whose place is smaller than the disc are left out.
    """
    given = centres.reindex(columns=list(NEAR_COLUMNS)).apply(pd.to_numeric, errors="coerce")
    given = given[given.notna().all(axis=1) & (given["within_m"] > 0)]
    named = places.geometry.loc[keys[given.index]]
    given = given[given["within_m"].to_numpy() < shapely.minimum_bounding_radius(named.array)]
    degrees = gpd.points_from_xy(given["lon"], given["lat"], crs=WGS84)
    spots = gpd.GeoSeries(degrees.to_crs(METRIC_CRS), given.index)
    towns = places.geometry.loc["municipality:" + nis[given.index]]
    found = [
        (f"near:{nis[at]}:{spot.x:.0f}:{spot.y:.0f}:{far_m:g}", disc_in(spot, far_m, town))
        for at, spot, far_m, town in zip(given.index, spots, given["within_m"], towns, strict=True)
    ]
    return gpd.GeoDataFrame(
        {
            "key": pd.Series([key for key, _ in found], given.index, dtype="str"),
            "spot": spots,
            "within_m": given["within_m"],
        },
        geometry=gpd.GeoSeries([area for _, area in found], given.index, crs=METRIC_CRS),
        crs=METRIC_CRS,
    )


def approximate_deelgemeenten(units: gpd.GeoDataFrame, places: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give places a polygon: the wijken of the municipality that lie nearer to it than to others.

    The wijk in which the inner point of a place lies is always part of it, so that no place is
    without one or misses its own point; there the polygons overlap.

    Parameters
    ----------
    units
        Wijken (``schemas.Units``) in EPSG:3812.
    places
        ``code``, ``municipality`` (NIS), ``inner_x_m`` and ``inner_y_m`` (EPSG:3812).

    Returns
    -------
    geopandas.GeoDataFrame
        ``places`` with a polygon, in EPSG:3812.
    """
    columns = ["code", "municipality", "inner_x_m", "inner_y_m"]
    pairs = units[columns].merge(places[columns], on="municipality", suffixes=("", "_place"))
    pairs["distance_m"] = np.hypot(
        pairs["inner_x_m"] - pairs["inner_x_m_place"], pairs["inner_y_m"] - pairs["inner_y_m_place"]
    )
    nearest = pairs.loc[pairs.groupby("code")["distance_m"].idxmin(), ["code", "code_place"]]
    points = gpd.points_from_xy(places["inner_x_m"], places["inner_y_m"], crs=METRIC_CRS)
    place, unit = units.sindex.nearest(points, return_all=False)
    home = pd.DataFrame(
        {"code": units["code"].to_numpy()[unit], "code_place": places["code"].to_numpy()[place]}
    )
    parts = pd.concat([nearest, home]).drop_duplicates().sort_values("code_place", kind="stable")
    cells = units.set_index("code").geometry.loc[parts["code"]].to_numpy()
    owners, first = np.unique(parts["code_place"].to_numpy(object), return_index=True)
    shapes = [shapely.coverage_union_all(group) for group in np.split(cells, first[1:])]
    polygons = gpd.GeoSeries(shapes, pd.Index(owners, name="code_place"), name="geometry")
    return gpd.GeoDataFrame(places.join(polygons, on="code", validate="1:1"), crs=METRIC_CRS)


def _cleaned(centres: pd.DataFrame) -> pd.DataFrame:
    missing = [column for column in _TEXT if column not in centres]
    if missing:
        raise MissingColumnError(
            where="centres",
            expected=f"columns {', '.join(_TEXT)}",
            got=f"none called {', '.join(missing)}",
            action="Add the column; leave it empty where nothing is known.",
        )
    text = centres.reindex(columns=[*_TEXT, *_HELD])
    text = text.astype("str").apply(lambda column: column.str.strip())
    cleaned: pd.DataFrame = text.where(text != "").reset_index(drop=True)
    for column in ("name", "source"):
        if cleaned[column].isna().any():
            raise BadValueError(
                where=f"centres, row {int(cleaned[column].isna().argmax()) + 1}, {column}",
                expected="a text",
                got="nothing",
                action="Fill it in, or leave the row out.",
            )
    return cleaned


def _places(
    municipalities: gpd.GeoDataFrame,
    deelgemeenten: gpd.GeoDataFrame,
    wijken: gpd.GeoDataFrame | None,
) -> gpd.GeoDataFrame:
    """Return all areas by key; ``folded`` and ``municipality`` are what they are found by."""
    levels = {"municipality": municipalities.assign(municipality=municipalities["code"])}
    levels |= dict(zip(_PLACE_LEVELS, (deelgemeenten, wijken), strict=True))
    columns = ["code", "name", "municipality", "inner_x_m", "inner_y_m", "geometry"]
    frames = []
    for level, frame in levels.items():
        if frame is None:
            continue
        require_metric(frame, where=level)
        keyed = frame.set_geometry(frame.geometry.rename("geometry"))[columns]
        frames.append(keyed.set_axis(level + ":" + frame["code"].astype("str")).assign(level=level))
    places = gpd.GeoDataFrame(pd.concat(frames))
    return places.assign(folded=places["name"].map(fold))


def _municipality_codes(names: pd.Series, municipalities: gpd.GeoDataFrame) -> pd.Series:
    """Return the NIS code of each name (or NIS code)."""
    codes = municipalities["code"]
    known: dict[str, str] = {}
    for column in ("name_fr", "name", "code"):
        if column in municipalities:
            named = municipalities[column].fillna("").map(fold)
            known |= dict(zip(named, codes, strict=True))
    known.pop("", None)  # of those without a French name
    found = names.fillna("").map(fold).map(known)
    if found.isna().any():
        raise UnknownCodeError(
            where=f"centres, row {int(found.isna().argmax()) + 1}, municipality",
            expected="the name or NIS code of a municipality of Flanders or Brussels",
            got=repr(names[found.isna()].iloc[0]),
            action="Correct the municipality; after a merger, give the new one.",
        )
    return found.astype("str")


def _place_keys(
    places: pd.Series, nis: pd.Series, areas: gpd.GeoDataFrame, aliases: pd.DataFrame
) -> Iterable[str | None]:
    """Return the key of each place within its municipality; None where no single one fits."""
    keys: dict[tuple[str, str], str] = {}
    for level in reversed(_PLACE_LEVELS):
        one = areas[areas["level"] == level]
        one = one[~one.duplicated(["municipality", "folded"], keep=False)]
        keys |= dict(
            zip(zip(one["municipality"], one["folded"], strict=True), one.index, strict=True)
        )
    other = {
        (code, fold(alias)): fold(name)
        for code, alias, name in aliases[["nis", "alias", "name"]].itertuples(index=False)
    }
    wanted = zip(nis, places.fillna("").map(fold), strict=True)
    return [keys.get((code, other.get((code, name), name))) for code, name in wanted]


def _postcode_areas(
    stated: pd.Series, nis: pd.Series, places: gpd.GeoDataFrame, postcodes: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Return the ``key``, area and inner point of postcodes that are a part of a municipality."""
    parts = places[places["level"] == "deelgemeente"]
    of_town = parts.groupby("municipality")["code"].agg(set).to_dict()
    of_post = postcodes.groupby("postcode")["code"].agg(set).to_dict()
    rows = {}
    stated = stated.dropna()
    for at, postcode, code in zip(stated.index, stated, nis[stated.index], strict=True):
        town = of_town.get(code, set())
        meant = town & of_post.get(postcode, set())
        if meant and meant != town:
            area = parts.loc[parts["code"].isin(meant)].union_all()
            spot = area.representative_point()
            rows[at] = (f"postcode:{code}:{postcode}", spot.x, spot.y, area)
    columns = ["key", "inner_x_m", "inner_y_m", "geometry"]
    found = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return gpd.GeoDataFrame(found.astype({"key": "str"}), crs=METRIC_CRS)


def _latest_dates(sources: pd.Series) -> pd.Series:
    """Return the latest full date that each text mentions; month and year alone are no date."""
    found = sources.str.findall(_ISO_DATE).explode()
    valid = pd.to_datetime(found, format="%Y-%m-%d", errors="coerce")
    latest = valid.groupby(level=0).max()
    return latest.dt.strftime("%Y-%m-%d").astype("str")

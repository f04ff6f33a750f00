"""The official areas: layers and key table of the Flemish provinces (``gebiedsniveaus``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.enums import Level
from geodata.errors import (
    BadValueError,
    DuplicateCodeError,
    GeometryError,
    MissingColumnError,
    UnknownCodeError,
    UnreadableFileError,
)
from geodata.places.made_names import with_made_names
from geodata.snapshot.model import Dataset
from loaders.builtin.snapshot import WIJKEN_ATTRIBUTION, deelgemeente_points, facts
from loaders.files.official_tables import read_layer, read_sheet
from loaders.sources.statbel_sectors import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COMMIT = "3b1b6d8d3548e495f597db134f437f0d08898535"
"""Of github.com/provinciesincijfers/gebiedsniveaus, 12 March 2026: the edition that is fetched."""

KEY_TABLE = "verwerkt_alle_gebiedsniveaus.xlsx"
LAYERS = {
    "ggw7.shp": "geoitem|ggw7|ggw7_Field",
    "deelgemeente.shp": "geoitem|deelgemeente|deelgemeen",
    "gemeente.shp": "geoitem|gemeente",
    "elz.shp": "elz|geoitem",
    "provincie.shp": "provincie|geoitem",
}
"""File name → the column with the code, as the editions since 2025 name it."""

FILES = frozenset({KEY_TABLE, *LAYERS})

_KEYS = ("statsec", "ggw7", "deelgemeente", "gemeente", "provincie", "elz")
_ELZ_NAME = "elz_naam|Nameelz|Name elz|Name_elz"
_NAMED = dict.fromkeys(("ggw7.shp", "deelgemeente.shp", "provincie.shp"), "naam|name")
_WAVES = {"2019": "2018 or before", "2025": "2019 to 2024"}
"""Year of mergers → the years of an edition that still has the municipalities that merged then."""
_ONE_EDITION = (
    f"Import layers and key table of one and the same edition, such as commit {COMMIT[:7]} (March "
    "2026); those of commit 0fdfacf (February 2026) are of two."
)
_TOLERANCE_M2 = 1.0
"""Wijken and what they make up may differ by this much (the real ones by less than 0.00001)."""

_PUBLISHER = (
    "Data & Analyse van de Vlaamse provincies, github.com/provinciesincijfers/gebiedsniveaus"
)


@dataclass(frozen=True)
class Levels:
    """The official areas, in EPSG:3812, and the key that joins them.

    Attributes
    ----------
    layers
        File name → ``code``, ``name`` (where the file has one) and polygons.
    keys
        One row per statistical sector that has a place on the map: ``ggw7``, ``deelgemeente``,
        ``gemeente``, ``provincie``, ``elz`` and ``elz_naam``.
    placeholders
        Number of rows for people without a known sector, left out of ``keys``.
    """

    layers: Mapping[str, gpd.GeoDataFrame]
    keys: pd.DataFrame
    placeholders: int


def read_levels(files: Mapping[str, Path]) -> Levels:
    """Read the layers and the key table, and check that they belong together.

    Parameters
    ----------
    files
        File name (of ``FILES``) → path.

    Raises
    ------
    InputError
        With the file, the feature and what to do: a file or column is missing or unreadable, the
        edition is older than 2025 or a mix of two, a code is unknown or occurs twice, a geometry is
        no good, or the wijken do not make up the municipalities, eerstelijnszones and provinces.
    """
    missing = sorted(FILES - files.keys())
    if missing:
        raise UnreadableFileError(
            where="gebiedsniveaus",
            expected=f"the files {', '.join(sorted(FILES))} together",
            got=f"no {', '.join(missing)}",
            action="Download the missing ones of the same edition, each .shp with its companions.",
        )
    layers = {name: _read(files[name], name) for name in LAYERS}
    table = _read_keys(files[KEY_TABLE], layers["gemeente.shp"]["code"])
    unplaced = table["statsec"].str.contains(NOWHERE) | table["ggw7"].str.contains(NOWHERE)
    keys = table[~unplaced]
    _check_keys(keys, layers)
    wijken = layers["ggw7.shp"]
    key = _key_of_wijken(keys).loc[wijken["code"]]
    for name, column in (("gemeente", "gemeente"), ("elz", "elz"), ("provincie", "provincie")):
        _check_makes_up(wijken, key[column].to_numpy(), layers[f"{name}.shp"], where=f"{name}.shp")
    return Levels(layers, keys, int(unplaced.sum()))


def official_units(levels: Levels) -> gpd.GeoDataFrame:
    """Return the wijken as ``schemas.Units``, without people, in the order of their code.

    The municipality comes from the key table: 93 codes begin with a NIS code from before a merger.
    """
    wijken = levels.layers["ggw7.shp"].sort_values("code", ignore_index=True)
    key = _key_of_wijken(levels.keys).loc[wijken["code"]].reset_index()
    inner = shapely.point_on_surface(wijken.geometry.to_numpy())
    units = gpd.GeoDataFrame(
        {
            "code": wijken["code"],
            "name": _without_suffix(wijken["name"]),
            "municipality": key["gemeente"],
            "elz": key["elz"].where(key["elz"] != ""),
            "province": key["provincie"],
            "sectors": key["sectors"],
            "estimated": True,
            "inner_x_m": shapely.get_x(inner),
            "inner_y_m": shapely.get_y(inner),
        },
        geometry=wijken.geometry,
    )
    return units.assign(name=with_made_names(units, deelgemeente_points()))


def official_areas(
    levels: Levels, *, municipalities: pd.DataFrame, provinces: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Return municipalities, eerstelijnszones and provinces as ``schemas.Areas``.

    Parameters
    ----------
    levels
        What was read.
    municipalities
        The facts: ``nis``, ``name_nl``, ``name_fr`` and ``province_code``.
    provinces
        ``code``, ``name`` and ``name_fr``; the layer has no French names.

    Raises
    ------
    UnknownCodeError
        If the layers have another municipality or province, or lack one.
    """
    facts = municipalities[["nis", "name_nl", "name_fr", "province_code"]].set_axis(
        ["code", "name", "name_fr", "province"], axis=1
    )
    elz = levels.keys.rename(columns={"elz": "code", "elz_naam": "name"})
    names = {
        Level.MUNICIPALITY: ("gemeente.shp", facts),
        Level.ELZ: ("elz.shp", elz.assign(name_fr=None, province=None).drop_duplicates("code")),
        Level.PROVINCE: ("provincie.shp", provinces.assign(province=provinces["code"])),
    }
    frames = []
    for level, (file, table) in names.items():
        layer = levels.layers[file][["code", "geometry"]]
        _require_known(layer["code"], table["code"], where=file, known="areas that Nabij knows")
        _require_known(table["code"], layer["code"], where="areas that Nabij knows", known=file)
        named = layer.merge(table[["code", "name", "name_fr", "province"]], on="code", how="left")
        frames.append(named.assign(level=str(level)).sort_values("code"))
    areas = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True))
    return areas[["level", "code", "name", "name_fr", "province", "geometry"]]


def official_deelgemeenten(levels: Levels) -> gpd.GeoDataFrame:
    """Return the deelgemeenten: ``code``, ``name``, ``municipality``, inner point and polygon."""
    layer = levels.layers["deelgemeente.shp"]
    nis = levels.keys.drop_duplicates("deelgemeente").set_index("deelgemeente")["gemeente"]
    inner = shapely.point_on_surface(layer.geometry.to_numpy())
    return layer.assign(
        name=_without_suffix(layer["name"]),
        municipality=layer["code"].map(nis),
        inner_x_m=shapely.get_x(inner),
        inner_y_m=shapely.get_y(inner),
    )


def official_datasets(
    levels: Levels, *, areas: int, known_wijken: pd.Series
) -> tuple[Dataset, Dataset]:
    """Return where the wijken and the areas above them come from.

    Parameters
    ----------
    levels
        What was read.
    areas
        Number of areas above the wijken.
    known_wijken
        Codes of the edition of 1 January 2025: only that one is dated, for the files themselves
        do not say which situation they show.
    """
    codes = levels.layers["ggw7.shp"]["code"]
    situation = "2025-01-01" if set(codes) == set(known_wijken) else ""
    return (
        Dataset(
            name="units",
            rows=len(codes),
            source=_PUBLISHER,
            reference_date=situation,
            licence="Modellicentie Gratis Hergebruik v1.0",
            attribution=WIJKEN_ATTRIBUTION,
            note=f"Wijken of {len(levels.keys):,} statistical sectors; {levels.placeholders} rows "
            "of the key table are for people without a known sector and have no place on the map.",
        ),
        Dataset(
            name="areas",
            rows=areas,
            source=f"Statbel; {_PUBLISHER}",
            reference_date=situation,
            licence="CC BY 4.0",
            attribution=", ".join(filter(None, ("© Statbel", situation))),
            note="The wijken make them up exactly.",
        ),
    )


def _read(path: Path, name: str) -> gpd.GeoDataFrame:
    columns = [LAYERS[name], _NAMED[name]] if name in _NAMED else [LAYERS[name]]
    found = [column.partition("|")[0] for column in columns]
    layer = read_layer(path, columns=columns, key=found[0])
    layer = layer.rename(columns=dict(zip(found, ("code", "name"), strict=False)))
    placed = layer[~layer["code"].str.contains(NOWHERE)].reset_index(drop=True)
    return placed.assign(code=placed["code"].str.lstrip("0"))  # a number, or 04000 for Brussels


def _read_keys(path: Path, municipalities: pd.Series[str]) -> pd.DataFrame:
    """Read the key table, once it is known to be of an edition that can be read."""
    try:
        table = read_sheet(path, columns=(*_KEYS, _ELZ_NAME))
    except MissingColumnError:  # perhaps because it is older
        _require_edition(read_sheet(path, columns=("gemeente",))["gemeente"], municipalities)
        raise
    _require_edition(table["gemeente"], municipalities)
    return table.assign(
        deelgemeente=table["deelgemeente"].mask(table["deelgemeente"].str.contains(NOWHERE), ""),
        provincie=table["provincie"].str.lstrip("0"),
    )


def _require_edition(in_table: pd.Series[str], in_layer: pd.Series[str]) -> None:
    """Raise UnknownCodeError if layers or key table have municipalities from before 2025."""
    (of_table, example), (of_layer, other) = _edition(in_table), _edition(in_layer)
    if not of_table and not of_layer:
        return
    names = {"": "2025 or later"}
    table, layer = names.get(of_table, of_table), names.get(of_layer, of_layer)
    both = f"those of {table}" if table == layer else f"a key table of {table}, layers of {layer}"
    raise UnknownCodeError(
        where=KEY_TABLE if of_table else "gemeente.shp",
        expected="the areas of 2025 or later",
        got=f"{both}: with {example or other}",
        action=_ONE_EDITION,
    )


def _edition(nis: pd.Series[str]) -> tuple[str, str]:
    """Return the years of which municipalities are, and one that no longer is; else empty."""
    mergers = facts("municipal_mergers")
    gone = mergers[~mergers["old_nis"].isin(mergers["new_nis"]) & mergers["old_nis"].isin(nis)]
    if gone.empty:
        return "", ""
    first = gone.sort_values("year").iloc[0]
    return _WAVES[first["year"]], f"{first['old_name']} ({first['old_nis']})"


def _key_of_wijken(keys: pd.DataFrame) -> pd.DataFrame:
    """Return municipality, province, eerstelijnszone and number of sectors of each wijk."""
    by_wijk = keys.groupby("ggw7")
    return by_wijk[["gemeente", "provincie", "elz"]].first().assign(sectors=by_wijk.size())


def _check_keys(keys: pd.DataFrame, layers: Mapping[str, gpd.GeoDataFrame]) -> None:
    twice = keys[keys["statsec"].duplicated()]
    if len(twice):
        raise DuplicateCodeError(
            where=f"{KEY_TABLE}, row {twice.index[0] + 2}, statsec",
            expected="each statistical sector once",
            got=f"{twice['statsec'].iloc[0]} for the second time",
            action="Remove the row.",
        )
    nis = keys["gemeente"]
    wrong = keys[~nis.str.fullmatch(r"\d{5}")]
    if len(wrong):
        raise BadValueError(
            where=f"{KEY_TABLE}, row {wrong.index[0] + 2}, gemeente",
            expected="a NIS code of five digits",
            got=repr(wrong["gemeente"].iloc[0]),
            action="Correct the cell.",
        )
    for column in ("gemeente", "provincie", "elz"):
        pairs = keys[["ggw7", column]].drop_duplicates()
        several = pairs.loc[pairs["ggw7"].duplicated(), "ggw7"]
        if len(several):
            raise DuplicateCodeError(
                where=f"{KEY_TABLE}, wijk {several.iloc[0]}, {column}",
                expected="one code for the whole wijk",
                got="several",
                action="Correct the rows of this wijk.",
            )
    for column in ("ggw7", "deelgemeente", "gemeente", "elz", "provincie"):
        codes = layers[f"{column}.shp"]["code"]
        used = keys[column][keys[column] != ""]
        _require_known(used, codes, where=f"{KEY_TABLE}, {column}", known=f"{column}.shp")
        _require_known(codes, used, where=f"{column}.shp", known=KEY_TABLE)


def _require_known(codes: pd.Series, known_codes: pd.Series, *, where: str, known: str) -> None:
    unknown = codes[~codes.isin(known_codes)]
    if len(unknown):
        raise UnknownCodeError(
            where=where,
            expected=f"codes of {known}",
            got=f"{unknown.iloc[0]} ({len(unknown)} rows)",
            action=_ONE_EDITION,
        )


def _check_makes_up(
    wijken: gpd.GeoDataFrame, code_of: np.ndarray, layer: gpd.GeoDataFrame, *, where: str
) -> None:
    """Raise unless the wijken of each area make it up: no gap, no overlap, nothing outside."""
    whole = layer.set_index("code").geometry
    united = wijken[["geometry"]].dissolve(code_of).geometry.reindex(whole.index)
    difference_m2 = shapely.area(shapely.symmetric_difference(united.to_numpy(), whole.to_numpy()))
    overlap_m2 = wijken.area.groupby(code_of).sum().reindex(whole.index) - united.area
    worst = np.nan_to_num(np.maximum(difference_m2, overlap_m2), nan=np.inf)
    if worst.max() > _TOLERANCE_M2:
        raise GeometryError(
            where=f"{where}, feature {whole.index[int(worst.argmax())]}",
            expected="exactly the wijken (ggw7.shp) that the key table gives it",
            got=f"{worst.max():,.0f} m² of difference or overlap",
            action=_ONE_EDITION,
        )


def _without_suffix(names: pd.Series) -> pd.Series:
    """Return names without the municipality in brackets at their end."""
    return names.str.replace(re.compile(r"\s*\([^()]*\)$"), "", regex=True)

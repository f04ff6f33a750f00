"""Statbel's statistical sectors and the people in them: the finest units with people there are.

Two things differ from one edition to the next: the names of the columns, and the codes (those of
2024 and 2025 do not join). Both are detected here and reported.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.crs import to_metric
from geodata.errors import (
    DuplicateCodeError,
    GeometryError,
    MissingColumnError,
    MissingCrsError,
    UnknownCodeError,
)
from loaders.builtin.wallonia import WALLONIA
from loaders.files.numbers import MOST_PEOPLE, numbers_in
from loaders.files.official_tables import (
    as_text,
    pick_columns,
    read_table,
    readable_layer,
    require_in_belgium,
)
from loaders.files.safe_open import opened_zip, require_content, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

SECTORS_NAME = re.compile(
    r"sh_statbel_statistical_sectors_(?:\d{4,5}_)?(\d{4})\d{4}", re.IGNORECASE
)
PEOPLE_NAME = re.compile(
    r"(?:OPEN(?:[ _+-]|%20)?DATA[ _]SECTOREN|TF_POP_STRUCT_SECTORS)[ _](\d{4})(_OLD|_NEW)?",
    re.IGNORECASE,
)
"""How Statbel names its files, whatever stands before or after: the borders without the number of
their CRS until 2019, the people as ``TF_POP_STRUCT_SECTORS`` until 2018."""

REGIONS = ("02000", "04000")
"""NIS codes of the Flemish and the Brussels-Capital Region."""

NOWHERE = re.compile(r"ZZZZ|ONBE?$")
"""In the code of people whose sector, wijk or deelgemeente is not known (*onbekend*)."""

LEAST_JOINED = 0.9
"""Below this share the codes of areas and people are not of the same edition."""

_COLUMNS = {
    "code": r"cd_sector|cs\d{8}",
    "municipality": r"cd_munty_r(efnis)?|cnis5_\d{4}",
    "region": r"cd_rgn_ref(nis)?|cnis_regio(_\d{4})?",
}
_NAMES = {
    "name": r"tx_sector_(descr_nl)?|t_sec_nl",
    "name_fr": r"tx_sector_descr_fr|tx_secto_1|t_sec_fr",
    "deelgemeente": r"cd_sub_mun(ty)?|c_nis6",
    "municipality_name": r"tx_munty_d(escr_nl)?|t_mun_nl",
}
"""What Nabij calls a column → what Statbel calls it: in the files, in its readme of 2025, and cut
at ten characters as a Shapefile does. What is in the second may be missing."""

_PEOPLE_COLUMNS = ("CD_SECTOR", "CD_REFNIS|CD_MUNTY_REFNIS", "TOTAL|POPULATION|MS_POPULATION")
_WITHOUT_NIS = 4
"""Characters of a sector's code without the NIS code in front of it."""

_LAYERS = (".geojson", ".json", ".sqlite", ".gpkg", ".shp")
AREA_ENDINGS = frozenset({".zip", *_LAYERS})
_DEGREES = 360.0
_SAME_EDITION = (
    "Use areas and people of the same year; of 2025 the people in the file that ends with _NEW."
)


@dataclass(frozen=True)
class Joined:
    """Sectors with their people.

    Attributes
    ----------
    sectors
        As :func:`read_sectors` has them, with ``people`` (Int64; missing is not zero).
    without_people
        Codes of sectors that the people's table does not have.
    without_area
        Codes of the people's table that no sector has, without those that have no known sector.
    people_without_area
        People in those.
    people_nowhere
        People whose sector is not known.
    unplaced
        Those of the last two, row by row (``schemas.Unplaced``).
    outside
        Number of rows of municipalities of Wallonia, left out.
    """

    sectors: gpd.GeoDataFrame
    without_people: tuple[str, ...]
    without_area: tuple[str, ...]
    people_without_area: int
    people_nowhere: int
    unplaced: pd.DataFrame
    outside: int


def read_sectors(path: Path) -> gpd.GeoDataFrame:
    """Read the sectors of Flanders and Brussels.

    Parameters
    ----------
    path
        GeoJSON, SQLite, GeoPackage or Shapefile, or a zip that holds one of them. At most 3 GB of
        memory for the 227 MB of 2026.

    Returns
    -------
    geopandas.GeoDataFrame
        ``code``, ``municipality`` (NIS) and ``region`` as text, ``name``, ``name_fr``,
        ``deelgemeente`` and ``municipality_name`` too (``""`` where the file lacks them), and valid
        2D (multi)polygons in EPSG:3812, sorted by code. ``attrs["repaired"]`` is the number of
        polygons that were not valid as they came.

    Raises
    ------
    UnreadableFileError, MissingColumnError, DuplicateCodeError, MissingCrsError, WrongCrsError,
    GeometryError
        With the file, the feature and what to do. The CRS is read from the file, never guessed
        from its name: Lambert 72 and Lambert 2008 lie 500 km apart.
    """
    with _unpacked(path) as layer:
        frame = _read(layer, where=path.name)
    frame = frame[frame["region"].isin(REGIONS)]
    if frame.empty:
        raise unreadable(path, expected="sectors of Flanders and Brussels", got="none")
    wrong = frame["code"].eq("") | frame["code"].duplicated()
    if wrong.any():
        code = frame.loc[wrong, "code"].iloc[0]
        raise DuplicateCodeError(
            where=f"{path.name}, sector code",
            expected="a code of its own for each sector",
            got=f"{code} for the second time" if code else "no code",
            action="Download the file again from Statbel.",
        )
    return _metric(frame.sort_values("code", ignore_index=True), where=path.name)


def read_sector_population(path: Path) -> pd.DataFrame:
    """Read the people per sector, of all of Belgium.

    Parameters
    ----------
    path
        ``OPENDATA_SECTOREN_<year>``, or ``TF_POP_STRUCT_SECTORS_<year>`` until 2018: zip or txt
        (``|``, UTF-8), or XLSX.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``municipality`` (NIS) and ``people`` (Int64), one row per sector. Where the
        number is blank or none, people are missing: not zero. A code of four characters, as until
        2018, gets the NIS code in front of it.

    Raises
    ------
    UnreadableFileError, MissingColumnError, DuplicateCodeError
        With the file, the line and what to do.
    """
    table = read_table(path, columns=_PEOPLE_COLUMNS)
    total, code = table["TOTAL"].str.strip(), table["CD_SECTOR"].str.strip()
    nis = table["CD_REFNIS"].str.strip()
    people = numbers_in(total).found
    people = people.where((people % 1 == 0) & (people < MOST_PEOPLE))
    found = pd.DataFrame(
        {
            "code": code.mask(code.str.len() == _WITHOUT_NIS, nis + code),
            "municipality": nis,
            "people": people.astype("Int64"),
        }
    )
    wrong = found["code"].eq("") | found["code"].duplicated()
    if wrong.any():
        line, code = found.index[wrong][0], found.loc[wrong, "code"].iloc[0]
        raise DuplicateCodeError(
            where=f"{path.name}, line {line}, CD_SECTOR",
            expected="a code of its own for each sector",
            got=f"{code} for the second time" if code else "no code",
            action="Download the file again from Statbel.",
        )
    return found


def join_sectors(
    sectors: gpd.GeoDataFrame, population: pd.DataFrame, *, least: float = LEAST_JOINED
) -> Joined:
    """Bring people to their sectors, and tell what does not join.

    Parameters
    ----------
    sectors
        As :func:`read_sectors` returns them.
    population
        As :func:`read_sector_population` returns it; of municipalities that no sector lies in
        (those of Wallonia) nothing is asked.
    least
        Share of the sectors, and of the people's codes, that must join.

    Raises
    ------
    UnknownCodeError
        If fewer join: they are of different editions.
    """
    nowhere = population["code"].str.contains(NOWHERE)
    placed = population[~nowhere]
    ours = placed["municipality"].isin(sectors["municipality"])
    here = placed[ours | placed["code"].isin(sectors["code"])]
    joins = here["code"].isin(sectors["code"])
    has_people = sectors["code"].isin(here["code"])
    share = min(joins.mean() if len(here) else 0.0, has_people.mean())
    if share < least:
        raise UnknownCodeError(
            where="statistical sectors and their people",
            expected=f"codes of which at least {least:.0%} join",
            got=f"{int(joins.sum()):,} of {len(here):,} codes with people, "
            f"and {int(has_people.sum()):,} of {len(sectors):,} sectors",
            action=_SAME_EDITION,
        )
    people = here.set_index("code")["people"]
    unknown = population[nowhere & population["municipality"].isin(sectors["municipality"])]
    return Joined(
        sectors=sectors.assign(people=sectors["code"].map(people).astype("Int64")),
        without_people=tuple(sectors.loc[~has_people, "code"]),
        without_area=tuple(here.loc[~joins, "code"]),
        people_without_area=int(here.loc[~joins, "people"].sum()),
        people_nowhere=int(unknown["people"].sum()),
        unplaced=pd.concat([here[~joins], unknown], ignore_index=True),
        outside=int(population["municipality"].str.fullmatch(WALLONIA).sum()),
    )


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """Give the layer itself: of a zip the one that it holds, unpacked until the block ends."""
    require_content(path)
    if not zipfile.is_zipfile(path):
        if path.suffix.lower() == ".zip":
            raise unreadable(path, expected="a complete zip file", got="a damaged or cut-off one")
        yield path
        return
    with opened_zip(path) as archive, tempfile.TemporaryDirectory(prefix="nabij-") as folder:
        members = {name: PurePosixPath(name) for name in archive.namelist()}
        layers = [path for path in members.values() if path.suffix.lower() in _LAYERS]
        if len(layers) != 1:
            expected = f"one layer in the zip ({', '.join(_LAYERS)})"
            raise unreadable(path, expected=expected, got=f"{len(layers)}")
        for name, member in members.items():  # a Shapefile is several files
            if member.with_suffix("") == layers[0].with_suffix(""):
                with archive.open(name) as packed, (Path(folder) / member.name).open("wb") as out:
                    shutil.copyfileobj(packed, out)
        yield Path(folder) / layers[0].name


def _read(layer: Path, *, where: str) -> gpd.GeoDataFrame:
    """Read the columns that are needed, under our names, and the geometry in the file's CRS."""
    import geopandas as gpd
    import pyogrio

    with readable_layer(Path(where)):
        fields = [str(field) for field in pyogrio.read_info(layer)["fields"]]
        found = _fields(fields, where=where)
        frame = pyogrio.read_dataframe(layer, columns=list(found))
    if not isinstance(frame, gpd.GeoDataFrame):
        raise unreadable(Path(where), expected="geometries", got="a table without them")
    columns = as_text(pick_columns(pd.DataFrame(frame), found, where=where))
    columns = columns.rename(columns=found)
    columns = columns.reindex(columns=[*_COLUMNS, *_NAMES], fill_value="")
    columns["region"] = columns["region"].str.zfill(5)  # 2000, where a format takes it for a number
    return gpd.GeoDataFrame(columns, geometry=frame.geometry)


def _fields(fields: list[str], *, where: str) -> dict[str, str]:
    """Return field of the file → our name for it."""
    found = {}
    for ours, pattern in {**_COLUMNS, **_NAMES}.items():
        field = next((f for f in fields if re.fullmatch(pattern, f, re.IGNORECASE)), None)
        if field is not None:
            found[field] = ours
        elif ours in _COLUMNS:
            raise MissingColumnError(
                where=where,
                expected=f"a column like {pattern}",
                got=", ".join(fields[:20]) or "no columns",
                action="Use the statistical sectors as Statbel publishes them.",
            )
    return found


def _metric(frame: gpd.GeoDataFrame, *, where: str) -> gpd.GeoDataFrame:
    import shapely

    degrees = frame.crs is not None and frame.crs.is_geographic
    if degrees and np.abs(frame.total_bounds).max() > _DEGREES:
        raise MissingCrsError(  # a GeoJSON that declares none passes for WGS84
            where=where,
            expected="a coordinate reference system",
            got="none: the coordinates are no degrees",
            action="Use the Shapefile of the same edition: it declares its CRS.",
        )
    shapes = shapely.force_2d(to_metric(frame, where=where).geometry.to_numpy())
    bad = ~shapely.is_valid(shapes)
    shapes[bad] = shapely.make_valid(shapes[bad], method="structure", keep_collapsed=False)
    unfit = shapely.is_empty(shapes) | ~np.isin(shapely.get_type_id(shapes), (3, 6))
    unfit |= shapely.is_missing(shapes)
    if unfit.any():
        raise GeometryError(
            where=f"{where}, sector {frame['code'].to_numpy()[unfit][0]}",
            expected="a (multi)polygon",
            got="none, or one that cannot be repaired",
            action="Download the file again from Statbel.",
        )
    require_in_belgium(shapely.total_bounds(shapes), frame.crs, where=where)
    found = frame.set_geometry(shapes, crs="EPSG:3812")
    found.attrs["repaired"] = int(bad.sum())
    return found

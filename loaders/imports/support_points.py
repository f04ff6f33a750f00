"""The regionale ondersteuningspunten, from a file that their coordinator supplies.

There is no column for the name of a person: function mailboxes and the phone of the door only.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import SupportTheme
from geodata.errors import (
    MissingColumnError,
    MissingCrsError,
    RowProblem,
    RowsError,
    UnreadableFileError,
)
from geodata.model import SUPPORT_TEXTS
from geodata.places.text_folding import fold, words_of
from loaders.files.coordinates import CRS_OF, DECLARABLE, Spot, declared_crs, metric
from loaders.files.official_tables import as_text
from loaders.files.safe_open import require_content
from loaders.files.user_tables import MAX_BYTES, find_columns, read_table

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {
    "id": ("id", "code", "rop id"),
    "name": ("naam", "nom", "name", "rop", "ondersteuningspunt", "point d'appui", "support point"),
    "host": ("gastorganisatie", "organisatie", "gehuisvest bij", "hébergé par", "host"),
    "street": ("straat", "straat en nummer", "adres", "rue", "adresse", "street", "address"),
    "postcode": ("postcode", "code postal", "postal code"),
    "place": ("plaats", "gemeente", "localité", "lieu", "commune", "place", "town", "municipality"),
    "phone": ("telefoon", "tel", "téléphone", "phone", "telephone"),
    "email": ("e-mail", "email", "mail", "e-mailadres", "courriel"),
    "website": ("website", "site", "site web", "url"),
    "themes": ("thema's", "themas", "thema", "thèmes", "thème", "themes", "theme"),
    "lat": ("lat", "latitude", "breedtegraad"),
    "lon": ("lon", "long", "lng", "longitude", "lengtegraad"),
    "x": ("x", "x-coördinaat", "coordonnée x", "x coordinate"),
    "y": ("y", "y-coördinaat", "coordonnée y", "y coordinate"),
    "crs": ("crs", "epsg", "coördinatenstelsel", "système de coordonnées", "coordinate system"),
}
"""Our name of each column → the headers it may have: Dutch, French or English."""

_THEMES = {
    SupportTheme.FINANCE: (
        *("finance", "financieel beleid", "financieel", "financiën", "financial policy"),
        *("politique financière", "gestion financière", "finances"),
    ),
    SupportTheme.PERSONNEL: (
        *("personnel", "personeelsbeleid", "personeel", "hr", "personnel policy", "staff"),
        *("politique du personnel", "gestion du personnel"),
    ),
    SupportTheme.QUALITY: ("quality", "kwaliteit", "kwaliteitszorg", "kwaliteitsbeleid", "qualité"),
    SupportTheme.COOPERATION: ("cooperation", "samenwerking", "coöperatie", "collaboration"),
}
_THEME_OF = {fold(word): theme for theme, words in _THEMES.items() for word in words}
_HEADERS = frozenset(fold(header) for headers in COLUMNS.values() for header in headers)
_FEW = 12
_WHERE = frozenset({"lat", "lon", "x", "y", "crs"})
_CORRECT = "Correct the cell."


@dataclass(frozen=True)
class _Table:
    """What a file holds.

    Attributes
    ----------
    cells
        Text under our names, ``""`` where empty; index: the row, or the number of the feature.
    headers
        Our name of each column that is there → its header.
    spots
        Where each row says that it is; None where it does not.
    problems
        What is wrong so far.
    """

    cells: pd.DataFrame
    headers: dict[str, str]
    spots: list[Spot | None] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    def refuse(self, row: Any, column: str, got: str, expected: str, action: str) -> None:
        """Note what is wrong with a cell."""
        header = self.headers.get(column, column)
        self.problems.append(RowProblem(int(row), header, got or "an empty cell", expected, action))


def read_support_points(path: Path, *, crs: str = "") -> gpd.GeoDataFrame:
    """Read support points from a table or GeoJSON.

    Parameters
    ----------
    path
        CSV, XLSX or GeoJSON. A name is needed, and where it is: in a table ``lat`` and ``lon``, or
        ``x`` and ``y`` with the CRS in a column of their own or in ``crs``; in GeoJSON, WGS84
        unless its member ``crs`` names another. ``themes`` are separated by commas or semicolons.
    crs
        EPSG code of ``x`` and ``y`` where the table does not tell.

    Returns
    -------
    geopandas.GeoDataFrame
        ``geodata.schemas.SupportPoints``, none an ``example``, in EPSG:3812. The id is the one
        given, or the name, in plain letters with hyphens.

    Raises
    ------
    UnreadableFileError, MissingColumnError, MissingCrsError, BadValueError
        If it is no such file, or its CRS is not declared or not known.
    RowsError
        With every row that cannot be used; in GeoJSON, the number of the feature.
    """
    geojson = path.suffix.lower() in {".geojson", ".json"}
    table = _features(path) if geojson else _rows(path, declared_crs(crs))
    spots = _spots(table)
    themes = [_themes(table, row, text) for row, text in table.cells["themes"].items()]
    ids = _ids(table)
    if table.problems:
        raise RowsError(where=path.name, rows=table.problems)
    texts = table.cells[["name", *SUPPORT_TEXTS]].assign(themes=themes)
    texts.insert(0, "id", ids)
    texts = texts.where(texts != "").astype("str").reset_index(drop=True)
    return gpd.GeoDataFrame(
        texts.assign(example=False),
        geometry=gpd.points_from_xy(*zip(*spots, strict=True), crs=METRIC_CRS),
    )


def slug(text: str) -> str:
    """Return an id, or a name as an id.

    >>> slug("ROP Gent (Noord)")
    'rop-gent-noord'
    """
    return "-".join(words_of(text))


def _rows(path: Path, crs: str) -> _Table:
    """Return what a table holds."""
    frame = read_table(path)
    headers = find_columns(frame, COLUMNS, required=["name"], where=path.name)
    pairs = [pair for pair in (("lon", "lat"), ("x", "y")) if headers.keys() >= set(pair)]
    if not pairs:
        raise MissingColumnError(
            where=path.name,
            expected="columns lat and lon, or x and y",
            got=", ".join(map(str, frame.columns[:12])),
            action="Add where each support point is.",
        )
    table = _Table(_under_our_names(frame, headers), headers)
    for row, cell in table.cells.iterrows():
        told = next((pair for pair in pairs if cell[pair[0]] or cell[pair[1]]), None)
        if told is None:
            table.refuse(row, pairs[0][0], "", "coordinates", "Fill in where it is.")
            table.spots.append(None)
            continue
        if told == ("x", "y") and not crs and "crs" not in headers:
            raise MissingCrsError(
                where=f"{path.name}, {headers['x']} and {headers['y']}",
                expected="their coordinate reference system",
                got="none",
                action="Add a column crs, or declare it: --crs 31370 (Lambert 72), 3812 or 4326.",
            )
        stated = CRS_OF.get(fold(cell["crs"]), "") if cell["crs"] else crs
        if told == ("lon", "lat"):
            stated = WGS84
        elif not stated:
            table.refuse(row, "crs", cell["crs"], DECLARABLE, _CORRECT)
        columns = headers[told[0]], headers[told[1]]
        spot = Spot(cell[told[0]], cell[told[1]], columns, stated)
        table.spots.append(spot if stated else None)
    return table


def _features(path: Path) -> _Table:
    """Return what GeoJSON holds."""
    require_content(path)
    if (size := path.stat().st_size) > MAX_BYTES:
        raise _no_geojson(path, f"{size:,} bytes, more than {MAX_BYTES:,}")
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
        features = list(read["features"])
        properties = [dict(feature["properties"] or {}) for feature in features]
        shapes = [dict(feature["geometry"] or {}) for feature in features]
    except UnicodeDecodeError as error:
        raise _no_geojson(path, "text in another encoding than UTF-8") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _no_geojson(path, repr(error)) from error
    if not features:
        raise _no_geojson(path, "no features")
    others = set(list(properties[0])[:_FEW])  # for an error that lists what there is
    known = {k for p in properties for k in p if k.isprintable()}
    known = {k for k in known if k in others or fold(k) in _HEADERS}
    told = [{k: _joined(v) for k, v in p.items() if k in known} for p in properties]
    frame = as_text(pd.DataFrame(told, dtype=object))
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    about = {name: headers for name, headers in COLUMNS.items() if name not in _WHERE}
    headers = find_columns(frame, about, required=["name"], where=path.name)
    table = _Table(_under_our_names(frame, headers), headers)
    crs = _crs_of_geojson(read, where=path.name)
    for row, shape in zip(frame.index, shapes, strict=True):
        at = shape.get("coordinates")
        if shape.get("type") == "Point" and isinstance(at, list) and len(at) > 1:
            table.spots.append(Spot(at[0], at[1], ("longitude", "latitude"), crs))
        else:
            got = str(shape.get("type", "none"))
            table.refuse(row, "geometry", got, "a point", "Correct the feature.")
            table.spots.append(None)
    return table


def _no_geojson(path: Path, got: str) -> UnreadableFileError:
    return UnreadableFileError(
        where=path.name,
        expected="a GeoJSON FeatureCollection of points",
        got=got,
        action="Save the layer as GeoJSON (RFC 7946).",
    )


def _crs_of_geojson(read: dict[str, Any], *, where: str) -> str:
    if "crs" not in read:
        return WGS84
    try:
        crs = CRS.from_user_input(read["crs"]["properties"]["name"])
        Transformer.from_crs(crs, METRIC_CRS)  # not from that of a building, or of the moon
        return str(crs.to_string())
    except (ProjError, KeyError, TypeError, ValueError) as error:
        raise MissingCrsError(
            where=f"{where}, crs",
            expected="the name of a coordinate reference system",
            got=repr(read["crs"])[:80],
            action="Correct it, or leave crs out of GeoJSON in WGS84.",
        ) from error


def _joined(value: object) -> object:
    return ",".join(map(str, value)) if isinstance(value, list) else value


def _under_our_names(frame: pd.DataFrame, headers: dict[str, str]) -> pd.DataFrame:
    none = pd.Series("", frame.index, dtype="str")
    return pd.DataFrame({n: frame[headers[n]] if n in headers else none for n in COLUMNS})


def _spots(table: _Table) -> list[tuple[float, float]]:
    """Return where each row is, EPSG:3812; NaN where that is a problem."""
    found = []
    for row, spot in zip(table.cells.index, table.spots, strict=True):
        at = metric(spot, row=int(row)) if spot else []
        if isinstance(at, list):
            table.problems.extend(at)
        found.append((math.nan, math.nan) if isinstance(at, list) else at)
    return found


def _themes(table: _Table, row: Any, text: str) -> str:
    """Return the codes of themes, in the order of the list."""
    words = [word.strip() for word in re.split(r"[,;|]", text) if word.strip()]
    for word in words:
        if fold(word) not in _THEME_OF:
            known = ", ".join(names[1] for names in _THEMES.values())
            table.refuse(row, "themes", word, known, _CORRECT)
    found = {_THEME_OF.get(fold(word)) for word in words}
    return ",".join(theme for theme in SupportTheme if theme in found)


def _ids(table: _Table) -> pd.Series[str]:
    """Return the id of each row: its own, or its name, plain; each once."""
    cells = table.cells
    told = cells["id"].where(cells["id"] != "", cells["name"])
    ids = told.map(slug).astype("str")
    first: dict[str, Any] = {}
    for row, ident, text, own, name in zip(
        ids.index, ids, told, cells["id"], cells["name"], strict=True
    ):
        column = "id" if own else "name"
        if not name:
            table.refuse(row, "name", "", "a name", "Fill it in, or leave the row out.")
        elif not ident:
            table.refuse(row, column, text, "letters or digits", _CORRECT)
        elif ident in first:
            got, action = f"{ident}, as in row {first[ident]}", "Give each an id of its own."
            table.refuse(row, column, got, "each support point once", action)
        first.setdefault(ident, row)
    return ids

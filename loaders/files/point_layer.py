"""Layers of points that users supply: properties as cells, and where each feature is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
from pyproj import CRS
from pyproj.exceptions import ProjError

from geodata.crs import WGS84, metric_transformer
from geodata.errors import MissingCrsError, UnreadableFileError
from geodata.places.text_folding import fold
from loaders.files.coordinates import Spot
from loaders.files.csv_reader import MAX_BYTES
from loaders.files.cut_answers import missing_features
from loaders.files.headers import HEADERS
from loaders.files.layer import ENDINGS, POINTS, cells_of, read_features
from loaders.files.letters import ASK, decode, repaired
from loaders.files.official_tables import as_text
from loaders.files.safe_open import require_content
from loaders.files.user_tables import MOST_COLUMNS, RawTable, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from loaders.files.header_row import KnownHeaders

_JSON = (".geojson", ".json")
_KNOWN = frozenset(fold(header) for headers in HEADERS.values() for header in headers)


def read_table_or_points(
    path: Path, layer: str = "", *, known: KnownHeaders | None = None, sheet: str = ""
) -> RawTable:
    """Read a table (CSV, XLSX), or a layer of points as :func:`read_points`."""
    if path.suffix.lower() in ENDINGS:
        return read_points(path, layer)
    return read_table(path, known=known, sheet=sheet)


def read_points(path: Path, layer: str = "") -> RawTable:
    """Read a layer of points: GeoJSON, GeoPackage, Shapefile in a zip, GeoParquet or FlatGeobuf.

    GeoJSON is in WGS84 unless its member ``crs`` names another. Of thousands of its properties,
    those that may have a meaning and the first ones are read.

    Parameters
    ----------
    path
        The ending of its name tells its format.
    layer
        Which one is meant, where the file has several.

    Returns
    -------
    RawTable
        Its index is the number of the feature, from 1. A MultiPoint with one point is a point;
        ``spots`` has the type of any other geometry, ``none`` without one. The CRS of a spot is
        empty where the file declares none.

    Raises
    ------
    UnreadableFileError, MissingCrsError, LayerChoiceError
        If it is no such file, its CRS cannot be read, or it has several layers.
    """
    require_content(path)
    if path.suffix.lower() in _JSON and (found := _geojson(path)) is not None:
        return found
    read = read_features(path, layer=layer, kinds=POINTS)
    frame, cells = read.frame, cells_of(read.frame)
    crs = "" if frame.crs is None else str(frame.crs.to_string())
    axes = ("longitude", "latitude") if frame.crs is None or frame.crs.is_geographic else ("x", "y")
    spots = [
        "none" if shape is None else _spot(shape.__geo_interface__, crs, axes)
        for shape in frame.geometry
    ]
    return RawTable(
        *(path.name, cells), spots=tuple(spots), layers=read.names, incomplete=read.incomplete
    )


def _geojson(path: Path) -> RawTable | None:
    """Read GeoJSON; None for features of another kind of JSON, as that of ArcGIS."""
    if (size := path.stat().st_size) > MAX_BYTES:
        raise _no_geojson(path, f"{size:,} bytes, more than {MAX_BYTES:,}")
    raw = path.read_bytes()
    if (text := decode(raw)) is None:
        raise _no_geojson(path, f"text in another encoding than UTF-8. {ASK}")
    try:
        content = json.loads(text.text)
        features = list(content["features"])
        if any("attributes" in feature for feature in features[:1]):
            return None
        properties = [dict(feature["properties"] or {}) for feature in features]
        shapes = [dict(feature["geometry"] or {}) for feature in features]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _no_geojson(path, repr(error)) from error
    if not features:
        raise _no_geojson(path, "no features")
    frame = as_text(pd.DataFrame(_kept(properties), dtype=object)).map(repaired)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    crs = _crs_of(content, where=path.name)
    spots = tuple(_spot(shape, crs, ("longitude", "latitude")) for shape in shapes)
    return RawTable(
        *(path.name, frame), spots=spots, incomplete=missing_features(raw, len(features))
    )


def _kept(properties: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the properties that are read of each feature."""
    names = dict.fromkeys(k for p in properties for k in p if k.isprintable())
    kept = {k for at, k in enumerate(names) if at < MOST_COLUMNS or fold(k) in _KNOWN}
    return [{k: _joined(v) for k, v in p.items() if k in kept} for p in properties]


def _spot(shape: dict[str, Any], crs: str, axes: tuple[str, str]) -> Spot | str:
    kind, at = str(shape.get("type", "none")), shape.get("coordinates")
    if not at:
        return "none"
    if kind == "MultiPoint" and isinstance(at, list | tuple):
        if len(at) > 1:
            return f"a MultiPoint of {len(at):,} points"
        kind, at = "Point", at[0]
    if kind == "Point" and isinstance(at, list | tuple) and len(at) > 1:
        return Spot(at[0], at[1], axes, crs)
    return kind


def _no_geojson(path: Path, got: str) -> UnreadableFileError:
    return UnreadableFileError(
        where=path.name,
        expected="a GeoJSON FeatureCollection of points",
        got=got,
        action="Save the layer as GeoJSON (RFC 7946).",
    )


def _crs_of(content: dict[str, Any], *, where: str) -> str:
    if "crs" not in content:
        return WGS84
    try:
        crs = CRS.from_user_input(content["crs"]["properties"]["name"])
        metric_transformer(crs, where=where)  # not from that of a building, or of the moon
        return str(crs.to_string())
    except (ProjError, KeyError, TypeError, ValueError) as error:
        raise MissingCrsError(
            where=f"{where}, crs",
            expected="the name of a coordinate reference system",
            got=repr(content["crs"])[:80],
            action="Correct it, or leave crs out of GeoJSON in WGS84.",
        ) from error


def _joined(value: object) -> object:
    return ",".join(map(str, value)) if isinstance(value, list) else value

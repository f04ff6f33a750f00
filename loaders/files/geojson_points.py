"""GeoJSON with points that users supply: properties as cells, and where each feature is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from geodata.crs import METRIC_CRS, WGS84
from geodata.errors import MissingCrsError, UnreadableFileError
from geodata.places.text_folding import fold
from loaders.files.coordinates import Spot
from loaders.files.csv_reader import MAX_BYTES
from loaders.files.headers import HEADERS
from loaders.files.official_tables import as_text
from loaders.files.safe_open import require_content
from loaders.files.user_tables import MOST_COLUMNS, RawTable

if TYPE_CHECKING:
    from pathlib import Path

_KNOWN = frozenset(fold(header) for headers in HEADERS.values() for header in headers)


def read_geojson_points(path: Path) -> RawTable:
    """Read the features of GeoJSON, in WGS84 unless its member ``crs`` names another.

    Of thousands of properties, those that may have a meaning and the first ones are read.

    Returns
    -------
    RawTable
        Its index is the number of the feature, from 1.

    Raises
    ------
    UnreadableFileError, MissingCrsError
        If it is no GeoJSON with features, or its CRS is not known.
    """
    require_content(path)
    if (size := path.stat().st_size) > MAX_BYTES:
        raise _no_geojson(path, f"{size:,} bytes, more than {MAX_BYTES:,}")
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        features = list(content["features"])
        properties = [dict(feature["properties"] or {}) for feature in features]
        shapes = [dict(feature["geometry"] or {}) for feature in features]
    except UnicodeDecodeError as error:
        raise _no_geojson(path, "text in another encoding than UTF-8") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _no_geojson(path, repr(error)) from error
    if not features:
        raise _no_geojson(path, "no features")
    frame = as_text(pd.DataFrame(_kept(properties), dtype=object))
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    crs = _crs_of(content, where=path.name)
    return RawTable(path.name, frame, spots=tuple(_spot(shape, crs) for shape in shapes))


def _kept(properties: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the properties that are read of each feature."""
    names = dict.fromkeys(k for p in properties for k in p if k.isprintable())
    kept = {k for at, k in enumerate(names) if at < MOST_COLUMNS or fold(k) in _KNOWN}
    return [{k: _joined(v) for k, v in p.items() if k in kept} for p in properties]


def _spot(shape: dict[str, Any], crs: str) -> Spot | str:
    at = shape.get("coordinates")
    if shape.get("type") == "Point" and isinstance(at, list) and len(at) > 1:
        return Spot(at[0], at[1], ("longitude", "latitude"), crs)
    return str(shape.get("type", "none"))


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
        Transformer.from_crs(crs, METRIC_CRS)  # not from that of a building, or of the moon
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

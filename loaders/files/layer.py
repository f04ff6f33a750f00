"""A layer that a user supplies, in any of five formats, opened without trust."""

from __future__ import annotations

import sqlite3
import warnings
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from geodata.errors import InputError, LayerChoiceError
from loaders.files.cut_answers import missing_features
from loaders.files.letters import ASK, decode, repaired
from loaders.files.official_tables import as_text, readable_layer
from loaders.files.safe_open import MAX_UNPACKED_BYTES, require_content, unreadable
from loaders.files.shapefile_zip import SHAPEFILE_START, SINGLE_FILES, layers_in_zip, unpacked
from loaders.files.user_tables import RawTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    import pandas as pd

ENDINGS = (".zip", *SINGLE_FILES)
"""How the name of a layer may end; a Shapefile comes as a zip."""

MOST_FEATURES = 20_000
MOST_CORNERS = 3_000_000
"""Nabij's own 2,767 wijken have 210,000."""

_PARQUET = (".parquet", ".geoparquet")
_STARTS = {
    ".shp": (SHAPEFILE_START,),
    ".gpkg": (b"SQLite format 3\x00",),
    ".geojson": (b"{",),
    ".json": (b"{",),
    ".parquet": (b"PAR1",),
    ".geoparquet": (b"PAR1",),
    ".fgb": (b"fgb\x03",),
}
"""GDAL goes by content: a file that begins as another kind is never given to it."""

_JSON = (".geojson", ".json")
POLYGONS = ("Polygon", "MultiPolygon", "CurvePolygon", "MultiSurface")
POINTS = ("Point", "MultiPoint")
"""Types of geometry of a layer of points, as :data:`POLYGONS` those of polygons."""


class Layer(NamedTuple):
    """A layer as it was read.

    ``frame`` has all columns, a geometry of any kind or none, and the CRS that the file declares;
    ``names`` are the layers of the file to choose among, none if there is one; ``incomplete`` is
    what an answer of a server lacks.
    """

    frame: gpd.GeoDataFrame
    names: tuple[str, ...]
    incomplete: str


def read_polygons(path: Path, layer: str = "") -> RawTable:
    """Read a layer of polygons in a file, as :func:`read_features`, attributes as text.

    Returns
    -------
    RawTable
        Its index is the number of the feature, from 1.
    """
    import geopandas as gpd

    found = read_features(path, layer=layer, kinds=POLYGONS)
    cells = cells_of(found.frame)
    shapes = gpd.GeoSeries(found.frame.geometry).set_axis(cells.index)
    return RawTable(
        path.name, cells, shapes=shapes, layers=found.names, incomplete=found.incomplete
    )


def cells_of(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the attributes of features as text; index: the number of the feature, from 1."""
    import pandas as pd

    cells = as_text(pd.DataFrame(frame.drop(columns=frame.geometry.name))).map(repaired)
    cells.columns = pd.Index([repaired(str(name)) for name in cells.columns])
    return cells.set_axis(pd.RangeIndex(1, len(cells) + 1, name="row"))


def read_features(
    path: Path, *, layer: str = "", kinds: Sequence[str] = (), most: int = MOST_FEATURES
) -> Layer:
    """Read a layer with geometries in a file, as it is.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON, GeoParquet or FlatGeobuf, or a zip with one of these or a Shapefile.
    layer
        Which one is meant, where the file has several.
    kinds
        Types of geometry that are asked for; other layers are not chosen where none is named.
    most
        How many features are read.

    Raises
    ------
    LayerChoiceError
        If the file has several such layers and none is named, or one that it does not have.
    UnreadableFileError
        If it is no such file, has no layer, or is too large.
    """
    import shapely

    require_content(path)
    zipped, names = path.suffix.lower() == ".zip", [layer]
    if zipped:
        types = layers_in_zip(path)
        names = _choice(path, types, layer, kinds)
        layer = layer if len(types) == 1 else ""
    with unpacked(path, names[0]) if zipped else nullcontext(path) as file, _in_utf8(file) as plain:
        _require_start(plain, path)
        ending = plain.suffix.lower()
        if ending == ".gpkg":
            _require_tables_only(plain, path)
        if ending in _PARQUET:
            frame, inner = _parquet(plain), [""]
        else:
            inner = _choice(path, _drawn(plain, path), layer * (ending != ".shp"), kinds)
            frame = _gdal(plain, path, inner[0])
        lacking = missing_features(plain.read_bytes(), len(frame)) if ending in _JSON else ""
    corners = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
    if len(frame) > most or corners > MOST_CORNERS:
        raise unreadable(
            path,
            expected=f"at most {most:,} features and {MOST_CORNERS:,} corners",
            got=f"{len(frame):,} and {corners:,}" if len(frame) <= most else "more",
        )
    if frame.empty:
        raise unreadable(path, expected="features", got="none")
    several = names if len(names) > 1 else inner
    return Layer(frame, tuple(sorted(several)) if len(several) > 1 else (), lacking)


def _choice(path: Path, types: dict[str, str], wanted: str, kinds: Sequence[str]) -> list[str]:
    """Return the layers to choose among, the chosen one first."""
    if not types:
        raise unreadable(path, expected="one layer with geometries", got="0")
    suited = [
        n for n, kind in types.items() if not kinds or kind in kinds or kind in {"", "Unknown"}
    ]
    names = suited or list(types)
    chosen = [name for name in types if name.casefold() == wanted.casefold()]
    if not wanted and len(names) == 1:
        chosen = names
    if not chosen:
        raise LayerChoiceError(where=path.name, layers=sorted(names), wanted=wanted)
    return list(dict.fromkeys([*chosen, *names]))


@contextmanager
def _in_utf8(path: Path) -> Iterator[Path]:
    """Yield the path, or that of a copy in UTF-8 where GeoJSON is in another encoding."""
    content = path.read_bytes() if path.suffix.lower() in _JSON else b""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        found = decode(content)
        if found is None:
            byte = content[error.start : error.start + 1].hex()
            raise unreadable(
                path, expected="text in UTF-8", got=f"the byte 0x{byte}. {ASK}"
            ) from error
        with TemporaryDirectory(prefix="nabij-") as folder:
            copy = Path(folder, f"layer{path.suffix.lower()}")
            copy.write_text(found.text, encoding="utf-8")
            yield copy
    else:
        yield path


def _require_start(layer: Path, path: Path) -> None:
    with layer.open("rb") as stream:
        start = stream.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    known = _STARTS.get(layer.suffix.lower(), ())
    if not start.startswith(known) or not known:
        raise unreadable(
            path,
            expected="a Shapefile in a zip, GeoPackage, GeoJSON, GeoParquet or FlatGeobuf",
            got=f"a file that begins with {start[:8]!r}",
        )


def _require_tables_only(layer: Path, path: Path) -> None:
    """Refuse what is computed while a GeoPackage is read: it may take all time or memory."""
    address = f"{layer.resolve().as_uri()}?immutable=1"  # also if it was copied while it was in use
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            made = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
            computed = any(kind == "view" for kind, _, _ in made) or any(
                column[-1] > 1  # 2 and 3 are generated; a virtual table, as an index is, has none
                for kind, name, sql in made
                if kind == "table" and not str(sql).startswith("CREATE VIRTUAL")
                for column in database.execute(f"PRAGMA table_xinfo({_quoted(name)})")
            )
    except sqlite3.Error as error:
        raise unreadable(path, expected="a GeoPackage", got=str(error)) from error
    if computed:
        raise unreadable(path, expected="tables only", got="a view or a computed column")


def _quoted(name: object) -> str:
    return '"{}"'.format(str(name).replace('"', '""'))


def _drawn(layer: Path, path: Path) -> dict[str, str]:
    """Return the layers with geometries in a file, and the type of each, without heights."""
    import pyogrio

    with readable_layer(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they only repeat what the file declares
        found = pyogrio.list_layers(layer)
    return {str(name): str(kind).split()[0] for name, kind in found if kind is not None}


def _gdal(layer: Path, path: Path, name: str) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pyogrio

    with readable_layer(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they only repeat what the file declares
        frame = pyogrio.read_dataframe(layer, layer=name, max_features=MOST_FEATURES + 1)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise unreadable(path, expected="geometries", got="a table without them")
    return frame


def _parquet(path: Path) -> gpd.GeoDataFrame:
    import geopandas as gpd
    from pyarrow import ArrowException
    from pyarrow.parquet import read_metadata

    try:
        metadata = read_metadata(path)
        size = sum(metadata.row_group(at).total_byte_size for at in range(metadata.num_row_groups))
        if metadata.num_rows > MOST_FEATURES or size > MAX_UNPACKED_BYTES:
            raise unreadable(
                path, expected=f"at most {MOST_FEATURES:,} features", got=f"{metadata.num_rows:,}"
            )
        with readable_layer(path):
            return gpd.read_parquet(path)
    except InputError:
        raise
    except (ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        raise unreadable(path, expected="GeoParquet", got=str(error)) from error

"""A layer of polygons that a user supplies, in any of five formats, opened without trust."""

from __future__ import annotations

import sqlite3
import warnings
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from geodata.errors import InputError
from loaders.files.official_tables import as_text, readable_layer
from loaders.files.safe_open import MAX_UNPACKED_BYTES, opened_zip, require_content, unreadable
from loaders.files.user_tables import RawTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

ENDINGS = (".zip", ".gpkg", ".geojson", ".json", ".parquet", ".geoparquet", ".fgb")
"""How the name of a layer may end; a Shapefile comes as a zip."""

MOST_FEATURES = 20_000
MOST_CORNERS = 3_000_000
"""Nabij's own 2,767 wijken have 210,000."""

_PARQUET = (".parquet", ".geoparquet")
_STARTS = {
    ".shp": (b"\x00\x00\x27\x0a",),
    ".gpkg": (b"SQLite format 3\x00",),
    ".geojson": (b"{",),
    ".json": (b"{",),
    ".parquet": (b"PAR1",),
    ".geoparquet": (b"PAR1",),
    ".fgb": (b"fgb\x03",),
}
"""GDAL goes by content: a file that begins as another kind is never given to it."""

_SIDECARS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def read_polygons(path: Path) -> RawTable:
    """Read the one layer with geometries in a file, as :func:`read_features`, attributes as text.

    Returns
    -------
    RawTable
        Its index is the number of the feature, from 1.
    """
    import geopandas as gpd  # noqa: PLC0415  (slow to import)
    import pandas as pd  # noqa: PLC0415  (slow to import)

    frame = read_features(path)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    cells = as_text(pd.DataFrame(frame.drop(columns=frame.geometry.name)))
    return RawTable(path.name, cells, shapes=gpd.GeoSeries(frame.geometry))


def read_features(path: Path) -> gpd.GeoDataFrame:
    """Read the one layer with geometries in a file, as it is.

    Parameters
    ----------
    path
        A Shapefile in a zip, GeoPackage, GeoJSON, GeoParquet or FlatGeobuf.

    Returns
    -------
    geopandas.GeoDataFrame
        All columns, a geometry of any kind or none, and the CRS that the file declares, if any.

    Raises
    ------
    UnreadableFileError
        If it is none such, has no layer or several, or is too large.
    """
    import shapely  # noqa: PLC0415  (slow to import)

    require_content(path)
    ending = path.suffix.lower()
    with _shapefile(path) if ending == ".zip" else _as_it_is(path) as layer:
        _require_start(layer, path)
        if layer.suffix.lower() == ".gpkg":
            _require_tables_only(layer, path)
        frame = _parquet(layer) if layer.suffix.lower() in _PARQUET else _gdal(layer, path)
    corners = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
    if len(frame) > MOST_FEATURES or corners > MOST_CORNERS:
        raise unreadable(
            path,
            expected=f"at most {MOST_FEATURES:,} features and {MOST_CORNERS:,} corners",
            got=f"{len(frame):,} and {corners:,}" if len(frame) <= MOST_FEATURES else "more",
        )
    if frame.empty:
        raise unreadable(path, expected="features", got="none")
    return frame


@contextmanager
def _as_it_is(path: Path) -> Iterator[Path]:
    yield path


@contextmanager
def _shapefile(path: Path) -> Iterator[Path]:
    """Unpack the one Shapefile of a zip, under names of ours; gone after the block."""
    with opened_zip(path) as archive, TemporaryDirectory(prefix="nabij-") as folder:
        files = [PurePosixPath(name.replace("\\", "/")) for name in archive.namelist()]
        names = dict(zip(files, archive.namelist(), strict=True))
        shapes = [f for f in files if f.suffix.lower() == ".shp" and "__MACOSX" not in f.parts]
        if len(shapes) != 1:
            raise unreadable(path, expected="one Shapefile (.shp) in the zip", got=f"{len(shapes)}")
        stem = shapes[0].with_suffix("")
        for file, name in names.items():
            if file.with_suffix("") == stem and file.suffix.lower() in _SIDECARS:
                # the size that it declares was compared with the limits
                Path(folder, f"layer{file.suffix.lower()}").write_bytes(archive.read(name))
        layer = Path(folder, "layer.shp")
        for ending in (".shx", ".dbf"):
            if not layer.with_suffix(ending).is_file():
                raise unreadable(path, expected=f"a {ending} with the .shp", got="none")
        yield layer


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


def _gdal(layer: Path, path: Path) -> gpd.GeoDataFrame:
    import geopandas as gpd  # noqa: PLC0415  (slow to import)
    import pyogrio  # noqa: PLC0415  (slow to import)

    with readable_layer(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they only repeat what the file declares
        drawn = [str(name) for name, kind in pyogrio.list_layers(layer) if kind is not None]
        if len(drawn) != 1:
            raise unreadable(path, expected="one layer with geometries", got=f"{len(drawn)}")
        frame = pyogrio.read_dataframe(layer, layer=drawn[0], max_features=MOST_FEATURES + 1)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise unreadable(path, expected="geometries", got="a table without them")
    return frame


def _parquet(path: Path) -> gpd.GeoDataFrame:
    import geopandas as gpd  # noqa: PLC0415  (slow to import)
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

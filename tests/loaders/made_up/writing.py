"""What the made-up files share: how programs write a table or a layer, and what one is."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZipFile

import geopandas as gpd
import openpyxl

from geodata.crs import WGS84

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geodata.snapshot.model import SnapshotData


class MadeUp(NamedTuple):
    """A file as an administration would send it, and what Nabij makes of it.

    ``content`` returns its bytes, with the built-in data for the borders of real municipalities;
    ``options`` are those of the command; ``answer`` is what the data of Nabij hold afterwards, and
    ``notes`` are parts of what the command reports.
    """

    kind: str
    name: str
    content: Callable[[SnapshotData], bytes]
    answer: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def text(content: str, encoding: str = "utf-8") -> Callable[[SnapshotData], bytes]:
    """Return a writer of a text file."""
    return lambda _: content.encode(encoding)


def workbook(**sheets: Sequence[Sequence[object]]) -> Callable[[SnapshotData], bytes]:
    """Return a writer of a workbook with these sheets."""

    def write(_: SnapshotData) -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    return write


def points(
    name: str, rows: Sequence[Mapping[str, object]], crs: object, **options: Any
) -> Callable[[SnapshotData], bytes]:
    """Return a writer of a layer of points at their ``lon`` and ``lat``, in a CRS."""

    def write(_: SnapshotData) -> bytes:
        frame = gpd.GeoDataFrame(
            [{k: v for k, v in row.items() if k not in {"lon", "lat"}} for row in rows],
            geometry=gpd.points_from_xy([r["lon"] for r in rows], [r["lat"] for r in rows]),
            crs=WGS84,
        )
        return layers(name, {"": frame.to_crs(crs)}, **options)

    return write


def layers(name: str, frames: Mapping[str, gpd.GeoDataFrame], **options: Any) -> bytes:
    """Return a file with layers, in the format of its name; a zip holds a Shapefile."""
    with TemporaryDirectory() as folder:
        path = Path(folder, name).with_suffix(
            ".shp" if name.endswith(".zip") else Path(name).suffix
        )
        for layer, frame in frames.items():
            more = {"layer": layer, "mode": "a" if path.exists() else "w"} if layer else {}
            if path.suffix == ".parquet":
                frame.to_parquet(path)
            else:
                frame.to_file(path, **more, **options)
        if path.suffix != ".shp":
            return path.read_bytes()
        stream = io.BytesIO()
        with ZipFile(stream, "w") as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, f"export/{part.name}")
        return stream.getvalue()


def halves(data: SnapshotData, nis: str) -> list[Any]:
    """Return the wijken of a real municipality in two polygons (EPSG:3812), west and east."""
    wijken = data.units[data.units["municipality"] == nis].sort_values("inner_x_m")
    middle = max(len(wijken) // 2, 1)
    return [part.geometry.union_all() for part in (wijken.iloc[:middle], wijken.iloc[middle:])]

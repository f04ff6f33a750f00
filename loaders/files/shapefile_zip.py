"""Layers in a zip: unpacked under names of ours, the letters of a Shapefile made certain."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from geodata.errors import UnreadableFileError
from loaders.files.letters import decode
from loaders.files.safe_open import opened_zip, unreadable

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Iterator

SINGLE_FILES = (".gpkg", ".geojson", ".json", ".parquet", ".geoparquet", ".fgb")
"""Formats of layers in one file."""

SHAPEFILE_START = b"\x00\x00\x27\x0a"
_SHAPE_TYPES = {1: "Point", 8: "MultiPoint", 3: "LineString", 5: "Polygon"}
"""Type of a Shapefile, without that of its heights."""

_SIDECARS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_GDAL_NAMES = {"mac_roman": "MACINTOSH"}
_LANGUAGES = {0x02: "cp850", 0x57: "cp1252", 0x03: "cp1252", 0x01: "cp437"}
"""Byte 29 of a DBF → the encoding that it declares, often wrongly."""


def layers_in_zip(path: Path) -> dict[str, str]:
    """Return the layers in a zip: the name (without its ending for a Shapefile) → its geometry.

    The type of geometry is empty where it is not known, and ``?`` of what is no Shapefile.

    Raises
    ------
    UnreadableFileError
        If it has none, or only a zip in the zip.
    """
    with opened_zip(path) as archive:
        names = _names(archive)
        layers = {name: _shape_type(archive, names[f]) for name, f in _layers(archive).items()}
        inner = [name for name in archive.namelist() if name.lower().endswith(".zip")]
    if not layers and inner:
        raise unreadable(
            path, expected="a layer in the zip", got=f"another zip, {inner[0]}: unpack it first"
        )
    if not layers:
        raise unreadable(path, expected="a Shapefile (.shp) in the zip", got="0")
    return layers


@contextmanager
def unpacked(path: Path, name: str) -> Iterator[Path]:
    """Unpack a layer of a zip (a name of :func:`layers_in_zip`); gone after the block.

    Raises
    ------
    UnreadableFileError
        If a part of a Shapefile lacks, or its letters are not certain.
    """
    with opened_zip(path) as archive, TemporaryDirectory(prefix="nabij-") as folder:
        file = _layers(archive)[name]
        if file.suffix.lower() != ".shp":
            layer = Path(folder, f"layer{file.suffix.lower()}")
            layer.write_bytes(archive.read(_names(archive)[file]))
            yield layer
            return
        stem = str(file.with_suffix("")).lower()
        for one, stored in _names(archive).items():
            if str(one.with_suffix("")).lower() == stem and one.suffix.lower() in _SIDECARS:
                # the size that it declares was compared with the limits
                Path(folder, f"layer{one.suffix.lower()}").write_bytes(archive.read(stored))
        layer = Path(folder, "layer.shp")
        for ending in (".shx", ".dbf"):
            if not layer.with_suffix(ending).is_file():
                raise unreadable(path, expected=f"a {ending} with the .shp", got="none")
        _declare_letters(layer, path)
        yield layer


def _shape_type(archive: zipfile.ZipFile, name: str) -> str:
    if not name.lower().endswith(".shp"):
        return ""
    with archive.open(name) as stream:
        head = stream.read(36)
    if not head.startswith(SHAPEFILE_START):
        return "?"
    return _SHAPE_TYPES.get(int.from_bytes(head[32:], "little") % 10, "")


def _names(archive: zipfile.ZipFile) -> dict[PurePosixPath, str]:
    return {PurePosixPath(name.replace("\\", "/")): name for name in archive.namelist()}


def _layers(archive: zipfile.ZipFile) -> dict[str, PurePosixPath]:
    files = [f for f in _names(archive) if "__MACOSX" not in f.parts and f.name[:2] != "._"]
    shapes = [f for f in files if f.suffix.lower() == ".shp"]
    others = [f for f in files if f.suffix.lower() in SINGLE_FILES]
    short = len({f.stem.lower() for f in shapes}) == len(shapes)  # no folder needs naming
    named = {(f.stem if short else str(f.with_suffix(""))): f for f in shapes}
    return named | {str(f): f for f in others}


def _declare_letters(layer: Path, path: Path) -> None:
    """Write next to the Shapefile which encoding the letters of its table are in."""
    table, declared = layer.with_suffix(".dbf"), layer.with_suffix(".cpg")
    content = bytearray(table.read_bytes())
    cells = list(_cells(content))
    stated = declared.read_bytes()[:40].decode("ascii", "ignore") if declared.is_file() else ""
    stated = stated or _LANGUAGES.get(content[29] if len(content) > 29 else 0, "")
    found = decode(b"\n".join(content[at:end].strip(b" \0") for at, end in cells), declared=stated)
    if found is None or found.encoding[:3] != "utf":
        cut = _cut_off(content, cells)
        whole = b"\n".join(content[at : cut.get(end, end)] for at, end in cells)
        if cut and not whole.isascii() and (utf8 := decode(whole)) and utf8.encoding == "utf-8":
            for end, start in cut.items():
                content[start:end] = b" " * (end - start)
            table.write_bytes(content)
            found = utf8
    if found is None:
        raise UnreadableFileError(
            where=path.name,
            expected="letters in a known encoding",
            got="letters (é, ë …) that can be read in several ways, or in none",
            action="Save the layer as GeoPackage, or as a Shapefile in UTF-8 with its .cpg file.",
        )
    declared.write_text(_GDAL_NAMES.get(found.encoding, found.encoding.upper()))


def _cells(content: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Return where the names of the columns of a DBF and its cells with text begin and end."""
    rows, head, width = (
        int.from_bytes(content[at:end], "little") for at, end in ((4, 8), (8, 10), (10, 12))
    )
    start, texts = 1, []  # the first byte of a row: whether it was deleted
    for at in range(32, min(head, len(content)) - 32, 32):
        if content[at] == 0x0D:
            break
        name = bytes(content[at : at + 11]).split(b"\0")[0]
        yield at, at + len(name)
        if content[at + 11 : at + 12] == b"C":
            texts.append((start, start + content[at + 16]))
        start += content[at + 16]
    for row in range(min(rows, max(len(content) - head, 0) // max(width, 1))):
        begin = head + row * width
        yield from ((begin + one, begin + other) for one, other in texts)


def _cut_off(content: bytes | bytearray, cells: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return where a last character in UTF-8 was cut off by the width of its column.

    The end of each such cell → where that character begins.
    """
    found = {}
    for at, end in cells:
        try:
            bytes(content[at:end]).decode()
        except UnicodeDecodeError as error:
            if error.reason == "unexpected end of data":
                found[end] = at + error.start
    return found

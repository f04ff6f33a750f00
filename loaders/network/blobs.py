"""The structure of a file in PBF, the binary format of OpenStreetMap: checked before it is read.

A file is a row of blobs, each behind a header that says how long it is; the first describes the
file. Only headers and declared sizes are read here: see
https://wiki.openstreetmap.org/wiki/PBF_Format
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from geodata.enums import ExtractProblem
from geodata.errors import ExtractError
from loaders.files.safe_open import require_content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LARGEST_HEADER = 64 * 1024
_LARGEST_BLOB = 32 * 1024 * 1024
"""What the format allows, in bytes."""

_MOST_INFLATED = 20
_ALWAYS_ALLOWED = 64 * 1024 * 1024
"""Extracts become two or three times as large when they are inflated."""

_RAW_SIZE, _TYPE, _DATA_SIZE = 2, 1, 3
_VARINT, _BYTES = 0, 2


def check_blobs(path: Path) -> int:
    """Return how many bytes the blobs of a file have when they are inflated.

    Raises
    ------
    ExtractError, UnreadableFileError
        If it is no PBF, is cut off within a blob, or would become far larger than an extract.
    OSError
        If it cannot be read.
    """
    require_content(path)
    inflated, size = 0, path.stat().st_size
    most = max(_MOST_INFLATED * size, _ALWAYS_ALLOWED)
    with path.open("rb") as file:
        first = True
        while file.tell() < size:
            kind, length = _header(file, path)
            if first and kind != b"OSMHeader":
                _refuse(path, "another kind of file")
            first = False
            blob = file.read(length)
            if len(blob) < length:
                _refuse(path, f"a file that ends halfway, after {size:,} bytes")
            inflated += _inflated(blob)
            if inflated > most:
                _refuse(path, f"{size:,} bytes that become more than {most:,}")
    return inflated


def _header(file: BinaryIO, path: Path) -> tuple[bytes, int]:
    """Return the kind of the next blob, and its length in bytes."""
    prefix = file.read(4)
    length = struct.unpack(">I", prefix)[0] if len(prefix) == 4 else 0
    if not 0 < length <= _LARGEST_HEADER:
        _refuse(path, "another kind of file, or one that is damaged")
    fields = dict(_fields(file.read(length)))
    kind, size = fields.get(_TYPE), fields.get(_DATA_SIZE)
    if not isinstance(kind, bytes) or not isinstance(size, int) or size > _LARGEST_BLOB:
        _refuse(path, "another kind of file, or one that is damaged")
    return kind, size


def _inflated(blob: bytes) -> int:
    """Return the size of a blob when it is inflated; as it is where it is not compressed."""
    declared = [v for field, v in _fields(blob) if field == _RAW_SIZE and isinstance(v, int)]
    return max([len(blob), *declared])


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Return number and value of the fields of a message, as far as they can be read."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        value, at = _varint(message, at)
        if key & 7 == _BYTES:
            yield key >> 3, message[at : at + value]
            at += value
        elif key & 7 == _VARINT:
            yield key >> 3, value
        else:
            return


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            break
    return value, at


def _refuse(path: Path, got: str) -> NoReturn:
    raise ExtractError(
        ExtractProblem.DAMAGED,
        where=path.name,
        expected="a complete extract of OpenStreetMap (.osm.pbf)",
        got=got,
        action="Download it again, and compare its checksum with the publisher's.",
    )

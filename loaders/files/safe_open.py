"""Opening files from outside: no web page, no bomb, nothing that climbs out of its zip."""

from __future__ import annotations

import stat
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from geodata.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_UNPACKED_BYTES = 1_000_000_000
"""More than this is no table of Statbel (60 MB unpacked for Flanders and Brussels)."""

MAX_RATIO = 300
"""Unpacked to packed; the tables of Statbel reach 45, a zip bomb 1,000."""

_TOO_SMALL_TO_HARM_BYTES = 64_000_000
"""Up to here the ratio does not matter: a short table can repeat itself."""

_DOWNLOAD = "Download the file again from its publisher."


@contextmanager
def open_text(path: Path) -> Iterator[IO[bytes]]:
    """Open a text file, or the one text file in a zip, for reading bytes.

    Raises
    ------
    UnreadableFileError
        If the file is empty, a web page, a damaged zip, or one that holds anything but one .txt
        or .csv of a believable size.
    """
    require_content(path)
    if not zipfile.is_zipfile(path):
        if path.suffix.lower() == ".zip":
            raise unreadable(path, expected="a complete zip file", got="a damaged or cut-off one")
        with path.open("rb") as stream:
            yield stream
        return
    with opened_zip(path) as archive:
        texts = [n for n in archive.namelist() if n.lower().endswith((".txt", ".csv"))]
        if len(texts) != 1:
            raise unreadable(path, expected="one .txt or .csv in the zip", got=f"{len(texts)}")
        with archive.open(texts[0]) as stream:
            yield stream


def require_content(path: Path) -> None:
    """Raise UnreadableFileError unless the file can be read and holds data, not a web page."""
    try:
        if path.exists() and not path.is_file():
            raise unreadable(path, expected="a file", got="a folder, a pipe or a device")
        with path.open("rb") as stream:
            start = stream.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    except OSError as error:
        raise unreadable(path, expected="a readable file", got=str(error.strerror)) from error
    if not start:
        raise unreadable(path, expected="content", got="an empty file")
    if start[:1] == b"<" and path.suffix.lower() not in {".gml", ".kml", ".xml"}:
        raise unreadable(path, expected="data", got="a web page (HTML)")


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose names stay inside it and whose size is believable.

    Raises
    ------
    UnreadableFileError
        If it is none such, or turns out damaged while it is read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                _check_member(path, member)
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > min(
                MAX_UNPACKED_BYTES, max(_TOO_SMALL_TO_HARM_BYTES, MAX_RATIO * path.stat().st_size)
            ):
                raise unreadable(
                    path,
                    expected=f"at most {MAX_UNPACKED_BYTES:,} bytes and {MAX_RATIO} times the zip",
                    got=f"{unpacked:,} bytes unpacked",
                )
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise unreadable(path, expected="a complete zip file", got=str(error)) from error


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    if member.header_offset < 0:
        raise unreadable(path, expected="a complete zip file", got="one of which a part is lost")
    name = PurePosixPath(member.filename.replace("\\", "/"))
    outside = name.is_absolute() or ".." in name.parts or ":" in name.parts[0]
    if outside or stat.S_ISLNK(member.external_attr >> 16) or member.flag_bits & 1:
        raise unreadable(
            path,
            expected="plain files inside the zip, no links, no password",
            got=repr(member.filename),
        )


def unreadable(path: Path, *, expected: str, got: str) -> UnreadableFileError:
    """Return the error for a file that is not what it should be."""
    return UnreadableFileError(where=path.name, expected=expected, got=got, action=_DOWNLOAD)

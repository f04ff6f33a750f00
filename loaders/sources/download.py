"""Files from official sources: resumed where they broke off, checked, and whole or not at all.

Next to each file is ``<file>.meta``: where it came from, when, and how to ask whether it changed.
While it comes in it is ``<file>.part``; it gets its name when it is complete and verified.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from geodata.enums import SourceProblem
from loaders.sources.http import PassingError, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    import httpx

    from geodata.errors import SourceError
    from loaders.sources.http import Client, Site

MAX_BYTES = 1_000_000_000
"""More than this is no file that Nabij asks for (the largest has 227 MB)."""

_MD5_DIGITS = 32
_NOTHING_LEFT = 416
_PARTIAL = 206
_UNCHANGED = 304


@dataclass(frozen=True)
class Kept:
    """What is known of a file that was downloaded.

    Attributes
    ----------
    url
        Where it came from, in the end.
    fetched_at
        When it was last fetched, or found unchanged (ISO 8601, UTC).
    etag, last_modified
        How the source names this version of it; empty where it does not.
    sha256, bytes
        Of its content.
    changed
        Whether it was fetched now; not kept in the file.
    charset
        Of text, as the source declared it.
    """

    url: str
    fetched_at: str
    etag: str
    last_modified: str
    sha256: str
    bytes: int
    changed: bool = False
    charset: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """Return headers that ask for it only if it changed."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


_META = TypeAdapter(Kept)


def download(
    client: Client,
    site: Site,
    url: str,
    path: Path,
    *,
    now: datetime,
    checksum: str = "",
    max_bytes: int = MAX_BYTES,
    progress: Callable[[int, int | None], None] = lambda _done, _total: None,
) -> Kept:
    """Bring a file here, unless it is here already.

    Parameters
    ----------
    path
        What it will be called; what has that name stays until the new one is complete.
    now
        Time of the fetch, with a time zone.
    checksum
        SHA-256 or MD5 that it must have; a file that has it already is not asked for again.
    max_bytes
        More than this is refused.
    progress
        Called with the bytes that are here and the bytes that there will be, if that is known.

    Raises
    ------
    SourceError
        If it cannot be had, is not what it should be, or cannot be written. What was there before
        is untouched, and nothing half bears its name.
    """
    before = kept(path)
    if checksum and path.is_file() and _digest(path, checksum) == checksum:
        return before or Kept(url, now.isoformat(), "", "", sha256_of(path), path.stat().st_size)
    part = path.with_name(f"{path.name}.part")
    with written(site, part):
        path.parent.mkdir(parents=True, exist_ok=True)
        transfer = _Transfer(client, site, url, part, before, max_bytes, checksum, progress)
        came_from = client.retrying(transfer.attempt)
        if before and came_from is None:
            meta = replace(before, fetched_at=now.isoformat())
            _write_meta(path, meta)
            return meta
        about, digest = _read(_temporary(part)) or {}, sha256_of(part)
        meta = Kept(
            url=came_from or url,
            fetched_at=now.isoformat(),
            etag=str(about.get("etag", "")),
            last_modified=str(about.get("last_modified", "")),
            sha256=digest,
            bytes=part.stat().st_size,
            changed=before is None or before.sha256 != digest,
        )
        part.replace(path)
        _temporary(part).unlink(missing_ok=True)
        _write_meta(path, meta)
    return meta


def kept(path: Path) -> Kept | None:
    """Return what is known of a downloaded file, or None if it is not here as it came."""
    try:
        meta = _META.validate_json(meta_path(path).read_bytes())
        return meta if path.stat().st_size == meta.bytes else None
    except (OSError, ValidationError):
        return None


def keep(path: Path, body: bytes, meta: Kept) -> None:
    """Write a body that came in one piece, and what is known of it."""
    path.write_bytes(body)
    _write_meta(path, meta)


def meta_path(path: Path) -> Path:
    """Return the file that records where a downloaded file came from."""
    return path.with_name(f"{path.name}.meta")


@dataclass
class _Transfer:
    """One file on its way; every attempt goes on where the last one broke off."""

    client: Client
    site: Site
    url: str
    part: Path
    before: Kept | None
    max_bytes: int
    checksum: str
    progress: Callable[[int, int | None], None]

    def attempt(self) -> str | None:
        """Return where the file came from, or None if it did not change."""
        have, headers = self._resumable()
        if not have and self.before:
            headers = self.before.conditions
        question = Question(self.url, headers=headers)
        with self.client.stream(self.site, question, also={_NOTHING_LEFT}) as response:
            if self.before and response.status_code == _UNCHANGED:
                return None
            resumed = response.status_code == _PARTIAL
            if response.status_code == _NOTHING_LEFT or (resumed and _start_of(response) != have):
                self.part.unlink(missing_ok=True)
                what = "the part that is here does not fit the file that is there"
                raise PassingError(self.site.error(SourceProblem.CONTENT, what))
            self._receive(response, have if resumed else 0)
            self._require_whole(resumed=resumed)
            return str(response.url)

    def _require_whole(self, *, resumed: bool) -> None:
        """Raise unless this is data, complete, and what it must be."""
        name = self.part.name.removesuffix(".part")
        with self.part.open("rb") as file:
            start = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
        digest, passing = _digest(self.part, self.checksum), resumed
        if start[:1] == b"<" or not start:
            error = self.site.error(
                SourceProblem.CONTENT, f"{name} is {'a web page' if start else 'an empty file'}"
            )
        elif self.checksum and digest != self.checksum:
            error = self.site.error(
                SourceProblem.CHECKSUM,
                f"{name} has checksum {digest[:16]}…, not {self.checksum[:16]}… as it must",
                action="Nothing of it is used. Report it to the makers of Nabij.",
            )
        elif name.endswith(".zip") and not zipfile.is_zipfile(self.part):
            error = self.site.error(SourceProblem.CONTENT, f"{name} is no complete zip")
            passing = True
        else:
            return
        self.part.unlink()
        if passing:  # cut off, or two versions sewn together: once more, from the start
            raise PassingError(error)
        raise error

    def _resumable(self) -> tuple[int, dict[str, str]]:
        """Return how much of this very file is here, and headers that ask for the rest."""
        about = _read(_temporary(self.part))
        if about is None or not self.part.is_file() or about.get("url") != self.url:
            return 0, {}
        have = self.part.stat().st_size
        etag = str(about.get("etag", ""))
        strong = "" if etag.startswith("W/") else etag
        version = strong or str(about.get("last_modified", ""))
        if not have or not (version or self.checksum):
            return 0, {}  # nothing would tell if the file changed in between
        headers = {"Range": f"bytes={have}-"}
        return have, headers | ({"If-Range": version} if version else {})

    def _receive(self, response: httpx.Response, have: int) -> None:
        length = response.headers.get("content-length", "")
        total = have + int(length) if length.isdigit() else None
        if (total or 0) > self.max_bytes:
            raise self._too_large()
        if not have:
            names = {"etag": "etag", "last_modified": "last-modified"}
            about = {key: response.headers.get(name, "") for key, name in names.items()}
            self.part.unlink(missing_ok=True)
            _temporary(self.part).write_text(
                json.dumps(about | {"url": self.url}), encoding="utf-8"
            )
        with self.part.open("ab") as file:
            for chunk in response.iter_raw():
                have += len(chunk)
                if have > self.max_bytes:
                    raise self._too_large()
                file.write(chunk)
                self.progress(have, total)

    def _too_large(self) -> SourceError:
        what = f"more than {self.max_bytes:,} bytes would come"
        return self.site.error(SourceProblem.SIZE, what, action="Report it to the makers of Nabij.")


@contextmanager
def written(site: Site, path: Path) -> Iterator[None]:
    """Turn an error of the disk into a SourceError, and remove what was written halfway."""
    try:
        yield
    except OSError as error:
        for leftover in (path, _temporary(path)):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)
        raise site.error(
            SourceProblem.DISK,
            f"{path.name} could not be written ({error.strerror or error})",
            action="Make room or check the permissions of the data folder, and try again.",
        ) from error


def _write_meta(path: Path, meta: Kept) -> None:
    fields = asdict(meta)
    del fields["changed"]
    temporary = path.with_name(f"{path.name}.meta.new")
    temporary.write_text(json.dumps(fields, indent=1), encoding="utf-8")
    temporary.replace(meta_path(path))


def _read(path: Path) -> dict[str, object] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _temporary(part: Path) -> Path:
    return part.with_name(f"{part.name}.meta")


def _start_of(response: httpx.Response) -> int:
    found = re.match(r"bytes (\d+)-", response.headers.get("content-range", ""))
    return int(found[1]) if found else -1


def _digest(path: Path, like: str) -> str:
    """Return the checksum of a file, of the algorithm of another one."""
    if len(like) != _MD5_DIGITS:
        return sha256_of(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, partial(hashlib.md5, usedforsecurity=False)).hexdigest()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

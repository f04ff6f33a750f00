"""Fetching from the official sources: each can fail alone, and what was fetched before stays.

What is fetched is kept in ``downloads/<source>/`` of the data folder, each file with a ``.meta``
file; the records of a source of centres are in ``records.parquet`` there.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

import pandas as pd

from geodata.errors import NabijError, StoppedError
from loaders.centre_sources import fetched_sources
from loaders.sources.download import written
from loaders.sources.json_answers import Bodies
from loaders.sources.official_files import ANSWERS, FILE_SOURCES, Step, fetch_files
from loaders.sources.report import FetchReport, Outcome, SourceResult

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from loaders.settings import Settings
    from loaders.sources.http import Client, Site
    from loaders.sources.json_answers import Ask, Reading

RECORDS = "records.parquet"
_LEAST_KEPT = 0.5
"""Fewer than this share of last time's records is held back."""


class Reader(Protocol):
    """What the module that reads a source of centres has."""

    SITE: Site
    """Where the source is asked."""

    def read(self, ask: Ask) -> Reading:
        """Return the records of the source, from the answers that ``ask`` gets."""


def reader_of(source: str) -> Reader:
    """Import the module that reads a source of centres, by the code of the source."""
    return cast("Reader", import_module(fetched_sources()[source].reader))


def source_codes() -> tuple[str, ...]:
    """Return the codes of all sources, in the order in which they are asked."""
    return (*FILE_SOURCES, *fetched_sources())


def stored_records(settings: Settings) -> pd.DataFrame | None:
    """Return the records in use of all sources of centres, or None if there are none."""
    folders = [settings.data / "downloads" / source for source in fetched_sources()]
    found = [records for folder in folders if (records := _records_in(folder)) is not None]
    return pd.concat(found, ignore_index=True) if found else None


@dataclass(frozen=True)
class Fetcher:
    """Fetches one source after another.

    Attributes
    ----------
    downloads
        Folder of downloads.
    client
        Asks over HTTP.
    now
        Time of the refresh, with a time zone.
    accept
        Sources of which records are accepted however few they are.
    progress
        Called with every step; may raise StoppedError.
    previous
        How the last refresh went.
    """

    downloads: Path
    client: Client
    now: datetime
    accept: frozenset[str]
    progress: Callable[[Step], None]
    previous: FetchReport

    def fetch(self, source: str) -> SourceResult:
        """Fetch one source; its errors end up in its result only."""
        self.progress(Step(source, "Asking"))
        try:
            if source in fetched_sources():
                return self._centres(source)
            changed, notes = fetch_files(
                source, self.client, self.downloads, now=self.now, progress=self.progress
            )
        except StoppedError:
            raise
        except NabijError as error:
            return failure(source, error, self.previous.of(source), self.now)
        at = self.now.isoformat()
        return SourceResult(
            source,
            Outcome.OK if changed else Outcome.UNCHANGED,
            tried_at=at,
            fetched_at=at,
            notes=notes,
        )

    def _centres(self, source: str) -> SourceResult:
        reader = reader_of(source)
        folder, fresh = self.downloads / source, self.downloads / f".new-{source}"
        spare = self.downloads / f".old-{source}"
        with written(reader.SITE, fresh / RECORDS):
            if spare.is_dir() and not folder.is_dir():
                spare.rename(folder)  # an earlier refresh was cut off between two renames
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(parents=True)
        bodies = Bodies(
            *(self.client, reader.SITE, folder, fresh, self.now),
            progress=lambda count: self.progress(Step(source, ANSWERS, count)),
        )
        reading = reader.read(bodies.ask)
        old = _records_in(folder)
        count, came = None if old is None else len(old), len(reading.records)
        held_back = (came == 0 or came < (count or 0) * _LEAST_KEPT) and source not in self.accept
        with written(reader.SITE, fresh / RECORDS):
            reading.records.to_parquet(fresh / RECORDS)
            target = self.downloads / f"{source}.held" if held_back else folder
            _replace(fresh, target, spare)
        at = self.now.isoformat()
        if held_back:
            known = self.previous.of(source)
            return SourceResult(
                source,
                Outcome.HELD_BACK,
                tried_at=at,
                fetched_at=known.fetched_at if known else "",
                records=count,
                came=came,
                outside=reading.outside,
                notes=(*reading.notes, f"to accept: --accept {source}"),
            )
        same = bodies.unchanged and old is not None and reading.records.equals(old)
        outcome = Outcome.UNCHANGED if same else Outcome.OK
        return SourceResult(
            *(source, outcome, at, at),
            records=came,
            came=came,
            outside=reading.outside,
            notes=reading.notes,
        )


def failure(
    source: str, error: NabijError, known: SourceResult | None, now: datetime
) -> SourceResult:
    """Return the result of a source that failed; what was known of it stays in use."""
    return SourceResult(
        source,
        Outcome.FAILED,
        tried_at=now.isoformat(),
        fetched_at=known.fetched_at if known else "",
        records=known.records if known else None,
        error_code=error.code,
        error=str(error),
        params=dict(error.params),
    )


def _replace(fresh: Path, folder: Path, spare: Path) -> None:
    """Replace a folder by a fresh one; at any moment one of the two is there."""
    shutil.rmtree(spare, ignore_errors=True)
    if folder.is_dir():
        folder.rename(spare)
    fresh.rename(folder)
    shutil.rmtree(spare, ignore_errors=True)


def _records_in(folder: Path) -> pd.DataFrame | None:
    try:
        return pd.read_parquet(folder / RECORDS)
    except (OSError, ValueError):  # pyarrow's errors are these two
        return None

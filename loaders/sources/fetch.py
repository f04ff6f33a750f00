"""Refresh from the official sources: each can fail alone, and what there was stays.

What comes is kept in ``downloads/<source>/`` of the data folder, each file with a ``.meta`` beside
it; the records of a source of centres are in ``records.parquet`` there. ``downloads/report.json``
tells how it last went.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd
from pydantic import TypeAdapter, ValidationError

from geodata.errors import BadValueError, NabijError, PublishBusyError, StoppedError
from loaders.sources import overpass, poi, sociale_kaart
from loaders.sources.download import written
from loaders.sources.http import Client, Origin
from loaders.sources.json_answers import Bodies
from loaders.sources.official_files import ANSWERS, FILE_SOURCES, Step, fetch_files

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from loaders.settings import Settings
    from loaders.sources.json_answers import Ask, Reading

CENTRE_SOURCES: dict[str, tuple[Origin, Callable[[Ask], Reading]]] = {
    sociale_kaart.SOURCE: (sociale_kaart.ORIGIN, sociale_kaart.read),
    poi.SOURCE: (poi.ORIGIN, poi.read),
    overpass.SOURCE: (overpass.ORIGIN, overpass.read),
}
"""Who has centres, the most trusted first."""

SOURCES = (*FILE_SOURCES, *CENTRE_SOURCES)
"""Codes of all sources, in the order in which they are asked."""

RECORDS = "records.parquet"
_OURSELVES = Origin("fetch")
_LEAST_KEPT = 0.5
"""Fewer than this share of last time's records is held back."""


class Outcome(StrEnum):
    """How it went with a source."""

    OK = "ok"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    HELD_BACK = "held_back"

    @property
    def is_good(self) -> bool:
        """Tell whether what is in use is what the source has now."""
        return self in {Outcome.OK, Outcome.UNCHANGED}


@dataclass(frozen=True)
class SourceResult:
    """How it went with one source.

    Attributes
    ----------
    source
        Its code, one of ``SOURCES``.
    outcome
        How it went.
    tried_at, fetched_at
        When it was last asked, and when what is in use was fetched (ISO 8601, UTC; empty: never).
    records
        Records in use, of a source of centres.
    came
        Records that came now; other than ``records`` where they are held back.
    notes
        What there is to say, in English.
    error_code, error
        Of what went wrong: the code, and the message in English; empty otherwise.
    params
        The parameters of that error.
    """

    source: str
    outcome: Outcome
    tried_at: str
    fetched_at: str = ""
    records: int | None = None
    came: int | None = None
    notes: tuple[str, ...] = ()
    error_code: str = ""
    error: str = ""
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FetchReport:
    """How a refresh went; ``snapshot`` is the id of what it published, empty if nothing new."""

    results: tuple[SourceResult, ...]
    snapshot: str = ""

    @property
    def exit_code(self) -> int:
        """Return 0 if all went well, 3 if part of it did, 2 if nothing did."""
        good = [result.outcome.is_good for result in self.results]
        return 0 if all(good) else 3 if any(good) else 2


_REPORT = TypeAdapter(FetchReport)


def fetch(  # noqa: PLR0913  (what a refresh can be told)
    settings: Settings,
    *,
    only: Collection[str] = (),
    accept: Collection[str] = (),
    progress: Callable[[Step], None] = lambda _: None,
    client: Client | None = None,
    now: datetime | None = None,
) -> FetchReport:
    """Ask the sources for what is new, and publish a snapshot with it.

    Parameters
    ----------
    settings
        Where the data are, and how sources are asked.
    only
        Sources to ask; all of them if empty.
    accept
        Sources of which records are taken however few they are.
    progress
        Called with every step; may raise StoppedError, and then nothing is published.
    client, now
        For tests.

    Raises
    ------
    BadValueError
        If a source is none of ``SOURCES``.
    PublishBusyError
        If another process is fetching.
    SnapshotError
        If the snapshot cannot be published: what came is kept for the next time.
    """
    unknown = sorted({*only, *accept} - {*SOURCES})
    if unknown:
        raise BadValueError(
            where="fetch",
            expected=f"sources among {', '.join(SOURCES)}",
            got=", ".join(unknown),
            action="Correct the name.",
        )
    downloads = settings.data / "downloads"
    moment = now or datetime.now(UTC)
    asker = client or Client(mirror=settings.mirror, contact=settings.contact)
    with _alone(downloads), asker:
        run = _Run(downloads, asker, moment, frozenset(accept), progress, last_report(settings))
        results = [run.result_of(source) for source in SOURCES if not only or source in only]
        report = FetchReport(run.joined(results))
        _save(report, downloads)
        progress(Step("snapshot", "Putting it together"))
        from loaders.sources.fetched_import import publish_fetched

        snapshot, failures = publish_fetched(settings, progress=progress)
        failed = {s: _failure(s, e, run.last(s), moment) for s, e in failures.items()}
        report = FetchReport(tuple(failed.get(r.source, r) for r in report.results), snapshot)
        _save(report, downloads)
    return replace(report, results=tuple(r for r in report.results if not only or r.source in only))


def last_report(settings: Settings) -> FetchReport:
    """Return how the last refresh went, source by source; without results if there was none."""
    try:
        content = (settings.data / "downloads" / "report.json").read_bytes()
        return _REPORT.validate_json(content)
    except (OSError, ValidationError):
        return FetchReport(())


def stored_records(settings: Settings) -> pd.DataFrame | None:
    """Return the records in use of all sources of centres, or None if there are none."""
    folders = [settings.data / "downloads" / source for source in CENTRE_SOURCES]
    found = [records for folder in folders if (records := _records_in(folder)) is not None]
    return pd.concat(found, ignore_index=True) if found else None


@dataclass(frozen=True)
class _Run:
    """One refresh."""

    downloads: Path
    client: Client
    now: datetime
    accept: frozenset[str]
    progress: Callable[[Step], None]
    previous: FetchReport

    def last(self, source: str) -> SourceResult | None:
        return next((r for r in self.previous.results if r.source == source), None)

    def joined(self, results: list[SourceResult]) -> tuple[SourceResult, ...]:
        """Return the results, and the last known ones of the sources that were not asked."""
        known = {r.source: r for r in (*self.previous.results, *results)}
        return tuple(known[source] for source in SOURCES if source in known)

    def result_of(self, source: str) -> SourceResult:
        """Ask one source; whatever goes wrong with it stays with it."""
        self.progress(Step(source, "Asking"))
        try:
            if source in CENTRE_SOURCES:
                return self._centres(source)
            changed, notes = fetch_files(
                source, self.client, self.downloads, now=self.now, progress=self.progress
            )
        except StoppedError:
            raise
        except NabijError as error:
            return _failure(source, error, self.last(source), self.now)
        at = self.now.isoformat()
        return SourceResult(
            source,
            Outcome.OK if changed else Outcome.UNCHANGED,
            tried_at=at,
            fetched_at=at,
            notes=notes,
        )

    def _centres(self, source: str) -> SourceResult:
        origin, read = CENTRE_SOURCES[source]
        folder, aside = self.downloads / source, self.downloads / f".new-{source}"
        spare = self.downloads / f".old-{source}"
        with written(origin, aside / RECORDS):
            if spare.is_dir() and not folder.is_dir():
                spare.rename(folder)  # an earlier refresh was cut off between two renames
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(parents=True)
        bodies = Bodies(
            *(self.client, origin, folder, aside, self.now),
            progress=lambda count: self.progress(Step(source, ANSWERS, count)),
        )
        reading = read(bodies.ask)
        old = _records_in(folder)
        before, came = None if old is None else len(old), len(reading.records)
        held = came == 0 or came < (before or 0) * _LEAST_KEPT
        at = self.now.isoformat()
        with written(origin, aside / RECORDS):
            reading.records.to_parquet(aside / RECORDS)
            if held and source not in self.accept:
                _replace(aside, self.downloads / f"{source}.held", spare)
                known = self.last(source)
                return SourceResult(
                    source,
                    Outcome.HELD_BACK,
                    tried_at=at,
                    fetched_at=known.fetched_at if known else "",
                    records=before,
                    came=came,
                    notes=(*reading.notes, f"to accept: --accept {source}"),
                )
            _replace(aside, folder, spare)
        same = bodies.unchanged and old is not None and reading.records.equals(old)
        outcome = Outcome.UNCHANGED if same else Outcome.OK
        return SourceResult(
            *(source, outcome, at, at), records=came, came=came, notes=reading.notes
        )


def _failure(
    source: str, error: NabijError, known: SourceResult | None, now: datetime
) -> SourceResult:
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


def _replace(aside: Path, folder: Path, spare: Path) -> None:
    """Put a folder in the place of another, so that one of the two is always there."""
    shutil.rmtree(spare, ignore_errors=True)
    if folder.is_dir():
        folder.rename(spare)
    aside.rename(folder)
    shutil.rmtree(spare, ignore_errors=True)


def _records_in(folder: Path) -> pd.DataFrame | None:
    try:
        return pd.read_parquet(folder / RECORDS)
    except (OSError, ValueError):  # pyarrow's errors are these two
        return None


def _save(report: FetchReport, downloads: Path) -> None:
    aside = downloads / "report.json.new"
    with written(_OURSELVES, aside):
        aside.write_text(json.dumps(asdict(report), indent=1), encoding="utf-8")
        aside.replace(downloads / "report.json")


@contextmanager
def _alone(downloads: Path) -> Iterator[None]:
    """Let one process fetch at a time; the lock goes when its process does."""
    lock = downloads / "fetch.lock"
    with written(_OURSELVES, downloads / "fetch"):
        downloads.mkdir(parents=True, exist_ok=True)
        lock.touch()
    with closing(sqlite3.connect(lock, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            message = f"{downloads}: another process is fetching. Try again when it is done."
            raise PublishBusyError(message, where=str(downloads)) from error
        yield

"""A refresh: the sources are asked, and a snapshot is published with what is new."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.errors import BadValueError, PublishBusyError
from loaders.sources.download import written
from loaders.sources.fetch import Fetcher, failure, source_codes
from loaders.sources.http import Client
from loaders.sources.official_files import ON_REQUEST, Step
from loaders.sources.report import OURSELVES, FetchReport, last_report, save_report
from loaders.store.lock import acquire

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from loaders.settings import Settings


def refresh_sources(
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
        Sources to ask; if empty, all but the largest
        (:data:`loaders.sources.official_files.ON_REQUEST`).
    accept
        Sources of which records and streets are accepted however few they are.
    progress
        Called with every step; may raise StoppedError, and then nothing is published.
    client, now
        For tests.

    Raises
    ------
    BadValueError
        If a source is none of :func:`loaders.sources.fetch.source_codes`.
    PublishBusyError
        If another process is refreshing.
    SnapshotError
        If the snapshot cannot be published: what was fetched is kept for the next time.
    """
    from loaders.sources.fetched_import import publish_fetched  # slow to import

    codes = source_codes()
    _require_known({*only, *accept}, codes)
    downloads = settings.data / "downloads"
    moment = now or datetime.now(UTC)
    chosen = [code for code in codes if code in only or not (only or code in ON_REQUEST)]
    with (
        _only_refresh(downloads),
        client or Client(mirror=settings.mirror, contact=settings.contact) as asking,
    ):
        previous = last_report(settings)
        fetcher = Fetcher(downloads, asking, moment, frozenset(accept), progress, previous)
        report = previous.updated([fetcher.fetch(code) for code in chosen], order=codes)
        save_report(report, downloads)
        progress(Step("snapshot", "Putting it together"))
        snapshot, errors = publish_fetched(settings, accept=accept, progress=progress)
        failures = [failure(s, error, previous.of(s), moment) for s, error in errors.items()]
        known = {result.source for result in report.results}
        report = report.updated([f for f in failures if f.source in known], order=codes)
        report = replace(report, snapshot=snapshot)
        save_report(report, downloads)
    return replace(report, results=tuple(r for r in report.results if r.source in chosen))


def _require_known(asked: Collection[str], codes: tuple[str, ...]) -> None:
    unknown = sorted({*asked} - {*codes})
    if unknown:
        raise BadValueError(
            where="fetch",
            expected=f"sources among {', '.join(codes)}",
            got=", ".join(unknown),
            action="Correct the name.",
        )


@contextmanager
def _only_refresh(downloads: Path) -> Iterator[None]:
    """Let one process refresh at a time; the lock ends with its process."""
    with written(OURSELVES, downloads / "fetch"):
        downloads.mkdir(parents=True, exist_ok=True)
        try:
            lock = acquire(downloads / "fetch.lock")
        except BlockingIOError as error:
            message = f"{downloads}: another process is fetching. Try again when it is done."
            raise PublishBusyError(message, where=str(downloads)) from error
    with closing(lock):
        yield

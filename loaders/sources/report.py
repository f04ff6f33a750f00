"""How a refresh from the official sources went, kept in ``downloads/report.json`` of the data."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from loaders.sources.download import written
from loaders.sources.http import Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from loaders.settings import Settings

OURSELVES = Site("fetch")
"""Whose problem it is when a report or a lock cannot be written."""


class Outcome(StrEnum):
    """How it went with a source."""

    OK = "ok"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    HELD_BACK = "held_back"

    @property
    def is_good(self) -> bool:
        """Return whether the data in use are those that the source has now."""
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
    outside
        Records of Wallonia that came and were left out, of a source of centres.
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
    outside: int = 0
    notes: tuple[str, ...] = ()
    error_code: str = ""
    error: str = ""
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FetchReport:
    """How a refresh went; ``snapshot`` is the id of what it published, empty if nothing new."""

    results: tuple[SourceResult, ...]
    snapshot: str = ""

    def of(self, source: str) -> SourceResult | None:
        """Return the result of a source; None if it was never asked."""
        return next((result for result in self.results if result.source == source), None)

    def updated(self, results: Iterable[SourceResult], *, order: Sequence[str]) -> FetchReport:
        """Return the report with newer results, the sources in the order given."""
        known = {result.source: result for result in (*self.results, *results)}
        return FetchReport(tuple(known[source] for source in order if source in known))

    @property
    def exit_code(self) -> int:
        """Return 0 if all went well, 3 if part of it did, 2 if nothing did."""
        good = [result.outcome.is_good for result in self.results]
        return 0 if all(good) else 3 if any(good) else 2


_REPORT = TypeAdapter(FetchReport)


def last_report(settings: Settings) -> FetchReport:
    """Return how the last refresh went, source by source; without results if there was none."""
    try:
        content = (settings.data / "downloads" / "report.json").read_bytes()
        return _REPORT.validate_json(content)
    except (OSError, ValidationError):
        return FetchReport(())


def save_report(report: FetchReport, downloads: Path) -> None:
    """Replace the report in a folder of downloads; SourceError if it cannot be written."""
    temporary = downloads / "report.json.new"
    with written(OURSELVES, temporary):
        temporary.write_text(json.dumps(asdict(report), indent=1), encoding="utf-8")
        temporary.replace(downloads / "report.json")

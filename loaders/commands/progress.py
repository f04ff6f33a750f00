"""How a refresh, and the snapshots that are kept, show themselves in a terminal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from geodata.errors import SnapshotError
from loaders.sources.official_files import ANSWERS
from loaders.store.snapshots import load, sized, snapshot_ids, verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.console import Console
    from rich.progress import TaskID

    from loaders.sources.official_files import Step
    from loaders.sources.report import FetchReport, SourceResult

_WORDS = {
    "ok": "new",
    "unchanged": "unchanged",
    "failed": "FAILED, what there was stays",
    "held_back": "HELD BACK, what there was stays",
}


@contextmanager
def fetch_progress(console: Console) -> Iterator[Callable[[Step], None]]:
    """Show a bar for each source while it is asked."""
    columns = (
        SpinnerColumn(finished_text=" "),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[amount]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as display:
        tasks: dict[str, TaskID] = {}

        def show(step: Step) -> None:
            if step.source not in tasks:
                for task in tasks.values():
                    display.update(task, total=1, completed=1)
                tasks[step.source] = display.add_task(step.source, total=None, amount="")
            display.update(
                tasks[step.source],
                description=f"{step.source}: {step.what}",
                completed=step.done,
                total=step.total,
                amount=_amount(step),
            )

        yield show
        for task in tasks.values():
            display.update(task, total=1, completed=1)


def fetch_table(report: FetchReport) -> Table:
    """Return a table of how it went with each source."""
    table = Table("source", "", "records", "in use since", "what there is to say")
    for result in report.results:
        table.add_row(
            result.source,
            _WORDS[result.outcome],
            _records(result),
            result.fetched_at[:16].replace("T", " ") or "never fetched",
            escape("\n".join(part for part in (result.error, *result.notes) if part)),
        )
    return table


def snapshot_lines(folder: Path) -> Iterator[str]:
    """Yield a line for each snapshot that is kept, newest first.

    Raises
    ------
    NoSnapshotError
        If there is none that can be read.
    """
    current = load(folder).id
    for snapshot_id in snapshot_ids(folder):
        try:
            info = sized(folder, snapshot_id)
        except SnapshotError as error:
            yield f"{snapshot_id}  DAMAGED: {error}"
            continue
        mark = "  current" if snapshot_id == current else ""
        summary = f"{info.created:%Y-%m-%d %H:%M} UTC  {info.kind}  {info.bytes / 1e6:,.1f} MB"
        yield f"{snapshot_id}  {summary}{mark}"


def damage_lines(folder: Path) -> Iterator[str]:
    """Yield a line for each snapshot that is damaged, every file of all of them verified."""
    for snapshot_id in snapshot_ids(folder):
        try:
            verify(folder, snapshot_id)
        except SnapshotError as error:
            yield f"{snapshot_id}: DAMAGED: {error}"


def _amount(step: Step) -> str:
    if not step.done:
        return ""
    if step.what == ANSWERS:
        return f"{step.done:,}"
    of = f" of {step.total / 1e6:,.1f}" if step.total else ""
    return f"{step.done / 1e6:,.1f}{of} MB"


def _records(result: SourceResult) -> str:
    if result.came is None or result.came == result.records:
        return "" if result.records is None else f"{result.records:,}"
    return f"{result.records or 0:,} ({result.came:,} came)"

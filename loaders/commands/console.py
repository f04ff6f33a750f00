"""What commands say: steps while they run, and what a snapshot holds."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from geodata.enums import ImportStep, SnapshotKind
from loaders.database.sync import last
from loaders.settings import get_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geodata.snapshot.model import SnapshotData
    from loaders.store.manifest import SnapshotInfo

STEPS = {
    ImportStep.READING: "Reading the rows",
    ImportStep.PLACING: "Placing the rows in their municipalities",
    ImportStep.LINKING: "Finding records of one centre",
    ImportStep.MERGING: "Making one list",
    ImportStep.CHECKING: "Checking",
    ImportStep.PUBLISHING: "Checking and publishing",
}
OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)


def describe(info: SnapshotInfo) -> None:
    """Tell what a snapshot holds, and where that comes from."""
    days = (datetime.now(UTC) - info.created).days
    published = f"published {info.created:%Y-%m-%d %H:%M} UTC, {days} days ago"
    OUT.print(f"{info.id} ({info.kind}), {published}")
    for dataset in info.datasets:
        flags = f" [{', '.join(dataset.flags)}]" if dataset.flags else ""
        OUT.print(f"{dataset.name}: {dataset.rows:,}{flags}", markup=False)
        lines = (dataset.source, dataset.reference_date, dataset.licence, dataset.attribution)
        for line in (*lines, dataset.note):
            if line:
                OUT.print(f"  {line}", markup=False)


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """Show the running step with its time; a step that is done stays on screen."""
    columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"))
    with Progress(*columns, TimeElapsedColumn(), console=ERR) as display:

        def finish() -> None:
            for task in display.task_ids:
                display.update(task, total=1, completed=1)

        def begin(step: str) -> None:
            finish()
            display.add_task(step, total=None)

        yield begin
        finish()


@dataclass
class Current:
    """The data of the current snapshot, to be replaced by what is imported into it."""

    data: SnapshotData
    progress: Callable[[str], None]


@contextmanager
def importing(step: str = "") -> Iterator[Current]:
    """Hand over the current snapshot; publish and describe what the block makes of its data."""
    from loaders.publication import ensure_snapshot, publish_now

    settings = get_settings()
    with steps() as progress:
        base = ensure_snapshot(settings, progress=progress)
        if step:
            progress(step)
        current = Current(base.data, progress)
        yield current
        progress(STEPS[ImportStep.PUBLISHING])
        info = publish_now(
            current.data, folder=settings.data, kind=SnapshotKind.IMPORTED, base=base
        )
    describe(info)
    require_mirrored(info)


def require_mirrored(info: SnapshotInfo) -> None:
    """End with 3 if a snapshot is published here, but not to the database: a log says why."""
    outcome = last(info.folder.parents[1])
    if outcome and outcome.snapshot == info.id and outcome.problem:
        raise typer.Exit(3)


def iso_day(moment: datetime | None) -> str:
    """Return the day of an option in ISO 8601; empty if it was not given."""
    return moment.date().isoformat() if moment else ""

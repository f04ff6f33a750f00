"""What commands say: steps while they run, and what a snapshot holds."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from loaders.manifest import SnapshotInfo

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

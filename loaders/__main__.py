"""``python -m loaders``: build, import, look at and check the data."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003  (typer reads the annotations)
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from geodata.errors import NabijError
from loaders import store
from loaders.manifest import SnapshotInfo, read_manifest
from loaders.settings import get_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

app = typer.Typer(
    help="The data of Nabij: build, import, look at and check it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


@app.command("import")
def import_files(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders that hold them.")],
) -> None:
    """Import official files: areas (gebiedsniveaus) and people (TF_SOC_POP_STRUCT).

    What is not imported stays as it is in the current snapshot; people are estimated anew over
    imported wijken. If anything is wrong, the current snapshot stays.
    """
    from loaders.current import ensure_snapshot, publish_now  # noqa: PLC0415  (slow to import)
    from loaders.importing import import_sources, recognise  # noqa: PLC0415  (slow to import)

    settings = get_settings()
    with _progress() as progress:
        sources = recognise(paths)
        base = ensure_snapshot(settings, progress=progress)
        data = import_sources(sources, base=base.data, progress=progress)
        progress("Checking and publishing")
        info = publish_now(data, folder=settings.data, kind="imported")
    _describe(info)


@app.command()
def build() -> None:
    """Build the built-in snapshot if there is no snapshot yet."""
    from loaders.current import ensure_snapshot  # noqa: PLC0415  (slow to import)

    with _progress() as progress:
        snapshot = ensure_snapshot(get_settings(), progress=progress)
    _describe(read_manifest(get_settings().data, snapshot.id))


@app.command()
def status() -> None:
    """Tell which snapshot is current, from where, how old and under which licence."""
    folder = get_settings().data
    snapshot = store.load(folder)
    for warning in snapshot.warnings:
        _err.print(f"Warning: {warning}", markup=False)
    _describe(read_manifest(folder, snapshot.id))


@app.command()
def check() -> None:
    """Verify the checksums of every file of every snapshot."""
    folder = get_settings().data
    ids = store.snapshot_ids(folder)
    if not ids:
        store.load(folder)
    damaged = []
    for snapshot_id in ids:
        try:
            info = store.verify(folder, snapshot_id)
            _out.print(f"{snapshot_id}: {len(info.files)} files as they were published.")
        except NabijError as error:
            damaged.append(error)
            _err.print(str(error), markup=False)
    if damaged:
        raise typer.Exit(2)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit; an error of ours is one line and exit code 2."""
    try:
        app(arguments, prog_name="python -m loaders")
    except NabijError as error:
        _err.print(f"nabij: {error}", markup=False)
        sys.exit(2)


def _describe(info: SnapshotInfo) -> None:
    days = (datetime.now(UTC) - info.created).days
    published = f"published {info.created:%Y-%m-%d %H:%M} UTC, {days} days ago"
    _out.print(f"{info.id} ({info.kind}), {published}")
    for dataset in info.datasets:
        flags = f" [{', '.join(dataset.flags)}]" if dataset.flags else ""
        _out.print(f"{dataset.name}: {dataset.rows:,}{flags}", markup=False)
        lines = (dataset.source, dataset.reference_date, dataset.licence, dataset.attribution)
        for line in (*lines, dataset.note):
            if line:
                _out.print(f"  {line}", markup=False)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show the running step with its time; a step that is done stays on screen."""
    columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"))
    with Progress(*columns, TimeElapsedColumn(), console=_err) as display:

        def finish() -> None:
            for task in display.task_ids:
                display.update(task, total=1, completed=1)

        def begin(step: str) -> None:
            finish()
            display.add_task(step, total=None)

        yield begin
        finish()


if __name__ == "__main__":
    main()

"""``python -m loaders``: build, import, look at and check the data."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from geodata.defaults import DEFAULT_THRESHOLD_M
from geodata.errors import BadValueError, NabijError, NoSnapshotError
from loaders.commands import database, files
from loaders.commands.analyse import analyse, import_analysis
from loaders.commands.centres import import_centre_list, list_doubts
from loaders.commands.console import ERR, OUT, describe, importing, require_mirrored, steps
from loaders.commands.export import export_snapshot
from loaders.commands.network import import_network_file
from loaders.settings import get_settings
from loaders.store import snapshots as store
from loaders.store.manifest import current_id, read_manifest

app = typer.Typer(
    help="The data of Nabij: build, import, look at and check it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("import-centres")(import_centre_list)
app.command("doubts")(list_doubts)
app.command("import-services")(files.import_service_table)
app.command("import-projections")(files.import_projection_table)
app.command("import-division")(files.import_division_files)
app.command("import-population")(files.import_population_file)
app.command("import-neighbourhoods")(files.import_neighbourhood_layer)
app.command("import-addresses")(files.import_address_file)
app.command("import-network")(import_network_file)
app.add_typer(database.app, name="database")
app.command("export")(export_snapshot)
app.command()(analyse)
app.command("import-analysis")(import_analysis)


@app.command("import")
def import_files(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders that hold them.")],
) -> None:
    """Import official files: areas (gebiedsniveaus), people (TF_SOC_POP_STRUCT) and sectors.

    What is not imported stays as it is in the current snapshot; people are estimated again over
    imported wijken. If anything is wrong, the current snapshot stays.
    """
    from loaders.sources.official_import import import_sources, recognise

    sources = recognise(paths)
    with importing() as current:
        current.data = import_sources(sources, base=current.data, progress=current.progress)


@app.command()
def compare(
    old: Annotated[
        str, typer.Argument(help="Id of the older snapshot; else the one before the current.")
    ] = "",
    new: Annotated[str, typer.Argument(help="Id of the newer; else the current.")] = "",
    csv: Annotated[Path | None, typer.Option(help="Write the changes to this file.")] = None,
    threshold: Annotated[
        float, typer.Option(help="In reach: metres in a straight line.")
    ] = DEFAULT_THRESHOLD_M,
    group: Annotated[str, typer.Option(help="Population group: all, 65plus, 80plus.")] = "all",
) -> None:
    """Tell what changed in the centres between two snapshots, and in who is out of reach."""
    from loaders.export.comparison import chosen, lines, write_csv

    before, after = chosen(get_settings().data, old, new)
    for line in lines(before, after, threshold_m=threshold, group=group):
        OUT.print(line, markup=False)
    if csv:
        write_csv(csv, before, after)
        OUT.print(f"Written to {csv}.", markup=False)


@app.command("fetch")
def fetch_sources(
    only: Annotated[
        list[str] | None, typer.Option(help="Ask this source only; may be given more than once.")
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(help="Take what this source sends, also if it is much less than last time."),
    ] = None,
) -> None:
    """Refresh from the official sources: areas, people, sectors and centres.

    Each source can fail alone; what there was stays, and the rest is published. Ends with 3 if
    some failed or were held back, with 2 if all were.
    """
    from loaders.commands.progress import fetch_progress, fetch_table
    from loaders.sources.refresh import refresh_sources

    with fetch_progress(ERR) as progress:
        report = refresh_sources(
            get_settings(), only=only or (), accept=accept or (), progress=progress
        )
    OUT.print(fetch_table(report))
    if report.snapshot:
        info = read_manifest(get_settings().data, report.snapshot)
        describe(info)
        require_mirrored(info)
    if report.exit_code:
        raise typer.Exit(report.exit_code)


@app.command()
def build() -> None:
    """Build the built-in snapshot if there is no snapshot yet."""
    from loaders.publication import ensure_snapshot

    with steps() as progress:
        snapshot = ensure_snapshot(get_settings(), progress=progress)
    describe(read_manifest(get_settings().data, snapshot.id))


@app.command()
def status() -> None:
    """Tell which snapshot is current, from where, how old and under which licence."""
    folder = get_settings().data
    snapshot = store.load(folder)
    for warning in snapshot.warnings:
        ERR.print(f"Warning: {warning}", markup=False)
    describe(read_manifest(folder, snapshot.id))


@app.command()
def snapshots() -> None:
    """List the snapshots that are kept, newest first: date, kind, size, and which is current."""
    from loaders.commands.progress import snapshot_lines

    for line in snapshot_lines(get_settings().data):
        OUT.print(line, markup=False)


@app.command()
def rollback(
    snapshot_id: Annotated[str, typer.Argument(metavar="ID", help="Of a snapshot that is kept.")],
) -> None:
    """Make an older snapshot the current one again; none is removed.

    Every file of it is verified first. If one is damaged, the current snapshot stays.
    """
    describe(store.make_current(get_settings().data, snapshot_id))


@app.command("prune")
def prune_snapshots(
    keep: Annotated[
        int | None, typer.Option(min=1, help="How many of the newest stay; else NABIJ_KEEP.")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go.")] = False,
) -> None:
    """Remove old snapshots: never the current one, nor the last good one before it.

    Damaged ones are reported first.
    """
    from loaders.commands.progress import damage_lines
    from loaders.store.retention import prune

    settings = get_settings()
    if not store.snapshot_ids(settings.data):
        store.load(settings.data)
    for line in damage_lines(settings.data):
        ERR.print(line, markup=False)
    pruning = prune(settings.data, keep=keep or settings.keep, dry_run=dry_run)
    for name in pruning.gone:
        OUT.print(f"{name}: {'would be removed' if dry_run else 'removed'}.", markup=False)
    for name in pruning.kept:
        OUT.print(f"{name}: stays.", markup=False)


@app.command()
def check() -> None:
    """Verify the checksums of every file of every snapshot."""
    folder = get_settings().data
    ids = store.snapshot_ids(folder)
    if not ids:
        store.load(folder)
    damaged: list[NabijError] = []
    current = current_id(folder)
    if current not in ids:
        damaged.append(_missing_current(folder, current))
        ERR.print(str(damaged[0]), markup=False)
    for snapshot_id in ids:
        try:
            info = store.verify(folder, snapshot_id)
            OUT.print(f"{snapshot_id}: {len(info.files)} files as they were published.")
        except NabijError as error:
            damaged.append(error)
            ERR.print(str(error), markup=False)
    if damaged:
        raise typer.Exit(2)


def _missing_current(folder: Path, current: str) -> NoSnapshotError:
    """Return the error for a store without the snapshot that is its current one."""
    got = f"the current snapshot {current} is not there" if current else "no snapshot is current"
    return NoSnapshotError(
        f"{folder}: {got}. Make one that is kept the current one: python -m loaders rollback ID "
        "(python -m loaders snapshots lists them).",
        where=str(folder),
    )


def main(
    arguments: list[str] | None = None,
    *,
    commands: typer.Typer = app,
    program: str = "python -m loaders",
) -> None:
    """Run the command line and exit; an error of ours is one line and exit code 2."""
    try:
        _require_text(sys.argv[1:] if arguments is None else arguments)
        commands(arguments, prog_name=program)
    except NabijError as error:
        ERR.print(f"nabij: {error}", markup=False)
        sys.exit(2)


def _require_text(arguments: list[str]) -> None:
    """Raise BadValueError for bytes that are no text, which no snapshot could hold."""
    for argument in arguments:
        if not argument.isascii() and re.search("[\ud800-\udfff]", argument):
            raise BadValueError(
                where="the command",
                expected="text in the encoding of this terminal",
                got=argument,
                action="Type it again, or rename the file.",
            )


if __name__ == "__main__":
    main()

"""``python -m loaders``: build, import, look at and check the data."""

from __future__ import annotations

import re
import sys
from datetime import datetime  # noqa: TC003  (typer reads the annotations)
from pathlib import Path  # noqa: TC003  (typer reads the annotations)
from typing import Annotated

import typer

from geodata.errors import BadValueError, NabijError
from loaders import store
from loaders.centre_commands import import_centre_list, list_doubts
from loaders.console import ERR, OUT, describe, importing, iso_day, steps
from loaders.manifest import read_manifest
from loaders.settings import get_settings

app = typer.Typer(
    help="The data of Nabij: build, import, look at and check it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("import-centres")(import_centre_list)
app.command("doubts")(list_doubts)


@app.command("import")
def import_files(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders that hold them.")],
) -> None:
    """Import official files: areas (gebiedsniveaus) and people (TF_SOC_POP_STRUCT).

    What is not imported stays as it is in the current snapshot; people are estimated anew over
    imported wijken. If anything is wrong, the current snapshot stays.
    """
    from loaders.importing import import_sources, recognise  # noqa: PLC0415  (slow to import)

    sources = recognise(paths)
    with importing() as current:
        current.data = import_sources(sources, base=current.data, progress=current.progress)


@app.command("import-services")
def import_service_table(
    path: Annotated[Path, typer.Argument(help="A table, CSV or XLSX.")],
    source: Annotated[str, typer.Option(help="Publisher and title of the table.")],
    date: Annotated[
        datetime | None, typer.Option(help="The day that it describes.", formats=["%Y-%m-%d"])
    ] = None,
    licence: Annotated[str, typer.Option(help="Name of its licence.")] = "",
) -> None:
    """Import Sociale Huizen and self-help initiatives.

    The table replaces the kinds (soort) that occur in it. If any row is wrong, all that is wrong
    is told, and the current snapshot stays.
    """
    from loaders.services import import_services  # noqa: PLC0415  (slow to import)

    with importing("Reading the services") as current:
        current.data = import_services(
            path, base=current.data, source=source, reference_date=iso_day(date), licence=licence
        )


@app.command("import-projections")
def import_projection_table(
    path: Annotated[Path, typer.Argument(help="A table, CSV or XLSX.")],
    source: Annotated[str, typer.Option(help="Publisher, title and vintage of the projection.")],
    year: Annotated[
        int | None, typer.Option(help="The year projected, if the table has no column for it.")
    ] = None,
    date: Annotated[
        datetime | None, typer.Option(help="The day of the projection.", formats=["%Y-%m-%d"])
    ] = None,
    licence: Annotated[str, typer.Option(help="Name of its licence.")] = "",
) -> None:
    """Import the projected population of municipalities, for the programmatie.

    The table replaces the projections that there are. If any row is wrong, all that is wrong is
    told, and the current snapshot stays.
    """
    from geodata.model import Dataset  # noqa: PLC0415  (as those below)
    from loaders.projections import import_projections  # noqa: PLC0415  (slow to import)

    dataset = Dataset("projections", 0, source.strip(), iso_day(date), licence)
    with importing("Reading the projections") as current:
        current.data = import_projections(path, base=current.data, dataset=dataset, year=year)


@app.command("import-division")
def import_division_files(  # noqa: PLR0913  (each is an option of the command)
    *,
    points: Annotated[Path, typer.Option(help="The support points: CSV, XLSX or GeoJSON.")],
    source: Annotated[str, typer.Option(help="Who made the division, and its title.")],
    date: Annotated[datetime, typer.Option(help="The day from which.", formats=["%Y-%m-%d"])],
    table: Annotated[
        Path | None, typer.Option(help="Municipality and support point: CSV or XLSX.")
    ] = None,
    crs: Annotated[
        str, typer.Option(help="EPSG code of x and y in the points: 31370, 3812 or 4326.")
    ] = "",
    leave_unassigned: Annotated[
        bool, typer.Option("--leave-unassigned", help="Some municipalities are in no area.")
    ] = False,
    licence: Annotated[str, typer.Option(help="Name of its licence.")] = "",
) -> None:
    """Import the regionale ondersteuningspunten and the municipalities that each serves.

    Without a table, each municipality goes to the nearest support point in a straight line. If any
    row is wrong, all that is wrong is told, and the current snapshot stays.
    """
    from geodata.model import Dataset  # noqa: PLC0415  (as those below)
    from loaders.division import import_division  # noqa: PLC0415  (slow to import)
    from loaders.support_points import read_support_points  # noqa: PLC0415  (slow to import)

    dataset = Dataset("division", 0, source.strip(), iso_day(date), licence)
    with importing("Reading the division") as current:
        current.data = import_division(
            read_support_points(points, crs=crs),
            table,
            base=current.data,
            dataset=dataset,
            leave_unassigned=leave_unassigned,
        )


@app.command()
def compare(
    old: Annotated[
        str, typer.Argument(help="Id of the older snapshot; else the one before the current.")
    ] = "",
    new: Annotated[str, typer.Argument(help="Id of the newer; else the current.")] = "",
    csv: Annotated[Path | None, typer.Option(help="Write the changes to this file.")] = None,
    threshold: Annotated[float, typer.Option(help="In reach: metres in a straight line.")] = 1200,
    group: Annotated[str, typer.Option(help="Population group: all, 65plus, 80plus.")] = "all",
) -> None:
    """Tell what changed in the centres between two snapshots, and in who is out of reach."""
    from loaders.comparing import chosen, lines, write_csv  # noqa: PLC0415  (slow to import)

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
    from loaders.fetching import fetch  # noqa: PLC0415  (slow to import)
    from loaders.terminal import fetch_progress, fetch_table  # noqa: PLC0415  (only for this)

    with fetch_progress(ERR) as progress:
        report = fetch(get_settings(), only=only or (), accept=accept or (), progress=progress)
    OUT.print(fetch_table(report))
    if report.snapshot:
        describe(read_manifest(get_settings().data, report.snapshot))
    if report.exit_code:
        raise typer.Exit(report.exit_code)


@app.command()
def build() -> None:
    """Build the built-in snapshot if there is no snapshot yet."""
    from loaders.current import ensure_snapshot  # noqa: PLC0415  (slow to import)

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
    from loaders.terminal import snapshot_lines  # noqa: PLC0415  (only for this)

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
            OUT.print(f"{snapshot_id}: {len(info.files)} files as they were published.")
        except NabijError as error:
            damaged.append(error)
            ERR.print(str(error), markup=False)
    if damaged:
        raise typer.Exit(2)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit; an error of ours is one line and exit code 2."""
    try:
        _require_text(sys.argv[1:] if arguments is None else arguments)
        app(arguments, prog_name="python -m loaders")
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
                action="Write it anew, or rename the file.",
            )


if __name__ == "__main__":
    main()

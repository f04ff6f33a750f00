"""Commands for lists of centres."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from geodata.enums import SnapshotKind
from loaders.commands.console import ERR, OUT, describe, importing, iso_day, require_mirrored
from loaders.commands.files import ColumnOption
from loaders.settings import get_settings


def import_centre_list(
    path: Annotated[Path, typer.Argument(help="A list, CSV or XLSX.")],
    *,
    source: Annotated[str, typer.Option(help="Publisher and title of the list.")],
    date: Annotated[
        datetime | None, typer.Option(help="The day that it describes.", formats=["%Y-%m-%d"])
    ] = None,
    licence: Annotated[str, typer.Option(help="Name of its licence.")] = "",
    attribution: Annotated[str, typer.Option(help="Line that the licence asks to show.")] = "",
    crs: Annotated[str, typer.Option(help="EPSG code of x and y: 31370, 3812 or 4326.")] = "",
    replace: Annotated[
        bool, typer.Option("--replace/--merge", help="The list alone, or linked with the others.")
    ] = False,
    complete: Annotated[
        bool, typer.Option("--complete", help="The list has all centres of Flanders and Brussels.")
    ] = False,
    geocoding: Annotated[
        bool, typer.Option(help="Ask the address service for rows without coordinates.")
    ] = True,
    take_good: Annotated[
        bool, typer.Option("--take-good", help="Take the rows that can be used, list the others.")
    ] = False,
    column: ColumnOption = None,
) -> None:
    """Import a list of lokale dienstencentra, and link it with those of other sources.

    If any row is wrong, all that is wrong is told, and the current snapshot stays.
    """
    from loaders.centre_sources import SourceInfo
    from loaders.centres.centre_list import import_centres
    from loaders.centres.geocoding import address_service
    from loaders.files.column_mapping import fitted, named_by_hand
    from loaders.imports.centres import COLUMNS

    service = get_settings().geolocation if geocoding else ""
    names = {h: COLUMNS[n][0] for h, n in named_by_hand(column or (), COLUMNS).items()} or None
    with TemporaryDirectory() as folder, importing("Reading the list, and linking it") as current:
        found = import_centres(
            fitted(path, Path(folder), columns=names).path,
            base=current.data,
            origin=SourceInfo(source.strip(), iso_day(date), licence, attribution, complete),
            crs=crs,
            alone=replace,
            take_good=take_good,
            geocode=address_service(service, progress=current.progress),
        )
        current.data = found.data
    OUT.print(f"{found.rows:,} rows taken, {found.examples:,} examples left out.")
    for problem in found.problems:
        ERR.print(f"Left out: {problem}", markup=False)
    OUT.print(f"To look at: {found.told}. See them with: python -m loaders doubts")


def list_doubts(
    out: Annotated[Path | None, typer.Option(help="Write them to this file.")] = None,
    decided: Annotated[
        Path | None, typer.Option(help="That file, with verdicts: same or different.")
    ] = None,
) -> None:
    """List as CSV what a person has to look at in the centres, or take what one decided.

    Pairs that may be one centre, sources that contradict each other, and records that could not be
    placed, or only vaguely.
    """
    from loaders.centres import doubts
    from loaders.centres.centre_list import remade
    from loaders.publication import ensure_snapshot, publish_now

    settings = get_settings()
    base = ensure_snapshot(settings)
    data = base.data
    if decided:
        data = remade(data, decisions=doubts.read_decisions(decided))
        info = publish_now(data, folder=settings.data, kind=SnapshotKind.IMPORTED, base=base)
        describe(info)
        require_mirrored(info)
    elif out is None:
        sys.stdout.buffer.write(doubts.doubts_csv(data.doubts))
    if out is not None:
        doubts.write_doubts(out, data.doubts)
        OUT.print(f"Written to {out}.", markup=False)

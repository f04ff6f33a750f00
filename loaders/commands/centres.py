"""Commands for lists of centres."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from geodata.enums import SnapshotKind
from loaders.commands.console import OUT, describe, importing, require_mirrored
from loaders.commands.files import (
    ColumnOption,
    CrsOption,
    DateOption,
    LayerOption,
    LicenceOption,
    SheetOption,
    SourceOption,
    TableOrPoints,
    TakeGoodOption,
    import_into,
)
from loaders.settings import get_settings


def import_centre_list(
    path: TableOrPoints,
    *,
    source: SourceOption,
    date: DateOption = None,
    licence: LicenceOption = "",
    attribution: Annotated[str, typer.Option(help="Line that the licence asks to show.")] = "",
    crs: CrsOption = "",
    layer: LayerOption = "",
    replace: Annotated[
        bool, typer.Option("--replace/--merge", help="The list alone, or linked with the others.")
    ] = False,
    complete: Annotated[
        bool, typer.Option("--complete", help="The list has all centres of Flanders and Brussels.")
    ] = False,
    geocoding: Annotated[
        bool, typer.Option(help="Ask the address service for rows without coordinates.")
    ] = True,
    take_good: TakeGoodOption = False,
    column: ColumnOption = None,
    sheet: SheetOption = "",
) -> None:
    """Import a list of lokale dienstencentra, and link it with those of other sources.

    If any row is wrong, all that is wrong is listed, and the current snapshot stays.
    """
    from loaders.centres.centre_list import open_questions
    from loaders.centres.geocoding import address_service

    service = get_settings().geolocation if geocoding else ""
    with importing("Reading the file") as current:
        result = import_into(
            *(current, "centres", path),
            source=(source, date, licence, attribution),
            column=column,
            take_good=take_good,
            crs=crs,
            layer=layer,
            alone=replace,
            sheet=sheet,
            complete=complete,
            geocode=address_service(service, progress=current.progress),
        )
    OUT.print(f"{result.count:,} rows taken, {result.examples:,} examples left out.")
    questions = open_questions(result.data)
    OUT.print(f"To look at: {questions}. See them with: python -m loaders doubts")


def list_doubts(
    out: Annotated[Path | None, typer.Option(help="Write them to this file.")] = None,
    decided: Annotated[
        Path | None, typer.Option(help="That file, with verdicts: same or different.")
    ] = None,
) -> None:
    """List as CSV what a person has to look at in the centres, or apply what one decided.

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

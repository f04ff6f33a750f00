"""The command that imports the streets of OpenStreetMap."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from loaders.commands.console import OUT, importing, iso_day


def import_network_file(
    path: Annotated[Path, typer.Argument(help="An extract of OpenStreetMap: .osm.pbf or .osm.")],
    *,
    date: Annotated[
        datetime | None,
        typer.Option(
            help="The day that the streets were so; else as in the file.", formats=["%Y-%m-%d"]
        ),
    ] = None,
    sha256: Annotated[str, typer.Option(help="Checksum that its publisher names.")] = "",
    md5: Annotated[
        str, typer.Option(help="The same; else that in <file>.md5, if that is there.")
    ] = "",
    boundary: Annotated[
        Path | None,
        typer.Option(
            help="The land of which it has all streets: a .poly file or a layer of polygons."
        ),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="It is right, though it seems to lack streets.")
    ] = False,
    source: Annotated[str, typer.Option(help="Publisher and name of the extract.")] = "",
) -> None:
    """Import the streets of OpenStreetMap, for distances on foot.

    They replace those that there are. If the extract is damaged, not whole, of elsewhere or without
    a date, the current snapshot stays.
    """
    from loaders.network.network_import import NetworkFile, import_network, report_lines

    file = NetworkFile(path, iso_day(date), sha256, md5, boundary, accept, source)
    with importing() as current:
        current.data = import_network(file, current.data, progress=current.progress)
        lines = report_lines(current.data.network)
    for line in lines:
        OUT.print(line, markup=False)

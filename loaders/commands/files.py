"""Commands for files that people make."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from loaders.commands.console import ERR, importing, iso_day

Table = Annotated[Path, typer.Argument(help="A table, CSV or XLSX.")]
SourceOption = Annotated[str, typer.Option(help="Publisher and title of the file.")]
DateOption = Annotated[
    datetime | None, typer.Option(help="The day that it describes.", formats=["%Y-%m-%d"])
]
LicenceOption = Annotated[str, typer.Option(help="Name of its licence.")]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(help="theirs=ours: what a column of the file holds; may be given more than once."),
]
TakeGoodOption = Annotated[
    bool, typer.Option("--take-good", help="Take the rows that can be used, list the others.")
]


def import_service_table(
    path: Table,
    *,
    source: SourceOption,
    date: DateOption = None,
    licence: LicenceOption = "",
    column: ColumnOption = None,
    take_good: TakeGoodOption = False,
) -> None:
    """Import Sociale Huizen and self-help initiatives.

    The table replaces the kinds (soort) that occur in it. If any row is wrong, all that is wrong
    is told, and the current snapshot stays.
    """
    _take("services", path, (source, date, licence), column, take_good=take_good)


def import_projection_table(
    path: Table,
    *,
    source: Annotated[str, typer.Option(help="Publisher, title and vintage of the projection.")],
    year: Annotated[
        int | None, typer.Option(help="The year projected, if the table has no column for it.")
    ] = None,
    date: DateOption = None,
    licence: LicenceOption = "",
    column: ColumnOption = None,
    take_good: TakeGoodOption = False,
) -> None:
    """Import the projected population of municipalities, for the programmatie.

    The table replaces the projections that there are. If any row is wrong, all that is wrong is
    told, and the current snapshot stays.
    """
    told = (source, date, licence)
    _take("projections", path, told, column, take_good=take_good, year=year)


def import_division_files(
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
    licence: LicenceOption = "",
    column: ColumnOption = None,
    take_good: TakeGoodOption = False,
) -> None:
    """Import the regionale ondersteuningspunten and the municipalities that each serves.

    Without a table, each municipality goes to the nearest support point in a straight line. If any
    row is wrong, all that is wrong is told, and the current snapshot stays. Columns and good rows
    are those of the table, or without one of the points.
    """
    from loaders.imports.support_points import read_support_points

    told = (source, date, licence)
    if table is None:
        _take("support_points", points, told, column, take_good=take_good, crs=crs)
        return
    read = read_support_points(points, crs=crs)
    beside = {"support_points": read, "complete": not leave_unassigned}
    _take("division", table, told, column, take_good=take_good, **beside)


def import_population_file(
    path: Annotated[Path, typer.Argument(help="Statbel's TF_SOC_POP_STRUCT, or CSV or XLSX.")],
    *,
    source: SourceOption,
    date: DateOption = None,
    licence: LicenceOption = "",
    column: ColumnOption = None,
    take_good: TakeGoodOption = False,
) -> None:
    """Import people: all, 65+ and 80+, per municipality or per wijk.

    Figures per municipality are estimated over its wijken. What the file does not have stays. If
    any row is wrong, all that is wrong is told, and the current snapshot stays.
    """
    _take("population", path, (source, date, licence), column, take_good=take_good)


def import_neighbourhood_layer(
    path: Annotated[
        Path,
        typer.Argument(help="Shapefile in a zip, GeoPackage, GeoJSON, GeoParquet or FlatGeobuf."),
    ],
    *,
    source: SourceOption,
    date: DateOption = None,
    licence: LicenceOption = "",
    crs: Annotated[str, typer.Option(help="EPSG code, if the layer does not tell.")] = "",
    column: ColumnOption = None,
    take_good: TakeGoodOption = False,
) -> None:
    """Import neighbourhoods in place of the wijken of the municipalities that they cover.

    People come from the layer, or are estimated anew by area. Gaps and overlaps are told. If any
    feature is wrong, all that is wrong is told, and the current snapshot stays.
    """
    told = (source, date, licence)
    _take("neighbourhoods", path, told, column, take_good=take_good, crs=crs)


def _take(
    name: str,
    path: Path,
    told: tuple[str, datetime | None, str],
    column: list[str] | None,
    *,
    take_good: bool,
    **beside: Any,
) -> None:
    """Import a file of a kind; tell which rows were left out.

    Parameters
    ----------
    name
        Of the kind.
    path
        The file.
    told
        Source, day and licence.
    column, take_good
        As their options.
    beside
        More fields of :class:`loaders.imports.kinds.Beside`.
    """
    from loaders.files.column_mapping import named_by_hand
    from loaders.imports.file_import import Source, take
    from loaders.imports.kinds import COLUMNS, Beside, FileKind

    kind = FileKind(name)
    by_hand = named_by_hand(column or (), COLUMNS[kind])
    title, date, licence = told
    with importing("Reading the file") as current:
        found = take(
            path,
            kind,
            base=current.data,
            source=Source(title.strip(), iso_day(date), licence),
            beside=Beside(columns=by_hand, **beside),
            take_good=take_good,
        )
        current.data = found.data
    for problem in found.left_out:
        ERR.print(f"Left out: {problem}", markup=False)

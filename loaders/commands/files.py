"""Commands that import files of users, by the road of :mod:`loaders.imports`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geodata.errors import one_line
from loaders.commands.console import ERR, STEPS, importing, iso_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loaders.commands.console import Current
    from loaders.files.notes import FileNote, ReadAs
    from loaders.imports.file_import import ImportResult

Table = Annotated[Path, typer.Argument(help="A table (CSV, XLSX).")]
TableOrPoints = Annotated[
    Path,
    typer.Argument(
        help="A table (CSV, XLSX) or a layer of points (GeoJSON, GeoPackage, zipped Shapefile)."
    ),
]
SourceOption = Annotated[str, typer.Option(help="Publisher and title of the file.")]
DateOption = Annotated[
    datetime | None, typer.Option(help="The day that it describes.", formats=["%Y-%m-%d"])
]
LicenceOption = Annotated[str, typer.Option(help="Name of its licence.")]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        help="theirs=ours: what a column of the file holds (theirs= for nothing); may be given "
        "more than once. The others are recognised by their headers."
    ),
]
SheetOption = Annotated[
    str,
    typer.Option(help="Sheet of a workbook; else the first with the columns that are needed."),
]
CrsOption = Annotated[
    str, typer.Option(help="EPSG code of the coordinates: 31370, 3812, 4326 or 3857.")
]
LayerOption = Annotated[str, typer.Option(help="Name of the layer, if the file has several.")]
TakeGoodOption = Annotated[
    bool, typer.Option("--take-good", help="Import the rows that can be used, list the others.")
]

_MOST_NAMED = 20
_MOST_REMARKS = 50


ConfirmOption = Annotated[
    bool,
    typer.Option(
        "--confirm", help="People are right, though they differ several times from those loaded."
    ),
]


def import_service_table(
    path: TableOrPoints,
    *,
    source: SourceOption,
    date: DateOption = None,
    licence: LicenceOption = "",
    crs: CrsOption = "",
    layer: LayerOption = "",
    column: ColumnOption = None,
    take_good: TakeGoodOption = False,
    sheet: SheetOption = "",
) -> None:
    """Import Sociale Huizen and self-help initiatives.

    The table replaces the kinds (soort) that occur in it. If any row is wrong, all that is wrong
    is listed, and the current snapshot stays.
    """
    origin = (source, date, licence)
    _import(
        "services", path, origin, column, take_good=take_good, crs=crs, layer=layer, sheet=sheet
    )


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
    sheet: SheetOption = "",
    confirm: ConfirmOption = False,
) -> None:
    """Import the projected population of municipalities, for the programmatie.

    The table replaces the projections that there are. If any row is wrong, all that is wrong is
    listed, and the current snapshot stays.
    """
    origin = (source, date, licence)
    options = {"year": year, "confirmed": confirm, "sheet": sheet}
    _import("projections", path, origin, column, take_good=take_good, **options)


def import_division_files(
    *,
    points: Annotated[Path, typer.Option(help="The support points: a table or a layer of points.")],
    source: Annotated[str, typer.Option(help="Who made the division, and its title.")],
    date: Annotated[datetime, typer.Option(help="The day from which.", formats=["%Y-%m-%d"])],
    table: Annotated[
        Path | None, typer.Option(help="Municipality and support point: CSV or XLSX.")
    ] = None,
    crs: CrsOption = "",
    layer: LayerOption = "",
    leave_unassigned: Annotated[
        bool, typer.Option("--leave-unassigned", help="Some municipalities are in no area.")
    ] = False,
    licence: LicenceOption = "",
    column: ColumnOption = None,
    take_good: TakeGoodOption = False,
    sheet: SheetOption = "",
) -> None:
    """Import the regionale ondersteuningspunten and the municipalities that each serves.

    Without a table, each municipality goes to the nearest support point in a straight line. If any
    row is wrong, all that is wrong is listed, and the current snapshot stays. Columns and good rows
    are those of the table, or without one of the points; CRS and layer are those of the points.
    """
    from loaders.imports.support_points import support_points_in

    origin = (source, date, licence)
    if table is None:
        _import(
            *("support_points", points, origin, column),
            take_good=take_good,
            crs=crs,
            layer=layer,
            sheet=sheet,
        )
        return
    _import(
        *("division", table, origin, column),
        take_good=take_good,
        sheet=sheet,
        support_points=support_points_in(points, crs=crs, layer=layer),
        complete=not leave_unassigned,
    )


def import_population_file(
    path: Annotated[Path, typer.Argument(help="Statbel's TF_SOC_POP_STRUCT, or CSV or XLSX.")],
    *,
    source: SourceOption,
    date: DateOption = None,
    licence: LicenceOption = "",
    column: ColumnOption = None,
    take_good: TakeGoodOption = False,
    sheet: SheetOption = "",
    confirm: ConfirmOption = False,
) -> None:
    """Import people: all, 65+ and 80+ or bands of ages, per municipality or per wijk.

    Figures per municipality are estimated over its wijken, and ages that the file does not have by
    those of the municipality. What the file does not have stays. If any row is wrong, all that is
    wrong is listed, and the current snapshot stays; so are figures that nobody would expect.
    """
    origin = (source, date, licence)
    options = {"confirmed": confirm, "sheet": sheet}
    _import("population", path, origin, column, take_good=take_good, **options)


def import_neighbourhood_layer(
    path: Annotated[
        Path,
        typer.Argument(help="Shapefile in a zip, GeoPackage, GeoJSON, GeoParquet or FlatGeobuf."),
    ],
    *,
    source: SourceOption,
    date: DateOption = None,
    licence: LicenceOption = "",
    crs: CrsOption = "",
    layer: LayerOption = "",
    column: ColumnOption = None,
    take_good: TakeGoodOption = False,
    confirm: ConfirmOption = False,
) -> None:
    """Import neighbourhoods in place of the wijken of the municipalities that they cover.

    People come from the layer, or are estimated again by area. Gaps and overlaps are allowed, and
    listed. A neighbourhood that crosses a municipal border is cut there. If any feature is wrong,
    all that is wrong is listed, and the current snapshot stays.
    """
    origin = (source, date, licence)
    options = {"crs": crs, "layer": layer, "confirmed": confirm}
    _import("neighbourhoods", path, origin, column, take_good=take_good, **options)


def import_address_file(
    path: Annotated[
        Path, typer.Argument(help="CSV or XLSX, or a layer of points or polygons of buildings.")
    ],
    *,
    source: SourceOption,
    date: DateOption = None,
    licence: LicenceOption = "",
    crs: CrsOption = "",
    layer: LayerOption = "",
    column: ColumnOption = None,
    take_good: TakeGoodOption = False,
    sheet: SheetOption = "",
) -> None:
    """Import addresses or buildings, with people or without: where in a wijk people live.

    How many people live in each wijk stays as it is. The file replaces the addresses that there
    are; rows outside every wijk are counted and left out. If any row is wrong, all that is wrong is
    listed, and the current snapshot stays.
    """
    origin = (source, date, licence)
    _import(
        "addresses", path, origin, column, take_good=take_good, crs=crs, layer=layer, sheet=sheet
    )


def import_into(
    current: Current,
    code: str,
    path: Path,
    *,
    source: tuple[str, datetime | None, str, str],
    column: list[str] | None,
    take_good: bool,
    **options: Any,
) -> ImportResult:
    """Import a file into the data of the current snapshot, and report how its rows were read.

    All of it is on screen before anything is published.

    Parameters
    ----------
    current
        The data, replaced by those with the file.
    code
        Of the kind of file.
    path
        The file.
    source
        Title, day, licence and attribution.
    column, take_good
        As their options.
    options
        More fields of :class:`loaders.imports.file_kind.ImportOptions`.
    """
    from loaders.imports.file_import import import_table, named_by_hand
    from loaders.imports.file_kind import ImportOptions, Source
    from loaders.imports.kinds import KINDS

    kind = KINDS[code]
    title, date, licence, attribution = source
    asked = ImportOptions(
        columns=named_by_hand(column or (), kind.columns),
        progress=lambda step: current.progress(STEPS[step]),
        **options,
    )
    raw = kind.open(path, asked)
    _list_notes(raw.notes)  # also of a file that cannot be used: they may say why
    result = import_table(
        raw,
        kind,
        base=current.data,
        source=Source(title, iso_day(date), licence, attribution),
        options=asked,
        take_good=take_good,
    )
    current.data = result.data
    _report(result)
    return result


def _report(result: ImportResult) -> None:
    """Report how a file was read, and list the rows that were not imported, and why."""
    reading = result.reading
    _list_notes((*reading.notes, *reading.read_as))
    if reading.elsewhere:
        ERR.print(f"Left out: {reading.elsewhere:,} rows of Wallonia.")
    if reading.outside:
        ERR.print(f"Left out: {reading.outside:,} rows outside every wijk.")
    if result.unused:
        names = ", ".join(result.unused[:_MOST_NAMED]) + ", …" * (len(result.unused) > _MOST_NAMED)
        ERR.print(
            f"Note: columns that were not used: {one_line(names)}. Say what one holds with "
            "--column 'theirs=ours'.",
            markup=False,
        )
    for problem in result.left_out:
        what = "Left out, this cell only" if problem.cell_only else "Left out"
        ERR.print(f"{what}: {problem}", markup=False)
    for remark in reading.remarks[:_MOST_REMARKS]:
        ERR.print(f"Look at: {remark}.", markup=False)
    if (more := len(reading.remarks) - _MOST_REMARKS) > 0:
        ERR.print(f"Look at: {more:,} more, each smaller.")
    if reading.incomplete:
        ERR.print(f"Incomplete: the file has {reading.incomplete}. Get the rest too.", markup=False)


def _list_notes(notes: Iterable[FileNote | ReadAs]) -> None:
    for note in notes:
        ERR.print(f"Note: {note}", markup=False)


def _import(
    code: str,
    path: Path,
    source: tuple[str, datetime | None, str],
    column: list[str] | None,
    *,
    take_good: bool,
    **options: Any,
) -> None:
    """Import a file as :func:`import_into`, and publish the data."""
    with importing("Reading the file") as current:
        import_into(
            *(current, code, path),
            source=(*source, ""),
            column=column,
            take_good=take_good,
            **options,
        )

"""``python -m loaders analyse``: coverage and access for any number of demand points."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geodata.defaults import DEFAULT_DETOUR_FACTOR, DEFAULT_THRESHOLD_M
from geodata.errors import UnreadableFileError
from loaders.commands.console import ERR, OUT
from loaders.commands.files import (
    ColumnOption,
    ConfirmOption,
    DateOption,
    LicenceOption,
    SourceOption,
    TakeGoodOption,
    import_neighbourhood_layer,
)
from loaders.settings import get_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geodata.analysis.question import AnalysisQuestion, ServicePoints
    from loaders.analysis.job import AreaLayer, Job
    from loaders.analysis.parts import Csv, Part
    from loaders.analysis.run import Report


def analyse(
    demand: Annotated[
        Path,
        typer.Argument(help="Points or polygons: GeoParquet or CSV, a file or a folder of parts."),
    ],
    *,
    output: Annotated[Path, typer.Option(help="Folder for the results; the same one to go on.")],
    points: Annotated[
        Path | None,
        typer.Option(help="Service points: GeoParquet or CSV; else those of the snapshot."),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(help="Column of people; may be given more than once. Else each row counts 1."),
    ] = None,
    threshold: Annotated[
        list[float] | None,
        typer.Option(help="In reach: metres (≤); may be given more than once."),
    ] = None,
    distance: Annotated[
        str,
        typer.Option(help="vogelvlucht (straight line), omweg (× --factor), te-voet (on foot)."),
    ] = "vogelvlucht",
    factor: Annotated[float, typer.Option(help="Of the kind omweg.")] = DEFAULT_DETOUR_FACTOR,
    area: Annotated[str, typer.Option(help="Column of the demand with the code of its area.")] = "",
    area_layer: Annotated[
        Path | None, typer.Option(help="Or a layer of polygons in which the area is found.")
    ] = None,
    area_code: Annotated[str, typer.Option(help="Column of that layer with the code.")] = "code",
    area_name: Annotated[str, typer.Option(help="And with the name; else that of the code.")] = "",
    crs: Annotated[
        str, typer.Option(help="EPSG code of the demand, for CSV and files without one.")
    ] = "",
    x: Annotated[str, typer.Option(help="Column of a CSV: easting or longitude.")] = "x",
    y: Annotated[str, typer.Option(help="Column of a CSV: northing or latitude.")] = "y",
    points_crs: Annotated[str, typer.Option(help="As --crs, of the service points.")] = "",
    point_id: Annotated[str, typer.Option(help="Column of the service points: their id.")] = "id",
    supply: Annotated[
        str, typer.Option(help="Column of the service points: what each supplies; else 1.")
    ] = "",
    nominal: Annotated[
        bool, typer.Option("--nominal", help="Measure to imprecise points where the map has them.")
    ] = False,
    workers: Annotated[int, typer.Option(help="Local worker processes (Dask).", min=0)] = 0,
    memory: Annotated[str, typer.Option(help="Most memory of each, such as 1.5GB.")] = "",
    scheduler: Annotated[
        str, typer.Option(help="Or a Dask scheduler that is there: tcp://HOST:PORT.")
    ] = "",
    start_over: Annotated[
        bool, typer.Option("--start-over", help="Remove the results that the folder has first.")
    ] = False,
) -> None:
    """Compute coverage, the three nearest and access with competition, per row and per area.

    Give the same command again to go on where a run stopped: finished parts are kept. Ends with 3
    if parts are broken: they are listed, and the others finished.
    """
    from geodata.analysis.question import AnalysisQuestion
    from geodata.reach.question import DISTANCE_KINDS
    from loaders.analysis.parts import Csv
    from loaders.analysis.processes import processes
    from loaders.analysis.run import run

    kind = DISTANCE_KINDS.get(distance)
    question = AnalysisQuestion(
        tuple(sorted(set(threshold or [DEFAULT_THRESHOLD_M]))),
        distance,
        factor if kind and kind.takes_factor else 1.0,
        tuple(dict.fromkeys(group or ())),
    )
    where = Csv(x, y, crs)
    job = _job(
        question,
        _service_points(points, Csv(x, y, points_crs), point_id, supply, nominal=nominal),
        str(points or "the current snapshot"),
        output,
        crs=crs,
        area=area,
        layer=_layer(area_layer, area_code, area_name or area_code),
        threads=1 if workers or scheduler else os.cpu_count() or 1,
    )
    parts = _parts(job, demand, where, start_over=start_over)
    with _bar() as progress, processes(workers=workers, memory=memory, scheduler=scheduler) as at:
        report = run(job, parts, at, progress)
    _describe(report, output)


def import_analysis(
    folder: Annotated[Path, typer.Argument(help="Results of analyse with --area-layer.")],
    *,
    source: SourceOption,
    date: DateOption = None,
    licence: LicenceOption = "",
    column: ColumnOption = None,
    take_good: TakeGoodOption = False,
    confirm: ConfirmOption = False,
) -> None:
    """Show the areas of an analysis: as neighbourhoods, with the people counted in them.

    They replace the wijken of the municipalities that they cover, as import-neighbourhoods does.
    Kept are codes, names, borders and people (in whole numbers). Coverage is computed again by the
    pages, from the service points of the snapshot, with people evenly spread over each area.
    """
    from tempfile import TemporaryDirectory

    from loaders.analysis.areas_layer import write_areas_layer

    with TemporaryDirectory(prefix="nabij-") as temporary:
        layer = Path(temporary, "areas.parquet")
        elsewhere = write_areas_layer(folder, layer)
        if elsewhere:
            ERR.print(f"Note: {elsewhere:,} rows of the analysis are in none of the areas.")
        import_neighbourhood_layer(
            layer,
            source=source,
            date=date,
            licence=licence,
            column=column,
            take_good=take_good,
            confirm=confirm,
        )


def _service_points(
    path: Path | None, where: Csv, ids: str, supply: str, *, nominal: bool
) -> ServicePoints:
    from loaders.analysis.service_points import PointColumns, points_in, points_of
    from loaders.store import snapshots

    if path is None:
        return points_of(snapshots.load(get_settings().data).data, nominal=nominal)
    return points_in(path, where, PointColumns(ids, supply))


def _layer(path: Path | None, code: str, name: str) -> AreaLayer | None:
    from loaders.analysis.job import AreaLayer
    from loaders.analysis.parts import sha256
    from loaders.analysis.tasks import read_layer

    if path is None:
        return None
    read_layer(path, code, name)  # before anything is computed
    return AreaLayer(str(path.resolve()), sha256(path), code, name)


def _job(
    question: AnalysisQuestion,
    points: ServicePoints,
    points_from: str,
    output: Path,
    *,
    crs: str,
    area: str,
    layer: AreaLayer | None,
    threads: int,
) -> Job:
    from loaders.analysis.job import Job

    network: tuple[str, str] | tuple[()] = ()
    if question.kind.along_streets:
        from loaders.analysis.job import network_of
        from loaders.store.manifest import current_id

        data = get_settings().data.resolve()
        network = (str(data), current_id(data))
        network_of(*network)  # before anything is computed
    folder = str(output.resolve())
    return Job(question, points, points_from, folder, crs, area, layer, network, threads)


def _parts(job: Job, demand: Path, where: Csv, *, start_over: bool) -> list[Part]:
    """Return the parts of the demand; the folder of results is ready for them."""
    from loaders.analysis.parts import csv_as_parquet, files_in, parts_of
    from loaders.analysis.run import prepare_folder

    files = files_in(demand)
    output = Path(job.folder)
    prepare_folder(output, job.parameters, start_over=start_over)
    if files[0].suffix.lower() != ".csv":
        return parts_of([file.resolve() for file in files])
    made = output / "input"
    made.mkdir(exist_ok=True)
    written = [made / f"{at:05d}-{file.stem}.parquet" for at, file in enumerate(files)]
    problems = {}
    for file, to in zip(files, written, strict=True):
        to.unlink(missing_ok=True)
        try:
            csv_as_parquet(file, to, where, job.question.groups)
        except UnreadableFileError as error:
            problems[to] = str(error)
    return parts_of(written, problems)


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar for each step, with the parts that are finished."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=ERR) as display:
        tasks = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = display.add_task(step, total=total)
            display.update(tasks[step], completed=done)

        yield show


def _describe(report: Report, output: Path) -> None:
    """Tell what was written; end with 3 if parts are broken."""
    done = report.parts - len(report.broken)
    kept = f", {report.kept:,} of them before this run" if report.kept else ""
    OUT.print(f"{report.rows:,} rows in {done:,} of {report.parts:,} parts{kept}: {output}")
    if report.peak_mb:
        OUT.print(f"Most memory of a process: {report.peak_mb:,.0f} MB.")
    for part, reason in report.broken.items():
        ERR.print(f"BROKEN: {part.path}, {part.name}: {reason}", markup=False)
    if report.broken:
        ERR.print(
            "The sums and the access with competition lack the people of these parts. Correct "
            "them and give the same command again."
        )
        raise typer.Exit(3)

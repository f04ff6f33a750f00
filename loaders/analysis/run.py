"""An analysis from start to end: what is finished is kept, what is broken is reported."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.analysis.areas import areas_of
from geodata.analysis.partition import ratios
from geodata.crs import METRIC_CRS
from geodata.errors import BadValueError
from loaders.analysis.processes import Broken
from loaders.analysis.tasks import (
    TEMPORARY,
    Done,
    answer_key,
    answer_part,
    count_key,
    count_people,
    counted_path,
    finished,
    read_layer,
    result_path,
    sums_path,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from loaders.analysis.job import Job
    from loaders.analysis.parts import Part
    from loaders.analysis.processes import Processes

    Floats = NDArray[np.float64]
    Progress = Callable[[str, int, int], None]
    """Called with a step, how many parts are finished and how many there are."""

ABOUT = "analysis.json"
COUNTING, ANSWERING = "Counting people around service points", "Measuring"

_OURS = ("rows", "areas", "work", "input", ABOUT)


@dataclass
class Report:
    """How an analysis went.

    Attributes
    ----------
    parts, kept
        How many there are, and how many were finished before this run.
    rows
        Rows of the finished parts.
    broken
        Parts that could not be finished, and why.
    peak_mb
        Most memory of a process that worked on a part in this run, MB.
    """

    parts: int
    kept: int = 0
    rows: int = 0
    broken: dict[Part, str] = field(default_factory=dict)
    peak_mb: float = 0.0


def prepare_folder(folder: Path, parameters: dict[str, Any], *, start_over: bool = False) -> None:
    """Make the folder of the results, or find it as an earlier run of this analysis left it.

    Raises
    ------
    BadValueError
        If it holds anything else, or another analysis and ``start_over`` is not given.
    """
    names = {one.name for one in folder.iterdir()} if folder.is_dir() else set()
    about = folder / ABOUT
    if names and not about.is_file():
        raise BadValueError(
            where=str(folder),
            expected="a new or empty folder, or the results of this analysis",
            got=f"other files: {', '.join(sorted(names)[:5])}",
            action="Name another folder.",
        )
    if names:
        before = _parameters_in(about)
        other = sorted(name for name in parameters if before.get(name) != parameters[name])
        if other and not start_over:
            raise BadValueError(
                where=str(folder),
                expected="the results of this analysis",
                got=f"those of one that differs in: {', '.join(other)}",
                action="Name another folder, or do this one again from the start: --start-over.",
            )
        if start_over:
            _remove(folder)
    for name in ("rows", "areas", "work"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    _write(about, {"parameters": parameters, "state": "running"})


def _parameters_in(about: Path) -> dict[str, Any]:
    try:
        found = json.loads(about.read_text(encoding="utf-8"))["parameters"]
    except (ValueError, LookupError, TypeError):
        return {}
    return dict(found)


def _remove(folder: Path) -> None:
    """Remove what an analysis wrote, and nothing else."""
    for name in _OURS:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def run(job: Job, parts: Sequence[Part], processes: Processes, progress: Progress) -> Report:
    """Do both passes over all parts, and sum the areas.

    Parameters
    ----------
    job
        The analysis; its folder is as :func:`prepare_folder` left it.
    parts
        The demand.
    processes
        Where the work is done.
    progress
        Called whenever a part is finished.

    Returns
    -------
    Report
        With the parts that are broken: all others are finished.
    """
    report = Report(len(parts))
    counted = _pass(
        parts,
        lambda part: finished(counted_path(job, part), count_key(job, part)),
        lambda waiting: processes.each(count_people, waiting, job),
        report,
        lambda done: progress(COUNTING, done, len(parts)),
    )
    shape = (len(job.question.thresholds_m), -1, len(job.points.ids))
    demand: Floats = sum(
        (np.load(counted_path(job, part)) for part in counted),
        start=np.zeros((shape[0], 2, shape[2])),
    )
    ratio = ratios(job.points.supply, demand)
    answered = _pass(
        counted,
        lambda part: finished(result_path(job, part), answer_key(job, part, ratio)),
        lambda waiting: processes.each(answer_part, waiting, job, ratio),
        report,
        lambda done: progress(ANSWERING, done, len(counted)),
    )
    report.rows = sum(done.rows for done in answered.values())
    report.broken = dict(sorted(report.broken.items(), key=lambda one: one[0].number))
    _remove_others(job, answered)
    for left in job.work.glob(f"*{TEMPORARY}"):
        left.unlink()
    if not report.rows and not report.broken:
        raise BadValueError(
            where="the demand", expected="rows", got="none", action="Give files that have some."
        )
    if answered:
        _write_areas(job, [pd.read_parquet(sums_path(job, part)) for part in answered])
    _write(
        Path(job.folder, ABOUT),
        {
            "parameters": job.parameters,
            "state": "incomplete" if report.broken else "complete",
            "service_points_from": job.points_from,
            "rows": report.rows,
            "parts": {
                result_path(job, part).name: {"input": part.path, "row_groups": part.groups}
                for part in answered
            },
            "broken": {
                part.name: {"input": part.path, "row_groups": part.groups, "reason": reason}
                for part, reason in report.broken.items()
            },
        },
    )
    return report


def _pass(
    parts: Iterable[Part],
    known: Callable[[Part], Done | None],
    work: Callable[[list[Part]], Iterator[tuple[Part, Done | Broken]]],
    report: Report,
    progress: Callable[[int], None],
) -> dict[Part, Done]:
    """Do one pass over the parts that are not finished; return those that are, in their order."""
    found: dict[Part, Done | Broken | None] = {part: known(part) for part in parts}
    waiting = [part for part, result in found.items() if result is None]
    report.kept = len(found) - len(waiting)
    progress(report.kept)
    for number, (part, result) in enumerate(work(waiting), start=1):
        found[part] = result
        progress(report.kept + number)
    done = {}
    for part, known_result in found.items():
        if isinstance(known_result, Done):
            done[part] = known_result
            report.peak_mb = max(report.peak_mb, known_result.peak_mb)
        elif isinstance(known_result, Broken):
            report.broken[part] = known_result.reason
    return done


def _remove_others(job: Job, answered: dict[Part, Done]) -> None:
    """Remove results that are not of this run: of parts that are broken or gone."""
    mine = {result_path(job, part) for part in answered}
    for path in (*job.results.glob("*.parquet"), *job.areas.glob("*.parquet")):
        if path not in mine:
            path.unlink()


def _write_areas(job: Job, parts: list[pd.DataFrame]) -> None:
    """Write the figures per area, with polygons where the areas are a layer."""
    found = areas_of(job.question, [one.set_index("area") for one in parts])
    path = job.areas / "part-00000.parquet"
    temporary = job.work / "areas.new"
    if job.layer:
        layer = read_layer(Path(job.layer.path), job.layer.code, job.layer.name)
        layer = layer.drop_duplicates("code").set_index("code").reindex(found["area"])
        found.insert(1, "name", layer["name"].to_numpy())
        geometry = gpd.GeoSeries(layer.geometry.to_numpy(), crs=METRIC_CRS)
        gpd.GeoDataFrame(found, geometry=geometry).to_parquet(temporary)
    else:
        found.to_parquet(temporary)
    temporary.replace(path)


def _write(path: Path, what: dict[str, Any]) -> None:
    temporary = path.with_name(f"{path.name}.new")
    temporary.write_text(json.dumps(what, indent=1, ensure_ascii=False), encoding="utf-8")
    temporary.replace(path)

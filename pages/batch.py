"""``python -m pages.batch``: the omgevingsanalyse of every municipality, as PDF files.

The files of one snapshot are in a folder of its name. Existing files are not made again, so that a
batch that was stopped continues where it was.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from streamlit import config
from streamlit.logger import set_log_level

from geodata.defaults import DEFAULT_THRESHOLD_M
from geodata.enums import Level
from geodata.errors import NabijError
from geodata.languages import LANGUAGES, SOURCE_LANGUAGE
from geodata.opening_hours.schedule import BRUSSELS
from geodata.reach.question import STRAIGHT, kinds_of, usual_question
from geodata.regions import parse_region, region_codes, region_keys
from loaders.settings import get_settings
from loaders.store import snapshots
from pages.report import document
from pages.report.inputs import Request
from pages.ui.i18n import with_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from loaders.store.snapshots import Snapshot

_err = Console(stderr=True, highlight=False, soft_wrap=True)
_out = Console(highlight=False, soft_wrap=True)
_LONGEST_M = 10_000.0
_MOST_WORKERS = 8


def batch(  # noqa: PLR0917  (each is an option of the command)
    out: Annotated[Path, typer.Option(help="Folder to write to.")],
    region: Annotated[
        list[str] | None,
        typer.Option(
            help="Region key, e.g. municipality:44021 or province:40000; may be repeated. "
            "All municipalities without it."
        ),
    ] = None,
    language: Annotated[str, typer.Option(help=", ".join(LANGUAGES))] = SOURCE_LANGUAGE,
    distance: Annotated[
        float, typer.Option(min=50, max=_LONGEST_M, help="What counts as in reach, in metres.")
    ] = DEFAULT_THRESHOLD_M,
    kind: Annotated[
        str | None,
        typer.Option(
            help="Kind of distance: te-voet or vogelvlucht; on foot if there are streets."
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=_MOST_WORKERS, help="Parallel processes.")] = 1,
) -> None:
    """Make the missing documents; name those that could not be made."""
    if language not in LANGUAGES:
        raise typer.BadParameter(", ".join(LANGUAGES), param_hint="--language")
    _quiet()
    snapshot = snapshots.load(get_settings().data)
    kinds = [code for code, one in kinds_of(snapshot.data).items() if not one.takes_factor]
    if kind is not None and kind not in kinds:
        raise typer.BadParameter(", ".join(kinds), param_hint="--kind")
    reach = usual_question(snapshot.data, distance)
    reach = replace(reach, distance=kind) if kind else reach
    keys = region or municipalities(snapshot)
    for key in keys:
        region_codes(snapshot.data.units, snapshot.data.division, parse_region(key).key)
    named = [language, f"{distance:g}m", *([] if reach.kind is STRAIGHT else [reach.distance])]
    folder = out / snapshot.id / "-".join(named)
    today = datetime.now(BRUSSELS).date()
    with with_language(language):
        paths = {key: folder / document.file_name(snapshot, key, today) for key in keys}
    missing = [key for key, path in paths.items() if not path.exists()]
    requests = [Request(key, today, reach) for key in missing]
    problems = write(snapshot, requests, folder, language, workers=workers)
    for key, problem in problems:
        _err.print(f"{key}: {problem}", markup=False)
    _out.print(
        f"{folder}: {len(missing) - len(problems)} made, {len(keys) - len(missing)} were there."
    )
    if problems:
        raise typer.Exit(2)


def municipalities(snapshot: Snapshot) -> list[str]:
    """Return the region keys of every municipality with a neighbourhood."""
    return [r.key for r in region_keys(snapshot.data) if r.level is Level.MUNICIPALITY]


def write(
    snapshot: Snapshot, requests: Sequence[Request], folder: Path, lang: str, *, workers: int = 1
) -> list[tuple[str, str]]:
    """Write the documents of regions behind a progress bar.

    Returns
    -------
    list of tuple
        Region key and message of those that could not be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    task = partial(_write_one, folder=folder, lang=lang)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[at]}"),
    )
    problems = []
    with Progress(*columns, console=_err) as display:
        bar = display.add_task("", total=len(requests), at="")
        for key, problem in _results(snapshot, requests, task, workers):
            problems += [(key, problem)] if problem else []
            display.update(bar, advance=1, at=key)
    return sorted(problems)


def _results(
    snapshot: Snapshot, requests: Sequence[Request], task: Callable[..., str], workers: int
) -> Iterator[tuple[str, str]]:
    """Yield each finished region, with its problem or an empty text."""
    if workers == 1 or len(requests) < workers:
        for request in requests:
            yield request.region, task(request, snapshot)
        return
    # A fork would copy threads and locks of the libraries; a new process loads the data itself.
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        running = {pool.submit(task, request): request.region for request in requests}
        for done in as_completed(running):
            yield running[done], done.result()


@cache
def _snapshot_of_worker() -> Snapshot:
    """Return the current snapshot, loaded once in each worker process."""
    _quiet()
    return snapshots.load(get_settings().data)


def _quiet() -> None:
    """Keep Streamlit from warning, at every cached figure, that there is no session."""
    config.get_config_options()  # reading them sets the level, so they come first
    set_log_level("ERROR")


def _write_one(
    request: Request, snapshot: Snapshot | None = None, *, folder: Path, lang: str
) -> str:
    """Write one document, whole or not at all; return the problem, empty if there is none."""
    loaded = snapshot or _snapshot_of_worker()
    with with_language(lang):
        path = folder / document.file_name(loaded, request.region, request.today)
    unfinished = path.with_suffix(".new")
    try:
        with with_language(lang):
            rendered = document.render(loaded, request)
        unfinished.write_bytes(rendered.pdf)
        unfinished.replace(path)
    except (NabijError, OSError) as error:
        unfinished.unlink(missing_ok=True)
        return str(error)
    return ""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit; a Nabij error is one line and exit code 2."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(batch)
    try:
        app(arguments, prog_name="python -m pages.batch")
    except NabijError as error:
        _err.print(f"nabij: {error}", markup=False)
        sys.exit(2)


if __name__ == "__main__":
    main()

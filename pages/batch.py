"""``python -m pages.batch``: the omgevingsanalyse of every municipality, as PDF files.

The files of one snapshot stand in a folder of its name. What is there is not made again, so that a
batch that was stopped goes on where it was.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import date, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path  # noqa: TC003  (typer reads the annotations)
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from geodata.choices import Level
from geodata.errors import NabijError
from geodata.hours import BRUSSELS
from geodata.regions import parse_region, region_codes, region_keys
from loaders import store
from loaders.settings import get_settings
from pages.texts import LANGUAGES, speaking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from loaders.store import Snapshot

_err = Console(stderr=True, highlight=False, soft_wrap=True)
_out = Console(highlight=False, soft_wrap=True)
_LONGEST = 10_000.0
_WORKERS = 8


def batch(
    out: Annotated[Path, typer.Option(help="Folder to write to.")],
    region: Annotated[
        list[str] | None,
        typer.Option(
            help="Region key, e.g. municipality:44021 or province:40000; may be repeated. "
            "All municipalities without it."
        ),
    ] = None,
    language: Annotated[str, typer.Option(help="nl, fr or en.")] = "nl",
    distance: Annotated[
        float, typer.Option(min=50, max=_LONGEST, help="What counts as in reach, in metres.")
    ] = 1_200.0,
    workers: Annotated[int, typer.Option(min=1, max=_WORKERS, help="Processes side by side.")] = 1,
) -> None:
    """Make the documents that are not there yet; name what could not be made."""
    if language not in LANGUAGES:
        raise typer.BadParameter(", ".join(LANGUAGES), param_hint="--language")
    _quiet()
    snapshot = store.load(get_settings().data)
    keys = region or municipalities(snapshot)
    for key in keys:
        region_codes(snapshot.data.units, snapshot.data.division, parse_region(key).key)
    folder = out / snapshot.id / f"{language}-{distance:g}m"
    missing = [key for key in keys if not (folder / _name(key, language)).exists()]
    problems = write(snapshot, missing, folder, language, distance, workers=workers)
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


def write(  # noqa: PLR0913  (what to make, and how)
    snapshot: Snapshot,
    keys: Sequence[str],
    folder: Path,
    lang: str,
    threshold_m: float,
    *,
    workers: int = 1,
) -> list[tuple[str, str]]:
    """Write the documents of regions, showing how far it is.

    Returns
    -------
    list of tuple
        Region key and message of those that could not be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    task = partial(_write_one, folder=folder, lang=lang, threshold_m=threshold_m, today=_today())
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[at]}"),
    )
    problems = []
    with Progress(*columns, console=_err) as display:
        bar = display.add_task("", total=len(keys), at="")
        for key, problem in _results(snapshot, keys, task, workers):
            problems += [(key, problem)] if problem else []
            display.update(bar, advance=1, at=key)
    return sorted(problems)


def _results(
    snapshot: Snapshot, keys: Sequence[str], task: Callable[..., str], workers: int
) -> Iterator[tuple[str, str]]:
    """Yield each region as it is done, with what went wrong."""
    if workers == 1 or len(keys) < workers:
        for key in keys:
            yield key, task(key, snapshot)
        return
    # A fork would copy threads and locks of the libraries; a new process loads the data itself.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (get_settings().data,))
    with pool:
        running = {pool.submit(task, key): key for key in keys}
        for done in as_completed(running):
            yield running[done], done.result()


_loaded: list[Snapshot] = []
"""The snapshot of a worker process."""


def _start(data: Path) -> None:
    _quiet()
    _loaded.append(store.load(data))


def _quiet() -> None:
    """Keep Streamlit from saying, at every cached figure, that nobody is watching."""
    from streamlit import config  # noqa: PLC0415  (slow to import)
    from streamlit.logger import set_log_level  # noqa: PLC0415  (as above)

    config.get_config_options()  # reading them sets the level, so they come first
    set_log_level("ERROR")


def _write_one(  # noqa: PLR0913  (as above)
    key: str,
    snapshot: Snapshot | None = None,
    *,
    folder: Path,
    lang: str,
    threshold_m: float,
    today: date,
) -> str:
    """Write one document, whole or not at all; return what went wrong, empty if nothing."""
    from pages.analysis import make  # noqa: PLC0415  (slow to import)

    path = folder / _name(key, lang)
    aside = path.with_suffix(".new")
    try:
        with speaking(lang):
            made = make(snapshot or _loaded[0], key, threshold_m=threshold_m, today=today)
        aside.write_bytes(made.pdf)
        aside.replace(path)
    except (NabijError, OSError) as error:
        aside.unlink(missing_ok=True)
        return str(error)
    return ""


def _name(key: str, lang: str) -> str:
    from pages.analysis import file_name  # noqa: PLC0415  (slow to import)

    return file_name(key, lang)


def _today() -> date:
    return datetime.now(BRUSSELS).date()


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit; an error of ours is one line and exit code 2."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(batch)
    try:
        app(arguments, prog_name="python -m pages.batch")
    except NabijError as error:
        _err.print(f"nabij: {error}", markup=False)
        sys.exit(2)


if __name__ == "__main__":
    main()

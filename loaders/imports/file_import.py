"""Any kind of file that people hand over, taken into the data of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from geodata.enums import DatasetFlag
from geodata.errors import RowsError
from geodata.model import Dataset
from loaders.files.column_mapping import fitted
from loaders.imports.kinds import COLUMNS, Beside, FileKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from geodata.errors import RowProblem
    from geodata.model import SnapshotData

_ROUNDS = 8
"""A row that is left out may be one that others need: they are then left out too."""


@dataclass(frozen=True)
class Source:
    """What a person tells of a file: publisher and title, the day it describes (ISO), licence."""

    title: str
    date: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Taken:
    """The data with what a file holds, and the rows of it that are not in them."""

    data: SnapshotData
    left_out: tuple[RowProblem, ...] = field(default=())


def take(  # noqa: PLR0913  (how a file may be taken)
    path: Path,
    kind: FileKind,
    *,
    base: SnapshotData,
    source: Source,
    beside: Beside | None = None,
    take_good: bool = False,
) -> Taken:
    """Return the base snapshot with what a file holds, as the import of its kind takes it.

    No address service is asked: what has no coordinates is placed by the name of its place.

    Parameters
    ----------
    path
        Of an ending that its kind may have.
    kind
        What it is about.
    base
        The snapshot to start from.
    source
        What is told of it.
    beside
        What a person tells beside it.
    take_good
        Take the rows that can be used, though others cannot.

    Raises
    ------
    InputError
        If it cannot be used; a ``RowsError`` names every row and what is wrong with it.
    """
    beside = beside or Beside()
    take_one = _TAKERS[kind]
    left_out: list[RowProblem] = []
    for _ in range(_ROUNDS):
        try:
            data = take_one(path, base, source, beside, {problem.row for problem in left_out})
        except RowsError as error:
            if not take_good or not {p.row for p in error.rows} - {p.row for p in left_out}:
                raise
            left_out += error.rows
            continue
        return Taken(data, tuple(left_out))
    raise RowsError(where=path.name, rows=left_out)


def _fit(
    path: Path,
    kind: FileKind,
    beside: Beside,
    without: Collection[int],
    read: Callable[[Path], SnapshotData],
) -> SnapshotData:
    """Let a reader read a table with the columns that were named, and without some rows."""
    with TemporaryDirectory(prefix="nabij-") as folder:
        known = COLUMNS[kind]
        names = {header: known[name][0] for header, name in beside.columns.items()} or None
        fit = fitted(path, Path(folder), columns=names, without=without)
        try:
            return read(fit.path)
        except RowsError as error:
            theirs = {ours: header for header, ours in (names or {}).items()}
            rows = [
                replace(p, row=fit.row(p.row), column=theirs.get(p.column, p.column))
                for p in error.rows
            ]
            raise RowsError(where=path.name, rows=rows) from error


def _centres(
    path: Path, base: SnapshotData, source: Source, beside: Beside, without: Collection[int]
) -> SnapshotData:
    from loaders.centre_sources import SourceInfo  # noqa: PLC0415  (slow to import, as those below)
    from loaders.centres.centre_list import import_centres  # noqa: PLC0415

    origin = SourceInfo(source.title, source.date, source.licence)
    return _fit(
        path,
        FileKind.CENTRES,
        beside,
        without,
        lambda fit: (
            import_centres(fit, base=base, origin=origin, crs=beside.crs, alone=beside.alone).data
        ),
    )


def _services(
    path: Path, base: SnapshotData, source: Source, beside: Beside, without: Collection[int]
) -> SnapshotData:
    from loaders.imports.services import import_services  # noqa: PLC0415

    told = {"source": source.title, "reference_date": source.date, "licence": source.licence}
    return _fit(
        path,
        FileKind.SERVICES,
        beside,
        without,
        lambda fit: import_services(fit, base=base, **told),
    )


def _projections(
    path: Path, base: SnapshotData, source: Source, beside: Beside, without: Collection[int]
) -> SnapshotData:
    from loaders.imports.projections import import_projections  # noqa: PLC0415

    dataset = _dataset("projections", source)
    return _fit(
        path,
        FileKind.PROJECTIONS,
        beside,
        without,
        lambda fit: import_projections(fit, base=base, dataset=dataset, year=beside.year),
    )


def _support_points(
    path: Path, base: SnapshotData, source: Source, beside: Beside, without: Collection[int]
) -> SnapshotData:
    from loaders.imports.division import import_division  # noqa: PLC0415
    from loaders.imports.support_points import read_support_points  # noqa: PLC0415

    dataset = _dataset("division", source)
    return _fit(
        path,
        FileKind.SUPPORT_POINTS,
        beside,
        without,
        lambda fit: import_division(
            read_support_points(fit, crs=beside.crs), None, base=base, dataset=dataset
        ),
    )


def _division(
    path: Path, base: SnapshotData, source: Source, beside: Beside, without: Collection[int]
) -> SnapshotData:
    from loaders.imports.division import import_division  # noqa: PLC0415

    points = base.support_points if beside.support_points is None else beside.support_points
    data = _fit(
        path,
        FileKind.DIVISION,
        beside,
        without,
        lambda fit: import_division(
            points,
            fit,
            base=base,
            dataset=_dataset("division", source),
            leave_unassigned=not beside.complete,
        ),
    )
    if not points["example"].any():
        return data
    told = data.dataset("division")  # areas of one's own around support points that are made up
    told = replace(told, flags=(*told.flags, DatasetFlag.EXAMPLE))
    return replace(data, datasets=tuple(told if d.name == "division" else d for d in data.datasets))


def _population(
    path: Path, base: SnapshotData, source: Source, beside: Beside, without: Collection[int]
) -> SnapshotData:
    from loaders.imports.population import import_population, is_statbel  # noqa: PLC0415

    dataset = _dataset("people", source)
    if is_statbel(path):
        return import_population(path, base=base, dataset=dataset)
    return _fit(
        path,
        FileKind.POPULATION,
        beside,
        without,
        lambda fit: import_population(fit, base=base, dataset=dataset),
    )


def _neighbourhoods(
    path: Path, base: SnapshotData, source: Source, beside: Beside, without: Collection[int]
) -> SnapshotData:
    from loaders.imports.neighbourhoods import import_neighbourhoods  # noqa: PLC0415

    return import_neighbourhoods(
        path,
        base=base,
        dataset=_dataset("units", source),
        crs=beside.crs,
        columns=beside.columns or None,
        without=without,
    )


def _dataset(name: str, source: Source) -> Dataset:
    return Dataset(name, 0, source.title, source.date, source.licence)


_TAKERS = {
    FileKind.CENTRES: _centres,
    FileKind.SERVICES: _services,
    FileKind.SUPPORT_POINTS: _support_points,
    FileKind.DIVISION: _division,
    FileKind.PROJECTIONS: _projections,
    FileKind.POPULATION: _population,
    FileKind.NEIGHBOURHOODS: _neighbourhoods,
}

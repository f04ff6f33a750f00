"""The service points of an analysis: of a file, or of the current snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.analysis.question import ServicePoints
from geodata.crs import metric_transformer
from geodata.enums import OPEN_STATUSES, Precision
from geodata.errors import BadValueError, GeometryError
from geodata.reach.coverage import select_points
from loaders.analysis.parts import (
    csv_as_parquet,
    files_in,
    geometry_of,
    numbers,
    parts_of,
    read_part,
    text_or_numbers,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.snapshot.model import SnapshotData
    from loaders.analysis.parts import Csv

    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class PointColumns:
    """Columns of a file of service points: their ids, and what they supply (1 each if empty)."""

    ids: str = "id"
    supply: str = ""


def points_in(path: Path, csv: Csv, columns: PointColumns) -> ServicePoints:
    """Return the service points of GeoParquet or CSV.

    Parameters
    ----------
    path
        A file, or a folder of files.
    csv
        Where the positions of a CSV are, and the CRS of a file that declares none.
    columns
        Where the rest is.

    Raises
    ------
    InputError
        If the file cannot be used, or has no points.
    """
    with TemporaryDirectory(prefix="nabij-") as folder:
        files = files_in(path)
        if files[0].suffix.lower() == ".csv":
            numeric = [columns.supply] if columns.supply else []
            written = [Path(folder, f"{at}.parquet") for at in range(len(files))]
            for file, to in zip(files, written, strict=True):
                csv_as_parquet(file, to, csv, numeric)
            files = written
        ids: list[str] = []
        at, supply = [np.empty((0, 2))], [np.empty(0)]
        for part in parts_of(files):
            table = read_part(part)
            shapes, crs = geometry_of(table, where=str(path), crs=csv.crs)
            _require_points(shapes, path)
            moved = metric_transformer(crs, where=str(path)).transform(
                shapely.get_x(shapes), shapely.get_y(shapes)
            )
            at.append(np.column_stack(moved))
            named = text_or_numbers(table, columns.ids, where=str(path), option="--point-id")
            ids += [str(one) for one in named.to_pylist()]
            supply.append(
                numbers(table, columns.supply, where=str(path), option="--supply")
                if columns.supply
                else np.ones(len(shapes))
            )
    return checked(ServicePoints(tuple(ids), np.concatenate(at), np.concatenate(supply)), str(path))


def points_of(data: SnapshotData, *, nominal: bool) -> ServicePoints:
    """Return the open service points of a snapshot.

    Parameters
    ----------
    data
        The snapshot.
    nominal
        Those without a precise position count too, at their position on the map.

    Raises
    ------
    BadValueError
        If there are such points and ``nominal`` is not given, or no points.
    """
    points = select_points(data.points, data.centres, statuses=OPEN_STATUSES, antennes=True)
    decides = points["precision"].isin([p.value for p in Precision if p.decides]).to_numpy()
    if not decides.all() and not nominal:
        raise BadValueError(
            where="the current snapshot",
            expected="service points with a precise position",
            got=f"{(~decides).sum()} of {len(decides)} of which only the surroundings are known",
            action="Give points of your own (--points), or measure to where the map shows them "
            "(--nominal), and say so with the figures.",
        )
    at = np.column_stack([points.geometry.x, points.geometry.y])
    found = ServicePoints(tuple(points["id"].astype(str)), at, np.ones(len(points)))
    return checked(found, "the current snapshot")


def checked(points: ServicePoints, where: str) -> ServicePoints:
    """Return service points, or raise BadValueError where they cannot be measured to."""
    bad: Flags = np.asarray(~np.isfinite(points.at).all(axis=1))
    short: Flags = np.asarray(~((points.supply >= 0) & np.isfinite(points.supply)))
    twice = len(set(points.ids)) < len(points.ids)
    for wrong, expected, got in (
        (not points.ids, "at least one service point", "none"),
        (bad.any(), "positions in their coordinate reference system", _first(points, bad)),
        (short.any(), "a supply of 0 or more", _first(points, short)),
        (twice, "an id of its own for each service point", "an id twice"),
    ):
        if wrong:
            raise BadValueError(
                where=where, expected=expected, got=got, action="Correct the service points."
            )
    return points


def _first(points: ServicePoints, wrong: Flags) -> str:
    at = int(wrong.argmax()) if wrong.any() else 0
    return (
        f"{points.ids[at]}: {points.at[at].tolist()}, {points.supply[at]:g}" if points.ids else ""
    )


def _require_points(shapes: NDArray[np.object_], path: Path) -> None:
    wrong = shapely.get_type_id(shapes) != 0
    wrong |= shapely.is_empty(shapes)
    if wrong.any():
        row = int(wrong.argmax())
        raise GeometryError(
            where=f"{path}, row {row + 1}",
            expected="a point",
            got="no geometry" if shapes[row] is None else shapely.to_wkt(shapes[row])[:60],
            action="Correct or remove the row.",
        )

"""The work on one part, in whichever process: read, compute, write, rename."""

from __future__ import annotations

import json
import resource
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.analysis.areas import area_sums
from geodata.analysis.on_foot import Walked
from geodata.analysis.partition import Demand, answer, people_in_catchments
from geodata.analysis.straight import Straight
from geodata.crs import metric_transformer, to_metric
from geodata.errors import BadValueError, GeometryError
from loaders.analysis.job import key_of, network_of
from loaders.analysis.parts import (
    geometry_of,
    numbers,
    read_part,
    sha256,
    text_or_numbers,
    with_columns,
)
from loaders.files.layer import read_features

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from geodata.analysis.measured import Measured
    from loaders.analysis.job import AreaLayer, Job
    from loaders.analysis.parts import Part

    Floats = NDArray[np.float64]

TEMPORARY = ".new"
"""How the name of a file ends that is being written."""

_POINT, _POLYGONS = 0, (3, 6)
"""Types of geometry, as shapely numbers them."""


class Done(NamedTuple):
    """What is known of a part that is finished.

    Attributes
    ----------
    rows
        How many it has.
    peak_mb
        Most memory that its process ever used, MB.
    """

    rows: int
    peak_mb: float


def count_people(part: Part, job: Job) -> Done:
    """Count the people in the catchment of each service point: the first pass."""
    _table, demand = read_demand(job, part)
    way = _way(job, demand)
    people = next(iter(demand.counted(job.question).values()))
    counted = people_in_catchments(job.question, way, people)
    path = counted_path(job, part)
    temporary = temporary_in(job)
    with temporary.open("wb") as stream:
        np.save(stream, counted)
    temporary.replace(path)
    return _finish(path, count_key(job, part), len(demand.spots))


def answer_part(part: Part, job: Job, ratio: Floats) -> Done:
    """Write the answer for each row, and the sums per area: the second pass."""
    import pyarrow as pa
    from pyarrow import parquet

    table, demand = read_demand(job, part)
    area = _areas(job, table, demand, part)
    found = answer(job.question, _way(job, demand), demand, job.points, ratio)
    sums = area_sums(job.question, found, demand.counted(job.question), area)
    columns = {str(name): pa.array(found[name]) for name in found}
    if job.layer:
        columns["area"] = pa.array(area, pa.string())
    path, temporary = result_path(job, part), temporary_in(job)
    parquet.write_table(with_columns(table, columns), temporary, compression="zstd")
    del table, columns, found
    temporary.replace(path)
    summed, temporary = sums_path(job, part), temporary_in(job)
    sums.rename_axis("area").reset_index().to_parquet(temporary)
    temporary.replace(summed)
    return _finish(path, answer_key(job, part, ratio), len(demand.spots), summed)


def temporary_in(job: Job) -> Path:
    """Return a new name to write under: a lost worker may still be writing the same result."""
    return job.work / f"{uuid4().hex}{TEMPORARY}"


def counted_path(job: Job, part: Part) -> Path:
    """Return the file of the people that were counted."""
    return job.work / f"{part.name}.npy"


def result_path(job: Job, part: Part) -> Path:
    """Return the file of the answer per row."""
    return job.results / f"{part.name}.parquet"


def sums_path(job: Job, part: Part) -> Path:
    """Return the file of the sums per area."""
    return job.work / f"{part.name}-areas.parquet"


def count_key(job: Job, part: Part) -> str:
    """Return what the first pass depends on."""
    return key_of(job.parameters, part.sha256, part.groups)


def answer_key(job: Job, part: Part, ratio: Floats) -> str:
    """Return what the second pass depends on: the supply per person too."""
    return key_of(count_key(job, part), np.asarray(ratio).tolist())


def finished(path: Path, key: str) -> Done | None:
    """Return what is known of a result that is there as it was written, for this key; else None."""
    try:
        about = json.loads(_note(path).read_text(encoding="utf-8"))
        same = about["key"] == key and all(
            sha256(path.parent.parent / name) == digest for name, digest in about["files"].items()
        )
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return Done(about["rows"], 0.0) if same else None


def _finish(path: Path, key: str, rows: int, *others: Path) -> Done:
    """Write down that a result is complete, last of all."""
    files = {f"{one.parent.name}/{one.name}": sha256(one) for one in (path, *others)}
    note = _note(path)
    temporary = note.with_name(f"{uuid4().hex}{TEMPORARY}")
    temporary.write_text(json.dumps({"key": key, "rows": rows, "files": files}), encoding="utf-8")
    temporary.replace(note)
    return Done(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _note(path: Path) -> Path:
    return path.parent.parent / "work" / f"{path.name}.json"


def read_demand(job: Job, part: Part) -> tuple[pa.Table, Demand]:
    """Return the rows of a part as they are, and what is computed with.

    Raises
    ------
    InputError
        If a column, the CRS or a geometry is missing or wrong, or people are negative.
    """
    table, where = read_part(part), part.path
    taken = [name for name in (*job.question.columns, "area") if name in table.column_names]
    if job.layer is None and "area" in taken:
        taken.remove("area")
    if taken:
        raise BadValueError(
            where=where,
            expected="no columns with the names of results",
            got=", ".join(taken),
            action="Rename them in the file.",
        )
    people = {name: _people(table, name, where) for name in job.question.groups}
    shapes, crs = geometry_of(table, where=where, crs=job.crs)
    kinds = shapely.get_type_id(shapes)
    polygons = bool(np.isin(kinds[:1], _POLYGONS).any())
    wrong = ~np.isin(kinds, _POLYGONS) if polygons else kinds != _POINT
    wrong |= shapely.is_empty(shapes)
    if wrong.any():
        row = int(wrong.argmax())
        got = "no geometry" if shapes[row] is None else shapely.to_wkt(shapes[row])[:60]
        raise GeometryError(
            where=f"{where}, row {row + 1} of the part",
            expected="a point in each row, or a polygon in each row",
            got=got,
            action="Correct or remove the row.",
        )
    corners = shapely.get_coordinates(shapes)
    moved = np.column_stack(metric_transformer(crs, where=where).transform(*corners.T))
    if not np.isfinite(moved).all():
        bad = int((~np.isfinite(moved).all(axis=1)).argmax())
        raise BadValueError(
            where=f"{where}, corner {bad + 1} of the part",
            expected=f"coordinates of {str(crs)[:40]}",
            got=", ".join(f"{c:g}" for c in corners[bad]),
            action="Correct them, or the coordinate reference system.",
        )
    if not polygons:
        return table, Demand(moved.reshape(-1, 2), None, people)
    shapes = shapely.set_coordinates(shapely.force_2d(shapes), moved)
    return table, Demand(_inner(table, shapes, where), shapes, people)


def _people(table: pa.Table, name: str, where: str) -> Floats:
    people: Floats = numbers(table, name, where=where, option="--group")
    wrong = (people < 0) | np.isinf(people)
    if wrong.any():
        row = int(wrong.argmax())
        raise BadValueError(
            where=f"{where}, row {row + 1} of the part, column {name}",
            expected="people: a number of 0 or more, or nothing where it is not known",
            got=f"{people[row]:g}",
            action="Correct the row.",
        )
    return people


def _inner(table: pa.Table, polygons: NDArray[np.object_], where: str) -> Floats:
    """Return where the distances of polygons are measured from."""
    names = ("inner_x_m", "inner_y_m")
    if set(names) <= set(table.column_names):
        given = np.column_stack([numbers(table, n, where=where, option="") for n in names])
        wrong = ~np.isfinite(given).all(axis=1)
        if wrong.any():
            row = int(wrong.argmax())
            raise BadValueError(
                where=f"{where}, row {row + 1} of the part",
                expected=f"coordinates in {' and '.join(names)}",
                got=", ".join(f"{c:g}" for c in given[row]),
                action="Fill them in for each row, or remove the columns.",
            )
        return given
    inner = shapely.point_on_surface(polygons)
    return np.column_stack([shapely.get_x(inner), shapely.get_y(inner)])


def _way(job: Job, demand: Demand) -> Measured:
    if job.network:
        return Walked(network_of(*job.network), demand.spots, job.points.at, demand.polygons)
    question = job.question
    return Straight(
        demand.spots, job.points.at, question.detour_factor, job.threads, demand.polygons
    )


def _areas(job: Job, table: pa.Table, demand: Demand, part: Part) -> pd.Series[str]:
    """Return the code of the area of each row; missing for a row in none."""
    if job.area:
        codes = text_or_numbers(table, job.area, where=part.path, option="--area")
        return pd.Series(codes.to_pandas(), dtype="string")
    blank: pd.Series[str] = pd.Series(pd.NA, index=range(len(demand.spots)), dtype="string")
    if job.layer is None:
        return blank.fillna("all")
    codes, tree = _layer(job.layer)
    row, area = tree.query(shapely.points(demand.spots), predicate="intersects")
    order = np.lexsort((area, row))  # on a border: the first of the layer
    row, area = row[order], area[order]
    first = np.flatnonzero(np.diff(row, prepend=-1))
    blank.iloc[row[first]] = codes[area[first]]
    return blank


@lru_cache(maxsize=1)
def _layer(layer: AreaLayer) -> tuple[NDArray[np.object_], shapely.STRtree]:
    """Return the codes of areas and their index, read once per process."""
    areas = read_layer(Path(layer.path), layer.code, layer.name)
    return areas["code"].to_numpy(), shapely.STRtree(areas.geometry.to_numpy())


def read_layer(path: Path, code: str, name: str) -> gpd.GeoDataFrame:
    """Return ``code``, ``name`` and polygons (EPSG:3812) of a layer of areas.

    Raises
    ------
    InputError
        If it is no layer of polygons with a CRS, or lacks a column.
    """
    frame = read_features(path, kinds=("Polygon", "MultiPolygon")).frame
    for column, option in ((code, "--area-code"), (name, "--area-name")):
        text_or_numbers(_names_only(list(frame)), column, where=str(path), option=option)
    metric = to_metric(frame, where=str(path))
    columns = {"code": frame[code].astype("string"), "name": frame[name].astype("string")}
    return gpd.GeoDataFrame(columns, geometry=metric.geometry.to_numpy(), crs=metric.crs)


def _names_only(names: list[str]) -> pa.Table:
    import pyarrow as pa

    return pa.table({str(name): pa.array([], pa.string()) for name in names})

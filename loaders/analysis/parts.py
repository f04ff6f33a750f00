"""The parts of a demand: files of GeoParquet by row groups, CSV after it is written as such.

Tables stay as they are, with the CRS and the columns that they came with; only positions, polygons
and people are read out of them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geodata.errors import (
    BadValueError,
    MissingColumnError,
    MissingCrsError,
    NabijError,
    UnreadableFileError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa
    from pyproj import CRS

PARQUET = (".parquet", ".geoparquet")
MOST_ROWS = 250_000
"""Rows of a part, unless a row group has more."""

_GEOMETRY = "geometry"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Part:
    """Row groups of a file.

    Attributes
    ----------
    number
        From 0, over all files.
    path
        The file, GeoParquet.
    groups
        Its row groups; none for a file without rows.
    sha256
        Of the whole file; empty if it cannot be read.
    problem
        Why it cannot be read, as an error says it; empty if it can.
    """

    number: int
    path: str
    groups: tuple[int, ...]
    sha256: str
    problem: str = ""

    @property
    def name(self) -> str:
        """Return the name that its results have."""
        return f"part-{self.number:05d}"


@dataclass(frozen=True)
class Csv:
    """Where the positions of a CSV are: columns of eastings and northings, and their CRS."""

    x: str
    y: str
    crs: str


def parts_of(files: Sequence[Path], problems: Mapping[Path, str] | None = None) -> list[Part]:
    """Return the parts of files of GeoParquet, in their order.

    A file that cannot be read is a part with a problem, so that the others go on. Problems that are
    known already come first.
    """
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    found: list[Part] = []
    for path in files:
        try:
            metadata = ParquetFile(path).metadata
            rows = [metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)]
            digest, problem = sha256(path), ""
        except (ArrowException, OSError) as error:
            rows, digest = [], ""
            problem = (problems or {}).get(path) or str(_unreadable(str(path), str(error)))
        for groups in _together(rows):
            found.append(Part(len(found), str(path), groups, digest, problem))
    return found


def _together(rows: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield row groups of at most ``MOST_ROWS`` rows together; at least one tuple."""
    groups: list[int] = []
    for at in range(len(rows)):
        if groups and sum(rows[one] for one in groups) + rows[at] > MOST_ROWS:
            yield tuple(groups)
            groups = []
        groups.append(at)
    yield tuple(groups)


def files_in(path: Path) -> list[Path]:
    """Return the files of a demand, by name: a file, or all tables of a folder and its folders.

    Raises
    ------
    UnreadableFileError
        If there are none, or of both kinds.
    """
    endings = (*PARQUET, ".csv")
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    files = [p for p in files if p.suffix.lower() in endings and not p.name.startswith((".", "_"))]
    if len({p.suffix.lower() == ".csv" for p in files}) != 1:
        raise UnreadableFileError(
            where=str(path),
            expected="a file or folder of GeoParquet (.parquet) or of CSV (.csv), not both",
            got="both" if files else "neither" if path.exists() else "nothing of that name",
            action="Name the file, or the folder that holds the parts.",
        )
    return files


def sha256(path: Path) -> str:
    """Return the checksum of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def read_part(part: Part) -> pa.Table:
    """Return the rows of a part.

    Raises
    ------
    NabijError
        If it cannot be read.
    """
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    if part.problem:
        raise NabijError(part.problem)
    try:
        with ParquetFile(part.path) as file:
            if not part.groups:
                return file.schema_arrow.empty_table()
            return file.read_row_groups(list(part.groups), use_threads=False)
    except (ArrowException, OSError) as error:
        raise _unreadable(part.path, str(error)) from error


def _unreadable(path: str, got: str) -> UnreadableFileError:
    return UnreadableFileError(
        where=path,
        expected="GeoParquet",
        got=got,
        action="Write the file again, then give the same command: finished parts are kept.",
    )


def geometry_of(table: pa.Table, *, where: str, crs: str = "") -> tuple[Any, CRS | str]:
    """Return the geometries of GeoParquet and the CRS that they are in.

    Parameters
    ----------
    table
        With the metadata of its file.
    where
        The file, for errors.
    crs
        What the coordinates are in, where the file does not declare it.

    Returns
    -------
    numpy.ndarray of shapely geometries, CRS

    Raises
    ------
    UnreadableFileError, MissingCrsError
        If it is no GeoParquet in WKB, or there is no CRS.
    """
    import shapely
    from pyproj import CRS

    about = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    name = about.get("primary_column", "")
    column = about.get("columns", {}).get(name)
    if column is None or name not in table.column_names:
        raise _unreadable(where, "Parquet that does not say which column is the geometry")
    if column.get("encoding") != "WKB":
        raise _unreadable(where, f"geometries encoded as {column.get('encoding')}, not as WKB")
    declared = column.get("crs", "OGC:CRS84")  # what the format says where the key is absent
    if not declared and not crs:
        raise MissingCrsError(
            where=where,
            expected="a coordinate reference system",
            got="none",
            action="Say which one the coordinates are in: --crs 31370.",
        )
    found = CRS.from_user_input(declared) if declared else epsg(crs)
    return shapely.from_wkb(table[name].to_numpy()), found


def epsg(crs: str) -> str:
    """Return a CRS as it is given on the command line, for pyproj: a number is an EPSG code."""
    return f"EPSG:{crs}" if crs.isdigit() else crs


def with_columns(table: pa.Table, columns: dict[str, pa.Array]) -> pa.Table:
    """Return a table with columns appended; what its metadata says of other rows is dropped."""
    about = json.loads(table.schema.metadata[b"geo"])
    for column in about["columns"].values():
        column.pop("bbox", None)
    for name, values in columns.items():
        table = table.append_column(name, values)
    return table.replace_schema_metadata({b"geo": json.dumps(about).encode()})


def numbers(table: pa.Table, name: str, *, where: str, option: str) -> Any:
    """Return a column of numbers as floats; NaN where a cell is empty.

    Raises
    ------
    MissingColumnError, BadValueError
        If there is no such column, or it has other values.
    """
    import pyarrow as pa

    values = text_or_numbers(table, name, where=where, option=option)
    try:
        return values.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowException as error:
        raise BadValueError(
            where=f"{where}, column {name}",
            expected="numbers",
            got=str(error),
            action="Correct the column, or name another one.",
        ) from error


def text_or_numbers(table: pa.Table, name: str, *, where: str, option: str) -> pa.Array:
    """Return a column; MissingColumnError if the table does not have it."""
    if name not in table.column_names:
        raise MissingColumnError(
            where=where,
            expected=f"a column {name}",
            got=", ".join(table.column_names) or "no columns",
            action=f"Add it to the file, or name another one: {option}.",
        )
    column = table[name]
    return column.combine_chunks()


def csv_as_parquet(path: Path, to: Path, csv: Csv, numeric: Sequence[str]) -> None:
    """Write a CSV as GeoParquet, a batch of rows at a time: all cells as text but the numbers.

    Parameters
    ----------
    path, to
        The two files; the second gets its name when it is complete.
    csv
        Where the positions are.
    numeric
        Columns of numbers.

    Raises
    ------
    MissingColumnError, MissingCrsError, UnreadableFileError
        If a column is missing, no CRS is given, or it is no such table.
    """
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter
    from pyproj import CRS

    if not csv.crs:
        raise MissingCrsError(
            where=str(path),
            expected="a coordinate reference system: a CSV does not declare one",
            got="none",
            action="Say which one the coordinates are in: --crs 31370.",
        )
    about: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    crs = CRS.from_user_input(epsg(csv.crs)).to_json_dict()
    geo = {"version": "1.1.0", "primary_column": _GEOMETRY, "columns": {_GEOMETRY: about}}
    about["crs"] = crs
    temporary = to.with_name(f"{to.name}.new")
    try:
        batches = _csv_batches(path, (csv.x, csv.y, *numeric))
        first = next(batches)
        schema = _with_points(first, csv, path).schema
        schema = schema.with_metadata({b"geo": json.dumps(geo).encode()})
        with ParquetWriter(temporary, schema) as writer:
            writer.write_table(_with_points(first, csv, path).cast(schema))
            for batch in batches:
                writer.write_table(_with_points(batch, csv, path).cast(schema))
    except pa.ArrowException as error:
        temporary.unlink(missing_ok=True)
        raise UnreadableFileError(
            where=str(path),
            expected="a CSV in UTF-8 with a header, and numbers where numbers are needed",
            got=str(error),
            action="Correct the file, or name other columns.",
        ) from error
    temporary.replace(to)


def _csv_batches(path: Path, numeric: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the rows of a CSV, some thousands at a time; a table without rows if it has none."""
    import pyarrow as pa
    from pyarrow import csv

    with path.open(encoding="utf-8-sig") as stream:
        header = stream.readline()
    separator = ";" if header.count(";") > header.count(",") else ","
    parse = csv.ParseOptions(delimiter=separator)
    names = csv.read_csv(pa.py_buffer(header.encode()), parse_options=parse).column_names
    for name in numeric:
        text_or_numbers(
            pa.table({one: pa.array([], pa.string()) for one in names}),
            *(name,),
            where=str(path),
            option="--x, --y, --group",
        )
    types = {name: pa.float64() if name in numeric else pa.string() for name in names}
    reader = csv.open_csv(
        path,
        read_options=csv.ReadOptions(block_size=_CHUNK * 16, use_threads=False),
        parse_options=parse,
        convert_options=csv.ConvertOptions(column_types=types, strings_can_be_null=True),
    )
    yield pa.Table.from_batches([], reader.schema)
    for batch in reader:
        yield pa.Table.from_batches([batch])


def _with_points(table: pa.Table, csv: Csv, path: Path) -> pa.Table:
    import pyarrow as pa
    import shapely

    if _GEOMETRY in table.column_names:
        table = table.rename_columns(
            [f"{n}_text" if n == _GEOMETRY else n for n in table.column_names]
        )
    x, y = (numbers(table, n, where=str(path), option="--x, --y") for n in (csv.x, csv.y))
    return table.append_column(
        _GEOMETRY, pa.array(shapely.to_wkb(shapely.points(x, y)), pa.binary())
    )

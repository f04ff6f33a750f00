"""Reading files from outside safely: what cannot be right is a typed error, never a guess."""

from __future__ import annotations

import csv
import re
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.crs import to_metric
from geodata.errors import (
    BadValueError,
    DuplicateCodeError,
    GeometryError,
    InputError,
    MissingColumnError,
    MissingCrsError,
    WrongCrsError,
)
from loaders.files.numbers import numbers_in
from loaders.files.safe_open import open_text, require_content, unreadable
from loaders.files.xlsx_reader import sheet_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import geopandas as gpd
    from pyproj import CRS

BELGIUM_M = (510_000.0, 515_000.0, 810_000.0, 755_000.0)
"""West, south, east, north of Belgium with a margin, EPSG:3812; Lambert 72 lies outside it."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff]"
)
"""What nobody sees: control characters, marks that turn a line around, halves of characters."""

_MOST = 1e15
_POLYGONS = ("Polygon", "MultiPolygon")
_THREE_DECIMALS = re.compile(r"-?\d+\.\d{3}")
_PADDED = re.compile(r"^(-?\d+\.\d{3})0$")


def read_layer(path: Path, *, columns: Iterable[str], key: str) -> gpd.GeoDataFrame:
    """Read a layer of polygons (Shapefile, GeoPackage, GeoJSON).

    Parameters
    ----------
    path
        The file; a Shapefile needs its .shx, .dbf and .prj next to it.
    columns
        Columns to keep, in any case in the file.
    key
        The one of them that names a feature; unique, and never empty.

    Returns
    -------
    geopandas.GeoDataFrame
        The columns as text, and valid 2D (multi)polygons in EPSG:3812.

    Raises
    ------
    UnreadableFileError, MissingColumnError, DuplicateCodeError, MissingCrsError, WrongCrsError,
    GeometryError
        With the file, the feature and what to do.
    """
    import geopandas as gpd

    require_content(path)
    if path.suffix.lower() == ".shp":
        for companion in (path.with_suffix(".dbf"), path.with_suffix(".shx")):
            require_content(companion)
    with readable_layer(path):
        frame = gpd.read_file(path)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise unreadable(path, expected="geometries", got="a table without them")
    frame = gpd.GeoDataFrame(
        as_text(pick_columns(pd.DataFrame(frame), columns, where=path.name)),
        geometry=frame.geometry,
    )
    _require_unique(frame, key, where=path.name)
    return _metric_polygons(frame, key, where=path.name)


@contextmanager
def readable_layer(path: Path) -> Iterator[None]:
    """Turn what is raised over a damaged layer of features into an error of ours.

    Raises
    ------
    UnreadableFileError, MissingCrsError
        With the file and what to do.
    """
    import pyogrio.errors
    import shapely
    from pyproj.exceptions import ProjError

    try:
        yield
    except InputError:
        raise
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise unreadable(path, expected="a layer of polygons", got=str(error)) from error
    except UnicodeDecodeError as error:
        raise _encoding(path, error) from error
    except (
        pyogrio.errors.FeatureError,
        pyogrio.errors.GeometryError,
        shapely.errors.ShapelyError,
        ValueError,
        OverflowError,
    ) as error:
        raise unreadable(path, expected="readable features", got=str(error)) from error
    # the last one is what pyogrio makes of a CRS that is not even text
    except (pyogrio.errors.CRSError, ProjError, UnboundLocalError) as error:
        raise MissingCrsError(
            where=path.name,
            expected="a coordinate reference system that can be read",
            got="one that cannot",
            action="Save the layer again with its CRS (for a Shapefile: its .prj).",
        ) from error


def read_sheet(path: Path, *, columns: Iterable[str]) -> pd.DataFrame:
    """Read columns of the first sheet of a workbook (XLSX) as text, empty cells as ``""``.

    Raises
    ------
    UnreadableFileError, MissingColumnError
        With the file and what to do.
    """
    return as_text(pick_columns(_sheet(path), columns, where=path.name))


def read_table(path: Path, *, columns: Iterable[str], optional: Iterable[str] = ()) -> pd.DataFrame:
    """Read columns of a table with ``|`` between cells, UTF-8, plain or as the .txt in a zip.

    A workbook (XLSX) that the publisher gives with the same columns is read too.

    Returns
    -------
    pandas.DataFrame
        The columns as text. Index: the line (row) in the file, the header being line 1.

    Raises
    ------
    UnreadableFileError, MissingColumnError
        With the file and what to do.
    """
    frame = as_text(_sheet(path)) if path.suffix.lower() == ".xlsx" else _piped(path)
    frame.index += 2
    wanted = [*columns, *(column for column in optional if column in frame)]
    return pick_columns(frame, wanted, where=path.name)


def _sheet(path: Path) -> pd.DataFrame:
    rows = sheet_rows(path)
    if not rows[1:]:
        raise unreadable(path, expected="a header and rows", got=f"{len(rows)} rows")
    return pd.DataFrame(rows[1:], columns=[str(cell) for cell in rows[0]])


def _piped(path: Path) -> pd.DataFrame:
    with open_text(path) as stream:
        try:
            frame = pd.read_csv(
                stream,
                sep="|",
                dtype=str,
                keep_default_na=False,
                encoding="utf-8-sig",
                quoting=csv.QUOTE_NONE,
            )
        except UnicodeDecodeError as error:
            raise _encoding(path, error) from error
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            raise unreadable(
                path, expected="a table with | between cells", got=str(error)
            ) from error
    if frame.empty:
        raise unreadable(path, expected="rows", got="a header only")
    if not isinstance(frame.index, pd.RangeIndex):  # pandas' guess where rows are longer
        raise unreadable(path, expected="as many cells as the header", got="one more")
    return frame


def pick_columns(frame: pd.DataFrame, columns: Iterable[str], *, where: str) -> pd.DataFrame:
    """Return the columns under the names asked for, whatever case the file writes them in.

    ``A|B`` asks for either name, and returns it as ``A``.

    Raises
    ------
    MissingColumnError
        If none of the names of a column is there.
    """
    by_lower = {str(column).strip().lower(): column for column in frame.columns}
    found: dict[str, str] = {}
    for column in columns:
        names = column.split("|")
        match = next((by_lower[n.lower()] for n in names if n.lower() in by_lower), None)
        if match is None:
            raise MissingColumnError(
                where=where,
                expected=f"a column {' or '.join(names)}",
                got=", ".join(map(str, frame.columns[:12])) or "no columns",
                action="Keep the column names of the publisher.",
            )
        found[str(match)] = names[0]
    return frame[list(found)].rename(columns=found)


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every cell as trimmed text: 11001.0 as ``11001``, a missing one as ``""``.

    A number with three decimals gets a fourth, so that they are never read as thousands.
    """
    return pd.DataFrame(
        {name: column.map(_text).astype("str") for name, column in frame.items()},
        index=frame.index,
    )


def without_padding(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells without the fourth decimal that :func:`as_text` gave to numbers.

    >>> without_padding(pd.DataFrame({"65+": ["87.3320", "12"]}))["65+"].tolist()
    ['87.332', '12']
    """
    return cells.replace(_PADDED, r"\1", regex=True)


def whole_numbers(cells: pd.Series[str], *, where: str) -> pd.Series[int]:
    """Return text as whole numbers of zero or more, in any notation.

    Raises
    ------
    BadValueError
        With the line (the index of the series) of the first that is none.
    """
    numbers = numbers_in(cells).found
    wrong = cells[~((numbers % 1 == 0) & (numbers < _MOST))]
    if len(wrong):
        raise BadValueError(
            where=f"{where}, line {wrong.index[0]}, {cells.name}",
            expected="a whole number, zero or more",
            got=repr(wrong.iloc[0]),
            action="Correct the cell, or download the file again from its publisher.",
        )
    return numbers.astype("int64")


def _text(cell: Any) -> str:
    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return ""
    if isinstance(cell, Decimal):
        cell = float(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, float) and _THREE_DECIMALS.fullmatch(str(cell)):
        return f"{cell}0"
    return _UNSEEN.sub("", str(cell)).strip()


def _encoding(path: Path, error: UnicodeDecodeError) -> InputError:
    byte = error.object[error.start : error.start + 1].hex()
    return unreadable(path, expected="text in UTF-8", got=f"the byte 0x{byte}")


def _require_unique(frame: pd.DataFrame, key: str, *, where: str) -> None:
    if frame.empty:
        raise unreadable(Path(where), expected="features", got="none")
    codes = frame[key]
    wrong = codes[codes.eq("") | codes.duplicated()]
    if len(wrong):
        code = wrong.iloc[0]
        raise DuplicateCodeError(
            where=f"{where}, feature {wrong.index[0] + 1}, {key}",
            expected="a code of its own",
            got=f"{code} for the second time" if code else "no code",
            action="Remove or correct the feature.",
        )


def _metric_polygons(frame: gpd.GeoDataFrame, key: str, *, where: str) -> gpd.GeoDataFrame:
    import shapely

    shapes = frame.geometry
    problems = {
        "no geometry": shapes.isna() | shapes.is_empty,
        "another type": ~shapes.geom_type.isin(_POLYGONS),
        "an invalid one": ~shapes.is_valid,
    }
    for got, wrong in problems.items():
        if wrong.any():
            code = frame.loc[wrong, key].iloc[0]
            reason = shapely.is_valid_reason(shapes[wrong].iloc[0]) or ""
            raise GeometryError(
                where=f"{where}, feature {code}",
                expected="a valid (multi)polygon",
                got=f"{got} ({reason})" if got == "an invalid one" else got,
                action="Repair the geometry (for instance with ST_MakeValid) and save it again.",
            )
    metric = to_metric(frame, where=where)
    require_in_belgium(metric.total_bounds, frame.crs, where=where)
    metric.geometry = shapely.force_2d(metric.geometry.to_numpy())
    return metric


def require_in_belgium(bounds_m: Iterable[float], crs: CRS, *, where: str) -> None:
    """Raise WrongCrsError unless shapes are in Belgium.

    Parameters
    ----------
    bounds_m
        Least x and y, greatest x and y, EPSG:3812, metres.
    crs
        The system that they were written in, as declared.
    where
        The file or layer, for the message.
    """
    west, south, east, north = bounds_m
    low, high = BELGIUM_M[:2], BELGIUM_M[2:]
    if not (low[0] <= west <= east <= high[0] and low[1] <= south <= north <= high[1]):
        raise WrongCrsError(
            where=where,
            expected="coordinates in Belgium",
            got=f"{west:.0f}–{east:.0f} east, {south:.0f}–{north:.0f} north in EPSG:3812, "
            f"from {crs.to_string()[:40]}",
            action="Declare the CRS that the coordinates are really in.",
        )

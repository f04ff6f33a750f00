"""Coordinates that people write in tables: as numbers, in a declared CRS, in Belgium."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any, NamedTuple

from pyproj import Transformer

from geodata.crs import METRIC_CRS, WGS84
from geodata.errors import BadValueError, RowProblem
from geodata.places.text_folding import fold
from loaders.files.official_tables import BELGIUM_M

SYSTEMS = {
    WGS84: ("4326", "epsg 4326", "wgs84", "wgs 84"),
    "EPSG:31370": ("31370", "epsg 31370", "lambert 72", "lambert72", "belge lambert 72"),
    METRIC_CRS: ("3812", "epsg 3812", "lambert 2008", "lambert2008", "belge lambert 2008"),
}
"""EPSG code → what people call that coordinate reference system."""

CRS_OF = {fold(word): crs for crs, words in SYSTEMS.items() for word in words}
"""The same by what people call it, folded."""

DECLARABLE = "31370 (Lambert 72), 3812 (Lambert 2008) or 4326 (WGS84)"


class Spot(NamedTuple):
    """The position that a row gives: two cells, their columns, and their CRS."""

    east: Any
    north: Any
    columns: tuple[str, str]
    crs: str


def declared_crs(crs: str) -> str:
    """Return the EPSG code of a CRS that a person names; empty for none.

    Raises
    ------
    BadValueError
        If it is none that coordinates in Belgium are declared in here.

    Examples
    --------
    >>> declared_crs("31370"), declared_crs("Lambert 2008")
    ('EPSG:31370', 'EPSG:3812')
    """
    if crs and fold(crs) not in CRS_OF:
        raise BadValueError(
            where="crs", expected=DECLARABLE, got=repr(crs), action="Give one of these."
        )
    return CRS_OF.get(fold(crs), "")


def metric(spot: Spot, *, row: int) -> tuple[float, float] | list[RowProblem]:
    """Return a spot in EPSG:3812, metres east and north, or what is wrong with it.

    Parameters
    ----------
    spot
        Numbers, or text with a decimal point or comma.
    row
        Number of the row, for the problems.
    """
    cells = (spot.east, spot.north)
    numbers = [_number(cell) for cell in cells]
    wrong = [i for i, number in enumerate(numbers) if math.isnan(number)]
    if wrong:
        action = "Correct the coordinate."
        got = [str(cells[i]) or "an empty cell" for i in wrong]
        return [
            RowProblem(row, spot.columns[i], g, "a number", action)
            for i, g in zip(wrong, got, strict=True)
        ]
    found = _in_belgium(numbers[0], numbers[1], spot.crs)
    if found is not None:
        return found
    columns = " and ".join(spot.columns)
    action = f"Check the coordinates, and that they are in {spot.crs}."
    if _in_belgium(numbers[1], numbers[0], spot.crs) is not None:
        action = f"They seem swapped: exchange {columns}."
    got_here = f"{numbers[0]:.10g} and {numbers[1]:.10g} in {spot.crs}"
    return [RowProblem(row, columns, got_here, "a spot in Belgium", action)]


def _number(value: Any) -> float:
    """Return a coordinate, with a decimal point or comma; NaN if it is none."""
    if isinstance(value, str):
        text = re.sub(r"\s", "", value)
        decimal = max(text.rfind("."), text.rfind(","))
        if "." in text and "," in text:
            text = re.sub("[.,]", "", text[:decimal]) + "." + text[decimal + 1 :]
        value = text.replace(",", ".")
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan
    return number if math.isfinite(number) else math.nan


def _in_belgium(east: float, north: float, crs: str) -> tuple[float, float] | None:
    x_m, y_m = _transformer(crs).transform(east, north)
    west, south, east_end, north_end = BELGIUM_M
    inside = west <= x_m <= east_end and south <= y_m <= north_end
    return (x_m, y_m) if inside else None


@lru_cache(maxsize=8)
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs(crs, METRIC_CRS, always_xy=True)

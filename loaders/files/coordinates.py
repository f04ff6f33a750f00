"""Coordinates that people write in tables: as numbers, in a declared CRS, in Belgium."""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

from geodata.crs import METRIC_CRS, WGS84, metric_transformer
from geodata.errors import BadValueError, RowProblem
from geodata.places.text_folding import fold
from loaders.files.official_tables import BELGIUM_M

SYSTEMS = {
    WGS84: ("4326", "epsg 4326", "wgs84", "wgs 84"),
    "EPSG:31370": ("31370", "epsg 31370", "lambert 72", "lambert72", "belge lambert 72"),
    METRIC_CRS: ("3812", "epsg 3812", "lambert 2008", "lambert2008", "belge lambert 2008"),
    "EPSG:3857": ("3857", "epsg 3857", "web mercator", "pseudo mercator", "102100", "900913"),
}
"""EPSG code → what people call that coordinate reference system."""

CRS_OF = {fold(word): crs for crs, words in SYSTEMS.items() for word in words}
"""The same by what people call it, folded."""

DECLARABLE = "31370 (Lambert 72), 3812 (Lambert 2008), 4326 (WGS84) or 3857 (web mercator)"
_NAMES = {
    WGS84: "4326 (WGS84, degrees)",
    "EPSG:31370": "31370 (Lambert 72)",
    METRIC_CRS: "3812 (Lambert 2008)",
    "EPSG:3857": "3857 (web mercator)",
}

_MOST_DEGREES = 180


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

    Raises
    ------
    MissingCrsError, WrongCrsError
        If the CRS has no known datum, or none that leads to ours.
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
    got_here = f"{numbers[0]:.10g} and {numbers[1]:.10g} in {short_crs(spot.crs)}"
    action = advice(numbers[0], numbers[1], spot.crs, columns=columns)
    return [RowProblem(row, columns, got_here, "a spot in Belgium", action)]


def advice(east: float, north: float, crs: str, *, columns: str = "the axes") -> str:
    """Return what to do about coordinates that are not in Belgium in their CRS.

    Parameters
    ----------
    east, north
        The coordinates, in the order in which the CRS was read.
    crs
        What they were read in.
    columns
        What to exchange, where they seem swapped.

    Examples
    --------
    >>> advice(51.05, 3.72, "EPSG:4326")
    'They seem swapped: exchange the axes.'
    >>> advice(104_000, 194_000, "EPSG:4326")
    'These are not degrees: declare --crs 31370 (Lambert 72).'
    """
    if _in_belgium(north, east, crs) is not None:
        return f"They seem swapped: exchange {columns}."
    degrees = max(abs(east), abs(north)) > _MOST_DEGREES and _is_geographic(crs)
    begin = "These are not degrees: " if degrees else f"They are not in {short_crs(crs)}: "
    for known, name in _NAMES.items():
        if known != crs and _in_belgium(east, north, known) is not None:
            return f"{begin}declare --crs {name}."
    for known, name in _NAMES.items():
        if known != crs and _in_belgium(north, east, known) is not None:
            return f"{begin}they seem to be in {name}, and swapped: exchange {columns}."
    return f"Check the coordinates, and that they are in {short_crs(crs)}."


def short_crs(crs: str) -> str:
    """Return the code of a CRS, or its name where it has none."""
    from pyproj import CRS

    if crs.startswith("EPSG:"):
        return crs
    known = CRS.from_user_input(crs)
    epsg = known.to_epsg()
    return f"EPSG:{epsg}" if epsg else str(known.name)


def _is_geographic(crs: str) -> bool:
    from pyproj import CRS

    return bool(CRS.from_user_input(crs).is_geographic)


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
    x_m, y_m = metric_transformer(crs, where="crs").transform(east, north)
    west, south, east_end, north_end = BELGIUM_M
    inside = west <= x_m <= east_end and south <= y_m <= north_end
    return (x_m, y_m) if inside else None

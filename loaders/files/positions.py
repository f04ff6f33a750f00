"""Positions in one cell: ``51.05, 3.72``, ``POINT (3.72 51.05)``, and how exact they are."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geodata.crs import WGS84

if TYPE_CHECKING:
    from loaders.files.table import Table

_EXACT_DECIMALS = 3
"""Degrees with fewer decimals are known to a kilometre or worse: no address."""

_DEGREE_M = (71_000.0, 111_300.0)
"""Length of a degree east and north in the south of Belgium, where it is longest east."""

_ROUND_M = 1_000
_FEWEST = 2
_HALF_A_WORLD = 180.0
_SRID = re.compile(r"\s*SRID\s*=\s*(\d+)\s*;", re.IGNORECASE)
_POINT = re.compile(r"(?:MULTI)?POINT", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?![\d.])")
_WITH_COMMA = re.compile(r"[-+]?\d+,\d+(?!\d|,\d)")
_DECIMALS = re.compile(r"[.,](\d+)\s*$")


class Pair(NamedTuple):
    """Two numbers of one cell: east, north and the code of their CRS, empty if not stated."""

    east: str
    north: str
    crs: str


def pair_of(cell: str) -> Pair | None:
    """Return the position that one cell has; None if it has not exactly one.

    Which of two degrees is the latitude follows from their values: in Belgium they never overlap.

    >>> pair_of("51.05, 3.72"), pair_of("POINT (3.72 51.05)"), pair_of("51,05; 3,72")[:2]
    (Pair(east='3.72', north='51.05', crs='4326'), Pair(east='3.72', north='51.05', crs='4326'), \
('3.72', '51.05'))
    >>> pair_of("SRID=31370;POINT(104000 194000)")
    Pair(east='104000', north='194000', crs='31370')
    """
    srid = _SRID.match(cell)
    text = cell[srid.end() :] if srid else cell
    numbers = _NUMBER.findall(text) if "." in text else []
    if not numbers:
        numbers = [n.replace(",", ".") for n in _WITH_COMMA.findall(text)]
    if len(numbers) < _FEWEST and "." not in text:
        numbers = _NUMBER.findall(text)
    wkt = _POINT.search(text) is not None
    if "°" in text:
        return None
    if len(numbers) != _FEWEST and not (wkt and len(numbers) > _FEWEST):
        return None
    first, second = numbers[:2]
    degrees = max(abs(float(first)), abs(float(second))) <= _HALF_A_WORLD
    if degrees and float(first) > float(second):
        first, second = second, first
    return Pair(first, second, srid[1] if srid else "4326" if degrees else "")


def split_positions(table: Table) -> None:
    """Give the two numbers of a cell ``position`` their own cells, where these are empty.

    What is no position is a problem of the cell.
    """
    cells = table.cells
    if "position" not in table.headers:
        return
    empty = (cells[["lat", "lon", "x", "y"]] == "").all(axis=1) & (cells["position"] != "")
    wrong = empty & cells["position"].map(pair_of).isna()
    table.refuse(
        *(wrong, "position", "a latitude and a longitude, such as 51.0543, 3.7174"),
        "Write the two numbers with a comma between them, or each in a column of its own.",
        cell_only=True,
    )
    header = table.headers["position"]
    pairs = cells.loc[empty & ~wrong, "position"].map(pair_of)
    is_degrees = (pairs.str[2] == "4326").astype(bool)
    for degrees, columns in ((True, ("lon", "lat")), (False, ("x", "y"))):
        here = pairs[is_degrees == degrees]
        for at, column in enumerate(columns):
            cells.loc[here.index, column] = here.str[at].astype("str")
            table.headers |= {column: header} if len(here) and column not in table.headers else {}
        if not degrees:
            crs = cells.loc[here.index, "crs"]
            cells.loc[here.index, "crs"] = crs.where(crs != "", here.str[2].astype("str"))


def crs_of_headers(table: Table) -> str:
    """Return the CRS that the headers of x and y name, such as ``X_Lambert72``; empty if none."""
    headers = re.sub(r"[^a-z0-9]+", " ", " ".join(map(table.header, ("x", "y"))).lower())
    names = {
        "EPSG:31370": r"31370|lambert ?(?:19)?72|\bl72|(?:^| )lb ?72",
        "EPSG:3812": r"3812|lambert ?(?:20)?08|\bl08|(?:^| )lb ?08",
        "EPSG:3857": r"3857|mercator|102100",
        "EPSG:4326": r"4326|wgs ?84",
    }
    found = [crs for crs, words in names.items() if re.search(words, headers)]
    return found[0] if len(found) == 1 else ""


def error_m(east: str, north: str, crs: str) -> float:
    """Return how far a place may be from a position of few decimals, metres; NaN for an address.

    One step of the last decimal, east and north: numbers are rounded, and also cut off.

    >>> [round(error_m(*at, "EPSG:4326")) for at in (("3.72", "51.05"), ("3.7", "51.1"))]
    [1320, 13202]
    >>> error_m("3.7174", "51.05", "EPSG:4326")
    nan
    """
    if crs == WGS84:
        found = [_DECIMALS.search(cell) for cell in (east, north)]
        decimals = max(len(match[1]) if match else 0 for match in found)
        return math.hypot(*_DEGREE_M) / 10**decimals if decimals < _EXACT_DECIMALS else math.nan
    try:
        rough = all(float(cell.replace(",", ".")) % _ROUND_M == 0 for cell in (east, north))
    except ValueError:
        return math.nan
    return math.hypot(_ROUND_M, _ROUND_M) if rough else math.nan


def errors_of_rows(table: Table, systems: pd.Series) -> pd.Series[float]:
    """Return the :func:`error_m` of the coordinates of each row; NaN also where it has none.

    Parameters
    ----------
    table
        With ``lat``, ``lon``, ``x`` and ``y``.
    systems
        The CRS of ``x`` and ``y`` of each row.
    """
    cells = table.cells
    degrees = (cells[["lat", "lon"]] != "").all(axis=1)
    metres = ~degrees & (cells[["x", "y"]] != "").all(axis=1)
    errors = [
        error_m(lon, lat, WGS84) if here else error_m(x, y, str(crs)) if there else math.nan
        for here, there, lon, lat, x, y, crs in zip(
            *(degrees, metres, cells["lon"], cells["lat"], cells["x"], cells["y"], systems),
            strict=True,
        )
    ]
    return pd.Series(errors, cells.index, dtype="float64")

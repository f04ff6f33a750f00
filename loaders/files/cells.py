"""What cells of several kinds of file hold: positions, dates, contact, access for wheelchairs."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.contact import EMAIL
from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import Wheelchair
from geodata.errors import MissingCrsError
from geodata.opening_hours import is_readable
from loaders.files.coordinates import SYSTEMS, Spot, declared_crs, metric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.errors import RowProblem
    from loaders.files.table import Table

YES_OR_NO = {
    True: ("ja", "oui", "yes", "true", "1", "x"),
    False: ("nee", "non", "no", "false", "0"),
}
ACCESS = {
    Wheelchair.INDEPENDENT: ("zonder hulp", "zelfstandig", "sans aide", "independent"),
    Wheelchair.HELP: ("met hulp", "avec aide", "with help", "help"),
}
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S")
_WITHOUT_ZERO = re.compile(r"[1-9]\d{7}|4\d{8}")
"""Belgian numbers have nine digits, those of mobile phones ten, and begin with 0."""

_FIRST_DAY = "1950-01-01"


def check_phone(table: Table) -> None:
    """Refuse phone numbers that lost their leading zero, as a program that counts does."""
    digits = table.cells["phone"].str.replace(r"[\s./()-]", "", regex=True)
    lost = digits.str.fullmatch(_WITHOUT_ZERO)
    for row, cell, number in zip(
        digits.index[lost].tolist(), table.cells.loc[lost, "phone"], digits[lost], strict=True
    ):
        expected = f"a phone number with its leading zero, 0{number}"
        action = "Write the zero, in a column of text: programs drop it from a number."
        table.refuse_row(row, "phone", repr(cell), expected, action)


def check_contact(table: Table) -> None:
    """Refuse hours that are not OSM syntax, what is not one e-mail address, and wrong phones."""
    check_phone(table)
    hours, email = table.cells["opening_hours"], table.cells["email"]
    table.refuse(
        ~hours.map(is_readable) & (hours != ""),
        "opening_hours",
        "hours in OSM syntax",
        'Write them like: Mo-Fr 09:00-12:00,13:30-16:30; PH off. Words go between quotes: "…".',
    )
    table.refuse(
        ~email.str.fullmatch(EMAIL) & (email != ""),
        "email",
        "one e-mail address",
        "Give a function mailbox, or leave the cell empty.",
    )


def refuse_repeated(table: Table, columns: Sequence[str], expected: str) -> None:
    """Refuse rows that have a name and are the same in these columns as an earlier one."""
    cells = table.cells
    repeated = cells[list(columns)].map(str.casefold).duplicated() & (cells["name"] != "")
    table.refuse(repeated, "name", expected, "Leave one of the two rows out.")


def spots_of(table: Table, *, crs: str = "", needed: bool = False) -> dict[int, Spot]:
    """Return where the features of a layer of points are; refuse those that are no point.

    Parameters
    ----------
    table
        A layer of points (:func:`loaders.files.point_layer.read_points`).
    crs
        EPSG code of the coordinates, where the file has none or a wrong one.
    needed
        A feature without a geometry is refused too.

    Raises
    ------
    MissingCrsError
        If the CRS is not known.
    """
    spots = dict(zip(table.raw.cells.index.tolist(), table.raw.spots or (), strict=True))
    declared, found = declared_crs(crs), {}
    for row in table.cells.index.tolist():
        spot = spots[row]
        if isinstance(spot, Spot):
            found[row] = spot._replace(crs=declared or spot.crs)
        elif needed or spot != "none":
            table.refuse_row(row, "geometry", spot, "a point", "Correct the feature.")
    if any(not spot.crs for spot in found.values()):
        raise MissingCrsError(
            where=table.raw.name,
            expected="a coordinate reference system",
            got="none",
            action="Declare it, as with --crs 31370 (Lambert 72), or save the layer with it.",
        )
    return found


def points_of(table: Table, *, crs: str = "") -> gpd.GeoSeries:
    """Return the point of each row (EPSG:3812), from ``lat`` and ``lon`` or ``x``, ``y``, ``crs``.

    It is missing where a row gives no coordinates, or wrong ones: those are refused. Of a layer of
    points, ``crs`` is as for :func:`spots_of`.
    """
    if table.raw.spots is not None:
        spots = {row: metric(spot, row=row) for row, spot in spots_of(table, crs=crs).items()}
        return _located(table, spots)
    return _located(table, _spots_in_cells(table))


def _located(
    table: Table, spots: dict[int, tuple[float, float] | list[RowProblem]]
) -> gpd.GeoSeries:
    table.problems += [p for spot in spots.values() if isinstance(spot, list) for p in spot]
    good = {row: spot for row, spot in spots.items() if isinstance(spot, tuple)}
    xy = np.array(list(good.values())).reshape(-1, 2)
    points = gpd.GeoSeries(gpd.points_from_xy(*xy.T, crs=METRIC_CRS), list(good))
    return points.reindex(table.cells.index)


def _spots_in_cells(table: Table) -> dict[int, tuple[float, float] | list[RowProblem]]:
    cells, crs = table.cells, table.coded("crs", SYSTEMS)
    table.refuse(
        (cells["crs"] == "") & (cells["x"] != ""),
        "crs",
        "the coordinate system of x and y",
        "Add a column crs with 31370 (Lambert 72) or 3812 (Lambert 2008): it is never guessed.",
    )
    spots: dict[int, tuple[float, float] | list[RowProblem]] = {}
    for east, north in (("lon", "lat"), ("x", "y")):
        for here, there in ((north, east), (east, north)):
            alone = (cells[here] == "") & (cells[there] != "")
            table.refuse(alone, here, f"a number next to {there}", "Give both, or neither.")
        systems = crs if east == "x" else pd.Series(WGS84, cells.index)
        given = (cells[[east, north]] != "").all(axis=1) & systems.notna()
        given &= ~cells.index.isin(list(spots))
        columns = table.headers.get(east, east), table.headers.get(north, north)
        rows = cells.index[given].tolist()
        for row, x, y, system in zip(
            rows, cells.loc[given, east], cells.loc[given, north], systems[given], strict=True
        ):
            spots[row] = metric(Spot(x, y, columns, system), row=row)
    return spots


def dates_of(table: Table) -> pd.Series:
    """Return the ISO date of each cell of ``checked_on``, ``""`` where there is none."""
    cells = table.cells["checked_on"]
    found = cells.map(_iso_date).astype("str")
    wrong = (cells != "") & (found == "")
    table.refuse(wrong, "checked_on", "a date", "Write it as 2026-01-31 or 31/01/2026.")
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)  # it has begun somewhere
    outside = (found != "") & ((found > tomorrow.isoformat()) | (found < _FIRST_DAY))
    expected = f"a day from {_FIRST_DAY} to today"
    table.refuse(outside, "checked_on", expected, "Give the day on which somebody checked it.")
    return found


def _iso_date(text: str) -> str:
    for pattern in _DATES:
        try:
            found: date = datetime.strptime(text, pattern).date()  # noqa: DTZ007  (a day, no moment)
        except ValueError:
            continue
        return found.isoformat()
    return ""

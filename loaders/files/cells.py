"""What cells of several kinds of file hold: positions, dates, contact, access for wheelchairs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import strptime
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.contact import EMAIL
from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import Wheelchair
from geodata.errors import MissingCrsError
from geodata.opening_hours.schedule import MAX_LENGTH, is_readable, tidied
from geodata.opening_hours.words import hours_from_words
from loaders.files.coordinates import SYSTEMS, Spot, declared_crs, metric
from loaders.files.notes import ReadAs
from loaders.files.positions import crs_of_headers, error_m, errors_of_rows, split_positions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.errors import RowProblem
    from loaders.files.table import Table

YES_OR_NO = {
    True: ("ja", "oui", "yes", "true", "1", "x"),
    False: ("nee", "non", "no", "false", "0"),
}
ACCESS = {
    Wheelchair.INDEPENDENT: (
        *("zonder hulp", "zelfstandig", "sans aide", "independent", "ja", "oui", "yes", "true"),
        *("toegankelijk", "accessible", "volledig toegankelijk", "volledig", "without help", "1"),
    ),
    Wheelchair.HELP: (
        *("met hulp", "avec aide", "with help", "help", "limited", "beperkt", "gedeeltelijk"),
        *("deels", "limité", "partiel", "partiellement", "partial", "partly"),
        "beperkt toegankelijk",
    ),
    Wheelchair.NO: (
        *("nee", "neen", "non", "no", "false", "niet toegankelijk", "ontoegankelijk", "0"),
        *("pas accessible", "inaccessible", "not accessible", "non accessible"),
    ),
}
_MAILBOX = "Give a function mailbox, or leave the cell empty."
_SITE = "Write it as www.example.be, or leave the cell empty."
_POST = "Give the postcode, or leave the cell empty."
_CALL = "Give the number of the centre, or leave the cell empty."
_WEBSITE = re.compile(r"(?:https?://)?[^\s/@]+\.[^\s/@.]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_POSTCODE = re.compile(r"[1-9]\d{3}")
_PHONE = re.compile(r"(?:\d\D*){3}")
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S")
_WITHOUT_ZERO = re.compile(r"[1-9]\d{7}|4\d{8}")
"""Belgian numbers have nine digits, those of mobile phones ten, and begin with 0."""

_HALF_A_WORLD = 180.0
_FIRST_DAY = "1950-01-01"


def check_phone(table: Table) -> None:
    """Empty cells of phone numbers that lost their leading zero, as a program that counts does."""
    digits = table.cells["phone"].str.replace(r"[\s./()-]", "", regex=True)
    lost = digits.str.fullmatch(_WITHOUT_ZERO)
    for row, cell, number in zip(
        digits.index[lost].tolist(), table.cells.loc[lost, "phone"], digits[lost], strict=True
    ):
        expected = f"a phone number with its leading zero, 0{number}"
        action = "Write the zero, in a column of text: programs drop it from a number."
        table.refuse_row(row, "phone", repr(cell), expected, action, cell_only=True)
    table.cells["phone"] = table.cells["phone"].mask(lost, "")


def check_contact(table: Table) -> None:
    """Read opening hours, and empty cells of contact that cannot be used."""
    check_phone(table)
    read_hours(table)
    cells = table.cells
    for column, wrong, expected, action in (
        ("email", ~cells["email"].str.fullmatch(EMAIL), "one e-mail address", _MAILBOX),
        ("website", ~cells["website"].str.fullmatch(_WEBSITE), "the address of a website", _SITE),
        ("postcode", ~cells["postcode"].str.fullmatch(_POSTCODE), "four digits", _POST),
        ("phone", ~cells["phone"].str.contains(_PHONE), "a phone number", _CALL),
    ):
        table.refuse(wrong & (cells[column] != ""), column, expected, action, cell_only=True)


def read_hours(table: Table) -> None:
    """Bring opening hours to OSM syntax; those that are not understood stay text in quotes.

    What hours in words were understood as is in ``read_as`` of the table.
    """
    hours = table.cells["opening_hours"]
    table.refuse(
        hours.str.len() > MAX_LENGTH,
        "opening_hours",
        f"at most {MAX_LENGTH:,} characters",
        "Shorten the hours.",
        cell_only=True,
    )
    found = {text: _hours(text) for text in set(table.cells["opening_hours"]) if text}
    header = table.header("opening_hours")
    for row, text in table.cells["opening_hours"].items():
        if text and not is_readable(text):
            understood = found[text]
            read = "" if understood.startswith('"') else understood
            table.read_as.append(ReadAs(int(str(row)), header, text, read))
    table.cells["opening_hours"] = table.cells["opening_hours"].map(lambda t: found.get(t, ""))


def _hours(text: str) -> str:
    """Return hours in OSM syntax; text that is not understood as a comment, which opens no door."""
    if is_readable(text):
        return tidied(text)
    return hours_from_words(text) or '"{}"'.format(" ".join(text.replace('"', "'").split()))


def refuse_repeated(table: Table, columns: Sequence[str], expected: str) -> None:
    """Refuse rows that have a name and are the same in these columns as an earlier one."""
    cells = table.cells
    keys = cells[list(columns)].map(str.casefold)
    repeated = keys.duplicated() & (cells["name"] != "")
    first = (
        keys.assign(row=cells.index).groupby(list(columns), sort=False)["row"].transform("first")
    )
    for row, cell, twin in zip(
        cells.index[repeated].tolist(), cells.loc[repeated, "name"], first[repeated], strict=True
    ):
        got = f"{cell!r}, the same as row {twin}"
        table.refuse_row(row, "name", got, expected, "Leave one of the two rows out.")


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


def points_of(table: Table, *, crs: str = "") -> tuple[gpd.GeoSeries, pd.Series[float]]:
    """Return the point of each row (EPSG:3812), and to how many metres; NaN for an address.

    From ``lat`` and ``lon``, ``x``, ``y`` and ``crs``, ``position``, or the geometry of a layer of
    points, of which ``crs`` is as for :func:`spots_of`. It is missing where a row gives no
    coordinates, or wrong ones: those cells are emptied.
    """
    if table.raw.spots is not None:
        given = spots_of(table, crs=crs)
        points = _located(table, {row: metric(spot, row=row) for row, spot in given.items()})
        errors = {
            row: error_m(str(spot.east), str(spot.north), spot.crs) for row, spot in given.items()
        }
        known = pd.Series(errors, dtype="float64").reindex(table.cells.index)
        return points, known.where(points.notna())
    split_positions(table)
    cells = table.cells
    stated = cells["crs"] != ""
    systems = table.coded("crs", SYSTEMS, cell_only=True)
    if named := crs_of_headers(table):
        systems = systems.mask(~stated, named)
    degrees = cells[["x", "y"]].map(_is_degrees).all(axis=1) & systems.isna() & ~stated
    systems = systems.mask(degrees, WGS84)
    table.refuse(
        systems.isna() & ~stated & (cells["x"] != ""),
        "crs",
        "the coordinate system of x and y",
        "Add a column crs with 31370 (Lambert 72), 3812 (Lambert 2008) or 3857 (web mercator): it "
        "is never guessed.",
    )
    points = _located(table, _spots_in_cells(table, systems))
    return points, errors_of_rows(table, systems).where(points.notna())


def _located(
    table: Table, spots: dict[int, tuple[float, float] | list[RowProblem]]
) -> gpd.GeoSeries:
    wrong = [p for spot in spots.values() if isinstance(spot, list) for p in spot]
    table.problems += [replace(problem, cell_only=True) for problem in wrong]
    good = {row: spot for row, spot in spots.items() if isinstance(spot, tuple)}
    xy = np.array(list(good.values())).reshape(-1, 2)
    points = gpd.GeoSeries(gpd.points_from_xy(*xy.T, crs=METRIC_CRS), list(good))
    return points.reindex(table.cells.index)


def _is_degrees(cell: str) -> bool:
    try:
        return abs(float(cell.replace(",", "."))) <= _HALF_A_WORLD
    except ValueError:
        return False


def _spots_in_cells(
    table: Table, crs: pd.Series
) -> dict[int, tuple[float, float] | list[RowProblem]]:
    cells = table.cells
    spots: dict[int, tuple[float, float] | list[RowProblem]] = {}
    for east, north in (("lon", "lat"), ("x", "y")):
        for here, there in ((north, east), (east, north)):
            alone = (cells[here] == "") & (cells[there] != "")
            expected = f"a number next to {there}"
            table.refuse(alone, here, expected, "Give both, or neither.", cell_only=True)
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
    action = "Write it as 2026-01-31 or 31/01/2026."
    table.refuse(wrong, "checked_on", "a date", action, cell_only=True)
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)  # it has begun somewhere
    outside = (found != "") & ((found > tomorrow.isoformat()) | (found < _FIRST_DAY))
    expected = f"a day from {_FIRST_DAY} to today"
    action = "Give the day on which somebody checked it."
    table.refuse(outside, "checked_on", expected, action, cell_only=True)
    return found.mask(outside, "")


def _iso_date(text: str) -> str:
    for pattern in _DATES:
        try:
            year, month, day = strptime(text, pattern)[:3]
        except ValueError:
            continue
        return date(year, month, day).isoformat()
    return ""

"""The table of services that an administration makes: its columns, and what may stand in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import ServiceKind, Wheelchair
from geodata.errors import RowProblem, RowsError
from geodata.opening_hours import is_readable
from geodata.places.text_folding import fold
from loaders.builtin.snapshot import facts
from loaders.centres.geocoding import around, astray
from loaders.files.coordinates import SYSTEMS, Spot, metric
from loaders.files.municipality_lookup import look_up
from loaders.files.user_tables import find_columns, read_table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

COLUMNS = {
    "kind": ("soort", "type", "kind", "genre"),
    "name": ("naam", "nom", "name"),
    "theme": ("thema", "thème", "theme"),
    "street": ("straat", "straat en nummer", "adres", "rue", "adresse", "street", "address"),
    "postcode": ("postcode", "code postal", "postal code"),
    "place": ("plaats", "deelgemeente", "localité", "lieu", "place", "town"),
    "municipality": ("gemeente", "commune", "municipality"),
    "nis": ("nis", "niscode", "nis-code", "code nis", "nis code"),
    "phone": ("telefoon", "tel", "téléphone", "phone", "telephone"),
    "email": ("e-mail", "email", "mail", "courriel"),
    "website": ("website", "site", "site web", "url"),
    "opening_hours": ("openingsuren", "heures d'ouverture", "horaire", "opening hours"),
    "wheelchair": ("rolstoel", "toegankelijk", "fauteuil roulant", "accessible", "wheelchair"),
    "lat": ("lat", "latitude", "breedtegraad"),
    "lon": ("lon", "long", "lng", "longitude", "lengtegraad"),
    "x": ("x", "x-coördinaat"),
    "y": ("y", "y-coördinaat"),
    "crs": ("crs", "epsg", "coördinatenstelsel", "coordinate system", "système de coordonnées"),
    "source": ("bron", "source"),
    "checked_on": ("gecontroleerd op", "nagekeken op", "vérifié le", "checked on"),
    "example": ("voorbeeld", "exemple", "example"),
}
"""Our name of each column → the headers it may have: Dutch, French or English."""

_KINDS = {
    ServiceKind.SOCIAL_HOUSE: ("sociaal huis", "maison sociale", "social house"),
    ServiceKind.SELF_HELP: ("zelfhulp", "zelfzorg", "zelfhulpgroep", "entraide", "self help"),
}
_ACCESS = {
    Wheelchair.INDEPENDENT: ("zonder hulp", "zelfstandig", "sans aide", "independent"),
    Wheelchair.HELP: ("met hulp", "avec aide", "with help", "help"),
}
_EXAMPLES = {
    True: ("ja", "oui", "yes", "true", "1", "x"),
    False: ("nee", "non", "no", "false", "0"),
}
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S")
_FIRST_DAY = "1950-01-01"
_EMAIL = r"[\w.+-]+@[\w-]+(\.[\w-]+)+"


def read_service_table(path: Path, *, municipalities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Read a table of services.

    Parameters
    ----------
    path
        CSV or XLSX. ``soort`` and ``naam`` are needed; where a service is, is told by ``gemeente``
        or ``nis`` (and ``plaats``), by ``lat`` and ``lon``, or by ``x``, ``y`` and ``crs``.
    municipalities
        ``code``, ``name``, ``name_fr`` and polygons in EPSG:3812.

    Returns
    -------
    pandas.DataFrame
        The columns of ``geodata.schemas.Services`` that a table can hold, ``""`` where it says
        nothing, and ``point``: a Point in EPSG:3812, missing where no coordinates are given.

    Raises
    ------
    UnreadableFileError, MissingColumnError
        If it is no such table.
    RowsError
        With every cell that cannot be used.
    """
    table = Table(path, COLUMNS, required=("kind", "name"))
    cells = table.cells
    kind = table.coded("kind", _KINDS)
    table.refuse(cells["kind"] == "", "kind", "sociaal huis or zelfhulp", "Fill in the kind.")
    table.refuse(cells["name"] == "", "name", "a name", "Fill it in, or leave the row out.")
    access, example = table.coded("wheelchair", _ACCESS), table.coded("example", _EXAMPLES)
    hours = cells["opening_hours"]
    table.refuse(
        ~hours.map(is_readable) & (hours != ""),
        "opening_hours",
        "hours in OSM syntax",
        "Write them like: Mo-Fr 09:00-12:00,13:30-16:30; PH off.",
    )
    email = cells["email"]
    table.refuse(
        ~email.str.fullmatch(_EMAIL) & (email != ""),
        "email",
        "one e-mail address",
        "Give a function mailbox, or leave the cell empty.",
    )
    points = points_of(table)
    nis = _municipality(table, municipalities, points)
    checked = dates_of(table)
    _refuse_twice(table)
    if table.problems:
        raise RowsError(where=path.name, rows=table.problems)
    texts = ["name", "theme", "street", "postcode", "place", "phone", "email", "website"]
    return cells[[*texts, "opening_hours", "source"]].assign(
        kind=kind.astype("str"),
        municipality=nis.astype("str"),
        wheelchair=access.astype("str").where(cells["wheelchair"] != "", ""),
        checked_on=checked,
        example=example.map(lambda value: value is True).astype(bool),
        point=points,
    )


class Table:
    """Cells by our names of the columns, and what is wrong with them.

    Parameters
    ----------
    path
        CSV or XLSX.
    columns
        Our name of each column → the headers it may have.
    required
        Those of our names that must be found.
    """

    def __init__(
        self, path: Path, columns: Mapping[str, Sequence[str]], *, required: Collection[str]
    ) -> None:
        frame = read_table(path)
        self.columns = columns
        self.headers = find_columns(frame, columns, required=required, where=path.name)
        empty = pd.Series("", frame.index, dtype="str")
        self.cells = pd.DataFrame(
            {n: frame[self.headers[n]] if n in self.headers else empty for n in columns}
        )
        self.problems: list[RowProblem] = []

    def refuse(self, rows: pd.Series[bool], column: str, expected: str, action: str) -> None:
        """Note that these rows hold something else than they must in a column."""
        header = self.headers.get(column, self.columns[column][0])
        self.problems += [
            RowProblem(row, header, repr(cell) if cell else "nothing", expected, action)
            for row, cell in zip(
                self.cells.index[rows].tolist(), self.cells.loc[rows, column], strict=True
            )
        ]

    def coded(self, column: str, words: Mapping[Any, tuple[str, ...]]) -> pd.Series:
        """Return the code that each cell stands for, missing where it is empty."""
        codes = {fold(word): code for code, known in words.items() for word in (*known, str(code))}
        cells = self.cells[column]
        found = pd.Series([codes.get(fold(cell)) for cell in cells], cells.index, dtype=object)
        first = " or ".join(known[0] for known in words.values())
        action = "Write one of these, or leave the cell empty where it is not known."
        self.refuse(found.isna() & (cells != ""), column, first, action)
        return found


def points_of(table: Table) -> gpd.GeoSeries:
    """Return the points of the rows that give coordinates (lat, lon, x, y, crs), in EPSG:3812."""
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
            table.refuse(alone, here, f"a number beside {there}", "Give both, or neither.")
        systems = crs if east == "x" else pd.Series(WGS84, cells.index)
        told = (cells[[east, north]] != "").all(axis=1) & systems.notna()
        told &= ~cells.index.isin(list(spots))
        columns = table.headers.get(east, east), table.headers.get(north, north)
        rows = cells.index[told].tolist()
        for row, x, y, system in zip(
            rows, cells.loc[told, east], cells.loc[told, north], systems[told], strict=True
        ):
            spots[row] = metric(Spot(x, y, columns, system), row=row)
    table.problems += [p for spot in spots.values() if isinstance(spot, list) for p in spot]
    good = {row: spot for row, spot in spots.items() if isinstance(spot, tuple)}
    xy = np.array(list(good.values())).reshape(-1, 2)
    points = gpd.GeoSeries(gpd.points_from_xy(*xy.T, crs=METRIC_CRS), list(good))
    return points.reindex(cells.index)


def _municipality(
    table: Table, municipalities: gpd.GeoDataFrame, points: gpd.GeoSeries
) -> pd.Series:
    """Return the NIS code of each row: as stated, else that of its place, else of its point."""
    found = _stated(table, municipalities)
    found = found.fillna(around(points.where(found.isna(), None), municipalities))
    table.refuse(
        found.isna(),
        "municipality",
        "a municipality of Flanders or Brussels",
        "Fill in the municipality.",
    )
    table.refuse(
        astray(points, found, municipalities),
        "lat" if "lat" in table.headers else "x",
        "a spot in the municipality of the row",
        "Correct the coordinates or the municipality.",
    )
    return found


def _stated(table: Table, municipalities: pd.DataFrame) -> pd.Series:
    """Return the NIS code that each row states or that its place bears; empty if it is unknown."""
    cells, known = table.cells, look_up(municipalities, facts("municipal_mergers"))
    found = cells["place"].map(lambda cell: known.find(cell)[0]).astype(object)
    for column in ("municipality", "nis"):
        meant, stated = cells[column].map(known.find), cells[column] != ""
        now, merged = meant.str[0].astype(object), meant.str[1].map(known.successor)
        unknown = stated & now.isna()
        for nis in merged[unknown].dropna().unique():
            action = f"This municipality has merged: give {nis}."
            table.refuse(unknown & (merged == nis), column, "a municipality of today", action)
        action = "Give the Dutch or French name, or the NIS code, of a municipality of today."
        expected = "a municipality of Flanders or Brussels"
        table.refuse(unknown & merged.isna(), column, expected, action)
        found = found.mask(stated, now.fillna(""))
    return found


def dates_of(table: Table) -> pd.Series:
    """Return the ISO date of each cell of ``checked_on``, ``""`` where there is none."""
    cells = table.cells["checked_on"]
    found = cells.map(_iso_date).astype("str")
    wrong = (cells != "") & (found == "")
    table.refuse(wrong, "checked_on", "a date", "Write it as 2026-01-31 or 31/01/2026.")
    today = datetime.now(UTC).date() + timedelta(days=1)  # somewhere it is tomorrow already
    away = (found != "") & ((found > today.isoformat()) | (found < _FIRST_DAY))
    expected = f"a day from {_FIRST_DAY} to today"
    table.refuse(away, "checked_on", expected, "Give the day on which somebody checked it.")
    return found


def _iso_date(text: str) -> str:
    for pattern in _DATES:
        try:
            found: date = datetime.strptime(text, pattern).date()  # noqa: DTZ007  (a day, no moment)
        except ValueError:
            continue
        return found.isoformat()
    return ""


def _refuse_twice(table: Table) -> None:
    cells = table.cells
    same = ["kind", "name", "theme", "street", "place", "municipality", "nis", "lat", "lon", "x"]
    twice = cells[same].map(str.casefold).duplicated() & (cells["name"] != "")
    table.refuse(twice, "name", "each service once", "Leave one of the two rows out.")

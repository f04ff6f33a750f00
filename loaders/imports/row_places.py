"""Which municipality the rows of a list are in, and what is odd about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.enums import Precision
from geodata.errors import BadValueError
from geodata.places.text_folding import fold
from loaders.builtin.wallonia import in_wallonia, is_walloon
from loaders.centres.geocoding import (
    BRUSSELS_CITY,
    STRAY_M,
    far_from_municipality,
    municipalities_of,
    municipality_at,
    other_postcode,
)
from loaders.files.notes import NoteKind

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from loaders.centres.geocoding import Gazetteer
    from loaders.files.table import Table

PLACE_COLUMNS = (*("municipality", "nis", "postcode", "place", "street", "lat", "x", "position"),)
"""Columns of which a list has one, to tell where each row is."""

_ROUGH_STRAY_M = STRAY_M + 10_000.0
"""The same for coordinates with one or two decimals."""

_BRUSSELS = frozenset({"brussel", "bruxelles", "brussels"})
_NAMED = ["nis", "municipality", "postcode", "place"]


def towns_of(
    table: Table, points: gpd.GeoSeries, rough: pd.Series[bool], *, gazetteer: Gazetteer
) -> tuple[pd.Series, int]:
    """Return the NIS code of each row, and how many rows of Wallonia were left out.

    Parameters
    ----------
    table
        With ``nis``, ``municipality``, ``postcode`` and ``place``; rows of Wallonia go, those
        without a municipality of Flanders or Brussels and those far from theirs are refused.
    points, rough
        As :func:`loaders.files.cells.points_of` returns them.
    gazetteer
        What places are found in.

    Raises
    ------
    BadValueError
        If all rows are of Wallonia.
    """
    cells = table.cells
    stated = cells["nis"].where(cells["nis"] != "", cells["municipality"])
    texts = cells[["postcode", "place"]].assign(
        municipality=stated,
        precision=str(Precision.PLACE),
        **dict.fromkeys(("lat", "lon", "within_m"), float("nan")),
    )
    nis = municipalities_of(texts, gazetteer=gazetteer)
    nis = nis.fillna(municipality_at(points.where(nis.isna(), None), gazetteer.municipalities))
    elsewhere = _in_wallonia(cells, nis, points)
    left_out = leave_out_wallonia(table, elsewhere)
    nis, points = nis[~elsewhere], points[~elsewhere]
    _check(table, nis, points, rough[~elsewhere], gazetteer)
    _note(table, nis, rough[~elsewhere])
    return nis, left_out


def leave_out_wallonia(table: Table, rows: pd.Series[bool]) -> int:
    """Leave out the rows of Wallonia; return how many there are.

    Raises
    ------
    BadValueError
        If they are all rows.
    """
    if rows.any() and rows.all():
        raise BadValueError(
            where=table.raw.name,
            expected="rows of Flanders or Brussels",
            got="Wallonia only",
            action="Choose another file.",
        )
    return table.leave_out(rows)


def _in_wallonia(cells: pd.DataFrame, nis: pd.Series, points: gpd.GeoSeries) -> pd.Series[bool]:
    unknown = nis.isna()
    named = unknown & cells[_NAMED].map(is_walloon).any(axis=1)
    return named | in_wallonia(points.where(unknown & ~named, None))


def _check(
    table: Table,
    nis: pd.Series,
    points: gpd.GeoSeries,
    rough: pd.Series[bool],
    gazetteer: Gazetteer,
) -> None:
    areas = gazetteer.municipalities
    table.refuse(
        nis.isna(),
        "nis" if "nis" in table.headers else "municipality",
        "a municipality of Flanders or Brussels, by its name, NIS code, postcode or a position",
        "Fill in the municipality, or correct it.",
    )
    table.refuse(
        far_from_municipality(points.where(~rough, None), nis, areas)
        | far_from_municipality(points.where(rough, None), nis, areas, most_m=_ROUGH_STRAY_M),
        next((name for name in ("position", "lat", "x") if name in table.headers), "lat"),
        f"a spot in the municipality of the row, or within {STRAY_M:,.0f} m of it",
        "Correct the coordinates or the municipality.",
    )


def _note(table: Table, nis: pd.Series, rough: pd.Series[bool]) -> None:
    cells = table.cells
    column = next((name for name in ("position", "lat", "x") if name in table.headers), "lat")
    table.note(NoteKind.ROUGH_POSITION, rough, column)
    brussels = cells["municipality"].map(fold).isin(_BRUSSELS) & (cells["nis"] == "")
    brussels &= nis.notna() & (nis != BRUSSELS_CITY)
    table.note(NoteKind.BY_POSTCODE, brussels, "municipality")
    table.note(NoteKind.OTHER_POSTCODE, other_postcode(cells, nis), "postcode")

"""The regionale ondersteuningspunten: the kind of file, its reader and its importer.

There is no column for the name of a person: function mailboxes and the phone of the door only.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
from shapely.geometry import Point

from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import DatasetFlag, SupportTheme
from geodata.errors import MissingColumnError, MissingCrsError
from geodata.places.text_folding import fold, words_of
from geodata.reach.nearest import nearest_division
from geodata.snapshot.frames import SUPPORT_TEXTS
from geodata.snapshot.model import Dataset
from loaders.builtin.snapshot import facts, with_inner_points
from loaders.builtin.wallonia import in_wallonia
from loaders.files.addresses import split_addresses
from loaders.files.cells import check_phone, spots_of
from loaders.files.coordinates import CRS_OF, DECLARABLE, Spot, declared_crs, metric
from loaders.files.headers import CONTACT, POSITION, columns
from loaders.files.layer import ENDINGS
from loaders.files.municipality_lookup import municipalities_in
from loaders.files.point_layer import read_table_or_points
from loaders.files.positions import crs_of_headers, split_positions
from loaders.imports.file_kind import (
    TABLE_ENDINGS,
    FileKind,
    ImportOptions,
    Option,
    Reading,
    example_file,
)
from loaders.imports.row_places import leave_out_wallonia

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geodata.snapshot.model import SnapshotData
    from loaders.files.table import Table
    from loaders.imports.file_kind import Source

COLUMNS = columns(
    *("id", "name", "host", "number", *CONTACT, "themes", *POSITION),
    id=("code", "rop id"),
    name=("rop", "ondersteuningspunt", "point d'appui", "support point"),
    place=("gemeente", "commune", "municipality"),
)

_THEMES = {
    SupportTheme.FINANCE: (
        *("finance", "financieel beleid", "financieel", "financiën", "financial policy"),
        *("politique financière", "gestion financière", "finances"),
    ),
    SupportTheme.PERSONNEL: (
        *("personnel", "personeelsbeleid", "personeel", "hr", "personnel policy", "staff"),
        *("politique du personnel", "gestion du personnel"),
    ),
    SupportTheme.QUALITY: ("quality", "kwaliteit", "kwaliteitszorg", "kwaliteitsbeleid", "qualité"),
    SupportTheme.COOPERATION: ("cooperation", "samenwerking", "coöperatie", "collaboration"),
}
_THEME_OF = {fold(word): theme for theme, words in _THEMES.items() for word in words}
_CORRECT = "Correct the cell."


def read_support_points(table: Table, *, crs: str = "") -> Reading:
    """Read support points.

    Parameters
    ----------
    table
        In a table, ``lat`` and ``lon``, or ``x`` and ``y`` with their CRS, are needed.
        ``themes`` are separated by commas or semicolons. Those in Wallonia are left out.
    crs
        EPSG code of ``x`` and ``y``, where there is no column for it.

    Returns
    -------
    Reading
        ``rows``: ``schemas.SupportPoints``, none an ``example``, in EPSG:3812. The id is
        the one given, or the name, in plain letters with hyphens.

    Raises
    ------
    MissingColumnError, MissingCrsError, BadValueError
        If the table has no coordinates, or their CRS is not given or not known.
    """
    split_positions(table)
    split_addresses(table)
    spots: dict[int, Spot | None] = (
        dict.fromkeys(table.cells.index.tolist()) | spots_of(table, crs=crs, needed=True)
        if table.raw.spots is not None
        else _row_spots(table, crs)
    )
    metres = {row: _in_metres(table, spot, row) for row, spot in spots.items()}
    known = {row: Point(spot) for row, spot in metres.items() if spot}
    at = gpd.GeoSeries(known, crs=METRIC_CRS)
    elsewhere = leave_out_wallonia(table, in_wallonia(at.reindex(table.cells.index)))
    check_phone(table)
    themes = [_themes(table, row, text) for row, text in table.cells["themes"].items()]
    ids = _ids(table)
    texts = table.cells[["name", *SUPPORT_TEXTS]].assign(themes=themes)
    texts.insert(0, "id", ids)
    texts = texts.where(texts != "").astype("str")
    good = texts[~texts.index.isin(table.wrong_rows)]
    places = [at for row in good.index if (at := metres[row])]
    points = gpd.GeoDataFrame(
        good.reset_index(drop=True).assign(example=False),
        geometry=[Point(at) for at in places],
        crs=METRIC_CRS,
    )
    return Reading(points, tuple(table.problems), len(points), elsewhere=elsewhere)


def import_support_points(
    reading: Reading, base: SnapshotData, source: Source, options: ImportOptions
) -> SnapshotData:
    """Return the base snapshot with support points, each municipality with the nearest of them.

    Distances are straight lines from an inner point of the municipality; marked as computed.
    """
    del options
    municipalities = with_inner_points(municipalities_in(base), facts("municipalities"))
    division = nearest_division(reading.rows, municipalities)
    note = "Each municipality with the nearest support point in a straight line."
    return with_division(base, reading.rows, division, source, note=note)


def with_division(
    base: SnapshotData,
    support_points: gpd.GeoDataFrame,
    division: pd.DataFrame,
    source: Source,
    *,
    note: str,
    example: bool = False,
) -> SnapshotData:
    """Return the base snapshot with support points and their areas, and the dataset of them."""
    count = len(municipalities_in(base))
    left = count - len(division)
    if left:
        note += f" {left:,} of {count:,} municipalities are in no area."
    dataset = Dataset(
        *("division", len(division), source.title, source.date, source.licence),
        attribution=source.attribution,
        flags=(*(DatasetFlag.INCOMPLETE,) * bool(left), *(DatasetFlag.EXAMPLE,) * example),
        note=note,
    )
    return replace(
        base,
        support_points=support_points,
        division=division,
        datasets=base.datasets_with(dataset),
    )


def support_points_in(path: Path, *, crs: str = "", layer: str = "") -> gpd.GeoDataFrame:
    """Read a file of support points, to divide municipalities among.

    Raises
    ------
    InputError
        If it cannot be used; a ``RowsError`` has every row and what is wrong with it.
    """
    reading, name = _reading(path, crs=crs, layer=layer)
    points: gpd.GeoDataFrame = reading.require_all_good(where=name).rows
    return points


def named_places_in(path: Path) -> tuple[gpd.GeoDataFrame, int]:
    """Read the places of a file that can be used, and count the rows that cannot.

    Raises
    ------
    InputError
        If no row can be used; a ``RowsError`` has every row and what is wrong with it.
    """
    reading, name = _reading(path)
    if not reading.count:
        reading.require_all_good(where=name)
    return reading.rows, len({problem.row for problem in reading.problems})


def _reading(path: Path, *, crs: str = "", layer: str = "") -> tuple[Reading, str]:
    """Return what a file has, and its name."""
    raw = SUPPORT_POINTS.open(path, ImportOptions(layer=layer))
    return read_support_points(SUPPORT_POINTS.table(raw, ImportOptions()), crs=crs), raw.name


def slug(text: str) -> str:
    """Return an id, or a name as an id.

    >>> slug("ROP Gent (Noord)")
    'rop-gent-noord'
    """
    return "-".join(words_of(text))


def _row_spots(table: Table, crs: str) -> dict[int, Spot | None]:
    """Return where each row of a table says that it is; None, with a problem, where it does not."""
    declared, headers = declared_crs(crs) or crs_of_headers(table), table.headers
    pairs = [pair for pair in (("lon", "lat"), ("x", "y")) if headers.keys() >= set(pair)]
    if not pairs:
        raise MissingColumnError(
            where=table.raw.name,
            expected="columns lat and lon, or x and y",
            got=", ".join(table.raw.headers[:12]),
            action="Add where each support point is.",
        )
    return {
        int(str(row)): _row_spot(table, int(str(row)), cell, pairs, declared)
        for row, cell in table.cells.iterrows()
    }


def _row_spot(
    table: Table, row: int, cell: pd.Series, pairs: list[tuple[str, str]], declared: str
) -> Spot | None:
    headers = table.headers
    given = next((pair for pair in pairs if cell[pair[0]] or cell[pair[1]]), None)
    if given is None:
        table.refuse_row(row, pairs[0][0], "", "coordinates", "Fill in where it is.")
        return None
    crs = CRS_OF.get(fold(cell["crs"]), "") if cell["crs"] else declared
    if given == ("lon", "lat"):
        crs = WGS84
    elif not declared and "crs" not in headers:
        raise MissingCrsError(
            where=f"{table.raw.name}, {headers['x']} and {headers['y']}",
            expected="their coordinate reference system",
            got="none",
            action="Add a column crs, or declare it: --crs 31370 (Lambert 72), 3812 or 4326.",
        )
    if not crs:
        table.refuse_row(row, "crs", cell["crs"], DECLARABLE, _CORRECT)
        return None
    return Spot(cell[given[0]], cell[given[1]], (headers[given[0]], headers[given[1]]), crs)


def _in_metres(table: Table, spot: Spot | None, row: int) -> tuple[float, float] | None:
    """Return a position in EPSG:3812; None, with a problem, where it is none in Belgium."""
    found = metric(spot, row=row) if spot else None
    if isinstance(found, list):
        table.problems += found
        return None
    return found


def _themes(table: Table, row: Any, text: str) -> str:
    """Return the codes of themes, in the order of the list."""
    words = [word.strip() for word in re.split(r"[,;|]", text) if word.strip()]
    for word in words:
        if fold(word) not in _THEME_OF:
            known = ", ".join(names[1] for names in _THEMES.values())
            table.refuse_row(row, "themes", word, known, _CORRECT)
    found = {_THEME_OF.get(fold(word)) for word in words}
    return ",".join(theme for theme in SupportTheme if theme in found)


def _ids(table: Table) -> pd.Series[str]:
    """Return the id of each row: its own, or its name, plain; each once."""
    cells = table.cells
    texts = cells["id"].where(cells["id"] != "", cells["name"])
    ids = texts.map(slug).astype("str")
    first: dict[str, Any] = {}
    for row, ident, text, own, name in zip(
        ids.index, ids, texts, cells["id"], cells["name"], strict=True
    ):
        column = "id" if own else "name"
        if not name:
            table.refuse_row(row, "name", "", "a name", "Fill it in, or leave the row out.")
        elif not ident:
            table.refuse_row(row, column, text, "letters or digits", _CORRECT)
        elif ident in first:
            got, action = f"{ident}, as in row {first[ident]}", "Give each an id of its own."
            table.refuse_row(row, column, got, "each support point once", action)
        first.setdefault(ident, row)
    return ids


SUPPORT_POINTS = FileKind(
    code="support_points",
    columns=COLUMNS,
    required=(("name",), ("lat", "x", "position")),
    reader=lambda table, _data, options: read_support_points(table, crs=options.crs),
    importer=import_support_points,
    template=example_file("support_points.csv"),
    opener=read_table_or_points,
    endings=(*TABLE_ENDINGS, *ENDINGS),
    options=frozenset({Option.CRS, Option.LAYER}),
    command=("import-division", "--points"),
)

r"""Exports of what a page shows: CSV, Excel, GeoJSON and GeoPackage, each with its notes.

Notes are pairs of label and text: definition, threshold, group, sources, dates, licence lines.
Texts are cleaned for all formats: line ends become ``\n``, and characters that XML cannot
hold are dropped. Missing and infinite values become empty cells, or null.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geodata.crs import METRIC_CRS, WGS84, require_metric
from geodata.errors import BadValueError
from loaders.export.qgis_styles import GEOMETRY, Style
from loaders.export.qml import to_qml, to_sld

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from loaders.export.qml import Rule

    Notes = Sequence[tuple[str, str]]

_DEGREES = 1e-6
"""Precision of the coordinates in GeoJSON, degrees: about 0.1 m."""

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Creation date of every workbook, so that equal tables give equal bytes."""

_NOTES_LAYER = "notes"
_MAX_COLUMN_PX, _PX_A_LETTER = 400, 7
_FITTED = 100
"""A column is as wide as its head and its first cells ask."""
_LABEL_WIDTH, _TEXT_WIDTH = 24, 100
"""Widths of the notes, in characters."""

_LINE_END = re.compile("\r\n?")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""What a spreadsheet may read as a formula, including the full-width signs of East Asia."""


def to_csv(table: pd.DataFrame, notes: Notes, *, decimal_comma: bool) -> bytes:
    r"""Return a CSV file that a spreadsheet opens right with a double click.

    UTF-8 with byte order mark, CRLF. Each note is a leading line ``# label:``, separator, text:
    the text is a cell of its own, so that it can be quoted while the line still begins with
    ``# ``. A text that a spreadsheet would read as a formula gets an apostrophe before it;
    numbers stay numbers.

    Parameters
    ----------
    table
        At least one text, number or truth column; the index is left out.
    notes
        Label and text.
    decimal_comma
        ``;`` and decimal comma, as Dutch and French spreadsheets expect; else ``,`` and point.
    """
    separator, decimal = (";", ",") if decimal_comma else (",", ".")
    text = io.StringIO(newline="")
    lines = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    for label, note in notes:
        # A label that had to be quoted would make the line begin with a quote.
        name = re.sub(r'[\s",;]+', " ", _clean(label)).strip()
        lines.writerow([f"# {name}:", _no_formula(" ".join(_clean(note).split()))])
    _tidy(table, text=_no_formula).to_csv(
        text, index=False, sep=separator, decimal=decimal, lineterminator="\r\n"
    )
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(table: pd.DataFrame, notes: Notes, *, sheets: tuple[str, str]) -> bytes:
    """Return an Excel workbook; equal tables give equal bytes.

    Parameters
    ----------
    table
        At least one text, number or truth column; the index is left out.
    notes
        Label and text.
    sheets
        Names of the sheet with the table and of the sheet with the notes.
    """
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": _CREATED})
        rows = _tidy(table, text=_no_markup)
        sheet = book.add_worksheet(sheets[0])
        sheet.write_row(0, 0, rows.columns, book.add_format({"bold": True}))
        # cell by cell with its type: looking it up takes as long as writing
        for column, (_name, values) in enumerate(rows.items()):
            written = values.dropna()
            at = np.flatnonzero(values.notna()) + 1
            write = sheet.write
            if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
                write = sheet.write_number
            elif pd.api.types.infer_dtype(written, skipna=True) == "string":
                write = sheet.write_string
            for row, value in zip(at.tolist(), written.tolist(), strict=True):
                write(row, column, value)
            texts = [str(_name), *written.head(_FITTED).astype(str)]
            sheet.set_column_pixels(
                column, column, min(_MAX_COLUMN_PX, _PX_A_LETTER * max(map(len, texts)) + 12)
            )
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(rows.columns) - 1)
        about = book.add_worksheet(sheets[1])
        about.set_column(0, 0, _LABEL_WIDTH)
        about.set_column(1, 1, _TEXT_WIDTH, book.add_format({"text_wrap": True}))
        for number, note in enumerate(notes):
            about.write_row(number, 0, [_no_markup(part) for part in note])
    return file.getvalue()


def to_geojson(table: gpd.GeoDataFrame, notes: Notes) -> bytes:
    """Return a GeoJSON FeatureCollection (RFC 7946): WGS84, two dimensions, six decimals.

    The notes are in the foreign member ``notes``, label to text; texts of one label are joined
    by a line end.

    Parameters
    ----------
    table
        Geometries of any type in EPSG:3812; every other column becomes a property.
    notes
        Label and text.

    Raises
    ------
    WrongCrsError
        If the geometries are not in EPSG:3812.
    """
    require_metric(table, where="export")
    shapes = shapely.force_2d(table.geometry.to_crs(WGS84).to_numpy())
    shapes = shapely.orient_polygons(shapely.set_precision(shapes, _DEGREES))
    shapes[shapely.is_empty(shapes)] = None
    properties = _values(_tidy(_attributes(table))).to_dict("records")
    features = ",\n".join(
        f'{{"type":"Feature","properties":{_json(one)},"geometry":{shape or "null"}}}'
        for one, shape in zip(properties, shapely.to_geojson(shapes), strict=True)
    )
    head = f'{{"type":"FeatureCollection","notes":{_json(_by_label(notes))},"features":['
    return f"{head}\n{features}\n]}}\n".encode()


def to_geopackage(
    table: gpd.GeoDataFrame,
    notes: Notes,
    *,
    layer: str,
    more: Mapping[str, gpd.GeoDataFrame] | None = None,
    styles: Mapping[str, Sequence[Rule]] | None = None,
) -> bytes:
    """Return a GeoPackage: the layer in EPSG:3812, and a table ``notes`` with label and text.

    The notes are in the metadata of the layer too. QGIS shows the layers in their styles.

    Parameters
    ----------
    table
        Geometries in EPSG:3812, single and multiple ones of one kind; every other column becomes
        an attribute.
    notes
        Label and text.
    layer
        Name of the layer; any but ``notes``.
    more
        Other layers by their name, in EPSG:3812.
    styles
        Layer → the rules of its style.

    Raises
    ------
    WrongCrsError
        If the geometries are not in EPSG:3812.
    BadValueError
        If the layer is to be named ``notes``.
    """
    layers = {layer: table, **(more or {})}
    for one in layers.values():
        require_metric(one, where="export")
    if layer.casefold() == _NOTES_LAYER:
        raise BadValueError(
            where="export",
            expected="a layer name",
            got=layer,
            action="Choose another name: the notes of the layer are in a table of this name.",
        )
    lines = pd.DataFrame([map(_clean, note) for note in notes], columns=["label", "text"])
    # GDAL keeps metadata as "name=value".
    metadata = {name.replace("=", " "): text for name, text in _by_label(notes).items()}
    with TemporaryDirectory() as folder:
        path = Path(folder, "export.gpkg")
        for name, one in layers.items():
            frame = gpd.GeoDataFrame(
                _tidy(_attributes(one)), geometry=one.geometry.to_numpy(), crs=METRIC_CRS
            )
            pyogrio.write_dataframe(
                frame,
                path,
                layer=name,
                layer_metadata=metadata,
                layer_options={"GEOMETRY_NAME": GEOMETRY},
            )
        pyogrio.write_dataframe(lines.astype("str"), path, layer=_NOTES_LAYER)
        if styles:
            from loaders.export.geopackage import add_styles

            with closing(sqlite3.connect(path)) as connection, connection:
                add_styles(connection, [_style(*one) for one in styles.items()], _CREATED)
        return path.read_bytes()


def _style(layer: str, rules: Sequence[Rule]) -> Style:
    qml = to_qml(rules, aliases={}, lists={})
    return Style(layer, layer, qml, to_sld(rules, layer=layer), default=True)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", _LINE_END.sub("\n", text))


def _no_formula(text: str) -> str:
    clean = _clean(text)
    return f"'{clean}" if _FORMULA.match(clean) else clean


def _no_markup(text: str) -> str:
    """Clean the text; XlsxWriter must not mistake it for rich text and leave it unescaped."""
    clean = _clean(text)
    return f"{clean} " if clean.startswith("<r>") and clean.endswith("</r>") else clean


def _tidy(table: pd.DataFrame, *, text: Callable[[str], str] = _clean) -> pd.DataFrame:
    """Return the table with clean texts and names, and no infinite numbers."""

    def column(values: pd.Series) -> pd.Series:
        if pd.api.types.is_float_dtype(values):
            return values.replace([np.inf, -np.inf], np.nan)
        if pd.api.types.is_numeric_dtype(values):  # truth values are numeric too
            return values
        return values.astype(object).map(lambda v: text(v) if isinstance(v, str) else v)

    tidy = table.copy()
    for position, (_, values) in enumerate(table.items()):
        tidy.isetitem(position, column(values).array)
    return tidy.set_axis([text(str(name)) for name in table.columns], axis="columns")


def _values(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table as Python values, None where there is none."""
    values = table.astype(object)
    return values.where(values.notna(), None)


def _attributes(table: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(table.drop(columns=table.geometry.name))


def _by_label(notes: Notes) -> dict[str, str]:
    """Return label to text, both clean; texts of one label joined by a line end."""
    texts: dict[str, list[str]] = {}
    for label, text in notes:
        texts.setdefault(_clean(label), []).append(_clean(text))
    return {label: "\n".join(lines) for label, lines in texts.items()}


def _json(value: Mapping[Any, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)

"""The whole snapshot as one GeoPackage that QGIS opens in our styles, with sources inside.

Equal snapshots give equal bytes.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio

from geodata.enums import Level, SnapshotKind
from geodata.snapshot.model import FRAMES
from loaders.export import qgis_styles, table_docs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from geodata.snapshot.model import Dataset, SnapshotData
    from loaders.store.snapshots import Snapshot

CENTRE_POINTS = "centre_points"
_LEVELS = {
    "municipalities": Level.MUNICIPALITY,
    "elz": Level.ELZ,
    "provinces": Level.PROVINCE,
}
_FRAMES = {**dict.fromkeys(_LEVELS, "areas"), CENTRE_POINTS: "points"}
"""Layer → the frame that it is made of, where their names differ."""

_ALWAYS = {"centres", "division"}
"""Tables that are written even when they have no rows."""

_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
    f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
    styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
    owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
)"""
"""As QGIS makes it."""

_SCHEMA_EXTENSION = (
    """CREATE TABLE gpkg_data_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
    mime_type TEXT, constraint_name TEXT,
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
    CONSTRAINT gdc_tn UNIQUE (table_name, name)
)""",
    """CREATE TABLE gpkg_data_column_constraints (
    constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
    min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
    CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
)""",
    """CREATE TABLE IF NOT EXISTS gpkg_extensions (
    table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
    scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
)""",
)
"""As the standard has it (OGC 12-128, annex F.9)."""


def to_geopackage(snapshot: Snapshot, *, language: str) -> bytes:
    """Return a snapshot as a GeoPackage in EPSG:3812.

    Layers and tables have the names and columns of the frames, in English; their titles,
    aliases, styles and the table ``readme`` are in the language.

    Parameters
    ----------
    snapshot
        From :func:`loaders.store.snapshots.load`.
    language
        Code of one of ``geodata.languages.LANGUAGES``.
    """
    layers = tables_of(snapshot.data)
    readme = _readme(snapshot, language)
    with TemporaryDirectory() as folder:
        path = Path(folder, "snapshot.gpkg")
        for name, layer in (layers | {"readme": readme}).items():
            _write(path, name, layer, snapshot.data, language)
        with closing(sqlite3.connect(path)) as connection:
            _describe(connection, layers | {"readme": readme}, language)
            styles = (
                style
                for name, layer in layers.items()
                for style in qgis_styles.styles(
                    name, list(map(str, layer.columns)), language=language
                )
            )
            add_styles(connection, styles, snapshot.created)
            _date(connection, snapshot.created)
            connection.commit()
            connection.execute("VACUUM")  # the same rows in the same pages
        return path.read_bytes()


def tables_of(data: SnapshotData) -> dict[str, pd.DataFrame]:
    """Return the layers and tables of a snapshot: areas by level, points with their centre."""
    layers: dict[str, pd.DataFrame] = {}
    for name in FRAMES:
        if name == "addresses":  # how many people live at each: for nobody else
            continue
        frame = getattr(data, name)
        if name == "areas":
            for layer, level in _LEVELS.items():
                layers[layer] = frame[frame["level"] == level].reset_index(drop=True)
        elif name == "points":
            layers[CENTRE_POINTS] = centre_points(data)
        elif len(frame) or name in _ALWAYS:
            layers[name] = frame
    return layers | {"datasets": datasets_table(data.datasets)}


def centre_points(data: SnapshotData) -> gpd.GeoDataFrame:
    """Return the points with the columns of their centre (``centre_…`` where names clash)."""
    point_columns = set(data.points.columns) | {"centre_id"}
    names = {c: f"centre_{c}" if c in point_columns else c for c in data.centres.columns}
    of_centre = data.centres.rename(columns=names | {"id": "centre_id"})
    joined = pd.DataFrame(data.points).merge(
        of_centre, on="centre_id", how="left", validate="many_to_one"
    )
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=data.points.crs)


def datasets_table(datasets: Iterable[Dataset]) -> pd.DataFrame:
    """Return the sources of a snapshot: one row per dataset."""
    fields = ("name", "rows", "source", "reference_date", "licence", "attribution", "note")
    made = [{f: getattr(d, f) for f in fields} | {"flags": ", ".join(d.flags)} for d in datasets]
    return pd.DataFrame(made, columns=[*fields, "flags"])


def _readme(snapshot: Snapshot, language: str) -> pd.DataFrame:
    texts = qgis_styles.words(language)
    rows = [
        # the id of a visitor's own snapshot is a secret
        (texts["readme.snapshot"], snapshot.id if snapshot.kind is not SnapshotKind.OWN else "–"),
        (texts["readme.loaded"], snapshot.created.date().isoformat()),
        *(
            (texts[f"readme.{key}"], texts[f"readme.{key}.text"])
            for key in ("crs", "styles", "empty")
        ),
    ]
    for one in snapshot.data.datasets:
        flags = [texts.get(f"flag.{flag}", flag) for flag in one.flags]
        parts = (one.source, one.reference_date, one.licence, one.attribution, ", ".join(flags))
        label = texts.get(f"dataset.{one.name}", one.name)
        rows.append((label, " · ".join(dict.fromkeys(filter(None, parts)))))
    return pd.DataFrame(rows, columns=["label", "text"])


def _write(path: Path, name: str, layer: pd.DataFrame, data: SnapshotData, language: str) -> None:
    source = table_docs.origin(_FRAMES.get(name, name), data.datasets)
    title = qgis_styles.words(language).get(f"layer.{name}", name)
    options: dict[str, object] = {"IDENTIFIER": title, "DESCRIPTION": source}
    shape: dict[str, object] = {}
    if isinstance(layer, gpd.GeoDataFrame):
        options["GEOMETRY_NAME"] = qgis_styles.GEOMETRY
        if (layer.geom_type == "Point").all():
            shape = {"geometry_type": "Point"}
        else:
            shape = {"geometry_type": "MultiPolygon", "promote_to_multi": True}
    pyogrio.write_dataframe(
        layer,
        path,
        layer=name,
        layer_metadata={"TITLE": title, "ATTRIBUTION": source},
        layer_options=options,
        # only when the file is created; older versions of QGIS cannot read a newer format
        dataset_options=None if path.exists() else {"VERSION": "1.2"},
        **shape,
    )


def _describe(
    connection: sqlite3.Connection, layers: dict[str, pd.DataFrame], language: str
) -> None:
    """Write titles and descriptions of the columns: the schema extension of the standard."""
    texts = qgis_styles.words(language)
    for statement in _SCHEMA_EXTENSION:
        connection.execute(statement)
    definition = "http://www.geopackage.org/spec121/#extension_schema"
    for table in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        row = (table, "gpkg_schema", definition, "read-write")
        connection.execute("INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, ?)", row)
    rows = []
    for name, layer in layers.items():
        documented = table_docs.columns(_FRAMES.get(name, name), layer)
        for column in map(str, layer.columns):
            title = texts.get(f"column.{column}")
            if title or column in documented:
                rows.append((name, column, title or column, documented.get(column)))
    connection.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, title, description) "
        "VALUES (?, ?, ?, ?)",
        rows,
    )


def add_styles(
    connection: sqlite3.Connection, styles: Iterable[qgis_styles.Style], created: datetime
) -> None:
    """Write styles where QGIS looks for them.

    Parameters
    ----------
    connection
        To a GeoPackage whose geometry columns are called ``qgis_styles.GEOMETRY``.
    styles
        At least one.
    created
        The moment that they carry.
    """
    connection.execute(_STYLES)
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles')"
    )
    rows = [
        (
            *("", "", style.table, qgis_styles.GEOMETRY, style.name, style.qml, style.sld),
            *(style.default, style.name, "", None, _moment(created)),
        )
        for style in styles
    ]
    connection.executemany(
        "INSERT INTO layer_styles VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
    )


def _date(connection: sqlite3.Connection, created: datetime) -> None:
    """Set every timestamp to the moment of publication: equal snapshots, equal bytes."""
    moment = _moment(created)
    connection.execute("UPDATE gpkg_contents SET last_change = ?", [moment])
    connection.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", [moment])


def _moment(created: datetime) -> str:
    return created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

"""What QGIS looks for in PostGIS next to the tables: styles, and points with their centre."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from psycopg import sql

from loaders.export import qgis_styles

if TYPE_CHECKING:
    import psycopg

VIEW = "centre_points"
_OURS = "Nabij"
"""The description of our styles, which distinguishes them from those of others."""

_TABLE = """
CREATE TABLE public.layer_styles (
    id serial PRIMARY KEY, f_table_catalog varchar, f_table_schema varchar, f_table_name varchar,
    f_geometry_column varchar, stylename text, styleqml xml, stylesld xml, useasdefault boolean,
    description text, owner varchar(63) DEFAULT CURRENT_USER, ui xml,
    update_time timestamp DEFAULT CURRENT_TIMESTAMP, type varchar
)"""
"""As QGIS creates it, in the schema where it looks for it."""

_INSERT = """
INSERT INTO public.layer_styles (
    f_table_catalog, f_table_schema, f_table_name, f_geometry_column, stylename, styleqml, stylesld,
    useasdefault, description
) SELECT
    current_database(), CAST(:schema AS varchar), CAST(:layer AS varchar), :geometry, :name,
    XMLPARSE(DOCUMENT CAST(:qml AS text)), XMLPARSE(DOCUMENT CAST(:sld AS text)),
    CAST(:is_default AS boolean) AND NOT EXISTS (
        SELECT 1 FROM public.layer_styles WHERE f_table_catalog = current_database()
        AND f_table_schema = CAST(:schema AS varchar) AND f_table_name = CAST(:layer AS varchar)
        AND useasdefault
    ), :ours"""
"""A style that a colleague made the default stays the default."""


def add_view(cursor: psycopg.Cursor[Any], points: sa.Table, centres: sa.Table) -> None:
    """Create a view of the points, each with the columns of its centre."""
    point_columns = {column.name for column in points.columns}
    columns = [sql.SQL("p.{}").format(sql.Identifier(column.name)) for column in points.columns]
    for column in centres.columns:
        if column.name not in {"id", "fid"}:
            name = f"centre_{column.name}" if column.name in point_columns else column.name
            columns.append(
                sql.SQL("c.{} AS {}").format(sql.Identifier(column.name), sql.Identifier(name))
            )
    schema = str(points.schema)
    view = sql.Identifier(schema, VIEW)
    cursor.execute(
        sql.SQL("CREATE VIEW {} AS SELECT {} FROM {} p JOIN {} c ON c.id = p.centre_id").format(
            view,
            sql.SQL(", ").join(columns),
            sql.Identifier(schema, points.name),
            sql.Identifier(schema, centres.name),
        )
    )
    cursor.execute(
        sql.SQL("COMMENT ON VIEW {} IS {}").format(view, sql.Literal(points.comment or ""))
    )


def add_styles(
    connection: sa.Connection, schema: str, tables: dict[str, list[str]], *, language: str
) -> None:
    """Replace the styles that we wrote earlier; those of others stay.

    Parameters
    ----------
    connection
        Inside the transaction that publishes.
    schema
        Where the tables will be.
    tables
        Name of a table or view → its columns.
    language
        Code of one of ``geodata.languages.LANGUAGES``.

    Raises
    ------
    sqlalchemy.exc.DBAPIError
        If the user may not write there; only the styles are then missing.
    """
    if connection.scalar(sa.text("SELECT to_regclass('public.layer_styles')")) is None:
        connection.execute(sa.text(_TABLE))
        connection.execute(sa.text("GRANT SELECT ON public.layer_styles TO PUBLIC"))
    ours = {"schema": schema, "ours": _OURS}
    connection.execute(
        sa.text(
            "DELETE FROM public.layer_styles WHERE f_table_schema = :schema AND description = :ours"
        ),
        ours,
    )
    rows = [
        {
            "layer": style.table,
            "geometry": qgis_styles.GEOMETRY,
            "name": style.name,
            "qml": style.qml,
            "sld": style.sld,
            "is_default": style.default,
            **ours,
        }
        for name, columns in tables.items()
        for style in qgis_styles.styles(name, columns, language=language)
    ]
    connection.execute(sa.text(_INSERT), rows)

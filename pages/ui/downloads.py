"""Buttons for downloads, which are made when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from pages.ui.i18n import _, language, reader_language, with_language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd


class Format(NamedTuple):
    """A kind of file: what it is called, how its name ends, and its media type."""

    label: str
    ending: str
    mime: str


CSV = Format("CSV", "csv", "text/csv")
EXCEL = Format("Excel", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
GEOJSON = Format("GeoJSON", "geojson", "application/geo+json")
GEOPACKAGE = Format("GeoPackage", "gpkg", "application/geopackage+sqlite3")


def of_table(
    table: Callable[[], pd.DataFrame],
    about: Callable[[], list[tuple[str, str]]],
    *,
    sheet: str,
) -> dict[Format, Callable[[], bytes]]:
    """Return how to make CSV and Excel of a table, columns in words.

    Parameters
    ----------
    table, about
        Make the table and its notes.
    sheet
        Name of the sheet with the table.
    """
    from loaders.export import tables  # noqa: PLC0415  (its libraries are slow to import)

    return {
        CSV: lambda: tables.to_csv(table(), about(), decimal_comma=reader_language().decimal_comma),
        EXCEL: lambda: tables.to_xlsx(table(), about(), sheets=(sheet, _("Bronnen"))),
    }


def buttons(
    makers: Mapping[Format, Callable[[], bytes]], *, name: str, key: str = "downloads"
) -> None:
    """Draw a button for each kind of file, which is only made when it is asked for.

    Parameters
    ----------
    makers
        How to make each of them.
    name
        Of the file, without ``nabij-`` and its ending; it may hold a region key.
    key
        Of the row of buttons, unique on the page.
    """
    lang = language()  # a file is made outside the visitor's run, where no language is known

    def in_language(maker: Callable[[], bytes]) -> Callable[[], bytes]:
        def made() -> bytes:
            with with_language(lang):
                return maker()

        return made

    with st.container(horizontal=True, key=key):
        for kind, maker in makers.items():
            st.download_button(
                kind.label,
                in_language(maker),
                file_name=f"nabij-{name}.{kind.ending}".replace(":", "-"),
                mime=kind.mime,
                on_click="ignore",
                key=f"{key}_{kind.ending}",
            )

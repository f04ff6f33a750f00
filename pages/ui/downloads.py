"""Buttons for downloads, which are made when they are asked for."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

import streamlit as st

from geodata.opening_hours.schedule import BRUSSELS
from pages.ui.i18n import _, language, reader_language, with_language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

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


def file_name(*about: str, today: date | None = None) -> str:
    """Return a name for a file that a person recognises in a folder, with the month.

    Parameters
    ----------
    about
        What the file is, then of where, in the reader's words; without the ending.
    today
        The day it is made; today without it.
    """
    text = unicodedata.normalize("NFKD", "-".join(about)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return f"{slug}-{today or datetime.now(BRUSSELS):%Y-%m}"


def link() -> str:
    """Return the address of the page as it is, for in a file; empty where it is not known."""
    base = (st.context.url or "").split("?")[0]
    asked = urlencode({name: st.query_params[name] for name in st.query_params})
    return f"{base}?{asked}" if base and asked else base


def in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with yes and no in the reader's words."""
    words = {True: _("ja"), False: _("nee")}
    return frame.assign(**{str(c): frame[c].map(words) for c in frame.select_dtypes("bool")})


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
    from loaders.export import tables

    return {
        CSV: lambda: tables.to_csv(
            in_words(table()), about(), decimal_comma=reader_language().decimal_comma
        ),
        EXCEL: lambda: tables.to_xlsx(in_words(table()), about(), sheets=(sheet, _("Bronnen"))),
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
        Of the file, without its ending: :func:`file_name`.
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
                file_name=f"{name}.{kind.ending}",
                mime=kind.mime,
                on_click="ignore",
                key=f"{key}_{kind.ending}",
            )

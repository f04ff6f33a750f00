"""Downloads, made when they are asked for: their buttons, and those of what Dekking shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import streamlit as st

from pages.ui import markup
from pages.ui.i18n import _, language, reader_language, with_language
from pages.ui.labels import group_label
from pages.wijken.notes import notes
from pages.wijken.table import caption, named, ranked, value_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from pages.wijken.view import Shown


class Format(NamedTuple):
    """A kind of file: what it is called, how its name ends, and its media type."""

    label: str
    ending: str
    mime: str


CSV = Format("CSV", "csv", "text/csv")
EXCEL = Format("Excel", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
GEOJSON = Format("GeoJSON", "geojson", "application/geo+json")
GEOPACKAGE = Format("GeoPackage", "gpkg", "application/geopackage+sqlite3")


def show(shown: Shown) -> None:
    """Draw the buttons; a file is only made when it is asked for."""
    from loaders.export import tables  # noqa: PLC0415  (its libraries are slow to import)

    st.html(markup.heading(_("Downloaden")))
    layers = {
        GEOJSON: lambda: tables.to_geojson(_layer(shown), notes(shown)),
        GEOPACKAGE: lambda: tables.to_geopackage(_layer(shown), notes(shown), layer="wijken"),
    }
    buttons(
        of_table(lambda: _table(shown), lambda: notes(shown), sheet=_("Wijken")) | layers,
        name=f"{shown.question.region}-{shown.question.measure}",
    )


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
        Of the file, without ``nabij-`` and its ending; a region key may stand in it.
    key
        Of the row of buttons, unlike any other on the page.
    """
    lang = language()  # a file is made outside the visitor's run, where no language is known

    def spoken(maker: Callable[[], bytes]) -> Callable[[], bytes]:
        def made() -> bytes:
            with with_language(lang):
                return maker()

        return made

    with st.container(horizontal=True, key=key):
        for kind, maker in makers.items():
            st.download_button(
                kind.label,
                spoken(maker),
                file_name=f"nabij-{name}.{kind.ending}".replace(":", "-"),
                mime=kind.mime,
                on_click="ignore",
                icon=":material/download:",
                key=f"{key}_{kind.ending}",
            )


def _table(shown: Shown) -> pd.DataFrame:
    frame = ranked(shown).rename(columns=_titles(shown))
    _add_people(shown, frame)
    return frame.reset_index(names=_("Wijkcode"))


def _layer(shown: Shown) -> gpd.GeoDataFrame:
    frame = named(shown).rename(columns=_titles(shown))
    _add_people(shown, frame)
    layer = frame.reset_index(names=_("Wijkcode"))
    return gpd.GeoDataFrame(layer, geometry=shown.units.geometry.to_numpy(), crs=shown.units.crs)


def _titles(shown: Shown) -> dict[str, str]:
    """Name the columns of the measure in full: a file has no caption above it."""
    titles = {name: f"{caption(shown)}, {name.lower()}" for name in value_columns(shown)}
    return titles | {_("Mensen"): group_label(shown.question.group)}


def _add_people(shown: Shown, frame: pd.DataFrame) -> None:
    """Add, in place, the people of every group that are out of reach."""
    for group, people in shown.people.items():
        rows = people.loc[frame.index]
        noun = group_label(group)
        frame[noun] = rows["people"]
        for column, text in (
            ("out_low", _("{group} buiten bereik, alle centra")),
            ("out_high", _("{group} buiten bereik, enkel centra met adres")),
        ):
            frame[text.format(group=noun)] = rows[column].round(1)
    frame[_("Schatting")] = shown.units.loc[frame.index, "estimated"].to_numpy()

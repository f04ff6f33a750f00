"""Downloads of exactly what Dekking shows, each with its definitions and sources inside."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import geopandas as gpd
import streamlit as st

from pages.dekking_table import caption, named, ranked, value_columns
from pages.labels import group_label
from pages.notes import notes
from pages.texts import _, language

if TYPE_CHECKING:
    import pandas as pd

    from pages.shown import Shown

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(shown: Shown) -> None:
    """Draw the buttons; a file is only made when it is asked for."""
    from loaders import export  # noqa: PLC0415  (its libraries are slow to import)

    st.html(f"<h2 class='nabij-sub'>{escape(_('Downloaden'))}</h2>")
    name = f"nabij-{shown.question.region}-{shown.question.measure}".replace(":", "-")
    comma = language() != "en"
    makers = {
        ("CSV", "csv", "text/csv"): lambda: export.to_csv(
            _table(shown), notes(shown), decimal_comma=comma
        ),
        ("Excel", "xlsx", _XLSX): lambda: export.to_xlsx(
            _table(shown), notes(shown), sheets=(_("Wijken"), _("Bronnen"))
        ),
        ("GeoJSON", "geojson", "application/geo+json"): lambda: export.to_geojson(
            _layer(shown), notes(shown)
        ),
        ("GeoPackage", "gpkg", "application/geopackage+sqlite3"): lambda: export.to_geopackage(
            _layer(shown), notes(shown), layer="wijken"
        ),
    }
    with st.container(horizontal=True, key="downloads"):
        for (label, ending, mime), maker in makers.items():
            st.download_button(
                label,
                maker,
                file_name=f"{name}.{ending}",
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
                key=f"download_{ending}",
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

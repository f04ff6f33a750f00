"""Downloads of a region's neighbourhoods: the table, and layers with their polygons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import streamlit as st

from pages.ui import markup
from pages.ui.downloads import GEOJSON, GEOPACKAGE, buttons, of_table
from pages.ui.i18n import _
from pages.ui.labels import group_label
from pages.wijken.notes import notes
from pages.wijken.table import caption, named, ranked, value_columns

if TYPE_CHECKING:
    import pandas as pd

    from pages.wijken.view import WijkenView


def show(shown: WijkenView) -> None:
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


def _table(shown: WijkenView) -> pd.DataFrame:
    frame = ranked(shown).rename(columns=_titles(shown))
    _add_people(shown, frame)
    return frame.reset_index(names=_("Wijkcode"))


def _layer(shown: WijkenView) -> gpd.GeoDataFrame:
    frame = named(shown).rename(columns=_titles(shown))
    _add_people(shown, frame)
    layer = frame.reset_index(names=_("Wijkcode"))
    return gpd.GeoDataFrame(layer, geometry=shown.units.geometry.to_numpy(), crs=shown.units.crs)


def _titles(shown: WijkenView) -> dict[str, str]:
    """Name the columns of the measure in full: a file has no caption above it."""
    titles = {name: f"{caption(shown)}, {name.lower()}" for name in value_columns(shown)}
    return titles | {_("Mensen"): group_label(shown.question.group)}


def _add_people(shown: WijkenView, frame: pd.DataFrame) -> None:
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

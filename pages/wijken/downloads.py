"""Downloads of a region's neighbourhoods: the table, and layers with their polygons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import streamlit as st

from pages.ui import markup
from pages.ui.distance_kinds import dated_label
from pages.ui.downloads import GEOJSON, GEOPACKAGE, buttons, of_table
from pages.ui.i18n import _
from pages.ui.labels import group_label
from pages.wijken.notes import notes
from pages.wijken.table import caption, named, ranked, value_columns

if TYPE_CHECKING:
    import pandas as pd

    from pages.wijken.view import WijkenView


def show(view: WijkenView) -> None:
    """Draw the buttons; a file is only made when it is asked for."""
    from loaders.export import tables  # noqa: PLC0415  (its libraries are slow to import)

    st.html(markup.heading(_("Downloaden")))
    layers = {
        GEOJSON: lambda: tables.to_geojson(_layer(view), notes(view)),
        GEOPACKAGE: lambda: tables.to_geopackage(_layer(view), notes(view), layer="wijken"),
    }
    buttons(
        of_table(lambda: _table(view), lambda: notes(view), sheet=_("Wijken")) | layers,
        name=f"{view.question.region}-{view.question.measure.code}",
    )


def _table(view: WijkenView) -> pd.DataFrame:
    frame = ranked(view).rename(columns=_titles(view))
    _add_people(view, frame)
    return frame.reset_index(names=_("Wijkcode"))


def _layer(view: WijkenView) -> gpd.GeoDataFrame:
    frame = named(view).rename(columns=_titles(view))
    _add_people(view, frame)
    layer = frame.reset_index(names=_("Wijkcode"))
    return gpd.GeoDataFrame(layer, geometry=view.units.geometry.to_numpy(), crs=view.units.crs)


def _titles(view: WijkenView) -> dict[str, str]:
    """Name the columns of the measure in full: a file has no caption above it."""
    titles = {name: f"{caption(view)}, {name.lower()}" for name in value_columns(view)}
    return titles | {_("Mensen"): group_label(view.question.group)}


def _add_people(view: WijkenView, frame: pd.DataFrame) -> None:
    """Add, in place, the people of every group that are out of reach."""
    for group, people in view.people.items():
        rows = people.loc[frame.index]
        noun = group_label(group)
        frame[noun] = rows["people"]
        texts = (
            _("{group} buiten bereik, alle centra"),
            _("{group} buiten bereik, enkel centra met adres"),
        )
        if view.along_streets:
            texts = (
                _("{group} buiten bereik, ruim gerekend"),
                _("{group} buiten bereik, streng gerekend"),
            )
        for column, text in zip(("out_low", "out_high"), texts, strict=True):
            frame[text.format(group=noun)] = rows[column].round(1)
    distance = view.question.reach.distance
    frame[_("Soort afstand")] = dated_label(distance, view.snapshot.data)
    frame[_("Schatting")] = view.units.loc[frame.index, "estimated"].to_numpy()

"""The map of Dekking, and what a click on it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geodata.choropleth import CLASSES
from geodata.enums import Measure
from geodata.palette import ramp
from geodata.places.locate import unit_at
from maps.base import MapView
from pages.ui import map_frame
from pages.ui.cache import map_files
from pages.ui.i18n import _
from pages.ui.labels import group_noun

if TYPE_CHECKING:
    from pages.wijken.view import WijkenView

_KEY = "kaart"


def show(shown: WijkenView) -> None:
    """Draw the map; on a phone behind a button."""
    map_frame.draw(
        view(shown),
        key=_KEY,
        title=_("Kaart van de wijken"),
        failed=_("De kaart kan niet worden getekend. De tabel toont dezelfde gegevens."),
        on_click=lambda: _clicked(shown),
    )


def view(shown: WijkenView) -> MapView:
    """Return what the map paints."""
    question = shown.question
    index = map_files(shown.snapshot)
    file, points = index.regions[question.region], index.points
    counting = set(shown.ready.points["id"])
    return MapView(
        geometry=f"{shown.snapshot.id}/{file.file}",
        codes_hash=file.codes_hash,
        bounds=file.bounds,
        classes=shown.classes,
        values=_values(shown),
        palette=ramp(question.measure),
        labels=shown.labels,
        value_text=_value_text(shown),
        selected=question.unit,
        points=f"{shown.snapshot.id}/{points.file}",
        points_hash=points.ids_hash,
        points_shown="".join("1" if i in counting else "0" for i in points.ids),
    )


def _values(shown: WijkenView) -> tuple[int | None, ...]:
    scale = 100 if shown.question.measure is Measure.SHARE else 1
    certain = np.isin(list(shown.classes), CLASSES) & np.isfinite(shown.measured.low)
    whole = np.where(certain, np.round(shown.measured.low * scale), -1)
    return tuple(int(v) if v >= 0 else None for v in whole.tolist())


def _value_text(shown: WijkenView) -> str:
    measure, noun = shown.question.measure, group_noun(shown.question.group)
    if measure is Measure.GAP:
        return _("{noun} buiten bereik: {n}").replace("{noun}", noun)
    if measure is Measure.SHARE:
        return _("{noun} in bereik: {n} %").replace("{noun}", noun)
    return _("centra in bereik: {n}") if measure is Measure.COUNT else _("afstand: {n} m")


def _clicked(shown: WijkenView) -> None:
    state = st.session_state.get(_KEY) or {}
    spot = state.get("last_clicked")
    if spot:
        code = unit_at(shown.units, lat=spot["lat"], lon=spot["lng"])
        st.session_state["wijk"] = code or ""

"""The map of Dekking, and what a click on it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geodata.choropleth import CLASSES
from geodata.estimates import rounded
from geodata.palette import ramp
from maps.base import Circles, MapView
from maps.circles import largest_radius
from pages.ui import map_frame
from pages.ui.cache import map_files
from pages.ui.i18n import _
from pages.ui.labels import group_noun
from pages.ui.measures import WORDS
from pages.ui.numbers import estimates
from pages.wijken import card, streets

if TYPE_CHECKING:
    from pages.wijken.view import WijkenView

_KEY = "kaart"


def show(view: WijkenView) -> None:
    """Draw the map; on a phone behind a button."""
    map_frame.draw(
        map_view(view),
        key=_KEY,
        title=_("Kaart van de wijken"),
        failed=_("De kaart kan niet worden getekend. De tabel toont dezelfde gegevens."),
        areas=view.units,
        on_area=_choose,
    )


def map_view(view: WijkenView) -> MapView:
    """Return what the map paints."""
    question = view.question
    index = map_files(view.snapshot)
    file, points = index.regions[question.region], index.points
    counting = set(view.prepared.points["id"])
    return MapView(
        geometry=f"{view.snapshot.id}/{file.file}",
        codes_hash=file.codes_hash,
        bounds=file.bounds,
        classes=view.classes,
        values=_values(view),
        palette=ramp(question.measure.colour),
        labels=view.labels,
        value_text=_value_text(view),
        estimate=estimates() if view.question.measure.of_people else (),
        selected=question.unit,
        points=f"{view.snapshot.id}/{points.file}",
        points_hash=points.ids_hash,
        points_shown="".join("1" if i in counting else "0" for i in points.ids),
        circles=circles(view),
        insets=map_frame.insets(view.snapshot, question.region),
        answer=card.in_short(view) if question.unit in view.units.index else (),
        lines=streets.lines(view),
    )


def circles(view: WijkenView) -> Circles | None:
    """Return how the map draws numbers of people; None for a measure that is no such number."""
    if view.question.measure.rate is None:
        return None
    high = view.measure_values.high
    if not (np.nan_to_num(high).round() > 0).any():
        return None
    sure = np.array([value is not None for value in _values(view)])
    possible = np.where(sure | ~np.isfinite(high), -1, np.round(np.nan_to_num(high)))
    return Circles(
        round(float(np.nanmax(high))),
        largest_radius(len(high)),
        tuple(int(v) if v > 0 else None for v in possible.tolist()),
    )


def _values(view: WijkenView) -> tuple[int | None, ...]:
    certain = np.isin(list(view.classes), CLASSES) & np.isfinite(view.measure_values.low)
    low = view.measure_values.low * view.question.measure.scale
    shown = rounded(low) if view.question.measure.of_people else np.round(low)
    whole = np.where(certain, shown, -1)
    return tuple(int(v) if v >= 0 else None for v in whole.tolist())


def _value_text(view: WijkenView) -> str:
    text = _(WORDS[view.question.measure.code].value)
    return text.replace("{noun}", group_noun(view.question.group))


def _choose(code: str) -> None:
    st.session_state["wijk"] = code

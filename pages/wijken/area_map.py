"""The map of Dekking, and what a click on it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geodata.palette import ramp
from maps.view import MapView
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
        values=view.shown_values,
        palette=ramp(question.measure.colour),
        labels=view.labels,
        value_text=_value_text(view),
        estimate=estimates() if view.question.measure.of_people else (),
        selected=question.unit,
        points=f"{view.snapshot.id}/{points.file}",
        points_hash=points.ids_hash,
        points_shown="".join("1" if i in counting else "0" for i in points.ids),
        circles=view.circles,
        insets=map_frame.insets(view.snapshot, question.region),
        answer=card.in_short(view) if question.unit in view.units.index else (),
        lines=streets.lines(view),
    )


def _value_text(view: WijkenView) -> str:
    text = _(WORDS[view.question.measure.code].value)
    return text.replace("{noun}", group_noun(view.question.group))


def _choose(code: str) -> None:
    st.session_state["wijk"] = code

"""The table of Dekking, the map's equal: choosing a row shows that neighbourhood on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from geodata.enums import Level, Measure
from geodata.regions import parse_region
from maps.ranked_table import ranking
from pages.ui import tables
from pages.ui.i18n import _
from pages.ui.labels import group_noun

if TYPE_CHECKING:
    from pages.wijken.view import WijkenView

_KEY = "tabel"


def show(shown: WijkenView) -> None:
    """Draw the table."""
    frame = _narrow(shown, ranked(shown))
    tables.draw(
        frame,
        key=_KEY,
        caption=caption(shown),
        shown=_("{n} van {total} wijken"),
        none=_("Geen wijk met die naam"),
        digits={str(name): _digits(shown, str(name)) for name in frame},
        selected=shown.question.unit,
        on_chosen=_chosen,
    )


def _chosen(code: str) -> None:
    st.session_state["wijk"] = code


def ranked(shown: WijkenView) -> pd.DataFrame:
    """Return the neighbourhoods as shown: index the code, columns already in words."""
    frame = named(shown)
    return frame.iloc[ranking(shown.question.measure, shown.measured, shown.classes)]


def named(shown: WijkenView) -> pd.DataFrame:
    """Return one row a neighbourhood in ascending order of code, columns in words."""
    measure, values = shown.question.measure, shown.measured
    scale, digits = (100, 1) if measure is Measure.SHARE else (1, 0)
    low, high = (
        pd.Series(np.round(v * scale, digits)).where(np.isfinite(v)).to_numpy()
        for v in (values.low, values.high)
    )
    frame = pd.DataFrame(
        {
            _("Wijk"): shown.units["name"].to_numpy(),
            _("Gemeente"): shown.units["municipality"].map(shown.names.municipality).to_numpy(),
        },
        index=shown.units.index.rename("code"),
    )
    both = (high, low) if measure is Measure.SHARE else (low, high)
    for name, column in zip(value_columns(shown), both, strict=False):
        frame[name] = column
    frame[_("Mensen")] = values.people
    frame[_("Klasse")] = [shown.labels[c] for c in shown.classes]
    return frame


def _narrow(shown: WijkenView, frame: pd.DataFrame) -> pd.DataFrame:
    """Put wijk and municipality into one column: the table stands beside the map."""
    unit, municipality = _("Wijk"), _("Gemeente")
    within_one = parse_region(shown.question.region).level is Level.MUNICIPALITY
    names = frame[unit] if within_one else frame[unit] + ", " + frame[municipality]
    return frame.assign(**{unit: names}).drop(columns=municipality)


def caption(shown: WijkenView) -> str:
    """Return what the table shows, above it."""
    noun, measure = group_noun(shown.question.group), shown.question.measure
    texts = {
        Measure.GAP: _("Wijken: {noun} buiten bereik"),
        Measure.SHARE: _("Wijken: aandeel {noun} in bereik (%)"),
        Measure.COUNT: _("Wijken: aantal centra in bereik"),
    }
    return texts.get(measure, _("Wijken: afstand tot het centrum (m)")).format(noun=noun)


def value_columns(shown: WijkenView) -> list[str]:
    """Return the heads of the measure: one where every value is certain, else two."""
    if np.array_equal(shown.measured.low, shown.measured.high, equal_nan=True):
        return [_("Waarde")]
    if shown.question.measure in {Measure.GAP, Measure.SHARE}:
        return [_("Alle centra"), _("Met adres")]
    return [_("Minstens"), _("Hoogstens")]


def _digits(shown: WijkenView, column: str) -> int:
    return int(shown.question.measure is Measure.SHARE and column in value_columns(shown))

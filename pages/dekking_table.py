"""The table of Dekking, the map's equal: choosing a row shows that neighbourhood on the map."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st
from babel.numbers import get_decimal_symbol, get_group_symbol

from geodata.choices import Level, Measure
from geodata.regions import parse_region
from maps.twin import ranking
from pages.labels import group_label, group_noun
from pages.texts import _, locale

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler
    from streamlit.elements.lib.column_types import ColumnConfig

    from pages.shown import Shown

_HEIGHT = 560


def show(shown: Shown) -> None:
    """Draw the table; a chosen row becomes the selected neighbourhood."""
    frame = ranked(shown)
    codes = frame.index.tolist()
    # another order is another table: a row number of the old one means nothing in it
    key = "tabel_" + hashlib.sha256("\n".join(codes).encode()).hexdigest()[:12]

    def chosen() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        st.session_state["wijk"] = codes[rows[0]] if rows else ""

    at = codes.index(shown.question.unit) if shown.question.unit in codes else None
    narrow = _narrow(shown, frame)
    st.dataframe(
        _written(shown, narrow),
        height=_HEIGHT,
        hide_index=True,
        column_config=_columns(narrow),
        key=key,
        on_select=chosen,
        selection_mode="single-row",
        selection_default={"selection": {"rows": [] if at is None else [at]}},
        placeholder="–",
        alt=_("Wijken, de duidelijkste leemte eerst"),
    )


def _narrow(shown: Shown, frame: pd.DataFrame) -> pd.DataFrame:
    """Put wijk and municipality into one column: the table stands beside the map."""
    unit, municipality = _("Wijk"), _("Gemeente")
    within_one = parse_region(shown.question.region).level is Level.MUNICIPALITY
    names = frame[unit] if within_one else frame[unit] + ", " + frame[municipality]
    return frame.assign(**{unit: names}).drop(columns=municipality).reset_index(drop=True)


def ranked(shown: Shown) -> pd.DataFrame:
    """Return the neighbourhoods as shown: index the code, columns already in words."""
    frame = named(shown)
    return frame.iloc[ranking(shown.question.measure, shown.measured, shown.classes)]


def named(shown: Shown) -> pd.DataFrame:
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
        index=shown.units.index,
    )
    for name, column in zip(value_columns(shown), (low, high), strict=False):
        frame[name] = column
    frame[group_label(shown.question.group)] = values.people
    frame[_("Klasse")] = [shown.labels[c] for c in shown.classes]
    return frame


def caption(shown: Shown) -> str:
    """Return what the table shows, above it."""
    noun, measure = group_noun(shown.question.group), shown.question.measure
    texts = {
        Measure.GAP: _("Wijken: {noun} buiten bereik"),
        Measure.SHARE: _("Wijken: aandeel {noun} in bereik (%)"),
        Measure.COUNT: _("Wijken: aantal centra in bereik"),
    }
    return texts.get(measure, _("Wijken: afstand tot het centrum (m)")).format(noun=noun)


def value_columns(shown: Shown) -> list[str]:
    """Return the heads of the measure: one where every value is certain, else two."""
    if np.array_equal(shown.measured.low, shown.measured.high, equal_nan=True):
        return [_("Waarde")]
    measure = shown.question.measure
    if measure is Measure.GAP:
        return [_("Alle centra"), _("Met adres")]
    if measure is Measure.SHARE:
        return [_("Met adres"), _("Alle centra")]
    return [_("Minstens"), _("Hoogstens")]


def _columns(frame: pd.DataFrame) -> dict[str, ColumnConfig]:
    """Return widths that leave the figures in sight beside the map and on a phone."""
    numbers = [str(name) for name in frame.select_dtypes("number")]
    columns = {name: st.column_config.NumberColumn(width=78) for name in numbers}
    return {_("Wijk"): st.column_config.TextColumn(width=150), **columns}


def _written(shown: Shown, frame: pd.DataFrame) -> Styler:
    """Write the numbers in the reader's language; they still sort as numbers."""
    shares = value_columns(shown) if shown.question.measure is Measure.SHARE else []
    styled = frame.style
    for name in frame.select_dtypes("number"):
        styled = styled.format(
            subset=pd.Index([name]),
            precision=1 if name in shares else 0,
            na_rep="–",
            thousands=get_group_symbol(locale()),
            decimal=get_decimal_symbol(locale()),
        )
    return styled

"""The table of Dekking, the map's equal: choosing a row shows that neighbourhood on the map."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from geodata.choices import Measure
from maps.twin import ranking
from pages.data import municipality_names
from pages.labels import group_label
from pages.texts import _, language

if TYPE_CHECKING:
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
    st.dataframe(
        _narrow(shown, frame),
        height=_HEIGHT,
        hide_index=True,
        column_config=_columns(shown, frame),
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
    names = frame[unit] + ", " + frame[municipality]
    return frame.assign(**{unit: names}).drop(columns=municipality).reset_index(drop=True)


def ranked(shown: Shown) -> pd.DataFrame:
    """Return the neighbourhoods as shown: index the code, columns already in words."""
    frame = named(shown)
    return frame.iloc[ranking(shown.question.measure, shown.values, shown.classes)]


def named(shown: Shown) -> pd.DataFrame:
    """Return one row a neighbourhood in ascending order of code, columns in words."""
    measure, values = shown.question.measure, shown.values
    names = municipality_names(shown.snapshot.id, language(), shown.snapshot)
    scale, digits = (100, 1) if measure is Measure.SHARE else (1, 0)
    low, high = (
        pd.Series(np.round(v * scale, digits)).where(np.isfinite(v)).to_numpy()
        for v in (values.low, values.high)
    )
    frame = pd.DataFrame(
        {
            _("Wijk"): shown.units["name"].to_numpy(),
            _("Gemeente"): shown.units["municipality"].map(names).to_numpy(),
        },
        index=shown.units.index,
    )
    for name, column in zip(value_columns(shown), (low, high), strict=False):
        frame[name] = column
    frame[group_label(shown.question.group)] = values.people
    frame[_("Klasse")] = [shown.labels[c] for c in shown.classes]
    return frame


def value_columns(shown: Shown) -> list[str]:
    """Return the heads of the measure: one where every value is certain, else two."""
    question = shown.question
    if question.measure is Measure.GAP:
        names = _("Buiten bereik"), _("Buiten bereik, minstens"), _("Buiten bereik, hoogstens")
    elif question.measure is Measure.SHARE:
        names = _("In bereik (%)"), _("In bereik (%), minstens"), _("In bereik (%), hoogstens")
    elif question.measure is Measure.COUNT:
        names = _("Centra in bereik"), _("Centra, minstens"), _("Centra, hoogstens")
    else:
        names = _("Afstand (m)"), _("Afstand (m), minstens"), _("Afstand (m), hoogstens")
    certain = np.array_equal(shown.values.low, shown.values.high, equal_nan=True)
    return [names[0]] if certain else [names[1], names[2]]


def _columns(shown: Shown, frame: pd.DataFrame) -> dict[str, object]:
    config: dict[str, object] = {_("Wijk"): st.column_config.TextColumn(width=190)}
    shares = value_columns(shown) if shown.question.measure is Measure.SHARE else []
    for name in frame.select_dtypes("number"):
        config[name] = st.column_config.NumberColumn(
            format="%.1f" if name in shares else "localized", width=95
        )
    return config

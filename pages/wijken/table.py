"""The table of Dekking, the map's equal: choosing a row shows that neighbourhood on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from maps.ranked_table import ranking
from pages.ui import tables
from pages.ui.cache import town_names, unit_names
from pages.ui.i18n import _, ngettext
from pages.ui.labels import group_noun
from pages.ui.measures import WORDS, ends
from pages.ui.numbers import share_spans
from pages.wijken.view import once

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pages.wijken.view import WijkenView

_KEY = "tabel"


def show(view: WijkenView) -> None:
    """Draw the table."""
    tables.draw_rows(
        _rows(view),
        key=_KEY,
        caption=caption(view),
        shown=ngettext("{n} van {total} wijk", "{n} van {total} wijken", len(view.units)),
        none=_("Geen wijk met die naam"),
        selected=view.question.unit,
        on_chosen=_chosen,
    )


@once
def _rows(view: WijkenView) -> tables.Rows:
    frame = narrow(view, named(view))
    return tables.rows_of(
        frame,
        order=order(view),
        digits={str(name): _digits(view, str(name)) for name in frame},
        estimated=estimated(view, frame),
    )


def _chosen(code: str) -> None:
    st.session_state["wijk"] = code


def ranked(view: WijkenView) -> pd.DataFrame:
    """Return the neighbourhoods as view: index the code, columns already in words."""
    return named(view).iloc[order(view)]


@once
def order(view: WijkenView) -> NDArray[np.intp]:
    """Return the positions of the neighbourhoods in the order of the table."""
    asked = view.question
    return ranking(asked.measure, view.measure_values, view.classes, possible=asked.possible)


@once
def named(view: WijkenView) -> pd.DataFrame:
    """Return one row per neighbourhood in ascending order of code, columns in words."""
    measure, values = view.question.measure, view.measure_values
    low, high = (
        pd.Series(np.round(v * measure.scale, measure.digits)).where(np.isfinite(v)).to_numpy()
        for v in (values.low, values.high)
    )
    frame = pd.DataFrame(
        {
            _("Wijk"): view.units["name"].to_numpy(),
            _("Gemeente"): town_names(view.snapshot, view.question.region).to_numpy(),
        },
        index=view.units.index.rename("code"),
    )
    # for a share the higher end comes first: that of all centres
    both = (high, low) if measure.unit == "%" else (low, high)
    for name, column in zip(value_columns(view), both, strict=False):
        frame[name] = column
    frame[_("Mensen")] = values.people
    if measure.rate:  # the class of the colour follows from it
        sums = (view.group[name].to_numpy(float) for name in ("out_low", "out_high", "people"))
        frame[_("Aandeel buiten bereik")] = share_spans(*sums)
    else:
        frame[_("Klasse")] = [view.labels[c] for c in view.classes]
    return frame


def estimated(view: WijkenView, frame: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    """Return the columns of a table that hold estimated numbers of people, and which they are."""
    guessed = view.estimated[view.question.group].loc[frame.index]
    found = {_("Mensen"): guessed}
    if view.question.measure.of_people:
        people = frame[_("Mensen")]
        # all people of a wijk are out of reach of which they were counted: that is no estimate
        found |= {name: guessed | (frame[name] != people) for name in value_columns(view)}
    return found


def narrow(view: WijkenView, frame: pd.DataFrame) -> pd.DataFrame:
    """Put wijk and municipality into one column: the table is next to the map."""
    names = unit_names(view.snapshot, view.question.region).loc[frame.index]
    return frame.drop(columns=_("Gemeente")).assign(**{_("Wijk"): names})


def caption(view: WijkenView) -> str:
    """Return what the table shows, above it."""
    text = _(WORDS[view.question.measure.code].caption)
    return text.format(noun=group_noun(view.question.group))


def value_columns(view: WijkenView) -> list[str]:
    """Return the heads of the measure: one where every value is certain, else two."""
    measure = view.question.measure
    certain = np.array_equal(view.measure_values.low, view.measure_values.high, equal_nan=True)
    heads = (
        [_(WORDS[measure.code].head)] if certain else ends(measure.code, along=view.along_streets)
    )
    return [f"{head} ({measure.unit})" if measure.unit else head for head in heads]


def _digits(view: WijkenView, column: str) -> int:
    return view.question.measure.digits if column in value_columns(view) else 0

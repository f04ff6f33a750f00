"""Ranking and counts of the neighbourhoods that a map shows, for its table and legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.choropleth import CLASSES, NO_DATA, NOBODY, RAMP, THIRDS, UNDECIDED

if TYPE_CHECKING:
    from geodata.choropleth import Values
    from geodata.measures import Measure

_ORDER = (*CLASSES, UNDECIDED, NOBODY, NO_DATA)


def ranking(measure: Measure, values: Values, classes: str) -> pd.Index:
    """Return the positions of the neighbourhoods, the clearest gap first.

    What is certain comes before what is undecided, and that before nobody and no data.
    """
    kind = np.array([0 if c in CLASSES else _ORDER.index(c) for c in classes])
    value = values.low if measure.more_is_better else -values.high
    if measure.crossed:  # many people far away first, then many or far
        value = np.array([-sum(divmod(int(c) - 1, THIRDS)) if c in CLASSES else 0 for c in classes])
    frame = pd.DataFrame(
        {
            "kind": kind,
            "value": value,
            "people": -values.people,
        }
    )
    return frame.sort_values(["kind", "value", "people"], kind="stable", na_position="last").index


def class_counts(
    classes: str, people: np.ndarray[tuple[int], np.dtype[np.float64]], *, ramp: int = RAMP
) -> pd.DataFrame:
    """Return how many neighbourhoods and people each class holds.

    Parameters
    ----------
    classes, people
        Class character and people of each neighbourhood.
    ramp
        How many classes the map has colours for.

    Returns
    -------
    DataFrame
        Index: the class characters in the order of a legend, classes without neighbourhoods
        only where they are on the ramp; columns ``units`` and ``people``.
    """
    frame = pd.DataFrame({"class": list(classes), "people": people})
    counts = frame.groupby("class")["people"].agg(["size", "sum"])
    counts.columns = pd.Index(["units", "people"])
    wanted = [c for c in _ORDER if c in CLASSES[:ramp] or c in counts.index]
    return counts.reindex(wanted, fill_value=0)

"""Ranking and counts of the neighbourhoods that a map shows, for its table and legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.choropleth import CLASSES, NO_DATA, NOBODY, UNDECIDED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.choropleth import Values
    from geodata.measures import Measure

_ORDER = (*CLASSES, UNDECIDED, NOBODY, NO_DATA)


def ranking(measure: Measure, values: Values, classes: str) -> NDArray[np.intp]:
    """Return the positions of the neighbourhoods, the clearest gap first.

    What is certain comes before what is undecided, and that before nobody and no data.
    """
    kind = np.array([0 if c in CLASSES else _ORDER.index(c) for c in classes])
    value = values.low if measure.more_is_better else -values.high
    return np.lexsort((-values.people, value, kind))  # NaN comes last


def class_counts(
    classes: str, people: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> pd.DataFrame:
    """Return how many neighbourhoods and people each class holds.

    Returns
    -------
    DataFrame
        Index: the class characters in the order of a legend, classes without neighbourhoods
        only where they are on the ramp; columns ``units`` and ``people``.
    """
    kind = np.array(list(classes))
    wanted = [c for c in _ORDER if c in CLASSES or c in classes]
    columns = {
        "units": [int((kind == c).sum()) for c in wanted],
        "people": [float(np.nansum(people[kind == c])) for c in wanted],
    }
    return pd.DataFrame(columns, index=pd.Index(wanted, name="class"))

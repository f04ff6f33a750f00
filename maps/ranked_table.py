"""Ranking and counts of the neighbourhoods that a map shows, for its table and legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.choropleth import CLASSES, NO_DATA, NOBODY, RAMP, THIRDS, UNDECIDED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.choropleth import Values
    from geodata.measures import Measure

_ORDER = (*CLASSES, UNDECIDED, NOBODY, NO_DATA)
_LAST = {NOBODY: 1, NO_DATA: 2}


def ranking(
    measure: Measure, values: Values, classes: str, *, possible: bool = False
) -> NDArray[np.intp]:
    """Return the positions of the neighbourhoods, the largest gap first.

    The gap is what it is for certain: the end of the range that is least bad. Of equal ones the
    other end decides, then the people. Nobody and no data come last.

    Parameters
    ----------
    measure, values, classes
        What the map shows.
    possible
        Rank by how large the gap may be: by the other end.
    """
    kind = np.array([_LAST.get(c, 0) for c in classes])
    least, most = (
        (-values.high, -values.low) if measure.more_is_better else (values.low, values.high)
    )
    if measure.crossed:  # many people far away first, then many or far
        both = [sum(divmod(int(c) - 1, THIRDS)) if c in CLASSES else -1 for c in classes]
        return np.lexsort([-values.people, -np.array(both), kind])
    first, second = (most, least) if possible else (least, most)
    return np.lexsort([-values.people, -second, -first, kind])


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
    kind = np.array(list(classes))
    wanted = [c for c in _ORDER if c in CLASSES[:ramp] or c in classes]
    columns = {
        "units": [int((kind == c).sum()) for c in wanted],
        "people": [float(np.nansum(people[kind == c])) for c in wanted],
    }
    return pd.DataFrame(columns, index=pd.Index(wanted, name="class"))

"""Where the distances of units are measured from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


class MeasuredFrom(NamedTuple):
    """Where the distances of units are measured from.

    Attributes
    ----------
    spots
        EPSG:3812, metres, shape (n, 2).
    bounded
        Whether a distance from there has an upper bound, shape (n,): no walk is known from where
        a network of streets does not reach.
    """

    spots: NDArray[np.float64]
    bounded: NDArray[np.bool_]


def inner_points(units: pd.DataFrame) -> MeasuredFrom:
    """Return the inner points of units (``schemas.Units`` or ``Sectors``)."""
    spots = units[["inner_x_m", "inner_y_m"]].to_numpy(dtype=np.float64)
    return MeasuredFrom(spots, np.ones(len(spots), dtype=bool))

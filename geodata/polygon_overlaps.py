"""Which polygons are on top of each other, and when that is too much to be how they were drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

OVERLAP_SHARE = 0.1
"""Of two that share more than this part of the smaller, one is refused. A smaller overlap is drawn
imprecisely."""


class Overlaps(NamedTuple):
    """Pairs of polygons that touch or overlap, each once.

    Attributes
    ----------
    one, other
        Their rows, the lower first, shape (pairs,).
    shared_m2
        Area that they share, shape (pairs,).
    too_much
        Whether that is more than :data:`OVERLAP_SHARE` of the smaller, shape (pairs,).
    """

    one: NDArray[np.intp]
    other: NDArray[np.intp]
    shared_m2: NDArray[np.float64]
    too_much: NDArray[np.bool_]


def overlaps_of(polygons: NDArray[np.object_]) -> Overlaps:
    """Return where valid polygons, shape (n,), in metres, overlap.

    Examples
    --------
    >>> found = overlaps_of(shapely.box([0, 9, 5], [0, 0, 0], [10, 19, 10], [10, 10, 10]))
    >>> found.shared_m2[np.lexsort((found.other, found.one))].tolist()
    [10.0, 50.0, 10.0]
    >>> int(found.too_much.sum())
    2
    """
    one, other = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = np.asarray(shapely.area(shapely.intersection(polygons[one], polygons[other])))
    smaller = np.minimum(shapely.area(polygons[one]), shapely.area(polygons[other]))
    return Overlaps(one, other, shared, np.asarray(shared > OVERLAP_SHARE * smaller))

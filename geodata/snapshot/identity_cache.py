"""Results that are kept as long as the frame they were made of."""

from __future__ import annotations

import weakref
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

_Result = TypeVar("_Result")


def once_per_frame(
    function: Callable[[gpd.GeoDataFrame], _Result],
) -> Callable[[gpd.GeoDataFrame], _Result]:
    """Make a pure function of a frame compute once for each frame, as long as that exists.

    Frames of a snapshot are read-only, so that the same object has the same content. The result
    is shared and read-only too.
    """
    made: dict[int, _Result] = {}

    @wraps(function)
    def result(frame: gpd.GeoDataFrame) -> _Result:
        key = id(frame)
        if key not in made:
            made[key] = function(frame)
            weakref.finalize(frame, made.pop, key, None)
        return made[key]

    return result

"""Results that are kept as long as the frame they were made of."""

from __future__ import annotations

import weakref
from functools import wraps
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple, Unpack

if TYPE_CHECKING:
    from collections.abc import Callable

_Frames = TypeVarTuple("_Frames")
_Result = TypeVar("_Result")


def once_per_frame(
    function: Callable[[Unpack[_Frames]], _Result],
) -> Callable[[Unpack[_Frames]], _Result]:
    """Make a pure function of frames compute once for the same ones, as long as those exist.

    Frames of a snapshot are read-only, so that the same object has the same content. The result
    is shared and read-only too.
    """
    made: dict[tuple[int, ...], _Result] = {}

    @wraps(function)
    def result(*frames: *_Frames) -> _Result:
        key = tuple(map(id, frames))
        if key not in made:
            made[key] = function(*frames)
            for frame in frames:
                weakref.finalize(frame, made.pop, key, None)
        return made[key]

    return result

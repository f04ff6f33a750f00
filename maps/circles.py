"""Sizes of the circles that show numbers of people: their area is in proportion."""

from __future__ import annotations

import math

_SIZES_PX = ((60, 22), (400, 16), (1_000, 12))
_LEAST_PX = 9
"""Up to this many areas → radius of the largest circle; the least where there are more."""


_CROWD_PX = 12
_SMALLEST_PX, _SMALLEST_IN_CROWD_PX = 2.0, 4.0
"""A smaller radius is not drawn; on a map whose largest circle is smaller than the crowd's, only
the largest are.
"""


def largest_radius(areas: int) -> int:
    """Return the radius of the largest circle on a map of this many areas, pixels.

    Examples
    --------
    >>> largest_radius(25), largest_radius(2767)
    (22, 9)
    """
    return next((size for most, size in _SIZES_PX if areas <= most), _LEAST_PX)


def radius(number: float, most: float, largest: float) -> float:
    """Return the radius of a circle, in the unit of the largest.

    Examples
    --------
    >>> radius(25, 100, 20)
    10.0
    """
    return largest * math.sqrt(max(number, 0.0) / most) if most > 0 else 0.0


def least_drawn(most: float, largest: float) -> int:
    """Return the least number that has a circle: a smaller one would be a dot among dots.

    Examples
    --------
    >>> least_drawn(5848, 22), least_drawn(5848, 9)
    (49, 1156)
    """
    smallest = _SMALLEST_PX if largest >= _CROWD_PX else _SMALLEST_IN_CROWD_PX
    return math.ceil(most * (smallest / largest) ** 2) if most > 0 else 0


def samples(most: float) -> tuple[int, ...]:
    """Return the numbers that a legend shows: about the largest, a quarter and a sixteenth of it.

    Examples
    --------
    >>> samples(2007)
    (2000, 500, 100)
    >>> samples(3)
    (3,)
    """
    found = []
    for share in (1, 4, 16):
        number = most / share
        if number >= 1:
            step = 10 ** math.floor(math.log10(number))
            found.append(int(number // step * step))
    return tuple(dict.fromkeys(found))

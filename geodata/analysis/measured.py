"""What a kind of distance answers for many spots at a time, whichever way it measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]


class Nearest(NamedTuple):
    """The nearest service points of each spot, ascending, shape (n, RANKS).

    Attributes
    ----------
    distance_m
        Metres; inf where there are fewer points within the limit, NaN where it is unknown.
    point
        Row of the service point; -1 where there is none.
    """

    distance_m: Floats
    point: Rows


class Sums(NamedTuple):
    """Sums over the service points that are near each spot.

    Attributes
    ----------
    total
        Shape (m, n).
    maybe
        Whether some point may be that near, for all that is known: shape (bounds, n). It is so too
        where a point certainly is.
    """

    total: Floats
    maybe: Flags


class Measured(Protocol):
    """n spots and p service points, to be measured by one kind of distance."""

    def nearest(self) -> Nearest:
        """Return the nearest service points of each spot."""

    def people_within(self, bounds_m: Sequence[float], people: Floats) -> Floats:
        """Return the people around each service point.

        Parameters
        ----------
        bounds_m
            Distances (≤), ascending, metres.
        people
            Of each spot, shape (n,).

        Returns
        -------
        numpy.ndarray
            Shape (bounds, p).
        """

    def sums_within(self, bounds_m: Sequence[float], values: Floats) -> Sums:
        """Return sums of values over the service points around each spot.

        Parameters
        ----------
        bounds_m
            Distances (≤), ascending, metres.
        values
            What a service point adds to each of m sums if it is within a bound: shape
            (bounds, m, p). Where it is within several bounds, it adds each.
        """

    def shares(self, thresholds_m: Sequence[float]) -> Floats:
        """Return the share of each polygon in reach, where the demand is polygons.

        Parameters
        ----------
        thresholds_m
            Distances (≤), metres.

        Returns
        -------
        numpy.ndarray
            Shape (thresholds, n): of its area, or on foot of the length of its streets, exact. NaN
            where the streets that are loaded do not decide it.

        Raises
        ------
        GeometryError
            If a polygon is not valid, or on foot if it is on top of another.
        """

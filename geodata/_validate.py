"""Checks of arguments that several modules share."""

from __future__ import annotations

import math

from geodata.errors import BadValueError


def require(fits: bool, *, where: str, expected: str, got: object) -> None:
    """Raise an error unless an argument fits.

    Parameters
    ----------
    fits
        Whether it is in range.
    where
        Name of the argument.
    expected, got
        What it should be, and what it is.

    Raises
    ------
    BadValueError
        If it does not fit.

    Examples
    --------
    >>> require(3 >= 1, where="depth", expected="a whole number of 1 or more", got=3)
    >>> require(0 >= 1, where="depth", expected="a whole number of 1 or more", got=0)
    Traceback (most recent call last):
        ...
    geodata.errors.BadValueError: depth: expected a whole number of 1 or more, got 0. Choose a \
value in that range.
    """
    if not fits:
        raise BadValueError(
            where=where, expected=expected, got=str(got), action="Choose a value in that range."
        )


def require_distance(distance_m: float, *, where: str) -> None:
    """Raise BadValueError unless this is a distance in metres, 0 or more."""
    require(distance_m >= 0, where=where, expected="a distance of 0 m or more", got=distance_m)


def require_factor(detour_factor: float) -> None:
    """Raise BadValueError unless this is a finite factor of 1 or more."""
    require(
        1 <= detour_factor < math.inf,
        where="detour_factor",
        expected="a number of 1 or more",
        got=detour_factor,
    )

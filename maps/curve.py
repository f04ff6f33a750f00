"""Curves between 0 and 1 as a still picture (SVG)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.palette import Colour

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIZE = 300
_STYLES = ((Colour.PRIMARY, ""), (Colour.AMBER, "7 4"))
"""Colour and dashes of the first and the second curve: never colour alone."""


def curves(lines: Sequence[Sequence[tuple[float, float]]]) -> str:
    """Return one or two curves and the diagonal as SVG.

    Parameters
    ----------
    lines
        Points of each curve, x and y from 0 to 1.

    Examples
    --------
    >>> curves([[(0, 0), (1, 1)]]).count("<polyline")
    1
    """
    drawn = "".join(
        f'<polyline fill="none" stroke="{colour}" stroke-width="3" stroke-dasharray="{dashes}" '
        f'points="{" ".join(_at(x, y) for x, y in line)}"/>'
        for line, (colour, dashes) in zip(lines, _STYLES, strict=False)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}">'
        f'<rect width="{_SIZE}" height="{_SIZE}" fill="{Colour.WHITE}" stroke="{Colour.LINES}"/>'
        f'<path d="M0 {_SIZE}L{_SIZE} 0" stroke="{Colour.GREY}"/>{drawn}</svg>'
    )


def _at(x: float, y: float) -> str:
    return f"{x * _SIZE:.1f},{(1 - y) * _SIZE:.1f}"

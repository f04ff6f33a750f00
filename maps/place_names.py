"""Names of places on a still picture: as many as fit, as ``assets/nabij-names.js`` does live."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from geodata.palette import Colour

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Box = tuple[float, float, float, float]
"""Left, top, right, bottom; in units of the picture, as all sizes here."""

_FONT_SIZE = 17.0
_LETTER = 0.5 * _FONT_SIZE
"""Width of a letter: somewhat more than the mean of the font."""

_GAPS = (8.0, 14.0, 18.0)
_AIR = 9.0
_SIDES = ((0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1))
_FAMOUS = 30
"""The first names may be further from their spot than the others."""


class Name(NamedTuple):
    """The name of a place.

    Attributes
    ----------
    x_m, y_m
        A spot inside the place, EPSG:3812, metres.
    text
        The name in the reader's language.
    small
        Whether a picture of a large area leaves it out.
    """

    x_m: float
    y_m: float
    text: str
    small: bool = False


def fitting(
    spots: Sequence[tuple[float, float]],
    texts: Sequence[str],
    *,
    occupied: Sequence[Box],
    limits: Box,
) -> list[tuple[str, Box]]:
    """Return the texts that have room, the first ones first, and where.

    Parameters
    ----------
    spots
        What each text belongs to; the text is on it, or next to it.
    texts
        The most important first.
    occupied
        What no text may cover.
    limits
        What every text stays within.
    """
    full = list(occupied)
    found = []
    for rank, (spot, text) in enumerate(zip(spots, texts, strict=True)):
        boxes = _choices(spot, text, famous=rank < _FAMOUS)
        box = next((b for b in boxes if _within(b, limits) and _free(b, full)), None)
        if box:
            found.append((text, box))
            full.append((box[0] - _AIR, box[1] - _AIR, box[2] + _AIR, box[3] + _AIR))
    return found


def drawn(text: str, box: Box, font: str) -> str:
    """Return a name as SVG, with a halo that keeps it readable on every colour."""
    left, _top, right, bottom = box
    return (
        f'<text x="{(left + right) / 2:.1f}" y="{bottom - 0.25 * _FONT_SIZE:.1f}" '
        f'font-size="{_FONT_SIZE:g}" {font} text-anchor="middle" fill="{Colour.INK}" '
        f'stroke="{Colour.WHITE}" stroke-width="4" stroke-linejoin="round" paint-order="stroke">'
        f"{escape(text)}</text>"
    )


def _choices(spot: tuple[float, float], text: str, *, famous: bool) -> Iterator[Box]:
    """Return the places for a text: on its spot, then on each side of it."""
    wide, high = len(text) * _LETTER / 2, _FONT_SIZE / 2
    gaps, sides = (_GAPS, _SIDES) if famous else (_GAPS[:2], _SIDES[:4])
    next_to = [(r * (wide + gap), d * (high + gap)) for gap in gaps for r, d in sides]
    for right, down in [(0.0, 0.0), *next_to]:
        x, y = spot[0] + right, spot[1] + down
        yield x - wide, y - high, x + wide, y + high


def _within(box: Box, limits: Box) -> bool:
    return (
        box[0] >= limits[0] and box[1] >= limits[1] and box[2] <= limits[2] and box[3] <= limits[3]
    )


def _free(box: Box, full: Sequence[Box]) -> bool:
    return all(
        box[2] < one[0] or box[0] > one[2] or box[3] < one[1] or box[1] > one[3] for one in full
    )

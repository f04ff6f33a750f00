"""Pieces of a still picture (SVG): its frame, paths, marks, scale and arrow to the north."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.palette import Colour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maps.place_names import Box

    Shapes = NDArray[np.object_]

WIDTH = 1000
"""Width of a picture in its own units."""

MARGIN = 0.05
"""Part of a region that is left free around it."""

MARK = 9.0
"""Radius of the largest mark."""

FONT = "font-family=\"'Libertinus Serif',Georgia,serif\""

_KM = 1_000.0
_TALLEST = 0.72
"""Greatest height of a picture against its width: with its legend it must fit a page."""

_INK, _PRIMARY, _WHITE = Colour.INK, Colour.PRIMARY, Colour.WHITE
_HATCH = (
    '<pattern id="u" width="9" height="9" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><rect width="9" height="9" fill="{_WHITE}"/>'
    f'<path d="M1 0V9" stroke="{Colour.GREY}" stroke-width="2"/></pattern>'
)


@dataclass(frozen=True)
class Frame:
    """Where a picture is on the ground.

    Attributes
    ----------
    west, north
        Its corner, EPSG:3812, metres.
    scale
        Units of the picture a metre.
    height, width
        In units of the picture.
    """

    west: float
    north: float
    scale: float
    height: float
    width: float = WIDTH

    def place(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return positions on the picture of spots in metres, both of shape (n, 2)."""
        return np.round((xy - (self.west, self.north)) * (self.scale, -self.scale), 1)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return its west, south, east and north, metres."""
        south = self.north - self.height / self.scale
        return self.west, south, self.west + self.width / self.scale, self.north


def frame_of(bounds: Box) -> Frame:
    """Return the frame of a region by its west, south, east and north, EPSG:3812, metres."""
    west, south, east, north = bounds
    wide, high = max(east - west, 1.0), max(north - south, 1.0)
    span = max(wide, high / _TALLEST) * (1 + 2 * MARGIN)
    height_m = high + 2 * MARGIN * max(wide, high)
    scale = WIDTH / span
    return Frame((west + east - span) / 2, (south + north + height_m) / 2, scale, height_m * scale)


def window_of(bounds: Box, width: float, height: float) -> Frame:
    """Return the frame of a window of a given size that holds these bounds (metres)."""
    west, south, east, north = bounds
    wide, high = (east - west) * (1 + MARGIN), (north - south) * (1 + MARGIN)
    scale = min(width / wide, height / high)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    return Frame(middle_x - width / scale / 2, middle_y + height / scale / 2, scale, height, width)


def svg(width: float, height: float, body: str) -> str:
    """Return a whole SVG image."""
    hatch = f"<defs>{_HATCH}</defs>" if "url(#u)" in body else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}">{hatch}{body}</svg>'
    )


def paths(shapes: Shapes, frame: Frame) -> list[str]:
    """Return the path of each shape; empty for one without area."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    texts = [f"{x:g} {y:g}" for x, y in frame.place(xy).tolist()]
    starts = np.searchsorted(ring, np.arange(len(rings) + 1))
    paths = [""] * len(shapes)
    for at, shape in enumerate(owner[part].tolist()):
        paths[shape] += f"M{'L'.join(texts[starts[at] : starts[at + 1] - 1])}Z"
    return paths


def sign(x: float, y: float, kind: str, mark: float = MARK) -> str:
    """Return the sign of a service point: ``full``, ``ring``, ``half`` or ``vague``."""
    at = f'cx="{x:g}" cy="{y:g}"'
    halo = f'<circle {at} r="{mark * 1.22:.3g}" fill="{_WHITE}"/>'
    edge = f'stroke-width="{mark * 0.39:.3g}"'
    inner = mark * 0.89
    if kind == "full":
        return f'{halo}<circle {at} r="{mark:.3g}" fill="{_PRIMARY}"/>'
    if kind == "vague":
        dots = f'stroke="{_INK}" {edge} stroke-dasharray="{mark * 0.39:.3g} {mark / 3:.3g}"'
        return f'{halo}<circle {at} r="{inner:.3g}" fill="{_WHITE}" {dots}/>'
    ring = f'{halo}<circle {at} r="{inner:.3g}" fill="{_WHITE}" stroke="{_PRIMARY}" {edge}/>'
    if kind == "half":
        arc = f"a{inner:.3g} {inner:.3g} 0 0 0 0 {2 * inner:.3g}"
        ring += f'<path d="M{x:g} {y - inner:g}{arc}Z" fill="{_PRIMARY}"/>'
    return ring


def scale_bar(frame: Frame) -> str:
    """Draw a bar of a round length, a tenth to a fifth of the width."""
    most_m = 0.2 * frame.width / frame.scale
    steps = 10.0 ** np.floor(np.log10(most_m)) * np.array([1, 2, 5])
    length_m = float(steps[steps <= most_m][-1])
    text = f"{length_m / _KM:g} km" if length_m >= _KM else f"{length_m:g} m"
    width, y = length_m * frame.scale, frame.height - 14
    return (
        f'<path d="M14 {y - 8:g}v8h{width:g}v-8" fill="none" stroke="{_INK}" stroke-width="2.5"/>'
        f'<text x="{14 + width / 2:g}" y="{y - 8:g}" font-size="20" {FONT} text-anchor="middle" '
        f'fill="{_INK}" stroke="{_WHITE}" stroke-width="4" paint-order="stroke">{text}</text>'
    )


def north_arrow(frame: Frame) -> str:
    """Draw an arrow to the north, where the grid of the picture points, with its letter."""
    x = frame.width - 24
    letter = f'd="M{x - 6:g} 58v-15l12 15v-15" fill="none" stroke-linejoin="round"'
    return (
        f'<path d="M{x:g} 10l9 26l-9 -7l-9 7Z" fill="{_INK}" stroke="{_WHITE}" stroke-width="1"/>'
        f'<path {letter} stroke="{_WHITE}" stroke-width="6"/>'
        f'<path {letter} stroke="{_INK}" stroke-width="2.5"/>'
    )

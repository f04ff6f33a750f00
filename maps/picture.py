"""A map as a still picture (SVG) for paper: no tiles, no scripts, the colours of the live map."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.choropleth import NO_DATA, NOBODY
from geodata.crs import require_metric
from geodata.errors import BadValueError
from geodata.palette import CLASS_STYLES, HATCHED, Colour, class_fill
from maps import place_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from maps.place_names import Box, Name

    Shapes = NDArray[np.object_]

WIDTH = 1000
"""Width of a picture in its own units."""

_KM = 1_000.0
_MARGIN = 0.05
_TALLEST = 0.72
"""Greatest height of a picture against its width: with its legend it must fit a page."""

_FINEST = 1.2
"""What is smaller than this, in units of the picture, is left out of its borders."""

_LARGE_M = 45_000.0
"""A picture of a wider area has no names of small places."""

_INK, _PRIMARY, _WHITE = Colour.INK, Colour.PRIMARY, Colour.WHITE
_MARK = 9.0
_HATCH = (
    '<pattern id="u" width="9" height="9" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><rect width="9" height="9" fill="{_WHITE}"/>'
    f'<path d="M1 0V9" stroke="{Colour.GREY}" stroke-width="2"/></pattern>'
)
_FONT = "font-family=\"'Libertinus Serif',Georgia,serif\""


@dataclass(frozen=True)
class Dot:
    """A place on the picture: a filled disc, a ``ring``, a ``half`` or a ``vague`` one.

    Attributes
    ----------
    x_m, y_m
        EPSG:3812, metres.
    kind
        ``full``, ``ring``, ``half`` or ``vague``.
    """

    x_m: float
    y_m: float
    kind: str = "full"


@dataclass(frozen=True)
class _Frame:
    west: float
    north: float
    scale: float
    height: float

    def place(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round((xy - (self.west, self.north)) * (self.scale, -self.scale), 1)

    @property
    def box(self) -> tuple[float, float, float, float]:
        south = self.north - self.height / self.scale
        return self.west, south, self.west + WIDTH / self.scale, self.north


def picture(  # noqa: PLR0913  (all of it is to draw)
    areas: gpd.GeoSeries,
    classes: str,
    *,
    palette: Sequence[str],
    ground: gpd.GeoSeries | None = None,
    labels: Sequence[str] = (),
    dots: Sequence[Dot] = (),
    names: Sequence[Name] = (),
) -> str:
    """Return a choropleth as SVG.

    Parameters
    ----------
    areas
        Polygons that do not overlap, EPSG:3812.
    classes
        One class character per area (:func:`geodata.choropleth.classify`).
    palette
        The five colours of the classes.
    ground
        Surrounding areas, drawn in outline under the others, EPSG:3812.
    labels
        A short text an area, such as its number in a table; none if empty.
    dots
        Places to mark.
    names
        Names of places, the most important first; those that fit are written.

    Raises
    ------
    BadValueError
        If there are no areas, or not one class an area.
    WrongCrsError
        If the polygons are not in EPSG:3812.
    """
    require_metric(areas, where="areas")
    if not len(areas) or len(areas) != len(classes):
        raise BadValueError(
            where="areas",
            expected="one class an area, and at least one area",
            got=f"{len(areas)} areas, {len(classes)} classes",
            action="Draw a region that holds a wijk.",
        )
    frame = _frame(areas)
    coarse = shapely.coverage_simplify(areas.to_numpy(), _FINEST / frame.scale)
    body = [
        *_surroundings(ground, frame),
        *(
            f'<path d="{path}" {_paint(code, palette)}/>'
            for path, code in zip(_paths(coarse, frame), classes, strict=True)
        ),
        *_labels(coarse, labels, classes, frame),
        *_dots(dots, frame),
        *_names(_chosen(names, areas, frame), _occupied(coarse, labels, dots, frame), frame),
        _scale_bar(frame),
    ]
    return _svg(WIDTH, frame.height, "".join(body))


def swatch(code: str, palette: Sequence[str]) -> str:
    """Return the patch of a class for a legend, as SVG."""
    return _svg(36, 24, f'<rect x="1" y="1" width="34" height="22" {_paint(code, palette)}/>')


def dot_swatch(kind: str) -> str:
    """Return the sign of a :class:`Dot` for a legend, as SVG."""
    return _svg(36, 24, _sign(18, 12, kind))


def _svg(width: float, height: float, body: str) -> str:
    hatch = f"<defs>{_HATCH}</defs>" if "url(#u)" in body else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}">{hatch}{body}</svg>'
    )


def _frame(areas: gpd.GeoSeries) -> _Frame:
    west, south, east, north = areas.total_bounds
    wide, high = max(east - west, 1.0), max(north - south, 1.0)
    span = max(wide, high / _TALLEST) * (1 + 2 * _MARGIN)
    height_m = high + 2 * _MARGIN * max(wide, high)
    scale = WIDTH / span
    return _Frame((west + east - span) / 2, (south + north + height_m) / 2, scale, height_m * scale)


def _paint(code: str, palette: Sequence[str]) -> str:
    fill = class_fill(code, palette)
    if fill == HATCHED:
        fill = "url(#u)"
    line = 'stroke-opacity=".5" stroke-width="1.5" stroke-linejoin="round"'
    edge = f'stroke="{Colour.EDGE}" {line}'
    special = CLASS_STYLES.get(code)
    dashed = ' stroke-dasharray="7 5"' if special and special.dashed else ""
    return f'fill="{fill}" fill-rule="evenodd" {edge}{dashed}'


def _paths(shapes: Shapes, frame: _Frame) -> list[str]:
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


def _surroundings(ground: gpd.GeoSeries | None, frame: _Frame) -> list[str]:
    if ground is None or ground.empty:
        return []
    require_metric(ground, where="ground")
    inside = shapely.clip_by_rect(ground.to_numpy(), *frame.box)
    coarse = shapely.simplify(inside, _FINEST / frame.scale)
    polygons = coarse[shapely.area(coarse) > 0]
    style = f'fill="{Colour.PAPER}" stroke="{Colour.SURROUNDINGS_LINE}" stroke-width="1.2"'
    return [f'<path d="{path}" {style}/>' for path in _paths(polygons, frame)]


def _spots_of_labels(
    shapes: Shapes, labels: Sequence[str], frame: _Frame
) -> list[tuple[float, float, float]]:
    """Return of each label where its middle is, and its size."""
    spots = frame.place(shapely.get_coordinates(shapely.point_on_surface(shapes)))
    most = float(np.clip(110 / np.sqrt(len(labels)), 13, 24))
    sizes = np.clip(frame.scale * np.sqrt(shapely.area(shapes)) / 2, 11, most)
    return [(x, y, size) for (x, y), size in zip(spots.tolist(), sizes.tolist(), strict=True)]


def _labels(shapes: Shapes, labels: Sequence[str], classes: str, frame: _Frame) -> list[str]:
    if not labels:
        return []
    halo = f'stroke="{_WHITE}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    weight = 'font-weight="bold" text-anchor="middle"'
    return [
        f'<text x="{x:g}" y="{y + size / 3:g}" font-size="{size:g}" {_FONT} {weight} '
        f'fill="{_INK}" {halo if code not in {NOBODY, NO_DATA} else ""}>{escape(label)}</text>'
        for (x, y, size), label, code in zip(
            _spots_of_labels(shapes, labels, frame), labels, classes, strict=True
        )
    ]


def _occupied(
    shapes: Shapes, labels: Sequence[str], dots: Sequence[Dot], frame: _Frame
) -> list[Box]:
    """Return what no name of a place may cover: labels, dots and the scale bar."""
    boxes: list[Box] = [(0.0, frame.height - 50, 0.22 * WIDTH, frame.height)]
    if labels:
        boxes += [
            (x - size * len(label) / 3, y - size / 2, x + size * len(label) / 3, y + size / 2)
            for (x, y, size), label in zip(
                _spots_of_labels(shapes, labels, frame), labels, strict=True
            )
        ]
    spots = frame.place(np.array([(dot.x_m, dot.y_m) for dot in dots]).reshape(-1, 2))
    far = _MARK + 3
    return [*boxes, *((x - far, y - far, x + far, y + far) for x, y in spots.tolist())]


def _chosen(names: Sequence[Name], areas: gpd.GeoSeries, frame: _Frame) -> list[Name]:
    """Return the names without those of small places, unless near and in one of the areas."""
    spots = shapely.points(np.array([(name.x_m, name.y_m) for name in names]).reshape(-1, 2))
    inside = set(areas.sindex.query(spots, predicate="within")[0].tolist())
    close = frame.scale >= WIDTH / _LARGE_M
    return [name for at, name in enumerate(names) if not name.small or (close and at in inside)]


def _names(names: Sequence[Name], occupied: list[Box], frame: _Frame) -> list[str]:
    """Write the names that have room."""
    spots = frame.place(np.array([(name.x_m, name.y_m) for name in names]).reshape(-1, 2))
    found = place_names.fitting(
        [(x, y) for x, y in spots.tolist()],
        [name.text for name in names],
        occupied=occupied,
        limits=(4.0, 4.0, WIDTH - 4.0, frame.height - 4.0),
    )
    return [place_names.drawn(text, box, _FONT) for text, box in found]


def _dots(dots: Sequence[Dot], frame: _Frame) -> list[str]:
    """Draw the dots whose centre is on the picture."""
    spots = frame.place(np.array([(dot.x_m, dot.y_m) for dot in dots]).reshape(-1, 2))
    inside = np.all((spots >= 0) & (spots <= (WIDTH, frame.height)), axis=1).tolist()
    return [
        _sign(x, y, dot.kind)
        for (x, y), dot, here in zip(spots.tolist(), dots, inside, strict=True)
        if here
    ]


def _sign(x: float, y: float, kind: str) -> str:
    at = f'cx="{x:g}" cy="{y:g}"'
    halo = f'<circle {at} r="{_MARK + 2:g}" fill="{_WHITE}"/>'
    edge = 'stroke-width="3.5"'
    if kind == "full":
        return f'{halo}<circle {at} r="{_MARK:g}" fill="{_PRIMARY}"/>'
    if kind == "vague":
        dots = f'stroke="{_INK}" {edge} stroke-dasharray="3.5 3"'
        return f'{halo}<circle {at} r="{_MARK - 1:g}" fill="{_WHITE}" {dots}/>'
    ring = f'{halo}<circle {at} r="{_MARK - 1:g}" fill="{_WHITE}" stroke="{_PRIMARY}" {edge}/>'
    if kind == "half":
        radius = f"{_MARK - 1:g}"
        ring += f'<path d="M{x:g} {y - _MARK + 1:g}a{radius} {radius} 0 0 0 0 {2 * (_MARK - 1):g}Z"'
        ring += f' fill="{_PRIMARY}"/>'
    return ring


def _scale_bar(frame: _Frame) -> str:
    """Draw a bar of a round length, a tenth to a fifth of the width."""
    most_m = 0.2 * WIDTH / frame.scale
    steps = 10.0 ** np.floor(np.log10(most_m)) * np.array([1, 2, 5])
    length_m = float(steps[steps <= most_m][-1])
    text = f"{length_m / _KM:g} km" if length_m >= _KM else f"{length_m:g} m"
    width, y = length_m * frame.scale, frame.height - 14
    return (
        f'<path d="M14 {y - 8:g}v8h{width:g}v-8" fill="none" stroke="{_INK}" stroke-width="2.5"/>'
        f'<text x="{14 + width / 2:g}" y="{y - 8:g}" font-size="20" {_FONT} text-anchor="middle" '
        f'fill="{_INK}" stroke="{_WHITE}" stroke-width="4" paint-order="stroke">{text}</text>'
    )

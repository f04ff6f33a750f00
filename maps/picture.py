"""A map as a still picture (SVG) for paper: no tiles, no scripts, the colours of the live map."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geodata.choropleth import NO_DATA, NOBODY
from geodata.crs import require_metric
from geodata.errors import BadValueError
from geodata.palette import CLASS_STYLES, HATCHED, Colour, class_fill
from maps import place_names
from maps.circles import largest_radius, least_drawn, radius
from maps.svg import (
    FONT,
    MARK,
    WIDTH,
    Frame,
    frame_of,
    north_arrow,
    paths,
    scale_bar,
    sign,
    svg,
    window_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from maps.place_names import Box, Name

    Shapes = NDArray[np.object_]

_FINEST = 1.2
"""What is smaller than this, in units of the picture, is left out of its borders."""

_LARGE_M = 45_000.0
"""A picture of a wider area has no names of small places."""

_INK, _PRIMARY, _WHITE = Colour.INK, Colour.PRIMARY, Colour.WHITE
_SMALL_MARK = 3.5
_WIDER = 1.5
"""A picture has this many of its units for a pixel of the live map."""

_INSET_HEIGHT, _GAP = 260.0, 12.0
_AIR = 5.0
"""Room around the number of an area."""

_KEY_LINE = 21.0


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


def picture(
    areas: gpd.GeoSeries,
    classes: str,
    *,
    palette: Sequence[str],
    ground: gpd.GeoSeries | None = None,
    labels: Sequence[str] = (),
    dots: Sequence[Dot] = (),
    names: Sequence[Name] = (),
    circles: Sequence[tuple[float, float]] = (),
    circle_key: Sequence[tuple[float, str]] = (),
    insets: Sequence[tuple[str, Box]] = (),
) -> str:
    """Return a choropleth as SVG, with its scale and an arrow to the north.

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
    circles
        Per area the certain and the greatest possible number of people, drawn as circles; NaN
        where unknown; none if empty.
    circle_key
        Numbers whose circles explain the others, each with its text.
    insets
        Parts to draw larger below the picture: a name, and west, south, east, north in EPSG:3812,
        metres.

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
    frame = frame_of(tuple(areas.total_bounds.tolist()))
    coarse = shapely.coverage_simplify(areas.to_numpy(), _FINEST / frame.scale)
    mark = _mark_size(coarse, frame)
    spots = _label_spots(coarse, labels, dots, mark, frame)
    body = [
        *_surroundings(ground, frame),
        *_painted(coarse, classes, palette, frame),
        *_circles(coarse, circles, frame),
        *_dots(dots, mark, frame),
        *_labels(spots, labels, classes),
        *_names(_chosen(names, areas, frame), _occupied(spots, labels, dots, mark, frame), frame),
        *_circle_key(circles, circle_key, frame),
        north_arrow(frame),
        scale_bar(frame),
    ]
    shown = _Window(areas, classes, palette, circles, dots)
    parts = [
        _inset(shown, inset, at=at, count=len(insets), top=frame.height)
        for at, inset in enumerate(insets)
    ]
    height = frame.height + (_INSET_HEIGHT + _GAP if insets else 0)
    return svg(WIDTH, height, "".join([*body, *parts]))


def _painted(shapes: Shapes, classes: str, palette: Sequence[str], frame: Frame) -> Iterator[str]:
    for path, code in zip(paths(shapes, frame), classes, strict=True):
        yield f'<path d="{path}" {_paint(code, palette)}/>'


class _Window(NamedTuple):
    """What an inset shows: the whole map, of which it draws a part."""

    areas: gpd.GeoSeries
    classes: str
    palette: Sequence[str]
    circles: Sequence[tuple[float, float]]
    dots: Sequence[Dot]


def _inset(shown: _Window, inset: tuple[str, Box], *, at: int, count: int, top: float) -> str:
    """Draw a part larger, with its name and scale, in a window of its own below the picture."""
    name, bounds = inset
    width = (WIDTH - _GAP * (count - 1)) / count
    frame = window_of(bounds, width, _INSET_HEIGHT)
    inside = np.flatnonzero(shapely.intersects(shown.areas.to_numpy(), shapely.box(*frame.box)))
    whole = shapely.coverage_simplify(shown.areas.to_numpy()[inside], _FINEST / frame.scale)
    near = shapely.clip_by_rect(whole, *frame.box)
    here = "".join(shown.classes[i] for i in inside.tolist())
    # on the whole map: a circle stands for one number in every window
    some = [shown.circles[i] for i in inside.tolist()] if shown.circles else ()
    body = "".join(
        [
            *_painted(near, here, shown.palette, frame),
            *_circles(whole, some, frame, of=shown.circles),
            *_dots(shown.dots, _SMALL_MARK, frame),
            scale_bar(frame),
        ]
    )
    left = at * (width + _GAP)
    return (
        f'<svg x="{left:g}" y="{top + _GAP:g}" width="{width:g}" height="{_INSET_HEIGHT:g}" '
        f'viewBox="0 0 {width:g} {_INSET_HEIGHT:g}">{body}'
        f'<rect x=".75" y=".75" width="{width - 1.5:g}" height="{_INSET_HEIGHT - 1.5:g}" '
        f'fill="none" stroke="{_INK}" stroke-width="1.5"/>'
        f'<text x="10" y="24" font-size="20" {FONT} font-weight="bold" fill="{_INK}" '
        f'stroke="{_WHITE}" stroke-width="4" paint-order="stroke">{escape(name)}</text></svg>'
    )


def swatch(code: str, palette: Sequence[str]) -> str:
    """Return the patch of a class for a legend, as SVG."""
    return svg(36, 24, f'<rect x="1" y="1" width="34" height="22" {_paint(code, palette)}/>')


def circle_swatch() -> str:
    """Return the circle of a number that is possible, not certain, for a legend, as SVG."""
    style = f'fill="{_WHITE}" stroke="{_INK}" stroke-width="1.5" fill-opacity=".5"'
    return svg(36, 24, f'<circle cx="18" cy="12" r="9" {style}/>')


def dot_swatch(kind: str) -> str:
    """Return the sign of a :class:`Dot` for a legend, as SVG."""
    return svg(36, 24, sign(18, 12, kind))


def _mark_size(shapes: Shapes, frame: Frame) -> float:
    """Return the radius of a mark: less than the areas, so that it never covers what it marks."""
    typical = float(np.median(np.sqrt(shapely.area(shapes)))) * frame.scale
    return float(np.clip(0.22 * typical, _SMALL_MARK, MARK))


def _circles(
    shapes: Shapes,
    circles: Sequence[tuple[float, float]],
    frame: Frame,
    *,
    of: Sequence[tuple[float, float]] = (),
) -> Iterator[str]:
    """Draw numbers of people, the largest below; open where a number is only possible.

    ``of`` are those of the whole map, where these are some: a size means one number everywhere.
    """
    if not circles:
        return
    every = of or circles
    most, size = float(np.nanmax(np.array([*every, (0.0, 0.0)])[:, 1])), largest_radius(len(every))
    spots = frame.place(shapely.get_coordinates(shapely.point_on_surface(shapes)))
    numbers = np.nan_to_num(np.array(circles))
    certain = numbers[:, 0].round() == numbers[:, 1].round()
    for at in np.argsort(-numbers[:, 1], kind="stable"):
        number = numbers[at, 1]
        if number < least_drawn(most, size) or not number:
            return
        fill, edge = (_INK, _WHITE) if certain[at] else (_WHITE, _INK)
        yield (
            f'<circle cx="{spots[at, 0]:g}" cy="{spots[at, 1]:g}" '
            f'r="{radius(number, most, _WIDER * size):.1f}" fill="{fill}" fill-opacity=".5" '
            f'stroke="{edge}" stroke-width="{_WIDER}"/>'
        )


def _circle_key(
    circles: Sequence[tuple[float, float]], key: Sequence[tuple[float, str]], frame: Frame
) -> Iterator[str]:
    """Draw circles inside each other, the largest outside, with their numbers: the true sizes."""
    if not circles or not key:
        return
    most = float(np.nanmax(np.array([*circles, (0.0, 0.0)])[:, 1]))
    sizes = [radius(n, most, _WIDER * largest_radius(len(circles))) for n, _text in key]
    x, floor = WIDTH - max(sizes) - 8, frame.height - 10
    high = max(2 * max(sizes), len(key) * _KEY_LINE) + 8
    yield (
        f'<rect x="{WIDTH - 240}" y="{floor - high:.1f}" width="236" height="{high + 6:.1f}" '
        f'rx="4" fill="{_WHITE}" fill-opacity=".85"/>'
    )
    for at, (size, (_n, text)) in enumerate(zip(sizes, key, strict=True)):
        line = floor - (len(key) - at) * _KEY_LINE + 14
        yield (
            f'<circle cx="{x:g}" cy="{floor - size:.1f}" r="{size:.1f}" fill="{_WHITE}" '
            f'fill-opacity=".6" stroke="{_INK}" stroke-width="1.5"/>'
            f'<text x="{x - max(sizes) - 8:.1f}" y="{line:.1f}" font-size="17" {FONT} '
            f'text-anchor="end" fill="{_INK}" stroke="{_WHITE}" stroke-width="4" '
            f'paint-order="stroke">{escape(text)}</text>'
        )


def _paint(code: str, palette: Sequence[str]) -> str:
    fill = class_fill(code, palette)
    if fill == HATCHED:
        fill = "url(#u)"
    line = 'stroke-opacity=".5" stroke-width="1.5" stroke-linejoin="round"'
    edge = f'stroke="{Colour.EDGE}" {line}'
    special = CLASS_STYLES.get(code)
    dashed = ' stroke-dasharray="7 5"' if special and special.dashed else ""
    return f'fill="{fill}" fill-rule="evenodd" {edge}{dashed}'


def _surroundings(ground: gpd.GeoSeries | None, frame: Frame) -> list[str]:
    if ground is None or ground.empty:
        return []
    require_metric(ground, where="ground")
    inside = shapely.clip_by_rect(ground.to_numpy(), *frame.box)
    coarse = shapely.simplify(inside, _FINEST / frame.scale)
    polygons = coarse[shapely.area(coarse) > 0]
    style = f'fill="{Colour.PAPER}" stroke="{Colour.SURROUNDINGS_LINE}" stroke-width="1.2"'
    return [f'<path d="{path}" {style}/>' for path in paths(polygons, frame)]


def _label_spots(
    shapes: Shapes, labels: Sequence[str], dots: Sequence[Dot], mark: float, frame: Frame
) -> list[tuple[float, float, float]]:
    """Return of each label where its middle is, clear of the dots, and its size."""
    if not labels:
        return []
    most = float(np.clip(110 / np.sqrt(len(labels)), 13, 24))
    sizes = np.clip(frame.scale * np.sqrt(shapely.area(shapes)) / 2, 11, most)
    marks = shapely.points(np.array([(dot.x_m, dot.y_m) for dot in dots]).reshape(-1, 2))
    far = (mark + most / 2 + 2) / frame.scale
    taken = shapely.buffer(shapely.union_all(marks), far)
    clear = shapely.difference(shapes, taken)
    clear = np.where(shapely.is_empty(clear), shapes, clear)
    spots = frame.place(shapely.get_coordinates(shapely.point_on_surface(clear)))
    return [(x, y, size) for (x, y), size in zip(spots.tolist(), sizes.tolist(), strict=True)]


def _labels(
    spots: list[tuple[float, float, float]], labels: Sequence[str], classes: str
) -> list[str]:
    if not labels:
        return []
    halo = f'stroke="{_WHITE}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    weight = 'font-weight="bold" text-anchor="middle"'
    return [
        f'<text x="{x:g}" y="{y + size / 3:g}" font-size="{size:g}" {FONT} {weight} '
        f'fill="{_INK}" {halo if code not in {NOBODY, NO_DATA} else ""}>{escape(label)}</text>'
        for (x, y, size), label, code in zip(spots, labels, classes, strict=True)
    ]


def _occupied(
    label_spots: list[tuple[float, float, float]],
    labels: Sequence[str],
    dots: Sequence[Dot],
    mark: float,
    frame: Frame,
) -> list[Box]:
    """Return what no name of a place may cover: labels, dots, the scale bar and the arrow."""
    boxes: list[Box] = [
        (0.0, frame.height - 50, 0.22 * WIDTH, frame.height),
        (WIDTH - 50, 0.0, float(WIDTH), 70.0),
        (WIDTH - 240, frame.height - 80, float(WIDTH), frame.height),
    ]
    if labels:
        boxes += [
            (
                x - size * len(label) / 3 - _AIR,
                y - size / 2 - _AIR,
                x + size * len(label) / 3 + _AIR,
                y + size / 2 + _AIR,
            )
            for (x, y, size), label in zip(label_spots, labels, strict=True)
        ]
    spots = frame.place(np.array([(dot.x_m, dot.y_m) for dot in dots]).reshape(-1, 2))
    far = mark + 3
    return [*boxes, *((x - far, y - far, x + far, y + far) for x, y in spots.tolist())]


def _chosen(names: Sequence[Name], areas: gpd.GeoSeries, frame: Frame) -> list[Name]:
    """Return the names without those of small places, unless near and in one of the areas."""
    spots = shapely.points(np.array([(name.x_m, name.y_m) for name in names]).reshape(-1, 2))
    inside = set(areas.sindex.query(spots, predicate="within")[0].tolist())
    close = frame.scale >= WIDTH / _LARGE_M
    return [name for at, name in enumerate(names) if not name.small or (close and at in inside)]


def _names(names: Sequence[Name], occupied: list[Box], frame: Frame) -> list[str]:
    """Write the names that have room."""
    spots = frame.place(np.array([(name.x_m, name.y_m) for name in names]).reshape(-1, 2))
    found = place_names.fitting(
        [(x, y) for x, y in spots.tolist()],
        [name.text for name in names],
        occupied=occupied,
        limits=(4.0, 4.0, WIDTH - 4.0, frame.height - 4.0),
    )
    return [place_names.drawn(text, box, FONT) for text, box in found]


def _dots(dots: Sequence[Dot], mark: float, frame: Frame) -> list[str]:
    """Draw the dots whose centre is on the picture."""
    spots = frame.place(np.array([(dot.x_m, dot.y_m) for dot in dots]).reshape(-1, 2))
    inside = np.all((spots >= 0) & (spots <= (frame.width, frame.height)), axis=1).tolist()
    return [
        sign(x, y, dot.kind, mark)
        for (x, y), dot, here in zip(spots.tolist(), dots, inside, strict=True)
        if here
    ]

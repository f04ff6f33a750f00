"""Charts as still pictures (SVG), the same on the screen and on paper.

They show what they are given; titles, and the table that equals a chart, are with the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.palette import Colour

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH = 720
"""Width of a chart in its own units; a letter is 15 of them high."""

_INK, _MUTED, _LINES = Colour.INK, Colour.MUTED, Colour.LINES
_WHITE, _PRIMARY, _AMBER = Colour.WHITE, Colour.PRIMARY, Colour.AMBER
_LIGHT = Colour.PRIMARY_LINE
_SIZE = 15
_LETTER = 0.5 * _SIZE
_ROW = 30.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 24.0, 30.0, 52.0
_TICKS = 5
_FONT = "font-family=\"'Source Sans','Libertinus Serif',sans-serif\""
_STYLES = ((_PRIMARY, ""), (_AMBER, "9 5"), (_INK, "2 4"))
"""Colour and dashes of each line: never colour alone."""


class Bar(NamedTuple):
    """A row of :func:`bars` or :func:`dots`.

    Attributes
    ----------
    label, text
        What it is, and its value in words.
    low, high
        The ends of its value.
    strong
        Whether it is the one that the others are compared with.
    """

    label: str
    text: str
    low: float
    high: float
    strong: bool = False


@dataclass(frozen=True)
class Axis:
    """An axis from 0.

    Attributes
    ----------
    title
        What it measures, with its unit.
    most
        Its greatest value; 0 for the least that holds what is drawn.
    write
        Writes a value at a tick.
    """

    title: str
    write: Callable[[float], str]
    most: float = 0.0

    def to(self, most: float) -> Axis:
        """Return it with a greatest value, if it has none."""
        return self if self.most else Axis(self.title, self.write, most or 1.0)

    @property
    def ticks(self) -> list[float]:
        """Return round values from 0 to the greatest."""
        rough = self.most / _TICKS
        power = 10.0 ** np.floor(np.log10(rough))
        step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= rough)
        return [float(tick) for tick in np.arange(0, self.most * 1.0001, step)]


class Guide(NamedTuple):
    """A line at a value of the horizontal axis, with its meaning."""

    at: float
    text: str


class Spot(NamedTuple):
    """A dot of :func:`scatter`.

    Attributes
    ----------
    x, y
        Its values.
    colour
        Fill.
    code
        What a click on it chooses; empty for one that only shows.
    name
        What it is.
    chosen
        Whether it is the chosen one.
    """

    x: float
    y: float
    colour: str
    code: str = ""
    name: str = ""
    chosen: bool = False


def bars(rows: Sequence[Bar]) -> str:
    """Return a bar a row, solid to its low end and light to its high end, each with its value."""
    label = _label_width(rows)
    room = WIDTH - label - 12 - _LETTER * max(len(row.text) for row in rows)
    most = max((row.high for row in rows), default=0) or 1.0
    body = []
    for at, row in enumerate(rows):
        y, start = at * _ROW + 4, label + 8
        low, high = (max(end / most * room, 0.0) for end in (row.low, row.high))
        body += [
            _text(label, y + 16, _fitting(row.label, label), anchor="end", bold=row.strong),
            _rect(start, y, low, 22, _PRIMARY),
            _rect(start + low, y, high - low, 22, _LIGHT),
            _text(start + high + 6, y + 16, row.text),
        ]
    return _svg(len(rows) * _ROW + 4, body)


def dots(rows: Sequence[Bar], axis: Axis) -> str:
    """Return a dot a row on a common axis, a line where its value is a range."""
    label = _label_width(rows)
    axis = axis.to(max((row.high for row in rows), default=0))
    left = label + 16
    right = WIDTH - 16 - _LETTER * max(len(row.text) for row in rows)
    bottom = len(rows) * _ROW + 6

    def place(value: float) -> float:
        return left + value / axis.most * (right - left)

    body = [_line(place(t), 0, place(t), bottom, _LINES) for t in axis.ticks]
    body += [_text(place(t), bottom + 18, axis.write(t), anchor="middle") for t in axis.ticks]
    for at, row in enumerate(rows):
        y = at * _ROW + 16
        colour = _PRIMARY if row.strong else _MUTED
        ends = sorted({place(row.low), place(row.high)})
        body.append(_text(label, y + 5, _fitting(row.label, label), anchor="end", bold=row.strong))
        if len(ends) > 1:
            body.append(_line(ends[0], y, ends[1], y, colour, width=4))
        size = 8 if row.strong else 6
        body += [_circle(x, y, size, colour, _WHITE) for x in ends]
        body.append(_text(ends[-1] + 13, y + 5, row.text, bold=row.strong))
    body.append(_text(left, bottom + 38, axis.title, colour=_MUTED))
    return _svg(bottom + 46, body)


def cumulative(
    low: Sequence[tuple[float, float]],
    high: Sequence[tuple[float, float]],
    *,
    across: Axis,
    up: Axis,
    guides: Sequence[Guide] = (),
    height: float = 340.0,
) -> str:
    """Return how a share grows along an axis, as a band between its two ends.

    Parameters
    ----------
    low, high
        Points of the lower and the upper end, with the same x.
    across, up
        The axes.
    guides
        Values to mark on the horizontal axis.
    """
    plot = _Plot(across.to(max(x for x, _y in low)), up, height)
    upper = [plot.at(x, y) for x, y in high]
    lower = [plot.at(x, y) for x, y in low]
    band = _points([*upper, *reversed(lower)])
    body = [
        *plot.frame(),
        f'<polygon points="{band}" fill="{_LIGHT}" fill-opacity=".6"/>',
        *(
            f'<polyline points="{_points(line)}" fill="none" stroke="{_PRIMARY}" stroke-width="3"/>'
            for line in ([upper] if upper == lower else [upper, lower])
        ),
        *plot.guides(guides),
    ]
    return _svg(height, body)


def scatter(
    spots: Sequence[Spot],
    *,
    across: Axis,
    up: Axis,
    guides: Sequence[Guide] = (),
    height: float = 420.0,
) -> str:
    """Return dots; those with a code carry it as ``data-code``, and their name as a title."""
    plot = _Plot(
        across.to(max((spot.x for spot in spots), default=0)),
        up.to(max((spot.y for spot in spots), default=0)),
        height,
    )
    body = plot.frame()
    for spot in sorted(spots, key=lambda one: (one.chosen, bool(one.code))):
        x, y = plot.at(spot.x, spot.y)
        if not spot.code:
            body.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="2.5" fill="{spot.colour}"/>')
            continue
        size, edge = (8, 3) if spot.chosen else (5, 1)
        body.append(
            f'<circle data-code="{escape(spot.code)}" cx="{x:.1f}" cy="{y:.1f}" r="{size}" '
            f'fill="{spot.colour}" stroke="{_INK}" stroke-width="{edge}">'
            f"<title>{escape(spot.name)}</title></circle>"
        )
        if spot.chosen:
            half = _LETTER * len(spot.name) / 2
            body.append(
                _text(
                    min(max(x, half), WIDTH - half), y - 14, spot.name, anchor="middle", bold=True
                )
            )
    return _svg(height, [*body, *plot.guides(guides)])


def trend(
    lines: Sequence[tuple[str, Sequence[tuple[float, float]]]],
    *,
    up: Axis,
    height: float = 300.0,
) -> str:
    """Return values by year: a line for each series, with its name at its end.

    Parameters
    ----------
    lines
        Name, and pairs of a year and a value, of at most three series.
    up
        The vertical axis.
    """
    years = sorted({year for _name, line in lines for year, _value in line})
    first, last = years[0], years[-1]
    up = up.to(max(value for _name, line in lines for _year, value in line))
    names = _LETTER * max(len(name) for name, _line_ in lines)
    plot = _Plot(Axis("", lambda x: f"{x + first:.0f}", last - first or 1.0), up, height, names)
    body = plot.frame(vertical=[year - first for year in years])
    for (name, line), (colour, dashes) in zip(lines, _STYLES, strict=False):
        spots = [plot.at(year - first, value) for year, value in line]
        body.append(
            f'<polyline points="{_points(spots)}" fill="none" stroke="{colour}" stroke-width="3" '
            f'stroke-dasharray="{dashes}"/>'
        )
        body += [_circle(x, y, 5, colour, _WHITE) for x, y in spots]
        body.append(_text(spots[-1][0] + 10, spots[-1][1] + 5, name, colour=colour, bold=True))
    return _svg(height, body)


@dataclass(frozen=True)
class _Plot:
    """A plot with two axes."""

    across: Axis
    up: Axis
    height: float
    names_width: float = 0.0

    @property
    def right(self) -> float:
        return WIDTH - _RIGHT - self.names_width

    @property
    def floor(self) -> float:
        return self.height - _BOTTOM

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point is; what is beyond an axis is at its end."""
        return (
            _LEFT + min(x / self.across.most, 1.0) * (self.right - _LEFT),
            self.floor - min(y / self.up.most, 1.0) * (self.floor - _TOP),
        )

    def frame(self, vertical: Sequence[float] = ()) -> list[str]:
        """Draw the axes with ticks and titles."""
        body = []
        for tick in self.up.ticks:
            y = self.at(0, tick)[1]
            body.append(_line(_LEFT, y, self.right, y, _LINES))
            body.append(_text(_LEFT - 8, y + 5, self.up.write(tick), anchor="end"))
        for tick in vertical or self.across.ticks:
            x = self.at(tick, 0)[0]
            body.append(_line(x, self.floor, x, self.floor + 5, _MUTED))
            body.append(_text(x, self.floor + 21, self.across.write(tick), anchor="middle"))
        body.append(_text(0, 14, self.up.title, colour=_MUTED))
        if self.across.title:
            title = self.across.title
            body.append(_text(self.right, self.height - 8, title, anchor="end", colour=_MUTED))
        return body

    def guides(self, guides: Sequence[Guide]) -> list[str]:
        """Draw marked values as broken lines, each with its meaning on a line of its own."""
        body = []
        for at, guide in enumerate(sorted(guides)):
            x = self.at(guide.at, 0)[0]
            y = _TOP + 16 + at * 20
            body.append(_line(x, _TOP, x, self.floor, _AMBER, width=2, dashes="6 4"))
            wide = x + 8 + _LETTER * len(guide.text) > WIDTH
            side, anchor = (x - 8, "end") if wide else (x + 8, "start")
            body.append(_text(side, y, guide.text, anchor=anchor, colour=_AMBER, bold=True))
        return body


def _label_width(rows: Sequence[Bar]) -> float:
    return min(_LETTER * 1.06 * max((len(row.label) for row in rows), default=0), 0.45 * WIDTH)


def _fitting(text: str, width: float) -> str:
    """Return a label that is no wider; the table next to a chart has it whole.

    >>> _fitting("Roodebeek - Sterrebeelden", 10 * _LETTER)
    'Roodebeek…'
    """
    most = int(width / _LETTER)
    return text if len(text) <= most else text[: most - 1].rstrip(" -,") + "…"


def _points(spots: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    if width <= 0:
        return ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:g}" fill="{fill}"/>'


def _circle(x: float, y: float, size: float, fill: str, edge: str) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:g}" fill="{fill}" stroke="{edge}" '
        'stroke-width="1.5"/>'
    )


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: str, *, width: float = 1, dashes: str = ""
) -> str:
    return (
        f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width:g}" stroke-dasharray="{dashes}"/>'
    )


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    colour: str = _INK,
    bold: bool = False,
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight} '
        f'stroke="{_WHITE}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">'
        f"{escape(words)}</text>"
    )


def _svg(height: float, body: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:g}" '
        f'viewBox="0 0 {WIDTH} {height:g}" {_FONT} font-size="{_SIZE}">'
        f'<rect width="{WIDTH}" height="{height:g}" fill="{_WHITE}"/>{"".join(body)}</svg>'
    )

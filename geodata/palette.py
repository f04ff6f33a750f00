"""Every colour of Nabij: of the pages, the maps, the PDF and the styles for QGIS.

To change one, change it here. The pages and the frame of a map get :data:`TOKENS` as CSS custom
properties (``var(--ink)``), the scripts of the map and the PDF as data. On a dark screen the pages
get :data:`DARK`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from geodata.choropleth import CLASSES, NO_DATA, NOBODY, PLAIN, UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geodata.measures import Measure


class Colour(StrEnum):
    """A colour by its use, as ``#rrggbb`` (``#rrggbbaa`` where it lets through what is below)."""

    INK = "#1B2733"
    MUTED = "#52606D"
    PRIMARY = "#00606F"
    PRIMARY_DARK = "#004B57"
    PRIMARY_LINE = "#9CC4CB"
    PRIMARY_TINT = "#EEF6F7"
    CHOSEN = "#DCEDEF"
    AMBER = "#8A4B00"
    AMBER_LINE = "#E0C9A6"
    AMBER_TINT = "#FFF8EC"
    RED = "#9B1C1C"
    GREEN = "#1B6B45"
    WHITE = "#FFFFFF"
    PAPER = "#F6F4EF"
    TRACK = "#EEF1F4"
    ROW_LINE = "#E6EAEE"
    LINES = "#C5CED8"
    GREY = "#7B8794"
    SURROUNDINGS_LINE = "#A5AFBA"
    EDGE = "#333333"
    NOBODY = "#E3E6EA"
    SHADOW = "#1B27332E"


DARK: Final = {
    Colour.INK: "#E8EDF2",
    Colour.MUTED: "#AEB9C4",
    Colour.PRIMARY: "#6CC5D3",
    Colour.PRIMARY_DARK: "#9ADAE4",
    Colour.PRIMARY_LINE: "#2F6570",
    Colour.PRIMARY_TINT: "#12282D",
    Colour.CHOSEN: "#1D3D44",
    Colour.AMBER: "#F0B35A",
    Colour.AMBER_LINE: "#6B5328",
    Colour.AMBER_TINT: "#2B2313",
    Colour.RED: "#F29A9A",
    Colour.GREEN: "#7CCBA2",
    Colour.WHITE: "#14191F",
    Colour.PAPER: "#1C232B",
    Colour.TRACK: "#2A333D",
    Colour.ROW_LINE: "#2B343E",
    Colour.LINES: "#4A5663",
    Colour.GREY: "#8A97A4",
    Colour.SURROUNDINGS_LINE: "#5A6672",
    Colour.EDGE: "#C9D1D9",
    Colour.NOBODY: "#3A434D",
    Colour.SHADOW: "#00000066",
}
"""Colour → what the pages show instead to a reader who prefers dark screens.

Maps, swatches of their classes and paper are light for everyone: the classes are known by
colours that were chosen on white.
"""

TOKENS: Final = {c.name.lower().replace("_", "-"): c.value for c in Colour}
"""Name, as in CSS → colour."""

MORE_IS_WORSE: Final = ("#fef0d9", "#fdcc8a", "#fc8d59", "#e34a33", "#b30000")
"""OrRd of ColorBrewer, safe for colour-blind readers: people out of reach, distance."""

MORE_IS_BETTER: Final = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
"""YlGnBu: share in reach, points in reach."""

PROGRAMME: Final = ("#b2182b", "#fdae61", "#abd9e9", "#2c7bb6")
"""No centre, room left, full, above the programme: from red to blue."""

WORKING_AREA: Final = ("#e66101", "#fdb863", "#b2abd2", "#5e3c99")
"""PuOr: no centre, incomplete records, room left, full."""

CHANGE: Final = ("#7b3294", "#c2a5cf", "#f7f7f7", "#a6dba0", "#008837")
"""PRGn: much worse, worse, the same, better, much better; safe for colour-blind readers."""

CROSSED: Final = (
    *("#e8e8e8", "#e4acac", "#c85a5a"),
    *("#b0d5df", "#ad9ea5", "#985356"),
    *("#64acbe", "#627f8c", "#574249"),
)
"""Two crossed measures: more people towards blue, further away towards red, both towards dark.

"Bivariate choropleth" of Joshua Stevens (2015), whose nine colours differ in lightness too.
"""

HATCHED: Final = "hatch"
"""As a fill: thin diagonal lines (:attr:`Colour.GREY`) on white."""


@dataclass(frozen=True)
class ClassStyle:
    """How a map draws a class that is not on a ramp.

    Attributes
    ----------
    fill
        A colour, or :data:`HATCHED`.
    fill_opacity, line_opacity
        0–1.
    dashed
        Whether its border is a broken line.
    """

    fill: str
    fill_opacity: float = 0.85
    line_opacity: float = 0.4
    dashed: bool = False

    @property
    def css(self) -> str:
        """The ``background`` of a swatch of it."""
        if self.fill != HATCHED:
            return self.fill
        white, line = Colour.WHITE, Colour.GREY
        return f"repeating-linear-gradient(135deg,{white} 0 4px,{line} 4px 5.2px)"


CLASS_STYLES: Final = {
    UNDECIDED: ClassStyle(HATCHED, fill_opacity=1),
    NOBODY: ClassStyle(Colour.NOBODY),
    NO_DATA: ClassStyle(Colour.WHITE, line_opacity=0.8, dashed=True),
    PLAIN: ClassStyle(Colour.WHITE, fill_opacity=0.45, line_opacity=0.3),
}
"""Class character → how it is drawn, for the classes that are not on a ramp."""


def ramp(measure: Measure) -> tuple[str, ...]:
    """Return the colours of the classes of a measure, from the lowest class to the highest."""
    if measure.crossed:
        return CROSSED
    return MORE_IS_BETTER if measure.more_is_better else MORE_IS_WORSE


def class_fill(code: str, palette: Sequence[str]) -> str:
    """Return the fill of a class: a colour, or :data:`HATCHED`.

    Parameters
    ----------
    code
        Class character, see :func:`geodata.choropleth.classify`.
    palette
        The colours of the classes on the ramp, from the lowest to the highest.

    Examples
    --------
    >>> class_fill("2", MORE_IS_WORSE)
    '#fdcc8a'
    >>> class_fill("u", MORE_IS_WORSE)
    'hatch'
    """
    return palette[CLASSES.index(code)] if code in CLASSES else str(CLASS_STYLES[code].fill)


def css_variables(*, always_light: str = ".nabij-light") -> str:
    """Return the style sheet that gives every colour its custom property, also on a dark screen.

    Parameters
    ----------
    always_light
        CSS selector of what keeps the colours of a light screen.

    Examples
    --------
    >>> css_variables(always_light="img")[:12]
    ':root, img {'
    """
    light = _declared((colour, colour.value) for colour in Colour)
    dark = _declared(DARK.items())
    return (
        f":root, {always_light} {{ {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"
    )


def _css_name(colour: Colour) -> str:
    return colour.name.lower().replace("_", "-")


def _declared(colours: Iterable[tuple[Colour, str]]) -> str:
    return "; ".join(f"--{_css_name(colour)}: {value}" for colour, value in colours)

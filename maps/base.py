"""The map itself: a constant Folium map, and the small layer that paints a view on it.

streamlit-folium keeps a map in the browser as long as its script stays the same, byte for byte. So
:func:`base_map` never contains data; :func:`paint_layer` carries a :class:`MapView` and nothing
else. Both call ``assets/nabij-map.js``, served by the app itself like Leaflet is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import folium
import numpy as np
from branca.element import MacroElement
from folium.template import Template

from geodata.choropleth import PLAIN
from geodata.palette import CLASS_STYLES, TOKENS
from maps.circles import least_drawn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from geodata.languages import Language
    from geodata.palette import ClassStyle

ASSETS = Path(__file__).with_name("assets")
"""Our own scripts and style sheet, to be served at ``../../nabij/assets/`` of the map's frame."""

SCRIPTS = (
    "nabij-areas.js",
    "nabij-circles.js",
    "nabij-marks.js",
    "nabij-insets.js",
    "nabij-names.js",
    "nabij-map.js",
)
"""In the order in which they are loaded: each uses those before it."""

_FROM_FRAME = "../../nabij"


class NabijMap(folium.Map):
    """A Folium map that loads nothing but Leaflet and our own script, from our own host."""

    _name = "Map"
    default_js = [  # noqa: RUF012  (as in Folium)
        ("leaflet", f"{_FROM_FRAME}/leaflet/leaflet.js"),
        *((script, f"{_FROM_FRAME}/assets/{script}") for script in SCRIPTS),
    ]
    default_css = [  # noqa: RUF012  (as above)
        ("leaflet_css", f"{_FROM_FRAME}/leaflet/leaflet.css"),
        ("nabij_css", f"{_FROM_FRAME}/assets/nabij-map.css"),
    ]


class _Call(MacroElement):
    """Call a function of ``nabij-map.js`` with the map and one JSON argument."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.code }}{% endmacro %}")

    def __init__(self, function: str, argument: Mapping[str, object]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self._name = "Call"
        text = json.dumps(argument, ensure_ascii=False, separators=(",", ":"))
        # only inside strings: "<" could end a script, and streamlit-folium reads "{{" as a
        # reference
        text = text.replace("<", "\\u003c").replace("{{", "{\\u007b")
        self.code = f"nabij.{function}(map_div, {text});"


class Mark(NamedTuple):
    """A place on the map that is no service point.

    Attributes
    ----------
    at
        Latitude and longitude, degrees (WGS84).
    label
        What it is, in the reader's language.
    shape
        CSS class of ``nabij-map.css``: ``nabij-here``, ``nabij-support`` or ``nabij-service``.
    """

    at: tuple[float, float]
    label: str
    shape: str


class Circles(NamedTuple):
    """Numbers of people as circles, whose area is in proportion.

    Attributes
    ----------
    most
        The number of the largest circle.
    radius_px
        Its radius, pixels.
    possible
        Per area the number that is possible where it is not certain, or None: an open circle.
    """

    most: int
    radius_px: int
    possible: tuple[int | None, ...]


class Inset(NamedTuple):
    """A part of the map that is drawn larger, below it.

    Attributes
    ----------
    name
        In the reader's language.
    bounds
        South-west and north-east corner, degrees (WGS84).
    """

    name: str
    bounds: tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class MapView:
    """All that a rerun sends to the map.

    Attributes
    ----------
    geometry
        File name of the geometry, below ``nabij/geo/``.
    codes_hash
        Hash of the ordered codes; the browser refuses a file of another snapshot.
    bounds
        South-west and north-east corner, degrees (WGS84).
    classes
        One character per area: ``1``–``9`` class, ``u`` undecided, ``0`` nobody lives there, ``n``
        no data, ``-`` a plain outline with its name only.
    values
        Per area the whole number to show, or None.
    palette
        A colour for each class, at most nine.
    labels
        What each class character means, in the reader's language.
    value_text
        Text of a value, with ``{n}`` for the number.
    estimate
        Where the values are estimated numbers of people: the text of a number, with ``{n}``, and
        that of fewer than ten. Empty elsewhere.
    selected
        Code of the selected area, or empty.
    points
        File name of the service points and of the names of places, below ``nabij/geo/``.
    points_hash
        Hash of their ordered ids.
    points_shown
        One character per service point: ``1`` if it counts, else ``0``.
    marks
        What else to show.
    thick
        Which outlines of the file are drawn thick.
    points_named
        Whether the service points have their names next to them, where the areas are plain.
    circles
        How ``values`` are drawn as circles, if they are.
    insets
        Parts that are too small to see in a map of a large region.
    answer
        What to read at the selected area, a text a line; the first is its name.
    lines
        Lines over the areas (:func:`encoded_lines`).
    """

    geometry: str
    codes_hash: str
    bounds: tuple[tuple[float, float], tuple[float, float]]
    classes: str
    values: tuple[int | None, ...]
    palette: tuple[str, ...]
    labels: Mapping[str, str]
    value_text: str
    points: str
    points_hash: str
    points_shown: str
    selected: str = ""
    estimate: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    thick: str = "provinces"
    points_named: bool = True
    circles: Circles | None = None
    insets: tuple[Inset, ...] = ()
    answer: tuple[str, ...] = ()
    lines: tuple[tuple[int, ...], ...] = ()

    def argument(self) -> dict[str, object]:
        """Return the view as the JSON argument of ``nabij.paint``."""
        return {
            "geometry": f"{_FROM_FRAME}/geo/{self.geometry}",
            "codesHash": self.codes_hash,
            "bounds": self.bounds,
            "classes": self.classes,
            "values": ",".join(map(_base36, self.values)),
            "palette": self.palette,
            "labels": dict(self.labels),
            "value": self.value_text,
            "estimate": self.estimate,
            "selected": self.selected,
            "points": f"{_FROM_FRAME}/geo/{self.points}",
            "pointsHash": self.points_hash,
            "pointsShown": self.points_shown,
            "pointsNamed": self.points_named and self.classes.startswith(PLAIN),
            "marks": [mark._asdict() for mark in self.marks],
            "thick": self.thick,
            "circles": self._circles(),
            "insets": [inset._asdict() for inset in self.insets],
            "answer": self.answer,
            "lines": self.lines,
        }

    def _circles(self) -> dict[str, object] | None:
        if self.circles is None:
            return None
        most, radius_px, possible = self.circles
        return {
            "most": most,
            "radius": radius_px,
            "least": least_drawn(most, radius_px),
            "possible": ",".join(map(_base36, possible)),
        }


def encoded_lines(lines: Iterable[NDArray[np.float64]]) -> tuple[tuple[int, ...], ...]:
    """Return lines in few characters: each a start, and steps from there.

    Parameters
    ----------
    lines
        Latitudes and longitudes in degrees (WGS84), shape (corners, 2) each.

    Returns
    -------
    tuple
        Of each line latitude and longitude of its start in units of 1e-5 degree, some metre, and
        then how much is added to both at each corner.

    Examples
    --------
    >>> encoded_lines([np.array([[51.0, 4.0], [51.0001, 4.0], [51.0001, 3.9998]])])
    ((5100000, 400000, 10, 0, 0, -20),)
    """
    found = []
    for line in lines:
        whole = np.round(line * 1e5).astype(np.int64)
        found.append(tuple(np.diff(whole, axis=0, prepend=0).ravel().tolist()))
    return tuple(found)


def _leaflet(style: ClassStyle) -> dict[str, object]:
    """Return the options of Leaflet for a class; ``fill`` is left to our script."""
    options = {
        "fill": style.fill,
        "fillOpacity": style.fill_opacity,
        "opacity": style.line_opacity,
    }
    return options | ({"dashArray": "4 3"} if style.dashed else {})


def _base36(number: int | None) -> str:
    """Return a number in few characters; empty if there is none."""
    return "" if number is None else np.base_repr(number, 36).lower()


def base_map(
    *,
    language: Language,
    texts: Mapping[str, object],
    tiles: str = "",
    attribution: str = "",
) -> NabijMap:
    """Return the constant map, the argument of ``st_folium`` on every run.

    Parameters
    ----------
    language
        Of the frame's document, its numbers and the names of areas.
    texts
        ``title``, ``zoomIn``, ``zoomOut``, ``home``, ``failed`` and ``noTiles``, translated; and
        ``status`` and ``position``, texts of a service point by its status and precision,
        with ``{street}``, ``{place}`` and ``{far}``.
    tiles
        Address of base map tiles with ``{z}``, ``{x}``, ``{y}``; empty for none.
    attribution
        The line that the tiles' licence asks to show.
    """
    base = NabijMap(
        location=[50.95, 4.35],
        zoom_start=8,
        tiles=None,
        prefer_canvas=True,
        zoom_control=False,
        attributionControl=False,
        zoomSnap=0,
        zoomDelta=0.75,
        minZoom=7,
        maxZoom=18,
    )
    options = {
        "lang": language.code,
        "locale": language.tag,
        "frenchNames": language.french_names,
        "texts": dict(texts),
        "tiles": tiles,
        "attribution": attribution,
        "colours": TOKENS,
        "classStyles": {code: _leaflet(style) for code, style in CLASS_STYLES.items()},
    }
    base.add_child(_Call("start", options))
    return base


def paint_layer(view: MapView) -> folium.FeatureGroup:
    """Return the layer that paints a view, for ``feature_group_to_add`` of ``st_folium``."""
    layer = folium.FeatureGroup("view")
    layer.add_child(_Call("paint", view.argument()))
    return layer

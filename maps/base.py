"""The map itself: a constant Folium map, and the small layer that paints a view on it.

streamlit-folium keeps a map in the browser as long as its script stays the same, byte for byte. So
:func:`base_map` never contains data; :func:`paint_layer` carries a :class:`MapView` and nothing
else. Both call ``assets/nabij-map.js``, served by the app itself like Leaflet is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import folium
from branca.element import MacroElement
from folium.template import Template

from geodata.palette import CLASS_STYLES, TOKENS
from maps.view import FROM_FRAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.languages import Language
    from geodata.palette import ClassStyle
    from maps.view import MapView

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


class NabijMap(folium.Map):
    """A Folium map that loads nothing but Leaflet and our own script, from our own host."""

    _name = "Map"
    default_js = [  # noqa: RUF012  (as Folium declares it)
        ("leaflet", f"{FROM_FRAME}/leaflet/leaflet.js"),
        *((script, f"{FROM_FRAME}/assets/{script}") for script in SCRIPTS),
    ]
    default_css = [  # noqa: RUF012  (as above)
        ("leaflet_css", f"{FROM_FRAME}/leaflet/leaflet.css"),
        ("nabij_css", f"{FROM_FRAME}/assets/nabij-map.css"),
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


def _leaflet(style: ClassStyle) -> dict[str, object]:
    """Return the options of Leaflet for a class; ``fill`` is left to our script."""
    options = {
        "fill": style.fill,
        "fillOpacity": style.fill_opacity,
        "opacity": style.line_opacity,
    }
    return options | ({"dashArray": "4 3"} if style.dashed else {})


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

"""The frame of every map: its texts, its clicks, and a button that shows it on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from streamlit_folium import st_folium

from geodata.enums import Status
from geodata.places.locate import unit_at
from loaders.settings import get_settings
from maps.base import base_map, paint_layer
from pages.ui import markup
from pages.ui.i18n import _, reader_language
from pages.ui.labels import POSITIONS, status_label

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from maps.base import MapView


_HEIGHT = 560
_WIDE = (
    "<style>:root { --map-height: 440px }"
    "@media (max-width: 640px) { :root { --map-height: 320px } }</style>"
)
"""A lower frame, for a region that is much wider than high."""


def draw(  # noqa: PLR0913  (a map, its texts and its clicks)
    view: MapView,
    *,
    key: str,
    title: str,
    failed: str,
    areas: gpd.GeoDataFrame | None = None,
    on_area: Callable[[str], None] | None = None,
    on_spot: Callable[[float, float], None] | None = None,
) -> None:
    """Draw a map; on a phone behind a button.

    Parameters
    ----------
    view
        What it paints.
    key
        Key of the map in the session.
    title, failed
        Its title, and the text where it cannot be drawn.
    areas
        The areas that a click can choose, indexed by their code, EPSG:3812.
    on_area
        Called with the code of the area that was clicked, empty outside all; None for a map that
        only shows.
    on_spot
        Called instead with latitude and longitude of the click, degrees (WGS84).
    """

    def clicked() -> None:
        spot = (st.session_state.get(key) or {}).get("last_clicked")
        if spot and on_spot is not None:
            on_spot(spot["lat"], spot["lng"])
        elif spot and on_area is not None and areas is not None:
            on_area(unit_at(areas, lat=spot["lat"], lon=spot["lng"]) or "")

    clicks = on_area or on_spot
    settings = get_settings()
    texts: dict[str, object] = {
        "title": title,
        "zoomIn": _("Inzoomen"),
        "zoomOut": _("Uitzoomen"),
        "home": _("Toon het hele gebied"),
        "failed": failed,
        "noTiles": _("De achtergrondkaart is niet bereikbaar; de wijken staan er wel."),
        "status": {status.value: status_label(status) for status in Status},
        "position": {precision.value: _(text) for precision, text in POSITIONS.items()},
    }
    with st.container(key="map_open"):
        opened = st.toggle(_("Toon kaart"), key="kaart_open", persist_state="session")
    if not opened:
        st.html(
            "<style>@media (max-width: 640px) { .st-key-map, .nabij-signs "
            "{ display: none } }</style>"
        )
    (south, west), (north, east) = view.bounds
    if east - west > 2.5 * (north - south):  # degrees: about 1.6 times in metres
        st.html(_WIDE)
    with st.container(key="map"):
        st.html(markup.paragraph(failed, "nabij-fallback"))
        st_folium(
            base_map(
                language=reader_language(),
                texts=texts,
                tiles=settings.tiles,
                attribution=settings.tiles_attribution,
            ),
            key=key,
            height=_HEIGHT,
            use_container_width=True,
            returned_objects=["last_clicked"] if clicks else [],
            feature_group_to_add=paint_layer(view),
            on_change=clicked if clicks else None,
        )

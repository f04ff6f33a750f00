"""The frame of every map: its texts, its clicks, and a button that shows it on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geodata.enums import Level, Status
from geodata.places.locate import unit_at
from geodata.regions import BRUSSELS_PROVINCE, FLANDERS, parse_region
from loaders.settings import get_settings
from maps.view import Inset
from pages.ui import markup
from pages.ui.cache import map_files, names
from pages.ui.i18n import _, reader_language
from pages.ui.labels import POSITIONS, status_label

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from loaders.store.snapshots import Snapshot
    from maps.view import MapView


_INSETS = (
    f"{Level.PROVINCE}:{BRUSSELS_PROVINCE}",
    f"{Level.MUNICIPALITY}:11002",
    f"{Level.MUNICIPALITY}:44021",
)
"""Brussels, Antwerp, Gent: regions with many small wijken."""

_HEIGHT = 560
_WIDE = (
    "<style>:root {{ --map-height: 440px }}"
    "@media (max-width: 640px) {{ :root {{ --map-height: {phone}px }} }}</style>"
)
"""A lower frame, for a region that is much wider than high."""

_PHONE, _PHONE_WITH_INSETS = 320, 420


def insets(snapshot: Snapshot, region: str) -> tuple[Inset, ...]:
    """Return what a map of all Flanders shows larger."""
    if parse_region(region).level is not Level.REGION:
        return ()
    files, named = map_files(snapshot).regions, names(snapshot).regions
    keys = [key for key in _INSETS if key in files]
    if region == FLANDERS:
        keys = [key for key in keys if not key.endswith(BRUSSELS_PROVINCE)]
    brussels = names(snapshot).areas.get((Level.MUNICIPALITY, "21004"), "")
    return tuple(
        Inset(brussels if key.endswith(BRUSSELS_PROVINCE) else named[key], files[key].bounds)
        for key in keys
    )


def draw(
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

    # here, so that a page whose map nobody sees yet does not wait for Folium
    from streamlit_folium import st_folium

    from maps.base import base_map, paint_layer

    clicks = on_area or on_spot
    settings = get_settings()
    texts: dict[str, object] = {
        "title": title,
        "zoomIn": _("Inzoomen"),
        "zoomOut": _("Uitzoomen"),
        "home": _("Toon het hele gebied"),
        "north": _("N"),
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
        st.html(_WIDE.format(phone=_PHONE_WITH_INSETS if view.insets else _PHONE))
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
            render=False,  # it renders the map once anyhow
            height=_HEIGHT,
            use_container_width=True,
            returned_objects=["last_clicked"] if clicks else [],
            feature_group_to_add=paint_layer(view),
            on_change=clicked if clicks else None,
        )

"""The map of Vind: the centres of the list, and the spot that was looked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st
from pyproj import Transformer

from geodata.choropleth import PLAIN
from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import Level
from geodata.measures import GAP
from geodata.palette import ramp
from geodata.places.locate import unit_at
from geodata.regions import municipality_key
from maps.view import MapView, Mark
from pages.ui import legends, map_frame
from pages.ui.cache import areas_by_code, map_files, units_by_code
from pages.ui.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from loaders.store.snapshots import Snapshot

    _Bounds = tuple[tuple[float, float], tuple[float, float]]

_LEAST_DEG = 0.012
_ALONE_DEG = 0.03
"""Around one spot: wide enough for the name of a place near it."""
_WALKED_DEG = 0.015
"""The same with its streets in reach on foot: they fill the map."""

_AROUND = 0.18
_TO_DEGREES = Transformer.from_crs(METRIC_CRS, WGS84, always_xy=True)


def degrees(x_m: float, y_m: float) -> tuple[float, float]:
    """Return latitude and longitude (WGS84) of a spot in EPSG:3812."""
    lon, lat = _TO_DEGREES.transform(x_m, y_m)
    return lat, lon


def unit_of(snapshot: Snapshot, x_m: float, y_m: float) -> str | None:
    """Return the code of the neighbourhood at a spot (EPSG:3812), or None outside all."""
    lat, lon = degrees(x_m, y_m)
    return unit_at(units_by_code(snapshot), lat=lat, lon=lon)


def show(
    snapshot: Snapshot,
    points: gpd.GeoDataFrame,
    *,
    here: tuple[float, float] | None = None,
    label: str = "",
    others: tuple[Mark, ...] = (),
    lines: tuple[tuple[int, ...], ...] = (),
) -> None:
    """Draw service points, and the spot that was looked for.

    Parameters
    ----------
    snapshot
        What is loaded.
    points
        The service points to show (``schemas.ServicePoints``), at least one.
    here
        The spot, EPSG:3812, metres; or None.
    label
        What to call it.
    others
        What else to mark; without a spot, the map is not wider for these.
    lines
        Streets in reach on foot (:func:`maps.view.encoded_lines`).
    """
    _draw(view(snapshot, points, here=here, label=label, others=others, lines=lines))


def show_town(snapshot: Snapshot, points: gpd.GeoDataFrame, town: str) -> None:
    """Draw the service points of a municipality, by its NIS code; the map is fitted to it."""
    bounds = map_files(snapshot).regions[municipality_key(town)].bounds
    _draw(_view(snapshot, points, towns={town}, bounds=bounds))


def _draw(shown: MapView) -> None:
    map_frame.draw(
        shown,
        key="kaart_vind",
        title=_("Kaart van de centra"),
        failed=_("De kaart kan niet worden getekend. De lijst toont dezelfde centra."),
    )
    street = ("nabij-street", _("woonstraat in bereik, te voet"))
    st.html(legends.centre_signs([street] if shown.lines else []))


def view(
    snapshot: Snapshot,
    points: gpd.GeoDataFrame,
    *,
    here: tuple[float, float] | None,
    label: str,
    others: tuple[Mark, ...] = (),
    lines: tuple[tuple[int, ...], ...] = (),
) -> MapView:
    """Return what the map paints: see :func:`show`."""
    spots = list(zip(points.geometry.x, points.geometry.y, strict=True))
    found = [degrees(x_m, y_m) for x_m, y_m in spots]
    marks = (*((Mark(degrees(*here), label, "nabij-here"),) if here else ()), *others)
    alone = _WALKED_DEG if lines else _ALONE_DEG
    bounds = _bounds([*found, *(mark.at for mark in marks)], alone)
    towns = set(points["municipality"])
    return replace(_view(snapshot, points, towns=towns, bounds=bounds, marks=marks), lines=lines)


def _view(
    snapshot: Snapshot,
    points: gpd.GeoDataFrame,
    *,
    towns: set[str],
    bounds: _Bounds,
    marks: tuple[Mark, ...] = (),
) -> MapView:
    index = map_files(snapshot)
    file = index.regions[_region(snapshot, towns)]
    shown = set(points["id"])
    return MapView(
        geometry=f"{snapshot.id}/{file.file}",
        codes_hash=file.codes_hash,
        bounds=bounds,
        classes=PLAIN * file.units,
        values=(None,) * file.units,
        palette=ramp(GAP),
        labels={},
        value_text="",
        points=f"{snapshot.id}/{index.points.file}",
        points_hash=index.points.ids_hash,
        points_shown="".join("1" if i in shown else "0" for i in index.points.ids),
        marks=marks,
    )


def _region(snapshot: Snapshot, towns: set[str]) -> str:
    """Return the smallest region with these municipalities: a province, or everything."""
    areas = areas_by_code(snapshot, Level.MUNICIPALITY)
    provinces = set(areas.loc[list(towns), "province"])
    return f"province:{provinces.pop()}" if len(provinces) == 1 else "all"


def _bounds(spots: Sequence[tuple[float, float]], alone_deg: float) -> _Bounds:
    lats, lons = zip(*spots, strict=True)
    least = _LEAST_DEG if len(set(spots)) > 1 else alone_deg
    tall = max((max(lats) - min(lats)) * _AROUND, least)
    wide = max((max(lons) - min(lons)) * _AROUND, least * 1.6)
    return (
        (round(min(lats) - tall, 5), round(min(lons) - wide, 5)),
        (round(max(lats) + tall, 5), round(max(lons) + wide, 5)),
    )

"""Made-up files of addresses and buildings: two in Gent, one in Antwerpen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from geodata.crs import METRIC_CRS, WGS84
from tests.loaders.made_up.writing import MadeUp, layers, points, text, workbook

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData

_ROWS = (
    {"adres": "Voorbeeldplein 1", "inwoners": 3, "lat": 51.0543, "lon": 3.7174},
    {"adres": "Voorbeeldplein 2", "inwoners": 2, "lat": 51.0541, "lon": 3.7180},
    {"adres": "Voorbeeldkaai 7", "inwoners": 4, "lat": 51.2194, "lon": 4.4025},
)
_COUNTED = {"11002": [1, 4.0], "44021": [2, 5.0]}
_ONE_EACH = {"11002": [1, 1.0], "44021": [2, 2.0]}
"""NIS → addresses, and what they count for: their people, or 1 each."""


def _buildings(_: SnapshotData) -> bytes:
    """Return polygons of buildings without people, as a Shapefile in Lambert 72."""
    spots = gpd.points_from_xy([r["lon"] for r in _ROWS], [r["lat"] for r in _ROWS], crs=WGS84)
    frame = gpd.GeoDataFrame({"id": [1, 2, 3]}, geometry=spots).to_crs(METRIC_CRS)
    return layers("x.zip", {"": frame.set_geometry(frame.buffer(6)).to_crs(31370)})


ADDRESSES = (
    MadeUp(
        "addresses",
        "Adressen bevolking.csv",
        text(
            "Adres;Breedtegraad;Lengtegraad;Inwoners\n"
            + "".join(
                f"{row['adres']};{row['lat']};{row['lon']};{row['inwoners']}\n".replace(".", ",")
                for row in _ROWS
            ),
            "cp1252",
        ),
        _COUNTED,
    ),
    MadeUp(
        "addresses",
        "adresses.xlsx",
        workbook(
            Adresses=[
                ["Latitude", "Longitude", "Habitants"],
                *([row["lat"], row["lon"], row["inwoners"]] for row in _ROWS),
            ]
        ),
        _COUNTED,
    ),
    MadeUp("addresses", "adressen.geojson", points("x.geojson", _ROWS, WGS84), _COUNTED),
    MadeUp("addresses", "CRAB export.gpkg", points("x.gpkg", _ROWS, 31370), _COUNTED),
    MadeUp("addresses", "gebouwen.zip", _buildings, _ONE_EACH),
)

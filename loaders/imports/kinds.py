"""The kinds of file that people hand over: their columns, and a template of each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.files import layer
from loaders.files import table as service_table
from loaders.imports import centres as centre_table
from loaders.imports import (
    division,
    layer_rows,
    population,
    projections,
    support_points,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

TABLES = (".csv", ".txt", ".xlsx", ".xlsm")
GEOJSON = (".geojson", ".json")
_FOLDER = Path(__file__).parents[1] / "builtin" / "examples"


class FileKind(StrEnum):
    """What a file is about; the name of its template."""

    CENTRES = "centres"
    SERVICES = "services"
    SUPPORT_POINTS = "support_points"
    DIVISION = "division"
    PROJECTIONS = "projections"
    POPULATION = "population"
    NEIGHBOURHOODS = "neighbourhoods"

    @property
    def endings(self) -> tuple[str, ...]:
        """Return how the name of such a file may end."""
        if self is FileKind.NEIGHBOURHOODS:
            return layer.ENDINGS
        return (
            *TABLES,
            *GEOJSON * (self is FileKind.SUPPORT_POINTS),
            *(".zip",) * (self is FileKind.POPULATION),
        )

    @property
    def template_ending(self) -> str:
        """Return how the name of its template ends."""
        return ".geojson" if self is FileKind.NEIGHBOURHOODS else ".csv"


COLUMNS: dict[FileKind, Mapping[str, Sequence[str]]] = {
    FileKind.CENTRES: centre_table.COLUMNS,
    FileKind.SERVICES: service_table.COLUMNS,
    FileKind.SUPPORT_POINTS: support_points.COLUMNS,
    FileKind.DIVISION: division.COLUMNS,
    FileKind.PROJECTIONS: projections.COLUMNS,
    FileKind.POPULATION: population.COLUMNS,
    FileKind.NEIGHBOURHOODS: layer_rows.COLUMNS,
}
"""Kind → our name of each column → the headers it may have."""

REQUIRED: dict[FileKind, tuple[tuple[str, ...], ...]] = {
    FileKind.CENTRES: (("name",), ("municipality", "nis", "postcode", "place", "lat", "x")),
    FileKind.SERVICES: (("kind",), ("name",), ("municipality", "nis", "place", "lat", "x")),
    FileKind.SUPPORT_POINTS: (("name",), ("lat", "x")),
    FileKind.DIVISION: (("rop",), ("nis", "municipality")),
    FileKind.PROJECTIONS: (("people",), ("nis", "municipality"), ("year",)),
    FileKind.POPULATION: (
        *((group,) for group in population.GROUPS),
        ("nis", "municipality", "code"),
    ),
    FileKind.NEIGHBOURHOODS: (("code",), ("name",)),
}
"""Kind → columns that must be there; of each tuple one."""


def _layer() -> bytes:
    """Return two rectangles that together hold Rijkevorsel, as GeoJSON."""
    said = "Voorbeeld: vervang deze vlakken door uw eigen wijken"
    west, east = 4.717, 4.83
    halves = (("Zuid", 51.313, 51.35), ("Noord", 51.35, 51.388))
    features = []
    for at, (name, south, north) in enumerate(halves, start=1):
        ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        told = {
            "code": f"VOORBEELD-{at}",
            "naam": f"Voorbeeld: {name}",
            "inwoners": 1000 * at,
            "65+": 200 * at,
            "80+": 60 * at,
            "opmerking": said,
        }
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": told, "geometry": shape})
    layer_ = {"type": "FeatureCollection", "features": features}
    return json.dumps(layer_, ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True)
class Beside:
    """What a person tells beside the file.

    Attributes
    ----------
    crs
        EPSG code of ``x`` and ``y``; empty where the file tells.
    year
        The year of projections without a column for it.
    support_points
        What a division divides among; those of the snapshot if None.
    columns
        Header in the file → our name of the column, where a person chose; empty to recognise them.
    alone
        A list of centres is the whole list: those of other sources go.
    complete
        A division must name every municipality.
    """

    crs: str = ""
    year: int | None = None
    support_points: gpd.GeoDataFrame | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    alone: bool = False
    complete: bool = False


def template(kind: FileKind) -> bytes:
    """Return the template of a kind: the columns, and rows marked as examples."""
    if kind is FileKind.NEIGHBOURHOODS:
        return _layer()
    return (_FOLDER / f"{kind}{kind.template_ending}").read_bytes()

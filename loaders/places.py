"""Every place that can be looked for offline: from the snapshot and the facts that ship with it."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.choices import Level, Precision
from geodata.crs import METRIC_CRS, WGS84
from geodata.gazetteer import fold
from geodata.search import Place, PlaceKind
from loaders.builtin import facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geodata.model import SnapshotData

_EVERYDAY = {
    "11002": ("Antwerp", "A'pen"),
    "21004": ("Brussels", "Bxl", "Bruxelles-Ville"),
    "31005": ("Bruges",),
    "44021": ("Ghent",),
    "46021": ("Saint-Nicolas",),
    "73111": ("Tongres", "Looz"),
}
"""Everyday, French and English names that the official lists lack: NIS → names."""

_NAMELESS = re.compile(r"[\d\W]+\w?\d*")  # a wijk without a name bears its code
_BRACKETS = re.compile(r"\(([^()]*)\)")


def all_places(data: SnapshotData) -> list[Place]:
    """Return municipalities, deelgemeenten, wijken, postcodes and centres as searchable places.

    A wijk, or the only deelgemeente, that bears the name of the larger place around it is left
    out: it would be the same answer twice.

    Parameters
    ----------
    data
        A snapshot; places outside its municipalities are left out.

    Returns
    -------
    list of Place
        Positions in EPSG:3812. ``radius_m`` reaches to the farthest corner of the place: of its
        own polygon, or, for a deelgemeente, of the wijken nearest to it. A postcode stands at the
        inner point of its municipality and reaches as far as that.
    """
    towns = _municipalities(data)
    deelgemeenten = _deelgemeenten(data.units, towns)
    wijken = _wijken(data.units, towns, deelgemeenten)
    return [
        *(_place(PlaceKind.MUNICIPALITY, row) for row in _rows(towns)),
        *(_place(PlaceKind.DEELGEMEENTE, row) for row in _rows(deelgemeenten)),
        *(_place(PlaceKind.WIJK, row) for row in _rows(wijken)),
        *(_place(PlaceKind.POSTCODE, row) for row in _rows(_postcodes(towns))),
        *(_place(PlaceKind.CENTRE, row) for row in _rows(_centres(data, towns))),
    ]

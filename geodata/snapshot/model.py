"""What a snapshot holds: the frames and the manifest, as plain frozen dataclasses.

The columns of each frame are declared in ``geodata.snapshot.frames``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import partial
from typing import TYPE_CHECKING

from geodata.snapshot.frames import empty_layer, empty_table

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geodata.enums import DatasetFlag
    from geodata.network.model import Network

SCHEMA_VERSION = 3
"""Raised when the meaning or the columns of a frame change; older snapshots are brought up."""

PEOPLE_PREFIX = "people_"
"""Columns of ``units`` that hold people: ``people_all``, ``people_65plus``, ``people_80plus``, …"""


@dataclass(frozen=True)
class Dataset:
    """Where one dataset of a snapshot comes from.

    Attributes
    ----------
    name
        The frame or group of columns that it fills: ``units``, ``people``, ``areas``, ``centres``,
        ``division``, ``services``, ``projections``, ``sectors``, ``addresses``,
        ``network``.
    rows
        Number of rows (for ``people``: number of people, for ``network``: of segments).
    source
        Publisher and title, in the publisher's language (Dutch where there is a choice).
    reference_date
        The day that the data describe, ISO 8601, each with what it is the day of in brackets where
        there are several (``total``, ``ages``); empty if unknown.
    licence
        Name of the licence; empty if unknown.
    attribution
        The line that the licence asks to show.
    flags
        Any of ``approximate`` (geometry), ``estimated`` (people), ``estimated_ages`` (people who
        were counted, but whose ages are estimated), ``example`` (not real), ``incomplete`` (real,
        but not all of it).
    note
        How it was made, in English.
    """

    name: str
    rows: int
    source: str
    reference_date: str = ""
    licence: str = ""
    attribution: str = ""
    flags: tuple[DatasetFlag, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class SnapshotData:
    """The frames of a snapshot; every geometry is in EPSG:3812.

    Attributes
    ----------
    units
        Wijken with their people.
    areas
        Municipalities, eerstelijnszones and provinces.
    centres
        Recognitions.
    points
        Service points.
    whereabouts
        For points without an address: the polygon that the real address lies in.
    support_points
        The regionale ondersteuningspunten.
    division
        Municipality → support point.
    datasets
        Where each of them comes from.
    services
        Sociale Huizen and self-help initiatives; often none.
    projections
        Projected population per municipality; often none.
    records
        What the sources say of centres, from which centres and points were made; none where
        they come from the facts of Nabij alone.
    provenance
        Which record each field of a point comes from.
    doubts
        What a person has to look at, or has decided.
    sectors
        Statistical sectors with their people, the parts that wijken are made of; none where
        people are known per wijk only.
    unplaced
        People that the publisher gives no sector on the map.
    addresses
        Where in their wijk people live, weighted; none where no file was imported.
    network
        The streets that can be walked, cut at the borders of units and sectors; None where no
        extract was imported.
    """

    units: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    centres: pd.DataFrame
    points: gpd.GeoDataFrame
    whereabouts: gpd.GeoDataFrame
    support_points: gpd.GeoDataFrame
    division: pd.DataFrame
    datasets: tuple[Dataset, ...] = field(default=())
    services: gpd.GeoDataFrame = field(default_factory=partial(empty_layer, "services"))
    projections: pd.DataFrame = field(default_factory=partial(empty_table, "projections"))
    records: pd.DataFrame = field(default_factory=partial(empty_table, "records"))
    provenance: pd.DataFrame = field(default_factory=partial(empty_table, "provenance"))
    doubts: pd.DataFrame = field(default_factory=partial(empty_table, "doubts"))
    sectors: gpd.GeoDataFrame = field(default_factory=partial(empty_layer, "sectors"))
    unplaced: pd.DataFrame = field(default_factory=partial(empty_table, "unplaced"))
    addresses: gpd.GeoDataFrame = field(default_factory=partial(empty_layer, "addresses"))
    network: Network | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the population groups that the units carry, e.g. ``("all", "65plus")``."""
        return tuple(
            str(c)[len(PEOPLE_PREFIX) :] for c in self.units if str(c).startswith(PEOPLE_PREFIX)
        )

    def dataset(self, name: str) -> Dataset:
        """Return the dataset of that name; KeyError if the snapshot has none."""
        return next(d for d in self.datasets if d.name == name)

    def datasets_with(self, dataset: Dataset) -> tuple[Dataset, ...]:
        """Return the datasets with this one, in place of the one of its name or last."""
        return tuple(({d.name: d for d in self.datasets} | {dataset.name: dataset}).values())


FRAMES = tuple(
    field.name for field in fields(SnapshotData) if field.name not in {"datasets", "network"}
)
"""The names of the frames of a snapshot."""

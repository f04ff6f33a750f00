"""What a snapshot holds: the frames and the manifest, as plain frozen dataclasses.

The columns of each frame are documented and checked by the pandera models in
``geodata.schemas``, which are imported only where data is validated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geodata.enums import DatasetFlag

SCHEMA_VERSION = 2
"""Raised when the meaning or the columns of a frame change; older snapshots are brought up."""

PEOPLE_PREFIX = "people_"
"""Columns of ``units`` that hold people: ``people_all``, ``people_65plus``, ``people_80plus``, …"""


CONTACT = ("street", "postcode", "place", "phone", "email", "website")
"""How to reach a place: text, empty where not known. Function mailboxes only, no names."""

SUPPORT_TEXTS = ("host", *CONTACT, "themes")
"""What is known of a support point beside its name, all of it text."""

_SERVICE_TEXTS = (
    *("id", "kind", "name", "theme", *CONTACT, "municipality", "opening_hours", "wheelchair"),
    *("precision", "whereabouts", "source", "checked_on"),
)


def empty_services() -> gpd.GeoDataFrame:
    """Return no services, in the columns of ``geodata.schemas.Services``."""
    import geopandas as gpd
    import pandas as pd

    from geodata.crs import METRIC_CRS

    columns = {name: pd.Series(dtype="str") for name in _SERVICE_TEXTS}
    columns["example"] = pd.Series(dtype=bool)
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=METRIC_CRS))


def empty_projections() -> pd.DataFrame:
    """Return no projections, in the columns of ``geodata.schemas.Projections``."""
    import pandas as pd

    return pd.DataFrame(
        {
            "municipality": pd.Series(dtype="str"),
            "year": pd.Series(dtype="int64"),
            "people": pd.Series(dtype="Int64"),
        }
    )


def empty_sectors() -> gpd.GeoDataFrame:
    """Return no sectors, in the columns of ``geodata.schemas.Sectors``."""
    import geopandas as gpd
    import pandas as pd

    from geodata.crs import METRIC_CRS

    types = {
        **dict.fromkeys(("code", "unit", "municipality", "placed_by"), "str"),
        **dict.fromkeys(("inner_x_m", "inner_y_m"), "float64"),
        **dict.fromkeys(("people_all", "people_65plus", "people_80plus"), "Int64"),
    }
    columns = {name: pd.Series(dtype=kind) for name, kind in types.items()}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=METRIC_CRS))


def empty_unplaced() -> pd.DataFrame:
    """Return no people without a place, in the columns of ``geodata.schemas.Unplaced``."""
    import pandas as pd

    texts = {name: pd.Series(dtype="str") for name in ("code", "municipality")}
    return pd.DataFrame({**texts, "people": pd.Series(dtype="Int64")})


def empty_records(frame: str) -> pd.DataFrame:
    """Return ``records``, ``provenance`` or ``doubts`` of a snapshot, without rows."""
    from geodata.linkage.records import empty_frame

    return empty_frame(frame)


@dataclass(frozen=True)
class Dataset:
    """Where one dataset of a snapshot comes from.

    Attributes
    ----------
    name
        The frame or group of columns that it fills: ``units``, ``people``, ``areas``, ``centres``,
        ``division``, ``services``, ``projections``, ``sectors``.
    rows
        Number of rows (for ``people``: number of people).
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
        Wijken with their people (``geodata.schemas.Units``).
    areas
        Municipalities, eerstelijnszones and provinces (``geodata.schemas.Areas``).
    centres
        Recognitions (``geodata.schemas.Centres``).
    points
        Service points (``geodata.schemas.ServicePoints``).
    whereabouts
        For points without an address: the polygon that the real address lies in
        (``geodata.schemas.Whereabouts``).
    support_points
        The regionale ondersteuningspunten (``geodata.schemas.SupportPoints``).
    division
        Municipality → support point (``geodata.schemas.Division``).
    datasets
        Where each of them comes from.
    services
        Sociale Huizen and self-help initiatives (``geodata.schemas.Services``); often none.
    projections
        Projected population per municipality (``geodata.schemas.Projections``); often none.
    records
        What the sources say of centres, from which centres and points were made
        (``geodata.schemas.Records``); none where they come from the facts of Nabij alone.
    provenance
        Which record each field of a point comes from (``geodata.schemas.Provenance``).
    doubts
        What a person has to look at, or has decided (``geodata.schemas.Doubts``).
    sectors
        Statistical sectors with their people, the parts that wijken are made of
        (``geodata.schemas.Sectors``); none where people are known per wijk only.
    unplaced
        People that the publisher gives no sector on the map (``geodata.schemas.Unplaced``).
    """

    units: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    centres: pd.DataFrame
    points: gpd.GeoDataFrame
    whereabouts: gpd.GeoDataFrame
    support_points: gpd.GeoDataFrame
    division: pd.DataFrame
    datasets: tuple[Dataset, ...] = field(default=())
    services: gpd.GeoDataFrame = field(default_factory=empty_services)
    projections: pd.DataFrame = field(default_factory=empty_projections)
    records: pd.DataFrame = field(default_factory=partial(empty_records, "records"))
    provenance: pd.DataFrame = field(default_factory=partial(empty_records, "provenance"))
    doubts: pd.DataFrame = field(default_factory=partial(empty_records, "doubts"))
    sectors: gpd.GeoDataFrame = field(default_factory=empty_sectors)
    unplaced: pd.DataFrame = field(default_factory=empty_unplaced)

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

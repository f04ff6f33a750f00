"""A small snapshot of municipalities that programme and comparison read: no geometry is needed."""

import geopandas as gpd
import pandas as pd

from geodata.crs import METRIC_CRS
from geodata.snapshot.model import Dataset, SnapshotData

BRUSSELS = "4000"


def snapshot(municipalities, *, centres=(), projections=(), datasets=()):
    """Return a snapshot.

    ``municipalities``: NIS → (people, people of 65 and over) or a list of those, one a wijk; NIS
    codes that begin with 21 are in Brussels. ``centres``: (status, [(kind, NIS), …]).
    ``projections``: (NIS, year, people).
    """
    wijken = [
        (nis, *figures)
        for nis, given in municipalities.items()
        for figures in (given if isinstance(given, list) else [given])
    ]
    units = pd.DataFrame(wijken, columns=["municipality", "people_all", "people_65plus"])
    units = units.astype({"people_all": "Int64", "people_65plus": "Int64"})
    units.insert(0, "code", [f"w{i}" for i in range(len(units))])
    units["province"] = [
        BRUSSELS if n.startswith("21") else n[0] + "0000" for n in units["municipality"]
    ]
    areas = pd.DataFrame(
        {
            "level": "municipality",
            "code": list(municipalities),
            "province": [BRUSSELS if n.startswith("21") else n[0] + "0000" for n in municipalities],
        }
    )
    points = [
        (f"c{i}-{j}", f"c{i}", kind, nis)
        for i, (_, sites) in enumerate(centres)
        for j, (kind, nis) in enumerate(sites)
    ]
    none = gpd.GeoDataFrame(geometry=[], crs=METRIC_CRS)
    return SnapshotData(
        units=gpd.GeoDataFrame(units),
        areas=gpd.GeoDataFrame(areas),
        centres=pd.DataFrame(
            {
                "id": [f"c{i}" for i in range(len(centres))],
                "status": [status for status, _ in centres],
            }
        ),
        points=gpd.GeoDataFrame(
            pd.DataFrame(points, columns=["id", "centre_id", "kind", "municipality"])
        ),
        whereabouts=none,
        support_points=none,
        division=pd.DataFrame(),
        datasets=tuple(datasets),
        projections=pd.DataFrame(
            list(projections), columns=["municipality", "year", "people"]
        ).astype({"year": "int64", "people": "Int64"}),
    )


PEOPLE = Dataset("people", 0, "counted by hand", "2020-01-01 (total), 2015-01-01 (ages)")

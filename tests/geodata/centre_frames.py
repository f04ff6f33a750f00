"""A drawn snapshot of two municipalities side by side, to put centres in.

West (11001) is the square from (0, 0) to (1000, 1000) metres, Oost (11002) the one east of it; each
is one wijk with 100 people.
"""

import geopandas as gpd
import pandas as pd

from geodata.crs import METRIC_CRS
from geodata.snapshot.frames import CONTACT, SUPPORT_TEXTS
from geodata.snapshot.model import Dataset, SnapshotData
from tests.geodata.shapes import at, series, square

_SITE = (*CONTACT, "opening_hours", "wheelchair", "activities")


def centre(name, *, nis="11001", xy=(500, 500), ident=None, status="recognised", **known):
    """Return a centre with its main site, precise unless ``whereabouts`` are given."""
    ident = ident or f"{name.lower().replace(' ', '-')}-{nis}"
    about = {c: known.pop(c, None) for c in ("operator", "checked_on")}
    return {
        "centre": {"id": ident, "name": name, "status": status, "evidence": None, "remark": None}
        | about,
        "points": [site(f"{ident}-main", ident, nis=nis, xy=xy, **known)],
    }


def site(ident, centre_id, *, nis="11001", xy=(500, 500), kind="main", **known):
    """Return a service point."""
    vague = known.get("whereabouts")
    precision = known.pop("precision", "municipality" if vague else "address")
    return {
        "id": ident,
        "centre_id": centre_id,
        "kind": kind,
        "municipality": nis,
        "precision": precision,
        "site_name": known.get("site_name"),
        "within_m": known.get("within_m"),
        "whereabouts": vague,
        "xy": xy,
    } | {text: known.get(text) for text in _SITE}


def antenne(of, number, **known):
    """Add an antenne to a centre."""
    ident = of["centre"]["id"]
    known.setdefault("nis", of["points"][0]["municipality"])
    of["points"].append(site(f"{ident}-antenne-{number}", ident, kind="antenne", **known))
    return of


def snapshot(*centres, people=(100, 100)):
    """Return a snapshot with these centres."""
    shapes = series(square(0, 0), square(1000, 0))
    codes = ["11001", "11002"]
    units = gpd.GeoDataFrame(
        {
            "code": [f"{code}W01" for code in codes],
            "municipality": codes,
            "inner_x_m": shapes.centroid.x,
            "inner_y_m": shapes.centroid.y,
            "people_all": pd.array(people, dtype="Int64"),
        },
        geometry=shapes,
    )
    areas = gpd.GeoDataFrame(
        {"level": "municipality", "code": codes, "name": ["West", "Oost"], "province": "10000"},
        geometry=shapes,
    )
    rows = [dict(point) for one in centres for point in one["points"]]
    spots = at(*(row.pop("xy") for row in rows))
    return SnapshotData(
        units=units,
        areas=areas,
        centres=_frame([one["centre"] for one in centres], centre("x")["centre"]),
        points=gpd.GeoDataFrame(
            _frame(rows, site("x", "x")), geometry=gpd.points_from_xy(*spots.T), crs=METRIC_CRS
        ),
        whereabouts=gpd.GeoDataFrame(
            {"key": [f"municipality:{code}" for code in codes]}, geometry=shapes
        ),
        support_points=gpd.GeoDataFrame(
            columns=["id", "name", *SUPPORT_TEXTS, "example", "geometry"], crs=METRIC_CRS
        ),
        division=pd.DataFrame({"municipality": ["11001"], "rop": ["r"], "computed": [False]}),
        datasets=(Dataset("areas", 2, "drawn by hand"),),
    )


def _frame(rows, columns):
    names = [name for name in columns if name != "xy"]
    return pd.DataFrame({n: pd.Series([r[n] for r in rows], dtype="str") for n in names})

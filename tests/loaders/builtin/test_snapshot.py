from hashlib import sha256
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.enums import Level
from geodata.opening_hours.schedule import is_readable
from geodata.snapshot.model import SnapshotData
from geodata.snapshot.schemas import SCHEMAS
from loaders.builtin.snapshot import (
    build_builtin,
    builtin_dataset,
    example_division,
    facts,
    municipal_people,
)
from tests.import_graph import imports, our_modules

pytestmark = pytest.mark.long

KM2 = 1e6


def test_the_wijken_tile_flanders_and_brussels(builtin: SnapshotData):
    units = builtin.units
    assert len(units) == 2767
    assert units["code"].is_monotonic_increasing
    assert shapely.coverage_is_valid(units.geometry.to_numpy())
    whole = units.union_all()
    # the outlines measure 13,788.34 km² in EPSG:3812 and 13,788.5 km² in EPSG:31370
    assert whole.area / KM2 == pytest.approx(13_788.34, abs=0.1)
    assert units.area.sum() == pytest.approx(whole.area, abs=1)
    lambert_72 = gpd.GeoSeries([whole], crs=units.crs).to_crs("EPSG:31370").area.item()
    assert lambert_72 / KM2 == pytest.approx(13_788.5, abs=0.1)


def test_every_wijk_holds_its_own_inner_point(builtin: SnapshotData):
    units = builtin.units
    inner = gpd.GeoSeries.from_xy(units["inner_x_m"], units["inner_y_m"], crs=units.crs)
    assert inner.within(units.geometry).all()


def test_the_areas_are_made_of_the_wijken(builtin: SnapshotData):
    units, areas = builtin.units, builtin.areas
    assert areas["level"].value_counts().to_dict() == {
        "municipality": 304,
        "elz": 57,
        "province": 6,
    }
    for level in ("municipality", "elz", "province"):
        mine = areas[areas["level"] == level].set_index("code")
        by_wijk = units.area.groupby(units[level]).sum()
        assert set(by_wijk.index) == set(mine.index)
        pd.testing.assert_series_equal(mine.area, by_wijk[mine.index], check_names=False)


def test_areas_carry_dutch_and_french_names(builtin: SnapshotData):
    names = builtin.areas.set_index("code")[["name", "name_fr"]]
    assert names.loc["11002"].tolist() == ["Antwerpen", "Anvers"]
    assert names.loc["4000"].tolist() == [
        "Brussels Hoofdstedelijk Gewest",
        "Région de Bruxelles-Capitale",
    ]
    assert names.loc["40000"].tolist() == [
        "Provincie Oost-Vlaanderen",
        "Province de Flandre orientale",
    ]
    assert names.loc["elz43", "name"] == "RupeLaar"
    assert names.loc["elz43"].isna().tolist() == [False, True]


def test_every_municipality_has_exactly_its_people(builtin: SnapshotData):
    assert builtin.groups == ("all", "65plus", "80plus")
    people = [f"people_{group}" for group in builtin.groups]
    by_municipality = builtin.units.groupby("municipality")[people].sum()
    expected = municipal_people().set_index("nis")[people]
    assert (by_municipality == expected).all(axis=None)
    assert by_municipality["people_all"].sum() == 7_847_398
    assert builtin.units["estimated"].all()


def test_ages_of_2015_are_brought_to_the_total_of_2020():
    aartselaar = municipal_people().set_index("nis").loc["11001"]
    # 14,427 × 3,364 / 14,157 and 14,427 × 837 / 14,157
    assert aartselaar.tolist() == [14_427, 3_428, 853]


def test_the_102_centres_are_inside_their_possible_area(builtin: SnapshotData):
    points, centres = builtin.points, builtin.centres
    assert len(points) == len(centres) == 158
    near = points["precision"] == "nearby"
    assert near.sum() == 32  # Kolderbos is smaller than the disc of its stop
    how_near = dict(zip([100, 300, 400, 1000, 1500], [1, 16, 1, 8, 6], strict=True))
    assert points.loc[near, "within_m"].value_counts().to_dict() == how_near
    assert points.loc[~near, "within_m"].isna().all()
    assert set(points.loc[~near, "precision"]) == {"municipality", "place"}
    statuses = {"unknown": 141, "recognised": 11, "pending": 4, "closed": 2}
    assert centres["status"].value_counts().to_dict() == statuses
    polygons = builtin.whereabouts.set_index("key").geometry
    own = gpd.GeoSeries(polygons.loc[points["whereabouts"]].to_numpy(), points.index, points.crs)
    assert own.covers(points).all()
    towns = builtin.areas[builtin.areas["level"] == Level.MUNICIPALITY].set_index("code").geometry
    town = gpd.GeoSeries(towns.loc[points["municipality"]].to_numpy(), points.index, points.crs)
    outside_m2 = own.difference(town).area
    assert (outside_m2[points["precision"] != "place"] < 1).all()
    assert set(points["whereabouts"]) == set(polygons.index)


def test_what_the_sources_say_of_a_centre_is_kept(builtin: SnapshotData):
    raw = facts("centres")
    assert builtin.centres["name"].tolist() == raw["name"].tolist()
    assert builtin.centres["source"].tolist() == raw["source"].tolist()
    remarks = builtin.centres["remark"].fillna("")
    for column, begin in (("note", ""), ("position_source", "position: ")):
        for remark, text in zip(remarks, raw[column].dropna().reindex(raw.index), strict=True):
            assert pd.isna(text) or begin + text in remark
    for column in ("phone", "email", "website", "street", "postcode", "opening_hours"):
        pd.testing.assert_series_equal(builtin.points[column], raw[column])
    hours = builtin.points["opening_hours"].dropna()
    assert hours.map(is_readable).all()
    assert len(hours) == 11


def test_the_date_of_a_centre_is_that_of_its_source_and_of_no_postcode_or_stop(
    builtin: SnapshotData,
):
    of = builtin.centres.set_index("name")["checked_on"]
    assert pd.isna(of["De Horizon"])
    assert of["Moretusburg"] == "2020-06-24"  # its stop is of 2020-11-22
    assert pd.isna(of["Ter Deeve"])  # its postcode is of 2017-12-05
    assert not (builtin.centres["checked_on"] == "2026-11-30").any()


def test_the_division_is_an_example_and_says_so(builtin: SnapshotData):
    rops, division = builtin.support_points, builtin.division
    assert len(rops) == 7
    assert rops["example"].all()
    assert rops["name"].str.startswith("Voorbeeld-ROP").all()
    assert division["computed"].all()
    assert set(division["rop"]) == set(rops["id"])
    municipalities = builtin.areas.loc[builtin.areas["level"] == Level.MUNICIPALITY, "code"]
    assert set(division["municipality"]) == set(municipalities)
    assert builtin.dataset("division").flags == ("example",)


def test_a_municipality_goes_to_the_nearest_example():
    towns = ["Brugge", "Kortrijk", "Gent", "Antwerpen", "Turnhout", "Leuven", "Hasselt", "Ver"]
    municipalities = pd.DataFrame(
        {
            "code": [str(n) for n in range(8)],
            "name": towns,
            "inner_x_m": [0.0, 10, 20, 30, 40, 50, 60, 44],
            "inner_y_m": 0.0,
        }
    )
    rops, division = example_division(municipalities)
    assert division["rop"].tolist() == [*rops["id"], "voorbeeld-5"]
    assert rops["name"].iloc[4] == "Voorbeeld-ROP 5 (Turnhout)"


def test_every_dataset_says_what_it_is(builtin: SnapshotData):
    dataset_of = {d.name: d for d in builtin.datasets}
    assert {name: d.rows for name, d in dataset_of.items()} == {
        "units": 2767,
        "areas": 367,
        "people": 7_847_398,
        "centres": 158,
        "division": 304,
    }
    assert {name: d.flags for name, d in dataset_of.items()} == {
        "units": ("approximate",),
        "areas": ("approximate",),
        "people": ("estimated",),
        "centres": ("incomplete",),
        "division": ("example",),
    }
    assert dataset_of["units"].attribution == (
        "Wijken voor omgevingsanalyse. © gemeentebesturen, verzameld door Data & Analyse van de "
        "Vlaamse provincies"
    )
    assert dataset_of["people"].reference_date == "2020-01-01 (total), 2015-01-01 (ages)"
    assert all(d.source and d.note for d in dataset_of.values())
    with pytest.raises(KeyError):
        builtin_dataset("weather", rows=1)


def test_every_frame_holds_to_its_schema(builtin: SnapshotData):
    for name, model in SCHEMAS.items():
        model.validate(getattr(builtin, name))


def fingerprint(data: SnapshotData) -> str:
    return sha256(b"".join(data.units.geometry.to_wkb())).hexdigest()


@pytest.mark.soak
def test_building_gives_the_same_each_time(builtin: SnapshotData):
    steps: list[str] = []
    again = build_builtin(steps.append)
    assert len(steps) == 4
    assert fingerprint(again) == fingerprint(builtin)


NETWORK = {"httpx", "requests", "socket", "ssl", "urllib.request", "http.client"}


def test_building_needs_no_network():
    modules = our_modules()
    seen, names = set(), {"loaders.builtin.snapshot"}
    while names:
        name = names.pop()
        seen.add(name)
        used = {one.name for one in imports(modules[name], name) if not one.for_types}
        assert used.isdisjoint(NETWORK), name
        names |= (used & modules.keys()) - seen
    assert "geodata.places.gazetteer" in seen


def test_most_of_the_land_falls_in_its_real_municipality(builtin: SnapshotData, official: Path):
    real = gpd.read_file(official / "gebiedsniveaus" / "gemeente.shp").to_crs(builtin.units.crs)
    real = real.set_index("geoitem").geometry
    drawn = builtin.areas[builtin.areas["level"] == "municipality"].set_index("code").geometry
    assert set(real.index) == set(drawn.index)
    right = drawn.intersection(real.simplify(10).reindex(drawn.index)).area.sum()
    assert right / real.area.sum() > 0.93

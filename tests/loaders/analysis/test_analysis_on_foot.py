"""An analysis over the streets of a snapshot, by the command: points and polygons."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geodata.network.nearest import nearest_on_foot
from geodata.network.on_foot import OnFoot
from geodata.reach.people import people_in_reach, totals
from geodata.snapshot.frames import empty_layer
from loaders.network.network_import import NetworkFile, import_network
from loaders.store import snapshots
from tests.loaders.drawn_streets import grid
from tests.store_helpers import publish_bare, run

pytestmark = pytest.mark.long

FAR_M = 350.0


@pytest.fixture
def data(folder, small, tmp_path):
    """Return what a store with streets holds, next to files of its wijken, places and points."""
    extract = grid().write(tmp_path / "drawn.osm.pbf")
    publish_bare(import_network(NetworkFile(extract), small), folder)
    units = small.units
    units.to_parquet(tmp_path / "wijken.parquet")
    places = units[["code", "people_all"]].set_geometry(units.centroid, crs=units.crs)
    places.to_parquet(tmp_path / "places.parquet")
    places.iloc[:2].rename(columns={"code": "id"}).to_parquet(tmp_path / "points.parquet")
    return snapshots.load(folder).data


def analysed(tmp_path, demand, *options):
    command = ["analyse", tmp_path / demand, "--points", tmp_path / "points.parquet"]
    command += ["--output", tmp_path / "out", "--distance", "te-voet", "--threshold", FAR_M]
    assert run(*command, "--group", "people_all", *options) == 0
    rows = gpd.read_parquet(tmp_path / "out" / "rows" / "part-00000.parquet").set_index("code")
    return rows, pd.read_parquet(tmp_path / "out" / "areas" / "part-00000.parquet").iloc[0]


def sites_of(tmp_path):
    points = gpd.read_parquet(tmp_path / "points.parquet")
    return points.assign(precision="address", whereabouts=None)


def test_points_are_answered_by_the_way(data, tmp_path):
    rows, _sums = analysed(tmp_path, "places.parquet")
    sites, nowhere = sites_of(tmp_path), empty_layer("whereabouts")
    for row in rows.itertuples():
        where = {"x_m": row.geometry.x, "y_m": row.geometry.y}
        found = nearest_on_foot(data.network, sites, nowhere, **where, count=2)["high_m"]
        mine = [row.distance1_m, row.distance2_m]
        np.testing.assert_allclose(mine, np.sort(found), rtol=1e-9)


def test_polygons_give_the_figures_of_the_pages(data, tmp_path):
    rows, sums = analysed(tmp_path, "wijken.parquet")
    prepared = OnFoot(data.network).prepare(
        data.units, sites_of(tmp_path), empty_layer("whereabouts")
    )
    theirs = prepared.coverage(threshold_m=FAR_M)
    known = theirs["share_low"] == theirs["share_possible"]
    assert known.any()
    share = rows[f"share_{FAR_M:g}m"]
    assert set(share[known].between(0.01, 0.99)) == {True, False}
    np.testing.assert_allclose(share, theirs["share_low"].where(known), rtol=1e-9)
    np.testing.assert_allclose(rows["distance1_m"], theirs["distance1_high_m"], rtol=1e-9)
    people = totals(people_in_reach(theirs[known], data.units[known.to_numpy()], "all")).loc["all"]
    assert sums[f"in_people_all_{FAR_M:g}m"] == pytest.approx(people["in_low"], rel=1e-9)


def test_polygons_on_top_of_each_other_are_a_broken_part(data, tmp_path, capsys):
    units = data.units.to_crs(31370)
    pd.concat([units, units.iloc[:1]]).to_parquet(tmp_path / "twice.parquet")
    command = ["analyse", tmp_path / "twice.parquet", "--points", tmp_path / "points.parquet"]
    assert run(*command, "--output", tmp_path / "out", "--distance", "te-voet") == 3
    printed = capsys.readouterr().err
    assert f"rows 1 and {len(units) + 1} of the part" in printed
    assert "a street is in one" in printed

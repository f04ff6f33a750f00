"""The result of an analysis as a snapshot that the pages show."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.reach.coverage import prepare
from geodata.reach.people import people_in_reach, totals
from geodata.snapshot.frames import empty_layer
from loaders.analysis.processes import OneProcess
from loaders.analysis.run import prepare_folder
from tests.store_helpers import run

NIS = "11035"  # Ranst


@pytest.fixture
def analysed(builtin, tmp_path):
    """Return the results for the wijken of a municipality as polygons, and the same as points."""
    units = builtin.units[builtin.units["municipality"] == NIS]
    places = units.geometry.representative_point().to_numpy()
    points = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=places[:2], crs=units.crs)
    points.to_parquet(tmp_path / "points.parquet")
    units.to_parquet(tmp_path / "wijken.parquet")
    spots = gpd.GeoDataFrame(
        {"65+": 10, "80+": 4, "inwoners": np.arange(len(units)) + 40.4},
        geometry=places,
        crs=units.crs,
    )
    far = spots.iloc[:1].set_geometry([shapely.Point(530_000, 530_000)], crs=units.crs)
    (tmp_path / "spots").mkdir()
    spots.to_parquet(tmp_path / "spots" / "0.parquet")
    far.to_parquet(tmp_path / "spots" / "1.parquet")
    return units, points, tmp_path


def test_polygons_of_the_snapshot_give_the_figures_of_the_pages(analysed):
    units, points, folder = analysed
    command = ["analyse", folder / "wijken.parquet", "--points", folder / "points.parquet"]
    command += ["--output", folder / "out", "--group", "people_65plus", "--area", "municipality"]
    assert run(*command, "--threshold", "900", "--distance", "omweg", "--factor", "1.3") == 0
    sites = points.assign(precision="address", whereabouts=None)
    prepared = prepare(units, sites, empty_layer("whereabouts"))
    theirs = prepared.coverage(threshold_m=900, detour_factor=1.3)
    found = gpd.read_parquet(folder / "out" / "rows" / "part-00000.parquet").set_index("code")
    np.testing.assert_allclose(found["share_900m"], theirs["share_low"], rtol=1e-9)
    np.testing.assert_allclose(found["distance2_m"], theirs["distance2_low_m"], rtol=1e-9)
    sums = totals(people_in_reach(theirs, units, "65plus")).loc["all"]
    areas = gpd.pd.read_parquet(folder / "out" / "areas" / "part-00000.parquet")
    assert areas["in_people_65plus_900m"].tolist() == [pytest.approx(sums["in_low"], rel=1e-9)]
    assert areas["out_people_65plus_900m"].tolist() == [pytest.approx(sums["out_low"], rel=1e-9)]


def test_areas_become_neighbourhoods_with_the_people_that_were_counted(
    analysed, imported_by_command, capsys
):
    units, _points, folder = analysed
    own = units.assign(code="own-" + units["code"])[["code", "name", "geometry"]]
    own.to_parquet(folder / "own.parquet")
    groups = [one for name in ("inwoners", "65+", "80+") for one in ("--group", name)]
    command = ["analyse", folder / "spots", "--points", folder / "points.parquet", *groups]
    command += ["--area-layer", folder / "own.parquet", "--area-name", "name"]
    assert run(*command, "--output", folder / "out") == 0
    capsys.readouterr()
    data = imported_by_command("analysis", folder / "out", "--confirm")
    assert "1 rows of the analysis are in none of the areas" in capsys.readouterr().err
    shown = data.units[data.units["municipality"] == NIS].sort_values("code")
    assert shown["code"].tolist() == sorted(own["code"])
    by_code = dict(zip(own["code"], np.arange(len(own)) + 40, strict=True))
    assert shown["people_all"].tolist() == [by_code[code] for code in shown["code"]]
    assert (shown["people_65plus"] == 10).all()


def test_only_a_complete_analysis_is_imported(tmp_path, capsys):
    prepare_folder(tmp_path / "begun", {"groups": []})
    for folder in (tmp_path / "begun", tmp_path / "absent"):
        assert run("import-analysis", folder, "--source", "x") == 2
        assert "a complete analysis with --area-layer" in capsys.readouterr().err


def test_one_process_uses_no_dask():
    assert list(OneProcess().each(lambda part: part + 1, [1, 2])) == [(1, 2), (2, 3)]

"""Whole analyses of files: one process and Dask, stopped, broken and taken up again."""

import json
import os
import signal

import dask
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from distributed import Client, LocalCluster

from geodata.analysis.question import AnalysisQuestion, ServicePoints
from loaders.__main__ import main
from loaders.analysis.job import Job
from loaders.analysis.parts import files_in, parts_of
from loaders.analysis.processes import Broken, OnDask, OneProcess
from loaders.analysis.run import COUNTING, prepare_folder, run

pytestmark = pytest.mark.long

PARTS, ROWS = 8, 2_000
QUESTION = AnalysisQuestion((1_200.0, 3_000.0), groups=("people",))


@pytest.fixture(scope="module")
def demand(tmp_path_factory):
    """Return a folder with eight parts of points in Lambert 72."""
    folder = tmp_path_factory.mktemp("demand")
    rng = np.random.default_rng(3)
    for number in range(PARTS):
        places = rng.uniform([150_000, 170_000], [170_000, 190_000], (ROWS, 2))
        gpd.GeoDataFrame(
            {
                "address": [f"{number}-{row}" for row in range(ROWS)],
                "people": rng.integers(0, 5, ROWS).astype(float),
                "town": np.where(places[:, 0] < 160_000, "west", "east"),
            },
            geometry=shapely.points(places),
            crs=31370,
        ).to_parquet(folder / f"{number}.parquet")
    return folder


@pytest.fixture(scope="module")
def points(demand):
    spots = gpd.read_parquet(demand / "0.parquet").to_crs(3812).geometry.to_numpy()[:200]
    at = shapely.get_coordinates(spots)
    return ServicePoints(tuple(f"c{n}" for n in range(200)), at, np.linspace(1, 40, 200))


@pytest.fixture(scope="module")
def cluster():
    """Start two workers; a part that loses two of them is broken."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
    ):
        yield cluster


@pytest.fixture
def dask_processes(cluster):
    with Client(cluster) as client:
        yield OnDask(client)


def start(folder, points, question=QUESTION, **options):
    job = Job(question, points, "a test", str(folder), area="town", **options)
    prepare_folder(folder, job.parameters)
    return job


def quiet(_step, _done, _total):
    pass


def rows_in(folder):
    return pd.concat([gpd.read_parquet(p) for p in sorted((folder / "rows").iterdir())])


def areas_in(folder):
    return pd.read_parquet(folder / "areas" / "part-00000.parquet")


@pytest.fixture(scope="module")
def expected(tmp_path_factory, demand, points):
    """Return the results in one process."""
    folder = tmp_path_factory.mktemp("one-process")
    report = run(start(folder, points), parts_of(files_in(demand)), OneProcess(), quiet)
    assert (report.rows, report.broken) == (PARTS * ROWS, {})
    return folder


def same(folder, expected):
    for read in (rows_in, areas_in):
        pd.testing.assert_frame_equal(read(folder), read(expected), rtol=1e-9, atol=1e-9)
    return True


def test_results_keep_rows_crs_and_columns_and_areas_are_their_sums(demand, expected):
    found, given = rows_in(expected), pd.concat([gpd.read_parquet(p) for p in files_in(demand)])
    assert found.crs == given.crs
    pd.testing.assert_frame_equal(found[list(given)], given)
    areas = areas_in(expected).set_index("area")
    inside = found[found["share_1200m"] > 0].groupby("town")["people"].sum()
    np.testing.assert_allclose(areas["in_people_1200m"], inside.reindex(areas.index), rtol=1e-9)
    assert areas["people_people"].sum() == given["people"].sum()


def test_a_worker_that_is_lost_costs_only_time(tmp_path, demand, points, expected, dask_processes):
    lost = []

    def kill_one(step, done, _total):
        if step == COUNTING and done and not lost:
            lost.append(next(iter(dask_processes.client.run(os.getpid).values())))
            os.kill(lost[0], signal.SIGKILL)

    parts = parts_of(files_in(demand))
    report = run(start(tmp_path, points), parts, dask_processes, kill_one)
    assert lost
    assert report.broken == {}
    assert same(tmp_path, expected)
    assert lost[0] not in dask_processes.client.run(os.getpid).values()


def test_a_part_that_kills_its_workers_is_broken(demand, dask_processes):
    parts = parts_of(files_in(demand))[:1]
    found = dict(dask_processes.each(lambda _part: os._exit(1), parts))
    assert isinstance(found[parts[0]], Broken)
    assert "its worker died" in found[parts[0]].reason


@pytest.mark.parametrize("on_dask", [False, True])
def test_a_broken_part_is_reported_and_done_when_it_is_mended(
    tmp_path, demand, points, expected, request, *, on_dask
):
    processes = request.getfixturevalue("dask_processes") if on_dask else OneProcess()
    files = {path.name: path.read_bytes() for path in files_in(demand)}
    given, folder = tmp_path / "given", tmp_path / "results"
    given.mkdir()
    for name, content in files.items():
        (given / name).write_bytes(content)
    (given / "3.parquet").write_bytes(files["3.parquet"][:-9_000])
    negative = gpd.read_parquet(given / "5.parquet")
    negative.loc[7, "people"] = -1
    negative.to_parquet(given / "5.parquet")
    report = run(start(folder, points), parts_of(files_in(given)), processes, quiet)
    cut, below_zero = report.broken.items()
    assert (cut[0].path, below_zero[0].path) == (str(given / "3.parquet"), str(given / "5.parquet"))
    assert "3.parquet: expected GeoParquet, got Parquet magic bytes not found" in cut[1]
    assert "5.parquet, row 8 of the part, column people: expected people" in below_zero[1]
    assert len(rows_in(folder)) == (PARTS - 2) * ROWS
    about = json.loads((folder / "analysis.json").read_text())
    assert about["state"] == "incomplete"
    assert [one["input"] for one in about["broken"].values()] == [
        str(given / "3.parquet"),
        str(given / "5.parquet"),
    ]
    for name in ("3.parquet", "5.parquet"):
        (given / name).write_bytes(files[name])
    report = run(start(folder, points), parts_of(files_in(given)), processes, quiet)
    assert report.broken == {}
    assert same(folder, expected)


class StoppedError(Exception):
    """Somebody pressed Ctrl-C."""


def test_a_stopped_run_goes_on_with_what_is_not_finished(tmp_path, demand, points, expected):
    parts = parts_of(files_in(demand))

    def stop(step, done, _total):
        if step != COUNTING and done == 3:
            raise StoppedError

    with pytest.raises(StoppedError):
        run(start(tmp_path, points), parts, OneProcess(), stop)
    written = {path: path.stat().st_mtime_ns for path in (tmp_path / "rows").iterdir()}
    assert len(written) == 3
    damaged = min(written)
    damaged.write_bytes(damaged.read_bytes()[:-1])
    report = run(start(tmp_path, points), parts, OneProcess(), quiet)
    assert report.kept == 2  # the damaged one is done again
    assert all(path.stat().st_mtime_ns == written[path] for path in set(written) - {damaged})
    assert same(tmp_path, expected)


def test_more_demand_is_added_and_what_is_gone_is_removed(tmp_path, demand, points, expected):
    files = files_in(demand)
    run(start(tmp_path, points), parts_of(files), OneProcess(), quiet)
    run(start(tmp_path, points), parts_of(files[:2]), OneProcess(), quiet)
    assert len(rows_in(tmp_path)) == 2 * ROWS
    run(start(tmp_path, points), parts_of(files), OneProcess(), quiet)
    assert same(tmp_path, expected)


def loaders(*arguments):
    """Run the command; return its exit code."""
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in arguments])
    return ended.value.code


@pytest.fixture
def files(tmp_path, demand, points):
    """Return a CSV of the demand in two files, and service points as CSV and GeoParquet."""
    (tmp_path / "csv").mkdir()
    for number in range(2):
        part = gpd.read_parquet(demand / f"{number}.parquet")
        part.assign(x=part.geometry.x, y=part.geometry.y).drop(columns="geometry").to_csv(
            tmp_path / "csv" / f"{number}.csv", index=False
        )
    frame = gpd.GeoDataFrame(
        {"id": points.ids, "hours": points.supply}, geometry=shapely.points(points.at), crs=3812
    )
    frame.to_parquet(tmp_path / "points.parquet")
    return tmp_path


def test_command_reads_csv_finds_areas_in_a_layer_and_refuses_another_analysis(files, capsys):
    west = shapely.box(650_000, 650_000, 660_000, 700_000)
    gpd.GeoDataFrame({"nis": ["w"]}, geometry=[west], crs=3812).to_parquet(files / "areas.parquet")
    command = ["analyse", files / "csv", "--output", files / "out", "--points"]
    command += [files / "points.parquet", "--supply", "hours", "--group", "people"]
    command += ["--crs", "31370", "--area-layer", files / "areas.parquet", "--area-code", "nis"]
    assert loaders(*command) == 0
    found = rows_in(files / "out")
    assert found.crs.to_epsg() == 31370
    assert len(found) == 2 * ROWS
    areas = gpd.read_parquet(files / "out" / "areas" / "part-00000.parquet")
    inside = found.to_crs(3812).within(west)
    assert (found["area"] == "w").tolist() == inside.tolist()
    assert areas.set_index("area")["rows"].to_dict() == {"w": inside.sum(), pd.NA: (~inside).sum()}
    assert areas.geometry.iloc[0].equals(west)
    capsys.readouterr()
    assert loaders(*command) == 0
    assert "2 of them before this run" in capsys.readouterr().out
    assert loaders(*command, "--threshold", "800") == 2
    assert "differs in: thresholds_m" in capsys.readouterr().err
    assert rows_in(files / "out").equals(found)  # nothing is lost
    assert loaders(*command, "--threshold", "800", "--start-over") == 0
    assert "share_800m" in rows_in(files / "out")


def test_command_says_what_is_wrong_with_its_input(files, demand, capsys):
    bare = gpd.read_parquet(demand / "0.parquet").set_crs(None, allow_override=True)
    (files / "bare").mkdir()
    bare.to_parquet(files / "bare" / "bare.parquet")
    (files / "none").mkdir()
    bare.iloc[:0].set_crs(3812).to_parquet(files / "none" / "none.parquet")
    bare.iloc[:0].set_crs(3812).assign(id="").to_parquet(files / "no-points.parquet")
    (files / "table").mkdir()
    pd.DataFrame({"people": [1.0]}).to_parquet(files / "table" / "t.parquet")
    (files / "torn").mkdir()
    (files / "torn" / "good.csv").write_text("x,y\n150000,170000\n")
    (files / "torn" / "torn.csv").write_text("x,y\n150000,170000\n1500")
    (files / "polygons").mkdir()
    inner = {"inner_x_m": [1.0], "inner_y_m": [np.nan]}
    gpd.GeoDataFrame(inner, geometry=[shapely.box(0, 0, 1, 1)], crs=3812).to_parquet(
        files / "polygons" / "p.parquet"
    )
    (files / "full").mkdir()
    (files / "full" / "letter.txt").write_text("mine")
    points = ["--points", files / "points.parquet"]
    new = ["--output", files / "new"]
    for arguments, code, message in (
        ([files / "csv", *new, *points], 2, "expected a coordinate reference system"),
        ([files / "csv", *new, *points, "--crs", "31370", "--x", "lon"], 2, "a column lon"),
        ([files / "bare", *new, *points], 3, "Say which one the coordinates are in: --crs"),
        ([files / "table", *new, *points], 3, "which column is the geometry"),
        ([files / "torn", *new, *points, "--crs", "31370"], 3, "expected a CSV in UTF-8"),
        ([demand, *new, *points, "--group", "older"], 3, "expected a column older"),
        ([demand, *new, *points, "--group", "town"], 3, "expected numbers"),
        ([files / "none", *new, *points], 2, "expected rows, got none"),
        ([files / "polygons", *new, *points], 3, "coordinates in inner_x_m and inner_y_m"),
        ([files / "absent", *new, *points], 2, "nothing of that name"),
        ([demand, *new, "--points", files / "no-points.parquet"], 2, "one service point, got none"),
        ([demand, *new, *points, "--supply", "seats"], 2, "expected a column seats"),
        ([demand, *new, *points, "--area", "place"], 3, "expected a column place"),
        ([demand, *new, *points, "--distance", "car"], 2, "expected te-voet or"),
        ([demand, "--output", files / "full", *points], 2, "other files: letter.txt"),
        ([demand, *new, *points, "--scheduler", "nowhere"], 2, "a Dask scheduler that answers"),
    ):
        assert (loaders("analyse", *arguments, "--start-over"), message) == (code, message)
        assert message in capsys.readouterr().err
    assert (files / "full" / "letter.txt").read_text() == "mine"

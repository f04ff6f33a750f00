import json
import os
import pickle
import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry import Polygon

from geodata.errors import (
    BadValueError,
    DuplicateCodeError,
    GeometryError,
    MissingColumnError,
    NabijError,
    NoSnapshotError,
    PublishBusyError,
    SnapshotError,
    UnknownCodeError,
    WrongCrsError,
)
from geodata.snapshot.frames import brought_up
from geodata.snapshot.model import SnapshotData
from loaders.store.frame_checks import checked
from loaders.store.manifest import current_id, read_manifest
from loaders.store.snapshots import list_snapshots, load, publish, verify

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]


def geometry(data: SnapshotData, folder: Path) -> None:
    (folder / "regions.json").write_text(json.dumps(list(data.units["code"])), encoding="utf-8")


def put(data: SnapshotData, folder: Path, *, minutes: int = 0, write_geometry=geometry):
    now = NOW + timedelta(minutes=minutes)
    return publish(data, folder=folder, kind="builtin", now=now, write_geometry=write_geometry)


def with_units(data: SnapshotData, **columns) -> SnapshotData:
    return replace(data, units=data.units.assign(**columns))


def projected(*municipalities: str) -> pd.DataFrame:
    people = pd.Series([1] * len(municipalities), dtype="Int64")
    rows = pd.DataFrame({"municipality": municipalities, "year": 2031, "people": people})
    return brought_up("projections", rows)


def test_a_published_snapshot_is_loaded_back_unchanged(small, tmp_path):
    info = put(small, tmp_path)
    snapshot = load(tmp_path)
    assert (snapshot.id, snapshot.kind, snapshot.created) == (info.id, "builtin", NOW)
    assert snapshot.warnings == ()
    assert snapshot.data.datasets == small.datasets
    assert snapshot.data.groups == ("all", "65plus", "80plus")
    assert_geodataframe_equal(snapshot.data.units, small.units.astype({"elz": "str"}))
    assert (snapshot.static / "regions.json").is_file()


def test_missing_text_and_missing_people_stay_missing(small, tmp_path):
    put(small, tmp_path)
    data = load(tmp_path).data
    assert data.units["elz"].isna().tolist() == [False, False, True, True]
    assert data.units["people_80plus"].tolist() == [1, 3, 2, pd.NA]
    assert data.centres["operator"].isna().all()
    assert str(data.centres["operator"].dtype) == "str"
    assert str(data.units["people_all"].dtype) == "Int64"


def test_the_manifest_has_rows_size_and_checksum_of_each_file(small, tmp_path):
    files = put(small, tmp_path).files
    assert files["units.parquet"].rows == 4
    assert files["division.parquet"].rows == 2
    assert set(files) == {
        *(f"{n}.parquet" for n in ("units", "areas", "centres", "points", "whereabouts")),
        *(f"{n}.parquet" for n in ("support_points", "division", "services", "projections")),
        "static/regions.json",
    }


def test_the_same_data_at_the_same_moment_gets_a_name_of_its_own(small, tmp_path):
    first, second = put(small, tmp_path), put(small, tmp_path)
    assert first.id != second.id
    assert current_id(tmp_path) == second.id == load(tmp_path).id


def test_the_error_of_an_empty_store_explains_how_to_fill_it(tmp_path):
    with pytest.raises(NoSnapshotError, match="python -m loaders build"):
        load(tmp_path)
    assert list_snapshots(tmp_path) == []


@pytest.fixture(scope="module")
def published(small, tmp_path_factory):
    """A store with two snapshots, to copy, and their ids."""
    folder = tmp_path_factory.mktemp("published")
    return folder, [put(small, folder, minutes=minutes).id for minutes in range(2)]


@pytest.fixture
def two(published, tmp_path):
    """The manifests of two snapshots, of which the second is to be damaged."""
    folder, ids = published
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return [read_manifest(tmp_path, name) for name in ids]


@pytest.mark.parametrize("name", ["units.parquet", "manifest.json", "static/regions.json"])
@pytest.mark.parametrize("damage", ["missing", "truncated"])
def test_a_damaged_snapshot_is_reported_and_the_last_good_one_is_used(two, tmp_path, name, damage):
    good, bad = two
    path = bad.folder / name
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-9])
    snapshot = load(tmp_path)
    assert snapshot.id == good.id
    assert [w.code for w in snapshot.warnings] == ["snapshot"]
    assert Path(name).name in str(snapshot.warnings[0])
    with pytest.raises(SnapshotError):
        verify(tmp_path, bad.id)
    assert verify(tmp_path, good.id).id == good.id


def test_one_changed_byte_in_a_frame_is_seen_on_load(two, tmp_path):
    _, bad = two
    flip(bad.folder / "units.parquet")
    assert "SHA-256" in str(load(tmp_path).warnings[0])


def test_one_changed_byte_in_the_map_geometry_is_seen_by_verify(two, tmp_path):
    _, info = two
    flip(info.folder / "static" / "regions.json")
    with pytest.raises(SnapshotError, match=r"regions\.json.*SHA-256"):
        verify(tmp_path, info.id)


def test_one_changed_byte_in_the_index_of_map_geometry_is_seen_on_load(small, tmp_path):
    def with_index(data, folder):
        geometry(data, folder)
        (folder / "index.json").write_text('{"regions": {}}')

    good = put(small, tmp_path, write_geometry=with_index)
    flip(put(small, tmp_path, minutes=1, write_geometry=with_index).folder / "static/index.json")
    snapshot = load(tmp_path)
    assert (snapshot.id, len(snapshot.warnings)) == (good.id, 1)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_snapshot_of_a_newer_version_is_reported_and_not_read(two, tmp_path):
    good, newer = two
    manifest = newer.folder / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('"schema_version": 3', '"schema_version": 99'), "utf-8")
    snapshot = load(tmp_path)
    assert snapshot.id == good.id
    assert "schema version 1 to 3, got 99" in str(snapshot.warnings[0])


def test_where_no_snapshot_can_be_read_the_error_names_the_damage(small, tmp_path):
    info = put(small, tmp_path)
    (info.folder / "units.parquet").unlink()
    with pytest.raises(NoSnapshotError, match=r"units\.parquet"):
        load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"../../etc", b"\xff\xfe", b"gone\n"])
def test_a_damaged_pointer_does_not_keep_the_newest_snapshot_from_being_shown(
    two, tmp_path, content
):
    _, info = two
    (tmp_path / "current").write_bytes(content)
    assert load(tmp_path).id == info.id


def break_areas(data: SnapshotData, **columns) -> SnapshotData:
    return replace(data, areas=data.areas.assign(**columns))


def bowtie(data: SnapshotData) -> SnapshotData:
    crossed = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    return with_units(data, geometry=gpd.GeoSeries([crossed] * 4, crs=data.units.crs))


@pytest.mark.parametrize(
    ("break_it", "error"),
    [
        (lambda d: with_units(d, code="same"), DuplicateCodeError),
        (lambda d: with_units(d, municipality="99999"), UnknownCodeError),
        (lambda d: with_units(d, province="20001"), UnknownCodeError),
        (lambda d: with_units(d, elz="elz9"), UnknownCodeError),
        (lambda d: with_units(d, sectors=-1), BadValueError),
        (lambda d: with_units(d, people_80plus=d.units["people_all"] + 1), BadValueError),
        (lambda d: with_units(d, people_65plus=1.5), BadValueError),
        (bowtie, GeometryError),
        (lambda d: replace(d, units=d.units.drop(columns="elz")), MissingColumnError),
        (lambda d: replace(d, units=d.units.to_crs("EPSG:31370")), WrongCrsError),
        (lambda d: break_areas(d, level="street"), BadValueError),
        (lambda d: break_areas(d, level="elz", code="11001"), DuplicateCodeError),
        (lambda d: replace(d, centres=d.centres.iloc[:0]), UnknownCodeError),
        (lambda d: replace(d, whereabouts=d.whereabouts.iloc[:0]), UnknownCodeError),
        (lambda d: replace(d, projections=projected("99999")), UnknownCodeError),
        (lambda d: replace(d, projections=projected("11001", "11001")), BadValueError),
        (lambda d: replace(d, support_points=d.support_points.iloc[:0]), UnknownCodeError),
    ],
)
def test_data_that_violate_the_schema_do_not_pass_the_check(small, break_it, error):
    with pytest.raises(error):
        checked(break_it(small))


def test_data_that_violate_the_schema_are_never_published(small, tmp_path):
    good = put(small, tmp_path)
    with pytest.raises(UnknownCodeError):
        put(replace(small, centres=small.centres.iloc[:0]), tmp_path, minutes=1)
    assert load(tmp_path).id == good.id
    assert [s.id for s in list_snapshots(tmp_path)] == [good.id]


def test_a_full_disk_leaves_the_current_snapshot_and_no_litter(small, tmp_path):
    def full_disk(_: SnapshotData, folder: Path) -> None:
        (folder / "half.json").write_text("{", encoding="utf-8")
        raise OSError(28, "No space left on device")

    good = put(small, tmp_path)
    with pytest.raises(SnapshotError, match="No space left"):
        put(small, tmp_path, minutes=1, write_geometry=full_disk)
    assert load(tmp_path).id == good.id
    assert [p.name for p in (tmp_path / "snapshots").iterdir()] == [good.id]


def test_two_publishers_do_not_mix(small, tmp_path):
    def publish_meanwhile(_: SnapshotData, __: Path) -> None:
        with pytest.raises(PublishBusyError):
            put(small, tmp_path, minutes=5)

    info = put(small, tmp_path, write_geometry=publish_meanwhile)
    assert load(tmp_path).id == info.id
    assert len(list_snapshots(tmp_path)) == 1


def test_the_lock_of_a_stopped_publisher_does_not_remain(small, tmp_path):
    connection = sqlite3.connect(tmp_path / "publish.lock", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    with pytest.raises(PublishBusyError):
        put(small, tmp_path)
    connection.close()
    assert put(small, tmp_path).id == current_id(tmp_path)


KILL_AT = """
import os, pickle, signal, sys
from datetime import datetime, UTC
from pathlib import Path
import loaders.store.snapshots

names, part, left = sys.argv[3].split(), sys.argv[4], int(sys.argv[5])

def deadly(name):
    true = getattr(os, name)
    def replacement(*arguments, **options):
        global left
        left -= part in str(arguments[0])
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return true(*arguments, **options)
    setattr(os, name, replacement)

for name in names:
    deadly(name)
loaders.store.snapshots.publish(
    pickle.loads(Path(sys.argv[1]).read_bytes()), folder=Path(sys.argv[2]), kind="imported",
    now=datetime(2026, 4, 1, tzinfo=UTC),
    write_geometry=lambda _, folder: (folder / "regions.json").write_text("[]"),
)
"""
EVERY_STEP = "fsync mkdir rename replace"
STEPS = {
    "making the folder": ("mkdir", ".new-"),
    "making the folder of the maps": ("mkdir", "static"),
    "bringing a file to disk": ("fsync", ""),
    "giving the folder its name": ("rename", ".new-"),
    "pointing at it": ("replace", ""),
}
"""Step → the function of ``os`` that does it, and a part of what it is called with."""


def kill_at(small, store, *, names: str = EVERY_STEP, part: str = "", nth: int = 1) -> int:
    """Publish, killed at the nth of some calls that touch the disk; return the exit code."""
    pickled = store.parent / "data.pickle"
    pickled.write_bytes(pickle.dumps(small))
    return subprocess.run(
        [sys.executable, "-c", KILL_AT, str(pickled), str(store), names, part, str(nth)],
        cwd=ROOT,
        check=False,
    ).returncode


@pytest.mark.campaign
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("step", STEPS)
def test_a_publisher_killed_at_any_step_leaves_the_previous_snapshot(small, tmp_path, step):
    names, part = STEPS[step]
    store = tmp_path / "store"
    good = put(small, store)
    assert kill_at(small, store, names=names, part=part) == -signal.SIGKILL
    unfinished = list((store / "snapshots").glob(".new-*"))
    named = step == "pointing at it"  # that late, it already has its name
    assert len(unfinished) == (not named and step != "making the folder")
    assert current_id(store) == good.id == load(store).id
    verify(store, good.id)
    after = put(small, store, minutes=1)
    assert load(store).id == after.id
    assert not list((store / "snapshots").glob(".new-*"))


@pytest.mark.soak
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_killed_at_every_step_in_turn_the_store_always_has_a_good_snapshot(small, tmp_path):
    store = tmp_path / "store"
    put(small, store)
    for nth in count(1):
        ended = kill_at(small, store, nth=nth)
        verify(store, load(store).id)
        if not ended:  # there are no more steps than that
            break
        assert ended == -signal.SIGKILL
    assert nth > len(STEPS)


def test_every_error_of_the_store_is_one_of_ours(small, tmp_path):
    (tmp_path / "snapshots").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(NabijError):
        put(small, tmp_path)
    with pytest.raises(NabijError):
        load(tmp_path)

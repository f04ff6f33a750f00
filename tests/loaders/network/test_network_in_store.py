"""A network in a snapshot: it stays when others are imported, and bad ones never replace it."""

import errno
import hashlib
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from geodata.errors import SnapshotError
from geodata.network.model import WIJK
from geodata.snapshot.model import FRAMES
from loaders.network.network_import import NetworkFile, import_network
from loaders.publication import publish_now
from loaders.store import network_files, snapshots
from tests.loaders.drawn_streets import grid
from tests.loaders.fake_sources import Play
from tests.store_helpers import publish_bare, run

pytestmark = pytest.mark.long

GEOFABRIK = "download.geofabrik.de/europe"
EXTRACT, BOUNDARY = f"{GEOFABRIK}/belgium-latest.osm.pbf", f"{GEOFABRIK}/belgium.poly"
BELGIUM = b"belgium\n1\n 2 49\n 7 49\n 7 52\n 2 52\n 2 49\nEND\nEND\n"


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    return grid().write(tmp_path_factory.mktemp("extract") / "drawn.osm.pbf")


@pytest.fixture
def loaded(folder, extract, small):
    """A store whose current snapshot has a network."""
    publish_bare(import_network(NetworkFile(extract), small), folder)
    return folder


def test_the_command_imports_and_reports(folder, extract, capsys):
    assert run("import-network", extract) == 0
    printed = capsys.readouterr()
    assert "Cutting streets at the borders of neighbourhoods" in printed.err
    assert "19 km of streets and paths on 2025-01-01, of which:" in printed.out
    assert "© OpenStreetMap contributors" in printed.out
    found = snapshots.load(folder)
    assert found.warnings == ()
    network = found.data.network
    assert network.report.total_km == pytest.approx(19, abs=0.01)
    assert network.pieces[WIJK].covered.all()
    assert network.declared is None
    assert isinstance(network.weights, np.memmap)
    assert not network.weights.flags.writeable
    assert run("check") == 0
    (extract.parent / "bad.osm.pbf").write_bytes(extract.read_bytes()[:-9])
    assert run("import-network", extract.parent / "bad.osm.pbf") == 2
    assert "nabij: bad.osm.pbf: expected a complete extract" in capsys.readouterr().err
    assert snapshots.load(folder).id == found.id


def test_other_imports_keep_the_network_in_the_same_files(loaded, small):
    before = snapshots.load(loaded)
    changed = replace(before.data, services=small.services)
    info = publish_now(changed, folder=loaded, kind="imported", base=before)
    after = snapshots.load(loaded)
    assert after.id == info.id != before.id
    assert after.data.network.fingerprint == before.data.network.fingerprint
    ours, theirs = (one.folder / "network" / "weights.npy" for one in (before, after))
    assert ours.samefile(theirs)
    shutil.rmtree(before.folder)
    assert snapshots.load(loaded).data.network.weights.sum() > 0


def test_streets_are_cut_again_where_units_changed(loaded):
    before = snapshots.load(loaded)
    units = before.data.units.iloc[:3].copy()
    units.loc[2, "geometry"] = before.data.units.geometry.iloc[2:].union_all()
    publish_now(replace(before.data, units=units), folder=loaded, kind="imported", base=before)
    after = snapshots.load(loaded).data.network.pieces[WIJK]
    assert after.codes.tolist() == units["code"].tolist()
    inside = np.bincount(after.unit, after.to_m - after.from_m)
    assert inside[2] == pytest.approx(2 * 3990, abs=1)
    people = snapshots.load(loaded)
    same = people.data.units.assign(people_all=people.data.units["people_all"] + 1)
    publish_now(replace(people.data, units=same), folder=loaded, kind="imported", base=people)
    newest = snapshots.load(loaded)
    ours, theirs = (one.folder / "network" / "wijk-unit.npy" for one in (people, newest))
    assert ours.samefile(theirs)  # not cut again


def test_a_full_disk_and_a_stop_leave_what_there_was(loaded, extract, monkeypatch):
    before = snapshots.load(loaded)
    data = import_network(NetworkFile(extract, date="2025-02-01"), before.data)
    saves = iter([None, OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])

    def save(*_):
        if problem := next(saves):
            raise problem

    monkeypatch.setattr(np, "save", save)
    with pytest.raises(SnapshotError, match="No space left"):
        publish_bare(data, loaded, base=before)
    with pytest.raises(KeyboardInterrupt):
        publish_bare(data, loaded, base=before)
    assert snapshots.load(loaded).data.network.date == "2025-01-01"
    assert not list((loaded / "snapshots").glob(".new-*"))


@pytest.mark.parametrize(
    ("name", "damage"), [("weights.npy", "flipped"), ("wijk-unit.npy", "gone")]
)
def test_a_damaged_network_is_left_out_with_a_warning(loaded, name, damage):
    found = snapshots.load(loaded)
    path = found.folder / "network" / name
    content = bytearray(path.read_bytes())
    path.unlink()
    if damage == "flipped":
        content[-3] ^= 1
        path.write_bytes(content)
    again = snapshots.load(loaded)
    assert again.id == found.id
    assert again.data.network is None
    assert "network" not in {dataset.name for dataset in again.data.datasets}
    assert len(again.data.units) == 4
    assert [name in str(warning) for warning in again.warnings] == [True]
    assert run("check") == 2


def test_a_snapshot_without_network_and_one_of_an_older_version_have_none(folder):
    found = snapshots.load(folder)
    assert found.data.network is None
    assert not (found.folder / network_files.FOLDER).exists()
    path = found.folder / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"schema_version": 2}))
    assert snapshots.load(folder).data.network is None
    assert "network" not in FRAMES


def serve(play: Play, extract):
    content = extract.read_bytes()
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    play.files[EXTRACT] = content
    play.files[f"{EXTRACT}.md5"] = f"{digest}  belgium-latest.osm.pbf\n".encode()
    play.files[BOUNDARY] = BELGIUM
    return content


@pytest.fixture
def geofabrik(play, extract, monkeypatch):
    """Geofabrik, played; the extract is the one that is drawn."""
    monkeypatch.setenv("NABIJ_MIRROR", play.url)
    monkeypatch.setattr("time.sleep", lambda _: None)
    serve(play, extract)
    return play


def test_streets_are_fetched_when_they_are_asked_for(folder, geofabrik, tmp_path):
    geofabrik.faults[EXTRACT + "."] = ""  # the checksum comes whole
    geofabrik.faults[EXTRACT] = "cut"
    assert run("fetch", "--only", "streets") == 0
    found = snapshots.load(folder)
    network = found.data.network
    assert network.source == "OpenStreetMap, Geofabrik (belgium-latest.osm.pbf)"
    assert network.boundary.contains(network.declared.centroid)
    parts = [headers for path, _, headers in geofabrik.asked if path == EXTRACT]
    assert ["Range" in headers for headers in parts] == [False, True]
    assert run("fetch", "--only", "streets") == 0  # nothing new
    assert snapshots.load(folder).id == found.id
    assert len([path for path, *_ in geofabrik.asked if path == EXTRACT]) == 2
    fewer = grid()
    del fewer.ways[1:4]
    serve(geofabrik, fewer.write(tmp_path / "fewer.osm.pbf"))
    assert run("fetch", "--only", "streets") == 2
    assert snapshots.load(folder).id == found.id
    assert run("fetch", "--only", "streets", "--accept", "streets") == 0
    assert snapshots.load(folder).data.network.report.total_km < 14


def test_a_checksum_that_does_not_fit_or_is_none_leaves_what_there_was(folder, geofabrik, capsys):
    geofabrik.files[f"{EXTRACT}.md5"] = b"0" * 32
    assert run("fetch", "--only", "streets") == 2
    assert "checksum" in capsys.readouterr().out
    geofabrik.files[f"{EXTRACT}.md5"] = b"not found"
    assert run("fetch", "--only", "streets") == 2
    assert snapshots.load(folder).data.network is None


def test_streets_are_not_asked_for_with_the_others(folder, geofabrik):
    geofabrik.faults[""] = "500"
    assert run("fetch") == 2
    assert not [path for path, *_ in geofabrik.asked if "geofabrik" in path]
    assert [path for path, *_ in geofabrik.asked if "sociale" in path]
    assert folder.is_dir()

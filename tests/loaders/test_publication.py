import json
from dataclasses import replace

import geopandas as gpd
import pytest

from geodata.snapshot.frames import SUPPORT_TEXTS
from loaders.publication import ensure_snapshot, publish_now
from loaders.settings import Settings
from loaders.store import manifest, map_files, snapshots

pytestmark = pytest.mark.long


@pytest.fixture
def settings(small, tmp_path, monkeypatch):
    """Settings of an empty store, where the small snapshot is the built-in one."""

    def build(progress):
        progress("Building")
        return small

    monkeypatch.setattr("loaders.builtin.snapshot.build_builtin", build)
    monkeypatch.setattr("loaders.store.map_files.write_geometry", lambda *_: None)
    return Settings(data=tmp_path / "store")


def test_an_empty_store_gets_the_built_in_snapshot_and_only_once(settings):
    steps = []
    first = ensure_snapshot(settings, progress=steps.append)
    second = ensure_snapshot(settings, progress=steps.append)
    assert steps == ["Building"]
    assert (first.kind, first.warnings) == ("builtin", ())
    assert second.id == first.id == manifest.current_id(settings.data)


def test_when_the_only_snapshot_is_damaged_a_new_one_is_built_with_a_warning(settings):
    damaged = ensure_snapshot(settings)
    (damaged.folder / "units.parquet").unlink()
    snapshot = ensure_snapshot(settings)
    assert snapshot.id != damaged.id
    assert "units.parquet" in str(snapshot.warnings[0])
    assert len(snapshot.data.units) == 4


def as_of_version_1(snapshot) -> None:
    """Make a snapshot what the first version of Nabij would have written."""
    folder, path = snapshot.folder, snapshot.folder / "manifest.json"
    for name in ("services", "projections"):
        (folder / f"{name}.parquet").unlink()
    support = folder / "support_points.parquet"
    gpd.read_parquet(support).drop(columns=list(SUPPORT_TEXTS)).to_parquet(support)
    content = json.loads(path.read_text("utf-8"))
    files = {n: f for n, f in content["files"].items() if (folder / n).exists()}
    files[support.name] |= {
        "sha256": manifest.sha256(support),
        "bytes": support.stat().st_size,
        "columns": ["id", "name", "example", "geometry"],
    }
    path.write_text(json.dumps({**content, "schema_version": 1, "files": files}), "utf-8")


def test_a_snapshot_of_an_older_version_is_brought_up_and_loses_nothing(settings):
    assert not manifest.is_up_to_date(settings.data)
    old = ensure_snapshot(settings)
    as_of_version_1(old)
    assert not manifest.is_up_to_date(settings.data)
    steps = []
    new = ensure_snapshot(settings, progress=steps.append)
    assert steps == ["Bringing the data up to this version of Nabij", "Building"]
    assert (new.schema_version, new.kind, new.warnings) == (3, "builtin", ())
    assert new.data.units.equals(old.data.units)
    assert new.data.support_points["name"].tolist() == ["Voorbeeld-ROP"]
    assert new.data.support_points["host"].isna().all()
    assert (len(new.data.services), len(new.data.projections)) == (0, 0)
    assert manifest.is_up_to_date(settings.data)


@pytest.mark.parametrize(("kind", "name"), [("builtin", "De Kring"), ("imported", "Eigen")])
def test_only_the_built_in_snapshot_of_an_older_version_is_built_again(small, settings, kind, name):
    own = replace(small, centres=small.centres.assign(name="Eigen").drop(columns="remark"))
    own = replace(own, points=own.points.drop(columns=["site_name", "within_m"]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("loaders.store.snapshots.checked", lambda data, **_: data)
        publish_now(own, folder=settings.data, kind=kind)
    path = snapshots.load(settings.data).folder / "manifest.json"
    text = path.read_text("utf-8")
    assert '"schema_version": 3' in text
    path.write_text(text.replace('"schema_version": 3', '"schema_version": 2'), "utf-8")
    data = ensure_snapshot(settings).data
    assert data.centres["name"].tolist() == [name]
    assert data.centres["remark"].isna().all()
    assert data.points[["site_name", "within_m"]].isna().all(axis=None)


def test_the_regions_of_the_base_are_taken_over_where_they_are_the_same_and_intact(
    small, tmp_path, monkeypatch
):
    drawn = []
    draw = map_files.write_geometry
    monkeypatch.setattr(map_files, "write_geometry", lambda *a: drawn.append(a) or draw(*a))
    first = publish_now(small, folder=tmp_path, kind="imported")
    base = snapshots.load(tmp_path)
    again = publish_now(base.data, folder=tmp_path, kind="imported", base=base)
    assert len(drawn) == 1
    assert sorted(again.files) == sorted(first.files)

    base = snapshots.load(tmp_path)
    damaged = next(base.static.glob("wijken-*.json"))
    damaged.write_text("{", encoding="utf-8")
    publish_now(base.data, folder=tmp_path, kind="imported", base=base)
    assert len(drawn) == 2
    assert (snapshots.load(tmp_path).static / damaged.name).read_text("utf-8") != "{"

    base = snapshots.load(tmp_path)
    renamed = replace(base.data, units=base.data.units.assign(name="Elders"))
    publish_now(renamed, folder=tmp_path, kind="imported", base=base)
    assert len(drawn) == 3

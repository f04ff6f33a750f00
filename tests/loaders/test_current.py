import pytest

from loaders import store
from loaders.current import ensure_snapshot
from loaders.settings import Settings


@pytest.fixture
def settings(small, tmp_path, monkeypatch):
    """Settings of an empty store, where the small snapshot is the built-in one."""

    def build(progress):
        progress("Building")
        return small

    monkeypatch.setattr("loaders.builtin.build_builtin", build)
    monkeypatch.setattr("loaders.geometry.write_geometry", lambda *_: None)
    return Settings(data=tmp_path / "store")


def test_an_empty_store_gets_the_built_in_snapshot_and_only_once(settings):
    steps = []
    first = ensure_snapshot(settings, progress=steps.append)
    second = ensure_snapshot(settings, progress=steps.append)
    assert steps == ["Building"]
    assert (first.kind, first.warnings) == ("builtin", ())
    assert second.id == first.id == store.current_id(settings.data)


def test_where_the_only_snapshot_is_damaged_a_new_one_is_built_and_the_damage_told(settings):
    damaged = ensure_snapshot(settings)
    (damaged.folder / "units.parquet").unlink()
    snapshot = ensure_snapshot(settings)
    assert snapshot.id != damaged.id
    assert "units.parquet" in str(snapshot.warnings[0])
    assert len(snapshot.data.units) == 4

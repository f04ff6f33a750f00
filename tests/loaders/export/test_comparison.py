from dataclasses import replace

import pytest
from shapely.geometry import Point

from geodata.crs import METRIC_CRS
from loaders.store import manifest, snapshots
from tests.store_helpers import NOW, publish_bare, run


def test_a_snapshot_is_loaded_by_its_id_or_not_at_all(folder, small):
    first = manifest.current_id(folder)
    publish_bare(small, folder, now=NOW.replace(hour=13))
    snapshot = snapshots.load_snapshot(folder, first)
    assert (snapshot.id, snapshot.kind, snapshot.warnings) == (first, "builtin", ())
    assert len(snapshot.data.units) == 4
    for unknown in ("gone", "", "..", f"../snapshots/{first}"):
        with pytest.raises(snapshots.NoSnapshotError, match="there is no snapshot"):
            snapshots.load_snapshot(folder, unknown)
    path = folder / "snapshots" / first / "points.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(snapshots.SnapshotError, match=r"points\.parquet: expected SHA-256"):
        snapshots.load_snapshot(folder, first)


def test_two_snapshots_are_compared_on_the_command_line(folder, small, tmp_path, capsys):
    first = manifest.current_id(folder)
    assert run("compare") == 2
    assert "no snapshot before" in capsys.readouterr().err
    new = small.points.assign(
        precision="address",
        phone="09 123 45 67",
        geometry=[Point(600_030, 700_040)],
    )
    centres = small.centres.assign(name="De Kringwinkel")
    changed = replace(small, points=new.set_crs(METRIC_CRS), centres=centres)
    publish_bare(changed, folder, now=NOW.replace(hour=13))
    path = tmp_path / "changes.csv"
    assert run("compare", "--csv", path, "--threshold", "1500", "--group", "65plus") == 0
    out = capsys.readouterr().out
    for part in (
        "Centres: 1 placed, 1 renamed, 1 contact.",
        "renamed: De Kringwinkel (Westdorp), name: De Kring → De Kringwinkel",
        "phone: – → 09 123 45 67",
        "placed: De Kringwinkel (Westdorp), precision: municipality → address (658 m)",
        "People (65plus) further than 1,500 m in a straight line: 0 to 2 → 1; changed in 1 of 4",
    ):
        assert part in out
    text = path.read_text(encoding="utf-8-sig")
    assert text.startswith(f'# Before:,"{first}, published 2026-03-01 12:00 UTC"')
    assert text.count("\n") == 8
    assert run("compare", first, first) == 0
    assert "Centres: no changes." in capsys.readouterr().out
    assert run("compare", "gone") == 2
    assert run("compare", "--csv", tmp_path / "no" / "file.csv") == 2
    assert "could not be written" in capsys.readouterr().err


def test_an_empty_store_has_nothing_to_compare(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NABIJ_DATA", str(tmp_path))
    assert run("compare") == 2
    assert "python -m loaders build" in capsys.readouterr().err

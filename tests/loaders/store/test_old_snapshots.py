"""A snapshot that an earlier version of Nabij wrote still opens, whatever is renamed inside."""

import hashlib
import json

import pytest

from geodata.enums import DatasetFlag, SnapshotKind
from geodata.snapshot.model import FRAMES
from geodata.snapshot.schemas import check_snapshot
from loaders.store.manifest import is_up_to_date
from loaders.store.snapshots import load, verify

ID = "20261130T091500000000Z-imported-k3x9_a1b"
LATER = {"centres": ["remark"], "points": ["site_name", "within_m"]}
"""Columns that came after version 0.1.0."""

OPTIONAL = {"records", "provenance", "doubts", "sectors", "unplaced", "addresses"}
DATASETS = [
    {
        "name": name,
        "rows": rows,
        "source": "drawn by hand",
        "reference_date": "2026-01-01",
        "licence": "CC0",
        "attribution": "© nobody",
        "flags": flags,
        "note": "",
    }
    for name, rows, flags in (
        ("units", 4, ["approximate"]),
        ("people", 110, ["estimated", "estimated_ages"]),
        ("areas", 4, []),
        ("centres", 1, ["incomplete"]),
        ("division", 2, ["example"]),
    )
]


@pytest.fixture
def folder(small, tmp_path):
    """A store as version 0.1.0 left it, written here without the code of the store."""
    snapshot = tmp_path / "snapshots" / ID
    (snapshot / "static").mkdir(parents=True)
    (snapshot / "static" / "index.json").write_text("{}", encoding="utf-8")
    shapes = {}
    for name in FRAMES:
        frame = getattr(small, name).drop(columns=LATER.get(name, []))
        if name in OPTIONAL and frame.empty:
            continue
        texts = [c for c in frame if frame[c].dtype == object]
        frame.astype(dict.fromkeys(texts, "str")).to_parquet(
            snapshot / f"{name}.parquet", index=False, compression="zstd"
        )
        shapes[f"{name}.parquet"] = (len(frame), list(frame.columns))
    files = {}
    for path in sorted(p for p in snapshot.rglob("*") if p.is_file()):
        name = path.relative_to(snapshot).as_posix()
        rows, columns = shapes.get(name, (0, []))
        files[name] = {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "bytes": path.stat().st_size,
            "rows": rows,
            "columns": columns,
        }
    manifest = {
        "schema_version": 2,
        "id": ID,
        "kind": "imported",
        "created": "2026-11-30T09:15:00+00:00",
        "datasets": DATASETS,
        "files": files,
    }
    (snapshot / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    (tmp_path / "current").write_text(f"{ID}\n", encoding="utf-8")
    return tmp_path


def test_a_snapshot_of_version_0_1_0_opens(folder):
    snapshot = load(folder)
    assert snapshot.id == ID
    assert snapshot.kind is SnapshotKind.IMPORTED
    assert snapshot.warnings == ()
    assert not is_up_to_date(folder)
    assert verify(folder, ID).datasets == snapshot.data.datasets
    flags = {dataset.name: dataset.flags for dataset in snapshot.data.datasets}
    assert flags["people"] == (DatasetFlag.ESTIMATED, DatasetFlag.ESTIMATED_AGES)
    check_snapshot(snapshot.data)
    for name, columns in LATER.items():
        assert getattr(snapshot.data, name)[columns].isna().all(axis=None)

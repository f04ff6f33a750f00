"""The files of a snapshot's frames: Parquet, GeoParquet where a frame has a geometry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.crs import METRIC_CRS
from geodata.snapshot.frames import brought_up
from geodata.snapshot.model import FRAMES, SnapshotData
from loaders.store.manifest import damaged

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from loaders.store.manifest import SnapshotInfo

_OPTIONAL = frozenset({"records", "provenance", "doubts", "sectors", "unplaced", "addresses"})
"""The frames that a snapshot has no file of where they are empty."""

_PLAIN = frozenset({"centres", "division", "projections"}) | (_OPTIONAL - {"sectors", "addresses"})
"""The frames without a geometry."""

_SINCE_2 = frozenset({"services", "projections"})
"""The frames that snapshots of schema version 1 do not have."""


def write(data: SnapshotData, folder: Path) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Write the frames; return how many rows each file has, and its columns.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    rows = {}
    for name in FRAMES:
        frame = getattr(data, name)
        if name in _OPTIONAL and frame.empty:
            continue
        frame.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
        rows[f"{name}.parquet"] = (len(frame), tuple(map(str, frame.columns)))
    return rows


def kept(info: SnapshotInfo) -> list[str]:
    """Return the frames that a snapshot has a file of."""
    known = [name for name in FRAMES if info.schema_version > 1 or name not in _SINCE_2]
    return [n for n in known if n not in _OPTIONAL or f"{n}.parquet" in info.files]


def read(info: SnapshotInfo) -> SnapshotData:
    """Read the frames of a snapshot, geometries in EPSG:3812; nothing is verified.

    Raises
    ------
    SnapshotError
        If a file cannot be read, or has other columns than the manifest says.
    """
    frames: dict[str, Any] = {}
    for name in kept(info):
        path = info.folder / f"{name}.parquet"
        try:
            frame = pd.read_parquet(path) if name in _PLAIN else _layer(path)
        except (OSError, ValueError, LookupError) as error:  # pyarrow's are one of the first two
            raise damaged(path, expected="a readable file", got=repr(error)) from error
        if tuple(frame.columns) != info.files[path.name].columns:
            raise damaged(path, expected="the manifest's columns", got=", ".join(frame.columns))
        frames[name] = brought_up(name, frame)
    return SnapshotData(**frames, datasets=info.datasets)


def _layer(path: Path) -> gpd.GeoDataFrame:
    """Read a layer in EPSG:3812, as every one is that was published.

    GeoPandas makes the CRS of each file from its description, which takes longer than all else.
    """
    import geopandas as gpd

    frame = pd.read_parquet(path)
    frame["geometry"] = gpd.GeoSeries.from_wkb(frame["geometry"], crs=METRIC_CRS)
    return gpd.GeoDataFrame(frame)

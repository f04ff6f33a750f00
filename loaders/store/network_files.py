"""The files of a walking network in a snapshot: one per array, mapped into memory when read.

An array that another snapshot has as a file is linked to, not written again: a network is large and
seldom changes.
"""

from __future__ import annotations

import json
import mmap
import shutil
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from geodata.network.model import Network, Pieces
from geodata.network.report import NetworkReport
from loaders.store.manifest import damaged, verify_files

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from loaders.store.manifest import SnapshotInfo

FOLDER = "network"
_ABOUT = "network.json"
_ARRAYS = ("x", "y", "u", "v", "length_m", "kind", "indptr", "indices", "weights")
_OF_PIECES = tuple(field.name for field in fields(Pieces))
_LAND = ("boundary", "declared")
_TEXT = ("date", "source", "fingerprint")


def write(network: Network, folder: Path) -> None:
    """Write a network into a new folder of a snapshot.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    import shapely

    folder.mkdir()
    for name in _ARRAYS:
        _save(getattr(network, name), folder / f"{name}.npy")
    for level, pieces in network.pieces.items():
        for name in _OF_PIECES:
            _save(getattr(pieces, name), folder / f"{level}-{name}.npy")
    about: dict[str, Any] = {name: getattr(network, name) for name in _TEXT}
    for name in _LAND:
        land = getattr(network, name)
        about[name] = shapely.to_wkb(land, hex=True) if land is not None else None
    about["levels"] = list(network.pieces)
    about["report"] = asdict(network.report) if network.report else None
    (folder / _ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")


def read(info: SnapshotInfo) -> Network | None:
    """Return the network of a snapshot, verified; None if it has none.

    Raises
    ------
    SnapshotError
        If a file of it is damaged.
    """
    names = [name for name in info.files if is_network(name)]
    if not names:
        return None
    verify_files(info, names, hashed=names)
    import shapely

    folder = info.folder / FOLDER
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        known: dict[str, Any] = {name: about[name] for name in _TEXT}
        known |= {name: shapely.from_wkb(about[name]) for name in _LAND if about[name]}
        known |= {name: _map(folder / f"{name}.npy") for name in _ARRAYS}
        report = about["report"]
        pieces = {
            level: Pieces(**{name: _map(folder / f"{level}-{name}.npy") for name in _OF_PIECES})
            for level in about["levels"]
        }
        return Network(
            **known,
            pieces=pieces,
            report=NetworkReport(**{**report, "bounds_deg": tuple(report["bounds_deg"])})
            if report
            else None,
        )
    except (OSError, ValueError, LookupError, TypeError, shapely.GEOSException) as error:
        raise damaged(folder / _ABOUT, expected="a readable network", got=repr(error)) from error


def is_network(name: str) -> bool:
    """Return whether a file of a snapshot is of its network."""
    return name.startswith(f"{FOLDER}/")


def _map(path: Path) -> NDArray[Any]:
    """Return an array that stays on disk until it is used; empty ones cannot be mapped."""
    try:
        return cast("NDArray[Any]", np.load(path, mmap_mode="r"))
    except ValueError:
        return cast("NDArray[Any]", np.load(path))


def _save(array: NDArray[Any], path: Path) -> None:
    """Write an array; link to the file that it is mapped from, or copy that."""
    base: object = array.base  # of a part of a file, that is the whole
    if not isinstance(array, np.memmap) or not isinstance(base, mmap.mmap):
        np.save(path, array)
        return
    mapped = Path(str(array.filename))
    try:
        path.hardlink_to(mapped)
    except OSError:  # another disk, or one without links
        shutil.copyfile(mapped, path)

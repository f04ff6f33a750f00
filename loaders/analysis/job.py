"""All that the work on one part needs, small enough to be sent to another process."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.errors import BadValueError
from loaders.store import network_files
from loaders.store.manifest import read_manifest

if TYPE_CHECKING:
    from geodata.analysis.question import AnalysisQuestion, ServicePoints
    from geodata.network.model import Network

VERSION = 1
"""Of the computation: results of another version are not used again."""


@dataclass(frozen=True)
class AreaLayer:
    """Polygons of areas, and what identifies them.

    Attributes
    ----------
    path, sha256
        The file, GeoParquet, and its checksum.
    code, name
        Columns with the code and the name of each.
    """

    path: str
    sha256: str
    code: str
    name: str


@dataclass(frozen=True, eq=False)
class Job:
    """An analysis.

    Attributes
    ----------
    question, points
        What is asked, and of which service points.
    points_from
        Where these came from, in a few words.
    folder
        Where the results go; workers on other machines see it by the same path.
    crs
        Of the demand, where its files declare none.
    area
        Column of the demand with the code of its area; empty if there is none.
    layer
        Areas to find it in; None if there is none.
    network
        Folder and id of the snapshot with the streets to walk over; empty for straight lines.
    threads
        How many each process uses.
    """

    question: AnalysisQuestion
    points: ServicePoints
    points_from: str
    folder: str
    crs: str = ""
    area: str = ""
    layer: AreaLayer | None = None
    network: tuple[str, str] | tuple[()] = ()
    threads: int = 1

    @property
    def parameters(self) -> dict[str, Any]:
        """Return what another answer would follow from, as JSON."""
        points = hashlib.sha256(self.points.at.tobytes() + self.points.supply.tobytes())
        points.update(json.dumps(self.points.ids).encode())
        asked = asdict(self.question)
        return {
            "version": VERSION,
            **{name: list(v) if isinstance(v, tuple) else v for name, v in asked.items()},
            "service_points": [len(self.points.ids), points.hexdigest()],
            "crs": self.crs,
            "area": self.area,
            "area_layer": [self.layer.code, self.layer.name, self.layer.sha256]
            if self.layer
            else [],
            "network": self.network[1] if self.network else "",
        }

    @property
    def results(self) -> Path:
        """Return the folder of the results per row."""
        return Path(self.folder, "rows")

    @property
    def areas(self) -> Path:
        """Return the folder of the results per area."""
        return Path(self.folder, "areas")

    @property
    def work(self) -> Path:
        """Return the folder of what is needed to go on where a run stopped."""
        return Path(self.folder, "work")


def key_of(*what: object) -> str:
    """Return a short text that differs where what it is made of differs."""
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=1)
def network_of(folder: str, snapshot_id: str) -> Network:
    """Return the network of a snapshot, read once per process and mapped into memory."""
    found = network_files.read(read_manifest(Path(folder), snapshot_id))
    if found is None:
        raise BadValueError(
            where="distance",
            expected="a snapshot with a network of streets",
            got=f"none in {snapshot_id}",
            action="Import one (import-network), or choose another kind of distance.",
        )
    return found

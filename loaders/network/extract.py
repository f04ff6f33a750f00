"""Streets read from an extract of OpenStreetMap: the only module that knows pyosmium."""

from __future__ import annotations

from array import array
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from geodata.enums import ExtractProblem
from geodata.errors import ExtractError
from geodata.network.report import Skipped
from loaders.network.blobs import check_blobs
from loaders.network.tags import blocks, street_kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

ENDINGS = (".osm.pbf", ".pbf", ".osm")

_UNKNOWN = 2_147_483_647
"""What pyosmium gives for a coordinate that it does not know."""

_LARGE = 150_000_000
"""Files with more bytes keep the positions of nodes on disk meanwhile: 16 bytes for each."""

_OFTEN = 20_000
"""Ways after which progress is reported."""

PER_DEGREE = 1e7
"""Coordinates of OpenStreetMap are whole numbers of this part of a degree."""

_BEFORE_CORNERS = 9
"""Bytes of a line in WKB: byte order, kind, number of corners."""

_NO_TIME = datetime(1970, 1, 2, tzinfo=UTC)
"""Objects without a time are one day older."""


@dataclass(frozen=True, eq=False)
class Extract:
    """The streets of an extract.

    Attributes
    ----------
    way, kind
        Of each street: its id, and its :class:`geodata.network.model.StreetKind`. Shape (ways,).
    start
        Where the nodes of a street start in the next: shape (ways + 1,).
    degrees
        Longitude and latitude of nodes, street after street, in units of 1e-7 degree: shape
        (nodes, 2), int32. Streets meet where their nodes are at one place. NaN has no such unit,
        so that a node that the file does not have is :data:`MISSING`.
    barriers
        Places of nodes that nobody passes, in the same units: shape (barriers, 2).
    skipped
        Why other ways with ``highway`` are left out → number of them.
    relations
        How many relations there are.
    date
        The day of the newest change, ISO 8601; empty if the file does not say.
    box_deg
        West, south, east, north of the land of which the file says that it has all; None if it
        does not say.
    software
        What read it, with its version.
    """

    way: NDArray[np.int64]
    kind: NDArray[np.int8]
    start: NDArray[np.int64]
    degrees: NDArray[np.int32]
    barriers: NDArray[np.int32]
    skipped: dict[str, int]
    relations: int
    date: str
    box_deg: tuple[float, float, float, float] | None
    software: str


MISSING = _UNKNOWN
"""In :attr:`Extract.degrees`: the file does not have the node."""


def read_extract(path: Path, *, progress: Callable[[int], None] = lambda _: None) -> Extract:
    """Read the streets of an extract (.osm.pbf or .osm).

    Parameters
    ----------
    path
        The file.
    progress
        Called with the number of ways with ``highway`` read so far; what it raises ends the
        reading.

    Raises
    ------
    ExtractError, UnreadableFileError
        If it is another kind of file, is damaged or cut off, is a history or a list of changes, or
        has objects that were never uploaded.
    OSError
        If it cannot be read, or the disk is full.
    """
    import osmium
    from osmium.version import pyosmium_release

    if not path.name.lower().endswith(ENDINGS):
        _refuse(path, f"a name that ends in {path.suffix or 'nothing'}")
    if path.name.lower().endswith(".pbf"):
        check_blobs(path)
    else:
        with path.open("rb") as file:
            start = file.read(200).lstrip(b"\xef\xbb\xbf \t\r\n")
        if not start.startswith(b"<"):
            _refuse(path, "something else than XML")
    try:
        header = osmium.FileProcessor(path).header
        if header.has_multiple_object_versions:
            _refuse(path, "a history or a list of changes", ExtractProblem.HISTORY)
        with TemporaryDirectory(prefix="nabij-nodes-") as folder:
            large = path.stat().st_size > _LARGE
            store = f"sparse_file_array,{folder}/nodes" if large else "flex_mem"
            reading = _Reading(osmium, progress)
            streets = (
                osmium.FileProcessor(path)
                .with_locations(store)
                .with_filter(_only(osmium, "barrier", osmium.osm.NODE))
                .with_filter(_only(osmium, "highway", osmium.osm.WAY))
            )
            for item in streets:
                reading.add(item)
    except (RuntimeError, ValueError) as error:
        if isinstance(error, ExtractError):
            raise
        raise _unreadable(path, f"a file that cannot be read ({error})") from error
    if reading.unsaved:
        raise ExtractError(
            ExtractProblem.UNSAVED,
            where=path.name,
            expected="objects of OpenStreetMap",
            got=f"{reading.unsaved:,} with a negative number, which were never uploaded",
            action="Upload them first, or use an extract of a publisher.",
        )
    return reading.extract(header, f"pyosmium {pyosmium_release}")


def _only(osmium: Any, key: str, what: Any) -> Any:
    """Return a filter that lets pass, of this kind of object, those with the key."""
    chosen = osmium.filter.KeyFilter(key)
    chosen.enable_for(what)
    return chosen


class _Reading:
    """What was read so far; objects of pyosmium are gone after the step that they came in."""

    def __init__(self, osmium: Any, progress: Callable[[int], None]) -> None:
        self.way, self.kind, self.size = array("q"), array("b"), array("q")
        self.degrees, self.barriers = array("i"), array("i")
        self.skipped: dict[str, int] = {}
        self.ways = self.relations = self.unsaved = 0
        self.newest = _NO_TIME
        self._line = partial(
            osmium.geom.WKBFactory().create_linestring, use_nodes=osmium.geom.use_nodes.ALL
        )
        self._no_line = (osmium.InvalidLocationError, RuntimeError)
        self._shapes = bytearray()
        self._progress = progress

    def add(self, item: Any) -> None:
        """Add an object of pyosmium."""
        if item.is_relation():
            self.relations += 1
            return
        self.unsaved += item.id < 0
        if item.is_node():
            if blocks(item.tags):
                self.barriers.extend((item.location.x, item.location.y))
            return
        self.ways += 1
        if self.ways % _OFTEN == 0:
            self._progress(self.ways)
            self._keep_shapes()
        self.newest = max(self.newest, item.timestamp)
        kind = street_kind(item.tags)
        if isinstance(kind, Skipped):
            self.skipped[kind] = self.skipped.get(kind, 0) + 1
            return
        self.way.append(item.id)
        self.kind.append(kind)
        self.size.append(len(item.nodes))
        try:
            # a whole line at once; one by one, nodes take twice the time of all the rest
            self._shapes += bytes.fromhex(self._line(item))[_BEFORE_CORNERS:]
        except self._no_line:  # a node that is not in the file, or a line of one node
            self._keep_shapes()
            self.degrees.extend(axis for at in item.nodes for axis in (at.x, at.y))

    def _keep_shapes(self) -> None:
        """Convert the lines since the last time, in degrees, to :attr:`degrees`."""
        corners = np.frombuffer(self._shapes, np.float64)
        self.degrees.frombytes(np.rint(corners * PER_DEGREE).astype(np.int32).tobytes())
        self._shapes = bytearray()

    def extract(self, header: Any, software: str) -> Extract:
        """Return what was read, each way once."""
        self._keep_shapes()
        way, kind = np.array(self.way, np.int64), np.array(self.kind, np.int8)
        size = np.array(self.size, np.int64)
        degrees = np.array(self.degrees, np.int32).reshape(-1, 2)
        once = np.sort(np.unique(way, return_index=True)[1])
        if len(once) < len(way):  # files that were joined have ways at their borders twice
            mine = np.isin(np.repeat(np.arange(len(way)), size), once)
            way, kind, size, degrees = way[once], kind[once], size[once], degrees[mine]
        known = self.newest > _NO_TIME
        return Extract(
            way=way,
            kind=kind,
            start=np.concatenate([[0], np.cumsum(size)]),
            degrees=degrees,
            barriers=np.array(self.barriers, np.int32).reshape(-1, 2),
            skipped=self.skipped,
            relations=self.relations,
            date=_day(header) or (self.newest.date().isoformat() if known else ""),
            box_deg=_box(header),
            software=software,
        )


def _day(header: Any) -> str:
    """Return the day that a header names, ISO 8601; empty if it names none."""
    for key in ("osmosis_replication_timestamp", "timestamp"):
        with suppress(ValueError):
            return datetime.fromisoformat(header.get(key)).date().isoformat()
    return ""


def _box(header: Any) -> tuple[float, float, float, float] | None:
    box = header.box()
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    return low.lon, low.lat, high.lon, high.lat


def _unreadable(
    path: Path, got: str, problem: ExtractProblem = ExtractProblem.DAMAGED
) -> ExtractError:
    return ExtractError(
        problem,
        where=path.name,
        expected="an extract of OpenStreetMap (.osm.pbf or .osm)",
        got=got,
        action="Download it again, and compare its checksum with the publisher's.",
    )


def _refuse(path: Path, got: str, problem: ExtractProblem = ExtractProblem.DAMAGED) -> NoReturn:
    raise _unreadable(path, got, problem)

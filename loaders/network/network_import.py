"""The import of a walking network: an extract is read, checked and put into a snapshot's data."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from geodata.enums import DatasetFlag, ExtractProblem
from geodata.errors import BadValueError, ExtractError, UnreadableFileError
from geodata.network.covered import residential_km, with_pieces
from geodata.network.model import WIJK
from geodata.network.report import FAR_M, Skipped
from geodata.snapshot.model import Dataset
from loaders.network.boundary import metric_box, read_boundary
from loaders.network.build import build_network
from loaders.network.extract import MISSING, read_extract

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd
    from shapely import MultiPolygon, Polygon

    from geodata.network.model import Network
    from geodata.snapshot.model import SnapshotData
    from loaders.network.extract import Extract

DATASET = "network"
SOURCE = "OpenStreetMap"
LICENCE = "Open Database License 1.0"
ATTRIBUTION = "© OpenStreetMap contributors"

MOST_LOST = 0.01
"""A larger share of the nodes of ways is not lost at the border of an extract."""

MOST_GONE = 0.1
"""A larger share of residential street does not vanish between two extracts."""

_EDGE_DEG = 0.01
_OVER_BORDER_M = 1.0
_ACCEPT = "If it is right all the same, accept it (--accept)."
_AGAIN = "Download it again, and compare its checksum with the publisher's."


@dataclass(frozen=True)
class NetworkFile:
    """An extract to import, and what a person says of it.

    Attributes
    ----------
    path
        The extract (.osm.pbf, .osm).
    date
        The day that the streets were so, ISO 8601; empty to go by the file.
    sha256, md5
        Its checksum, in hexadecimal; empty to go by ``<file>.md5`` next to it, if there is one.
    boundary
        A file with the land of which it has all streets; None to go by the file.
    accept
        Whether it is imported though it seems to lack streets.
    source
        Publisher and name of the file.
    """

    path: Path
    date: str = ""
    sha256: str = ""
    md5: str = ""
    boundary: Path | None = None
    accept: bool = False
    source: str = ""


def import_network(
    file: NetworkFile, base: SnapshotData, *, progress: Callable[[str], None] = lambda _: None
) -> SnapshotData:
    """Return the data of a snapshot with the network of an extract.

    Parameters
    ----------
    file
        The extract.
    base
        The data that it is put into: streets are cut at the borders of its units.
    progress
        Called with a short English line before each step.

    Raises
    ------
    InputError
        If the extract cannot be read, is not whole, has no date, has no streets in or near the
        units, or has far fewer than the network that is there.
    """
    name = file.path.name
    try:
        progress("Checking the file")
        _require_checksum(file)
        extract = read_extract(
            file.path, progress=lambda ways: progress(f"Reading streets: {ways:,}")
        )
    except OSError as error:
        raise UnreadableFileError(
            where=name,
            expected="a file that can be read, and room for what is made of it",
            got=error.strerror or str(error),
            action="Check the file and the disk, and try again.",
        ) from error
    date = file.date or extract.date
    _require_streets(extract, name, date)
    if not file.accept:
        _require_whole(extract, name)
    declared = _declared(file, extract, base.units)
    progress("Joining streets")
    network = build_network(extract, base.units, boundary_given=file.boundary is not None)
    network = replace(network, declared=declared)
    if not len(network.u):
        raise _elsewhere(network, name)
    progress("Cutting streets at the borders of neighbourhoods")
    network = with_pieces(network, base.units, base.sectors)
    if base.network and not file.accept:
        _require_as_much(base.network, network, name)
    source = file.source or f"{SOURCE}, {name}"
    network = replace(network, date=date, source=source, fingerprint=_fingerprint(network))
    return replace(base, network=network, datasets=base.datasets_with(_dataset(network)))


def _require_checksum(file: NetworkFile) -> None:
    """Raise unless the file has the checksum that its publisher names."""
    listed = file.path.with_name(f"{file.path.name}.md5")
    md5 = file.md5
    if not (md5 or file.sha256) and listed.is_file():
        md5 = listed.read_text(encoding="utf-8", errors="replace")[:32]
    for algorithm, expected in (("sha256", file.sha256), ("md5", md5)):
        if not expected:
            continue
        if not re.fullmatch(r"[0-9a-fA-F]{32}([0-9a-fA-F]{32})?", expected):
            raise BadValueError(
                where=f"--{algorithm}",
                expected="32 or 64 digits in hexadecimal",
                got=repr(expected),
                action="Copy it from the publisher.",
            )
        with file.path.open("rb") as stream:
            found = hashlib.file_digest(stream, algorithm).hexdigest()
        if found != expected.lower():
            raise ExtractError(
                ExtractProblem.CHECKSUM,
                where=file.path.name,
                expected=f"{algorithm} {expected[:12]}…, as its publisher says",
                got=f"{found[:12]}…",
                action="Download it again.",
            )


def _require_streets(extract: Extract, name: str, date: str) -> None:
    """Raise unless an extract has streets, and a day."""
    if not len(extract.way):
        raise ExtractError(
            ExtractProblem.NO_STREETS,
            where=name,
            expected="streets (ways with highway) that can be walked",
            got=f"none of {sum(extract.skipped.values()):,}",
            action="Use an extract that has all objects.",
        )
    if not date:
        raise ExtractError(
            ExtractProblem.UNDATED,
            where=name,
            expected="the day that the streets were so",
            got="none in the file",
            action="Give it: --date YYYY-MM-DD.",
        )


def _require_whole(extract: Extract, name: str) -> None:
    """Raise if an extract seems to be cut off where a reader cannot tell."""
    lost = _lost_nodes(extract)
    if not extract.relations:
        got = "streets, but no relation: the last part of the file seems to be cut off"
    elif lost > MOST_LOST * len(extract.degrees):
        got = f"streets of which {lost:,} of {len(extract.degrees):,} nodes are not in the file"
    else:
        return
    raise ExtractError(
        ExtractProblem.CUT_OFF,
        where=name,
        expected="a whole extract: nodes, ways and relations",
        got=got,
        action=f"{_AGAIN} {_ACCEPT}",
    )


def _lost_nodes(extract: Extract) -> int:
    """Return how many nodes are missing, but for those of streets that the edge cuts."""
    missing = extract.degrees[:, 0] == MISSING
    if not extract.box_deg or not missing.any():
        return int(missing.sum())
    west, south, east, north = extract.box_deg
    lon, lat = extract.degrees.T / 1e7
    at_edge = ~missing & (
        (np.minimum(lon - west, east - lon) < _EDGE_DEG)
        | (np.minimum(lat - south, north - lat) < _EDGE_DEG)
    )
    way = np.repeat(np.arange(len(extract.way)), np.diff(extract.start))
    cut = np.bincount(way[at_edge], minlength=len(extract.way)) > 0
    return int((missing & ~cut[way]).sum())


def _declared(
    file: NetworkFile, extract: Extract, units: gpd.GeoDataFrame
) -> Polygon | MultiPolygon | None:
    """Return the land of which the publisher says that all streets are there; None if nothing.

    The box that a file names often reaches over land that it does not have. So of a box counts
    what is in a neighbourhood, where streets can be compared with people.
    """
    if file.boundary:
        return read_boundary(file.boundary)
    if not extract.box_deg:
        return None
    land = units.geometry.union_all().buffer(_OVER_BORDER_M)
    return cast("Polygon | MultiPolygon", land & metric_box(extract.box_deg))


def _elsewhere(network: Network, name: str) -> ExtractError:
    west, south, east, north = network.report.bounds_deg if network.report else (0.0,) * 4
    return ExtractError(
        ExtractProblem.ELSEWHERE,
        where=name,
        expected=f"streets within {FAR_M / 1000:.0f} km of a neighbourhood",
        got=f"streets from {south:.2f} to {north:.2f}° north and {west:.2f} to {east:.2f}° east",
        action="Use an extract of Belgium, or of a part of Flanders or Brussels.",
    )


def _require_as_much(old: Network, new: Network, name: str) -> None:
    """Raise if residential streets of the land that the old network covers are gone."""
    had, has = old.pieces[WIJK], new.pieces[WIJK]
    _codes, before_at, after_at = np.intersect1d(had.codes, has.codes, return_indices=True)
    kept = had.covered[before_at]
    before = float(residential_km(old, had)[before_at][kept].sum())
    after = float(residential_km(new, has)[after_at][kept].sum())
    if after < (1 - MOST_GONE) * before:
        raise ExtractError(
            ExtractProblem.FEWER_STREETS,
            where=name,
            expected=f"about {before:,.0f} km of residential street, as in the network of "
            f"{old.date}",
            got=f"{after:,.0f} km in the same neighbourhoods",
            action=f"{_AGAIN} {_ACCEPT}",
        )


def _fingerprint(network: Network) -> str:
    digest = hashlib.sha256()
    for array in (network.x, network.y, network.u, network.v, network.kind):
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()[:32]


def _dataset(network: Network) -> Dataset:
    pieces, report = network.pieces[WIJK], network.report
    covered = int(pieces.covered.sum())
    km = f"{report.total_km:,.0f} km; " if report else ""
    return Dataset(
        name=DATASET,
        rows=len(network.u),
        source=network.source,
        reference_date=network.date,
        licence=LICENCE,
        attribution=ATTRIBUTION,
        flags=() if covered == len(pieces.codes) else (DatasetFlag.INCOMPLETE,),
        note=f"{km}{covered:,} of {len(pieces.codes):,} wijken covered.",
    )


def report_lines(network: Network | None) -> list[str]:
    """Return what was read of an extract, in English, line by line; nothing without a network."""
    if network is None or network.report is None:
        return []
    report = network.report
    lines = [f"{report.total_km:,.0f} km of streets and paths on {network.date}, of which:"]
    kinds = sorted(report.kilometres.items(), key=lambda item: -item[1])
    lines += [f"  {km:10,.1f} km {kind}" for kind, km in kinds if km]
    lines += [
        f"  left out: {count:,} ({_WHY[Skipped(why)]})" for why, count in report.skipped.items()
    ]
    lines.append(f"  islands left out: {report.islands:,} ({report.island_km:,.1f} km)")
    lines.append(f"  barriers: {report.barriers:,}; nodes missing: {report.missing_nodes:,}")
    for level, pieces in network.pieces.items():
        covered = int(pieces.covered.sum())
        lines.append(f"  covered: {covered:,} of {len(pieces.codes):,} units of level {level}")
    return [*lines, f"  read with {report.software}"]


_WHY = {
    Skipped.NO_STREET: "ways that are no street to walk on",
    Skipped.NO_WALKING: "ways where walking is forbidden",
    Skipped.NO_ACCESS: "private ways",
    Skipped.FAST_ROAD: "fast roads without a sidewalk",
    Skipped.FAR: "segments far from all neighbourhoods",
}

"""From what was fetched to a snapshot: what is new is put in, step by step; each can fail alone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.enums import SnapshotKind
from geodata.errors import NabijError
from loaders.centre_sources import fetched_sources, source_infos
from loaders.centres.centre_list import centres_from_records
from loaders.centres.geocoding import address_service
from loaders.network.network_import import NetworkFile, import_network
from loaders.publication import ensure_snapshot, publish_now
from loaders.sources.download import sha256_of
from loaders.sources.fetch import RECORDS, stored_records
from loaders.sources.gebiedsniveaus import KEY_TABLE
from loaders.sources.official_files import (
    AREAS,
    BOUNDARY,
    EXTRACT,
    PEOPLE,
    SECTOR_PEOPLE,
    SECTORS,
    SHA256,
    STREETS,
    Step,
    newest_file,
)
from loaders.sources.official_import import Sources, import_sources
from loaders.sources.sector_import import SectorFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from geodata.snapshot.model import SnapshotData
    from loaders.settings import Settings

_CENTRES = "centres"


def publish_fetched(
    settings: Settings,
    *,
    accept: Collection[str] = (),
    progress: Callable[[Step], None] = lambda _: None,
) -> tuple[str, dict[str, NabijError]]:
    """Publish a snapshot with what was fetched and is not in one yet.

    Parameters
    ----------
    settings
        Where the data are.
    accept
        Sources of which streets are accepted however few they are.
    progress
        Called with every step.

    Returns
    -------
    str
        Its id; empty if there was nothing new.
    dict
        Source → why what it sent could not be put in; the rest was.

    Raises
    ------
    SnapshotError
        If it cannot be published.
    """
    downloads = settings.data / "downloads"
    noted = downloads / "published.json"
    before, here = _read(noted), _inputs(downloads)
    waiting = [name for name, digest in here.items() if digest != before.get(name)]
    if not waiting:
        return "", {}
    base = ensure_snapshot(settings)
    data = base.data
    failures: dict[str, NabijError] = {}
    done = {}
    for name in waiting:
        progress(Step("snapshot", f"Putting in {name}"))
        try:
            if name == STREETS:
                data = _streets(data, downloads, accept=STREETS in accept, progress=progress)
            else:
                data = _put_in(name, data, settings)
            done[name] = here[name]
        except NabijError as error:
            failures |= dict.fromkeys(_sources_of(name, downloads), error)
    if not done:
        return "", failures
    progress(Step("snapshot", "Checking and publishing"))
    info = publish_now(data, folder=settings.data, kind=SnapshotKind.IMPORTED, base=base)
    temporary = downloads / "published.json.new"
    temporary.write_text(json.dumps(before | done, indent=1), encoding="utf-8")
    temporary.replace(noted)
    return info.id, failures


def _put_in(name: str, data: SnapshotData, settings: Settings) -> SnapshotData:
    downloads = settings.data / "downloads"
    if name == AREAS:
        files = {file: downloads / AREAS / file for file in SHA256}
        return import_sources(Sources(files, None), base=data)
    if name == PEOPLE:
        return import_sources(Sources({}, newest_file(downloads / PEOPLE)), base=data)
    if name == SECTORS:
        areas, people = (newest_file(downloads / source) for source in (SECTORS, SECTOR_PEOPLE))
        table = downloads / AREAS / KEY_TABLE
        keys = table if table.is_file() else None
        return import_sources(Sources({}, None, SectorFiles(areas, people), keys), base=data)
    records = stored_records(settings)
    if records is None:
        return data
    infos = source_infos()
    origins = {
        source: replace(infos[source], source_date=_day(downloads / source / RECORDS))
        for source in _with_records(downloads)
    }
    geocode = address_service(settings.geolocation)
    return centres_from_records(data, records, origins=origins, geocode=geocode)[0]


def _streets(
    data: SnapshotData, downloads: Path, *, accept: bool, progress: Callable[[Step], None]
) -> SnapshotData:
    file = NetworkFile(
        downloads / STREETS / EXTRACT,
        boundary=downloads / STREETS / BOUNDARY,
        accept=accept,
        source=f"OpenStreetMap, Geofabrik ({EXTRACT})",
    )
    return import_network(file, data, progress=lambda text: progress(Step("snapshot", text)))


def _day(path: Path) -> str:
    """Return the day that a file was written."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()


def _sources_of(name: str, downloads: Path) -> list[str]:
    """Return the sources that sent what could not be put in."""
    together = {SECTORS: [SECTORS, SECTOR_PEOPLE], _CENTRES: _with_records(downloads)}
    return together.get(name, [name])


def _inputs(downloads: Path) -> dict[str, str]:
    """Return what there is to put in, in that order, each with the checksum of its files."""
    people, areas, in_areas = (
        newest_file(downloads / source) for source in (PEOPLE, SECTORS, SECTOR_PEOPLE)
    )
    files = {
        AREAS: [downloads / AREAS / name for name in SHA256],
        PEOPLE: [people] if people else [],
        SECTORS: [areas, in_areas] if areas and in_areas else [],
        STREETS: [downloads / STREETS / name for name in (BOUNDARY, EXTRACT)],
        _CENTRES: [downloads / source / RECORDS for source in _with_records(downloads)],
    }
    return {
        name: hashlib.sha256("".join(map(sha256_of, paths)).encode()).hexdigest()
        for name, paths in files.items()
        if paths and all(path.is_file() for path in paths)
    }


def _with_records(downloads: Path) -> list[str]:
    return [source for source in fetched_sources() if (downloads / source / RECORDS).is_file()]


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

"""Where the official files are, and how the newest of them is found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import quote

from geodata.enums import SourceProblem
from geodata.errors import SourceError
from loaders.sources import gebiedsniveaus, statbel_population, statbel_sectors
from loaders.sources.download import download, kept, meta_path, written
from loaders.sources.gebiedsniveaus import COMMIT
from loaders.sources.http import Question, Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from loaders.sources.http import Client

AREAS, PEOPLE, SECTORS, SECTOR_PEOPLE = "areas", "people", "sectors", "sector_people"
STREETS = "streets"
FILE_SOURCES = (AREAS, PEOPLE, SECTORS, SECTOR_PEOPLE, STREETS)
ON_REQUEST = frozenset({STREETS})
"""Sources that are so large that they are asked only when they are named."""

ANSWERS = "answers"
"""What a :class:`Step` counts in answers, not in bytes."""

_RAW = f"https://raw.githubusercontent.com/provinciesincijfers/gebiedsniveaus/{COMMIT}"
_STATBEL = "https://statbel.fgov.be/sites/default/files/files/opendata"
_STATBEL_HOSTS = frozenset({"statbel.fgov.be", "www.statbel.fgov.be"})
_PEOPLE_FOLDER = "bevolking naar woonplaats, nationaliteit burgelijke staat , leeftijd en geslacht"
_OLDEST_YEAR = 2015
_GEOFABRIK = "https://download.geofabrik.de/europe"
_LARGEST_EXTRACT = 3_000_000_000
EXTRACT, BOUNDARY = "belgium-latest.osm.pbf", "belgium.poly"
"""What Geofabrik calls its extract of Belgium, and the border that it is cut at."""

EXTRACT_MB = 700
"""About how large that is."""

SHA256 = {
    "ggw7.shp": "43bf9006c9bb1a8a525fca2f1e3211b3d8e412a323cda76e61e366859d45ad8e",
    "ggw7.shx": "4b5a3c0342ddd962d296da507eb48b9337f9fe7dd659ef2b2f0a89725d8a19d7",
    "ggw7.dbf": "dee872befac1f3e7d576d8a1b9bffa0ca9f985db4e7687e18d9078f8b3340e68",
    "ggw7.prj": "11d1fbab4f20ea15d3d403f784b15dea64bb52a12a12899daab3460a15ebc1d2",
    "ggw7.cpg": "3ad3031f5503a4404af825262ee8232cc04d4ea6683d42c5dd0a2f2a27ac9824",
    "deelgemeente.shp": "b0f1cb424c4a2d99b858a02fbc4301cd7cd7dd018e1011be8c89d8e5622abf56",
    "deelgemeente.shx": "c49df18b3c54a3b5254fa12e015a8a3bf2680144127c0a4bb87addf43874dfed",
    "deelgemeente.dbf": "46ae06af66320bbab8c8b1a1a7a7e3cd9ee4697d37bef01042cd903a1e8360c6",
    "deelgemeente.prj": "11d1fbab4f20ea15d3d403f784b15dea64bb52a12a12899daab3460a15ebc1d2",
    "deelgemeente.cpg": "3ad3031f5503a4404af825262ee8232cc04d4ea6683d42c5dd0a2f2a27ac9824",
    "gemeente.shp": "4c895eb6679cf17e645486c017ddb589152d58b68f999b4096e2084d99d69d31",
    "gemeente.shx": "755629a3eb848247b6f15b5c9ff837c5e1adf68d65fb3e8d829a24a2b168247c",
    "gemeente.dbf": "836ef363f5133127a3fe9f69e7b7fbf893f505bb01c945128cfe32cbb8e949be",
    "gemeente.prj": "11d1fbab4f20ea15d3d403f784b15dea64bb52a12a12899daab3460a15ebc1d2",
    "gemeente.cpg": "3ad3031f5503a4404af825262ee8232cc04d4ea6683d42c5dd0a2f2a27ac9824",
    "elz.shp": "950f0466ccdd86483abe17fb491dc7c329d926d20603f29de5c6173210f2a280",
    "elz.shx": "a07f0ee922d595647a72e8ac4bc9b7f774c1958e61f7810c7bd1887b30eb0eb8",
    "elz.dbf": "6d28b8024a5af1352f00b79e04931be2c4ab8887842c40cdf5da7a522c22f183",
    "elz.prj": "a99c2586f5abfc04b891b4a3d3d8b7ba3f4a342d3a5a4001963dc4437a638ac6",
    "elz.cpg": "3ad3031f5503a4404af825262ee8232cc04d4ea6683d42c5dd0a2f2a27ac9824",
    "provincie.shp": "99fc4dca8a56d78ef2ab5c9ba253d8093b042d6289fe2394a99bd40577791ee5",
    "provincie.shx": "6f07d2232038c49e40e025269351760632085bf5f8551398f9f99bd48b3dbf58",
    "provincie.dbf": "32b93c34b9f38c9e5102092f53eee6168fde14f0484ff7a2f2559d04ae52ef04",
    "provincie.prj": "11d1fbab4f20ea15d3d403f784b15dea64bb52a12a12899daab3460a15ebc1d2",
    "provincie.cpg": "3ad3031f5503a4404af825262ee8232cc04d4ea6683d42c5dd0a2f2a27ac9824",
    gebiedsniveaus.KEY_TABLE: "554ad22592a0fac4cb9464fc204b7a6252d83b829c3a05ca7cb3c41d2e2c8e5d",
}
"""The files of that commit: areas on 1 January 2025."""


@dataclass(frozen=True)
class Step:
    """What is being done: ``done`` of ``total`` bytes or answers, where that is known."""

    source: str
    what: str
    done: int = 0
    total: int | None = None


def fetch_files(
    source: str,
    client: Client,
    downloads: Path,
    *,
    now: datetime,
    progress: Callable[[Step], None] = lambda _: None,
) -> tuple[bool, tuple[str, ...]]:
    """Bring the files of a source here, and return whether anything changed, with notes.

    Raises
    ------
    SourceError
        If one of them cannot be had.
    InputError
        If sectors and their people are no good, or do not belong together.
    """
    folder = downloads / source
    if source == AREAS:
        return _areas(client, folder, now=now, progress=progress)
    if source == STREETS:
        return _streets(client, folder, now=now, progress=progress)
    found = _newest(source, client, folder, now=now, progress=progress)
    if source == SECTOR_PEOPLE and (areas := newest_file(downloads / SECTORS)):
        progress(Step(source, "Joining sectors and people"))
        joined = statbel_sectors.join_sectors(
            statbel_sectors.read_sectors(areas), statbel_sectors.read_sector_population(found.path)
        )
        report = f"{len(joined.sectors):,} sectors, {len(joined.without_people):,} without people; "
        report += f"{len(joined.without_area):,} codes without a sector"
        report += f"; rows of Wallonia left out: {joined.outside:,}" if joined.outside else ""
        return found.changed, (*found.notes, report)
    return found.changed, found.notes


def newest_file(folder: Path) -> Path | None:
    """Return the file of the newest year in a folder of downloads, or None if there is none."""
    files = [path.with_suffix("") for path in folder.glob("*.meta") if not _is_part(path)]
    whole = [path for path in files if kept(path)]
    return max(whole, key=lambda path: (year_of(path), path.name), default=None)


def year_of(path: Path) -> int:
    """Return the year that a file of Statbel bears in its name; 0 if it bears none."""
    for pattern in (
        statbel_population.FILE_NAME,
        statbel_sectors.SECTORS_NAME,
        statbel_sectors.PEOPLE_NAME,
    ):
        if found := pattern.search(path.name):
            return int(found[1])
    return 0


@dataclass(frozen=True)
class _Found:
    path: Path
    changed: bool
    notes: tuple[str, ...]


def _is_part(path: Path) -> bool:
    return path.name.endswith(".part.meta")


def _areas(
    client: Client, folder: Path, *, now: datetime, progress: Callable[[Step], None]
) -> tuple[bool, tuple[str, ...]]:
    changed = False
    for name, digest in SHA256.items():
        table = name == gebiedsniveaus.KEY_TABLE
        where = "verzamelbestanden" if table else "data_voor_swing/shapefiles"
        meta = download(
            *(client, Site(AREAS), f"{_RAW}/{where}/{name}", folder / name),
            now=now,
            checksum=digest,
            progress=_progress_of(progress, AREAS, name),
        )
        changed |= meta.changed
    return changed, (f"{len(SHA256)} files of commit {COMMIT[:7]}, checksums as pinned",)


def _streets(
    client: Client, folder: Path, *, now: datetime, progress: Callable[[Step], None]
) -> tuple[bool, tuple[str, ...]]:
    """Bring Geofabrik's extract of Belgium here, with the border that it was cut at."""
    site = Site(STREETS)
    named = client.ask(site, Question(f"{_GEOFABRIK}/{EXTRACT}.md5"), max_bytes=1_000)
    found = re.match(rb"[0-9a-f]{32}\b", named.body)
    if not found:
        raise site.error(SourceProblem.CONTENT, f"{EXTRACT}.md5 is no checksum")
    changed = False
    for name, checksum in ((BOUNDARY, ""), (EXTRACT, found[0].decode())):
        meta = download(
            *(client, site, f"{_GEOFABRIK}/{name}", folder / name),
            now=now,
            checksum=checksum,
            max_bytes=_LARGEST_EXTRACT,
            progress=_progress_of(progress, STREETS, name),
        )
        changed |= meta.changed
    return changed, (f"{EXTRACT}, MD5 as its publisher says",)


def _newest(
    source: str, client: Client, folder: Path, *, now: datetime, progress: Callable[[Step], None]
) -> _Found:
    """Bring the newest edition here: this year's, or the first before it that is there."""
    site = Site(source, _STATBEL_HOSTS)
    known = newest_file(folder)
    oldest = max(_OLDEST_YEAR, year_of(known) if known else 0)
    for year in range(now.year, oldest - 1, -1):
        for url in _addresses(source, year):
            path = folder / re.sub(r".*/", "", url)
            on_bytes = _progress_of(progress, source, path.name)
            try:
                meta = download(client, site, url, path, now=now, progress=on_bytes)
            except SourceError as error:
                if error.params["problem"] != SourceProblem.NOT_THERE:
                    raise
                continue
            with written(site, folder / ".leftover"):
                _keep_only(path, folder)
            return _Found(path, meta.changed, (path.name,))
    if known:
        note = f"{known.name}: no longer at the source, and nothing newer"
        return _Found(known, changed=False, notes=(note,))
    what = f"has no edition of {_OLDEST_YEAR} to {now.year}"
    raise site.error(
        SourceProblem.NOT_THERE, what, action="The address may have changed: report it."
    )


def _progress_of(
    progress: Callable[[Step], None], source: str, what: str
) -> Callable[[int, int | None], None]:
    return lambda done, total: progress(Step(source, what, done, total))


def _addresses(source: str, year: int) -> Iterator[str]:
    if source == PEOPLE:
        yield f"{_STATBEL}/{quote(_PEOPLE_FOLDER)}/TF_SOC_POP_STRUCT_{year}.zip"
    elif source == SECTOR_PEOPLE:  # of 2025 there are two; the new codes are those of its areas
        for edition in (f"{year}", f"{year}_NEW"):
            yield f"{_STATBEL}/bevolking/sectoren/OPENDATA_SECTOREN_{edition}.zip"
    else:
        for crs, kind in product(("3812", "31370"), ("sqlite", "shp", "geojson")):
            name = f"sh_statbel_statistical_sectors_{crs}_{year}0101.{kind}.zip"
            yield f"{_STATBEL}/{quote('Statistische sectoren')}/{name}"


def _keep_only(path: Path, folder: Path) -> None:
    """Remove older editions, once the newest is here."""
    for other in folder.iterdir():
        if other not in {path, meta_path(path)} and year_of(other):
            other.unlink()

"""Statistical sectors and their people into a snapshot: the parts that its wijken are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geodata.demand.sectors import (
    BY_KEY,
    GROUPS,
    in_wijken,
    people_of_wijken,
    with_ages,
    without_place,
)
from geodata.enums import DatasetFlag
from geodata.errors import UnreadableFileError
from geodata.snapshot.model import PEOPLE_PREFIX, Dataset, SnapshotData
from loaders.builtin.snapshot import facts
from loaders.files.official_tables import read_sheet
from loaders.sources.gebiedsniveaus import KEY_TABLE
from loaders.sources.statbel_population import nis_of_today
from loaders.sources.statbel_sectors import (
    NOWHERE,
    PEOPLE_NAME,
    SECTORS_NAME,
    join_sectors,
    read_sector_population,
    read_sectors,
)

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS = ["code", "municipality", "geometry"]
_AREAS, _PEOPLE = "Statbel, statistische sectoren", "Statbel, bevolking per statistische sector"
_AGES = "Statbel, bevolking per gemeente"


@dataclass(frozen=True)
class SectorFiles:
    """The files of Statbel that are there: the sectors, and the people in them."""

    areas: Path | None = None
    people: Path | None = None

    def __bool__(self) -> bool:
        """Return whether any of them is there."""
        return bool(self.areas or self.people)


NO_FILES = SectorFiles()


def with_sectors(
    data: SnapshotData, files: SectorFiles, *, keys: pd.Series[str] | None, ages: pd.DataFrame
) -> SnapshotData:
    """Return a snapshot whose wijken have the people of their sectors.

    A wijk of which a sector has no figure, or that has no sector, keeps the people that it has:
    what is missing is not zero.

    Parameters
    ----------
    data
        A snapshot with the wijken that are to have them.
    files
        New sectors, new people of sectors, or both; what is not new is that of the snapshot.
    keys
        Wijk by sector, the official key table (:func:`key_of_sectors`), where it is there.
    ages
        People of each municipality by age, for their shares
        (:func:`geodata.demand.sectors.with_ages`).

    Raises
    ------
    UnreadableFileError
        If there are new sectors without people, or the other way round, and the snapshot has none.
    InputError
        With the file, the feature or line and what to do: a file is no good, or the two are not
        of the same edition.
    """
    _require_both(files, data)
    sectors, unplaced, outside = _joined(files, data)
    sectors = with_ages(in_wijken(sectors, data.units, keys), ages)
    sectors = sectors[[*sectors.columns.drop("geometry"), "geometry"]]
    bare = data.units.drop(
        columns=data.units.columns[data.units.columns.str.startswith(PEOPLE_PREFIX)]
    )
    people = people_of_wijken(sectors, bare)
    lacking = people["people_all"].isna()
    people[lacking] = data.units.set_index("code").loc[lacking[lacking].index, GROUPS]
    # their ages are estimated, if not their number
    units = gpd.GeoDataFrame(bare.join(people, on="code", validate="1:1").assign(estimated=True))
    found = replace(data, units=units, sectors=sectors, unplaced=unplaced)
    return replace(found, datasets=_datasets(found, files, outside=outside))


def key_of_sectors(path: Path) -> pd.Series[str]:
    """Return the wijk of each sector in the key table of ``gebiedsniveaus``, indexed by sector."""
    table = read_sheet(path, columns=("statsec", "ggw7"))
    nowhere = table["statsec"].str.contains(NOWHERE) | table["ggw7"].str.contains(NOWHERE)
    table = table[~nowhere & (table["ggw7"] != "")]
    return table.drop_duplicates("statsec").set_index("statsec")["ggw7"]


def _require_both(files: SectorFiles, data: SnapshotData) -> None:
    if data.sectors.empty and not (files.areas and files.people):
        there = files.areas or files.people
        lacking = "OPENDATA_SECTOREN_<year>" if files.areas else "sh_statbel_statistical_sectors_*"
        raise UnreadableFileError(
            where=there.name if there else "statistical sectors",
            expected="sectors and their people together, for none are loaded yet",
            got=f"no {lacking}",
            action="Download both of the same year from Statbel and import them in one command.",
        )


def _joined(files: SectorFiles, data: SnapshotData) -> tuple[gpd.GeoDataFrame, pd.DataFrame, int]:
    """Return sectors with ``people_all``, the people without one, and the rows of Wallonia."""
    known = data.sectors
    if not files:
        return known[[*_COLUMNS, "people_all"]], data.unplaced, 0
    areas = _of_today(read_sectors(files.areas)) if files.areas else known
    if files.people:
        population = _of_today(read_sector_population(files.people))
    else:
        placed = known[["code", "municipality", "people_all"]]
        placed = pd.DataFrame(placed.rename(columns={"people_all": "people"}))
        population = pd.concat([placed, data.unplaced], ignore_index=True)
    joined = join_sectors(areas[_COLUMNS], population)
    sectors = joined.sectors.rename(columns={"people": "people_all"})
    return sectors, joined.unplaced, joined.outside


def _of_today(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the municipalities of today: editions keep those of their year."""
    return table.assign(
        municipality=nis_of_today(table["municipality"], facts("municipal_mergers"))
    )


def _datasets(data: SnapshotData, files: SectorFiles, *, outside: int) -> tuple[Dataset, ...]:
    """Return the datasets of the snapshot, with those of the sectors and of their people."""
    before = {dataset.name: dataset for dataset in data.datasets}
    known = before["sectors"].reference_date if "sectors" in before else ""
    borders = _day(files.areas, SECTORS_NAME) or part_of(known, "borders")
    counted = _day(files.people, PEOPLE_NAME) or part_of(known, "total")
    aged = part_of(before["people"].reference_date, "ages")
    new = {
        "people": Dataset(
            name="people",
            rows=int(data.units["people_all"].sum()),
            source=f"{_PEOPLE}; {_AGES}",
            reference_date=_dates(total=counted, ages=aged),
            licence="CC BY 4.0",
            attribution="© Statbel",
            flags=(DatasetFlag.ESTIMATED_AGES, *_gaps(data)),
            note=_note_of_people(data, counted, aged),
        ),
        "sectors": Dataset(
            name="sectors",
            rows=len(data.sectors),
            source=f"{_AREAS}; {_PEOPLE}",
            reference_date=borders
            if borders == counted
            else _dates(borders=borders, total=counted),
            licence="CC BY 4.0",
            attribution="© Statbel",
            note=_note_of_sectors(data, outside),
        ),
    }
    return tuple((before | new).values())


def part_of(dates: str, what: str) -> str:
    """Return the day in ``Dataset.reference_date`` that stands before a word in brackets.

    The whole text, where no day has a word of ours.
    """
    named = {word: day for day, word in re.findall(r"(\S+) \((borders|total|ages)\)", dates)}
    return named.get(what, "") if named else dates


def _dates(**days: str) -> str:
    return ", ".join(f"{day} ({what})" for what, day in days.items() if day)


def _day(path: Path | None, name: re.Pattern[str]) -> str:
    found = name.search(path.name) if path else None
    return f"{found[1]}-01-01" if found else ""


def _gaps(data: SnapshotData) -> tuple[DatasetFlag, ...]:
    return (DatasetFlag.INCOMPLETE,) if _lacking(data) else ()


def _lacking(data: SnapshotData) -> int:
    """Return how many wijken do not have the people of their sectors."""
    return int(people_of_wijken(data.sectors, data.units)["people_all"].isna().sum())


def _note_of_people(data: SnapshotData, counted: str, aged: str) -> str:
    note = (
        f"Counted per statistical sector on {counted} and summed to wijken. Ages are estimated: in "
        f"every sector the shares that its municipality had on {aged or 'a day that is not known'}."
    )
    if lacking := _lacking(data):
        note += f" {lacking:,} wijken keep the figure of before: one of their sectors has none, or "
        note += "they have no sector."
    return note


def _note_of_sectors(data: SnapshotData, outside: int) -> str:
    sectors = data.sectors
    unknown = data.unplaced["code"].str.contains(NOWHERE)
    no_sector, no_area = (int(data.unplaced.loc[i, "people"].sum()) for i in (unknown, ~unknown))
    by_key = int((sectors["placed_by"] == BY_KEY).sum())
    in_none = int(sectors["unit"].isna().sum())
    lost = int(without_place(data).sum())
    left_out = f" Rows of Wallonia left out: {outside:,}." if outside else ""
    return (
        f"Brought to their wijk: {by_key:,} by the key table {KEY_TABLE}, "
        f"{len(sectors) - by_key - in_none:,} by the largest shared area; {in_none:,} lie in no "
        f"wijk. {int(sectors[GROUPS[0]].isna().sum()):,} have no figure of people. People who "
        f"could not be assigned to a wijk: {lost:,}, of whom {no_sector:,} without "
        f"a known sector and {no_area:,} in codes without an area.{left_out}"
    )

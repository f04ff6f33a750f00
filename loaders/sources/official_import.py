"""Official files into a snapshot: what each file is, and what it replaces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd

from geodata.demand.apportionment import share_over_units
from geodata.demand.sectors import known_people
from geodata.enums import DatasetFlag, Level
from geodata.errors import DuplicateCodeError, UnreadableFileError
from geodata.places.gazetteer import locate_centres
from geodata.snapshot.model import PEOPLE_PREFIX, Dataset, SnapshotData
from loaders.builtin.snapshot import (
    builtin_dataset,
    example_division,
    facts,
    known_centres,
    with_inner_points,
)
from loaders.centres.centre_list import remade
from loaders.centres.geocoding import Gazetteer
from loaders.centres.service_places import relocate_services
from loaders.sources import gebiedsniveaus, statbel_population
from loaders.sources.sector_import import NO_FILES, SectorFiles, key_of_sectors, with_sectors
from loaders.sources.statbel_sectors import AREA_ENDINGS, PEOPLE_NAME, SECTORS_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import pandas as pd

_GROUPS = ("people_all", "people_65plus", "people_80plus")
_STATBEL = ("population", "sectors", "sector_people")


@dataclass(frozen=True)
class Sources:
    """The files that were recognised.

    Attributes
    ----------
    levels
        Files of ``gebiedsniveaus``: name → path; empty if there are none.
    population
        Statbel's population by municipality and age, if it is there.
    sectors
        Statbel's statistical sectors and their people, if they are there.
    keys
        The key table of ``gebiedsniveaus``, which may come with sectors only.
    """

    levels: Mapping[str, Path]
    population: Path | None
    sectors: SectorFiles = NO_FILES
    keys: Path | None = None


def recognise(paths: Iterable[Path]) -> Sources:
    """Find the official files among files and folders (searched with what lies below them).

    Raises
    ------
    UnreadableFileError
        If a path does not exist, or nothing among them is known.
    DuplicateCodeError
        If a file is there twice.
    """
    found: dict[str, Path] = {}
    asked = list(paths)
    for file in _files(asked):
        key = _key(file)
        if not key:
            continue
        if key in found and found[key] != file:
            raise DuplicateCodeError(
                where=str(file),
                expected="each file once",
                got=f"{found[key]} as well",
                action="Name one of the two.",
            )
        found[key] = file
    if not found:
        raise UnreadableFileError(
            where=", ".join(str(path) for path in asked),
            expected=f"{', '.join(sorted(gebiedsniveaus.FILES))}, TF_SOC_POP_STRUCT_<year>.zip, "
            "sh_statbel_statistical_sectors_<crs>_<day>.*.zip or OPENDATA_SECTOREN_<year>.zip",
            got="none of them",
            action="Keep the names that the publishers give their files.",
        )
    population, areas, people = (found.pop(key, None) for key in _STATBEL)
    keys = found.get(gebiedsniveaus.KEY_TABLE)
    if (areas or people) and set(found) == {gebiedsniveaus.KEY_TABLE}:
        found = {}  # it came for the sectors, without the layers
    return Sources(found, population, SectorFiles(areas, people), keys)


def import_sources(
    sources: Sources, *, base: SnapshotData, progress: Callable[[str], None] = lambda _: None
) -> SnapshotData:
    """Return the base snapshot with what the sources replace.

    New areas bring the centres, imported ones too, to the new polygons, and the people of the
    base, per municipality, are estimated again over the new wijken. New people are estimated over
    the wijken that there are. Where there are statistical sectors, new or earlier, the people of
    the wijken are theirs, and of the people per municipality only the shares of the ages are used.

    Parameters
    ----------
    sources
        What :func:`recognise` found.
    base
        The snapshot to start from: the current or the built-in one.
    progress
        Called with a short English line before each step.

    Raises
    ------
    InputError
        With the file, the row or feature, and what to do.
    """
    data = base
    if sources.levels:
        progress("Reading the areas")
        levels = gebiedsniveaus.read_levels(sources.levels)
        progress("Putting areas and centres together")
        data = _with_levels(base, levels)
    if sources.population:
        progress("Reading the people")
        population = statbel_population.read_population(
            sources.population,
            mergers=facts("municipal_mergers"),
            municipalities=_of_level(data.areas, Level.MUNICIPALITY)["code"],
        )
        progress("Estimating the people of each wijk")
        units = _with_people(data.units, population.municipal)
        data = _replaced(data, population.dataset(), units=units)
    if sources.sectors or len(base.sectors):
        progress("Bringing sectors and people to their wijken")
        keys = sources.keys or sources.levels.get(gebiedsniveaus.KEY_TABLE)
        data = with_sectors(
            data,
            sources.sectors,
            keys=key_of_sectors(keys) if keys else None,
            # take ages from the old wijken: new ones have none where any figure is missing
            ages=known_people(data.units if sources.population else base.units),
        )
    return data


def _key(file: Path) -> str:
    """Return what a file is, by its name; empty if it is nothing that is known."""
    name, ending = file.name.lower(), file.suffix.lower()
    if name in gebiedsniveaus.FILES:
        return name
    if SECTORS_NAME.search(name):
        return "sectors" if ending in AREA_ENDINGS else ""
    named = {"population": statbel_population.FILE_NAME, "sector_people": PEOPLE_NAME}
    found = (key for key, pattern in named.items() if pattern.search(name))
    return next(found, "") if ending in {".zip", ".txt", ".xlsx"} else ""


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file())
        elif path.is_file():
            yield path
        else:
            raise UnreadableFileError(
                where=str(path),
                expected="a file or folder",
                got="nothing",
                action="Check the path.",
            )


def _with_levels(base: SnapshotData, levels: gebiedsniveaus.Levels) -> SnapshotData:
    municipal = facts("municipalities")
    areas = gebiedsniveaus.official_areas(
        levels, municipalities=municipal, provinces=_of_level(base.areas, Level.PROVINCE)
    )
    bare = gebiedsniveaus.official_units(levels)
    units = _with_people(bare, _municipal_sums(base.units))
    municipalities = with_inner_points(_of_level(areas, Level.MUNICIPALITY), municipal)
    deelgemeenten = gebiedsniveaus.official_deelgemeenten(levels)
    centres, points, whereabouts = locate_centres(
        known_centres(),
        municipalities=municipalities,
        deelgemeenten=deelgemeenten,
        aliases=facts("place_aliases"),
        wijken=units,
    )
    people = base.dataset("people")
    again = " Estimated anew over the wijken imported."
    note = people.note if people.note.endswith(again) else people.note + again
    gazetteer = Gazetteer(municipalities, deelgemeenten, wijken=units)
    services, whereabouts = relocate_services(base.services, whereabouts, gazetteer=gazetteer)
    data = replace(
        base,
        units=units,
        areas=areas,
        centres=centres,
        points=points,
        whereabouts=whereabouts,
        services=services,
    )
    about_centres = builtin_dataset("centres", rows=len(centres))
    if not base.records.empty:  # centres of other sources, whose ids stay
        data = remade(replace(data, centres=base.centres, points=base.points), gazetteer=gazetteer)
        about_centres = data.dataset("centres")
    data, division = _divided(data, municipalities)
    datasets = (
        *gebiedsniveaus.official_datasets(
            levels, areas=len(areas), known_wijken=facts("wijken")["wijk_code"]
        ),
        replace(people, rows=int(units["people_all"].sum()), note=note),
        about_centres,
        division,
    )
    names = {dataset.name for dataset in datasets}
    others = (dataset for dataset in base.datasets if dataset.name not in names)
    return replace(data, datasets=(*datasets, *others))


def _divided(data: SnapshotData, municipalities: gpd.GeoDataFrame) -> tuple[SnapshotData, Dataset]:
    """Return the data with the division that it has, or the example if it has none of its own."""
    known = [
        d for d in data.datasets if d.name == "division" and DatasetFlag.EXAMPLE not in d.flags
    ]
    if known:
        return data, known[0]
    support_points, division = example_division(municipalities)
    data = replace(data, support_points=support_points, division=division)
    return data, builtin_dataset("division", rows=len(division))


def _with_people(units: gpd.GeoDataFrame, municipal: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the units with people estimated from their municipality, in place of any before."""
    bare = units.drop(columns=units.columns[units.columns.str.startswith(PEOPLE_PREFIX)])
    people = share_over_units(bare, municipal)
    return gpd.GeoDataFrame(bare.join(people, on="code", validate="1:1").assign(estimated=True))


def _municipal_sums(units: pd.DataFrame) -> pd.DataFrame:
    """Return the people of each municipality that has figures for every wijk."""
    known = units[list(_GROUPS)].notna().all(axis=1).groupby(units["municipality"]).transform("all")
    sums = units[known].groupby("municipality")[list(_GROUPS)].sum()
    return sums.rename_axis("nis").reset_index()


def _of_level(areas: gpd.GeoDataFrame, level: Level) -> gpd.GeoDataFrame:
    return areas[areas["level"] == level].reset_index(drop=True)


def _replaced(data: SnapshotData, dataset: Dataset, *, units: gpd.GeoDataFrame) -> SnapshotData:
    return replace(data, units=units, datasets=data.datasets_with(dataset))

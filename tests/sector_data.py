"""Made-up sectors for tests: real wijken in strips, with people that nobody counted."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.demand.apportionment import apportion_within
from geodata.demand.sectors import in_wijken, known_people, people_of_wijken, with_ages
from geodata.snapshot.model import Dataset
from loaders.store import snapshots

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.snapshot.model import SnapshotData

STRIPS = 3
WEIGHTS = (8, 0, 2)
"""Most people live in the west of a wijk, and nobody in the middle."""


def with_made_sectors(data: SnapshotData, province: str = "") -> SnapshotData:
    """Return a snapshot with sectors in the wijken of a province, or in all of them."""
    units = data.units
    mine = units[units["province"] == province] if province else units
    west, south, east, north = shapely.bounds(mine.geometry.to_numpy()).T
    row = np.repeat(np.arange(len(mine)), STRIPS)
    step = ((east - west) / STRIPS)[row]
    left = west[row] + step * np.tile(np.arange(STRIPS), len(mine))
    cut = shapely.intersection(
        mine.geometry.to_numpy()[row], shapely.box(left, south[row], left + step, north[row])
    )
    people = apportion_within(row, mine["people_all"], np.tile(WEIGHTS, len(mine)))
    solid = (shapely.area(cut) > 1) & np.isin(shapely.get_type_id(cut), (3, 6))
    row, cut, people = row[solid], cut[solid], people[solid]
    municipality = mine["municipality"].to_numpy()[row]
    sectors = gpd.GeoDataFrame(
        {
            "code": [f"{nis}M{n:05}" for n, nis in enumerate(municipality)],
            "municipality": municipality,
            "people_all": pd.array(people, dtype="Int64"),
        },
        geometry=cut,
        crs=units.crs,
    )
    keys = pd.Series(mine["code"].to_numpy()[row], index=sectors["code"])
    sectors = with_ages(in_wijken(sectors, units, keys), known_people(units))
    counted = people_of_wijken(sectors, mine)
    filled = units.set_index("code", drop=False)
    for group in counted:
        filled[group] = counted[group].reindex(filled.index).fillna(filled[group])
    nis = municipality[0]
    unplaced = pd.DataFrame({"code": [f"{nis}ZZZZ"], "municipality": [nis], "people": [1234]})
    made = Dataset("sectors", len(sectors), "Made up", "2025-01-01", "CC BY 4.0", "© Statbel")
    people_dataset = replace(
        data.dataset("people"),
        flags=("estimated_ages",),
        reference_date="2025-01-01 (total), 2015-01-01 (ages)",
    )
    others = [people_dataset if d.name == "people" else d for d in data.datasets]
    return replace(
        data,
        units=filled.reset_index(drop=True),
        sectors=sectors,
        unplaced=unplaced.astype({"people": "Int64"}),
        datasets=(*others, made),
    )


def publish_with_sectors(source: Path, folder: Path, province: str = "") -> snapshots.Snapshot:
    """Publish the snapshot of a data folder with made-up sectors into another folder."""
    base = snapshots.load(source)
    snapshots.publish(
        with_made_sectors(base.data, province),
        folder=folder,
        kind="imported",
        now=datetime.now(UTC),
        # the map draws wijken, and those stay
        write_geometry=lambda _, to: shutil.copytree(base.static, to, dirs_exist_ok=True) and None,
    )
    return snapshots.load(folder)

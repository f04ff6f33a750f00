"""Reach on sectors compared with reach on wijken: ``python -m benchmarks.reach_by_sector``.

Real wijken cut into made-up sectors of the number and detail of Statbel's, with made-up people, and
280 seeded points with an address. Writes ``benchmarks/reach_by_sector.md``.
"""

from __future__ import annotations

import tracemalloc
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.coverage import POINTS, RUNS_SLOW, SEED, by_union
from benchmarks.harness import elapsed_ms, machine, median_ms, real_wijken, write_report
from geodata.crs import METRIC_CRS
from geodata.demand.sectors import in_wijken
from geodata.reach.by_sector import PreparedSectors, populated_sectors
from geodata.reach.coverage import PreparedUnits, prepare
from geodata.reach.voronoi import voronoi_cells

A_WIJK = 4
"""Sectors a wijk: Statbel has 10,594 in 2,767 of them."""

STEP_M = 20
"""Metres between corners, which gives sectors as many corners as Statbel's have."""

NONE = gpd.GeoDataFrame({"key": []}, geometry=[], crs=METRIC_CRS)
DISTANCES_M = (800.0, 1_200.0, 5_000.0)


def made_up(wijken: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the wijken cut into sectors, each the room around a random spot."""
    rows, shapes = [], []
    for row, wijk in enumerate(wijken.geometry):
        west, south, east, north = wijk.bounds
        spots = rng.uniform((west, south), (east, north), (A_WIJK, 2))
        cells, _ = voronoi_cells(spots, bounds=(west - 1, south - 1, east + 1, north + 1))
        cut = shapely.intersection(wijk, cells)
        solid = (shapely.area(cut) > 1) & np.isin(shapely.get_type_id(cut), (3, 6))
        shapes += [*cut[solid]]
        rows += [row] * int(solid.sum())
    people = rng.lognormal(6.2, 1.0, len(rows)).round() * (rng.random(len(rows)) > 0.03)
    return gpd.GeoDataFrame(
        {
            "code": [f"s{n}" for n in range(len(rows))],
            "municipality": wijken["municipality"].to_numpy()[rows],
            "people_all": pd.array(people.astype(int), dtype="Int64"),
        },
        geometry=shapely.segmentize(np.array(shapes), STEP_M),
        crs=METRIC_CRS,
    )


def prepared(
    units: gpd.GeoDataFrame, sectors: gpd.GeoDataFrame, points: gpd.GeoDataFrame
) -> tuple[PreparedUnits, PreparedSectors, int]:
    """Return the wijken prepared whole and by sector, and the bytes that the sectors take."""
    whole = prepare(units, points, NONE)
    tracemalloc.start()
    by_sector = through_sectors(whole, units, sectors)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return whole, by_sector, size


def through_sectors(
    whole: PreparedUnits, units: gpd.GeoDataFrame, sectors: gpd.GeoDataFrame
) -> PreparedSectors:
    """Return the wijken prepared through their sectors."""
    populated = populated_sectors(units, sectors)
    return PreparedSectors(whole, prepare(populated.sectors, whole.points, NONE), populated)


def rows_of(
    units: gpd.GeoDataFrame, sectors: gpd.GeoDataFrame, points: gpd.GeoDataFrame
) -> tuple[list[str], int]:
    """Return the table, and the bytes that prepared sectors take."""
    whole, by_sector, size = prepared(units, sectors, points)
    times: dict[str, tuple[float, float, float | None]] = {
        "prepare, once": (
            median_ms(lambda: prepare(units, points, NONE), RUNS_SLOW),
            median_ms(lambda: through_sectors(whole, units, sectors), RUNS_SLOW),
            None,
        )
    }
    tree = shapely.STRtree(by_sector.sectors.geometry.to_numpy())
    xy = shapely.get_coordinates(points.geometry.to_numpy())
    for d in DISTANCES_M:
        times[f"another threshold: {d:,.0f} m"] = (
            median_ms(partial(whole.coverage, threshold_m=d), RUNS_SLOW),
            median_ms(partial(by_sector.coverage, threshold_m=d), RUNS_SLOW),
            median_ms(partial(by_union, tree, xy, d, in_parts=True), 1),
        )
    rows = [
        "| what | wijken whole | sectors, summed to wijken | shapely on the sectors |",
        "|---|---:|---:|---:|",
        *(
            f"| {what} | {a:,.0f} ms | {b:,.0f} ms | {'–' if c is None else f'{c:,.0f} ms'} |"
            for what, (a, b, c) in times.items()
        ),
    ]
    return rows, size


def report(wijken: gpd.GeoDataFrame) -> str:
    """Run everything once and return the report."""
    rng = np.random.default_rng(SEED)
    inner = shapely.point_on_surface(wijken.geometry.to_numpy())
    units = wijken.assign(
        municipality=wijken["code"].str[:5],
        inner_x_m=shapely.get_x(inner),
        inner_y_m=shapely.get_y(inner),
    )
    bare = made_up(units, rng)
    found = in_wijken(bare, units)
    assigned = elapsed_ms(lambda: in_wijken(bare, units))
    chosen = wijken.geometry.sample(POINTS, random_state=SEED)
    spots = chosen.sample_points(1, rng=SEED).reset_index(drop=True)
    at = gpd.points_from_xy(*shapely.get_coordinates(spots.to_numpy()).T, crs=METRIC_CRS)
    points = gpd.GeoDataFrame(
        {"precision": "address", "whereabouts": None}, range(POINTS), geometry=at
    )
    rows, size = rows_of(units, found, points)
    corners = shapely.get_num_coordinates(found.geometry.to_numpy()).sum()
    lines = [
        "# Reach on sectors, compared with reach on wijken",
        "",
        f"Written by `python -m benchmarks.reach_by_sector`, one run: {len(units):,} real wijken",
        f"cut into {len(found):,} made-up sectors ({corners:,} corners) with made-up people, and",
        f"{POINTS} points with an address (seed {SEED}); medians of {RUNS_SLOW}. Sectors are",
        "prepared with the wijken, and a threshold on sectors computes both: shares, distances",
        "and numbers in reach of every wijk. Shapely gives the shares of the sectors only, by",
        "prepared unions of 64-sided buffers in parts, once.",
        "",
        *machine("shapely", "numpy", GEOS=shapely.geos_version_string),
        "- To hold: prepare within 3 s, another threshold well within half a second",
        f"- Prepared sectors take {size / 1e6:,.0f} MB",
        f"- The wijk of each sector, by the area they share: {assigned / 1000:.1f} s",
        "",
        *rows,
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    write_report("reach_by_sector", report(real_wijken()))


if __name__ == "__main__":
    main()

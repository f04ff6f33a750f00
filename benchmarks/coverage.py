"""Coverage of the real wijken, side by side with named peers: ``python -m benchmarks.coverage``.

The 2,767 wijken and 280 seeded points inside them, at three distances. What does not depend on the
distance is done beforehand for everybody: Nabij's split, the peers' index of the wijken. Prints a
table and writes it to ``benchmarks/coverage.md``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.harness import machine, median_ms, real_wijken, write_report
from geodata.reach.distances import nearest_distances
from geodata.reach.exact_area import share_within, split_by_nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

POINTS = 280
SEED = 20250101
DISTANCES_M = (800, 1200, 5000)
RUNS_SLOW, RUNS_FAST = 7, 101
OURS = "Nabij, split kept"
PACKAGES = ("geopandas", "shapely", "numpy", "scipy", "pandas")


def by_overlay(wijken: gpd.GeoSeries, points: gpd.GeoSeries, distance_m: float) -> Floats:
    """Return the shares by geopandas.overlay with dissolved buffers."""
    units = gpd.GeoDataFrame({"unit": np.arange(len(wijken))}, geometry=wijken)
    reach = gpd.GeoDataFrame(geometry=points.buffer(distance_m)).dissolve()
    parts = gpd.overlay(units, reach, how="intersection")
    area_m2 = np.bincount(parts["unit"], parts.area, len(wijken))
    return np.asarray(area_m2 / wijken.area.to_numpy())


def by_union(
    tree: shapely.STRtree,
    points: Floats,
    distance_m: float,
    *,
    sides: int = 64,
    in_parts: bool,
) -> Floats:
    """Return the shares by a prepared union of buffers, cutting only what its boundary crosses.

    In parts, each unit meets only the blob of discs that it touches: the fastest that shapely does.
    """
    discs = shapely.buffer(shapely.points(points), distance_m, quad_segs=sides // 4)
    union = shapely.union_all(discs)
    blobs = shapely.get_parts(union) if in_parts else np.array([union])
    shapely.prepare(blobs)
    blob, unit = tree.query(blobs, predicate="intersects")
    units = tree.geometries
    shapes = units[unit]
    cut = ~shapely.covers(blobs[blob], shapes)
    shapes[cut] = shapely.intersection(shapes[cut], blobs[blob[cut]])
    return np.asarray(np.bincount(unit, shapely.area(shapes), len(units)) / shapely.area(units))


def coverage_rows(wijken: gpd.GeoSeries, points: gpd.GeoSeries) -> list[str]:
    """Return the table of shares: time, ratio and error of each method at each distance."""
    xy = shapely.get_coordinates(np.asarray(points.array))
    tree = shapely.STRtree(np.asarray(wijken.array))
    pieces = split_by_nearest(wijken, xy)
    rows = [
        "| distance | method | median | slower than Nabij | largest error of a share |",
        "|---:|---|---:|---:|---:|",
    ]
    for d in DISTANCES_M:
        fine = by_union(tree, xy, d, sides=2048, in_parts=True)
        methods: dict[str, tuple[Callable[[], Floats], int]] = {
            OURS: (partial(share_within, pieces, d), RUNS_FAST),
            "shapely, prepared union in parts": (
                partial(by_union, tree, xy, d, in_parts=True),
                RUNS_SLOW,
            ),
            "shapely, prepared union": (partial(by_union, tree, xy, d, in_parts=False), RUNS_SLOW),
            "geopandas.overlay, dissolved": (partial(by_overlay, wijken, points, d), RUNS_SLOW),
        }
        times = {name: median_ms(work, runs) for name, (work, runs) in methods.items()}
        for name, (work, _) in methods.items():
            error = np.abs(work() - fine).max()
            rows.append(
                f"| {d:,} m | {name} | {times[name]:.2f} ms | {times[name] / times[OURS]:,.0f}× "
                f"| {error:.0e} |"
            )
    return rows


def nearest_rows(wijken: gpd.GeoSeries, points: gpd.GeoSeries) -> list[str]:
    """Return the table of distances to the nearest points."""
    inner = wijken.representative_point()
    xy, goal = (shapely.get_coordinates(np.asarray(s.array)) for s in (inner, points))
    starts, goals = gpd.GeoDataFrame(geometry=inner), gpd.GeoDataFrame(geometry=points)
    times = {
        "Nabij, nearest three": median_ms(lambda: nearest_distances(xy, goal), RUNS_FAST),
        "Nabij, nearest one": median_ms(lambda: nearest_distances(xy, goal, k=1), RUNS_FAST),
        "geopandas.sjoin_nearest (one)": median_ms(
            lambda: gpd.sjoin_nearest(starts, goals, distance_col="distance_m"), RUNS_SLOW
        ),
    }
    one = times["Nabij, nearest one"]
    return [
        "| method | median | against nearest one |",
        "|---|---:|---:|",
        *(f"| {name} | {time:.2f} ms | {time / one:.1f}× |" for name, time in times.items()),
    ]


def report(wijken: gpd.GeoSeries) -> str:
    """Run everything once and return the report."""
    chosen = wijken.sample(POINTS, random_state=SEED)
    points = chosen.sample_points(1, rng=SEED).reset_index(drop=True)
    xy = shapely.get_coordinates(np.asarray(points.array))
    split = median_ms(lambda: split_by_nearest(wijken, xy), RUNS_SLOW)
    edges = split_by_nearest(wijken, xy).edges.start.size
    lines = [
        "# Coverage, side by side",
        "",
        "Written by `python -m benchmarks.coverage`, one run:",
        f"{len(wijken):,} real wijken × {POINTS} points drawn inside them (seed {SEED}),",
        f"medians of {RUNS_SLOW} (Nabij: {RUNS_FAST}).",
        "The index of the wijken and the split are made beforehand, once.",
        "The peers' discs have 64 sides. Errors are against discs of 2,048 sides, which are",
        "themselves off by about 1e-05: that is what shows in Nabij's rows.",
        "",
        *machine(
            "geopandas", "shapely", "numpy", "scipy", "pandas", GEOS=shapely.geos_version_string
        ),
        f"- Split, once per set of points: {split:.0f} ms, {edges:,} edges",
        "",
        "## Share of each wijk in reach",
        "",
        *coverage_rows(wijken, points),
        "",
        "## Distance to the nearest points",
        "",
        *nearest_rows(wijken, points),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    write_report("coverage", report(real_wijken().geometry))


if __name__ == "__main__":
    main()

"""Wijken with 1, 2 and 3 points in reach, compared with shapely: ``python -m benchmarks.overlaps``.

All wijken, and those of one city, with the 280 seeded points of ``benchmarks.coverage``. Nothing is
prepared beforehand. Prints a table and writes it to ``benchmarks/overlaps.md``.
"""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.coverage import POINTS, SEED
from benchmarks.harness import machine, median_ms, real_wijken, write_report
from geodata.crs import METRIC_CRS
from geodata.reach.overlaps import overlaps

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Shapes = NDArray[np.object_]

DISTANCES_M = (1200, 5000)
RANKS = 3
RUNS = 5
CITY = "44021"
OURS = "Nabij"


def area_shares(units: Shapes, parts: Shapes) -> Floats:
    """Return the share of each unit's area in parts that do not overlap."""
    shapely.prepare(parts)
    part, unit = shapely.STRtree(units).query(parts, predicate="intersects")
    shapes = units[unit]
    cut = ~shapely.covers(parts[part], shapes)
    shapes[cut] = shapely.intersection(shapes[cut], parts[part[cut]])
    return np.asarray(np.bincount(unit, shapely.area(shapes), len(units)) / shapely.area(units))


def by_nabij(wijken: gpd.GeoDataFrame, points: gpd.GeoDataFrame, distance_m: float) -> Floats:
    """Return what Nabij shows."""
    return overlaps(wijken, points, threshold_m=distance_m, depth=RANKS).to_numpy()


def by_faces(units: Shapes, points: Shapes, distance_m: float, *, sides: int = 64) -> Floats:
    """Node the circles, make faces of them, and count the discs over each: the usual recipe."""
    discs = shapely.buffer(points, distance_m, quad_segs=sides // 4)
    noded = shapely.union_all(shapely.boundary(discs))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside = shapely.STRtree(discs).query(shapely.point_on_surface(faces), predicate="intersects")
    count = np.bincount(inside[0], minlength=len(faces))
    return np.column_stack([area_shares(units, faces[count >= k + 1]) for k in range(RANKS)])


def by_tuples(units: Shapes, points: Shapes, distance_m: float, *, sides: int = 64) -> Floats:
    """Unite the intersections of all discs, of all pairs of them, and of all triples."""
    discs = shapely.buffer(points, distance_m, quad_segs=sides // 4)
    one, other = shapely.STRtree(points).query(points, "dwithin", distance=2 * distance_m)
    near = np.zeros((len(points), len(points)), dtype=bool)
    near[one, other] = True
    pairs = [(i, j) for i, j in zip(*np.nonzero(near), strict=True) if i < j]
    triples = [
        (i, *pair)
        for i in range(len(points))
        for pair in combinations(np.flatnonzero(near[i, i + 1 :]) + i + 1, 2)
        if near[pair]
    ]
    shares = [area_shares(units, shapely.get_parts(shapely.union_all(discs)))]
    for rank, tuples in ((2, pairs), (3, triples)):
        rows = np.array(tuples, dtype=np.intp).reshape(-1, rank)
        common = discs[rows[:, 0]]
        for column in rows.T[1:]:
            common = shapely.intersection(common, discs[column])
        shares.append(area_shares(units, shapely.get_parts(shapely.union_all(common))))
    return np.column_stack(shares)


def rows_of(name: str, wijken: gpd.GeoDataFrame, points: gpd.GeoDataFrame) -> list[str]:
    """Return the rows of the table for some wijken: time, ratio and error of each method."""
    units = np.asarray(wijken.geometry.array)
    sites = np.asarray(points.geometry.array)
    rows = []
    for d in DISTANCES_M:
        west, south, east, north = shapely.total_bounds(units) + np.array([-d, -d, d, d])
        near = sites[shapely.intersects(sites, shapely.box(west, south, east, north))]
        fine = by_faces(units, near, d, sides=2048)
        methods: dict[str, Callable[[], Floats]] = {
            OURS: partial(by_nabij, wijken, points, d),
            "shapely, faces, 64 sides": partial(by_faces, units, near, d),
            "shapely, tuples, 64 sides": partial(by_tuples, units, near, d),
            "shapely, faces, 1,024 sides": partial(by_faces, units, near, d, sides=1024),
            "shapely, tuples, 1,024 sides": partial(by_tuples, units, near, d, sides=1024),
        }
        times = {method: median_ms(work, RUNS) for method, work in methods.items()}
        for method, work in methods.items():
            error = np.abs(work() - fine).max()
            rows.append(
                f"| {name} | {d:,} m | {method} | {times[method]:,.0f} ms "
                f"| {times[method] / times[OURS]:.1f}× | {error:.0e} |"
            )
    return rows


def report(wijken: gpd.GeoDataFrame) -> str:
    """Run everything once and return the report."""
    chosen = wijken.geometry.sample(POINTS, random_state=SEED)
    xy = shapely.get_coordinates(np.asarray(chosen.sample_points(1, rng=SEED).array))
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=METRIC_CRS)
    city = wijken[wijken["code"].str.startswith(CITY)]
    lines = [
        "# One, two or three points in reach, side by side",
        "",
        "Written by `python -m benchmarks.overlaps`, one run:",
        f"the share of each wijk with at least 1, 2 and 3 of {POINTS} points in reach",
        f"(seed {SEED}), medians of {RUNS}, nothing prepared beforehand. The peers are given only",
        "the points near the wijken. Faces: the circles noded and polygonised, the discs over each",
        "face counted. Tuples: the union of the intersections of discs, pairs and triples. Of 64",
        "sides, as usual in shapely, and of 1,024 sides, nearer to being exact. Errors are against",
        "faces of 2,048 sides, themselves off by about 1e-05: that shows in Nabij's rows.",
        "",
        *machine("shapely", "numpy", GEOS=shapely.geos_version_string),
        "",
        "| wijken | distance | method | median | slower than Nabij | largest error of a share |",
        "|---|---:|---|---:|---:|---:|",
        *rows_of(f"Gent, {len(city)}", city, points),
        *rows_of(f"all {len(wijken):,}", wijken, points),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    write_report("overlaps", report(real_wijken()))


if __name__ == "__main__":
    main()

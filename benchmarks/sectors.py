"""Reading 227 MB of statistical sectors: ``python -m benchmarks.sectors``.

Made-up sectors of the size that Statbel publishes: 20,000 polygons in one GeoJSON of 227 MB, in a
zip, in Lambert 72. Each reader runs in a process of its own, whose peak memory is measured. Prints
a table and writes it to ``benchmarks/sectors.md``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio

from benchmarks.harness import cost_in_own_process, machine, print_cost, write_report
from loaders.sources.statbel_sectors import read_sectors

COLUMNS, ROWS = 200, 100
VERTICES = 300
SEED = 20250101
NAME = "sh_statbel_statistical_sectors_31370_20260101.geojson"
WEST, SOUTH, STEP_M = 30_000, 160_000, 1_000


def feature(number: int, ring: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> str:
    region = "03000" if number % 2 else "02000"
    attributes = {
        "cd_sector": f"{11001 + number // 100}A{number % 100:02}-",
        "tx_sector_descr_nl": f"SECTOR {number}",
        "tx_sector_descr_fr": f"SECTEUR {number}",
        "cd_sub_munty": f"{11001 + number // 100}A",
        "cd_munty_refnis": str(11001 + number // 100),
        "tx_munty_descr_nl": "Ergens",
        "cd_prov_refnis": "10000",
        "cd_rgn_refnis": region,
        "ms_area_ha": 60.5,
        "dt_situation": "2026-01-01",
    }
    shape = {"type": "MultiPolygon", "coordinates": [[ring.tolist()]]}
    return json.dumps({"type": "Feature", "properties": attributes, "geometry": shape})


def write_sectors(path: Path) -> int:
    """Write the zip, and return the size of the GeoJSON in it in bytes."""
    rng = np.random.default_rng(SEED)
    turns = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::31370"}}
    head = f'{{"type": "FeatureCollection", "crs": {json.dumps(crs)}, "features": [\n'
    size = 0
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(f"{NAME}/{NAME}", "w", force_zip64=True) as out,
    ):
        size += out.write(head.encode())
        for number in range(COLUMNS * ROWS):
            far = 300 + 150 * rng.random(VERTICES)
            x = WEST + STEP_M * (number % COLUMNS) + far * np.cos(turns)
            y = SOUTH - STEP_M * (number // COLUMNS) * 0.9 + far * np.sin(turns)
            ring = np.column_stack([x, y, np.zeros(VERTICES)]).round(6)
            comma = ",\n" if number else ""
            size += out.write((comma + feature(number, np.vstack([ring, ring[:1]]))).encode())
        size += out.write(b"\n]}\n")
    return size


def by_nabij(path: Path) -> int:
    return len(read_sectors(path))


def by_geopandas(path: Path) -> int:
    frame = gpd.read_file(f"/vsizip/{path}/{NAME}/{NAME}")
    return len(frame[frame["cd_rgn_refnis"].isin(["02000", "04000"])].to_crs(3812))


def by_json(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        read = json.loads(archive.read(f"{NAME}/{NAME}"))
    frame = gpd.GeoDataFrame.from_features(read["features"], crs=31370)
    return len(frame[frame["cd_rgn_refnis"].isin(["02000", "04000"])].to_crs(3812))


READERS = {
    "Nabij (read_sectors: checked and repaired too)": by_nabij,
    "geopandas.read_file in the zip": by_geopandas,
    "json.loads and GeoDataFrame.from_features": by_json,
}


def report(path: Path) -> str:
    size = write_sectors(path)
    zipped, sectors = path.stat().st_size, COLUMNS * ROWS
    lines = [
        "# Reading statistical sectors, side by side",
        "",
        f"Written by `python -m benchmarks.sectors`, one run: {sectors:,} made-up sectors of",
        f"{VERTICES} vertices with heights, one GeoJSON of {size / 1e6:.0f} MB in a zip of",
        f"{zipped / 1e6:.0f} MB, Lambert 72, to EPSG:3812;",
        "half of them in Wallonia, left out. Peak memory is of the whole process.",
        "",
        *machine("geopandas", "pyogrio"),
        f"- GDAL {pyogrio.__gdal_version_string__}",
        "- To hold: at most 3 GB",
        "",
        "| reader | time | peak memory | sectors |",
        "|---|--:|--:|--:|",
    ]
    for reader in READERS:
        seconds, memory, count = cost_in_own_process("benchmarks.sectors", reader, path)
        lines.append(f"| {reader} | {seconds:.1f} s | {memory:.2f} GB | {count:,} |")
    return "\n".join([*lines, ""])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = report(Path(folder) / f"{NAME}.zip")
    write_report("sectors", text)


if __name__ == "__main__":
    if sys.argv[1:]:
        print_cost(partial(READERS[sys.argv[1]], Path(sys.argv[2])))
    else:
        main()

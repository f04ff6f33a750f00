"""Import of the official files, and a snapshot read: ``python -m benchmarks.importing``.

Needs the official areas and Statbel's people of 2015 (see
:data:`tests.browser.app_server.OFFICIAL`).
Each row is a process of its own, whose peak memory is measured. Prints a table and writes it to
``benchmarks/importing.md``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness import cost_in_own_process, machine, print_cost, write_report
from tests.browser.app_server import OFFICIAL, loaders, official_files

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 5


def import_all(folder: Path) -> int:
    """Read, check, estimate, publish, and write the geometry of the maps."""
    from geodata.enums import SnapshotKind
    from loaders.publication import ensure_snapshot, publish_now
    from loaders.settings import Settings
    from loaders.sources.official_import import import_sources, recognise

    base = ensure_snapshot(Settings(data=folder))
    data = import_sources(recognise(official_files()), base=base.data)
    publish_now(data, folder=folder, kind=SnapshotKind.IMPORTED, base=base)
    return len(data.units)


def read_files(_folder: Path) -> int:
    """Read the same files and nothing more."""
    import geopandas as gpd
    import pandas as pd

    from loaders.sources.official_import import recognise

    rows = 0
    sources = recognise(official_files())
    for path in filter(None, (*sources.levels.values(), sources.population)):
        if path.suffix == ".shp":
            rows += len(gpd.read_file(path).to_crs(3812))
        elif path.suffix == ".xlsx":
            rows += len(pd.read_excel(path, dtype=str))
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as stream:
                rows += len(pd.read_csv(stream, sep="|"))
    return rows


def load_snapshot(folder: Path) -> int:
    """Read the current snapshot as the app does at start: sizes and checksums verified."""
    from loaders.store import snapshots

    return len(snapshots.load(folder).data.units)


def read_parquet(folder: Path) -> int:
    """Read the same GeoParquet files, nothing verified."""
    import geopandas as gpd
    import pandas as pd

    for path in (folder / "snapshots" / _current(folder)).glob("*.parquet"):
        plain = path.stem in {"centres", "division", "projections"}
        frame = pd.read_parquet(path) if plain else gpd.read_parquet(path)
        if path.stem == "units":
            units = len(frame)
    return units


def read_geopackage(folder: Path) -> int:
    """Read the polygons of the same units and areas from a GeoPackage."""
    import geopandas as gpd

    path = folder / "same.gpkg"
    gpd.read_file(path, layer="areas")
    return len(gpd.read_file(path, layer="units"))


def _current(folder: Path) -> str:
    return (folder / "current").read_text(encoding="utf-8").strip()


ROWS: dict[str, tuple[str, Callable[[Path], int]]] = {
    "import": ("Nabij: read, checked, estimated, published, maps written", import_all),
    "files": ("geopandas and pandas: the same files read, no more", read_files),
    "load": ("Nabij: snapshot, sizes and checksums verified", load_snapshot),
    "parquet": ("geopandas: the same GeoParquet, nothing verified", read_parquet),
    "geopackage": ("geopandas: units and areas from a GeoPackage", read_geopackage),
}
IMPORTS = ("import", "files")
STARTS = ("load", "parquet", "geopackage")


def report(folder: Path) -> str:
    import geopandas as gpd

    loaders(folder, "build")
    lines = [
        "# Importing the official files, and reading a snapshot",
        "",
        "Written by `python -m benchmarks.importing`, one run: the wijken and other levels of",
        "1 January 2025 and Statbel's people of 2015. Each row is a process of its own; times are",
        "medians, the import of geopandas itself left out; peak memory is of the whole process.",
        "",
        *machine("geopandas"),
        "- To hold: import at most 30 s and 1.5 GB; a snapshot read in at most 1 s",
        "",
        "| what | time | peak memory | runs |",
        "|---|--:|--:|--:|",
    ]
    for row in (*IMPORTS, *STARTS):
        if row == STARTS[0]:
            for name in ("units", "areas"):
                path = folder / "snapshots" / _current(folder) / f"{name}.parquet"
                gpd.read_parquet(path).to_file(folder / "same.gpkg", layer=name)
        runs = 3 if row in IMPORTS else RUNS
        costs = [cost_in_own_process("benchmarks.importing", row, folder) for _ in range(runs)]
        seconds = statistics.median(cost[0] for cost in costs)
        memory = max(cost[1] for cost in costs)
        lines.append(f"| {ROWS[row][0]} | {seconds:.2f} s | {memory:.2f} GB | {runs} |")
    return "\n".join([*lines, ""])


def main() -> None:
    if not OFFICIAL.is_dir():
        sys.exit(f"nothing measured: the official files ({OFFICIAL}) are not here")
    with tempfile.TemporaryDirectory() as folder:
        text = report(Path(folder))
    write_report("importing", text)


if __name__ == "__main__":
    if sys.argv[1:]:
        print_cost(partial(ROWS[sys.argv[1]][1], Path(sys.argv[2])))
    else:
        main()

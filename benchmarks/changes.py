"""What changed between two lists of 300 centres, side by side: ``python -m benchmarks.changes``.

A list is drawn, and a second one made from it by a seeded number of changes of each kind, so that
it is known what there is to find. The peers compare the rows with equal ids, which follow from name
and municipality as in the built-in data. Prints a table and writes it to ``benchmarks/changes.md``.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.harness import machine, median_ms, write_report
from geodata.comparison.changes import ChangeKind, compare
from geodata.crs import METRIC_CRS
from geodata.places.text_folding import words_of
from geodata.quality.findings import findings
from geodata.snapshot.frames import CONTACT
from geodata.snapshot.model import SnapshotData

if TYPE_CHECKING:
    from datetime import date

    Row = dict[str, Any]

SEED = 20250101
RUNS = 7
CENTRES = 300
MUNICIPALITIES = 60
WANTED = {
    ChangeKind.NEW: 10,
    ChangeKind.CLOSED: 8,
    ChangeKind.MOVED: 9,
    ChangeKind.RENAMED: 12,
    ChangeKind.STATUS: 15,
    ChangeKind.CONTACT: 20,
}
"""How many changes of each kind are made; of the moves a third cross a municipal border."""

FIRST = (
    *("Anker", "Beuk", "Cederhof", "Dageraad", "Eikenhof", "Fontein", "Groenhof", "Heide"),
    *("Iris", "Jasmijn", "Kring"),
)
LAST = (
    *("Noord", "Zuid", "Oost", "West", "Centrum", "Kapel", "Molen", "Park", "Statie", "Vaart"),
    *("Brug", "Kouter", "Donk"),
)


def drawn_list(rng: random.Random) -> list[Row]:
    """Return centres with names of their own, spread over municipalities of 3 km."""
    names = [f"{first} {last} {n}" for n in ("", "I", "II") for first in FIRST for last in LAST]
    rows = []
    for name in rng.sample(names, CENTRES):
        area = rng.randrange(MUNICIPALITIES)
        x_m = 600_000 + 3_000 * (area % 10) + rng.uniform(100, 2_900)
        y_m = 700_000 + 3_000 * (area // 10) + rng.uniform(100, 2_900)
        rows.append(
            {
                "name": name.strip(),
                "nis": f"{31000 + area}",
                "x_m": x_m,
                "y_m": y_m,
                "status": "recognised",
                "phone": f"09 {rng.randrange(10**6, 10**7)}",
                "hours": f"Mo-Fr 0{rng.randrange(7, 10)}:{rng.randrange(60):02d}-17:00; PH off",
            }
        )
    return rows


def changed_list(rows: list[Row], rng: random.Random) -> list[Row]:
    """Return the list with the changes of :data:`WANTED`, each of another centre."""
    left = [dict(row) for row in rows]
    rng.shuffle(left)
    at = 0
    for kind, count in WANTED.items():
        if kind in {ChangeKind.NEW, ChangeKind.CLOSED}:
            continue
        for n, row in enumerate(left[at : at + count]):
            if kind is ChangeKind.MOVED:
                row["x_m"] += 400.0
                row["nis"] = f"{int(row['nis']) + 100}" if n % 3 == 0 else row["nis"]
            elif kind is ChangeKind.RENAMED:
                row["name"] = f"LDC {row['name']}" if n % 2 else row["name"].replace(" ", "s ", 1)
            elif kind is ChangeKind.STATUS:
                row["status"] = "pending"
            else:
                row["phone"] = "09 000 00 00"
        at += count
    fresh = [
        {**row, "name": f"Nieuwplein {n}", "x_m": row["x_m"] + 900}
        for n, row in enumerate(left[-WANTED[ChangeKind.NEW] :])
    ]
    return left[: -WANTED[ChangeKind.CLOSED]] + fresh


def snapshot(rows: list[Row]) -> SnapshotData:
    """Return the list as a snapshot of centres alone."""
    table = pd.DataFrame(rows)
    ids = ["-".join((*words_of(row["name"]), row["nis"])) for row in rows]
    none = pd.Series(pd.NA, table.index, dtype="str")
    centres = table[["name", "status"]].assign(id=ids, operator=none, checked_on=none)
    columns = dict.fromkeys((*CONTACT, "wheelchair", "activities", "whereabouts"), none)
    points = gpd.GeoDataFrame(
        pd.DataFrame(columns).assign(
            id=[f"{ident}-main" for ident in ids],
            centre_id=ids,
            kind="main",
            municipality=table["nis"],
            phone=table["phone"],
            opening_hours=table["hours"],
            precision="address",
        ),
        geometry=gpd.points_from_xy(table["x_m"], table["y_m"], crs=METRIC_CRS),
    )
    areas = gpd.GeoDataFrame({"level": [], "code": [], "name": []}, geometry=[], crs=METRIC_CRS)
    empty = gpd.GeoDataFrame(geometry=[], crs=METRIC_CRS)
    return SnapshotData(empty, areas, centres, points, empty, empty, pd.DataFrame())


def flat(data: SnapshotData) -> pd.DataFrame:
    """Return one row per centre by id, for the peers."""
    points = data.points.assign(x_m=data.points.geometry.x, y_m=data.points.geometry.y)
    columns = ["centre_id", "municipality", "phone", "x_m", "y_m"]
    return data.centres[["id", "name", "status"]].merge(
        pd.DataFrame(points[columns]), left_on="id", right_on="centre_id"
    )


def by_nabij(old: SnapshotData, new: SnapshotData) -> dict[str, int]:
    return {str(kind): int(n) for kind, n in compare(old, new)["kind"].value_counts().items()}


def by_compare(old: SnapshotData, new: SnapshotData) -> dict[str, int]:
    """Compare the rows with equal ids with ``DataFrame.compare``, the others by set."""
    before, after = flat(old).set_index("id"), flat(new).set_index("id")
    both = before.index.intersection(after.index)
    left, right = (side.loc[both].drop(columns="centre_id") for side in (before, after))
    cells = left.compare(right).notna()
    differs = {str(column): int(cells[column, "self"].sum()) for column in cells.columns.unique(0)}
    return {
        "new": len(after.index.difference(both)),
        "closed": len(before.index.difference(both)),
        "moved": differs.get("x_m", 0),
        "renamed": differs.get("name", 0),
        "status": differs.get("status", 0),
        "contact": differs.get("phone", 0),
    }


def by_merge(old: SnapshotData, new: SnapshotData) -> dict[str, int]:
    """Join the two on the id with ``DataFrame.merge`` and its indicator."""
    both = flat(old).merge(flat(new), on="id", how="outer", indicator=True)
    there = both[both["_merge"] == "both"]

    def differ(column: str) -> int:
        return int(np.sum(there[f"{column}_x"] != there[f"{column}_y"]))

    return {
        "new": int((both["_merge"] == "right_only").sum()),
        "closed": int((both["_merge"] == "left_only").sum()),
        "moved": differ("x_m"),
        "renamed": differ("name"),
        "status": differ("status"),
        "contact": differ("phone"),
    }


def report(today: date) -> str:
    """Run everything once and return the report."""
    rng = random.Random(SEED)
    rows = drawn_list(rng)
    old, new = snapshot(rows), snapshot(changed_list(rows, rng))
    kinds = [str(kind) for kind in WANTED]
    table = [
        f"| method | median | {' | '.join(kinds)} |",
        f"|---|--:|{'--:|' * len(kinds)}",
        f"| *made* | | {' | '.join(str(n) for n in WANTED.values())} |",
    ]
    methods = {
        "Nabij": by_nabij,
        "pandas.DataFrame.compare": by_compare,
        "pandas.DataFrame.merge": by_merge,
    }
    for name, method in methods.items():
        found = method(old, new)
        cells = " | ".join(str(found.get(kind, 0)) for kind in kinds)
        table.append(f"| {name} | {median_ms(partial(method, old, new), RUNS):.0f} ms | {cells} |")
    rules = median_ms(lambda: findings(old, today=today), RUNS)
    lines = [
        "# What changed, side by side",
        "",
        f"Written by `python -m benchmarks.changes`, one run: {len(rows)} drawn centres, and the",
        f"same with a known number of changes (seed {SEED}); the median of {RUNS} runs. Ids follow",
        "from name and municipality, as in the built-in data: a new name and a move over a border",
        "(a third of the moves) make a new id, which the peers take for one centre closed and one",
        "new. The changes were drawn by the same hand that wrote the matching: this shows what the",
        "peers cannot see, not how often a real list is matched right.",
        "",
        *machine("pandas"),
        f"- All rules of `geodata.quality.findings` on these {len(rows)} centres: {rules:.0f} ms",
        "",
        "Changes found, by kind:",
        "",
        *table,
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    write_report("changes", report(datetime.now(UTC).date()))


if __name__ == "__main__":
    main()

"""What changed between two snapshots: as lines for the command line, and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.comparison.changes import ChangeKind, compare, coverage_change
from geodata.enums import Level
from geodata.errors import NoSnapshotError, SnapshotError
from loaders.export.tables import to_csv
from loaders.store import snapshots as store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from geodata.snapshot.model import Dataset


def chosen(folder: Path, old: str, new: str) -> tuple[store.Snapshot, store.Snapshot]:
    """Return two snapshots: those named, else the current one and the last one before it.

    Raises
    ------
    SnapshotError
        If one is missing or damaged, or there is no older one.
    """
    after = store.load_snapshot(folder, new) if new else store.load(folder)
    earlier = [name for name in store.snapshot_ids(folder) if name < after.id]
    if not old and not earlier:
        message = f"{folder}: there is no snapshot before {after.id} to compare it with."
        raise NoSnapshotError(message, where=str(folder), problem="")
    return store.load_snapshot(folder, old or earlier[0]), after


def lines(
    before: store.Snapshot, after: store.Snapshot, *, threshold_m: float, group: str
) -> Iterator[str]:
    """Yield in English what changed; metres and people as whole numbers.

    Parameters
    ----------
    before, after
        The older and the newer snapshot.
    threshold_m
        What counts as in reach (≤), metres in a straight line.
    group
        Population group, such as ``all`` or ``80plus``.

    Raises
    ------
    InputError
        If a snapshot does not carry the group, or the threshold is out of range.
    """
    for snapshot in (before, after):
        yield f"{snapshot.id} ({snapshot.kind}), published {snapshot.created:%Y-%m-%d %H:%M} UTC"
    found = compare(before.data, after.data)
    counts = found["kind"].value_counts()
    counted = [f"{counts[kind]:,} {kind}" for kind in ChangeKind if kind in counts]
    yield f"Centres: {', '.join(counted) or 'no changes'}."
    names = _municipalities(before) | _municipalities(after)
    for row in found.to_dict("records"):
        where = names.get(row["municipality"], row["municipality"])
        moved = "" if np.isnan(row["moved_m"]) else f" ({row['moved_m']:,.0f} m)"
        change = f"{row['before'] or '–'} → {row['after'] or '–'}"
        yield f"  {row['kind']}: {row['name']} ({where}), {row['field']}: {change}{moved}"
    yield _reach_line(
        coverage_change(before.data, after.data, threshold_m=threshold_m, group=group),
        threshold_m=threshold_m,
        group=group,
    )


def write_csv(path: Path, before: store.Snapshot, after: store.Snapshot) -> None:
    """Write the changes as CSV, preceded by notes on what was compared.

    Raises
    ------
    SnapshotError
        If the file cannot be written.
    """
    notes = [
        ("Before", f"{before.id}, published {before.created:%Y-%m-%d %H:%M} UTC"),
        ("After", f"{after.id}, published {after.created:%Y-%m-%d %H:%M} UTC"),
        ("moved_m", "metres in a straight line"),
        *(("Source", f"{d.source} {d.reference_date}".strip()) for d in _centres(before, after)),
    ]
    try:
        path.write_bytes(to_csv(compare(before.data, after.data), notes, decimal_comma=False))
    except OSError as error:
        message = f"{path}: the file could not be written ({error.strerror})."
        raise SnapshotError(message, where=str(path)) from error


def _reach_line(change: pd.DataFrame, *, threshold_m: float, group: str) -> str:
    """Return a sentence: people out of reach in all areas, and how many areas changed."""
    sums = change.sum()
    sides = [_range(sums[f"out_low_{side}"], sums[f"out_high_{side}"]) for side in _SIDES]
    areas = int((change[["change_low", "change_high"]].abs() >= _SEEN).any(axis=1).sum())
    line = (
        f"People ({group}) further than {threshold_m:,.0f} m in a straight line: "
        f"{sides[0]} → {sides[1]}; changed in {areas:,} of {len(change):,} "
        f"{'wijken' if change.attrs['level'] == 'wijk' else 'municipalities'}."
    )
    if change.attrs["level"] != "wijk":
        line += " The wijken differ: part of the change may be their borders."
    if not change.attrs["same_people"]:
        line += " The people differ too: the change is not of the centres alone."
    return line


_SIDES = ("before", "after")
_SEEN = 0.5
"""People: a smaller change does not show in whole numbers."""


def _range(low: float, high: float) -> str:
    ends = dict.fromkeys(f"{end:,.0f}" for end in (low, high))
    return " to ".join(ends)


def _municipalities(snapshot: store.Snapshot) -> dict[str, str]:
    areas = snapshot.data.areas
    areas = areas[areas["level"] == Level.MUNICIPALITY]
    return dict(zip(areas["code"], areas["name"], strict=True))


def _centres(*snapshots: store.Snapshot) -> list[Dataset]:
    found = [d for s in snapshots for d in s.data.datasets if d.name == "centres"]
    return list(dict.fromkeys(found))

"""Documentation of a snapshot's tables that travels with them: keys, columns, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.snapshot.frames import FRAMES
from geodata.snapshot.model import PEOPLE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geodata.snapshot.model import Dataset

_MADE_FROM = {
    "units": ("units", "people"),
    "points": ("centres",),
    "whereabouts": ("centres", "services"),
    "support_points": ("division",),
    "records": ("centres",),
    "provenance": ("centres",),
    "doubts": ("centres",),
    "sectors": ("sectors", "people"),
    "unplaced": ("people",),
}
"""Frame → the datasets that fill it, where it is not the one of the same name."""

_GROUPS = {"all": "everyone", "65plus": "of 65 and over", "80plus": "of 80 and over"}


def sources(frame: str, datasets: Iterable[Dataset]) -> list[Dataset]:
    """Return the datasets that fill a frame."""
    names = _MADE_FROM.get(frame, (frame,))
    return [dataset for dataset in datasets if dataset.name in names]


def origin(frame: str, datasets: Iterable[Dataset]) -> str:
    """Return the sources of a frame, a line each: date, licence and attribution included."""
    lines = []
    for one in sources(frame, datasets):
        parts = (one.source, one.reference_date, one.licence, one.attribution, ", ".join(one.flags))
        lines.append(" · ".join(dict.fromkeys(filter(None, parts))))
    return "\n".join(dict.fromkeys(filter(None, lines)))


def meaning(frame: str) -> str:
    """Return what a row of a frame is, in English; empty for a frame without a declaration."""
    return FRAMES[frame].meaning if frame in FRAMES else ""


def columns(frame: str, table: pd.DataFrame) -> dict[str, str]:
    """Return column → what it holds, in English; columns that explain themselves are left out."""
    known = FRAMES[frame].columns if frame in FRAMES else {}
    described = {name: column.description for name, column in known.items() if column.description}
    people = [str(c) for c in table if str(c).startswith(PEOPLE_PREFIX)]
    groups = {c: c.removeprefix(PEOPLE_PREFIX) for c in people if frame == "units"}
    return {c: f"people: {_GROUPS.get(g, g)}" for c, g in groups.items()} | described


def key(frame: str, table: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns that together name a row; empty where there are none."""
    names = FRAMES[frame].key if frame in FRAMES else ()
    return names if set(names) <= set(table.columns) else ()

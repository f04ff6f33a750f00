"""Documentation of a snapshot's tables that travels with them: keys, columns, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.model import PEOPLE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geodata.model import Dataset

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

_KEYS = {"areas": ("level", "code")}
"""The key of a frame whose model does not declare one."""

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
    """Return what a row of a frame is, in English; empty for a frame without a model."""
    from geodata.schemas import MODELS

    doc = (MODELS[frame].__doc__ or "") if frame in MODELS else ""
    return " ".join(doc.strip().split("\n\n")[0].split())


def columns(frame: str, table: pd.DataFrame) -> dict[str, str]:
    """Return column → what it holds, in English; columns without a description are left out."""
    from geodata.schemas import MODELS

    documented = {}
    if frame in MODELS:
        schema = MODELS[frame].to_schema()
        documented = {str(n): c.description for n, c in schema.columns.items() if c.description}
    people = [str(c) for c in table if str(c).startswith(PEOPLE_PREFIX)]
    groups = {c: c.removeprefix(PEOPLE_PREFIX) for c in people if frame == "units"}
    return {c: f"people: {_GROUPS.get(g, g)}" for c, g in groups.items()} | documented


def key(frame: str, table: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns of the primary key; empty where there is none."""
    from geodata.schemas import MODELS

    if frame in _KEYS:
        return _KEYS[frame]
    if frame not in MODELS:
        return ()
    schema = MODELS[frame].to_schema()
    single = [str(n) for n, c in schema.columns.items() if c.unique]
    several = list(schema.unique or [])
    names = tuple(single[:1] or several)
    return names if set(names) <= set(table.columns) else ()

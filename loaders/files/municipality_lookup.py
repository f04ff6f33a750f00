"""Municipalities by NIS code or name, of today or from before the mergers, in users' tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.enums import Level
from geodata.errors import RowProblem
from geodata.places.text_folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    import pandas as pd

    from geodata.snapshot.model import SnapshotData


@dataclass(frozen=True)
class TableRow:
    """A figure of a municipality: ``now`` and ``old`` are the NIS codes that its cell may mean."""

    number: int
    cell: str
    now: str | None
    old: str | None
    value: int


@dataclass(frozen=True)
class Municipalities:
    """The municipalities of today and from before, by code and by name; see :func:`look_up`."""

    names: dict[str, str]
    old_names: dict[str, str]
    now: dict[str, str]
    old: dict[str, str]
    successor: dict[str, str]

    def find(self, cell: str) -> tuple[str | None, str | None]:
        """Return the NIS codes of today and from before that a code or name may mean."""
        key = cell if cell in self.names or cell in self.old_names else fold(cell)
        now, old = self.now.get(key), self.old.get(key)
        # Antwerpen is both: of today, and the part of it that merged with Borsbeek.
        return now, old if now is None or self.successor.get(old or "") == now else None

    def of_today(self, now: str | None, old: str | None) -> str:
        """Return the municipality of today that a found one is, or is part of."""
        return now or self.successor[old or ""]

    def combined(self, rows: Sequence[TableRow]) -> tuple[int, bool, list[tuple[TableRow, str]]]:
        """Return the figure of one municipality of today, and whether it is a sum of parts.

        Parameters
        ----------
        rows
            All rows that :meth:`of_today` gives that municipality; at least one.

        Returns
        -------
        value : int
        summed : bool
        problems : list
            Rows that do not go together, and what is there, such as ``Borsbeek once more``.
        """
        parts = [row for row in rows if not row.now]
        if not parts:
            again = [(row, _again(row, rows[0])) for row in rows[1:]]
            return rows[0].value, False, again
        whole = next((row for row in rows if not row.old), None)
        if whole:
            but = f"as well as {whole.cell}, of which it is part"
            return whole.value, False, [(row, f"{row.cell} {but}") for row in parts]
        first = {row.old: row for row in reversed(rows)}
        problems = [(r, _again(r, first[r.old])) for r in rows if r != first[r.old]]
        nis = self.of_today(parts[0].now, parts[0].old)
        lacking = [old for old, new in self.successor.items() if new == nis and old not in first]
        if lacking:
            missing = " and ".join(f"{self.old_names[old]} ({old})" for old in lacking)
            problems += [(row, f"{row.cell} without {missing}") for row in parts]
        return sum(row.value for row in rows), True, problems


def settled(
    rows: Sequence[TableRow], municipalities: Municipalities, *, column: str
) -> tuple[list[TableRow], bool, list[RowProblem]]:
    """Return the rows of one municipality that go together, and what is wrong with the others.

    Parameters
    ----------
    rows
        All rows of one municipality of today; at least one.
    municipalities
        What it was found in.
    column
        Header of the column that has it, for the problems.

    Returns
    -------
    good : list
        Their sum is the figure of the municipality; empty if nothing can be used.
    summed : bool
        Whether they are the parts from before a merger.
    problems : list
    """
    good, summed, problems = list(rows), False, []
    while good:
        _, summed, wrong = municipalities.combined(good)
        if not wrong:
            break
        problems += [problem(row, got, municipalities, column=column) for row, got in wrong]
        refused = [row for row, _ in wrong]
        good = [row for row in good if row not in refused]
    return good, summed, problems


def municipalities_in(data: SnapshotData) -> gpd.GeoDataFrame:
    """Return the municipalities of a snapshot: ``code``, ``name``, ``name_fr`` and polygons."""
    return data.areas[data.areas["level"] == Level.MUNICIPALITY].reset_index(drop=True)


def look_up(
    municipalities: pd.DataFrame, mergers: pd.DataFrame, aliases: pd.DataFrame
) -> Municipalities:
    """Return the municipalities that a table can tell.

    Parameters
    ----------
    municipalities
        ``code``, ``name`` and ``name_fr`` of those of today.
    mergers
        ``old_nis``, ``old_name`` and ``new_nis``.
    aliases
        ``alias``, ``name`` and ``nis``: other names, of municipalities and of places in them.
    """
    merged = mergers[mergers["new_nis"].isin(municipalities["code"])]
    dutch = list(zip(municipalities["code"], municipalities["name"], strict=True))
    french = municipalities.dropna(subset="name_fr")
    old = list(zip(merged["old_nis"], merged["old_name"], strict=True))
    other = [
        (nis, alias)
        for alias, name, nis in aliases[["alias", "name", "nis"]].itertuples(index=False)
        if (nis, name) in dutch
    ]
    return Municipalities(
        names=dict(dutch),
        old_names=dict(old),
        now=_codes([*dutch, *zip(french["code"], french["name_fr"], strict=True), *other]),
        old=_codes(old),
        successor=dict(zip(merged["old_nis"], merged["new_nis"], strict=True)),
    )


def problem(row: TableRow, got: str, municipalities: Municipalities, *, column: str) -> RowProblem:
    """Return what :meth:`Municipalities.combined` found wrong with a row."""
    nis = municipalities.of_today(row.now, row.old)
    name = municipalities.names[nis]
    if row.now:
        expected, action = f"one row of {name} ({nis})", "Remove the row that is not right."
    else:
        expected = f"one row of {name} ({nis}), of which it is part now, or all of its parts"
        action = f"Give the figure of {name}, or of every part of it."
    return RowProblem(row.number, column, got, expected, action)


def _codes(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return codes by themselves, and by each folded name that only one of them has."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, name in pairs:
        found[code].add(code)
        found[fold(name)].add(code)
    return {key: next(iter(codes)) for key, codes in found.items() if len(codes) == 1}


def _again(row: TableRow, earlier: TableRow) -> str:
    return f"{row.cell} once more, as in row {earlier.number}"

"""The coordinator's own division: support points, and the municipalities that each serves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from geodata.enums import Level
from geodata.errors import BadValueError, MissingColumnError, RowProblem, RowsError
from geodata.reach.nearest import nearest_division
from loaders.builtin.snapshot import facts, with_inner_points
from loaders.files.municipality_lookup import look_up
from loaders.files.user_tables import find_columns, read_table, require_source
from loaders.imports.support_points import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd

    from geodata.model import Dataset, SnapshotData
    from loaders.files.municipality_lookup import Municipalities

COLUMNS = {
    "nis": ("nis", "nis code", "niscode", "refnis", "code ins", "ins", "gemeentecode"),
    "municipality": ("gemeente", "gemeentenaam", "commune", "municipality"),
    "rop": (
        *("rop", "ondersteuningspunt", "regionaal ondersteuningspunt", "rop-gebied"),
        *("point d'appui", "point d'appui régional", "support point"),
    ),
}
"""Our name of each column → the headers it may have: Dutch, French or English."""

_TOLD = 30
"""Municipalities that an error names; of more it gives the number."""


def import_division(
    support_points: gpd.GeoDataFrame,
    table: Path | None,
    *,
    base: SnapshotData,
    dataset: Dataset,
    leave_unassigned: bool = False,
) -> SnapshotData:
    """Return the base snapshot with the coordinator's support points and division.

    Parameters
    ----------
    support_points
        What :func:`loaders.imports.support_points.read_support_points` returns.
    table
        Municipality → support point (:func:`read_division`). Without it, each municipality goes
        to the support point nearest to its inner point in a straight line, marked as computed.
    base
        The snapshot to start from.
    dataset
        Source, day, licence and attribution; the other fields are filled in here.
    leave_unassigned
        Accept that municipalities stand in no area.

    Raises
    ------
    InputError
        As :func:`read_division`; also if the source is empty.
    """
    require_source(dataset.source, of="division")
    areas = base.areas[base.areas["level"] == Level.MUNICIPALITY].reset_index(drop=True)
    note = "The division of the table supplied."
    if table is None:
        municipalities = with_inner_points(areas, facts("municipalities"))
        division = nearest_division(support_points, municipalities)
        note = "Each municipality with the nearest support point in a straight line."
    else:
        division = read_division(
            table,
            support_points=support_points,
            municipalities=areas,
            complete=not leave_unassigned,
        )
    left = len(areas) - len(division)
    if left:
        note += f" {left:,} of {len(areas):,} municipalities are in no area."
    dataset = replace(
        dataset,
        name="division",
        rows=len(division),
        flags=("incomplete",) if left else (),
        note=note,
    )
    return replace(
        base,
        support_points=support_points,
        division=division,
        datasets=base.datasets_with(dataset),
    )


def read_division(
    path: Path,
    *,
    support_points: pd.DataFrame,
    municipalities: pd.DataFrame,
    complete: bool = True,
) -> pd.DataFrame:
    """Read which support point serves which municipality.

    Parameters
    ----------
    path
        CSV or XLSX: the NIS code or the Dutch or French name of a municipality, and the id or name
        of a support point; where not ``complete``, the latter may be empty.
    support_points
        ``id`` and ``name``. One that serves no municipality is legal: an empty area.
    municipalities
        ``code``, ``name`` and ``name_fr`` of those of today.
    complete
        Whether every municipality must be there; one that is not stands in no row.

    Returns
    -------
    pandas.DataFrame
        ``geodata.schemas.Division``, none ``computed``, by NIS code.

    Raises
    ------
    UnreadableFileError, MissingColumnError
        If it is no such table.
    RowsError
        With every row that cannot be used.
    BadValueError
        With the municipalities that are not there.
    """
    frame = read_table(path)
    headers = find_columns(frame, COLUMNS, required=["rop"], where=path.name)
    if headers.keys().isdisjoint({"nis", "municipality"}):
        raise MissingColumnError(
            where=path.name,
            expected=f"one column {' or '.join(COLUMNS['nis'] + COLUMNS['municipality'])}",
            got=", ".join(map(str, frame.columns[:12])),
            action="Name it in the first row.",
        )
    none = pd.Series("", frame.index, dtype="str")
    cells = pd.DataFrame({n: frame[headers[n]] if n in headers else none for n in COLUMNS})
    reading = _Reading(
        headers, look_up(municipalities, facts("municipal_mergers")), _names_of(support_points)
    )
    for row in cells.itertuples(name=None):
        reading.read(*row, complete=complete)
    if reading.problems:
        raise RowsError(where=path.name, rows=reading.problems)
    assigned = {nis: rop for nis, (_, rop) in reading.rows.items() if rop}
    if complete:
        _require_all(municipalities, assigned, where=path.name)
    division = pd.DataFrame(sorted(assigned.items()), columns=["municipality", "rop"], dtype="str")
    return division.assign(computed=False)


@dataclass(frozen=True)
class _Reading:
    """The rows of a division so far: NIS → number of the row and id of the support point."""

    headers: Mapping[str, str]
    known: Municipalities
    support_points: Mapping[str, str]
    rows: dict[str, tuple[int, str]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)

    def read(self, row: int, nis: str, name: str, rop: str, *, complete: bool) -> None:
        """Read one row, or note what is wrong with it."""
        found = self._municipality(row, nis, name)
        ident = self.support_points.get(slug(rop), "")
        if not ident and (rop or complete):
            self._refuse(
                row,
                "rop",
                rop,
                f"one of {', '.join(sorted(set(self.support_points.values())))}",
                "Give the id or name of a support point"
                + (", or leave municipalities unassigned (--leave-unassigned)." * (not rop) or "."),
            )
        if found in self.rows:
            before, other = self.rows[found]
            got = f"{self.known.names[found]} once more, as in row {before}"
            action = f"Remove row {before} or {row}."
            if other != ident:
                got += f" but there with {other or 'none'}, here with {ident or rop or 'none'}"
                action = f"Find out which is right, and remove row {before} or {row}."
            self._refuse(row, self._told_by(nis), got, "each municipality in one area", action)
        elif found:
            self.rows[found] = (row, ident)

    def _municipality(self, row: int, nis: str, name: str) -> str:
        """Return the NIS code of a row; empty, with a problem, where it is none of today."""
        column, cell = self._told_by(nis), nis or name
        now, old = self.known.find(cell) if cell else (None, None)
        expected = "a municipality of Flanders or Brussels"
        if not now:
            action = "Give its NIS code, or its Dutch or French name."
            if old:
                new = self.known.successor[old]
                expected = "a municipality of today"
                action = f"It is part of {self.known.names[new]} ({new}) now: give that."
            self._refuse(row, column, cell, expected, action)
            return ""
        other = self.known.find(name)[0] if nis and name else None
        if other and other != now:
            got = f"{nis}, which is {self.known.names[now]}, beside {name}"
            self._refuse(row, column, got, "the code and name of one municipality", "Correct one.")
            return ""
        return now

    def _told_by(self, nis: str) -> str:
        return "nis" if nis or "municipality" not in self.headers else "municipality"

    def _refuse(self, row: int, column: str, got: str, expected: str, action: str) -> None:
        got = got or "an empty cell"
        self.problems.append(RowProblem(int(row), self.headers[column], got, expected, action))


def _names_of(support_points: pd.DataFrame) -> dict[str, str]:
    """Return ids by id, and by each name that only one support point has."""
    names = support_points["name"].map(slug)
    once = ~names.duplicated(keep=False)
    by_name = dict(zip(names[once], support_points.loc[once, "id"], strict=True))
    return by_name | {ident: ident for ident in support_points["id"]}


def _require_all(municipalities: pd.DataFrame, assigned: Iterable[str], *, where: str) -> None:
    left = municipalities[~municipalities["code"].isin(list(assigned))].sort_values("code")
    if left.empty:
        return
    named = [f"{name} ({code})" for code, name in zip(left["code"], left["name"], strict=True)]
    more = f" and {len(named) - _TOLD:,} more" if len(named) > _TOLD else ""
    raise BadValueError(
        where=where,
        expected=f"each of the {len(municipalities):,} municipalities in one area",
        got=f"{len(named):,} in none: {', '.join(named[:_TOLD])}{more}",
        action="Add them, or leave them unassigned (--leave-unassigned).",
    )

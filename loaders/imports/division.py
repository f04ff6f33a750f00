"""The coordinator's own division: the municipalities that each support point serves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from geodata.errors import BadValueError
from loaders.builtin.snapshot import facts
from loaders.builtin.wallonia import is_walloon
from loaders.files.headers import columns
from loaders.files.municipality_lookup import look_up, municipalities_in
from loaders.imports.file_kind import FileKind, Option, Reading, example_file
from loaders.imports.support_points import slug, with_division

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from geodata.snapshot.model import SnapshotData
    from loaders.files.municipality_lookup import Municipalities
    from loaders.files.table import Table
    from loaders.imports.file_kind import ImportOptions, Source

COLUMNS = columns("nis", "municipality", "rop")

_MOST_NAMED = 30
"""Municipalities that an error names; of more it gives the number."""


def read_division(table: Table, data: SnapshotData, options: ImportOptions) -> Reading:
    """Read which support point serves which municipality.

    A row has the NIS code or the Dutch or French name of a municipality, and the id or name of a
    support point. A support point that serves no municipality is legal: an empty area.

    Parameters
    ----------
    table
        Unless the division must be complete, the support point of a row may be empty.
    data
        The snapshot whose municipalities, and perhaps support points, they are.
    options
        The support points, and whether every municipality must be there.

    Returns
    -------
    Reading
        ``rows``: ``schemas.Division``, none ``computed``, by NIS code.
    """
    points = support_points_for(data, options)
    municipalities = municipalities_in(data)
    known = look_up(municipalities, facts("municipal_mergers"), facts("place_aliases"))
    reading = _Assignments(table, known, _ids_by_name(points))
    for row in table.cells[list(COLUMNS)].itertuples(name=None):
        reading.add(*row, complete=options.complete)
    wrong = table.wrong_rows
    good = {nis: rop for nis, (row, rop) in reading.rows.items() if row not in wrong}
    assigned = {nis: rop for nis, rop in good.items() if rop}
    division = pd.DataFrame(sorted(assigned.items()), columns=["municipality", "rop"], dtype="str")
    left = municipalities.loc[~municipalities["code"].isin(list(assigned)), "name"]
    return Reading(
        rows=division.assign(computed=False),
        problems=tuple(table.problems),
        count=len(good),
        unassigned=tuple(sorted(left)),
        elsewhere=len(reading.elsewhere),
    )


def import_division(
    reading: Reading, base: SnapshotData, source: Source, options: ImportOptions
) -> SnapshotData:
    """Return the base snapshot with a division, and with the support points that it is of.

    Raises
    ------
    BadValueError
        With the municipalities that are not there, if it must be complete.
    """
    if options.complete:
        _require_all(municipalities_in(base), reading.rows["municipality"], where=source.title)
    points = support_points_for(base, options)
    made_up = bool(points["example"].any())
    return with_division(
        base,
        points,
        reading.rows,
        source,
        note="The division of the table supplied.",
        example=made_up,
    )


def support_points_for(data: SnapshotData, options: ImportOptions) -> gpd.GeoDataFrame:
    """Return the support points of the options, or those of the snapshot."""
    return data.support_points if options.support_points is None else options.support_points


@dataclass(frozen=True)
class _Assignments:
    """The rows of a division so far: NIS → number of the row and id of the support point."""

    table: Table
    known: Municipalities
    support_points: Mapping[str, str]
    rows: dict[str, tuple[int, str]] = field(default_factory=dict)
    elsewhere: list[int] = field(default_factory=list)

    def add(self, row: int, nis: str, name: str, rop: str, *, complete: bool) -> None:
        """Add one row, or note what is wrong with it."""
        found = self._municipality(row, nis, name)
        if row in self.elsewhere:
            return
        ident = self.support_points.get(slug(rop), "")
        if not ident and (rop or complete):
            self.table.refuse_row(
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
            self.table.refuse_row(
                row, self._column(nis), got, "each municipality in one area", action
            )
        elif found:
            self.rows[found] = (row, ident)

    def _municipality(self, row: int, nis: str, name: str) -> str:
        """Return the NIS code of a row; empty, with a problem, where it is none of today."""
        column, cell = self._column(nis), nis or name
        if is_walloon(nis) or (not self.known.find(name)[0] and is_walloon(name)):
            self.elsewhere.append(row)
            return ""
        now, old = self.known.find(cell) if cell else (None, None)
        expected = "a municipality of Flanders or Brussels"
        if not now:
            action = "Give its NIS code, or its Dutch or French name."
            if old:
                new = self.known.successor[old]
                expected = "a municipality of today"
                action = f"It is part of {self.known.names[new]} ({new}) now: give that."
            self.table.refuse_row(row, column, cell, expected, action)
            return ""
        other = self.known.find(name)[0] if nis and name else None
        if other and other != now:
            got = f"{nis}, which is {self.known.names[now]}, not {name}"
            self.table.refuse_row(
                row, column, got, "the code and name of one municipality", "Correct one."
            )
            return ""
        return now

    def _column(self, nis: str) -> str:
        return "nis" if nis or "municipality" not in self.table.headers else "municipality"


def _ids_by_name(support_points: pd.DataFrame) -> dict[str, str]:
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
    more = f" and {len(named) - _MOST_NAMED:,} more" if len(named) > _MOST_NAMED else ""
    raise BadValueError(
        where=where,
        expected=f"each of the {len(municipalities):,} municipalities in one area",
        got=f"{len(named):,} in none: {', '.join(named[:_MOST_NAMED])}{more}",
        action="Add them, or leave them unassigned (--leave-unassigned).",
    )


DIVISION = FileKind(
    code="division",
    columns=COLUMNS,
    required=(("rop",), ("nis", "municipality")),
    reader=read_division,
    importer=import_division,
    template=example_file("division.csv"),
    options=frozenset({Option.SUPPORT_POINTS}),
    command=("import-division", "--points", "{points}", "--table"),
)

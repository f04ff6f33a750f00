"""People from a file of one's own: Statbel's as it is, or a table per municipality or wijk."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geodata.demand.apportionment import share_over_units
from geodata.enums import Level
from geodata.errors import BadValueError, InputError, MissingColumnError, RowProblem, RowsError
from geodata.model import PEOPLE_PREFIX, Dataset
from loaders.builtin.snapshot import facts
from loaders.files.municipality_lookup import TableRow, look_up, problem
from loaders.files.safe_open import open_text
from loaders.files.user_tables import find_columns, read_table, require_source
from loaders.imports.projections import COLUMNS as OF_MUNICIPALITIES
from loaders.sources.statbel_population import WALLONIA, read_population

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geodata.model import SnapshotData
    from loaders.files.municipality_lookup import Municipalities

COLUMNS = {
    "code": ("wijkcode", "wijk", "code wijk", "code quartier", "quartier", "neighbourhood code"),
    "nis": OF_MUNICIPALITIES["nis"],
    "municipality": ("gemeente", "gemeentenaam", "commune", "municipality"),
    "people_all": (
        *("inwoners", "bevolking", "aantal inwoners", "totaal", "alle leeftijden"),
        *("population", "habitants", "total", "inhabitants", "people", "people_all"),
    ),
    "people_65plus": (
        *("65+", "65plus", "65-plussers", "65 jaar en ouder", "65 ans et plus"),
        *("65 and over", "people_65plus"),
    ),
    "people_80plus": (
        *("80+", "80plus", "80-plussers", "80 jaar en ouder", "80 ans et plus"),
        *("80 and over", "people_80plus"),
    ),
}
"""Our name → the headers under which a table may have it."""

GROUPS = ("people_all", "people_65plus", "people_80plus")

_PEOPLE = re.compile(r"0|[1-9]\d{0,8}|[1-9]\d{0,2}(?P<by>[.,\s'’])\d{3}(?:(?P=by)\d{3})?")
_WHOLE = ("whole people, 0 or more", "Correct the cell, or remove the row.")
_NESTED = ("80+ ≤ 65+ ≤ all", "Correct the figures of this row.")
_TOWN = (
    "a municipality of Flanders or Brussels",
    "Give its NIS code; remove rows of totals, provinces and regions.",
)
_WIJK = ("the code of a wijk that is loaded", "Give the code as it stands in the download.")


@dataclass(frozen=True)
class People:
    """What a file says.

    Attributes
    ----------
    people
        ``people_all``, ``people_65plus`` and ``people_80plus`` (whole); index: the code of a wijk,
        or the NIS code of a municipality of today.
    by_wijk
        Which of the two.
    merged
        Municipalities of today that the table has in the parts of before their merger.
    outside
        Rows of Wallonia, left out; in Statbel's file, people.
    year
        Of Statbel's file: on 1 January of it; 0 if the file does not tell.
    """

    people: pd.DataFrame
    by_wijk: bool
    merged: tuple[str, ...] = ()
    outside: int = 0
    year: int = 0


def import_population(path: Path, *, base: SnapshotData, dataset: Dataset) -> SnapshotData:
    """Return the base snapshot with the people of a file in place of those that it had.

    Figures per municipality are estimated over its wijken, by number of statistical sectors; those
    per wijk are taken as they are. What the file does not have stays.

    Parameters
    ----------
    path
        See :func:`read_people`.
    base
        The snapshot to start from.
    dataset
        Source (publisher and title), day, licence and attribution; the rest is filled in here.

    Raises
    ------
    InputError
        As :func:`read_people`; also if the source is empty.
    """
    require_source(dataset.source, of="figures")
    found = read_people(path, data=base)
    if found.year and not dataset.reference_date:
        dataset = replace(dataset, reference_date=f"{found.year}-01-01")
    units = base.units
    column = units["code"] if found.by_wijk else units["municipality"]
    mine = column.isin(found.people.index)
    if found.by_wijk:
        figures = found.people.loc[units.loc[mine, "code"]]
    else:
        municipal = found.people.rename_axis("nis").reset_index()
        figures = share_over_units(pd.DataFrame(units[mine]), municipal)
    filled = with_figures(units, figures, estimated=not found.by_wijk)
    note = "Per wijk as the file has it." if found.by_wijk else "Estimated from municipalities."
    if found.merged:
        note += f" Sums of the parts before their merger: {', '.join(found.merged)}."
    told = people_dataset(
        base, filled, dataset, whole=bool(mine.all()), estimated=not found.by_wijk, note=note
    )
    others = (told if d.name == "people" else d for d in base.datasets)
    data = replace(base, units=filled, datasets=tuple(others))
    return without_sectors(data, units.loc[mine, "municipality"])


def without_sectors(data: SnapshotData, municipalities: pd.Series[str]) -> SnapshotData:
    """Return data without the sectors of municipalities whose people are not those of sectors."""
    of_sectors = data.sectors["municipality"].isin(municipalities)
    nowhere = data.unplaced["municipality"].isin(municipalities)
    sectors = gpd.GeoDataFrame(data.sectors[~of_sectors].reset_index(drop=True))
    told = (replace(d, rows=len(sectors)) if d.name == "sectors" else d for d in data.datasets)
    return replace(
        data,
        sectors=sectors,
        unplaced=data.unplaced[~nowhere].reset_index(drop=True),
        datasets=tuple(d for d in told if d.name != "sectors" or d.rows),
    )


def with_figures(
    units: gpd.GeoDataFrame, figures: pd.DataFrame, *, estimated: bool
) -> gpd.GeoDataFrame:
    """Return units with other people; groups that the figures do not have become unknown there.

    Parameters
    ----------
    units
        ``geodata.schemas.Units``.
    figures
        Groups of people as columns, by the code of some of the units.
    estimated
        Whether they are estimates.
    """
    mine = units["code"].isin(figures.index)
    codes = units.loc[mine, "code"]
    filled = units.copy()
    for column in [str(c) for c in units if str(c).startswith(PEOPLE_PREFIX)]:
        values = figures[column].reindex(codes) if column in figures else None
        people = filled[column].astype("Int64")
        people[mine] = pd.NA if values is None else values.astype("Int64").array
        filled[column] = people
    filled["estimated"] = units["estimated"].mask(mine, estimated).astype(bool)
    return gpd.GeoDataFrame(filled)


def people_dataset(  # noqa: PLR0913  (each by its name)
    base: SnapshotData,
    units: pd.DataFrame,
    dataset: Dataset,
    *,
    whole: bool,
    estimated: bool,
    note: str,
) -> Dataset:
    """Return where the people of the units come from, old ones and new ones.

    Parameters
    ----------
    base
        The snapshot before.
    units
        With the new people.
    dataset
        Source, day, licence and attribution of the new ones.
    whole, estimated
        Whether all people are new, and whether the new ones are estimates.
    note
        How the new ones were made.
    """
    told = dataset if whole else joined(base.dataset("people"), dataset)
    old = base.dataset("people")
    return replace(
        told,
        name="people",
        rows=int(units["people_all"].sum()),
        flags=tuple(dict.fromkeys((*old.flags * (not whole), *("estimated",) * estimated))),
        note=note if whole else f"{old.note} Some anew: {note}",
    )


def joined(old: Dataset, new: Dataset) -> Dataset:
    """Return a dataset of which a part is old and a part new."""
    fresh = f"{new.reference_date} ({new.source})" if new.reference_date else ""
    pairs = ((old.source, new.source), (old.licence, new.licence))
    sources, licences = ("; ".join(dict.fromkeys(filter(None, pair))) for pair in pairs)
    credits_ = "; ".join(dict.fromkeys(filter(None, (old.attribution, new.attribution))))
    return replace(
        old,
        source=sources,
        reference_date=", ".join(filter(None, (old.reference_date, fresh))),
        licence=licences,
        attribution=credits_,
    )


def read_people(path: Path, *, data: SnapshotData) -> People:
    """Read people: all, 65+ and 80+, per municipality or per wijk.

    Parameters
    ----------
    path
        Statbel's ``TF_SOC_POP_STRUCT`` (zip or txt), or a table (CSV, XLSX) with a row a
        municipality (NIS code or name, of today, or every part of before its merger) or a row a
        wijk (its code). Rows of Wallonia are left out.
    data
        The snapshot whose wijken and municipalities they are.

    Raises
    ------
    UnreadableFileError, MissingColumnError, UnknownCodeError
        If it is no such file; Statbel's must have every municipality.
    RowsError
        With every row that cannot be used.
    """
    towns = data.areas[data.areas["level"] == Level.MUNICIPALITY]
    if is_statbel(path):
        read = read_population(
            path, mergers=facts("municipal_mergers"), municipalities=towns["code"]
        )
        people = read.municipal.set_index("nis")[list(GROUPS)]
        return People(people, by_wijk=False, outside=read.outside, year=read.year)
    frame = read_table(path)
    columns = find_columns(frame, COLUMNS, required=GROUPS, where=path.name)
    if columns.keys().isdisjoint({"code", "nis", "municipality"}):
        raise MissingColumnError(
            where=path.name,
            expected=f"one column {' or '.join(COLUMNS['nis'] + COLUMNS['code'])}",
            got=", ".join(map(str, frame.columns[:12])),
            action="Name it in the first row.",
        )
    if "code" in columns:
        return _by_wijk(frame, columns, data.units["code"], where=path.name)
    return _by_municipality(
        frame, columns, look_up(towns, facts("municipal_mergers")), where=path.name
    )


def is_statbel(path: Path) -> bool:
    """Tell whether a file is Statbel's population by municipality and age."""
    if path.suffix.lower() not in {".zip", ".txt"}:
        return False
    try:
        with open_text(path) as stream:
            return b"MS_POPULATION" in stream.readline(2_000)
    except InputError:
        return path.suffix.lower() == ".zip"  # its reader tells what is wrong


def _by_wijk(
    frame: pd.DataFrame, columns: Mapping[str, str], known: pd.Series[str], *, where: str
) -> People:
    codes = set(known)
    header = columns["code"]
    rows: dict[str, list[int]] = {}
    problems: list[RowProblem] = []
    for number, cell, counts in _cells(frame, columns, header):
        wrong = _wrong(number, counts, columns)
        if cell not in codes:
            wrong.append(RowProblem(number, header, repr(cell), *_WIJK))
        elif cell in rows:
            again = (f"{cell} once more", "each wijk once", "Remove one of the two.")
            wrong.append(RowProblem(number, header, *again))
        problems += wrong
        rows.setdefault(cell, [] if wrong else [_count(text) for text in counts])
    if problems:
        raise RowsError(where=where, rows=problems)
    return People(_frame(rows), by_wijk=True)


def _by_municipality(
    frame: pd.DataFrame, columns: Mapping[str, str], known: Municipalities, *, where: str
) -> People:
    header = columns.get("nis", columns.get("municipality", ""))
    rows: dict[str, list[tuple[TableRow, list[int]]]] = defaultdict(list)
    problems: list[RowProblem] = []
    outside = 0
    for number, cell, counts in _cells(frame, columns, header):
        if WALLONIA.fullmatch(cell):
            outside += 1
            continue
        now, old = known.find(cell)
        wrong = _wrong(number, counts, columns)
        if not (now or old):
            wrong.append(RowProblem(number, header, repr(cell), *_TOWN))
        problems += wrong
        if not wrong:
            told = [_count(text) for text in counts]
            rows[known.of_today(now, old)].append((TableRow(number, cell, now, old, told[0]), told))
    people, merged = {}, set()
    for nis, pairs in rows.items():
        told_rows = [row for row, _ in pairs]
        _, summed, wrong_rows = known.combined(told_rows)
        problems += [problem(row, got, known, column=header) for row, got in wrong_rows]
        people[nis] = [sum(of) for of in zip(*(told for _, told in pairs), strict=True)]
        merged |= {known.names[nis]} if summed else set()
    if problems:
        raise RowsError(where=where, rows=problems)
    if not people:
        raise BadValueError(
            where=where,
            expected="municipalities of Flanders or Brussels",
            got="Wallonia only",
            action="Choose another table.",
        )
    return People(_frame(people), by_wijk=False, merged=tuple(sorted(merged)), outside=outside)


def _cells(
    frame: pd.DataFrame, columns: Mapping[str, str], header: str
) -> list[tuple[int, str, list[str]]]:
    """Return of each row its number, who it is about, and its three figures."""
    about = frame[header]
    if "nis" in columns and "municipality" in columns and header == columns["nis"]:
        about = about.where(about != "", frame[columns["municipality"]])
    counts = frame[[columns[group] for group in GROUPS]].to_numpy().tolist()
    return list(zip(map(int, frame.index), about, counts, strict=True))


def _wrong(number: int, counts: list[str], columns: Mapping[str, str]) -> list[RowProblem]:
    wrong = [
        RowProblem(number, columns[group], repr(text) if text else "an empty cell", *_WHOLE)
        for group, text in zip(GROUPS, counts, strict=True)
        if not _PEOPLE.fullmatch(text)
    ]
    if not wrong:
        everyone, over_65, over_80 = map(_count, counts)
        if not over_80 <= over_65 <= everyone:
            header = columns["people_65plus" if over_65 > everyone else "people_80plus"]
            wrong = [RowProblem(number, header, " / ".join(counts), *_NESTED)]
    return wrong


def _count(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _frame(rows: Mapping[str, list[int]]) -> pd.DataFrame:
    index = pd.Index(list(rows), name="code")
    return pd.DataFrame(list(rows.values()), index=index, columns=list(GROUPS), dtype="int64")

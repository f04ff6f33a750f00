"""What sources say about centres: one row per address, as the source has it.

Every source delivers its centres as such records; :mod:`geodata.linkage.matches` finds which of
them are one and the same address, :mod:`geodata.linkage.merged_list` makes one list of them.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING

from geodata.enums import Activity, PointKind, Precision, Status, Wheelchair
from geodata.errors import (
    BadValueError,
    DuplicateCodeError,
    MissingColumnError,
    UnknownCodeError,
)
from geodata.snapshot.frames import RECORD, empty

if TYPE_CHECKING:
    from enum import StrEnum

    import pandas as pd

COLUMNS = tuple(RECORD)
"""The columns of records: text, missing where not known, but for :data:`NUMBERS`."""

NUMBERS = tuple(name for name, column in RECORD.items() if column.kind == "float64")
TEXTS = tuple(name for name in COLUMNS if name not in NUMBERS)

_CODES: dict[str, type[StrEnum]] = {
    "status": Status,
    "kind": PointKind,
    "wheelchair": Wheelchair,
    "precision": Precision,
}
_RANGES = {
    n: (c.least, c.most if c.most is not None else math.inf)
    for n, c in RECORD.items()
    if c.least is not None
}
_MAY_LACK = "within_m"
"""The column that a source without it need not deliver."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEARBY = "metres, for a position that is nearby"
_ACTION = "Correct what reads this source."


def empty_records() -> pd.DataFrame:
    """Return no records, in the columns of :data:`COLUMNS`.

    >>> empty_records().dtypes[["record_id", "lat"]].astype(str).to_dict()
    {'record_id': 'str', 'lat': 'float64'}
    """
    return empty(RECORD)


def check_records(records: pd.DataFrame) -> pd.DataFrame:
    """Check records of any number of sources, and return them tidied.

    Parameters
    ----------
    records
        With the columns of :data:`COLUMNS`, in any order, ``within_m`` where it is known; others
        are dropped.

    Returns
    -------
    pandas.DataFrame
        The columns in order, text trimmed and missing where blank, ``kind`` and ``group`` filled
        (``main``, and the record itself), index 0, 1, 2, ….

    Raises
    ------
    MissingColumnError
        If a column is not there.
    DuplicateCodeError
        If a ``record_id`` occurs twice.
    UnknownCodeError
        If a ``group`` is no main record of the same source.
    BadValueError
        If any other value is not what its column holds.
    """
    if _MAY_LACK not in records:
        records = records.assign(**{_MAY_LACK: math.nan})
    missing = [column for column in COLUMNS if column not in records]
    if missing:
        raise MissingColumnError(
            where="records",
            expected=", ".join(missing),
            got=", ".join(map(str, records.columns)) or "none",
            action=_ACTION,
        )
    tidy = _tidy(records)
    _check_values(tidy)
    if (twice := tidy["record_id"].duplicated()).any():
        raise DuplicateCodeError(
            where="records, record_id",
            expected="each once",
            got=str(tidy.loc[twice, "record_id"].iloc[0]),
            action=_ACTION,
        )
    main = tidy.loc[tidy["group"] == tidy["record_id"]].set_index("record_id")["source"]
    lost = tidy["group"].map(main).astype("str") != tidy["source"]
    if lost.any():
        raise UnknownCodeError(
            where=f"records, {tidy.loc[lost, 'record_id'].iloc[0]}, group",
            expected="the record_id of a main address of the same source",
            got=str(tidy.loc[lost, "group"].iloc[0]),
            action=_ACTION,
        )
    return tidy


def _tidy(records: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    tidy: dict[str, pd.Series] = {}  # made a frame once: putting columns into one is slow
    for column in COLUMNS:
        values = records[column].reset_index(drop=True)
        if column in NUMBERS:
            try:
                tidy[column] = values.astype("float64")
            except (TypeError, ValueError) as error:
                raise _bad(column, "numbers", str(error)) from error
        else:
            text = values.astype("str").str.strip()
            tidy[column] = text.where(text != "")
    tidy["kind"] = tidy["kind"].fillna(str(PointKind.MAIN))
    tidy["group"] = tidy["group"].fillna(tidy["record_id"])
    return pd.DataFrame(tidy)


def _check_values(tidy: pd.DataFrame) -> None:
    """Raise on the first value that is not what its column holds."""
    checks: list[tuple[str, pd.Series[bool], str]] = [
        (column, tidy[column].isna(), "a value") for column in ("record_id", "source", "name")
    ]
    prefix = tidy["record_id"].fillna("").map(lambda text: text.partition(":")[0])
    own = prefix.astype("str") == tidy["source"]
    checks.append(("record_id", ~own, "<source>:<id at the source>"))
    for column, codes in _CODES.items():
        wrong = tidy[column].notna() & ~tidy[column].isin(list(codes))
        checks.append((column, wrong, f"one of {', '.join(codes)}"))
    one = "|".join(Activity)
    listed = tidy["activities"].str.fullmatch(rf"({one})(,({one}))*")
    wrong = tidy["activities"].notna() & ~listed.fillna(value=False).astype(bool)
    checks.append(("activities", wrong, f"a list of {', '.join(Activity)}"))
    for column, (low, high) in _RANGES.items():
        wrong = tidy[column].notna() & ~tidy[column].between(low, high)
        checks.append((column, wrong, f"{low:g} to {high:g}"))
    placed = tidy["lat"].notna()
    dated = tidy["checked_on"].fillna("2000-01-01").map(_is_day).astype(bool)
    checks += [
        ("lon", placed != tidy["lon"].notna(), "both lat and lon, or neither"),
        ("within_m", (tidy["precision"] == Precision.NEARBY) != tidy["within_m"].notna(), _NEARBY),
        ("precision", placed != tidy["precision"].notna(), "a precision, with lat and lon only"),
        ("checked_on", ~dated, "an ISO date"),
    ]
    for column, wrong, expected in checks:
        if wrong.any():
            row = tidy[wrong].iloc[0]
            raise _bad(column, expected, repr(row[column]), record_id=str(row["record_id"]))


def _is_day(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _bad(column: str, expected: str, got: str, *, record_id: str = "") -> BadValueError:
    where = ", ".join(part for part in ("records", record_id, column) if part)
    return BadValueError(where=where, expected=expected, got=got, action=_ACTION)

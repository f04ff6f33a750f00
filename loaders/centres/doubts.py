"""Where each field of a list of centres comes from, and what a person has to decide in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.enums import DoubtKind, Precision
from geodata.errors import SnapshotError
from geodata.linkage.conflicts import POSITION
from geodata.linkage.matches import Verdict
from geodata.snapshot.frames import FRAMES, empty_table
from loaders.centres.geocoding import GAZETTEER
from loaders.export.tables import to_csv
from loaders.files.table import Table, match_columns
from loaders.files.user_tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geodata.linkage.merged_list import Merged


_VERDICTS = {
    Verdict.SAME: ("same", "zelfde", "hetzelfde", "même"),
    Verdict.DIFFERENT: ("different", "verschillend", "ander", "différent"),
}
_DECISION_COLUMNS = {column: (column,) for column in ("kind", "record_a", "record_b", "verdict")}


def doubts_csv(doubts: pd.DataFrame) -> bytes:
    """Return the doubts of a snapshot as CSV; filling in ``verdict`` decides a pair."""
    return to_csv(doubts, [], decimal_comma=False)


def write_doubts(path: Path, doubts: pd.DataFrame) -> None:
    """Write the doubts of a snapshot as CSV.

    Raises
    ------
    SnapshotError
        If the file cannot be written.
    """
    try:
        path.write_bytes(doubts_csv(doubts))
    except OSError as error:
        message = f"{path}: the file could not be written ({error.strerror})."
        raise SnapshotError(message, where=str(path)) from error


def read_decisions(path: Path) -> pd.DataFrame:
    """Read the verdicts that a person filled in, in a table like that of :func:`doubts_csv`.

    Returns
    -------
    pandas.DataFrame
        ``record_a``, ``record_b`` and ``verdict`` (``same`` or ``different``); rows without a
        verdict are left out.

    Raises
    ------
    UnreadableFileError, MissingColumnError
        If it is no such table.
    RowsError
        If a verdict is another one, or is on something else than two records.
    """
    raw = read_table(path)
    required = [(name,) for name in ("record_a", "record_b", "verdict")]
    matched = match_columns(raw, _DECISION_COLUMNS, required=required)
    matched.require(raw, _DECISION_COLUMNS)
    table = Table(raw, _DECISION_COLUMNS, matched=matched)
    verdict = table.coded("verdict", _VERDICTS)
    given = table.cells["verdict"] != ""
    pair = table.cells["kind"].isin([DoubtKind.PAIR, DoubtKind.DECIDED, ""])
    table.refuse(
        given & (~pair | (table.cells["record_b"] == "")),
        "verdict",
        "a verdict on a pair of records",
        "Empty the cell: other rows are only there to look at.",
    )
    table.require_all_good()
    found = table.cells.loc[given, ["record_a", "record_b"]]
    return found.assign(verdict=verdict[given].astype("str")).reset_index(drop=True)


def provenance_of(merged: Merged, kept: pd.DataFrame, points: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the source of each field; of a position that no source has, what found it.

    Parameters
    ----------
    merged
        What was made of the records.
    kept
        The records, with ``located_by``.
    points
        The service points; those that are not nearby and have ``whereabouts`` are at their place.
    """
    fields = merged.provenance
    by = fields["record_id"].map(kept.set_index("record_id")["located_by"])
    found = (fields["field"] == POSITION) & by.notna()
    fields = fields.assign(source=fields["source"].mask(found, by))
    place = fields[fields["field"].isin(["place", "municipality"])].sort_values("field")
    place = place.drop_duplicates("point_id", keep="last")
    at_place = points["whereabouts"].notna() & (points["precision"] != Precision.NEARBY)
    vague = points.loc[at_place, "id"]
    fields = fields[(fields["field"] != POSITION) | ~fields["point_id"].isin(vague)]
    named = place[place["point_id"].isin(vague)].assign(field=POSITION, source=GAZETTEER)
    every = pd.concat([fields, named], ignore_index=True)
    return every.sort_values(["point_id", "field"], ignore_index=True)


def doubts_of(
    *,
    pairs: pd.DataFrame,
    merged: Merged,
    decided: pd.DataFrame,
    rows: pd.DataFrame,
    strayed: pd.DataFrame,
    points: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Return all that a person has to decide, and what one decided.

    Parameters
    ----------
    pairs
        Of :class:`geodata.linkage.matches.Links`.
    merged
        What was made of the records.
    decided
        ``record_a``, ``record_b`` and ``verdict``.
    rows
        All records; ``municipality`` is missing where it could not be found.
    strayed
        Those with a position that was not used.
    points
        The service points.
    """
    vague = points[points["whereabouts"].notna()]
    first = merged.provenance.drop_duplicates("point_id").set_index("point_id")["record_id"]
    spots = zip(strayed["lat"], strayed["lon"], strict=True)
    found = {
        DoubtKind.PAIR: pairs[pairs["verdict"] == Verdict.DOUBTFUL].drop(columns="verdict"),
        DoubtKind.CONFLICT: merged.conflicts,
        DoubtKind.STRAY: pd.DataFrame(
            {
                "record_a": strayed["record_id"].to_numpy(),
                "field": POSITION,
                "value_b": [f"{lat:.5f}, {lon:.5f}" for lat, lon in spots],
            }
        ),
        DoubtKind.VAGUE: pd.DataFrame(
            {
                "record_a": vague["id"].map(first),
                "field": POSITION,
                "value_b": vague["precision"],
            }
        ),
        DoubtKind.UNPLACED: rows.loc[rows["municipality"].isna(), ["record_id"]].set_axis(
            ["record_a"], axis=1
        ),
        DoubtKind.DECIDED: decided,
    }
    types = empty_table("doubts").dtypes
    frames = [
        frame.assign(kind=str(kind)).reindex(columns=list(FRAMES["doubts"].columns)).astype(types)
        for kind, frame in found.items()
    ]
    return _labelled(pd.concat(frames, ignore_index=True), rows, merged.members)


def _labelled(doubts: pd.DataFrame, rows: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return the doubts with the name and address of their records, and the point of the first."""
    parts = rows[["name", "street", "postcode", "place"]].itertuples(index=False)
    names = [", ".join(part for part in row if isinstance(part, str)) for row in parts]
    label = pd.Series(names, rows["record_id"].to_numpy(), dtype="str")
    point_of = members.set_index("record_id")["point_id"]
    pair = doubts["kind"].isin([DoubtKind.PAIR, DoubtKind.DECIDED])
    return doubts.assign(
        value_a=doubts["value_a"].fillna(doubts["record_a"].map(label)),
        value_b=doubts["value_b"].fillna(doubts["record_b"].map(label).where(pair)),
        point_id=doubts["point_id"].fillna(doubts["record_a"].map(point_of)),
    )

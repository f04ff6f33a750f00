"""The records of centres that a snapshot keeps, what their sources are, and what was decided."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.crs import WGS84
from geodata.enums import DoubtKind, Precision
from geodata.linkage.records import check_records
from geodata.snapshot.frames import empty_table
from loaders.centre_sources import BUILTIN, SourceInfo, source_infos

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.snapshot.model import SnapshotData


def records_of(data: SnapshotData) -> pd.DataFrame:
    """Return the records that the centres of a snapshot were made from (frame ``records``).

    Those of a snapshot without any are made from its centres, one for each point.
    """
    if not data.records.empty:
        return data.records
    centres = data.centres.set_index("id").reindex(data.points["centre_id"])
    points = data.points.reset_index(drop=True)
    degrees = points.geometry.to_crs(WGS84)
    exact = points["precision"].isin([Precision.ADDRESS, Precision.NEARBY])
    ids = _made_id(points["id"])
    main = ids.groupby(points["centre_id"]).transform("first")
    table = points.drop(columns=["geometry", "id", "centre_id", "whereabouts"]).assign(
        record_id=ids,
        source=BUILTIN,
        group=main,
        **{c: centres[c].to_numpy() for c in ("operator", "status", "checked_on")},
        name=points["site_name"].fillna(pd.Series(centres["name"].to_numpy(), points.index)),
        lat=degrees.y.where(exact),
        lon=degrees.x.where(exact),
        precision=points["precision"].where(exact),
        url=centres["source"].to_numpy(),
    )
    dataset = data.dataset("centres")
    origin = SourceInfo(
        dataset.source, dataset.reference_date, dataset.licence, dataset.attribution
    )
    kept = check_records(table).assign(**asdict(origin))
    point_ids = kept["record_id"].str.removeprefix(f"{BUILTIN}:")
    return kept.assign(point_id=point_ids, located_by=pd.Series(pd.NA, kept.index, dtype="str"))[
        list(empty_table("records").columns)
    ]


def _made_id(point_ids: pd.Series[str]) -> pd.Series[str]:
    """Return the ids of the records that are made from the points of a snapshot without records."""
    return BUILTIN + ":" + point_ids


def origins_of(kept: pd.DataFrame) -> dict[str, SourceInfo]:
    """Return the code of each source of these records → whom to name for it."""
    columns = list(SourceInfo.__dataclass_fields__)
    first = kept.drop_duplicates("source").set_index("source")[columns]
    text = [column for column in columns if column != "complete"]
    first[text] = first[text].astype("str").fillna("")
    rows = first.itertuples(name=None)
    return {code: SourceInfo(**dict(zip(columns, row, strict=True))) for code, *row in rows}


def all_records(
    data: SnapshotData, fresh: pd.DataFrame, origins: Mapping[str, SourceInfo], *, alone: bool
) -> pd.DataFrame:
    """Return the fresh records and the known ones of other sources, with what their sources are.

    Parameters
    ----------
    data
        A snapshot.
    fresh
        What :func:`geodata.linkage.records.check_records` returns.
    origins
        Code of a source → what it is, for those that
        :func:`loaders.centre_sources.source_infos` does not have.
    alone
        Leave out the records of other sources.

    Returns
    -------
    pandas.DataFrame
        Frame ``records`` of a snapshot, by ``record_id``.
    """
    known = source_infos() | dict(origins)
    sources = [asdict(known.get(code, SourceInfo(code))) for code in fresh["source"]]
    columns = list(SourceInfo.__dataclass_fields__)
    last = data.records.set_index("record_id").reindex(fresh["record_id"])
    found = (last["lat"].to_numpy() == fresh["lat"]) & (last["lon"].to_numpy() == fresh["lon"])
    fresh = fresh.join(pd.DataFrame(sources, fresh.index, columns=columns)).assign(
        located_by=pd.Series(last["located_by"].to_numpy(), fresh.index).where(found),
        point_id=pd.Series(pd.NA, fresh.index, dtype="str"),
    )
    before = empty_table("records") if alone else records_of(data)
    before = before[~before["source"].isin(fresh["source"])]
    kept = pd.concat([before, fresh[before.columns]], ignore_index=True)
    kept["complete"] = kept["complete"].astype(bool)
    if kept["complete"].any():
        kept = kept[kept["source"] != BUILTIN]
    return kept.sort_values("record_id", ignore_index=True)


def known_ids(data: SnapshotData) -> pd.DataFrame:
    """Return which point and centre each record of a snapshot became part of."""
    if data.records.empty:
        points = data.points["id"].reset_index(drop=True)
        known = pd.DataFrame({"record_id": _made_id(points), "point_id": points})
    else:
        known = data.records[["record_id", "point_id"]].dropna()
    centres = data.points.set_index("id")["centre_id"]
    return known.assign(centre_id=known["point_id"].map(centres))


def all_decisions(doubts: pd.DataFrame, fresh: pd.DataFrame | None) -> pd.DataFrame:
    """Return what a person decided before and now; now counts where both are on one pair."""
    columns = ["record_a", "record_b", "verdict"]
    before = doubts.loc[doubts["kind"] == DoubtKind.DECIDED, columns]
    if fresh is None:
        return before
    pairs = {frozenset(pair) for pair in zip(fresh["record_a"], fresh["record_b"], strict=True)}
    again = [
        frozenset(pair) in pairs
        for pair in zip(before["record_a"], before["record_b"], strict=True)
    ]
    return pd.concat([before[~np.array(again, dtype=bool)], fresh[columns]], ignore_index=True)

"""One list of centres from the records of many sources; every field keeps where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.enums import PointKind, Precision, Status
from geodata.linkage.conflicts import POSITION, conflicts_of
from geodata.linkage.name_similarity import other_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.linkage.matches import Links

CENTRE_FIELDS = ("name", "operator", "status")
ADDRESS_FIELDS = ("street", "postcode", "place", "municipality")
POINT_FIELDS = ("phone", "email", "website", "opening_hours", "wheelchair", "activities")
_ID = re.compile(r"[^0-9a-z]+")
_EXACT = {Precision.ADDRESS: 0, Precision.STREET: 1, Precision.NEARBY: 2}


@dataclass(frozen=True)
class Merged:
    """One list, and where it comes from.

    Attributes
    ----------
    centres
        ``id``, ``name``, ``operator``, ``status``, ``sources`` (codes, comma-separated, most
        trusted first) and ``checked_on`` (the latest day that one of them names).
    points
        ``id``, ``centre_id``, ``kind``, ``site_name``, address and contact, ``opening_hours``,
        ``wheelchair``, ``activities``, ``lat``, ``lon``, ``precision`` and ``within_m`` (WGS84;
        missing where no source has a position).
    provenance
        ``point_id``, ``field``, ``source``, ``record_id``, ``checked_on``: one row per field that
        has a value. Fields of the centre stand with its main site.
    conflicts
        ``point_id``, ``field`` (``name``, ``status``, ``phone``, ``street`` or ``position``),
        ``record_a`` and ``value_a`` (kept), ``record_b`` and ``value_b`` (not), ``distance_m``.
    members
        ``record_id``, ``point_id`` and ``centre_id`` of every record.
    """

    centres: pd.DataFrame
    points: pd.DataFrame
    provenance: pd.DataFrame
    conflicts: pd.DataFrame
    members: pd.DataFrame


def merge(
    records: pd.DataFrame,
    links: Links,
    *,
    trust: Sequence[str],
    known_ids: pd.DataFrame | None = None,
) -> Merged:
    """Make one list of linked records.

    Of every field the value of the most trusted source that has one is taken, of equally trusted
    ones the one checked last. Street, postcode and place are one address and come from one record;
    others at that door fill in what it lacks. A position comes from a record of that address, the
    most exact first. Which address is an antenne of which is as the most trusted record says.

    Parameters
    ----------
    records
        As :func:`geodata.linkage.records.check_records` returns them; ``municipality`` a NIS code.
    links
        From :func:`geodata.linkage.matches.link`.
    trust
        Codes of sources, most trusted first; ``list`` stands for every ``list-…`` too. Others come
        last, and contradict nothing.
    known_ids
        ``record_id``, ``point_id`` and ``centre_id`` of a list made before: they stay. A new id is
        made of the record_id of the most trusted record.

    Returns
    -------
    Merged
        In the order of the ids, whatever that of the records.
    """
    rows = _in_order(records, links, trust)
    first = rows.drop_duplicates("cluster").set_index("cluster")
    ids = _ids(rows, "cluster", known_ids, "point_id")
    root = _roots(rows, first)
    rows = rows.assign(point_id=rows["cluster"].map(ids), root=rows["cluster"].map(root))
    centre_of_root = _ids(rows, "root", known_ids, "centre_id", taken_by=ids)
    rows = rows.assign(centre_id=rows["root"].map(centre_of_root))
    main = rows["cluster"] == rows["root"]
    addresses = _addresses(rows)
    chosen = {
        **addresses,
        **{field: _first(rows, field) for field in POINT_FIELDS},
        "opening_hours": _hours(rows),
        POSITION: _positions(rows, addresses["street"]["row"]),
        **{field: _first(rows[main], field) for field in CENTRE_FIELDS},
    }
    return Merged(
        centres=_centres(rows, chosen),
        points=_points(rows, chosen, _first(rows, "name")["value"]),
        provenance=_provenance(chosen),
        conflicts=conflicts_of(rows, chosen, trusted=rows["rank"] < len(trust)),
        members=rows[["record_id", "point_id", "centre_id"]].sort_values(
            "record_id", ignore_index=True
        ),
    )


def _in_order(records: pd.DataFrame, links: Links, trust: Sequence[str]) -> pd.DataFrame:
    """Return the records, most trusted and latest first, each with its rank and cluster."""

    def rank(source: str) -> int:
        fits = (i for i, t in enumerate(trust) if source == t or source.startswith(f"{t}-"))
        return next(fits, len(trust))

    rows = records.assign(
        rank=records["source"].map(rank),
        cluster=records["record_id"].map(links.clusters),
        status=records["status"].where(records["status"] != Status.UNKNOWN),
    )
    # in days, the latest first; without a date last
    age = -pd.to_datetime(rows["checked_on"]).astype("datetime64[s]").astype("int64")
    rows["age"] = age.where(rows["checked_on"].notna(), np.iinfo(np.int64).max)
    return rows.sort_values(["rank", "age", "record_id"], ignore_index=True)


def _ids(
    rows: pd.DataFrame,
    of: str,
    known_ids: pd.DataFrame | None,
    column: str,
    *,
    taken_by: dict[str, str] | None = None,
) -> dict[str, str]:
    """Return the id of each cluster or root: the one it has already, or a new one."""
    known: dict[str, str] = {}
    if known_ids is not None:
        known = dict(zip(known_ids["record_id"], known_ids[column], strict=True))
    keys = list(zip(rows["record_id"], rows[of], strict=True))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for record, key in keys:
        if key not in found and record in known and known[record] not in taken:
            found[key] = known[record]
            taken.add(found[key])
    for record, key in keys:
        if key not in found:
            base = taken_by[key] if taken_by else _ID.sub("-", record.casefold()).strip("-")
            n, new = 1, base
            while new in taken:
                n += 1
                new = f"{base}-{n}"
            found[key] = new
            taken.add(new)
    return found


def _roots(rows: pd.DataFrame, first: pd.DataFrame) -> dict[str, str]:
    """Return the cluster of the main site of each cluster, as its most trusted record says."""
    cluster_of = dict(zip(rows["record_id"], rows["cluster"], strict=True))
    parent = {key: cluster_of[group] for key, group in first["group"].items()}
    order = {key: nth for nth, key in enumerate(first.index)}

    def root(key: str) -> str:
        seen = [key]
        while (above := parent[seen[-1]]) not in seen:
            seen.append(above)
        # sources that contradict each other may make a ring: then the first in order is the main
        ring = set(seen[seen.index(above) :])
        return str(min(ring, key=order.__getitem__))

    return {str(key): root(str(key)) for key in first.index}


def _first(rows: pd.DataFrame, field: str) -> pd.DataFrame:
    """Return the first row with a value in a field of each cluster, which is the index."""
    return _chosen(rows, rows[field])


def _chosen(rows: pd.DataFrame, values: pd.Series) -> pd.DataFrame:
    """Return the first row with a value of each cluster, which is the index."""
    columns = ["cluster", "point_id", "centre_id", "source", "record_id", "checked_on"]
    first = values.notna() & ~rows["cluster"].where(values.notna()).duplicated()
    found = rows.loc[first, columns].assign(value=values[first], row=rows.index[first])
    return found.set_index("cluster")


def _hours(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the hours of each cluster: those that are more than words first."""
    words = rows["opening_hours"].str.startswith('"').astype("boolean").fillna(value=False)
    return _first(rows.assign(_words=words).sort_values("_words", kind="stable"), "opening_hours")


def _addresses(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return street, postcode, place and municipality, of one record where it has them."""
    has_value = rows[list(ADDRESS_FIELDS)].notna()
    ordered = rows[has_value.any(axis=1)].assign(_bare=rows["street"].isna())
    ordered = ordered.sort_values("_bare", kind="stable")
    best = ordered.drop_duplicates("cluster").set_index("cluster")["record_id"]
    streets = ordered.set_index("record_id")["street"]
    own = ordered["record_id"] == ordered["cluster"].map(best)
    door = ~other_address(ordered["street"], streets.loc[ordered["cluster"].map(best)])
    ordered = ordered[own | door]
    return {field: _first(ordered, field) for field in ADDRESS_FIELDS}


def _positions(rows: pd.DataFrame, street_row: pd.Series[int]) -> pd.DataFrame:
    """Return the rows with the position of each cluster: of its address, the most exact first.

    ``street_row``: by cluster, the row whose street it has.
    """
    exact = rows["precision"].map(_EXACT)
    chosen = street_row.reindex(rows["cluster"])
    known = chosen.notna().to_numpy()
    away = pd.Series(data=False, index=rows.index)
    street = rows["street"]
    away[known] = other_address(street[known], street.loc[chosen.dropna().astype("int64")])
    ordered = rows.assign(_away=away, _exact=exact)[exact.notna()]
    ordered = ordered.sort_values(["_away", "_exact", "within_m"], kind="stable")
    return _chosen(ordered, ordered["precision"])


def _centres(rows: pd.DataFrame, chosen: dict[str, pd.DataFrame]) -> pd.DataFrame:
    grouped = rows.groupby("centre_id")
    found = pd.DataFrame(
        {
            "sources": grouped["source"].agg(lambda codes: ",".join(dict.fromkeys(codes))),
            "checked_on": grouped["checked_on"].max(),
        }
    )
    for field in CENTRE_FIELDS:
        found[field] = chosen[field].set_index("centre_id")["value"].reindex(found.index)
    found["status"] = found["status"].fillna(str(Status.UNKNOWN))
    columns = ["id", *CENTRE_FIELDS, "sources", "checked_on"]
    table = found.rename_axis("id").reset_index()[columns]
    return table.astype(dict.fromkeys(columns, "str"))


def _points(rows: pd.DataFrame, chosen: dict[str, pd.DataFrame], names: pd.Series) -> pd.DataFrame:
    first = rows.drop_duplicates("cluster").set_index("cluster")
    found = first[["point_id", "centre_id"]].rename(columns={"point_id": "id"})
    antenne = first["root"] != first.index
    ring = ~antenne & (first["group"] != first["record_id"])
    kinds = first["kind"].mask(antenne, str(PointKind.ANTENNE)).mask(ring, str(PointKind.MAIN))
    found["kind"] = kinds
    of_centre = found["centre_id"].map(chosen["name"].set_index("centre_id")["value"])
    own = names.reindex(found.index).astype("str")
    found["site_name"] = own.where((kinds == PointKind.ANTENNE) & (own != of_centre))
    for field in (*ADDRESS_FIELDS, *POINT_FIELDS):
        found[field] = chosen[field]["value"].reindex(found.index).astype("str")
    at = chosen[POSITION]["row"].reindex(found.index)
    for column in ("lat", "lon", "precision", "within_m"):
        values = rows[column].reindex(at).to_numpy()
        found[column] = pd.Series(values, found.index, dtype=rows[column].dtype)
    return found.sort_values("id", ignore_index=True)


def _provenance(chosen: dict[str, pd.DataFrame]) -> pd.DataFrame:
    columns = ["point_id", "field", "source", "record_id", "checked_on"]
    frames = [found.assign(field=field)[columns] for field, found in chosen.items()]
    has_value = pd.concat(frames, ignore_index=True).astype(dict.fromkeys(columns, "str"))
    return has_value.sort_values(["point_id", "field"], ignore_index=True)

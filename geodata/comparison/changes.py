"""What changed between two snapshots: centre by centre, and in who is out of reach.

Centres and points are matched by :mod:`geodata.comparison.matches` first, so that a new name
or a move is reported as such, not as one centre closed and another one new.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from geodata.comparison.matches import DETAILS, Side, matched_centres, matched_points
from geodata.enums import OPEN_STATUSES, PointKind, Precision, Status
from geodata.reach.by_sector import prepare_demand
from geodata.reach.coverage import select_points
from geodata.reach.people import people_in_reach, totals
from geodata.snapshot.frames import CONTACT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from geodata.comparison.matches import Pairs, Site
    from geodata.snapshot.model import SnapshotData

    Row = tuple[object, ...]

MOVED_M = 1.0
"""A position that differs by no more than this is the same: coordinates are rounded."""

COLUMNS = (
    *("kind", "centre_id", "point_id", "name", "municipality"),
    *("field", "before", "after", "moved_m", "antennes"),
)
_ADDRESS = frozenset({"street", "postcode", "place", "municipality"})
"""Columns that go with a position: a move is one change, not one for each of them."""
_RANK = {str(precision): rank for rank, precision in enumerate(Precision)}


class ChangeKind(StrEnum):
    """What happened to a centre or service point; the order is that of the table."""

    NEW = "new"
    CLOSED = "closed"
    """Gone, or its status became closed."""
    MOVED = "moved"
    PLACED = "placed"
    """Its position became more exact, which is no move."""
    RENAMED = "renamed"
    STATUS = "status"
    CONTACT = "contact"
    DETAILS = "details"
    """Operator, kind of point, municipality, hours, wheelchair, activities; a position that became
    less exact."""


class _Change(NamedTuple):
    """What changed in a column; ``moved_m`` is NaN where no position did."""

    kind: ChangeKind
    field: str
    before: str
    after: str
    moved_m: float = np.nan
    antennes: int = 0


def compare(old: SnapshotData, new: SnapshotData) -> pd.DataFrame:
    """Return what changed in the centres and their service points.

    Parameters
    ----------
    old, new
        Two snapshots; geometries in EPSG:3812.

    Returns
    -------
    pandas.DataFrame
        One row per change, by kind, municipality, name and id. All text, empty where there is
        nothing to tell, but for ``moved_m``.

        ``kind``
            :class:`ChangeKind`.
        ``centre_id``, ``point_id``
            As in ``new``, or in ``old`` for what is gone; ``point_id`` is empty where the change is
            the centre's own.
        ``name``, ``municipality``
            Of the centre, and NIS code of the point (of the main site).
        ``field``, ``before``, ``after``
            The column that changed. New and closed centres give their status, new and closed
            points of a centre that stays their kind; a move gives the address as far as known.
        ``moved_m``
            Metres in a straight line, for ``moved`` and ``placed``; the new address is part of it.
        ``antennes``
            int64: for a centre that is new or gone, the antennes that come or go with it.

        Centres that are closed in both, and the day that a source was checked, are left out. A
        vague position only moves to another place: its nominal point follows the polygon.
    """
    before, after = Side.of(old), Side.of(new)
    pairs = matched_centres(before, after)
    rows = [
        *_gone_and_new(before, after, pairs),
        *_centre_changes(before, after, pairs),
        *_point_changes(before, after, pairs),
    ]
    found = pd.DataFrame(rows, columns=COLUMNS)
    kinds = dict.fromkeys(COLUMNS, "str") | {"moved_m": "float64", "antennes": "int64"}
    found = found.astype(kinds)
    order = found["kind"].map({str(kind): rank for rank, kind in enumerate(ChangeKind)})
    keys = ["rank", "municipality", "name", "centre_id", "point_id", "field"]
    return found.assign(rank=order).sort_values(keys, ignore_index=True).drop(columns="rank")


def coverage_change(
    old: SnapshotData,
    new: SnapshotData,
    *,
    threshold_m: float,
    group: str,
    statuses: Collection[Status] = OPEN_STATUSES,
    antennes: bool = True,
) -> pd.DataFrame:
    """Return how many people were and are out of reach, area by area.

    Parameters
    ----------
    old, new
        Two snapshots.
    threshold_m
        What counts as in reach (≤), metres in a straight line.
    group
        Population group, such as ``all`` or ``80plus``.
    statuses, antennes
        Which service points count (:func:`geodata.reach.coverage.select_points`).

    Returns
    -------
    pandas.DataFrame
        Index ``code``, ascending. ``people_before``, ``out_low_before``, ``out_high_before`` and
        the same ``_after`` as :func:`geodata.reach.people.people_in_reach` has them, NaN where
        there are
        no data or no such area. ``change_low`` and ``change_high``: after less before, with every
        point at its nominal position and with the precise points alone; either may be the larger.

        ``attrs["level"]`` is ``wijk``, or ``municipality`` where the two do not have the same
        wijken with the same borders: their wijken cannot be compared.
        ``attrs["same_people"]`` tells whether the people of every area are the same; if not, the
        change mixes that of the centres with that of the people.

    Raises
    ------
    MissingColumnError
        If a snapshot does not carry that group.
    BadValueError
        If the threshold is out of range.
    """
    by_wijk = _same_wijken(old, new)
    sides = []
    for data in (old, new):
        points = select_points(data.points, data.centres, statuses=statuses, antennes=antennes)
        reach = prepare_demand(data, points).coverage(threshold_m=threshold_m)
        people = people_in_reach(reach, data.units, group)
        if not by_wijk:
            people = totals(people, data.units.set_index("code")["municipality"])
        sides.append(people[["people", "out_low", "out_high"]])
    before, after = sides
    found = pd.concat([before.add_suffix("_before"), after.add_suffix("_after")], axis=1)
    found = found.sort_index()
    for bound in ("low", "high"):
        # rounded: the split of a wijk by other points leaves differences of 1e-9 people
        found[f"change_{bound}"] = (
            found[f"out_{bound}_after"] - found[f"out_{bound}_before"]
        ).round(6)
    found.index.name = "code"
    found.attrs = {
        "level": "wijk" if by_wijk else "municipality",
        "same_people": bool(before["people"].sort_index().equals(after["people"].sort_index())),
    }
    return found


def _rows(side: Side, changes: Iterable[_Change], *, centre: str, point: str = "") -> Iterator[Row]:
    """Yield the changes of a centre, or of one of its points, as rows of the table."""
    site = side.points[point] if point else side.first.get(centre, {})
    name = side.centres[centre]["name"]
    for kind, *change in changes:
        yield (str(kind), centre, point, name, site.get("municipality", ""), *change)


def _gone_and_new(before: Side, after: Side, pairs: Pairs) -> Iterator[Row]:
    """Yield the centres that only one side has."""
    for centre in before.centres.keys() - pairs.keys():
        if before.is_open(centre):
            status, with_it = before.centres[centre]["status"], _antennes(before, centre)
            gone = _Change(ChangeKind.CLOSED, "status", status, "", antennes=with_it)
            yield from _rows(before, [gone], centre=centre)
    for centre in after.centres.keys() - set(pairs.values()):
        if after.is_open(centre):
            status, with_it = after.centres[centre]["status"], _antennes(after, centre)
            fresh = _Change(ChangeKind.NEW, "status", "", status, antennes=with_it)
            yield from _rows(after, [fresh], centre=centre)


def _antennes(side: Side, centre: str) -> int:
    points = side.points.values()
    return sum(p["centre_id"] == centre and p["kind"] == PointKind.ANTENNE for p in points)


def _centre_changes(before: Side, after: Side, pairs: Pairs) -> Iterator[Row]:
    """Yield what changed in the centres that both sides have."""
    for was, now in pairs.items():
        old, new = before.centres[was], after.centres[now]
        kinds = {"status": ChangeKind.STATUS}
        if after.is_open(now):
            kinds |= {"name": ChangeKind.RENAMED, "operator": ChangeKind.DETAILS}
        else:
            kinds = {"status": ChangeKind.CLOSED}
        with_it = 0 if after.is_open(now) else _antennes(after, now)
        changes = [
            _Change(k, c, old[c], new[c], antennes=with_it)
            for c, k in kinds.items()
            if old[c] != new[c]
        ]
        yield from _rows(after, changes, centre=now)


def _point_changes(before: Side, after: Side, pairs: Pairs) -> Iterator[Row]:
    """Yield what changed in the points of the centres that are open by now."""
    staying = {was: now for was, now in pairs.items() if after.is_open(now)}
    points = matched_points(before, after, staying)
    for point, old in before.points.items():
        if old["centre_id"] in staying and point not in points:
            gone = [_Change(ChangeKind.CLOSED, "kind", old["kind"], "")]
            yield from _rows(before, gone, centre=old["centre_id"], point=point)
    known, there = set(staying.values()), set(points.values())
    for point, new in after.points.items():
        if new["centre_id"] in known and point not in there:
            fresh = [_Change(ChangeKind.NEW, "kind", "", new["kind"])]
            yield from _rows(after, fresh, centre=new["centre_id"], point=point)
    for was, now in points.items():
        old, new = before.points[was], after.points[now]
        places = list(_position_changes(old, new))
        reported = {change.kind for change in places}
        texts = (t for t in _text_changes(old, new) if not _part_of(t, reported))
        changes = [*places, *texts]
        yield from _rows(after, changes, centre=new["centre_id"], point=now)


def _part_of(change: _Change, reported: Collection[ChangeKind]) -> bool:
    """Return whether a change of the address is part of a move, or of a place found at last."""
    if change.field not in _ADDRESS:
        return False
    return ChangeKind.MOVED in reported or (ChangeKind.PLACED in reported and not change.before)


def _text_changes(old: Site, new: Site) -> Iterator[_Change]:
    for kind, columns in ((ChangeKind.CONTACT, CONTACT), (ChangeKind.DETAILS, DETAILS)):
        for column in columns:
            if old[column] != new[column]:
                yield _Change(kind, column, old[column], new[column])


def _position_changes(old: Site, new: Site) -> Iterator[_Change]:
    moved_m = float(np.hypot(new["x_m"] - old["x_m"], new["y_m"] - old["y_m"]))
    was, now = old["precision"], new["precision"]
    elsewhere = Precision(now).decides or old["whereabouts"] != new["whereabouts"]
    if _RANK[now] < _RANK[was]:
        yield _Change(ChangeKind.PLACED, "precision", was, now, moved_m)
    elif _RANK[now] > _RANK[was]:
        yield _Change(ChangeKind.DETAILS, "precision", was, now)
    elif moved_m > MOVED_M and elsewhere:
        yield _Change(ChangeKind.MOVED, "position", _address(old), _address(new), moved_m)


def _address(point: Site) -> str:
    place = f"{point['postcode']} {point['place']}".strip()
    return ", ".join(part for part in (point["street"], place) if part)


def _same_wijken(old: SnapshotData, new: SnapshotData) -> bool:
    """Return whether both have the same wijken, with the same borders to the metre."""
    before, after = (data.units.set_index("code").geometry.sort_index() for data in (old, new))
    if not before.index.equals(after.index):
        return False
    return bool(shapely.equals_exact(before.to_numpy(), after.to_numpy(), 1.0).all())

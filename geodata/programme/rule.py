"""The programmatie: how many lokale dienstencentra a municipality may have, and has.

One centre per started slice of 15,000 inhabitants, on the population projected for the fifth year
after an application. Which projection applies today was not found: year and source are data, never
constants. The programme counts recognitions inside a municipality; reach counts service points
across borders. The two can disagree and are never one score.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd

from geodata.enums import BasisKind, Level, PointKind, Status
from geodata.errors import UnknownCodeError
from geodata.programme.standing import programme_standings
from geodata.reach.people import municipal_people, sums_and_counts
from geodata.regions import BRUSSELS_PROVINCE

if TYPE_CHECKING:
    from collections.abc import Collection

    from geodata.snapshot.model import Dataset, SnapshotData

SLICE = 15_000
"""Inhabitants for one centre: each started slice of a municipality gives one place."""

BRUSSELS_SHARE = 0.30
"""The part of the people of Brussels that counts for Flemish provisions there."""

MOSTLY_FAR = 0.5
"""More than this share out of reach, though the programme is filled, is a disagreement."""

MOSTLY_NEAR = 0.9
"""More than this share in reach, though the programme has room, is a disagreement."""

_STATUSES = {
    "recognised": (Status.RECOGNISED,),
    "authorised": (Status.AUTHORISED,),
    "pending": (Status.PENDING,),
    "not_recognised": (Status.NOT_RECOGNISED,),
    "status_unknown": (Status.UNKNOWN,),
}
_FREE = ["free_low", "free", "over", "over_high"]
_SUMS = ["people", "counted", "places", *_STATUSES, "filled", "centres", "room", *_FREE]


@dataclass(frozen=True)
class Anchors:
    """Published figures, and what the rule gives on public ones, to check the programme by.

    Attributes
    ----------
    recognised_2017, authorised_2017
        Centres in Flanders and Brussels (Zorgnet-Icuro, 20 March 2018).
    places_2015
        The rule on the people and the municipalities of 2015.
    places_2020, places_2020_brussels
        The rule on the people of 2020 and the municipalities of 2025, and how many of these places
        are in Brussels.
    filled_2017, without_2018
        The share of the programme that was filled, about, and the municipalities without a centre
        (same source).
    expected_places
        Bounds of the places that the rule should give on a recent projection.
    """

    recognised_2017: int = 246
    authorised_2017: int = 55
    places_2015: int = 600
    places_2020: int = 603
    places_2020_brussels: int = 25
    filled_2017: float = 0.40
    without_2018: int = 150
    expected_places: tuple[int, int] = (580, 680)


ANCHORS = Anchors()


@dataclass(frozen=True)
class Basis:
    """The people on whom a programme rests.

    Attributes
    ----------
    kind
        ``projection``; or ``population`` where no projection is loaded, which is only indicative.
    year
        The people are those of 1 January of it; None if unknown.
    dataset
        Where they come from; None if unknown.
    """

    kind: BasisKind
    year: int | None
    dataset: Dataset | None


class Disagreement(StrEnum):
    """How programme and reach can contradict each other."""

    FILLED_BUT_FAR = "filled_but_far"
    """No room, while most of the people are out of reach."""
    ROOM_BUT_NEAR = "room_but_near"
    """Room, while nearly all of the people are in reach."""


def places_for(people: float) -> int:
    """Return the centres that a number of people gives: one per started slice of 15,000.

    >>> places_for(15_000), places_for(15_001), places_for(0)
    (1, 2, 0)
    """
    return math.ceil(people / SLICE)


def years(data: SnapshotData) -> tuple[int, ...]:
    """Return the years of which a projection is loaded, ascending."""
    return tuple(sorted({int(year) for year in data.projections["year"]}))


def basis(data: SnapshotData, *, year: int | None = None) -> Basis:
    """Return the people on whom the programme rests.

    Parameters
    ----------
    data
        A snapshot.
    year
        One of :func:`years`; without it, the last.

    Raises
    ------
    UnknownCodeError
        If there is no projection for that year.
    """
    known = years(data)
    name = "projections" if known else "people"
    dataset = next((d for d in data.datasets if d.name == name), None)
    if not known and year is None:
        dated = re.match(r"\d{4}", dataset.reference_date) if dataset else None
        return Basis(BasisKind.POPULATION, int(dated[0]) if dated else None, dataset)
    if year is not None and year not in known:
        raise UnknownCodeError(
            where="projections, year",
            expected=" or ".join(map(str, known)) or "a projection",
            got=str(year),
            action="Choose a year that is loaded, or import its projection.",
        )
    return Basis(BasisKind.PROJECTION, known[-1] if year is None else year, dataset)


def programme(data: SnapshotData, *, year: int | None = None) -> pd.DataFrame:
    """Return the programme of each municipality of Flanders, and of Brussels as a whole.

    Brussels is one row, ``4000``: 30 % of the people of its 19 municipalities count, and the
    places are rounded up once for the region. Whether the rule rounds so, or per municipality, was
    not found.

    Parameters
    ----------
    data
        A snapshot.
    year
        Year of the projection, one of :func:`years`; without it the last, and without any
        projection the people that are loaded (see :func:`basis`).

    Returns
    -------
    pandas.DataFrame
        Index ``code`` (NIS, ascending; ``4000`` last), with

        ``province``
            Code of the province.
        ``people``
            Int64; missing where there is no figure (for Brussels: for one of the 19).
        ``counted``
            Float64: those of them that count.
        ``places``
            Int64: one per started slice of 15,000 of them.
        ``recognised``, ``authorised``, ``pending``
            Centres by status: each once, where its main site is (its first point if it has no main
            site). Antennes do not count, nor do centres without any point.
        ``not_recognised``, ``status_unknown``
            Open centres that are known not to be recognised, and so fill no place; and those of
            which the status is not known, which may fill one.
        ``filled``
            ``recognised + authorised + pending``.
        ``centres``
            All of them, whatever their status.
        ``room``
            Int64: ``places - filled``; negative where there is more than the programme.
        ``room_low``
            Int64: the room if every centre of ``status_unknown`` filled a place.
        ``free_low``, ``free``
            Int64: free places, 0 or more: of ``room_low`` and of ``room``.
        ``over``, ``over_high``
            Int64: centres above the programme, 0 or more: of ``room`` and of ``room_low``.
        ``standing``
            :func:`geodata.programme.standing.programme_standings`.

    Raises
    ------
    UnknownCodeError
        If there is no projection for that year.
    """
    municipal = data.areas[data.areas["level"] == Level.MUNICIPALITY].set_index("code")
    province = municipal["province"].sort_index()
    area = _programming_area(province)
    people = _people(data, year).reindex(province.index)
    table = pd.DataFrame({"province": province.groupby(area).first()})
    table["people"] = people.groupby(area).sum(skipna=False)
    brussels = table.index == BRUSSELS_PROVINCE
    counted = table["people"].astype("Float64")
    # Round to 0.1: float noise must not start another slice.
    table["counted"] = counted.mask(brussels, (counted * BRUSSELS_SHARE).round(1))
    table["places"] = pd.array(
        [pd.NA if pd.isna(n) else places_for(n) for n in table["counted"]], dtype="Int64"
    )
    table = table.join(_centres(data, area), how="left").fillna(dict.fromkeys(_STATUSES, 0))
    table[list(_STATUSES)] = table[list(_STATUSES)].astype("int64")
    table["filled"] = table["recognised"] + table["authorised"] + table["pending"]
    table["room"] = table["places"] - table["filled"]
    table["room_low"] = table["room"] - table["status_unknown"]
    table["centres"] = table[list(_STATUSES)].sum(axis=1)
    table["free_low"], table["free"] = table["room_low"].clip(lower=0), table["room"].clip(lower=0)
    table["over"], table["over_high"] = (-table["room"]).clip(0), (-table["room_low"]).clip(0)
    table["standing"] = programme_standings(table)
    return pd.concat([table[~brussels], table[brussels]]).rename_axis("code")


def programmed_in(data: SnapshotData, codes: Collection[str]) -> list[str]:
    """Return the rows of the programme that are wholly within some wijken.

    A part of a municipality, such as an eerstelijnszone of a large city, has no programme, and a
    part of Brussels has not either.

    Parameters
    ----------
    data
        A snapshot; only the units are read.
    codes
        Codes of units.

    Returns
    -------
    list of str
        Index labels of :func:`programme`, ascending.
    """
    units = data.units
    area = units["municipality"].mask(units["province"] == BRUSSELS_PROVINCE, BRUSSELS_PROVINCE)
    whole = units["code"].isin(list(codes)).groupby(area).all()
    return [str(code) for code in whole.index[whole]]


def programme_totals(table: pd.DataFrame, by: pd.Series | None = None) -> pd.DataFrame:
    """Sum the programme over larger areas.

    Parameters
    ----------
    table
        :func:`programme`, or rows of it.
    by
        Area of each municipality, indexed by its code; missing is an area too. Without it,
        everything is one area, ``all``.

    Returns
    -------
    pandas.DataFrame
        One row per area, with the sums of the columns of the programme; ``people``, ``counted``,
        ``places`` and ``room`` over the municipalities that have figures, missing where none has.
        ``room = free - over`` subtracts what is too much in one municipality from what is free in
        another; ``free`` and ``over`` do not. ``municipalities``: how many (Brussels is
        one); ``municipalities_without_projection``: how many have no figures; ``without``: how
        many have no centre that is open, authorised or applied for; ``with_room``: how many have
        room.

    Raises
    ------
    UnknownCodeError
        If a municipality does not occur in ``by``.
    """
    sums = table[_SUMS]
    counts = pd.DataFrame(
        {
            "municipalities": 1,
            "municipalities_without_projection": table["people"].isna().astype("int64"),
            "without": (table["centres"] == 0).astype("int64"),
            "with_room": (table["room"] > 0).fillna(value=False).astype("int64"),
        },
        index=table.index,
    )
    return sums_and_counts(sums, counts, by)


def disagreement(row: pd.Series, reach: pd.Series) -> Disagreement | None:
    """Return whether programme and reach contradict each other in one area.

    Only what is certain counts: the range due to imprecise points must be wholly above
    ``MOSTLY_FAR`` or ``MOSTLY_NEAR``, and there must be room even if every centre of unknown
    status filled a place.

    Parameters
    ----------
    row
        A row of :func:`programme` or :func:`programme_totals`.
    reach
        A row of :func:`geodata.reach.people.totals` for the same area; the thresholds are meant for
        people of 65 and over.

    Returns
    -------
    Disagreement or None
        None also where there are no figures or no people.
    """
    people = reach["people"]
    if pd.isna(row["free"]) or pd.isna(people) or people <= 0:
        return None
    if row["free"] == 0 and reach["out_low"] > MOSTLY_FAR * people:
        return Disagreement.FILLED_BUT_FAR
    if row["free_low"] > 0 and reach["in_low"] > MOSTLY_NEAR * people:
        return Disagreement.ROOM_BUT_NEAR
    return None


def _programming_area(province: pd.Series[str]) -> pd.Series[str]:
    """Return the area of each municipality: itself, or Brussels."""
    own = pd.Series(province.index, index=province.index)
    return own.mask(province == BRUSSELS_PROVINCE, BRUSSELS_PROVINCE).rename("code")


def _people(data: SnapshotData, year: int | None) -> pd.Series[int]:
    """Return the people of each municipality, by NIS; those without a figure may be left out."""
    on = basis(data, year=year)
    if on.kind is BasisKind.POPULATION:
        return municipal_people(data)["people_all"]
    rows = data.projections[data.projections["year"] == on.year]
    return rows.set_index("municipality")["people"]


def _centres(data: SnapshotData, area: pd.Series[str]) -> pd.DataFrame:
    """Return the number of centres of each kind of status, by programming area."""
    kind = {str(status): name for name, statuses in _STATUSES.items() for status in statuses}
    main = (data.points["kind"] != PointKind.MAIN).rename("antenne")
    points = pd.DataFrame(data.points[["id", "centre_id", "municipality"]]).join(main)
    first = points.sort_values(["antenne", "id"]).drop_duplicates("centre_id")
    status = data.centres.set_index("id")["status"].map(kind).dropna()
    placed = first[first["centre_id"].isin(status.index)]
    counts = pd.crosstab(placed["municipality"].map(area), placed["centre_id"].map(status))
    return counts.reindex(columns=list(_STATUSES), fill_value=0)

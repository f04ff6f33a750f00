"""Figures of the working areas: per municipality, and summed per ROP area or province."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.enums import Level, PointKind, Status
from geodata.programme.standing import Standing, has_room, mostly_incomplete, working_standings
from geodata.regions import BRUSSELS_PROVINCE

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData

_PROGRAMME = ["places", "filled", "free_low", "free", "over", "over_high"]
_PEOPLE = ["people", "out_low", "out_high", "people_undecided"]


def open_points(data: SnapshotData) -> pd.DataFrame:
    """Return the service points of the open centres, with name, operator and status.

    Returns
    -------
    pandas.DataFrame
        The columns of ``schemas.ServicePoints`` without a geometry, ``name``, ``operator``
        and ``status``; sorted by name, the main site before the antennes.
    """
    centres = data.centres.loc[data.centres["status"] != Status.CLOSED]
    points = pd.DataFrame(data.points.drop(columns="geometry"))
    named = centres[["id", "name", "operator", "status"]].rename(columns={"id": "centre_id"})
    found = points.merge(named, on="centre_id", validate="m:1")
    antenne = found["kind"] == PointKind.ANTENNE
    found = found.assign(last=antenne).sort_values(["name", "centre_id", "last", "id"])
    return found.drop(columns="last").reset_index(drop=True)


def homes(points: pd.DataFrame) -> pd.Series[str]:
    """Return the municipality of each open centre: that of its main site, else its first point."""
    return points.drop_duplicates("centre_id").set_index("centre_id")["municipality"]


def municipal_table(
    data: SnapshotData,
    *,
    people: pd.DataFrame,
    programme: pd.DataFrame,
    incomplete: pd.Series[bool],
    work: pd.Series[int],
) -> pd.DataFrame:
    """Return the figures of each municipality.

    Parameters
    ----------
    data
        A snapshot.
    people
        :func:`geodata.reach.people.totals` by municipality.
    programme
        :func:`geodata.programme.rule.programme`.
    incomplete
        Centre id → whether its record is incomplete.
    work
        NIS → number of findings.

    Returns
    -------
    pandas.DataFrame
        Index NIS, ascending: every municipality that has units. ``rop`` (NaN if assigned to none)
        and ``province``; ``centres``, ``antennes`` and ``incomplete`` (open ones, how many),
        ``work``; ``places``, ``filled``, ``free_low``, ``free``, ``over`` and ``over_high``
        (Float64; NA without a projection and in Brussels, where the programme is for the region);
        ``people``,
        ``out_low``, ``out_high``, ``people_undecided``; ``standing``
        (:func:`geodata.programme.standing.working_standings`).
    """
    province = data.units.drop_duplicates("municipality").set_index("municipality")["province"]
    table = pd.DataFrame({"province": province}).sort_index().rename_axis("nis")
    table["rop"] = data.division.set_index("municipality")["rop"].reindex(table.index)
    points = open_points(data)
    home = homes(points)
    antennes = points.loc[points["kind"] == PointKind.ANTENNE, "municipality"]
    lacking = home[incomplete.reindex(home.index).fillna(value=False).astype(bool)]
    for name, found in {"centres": home, "antennes": antennes, "incomplete": lacking}.items():
        table[name] = found.value_counts().reindex(table.index).fillna(0).astype(int)
    table["work"] = work.reindex(table.index).fillna(0).astype(int)
    own = programme[_PROGRAMME].reindex(table.index).astype(pd.Float64Dtype())
    table = table.join(own).join(people[_PEOPLE])
    return table.assign(standing=working_standings(table))


def area_codes(data: SnapshotData, level: Level) -> list[str]:
    """Return the areas of a level: every support point, also without municipalities, or province.

    Provinces come in the order of their codes, Brussels last.
    """
    if level is Level.ROP:
        return [str(rop) for rop in data.support_points["id"]]
    codes = sorted(set(data.units["province"]))
    return sorted(codes, key=lambda code: (code == BRUSSELS_PROVINCE, code))


def area_table(
    municipal: pd.DataFrame, *, by: str, codes: list[str], brussels: pd.Series
) -> pd.DataFrame:
    """Sum the municipalities over areas.

    Parameters
    ----------
    municipal
        :func:`municipal_table`.
    by, codes
        The column with the area of each, and the areas to return.
    brussels
        The row of Brussels in the programme: it counts in the area that holds all of its
        municipalities, and in none where they are divided.

    Returns
    -------
    pandas.DataFrame
        Index ``codes``. ``municipalities``; the sums of the counts and of the columns of the
        programme (``free`` without subtracting what is ``over`` in another municipality), missing
        where no municipality has them; ``without``, ``with_room``,
        ``poor``: municipalities without a centre, with room, with mostly incomplete records;
        ``unknown``: without a figure for the programme, Brussels as one; ``people``, ``out_low``,
        ``out_high``, ``people_undecided``.
    """
    free = municipal.assign(
        without=municipal["standing"] == Standing.NONE,
        with_room=has_room(municipal),
        poor=mostly_incomplete(municipal),
        unknown=municipal["places"].isna() & (municipal["province"] != BRUSSELS_PROVINCE),
        municipalities=1,
    )
    area = free[by]
    whole = ["municipalities", "centres", "antennes", "incomplete", "work"]
    whole += ["without", "with_room", "poor", "unknown"]
    partly = [*_PROGRAMME, *_PEOPLE]
    counts = free[whole].groupby(area).sum().reindex(codes).fillna(0).astype(int)
    sums = free[partly].groupby(area).sum(min_count=1).reindex(codes)
    table = counts.join(sums).rename_axis("area")
    home = set(area[free["province"] == BRUSSELS_PROVINCE].fillna(""))
    if len(home) != 1 or (only := home.pop()) not in table.index:
        return table
    if pd.isna(brussels["places"]):
        table.loc[only, "unknown"] += 1
    else:
        for name in _PROGRAMME:
            known = table.loc[only, name]
            more = float(brussels[name])
            table.loc[only, name] = more + (0.0 if pd.isna(known) else float(known))
    return table


def unassigned(municipal: pd.DataFrame) -> list[str]:
    """Return the municipalities that belong to no ROP area."""
    return [str(nis) for nis in municipal.index[municipal["rop"].isna()]]

"""From shares in reach to people in and out of reach, by unit and by any area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.errors import MissingColumnError, UnknownCodeError
from geodata.snapshot.model import PEOPLE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geodata.snapshot.model import SnapshotData


def people_in_reach(result: pd.DataFrame, units: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return how many people of a group are in and out of reach, unit by unit.

    People are assumed to be evenly spread over the unit.

    Parameters
    ----------
    result
        What :meth:`geodata.reach.coverage.PreparedReach.coverage` returns.
    units
        Units with their people (``schemas.Units``). One of the two may cover fewer units
        than the other: those that both have are answered for.
    group
        Population group, such as ``all`` or ``80plus``.

    Returns
    -------
    pandas.DataFrame
        Index ``code``; ``people``, ``in_low``, ``in_high``, ``out_low``, ``out_high`` and
        ``people_undecided`` as floats, NaN where there are no data, and ``undecided``.
        ``out_low = people - in_high``; who is neither surely in reach (``in_low``) nor undecided
        is surely out.

    Raises
    ------
    MissingColumnError
        If the units do not carry that group.
    UnknownCodeError
        If each of the two has units that the other lacks.

    Examples
    --------
    >>> shares = {"share_low": [0.25], "share_high": [0.5], "share_possible": [0.75]}
    >>> result = pd.DataFrame(shares | {"undecided": [True]}, index=["w"])
    >>> units = pd.DataFrame({"code": ["w"], "people_all": [100]})
    >>> people_in_reach(result, units, "all").drop(columns=["people", "undecided"])
       in_low  in_high  out_low  out_high  people_undecided
    w    25.0     50.0     50.0      75.0              50.0
    """
    everyone = people_of(units, group)
    answer, people = result, everyone
    if not result.index.equals(everyone.index):
        common = result.index.intersection(everyone.index, sort=False)
        if len(common) < min(len(result), len(units)):
            raise UnknownCodeError(
                where="units",
                expected="the units of the result",
                got=f"{len(common)} of {len(result)} in common",
                action="Compute the coverage of the same units.",
            )
        answer, people = result.loc[common], everyone.loc[common]
    low, high = people * answer["share_low"], people * answer["share_high"]
    return pd.DataFrame(
        {
            "people": people,
            "in_low": low,
            "in_high": high,
            "out_low": people - high,
            "out_high": people - low,
            "people_undecided": people * (answer["share_possible"] - answer["share_low"]),
            "undecided": answer["undecided"],
        }
    )


class PeopleByGroup(Mapping[str, pd.DataFrame]):
    """Group → :func:`people_in_reach`, computed when a group is asked for.

    Parameters
    ----------
    result, units
        As for :func:`people_in_reach`.
    groups
        The groups there are, in their order.
    """

    def __init__(self, result: pd.DataFrame, units: pd.DataFrame, groups: Sequence[str]) -> None:
        self._result, self._units = result, units
        self._known: dict[str, pd.DataFrame | None] = dict.fromkeys(groups)

    def __getitem__(self, group: str) -> pd.DataFrame:
        """Return the people of a group; KeyError if there is no such group."""
        found = self._known[group]
        if found is None:
            found = self._known[group] = people_in_reach(self._result, self._units, group)
        return found

    def __iter__(self) -> Iterator[str]:
        """Return the groups in their order."""
        return iter(self._known)

    def __len__(self) -> int:
        """Return how many groups there are."""
        return len(self._known)


def totals(people: pd.DataFrame, by: pd.Series | None = None) -> pd.DataFrame:
    """Sum people in and out of reach over areas.

    Parameters
    ----------
    people
        What :func:`people_in_reach` returns.
    by
        Area code of each unit, indexed by unit code; missing is an area too, so that nobody is
        lost. Without it, everything is one area, ``all``.

    Returns
    -------
    pandas.DataFrame
        One row per area. ``people``, ``in_low``, ``in_high``, ``out_low``, ``out_high`` and
        ``people_undecided``: sums over the units with data, NaN if no unit has any; the true number
        out of reach lies between ``out_high - people_undecided`` and ``out_high``. ``units``,
        ``units_undecided``, ``units_without_data``: how many.

    Raises
    ------
    UnknownCodeError
        If a unit does not occur in ``by``.

    Examples
    --------
    >>> columns = ["people", "out_high", "people_undecided"]
    >>> people = pd.DataFrame([[9.0, 6, 4], [1.0, 1, 0]], ["v", "w"], columns)
    >>> sums = totals(people.assign(undecided=[True, False])).loc["all"]
    >>> sums[["people", "out_high", "people_undecided", "units_undecided"]].tolist()
    [10.0, 7.0, 4.0, 1.0]
    """
    sums = people.drop(columns="undecided")
    counts = pd.DataFrame(
        {
            "units": 1,
            "units_undecided": people["undecided"].astype(int),
            "units_without_data": people["people"].isna().astype(int),
        },
        index=people.index,
    )
    return sums_and_counts(sums, counts, by)


def people_of(units: pd.DataFrame, group: str) -> pd.Series[float]:
    """Return the people of a group in each unit, by its code; NaN where there are no data.

    Raises
    ------
    MissingColumnError
        If the units do not carry that group.

    Examples
    --------
    >>> people_of(pd.DataFrame({"code": ["v", "w"], "people_all": [7, None]}), "all").tolist()
    [7.0, nan]
    """
    column = PEOPLE_PREFIX + group
    if column not in units:
        raise MissingColumnError(
            where="units",
            expected=f"a column {column}",
            got=", ".join(str(c) for c in units if str(c).startswith(PEOPLE_PREFIX)),
            action="Choose one of the groups that are there.",
        )
    # not by set_index: that copies the whole frame, polygons too
    code = units.index if units.index.name == "code" else pd.Index(units["code"])
    people = units[column].to_numpy(dtype="float64", na_value=np.nan)
    return pd.Series(people, index=code, name=column)


def sums_and_counts(sums: pd.DataFrame, counts: pd.DataFrame, by: pd.Series | None) -> pd.DataFrame:
    """Sum figures and counts over areas; a sum of figures that are all missing is missing.

    Parameters
    ----------
    sums, counts
        Figures and counts, both with the same index.
    by
        Area of each row, by its index; missing is an area too. Without it, everything is one area,
        ``all``.

    Raises
    ------
    UnknownCodeError
        If a row does not occur in ``by``.
    """
    if by is None:
        whole = [sums.sum(min_count=1), counts.sum()]
        return pd.concat([part.to_frame("all").T for part in whole], axis=1)
    missing = sums.index.difference(by.index)
    if len(missing):
        raise UnknownCodeError(
            where="by",
            expected="an area for every code that is summed",
            got=f"none for {missing[0]}",
            action="Index the areas by those codes.",
        )
    area = by.reindex(sums.index)
    return pd.concat(
        [
            sums.groupby(area, dropna=False).sum(min_count=1),
            counts.groupby(area, dropna=False).sum(),
        ],
        axis=1,
    )


def typical(values: NDArray[np.float64], people: NDArray[np.float64]) -> float:
    """Return the value that half of the people have, or less; NaN where nobody is known.

    Parameters
    ----------
    values
        A value per unit, shape (n,), such as a distance in metres.
    people
        People of each unit, shape (n,); NaN where there are no data.

    Examples
    --------
    >>> typical(np.array([100.0, 900.0, 500.0]), np.array([10.0, 30.0, 50.0]))
    500.0
    """
    known = np.nan_to_num(people)
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(known[order])
    if not len(reached) or reached[-1] == 0:
        return float("nan")
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])


def municipal_people(data: SnapshotData) -> pd.DataFrame:
    """Return the people of each municipality, group by group.

    Parameters
    ----------
    data
        A snapshot; only the units are read.

    Returns
    -------
    pandas.DataFrame
        Index ``municipality`` (NIS, ascending), a column for each group (``people_all``, …):
        whole people, missing where a wijk of the municipality has no figure.
    """
    columns = [PEOPLE_PREFIX + group for group in data.groups]
    people = pd.DataFrame(data.units[["municipality", *columns]])
    return people.groupby("municipality").sum(skipna=False)

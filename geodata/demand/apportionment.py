"""Divide whole people over smaller areas, so that none is lost and none is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.errors import BadValueError, DuplicateCodeError, MissingColumnError, UnknownCodeError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_GROUPS = ["people_all", "people_65plus", "people_80plus"]
_TIE_DECIMALS = 9
"""Remainders that differ less are a tie: float noise must not decide who gets a person."""


def apportion(total: int, weights: ArrayLike) -> NDArray[np.int64]:
    """Divide a whole number by weights, by largest remainder.

    Parameters
    ----------
    total
        Whole number to divide, zero or more.
    weights
        Shape (n,), zero or more. All zero: divided equally.

    Returns
    -------
    NDArray[int64]
        Shape (n,); sums to ``total``. Of equal remainders the first gets the extra one.

    Raises
    ------
    BadValueError
        If the total or a weight is negative or not finite, or there is nobody to give it to.

    Examples
    --------
    >>> apportion(10, [1, 1, 1])
    array([4, 3, 3])
    >>> apportion(5, [8, 0, 2])
    array([4, 0, 1])
    """
    size = np.size(np.asarray(weights))
    return apportion_within(np.zeros(size, dtype=np.int64), [total], weights)


def apportion_within(groups: ArrayLike, totals: ArrayLike, weights: ArrayLike) -> NDArray[np.int64]:
    """Divide one whole number per group over the group's members, by largest remainder.

    Parameters
    ----------
    groups
        Shape (n,): the position in ``totals`` of each member's group.
    totals
        Shape (k,): whole numbers, zero or more.
    weights
        Shape (n,), zero or more. All zero within a group: divided equally.

    Returns
    -------
    NDArray[int64]
        Shape (n,); sums to ``totals`` within each group. Of equal remainders the first gets the
        extra one.

    Raises
    ------
    BadValueError
        If a total or weight is negative or not finite, or a group with people has no members.

    Examples
    --------
    >>> apportion_within([0, 0, 1], [3, 7], [1, 2, 5])
    array([1, 2, 7])
    """
    group = np.asarray(groups, dtype=np.int64)
    total = _whole(np.asarray(totals, dtype=np.float64))
    weight = np.asarray(weights, dtype=np.float64)
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise _bad(where="weights", expected="finite numbers, zero or more", got="another value")
    size = total.size
    members = np.bincount(group, minlength=size)
    if (total[members == 0] > 0).any():
        raise _bad(where="groups", expected="members in each group with people", got="none")
    weight_sums = np.bincount(group, weight, minlength=size)
    weight = np.where(weight_sums[group] > 0, weight, 1.0)
    weight_sums = np.where(weight_sums > 0, weight_sums, members)
    quota = total[group] * weight / weight_sums[group]
    result = np.floor(quota).astype(np.int64)
    left = total - np.bincount(group, result, minlength=size).astype(np.int64)
    remainder = np.round(quota - result, _TIE_DECIMALS)
    order = np.lexsort((np.arange(group.size), -remainder, group))
    rank_in_group = np.arange(group.size) - (np.cumsum(members) - members)[group[order]]
    result[order] += rank_in_group < left[group[order]]
    return result


def share_over_units(units: pd.DataFrame, municipal: pd.DataFrame) -> pd.DataFrame:
    """Estimate the people of each unit from its municipality, by number of statistical sectors.

    The ages 0–64, 65–79 and 80+ are divided separately and then added up, so that in every unit the
    80-plussers are among the 65-plussers and these among all.

    Parameters
    ----------
    units
        Columns ``code``, ``municipality`` (NIS) and ``sectors`` (number).
    municipal
        Columns ``nis``, ``people_all``, ``people_65plus`` and ``people_80plus``.

    Returns
    -------
    pandas.DataFrame
        Index ``code`` in the order of ``units``; columns ``people_all``, ``people_65plus`` and
        ``people_80plus`` (Int64, whole people). The sums per municipality are exact. Missing
        where ``municipal`` does not have the municipality.

    Raises
    ------
    BadValueError
        If people are negative, not whole, or the groups are not nested.
    DuplicateCodeError, UnknownCodeError
        If a municipality occurs twice in ``municipal``, or has people but no unit.

    Examples
    --------
    >>> units = pd.DataFrame({"code": ["v", "w"], "municipality": "11001", "sectors": [3, 1]})
    >>> ages = {"people_all": [100], "people_65plus": [20], "people_80plus": [4]}
    >>> share_over_units(units, pd.DataFrame({"nis": ["11001"], **ages})).loc["v"].tolist()
    [75, 15, 3]
    """
    _check_municipal(units, municipal)
    known = units["municipality"].isin(municipal["nis"]).to_numpy()
    groups = pd.Index(municipal["nis"]).get_indexer(units.loc[known, "municipality"])
    sectors = units.loc[known, "sectors"].to_numpy()
    everyone, over_65, over_80 = (_whole(municipal[column].to_numpy(float)) for column in _GROUPS)
    bands = (over_80, over_65 - over_80, everyone - over_65)
    shares = np.cumsum([apportion_within(groups, band, sectors) for band in bands], axis=0)
    index = pd.Index(units["code"], name="code")
    people = np.zeros((len(units), len(_GROUPS)), dtype=np.int64)
    people[known] = shares[::-1].T
    missing = np.repeat(~known[:, None], len(_GROUPS), axis=1)
    columns = zip(_GROUPS, people.T, missing.T, strict=True)
    return pd.DataFrame(
        {name: pd.arrays.IntegerArray(values, mask) for name, values, mask in columns}, index=index
    )


def _check_municipal(units: pd.DataFrame, municipal: pd.DataFrame) -> None:
    missing = {"nis", *_GROUPS} - set(municipal.columns)
    if missing:
        raise MissingColumnError(
            where="municipal people",
            expected=f"columns nis, {', '.join(_GROUPS)}",
            got=f"none called {', '.join(sorted(missing))}",
            action="Supply people for all ages, 65+ and 80+.",
        )
    twice = municipal.loc[municipal["nis"].duplicated(), "nis"]
    if len(twice):
        raise DuplicateCodeError(
            where="municipal people",
            expected="one row per municipality",
            got=f"NIS {twice.iloc[0]} twice",
            action="Add up or remove the second row.",
        )
    people = municipal[_GROUPS].to_numpy(float)
    if (np.diff(people, axis=1) > 0).any():
        wrong = municipal["nis"].iloc[int(np.argmax((np.diff(people, axis=1) > 0).any(axis=1)))]
        raise _bad(where=f"municipal people, NIS {wrong}", expected="80+ ≤ 65+ ≤ all", got="more")
    homeless = municipal.loc[
        ~municipal["nis"].isin(units["municipality"]) & (municipal["people_all"] > 0), "nis"
    ]
    if len(homeless):
        raise UnknownCodeError(
            where="municipal people",
            expected="municipalities that have wijken",
            got=f"NIS {homeless.iloc[0]}",
            action="Convert the figures to the municipalities of the wijken first.",
        )


def _whole(people: NDArray[np.float64]) -> NDArray[np.int64]:
    if not np.isfinite(people).all() or (people < 0).any() or (people % 1 != 0).any():
        raise _bad(where="people", expected="whole numbers, zero or more", got="another value")
    return people.astype(np.int64)


def _bad(*, where: str, expected: str, got: str) -> BadValueError:
    return BadValueError(
        where=where, expected=expected, got=got, action="Correct the figures that go in."
    )

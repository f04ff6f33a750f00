"""Estimated numbers of people: which they are, and how exact they may look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.enums import DatasetFlag

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import ArrayLike, NDArray

    from geodata.snapshot.model import SnapshotData

FEW = 10
"""People: an estimate below this is "fewer than ten"; it is also the smallest step of rounding."""

MANY = 10_000
"""People: from here on an estimate has a third digit, for errors of many wijken partly cancel."""

_SEEN = 0.5
"""People: less than this is nobody."""


def rounded(people: ArrayLike) -> NDArray[np.float64]:
    """Round estimated numbers of people to what they can bear.

    Two significant digits, three from 10,000 on, never finer than ten; 5 for fewer than ten, and
    0 only for nobody. Negative for a decrease; what is unknown stays NaN.

    Parameters
    ----------
    people
        Estimates, any shape.

    Examples
    --------
    >>> rounded([1_878, 385, 38, 4, 0.2, 12_345, -1_878]).tolist()
    [1900.0, 390.0, 40.0, 5.0, 0.0, 12300.0, -1900.0]
    """
    value = np.asarray(people, dtype=np.float64)
    size = np.abs(value)
    digits = np.where(size < MANY, 2, 3)
    magnitude = np.floor(np.log10(np.fmax(size, 1.0)))
    step = np.fmax(10.0 ** (magnitude - digits + 1), FEW)
    whole = np.floor(size / step + 0.5) * step
    few = np.where(size < _SEEN, 0.0, FEW / 2)
    return np.asarray(np.sign(value) * np.where(size < FEW, few, whole) + 0.0)


def estimated_people(data: SnapshotData, group: str) -> pd.Series[bool]:
    """Return for each unit, by its code, whether its people of a group are an estimate.

    Parameters
    ----------
    data
        A snapshot; where only ages are estimated, the number of all people is a count.
    group
        Population group, such as ``all`` or ``80plus``.
    """
    estimated: pd.Series[bool] = data.units.set_index("code")["estimated"].astype(bool)
    flags = next((d.flags for d in data.datasets if d.name == "people"), ())
    only_ages = DatasetFlag.ESTIMATED_AGES in flags and DatasetFlag.ESTIMATED not in flags
    if group == "all" and only_ages:
        return pd.Series(data=False, index=estimated.index)
    return estimated


def counted_by(data: SnapshotData, group: str, area: pd.Series) -> pd.Series[bool]:
    """Return for each area whether the sum of the people of its units is as the source counted it.

    It is where no unit is estimated, and where they are whole municipalities: what is estimated
    is how the people of a municipality are divided over its units.

    Parameters
    ----------
    data, group
        As for :func:`estimated_people`.
    area
        Area of each unit, by the code of the unit.
    """
    estimated = estimated_people(data, group).loc[area.index].groupby(area).any()
    towns = data.units.set_index("code")["municipality"]
    here = towns.loc[area.index]
    parts = here.groupby([area, here.rename("town")]).size()
    whole = parts == towns.value_counts().loc[parts.index.get_level_values("town")].to_numpy()
    known: pd.Series[bool] = ~estimated | whole.groupby(level=0).all()
    return known


def counted(data: SnapshotData, group: str, codes: Collection[str]) -> bool:
    """Return whether the sum of the people of some units is a count: :func:`counted_by`."""
    here = data.units["code"].isin(list(codes))  # of one area quicker than of many
    towns = data.units["municipality"]
    estimated = estimated_people(data, group).to_numpy()[here].any()
    return not estimated or set(towns[here]).isdisjoint(towns[~here])

"""Municipalities that are similar in size and age, to compare one with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.enums import Level
from geodata.errors import BadValueError, MissingColumnError, UnknownCodeError
from geodata.reach.people import municipal_people

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData

COLUMNS = ("people", "share_65plus", "distance")
COUNT = 5
"""How many municipalities are compared with one."""


def similar(data: SnapshotData, nis: str, *, count: int = COUNT) -> pd.DataFrame:
    """Return the municipalities most similar to one in number of people and share of 65 and over.

    Both are standardised over all municipalities with figures, Brussels among them: ``z = (value -
    mean) / standard deviation`` of the logarithm of the people and of the share. The distance is
    ``sqrt(difference in z(log people)² + difference in z(share)²)``: the two weigh the same, and
    1,000 people more count for more in a village than in a city. Where all are the same in one, it
    does not count.

    Parameters
    ----------
    data
        A snapshot.
    nis
        NIS code of the municipality to compare with.
    count
        How many to return at most.

    Returns
    -------
    pandas.DataFrame
        Index ``municipality`` (NIS), nearest first, by NIS where equally near; ``people``,
        ``share_65plus`` (0 to 1) and ``distance``. The municipality itself and those without people
        or figures are not among them; none are, where it has no figures itself.

    Raises
    ------
    UnknownCodeError
        If there is no such municipality.
    MissingColumnError
        If the units have no people of 65 and over.
    BadValueError
        If the count is negative.
    """
    known = data.areas.loc[data.areas["level"] == Level.MUNICIPALITY, "code"]
    if nis not in set(known):
        raise UnknownCodeError(
            where="municipality",
            expected="the NIS code of a municipality of Flanders or Brussels",
            got=repr(nis),
            action="Choose a municipality from the list.",
        )
    if count < 0:
        raise BadValueError(
            where="count",
            expected="a whole number of 0 or more",
            got=str(count),
            action="Choose a value in that range.",
        )
    table = _figures(data)
    if nis not in table.index:
        return table.head(0)
    features = np.column_stack([np.log(table["people"].astype("float64")), table["share_65plus"]])
    spread = features.std(axis=0)
    z = (features - features.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    away = z - z[table.index.get_indexer(pd.Index([nis]))[0]]
    near = table.assign(distance=np.hypot(*away.T)).drop(index=nis)
    return near.sort_values(["distance", "municipality"]).head(count)


def _figures(data: SnapshotData) -> pd.DataFrame:
    """Return people and share of 65 and over of the municipalities that have figures."""
    people = municipal_people(data)
    if "people_65plus" not in people:
        raise MissingColumnError(
            where="units",
            expected="a column people_65plus",
            got=", ".join(people.columns),
            action="Import people by age.",
        )
    everyone = people["people_all"]
    known = people[people.notna().all(axis=1) & (everyone > 0).fillna(value=False)]
    share = known["people_65plus"].astype("float64") / known["people_all"].astype("float64")
    return pd.DataFrame({"people": known["people_all"], "share_65plus": share, "distance": 0.0})[
        list(COLUMNS)
    ]

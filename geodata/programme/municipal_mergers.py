"""What municipal mergers do to the programmatie: they lower it mechanically."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geodata.programme.rule import SLICE, places_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class OldMunicipality:
    """A municipality that was merged; people and places are None where not known."""

    nis: str
    name: str
    people: int | None
    places: int | None


@dataclass(frozen=True)
class Merger:
    """What a municipal merger does to the programme.

    Attributes
    ----------
    nis, year
        The municipality of today, and the year in which it was made, on 1 January.
    before
        The municipalities that it was made of.
    now_people, now_places
        The people that count for the programme, and its places; None without figures.
    before_low, before_high
        Bounds of the places that the old municipalities would have on their own: the same number
        where the people of each are known; None where those of the whole are not known either.
    """

    nis: str
    year: int
    before: tuple[OldMunicipality, ...]
    now_people: int | None
    now_places: int | None
    before_low: int | None
    before_high: int | None


def merged_places(parts: Sequence[float | None], *, whole: float | None) -> tuple[int, int] | None:
    """Return the fewest and most places that the parts of a municipality would have on their own.

    Each inhabited part has at least one place, and the parts have at least as many as the whole. At
    most, every part but one just starts a slice: n parts of N people have at most
    ``n + floor((N - n) / 15,000)``, which is at most n - 1 more than together.

    Parameters
    ----------
    parts
        People of each part, None where not known.
    whole
        People of all of them together, None where not known.

    Returns
    -------
    tuple of int, or None
        The same number twice where the people of all parts are known; None where neither they nor
        the whole are.

    Examples
    --------
    >>> merged_places([16_000, 16_000], whole=32_000), places_for(32_000)
    ((4, 4), 3)
    >>> merged_places([None, None], whole=32_000)
    (3, 4)
    """
    known = [part for part in parts if part is not None]
    if len(known) == len(parts):
        exact = sum(map(places_for, known))
        return exact, exact
    if whole is None:
        return None
    inhabited = min(len(parts), math.floor(whole))
    most = inhabited + math.floor((whole - inhabited) / SLICE)
    return max(places_for(whole), inhabited), most


def before_mergers(
    table: pd.DataFrame,
    mergers: pd.DataFrame,
    *,
    people_by_old: Mapping[str, int] | None = None,
) -> tuple[Merger, ...]:
    """Return what each municipal merger does to the programme, on the current people.

    A merger can only lower the number of places, by at most one less than there were parts. A
    snapshot knows the people of today's municipalities only: unless those of the old ones are
    given, the places they would have are known between bounds (:func:`merged_places`).

    Parameters
    ----------
    table
        :func:`geodata.programme.rule.programme`.
    mergers
        ``old_nis``, ``old_name``, ``new_nis`` and ``year``: one row per old municipality.
    people_by_old
        NIS of an old municipality → people, of the same day and source as those of the table:
        otherwise the difference is not that of the merger alone.

    Returns
    -------
    tuple of Merger
        Those of municipalities in the table, by NIS.
    """
    old = people_by_old or {}
    found = []
    for nis, rows in mergers[mergers["new_nis"].isin(table.index)].groupby("new_nis"):
        people = [old.get(str(code)) for code in rows["old_nis"]]
        parts = tuple(
            OldMunicipality(str(code), str(name), n, None if n is None else places_for(n))
            for code, name, n in zip(rows["old_nis"], rows["old_name"], people, strict=True)
        )
        counted = table["counted"].loc[str(nis)]
        now: int | None = None if pd.isna(counted) else int(counted)
        low, high = merged_places(people, whole=now) or (None, None)
        places = None if now is None else places_for(now)
        found.append(Merger(str(nis), int(rows["year"].max()), parts, now, places, low, high))
    return tuple(found)

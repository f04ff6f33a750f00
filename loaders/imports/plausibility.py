"""Figures of people that differ several times from what is loaded, and why that probably is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.enums import FigureCause
from geodata.errors import UnlikelyFigure
from loaders.files.municipality_lookup import municipalities_in
from loaders.imports.people_columns import GROUPS

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData

FACTOR = 1.7
"""No municipality has this many times the people of another recent year; a household is larger."""

FACTOR_OLDER = 3.0
"""The same for 65+ and 80+, which grow faster."""

FACTOR_SOME = 4.0
"""The same for some of the wijken of a municipality: what is loaded may be an estimate."""

_FEWEST = 500
_FEWEST_GIVEN = 2_000
"""Fewer people change several times by themselves."""

_CLOSE = 1.35
_HOUSEHOLD = 3.0
"""People in a household of any municipality: at most this many, on average."""

_LARGEST_AREA = 7.5
"""A province, arrondissement or region has at most this many times the people of its city."""

_PERCENT = 100


def unlikely_in_municipalities(
    people: pd.DataFrame, data: SnapshotData
) -> tuple[UnlikelyFigure, ...]:
    """Return the figures of municipalities that differ several times from what is loaded.

    Parameters
    ----------
    people
        Any of :data:`GROUPS`, missing where not known; index: NIS code, of which rows are summed.
    data
        The snapshot to compare with.
    """
    groups = [group for group in GROUPS if group in people]
    if not groups:
        return ()
    people = people[groups].groupby(level=0).sum(min_count=1)
    loaded = data.units.groupby("municipality")[list(GROUPS)].sum()
    names = municipalities_in(data).set_index("code")["name"]
    larger = _larger_areas(data)
    found = []
    for nis in people.index:
        before = loaded.loc[nis] if nis in loaded.index else None
        if before is not None:
            some = _of_one(names[nis], people.loc[nis], before, FACTOR, larger[nis])
            found += some or _of_nobody(names[nis], people.loc[nis], before)
    return tuple(found)


def unlikely_in_wijken(people: pd.DataFrame, data: SnapshotData) -> tuple[UnlikelyFigure, ...]:
    """Return the figures of wijken that differ several times from what is loaded.

    The wijken of a municipality are compared together, because what is loaded may be an estimate;
    by itself, a wijk that was counted, and one with more people than its municipality.

    Parameters
    ----------
    people
        Any of :data:`GROUPS`, missing where not known; index: codes of wijken.
    data
        The snapshot to compare with.
    """
    columns = ["code", "name", "municipality", "estimated", *GROUPS]
    units = pd.DataFrame(data.units)[columns].set_index("code")
    both = people.index[units.loc[people.index, "people_all"].notna()]
    given = people.loc[both].groupby(units.loc[both, "municipality"]).sum(min_count=1)
    before = units.loc[both].groupby("municipality")[list(GROUPS)].sum()
    everyone = units.groupby("municipality")["people_all"].agg(["sum", "size"])
    counted = units.loc[both].groupby("municipality").size()
    names = municipalities_in(data).set_index("code")["name"]
    larger = _larger_areas(data)
    found = []
    for nis in given.index:
        factor = FACTOR if counted[nis] == everyone["size"][nis] else FACTOR_SOME
        found += _of_one(names[nis], given.loc[nis], before.loc[nis], factor, larger[nis])
        if found and found[-1].place == names[nis]:
            continue
        for code in both[units.loc[both, "municipality"] == nis]:
            one, unit = people.loc[code], units.loc[code]
            name = f"{unit['name']} ({code})"
            total = int(everyone["sum"][nis])
            if everyone["size"][nis] > 1 and one["people_all"] > max(total, _FEWEST_GIVEN):
                found.append(UnlikelyFigure(name, GROUPS[0], int(one["people_all"]), total))
            elif not unit["estimated"]:
                found += _of_one(name, one, unit, FACTOR_SOME, [])
    return tuple(found)


def _larger_areas(data: SnapshotData) -> dict[str, list[int]]:
    """Return per municipality how many people its province has: Brussels is one by itself."""
    units = data.units
    of_province = units.groupby("province")["people_all"].sum()
    first = units.drop_duplicates("municipality").set_index("municipality")["province"]
    return {
        str(nis): [int(of_province[of])] if of in of_province else [] for nis, of in first.items()
    }


def _of_one(
    place: str, given: pd.Series, loaded: pd.Series, factor: float, larger: list[int]
) -> list[UnlikelyFigure]:
    """Return the total of one place if it is unlikely, or else the ages that are."""
    factors = {GROUPS[0]: factor} | dict.fromkeys(GROUPS[1:], max(FACTOR_OLDER, factor))
    wrong = [group for group in GROUPS if _differs(given.get(group), loaded[group], factors[group])]
    return [
        UnlikelyFigure(
            *(place, group, int(given[group]), int(loaded[group])),
            _cause(group, int(given[group]), int(loaded[group]), larger),
        )
        for group in (wrong[:1] if GROUPS[0] in wrong else wrong)
    ]


def _of_nobody(place: str, given: pd.Series, loaded: pd.Series) -> list[UnlikelyFigure]:
    """Return the total of a municipality that lost everybody, however few they were."""
    group = GROUPS[0]
    if pd.isna(given.get(group)) or pd.isna(loaded[group]) or given[group] or not loaded[group]:
        return []
    return [UnlikelyFigure(place, group, 0, int(loaded[group]), FigureCause.ZERO)]


def _differs(given: Any, loaded: Any, factor: float) -> bool:
    """Return whether two figures are known, and differ by more than a factor."""
    if pd.isna(given) or pd.isna(loaded) or not loaded:
        return False
    here, before = int(given), int(loaded)
    if before < _FEWEST and here < _FEWEST_GIVEN:
        return False
    return not before / factor <= here <= before * factor


def _cause(group: str, given: int, loaded: int, larger: list[int]) -> FigureCause:
    """Return why a figure is probably so different: the first cause that fits."""
    ratio, everyone = given / loaded, group == GROUPS[0]
    fits = {
        FigureCause.ZERO: not given,
        FigureCause.PERCENTAGES: given == _PERCENT or (not everyone and given < _PERCENT),
        FigureCause.THOUSANDS: _close(ratio * 1_000),
        FigureCause.LARGER_AREA: any(_close(given / n) for n in larger if n > loaded * FACTOR),
        FigureCause.TENFOLD: any(_close(ratio / times) for times in (10, 100, 1_000)),
    }
    if cause := next((cause for cause, fit in fits.items() if fit), None):
        return cause
    if everyone and 1 / _HOUSEHOLD < ratio < _LARGEST_AREA:
        return FigureCause.LARGER_AREA if ratio > 1 else FigureCause.HOUSEHOLDS
    return FigureCause.UNKNOWN


def _close(ratio: float) -> bool:
    return 1 / _CLOSE <= ratio <= _CLOSE

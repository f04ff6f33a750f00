"""Regions that a person can look at: everything, Flanders, or one area of some level.

A region has a key, a short text used in addresses and file names: ``all``, ``flanders``,
``province:<code>``, ``municipality:<NIS>``, ``elz:<code>`` or ``rop:<id>``.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from geodata.enums import Level
from geodata.errors import UnknownCodeError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geodata.snapshot.model import SnapshotData

ALL = "all"
FLANDERS = "flanders"
BRUSSELS_PROVINCE = "4000"
"""The code of Brussels among the provinces."""

_COLUMNS = {Level.PROVINCE: "province", Level.MUNICIPALITY: "municipality", Level.ELZ: "elz"}


class Region(NamedTuple):
    """A region: its key, its level, and the code of the area (the key itself at region level)."""

    key: str
    level: Level
    code: str


def parse_region(key: str) -> Region:
    """Return the region that a key names, without checking that such an area exists.

    Raises
    ------
    UnknownCodeError
        If the key is of no known form.

    Examples
    --------
    >>> parse_region("municipality:44021").code
    '44021'
    """
    if key in {ALL, FLANDERS}:
        return Region(key, Level.REGION, key)
    level, _, code = key.partition(":")
    if code and level in {*_COLUMNS, Level.ROP}:
        return Region(key, Level(level), code)
    raise _unknown(key)


def municipality_key(code: str) -> str:
    """Return the region key of a municipality, or of Brussels as a whole.

    >>> municipality_key("44021"), municipality_key(BRUSSELS_PROVINCE)
    ('municipality:44021', 'province:4000')
    """
    level = Level.PROVINCE if code == BRUSSELS_PROVINCE else Level.MUNICIPALITY
    return f"{level}:{code}"


def region_codes(units: pd.DataFrame, division: pd.DataFrame, key: str) -> list[str]:
    """Return the codes of the units of a region, ascending.

    Parameters
    ----------
    units
        ``schemas.Units``; only the codes of the units and their areas are read.
    division
        ``schemas.Division``.
    key
        A region key.

    Raises
    ------
    UnknownCodeError
        If the key is of no known form, or no unit is in such a region.

    Examples
    --------
    >>> import pandas as pd
    >>> units = pd.DataFrame({"code": ["b", "a", "c"], "municipality": ["1", "1", "2"]})
    >>> division = pd.DataFrame({"municipality": ["1", "2"], "rop": ["north", "south"]})
    >>> region_codes(units, division, "rop:north")
    ['a', 'b']
    """
    region = parse_region(key)
    if region.key == ALL:
        chosen = units["code"]
    elif region.key == FLANDERS:
        chosen = units.loc[units["province"] != BRUSSELS_PROVINCE, "code"]
    elif region.level == Level.ROP:
        served = division.loc[division["rop"] == region.code, "municipality"]
        chosen = units.loc[units["municipality"].isin(served), "code"]
    else:
        chosen = units.loc[units[_COLUMNS[region.level]] == region.code, "code"]
    if chosen.empty:
        raise _unknown(key)
    return sorted(chosen)


def region_keys(snapshot: SnapshotData) -> list[Region]:
    """Return every region of a snapshot that has a unit, the largest levels first."""
    units, division = snapshot.units, snapshot.division
    served = division.loc[division["municipality"].isin(units["municipality"]), "rop"]
    codes = {
        Level.PROVINCE: units["province"],
        Level.ROP: served,
        Level.ELZ: units["elz"].dropna(),
        Level.MUNICIPALITY: units["municipality"],
    }
    regions = [parse_region(ALL)] if len(units) else []
    if (units["province"] != BRUSSELS_PROVINCE).any():
        regions.append(parse_region(FLANDERS))
    regions += [
        Region(f"{level}:{code}", level, code)
        for level, column in codes.items()
        for code in sorted(set(column))
    ]
    return regions


def codes_hash(codes: Iterable[str]) -> str:
    """Return a short fingerprint of codes in their order, to compare two lists by."""
    return sha256("\n".join(codes).encode()).hexdigest()[:12]


def _unknown(key: str) -> UnknownCodeError:
    return UnknownCodeError(
        where="region",
        expected="all, flanders, or the level and code of an area that holds a wijk",
        got=repr(key),
        action="Choose a region from the list.",
    )

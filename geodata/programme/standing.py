"""How municipalities stand: towards their programme, and as working areas see them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping


class Standing(StrEnum):
    """How a municipality stands."""

    NONE = "none"
    """It has no centre that is known."""
    INCOMPLETE = "incomplete"
    """More than half of its centres have an incomplete record."""
    ROOM = "room"
    """The programme has room, even if every centre of unknown status fills a place."""
    FULL = "full"
    """The programme has no room left."""
    OVER = "over"
    """It has more centres than the programme."""
    UNSURE = "unsure"
    """Centres of unknown status decide."""
    UNKNOWN = "unknown"
    """There is no projection, so the programme is not known."""


def programme_standings(table: pd.DataFrame) -> pd.Series[str]:
    """Return how each municipality stands towards its programme.

    A standing is certain, or ``UNSURE``: it must hold whether centres of other or unknown status
    fill a place or not. A municipality without inhabitants has no places, and is ``FULL``.

    Parameters
    ----------
    table
        ``room``, ``room_low`` and ``centres``, as in
        :func:`geodata.programme.rule.programme`.

    Returns
    -------
    pandas.Series
        Values of :class:`Standing`, never ``INCOMPLETE``; the index of the table.

    Examples
    --------
    >>> table = pd.DataFrame({"room": [2, 1, -1], "room_low": [2, 0, -1]}, dtype="Int64")
    >>> programme_standings(table.assign(centres=[0, 3, 3])).tolist()
    ['none', 'unsure', 'over']
    """
    room, low = table["room"], table["room_low"]
    nothing = table["centres"] == 0
    return _first_that_holds(
        {
            Standing.UNKNOWN: room.isna(),
            Standing.NONE: nothing & (room > 0),
            Standing.ROOM: low > 0,
            Standing.FULL: (low == 0) & (room == 0),
            Standing.OVER: room < 0,
        }
    )


def working_standings(table: pd.DataFrame) -> pd.Series[str]:
    """Return how each municipality stands for a regional support point, the most pressing first.

    Here a municipality with an antenne is not without a centre, ``FULL`` includes more than the
    programme, and ``UNSURE`` includes municipalities of which the room is not known.

    Parameters
    ----------
    table
        ``centres``, ``antennes``, ``incomplete``, ``free_low`` and ``free`` of
        :func:`geodata.working_areas.municipal_table`.

    Returns
    -------
    pandas.Series
        ``NONE``, ``INCOMPLETE``, ``ROOM``, ``FULL`` or ``UNSURE``; the index of the table.
    """
    return _first_that_holds(
        {
            Standing.NONE: table["centres"] + table["antennes"] == 0,
            Standing.INCOMPLETE: mostly_incomplete(table),
            Standing.ROOM: has_room(table),
            Standing.FULL: table["free"] == 0,
        }
    )


def has_room(table: pd.DataFrame) -> pd.Series[bool]:
    """Tell where the programme certainly has room; False where ``free_low`` is missing."""
    return (table["free_low"] > 0).fillna(value=False).astype(bool)


def mostly_incomplete(table: pd.DataFrame) -> pd.Series[bool]:
    """Tell where more than half of the ``centres`` are ``incomplete``."""
    return table["incomplete"] * 2 > table["centres"]


def _first_that_holds(cases: Mapping[Standing, pd.Series[bool]]) -> pd.Series[str]:
    """Return the first standing whose case is True, else ``UNSURE``; a missing case is False."""
    index = next(iter(cases.values())).index
    holds = [case.fillna(value=False).to_numpy(dtype=bool) for case in cases.values()]
    found = np.select(holds, [standing.value for standing in cases], Standing.UNSURE.value)
    return pd.Series(found, index=index, dtype="str")

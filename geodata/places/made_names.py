"""Names for wijken whose name is only their code: deelgemeente, and side or number.

In 52 municipalities the wijken have no name yet. The made ones are marked, and stay until a name is
loaded; the code of a wijk stays what it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

MARK = " *"
"""Ends a name that Nabij made."""

_PLACE_CODE = 6
"""Letters of the code of a deelgemeente, NIS code and a letter: that of its wijken begins so."""
_SIDES = ("oost", "noord", "west", "zuid")
_CENTRE = "centrum"


def with_made_names(units: pd.DataFrame, places: pd.DataFrame) -> pd.Series[str]:
    """Return the names of wijken, with made ones where the name is only a code.

    Parameters
    ----------
    units
        ``code``, ``name``, ``municipality``, ``inner_x_m`` and ``inner_y_m`` (EPSG:3812).
    places
        Deelgemeenten with the same columns; ``code`` is theirs.

    Returns
    -------
    pandas.Series
        Names on the index of ``units``. Of the wijken of one deelgemeente the nearest to its
        middle is the centre, the others are named by their side, numbered where several share one.
        A deelgemeente of which only one wijk lacks a name gives it its own.

    Examples
    --------
    >>> columns = ["code", "name", "municipality", "inner_x_m", "inner_y_m"]
    >>> rows = [("11016A0W", "11016A0", "11016", 5, 0), ("11016A1W", "11016A1", "11016", 0, 900)]
    >>> units = pd.DataFrame([*rows, ("11016W2", "De Kade", "11016", 1, 1)], columns=columns)
    >>> places = pd.DataFrame([("11016A", "Essen", "11016", 0, 0)], columns=columns)
    >>> with_made_names(units, places).tolist()
    ['Essen centrum *', 'Essen noord *', 'De Kade']
    """
    names = units["name"].astype("str")
    of_code = [code.startswith(name) for code, name in zip(units["code"], names, strict=True)]
    nameless = names.str.fullmatch(r"\d{5}[A-Z]\w*") & np.array(of_code, dtype=bool)
    made = dict(zip(units.index, names, strict=True))
    bare = units[nameless]
    place_of = _places(bare, places)
    for place, rows in bare.groupby(place_of, sort=True):
        home = places.loc[[place]].iloc[0]
        named = [f"{home['name']}{side}{MARK}" for side in _sides(rows, home)]
        made |= zip(rows.index, named, strict=True)
    return pd.Series(made, units.index, dtype="str")


def _places(bare: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """Return the row of the deelgemeente of each wijk: by its code, else the nearest."""
    by_code = pd.Series(places.index, index=places["code"])
    found = bare["name"].str[:_PLACE_CODE].map(by_code)
    for row in bare.index[found.isna()]:
        near = places[places["municipality"] == bare.loc[row, "municipality"]]
        away = _from(near, bare.loc[row])
        if len(away):
            found[row] = near.index[np.hypot(*away.T).argmin()]
    return found


def _sides(rows: pd.DataFrame, home: pd.Series) -> list[str]:
    if len(rows) == 1:
        return [""]
    away = _from(rows, home)
    angle = np.arctan2(away[:, 1], away[:, 0])
    side = [_SIDES[at] for at in (np.round(angle / (np.pi / 2)).astype(int) % 4)]
    side[int(np.hypot(*away.T).argmin())] = _CENTRE
    seen: dict[str, int] = {}
    texts = []
    for one in side:
        seen[one] = seen.get(one, 0) + 1
        texts.append(f" {one}" if side.count(one) == 1 else f" {one} {seen[one]}")
    return texts


def _from(rows: pd.DataFrame, home: pd.Series) -> NDArray[np.float64]:
    at = ["inner_x_m", "inner_y_m"]
    away: NDArray[np.float64] = rows[at].to_numpy(dtype=float) - home[at].to_numpy(dtype=float)
    return away

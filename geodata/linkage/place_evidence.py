"""What is known of the places of two records: from nothing in common to the same door."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyproj import Transformer

from geodata.comparison.matches import SPOT_M
from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import Precision
from geodata.linkage.name_similarity import (
    SAME_STREET,
    plain_phone,
    plain_site,
    split_streets,
    street_likeness,
)
from geodata.places.text_folding import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.intp]
    Flags = NDArray[np.bool_]

TOWN = ("municipality", "postcode", "place")
"""The columns that say in which town a record lies."""


class Evidence(IntEnum):
    """What is known of the places of two records, from nothing in common to the same door."""

    APART = 0
    """In other towns, and not within ``NEAR_M``."""
    NOWHERE = 1
    """One of them names no town and has no position."""
    ELSEWHERE = 2
    """In one town, in other streets or farther from each other than ``NEAR_M``."""
    STREET = 3
    """In one street under another number, or close by in another street or town."""
    TOWN = 4
    """In one town; nothing more is known of one of them."""
    NEAR = 5
    """In one street as far as known, within ``NEAR_M``, or in one town with one contact."""
    SPOT = 6
    """At one address, or within ``SPOT_M``."""


_MISSING = -1

NEAR_M = 250.0
"""Two positions of one building differ by less: entrances, plots, a street's middle. In the
102 centres of the facts no two of one town with a known street are closer."""


def spots_of(rows: pd.DataFrame) -> NDArray[np.float64]:
    """Return positions in EPSG:3812, NaN where none is exact enough to decide."""
    exact = rows["precision"].isin([p for p in Precision if p.decides]).to_numpy()
    to_metric = Transformer.from_crs(WGS84, METRIC_CRS, always_xy=True)
    x, y = to_metric.transform(rows["lon"].to_numpy(), rows["lat"].to_numpy())
    spots = np.column_stack([x, y])
    return np.where(exact[:, None] & np.isfinite(spots), spots, np.nan)


def evidence_of(
    rows: pd.DataFrame, spots: NDArray[np.float64], a: Rows, b: Rows
) -> tuple[Rows, NDArray[np.float64]]:
    """Return what is known of the places of pairs of records, and the metres between them.

    Parameters
    ----------
    rows
        Records.
    spots
        Their positions, from :func:`spots_of`.
    a, b
        The pairs, by number of row.

    Returns
    -------
    evidence
        :class:`Evidence` of each pair.
    apart_m
        Metres in a straight line, NaN where a position is not known well enough.
    """
    apart_m = np.hypot(*(spots[a] - spots[b]).T)
    far, near = apart_m > NEAR_M, apart_m <= NEAR_M
    town, nowhere = _towns(rows, a, b)
    address = split_streets(rows["street"])
    streets = address["street"].tolist()
    alike = street_likeness([streets[i] for i in a], [streets[j] for j in b])
    one_street, other_street = alike >= SAME_STREET, alike < SAME_STREET
    one_number, other_number = _agree(address["number"], a, b)
    other_post = _agree(rows["postcode"].fillna(""), a, b)[1]
    one_door = one_street & one_number & town & ~other_post
    contact = _one_contact(rows, a, b)
    found = np.select(
        [
            (town & ~far & one_door) | (apart_m <= SPOT_M) & town,
            one_door & (apart_m <= 4 * NEAR_M),
            apart_m <= SPOT_M,
            near & (other_street | other_number | ~town & ~nowhere),
            near | one_street & ~other_number & ~far & town,
            town & one_street & ~far,
            town & (far | other_street | other_post & ~contact),
            town & contact,
            town,
            nowhere,
        ],
        [
            Evidence.SPOT,
            Evidence.SPOT,
            Evidence.NEAR,
            Evidence.STREET,
            Evidence.NEAR,
            Evidence.STREET,
            Evidence.ELSEWHERE,
            Evidence.NEAR,
            Evidence.TOWN,
            Evidence.NOWHERE,
        ],
        Evidence.APART,
    )
    return found.astype(np.intp), apart_m


def _towns(rows: pd.DataFrame, a: Rows, b: Rows) -> tuple[Flags, Flags]:
    """Tell which pairs lie in one town, and of which that cannot be known."""
    folded = {column: rows[column].fillna("").map(fold) for column in TOWN}
    agree = {column: _agree(values, a, b) for column, values in folded.items()}
    other = agree["municipality"][1] | agree["postcode"][1]
    one = agree["municipality"][0] | agree["postcode"][0] | agree["place"][0] & ~other
    return one, ~one & ~other


def _agree(values: pd.Series, a: Rows, b: Rows) -> tuple[Flags, Flags]:
    """Tell which pairs have one value, and which have two; neither where one is not known."""
    codes, _ = pd.factorize(values.where(values != ""))
    known = (codes[a] != _MISSING) & (codes[b] != _MISSING)
    return known & (codes[a] == codes[b]), known & (codes[a] != codes[b])


def one_id(values: pd.Series, sources: pd.Series, a: Rows, b: Rows) -> Flags:
    """Tell which pairs have one value, that no two records of one source have."""
    return _agree(only_of_source(values, sources), a, b)[0]


def only_of_source(values: pd.Series, sources: pd.Series) -> pd.Series:
    """Return the plain values; ``""`` where none is known, or several of one source have it."""
    plain = values.fillna("").map(plain_site)
    own = ~pd.DataFrame({"v": plain, "s": sources}).duplicated(keep=False)
    return plain.where(own, "")


def _one_contact(rows: pd.DataFrame, a: Rows, b: Rows) -> Flags:
    phone = rows["phone"].fillna("").map(plain_phone)
    one = [one_id(v, rows["source"], a, b) for v in (phone, rows["email"], rows["website"])]
    return np.asarray(np.logical_or.reduce(one), bool)

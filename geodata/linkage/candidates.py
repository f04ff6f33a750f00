"""Which pairs of records are worth comparing: no other pair can be the same or doubtful.

Comparing every two records takes a time that grows with their square. What two records must share
to be more than different follows from the rules of :mod:`geodata.linkage.matches`, and each kind
of pair is looked up on its own:

- within ``NEAR_M`` of each other, whatever their names;
- with one contact or page that no other record of their sources has, whatever their names;
- identical records of one source;
- in one town, in streets that can be one, without contrary numbers, whatever their names;
- of two sources, in one town or with one page, or one of them without a town: with similar names;
- of one source, in one town, where nothing more is known of one of them: with names so similar
  that two sources would mean the same. Other records of one source are taken at its word.

``tests/geodata/linkage/test_candidates.py`` compares the result with that of all pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

from geodata.linkage.name_similarity import (
    plain_phone,
    plain_site,
    similar_names,
    similar_streets,
    split_streets,
)
from geodata.linkage.place_evidence import NEAR_M, TOWN, only_of_source
from geodata.places.text_folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from geodata.linkage.place_evidence import Rows

    Pairs = tuple[Rows, Rows]


def candidates(
    rows: pd.DataFrame,
    spots: NDArray[np.float64],
    names: Sequence[str],
    *,
    identities: Rows,
    least: float,
    least_of_one_source: float,
) -> Pairs:
    """Return the pairs of records that can be the same or doubtful, each once.

    Parameters
    ----------
    rows
        Records, index 0, 1, 2, ….
    spots
        Their positions in EPSG:3812, NaN where not known.
    names
        Their plain names.
    identities
        Numbers, the same for identical records of one source.
    least, least_of_one_source
        Likeness of names from which records that share no more than a town can be doubtful: of
        two sources, and of one.

    Returns
    -------
    a, b
        Numbers of rows, ``a`` < ``b``.
    """
    keys = {column: rows[column].fillna("").map(fold) for column in TOWN}
    street = split_streets(rows["street"])
    found = [
        _near(spots),
        *(_equal(values) for values in _contacts(rows)),
        _joined(identities, identities),
    ]
    towns = _groups(list(keys.values()))
    for members in towns:
        a, b = _one_street(street.iloc[members])
        found.append((members[a], members[b]))
    plain = _Names(rows, names, least=least)
    for members in _groups([*keys.values(), rows["url"].fillna("").map(plain_site)]):
        found += plain.of_two_sources(members, members)
    lost = np.flatnonzero(keys["municipality"] == "")
    found += plain.of_two_sources(lost, np.arange(len(rows)))
    vague = (street["street"] == "").to_numpy(), np.isnan(spots[:, 0])
    own = _Names(rows, names, least=least_of_one_source)
    for members in towns:
        found += own.of_one_source(members, *vague)
    return _once(found, len(rows))


class _Names:
    """The plain names of records, and the pairs of records whose names are similar."""

    def __init__(self, rows: pd.DataFrame, names: Sequence[str], *, least: float) -> None:
        self.known, self.codes = np.unique(np.array(names, dtype=object), return_inverse=True)
        self.sources = np.unique(rows["source"].to_numpy(object), return_inverse=True)[1]
        self.least = least

    def of_two_sources(self, left: Rows, right: Rows) -> Iterator[Pairs]:
        """Yield the pairs of two sources, one record of them in each group."""
        for source in np.unique(self.sources[left]):
            others = self.sources[right]
            others = others > source if left is right else others != source
            yield self._similar(left[self.sources[left] == source], right[others])

    def of_one_source(self, members: Rows, *vague: NDArray[np.bool_]) -> Iterator[Pairs]:
        """Yield the pairs of one source of which, for each fact, one record is vague."""
        for source in np.unique(self.sources[members]):
            own = members[self.sources[members] == source]
            a, b = self._similar(own[vague[0][own]], own)
            both = np.logical_and.reduce([fact[a] | fact[b] for fact in vague])
            yield a[both], b[both]

    def _similar(self, left: Rows, right: Rows) -> Pairs:
        if not len(left) or not len(right):
            return left[:0], right[:0]
        sides = [np.unique(self.codes[side], return_inverse=True) for side in (left, right)]
        texts = [self.known[codes].tolist() for codes, _ in sides]
        one, other = similar_names(*texts, least=self.least)
        i, pair = _joined(sides[0][1], one)
        at, j = _joined(other[pair], sides[1][1])
        return left[i[at]], right[j]


def _near(spots: NDArray[np.float64]) -> Pairs:
    known = np.flatnonzero(~np.isnan(spots[:, 0]))
    if not len(known):
        return known, known
    close = KDTree(spots[known]).query_pairs(NEAR_M, output_type="ndarray")
    return known[close[:, 0]], known[close[:, 1]]


def _contacts(rows: pd.DataFrame) -> Iterator[pd.Series]:
    """Yield phones, mail and web addresses and pages that one record of a source has."""
    phones = rows["phone"].fillna("").map(plain_phone)
    for values in (phones, rows["email"], rows["website"], rows["url"]):
        yield only_of_source(values, rows["source"])


def _equal(values: pd.Series) -> Pairs:
    """Return the pairs with one value that is not empty."""
    known = np.flatnonzero(values != "")
    codes = np.unique(values.to_numpy(object)[known], return_inverse=True)[1]
    a, b = _joined(codes, codes)
    return known[a], known[b]


def _groups(columns: Sequence[pd.Series]) -> list[Rows]:
    """Return the records with one value in a column, without records alone and repeated groups."""
    found = {}
    for column in columns:
        known = np.flatnonzero(column != "")
        for at in column.iloc[known].groupby(column.iloc[known].to_numpy()).indices.values():
            if len(at) > 1:
                members = np.sort(known[at])
                found[members.tobytes()] = members
    return list(found.values())


def _one_street(address: pd.DataFrame) -> Pairs:
    """Return the pairs in streets that can be one, with one number or without one of them."""
    known = np.flatnonzero(address["street"] != "")
    names, streets = np.unique(address["street"].to_numpy(object)[known], return_inverse=True)
    numbers = np.unique(address["number"].to_numpy(object)[known], return_inverse=True)[1]
    open_ended = (address["number"] == "").to_numpy()[known]
    one, other = similar_streets(names.tolist())
    row, pair = _joined(streets, one)
    doors = streets * (numbers.max(initial=0) + 1) + numbers
    at, same_door = _joined(other[pair] * (numbers.max(initial=0) + 1) + numbers[row], doors)
    bare = np.flatnonzero(open_ended[row])
    open_at, any_door = _joined(other[pair[bare]], streets)
    left = np.concatenate([row[at], row[bare[open_at]]])
    return known[left], known[np.concatenate([same_door, any_door])]


def _joined(left: Rows, right: Rows) -> Pairs:
    """Return the positions of all pairs of equal numbers."""
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    first = np.searchsorted(ordered, left, side="left")
    count = np.searchsorted(ordered, left, side="right") - first
    at = np.repeat(np.arange(len(left)), count)
    nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return at, order[first[at] + nth]


def _once(found: Sequence[Pairs], rows: int) -> Pairs:
    """Return the pairs of two records, each once and in order."""
    a, b = (np.concatenate([pairs[side] for pairs in found]).astype(np.intp) for side in (0, 1))
    ordered = np.unique(np.minimum(a, b)[a != b] * rows + np.maximum(a, b)[a != b])
    return ordered // max(rows, 1), ordered % max(rows, 1)

"""Places by what people type: any spelling, small typing errors, a place with its municipality.

A query is cut into words, and every way to split them into a name and the words next to it (the
municipality, the postcode, a street) is tried. Exact names come before beginnings of names, those
before words within a name, those before typing errors.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from geodata.errors import BadValueError
from geodata.places.text_folding import ARTICLES, NOISE, clean, is_house_number, is_street, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MAX_WORDS = 8
_EXACT, _BEGINS, _WITHIN, _TYPO = 100.0, 90.0, 80.0, 70.0
_PER_EDIT, _FIRST_LETTER, _INNER = 6.0, 2.0, 8.0
_CONTEXT, _PART, _SOME_CONTEXT = 3.0, 40.0, 10.0
_MIN_BEGIN, _MIN_WORD, _MIN_PART = 2, 5, 3
_POSTCODE = 4  # digits
_SPAN = 25.0  # what is this much worse than the best is no answer

_LAT, _LON = (49.3, 51.7), (2.3, 6.6)  # Belgium, with room to spare
_NUMBER = r"([+-]?\d{1,3}[.,]\d+)\s*°?\s*"
_COORDINATES = re.compile(rf"\s*{_NUMBER}n?\s*[,;\s]\s*{_NUMBER}[eo]?\s*", re.IGNORECASE)


class PlaceKind(StrEnum):
    """What a place is; of equal answers, the first of these comes first."""

    MUNICIPALITY = "municipality"
    DEELGEMEENTE = "deelgemeente"
    POSTCODE = "postcode"
    WIJK = "wijk"
    CENTRE = "centre"


_RANK = {kind: rank for rank, kind in enumerate(PlaceKind)}


@dataclass(frozen=True)
class Place:
    """Something that can be looked for by name.

    Attributes
    ----------
    kind
        What it is.
    name, detail
        As shown: its name, and the municipality it lies in (of a municipality: the province).
    code
        Its code within its kind; of a centre the id.
    x_m, y_m
        Where it stands, EPSG:3812, metres.
    names
        All searchable spellings, the shown one among them.
    radius_m
        How far its real extent may reach from that spot, metres; 0 for a known address.
    context
        What may follow or precede the name in a query: names of the municipality, postcodes.
    weight
        People who live there, where known: of equal answers the larger comes first.
    """

    kind: PlaceKind
    name: str
    detail: str
    code: str
    x_m: float
    y_m: float
    names: tuple[str, ...]
    radius_m: float = 0.0
    context: tuple[str, ...] = ()
    weight: float = 0.0


@dataclass(frozen=True)
class Hit:
    """An answer.

    Attributes
    ----------
    place
        What was found.
    score
        0–100, for comparing answers to one query.
    partial
        Some words were left unused: the street of an address, for one. The place is then only
        where the looked-for thing lies.
    """

    place: Place
    score: float
    partial: bool = False


@dataclass(frozen=True)
class PlaceIndex:
    """Places, prepared for :func:`search`. Make it once with :func:`build_index` and keep it.

    Attributes
    ----------
    places
        The places, best first among equals.
    keys
        Folded names and what follows each word in them, without spaces, ascending.
    owners
        For each key the places of that name, and whether the key begins the name.
    lettered
        Positions of the keys that typing errors are forgiven in: those that are no number.
    context
        For each place the folded words and names that may follow or precede its name.
    """

    places: tuple[Place, ...]
    keys: tuple[str, ...] = field(repr=False)
    owners: tuple[tuple[tuple[int, bool], ...], ...] = field(repr=False)
    lettered: tuple[int, ...] = field(repr=False)
    context: tuple[frozenset[str], ...] = field(repr=False)


def in_order(places: Sequence[Place]) -> tuple[Place, ...]:
    """Return places, best first among equals."""
    return tuple(sorted(places, key=lambda p: (_RANK[p.kind], -p.weight, p.name, p.detail, p.code)))


def by_key(places: Sequence[Place]) -> dict[str, Place]:
    """Return key → place, for links; a key is e.g. ``municipality:44021``.

    Two municipalities may share a postcode: the first of them has the plain key.
    """
    found: dict[str, Place] = {}
    for place in places:
        key = f"{place.kind}:{place.code}"
        found[key if key not in found else f"{key}~{place.detail}"] = place
    return found


def build_index(places: Sequence[Place]) -> PlaceIndex:
    """Prepare places for searching."""
    ordered = in_order(places)
    found: defaultdict[str, dict[int, bool]] = defaultdict(dict)
    for number, place in enumerate(ordered):
        for name in place.names:
            for key, begins in _keys(words_of(name)):
                found[key][number] = begins or found[key].get(number, False)
    keys = tuple(sorted(found))
    return PlaceIndex(
        places=ordered,
        keys=keys,
        owners=tuple(tuple(found[key].items()) for key in keys),
        lettered=tuple(i for i, key in enumerate(keys) if not key.isdigit()),
        context=tuple(
            frozenset(part for n in place.context for part in (*words_of(n), "".join(words_of(n))))
            for place in ordered
        ),
    )


def search(index: PlaceIndex, query: str, *, limit: int = 8) -> list[Hit]:
    """Return the places that a query may mean, best first.

    Parameters
    ----------
    index
        From :func:`build_index`.
    query
        Whatever was typed: a name in any spelling, ``Hoboken Antwerpen``, ``2660 Hoboken``, the
        beginning of a postcode, an address (of which the place is found, as a partial hit).
    limit
        How many hits at most.

    Returns
    -------
    list of Hit
        Empty if nothing is like it. The same query always gives the same list.
    """
    words = words_of(clean(query))[:_MAX_WORDS]
    meant = tuple(word for word in words if word not in NOISE)
    parts = list(dict.fromkeys((*_partings(words), *_partings(meant))))
    best: dict[int, tuple[float, bool]] = {}
    for (head, rest, last), matches in zip(parts, _matches(index, parts), strict=True):
        for number, score in matches.items():
            scored = _with_context(score, rest, index.context[number], last=last, head=head)
            if scored and scored > best.get(number, (0.0, False)):
                best[number] = scored
    if any(whole for _, whole in best.values()):
        best = {n: scored for n, scored in best.items() if scored[1]}
    ranked = sorted(best, key=lambda n: (-best[n][0], n))[:limit]
    return [
        Hit(index.places[n], best[n][0], partial=not best[n][1])
        for n in ranked
        if best[n][0] > best[ranked[0]][0] - _SPAN
    ]


def looks_like_address(query: str) -> bool:
    """Return whether a query names a street or a house number, so that a geocoder may know it."""
    words = words_of(clean(query))
    numbered = any(
        is_house_number(word) and not words[i].isdigit()
        for i, word in enumerate(words[1:])
        if len(word) < _POSTCODE or not word.isdigit()
    )
    return numbered or (len(words) > 1 and any(is_street(word) for word in words))


def parse_coordinates(query: str) -> tuple[float, float] | None:
    """Return latitude and longitude (degrees, WGS84) if a query is such a pair.

    Decimals are needed in both, with a point or a comma: ``51.05, 3.72``.

    Raises
    ------
    BadValueError
        If they lie outside Belgium. It does not repeat them.
    """
    match = _COORDINATES.fullmatch(clean(query))
    if match is None:
        return None
    lat, lon = (float(number.replace(",", ".")) for number in match.groups())
    if not in_belgium(lat, lon):
        raise BadValueError(
            where="coordinates",
            expected="latitude and longitude of a spot in Belgium",
            got="a spot outside it",
            action="Give the latitude first, in degrees: 51.05, 3.72.",
        )
    return lat, lon


def in_belgium(lat: float, lon: float) -> bool:
    """Return whether a spot (degrees, WGS84) lies in a generous box around Belgium."""
    return _LAT[0] <= lat <= _LAT[1] and _LON[0] <= lon <= _LON[1]


def _keys(words: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Yield a name and what follows each of its words; articles and noise do not count as one."""
    begins = True
    for i, word in enumerate(words):
        yield "".join(words[i:]), begins
        if i and len(word) >= _MIN_WORD:
            yield word, begins
        begins = begins and word in ARTICLES | NOISE


def _partings(words: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield a possible name, the other words, and whether the name comes last."""
    if words:
        yield "".join(words), (), True
    for i in range(1, len(words)):
        yield "".join(words[i:]), words[:i], True
        yield "".join(words[:i]), words[i:], False


def _matches(
    index: PlaceIndex, parts: list[tuple[str, tuple[str, ...], bool]]
) -> Iterator[dict[int, float]]:
    """Yield for each possible name the places that it fits, and how well."""
    heads = [head for head, _, _ in parts]
    lettered = [index.keys[i] for i in index.lettered]
    fuzzy = [head for head in dict.fromkeys(heads) if _edits(head)]
    edits = {}
    if fuzzy and lettered:
        table = cdist(fuzzy, lettered, scorer=OSA.distance, score_cutoff=3, dtype=np.uint8)
        edits = {
            head: [(index.lettered[j], int(row[j])) for j in np.flatnonzero(row <= _edits(head))]
            for head, row in zip(fuzzy, table, strict=True)
        }
    for head in heads:
        found: dict[int, float] = {}
        for key, score in _scored_keys(index, head, edits.get(head, [])):
            for number, begins in index.owners[key]:
                given = score if begins else min(score - _INNER, _WITHIN)
                found[number] = max(given, found.get(number, 0.0))
        yield found


def _scored_keys(
    index: PlaceIndex, head: str, edits: list[tuple[int, int]]
) -> Iterator[tuple[int, float]]:
    first = bisect_left(index.keys, head)
    for key in range(first, len(index.keys)):
        if not index.keys[key].startswith(head):
            break
        if len(index.keys[key]) == len(head):
            yield key, _EXACT
        elif len(head) >= _MIN_BEGIN:
            yield key, _BEGINS
    for key, count in edits:
        name = index.keys[key]
        if count and _edits(name) >= count:
            yield key, _TYPO - _PER_EDIT * count + _FIRST_LETTER * (name[0] == head[0])


def _edits(name: str) -> int:
    """Return how many typing errors a name of this length may hold; none in a number."""
    if any(letter.isdigit() for letter in name):
        return 0
    return int(np.searchsorted((4, 6, 9), len(name), side="right"))


def _with_context(
    score: float, rest: tuple[str, ...], context: frozenset[str], *, last: bool, head: str
) -> tuple[float, bool] | None:
    """Return the score of a place given the other words of the query, and whether all fit it."""
    if not rest:
        return score, True
    if _fits("".join(rest), context):
        return score - _CONTEXT, True
    fitting = [_fits(word, context) for word in rest]
    if all(fitting):
        return score - _CONTEXT, True
    address = any(is_street(word) or is_house_number(word) for word in rest)
    certain = score >= _EXACT or (score >= _TYPO - _PER_EDIT and score < _WITHIN and _edits(head))
    if not certain or not (last or address) or is_street(head) or len(head) < _MIN_PART:
        return None
    return score - _PART + _SOME_CONTEXT * any(fitting), False


def _fits(word: str, context: frozenset[str]) -> bool:
    if word in context:
        return True
    allowed = min(_edits(word), 2)
    return any(
        (len(word) > _MIN_BEGIN and name.startswith(word) and not word.isdigit())
        or (allowed and OSA.distance(word, name, score_cutoff=allowed) <= allowed <= _edits(name))
        for name in context
    )

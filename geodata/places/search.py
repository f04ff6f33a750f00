"""Places by what people type: any spelling, small typing errors, a place with its municipality.

Every run of words in a query may be the name; the words around it are its municipality or
postcode, words that name no place ("station"), or unused ones (a street). Names as they are come
before initials, those before beginnings of words, those before typing errors. The browser ranks
its suggestions in the same way: ``pages/assets/nabij-gazetteer.js``, with the same :mod:`rules
<geodata.places.rules>`.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from geodata.places import rules
from geodata.places.index import POSTCODE_DIGITS, PlaceIndex
from geodata.places.place import Place, PlaceKind
from geodata.places.text_folding import clean, is_house_number, is_street, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_LETTERS, _LONG = 4, 6


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
        where the looked-for thing is.
    common
        All those words are common ones that name no place: a station, a town hall.
    guess
        Not what was typed: the beginning of a word, or a name with a typing error.
    """

    place: Place
    score: float
    partial: bool = False
    common: bool = False
    guess: bool = False


class _Span(NamedTuple):
    """A run of words that may be a name, and the words around it."""

    head: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def joined(self) -> str:
        return "".join(self.head)


class _Around(NamedTuple):
    """What the words around a name cost, and how many of them are not used."""

    cost: float
    unused: tuple[str, ...] = ()
    common: bool = False
    guess: bool = False
    fits: bool = False


def search(index: PlaceIndex, query: str, *, limit: int = 8) -> list[Hit]:
    """Return the places that a query may mean, best first.

    Parameters
    ----------
    index
        From :func:`geodata.places.index.build_index`.
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
    words = tuple(
        part for word in words_of(clean(query)) for part in rules.SPLIT_WORDS.get(word, (word,))
    )[: rules.MAX_WORDS]
    spans = list(_spans(words))
    if "".join(words) in index.elsewhere:
        spans = [_Span(words, (), ())]
    best: dict[int, Hit] = {}
    for span, matches in zip(spans, _matches(index, spans), strict=True):
        for number, score in matches.items():
            hit = _hit(index, number, score, span)
            if hit and (number not in best or hit.score > best[number].score):
                best[number] = hit
    best = best or _loose(index, words)
    ranked = sorted(best, key=lambda n: (-best[n].score, n))
    if not ranked:
        return []
    first = best[ranked[0]]
    kept = [best[n] for n in ranked if best[n].score > first.score - rules.SPAN]
    return [hit for hit in kept if hit.partial <= first.partial][:limit]


def looks_like_address(query: str) -> bool:
    """Return whether a query names a street or a house number, so that a geocoder may know it."""
    words = words_of(clean(query))
    numbered = any(
        is_house_number(word) and not words[i].isdigit()
        for i, word in enumerate(words[1:])
        if len(word) < POSTCODE_DIGITS or not word.isdigit()
    )
    return numbered or (len(words) > 1 and any(is_street(word) for word in words))


def _spans(words: tuple[str, ...]) -> Iterator[_Span]:
    for i in range(len(words)):
        for j in range(i + 1, len(words) + 1):
            yield _Span(words[i:j], words[:i], words[j:])


def _matches(index: PlaceIndex, spans: list[_Span]) -> Iterator[dict[int, float]]:
    """Yield for each run of words the places that it may name, and how well."""
    typed: dict[str, list[tuple[int, int]]] = {
        span.joined: []
        for span in spans
        if not (span.before and span.after) and _guessable(index, span)
    }
    if typed and index.lettered:
        names = [index.keys[i] for i in index.lettered]
        table = cdist(list(typed), names, scorer=OSA.distance, score_cutoff=3, dtype=np.uint8)
        for head, row in zip(typed, table, strict=True):
            close = np.flatnonzero((row > 0) & (row <= _edits(head)))
            typed[head] = [(index.lettered[j], int(row[j])) for j in close]
    for span in spans:
        found: dict[int, float] = {}
        for number, score in (
            *_as_typed(index, span),
            *_by_typo(index, span.joined, typed.get(span.joined, [])),
        ):
            found[number] = max(score, found.get(number, 0.0))
        yield found


def _guessable(index: PlaceIndex, span: _Span) -> bool:
    """Return whether a run of words may be something else than what it says."""
    return span.joined not in index.elsewhere and not rules.NAMELESS.issuperset(span.head)


def _as_typed(index: PlaceIndex, span: _Span) -> Iterator[tuple[int, float]]:
    head, guessable = span.joined, _guessable(index, span)
    for key in range(bisect_left(index.keys, head), len(index.keys)):
        if not index.keys[key].startswith(head):
            break
        for number, score in index.owners[key]:
            if len(index.keys[key]) == len(head):
                if score == rules.WHOLE or guessable:
                    yield number, score
            elif guessable and len(head) >= rules.MIN_BEGIN:
                begins = rules.BEGINS if score >= rules.WORDS else rules.INNER_BEGINS
                yield number, begins - rules.SMALL_BEGINS * _is_small(index.places[number])
    if len(span.head) > 1 and guessable:
        for words, number in index.initials.get((len(span.head), head[0]), ()):
            if _abbreviates(span.head, words):
                yield number, rules.ABBREVIATED


def _abbreviates(typed: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Return whether words are short for the words of a name, one of them in full."""
    short = [a for a, b in zip(typed, words, strict=True) if a != b]
    full = max((len(a) for a, b in zip(typed, words, strict=True) if a == b), default=0)
    return (
        full >= rules.MIN_FULL
        and all(len(a) <= rules.MAX_INITIAL for a in short)
        and all(b.startswith(a) for a, b in zip(typed, words, strict=True))
    )


def _by_typo(
    index: PlaceIndex, head: str, edits: list[tuple[int, int]]
) -> Iterator[tuple[int, float]]:
    for key, count in edits:
        name = index.keys[key]
        if _edits(name) < count or (head[0] != name[0] and (count > 1 or len(head) < _LONG)):
            continue
        if len(head) < _LETTERS and (len(name) != _LETTERS or head[-1] != name[-1]):
            continue
        score = rules.TYPO - rules.PER_EDIT * count + rules.FIRST_LETTER * (name[0] == head[0])
        for number, kept in index.owners[key]:
            if len(head) < _LETTERS and index.places[number].kind is not PlaceKind.MUNICIPALITY:
                continue
            if len(head) >= rules.MIN_WIJK_TYPO or not _is_small(index.places[number]):
                yield number, score - rules.INNER_TYPO * (kept < rules.WORDS)


def _is_small(place: Place) -> bool:
    return place.kind in {PlaceKind.WIJK, PlaceKind.CENTRE}


def _edits(name: str) -> int:
    """Return how many typing errors a name of this length may hold; none in a number."""
    if any(letter.isdigit() for letter in name):
        return 0
    return int(np.searchsorted(rules.TYPO_LENGTHS, len(name), side="right"))


def _hit(index: PlaceIndex, number: int, score: float, span: _Span) -> Hit | None:
    """Return what a place is as an answer, given the other words; None if they do not fit."""
    place = index.places[number]
    around = _around(index, number, span)
    local = place.kind is PlaceKind.WIJK and not around.fits
    nameless = rules.NAMELESS.issuperset(span.head)
    if (local and (is_street(span.head[-1]) or nameless)) or (nameless and around.unused):
        return None
    if place.kind is PlaceKind.CENTRE and rules.NOISE.issuperset(span.head):
        return None
    guess = score <= rules.BEGINS
    if guess and is_street(span.head[-1]) and _is_small(place):
        return None
    certain = score in {rules.WHOLE, rules.ABBREVIATED} or (
        rules.TYPO - rules.PER_EDIT <= score <= rules.TYPO
    )
    score -= around.cost + rules.OTHER_TOWN * (local and _names_other_town(index, place, span))
    partial = bool(around.unused)
    if partial:
        if not certain or is_street(span.head[-1]):
            return None
        lost = _unused_cost(index, place, span, around.unused)
        if lost is None:
            return None
        score -= lost
    return Hit(
        place,
        score,
        partial=partial or around.common,
        common=around.common and not partial,
        guess=guess or around.guess,
    )


def _unused_cost(
    index: PlaceIndex, place: Place, span: _Span, unused: tuple[str, ...]
) -> float | None:
    """Return what words cost that have nothing to do with a place; None if they matter."""
    last = not any(word in unused for word in span.after)
    town = place.kind is PlaceKind.MUNICIPALITY
    cost = rules.UNUSED + rules.PER_UNUSED * len(unused)
    if any(is_street(word) or is_house_number(word) for word in unused):  # an address
        return cost + rules.NOT_LAST * (not last)
    if len(span.joined) < rules.MIN_PART or not (last or town):
        return None
    if any(word in index.elsewhere or (word in index.towns and not town) for word in unused):
        return None
    return cost + rules.TOWN_NOT_LAST * (not last)


def _names_other_town(index: PlaceIndex, place: Place, span: _Span) -> bool:
    """Return whether a name is that of another municipality, with "centrum" or the like."""
    rest = "".join(word for word in span.head if word not in rules.NAMELESS)
    return rest != span.joined and index.towns.get(rest, place.town) != place.town


def _around(index: PlaceIndex, number: int, span: _Span) -> _Around:
    """Return what the words around a name are, for one place."""
    others = (*span.before, *span.after)
    common = any(word in rules.COMMON for word in others)
    skipped = common or any(word in rules.MIDDLE for word in others)
    cost = (
        rules.SKIPPED_COMMON
        if skipped
        else rules.SKIPPED_NOISE * any(word in rules.NOISE for word in others)
    )
    rest = tuple(word for word in others if word not in rules.NAMELESS)
    if not rest:
        return _Around(cost, common=common)
    if "".join(rest) in index.whole[number]:
        near = rules.POSTCODE_FIRST if span.joined.isdigit() else rules.NEAR
        return _Around(cost + near, common=common, fits=True)
    fitting = [_fits(word, index.near[number]) for word in rest]
    unused = tuple(word for word, fit in zip(rest, fitting, strict=True) if not fit)
    worst = max(fitting)
    if worst == rules.NEAR_WORD and (unused or span.joined.isdigit()):
        worst = rules.NEAR_DIGITS if span.joined.isdigit() else rules.NEAR_UNUSED
    return _Around(cost + worst, unused, common, guess=worst == rules.NEAR_GUESS, fits=not unused)


def _fits(word: str, near: frozenset[str]) -> float:
    """Return what a word next to a name costs, if it is of its municipality; 0 if it is not."""
    if word in near:
        return rules.NEAR_WORD
    allowed = min(_edits(word), 2) * (len(word) >= _LETTERS)
    close = any(
        (len(word) > rules.MIN_BEGIN and name.startswith(word) and not word.isdigit())
        or (allowed and OSA.distance(word, name, score_cutoff=allowed) <= allowed <= _edits(name))
        for name in near
    )
    return rules.NEAR_GUESS * close


def _loose(index: PlaceIndex, words: tuple[str, ...]) -> dict[int, Hit]:
    """Return the larger places whose names begin like a query but for one typing error."""
    head = "".join(words)
    if len(head) < rules.MIN_LOOSE or not _edits(head) or head in index.elsewhere:
        return {}
    if rules.NAMELESS.issuperset(words):
        return {}
    return {
        number: Hit(index.places[number], rules.LOOSE, guess=True)
        for key in index.lettered
        if index.keys[key][0] == head[0]
        and any(
            OSA.distance(head, index.keys[key][: len(head) + more], score_cutoff=1) <= 1
            for more in (-1, 0, 1)
        )
        for number, score in index.owners[key]
        if score == rules.WHOLE
        and index.places[number].kind in {PlaceKind.MUNICIPALITY, PlaceKind.DEELGEMEENTE}
    }

"""Places, prepared for searching: their names and the words around them, folded."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geodata.places import rules
from geodata.places.place import Place, PlaceKind, in_order
from geodata.places.text_folding import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

POSTCODE_DIGITS = 4


@dataclass(frozen=True)
class PlaceIndex:
    """Places, prepared for :func:`geodata.places.search.search`; made once, and kept.

    Attributes
    ----------
    places
        The places, best first among equals.
    keys
        Folded runs of words of names, without spaces, ascending.
    owners
        For each key the places of that name, and how well it gives the name.
    lettered
        Positions of the keys that typing errors are forgiven in: names and what follows a word.
    initials
        By number of words and first letter: the words of names, and their places.
    whole, near
        For each place the folded names, and the words, that may follow or precede its name.
    towns
        Folded names of municipalities.
    elsewhere
        Folded names of places that are not in the index, which are never guessed at.
    """

    places: tuple[Place, ...]
    keys: tuple[str, ...] = field(repr=False)
    owners: tuple[tuple[tuple[int, float], ...], ...] = field(repr=False)
    lettered: tuple[int, ...] = field(repr=False)
    initials: dict[tuple[int, str], list[tuple[tuple[str, ...], int]]] = field(repr=False)
    whole: tuple[frozenset[str], ...] = field(repr=False)
    near: tuple[frozenset[str], ...] = field(repr=False)
    towns: dict[str, str] = field(repr=False)
    elsewhere: frozenset[str] = field(repr=False)


def build_index(places: Sequence[Place], elsewhere: Iterable[str] = ()) -> PlaceIndex:
    """Prepare places for searching.

    Parameters
    ----------
    places
        What can be found.
    elsewhere
        Names of places that cannot, so that they are not taken for a typing error.
    """
    ordered = in_order(places)
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    initials = defaultdict(list)
    lettered: set[str] = set()
    for number, place in enumerate(ordered):
        for words in map(words_of, place.names):
            for key, score in _keys(words):
                found[key][number] = max(score, found[key].get(number, 0.0))
            lettered |= {key for key in _typo_keys(words) if not key.isdigit()}
            if len(words) > 1:
                initials[len(words), words[0][0]].append((words, number))
    keys = tuple(sorted(found))
    near = [[words_of(name) for name in place.context] for place in ordered]
    return PlaceIndex(
        places=ordered,
        keys=keys,
        owners=tuple(tuple(found[key].items()) for key in keys),
        lettered=tuple(i for i, key in enumerate(keys) if key in lettered),
        initials=dict(initials),
        whole=tuple(frozenset("".join(words) for words in names) for names in near),
        near=tuple(frozenset(word for words in names for word in words) for names in near),
        towns={
            "".join(words_of(name)): place.name
            for place in reversed(ordered)
            if place.kind is PlaceKind.MUNICIPALITY
            for name in place.names
        },
        elsewhere=frozenset("".join(words_of(name)) for name in elsewhere),
    )


def _keys(words: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """Yield the runs of words in a name, and their scores; a leading article may be missing."""
    start = next((i for i, word in enumerate(words) if word not in rules.NOISE), 0)
    for i in range(len(words)):
        for j in range(i + 1, len(words) + 1):
            key, leads = "".join(words[i:j]), i <= start
            if i and key.isdigit() and len(key) < POSTCODE_DIGITS:
                continue  # a house number, not "Wijk 5"
            if leads and j == len(words):
                yield key, rules.WHOLE
            elif len(key) >= rules.MIN_INNER and not rules.NAMELESS.issuperset(words[i:j]):
                yield key, rules.WORDS if leads and j > start else rules.INNER


def _typo_keys(words: tuple[str, ...]) -> Iterator[str]:
    """Yield the runs of words that may hold typing errors: to the end of a name, or one word."""
    for i, word in enumerate(words):
        yield "".join(words[i:])
        if i and word not in rules.NAMELESS:
            yield word

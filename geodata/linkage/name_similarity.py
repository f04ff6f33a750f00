"""Similarity of names, streets and phone numbers of centres in any spelling."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from geodata.places.text_folding import ARTICLES, NOISE, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

_KINDS_AND_HOSTS = (
    "lokale regionaal dienstencentra buurtcentrum buurthuis ontmoetingscentrum antenne "
    "antennepunt hoofdvestiging vestiging vzw asbl ocmw cpas zorgbedrijf zorgpunt woonzorg "
    "centre services local locaux voor van the sint"
)
GENERIC = NOISE | ARTICLES | frozenset(_KINDS_AND_HOSTS.split())
"""Words that say what a centre is or who runs it, not which one it is."""

CONTAINED = 80.0
"""Likeness of two names of which one is the other and more: "Heide" and "Klein Heide"."""

CONTRARY = 50.0
"""Highest similarity of names with different numbers or directions: "Kring 1" and "Kring 2"."""

SAME_STREET = 90.0
"""Two names of streets are one from this likeness on (rapidfuzz's ``ratio`` over their letters):
one wrong letter in ten. "Molenstraat" and "Molenveldstraat" reach 85."""

_DIRECTIONS = "noord zuid oost west boven beneden nord sud est ouest i ii iii iv"
_TELLING = frozenset(_DIRECTIONS.split())
_HOST = re.compile(r"\b(?:ocmw|cpas|zorgbedrijf|zorgpunt) \w+ (?=\w)")
_NUMBER = re.compile(r"\d+")
_STREET_ENDS = (
    (re.compile(r"str$"), "straat"),
    (re.compile(r"(?<=[a-z]{3})ln$"), "laan"),
    (re.compile(r"(?:stwg|stw|stnwg)$"), "steenweg"),
    (re.compile(r"^(?:pl|pln)$|(?<=[a-z]{3})pln$"), "plein"),
    (re.compile(r"^av$"), "avenue"),
    (re.compile(r"^(?:bd|bvd|blvd)$"), "boulevard"),
    (re.compile(r"^(?:chee|ch)$"), "chaussee"),
)
_LONG = 6  # letters; in a long name, a shorter one is found by chance
_COUNTRY = "32"
_SHORTEST_PHONE = 8
_AT_ONCE = 4_000_000  # similarities held in memory
_ROUNDING = 0.01  # they are computed with six digits


def plain_names(names: pd.Series, places: pd.Series) -> list[str]:
    """Return the words by which centres differ, without generic ones and that of their place.

    Parameters
    ----------
    names, places
        Text, missing where not known.

    Returns
    -------
    list of str
        Folded words in order. Where nothing would remain, the place stays: "LDC Hoboken" in
        Hoboken is ``hoboken``.

    >>> plain_names(pd.Series(["LDC De Kring (Gent)"]), pd.Series(["Gent"]))
    ['kring']
    """
    found = []
    for name, place in zip(names.fillna(""), places.fillna(""), strict=True):
        words = _HOST.sub("", " ".join(words_of(name))).split()
        telling = [word for word in words if word not in GENERIC]
        elsewhere = [word for word in telling if word not in words_of(place)]
        found.append(" ".join(elsewhere or telling or words))
    return found


def name_likeness(left: Sequence[str], right: Sequence[str]) -> NDArray[np.float64]:
    """Return the similarity of plain names, pair by pair: 0 to 100.

    The order of the words and spaces do not count; a name within another reaches
    ``CONTAINED`` (less, where it is spelled otherwise there), and names with other numbers or
    directions ``CONTRARY`` at most.
    """
    sorted_words = process.cpdist(left, right, scorer=fuzz.token_sort_ratio)
    joined = [[name.replace(" ", "") for name in side] for side in (left, right)]
    found = np.maximum(sorted_words, process.cpdist(*joined, scorer=fuzz.ratio))
    long = [min(map(len, pair)) >= _LONG for pair in zip(*joined, strict=True)]
    part = process.cpdist(*joined, scorer=fuzz.partial_ratio) * CONTAINED / 100
    found = np.where(long, np.maximum(found, part), found)
    sets = [[frozenset(name.split()) for name in side] for side in (left, right)]
    pairs = list(zip(*sets, strict=True))
    within = [bool(a and b) and (a <= b or b <= a) for a, b in pairs]
    found = np.where(within, np.maximum(found, CONTAINED), found)
    contrary = [_telling(a) != _telling(b) and a != b for a, b in pairs]
    both = [bool(_telling(a) and _telling(b)) for a, b in pairs]
    against = np.array(contrary, bool) & np.array(both, bool)
    return np.asarray(np.where(against, np.minimum(found, CONTRARY), found), np.float64)


def similar_names(
    left: Sequence[str], right: Sequence[str], *, least: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs of plain names that can reach a likeness; no other pair does.

    Some that do not reach it may be among them: numbers and directions are not looked at.

    Parameters
    ----------
    left, right
        Plain names, each once.
    least
        Likeness, 0 to 100, as of :func:`name_likeness`.

    Returns
    -------
    left, right
        Positions of the names of each pair.

    >>> [at.tolist() for at in similar_names(["kring", "oever"], ["de kring"], least=75)]
    [[0], [0]]
    """
    one, other = ([name.replace(" ", "") for name in side] for side in (left, right))
    found = [
        _reaching(left, right, fuzz.token_sort_ratio, least),
        _reaching(one, other, fuzz.ratio, least),
    ]
    if least <= CONTAINED:
        found += [
            _reaching(one, other, fuzz.partial_ratio, 100 * least / CONTAINED),
            _contained(left, right),
            _contained(right, left)[:, ::-1],
        ]
    pairs = np.unique(np.concatenate(found), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _reaching(
    left: Sequence[str], right: Sequence[str], scorer: Callable[..., float], least: float
) -> NDArray[np.intp]:
    """Return the positions of the pairs of texts that reach a similarity, a pair per row."""
    limit = max(0.0, least - _ROUNDING)
    found = [np.empty((0, 2), np.intp)]
    step = max(1, _AT_ONCE // max(1, len(right)))
    for start in range(0, len(left), step):
        part = left[start : start + step]
        scores = process.cdist(part, right, scorer=scorer, score_cutoff=limit)
        found.append(np.argwhere(scores >= limit) + np.array([start, 0]))
    return np.concatenate(found)


def _contained(left: Sequence[str], right: Sequence[str]) -> NDArray[np.intp]:
    """Return the pairs of which the second has all words of the first."""
    having: defaultdict[str, set[int]] = defaultdict(set)
    for at, name in enumerate(right):
        for word in name.split():
            having[word].add(at)
    found = [
        (at, other)
        for at, name in enumerate(left)
        if (words := name.split())
        for other in set.intersection(*(having.get(word, set()) for word in words))
    ]
    return np.array(found, dtype=np.intp).reshape(-1, 2)


def similar_streets(streets: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs of streets, each also with itself, that can be one: positions, both ways."""
    pairs = _reaching(streets, streets, fuzz.ratio, SAME_STREET)
    return pairs[:, 0], pairs[:, 1]


def _telling(words: frozenset[str]) -> frozenset[str]:
    return frozenset(w for w in words if w in _TELLING or w.isdecimal())


def split_streets(streets: pd.Series) -> pd.DataFrame:
    """Return ``street`` (its letters only) and ``number`` (digits) of each address, or ``""``.

    Additions (12A, bus 3, 12-14) are left out: they are doors of one building.

    >>> split_streets(pd.Series(["St.-Jansstr. 12A bus 3"])).iloc[0].to_list()
    ['sintjansstraat', '12']
    """
    texts = streets.fillna("").tolist()
    known = {text: _split(text) for text in set(texts)}
    rows = [known[text] for text in texts]
    return pd.DataFrame(rows, index=streets.index, columns=["street", "number"], dtype="str")


def _split(text: str) -> tuple[str, str]:
    words = list(words_of(text))
    numbered = [i for i, word in enumerate(words) if word[0].isdigit()]
    # "12 rue Haute" begins with its number, and so does "12 Septemberlaan 4" with its name
    at = next((i for i in numbered if i > 0), numbered[0] if numbered else len(words))
    name = words[1:] if at == 0 else words[:at]
    found = _NUMBER.match(words[at]) if at < len(words) else None
    return "".join(map(_written_out, name)), found[0].lstrip("0") if found else ""


def _written_out(word: str) -> str:
    for end, full in _STREET_ENDS:
        word = end.sub(full, word)
    return word


def street_likeness(left: Sequence[str], right: Sequence[str]) -> NDArray[np.float64]:
    """Return the similarity of streets, pair by pair: 0 to 100; NaN where one is not known."""
    known = np.array([bool(a and b) for a, b in zip(left, right, strict=True)], dtype=bool)
    return np.where(known, process.cpdist(left, right, scorer=fuzz.ratio), np.nan)


def other_address(left: pd.Series, right: pd.Series) -> NDArray[np.bool_]:
    """Tell of which pairs of addresses the street or the number differs; not where one lacks it.

    >>> other_address(pd.Series(["Dorp 1", "Dorp 1"]), pd.Series(["Dorp", "Kerkstraat 1"])).tolist()
    [False, True]
    """
    sides = [split_streets(side) for side in (left, right)]
    alike = street_likeness(*(side["street"].tolist() for side in sides))
    a, b = (side["number"].to_numpy() for side in sides)
    return np.asarray((alike < SAME_STREET) | (a != "") & (b != "") & (a != b), bool)


def plain_phone(phone: str) -> str:
    """Return the digits of a phone number within Belgium; ``""`` if it is none.

    >>> plain_phone("+32 (0)3 123 45 67") == plain_phone("03/123.45.67")
    True
    """
    digits = "".join(_NUMBER.findall(phone.replace("(0)", "")))
    digits = digits.removeprefix("00").removeprefix(_COUNTRY).lstrip("0")
    return digits if len(digits) >= _SHORTEST_PHONE else ""


def plain_site(address: str) -> str:
    """Return a web or mail address as far as it identifies a page.

    >>> plain_site("https://www.Gent.be/kring/") == plain_site("gent.be/kring")
    True
    """
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address.strip().casefold()).rstrip("/")

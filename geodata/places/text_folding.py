"""What people type, brought to plain words: any case, accent, hyphen, apostrophe or saint."""

from __future__ import annotations

import re
import unicodedata

MAX_QUERY = 120
"""Characters of a query that are read; the longest official name has 60."""

ARTICLES = frozenset({"de", "den", "het", "t", "la", "le", "les", "l", "d"})
"""Words at the beginning of a name that people leave out."""

NOISE = frozenset(
    {
        "belgie",
        "belgique",
        "belgium",
        "vlaanderen",
        "flandre",
        "stad",
        "gemeente",
        "deelgemeente",
        "wijk",
        "district",
        "ville",
        "commune",
        "city",
        "postcode",
        "dienstencentrum",
        "lokaal",
        "ldc",
        "in",
        "te",
        "bij",
        "a",
    }
)
"""Words that say what is looked for, not which; left out where other words remain."""

SAINTS = dict.fromkeys(("st", "ste", "sinte", "saint", "sainte", "sankt"), "sint")
"""Spellings of a saint → the one that is compared."""

_LETTERS = str.maketrans({"ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d"})
_LONG = 2000  # enough to find MAX_QUERY characters among tags and marks
_NOT_WORDS = re.compile(r"[\W_]+")
_TAG = re.compile(r"<[^<>]*>")
STREET = re.compile(
    r"(?:\w{2,}(?:straat(?:je)?|laan|weg|plein|lei|dreef|baan|kaai|kade|pad|wegel|gracht|vest"
    r"|markt|steeg))"
    r"|straat|laan|markt|rue|avenue|av|chaussee|boulevard|bd|quai|allee|clos|impasse"
)
HOUSE_NUMBER = re.compile(r"\d{1,4}[a-z]?")


def clean(query: str) -> str:
    r"""Return a query on one line without tags, control and direction marks, limited in length.

    >>> clean("  <b>Gent</b>\u202e\x00 ")
    'Gent'
    """
    text = unicodedata.normalize("NFKC", _TAG.sub(" ", query[:_LONG]))
    kinds = ((c, unicodedata.category(c)) for c in text)
    kept = (" " if k in {"Cc", "Zl", "Zp"} else c for c, k in kinds if k not in {"Cf", "Co", "Cs"})
    return " ".join("".join(kept).split())[:MAX_QUERY].rstrip()


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name or query, folded.

    >>> words_of("'t Heiken")
    ('t', 'heiken')
    >>> words_of("ST.-NIKLAAS") == words_of("Sint Niklaas")
    True
    """
    return tuple(SAINTS.get(word, word) for word in _plain(text).translate(_LETTERS).split())


def fold(name: str) -> str:
    """Return a name without accents, case, punctuation and a bracketed addition at its end.

    Unlike :func:`words_of` it keeps what distinguishes official names: a saint stays as written.

    >>> fold("Sint-Pieters (Brugge)") == fold("SINT PIETERS")
    True
    """
    bare = name.rstrip()
    opened = bare.rfind("(")
    added = opened >= 0 and bare.find(")", opened) == len(bare) - 1
    return _plain((bare[:opened].rstrip() if added else bare) or name)


def _plain(text: str) -> str:
    """Return a text in lower case, its letters without accents, between single spaces."""
    bare = text.casefold()
    if not bare.isascii():
        letters = unicodedata.normalize("NFKD", bare)
        bare = "".join(c for c in letters if not unicodedata.combining(c))
    return _NOT_WORDS.sub(" ", bare).strip()


def is_street(word: str) -> bool:
    """Return whether a folded word is one by which streets are called."""
    return STREET.fullmatch(word) is not None


def is_house_number(word: str) -> bool:
    """Return whether a folded word can be a house number (or a postcode)."""
    return HOUSE_NUMBER.fullmatch(word) is not None

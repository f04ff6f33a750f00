"""Which letters bytes are: text in the encodings of Belgian files, or undecided; never a guess.

An 8-bit text does not say its encoding. Each encoding that it may be in is tried; the letters that
come out are judged by what Dutch and French texts have: ``é`` in a word is likely, ``Ú`` after
small letters is not, a control character never.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

EIGHT_BIT = ("cp1252", "cp850", "mac_roman")
"""Encodings that Windows, DOS and Macintosh programs save tables in; ISO-8859-1 is in the first."""

ASK = "Save it again in UTF-8: which letters its bytes are is not certain."
"""What a person can do about a text that :func:`decode` does not decide about."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_COMMON = frozenset("éèêëçàâîïôöûüœÉÈÊËÇÀÂÎÏÔÖÛÜŒ’–€°«»“”‘²³")
_RARE = frozenset("áíóúñäùæÁÍÓÚÑÄÙÆ—·•…½¼ß©®´§±\xa0")
_ENDS = frozenset("”»°²³…€®©")
"""They come after a word."""

_BEGINS = frozenset("“‘«•§€°")
"""They come before one."""

_RARE_COST, _FOREIGN_COST, _CASE_COST, _SYMBOL_COST = 2.0, 5.0, 6.0, 6.0
_UNUSUAL_COST = 2.0
"""Of an encoding that is neither declared nor the usual one, once for a text."""

_MARGIN = 1.5
"""The likeliest reading must cost so much less than the next one."""

_MOST_COST = 4.0
"""A character of the likeliest reading costs less than this on average, or it is no text."""

_MOST_JUDGED = 20_000
"""Characters that are not ASCII, of a long text."""


class Decoded(NamedTuple):
    """A text, and the encoding that its bytes are in."""

    text: str
    encoding: str


def decode(content: bytes, *, declared: str = "") -> Decoded | None:
    r"""Return the text that bytes are, None where it is not certain.

    Text in UTF-8 that was encoded twice is repaired.

    Parameters
    ----------
    content
        A whole text.
    declared
        The encoding that the file claims to be in, if any, in any spelling. It decides only
        between readings that are equally likely: many files declare another than they have.

    Returns
    -------
    Decoded
        ``encoding`` is the name of a Python codec. None if the letters can be read in several
        ways, or in none: ask for another file (:data:`ASK`).

    Examples
    --------
    >>> [decode(cafe) for cafe in (b"Caf\xe9", b"Caf\x82")]
    [Decoded(text='Café', encoding='cp1252'), Decoded(text='Café', encoding='cp850')]
    >>> decode("CafÃ©".encode()).text
    'Café'
    >>> decode(b"Voil\x85") is None  # Voilà in CP850, or Voil…
    True
    """
    known = _unicode(content)
    if known is None and (name := _codec(declared)) not in {"", *EIGHT_BIT, "utf-8", "utf-16"}:
        return _likeliest(content, (name, *EIGHT_BIT), name)
    if known is None:
        return _likeliest(content, EIGHT_BIT, _codec(declared))
    if "\0" in known.text:
        return None
    text = repaired(known.text)
    return None if looks_garbled(text) else Decoded(text, known.encoding)


def looks_garbled(text: str) -> bool:
    """Return whether letters of a text were lost or replaced before it was saved.

    Examples
    --------
    >>> [looks_garbled(t) for t in ("CafÃ©", "Caf├®", "Caf√©", "Caf\ufffd", "«CAFÉ» Ångström")]
    [True, True, True, True, False]
    """
    return bool(_GARBLED.search(text) or _TWICE.search(text))


def repaired(text: str) -> str:
    """Return a text of which parts were encoded in UTF-8 twice, encoded once.

    Examples
    --------
    >>> repaired("â€™t CafÃ© NoÃ«l, Café Å“uvre")
    '’t Café Noël, Café œuvre'
    """
    return _TWICE.sub(_once, text)


def _windows(byte: int) -> str:
    """Return the character of a byte in Windows-1252, where it has none that of ISO-8859-1."""
    one = bytes([byte])
    return one.decode("cp1252", "ignore") or one.decode("latin-1")


_BYTES = {_windows(byte): byte for byte in range(0x80, 0x100)}
_NEXT = "[{}]".format(
    "".join(re.escape(c) for c, byte in _BYTES.items() if byte in range(0x80, 0xC0))
)
_TWICE = re.compile(rf"[ÂÃÅ]{_NEXT}|â{_NEXT}{{2}}|ð{_NEXT}{{3}}")
"""UTF-8 of Latin letters and signs, read as Windows-1252."""

_GARBLED = re.compile(
    "\ufffd|[\x80-\x9f]|├[\x80-\u2fff]|√[\x80-\u2fff]|ÔÇ[\x80-\u2fff]|‚Ä[\x80-\u2fff]"
)
"""Lost, no character, or UTF-8 read as that of DOS or Macintosh."""


def _once(found: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[c] for c in found[0]).decode()
    except UnicodeDecodeError:
        return found[0]


def _unicode(content: bytes) -> Decoded | None:
    """Return text in UTF-8 or UTF-16, with a byte order mark or without."""
    marked = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "")
    guesses = [marked] if marked else ["utf-8"]
    if not marked and content.count(0) > len(content) / 4:  # ASCII has 0 in each second byte
        guesses = ["utf-16-be" if content[::2].count(0) > content[1::2].count(0) else "utf-16-le"]
    for name in guesses:
        try:
            return Decoded(content.decode(name), name)
        except UnicodeDecodeError:
            continue
    return None


def _codec(declared: str) -> str:
    """Return the codec of an encoding as files declare it: "1252", "ANSI 1252", "ISO-8859-1"."""
    name = declared.strip().lower()
    if number := re.search(r"(?<!\d)(\d{3,5})$", name.replace("ansi", "").replace("oem", "")):
        if name.startswith(("iso-8859", "iso8859", "iso 8859", "8859", "88591")):
            name = "iso8859-" + number[1].removeprefix("8859")
        elif not name.startswith(("utf", "iso")):
            name = {"65001": "utf-8", "10000": "mac_roman"}.get(number[1], f"cp{number[1]}")
    try:
        found = codecs.lookup(name or "?").name
    except LookupError:
        return ""
    return {"iso8859-1": "cp1252", "ascii": "", "mac-roman": "mac_roman"}.get(found, found)


def _likeliest(content: bytes, encodings: tuple[str, ...], declared: str) -> Decoded | None:
    usual = declared if declared in encodings else EIGHT_BIT[0]
    if b"\0" in content:
        return None
    found: list[tuple[float, str, str]] = []
    for name in dict.fromkeys(encodings):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        cost, judged = _cost(text)
        if cost <= _MOST_COST * judged:
            found.append((cost + _UNUSUAL_COST * (name != usual), name, text))
    found.sort()
    if not found or (len(found) > 1 and found[1][0] - found[0][0] < _MARGIN):
        return None
    _, name, text = found[0]
    return Decoded(text, name)


def _cost(text: str) -> tuple[float, int]:
    """Return how unlikely the characters of a text are that are not ASCII, and their number."""
    cost, judged = 0.0, 0
    for found in re.finditer(r"[^\x00-\x7f]", text):
        at = found.start()
        cost += _of_character(text[at - 1] if at else " ", text[at], text[at + 1 : at + 2] or " ")
        judged += 1
        if judged >= _MOST_JUDGED:
            break
    return cost, judged


def _of_character(before: str, here: str, after: str) -> float:
    kind = unicodedata.category(here)
    if kind in {"Cc", "Co", "Cn"}:
        return 4 * _SYMBOL_COST
    cost = 0.0 if here in _COMMON else _RARE_COST if here in _RARE else _FOREIGN_COST
    if kind.startswith("L"):
        small = here.islower()
        if here.isupper() and before.islower():
            cost += _CASE_COST
        if small and after.isupper():
            cost += _CASE_COST
        if not (before.isalpha() or after.isalpha()) and here not in "àÀ":
            cost += _FOREIGN_COST  # no other is a word by itself
        return cost
    if before.isalpha() and here != "’" and (after.isalpha() or here not in _ENDS):
        cost += _SYMBOL_COST if here not in "–·" else _RARE_COST
    elif after.isalpha() and here not in _BEGINS | {"’"}:
        cost += _SYMBOL_COST
    elif before.isalpha():
        cost += _RARE_COST / 2  # the end of a word may as well be a letter
    return cost

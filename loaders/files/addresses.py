"""Addresses in one cell, as people write them: ``9000 Gent``, ``Kerkstraat 5, 9000 Gent``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from loaders.files.table import Table

_POST = r"(?:BE?[-\s]?)?(?P<post>[1-9]\d{3})"
_COUNTRY = re.compile(r"[,\s]+(?:belgi[ëe]|belgique|belgium)\.?$", re.IGNORECASE)
_ALONE = re.compile(_POST, re.IGNORECASE)
_TOWN = (
    re.compile(_POST + r"[\s,–-]+(?P<town>[^\d\s].*)", re.IGNORECASE),
    re.compile(r"(?P<town>\D*[^\d\s(,–-])[\s,(–-]+" + _POST + r"\)?", re.IGNORECASE),
)
_HOUSE = re.compile(r"\d\s?\w?$")
_FULL = re.compile(
    r"(?P<street>.*?\w.*?)(?P<mark>\s*[,;\n]\s*|\s+[–-]\s+|\s+)" + _POST + r"[\s,–-]+"
    r"(?P<town>[^\d\s,;][^\d,;]*)",
    re.IGNORECASE | re.DOTALL,
)


def split_address(text: str) -> tuple[str, str, str] | None:
    """Return street and number, postcode and town of an address in one cell; None if it is none.

    >>> split_address("Kerkstraat 5, 9000 Gent")
    ('Kerkstraat 5', '9000', 'Gent')
    >>> split_address("Laan van 1940")
    """
    found = _FULL.fullmatch(_COUNTRY.sub("", text.strip()))
    if not found or (not found["mark"].strip() and not re.search(r"\d", found["street"])):
        return None
    return found["street"].strip(" ,;-–"), found["post"], found["town"].strip()


def split_town(text: str) -> tuple[str, str]:
    """Return postcode and town of a cell that has both, or one of them.

    >>> split_town("9000 Gent"), split_town("B-9000"), split_town("Gent (9000)"), split_town("Gent")
    (('9000', 'Gent'), ('9000', ''), ('9000', 'Gent'), ('', 'Gent'))
    """
    bare = _COUNTRY.sub("", text.strip())
    if alone := _ALONE.fullmatch(bare):
        return alone["post"], ""
    for pattern in _TOWN:
        if found := pattern.fullmatch(bare):
            return found["post"], found["town"].strip()
    return "", text


def split_addresses(table: Table) -> None:
    """Give each part of an address its own cell, where that is empty or holds the same.

    The house number comes into the cell of the street, unless it is there.
    """
    columns = ["street", "postcode", "place"]
    columns += [name for name in ("municipality",) if name in table.cells]
    rows = [
        _split(dict(zip(columns, row, strict=True)))
        for row in table.cells[columns].itertuples(index=False, name=None)
    ]
    table.cells[columns] = pd.DataFrame(rows, table.cells.index, columns, dtype="str")
    numbers = table.cells["number"]
    if not _counts_rows(numbers, table.cells["street"]):
        pairs = zip(table.cells["street"], numbers, strict=True)
        joined = [_with_number(street, number) for street, number in pairs]
        table.cells["street"] = pd.Series(joined, table.cells.index, dtype="str")
    table.cells["number"] = ""


def _with_number(street: str, number: str) -> str:
    there = not number or re.search(rf"(?<!\w){re.escape(number)}$", street)
    return street if there or not street else f"{street} {number}"


def _counts_rows(numbers: pd.Series[str], streets: pd.Series[str]) -> bool:
    """Return whether a column ``nr`` is 1, 2, 3… next to streets that have their house number."""
    in_order = numbers.tolist() == [str(n) for n in range(1, len(numbers) + 1)]
    return in_order and len(numbers) > 1 and bool(streets.str.contains(_HOUSE).all())


def _split(parts: dict[str, str]) -> dict[str, str]:
    for column in ("postcode", "municipality", "place"):
        if not parts.get(column):
            continue
        post, town = split_town(parts[column])
        if not post or (column != "postcode" and parts["postcode"] not in {"", post}):
            continue
        if column == "postcode":
            parts["postcode"] = post
            if town and not parts["place"] and not parts.get("municipality"):
                parts["place"] = town
        else:
            parts["postcode"] = post
            parts[column] = town
    street, post, town = split_address(parts["street"]) or ("", *split_town(parts["street"]))
    if not post or parts["postcode"] not in {"", post}:
        return parts
    named = parts["place"] or parts.get("municipality", "")
    return parts | {"street": street, "postcode": post, "place": parts["place"] if named else town}

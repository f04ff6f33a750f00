"""What a sheet shows to a person and its values do not: hidden and struck rows, formulas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import join, normpath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"
_HIDDEN = rb"""(?:\bhidden=["'](?:1|true)["']|\b(?:ht|width)=["']0["'])"""
_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*" + _HIDDEN + rb""")[^>]*?\br=["']([0-9]{1,7})["']""")
_COLUMNS = re.compile(rb"<(?:\w+:)?col\b(?=[^>]*" + _HIDDEN + rb")[^>]*>")
_BOUND = re.compile(rb"""\b(min|max)=["']([0-9]{1,5})["']""")
_CELL = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*)(?<!/)>(.*?)</(?:\w+:)?c>""",
    re.DOTALL,
)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</")
_KIND = re.compile(rb"""\bt=["'](\w+)["']""")
_STYLE = re.compile(rb"""\bs=["']([0-9]+)["']""")
_UNSAVED = re.compile(rb"""\bfullCalcOnLoad=["'](?:1|true)["']""")
_MOST_COLUMNS = 16_384


@dataclass(frozen=True)
class SheetFindings:
    """What is special about a sheet; rows and columns count from 1.

    Attributes
    ----------
    hidden_rows, hidden_columns
        Those that are hidden, filtered out or folded away.
    struck_rows
        Rows with text that is struck through.
    not_computed
        Row and column of formulas of which no value was saved, or a 0 by a program that does not
        compute.
    errors
        Row, column and error of cells with an error.
    zeros
        Row and column of the formulas, if each has the value 0.
    """

    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    struck_rows: tuple[int, ...] = ()
    not_computed: tuple[tuple[int, int], ...] = ()
    errors: tuple[tuple[int, int, str], ...] = ()
    zeros: tuple[tuple[int, int], ...] = ()


def sheet_findings(archive: ZipFile, name: str) -> SheetFindings:
    """Return what is special about a sheet.

    Parameters
    ----------
    archive
        A workbook, of which the size was checked.
    name
        Of the sheet; nothing is found if the workbook does not have it where it should.
    """
    book = _content(archive, _BOOK)
    content = _content(archive, _part_of(archive, book, name))
    struck = _struck_styles(_content(archive, _STYLES))
    cells = list(_special_cells(content, struck)) if _worth_a_look(content, struck) else []
    formulas = [(at, kind, value) for at, kind, value, formula, _ in cells if formula]
    zero = [at for at, kind, value in formulas if _is_zero(value) and kind in {"", "n"}]
    unsaved = bool(_UNSAVED.search(book))  # as programs write that do not compute
    empty = [at for at, kind, value in formulas if not value and kind != "str"]
    return SheetFindings(
        hidden_rows=tuple(int(row) for row in _ROW.findall(content)),
        hidden_columns=_hidden_columns(content),
        struck_rows=tuple(dict.fromkeys(at[0] for at, _, _, _, crossed in cells if crossed)),
        not_computed=tuple(empty + zero if unsaved else empty),
        errors=tuple((*at, value) for at, kind, value, _, _ in cells if kind == "e"),
        zeros=tuple(zero) if len(zero) == len(formulas) and not unsaved else (),
    )


def column_number(letters: bytes) -> int:
    """Return the number of a column: 1 for A, 16384 for XFD."""
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - ord("A") + 1
    return number


def _content(archive: ZipFile, part: str) -> bytes:
    return archive.read(part) if part in archive.NameToInfo else b""


def _part_of(archive: ZipFile, book: bytes, name: str) -> str:
    """Return the part that a sheet is in; empty if that is not to be found."""
    targets = {
        node.get("Id"): node.get("Target", "") for node in _nodes(_content(archive, _RELATIONS))
    }
    for node in _nodes(book):
        if _local(node.tag) == "sheet" and node.get("name") == name:
            ids = (value for key, value in node.items() if _local(key) == "id")
            target = targets.get(next(ids, None), "")
            return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return ""


def _nodes(content: bytes) -> Iterator[ET.Element]:
    """Return the elements of XML; none of a text that declares entities, which can explode."""
    if b"<!DOCTYPE" in content or not content:
        return iter(())
    try:
        return ET.fromstring(content).iter()  # noqa: S314  (no entities)
    except ET.ParseError:
        return iter(())


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _struck_styles(styles: bytes) -> frozenset[bytes]:
    """Return the numbers of the cell styles with a font that is struck through."""
    if b"strike" not in styles:
        return frozenset()
    lists = {_local(node.tag): list(node) for node in _nodes(styles)}
    fonts = {
        str(at)
        for at, font in enumerate(lists.get("fonts", ()))
        for part in font
        if _local(part.tag) == "strike" and part.get("val", "1") not in {"0", "false"}
    }
    formats = enumerate(lists.get("cellXfs", ()))
    return frozenset(b"%d" % at for at, node in formats if node.get("fontId") in fonts)


def _worth_a_look(content: bytes, struck: frozenset[bytes]) -> bool:
    return bool(struck or _FORMULA.search(content) or b't="e"' in content or b"t='e'" in content)


def _special_cells(
    content: bytes, struck: frozenset[bytes]
) -> Iterator[tuple[tuple[int, int], str, str, bool, bool]]:
    """Yield place, kind, value, whether it is a formula, and is struck, of each special cell."""
    for attributes, letters, digits, inside in _CELL.findall(content):
        kind = _KIND.search(attributes)
        style = _STYLE.search(attributes) if struck else None
        crossed = style is not None and style[1] in struck
        formula = b"<" in inside and _FORMULA.search(inside) is not None
        if not (formula or crossed or (kind and kind[1] == b"e")):
            continue
        value = _VALUE.search(inside)
        text = value[1].decode("utf-8", "replace").strip() if value else ""
        at = int(digits), column_number(letters)
        yield at, kind[1].decode() if kind else "", text, formula, crossed


def _is_zero(value: str) -> bool:
    try:
        return float(value) == 0
    except ValueError:
        return False


def _hidden_columns(content: bytes) -> tuple[int, ...]:
    found: list[int] = []
    for tag in _COLUMNS.findall(content):
        ends = {key: int(value) for key, value in _BOUND.findall(tag)}
        last = min(ends.get(b"max", 0), _MOST_COLUMNS)
        found += range(ends.get(b"min", 1), last + 1)
    return tuple(found)

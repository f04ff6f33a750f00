"""A document as plain data: built once, then rendered both as a page and as a PDF.

Texts are in the reader's language and numbers are formatted, so that page
and PDF say the same.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a ``lead`` sums up the document for a hurried reader."""

    text: str
    lead: bool = False


@dataclass(frozen=True)
class Note:
    """A remark that a reader must not overlook."""

    text: str


@dataclass(frozen=True)
class Findings:
    """Conclusions: sentences, each with how certain it is."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Facts:
    """Labels, each with its value."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes
    ----------
    caption
        What it shows.
    columns
        Heads of the columns.
    rows
        One text per column each; the first is the head of the row.
    numeric
        Whether each column holds numbers.
    total
        Whether the last row sums the others.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    total: bool = False


@dataclass(frozen=True)
class Figure:
    """A picture.

    Attributes
    ----------
    caption
        What it shows.
    svg
        The picture; drawn by :mod:`maps.picture`, never a file from outside.
    alternative
        A text alternative, and where to find the same as text.
    legend
        Pairs of a small SVG and its meaning.
    """

    caption: str
    svg: str
    alternative: str
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Question:
    """A question to answer on paper, with a number of blank lines."""

    text: str
    lines: int = 2


Block = Paragraph | Note | Findings | Facts | Table | Figure | Question


@dataclass(frozen=True)
class Section:
    """A titled part of a document."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A document.

    Attributes
    ----------
    title, subtitle
        What it is; the area and the date.
    running
        Running head of every page.
    contents
        The word above the list of its sections.
    language
        ``nl``, ``fr`` or ``en``.
    sections
        Its parts, numbered from 1; the list of them comes after the first.
    issuer
        Who issues it, such as a municipality; empty for nobody.
    logo
        Of the issuer: a PNG; empty for none.
    """

    title: str
    subtitle: str
    running: str
    contents: str
    language: str
    sections: tuple[Section, ...]
    issuer: str = ""
    logo: bytes = b""

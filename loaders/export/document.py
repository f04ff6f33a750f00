"""A document as plain data: built once, then shown as a page and printed as a PDF alike.

Texts are in the reader's language and numbers are formatted, so that whatever becomes of a
document says the same.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a ``lead`` is what a hurried reader reads."""

    text: str
    lead: bool = False


@dataclass(frozen=True)
class Note:
    """What a reader must not overlook."""

    text: str


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
        As many texts each as there are columns; the first is the head of the row.
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
        The picture; made by us, never handed in from outside.
    alternative
        The same for who cannot see it, and where it stands as text.
    legend
        Pairs of a small SVG and its meaning.
    """

    caption: str
    svg: str
    alternative: str
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Question:
    """A question to answer on paper, with room for so many lines."""

    text: str
    lines: int = 2


Block = Paragraph | Note | Facts | Table | Figure | Question


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
        What it is, and of what and when.
    running
        What stands above every page.
    contents
        The word above the list of its sections.
    language
        ``nl``, ``fr`` or ``en``.
    sections
        Its parts, numbered from 1.
    """

    title: str
    subtitle: str
    running: str
    contents: str
    language: str
    sections: tuple[Section, ...]

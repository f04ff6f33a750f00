"""A document as PDF: A4, tagged (PDF/UA-1), with selectable text, by Typst.

The layout is the fixed template ``document.typ``. A document reaches it as JSON and nothing of it
is evaluated, so that no name can be mistaken for markup. The fonts are those inside Typst's wheel:
the same bytes on every machine, and nothing of the system or the network is read.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.palette import TOKENS
from loaders.export.document import Figure, Table

if TYPE_CHECKING:
    from datetime import datetime

    from loaders.export.document import Block, Document

_TEMPLATE = Path(__file__).with_name("document.typ")
_TYPESET = Path(__file__).with_name("typeset.py")
_NOT_PRINTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_LONG = re.compile(r"\S{24}(?=\S{8})")
"""A place after which a long word may break: it would run over the edge of a column."""

_WIDEST = 27
"""Greatest width of a column, characters: a longer text is wrapped."""

_BREAK = "\N{ZERO WIDTH SPACE}"
_LONGEST_S = 300.0
"""A document takes half a second."""


def to_pdf(document: Document, *, created: datetime) -> bytes:
    """Return a document as PDF.

    Parameters
    ----------
    document
        What to print. A character that no font has is printed as an empty box; such a file keeps
        its tags, but does not claim to be PDF/UA-1. Nor does one with a picture that has no
        alternative.
    created
        The moment written into the file, with a time zone: equal documents of one moment give
        equal bytes.

    Raises
    ------
    subprocess.CalledProcessError, subprocess.TimeoutExpired
        If Typst does not set it, which is a fault in the template.
    """
    work = {
        "template": _TEMPLATE.read_text(encoding="utf-8"),
        "document": json.dumps(_template_input(document), ensure_ascii=False),
        "colours": json.dumps(TOKENS),
        "created": created.isoformat(),
    }
    command = [sys.executable, "-I", str(_TYPESET)]  # it sees the packages, and no file of ours
    given = json.dumps(work).encode()
    return subprocess.run(  # noqa: S603  # Python itself, on a file of ours
        command, input=given, capture_output=True, check=True, timeout=_LONGEST_S
    ).stdout


def _template_input(document: Document) -> dict[str, Any]:
    """Return the document as the template reads it: clean texts, each block with its kind."""
    sections = [
        {"title": _clean(s.title), "blocks": [_block(b) for b in s.blocks]}
        for s in document.sections
    ]
    texts = ("title", "subtitle", "running", "contents", "language", "issuer")
    logo = list(document.logo)
    return {name: _clean(getattr(document, name)) for name in texts} | {
        "sections": sections,
        "logo": logo,
    }


def _block(block: Block) -> dict[str, Any]:
    fields = {"kind": type(block).__name__, **_cleaned(asdict(block))}
    if isinstance(block, Figure):  # a long path is no long word
        fields["svg"] = block.svg
        fields["legend"] = [(svg, _clean(text)) for svg, text in block.legend]
    if isinstance(block, Table):
        fields["widths"] = _widths(block)
    return fields


def _widths(table: Table) -> list[int]:
    """Return how much room each column needs, in characters: heads may wrap, numbers should not."""
    columns = zip(*table.rows, strict=True) if table.rows else [()] * len(table.columns)
    return [
        3 + min(max(_needed(head), *map(len, cells)) if cells else _needed(head), _WIDEST)
        for head, cells in zip(table.columns, columns, strict=True)
    ]


def _needed(head: str) -> int:
    """Return the room that a head needs on two lines."""
    return max((len(head) + 1) // 2, *map(len, head.split()), 0)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, dict):
        return {name: _cleaned(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return value


def _clean(text: str) -> str:
    return _LONG.sub(lambda found: found[0] + _BREAK, _NOT_PRINTED.sub("", text))

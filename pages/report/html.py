"""A document as HTML: the printable page with the same content as the PDF."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING

from loaders.export.document import Facts, Figure, Findings, Note, Paragraph, Table
from pages.ui import markup

if TYPE_CHECKING:
    from loaders.export.document import Block, Document, Question


def as_html(document: Document) -> str:
    """Return a document as HTML, to put under a heading of the first level.

    Pictures are images with an alternative text, so that nothing in them is read as markup.
    """
    sections = "".join(
        f"<section><h3>{at} {escape(s.title)}</h3>{''.join(map(_block, s.blocks))}</section>"
        for at, s in enumerate(document.sections, start=1)
    )
    return (
        f"<article class='nabij-analysis' lang='{document.language}'>{_issuer(document)}"
        f"<h2>{escape(document.title)}</h2><p>{escape(document.subtitle)}</p>{sections}</article>"
    )


def _issuer(document: Document) -> str:
    if not document.issuer and not document.logo:
        return ""
    data, words = b64encode(document.logo).decode(), escape(document.issuer, quote=True)
    source = f"data:image/png;base64,{data}"
    logo = f"<img class='nabij-logo' src='{source}' alt=''>" if data else ""
    return f"<p class='nabij-issuer'>{logo}{words}</p>"


def _block(block: Block) -> str:  # noqa: PLR0911  (one for each kind)
    match block:
        case Paragraph(text, lead):
            return markup.lead(text) if lead else markup.paragraph(text)
        case Note(text):
            return markup.paragraph(text, "nabij-unsure")
        case Findings(rows):
            items = "".join(
                f"<li>{escape(text)}<br><span class='nabij-muted'>{escape(sure)}</span></li>"
                for text, sure in rows
            )
            return f"<ol class='nabij-findings'>{items}</ol>"
        case Facts(rows):
            return markup.terms(*rows)
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)
    return _question(block)


def _table(table: Table) -> str:
    right = [" class='nabij-number'" if numeric else "" for numeric in table.numeric]
    head = "".join(
        f'<th scope="col"{css}>{escape(text)}</th>'
        for text, css in zip(table.columns, right, strict=True)
    )
    # A row is headed by its first text, not by its number.
    first = next((at for at, numeric in enumerate(table.numeric) if not numeric), 0)
    body = ""
    for number, row in enumerate(table.rows, start=1):
        cells = "".join(
            f'<th scope="row"{css}>{escape(text)}</th>'
            if at == first
            else f"<td{css}>{escape(text)}</td>"
            for at, (text, css) in enumerate(zip(row, right, strict=True))
        )
        total = " class='nabij-total'" if table.total and number == len(table.rows) else ""
        body += f"<tr{total}>{cells}</tr>"
    return (
        # It scrolls where the window is narrow, so the keyboard must reach it.
        f"<div class='nabij-wide' tabindex='0' role='region' "
        f"aria-label='{escape(table.caption, quote=True)}'>"
        f"<table><caption><span>{escape(table.caption)}</span></caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _figure(figure: Figure) -> str:
    rows = "".join(f"<li>{_image(svg, '')}{escape(text)}</li>" for svg, text in figure.legend)
    return (
        f"<figure><figcaption>{escape(figure.caption)}</figcaption>"
        f"{_image(figure.svg, figure.alternative)}<ul>{rows}</ul></figure>"
    )


def _image(svg: str, alternative: str) -> str:
    data = b64encode(svg.encode()).decode()
    source, words = f"data:image/svg+xml;base64,{data}", escape(alternative, quote=True)
    return f"<img class='nabij-picture' src='{source}' alt='{words}'>"


def _question(question: Question) -> str:
    lines = "<div class='nabij-line'></div>" * question.lines
    return f"<div class='nabij-ask'>{markup.paragraph(question.text)}{lines}</div>"

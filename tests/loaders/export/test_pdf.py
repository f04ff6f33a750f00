"""PDFs of hand-made documents, read back."""

import re
from ctypes import create_string_buffer
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from loaders.export.document import (
    Document,
    Facts,
    Figure,
    Note,
    Paragraph,
    Question,
    Section,
    Table,
)
from loaders.export.pdf import to_pdf

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10">'
    '<path d="M0 0h10v10h-10Z" fill="#b30000"/></svg>'
)
NASTY = [
    '#import "x.typ": y',
    "$x^2$ *vet* _schuin_ `code` = kop",
    "<script>alert(1)</script> & \"dubbel\" 'enkel'",
    "@verwijzing <label> #sys.inputs \\ // /* */ [a](b)",
    "- lijst + lijst / term: ~ -- --- ...",
    "{area} {{}} %s \\u{41}",
]


def document(*blocks, language="nl", title="Titel"):
    return Document(
        title,
        "Ondertitel",
        "Boven elke bladzijde",
        "Inhoud",
        language,
        (Section("Eerste deel", tuple(blocks)),),
    )


def pages(pdf):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def words(text):
    return re.sub(r"\s", "", text)


def read(pdf):
    """Return the text of a PDF, the breaks of its lines and pages left out."""
    return words("".join(pages(pdf)))


def every_block(text):
    return (
        Paragraph(text),
        Paragraph(text, lead=True),
        Note(text),
        Facts(((text, text),)),
        Table(text, (text, "n"), ((text, "1"),), (False, True), total=True),
        Figure(text, SVG, text, ((SVG, text),)),
        Question(text),
    )


def test_every_text_of_every_block_can_be_selected():
    text = "Één wijk: ≤ 1.200 m – 37 % ÷ × − · “ja” œuvre"
    text_of_pdf = read(to_pdf(document(*every_block(text)), created=NOW))
    # twice in the facts, three in the table, two in the figure, one elsewhere
    assert text_of_pdf.count(words(text)) == 11


@pytest.mark.parametrize("text", NASTY)
def test_text_is_never_interpreted_as_markup(text):
    text_of_pdf = read(to_pdf(document(*every_block(text), title=text), created=NOW))
    assert text_of_pdf.count(words(text)) >= 11


def test_a_pdf_is_tagged_and_says_its_language_and_title():
    pdf = to_pdf(document(*every_block("Tekst"), language="fr"), created=NOW)
    opened = pypdfium2.PdfDocument(pdf)
    assert opened.is_tagged()
    assert opened.get_metadata_value("Title") == "Titel Ondertitel"
    assert b"/StructTreeRoot" in pdf
    assert b"/MarkInfo" in pdf
    assert re.search(rb"/Lang\s*\(fr", pdf)
    assert b"pdfuaid" in pdf


def test_the_tags_name_headings_tables_and_pictures():
    one = document(*every_block("Tekst"))
    both = replace(one, sections=one.sections * 2)  # the contents come after the conclusions
    opened = pypdfium2.PdfDocument(to_pdf(both, created=NOW))
    kinds, alternatives = set(), set()
    for page in opened:
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        for at in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at), kinds, alternatives)
    assert {"H1", "P", "Table", "TR", "TH", "TD", "Figure", "Caption", "L", "TOC"} <= kinds
    assert "Tekst" in alternatives


def walk(element, kinds, alternatives):
    kinds.add(text_of(pdfium.FPDF_StructElement_GetType, element))
    alternatives.add(text_of(pdfium.FPDF_StructElement_GetAltText, element))
    for at in range(max(pdfium.FPDF_StructElement_CountChildren(element), 0)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
        if child:
            walk(child, kinds, alternatives)


def text_of(ask, element):
    buffer = create_string_buffer(ask(element, None, 0))
    ask(element, buffer, len(buffer))
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def test_pages_are_a4_and_numbered_with_a_header():
    many = [Paragraph("woord " * 400) for _ in range(6)]
    pdf = to_pdf(document(*many), created=NOW)
    opened, texts = pypdfium2.PdfDocument(pdf), pages(pdf)
    assert len(opened) > 2
    for number, text in enumerate(texts, start=1):
        assert opened[number - 1].get_size() == pytest.approx((595.3, 841.9), abs=0.1)
        assert f"{number} / {len(texts)}" in text
        assert ("Boven elke bladzijde" in text) == (number > 1)


def test_a_table_repeats_its_header_on_every_page():
    rows = tuple((f"Wijk {i}", str(i)) for i in range(200))
    table = Table("Lang", ("Naam van de wijk", "Mensen"), rows, (False, True))
    texts = pages(to_pdf(document(table), created=NOW))
    assert len(texts) > 3
    assert all("Naam van de wijk" in text for text in texts)


@pytest.mark.parametrize("columns", [1, 5, 12])
def test_a_wide_table_stays_within_the_page(columns):
    heads = ("Naam", *[f"Kolom {i}" for i in range(1, columns)])
    rows = (("x" * 300, *["123.456 tot 234.567"] * (columns - 1)),) * 3
    table = Table("Breed", heads, rows, (False, *[True] * (columns - 1)))
    for page in pypdfium2.PdfDocument(to_pdf(document(table), created=NOW)):
        text = page.get_textpage()
        boxes = [text.get_charbox(i) for i in range(text.count_chars())]
        assert min(left for left, *_ in boxes) >= 0
        assert max(right for _l, _b, right, _t in boxes) <= 595.3


@pytest.mark.parametrize("text", ["x" * 300, "\x00\x07\ud800 \x0b einde", "שלום", "日本 😀", ""])
def test_a_strange_text_spoils_nothing(text):
    pdf = to_pdf(document(*every_block(text)), created=NOW)
    assert pypdfium2.PdfDocument(pdf).is_tagged()
    assert "Eerstedeel" in read(pdf)


def test_an_empty_table_and_an_empty_document_can_be_printed():
    empty = Table("Niets", ("Naam", "Aantal"), (), (False, True))
    assert "Niets" in read(to_pdf(document(empty), created=NOW))
    assert "Titel" in read(to_pdf(Document("Titel", "", "", "Inhoud", "nl", ()), created=NOW))


def test_equal_documents_give_equal_bytes():
    first, second = (to_pdf(document(*every_block("Tekst")), created=NOW) for _ in range(2))
    assert first == second

"""What wants to be code is text: in data that were imported, in messages, workbooks and PDF."""

import io
from datetime import UTC, datetime

import openpyxl
import pandas as pd
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from geodata.errors import InputError
from geodata.snapshot.frames import FRAMES
from loaders.export.document import Document, Facts, Paragraph, Section, Table
from loaders.export.pdf import to_pdf
from loaders.export.tables import to_xlsx
from loaders.imports.file_import import import_file
from loaders.imports.file_kind import ImportOptions, Source
from loaders.imports.kinds import KINDS
from loaders.store import snapshots
from tests.loaders.payloads import PAYLOADS, hostile_file

SEEN = "hacked"


@pytest.fixture(scope="module")
def base(builtin_folder):
    return snapshots.load(builtin_folder).data


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_file_with_code_in_every_field_is_imported_as_text_or_refused_by_the_row(
    kind, base, tmp_path
):
    path = tmp_path / f"bestand{kind.template_ending}"
    path.write_bytes(hostile_file(kind))
    options = ImportOptions(confirmed=True)
    with pytest.raises(InputError) as refused:
        import_file(path, kind, base=base, source=Source("=1+1"), options=options)
    result = import_file(
        path, kind, base=base, source=Source("=1+1"), options=options, take_good=True
    )
    assert result.count
    assert result.left_out
    lines = [str(refused.value), *map(str, result.left_out)]
    assert not any(ord(letter) < ord(" ") for line in lines for letter in line if letter != "\n")
    for name in FRAMES:
        frame = getattr(result.data, name)
        if frame is not None and frame is not getattr(base, name):
            require_plain_workbook(frame.drop(columns="geometry", errors="ignore"))


def require_plain_workbook(frame) -> None:
    table = pd.DataFrame(frame).head(600)
    content = to_xlsx(table, [("=1+1", "@SUM(1)")], sheets=("Tabel", "Bronnen"))
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows():
            assert not any(cell.data_type == "f" or cell.hyperlink for cell in row)


def test_in_a_pdf_they_are_text_too():
    short = [text for text in PAYLOADS if len(text) < 200]
    blocks = [
        Paragraph(" ".join(short)),
        Facts(tuple((text, text) for text in short)),
        Table("x", ("a", "b"), tuple((text, text) for text in short), (False, False)),
    ]
    made = Document("t", "o", "b", "i", "nl", (Section("s", tuple(blocks)),))
    pdf = pypdfium2.PdfDocument(to_pdf(made, created=datetime(2026, 1, 2, tzinfo=UTC)))
    assert pdfium.FPDFDoc_GetJavaScriptActionCount(pdf) == 0
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert text.count(SEEN) > len(short)
    assert not any(pdfium.FPDFPage_GetAnnotCount(page) for page in pdf)

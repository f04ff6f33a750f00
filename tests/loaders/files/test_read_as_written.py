"""Tables as programs and people save them: letters, titles, words for nothing, workbooks.

Several contents are those of the cases that Nabij collected from public bug reports.
"""

import pytest
import xlsxwriter

from geodata.errors import NabijError, NoHeaderError, UncertainLettersError
from loaders.files.headers import columns
from loaders.files.notes import NoteKind
from loaders.files.placeholders import placeholders
from loaders.files.table import Table
from loaders.files.user_tables import read_table
from loaders.imports.centres import CENTRES
from loaders.imports.file_kind import ImportOptions

NAMES = ["naam", "straat", "gemeente", "telefoon"]
ROW = ["De Linde", "Straat 1", "Gent", "09 234 56 78"]


@pytest.fixture
def opened(tmp_path):
    """Return a function that opens a list of centres as its import does."""

    def read(content, **options):
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CENTRES.open(path, ImportOptions(**options))

    return read


@pytest.fixture
def workbook(tmp_path):
    """Return a function that opens a workbook, filled by a function."""

    def read(fill, **options):
        path = tmp_path / "list.xlsx"
        with xlsxwriter.Workbook(path) as book:
            fill(book)
        return CENTRES.open(path, ImportOptions(**options))

    return read


def seen(raw):
    return {note.kind: note.count for note in raw.notes}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["cp850", "mac_roman", "cp1252", "utf-16", "utf-8"])
def test_accents_are_right_in_every_encoding_of_an_office(opened, encoding, line_end):
    text = line_end.join(["naam;gemeente", "Café Zoé;Gent", "Crèche Noël;Brussel", ""])
    raw = opened(text.encode(encoding))
    assert raw.cells["naam"].tolist() == ["Café Zoé", "Crèche Noël"]
    assert (NoteKind.ENCODING in seen(raw)) == (encoding in {"cp850", "mac_roman"})


def test_letters_that_were_encoded_twice_are_repaired_and_reported(opened):
    raw = opened("naam;gemeente\nCafÃ© ZoÃ©;Gent\n")
    assert raw.cells["naam"].tolist() == ["Café Zoé"]
    assert seen(raw) == {NoteKind.REPAIRED: 1}


def test_letters_that_were_lost_are_refused_with_their_line(opened):
    with pytest.raises(UncertainLettersError, match=r"line 3: 'Caf\ufffd.*UTF-8"):
        opened("naam;gemeente\nDe Linde;Gent\nCaf\ufffd Zo\ufffd;Gent\n")


def test_letters_in_cells_of_a_workbook_are_repaired_or_refused(workbook):
    def fill(book):
        page = book.add_worksheet()
        page.write_row(0, 0, NAMES)
        page.write_row(1, 0, ["CafÃ© ZoÃ©", *ROW[1:]])
        page.write_row(2, 0, ["Caf\ufffd Zo\ufffd", *ROW[1:]])

    table = Table(workbook(fill), CENTRES.columns)
    assert table.cells["name"].tolist()[0] == "Café Zoé"
    assert [note.kind for note in table.notes] == [NoteKind.REPAIRED]
    assert [(problem.row, problem.column) for problem in table.problems] == [(3, "naam")]


@pytest.mark.parametrize(
    ("above", "first", "rows_above"),
    [
        ("sep=;\n", 3, 0),
        ('"sep=;"\n', 3, 0),
        ("Lijst lokale dienstencentra, 2026, versie 2\n\n", 4, 1),
        ("Lijst;;;\n;;;\n", 4, 1),
        ("# Bron:;Nabij\n# Datum:;2026\n", 4, 0),
        ("\n", 3, 0),
        ("Centrum;;Adres;\n", 3, 1),
    ],
)
def test_the_header_is_found_below_what_people_put_above_it(opened, above, first, rows_above):
    raw = opened(above + "naam;straat;gemeente;telefoon\nDe Linde;Straat 1;Gent;\n")
    assert raw.headers == NAMES
    assert raw.cells.index.tolist() == [first]  # as in the file
    assert seen(raw).get(NoteKind.ABOVE_HEADER, 0) == rows_above


def test_a_declared_separator_is_followed(opened):
    raw = opened("sep=|\nnaam|gemeente\nLinde; Es, Eik|Gent\n")
    assert raw.cells.to_numpy().tolist() == [["Linde; Es, Eik", "Gent"]]


def test_a_title_without_known_headers_is_no_problem_of_quotes(opened):
    with pytest.raises(NoHeaderError, match="'Lijst 2026' in row 1, which names none"):
        opened("Lijst 2026\nbenoeming;waar\nDe Linde;Gent\n")


NOTHING = ["NULL", "nan", "None", "n.v.t.", "nvt", "N/A", "-", "–", "?", "/", "(null)"]
ERRORS = ["#N/B", "#VERW!", "#NAAM?", "#WAARDE!", "#DEEL/0!", "#REF!", "#VALEUR!", "#NOM?"]
ERRORS += ["#N/A", "#GETAL!", "#####", "Err:502"]


@pytest.mark.parametrize("word", [*NOTHING, *ERRORS])
def test_a_word_for_nothing_is_empty_in_every_column_and_reported(opened, word):
    table = Table(opened(f"naam;straat;gemeente\nDe Linde;{word};Gent\n{word};x;Gent\n"), NAMED)
    assert table.cells["street"].tolist() == ["", "x"]
    assert table.cells["name"].tolist() == ["De Linde", ""]
    (note,) = table.notes
    assert (note.kind, note.count) == (NoteKind.PLACEHOLDERS, 2)
    table.refuse(table.cells["name"] == "", "name", "a name", "Fill it in.")
    assert [problem.got for problem in table.problems] == [repr(word)]


NAMED = columns("name", "street", "municipality", "status", "phone")


def test_unknown_is_nothing_in_a_phone_but_an_answer_in_a_status_and_perhaps_a_name(opened):
    raw = opened("naam;gemeente;statuut;telefoon\nOnbekend;Gent;onbekend;onbekend\nB;Gent;;geen\n")
    cells = Table(raw, NAMED).cells
    assert cells[["name", "status"]].iloc[0].tolist() == ["Onbekend", "onbekend"]
    assert cells["phone"].tolist() == ["", ""]


def test_a_name_that_has_such_a_word_in_it_stays(opened):
    names = ["None de Vries", "Nantes", "Nullestraat", "De Nul", "N.V. Taal", "#samen", "- 3 -"]
    raw = opened("naam;gemeente\n" + "".join(f"{name};Gent\n" for name in names))
    assert not placeholders(raw.cells["naam"], "name").any()


def test_formulas_that_were_never_computed_are_empty_and_reported(workbook):
    def fill(book):
        page = book.add_worksheet()
        page.write_row(0, 0, NAMES)
        page.write_row(1, 0, ROW)
        page.write_formula(1, 3, '="09 234"')  # this writer saves 0 for it
        page.write_formula(1, 1, '="Straat "&1', None, "Straat 1")
        page.write_formula(2, 0, '="De "&"Es"', None, "De Es")
        page.write_formula(2, 1, "=NA()", None, "#N/A")
        page.write_string(2, 2, "Gent")

    raw = workbook(fill)
    assert raw.cells.to_numpy().tolist() == [
        ["De Linde", "Straat 1", "Gent", ""],
        ["De Es", "", "Gent", ""],
    ]
    notes = {note.kind: note for note in raw.notes}
    assert notes.keys() == {NoteKind.NOT_COMPUTED, NoteKind.ERROR_CELLS}
    assert notes[NoteKind.NOT_COMPUTED].places == ((2, "telefoon", ""),)
    assert notes[NoteKind.ERROR_CELLS].places == ((3, "straat", "#N/A"),)
    assert "1 cell with an error" in str(notes[NoteKind.ERROR_CELLS])


def test_rows_and_columns_that_a_person_does_not_see_or_crossed_out_are_reported(workbook):
    def fill(book):
        page = book.add_worksheet()
        crossed = book.add_format({"font_strikeout": True})
        page.write_row(0, 0, NAMES)
        for row in range(1, 5):
            page.write_row(row, 0, ROW, crossed if row == 2 else None)
        page.set_row(3, None, None, {"hidden": True})
        page.set_row(7, None, None, {"hidden": True})  # an empty one
        page.set_column(3, 3, None, None, {"hidden": True})
        page.set_column(9, 9, None, None, {"hidden": True})

    raw = workbook(fill)
    found = {note.kind: note.places for note in raw.notes}
    assert found == {
        NoteKind.HIDDEN_ROWS: ((4, "", ""),),
        NoteKind.HIDDEN_COLUMNS: ((0, "telefoon", ""),),
        NoteKind.STRUCK_ROWS: ((3, "", ""),),
    }
    assert len(raw.cells) == 4


def test_the_sheet_with_the_columns_is_read_and_another_can_be_chosen(workbook):
    def fill(book):
        book.add_worksheet("Leeswijzer").write(0, 0, "Wat in dit bestand staat")
        for name in ("Gent", "Aalst"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, NAMES)
            page.write_row(1, 0, ["De Linde", "Straat 1", name])

    raw = workbook(fill)
    assert (raw.sheet, raw.sheets) == ("Gent", ("Leeswijzer", "Gent", "Aalst"))
    assert str(raw.notes[0]).startswith("1 of 3 sheets was read, 'Gent'")
    assert workbook(fill, sheet="aalst").cells["gemeente"].tolist() == ["Aalst"]
    with pytest.raises(NabijError, match="a sheet 'Brugge', got the sheets 'Leeswijzer', 'Gent'"):
        workbook(fill, sheet="Brugge")


def test_an_open_document_is_named_with_what_to_do(tmp_path):
    path = tmp_path / "list.ods"
    path.write_bytes(b"PK\3\4" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument")
    with pytest.raises(NabijError, match=r"OpenDocument file \(ODS\).*save it as XLSX"):
        read_table(path)


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("Erkenningsnr.", "id"),
        ("Beheersinstantie", "operator"),
        ("hco_name_nl", "name"),
        ("hco_street", "street"),
        ("hco_house_number", "number"),
        ("hco_zip_code", "postcode"),
        ("hco_municipality", "municipality"),
        ("hco_approval_status", "status"),
        ("STRAATNAAM", "street"),
        ("LINK", "website"),
        ("DISTRICT", "place"),
        ("hospital_name", "name"),
        ("Téléphone", "phone"),
        ("Site internet", "website"),
        ("Horaires d'ouverture", "opening_hours"),
        ("Emailadres", "email"),
    ],
)
def test_headers_of_real_files_are_recognised(opened, header, ours):
    raw = opened(f"{header};zzz\n1;2\n")
    assert CENTRES.match(raw, ImportOptions()).headers == {ours: header}

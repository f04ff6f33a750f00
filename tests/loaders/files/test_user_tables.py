from datetime import date

import pandas as pd
import pytest

from geodata.errors import MissingColumnError, RowProblem, RowsError, UnreadableFileError
from loaders.files.table import match_columns
from loaders.files.user_tables import read_table


@pytest.fixture
def written(tmp_path):
    """Return a function that writes bytes to a file of that name."""

    def write(content: bytes, name: str = "table.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_usual_csv_is_read(written, delimiter, encoding):
    lines = ["gemeente|aantal", "Liège|12", '"Één| twee"|3', ""]
    text = "\r\n".join(lines).replace("|", delimiter)
    frame = read_table(written(text.encode(encoding))).cells
    assert frame.columns.tolist() == ["gemeente", "aantal"]
    assert frame["gemeente"].tolist() == ["Liège", f"Één{delimiter} twee"]
    assert frame["aantal"].tolist() == ["12", "3"]


def test_rows_are_numbered_as_in_a_spreadsheet(written):
    frame = read_table(written(b'a;b\n1;"two\nlines"\n\n;\n3;x;\n4\n')).cells
    assert frame.index.tolist() == [2, 5, 6]  # the empty rows 3 and 4 count
    assert frame["b"].tolist() == ["two\nlines", "x", ""]


def test_a_workbook_is_read_as_text_with_the_same_numbers(tmp_path):
    path = tmp_path / "table.xlsx"
    cells = {"NIS": [11001, None, 44021.0], "people": [12.5, None, "1.000"]}
    cells["day"] = [date(2026, 1, 2), None, None]
    pd.DataFrame(cells, dtype=object).to_excel(path, index=False, engine="xlsxwriter")
    frame = read_table(path).cells
    assert frame.index.tolist() == [2, 4]
    assert frame["NIS"].tolist() == ["11001", "44021"]
    assert frame["people"].tolist() == ["12.5", "1.000"]
    assert frame["day"].tolist() == ["2026-01-02", ""]


@pytest.mark.parametrize(
    ("content", "name", "got"),
    [
        (b"", "t.csv", "an empty file"),
        (b"a;b\n", "t.csv", "a header only"),
        (b"a;b\n;\n", "t.csv", "a header only"),
        (b"\n1;2\n", "t.csv", "an empty row"),
        (b"<!doctype html>", "t.csv", "a web page"),
        (b"a\0b", "t.csv", "no text"),
        (b'a;b\n"x"y;2\n', "t.csv", "expected after"),
        (b"PK\x03\x04 and no more", "t.xlsx", "zip"),
        (b"PK\x03\x04 and no more", "t.zip", "cut-off"),
    ],
)
def test_a_file_that_is_no_table_is_an_error_with_advice(written, content, name, got):
    with pytest.raises(UnreadableFileError, match=got) as caught:
        read_table(written(content, name))
    assert caught.value.params["where"] == name
    assert "Save the table as CSV (UTF-8) or XLSX" in str(caught.value)


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(UnreadableFileError, match="readable file"):
        read_table(tmp_path / "gone.csv")


def test_a_row_longer_than_the_header_is_never_cut_off(written):
    with pytest.raises(RowsError, match="row 3") as caught:
        read_table(written(b"nis,people\n11001,500\n11002,12,345\n"))
    assert [problem.row for problem in caught.value.rows] == [3]


def test_columns_are_found_regardless_of_case_accents_and_punctuation(written):
    raw = read_table(written("NIS_Code;Année (prévue);x\n1;2;3\n".encode()))
    wanted = {"nis": ["nis code"], "year": ["jaar", "annee"], "people": ["inwoners"]}
    matched = match_columns(raw, wanted, required=[("nis",)])
    assert matched.headers == {"nis": "NIS_Code", "year": "Année (prévue)"}
    assert (matched.ignored, matched.lacking) == (("x",), ())


def test_a_missing_column_is_named_with_the_columns_that_could_be_it(written):
    raw = read_table(written(b"jaar;annee\n1;2\n", "t.csv"))
    wanted = {"people": ["inwoners"]}
    lacking = match_columns(raw, wanted, required=[("people",)])
    with pytest.raises(MissingColumnError, match="inwoners, got jaar, annee"):
        lacking.require(raw, wanted)
    with pytest.raises(MissingColumnError, match=r"Not recognised: jaar, annee.*--column"):
        lacking.require(raw, wanted)


def test_of_two_columns_for_one_field_the_first_of_the_list_is_used_unless_both_were_chosen(
    written,
):
    raw = read_table(written(b"annee;jaar;x\n1;2;3\n", "t.csv"))
    wanted = {"year": ["jaar", "année"], "other": ["y"]}
    matched = match_columns(raw, wanted)
    assert matched.headers == {"year": "jaar"}
    assert matched.repeated == {"year": ("jaar", "annee")}
    assert matched.ignored == ("annee", "x")
    assert match_columns(raw, wanted, by_hand={"jaar": ""}).headers == {"year": "annee"}
    by_hand = {"annee": "year", "jaar": "year"}
    with pytest.raises(MissingColumnError, match="annee and jaar"):
        match_columns(raw, wanted, by_hand=by_hand).require(raw, wanted)
    with pytest.raises(MissingColumnError, match="a column 'z'"):
        match_columns(raw, wanted, by_hand={"z": "year"}).require(raw, wanted)


def test_a_column_named_by_hand_leaves_the_others_recognised(written):
    raw = read_table(written(b"titel;jaar\na;2\n"))
    wanted = {"year": ["jaar"], "name": ["naam"]}
    matched = match_columns(raw, wanted, by_hand={"titel": "name"})
    assert matched.headers == {"year": "jaar", "name": "titel"}


def test_the_error_lists_twenty_rows_and_the_number_of_others():
    rows = [RowProblem(n, "people", "'x'", "a number", "Correct it.") for n in range(30, 1, -1)]
    error = RowsError(where="t.csv", rows=rows)
    lines = str(error).splitlines()
    assert lines[0].startswith("t.csv: expected rows that can all be used, got 29 that cannot.")
    assert lines[1] == "  row 2, people: expected a number, got 'x'. Correct it."
    assert len(lines) == 22
    assert lines[-1] == "  and 9 more."
    assert len(error.rows) == 29
    assert error.code == "rows"

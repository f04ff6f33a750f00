import zipfile

import pandas as pd
import pytest

from geodata.errors import (
    BadValueError,
    InputError,
    MissingColumnError,
    UnknownCodeError,
    UnreadableFileError,
)
from loaders.builtin.snapshot import facts
from loaders.sources.statbel_population import read_population

MUNICIPALITIES = pd.Series(["11001", "11002"])
MERGERS = pd.DataFrame({"old_nis": ["11007"], "new_nis": ["11002"], "year": ["2025"]})


def read(path, municipalities=MUNICIPALITIES, mergers=MERGERS):
    return read_population(path, mergers=mergers, municipalities=municipalities)


def by_nis(population) -> dict[str, list[int]]:
    return population.municipal.set_index("nis").T.to_dict("list")


def test_people_are_summed_by_age_over_the_municipalities_of_today(write_statbel, statbel_lines):
    population = read(write_statbel(statbel_lines))
    assert by_nis(population) == {"11001": [100, 10, 4], "11002": [50, 5, 5]}
    assert population.year == 2024


def test_wallonia_is_left_out_and_reported(write_statbel, statbel_lines):
    population = read(write_statbel(statbel_lines))
    assert (population.people, population.outside) == (150, 200)
    assert "200 people in Wallonia are left out" in population.dataset().note


def test_the_old_name_of_the_column_and_a_zip_are_read_the_same(
    write_statbel, statbel_lines, tmp_path
):
    header, *rows = statbel_lines
    text = write_statbel([header.replace("CD_REFNIS", "CD_MUNTY_REFNIS"), *rows])
    packed = tmp_path / "TF_SOC_POP_STRUCT_2024.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(text, text.name)
    pd.testing.assert_frame_equal(read(packed).municipal, read(text).municipal)


def test_a_workbook_with_the_same_columns_is_read_the_same(write_statbel, statbel_lines, tmp_path):
    header, *rows = (line.split("|") for line in statbel_lines)
    path = tmp_path / "TF_SOC_POP_STRUCT_2024.xlsx"
    frame = pd.DataFrame(rows, columns=header)
    numbers = dict.fromkeys(["CD_AGE", "MS_POPULATION", "CD_REFNIS"], float)
    frame.astype(numbers).to_excel(path, index=False, engine="xlsxwriter")
    found = read(path)
    assert by_nis(found) == by_nis(read(write_statbel(statbel_lines)))
    assert (found.year, found.outside) == (2024, 200)


def test_without_a_column_the_year_is_that_of_the_file(write_statbel, statbel_lines):
    lines = [line.rpartition("|")[0] for line in statbel_lines]
    assert read(write_statbel(lines)).year == 2024


def test_a_chain_of_mergers_is_followed_to_its_end(write_statbel, statbel_lines):
    mergers = pd.DataFrame(
        {"old_nis": ["2", "11007"], "new_nis": ["11002", "2"], "year": ["2025", "2019"]}
    )
    assert by_nis(read(write_statbel(statbel_lines), mergers=mergers))["11002"] == [50, 5, 5]


def row(nis="11001", age="1", people="1", year="2024") -> str:
    return f"{nis}|x|F|{age}|{people}|{year}"


@pytest.mark.parametrize(
    ("extra", "error", "where"),
    [
        (row(nis="99999"), UnknownCodeError, "line 8"),
        (row(people="-1"), BadValueError, "line 8, MS_POPULATION"),
        (row(people="x"), BadValueError, "line 8, MS_POPULATION"),
        (row(people=""), BadValueError, "line 8, MS_POPULATION"),
        (row(people="1.5"), BadValueError, "line 8, MS_POPULATION"),
        (row(age="131"), BadValueError, "line 8, CD_AGE"),
        (row(year="2023"), BadValueError, "CD_YEAR"),
        ("11001|x", BadValueError, "line 8"),
        (row() + "|more|more", UnreadableFileError, "TF_SOC"),
    ],
)
def test_a_wrong_row_is_named(write_statbel, statbel_lines, extra, error, where):
    with pytest.raises(error, match=where) as caught:
        read(write_statbel([*statbel_lines, extra]))
    assert "TF_SOC_POP_STRUCT_2024.txt" in str(caught.value)
    assert caught.value.params["action"]


def test_a_file_that_lacks_a_municipality_is_not_complete(write_statbel, statbel_lines):
    header, *rows = statbel_lines
    with pytest.raises(UnknownCodeError, match=r"none in 11001.*not complete"):
        read(write_statbel([header, *rows[3:]]))


def test_rows_longer_than_the_header_are_refused_rather_than_shifted(write_statbel, statbel_lines):
    header, *rows = statbel_lines
    with pytest.raises(UnreadableFileError, match="one more"):
        read(write_statbel([header, *("x|" + line for line in rows)]))


def test_a_renamed_column_is_named(write_statbel, statbel_lines):
    header, *rows = statbel_lines
    with pytest.raises(MissingColumnError, match="MS_POPULATION"):
        read(write_statbel([header.replace("MS_POPULATION", "POPULATION"), *rows]))


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_an_error_even_in_an_unused_column(
    write_statbel, statbel_lines, encoding
):
    path = write_statbel([*statbel_lines, row().replace("x", "Liège")])
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode(encoding))
    with pytest.raises(UnreadableFileError, match="UTF-8"):
        read(path)


@pytest.mark.parametrize("blank", [[], [""]])
def test_a_header_alone_is_no_table(write_statbel, statbel_lines, blank):
    with pytest.raises(UnreadableFileError, match="rows"):
        read(write_statbel([statbel_lines[0], *blank]))


@pytest.fixture
def zipped(tmp_path):
    def write(**members: bytes):
        path = tmp_path / "TF_SOC_POP_STRUCT_2024.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return path

    return write


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "a\\..\\..\\e.txt"]
)
def test_a_zip_that_would_write_outside_itself_is_refused(zipped, name):
    with pytest.raises(UnreadableFileError, match="inside the zip"):
        read(zipped(**{name: b"x"}))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(zipped):
    with pytest.raises(UnreadableFileError, match="70,000,000 bytes unpacked"):
        read(zipped(**{"a.txt": bytes(70_000_000)}))


@pytest.mark.parametrize("members", [{}, {"a.txt": b"x", "b.txt": b"x"}, {"a.pdf": b"x"}])
def test_a_zip_must_hold_one_table(zipped, members):
    with pytest.raises(UnreadableFileError, match=r"one \.txt or \.csv"):
        read(zipped(**members))


def test_a_truncated_or_damaged_zip_is_an_error(zipped, statbel_lines):
    path = zipped(**{"a.txt": "\n".join(statbel_lines).encode()})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableFileError, match="complete zip"):
        read(path)
    middle = bytearray(whole)
    middle[60] ^= 0xFF
    path.write_bytes(middle)
    with pytest.raises(UnreadableFileError):
        read(path)


@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE html><title>404</title>"])
def test_an_empty_file_or_a_web_page_is_an_error(tmp_path, content):
    path = tmp_path / "TF_SOC_POP_STRUCT_2024.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"empty file|web page"):
        read(path)


def test_the_people_of_2015_are_all_there(official):
    municipal = facts("municipalities")
    population = read_population(
        official / "statbel" / "TF_SOC_POP_STRUCT_2015.zip",
        mergers=facts("municipal_mergers"),
        municipalities=municipal["nis"],
    )
    assert (population.people, population.year, population.outside) == (7_619_300, 2015, 0)
    expected = municipal.set_index("nis")[
        ["population_2015", "population_65plus_2015", "population_80plus_2015"]
    ].astype("int64")
    assert by_nis(population) == expected.sort_index().T.to_dict("list")

"""People from a user's file: per municipality or per wijk, or Statbel's unchanged."""

from dataclasses import replace

import pandas as pd
import pytest

from geodata.errors import (
    AgeBandsError,
    BadValueError,
    MissingColumnError,
    NotPeopleError,
    RowsError,
    UnknownCodeError,
    UnreadableFileError,
)
from geodata.snapshot.model import Dataset
from geodata.snapshot.schemas import check_snapshot
from loaders.imports.file_kind import ImportOptions
from loaders.imports.population import POPULATION
from tests.loaders.imports.import_helpers import imported, read_file

SOURCE = Dataset("people", 0, "Stad Westdorp, bevolking", "2026-01-01")
GROUPS = ["people_all", "people_65plus", "people_80plus"]


@pytest.fixture
def table(tmp_path):
    """Return a function that writes lines to a CSV."""

    def write(*lines: str, name="mensen.csv"):
        path = tmp_path / name
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        return path

    return write


def take(path, data):
    made = imported(path, POPULATION, data, SOURCE.source, date=SOURCE.reference_date)
    check_snapshot(made)
    return made, made.units.set_index("code")


# --- per municipality


@pytest.mark.parametrize("town", ["nis;11001", "gemeente;Westdorp", "commune;Village-Ouest"])
def test_figures_of_a_municipality_are_estimated_over_its_wijken(town, table, small):
    header, cell = town.split(";")
    made, units = take(table(f"{header};inwoners;65+;80+", f"{cell};400;40;8"), small)
    # one and three of its four sectors
    assert units.loc[["11001W01", "11001W02"], GROUPS].to_numpy().tolist() == [
        [100, 10, 2],
        [300, 30, 6],
    ]
    assert units.loc["11002W01", GROUPS].tolist() == [10, 4, 2]  # not in the table: stays
    assert units["estimated"].all()
    told = made.dataset("people")
    assert (told.rows, told.flags) == (410, ("estimated",))
    assert told.source == "counted by hand; Stad Westdorp, bevolking"
    assert told.reference_date == "2026-01-01 (Stad Westdorp, bevolking)"


def test_figures_of_all_municipalities_have_no_other_source(table, small):
    made, units = take(table("nis;totaal;65plus;80plus", "11001;4;2;1", "11002;6;2;0"), small)
    assert units["people_all"].sum() == made.dataset("people").rows == 10
    assert made.dataset("people").source == SOURCE.source
    assert made.dataset("people").reference_date == "2026-01-01"


def test_thousands_may_have_a_separator_and_wallonia_is_left_out(table, small):
    path = table("nis;inwoners;65+;80+", "11001;1.200;40;8", "62063;190 000;9;1")
    found = read_file(path, POPULATION, small)
    assert found.people.loc["11001"].tolist() == [1200, 40, 8]
    reading = POPULATION.read(POPULATION.opener(path), small, ImportOptions())
    assert (reading.count, reading.elsewhere) == (1, 1)


def test_a_merged_municipality_is_the_sum_of_its_parts(table, builtin):
    # Borsbeek became part of Antwerpen on 1 January 2025
    parts = table("nis;inwoners;65+;80+", "11002;1000;100;10", "11007;200;20;2")
    whole = table("nis;inwoners;65+;80+", "11002;1000;100;10", name="b.csv")
    found = read_file(parts, POPULATION, builtin)
    assert found.people.loc["11002"].tolist() == [1200, 120, 12]
    assert found.merged == ("Antwerpen",)
    assert read_file(whole, POPULATION, builtin).merged == ()


# --- per wijk


def test_figures_per_wijk_are_imported_unchanged(table, small):
    made, units = take(table("wijkcode;inwoners;65+;80+", "11002W02;7;3;0"), small)
    assert units.loc["11002W02", GROUPS].tolist() == [7, 3, 0]
    assert units["estimated"].tolist() == [True, True, True, False]
    assert made.dataset("people").flags == ("estimated",)  # the others are


def test_figures_of_all_wijken_are_no_estimate(table, small):
    lines = [f"{code};5;2;1" for code in small.units["code"]]
    made, units = take(table("wijk;inwoners;65+;80+", *lines), small)
    assert not units["estimated"].any()
    assert made.dataset("people").flags == ()


def test_groups_that_a_file_does_not_have_become_unknown_there(table, small):
    units = small.units.assign(people_alone=pd.array([1, 2, 3, None], dtype="Int64"))
    _, filled = take(table("wijk;inwoners;65+;80+", "11001W01;7;3;0"), replace(small, units=units))
    assert filled["people_alone"].isna().tolist() == [True, False, False, True]


# --- wijken by name


def test_wijken_are_known_by_their_name_within_a_municipality(table, small):
    path = table("gemeente;wijk;inwoners;65+;80+", "Westdorp;EEN;7;3;0", "Oostdorp;drie;8;4;1")
    _, units = take(path, small)
    assert units.loc[["11001W01", "11002W01"], "people_all"].tolist() == [7, 8]


@pytest.mark.parametrize("header", ["wijknaam", "naam"])
def test_names_of_wijken_have_a_column_of_their_own(header, table, small):
    path = table(f"nis;{header};inwoners", "11001;Twee;70", "11001;Één;30")
    assert read_file(path, POPULATION, small).people["people_all"].to_dict() == {
        "11001W02": 70,
        "11001W01": 30,
    }


def test_the_name_of_a_municipality_is_not_that_of_a_wijk(table, small):
    path = table("nis;naam;inwoners;65+;80+", "11001;Westdorp;400;40;8", "11002;Oostdorp;9;4;2")
    assert not read_file(path, POPULATION, small).by_wijk


def test_an_unknown_or_ambiguous_name_is_refused_with_what_was_expected(table, small):
    units = small.units.assign(name=["Één", "Twee", "Dorp", "dorp"])
    path = table("gemeente;wijk;inwoners", "Westdorp;Tweede;7", "Oostdorp;Dorp;7", ";Één;7")
    with pytest.raises(RowsError) as caught:
        read_file(path, POPULATION, replace(small, units=units))
    unknown, ambiguous, nowhere = caught.value.rows
    assert unknown.expected == "the name of a wijk of Westdorp, such as Twee"
    assert "11002W01, 11002W02" in ambiguous.expected
    assert "with its municipality" in nowhere.expected


# --- ages that are bands, or not there


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("inwoners;65-69;70-74;75-79;80-84;85-89;90+", "400;10;9;13;4;3;1"),
        ("population;65 à 79 ans;80 ans et plus", "400;32;8"),
        ("people;65 to 79 years;80 and over", "400;32;8"),
        ("0-64;65-79;80+", "360;32;8"),
    ],
)
def test_bands_of_ages_are_summed_where_they_cover_exactly(header, cells, table, small):
    found = read_file(table(f"nis;{header}", f"11001;{cells}"), POPULATION, small)
    assert found.people.loc["11001"].tolist() == [400, 40, 8]
    assert not found.estimated_ages


def test_a_wrong_cell_of_a_band_is_named_with_its_column(table, small):
    path = table("nis;inwoners;65-79;80+", "11001;400;veel;8")
    with pytest.raises(RowsError) as caught:
        read_file(path, POPULATION, small)
    assert [(p.row, p.column) for p in caught.value.rows] == [(2, "65-79")]


def test_ages_of_a_wijk_with_a_total_are_those_of_its_municipality_and_estimates(table, small):
    units = small.units.assign(estimated=False)
    path = table("wijk;inwoners", "11001W01;50", "11002W01;20")
    made, filled = take(path, replace(small, units=units))
    # of 100 people of Westdorp 20 are 65 or older and 4 of these 80; of the 10 of Oostdorp 4 and 2
    assert filled.loc[["11001W01", "11002W01"], GROUPS].to_numpy().tolist() == [
        [50, 10, 2],
        [20, 8, 4],
    ]
    assert filled["estimated"].tolist() == [True, False, True, False]
    assert "estimated" in made.dataset("people").flags


def test_ages_of_a_municipality_with_a_total_keep_their_shares(table, small):
    _, filled = take(table("gemeente;inwoners;65+", "Westdorp;200;60"), small)
    of_town = filled[filled["municipality"] == "11001"][GROUPS].sum()
    assert of_town.tolist() == [200, 60, 12]  # 4 of its 20 are 80 or older


# --- what cannot be used


WRONG = {
    "no such town": ("nis;inwoners;65+;80+", "99999;4;2;1", "nis"),
    "no such wijk": ("wijk;inwoners;65+;80+", "11001W09;4;2;1", "wijk"),
    "no number": ("nis;inwoners;65+;80+", "11001;veel;2;1", "inwoners"),
    "half": ("nis;inwoners;65+;80+", "11001;4,5;2;1", "inwoners"),
    "minus": ("nis;inwoners;65+;80+", "11001;4;-2;1", "65+"),
    "empty": ("nis;inwoners;65+;80+", "11001;4;2;", "80+"),
    "more old than all": ("nis;inwoners;65+;80+", "11001;4;5;1", "65+"),
    "more very old than old": ("wijk;inwoners;65+;80+", "11001W01;4;2;3", "80+"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_row_that_cannot_be_used_is_named_with_its_column(name, table, small):
    header, row, column = WRONG[name]
    with pytest.raises(RowsError) as caught:
        read_file(table(header, row), POPULATION, small)
    assert [(p.row, p.column) for p in caught.value.rows] == [(2, column)]


@pytest.mark.parametrize("header", ["nis", "wijk"])
def test_a_row_that_is_there_twice_is_refused(header, table, small):
    code = {"nis": "11001", "wijk": "11001W01"}[header]
    path = table(f"{header};inwoners;65+;80+", f"{code};4;2;1", f"{code};4;2;1")
    with pytest.raises(RowsError) as caught:
        read_file(path, POPULATION, small)
    assert [problem.row for problem in caught.value.rows] == [3]


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        (("nis;65+;80+", "11001;2;1"), MissingColumnError),
        (("nis;inwoners;80+", "11001;4;1"), MissingColumnError),
        (("nis;inwoners;60-69;70-79;80+", "11001;9;3;2;1"), AgeBandsError),
        (("nis;inwoners;65-84;85+", "11001;9;3;2"), AgeBandsError),
        (("nis;aantal huishoudleden;inwoners", "11001;1;40"), NotPeopleError),
        (("inwoners;65+;80+", "4;2;1"), MissingColumnError),
        (("nis;inwoners;65+;80+", "62063;4;2;1"), BadValueError),
        (("nis;inwoners;65+;80+",), UnreadableFileError),
    ],
    ids=[
        *("no total", "no 65+", "bands across 65", "bands across 80", "households"),
        *("no town", "Wallonia only", "no rows"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(lines, error, table, small):
    with pytest.raises(error):
        read_file(table(*lines), POPULATION, small)


def test_a_source_must_be_named(table, small):
    path = table("nis;inwoners;65+;80+", "11001;4;2;1")
    with pytest.raises(BadValueError, match="source"):
        imported(path, POPULATION, small, " ")


# --- Statbel's own


STATBEL = "CD_YEAR|CD_MUNTY_REFNIS|CD_AGE|MS_POPULATION"


def test_a_file_of_statbel_is_recognised_by_its_content(table, small):
    rows = ["2024|11001|3|10", "2024|11001|70|6", "2024|11001|85|4", "2024|11002|40|5"]
    path = table(STATBEL, *rows, name="upload.txt")
    made = imported(path, POPULATION, small, "Statbel")
    assert made.units.groupby("municipality")[GROUPS].sum().to_numpy().tolist() == [
        [20, 10, 4],
        [5, 0, 0],
    ]
    assert made.dataset("people").reference_date == "2024-01-01"


def test_statbels_file_must_have_every_municipality(table, small):
    with pytest.raises(UnknownCodeError):
        read_file(table(STATBEL, "2024|11001|3|10", name="upload.txt"), POPULATION, small)


def test_the_real_file_of_statbel_is_read(official, builtin):
    path = official / "statbel" / "TF_SOC_POP_STRUCT_2015.zip"
    found = read_file(path, POPULATION, builtin)
    assert (len(found.people), found.people["people_all"].sum()) == (304, 7_619_300)
    assert found.year == 2015

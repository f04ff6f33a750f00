"""Numbers and codes as people and programs write them: read, or found unclear; never guessed."""

import math

import numpy as np
import pandas as pd
import pytest

from loaders.files.numbers import bare_codes, numbers_in
from loaders.files.official_tables import as_text


def numbers(*cells):
    return numbers_in(pd.Series(cells)).found.tolist()


@pytest.mark.parametrize(
    "cell",
    [
        *("6000", "6.000", "6,000", "6 000", "6\u00a0000", "6\u202f000", "6'000", "6’000"),
        *("6000.0", "6000,00", "6.000,0", "6,000.00", "6 000,0", "6e3", "6.0E+03", "6,0E3"),
    ],
)
def test_six_thousand_in_any_notation(cell):
    assert numbers(cell) == [6000]


def test_what_is_no_number_of_zero_or_more_is_none():
    cells = ("", "-5", "veel", "007", "1.23.456", "6 00", "1,2,3", "٦٠٠٠")
    assert all(math.isnan(number) for number in numbers(*cells))


def test_decimals_stay_decimals():
    assert numbers("12,5", "6.000,5") == [12.5, 6000.5]


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        (("1.234.567", "6.000"), [1_234_567, 6000]),
        (("12,5", "6.000"), [12.5, 6000]),
        (("9000.000", "123.000"), [9000, 123]),
        (("1,234,567", "6.000"), [1_234_567, 6]),
        (("12500", "6.000"), [12_500, 6000]),
    ],
)
def test_other_cells_of_the_column_show_what_a_point_is(cells, meant):
    assert numbers(*cells) == meant


@pytest.mark.parametrize(
    ("cell", "other"),
    [("6.000", "3.5"), ("6.000", "265000.0"), ("6,000", "6.000"), ("12.345", "1.5")],
)
def test_a_cell_that_can_mean_two_things_is_unclear(cell, other):
    found = numbers_in(pd.Series([cell, other]))
    assert math.isnan(found.found[0])
    assert found.unclear[0]


def test_a_number_of_a_workbook_or_layer_has_no_thousands():
    cells = as_text(pd.DataFrame({"n": np.array([1.234, 6.0, 12.5])}))["n"]
    assert numbers(*cells) == [1.234, 6, 12.5]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        *(("postcode", cell, "9000") for cell in ("9000.0", "9000,00", "9.000", "9 000", "9000")),
        *(("nis", cell, "44021") for cell in ("44021.0", "44.021", "44021,00")),
        ("municipality", "44021.0", "44021"),
        ("year", "2031.0", "2031"),
        ("phone", "92345678.0", "92345678"),
        ("postcode", "9000.5", "9000.5"),
        ("name", "9000.0", "9000.0"),
    ],
)
def test_codes_lose_what_programs_add_to_numbers(column, cell, code):
    assert bare_codes(pd.Series([cell]), column).tolist() == [code]


def test_codes_of_any_form_are_floats_only_if_the_whole_column_is():
    assert bare_codes(pd.Series(["1.0", "", "2.0"]), "code").tolist() == ["1", "", "2"]
    assert bare_codes(pd.Series(["1.0", "1.1"]), "code").tolist() == ["1.0", "1.1"]

"""Every download of every page: numbers are numbers, heads are fixed, sums are those shown."""

import io
import json
import re
import sqlite3
from collections.abc import Callable

import openpyxl
import pandas as pd
import pyogrio
import pytest
import streamlit as st

from pages.ui.i18n import with_language
from pages.ui.numbers import people_span
from tests.pages.page_helpers import html

GENT = "municipality:44021"
PAGES = {
    "dekking": {"gebied": GENT, "groep": "80plus"},
    "gemeente": {},
    "scenario": {"gebied": GENT, "deel": "bewaren"},
    "rop": {"deel": "overzicht"},
    "rop gemeenten": {"deel": "gemeenten"},
    "rop centra": {"deel": "centra"},
    "rop verbeteren": {"deel": "verbeteren"},
}
CODES = re.compile(
    r"code|NIS|Postcode|Telefoon|Website|E-mail|Link|Straat|Nu staat er|Uitleg|Wat|Te verbeteren"
)
"""Heads of columns of text that may look like numbers."""


@pytest.fixture
def files(open_page, monkeypatch) -> Callable[[str], tuple[dict[str, bytes], str]]:
    def collect(page: str) -> tuple[dict[str, bytes], str]:
        made: dict[str, bytes] = {}

        def button(_label, data, *, file_name, **_more):
            made[file_name] = data() if callable(data) else data

        monkeypatch.setattr(st, "download_button", button)
        test = open_page(page.split(maxsplit=1)[0], **PAGES[page])
        return made, html(test)

    return collect


def of_csv(data: bytes) -> pd.DataFrame:
    lines = data.decode("utf-8-sig").split("\r\n")
    body = "\r\n".join(line for line in lines if not line.startswith("# "))
    return pd.read_csv(io.StringIO(body), sep=";", decimal=",", dtype=None, keep_default_na=True)


def of_excel(data: bytes) -> pd.DataFrame:
    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=head)


def wrong(frame: pd.DataFrame) -> list[str]:
    """Return the columns of a workbook whose cells are not what their head promises."""
    found = [str(head) for head in frame if not head]
    found += frame.columns[frame.columns.duplicated()].tolist()
    for head in frame:
        kinds = {type(cell) for cell in frame[head].dropna()}
        if bool in kinds or (str in kinds and kinds & {int, float}):
            found.append(str(head))
        texts = [cell for cell in frame[head].dropna() if isinstance(cell, str)]
        numbers = [t for t in texts if re.fullmatch(r"'?[-+−]?\d[\d.,\s]*%?", t)]
        if numbers and not CODES.search(str(head)):
            found.append(f"{head}: {numbers[0]}")
    return found


@pytest.mark.parametrize("page", PAGES)
def test_numbers_are_numbers_and_both_tables_are_the_same(files, page):
    made, _shown = files(page)
    books = {name: data for name, data in made.items() if name.endswith(".xlsx")}
    assert books
    for name, data in books.items():
        assert re.fullmatch(r"[a-z0-9-]+-\d{4}-\d{2}\.xlsx", name), "a name that people understand"
        book, text = of_excel(data), of_csv(made[name.replace(".xlsx", ".csv")])
        assert wrong(book) == [], name
        assert list(book) == list(text)
        assert len(book) == len(text) > 0
        for head in book:
            cells = book[head].dropna()
            if len(cells) and not isinstance(cells.iloc[0], str):
                assert pd.api.types.is_numeric_dtype(text[head]), (name, head)
                assert text[head].sum() == pytest.approx(cells.astype(float).sum())


def test_the_files_of_dekking_sum_to_the_headline_in_every_format(files, tmp_path):
    made, shown = files("dekking")
    by_ending = {name.rsplit(".", 1)[1]: data for name, data in made.items() if "wijken" in name}
    layer = tmp_path / "wijken.gpkg"
    layer.write_bytes(by_ending["gpkg"])
    tables = {
        "csv": of_csv(by_ending["csv"]),
        "xlsx": of_excel(by_ending["xlsx"]),
        "geojson": pd.DataFrame(
            [f["properties"] for f in json.loads(by_ending["geojson"])["features"]]
        ),
        "gpkg": pyogrio.read_dataframe(layer, layer="wijken", read_geometry=False),
    }
    heads = list(tables["csv"])
    assert set(tables["xlsx"]["Geschat"]) == {"ja"}
    for ending, table in tables.items():
        assert list(table) == heads, ending
        low, high = (
            table[f"80 jaar en ouder buiten bereik, {end}"].astype(float).sum()
            for end in ("alle centra", "enkel gekende plek")
        )
        with with_language("nl"):
            assert f"<b>{people_span(low, high)}</b>" in shown, ending
    assert len(pyogrio.read_dataframe(layer, layer="centra")) > 100


def test_the_heads_are_the_same_whatever_is_chosen(files, monkeypatch):
    heads = [list(of_csv(files("dekking")[0][name])) for name in (_csv(files("dekking")[0]),)]
    for choice in ({"maat": "distance2"}, {"afstand": "800"}, {"status": "recognised"}):
        monkeypatch.setitem(PAGES, "dekking", {"gebied": GENT, **choice})
        made, _shown = files("dekking")
        heads.append(list(of_csv(made[_csv(made)])))
    assert all(one == heads[0] for one in heads)


def _csv(made: dict[str, bytes]) -> str:
    return next(name for name in made if name.startswith("wijken") and name.endswith(".csv"))


def test_qgis_gets_a_style_for_the_wijken_and_the_centres(files, tmp_path):
    made, _shown = files("dekking")
    path = tmp_path / "wijken.gpkg"
    path.write_bytes(next(data for name, data in made.items() if name.endswith(".gpkg")))
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "SELECT f_table_name, useAsDefault, styleQML FROM layer_styles"
        ).fetchall()
    assert {row[:2] for row in rows} == {("wijken", 1), ("centra", 1)}
    assert all("<rule " in qml for *_row, qml in rows)


def test_the_work_list_per_centre_has_one_row_per_centre(files):
    made, _shown = files("rop verbeteren")
    book = next(d for n, d in made.items() if n.startswith("werklijst-per") and n.endswith("xlsx"))
    table = of_excel(book)
    per_fault = next(
        of_excel(d)
        for n, d in made.items()
        if n.startswith("werklijst-") and "per" not in n and n.endswith("xlsx")
    )
    assert table["Aantal punten"].sum() == len(per_fault)
    assert table["Te verbeteren"].str.len().min() > 0

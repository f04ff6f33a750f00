"""Every download of every page: numbers are numbers, heads are fixed, sums are those shown."""

import io
import json
import re
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import openpyxl
import pandas as pd
import pyogrio
import pytest
import streamlit as st

from geodata.enums import Precision
from geodata.scenario.changes import AddedPoint, Scenario, Spot
from geodata.scenario.codec import from_json, to_text
from geodata.snapshot.frames import FRAMES
from loaders.centres.doubts import read_decisions
from loaders.imports.kinds import KINDS
from loaders.store import snapshots
from pages.ui.i18n import with_language
from pages.ui.numbers import number, people_span, span
from tests.pages.gegevens.gegevens_page import HOSTILE, made_doubts
from tests.pages.page_helpers import calm, html, opened, words
from tests.sector_data import with_made_sectors
from tests.store_helpers import publish_bare, publish_like

pytestmark = pytest.mark.long

GENT = "municipality:44021"
ADDED = Scenario((AddedPoint(Spot(604_500, 693_800)),))
PAGES = {
    "dekking": {"gebied": GENT, "groep": "80plus"},
    "gemeente": {},
    "gemeente een": {"gemeente": "44021"},
    "scenario": {"gebied": GENT, "deel": "bewaren", "scenario": to_text(ADDED)},
    "rop": {"deel": "overzicht"},
    "rop gemeenten": {"deel": "gemeenten"},
    "rop centra": {"deel": "centra"},
    "rop verbeteren": {"deel": "verbeteren"},
    "rop veranderd": {"deel": "veranderd"},
    "rop ondersteuning": {"deel": "ondersteuning"},
}
"""Pages with workbooks."""

BARE = {
    "gegevens": {"luik": "geladen"},
    "gegevens twijfels": {"luik": "twijfels"},
    "gegevens sjablonen": {"luik": "sjablonen"},
    "gegevens nakijken": {"luik": "nakijken", "bestand": "centres"},
}
"""Pages with other files only."""

CODES = re.compile(
    r"code|NIS|Postcode|Telefoon|Website|E-mail|Link|Straat|Nu staat er|Uitleg|Wat|Te verbeteren"
    r"|Adres|^Vroeger$|^Nu$"
)
"""Heads of columns of text that may look like numbers."""


@dataclass
class Files:
    """The files of a page, each made when it is asked for, and the page."""

    makers: dict
    test: object

    def __getitem__(self, name: str) -> bytes:
        maker = self.makers[name]
        return maker() if callable(maker) else maker

    def named(self, begin: str, ending: str) -> bytes:
        return self[next(n for n in self.makers if n.startswith(begin) and n.endswith(ending))]

    @property
    def shown(self) -> str:
        return html(self.test)


@pytest.fixture(scope="module")
def folder(builtin_folder, tmp_path_factory):
    """Two snapshots: in the later one a centre moved; with sectors around Gent, and doubts."""
    folder = tmp_path_factory.mktemp("downloads")
    data = with_made_sectors(snapshots.load(builtin_folder).data, "40000")
    there = data.points["centre_id"] == data.centres["id"].iloc[3]
    points = data.points.copy()
    points.loc[there, "precision"] = Precision.ADDRESS
    points.loc[there, "whereabouts"] = None
    moved = points.copy()
    moved.loc[there, "geometry"] = points.loc[there].translate(1000, 0)
    publish_bare(replace(data, points=points), folder, now=datetime(2025, 11, 3, tzinfo=UTC))
    after = replace(data, points=moved, doubts=made_doubts())
    publish_like(after, folder, like=builtin_folder, now=datetime.now(UTC))
    return folder


@pytest.fixture(scope="module")
def files(folder):
    """Return a function that opens a page, once, and returns its files."""
    seen: dict[tuple, Files] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NABIJ_DATA", str(folder))
        patch.setenv("NABIJ_GEOLOCATION", "")

        def collect(page: str, **choices: str) -> Files:
            key = (page, *choices.items())
            if key not in seen:
                makers = {}

                def button(_label, data, *, file_name, **_more):
                    makers[file_name] = data

                patch.setattr(st, "download_button", button)
                address = (PAGES | BARE)[page] | choices
                seen[key] = Files(makers, opened(page.split(maxsplit=1)[0], **address))
            return seen[key]

        yield collect


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
    made = files(page)
    books = [name for name in made.makers if name.endswith(".xlsx")]
    assert books
    for name in books:
        assert re.fullmatch(r"[a-z0-9-]+-\d{4}-\d{2}\.xlsx", name), "a name that people understand"
        book, text = of_excel(made[name]), of_csv(made[name.replace(".xlsx", ".csv")])
        assert wrong(book) == [], name
        assert list(book) == list(text)
        assert len(book) == len(text) > 0
        for head in book:
            cells = book[head].dropna()
            if len(cells) and not isinstance(cells.iloc[0], str):
                assert pd.api.types.is_numeric_dtype(text[head]), (name, head)
                assert text[head].sum() == pytest.approx(cells.astype(float).sum())


def test_the_files_of_dekking_sum_to_the_headline_in_every_format(files, tmp_path):
    made = files("dekking")
    layer = tmp_path / "wijken.gpkg"
    layer.write_bytes(made.named("wijken", "gpkg"))
    tables = {
        "csv": of_csv(made.named("wijken", "csv")),
        "xlsx": of_excel(made.named("wijken", "xlsx")),
        "geojson": pd.DataFrame(
            f["properties"] for f in json.loads(made.named("wijken", "geojson"))["features"]
        ),
        "gpkg": pyogrio.read_dataframe(layer, layer="wijken", read_geometry=False),
    }
    heads = list(tables["csv"])
    assert set(tables["xlsx"]["Geschat"]) == {"ja"}
    for ending, table in tables.items():
        assert list(table) == heads, ending
        assert f"<b>{summed(table, '80 jaar en ouder buiten bereik')}</b>" in made.shown, ending
    assert len(pyogrio.read_dataframe(layer, layer="centra")) > 100
    # what the sectors change is a table of its own, of the same wijken
    sectors = of_excel(made.named("sectoren", "xlsx"))
    assert set(sectors["Wijkcode"]) == set(tables["xlsx"]["Wijkcode"])
    with with_language("nl"):
        out = [sectors[f"Buiten bereik, per sector, {end}"].sum() for end in SECTOR_ENDS]
        assert f"<b>{people_span(*out)}</b>" in made.shown


ENDS = ("alle centra", "enkel gekende plek")
SECTOR_ENDS = ("alle centra", "enkel centra met een gekende plek")


def summed(table: pd.DataFrame, what: str) -> str:
    """Return the sum of both ends of a number of people, as a page shows it."""
    with with_language("nl"):
        return people_span(*(table[f"{what}, {end}"].astype(float).sum() for end in ENDS))


def test_the_files_of_gemeente_sum_to_the_headline(files):
    made = files("gemeente")
    with with_language("nl"):
        for table in (of_csv(made.named("prog", "csv")), of_excel(made.named("prog", "xlsx"))):
            sums = table.select_dtypes("number").sum()
            assert f"<b>{number(sums['Plaatsen'])}</b>" in made.shown
            free = (sums[f"Vrije plaatsen, {end}"] for end in ("minstens", "hoogstens"))
            assert f"<b>{span(*map(number, free))}</b>" in made.shown
            assert f"{number(sums['Inwoners'])}</td>" in made.shown
    one = files("gemeente een")
    wijken = of_excel(one.named("wijken", "xlsx"))
    assert summed(wijken, "65 jaar en ouder buiten bereik") in one.shown


def test_the_files_of_rop_werking_sum_to_its_headline(files):
    shown = files("rop").shown
    tables = {
        "areas": of_excel(files("rop").named("gebieden", "xlsx")),
        "municipalities": of_excel(files("rop gemeenten").named("gemeenten", "xlsx")),
    }
    for name, table in tables.items():
        assert f"<b>{summed(table, 'Buiten bereik')}</b>" in shown, name
        with with_language("nl"):
            for head in ("Centra", "Te verbeteren"):
                assert f"<b>{number(table[head].sum())}</b>" in shown, (name, head)
    contacts = of_excel(files("rop centra").named("contactlijst", "xlsx"))
    with with_language("nl"):
        centres = number((contacts["Soort"] == "centrum").sum())
        faults = number(len(of_excel(files("rop verbeteren").named("werklijst-alle", "xlsx"))))
    assert f"<b>{centres}</b>" in shown
    assert f"<b>{faults}</b>" in shown


def test_the_files_of_what_changed_are_those_of_the_page(files):
    made = files("rop veranderd")
    changes = of_excel(made.named("veranderingen", "xlsx"))
    assert changes[["Wat", "Verplaatst (m, vogelvlucht)"]].to_numpy().tolist() == [
        ["Verhuisd", 1000]
    ]
    reach = of_excel(made.named("bereik", "xlsx"))
    for end in ENDS:
        was, now, change = (reach[f"{what}, {end}"] for what in ("Vroeger", "Nu", "Verschil"))
        assert (now - was).to_numpy() == pytest.approx(change.to_numpy(), abs=0.11)


def test_the_file_of_a_scenario_is_the_scenario(files):
    made = files("scenario")
    scenario, _name = from_json(made.named("scenario", "json"))
    assert scenario.added == ADDED.added
    assert "Bronnen" in json.loads(made.named("scenario", "json"))["about"]
    gained = summed(of_excel(made.named("scenario", "xlsx")), "Nieuw bereikt")
    assert gained != "0"
    assert f"{gained} 65-plussers nieuw in bereik" in words(made.test)
    rows = of_excel(made.named("scenario", "xlsx"))
    dekking = of_excel(files("dekking").named("wijken", "xlsx"))
    heads = list(rows)[:6]
    assert heads == list(dekking)[:6], "where a wijk is, as in the other file"
    assert rows[heads].sort_values(heads[0]).to_numpy().tolist() == (
        dekking[heads].sort_values(heads[0]).to_numpy().tolist()
    )
    out = summed(rows, "Buiten bereik, nu")
    assert out in words(made.test)


def test_every_row_about_a_place_says_which(files):
    """NIS code, zone and province are in all tables of wijken; NIS in those of municipalities."""
    for page in PAGES:
        made = files(page)
        for name in (name for name in made.makers if name.endswith(".xlsx")):
            heads = set(of_excel(made[name]))
            if "Wijk" in heads:
                assert {"NIS-code", "Eerstelijnszone", "Provincie", "Wijkcode"} <= heads, name
            if "Gemeente" in heads:
                assert "NIS-code" in heads, name


def test_the_files_of_gegevens_can_be_read(files, tmp_path):
    (whole,) = files("gegevens").makers
    assert re.fullmatch(r"nabij-gegevens-\d{4}-\d{2}\.gpkg", whole)
    (name,) = files("gegevens twijfels").makers
    path = tmp_path / name
    path.write_bytes(files("gegevens twijfels")[name])
    doubts = pd.read_csv(path)
    assert list(doubts) == list(FRAMES["doubts"].columns)
    assert doubts["distance_m"].dropna().tolist() == [120.0]
    assert read_decisions(path).empty
    templates = files("gegevens sjablonen")
    assert len(templates.makers) == len(KINDS)
    for name in templates.makers:
        if name.endswith("geojson"):
            assert json.loads(templates[name])["features"], name
        else:
            table = pd.read_csv(io.BytesIO(templates[name]), sep=None, engine="python")
            assert len(table) > 0, name
            assert not any(head.startswith("Unnamed") for head in table), name


def test_what_is_wrong_in_a_file_of_ones_own_is_a_file_too(files):
    made = files("gegevens nakijken")
    rows = f"naam;gemeente;lat;lon;e-mail\nDe Kring;Gent;51.05;3.72;\n{HOSTILE};Gent;50.85;4;=1+1\n"
    box = made.test.file_uploader(key="upload")
    calm(box.set_value(("lijst.csv", rows.encode(), "text/csv")).run())
    faults = of_csv(made.named("nagekeken", "csv"))
    assert faults["Rij"].tolist() == [3, 3]
    assert faults["Er staat"].tolist() == ["50.85", "'=1+1"]


def test_the_heads_are_the_same_whatever_is_chosen(files):
    choices = ({}, {"maat": "distance2"}, {"afstand": "800"}, {"status": "recognised"})
    heads = [list(of_csv(files("dekking", **one).named("wijken", "csv"))) for one in choices]
    assert all(one == heads[0] for one in heads)


def test_qgis_gets_a_style_for_the_wijken_and_the_centres(files, tmp_path):
    path = tmp_path / "wijken.gpkg"
    path.write_bytes(files("dekking").named("wijken", "gpkg"))
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "SELECT f_table_name, useAsDefault, styleQML FROM layer_styles"
        ).fetchall()
    assert {row[:2] for row in rows} == {("wijken", 1), ("centra", 1)}
    assert all("<rule " in qml for *_row, qml in rows)


def test_the_work_list_per_centre_has_one_row_per_centre(files):
    made = files("rop verbeteren")
    table = of_excel(made.named("werklijst-per", "xlsx"))
    per_fault = of_excel(made.named("werklijst-alle", "xlsx"))
    assert table["Aantal punten"].sum() == len(per_fault)
    assert table["Te verbeteren"].str.len().min() > 0

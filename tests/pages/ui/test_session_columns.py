"""Columns of a visitor's own file that are named by hand: read once, inspected and used."""

import pytest

from loaders.files.safe_open import open_text
from loaders.imports.projections import PROJECTIONS
from tests.pages.gegevens.gegevens_page import ENGLISH
from tests.pages.page_helpers import calm, words
from tests.pages.ui.session_page import GOOD, button, centres


@pytest.mark.long
def test_columns_can_be_named_by_hand(hand_over):
    test = hand_over(b"wie;waar;b;l;extra\nDe Kring;Gent;51.05;3.72;geheim\n")
    assert "De kolom naam ontbreekt." in words(test)
    chosen = {"wie": "name", "waar": "municipality", "b": "lat", "l": "lon"}
    for header, name in chosen.items():
        box = next(s for s in test.selectbox if s.label == f"Kolom {header}")
        calm(box.set_value(name).run())
    said = words(test)
    assert "Bruikbare rijen: 1 van 1." in said
    assert "Niet herkend, en dus niet gebruikt: extra" in said
    assert "--column waar=gemeente" in said
    assert not ENGLISH.search(said.partition("Voor iedereen invoeren")[0])
    calm(button(test, "eigen_gebruik").click().run())
    assert "De Kring" in centres(test)


def test_a_file_is_read_once_to_inspect_choose_columns_and_use_it(hand_over, monkeypatch):
    opened = []

    def counted(path):
        opened.append(path.name)
        return open_text(path)

    monkeypatch.setattr("loaders.files.csv_reader.open_text", counted)
    rows = b"44021;2031;270000\n99999;2031;1\n44021;2032;x\n"
    test = hand_over(b"waar;jaar;bevolking\n" + rows, kind=PROJECTIONS)
    box = next(s for s in test.selectbox if s.label == "Kolom waar")
    calm(box.set_value("nis").run())
    for box in test.checkbox:
        if box.key.startswith("eigen_goede"):
            calm(box.check().run())
    calm(button(test, "eigen_gebruik").click().run())
    assert "lijst.csv (2 rijen weggelaten)" in words(test)
    assert opened == ["upload.csv"]


def test_of_two_columns_for_one_field_the_boxes_show_the_one_that_is_used(hand_over):
    content = b"naam,straat,HUISNUMMER,postcode,NUMMER\nDe Linde,Kerkstraat,1,9000,7\n"
    test = hand_over(content)
    said = words(test)
    assert "Bruikbare rijen: 1 van 1." in said
    assert "2 kolommen kunnen huisnummer zijn. De eerste is gebruikt" in said
    calm(next(t for t in test.toggle if t.key.startswith("kolommen_")).set_value(True).run())
    boxes = {s.label: s for s in test.selectbox if s.key.startswith("kolom_")}
    assert (boxes["Kolom HUISNUMMER"].value, boxes["Kolom NUMMER"].value) == ("number", "")
    calm(boxes["Kolom NUMMER"].set_value("number").run())
    assert "U koos meerdere kolommen voor huisnummer." in words(test)
    calm(next(s for s in test.selectbox if s.label == "Kolom HUISNUMMER").set_value("").run())
    said = words(test)
    assert "Bruikbare rijen: 1 van 1." in said
    assert "--column HUISNUMMER= --column NUMMER=huisnummer" in said


def test_columns_that_were_recognised_stand_ready(hand_over):
    test = hand_over(GOOD)
    calm(next(t for t in test.toggle if t.key.startswith("kolommen_")).set_value(True).run())
    ready = {s.label: s.value for s in test.selectbox if s.key.startswith("kolom_")}
    assert ready == {
        "Kolom naam": "name",
        "Kolom gemeente": "municipality",
        "Kolom lat": "lat",
        "Kolom lon": "lon",
    }
    assert "Bruikbare rijen: 1 van 1." in words(test)

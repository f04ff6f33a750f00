"""A page is one row: of the real ones the modules exist, and a made-up one is served and drawn."""

from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.runtime import Runtime

import app as nabij
from pages.navigation import PAGES, Page, paths
from pages.ui.url_state import Param, one_of
from tests.pages.page_helpers import html
from tests.test_app import Client


@pytest.fixture
def made_up(monkeypatch):
    """Add a page that shows what its one control holds."""
    module = SimpleNamespace(
        params=lambda _snapshot: [Param("kleur", "rood", one_of(["rood", "blauw"]))],
        page=lambda: st.html(f"<h1>Verzonnen: {st.session_state['kleur']}</h1>"),
        subject=lambda _snapshot: st.session_state["kleur"],
    )
    monkeypatch.setitem(nabij.sys.modules, "pages.verzonnen", module)
    monkeypatch.setitem(PAGES, "verzonnen", Page("verzonnen", "Verzonnen"))


@pytest.mark.parametrize("code", PAGES)
def test_every_page_has_its_module(code):
    module = PAGES[code].module()
    assert callable(module.page)
    assert callable(module.params)


@pytest.mark.usefixtures("made_up")
def test_a_made_up_page_is_served(monkeypatch):
    assert "/verzonnen" in paths()
    monkeypatch.setattr(nabij, "app", nabij.create_app())
    monkeypatch.setattr(Runtime, "_instance", None)  # one a process, unless it is put back
    assert '<html lang="fr"' in Client().get("/verzonnen", params={"taal": "fr"}).text


@pytest.mark.usefixtures("made_up")
def test_a_made_up_page_is_drawn_with_its_controls_from_the_address(open_page):
    test = open_page("verzonnen", kleur="blauw")
    assert "Verzonnen: blauw" in html(test)
    paper = html(test).partition("class='nabij-printed'")[2]
    assert "Afgedrukt uit Nabij op" in paper
    assert "Statbel" in paper
    assert "kleur" in dict(test.query_params)
    assert "Verzonnen: rood" in html(open_page("verzonnen", kleur="paars"))

"""A language is one row and a catalogue: a made-up one is offered, served and written."""

import pytest

from geodata.languages import LANGUAGES, NBSP, SOURCE_LANGUAGE, Language
from loaders.export import qgis_styles
from loaders.settings import get_settings
from pages.ui import i18n, numbers
from tests.pages.page_helpers import words
from tests.test_app import Client

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8"

msgid "Let op."
msgstr "Xet xp."
"""


@pytest.fixture
def made_up(monkeypatch, tmp_path):
    """Add a language that writes everything in a way of its own."""
    language = Language(
        "xx",
        "Xish",
        "de_CH",
        area_name_column="name_fr",
        percent_sign=" pct",
        semicolon=" || ",
        first_of_month="1st",
        elision=("de ", "d'"),
    )
    (tmp_path / "xx.po").write_text(CATALOGUE)
    monkeypatch.setattr(i18n, "LOCALE_DIR", tmp_path)
    monkeypatch.setitem(LANGUAGES, "xx", language)
    yield language
    i18n.catalogue.cache_clear()


def test_every_language_but_that_of_the_code_has_a_catalogue():
    for code in LANGUAGES:
        assert (i18n.LOCALE_DIR / f"{code}.po").exists() == (code != SOURCE_LANGUAGE)


@pytest.mark.usefixtures("made_up")
def test_a_page_is_drawn_in_a_made_up_language(open_page):
    test = open_page("dekking", taal="xx", gebied="municipality:21004", maat="share")
    text = words(test)
    assert "Xet xp." in text
    assert " || " in text
    assert " pct" in text
    assert "Bruxelles" in text
    assert 'lang": "xx"' in "\n".join(str(part.proto.body) for part in test.get("html"))


@pytest.mark.usefixtures("made_up")
def test_the_document_starts_in_a_made_up_language(monkeypatch):
    assert '<html lang="xx"' in Client().get("/dekking", params={"taal": "xx"}).text
    monkeypatch.setenv("NABIJ_LANGUAGE", "xx")
    assert get_settings().language == "xx"
    assert '<html lang="xx"' in Client().get("/").text


@pytest.mark.usefixtures("made_up")
def test_a_file_for_qgis_falls_back_to_the_language_of_the_code():
    assert qgis_styles.words("xx") == qgis_styles.words(SOURCE_LANGUAGE)


@pytest.mark.parametrize(
    ("code", "share", "parts", "de"),
    [
        ("nl", f"12{NBSP}%", "a; b", "de Aalst"),
        ("fr", f"12{NBSP}%", f"a{NBSP}; b", "d’Aalst"),
        ("en", "12%", "a; b", "de Aalst"),
    ],
)
def test_each_language_writes_its_own_signs(code, share, parts, de):
    with i18n.with_language(code):
        assert numbers.percent(0.12) == share
        assert i18n.semicolons(["a", "b"]) == parts
        assert i18n.fill("de {place}", place="Aalst") == de


def test_a_link_keeps_the_language_unless_it_is_the_first_one_met(monkeypatch):
    with i18n.with_language("fr"):
        assert i18n.link_language() == "&taal=fr"
    with i18n.with_language("nl"):
        assert i18n.link_language() == ""
        monkeypatch.setenv("NABIJ_LANGUAGE", "fr")
        assert i18n.link_language() == "&taal=nl"

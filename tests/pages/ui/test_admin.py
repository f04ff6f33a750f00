"""Who may change the data: a session that gave the code, and no other."""

import logging
from functools import partial

import pytest

from loaders.admin_code import admin_code
from tests.pages.page_helpers import calm, html, words

CODE = "paardenbloem-1953"


@pytest.fixture
def run(open_page, monkeypatch):
    """Return a function that opens Gegevens where an administrator has a code."""
    monkeypatch.setenv("NABIJ_ADMIN_CODE", CODE)
    admin_code()._tried.clear()
    return partial(open_page, "gegevens")


def give(test, code):
    test.text_input("beheercode").input(code)
    enter = next(b for b in test.button if b.label == "Aanmelden")
    return calm(enter.click().run())


def labels(test):
    return [b.label for b in test.button]


def test_no_one_is_an_administrator_at_first(run):
    page = run()
    assert "Aanmelden" in labels(page)
    assert "Afmelden" not in labels(page)


def test_a_wrong_code_is_told_and_opens_nothing(run):
    page = give(run(), "iets anders")
    assert "Die code klopt niet." in words(page)
    assert "Afmelden" not in labels(page)
    assert "Die code klopt niet." not in words(calm(page.run()))


def test_after_wrong_codes_there_is_a_wait(run):
    page = run()
    for _ in range(4):
        page = give(page, "iets anders")
    assert "Probeer het over 1 seconde opnieuw." in words(page)
    assert "Die code klopt niet." not in words(page)
    assert "Wat is geladen" in words(page)


def test_the_right_code_opens_this_session_only_until_one_leaves(run):
    page = give(run(), CODE)
    assert "Afmelden" in labels(page)
    assert "Afmelden" not in labels(run())
    page = calm(page.button("beheer_weg").click().run())
    assert "Afmelden" not in labels(page)


def test_the_code_is_in_no_page_address_session_or_log(run, caplog):
    caplog.set_level(logging.DEBUG)
    page = give(run(), CODE)
    assert CODE not in html(page) + str(page.main)
    assert CODE not in str(page.query_params)
    assert CODE not in str(page.session_state)
    assert CODE not in caplog.text

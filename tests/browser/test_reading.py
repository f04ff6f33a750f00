"""Nabij as different people meet it: by language, keyboard, phone, magnified, through axe."""

import httpx
import pytest

from geodata.languages import LANGUAGES
from tests.browser.accessibility import faults
from tests.browser.browser_helpers import (
    PHONE,
    open_map,
    painted,
    paints,
    settled,
    sideways,
    until,
    wait_for_query,
)

TITLES = {"nl": "Kaart", "fr": "Carte", "en": "Map"}


def test_page_and_map_say_their_language_and_another_at_once(open_page, builtin) -> None:
    for lang in LANGUAGES:
        first = httpx.get(f"{builtin}/?taal={lang}", trust_env=False).text
        assert f'<html lang="{lang}"' in first
    page = open_page()
    open_map(page, f"{builtin}/dekking?gebied=province:70000&taal=fr")
    for name, lang in ((None, "fr"), ("English", "en"), ("Nederlands", "nl")):
        if name:
            page.get_by_role("radio", name=name).click()
        until(page, "(l) => document.documentElement.lang === l", arg=lang)
        until(
            page,
            "(t) => document.querySelector('.st-key-map iframe')?.title.startsWith(t)",
            arg=TITLES[lang],
        )
        until(
            page,
            "(l) => document.querySelector('.st-key-map iframe')?.contentDocument"
            "?.documentElement?.lang === l",
            arg=lang,
        )
        painted(page)


def test_the_keyboard_reaches_controls_and_table(open_page, official) -> None:
    page = open_page()
    frame = open_map(page, f"{official}/dekking")
    focused = (
        "document.activeElement?.closest('[role=combobox], input')?.getAttribute('aria-label')"
    )
    for _ in range(15):
        page.keyboard.press("Tab")
        if "Gebied" in (page.evaluate(focused) or ""):
            break
    else:
        pytest.fail("15 times Tab do not reach the choice of the region")
    before = paints(frame)
    page.keyboard.type("limbu")
    page.get_by_role("option", name="Limburg", exact=True).wait_for()
    page.keyboard.press("Enter")
    wait_for_query(page, gebied="province:70000")
    painted(page, after=before)
    settled(page)
    in_table = "document.activeElement?.closest('.nabij-rows tbody tr')?.dataset.code"
    for _ in range(45):
        page.keyboard.press("Tab")
        if page.evaluate(in_table):
            break
    else:
        pytest.fail("45 times Tab do not reach the rows of the table")
    page.keyboard.press("ArrowDown")
    code = page.evaluate(in_table)
    page.keyboard.press("Enter")
    wait_for_query(page, wijk=code)
    page.wait_for_selector(".nabij-card")
    assert page.evaluate(in_table) == code, "the focus stays where the reader was"


def test_a_phone_shows_the_map_when_asked_and_never_scrolls_sideways(phone, official) -> None:
    phone.goto(f"{official}/dekking?gebied=province:4000")
    settled(phone)
    frame = phone.locator(".st-key-map")
    assert not frame.is_visible()
    phone.locator(".nabij-rows tbody tr").first.wait_for()
    assert sideways(phone) <= 0
    phone.get_by_text("Toon kaart").click()
    frame.wait_for(state="visible")
    inside = painted(phone)
    until(inside, "map.getSize().x > 300")
    assert phone.locator(".st-key-map iframe").bounding_box()["width"] >= 390 - 2 * 16 - 2
    assert sideways(phone) <= 0
    in_view = "map.getBounds().contains(map.nabij.view.bounds)"
    assert inside.evaluate(in_view), "the whole region is in sight"


@pytest.mark.parametrize("lang", [pytest.param("nl", marks=pytest.mark.soak), "fr"])
def test_dekking_and_over_have_no_fault_and_fit_200_per_cent_and_a_phone(
    open_page, official, lang
) -> None:
    page = open_page()
    frame = open_map(page, f"{official}/dekking?gebied=province:4000&taal={lang}&wijk=21001W01")
    assert faults(page) == []
    assert faults(frame) == []
    assert_fits(page)
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(f"{official}/over?taal={lang}")
    settled(page)
    assert faults(page) == []
    assert_fits(page)


def assert_fits(page) -> None:
    """Assert that nothing scrolls sideways on a desktop at 200 % and on a phone."""
    for size in ({"width": 700, "height": 450}, PHONE["viewport"]):
        page.set_viewport_size(size)
        assert sideways(page) <= 0

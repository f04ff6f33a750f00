"""A view is a link: for another visitor, in another language, and for Back."""

import httpx

from geodata.languages import LANGUAGES
from tests.browser.browser_helpers import (
    choose,
    choose_row,
    open_map,
    painted,
    query,
    settled,
    until,
    wait_for_query,
)

MAP_TITLES = {"nl": "Kaart", "fr": "Carte", "en": "Map"}
PARTS = (".nabij-title", ".nabij-figures", ".nabij-lead", ".nabij-legend", ".nabij-card")
VIEW = "((v) => [v.classes, v.selected, v.geometry, v.palette])(map.nabij.view)"


def speak(page, lang: str) -> None:
    """Wait until page and map are in a language."""
    until(page, "(l) => document.documentElement.lang === l", arg=lang)
    until(
        page,
        """([lang, title]) => {
          const frame = document.querySelector(".st-key-map iframe");
          return frame?.title.startsWith(title)
            && frame.contentDocument?.documentElement?.lang === lang;
        }""",
        arg=[lang, MAP_TITLES[lang]],
    )
    painted(page)
    settled(page)


def test_a_link_shows_the_same_to_another_visitor_and_keeps_its_view_in_another_language(
    open_page, builtin
) -> None:
    for lang in LANGUAGES:
        first = httpx.get(f"{builtin}/?taal={lang}", trust_env=False).text
        assert f'<html lang="{lang}"' in first
    page = open_page()
    # an old link, of when Dekking was the first page
    frame = open_map(page, f"{builtin}/?gebied=province:70000&maat=share&afstand=800")
    assert page.evaluate("location.pathname") == "/dekking"
    choose(page, "Voor wie?", "80 jaar en ouder")
    code = choose_row(page, 3)
    wait_for_query(page, wijk=code)
    page.wait_for_selector(".nabij-card")
    settled(page)
    wanted = {"gebied": "province:70000", "maat": "share", "groep": "80plus", "afstand": "800"}
    assert query(page) == {**wanted, "wijk": code}
    address, view = page.url, frame.evaluate(VIEW)
    texts = [page.inner_text(part) for part in PARTS]

    frame = open_map(page, address)
    assert page.url == address
    assert [page.inner_text(part) for part in PARTS] == texts
    assert frame.evaluate(VIEW) == view

    speak(page, "nl")
    page.get_by_role("radio", name="English").click()
    speak(page, "en")
    page.get_by_role("radio", name="Français").click()
    wait_for_query(page, taal="fr", wijk=code, **wanted)
    speak(page, "fr")
    french = page.inner_text(".nabij-title")
    assert french != texts[0]
    frame = open_map(page, page.url)
    speak(page, "fr")
    assert page.inner_text(".nabij-title") == french
    assert painted(page).evaluate(VIEW) == view


def test_back_goes_to_the_view_before_and_other_pages_keep_what_they_share(
    open_page, builtin
) -> None:
    page = open_page()
    page.goto(f"{builtin}/rop")
    settled(page)
    page.get_by_role("link", name="Dekking", exact=True).click()
    until(page, "document.title === 'Dekking – Nabij'")  # ROP-werking has a map too
    page.locator(".nabij-title", has_text="1.200 m").wait_for()
    painted(page)
    settled(page)
    assert query(page) == {}
    choose(page, "Gebied", "Limburg")
    wait_for_query(page, gebied="province:70000")
    choose(page, "Voor wie?", "80 jaar en ouder")
    wait_for_query(page, groep="80plus")
    page.go_back()
    until(page, "document.querySelector('.nabij-figures').innerText.includes('65-plussers')")
    settled(page)
    assert query(page) == {"gebied": "province:70000"}
    assert "Limburg" in page.inner_text(".nabij-title")
    page.get_by_role("radio", name="Français").click()
    speak(page, "fr")  # with another frame for the map
    wait_for_query(page, taal="fr")
    choose(page, "Pour qui ?", "80 ans et plus")
    wait_for_query(page, groep="80plus")
    page.go_back()
    until(page, "document.querySelector('.nabij-figures').innerText.includes('65')")
    settled(page)
    page.go_back()
    wait_for_query(page, taal="fr")  # Back changes the view, not the language
    settled(page)
    assert page.evaluate("document.documentElement.lang") == "fr"
    page.get_by_role("radio", name="Nederlands").click()
    speak(page, "nl")
    page.get_by_test_id("stTopNavLink").filter(has_text="Over").click()
    page.wait_for_selector(".nabij-text")
    page.get_by_test_id("stTopNavLink").filter(has_text="Dekking").click()
    page.wait_for_selector(".nabij-figures")
    wait_for_query(page, gebied="province:70000")
    assert "Limburg" in page.inner_text(".nabij-title")
    painted(page)
    choose(page, "Voor wie?", "80 jaar en ouder")
    page.get_by_role("link", name="ROP-werking").click()
    wait_for_query(page, groep="80plus")

"""Vind in a browser: by keyboard, on a phone, in three languages; what is typed stays private."""

from urllib.parse import unquote_plus

import pytest

from geodata.languages import LANGUAGES
from tests.browser.accessibility import faults
from tests.browser.browser_helpers import (
    PHONE,
    painted,
    query,
    settled,
    sideways,
    until,
    wait_for_query,
)
from tests.browser.test_screens import assert_readable_dark_and_light
from tests.browser.vind_page import BOX, CARD, focused, search, suggest

STREET = "Zeldzamestraat"
MARKED = "map.getBounds().contains(map.nabij.marks.getLayers()[0].getLatLng())"
SPOTS = "[...document.querySelectorAll('.nabij-marker')].map((m) => m.ariaLabel)"


def test_a_keyboard_user_types_reaches_the_cards_and_the_map_follows(open_page, builtin) -> None:
    page = open_page()
    page.goto(f"{builtin}/")
    settled(page)
    for _ in range(20):
        page.keyboard.press("Tab")
        if focused(page):
            break
    else:
        pytest.fail("20 times Tab do not reach the search box")
    page.keyboard.type("hobokken")
    page.keyboard.press("Enter")
    page.locator(f"{CARD} h3").first.wait_for()
    wait_for_query(page, plek="deelgemeente:11002V")
    settled(page)
    assert page.locator(CARD).count() == 3
    status = page.locator(".st-key-vind .nabij-search-said[role=status]", has_text="Dienstencentra")
    status.wait_for(state="attached")
    assert status.inner_text().endswith("Dienstencentra bij Hoboken (Antwerpen)")
    page.locator(f"{CARD} button").last.wait_for()  # its script comes when asked for
    assert focused(page)
    # the map shows the list and the place
    frame = painted(page)
    names = [t.split(". ", 1)[1] for t in page.locator(f"{CARD} h3").all_inner_texts()]
    labels = frame.evaluate(SPOTS)
    assert [name in " ".join(labels) for name in names] == [True] * 3
    assert "Hoboken" in labels
    assert frame.evaluate(MARKED)
    bounds = frame.evaluate("map.getBounds().toBBoxString()")
    search(page, "Hasselt")
    until(frame, "(b) => map.getBounds().toBBoxString() !== b", arg=bounds)
    assert frame.evaluate(MARKED)
    settled(page)
    place = query(page)["plek"]
    # one page back the box is empty again
    page.go_back()
    page.get_by_role("heading", name="Hoboken").wait_for()
    assert page.locator(BOX).input_value() == ""
    page.go_forward()
    page.get_by_role("heading", name="Hasselt").wait_for()
    settled(page)
    page.locator(BOX).focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(f'document.activeElement?.closest("{CARD} button") !== null'):
            break
    else:
        pytest.fail("20 times Tab do not reach the first card")
    page.keyboard.press("Enter")
    page.wait_for_selector(".nabij-wrong")
    settled(page)
    # Dekking and back: each keeps its own map
    page.get_by_role("link", name="Dekking").click()
    page.locator(".nabij-title", has_text="1.200 m").wait_for()  # Vind has a map too
    settled(page)
    assert painted(page).evaluate("map.nabij.view.marks.length") == 0
    page.get_by_role("link", name="Vind een centrum").click()
    wait_for_query(page, plek=place)


def test_a_phone_lists_first_shows_the_map_when_asked_and_never_scrolls_sideways(
    open_page, builtin
) -> None:
    page = open_page(**PHONE)
    page.goto(f"{builtin}/")
    settled(page)
    search(page, "9000")
    until(page, "document.querySelector('.nabij-answer').getBoundingClientRect().top < 150")
    assert page.locator(f"{CARD} h3").first.bounding_box()["y"] < 450
    assert sideways(page) <= 0
    assert not page.locator(".st-key-map").is_visible()
    small = page.evaluate(
        """() => [...document.querySelectorAll(".st-key-vind button, .nabij-search input")]
          .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44)
          .map((e) => e.outerHTML.slice(0, 90))"""
    )
    assert small == []
    assert suggest(page, "gent")
    sizes = page.locator(".nabij-search li").evaluate_all(
        "(options) => options.map((option) => option.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 44
    page.locator(".nabij-search li").first.tap()
    wait_for_query(page, plek="municipality:44021")
    settled(page)
    assert not focused(page)  # so that the keyboard of the phone gives way to the answer
    page.get_by_text("Toon kaart").click()
    until(painted(page), "map.getSize().x > 300")
    assert sideways(page) <= 0


@pytest.mark.parametrize(
    "lang", ["fr", *(pytest.param(one, marks=pytest.mark.soak) for one in LANGUAGES if one != "fr")]
)
def test_a_list_and_a_centre_are_large_without_fault_and_light_or_dark(
    open_page, builtin, lang
) -> None:
    page = open_page()
    page.goto(f"{builtin}/?taal={lang}&plek=municipality:44021")
    settled(page)
    frame = painted(page)
    assert page.evaluate("document.documentElement.lang") == lang
    assert faults(frame) == []
    sizes = page.evaluate(
        """() => [..."p, dd, input".split(", ")]
          .flatMap((tag) => [...document.querySelectorAll(`.st-key-vind ${tag}`)])
          .filter((e) => e.offsetParent && e.innerText !== "")
          .map((e) => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(sizes) >= 17.5
    assert_readable_dark_and_light(page)
    if lang == "fr":
        assert suggest(page, "gent")[0] == "Gand, commune"
        page.keyboard.press("Escape")
    page.locator(f"{CARD} button").first.click()
    page.wait_for_selector(".nabij-wrong")
    settled(page)
    painted(page)
    assert faults(page) == []


def test_a_location_is_asked_after_a_press_and_kept_by_back_reload_and_a_way_out(
    open_page, builtin
) -> None:
    page = open_page(permissions=[], geolocation={"latitude": 51.2101, "longitude": 4.4004})
    page.goto(f"{builtin}/")
    settled(page)
    mine = page.get_by_role("heading", name="Dienstencentra bij u in de buurt")
    assert page.locator(CARD).count() == 0, "it is asked after a press only"
    # refused: one sentence, and the focus stays
    page.get_by_role("button", name="Gebruik mijn locatie").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".nabij-note")
    assert "mogen uw locatie niet gebruiken" in page.inner_text(".nabij-note")
    assert page.evaluate("document.activeElement.innerText") == "Gebruik mijn locatie"
    page.context.grant_permissions(["geolocation"])
    page.get_by_role("button", name="Gebruik mijn locatie").click()
    mine.wait_for()
    assert page.evaluate("location.search") == ""
    page.reload()
    mine.wait_for()
    search(page, "2660")
    page.get_by_role("heading", name="Dienstencentra bij 2660 Hoboken").wait_for()
    page.go_back()
    mine.wait_for()
    page.goto(f"{builtin}/over")
    settled(page)
    page.go_back()
    mine.wait_for()
    assert "51.2" not in page.url
    # another answer in the same place of the history is not replaced by it
    page.locator(BOX).fill("qqqqqq")
    page.keyboard.press("Enter")
    page.get_by_text("We vinden deze plek niet").first.wait_for()
    page.reload()
    settled(page)
    assert mine.count() == 0


def test_a_typed_address_is_in_no_link_no_log_and_no_file(
    open_page, builtin_server, builtin_folder, address_service
) -> None:
    page = open_page(permissions=[])
    visited = []
    page.on("framenavigated", lambda frame: visited.append(frame.url))
    page.on("request", lambda request: visited.append(request.url))
    page.goto(f"{builtin_server.url}/")
    settled(page)
    search(page, f"{STREET} 17, Gent")
    assert STREET in page.inner_text(".nabij-sub")
    painted(page)
    assert any(STREET in path for path in address_service[1])
    page.get_by_role("button", name="Alles over").first.click()
    page.wait_for_selector(".nabij-wrong")
    visited.append(page.evaluate("location.href"))
    kept = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )
    logged = builtin_server.log.read_text(errors="replace")
    for text in ("zeldzame", "51.05"):
        assert text not in logged.lower()
        assert text not in kept.lower()
        assert all(text not in unquote_plus(url).lower() for url in visited)
    for file in builtin_folder.rglob("*"):
        if file.is_file():
            assert b"zeldzame" not in file.read_bytes().lower()

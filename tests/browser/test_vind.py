"""Vind in a browser: by keyboard, on a phone, in three languages; what is typed stays private."""

import shutil
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote_plus

import pytest

from geodata.languages import LANGUAGES
from tests.browser.accessibility import faults
from tests.browser.app_server import serve
from tests.browser.browser_helpers import (
    PHONE,
    painted,
    query,
    settled,
    sideways,
    until,
    wait_for_query,
)
from tests.browser.conftest import HOSTILE
from tests.browser.vind_page import BOX, CARD, focused, search, suggest

STREET = "Zeldzamestraat"
ANSWER = (
    b'{"LocationResult":[{"FormattedAddress":"Zeldzamestraat 17, 9000 Gent","Location":'
    b'{"Lat_WGS84":51.05,"Lon_WGS84":3.72},"LocationType":"huisnummer"}]}'
)


def test_a_keyboard_user_types_and_reaches_the_cards(open_page, builtin) -> None:
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
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(f'document.activeElement?.closest("{CARD} button") !== null'):
            break
    else:
        pytest.fail("20 times Tab do not reach the first card")
    page.keyboard.press("Enter")
    page.wait_for_selector(".nabij-wrong")


def test_the_map_shows_the_list_and_the_place_also_after_dekking(open_page, builtin) -> None:
    page = open_page()
    page.goto(f"{builtin}/?plek=municipality:44021")
    settled(page)
    frame = painted(page)
    spots = "[...document.querySelectorAll('.nabij-marker')].map((m) => m.ariaLabel)"
    names = [t.split(". ", 1)[1] for t in page.locator(f"{CARD} h3").all_inner_texts()]
    labels = " ".join(frame.evaluate(spots))
    assert len(names) == 3
    assert all(name in labels for name in names)
    assert "Gent" in frame.evaluate(spots)
    assert frame.evaluate("map.getBounds().contains(map.nabij.marks.getLayers()[0].getLatLng())")
    bounds = frame.evaluate("map.getBounds().toBBoxString()")
    search(page, "Hasselt")
    until(frame, "(b) => map.getBounds().toBBoxString() !== b", arg=bounds)
    assert frame.evaluate("map.getBounds().contains(map.nabij.marks.getLayers()[0].getLatLng())")
    # Dekking and back: each keeps its own map
    settled(page)
    place = query(page)["plek"]
    assert place != "municipality:44021"
    page.get_by_role("link", name="Dekking").click()
    page.wait_for_selector(".nabij-legend")
    assert painted(page).evaluate("map.nabij.view.marks.length") == 0
    page.get_by_role("link", name="Vind een centrum").click()
    page.wait_for_selector(CARD)
    wait_for_query(page, plek=place)


def test_an_old_link_to_dekking_still_arrives(open_page, builtin) -> None:
    page = open_page()
    page.goto(f"{builtin}/?gebied=province:70000")
    settled(page)
    assert page.evaluate("location.pathname") == "/dekking"
    assert "Limburg" in page.inner_text(".nabij-title")


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
def test_a_list_and_a_centre_are_large_and_without_fault(open_page, builtin, lang) -> None:
    page = open_page()
    page.goto(f"{builtin}/?taal={lang}&plek=municipality:44021")
    settled(page)
    frame = painted(page)
    assert page.evaluate("document.documentElement.lang") == lang
    assert faults(page) == []
    assert faults(frame) == []
    sizes = page.evaluate(
        """() => [..."p, dd, input".split(", ")]
          .flatMap((tag) => [...document.querySelectorAll(`.st-key-vind ${tag}`)])
          .filter((e) => e.offsetParent && e.innerText !== "")
          .map((e) => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(sizes) >= 17.5
    page.goto(f"{builtin}/?centrum=klein-heide-11002&taal={lang}")
    settled(page)
    painted(page)
    assert faults(page) == []


def test_the_page_of_a_centre_begins_at_its_name_and_leads_back_to_its_card(
    open_page, builtin
) -> None:
    page = open_page(viewport={"width": 1024, "height": 768})
    page.goto(f"{builtin}/?plek=deelgemeente:11002V")
    settled(page)
    button = page.get_by_role("button", name="Alles over").nth(1)
    name = button.inner_text().removeprefix("Alles over ")
    button.click()
    until(page, "(name) => document.activeElement.innerText === name", arg=name)
    heading = page.locator("h2", has_text=name)
    assert heading.evaluate("(e) => document.activeElement === e")
    until(page, "document.activeElement.getBoundingClientRect().top < innerHeight / 2")
    assert heading.bounding_box()["y"] > 60  # not below the bar on top
    page.get_by_role("button", name="Terug naar de lijst").click()
    until(page, "(name) => document.activeElement.innerText === `Alles over ${name}`", arg=name)


def test_one_page_back_the_box_is_empty_again(open_page, builtin) -> None:
    page = open_page()
    page.goto(f"{builtin}/")
    settled(page)
    search(page, "Hoboken")
    wait_for_query(page, plek="deelgemeente:11002V")
    search(page, "Gent")
    wait_for_query(page, plek="municipality:44021")
    page.go_back()
    page.get_by_role("heading", name="Hoboken").wait_for()
    assert page.locator(BOX).input_value() == ""


def test_a_location_that_is_refused_gives_one_sentence(open_page, builtin) -> None:
    page = open_page(permissions=[])
    page.goto(f"{builtin}/")
    settled(page)
    page.get_by_role("button", name="Gebruik mijn locatie").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".nabij-note")
    assert "mogen uw locatie niet gebruiken" in page.inner_text(".nabij-note")
    assert page.evaluate("document.activeElement.innerText") == "Gebruik mijn locatie"


def test_hostile_names_are_text_on_cards_and_pages(open_page, hostile) -> None:
    page = open_page(expect="ERR_")  # the base map of this server cannot be reached
    page.goto(f"{hostile}/?plek=postcode:2660")
    settled(page)
    titles = page.locator(f"{CARD} h3").all_inner_texts()
    assert any(name in title for title in titles for name in HOSTILE)
    page.get_by_role("button", name="Alles over").first.click()
    page.wait_for_selector(".nabij-wrong")
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x]").count() == 0


@pytest.fixture
def address_service():
    """An address service on this machine, and what it was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(unquote_plus(self.path))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(ANSWER)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_typed_address_is_in_no_link_no_log_and_no_file(
    open_page, builtin_folder, address_service, tmp_path
) -> None:
    service, asked = address_service
    log = tmp_path / "log"
    folder = shutil.copytree(builtin_folder, tmp_path / "data")
    with serve(folder, log=log, geolocation=service) as server:
        page = open_page()
        visited = []
        page.on("framenavigated", lambda frame: visited.append(frame.url))
        page.on("request", lambda request: visited.append(request.url))
        page.goto(f"{server.url}/")
        settled(page)
        search(page, f"{STREET} 17, Gent")
        assert STREET in page.inner_text(".nabij-sub")
        painted(page)
        assert any(STREET in path for path in asked)
        page.get_by_role("button", name="Alles over").first.click()
        page.wait_for_selector(".nabij-wrong")
        visited.append(page.evaluate("location.href"))
        kept = page.evaluate(
            "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
        )
        page.close()
    logged = log.read_text(errors="replace")
    for text in ("zeldzame", "51.05"):
        assert text not in logged.lower()
        assert text not in kept.lower()
        assert all(text not in unquote_plus(url).lower() for url in visited)
    for file in folder.rglob("*"):
        if file.is_file():
            assert b"zeldzame" not in file.read_bytes().lower()

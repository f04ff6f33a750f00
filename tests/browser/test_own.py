"""A visitor's own file in a browser: on the map and in Vind for that visitor only, and dropped."""

import re

import httpx

from loaders.imports.neighbourhoods import NEIGHBOURHOODS
from tests.browser.accessibility import faults
from tests.browser.browser_helpers import PHONE, open_map, painted, paints, settled, sideways
from tests.browser.gegevens_page import hand_over
from tests.browser.vind_page import suggest
from tests.loaders.drawn_lists import drawn_list

LIST = b"naam;gemeente;lat;lon\nHuis van Proef;Ieper;50.8514;2.8863\nVerkeerd;Nergens;;\n"


IEPER = "dekking?gebied=municipality:33011"


def holds_own(frame) -> bool:
    """Return whether the house of the list is on the map."""
    labels = frame.evaluate("map.nabij.points.getLayers().map((mark) => mark.options.alt)")
    return any("Huis van Proef" in label for label in labels)


def use(page) -> None:
    """Use the uploaded file; wait for the banner."""
    page.locator(".st-key-eigen_knoppen button").first.click()
    page.wait_for_selector(".st-key-eigen")
    settled(page)


def test_a_list_is_used_seen_on_map_and_in_vind_by_no_one_else_and_dropped(
    open_page, builtin
) -> None:
    page = open_page()
    page.goto(f"{builtin}/gegevens?luik=nakijken")
    settled(page)
    # an import shows its step, and stops where nothing has changed
    hand_over(page, drawn_list(1500, seed=1).encode(), "lang.csv")
    page.wait_for_selector(".st-key-eigen_knoppen button:enabled")
    page.locator(".st-key-eigen_knoppen button").first.click()
    page.wait_for_selector(".st-key-eigen_bezig progress")
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("lang.csv is niet gebruikt: u stopte.").wait_for()
    settled(page)
    assert page.locator(".st-key-eigen, .st-key-eigen_bezig button").count() == 0
    assert page.locator(".st-key-eigen_knoppen button:enabled").count() == 1
    hand_over(page, LIST, "proef.csv")
    page.get_by_text("Neem alleen de goede rijen").click()
    page.wait_for_selector(".st-key-eigen_knoppen button:enabled")
    use(page)
    assert faults(page) == []

    page.get_by_role("link", name="Bekijk de dekking op de kaart").first.click()
    page.wait_for_url(re.compile("/dekking"))  # a new session of the same visitor
    settled(page)
    frame = painted(page)
    assert "proef.csv" in page.inner_text(".st-key-eigen")
    assert holds_own(frame)
    assert "Volgens 157" in page.inner_text("[data-testid=stMain]")
    assert faults(page) == []

    page.goto(builtin)
    settled(page)
    assert any("Huis van Proef" in one for one in suggest(page, "huis van pr"))
    assert page.locator(".st-key-eigen").count() == 1

    mine = page.context.cookies()
    page.context.clear_cookies()  # a stranger
    assert not holds_own(open_map(page, f"{builtin}/{IEPER}"))
    assert page.locator(".st-key-eigen").count() == 0

    page.context.add_cookies(mine)
    frame = open_map(page, f"{builtin}/{IEPER}")
    assert holds_own(frame)
    before = paints(frame)
    page.get_by_role("button", name="Terug naar de gegevens van Nabij").click()
    page.wait_for_selector(".st-key-eigen", state="detached")
    settled(page)
    assert not holds_own(painted(page, after=before))
    assert [c for c in page.context.cookies() if c["name"] == "nabij_eigen"] == []


def test_neighbourhoods_of_ones_own_are_drawn_on_a_phone(open_page, builtin) -> None:
    page = open_page(**PHONE)
    page.goto(f"{builtin}/gegevens?luik=nakijken&bestand=neighbourhoods&taal=fr")
    settled(page)
    hand_over(page, NEIGHBOURHOODS.template(), "quartiers.geojson")
    fetched = []
    page.on("response", lambda r: fetched.append(r) if "/nabij/geo/own-" in r.url else None)
    use(page)
    assert sideways(page) <= 0
    assert faults(page) == []
    open_map(page, f"{builtin}/dekking?gebied=municipality:13037&taal=fr")
    assert "Voorbeeld: Zuid" in page.inner_text("[data-testid=stMain]")
    assert sideways(page) <= 0
    assert {r.status for r in fetched} == {200}
    assert all(r.headers["cache-control"].startswith("private") for r in fetched)
    url = fetched[0].url
    page.get_by_role("button", name=re.compile("Revenir aux données de Nabij")).click()
    page.wait_for_selector(".st-key-eigen", state="detached")
    assert httpx.get(url, trust_env=False).status_code == 404

"""Names are never more than text, and a map whose base cannot be reached says so."""

from tests.browser.accessibility import faults
from tests.browser.browser_helpers import (
    PHONE,
    choose_row,
    last_mark,
    open_map,
    painted,
    settled,
    sideways,
    until,
    wait_for_query,
)
from tests.browser.conftest import HOSTILE
from tests.browser.vind_page import CARD

GENT = "?plek=municipality:44021"


def assert_only_text(*places) -> None:
    for place in places:
        assert place.evaluate("window.hacked") is None
        assert place.locator("img[src=x]").count() == 0


def test_hostile_names_are_text_everywhere(open_page, hostile) -> None:
    page = open_page(expect="ERR_")  # the base map of this server cannot be reached
    frame = open_map(page, f"{hostile}/dekking?gebied=province:4000&taal=en")
    assert last_mark(frame) == 204
    notice = frame.locator(".nabij-notice")
    notice.wait_for()
    assert notice.inner_text().startswith("The background map")
    assert "© niemand" in frame.inner_text("body")
    names = set()
    for row in range(3):
        choose_row(page, row)
        until(
            page,
            """(row) => {
              const rows = document.querySelectorAll(".nabij-rows tbody tr");
              return rows[row]?.matches(".nabij-chosen, :has([aria-pressed=true])")
                && rows[row].querySelector("th").innerText.startsWith(
                  document.querySelector(".nabij-card h2")?.innerText);
            }""",
            arg=row,
        )
        settled(page)
        names.add(page.inner_text(".nabij-card h2"))
    assert names <= set(HOSTILE)
    assert any(name in page.inner_text(".nabij-card ol") for name in HOSTILE)
    painted(page)
    spot = frame.evaluate(
        "(() => { const p = map.latLngToContainerPoint(map.nabij.polygons[60].getCenter());"
        " return { x: p.x, y: p.y }; })()"
    )
    frame.locator("#map_div").hover(position=spot, force=True)
    tip = frame.locator(".leaflet-tooltip .nabij-tip").first
    tip.wait_for()
    assert any(name in tip.inner_text() for name in HOSTILE)
    mark = frame.locator(".nabij-marker").first
    mark.focus()
    tips = " ".join(frame.locator(".leaflet-tooltip").all_inner_texts())
    assert any(name in tips for name in HOSTILE)
    assert_only_text(page, frame)

    page.goto(f"{hostile}/gemeente?gemeente=11002")
    settled(page)
    page.locator(".nabij-rows tbody tr").first.wait_for()
    assert any(name in page.inner_text(".nabij-rows") for name in HOSTILE)
    assert_only_text(page)
    assert page.locator(".nabij-plain img").count() == 0


def test_services_are_switched_on_shown_and_marked_and_names_on_cards_are_text(
    open_page, hostile
) -> None:
    page = open_page(expect="ERR_")
    page.goto(f"{hostile}/{GENT}")
    settled(page)
    painted(page)
    titles = page.locator(f"{CARD} h3").all_inner_texts()
    assert any(name in title for title in titles for name in HOSTILE)
    assert page.locator(".nabij-other").count() == 0
    page.get_by_text("Toon ook: Sociale Huizen").click()
    wait_for_query(page, huizen="1")
    page.locator(".nabij-other h3").first.wait_for()
    settled(page)
    assert page.locator(".nabij-other h3").all_inner_texts() == ["Voorbeeld: Sociaal Huis Gent"]
    frame = painted(page)
    frame.wait_for_selector(".nabij-service")
    page.get_by_role("link", name="Voorbeeld: Sociaal Huis Gent").first.click()
    until(page, "location.hash.startsWith('#dienst-')")
    assert page.locator(".nabij-other").first.is_visible()
    assert faults(page) == []
    assert "voorbeeld, niet echt" in page.inner_text(".nabij-banner")
    assert_only_text(page, frame)
    page.get_by_role("button", name="Alles over").first.click()
    page.wait_for_selector(".nabij-wrong")
    assert_only_text(page)

    page.set_viewport_size(PHONE["viewport"])
    page.goto(f"{hostile}/{GENT}&huizen=1&zelfhulp=1&taal=fr")
    settled(page)
    page.locator(".nabij-other h3").first.wait_for()
    assert page.locator(".nabij-other").count() == 4
    assert sideways(page) <= 0

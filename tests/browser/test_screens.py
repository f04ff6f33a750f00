"""Nabij on screens of every width, with a keyboard, through axe, dark, and on a bad line."""

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

WIDTHS = [*range(320, 1_000, 40), 390, 768, 769, 820, 1_024, 1_280, 1_400]
APP = "document.querySelector('[data-testid=stApp]')"
DARK, LIGHT, MAP_GROUND = "rgb(20, 25, 31)", "rgb(255, 255, 255)", "rgb(246, 244, 239)"
FOCUSED = "document.activeElement.id"
IN_TABLE = "document.activeElement?.closest('.nabij-rows tbody tr')?.dataset.code"

_COVERED = """() => {
  const all = document.querySelectorAll(
    "header :is(a, button), .st-key-language [role=radio]");
  const boxes = [...all].filter((one) => one.checkVisibility({ opacityProperty: true }))
    .map((one) => ({ one, box: one.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0);
  const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1
    || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
  const wrong = boxes.filter(({ one, box }) => {
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return box.left < 0 || box.right > innerWidth || !one.contains(top)
      || boxes.some((other) => other.one !== one && !apart(box, other.box));
  });
  return wrong.map(({ one }) => one.innerText);
}"""


def assert_fits(page) -> None:
    """Assert that nothing scrolls sideways on a desktop at 200 % and on a phone."""
    for size in ({"width": 700, "height": 450}, PHONE["viewport"]):
        page.set_viewport_size(size)
        assert sideways(page) <= 0
    page.set_viewport_size({"width": 1400, "height": 900})


def assert_readable_dark_and_light(page) -> None:
    """Assert that axe finds no fault on a dark screen, nor once it turns light."""
    for scheme, colour in (("dark", DARK), ("light", LIGHT)):
        page.emulate_media(color_scheme=scheme)
        until(page, f"getComputedStyle({APP}).backgroundColor === '{colour}'")
        assert faults(page) == []


@pytest.mark.parametrize(
    "lang",
    ["fr", *(pytest.param(one, marks=pytest.mark.soak) for one in LANGUAGES if one != "fr")],
)
def test_over_is_read_by_keyboard_has_no_fault_and_its_menu_fits_every_width(
    open_page, builtin, lang
) -> None:
    page = open_page()
    page.goto(f"{builtin}/over?taal={lang}#toegankelijkheid")
    settled(page)
    until(page, f"{FOCUSED} === 'toegankelijkheid'")  # a link to a part arrives there
    assert 0 < page.locator("#toegankelijkheid").bounding_box()["y"] < 200
    page.locator(".nabij-contents a[href='#privacy']").press("Enter")
    until(page, f"{FOCUSED} === 'privacy'")
    top = page.locator("#privacy").bounding_box()["y"]
    header = page.get_by_test_id("stHeader").bounding_box()
    assert header["y"] + header["height"] <= top < 900
    assert lang == "nl" or f"taal={lang}" in page.url
    contents = page.locator(".nabij-contents").bounding_box()
    assert contents["x"] > 700, "next to the text"
    assert 0 <= contents["y"] < 200, "and still in sight"
    assert faults(page) == []
    page.locator("h1").scroll_into_view_if_needed()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.locator(".st-key-language [role=radio]").last.wait_for()
        page.wait_for_function(f"() => ({_COVERED})().length === 0", timeout=10_000)
        assert sideways(page) <= 0, width
    assert_fits(page)
    page.set_viewport_size(PHONE["viewport"])
    page.locator("section:has(#privacy) .nabij-back a").press("Enter")
    until(page, f"{FOCUSED} === 'inhoud'")


@pytest.mark.parametrize(
    "lang",
    ["fr", *(pytest.param(one, marks=pytest.mark.soak) for one in LANGUAGES if one != "fr")],
)
def test_dekking_has_no_fault_fits_200_per_cent_and_is_light_and_dark(
    open_page, builtin, lang
) -> None:
    page = open_page()
    page.emulate_media(color_scheme="dark")
    frame = open_map(page, f"{builtin}/dekking?gebied=province:4000&taal={lang}&wijk=21001W01")
    assert frame.evaluate("getComputedStyle(map.getContainer()).backgroundColor") == MAP_GROUND
    assert_readable_dark_and_light(page)
    assert faults(frame) == []
    assert_fits(page)


def test_the_keyboard_reaches_controls_and_table_and_keeps_its_place(open_page, builtin) -> None:
    page = open_page()
    frame = open_map(page, f"{builtin}/dekking?gebied=province:4000")
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
    for _ in range(45):
        page.keyboard.press("Tab")
        if page.evaluate(IN_TABLE):
            break
    else:
        pytest.fail("45 times Tab do not reach the rows of the table")
    page.keyboard.press("ArrowDown")
    code = page.evaluate(IN_TABLE)
    page.keyboard.press("Enter")
    wait_for_query(page, wijk=code)
    page.wait_for_selector(".nabij-card")
    assert page.evaluate(IN_TABLE) == code, "the focus stays where the reader was"
    settled(page)
    # a download, and more rows, leave the focus where it was
    page.get_by_role("button", name="CSV").first.focus()
    with page.expect_download():
        page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.innerText?.includes('CSV')")
    more = page.locator(".nabij-more")
    while more.is_visible():
        more.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.closest('.nabij-table') !== null")
    # no word of Streamlit's own English is left
    page.get_by_role("radio", name="Français").click()
    until(page, "document.documentElement.lang === 'fr'")
    settled(page)
    labels = page.locator("[aria-label]").evaluate_all(
        "all => all.map((one) => one.getAttribute('aria-label'))"
    )
    english = ("Open", "Help", "Clear", "Select", "Remove", "Skip", "Sidebar", "App pages")
    assert [label for label in labels if label.startswith(english)] == []
    page.get_by_text("Plus de choix").click()
    page.get_by_role("button", name="Effacer tous les choix").click()
    settled(page)
    page.get_by_role("combobox", name="Statut").click()
    page.get_by_role("option", name="Tout choisir").wait_for()
    page.wait_for_function(
        "() => !document.querySelector('[data-live-announcer]').textContent.includes('available')"
    )


def test_on_a_phone_the_menu_closes_the_map_is_asked_for_and_a_tapped_neighbourhood_is_seen(
    phone, builtin
) -> None:
    page = phone
    page.goto(f"{builtin}/over")
    settled(page)
    menu = page.get_by_test_id("stExpandSidebarButton")
    bar = page.locator("[data-testid=stSidebar][data-collapsed=false]")
    menu.click()
    bar.wait_for()
    page.wait_for_function("document.activeElement?.ariaLabel === 'Sluit het menu'")
    page.keyboard.press("Escape")
    bar.wait_for(state="detached")
    page.wait_for_function("document.activeElement?.dataset.testid === 'stExpandSidebarButton'")
    menu.click()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Dekking").click()
    bar.wait_for(state="detached")
    page.wait_for_function("document.title === 'Dekking – Nabij'")
    page.wait_for_function(
        "document.getElementById('nabij-spoken').textContent === 'Dekking – Nabij'"
    )
    page.goto(f"{builtin}/dekking?gebied=municipality:44021")
    settled(page)
    shown = page.locator(".st-key-map")
    assert not shown.is_visible()
    page.locator(".nabij-rows tbody tr").first.wait_for()
    assert sideways(page) <= 0
    page.locator(".st-key-map_open label").click()
    shown.wait_for(state="visible")
    frame = painted(page)
    until(frame, "map.getSize().x > 300")
    assert page.locator(".st-key-map iframe").bounding_box()["width"] >= 390 - 2 * 16 - 2
    assert sideways(page) <= 0
    in_view = "map.getBounds().contains(map.nabij.view.bounds)"
    assert frame.evaluate(in_view), "the whole region is in sight"
    # a tapped neighbourhood: its card where one looks
    page.locator(".st-key-map iframe").content_frame.locator("#map_div").tap()
    page.locator(".nabij-card h2:focus").wait_for()
    card = page.locator(".nabij-card").bounding_box()
    assert -1 < card["y"] < 400
    # turned, the map is fitted to its new room
    page.set_viewport_size({"width": 844, "height": 390})
    painted(page).wait_for_function(in_view)


def test_a_line_that_drops_is_reported_and_the_choice_is_kept(open_page, builtin) -> None:
    page = open_page(expect="WebSocket|ERR_|502|503|Failed to load")
    lines, down = [], [False]

    def carry(line):
        if down[0]:
            line.close()
        else:
            line.connect_to_server()
            lines.append(line)

    page.route_web_socket("**/_stcore/stream*", carry)
    page.goto(f"{builtin}/dekking?gebied=municipality:24062&taal=fr")
    settled(page)
    down[0] = True
    page.route("**/_stcore/health", lambda route: route.abort())
    lines[-1].close()
    line = page.locator("#nabij-line")
    page.wait_for_function("document.getElementById('nabij-line').textContent.length > 0")
    assert line.inner_text().startswith("La connexion est coupée.")
    assert page.get_by_role("dialog").count() == 0
    down[0] = False
    page.unroute("**/_stcore/health")
    page.wait_for_function(
        "document.getElementById('nabij-line').textContent.startsWith('La connexion est rétablie')"
    )
    page.get_by_role("combobox", name="Pour qui ?").click()
    page.get_by_role("option", name="80 ans et plus", exact=True).click()
    wait_for_query(page, groep="80plus", gebied="municipality:24062")

"""Nabij on screens of every width, dark or in forced colours, with a keyboard, on a bad line."""

import pytest

from tests.browser.accessibility import faults
from tests.browser.browser_helpers import (
    PHONE,
    open_map,
    painted,
    settled,
    sideways,
    wait_for_query,
)

WIDTHS = [*range(320, 1_000, 40), 390, 768, 769, 820, 1_024, 1_280, 1_400]

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


@pytest.mark.parametrize(
    "lang", ["fr", *(pytest.param(one, marks=pytest.mark.soak) for one in ("nl", "en"))]
)
def test_menu_and_languages_never_cover_one_another(open_page, builtin, lang) -> None:
    page = open_page()
    page.goto(f"{builtin}/over?taal={lang}")
    settled(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.locator(".st-key-language [role=radio]").last.wait_for()
        page.wait_for_function(f"() => ({_COVERED})().length === 0", timeout=10_000)
        assert sideways(page) <= 0, width


def test_map_and_table_are_readable_on_a_tablet(open_page, builtin) -> None:
    page = open_page(viewport={"width": 820, "height": 1_180})
    frame = open_map(page, f"{builtin}/dekking?gebied=province:70000")
    assert frame.evaluate("map.getSize().x") > 450
    table = page.locator(".nabij-table").bounding_box()
    assert table["width"] > 450
    heads = page.locator(".nabij-table thead button")
    assert all(box["x"] + box["width"] <= 820 for box in map(_box, heads.all()))


def _box(found):
    return found.bounding_box()


def test_on_a_phone_the_menu_closes_and_a_tapped_neighbourhood_comes_into_view(
    open_page, builtin
) -> None:
    page = open_page(**PHONE)
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
    # a tapped neighbourhood: its card where one looks
    open_map_on_phone(page, f"{builtin}/dekking?gebied=municipality:44021")
    page.locator(".st-key-map iframe").content_frame.locator("#map_div").tap()
    page.locator(".nabij-card h2:focus").wait_for()
    card = page.locator(".nabij-card").bounding_box()
    assert -1 < card["y"] < 400
    # turned, the map is fitted to its new room
    page.set_viewport_size({"width": 844, "height": 390})
    painted(page).wait_for_function("map.getBounds().contains(map.nabij.view.bounds)")


def open_map_on_phone(page, url):
    page.goto(url)
    settled(page)
    page.locator(".st-key-map_open label").click()
    painted(page)


def test_focus_and_words_stay_where_a_keyboard_left_them(open_page, builtin) -> None:
    page = open_page()
    open_map(page, f"{builtin}/dekking?gebied=province:4000&taal=fr")
    csv = page.get_by_role("button", name="CSV").first
    csv.focus()
    with page.expect_download():
        page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.innerText?.includes('CSV')")
    more = page.locator(".nabij-more")
    while more.is_visible():
        more.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.closest('.nabij-table') !== null")
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


@pytest.mark.parametrize(
    "path",
    [
        "dekking?gebied=province:4000",
        "?plek=municipality:44021",
        pytest.param("", marks=pytest.mark.soak),
    ],
)
def test_a_dark_screen_is_readable_and_its_map_light(open_page, builtin, path) -> None:
    page = open_page(color_scheme="dark")
    page.goto(f"{builtin}/{path}")
    settled(page)
    background = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    assert page.evaluate(background) == "rgb(20, 25, 31)"
    if path.startswith("dekking"):
        ground = "getComputedStyle(map.getContainer()).backgroundColor"
        assert painted(page).evaluate(ground) == "rgb(246, 244, 239)"
    assert faults(page) == []


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
    page.goto(f"{builtin}/dekking?gebied=province:4000&taal=fr")
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
    wait_for_query(page, groep="80plus", gebied="province:4000")

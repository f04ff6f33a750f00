"""Scenario in a real browser: by click and by keyboard, search and stop, share, print; phone."""

import re

from geodata.palette import CHANGE
from tests.browser.accessibility import faults
from tests.browser.browser_helpers import (
    PHONE,
    colours,
    open_map,
    painted,
    paints,
    pixels_of,
    query,
    settled,
    sideways,
    until,
)

LEUVEN = "gebied=municipality:24062"
FIGURE = "document.querySelector('.nabij-figures b').textContent"


def click_middle(page) -> None:
    """Click in the middle of the largest area of the map."""
    box = page.locator(".st-key-map iframe").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def has_changes(page, count: int) -> None:
    """Wait until the address holds that many changes, and the page has run."""
    until(
        page,
        "(n) => (new URLSearchParams(location.search).get('scenario') || '1.x').split('.').length"
        " - 2 === n",
        arg=count,
    )
    settled(page)


def test_a_click_adds_a_centre_that_can_be_shared_searched_around_stopped_and_printed(
    open_page, builtin
) -> None:
    page = open_page(viewport={"width": 1400, "height": 1000})
    frame = open_map(page, f"{builtin}/scenario?{LEUVEN}")
    before = paints(frame)
    page.locator(".st-key-map iframe").scroll_into_view_if_needed()
    click_middle(page)
    frame = painted(page, after=before)
    has_changes(page, 1)
    assert page.get_by_text("Nieuw centrum 1:").is_visible()
    assert frame.locator(".nabij-added").count() == 1
    assert pixels_of(colours(frame), CHANGE[-1], off=40) > 50
    figure = page.evaluate(FIGURE)
    assert re.search(r"[1-9]", figure)

    # the link holds a position on a grid and no word; another visitor sees the same
    shared = page.url
    assert re.fullmatch(r"1\.[0-9a-f]{6}\.m\w{4}-\w{4}", query(page)["scenario"])
    open_map(page, shared)
    assert page.evaluate(FIGURE) == figure
    assert faults(page) == []

    page.get_by_role("radio", name="Beste plekken").click()
    page.get_by_role("button", name="Zoek de beste plekken").click()
    page.get_by_role("heading", name="Bijna even goed, op een andere plek").wait_for()
    assert page.get_by_text("Bewezen: met evenveel plekken").is_visible()
    settled(page)
    page.get_by_role("button", name="Neem over in het scenario").nth(1).click()
    has_changes(page, 4)

    # all of Flanders takes longer: it can be stopped, and gives what it has
    page.goto(f"{builtin}/scenario?deel=beste&aantal=10&afstand=800")
    settled(page)
    page.get_by_role("button", name="Zoek de beste plekken").click()
    page.get_by_role("button", name="Stop met zoeken").click()
    page.get_by_role("heading", name="De beste plekken", exact=True).wait_for()
    assert page.get_by_role("table").filter(has_text="10 plekken").count() >= 1

    page.goto(shared + "&deel=bewaren")
    settled(page)
    page.get_by_role("textbox", name="Naam van dit scenario").fill("Plan A")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Maak het document").click()
    page.locator("article.nabij-analysis").wait_for()
    assert "Plan A" in page.locator("article.nabij-analysis").inner_text()
    assert "Plan" not in page.url
    with page.expect_download() as download:
        page.get_by_role("button", name="Download als PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.locator("article.nabij-analysis img").first.is_visible()


def chosen_by_typing(page, label: str, text: str) -> None:
    """Choose an option of a list with the keyboard alone."""
    page.get_by_role("combobox", name=label).focus()
    page.keyboard.type(text)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    settled(page)


def pressed(page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).focus()
    page.keyboard.press("Enter")


def test_the_keyboard_alone_adds_moves_changes_closes_and_undoes(open_page, builtin) -> None:
    page = open_page(viewport={"width": 1400, "height": 1000})
    open_map(page, f"{builtin}/scenario?{LEUVEN}")
    chosen_by_typing(page, "Wijk", "kessel")
    pressed(page, "Voeg hier een centrum toe")
    has_changes(page, 1)
    page.get_by_role("radio", name="Plaats, adres of coördinaten").focus()
    page.keyboard.press("Space")
    box = page.get_by_role("textbox", name="Plaats, adres of coördinaten")
    box.focus()
    page.keyboard.type("50.8798, 4.7005")
    page.keyboard.press("Enter")
    has_changes(page, 2)
    assert "50.8798" not in page.url

    page.get_by_role("radio", name="Verplaatsen", exact=True).focus()
    page.keyboard.press("Space")
    chosen_by_typing(page, "Welk centrum?", "nieuw")
    page.get_by_role("radio", name="Een wijk", exact=True).focus()
    page.keyboard.press("Space")
    before = query(page)["scenario"]
    chosen_by_typing(page, "Wijk", "heverlee")
    pressed(page, "Verplaats hierheen")
    moved = "(s) => new URLSearchParams(location.search).get('scenario') !== s"
    until(page, moved, arg=before)
    has_changes(page, 2)
    page.get_by_role("radio", name="Soort wijzigen", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("radio", name="Antenne", exact=True).focus()
    page.keyboard.press("Space")
    settled(page)
    chosen_by_typing(page, "Welk centrum?", "nieuw")
    pressed(page, "Maak er dit van")
    page.get_by_text("Nieuwe antenne 1:").wait_for()
    settled(page)

    page.get_by_role("radio", name="Sluiten", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Sluit dit centrum", exact=True).wait_for()
    settled(page)
    chosen_by_typing(page, "Welk centrum?", "leuven")
    pressed(page, "Sluit dit centrum")
    has_changes(page, 3)
    page.get_by_role("button", name="Maak ongedaan").first.focus()
    page.keyboard.press("Enter")
    has_changes(page, 2)


def test_a_phone_shows_it_all_without_scrolling_sideways(open_page, builtin) -> None:
    page = open_page(**PHONE)
    page.goto(f"{builtin}/scenario?{LEUVEN}&taal=fr&scenario=1..m1g3c-1g42&deel=beste")
    settled(page)
    assert page.get_by_role("heading", name="Qu’est-ce qui change ?").is_visible()
    assert not sideways(page)
    assert faults(page) == []

"""Vind on paper, and the way from a list to a centre and back, in a browser."""

import pypdfium2

from tests.browser.browser_helpers import painted, settled, until
from tests.browser.vind_page import CARD


def sheets(page) -> list[str]:
    """Return the text of each sheet of paper, with the margins that browsers leave, without spaces.

    A space on paper is a distance: Chromium leaves out which is one.
    """
    margins = dict.fromkeys(("top", "bottom", "left", "right"), "10mm")
    document = pypdfium2.PdfDocument(page.pdf(format="A4", margin=margins))
    return ["".join(sheet.get_textpage().get_text_range().split()) for sheet in document]


def printed(page) -> str:
    """Return the text that comes on paper."""
    return "".join(sheets(page))


def bare(text: str) -> str:
    return text.replace(" ", "")


def assert_large_and_bare(page) -> None:
    """Assert that large text is printed, and neither box nor buttons nor map."""
    page.emulate_media(media="print")
    assert page.locator(CARD).first.is_visible()
    for gone in ("header", "form", "button", "input", ".st-key-map", ".st-key-hier"):
        assert not any(part.is_visible() for part in page.locator(gone).all())
    sizes = page.locator(f"{CARD} p:visible, {CARD} dd:visible").evaluate_all(
        "(parts) => parts.map((part) => parseFloat(getComputedStyle(part).fontSize))"
    )
    assert min(sizes) >= 14  # CSS pixels: 10.5 points, for the source
    assert sum(size >= 18 for size in sizes) >= 2  # 13.5 points: the address and the way there
    page.emulate_media(media="null")  # as before


def test_print_says_where_how_to_call_and_the_way_there(open_page, builtin) -> None:
    page = open_page()
    page.goto(f"{builtin}/?plek=deelgemeente:11002V")
    settled(page)
    painted(page)
    assert_large_and_bare(page)
    (first, *_rest) = sheets(page)
    assert "Bron" in first.partition("3.")[2]
    text = printed(page)
    for part in ("1. ", "2. Klein Heide", "3. ", "Adres", "Alfred Nobellaan", "telefoon"):
        assert bare(part) in text
    assert bare("Route Van het midden van Hoboken naar Klein Heide, Alfred Nobellaan") in text
    assert bare("Dit blad is van") in text
    assert bare("Afgedrukt uit Nabij op") in text
    for gone in ("Dekking", "Zoek ", "Alles over", "Let op", "Toon ", "openstreetmap"):
        assert bare(gone) not in text
    # the page of a centre begins at its name
    page.set_viewport_size({"width": 1024, "height": 768})
    button = page.get_by_role("button", name="Alles over").nth(1)
    name = button.inner_text().removeprefix("Alles over ")
    assert name == "Klein Heide"
    button.click()
    until(page, "(name) => document.activeElement.innerText === name", arg=name)
    heading = page.locator("h2", has_text=name)
    assert heading.evaluate("(e) => document.activeElement === e")
    until(page, "document.activeElement.getBoundingClientRect().top < innerHeight / 2")
    assert heading.bounding_box()["y"] > 60  # not below the bar on top
    settled(page)
    painted(page)
    assert_large_and_bare(page)
    text = printed(page)
    assert bare("Klein Heide") in text
    assert bare("Route Van het midden van Hoboken") in text
    assert bare("Terug") not in text
    # the way there is another site: a request to it would fail this test at its end
    link = page.locator("a.nabij-route")
    assert link.get_attribute("href").startswith("https://www.openstreetmap.org/directions?to=")
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert "andere website" in link.inner_text()
    page.get_by_role("button", name="Terug naar de lijst").click()
    until(page, "(name) => document.activeElement.innerText === `Alles over ${name}`", arg=name)

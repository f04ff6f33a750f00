"""Over in a real browser: its contents by keyboard, and next to the text where there is room."""

import pytest

from tests.browser.browser_helpers import settled, until

FOCUSED = "document.activeElement.id"


@pytest.mark.parametrize("size", [(1400, 900), pytest.param((390, 844), marks=pytest.mark.soak)])
def test_the_contents_lead_to_a_part_and_back_by_keyboard(open_page, builtin, size) -> None:
    page = open_page(viewport={"width": size[0], "height": size[1]})
    page.goto(f"{builtin}/over?taal=fr")
    settled(page)
    page.locator(".nabij-contents a[href='#privacy']").press("Enter")
    until(page, f"{FOCUSED} === 'privacy'")
    top = page.locator("#privacy").bounding_box()["y"]
    header = page.get_by_test_id("stHeader").bounding_box()
    assert header["y"] + header["height"] <= top < size[1]
    assert "taal=fr" in page.url
    contents = page.locator(".nabij-contents")
    if size[0] > 1000:
        assert contents.bounding_box()["x"] > 700, "beside the text, and still in sight"
        assert 0 <= contents.bounding_box()["y"] < 200
        return
    page.locator("section:has(#privacy) .nabij-back a").press("Enter")
    until(page, f"{FOCUSED} === 'inhoud'")


def test_a_link_to_a_part_arrives_there(open_page, builtin) -> None:
    page = open_page()
    page.goto(f"{builtin}/over#toegankelijkheid")
    settled(page)
    until(page, f"{FOCUSED} === 'toegankelijkheid'")
    assert 0 < page.locator("#toegankelijkheid").bounding_box()["y"] < 200
    page.goto(f"{builtin}/over?taal=en#stHeader")
    settled(page)
    assert page.locator("h1").bounding_box()["y"] < 300, "what is no part leads nowhere"

"""What the browser tests of Vind share: its box, its cards, and a phone."""

from tests.browser.browser_helpers import settled, until

CARD = "[class*='st-key-card_']"
BOX = "#nabij-zoek"


def search(page, text: str) -> None:
    """Type a text letter by letter, and send it."""
    page.locator(BOX).fill("")
    page.locator(BOX).press_sequentially(text)
    page.keyboard.press("Enter")
    page.locator(f"{CARD} h3").first.wait_for()
    settled(page)


def focused(page) -> bool:
    return page.evaluate("(box) => document.activeElement?.matches(box)", BOX)


def suggest(page, text: str) -> list[str]:
    """Type a text letter by letter; return what is suggested."""
    until(page, "document.querySelector('.nabij-search')")
    page.locator(BOX).fill("")
    page.locator(BOX).press_sequentially(text)
    page.locator(".nabij-search li").first.wait_for()
    return page.locator(".nabij-search li").all_inner_texts()

"""What the browser tests of Gegevens share: handing a file over, and the text of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.browser_helpers import settled

if TYPE_CHECKING:
    from playwright.sync_api import Page


def hand_over(page: Page, content: bytes, name: str = "lijst.csv") -> None:
    """Upload a file, and wait until the page reports what it found."""
    box = page.locator("[data-testid=stFileUploaderDropzoneInput]").first
    box.set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    page.locator("[data-testid=stMain] :is([role=status], [role=alert])").first.wait_for(
        state="attached"
    )
    settled(page)

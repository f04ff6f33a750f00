"""Vind on paper, the way to a centre, and the other doors to knock on, in a browser."""

from datetime import UTC, datetime

import pypdfium2
import pytest

from loaders.imports.services import SERVICES
from loaders.store import snapshots
from tests.browser.accessibility import faults
from tests.browser.app_server import serve
from tests.browser.browser_helpers import PHONE, painted, settled, sideways, until, wait_for_query
from tests.browser.vind_page import CARD
from tests.loaders.imports.import_helpers import imported
from tests.pages.vind.vind_page import EXAMPLE
from tests.store_helpers import publish_like


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
    page.goto(f"{builtin}/?plek=deelgemeente:11002V&centrum=klein-heide-11002")
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


@pytest.fixture(scope="module")
def with_services(builtin_folder, tmp_path_factory):
    """The app with the example of Sociale Huizen and self-help."""
    folder = tmp_path_factory.mktemp("services")
    data = snapshots.load(builtin_folder).data
    data = imported(EXAMPLE, SERVICES, data, source="Test")
    publish_like(data, folder, like=builtin_folder, now=datetime(2026, 3, 1, 12, tzinfo=UTC))
    with serve(folder) as server:
        yield server.url


def test_services_are_switched_on_shown_and_marked(open_page, with_services) -> None:
    page = open_page()
    page.goto(f"{with_services}/?plek=municipality:44021")
    settled(page)
    painted(page)
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


def test_services_fit_a_phone(open_page, with_services) -> None:
    page = open_page(**PHONE)
    page.goto(f"{with_services}/?plek=municipality:44021&huizen=1&zelfhulp=1&taal=fr")
    settled(page)
    page.locator(".nabij-other h3").first.wait_for()
    assert page.locator(".nabij-other").count() == 4
    assert sideways(page) <= 0

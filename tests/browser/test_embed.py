"""Nabij in a page of another host, in a browser: who may show it, and what works there."""

from tests.browser.app_server import new_context
from tests.browser.browser_helpers import settled
from tests.browser.vind_page import BOX, CARD


def test_a_page_of_another_host_shows_the_finder_alone_and_needs_no_cookie(
    browser, builtin, host
) -> None:
    folder, port = host
    context = new_context(browser)  # for the browser localhost is another site than 127.0.0.1
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=builtin)
    own = context.new_page()
    own.goto(f"{builtin}/")
    settled(own)
    own.get_by_text("Toon dit op uw eigen website").click()
    own.get_by_role("button", name="Kopieer de code").click()
    own.get_by_text("De code is gekopieerd.").wait_for()
    code = own.evaluate("navigator.clipboard.readText()")
    assert f'<iframe src="{builtin}/?embed=true"' in code
    own.close()
    context.clear_cookies()
    (folder / "page.html").write_text(f"<!doctype html><title>Gent</title>{code}")

    page = context.new_page()
    page.goto(f"http://localhost:{port}/page.html")
    frame = page.frame_locator("iframe").first
    frame.locator(".nabij-list").wait_for()
    assert frame.get_by_role("link", name="Dekking").count() == 0
    assert frame.locator(".st-key-language").count() == 0
    assert "niet volledig" in frame.locator(".nabij-banner").inner_text()
    frame.locator(BOX).press_sequentially("Hoboken")
    frame.locator(BOX).press("Enter")
    frame.locator(f"{CARD} h3").first.wait_for()
    nested = frame.frame_locator(".st-key-map iframe")
    nested.locator(".nabij-marker").first.wait_for()  # the map is a frame of a frame of that host
    whole = frame.get_by_text("Open deze pagina in Nabij")
    assert whole.get_attribute("href").startswith("?plek=")
    assert whole.get_attribute("target") == "_blank"
    assert frame.locator("a[href^=http]:not([target=_blank])").count() == 0
    frame.get_by_role("link", name="Alle centra in Antwerpen").click()
    frame.get_by_role("heading", name="Alle centra in Antwerpen").wait_for()
    assert frame.get_by_role("link", name="Dekking").count() == 0  # still the embedded view
    assert context.cookies() == []

    # neither another host nor another page can be framed
    frame = f"<!doctype html><iframe src='{builtin}%s'></iframe>"
    (folder / "finder.html").write_text(frame % "/?embed=true")
    (folder / "data.html").write_text(frame % "/gegevens?embed=true")
    for address in (f"127.0.0.1:{port}/finder.html", f"localhost:{port}/data.html"):
        with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            page.goto(f"http://{address}")
        page.wait_for_function("() => frames.length === 1")
        assert page.locator("iframe").element_handle().content_frame().url.startswith("chrome-err")
    context.close()

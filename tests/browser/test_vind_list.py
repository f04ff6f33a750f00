"""The start page in a browser: all centres, on paper too; sharing, and saving on one's device."""

from geodata.enums import Status
from loaders.store import snapshots
from tests.browser.accessibility import faults
from tests.browser.browser_helpers import PHONE, painted, settled, sideways, wait_for_query
from tests.browser.test_vind_paper import bare, printed

CENTRE = "klein-heide-11002"
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no", "SecurityError"); },
});"""
SHARE_SHEET = "navigator.share = async (link) => { window.shared = link; };"


def test_all_centres_are_printed_opened_by_municipality_shared_and_saved_on_the_device_alone(
    open_page, builtin, builtin_folder
) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    sent = []

    def keep(message: object) -> None:
        sent.append(str(message))

    page.on("websocket", lambda socket: socket.on("framesent", keep))
    page.goto(f"{builtin}/")
    settled(page)
    frame = painted(page)
    frame.locator(".nabij-marker").nth(20).wait_for()
    assert faults(page) == []
    text = printed(page)
    centres = snapshots.load(builtin_folder).data.centres
    names = centres.loc[centres["status"] != Status.CLOSED, "name"]
    assert len(names) == 156
    assert [name for name in names if bare(" ".join(name.split())) not in text] == []
    assert "Lijstvan" in text
    assert "Deel" not in text
    page.locator(".nabij-list summary").filter(has_text="Provincie Antwerpen").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Antwerpen", exact=True).click()
    wait_for_query(page, gemeente="11002")
    page.get_by_role("heading", name="Alle centra in Antwerpen").wait_for()
    settled(page)
    painted(page)
    assert faults(page) == []
    page.get_by_role("button", name="Terug naar alle centra").click()
    page.wait_for_function("document.activeElement.innerText.startsWith('Alle centra in Vl')")
    page.goto(f"{builtin}/?centrum={CENTRE}")
    settled(page)
    page.get_by_role("button", name="Deel").click()
    page.get_by_text("De link is gekopieerd.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.get_by_role("button", name="Bewaar").click()
    page.get_by_text("Bewaard op dit toestel.").wait_for()
    sent.clear()
    page.goto(f"{builtin}/")
    settled(page)
    page.locator(".nabij-saved").get_by_role("link", name="Klein Heide").wait_for()
    assert faults(page) == []
    assert not any(CENTRE in one for one in sent)
    page.get_by_role("button", name="Verwijder: Klein Heide").click()
    page.wait_for_function("document.activeElement.id === 'nabij-zoek'")
    assert page.locator(".nabij-saved li").count() == 0
    assert page.evaluate("localStorage.getItem('nabij.bewaard')") == "[]"


def test_the_list_fits_a_phone_that_shares_and_keeps_nothing(open_page, builtin) -> None:
    page = open_page(expect="SecurityError", **{**PHONE, "viewport": {"width": 320, "height": 640}})
    page.add_init_script(SHARE_SHEET + NO_STORAGE)
    page.goto(f"{builtin}/?provincie=10000&taal=fr")
    settled(page)
    page.get_by_role("button", name="Partager").tap()
    page.get_by_text("Le lien est partagé.").wait_for()
    assert page.evaluate("window.shared.url") == page.url
    assert sideways(page) <= 0
    page.goto(f"{builtin}/?centrum={CENTRE}")
    settled(page)
    page.get_by_role("button", name="Bewaar").tap()
    page.get_by_text("Dit toestel laat bewaren niet toe.").wait_for()
    assert sideways(page) <= 0

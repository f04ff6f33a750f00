"""From the official sources to a changed map, all in the page: an administrator refreshes."""

import shutil

import pytest

from tests.browser.accessibility import faults
from tests.browser.app_server import OFFICIAL, serve
from tests.browser.browser_helpers import PHONE, open_map, painted, settled, sideways
from tests.loaders.fake_sources import GITHUB, OSM, PEOPLE, POI, SOCIALE_KAART, STATBEL, playing

CODE = "paardenbloem-1953"
LEUVEN = "dekking?gebied=municipality:24062"
VIEW = "((v) => [v.classes, v.geometry])(map.nabij.view)"


@pytest.fixture(scope="module")
def play():
    """All sources; OpenStreetMap is out of order."""
    if not OFFICIAL.is_dir():
        pytest.skip("the official files (../shared/data) are not here")
    with playing() as play:
        play.put_areas(OFFICIAL / "gebiedsniveaus")
        people = "TF_SOC_POP_STRUCT_2015.zip"
        play.files[f"{PEOPLE}/{people}"] = (OFFICIAL / "statbel" / people).read_bytes()
        play.faults[OSM], play.retry_after = "500", "9999"  # too long to wait for
        yield play


@pytest.fixture(scope="module")
def app(play, builtin_folder, tmp_path_factory):
    """The app on the built-in data, which asks the sources played here, and has a code."""
    folder = tmp_path_factory.mktemp("chain")
    shutil.copytree(builtin_folder, folder, dirs_exist_ok=True)
    with serve(folder, mirror=play.url, geolocation="", admin_code=CODE) as server:
        yield server


def gate(page, title="Voor beheerders"):
    return page.locator("[data-testid=stExpander]").filter(has_text=title)


def enter(page, code=CODE):
    """Give the code by keyboard."""
    gate(page).locator("summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Beheercode").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "password"
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_the_code_is_given_by_keyboard_and_opens_one_session_only(open_page, app):
    page, other = open_page(), open_page(**PHONE)
    page.goto(f"{app.url}/gegevens?luik=versies")
    settled(page)
    enter(page, "iets anders")
    page.get_by_text("Die code klopt niet.").wait_for()
    assert faults(page) == []
    page.get_by_label("Beheercode").fill(CODE)
    page.keyboard.press("Enter")
    gate(page, "u bent aangemeld").wait_for()
    settled(page)
    assert CODE not in page.content() + page.url
    other.goto(f"{app.url}/gegevens?luik=verversing&taal=fr")
    settled(other)
    gate(other, "Pour les administrateurs").locator("summary").click()
    other.get_by_label("Code d’administration").wait_for()
    assert other.get_by_role("button", name="Actualiser maintenant").count() == 0
    assert faults(other) == []
    assert sideways(other) <= 0


def test_from_the_sources_to_a_changed_map(open_page, app, play):
    reader, admin = open_page(), open_page()
    frame = open_map(reader, f"{app.url}/{LEUVEN}")
    before = (reader.inner_text(".nabij-figures"), frame.evaluate(VIEW))

    admin.goto(f"{app.url}/gegevens?luik=verversing")
    settled(admin)
    enter(admin)
    admin.get_by_role("button", name="Vernieuw nu").click()
    bars = admin.locator(".nabij-progress progress")
    bars.first.wait_for()
    assert bars.count() == 8
    assert faults(admin) == []
    watcher = open_page(**PHONE)
    watcher.goto(f"{app.url}/gegevens?luik=verversing")
    watcher.get_by_text("De verversing loopt").wait_for()
    watcher.locator(".nabij-progress").get_by_text("bezig").wait_for()
    assert watcher.get_by_role("button", name="Stop de verversing").count() == 0

    done = admin.get_by_role("status").filter(has_text="De verversing is klaar.")
    done.wait_for()
    settled(admin)
    shown = admin.inner_text("[data-testid=stMain]")
    assert "Iedereen ziet nu de nieuwe versie." in shown
    assert "De bron antwoordde met foutcode 500." in shown
    assert "8 fiches in gebruik." in shown
    assert faults(admin) == []
    watcher.get_by_text("De verversing loopt").wait_for(state="detached")
    assert sideways(watcher) <= 0

    for page in (reader, open_page()):
        frame = open_map(page, f"{app.url}/{LEUVEN}")
        figures, view = page.inner_text(".nabij-figures"), frame.evaluate(VIEW)
        assert figures != before[0]
        assert view[0] != before[1][0], "the classes of the map"
        assert view[1] != before[1][1], "the geometry of the map"
        assert "8 bekende centra" in page.inner_text(".nabij-lead")
    admin.get_by_role("link", name="Dekking").click()
    painted(admin)
    assert "benaderd" not in admin.inner_text("[data-testid=stMain]").lower()
    hosts = {path.partition("/")[0] for path, _, _ in play.asked}
    assert {GITHUB, STATBEL, SOCIALE_KAART, POI, OSM} <= hosts
    assert CODE not in app.log.read_text(errors="replace")

"""From the official sources to a changed map, all in the page: an administrator refreshes."""

import shutil
from threading import Event

import pytest

from loaders.store.manifest import current_id
from tests.browser.accessibility import faults
from tests.browser.app_server import OFFICIAL, serve
from tests.browser.browser_helpers import PHONE, open_map, painted, query, settled, sideways
from tests.loaders.fake_sources import GITHUB, OSM, PEOPLE, POI, SOCIALE_KAART, STATBEL, playing
from tests.store_helpers import run

CODE = "paardenbloem-1953"
LEUVEN = "dekking?gebied=municipality:24062"
VIEW = "((v) => [v.classes, v.geometry])(map.nabij.view)"


@pytest.fixture(params=["centres", pytest.param("all", marks=pytest.mark.soak)])
def play(request):
    """Sources: of areas and people too, or of centres alone; OpenStreetMap is out of order."""
    everything = request.param == "all"
    if everything and not OFFICIAL.is_dir():
        pytest.skip("the official files (../shared/data) are not here")
    with playing() as play:
        closed = [OSM]
        if everything:
            play.put_areas(OFFICIAL / "gebiedsniveaus")
            people = "TF_SOC_POP_STRUCT_2015.zip"
            play.files[f"{PEOPLE}/{people}"] = (OFFICIAL / "statbel" / people).read_bytes()
        else:
            closed += [GITHUB, STATBEL]
        play.faults = dict.fromkeys(closed, "500")
        play.retry_after = "9999"  # too long to wait for
        yield play


@pytest.fixture
def folder(builtin_folder, tmp_path):
    return shutil.copytree(builtin_folder, tmp_path / "data")


@pytest.fixture
def app(play, folder):
    """The app on the built-in data, which asks the sources played here, and has a code."""
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


def assert_signed_in_by_keyboard(admin, watcher, app) -> None:
    """Assert that the code is given by keyboard, and opens one session only."""
    admin.goto(f"{app.url}/gegevens?luik=verversing")
    settled(admin)
    enter(admin, "iets anders")
    admin.get_by_text("Die code klopt niet.").wait_for()
    assert faults(admin) == []
    admin.get_by_label("Beheercode").fill(CODE)
    admin.keyboard.press("Enter")
    gate(admin, "u bent aangemeld").wait_for()
    settled(admin)
    assert CODE not in admin.content() + admin.url
    watcher.goto(f"{app.url}/gegevens?luik=verversing&taal=fr")
    settled(watcher)
    gate(watcher, "Pour les administrateurs").locator("summary").click()
    watcher.get_by_label("Code d’administration").wait_for()
    assert watcher.get_by_role("button", name="Actualiser maintenant").count() == 0
    assert faults(watcher) == []
    assert sideways(watcher) <= 0


def assert_official(admin) -> None:
    """Assert that nothing is approximate now, and that other people are not left unmentioned."""
    admin.get_by_role("link", name="Dekking").click()
    painted(admin)
    assert "benaderd" not in admin.inner_text("[data-testid=stMain]").lower()
    admin.get_by_role("link", name="ROP-werking").click()
    admin.get_by_role("radio", name="Wat veranderde", exact=True).click()
    admin.get_by_text("Mensen buiten bereik, vroeger en nu").wait_for()
    settled(admin)
    shown = admin.inner_text("[data-testid=stMain]")
    assert "ook de bevolkingscijfers of de grenzen verschillen" in shown
    assert query(admin)["deel"] == "veranderd"


def assert_undone(reader, app, folder) -> None:
    """Assert that going back to a version is seen on the page."""
    newer = current_id(folder)
    reader.goto(f"{app.url}/gegevens?luik=versies")
    settled(reader)
    cards = reader.locator(".nabij-card")
    assert "Dit is de huidige versie." in cards.nth(0).inner_text()
    command = cards.nth(1).locator(".nabij-command").inner_text()
    older = command.removeprefix("python -m loaders rollback ")
    assert run("rollback", older) == 0
    assert current_id(folder) == older != newer
    reader.reload()
    settled(reader)
    assert "Dit is de huidige versie." in cards.nth(1).inner_text()
    assert newer in cards.nth(0).locator(".nabij-command").inner_text()
    reader.get_by_role("link", name="Vergelijk met de huidige versie").click()
    reader.wait_for_url("**/rop?**")
    settled(reader)
    assert query(reader)["deel"] == "veranderd"
    assert query(reader)["van"] == older


def test_an_administrator_refreshes_everyone_sees_the_change_and_it_can_be_undone(
    open_page, app, play, folder, monkeypatch
):
    admin, reader, watcher = open_page(), open_page(), open_page(**PHONE)
    frame = open_map(reader, f"{app.url}/{LEUVEN}")
    before = (reader.inner_text(".nabij-figures"), frame.evaluate(VIEW))

    assert_signed_in_by_keyboard(admin, watcher, app)
    answer, seen = play.answer, Event()
    monkeypatch.setattr(play, "answer", lambda *asked: seen.wait() and answer(*asked))
    admin.get_by_role("button", name="Vernieuw nu").click()
    bars = admin.locator(".nabij-progress progress")
    bars.first.wait_for()
    assert bars.count() == 8
    watcher.goto(f"{app.url}/gegevens?luik=verversing")
    watcher.get_by_text("De verversing loopt").wait_for()
    watcher.locator(".nabij-progress").get_by_text("bezig").wait_for()
    assert watcher.get_by_role("button", name="Stop de verversing").count() == 0
    assert faults(admin) == []
    seen.set()

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
    hosts = {path.partition("/")[0] for path, _, _ in play.asked}
    assert {GITHUB, STATBEL, SOCIALE_KAART, POI, OSM} <= hosts
    assert CODE not in app.log.read_text(errors="replace")

    frame = open_map(reader, f"{app.url}/{LEUVEN}")
    figures, view = reader.inner_text(".nabij-figures"), frame.evaluate(VIEW)
    assert figures != before[0]
    assert view[0] != before[1][0], "the classes of the map"
    assert view[1] != before[1][1], "the geometry of the map"
    assert "8 bekende centra" in reader.inner_text(".nabij-lead")
    if GITHUB not in play.faults:
        assert_official(admin)
    monkeypatch.setenv("NABIJ_DATA", str(folder))
    assert_undone(reader, app, folder)
    for page in (admin, reader, watcher):
        page.close()  # before their server goes: a page without one logs an error

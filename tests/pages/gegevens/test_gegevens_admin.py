"""What an administrator can do on Gegevens, and no one else: refresh, go back, remove."""

import shutil
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from geodata.errors import PublishBusyError, SnapshotError, StoppedError
from loaders.sources.background_refresh import RefreshState
from loaders.sources.fetch import source_codes
from loaders.sources.official_files import ANSWERS, Step
from loaders.sources.report import FetchReport, Outcome, SourceResult
from loaders.store import snapshots
from loaders.store.manifest import current_id
from pages.gegevens import refresh as gegevens_refresh
from pages.ui.visitor import Browser
from tests.pages.gegevens.gegevens_page import ENGLISH
from tests.pages.page_helpers import calm, html, words
from tests.store_helpers import publish_bare

BROWSER = Browser("a cookie", "")
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def visitor(open_page):
    """Return a function that opens Gegevens at an address."""
    return partial(open_page, "gegevens")


@pytest.fixture
def administrator(visitor):
    """Return a function that opens Gegevens for someone who gave the code."""

    def start(*folder, **address):
        page = visitor(*folder, **address)
        page.session_state["_beheer"] = BROWSER
        return calm(page.run())

    return start


def labels(page):
    return [b.label for b in page.button]


def press(page, label):
    return calm(next(b for b in page.button if b.label == label).click().run())


class FakeRefresh:
    def __init__(self):
        self.state, self.started, self.stopped = RefreshState(), [], 0

    def start(self, _settings, *, only, accept=()):
        self.started.append((tuple(only), tuple(accept)))

    def stop(self):
        self.stopped += 1


@pytest.fixture
def refresh(monkeypatch):
    """Take the place of the refresh of this process, which asks no source."""
    fake = FakeRefresh()
    monkeypatch.setattr(gegevens_refresh, "background", lambda: fake)
    return fake


def running(steps, *sources):
    return RefreshState(running=True, sources=sources, steps=steps, begun=NOW)


# --- refreshing


def test_a_visitor_gets_the_command_and_no_button(visitor, refresh):
    page = visitor(luik="verversing")
    assert labels(page) == ["Aanmelden"]
    assert "python -m loaders fetch" in words(page)
    assert refresh.started == []


def test_an_administrator_refreshes_all_sources_or_some(administrator, refresh):
    page = administrator(luik="verversing")
    assert "python -m loaders" not in words(page)
    press(page, "Vernieuw nu")
    for source in source_codes()[1:]:
        page.checkbox(f"bron_{source}").uncheck()
    press(page, "Vernieuw nu")
    page.checkbox(f"bron_{source_codes()[0]}").uncheck()
    page = press(page, "Vernieuw nu")
    usual = tuple(code for code in source_codes() if code != "streets")
    assert refresh.started == [(usual, ()), (source_codes()[:1], ())]
    assert "Kies minstens één bron." in words(page)


def test_every_visitor_sees_the_progress_and_an_administrator_can_stop_it(
    visitor, administrator, refresh
):
    steps = {
        "areas": Step("areas", "x.shp", 5, 10),
        "people": Step("people", "x.zip", 3_400_000, 12_500_000),
    }
    refresh.state = running(steps, "areas", "people", "osm")
    page = visitor(luik="verversing")
    assert "De verversing loopt" in words(page)
    assert "bezig: 3,4 van 12,5 MB" in words(page)
    assert html(page).count("<progress max='1'") == 4
    assert "value='0.272'" in html(page)
    assert words(page).count("wacht") == 2
    assert "Stop de verversing" not in labels(page)
    page = administrator(luik="verversing")
    assert "Vernieuw nu" not in labels(page)
    press(page, "Stop de verversing")
    assert refresh.stopped == 1


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step("osm", "Asking"), "bezig"),
        (Step("osm", ANSWERS, 1), "bezig: 1 antwoord"),
        (Step("osm", ANSWERS, 3), "bezig: 3 antwoorden"),
        (Step("osm", "x.zip", 1_500_000), "bezig: 1,5 MB"),
        (Step("snapshot", "Checking and publishing"), "Samenvoegen en publiceren bezig"),
    ],
)
def test_how_far_a_step_is_stands_in_words(visitor, refresh, step, said):
    refresh.state = running({step.source: step}, "osm")
    page = words(visitor(luik="verversing"))
    assert said in page
    assert not ENGLISH.search(page)


GOOD, BAD = SourceResult("poi", Outcome.OK, ""), SourceResult("osm", Outcome.FAILED, "")


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (FetchReport((GOOD,), "new"), "klaar. Iedereen ziet nu de nieuwe versie."),
        (FetchReport((GOOD, BAD), "new"), "Niet alle bronnen konden worden vernieuwd"),
        (FetchReport((GOOD,)), "Er is geen nieuwe versie"),
        (StoppedError(""), "De verversing is gestopt."),
        (PublishBusyError(""), "Een ander programma"),
        (SnapshotError(""), "De nieuwe versie kon niet worden bewaard"),
        (None, "De verversing is onverwacht gestopt."),
    ],
)
def test_an_administrator_is_told_how_it_ended(administrator, visitor, refresh, ended, said):
    name = "report" if isinstance(ended, FetchReport) else "error"
    refresh.state = RefreshState(begun=NOW, **{name: ended})
    assert said in words(administrator(luik="verversing"))
    assert said not in words(visitor(luik="verversing"))


def test_what_was_held_back_can_be_taken(administrator, refresh, monkeypatch):
    held = SourceResult("osm", Outcome.HELD_BACK, NOW.isoformat(), records=300, came=12)
    monkeypatch.setattr(gegevens_refresh, "last_report", lambda _: FetchReport((GOOD, held)))
    page = administrator(luik="verversing")
    press(page, "Neem toch over: OpenStreetMap (vrijwilligers)")
    assert refresh.started == [(("osm",), ("osm",))]


# --- versions


@pytest.fixture(scope="module")
def three(builtin_folder, tmp_path_factory):
    """A folder with three snapshots; their ids, oldest first, the last of them current."""
    data, folder = snapshots.load(builtin_folder).data, tmp_path_factory.mktemp("three")
    made = [publish_bare(data, folder, now=NOW + timedelta(days=d)).id for d in range(3)]
    return folder, made


@pytest.fixture
def versions(three, tmp_path):
    """The same, to be changed."""
    folder, ids = three
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return tmp_path, ids


@pytest.mark.long
def test_a_visitor_can_change_no_version(visitor, versions):
    folder, ids = versions
    page = visitor(folder, luik="versies")
    assert labels(page) == ["Aanmelden"]
    assert f"python -m loaders rollback {ids[0]}" in words(page)


def test_an_administrator_goes_back_once_it_is_confirmed(administrator, versions):
    folder, ids = versions
    page = administrator(folder, luik="versies")
    page = calm(page.button(f"terug_{ids[0]}").click().run())
    assert "Iedereen ziet dan deze versie." in words(page)
    page = press(page, "Nee, laat alles zoals het is")
    assert current_id(folder) == ids[2]
    calm(page.button(f"terug_{ids[0]}").click().run())
    page = press(page, "Ja, maak dit de huidige versie")
    assert current_id(folder) == ids[0]
    assert "iedereen ziet nu de versie die u koos" in words(page)


def test_an_administrator_removes_what_is_not_needed_once_it_is_confirmed(administrator, versions):
    folder, ids = versions
    page = administrator(folder, luik="versies")
    assert [b.key for b in page.button if b.key and b.key.startswith("weg_")] == [f"weg_{ids[0]}"]
    assert words(page).count("Deze versie blijft: het is de laatste goede") == 1
    page = calm(page.button(f"weg_{ids[0]}").click().run())
    assert snapshots.snapshot_ids(folder) == ids[::-1]
    page = press(page, "Ja, verwijder deze versie")
    assert snapshots.snapshot_ids(folder) == ids[:0:-1]
    assert "de versie is verwijderd" in words(page)


def test_a_damaged_version_can_only_be_removed(administrator, versions):
    folder, ids = versions
    (folder / "snapshots" / ids[0] / "units.parquet").unlink()
    page = administrator(folder, luik="versies")
    assert [b.key for b in page.button if str(b.key).endswith(ids[0])] == [f"weg_{ids[0]}"]


def test_a_change_that_cannot_be_made_is_told_and_nothing_changes(administrator, versions):
    folder, ids = versions
    page = administrator(folder, luik="versies")
    calm(page.button(f"weg_{ids[0]}").click().run())
    with snapshots.only_publisher(folder):
        page = press(page, "Ja, verwijder deze versie")
    assert "of is daarmee bezig." in words(page)
    frame = folder / "snapshots" / ids[0] / "centres.parquet"
    content = frame.read_bytes()
    frame.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    calm(page.button(f"terug_{ids[0]}").click().run())
    page = press(page, "Ja, maak dit de huidige versie")
    assert "de versie is beschadigd" in words(page)
    assert current_id(folder) == ids[2]
    assert len(snapshots.snapshot_ids(folder)) == 3


def test_who_continues_the_session_of_another_browser_is_not_signed_in(visitor, versions):
    page = visitor(versions[0], luik="versies")
    for signed_in_by, known in ((BROWSER, True), (BROWSER._replace(cookie="another"), False)):
        page.session_state["_beheer"] = signed_in_by
        calm(page.run())
        assert any(label.startswith("Afmelden") for label in labels(page)) is known


def test_who_signed_out_meanwhile_changes_nothing(administrator, versions):
    folder, ids = versions
    page = administrator(folder, luik="versies")
    calm(page.button(f"terug_{ids[0]}").click().run())
    page.session_state["_beheer"] = None
    press(page, "Ja, maak dit de huidige versie")
    assert current_id(folder) == ids[2]

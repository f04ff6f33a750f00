"""Files of a visitor's own: used in their session, on every page, and seen by no one else."""

import csv
import errno
import io
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from loaders.imports.division import DIVISION
from loaders.imports.neighbourhoods import NEIGHBOURHOODS
from loaders.imports.population import POPULATION
from loaders.imports.projections import PROJECTIONS
from loaders.imports.support_points import SUPPORT_POINTS
from loaders.store import manifest, snapshots
from pages.ui import session_data
from pages.ui.downloads import CSV
from pages.ui.session_data import SESSION_KEY
from pages.wijken import downloads
from tests.pages.gegevens.gegevens_page import ENGLISH, HOSTILE
from tests.pages.page_helpers import calm, html, to_map, words
from tests.pages.ui.session_page import GOOD, LIGHT, LIST, button, centres, turn_to

pytestmark = pytest.mark.long

# --- used in one session


def test_a_file_changes_the_figures_for_who_handed_it_over_and_for_no_one_else(
    use, open_page, monkeypatch
):
    makers = {}
    monkeypatch.setattr(
        downloads, "buttons", lambda all_makers, **_: makers.update(dict(all_makers))
    )
    test = use(GOOD)
    assert "U gebruikt een eigen bestand." in words(test)
    assert "Lokale dienstencentra: lijst.csv" in words(test)
    assert "U gebruikt dit bestand nu" in words(test)
    mine = words(turn_to(test, "dekking"))
    notes = notes_of(makers[CSV]())
    theirs_page = open_page("dekking")
    theirs = words(theirs_page)
    assert "Volgens 157 bekende centra" in mine
    assert "Volgens 156 bekende centra" in theirs
    assert "U gebruikt" not in theirs
    assert "Dienstencentra: lijst; Pers en websites" in mine
    assert "met uw eigen bestand)" in mine
    # the address of the map is no one's business
    assert "own-" not in mine.replace(to_map(test), "")
    assert to_map(test) != to_map(theirs_page)
    # a file of these figures says so too
    assert "lijst; Pers en websites" in notes
    assert "met uw eigen bestand" in notes
    assert "own-" not in notes
    calm(test.button(key="eigen_weg").click().run())
    after = words(test)
    assert "U gebruikt" not in after
    assert "Volgens 156 bekende centra" in after


def notes_of(content):
    """Return the notes of a CSV."""
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    return "\n".join(" ".join(line) for line in lines if line[0].startswith("#"))


def test_the_good_rows_are_taken_if_one_says_so_with_the_source_and_day_that_are_told(hand_over):
    test = hand_over(LIST, f"{HOSTILE}.csv")
    assert button(test, "eigen_gebruik").disabled
    assert field(test, "eigen_bron").value == HOSTILE
    field(test, "eigen_dag").set_value("31/02/2026")
    calm(test.run())
    assert "Schrijf de dag zoals 31/01/2026." in words(test)
    field(test, "eigen_dag").set_value("5-3-2026")
    field(test, "eigen_bron").set_value("Stad Gent")
    calm(test.run())
    box = next(b for b in test.checkbox if b.key.startswith("eigen_goede"))
    assert box.label == "Neem alleen de goede rijen; 1 rij die niet klopt, blijft weg"
    calm(box.check().run())
    calm(button(test, "eigen_gebruik").click().run())
    assert "De Kring" in centres(test)
    assert "Foute Haven" not in centres(test)
    assert "(1 rij weggelaten)" in words(test)
    told = test.session_state[SESSION_KEY].data.snapshot.data.dataset("centres")
    assert told.source.startswith("Stad Gent; ")
    assert told.reference_date == "2026-03-05 (Stad Gent)"
    assert told.flags == ("incomplete", "own")
    assert HOSTILE not in html(test)


def field(test, key):
    return next(t for t in test.text_input if t.key.startswith(key))


def test_a_list_can_replace_all_centres(hand_over):
    test = hand_over(GOOD)
    calm(test.checkbox(key="bestand_alleen").check().run())
    calm(button(test, "eigen_gebruik").click().run())
    assert centres(test) == ["De Kring"]


# --- several files


def other_kind(test, kind):
    return calm(test.selectbox(key="bestand").set_value(kind.code).run())


def test_files_stack_and_each_can_be_removed(use):
    people = b"nis;inwoners;65+;80+\n44021;260000;44000;14000\n"
    test = use(people, "mensen.csv", kind=POPULATION)
    before = test.session_state[SESSION_KEY].data.snapshot.id
    other_kind(test, PROJECTIONS)
    use(LIGHT, "p.csv", test=test)
    assert "U gebruikt eigen bestanden." in words(test)
    found = test.session_state[SESSION_KEY].data
    assert [file.name for file in found.files] == ["mensen.csv", "p.csv"]
    assert found.snapshot.id != before
    assert len(found.snapshot.data.projections) == 1
    assert people_of_ghent(test) == 260_000
    calm(test.button(key="eigen_weg_0").click().run())
    assert people_of_ghent(test) > 260_000
    assert [file.name for file in test.session_state[SESSION_KEY].data.files] == ["p.csv"]
    folder = test.session_state[SESSION_KEY].data.folder.path
    assert folder.is_dir()
    calm(test.button(key="eigen_weg_0").click().run())
    assert test.session_state[SESSION_KEY].data is None
    assert not folder.exists()


def people_of_ghent(test):
    units = test.session_state[SESSION_KEY].data.snapshot.data.units
    return units.loc[units["municipality"] == "44021", "people_all"].sum()


def test_a_file_that_another_one_needs_stays(use):
    points = b"naam;lat;lon\nROP Mijn;51.05;3.72\n"
    test = use(points, "rop.csv", kind=SUPPORT_POINTS)
    other_kind(test, DIVISION)
    use(b"nis;rop\n44021;ROP Mijn\n", "indeling.csv", kind=DIVISION, test=test)
    calm(test.button(key="eigen_weg_0").click().run())
    assert "rop.csv kan nog niet weg" in words(test)
    assert len(test.session_state[SESSION_KEY].data.files) == 2


def test_the_same_file_is_not_used_twice_and_there_is_a_limit_to_files(use, hand_over, monkeypatch):
    test = use(LIGHT)
    assert not [b for b in test.button if b.key.startswith("eigen_gebruik")]
    hand_over(LIGHT, "nog eens.csv", test=test)
    assert "U gebruikt dit bestand nu" in words(test)
    monkeypatch.setattr(session_data, "MOST_FILES", 1)
    use(LIGHT + b"44021;2032;270001\n", test=test, kind=PROJECTIONS)
    assert "Er is nu geen plaats voor nog een eigen bestand." in words(test)
    assert len(test.session_state[SESSION_KEY].data.files) == 1
    monkeypatch.setattr(session_data, "MOST_FILES", 8)
    monkeypatch.setattr(session_data, "MOST_OF_LARGEST", 0)
    calm(button(test, "eigen_gebruik").click().run())
    assert "Er is nu geen plaats voor nog een eigen bestand." in words(test)


def test_what_cannot_be_used_after_all_or_has_no_room_changes_nothing(hand_over, monkeypatch):
    def full(_path, _content):
        raise OSError(errno.ENOSPC, "No space left on device", "/a/name/nobody/should/see")

    test = hand_over(LIGHT, kind=PROJECTIONS)
    with monkeypatch.context() as patch:
        patch.setattr("pages.ui.session_data.checked", _refuse)
        calm(button(test, "eigen_gebruik").click().run())
    assert "Nabij kan dit bestand niet gebruiken" in words(test)
    assert "U gebruikt" not in words(test)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        calm(button(test, "eigen_gebruik").click().run())
    assert "misschien is die vol" in test.error[0].value
    assert "nobody" not in words(test)
    assert SESSION_KEY not in test.session_state
    calm(button(test, "eigen_gebruik").click().run())
    assert "U gebruikt een eigen bestand" in words(test)


def _refuse(_data, **_):
    from geodata.errors import BadValueError

    raise BadValueError(where="x", expected="y", got="z", action="w")


# --- a session after another


def test_who_follows_a_link_keeps_their_files_and_a_stranger_gets_none(use, run, monkeypatch):
    test = use(LIGHT)
    token = test.session_state[SESSION_KEY].token
    cookies = {}
    monkeypatch.setattr(type(session_data.st.context), "cookies", property(lambda _: cookies))
    assert "U gebruikt" not in words(run())
    cookies[session_data.COOKIE] = "0" * 32
    assert "U gebruikt" not in words(run())
    cookies[session_data.COOKIE] = token
    assert "U gebruikt een eigen bestand." in words(run())


# --- other kinds


def test_a_layer_of_neighbourhoods_is_looked_at_used_and_forgotten(use):
    content = NEIGHBOURHOODS.template()
    test = use(content, "wijken.geojson", kind=NEIGHBOURHOODS)
    said = words(test)
    assert "De wijken van 1 gemeente worden vervangen: Rijkevorsel." in said
    assert "deel valt weg" in said
    data = test.session_state[SESSION_KEY].data.snapshot.data
    mine = data.units[data.units["municipality"] == "13037"]
    assert mine["name"].tolist() == ["Voorbeeld: Zuid", "Voorbeeld: Noord"]
    assert mine["estimated"].all()  # what is outside the municipality took its people along
    assert "own" in data.dataset("units").flags
    assert "own" not in data.dataset("centres").flags
    # a choice that other data do not know is forgotten with them
    assert "Voorbeeld: Zuid" in words(
        turn_to(test, "dekking", gebied="municipality:13037", wijk="VOORBEELD-1")
    )
    calm(test.button(key="eigen_weg").click().run())
    assert test.session_state["gebied"] == "municipality:13037"
    assert test.session_state["wijk"] == ""


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"x", "l.gpkg", "geen kaartlaag"),
        (b"x", "l.csv", "Bewaar de kaartlaag als GeoPackage"),
        (b'{"type":"FeatureCollection","features":[]}', "l.geojson", "geen kaartlaag"),
    ],
)
def test_what_is_no_layer_is_told_in_one_sentence(content, name, sentence, hand_over):
    said = words(hand_over(content, name, kind=NEIGHBOURHOODS))
    assert sentence in said
    assert not ENGLISH.search(said)


# --- for everyone


@pytest.fixture
def unlocked(monkeypatch):
    monkeypatch.setattr("pages.ui.admin.unlocked", lambda: True)


def test_only_an_administrator_can_import_for_everyone_and_visitors_have_a_limit(
    hand_over, monkeypatch
):
    monkeypatch.setenv("NABIJ_OWN_VISITORS", "0")
    test = hand_over(LIGHT, kind=PROJECTIONS)
    assert button(test, "eigen_gebruik").disabled
    assert not [b for b in test.button if b.key.startswith("eigen_iedereen")]


@pytest.mark.usefixtures("unlocked")
def test_an_administrator_imports_a_file_for_everyone(
    hand_over, open_page, builtin_folder, tmp_path
):
    small_store = shutil.copytree(builtin_folder, tmp_path / "data")
    test = open_page("gegevens", small_store, luik="nakijken", bestand="projections")
    hand_over(LIGHT, test=test)
    before = manifest.current_id(small_store)
    calm(button(test, "eigen_iedereen").click().run())
    assert "lijst.csv is ingevoerd. Iedereen ziet de cijfers ermee." in words(test)
    published = snapshots.load(small_store)
    assert published.id != before
    assert len(published.data.projections) == 1
    assert "own" not in published.data.dataset("projections").flags
    assert published.kind == "imported"


@pytest.mark.usefixtures("unlocked")
def test_an_import_that_another_overtakes_replaces_nothing(hand_over, monkeypatch):
    from geodata.errors import PublishBusyError

    def busy(*_args, **_kwargs):
        message = "busy"
        raise PublishBusyError(message, where="x")

    monkeypatch.setattr("loaders.publication.publish_now", busy)
    test = hand_over(LIGHT, kind=PROJECTIONS)
    calm(button(test, "eigen_iedereen").click().run())
    assert "Er is niets vervangen." in words(test)


def test_files_go_when_the_last_page_of_their_visitor_was_left(use, monkeypatch):
    started = []

    def timer(_seconds, gone):
        started.append(gone)
        return SimpleNamespace(start=int)

    monkeypatch.setattr(session_data, "Timer", timer)
    test = use(LIGHT)
    visitor = test.session_state[SESSION_KEY]
    folder = visitor.data.folder.path
    visitor.enter()  # a second page; the test's own is the first
    visitor.leave()
    visitor.leave()
    visitor.enter()  # a link: the next page is there before the time is up
    started[-1]()
    assert folder.is_dir()
    visitor.leave()
    started[-1]()
    assert visitor.data is None
    assert not folder.exists()
    assert "U gebruikt" not in words(calm(test.run()))

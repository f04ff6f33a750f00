"""Vind without a browser: what a search leads to, what a card says, and that nothing breaks it."""

import re
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from shapely.geometry import Point
from streamlit.testing.v1 import AppTest

from geodata.languages import LANGUAGES
from loaders.store import snapshots
from pages import vind
from tests.pages.page_helpers import calm, html
from tests.pages.vind.vind_page import cards, look, tell
from tests.store_helpers import NOW, publish_like

pytestmark = pytest.mark.long

ADDRESS = "Zeldzamestraat 17, Gent"
HOBOKEN = Point(648_544.0, 707_278.0)  # EPSG:3812
ANSWER = (
    '{"LocationResult":[{"ID":1,"FormattedAddress":"Zeldzamestraat 17, 9000 Gent","Location":'
    '{"Lat_WGS84":51.05,"Lon_WGS84":3.72,"X_Lambert72":1,"Y_Lambert72":1},'
    '"LocationType":"crab_huisnummer_afgeleidVanGebouw"}]}'
)
BAD = (
    "",
    " ",
    "x" * 10_000,
    "Gent " * 2_000,
    "\x00\x01\x1b[31m",
    "<script>alert(1)</script>",
    "\u202etneG\u202c",
    "'; drop table units; --",
    "{place} %s {0}",
    "48.85, 2.35",
    "0.0, 0.0",
    "999.9, 999.9",
    "👵🏽👵🏽",
    "9" * 400,
)


@pytest.fixture
def run(open_page):
    """Return a function that opens Vind at an address."""
    return partial(open_page, "")


@pytest.fixture(scope="module")
def known_folder(builtin_folder, tmp_path_factory):
    """A data folder where Hoboken has more to tell.

    One centre closed, one with a phone and meals, one with courses, one at an address.
    """
    data = snapshots.load(builtin_folder).data
    centres, points = data.centres.copy(), data.points.copy()
    closed, courses, meals, *_, at_address = points.index[points["place"] == "Hoboken"]
    centres.loc[centres["id"] == points.loc[closed, "centre_id"], "status"] = "closed"
    points.loc[closed, "opening_hours"] = "24/7"
    points.loc[[meals, courses], "activities"] = ["meals", "courses"]
    points.loc[meals, "phone"] = "03 660 68 20"
    for column, value in (
        ("precision", "address"),
        ("whereabouts", None),
        ("geometry", HOBOKEN),
    ):
        points.loc[at_address, column] = value
    folder = tmp_path_factory.mktemp("known")
    publish_like(
        replace(data, centres=centres, points=points), folder, like=builtin_folder, now=NOW
    )
    return folder


@pytest.fixture
def service(monkeypatch):
    """Return a function that lets an address service on this machine answer so."""
    state = {"status": 200, "body": ANSWER, "wait_s": 0.0}
    asked: list[str] = []
    stop = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            stop.wait(state["wait_s"])
            try:
                self.send_response(state["status"])
                self.end_headers()
                self.wfile.write(state["body"].encode())
            except OSError:
                return

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()

    def answer(**changes: object) -> list[str]:
        state.update(changes)
        monkeypatch.setenv("NABIJ_GEOLOCATION", f"http://127.0.0.1:{server.server_port}")
        return asked

    yield answer
    stop.set()
    server.shutdown()
    server.server_close()


def press(test: AppTest, key: str) -> AppTest:
    test.button(key=key).click()
    return calm(test.run())


def boxes(test: AppTest) -> list[str]:
    return [part.proto.component_name for part in test.get("bidi_component")]


def notes(test: AppTest) -> str:
    return " ".join(re.findall(r"<p class='nabij-note'.*?</p>", html(test)))


def test_a_place_gives_three_cards_a_map_and_a_link(run):
    test = run()
    assert cards(test) == []
    look(test, "hobbooken")
    assert len(cards(test)) == 3
    assert dict(test.query_params) == {"plek": "deelgemeente:11002V"}
    assert "midden van Hoboken" in html(test)
    press(test, "meer")
    assert len(cards(test)) > 3
    again = run(plek="deelgemeente:11002V")
    assert cards(again) == cards(test)[:3]


def test_the_heading_tells_a_place_from_others_of_its_name(run):
    assert "bij Hoboken (Antwerpen)</h2>" in html(run(plek="deelgemeente:11002V"))
    assert "bij 9000 Gent</h2>" in html(run(plek="postcode:9000"))
    assert "bij Gent</h2>" in html(run(plek="municipality:44021"))


def test_a_name_that_is_only_like_one_is_said_and_offers_others_before_the_answer(run):
    test = look(run(), "hobokken")
    assert "niet precies zo" in notes(test)
    shown = html(test)
    assert shown.index("Bedoelde u") < shown.index(">Dienstencentra bij")
    look(test, "Hoboken")
    assert notes(test) == ""
    shown = html(test)
    assert shown.index(">Dienstencentra bij") < shown.index("Bedoelde u")


def test_the_part_that_bears_the_name_of_its_municipality_is_no_suggestion(run):
    test = look(run(), "Gent")
    offered = [b.label for b in test.button if b.key.startswith("naar_")]
    assert "Gent, deelgemeente van Gent" not in offered


def test_who_is_surely_near_comes_before_who_may_be_anywhere(run, known_folder):
    shown = run(known_folder, plek="deelgemeente:11002V")
    assert cards(shown)[0] == "Broydenborg"
    assert re.search(r"Ongeveer \d+ minu", html(shown))


def test_what_is_not_known_of_a_centre_stands_on_one_line(run):
    test = run(plek="deelgemeente:11002V")
    first = html(test).partition("<h3>1.")[2].partition("<h3>2.")[0]
    missing = re.search(r"<dt>Niet bekend</dt><dd>(.*?)</dd>", first)[1]
    assert missing == "adres, telefoon, openingsuren, activiteiten, erkenning"
    assert "<dd>niet bekend" not in first
    assert "We kennen de plek op ongeveer 1.500 m na.</p>" in first
    assert "minuten stappen" not in first


def test_french_elides_before_a_vowel(run):
    test = run(taal="fr", plek="municipality:11002")
    assert "près d’Anvers</h2>" in html(test)
    assert "milieu d’Anvers" in html(test)
    assert "près de Gand</h2>" in html(run(taal="fr", plek="municipality:44021"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_three_languages(run, lang):
    words = {"nl": "Dienstencentra bij", "fr": "Centres de services", "en": "Service centres near"}
    assert words[lang] in html(run(taal=lang, plek="municipality:44021"))


def test_a_suggestion_is_one_press_away(run):
    test = look(run(), "Hoboken")
    key = next(b.key for b in test.button if b.key.startswith("naar_"))
    press(test, key)
    assert test.session_state["plek"] == key.removeprefix("naar_")


def test_the_name_of_a_centre_opens_its_page_and_back_to_the_list(run):
    test = look(run(), "klein heide")
    assert test.session_state["centrum"] == "klein-heide-11002"
    assert "Klopt dit niet?" in html(test)
    look(test, "Hoboken")
    press(test, "meer_over_klein-heide-11002-main")
    assert dict(test.query_params)["centrum"] == "klein-heide-11002"
    press(test, "terug")
    assert len(cards(test)) == 3


def test_every_centre_has_a_page(run, builtin_folder):
    test = run()
    for centre in snapshots.load(builtin_folder).data.centres["id"][::20]:
        test.session_state["centrum"] = centre
        assert "Klopt dit niet?" in html(calm(test.run()))


def test_a_centre_that_is_not_known_gets_a_sentence_and_the_box(run):
    test = run(centrum="<b>weg</b>")
    assert "kennen we niet" in notes(test)
    assert boxes(test) == ["nabij_search", "nabij_here", "nabij_answer"]
    assert "<b>weg" not in html(test)


def test_a_place_that_is_not_known_is_said(run):
    (said,) = run(plek="municipality:99999").info
    assert "plek" in said.value


@pytest.mark.parametrize("answer", [None, 3, {"key": "wijk:<b>"}, {"key": 3}, {"text": None}, {}])
def test_an_answer_of_the_box_that_means_nothing_is_said(run, answer):
    assert "vinden deze plek niet" in notes(tell(run(), answer))


def test_a_suggestion_of_the_box_is_taken_by_its_key(run):
    test = tell(run(), {"key": "deelgemeente:11002V"})
    assert dict(test.query_params) == {"plek": "deelgemeente:11002V"}
    tell(test, {"key": "centre:klein-heide-11002"})
    assert "Klopt dit niet?" in html(test)


def test_in_french_municipalities_bear_their_french_name(run):
    assert "Gand</h2>" in html(run(taal="fr", plek="municipality:44021"))


def test_no_input_breaks_it(run):
    test = run()
    for text in BAD:
        look(test, text)
        assert notes(test) or cards(test), repr(text[:20])
        assert "<script>alert" not in html(test)


def test_coordinates_are_a_spot_and_stay_out_of_the_link(run):
    test = look(run(), "51.2113, 4.3478")
    assert len(cards(test)) == 3
    assert dict(test.query_params) == {}


def test_abroad_is_said(run):
    assert "niet in België" in notes(look(run(), "48.85, 2.35"))


def test_far_from_all_the_nearest_are_shown_all_the_same(run):
    test = look(run(), "50.87, 2.60")
    assert "Binnen 5 km" in notes(test)
    assert "Sociaal Huis" in notes(test)
    assert "desocialekaart" in notes(test)
    assert len(cards(test)) == 3


def test_an_address_is_found_and_stays_out_of_the_link(run, service):
    asked = service()
    test = look(run(), ADDRESS)
    assert asked
    assert "Zeldzamestraat 17, 9000 Gent" in html(test)
    assert len(cards(test)) == 3
    assert dict(test.query_params) == {}


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"body": "<html>Storing</html>"},
        {"body": ANSWER[:60]},
        {"wait_s": 30.0},
        {"body": ANSWER.replace("51.05", "10.0")},
        {"body": '{"LocationResult":[]}'},
    ],
    ids=["500", "html", "half", "slow", "abroad", "nothing"],
)
def test_an_address_service_that_fails_leaves_the_gazetteer(run, service, answer):
    service(**answer)
    test = look(run(), ADDRESS)
    assert "vanaf het midden van Gent" in notes(test)
    assert len(cards(test)) == 3
    assert dict(test.query_params) == {"plek": "municipality:44021"}
    assert "Zeldzame" not in html(test)


def test_wishes_say_what_they_hide_and_keep_what_is_unknown(run, known_folder):
    test = look(run(known_folder), "Hoboken")
    first = set(cards(test))
    test.multiselect(key="doen").set_value(["meals"])
    calm(test.run())
    assert "1 van de 155 plaatsen past bij wat u koos." in notes(test)  # three have closed
    assert "Van 153 plaatsen weten we het niet." in notes(test)
    assert html(test).count("of deze plaats past") == 2  # of three cards: one surely fits
    assert set(cards(test)) != first
    assert dict(test.query_params)["doen"] == "meals"


def test_a_centre_that_has_closed_is_only_found_by_its_own_link(run, known_folder):
    test = run(known_folder, plek="deelgemeente:11002V")
    assert "Klein Heide" not in cards(test)
    look(test, "klein heide")
    assert test.session_state["centrum"] == ""
    shown = html(run(known_folder, centrum="klein-heide-11002"))
    assert "Dit centrum is gesloten." in shown
    for gone in ("Nu open", "openstreetmap.org/directions", "dag en nacht"):
        assert gone not in shown


def test_a_known_phone_is_a_button_on_a_card(run, known_folder):
    shown = html(run(known_folder, centrum="groen-zuid-11002"))
    assert "nabij-call' href='tel:036606820'>Bel <b>03 660 68 20</b></a>" in shown


def test_choices_of_a_link_are_unfolded_and_cleared_by_one_press(run):
    test = run(plek="deelgemeente:11002V", nu="1")
    assert test.expander[0].proto.expanded
    assert "plaatsen" in notes(test)
    press(test, "wissen")
    assert dict(test.query_params) == {"plek": "deelgemeente:11002V"}
    assert len(cards(test)) == 3


def test_what_this_page_keeps_in_the_address_is_never_what_was_typed(builtin_folder):
    assert {p.name for p in vind.params(snapshots.load(builtin_folder))} == {
        *("plek", "centrum", "gemeente", "provincie"),
        *("doen", "nu", "vandaag", "toegang", "punt"),
        *("huizen", "zelfhulp", "thema"),
    }

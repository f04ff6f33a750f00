"""Vind without a browser: what a search leads to, what a card says, and that nothing breaks it."""

import re
from dataclasses import replace
from datetime import datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from shapely.geometry import Point
from streamlit.testing.v1 import AppTest

from geodata.languages import LANGUAGES
from geodata.opening_hours import BRUSSELS, opening_state
from loaders.store import snapshots
from pages import vind
from pages.ui.contact import phone_html, website_html
from pages.vind import distance
from pages.vind import hours as vind_hours
from tests.pages.page_helpers import calm, html
from tests.pages.vind.vind_page import cards, look, tell
from tests.store_helpers import NOW, publish_like

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
    test = look(run(), "parijs")
    assert "niet precies zo" in notes(test)
    shown = html(test)
    assert shown.index("Bedoelde u") < shown.index("Dienstencentra bij")
    look(test, "Hoboken")
    assert notes(test) == ""
    shown = html(test)
    assert shown.index("Dienstencentra bij") < shown.index("Bedoelde u")


def test_the_part_that_bears_the_name_of_its_municipality_is_no_suggestion(run):
    test = look(run(), "Gent")
    offered = [b.label for b in test.button if b.key.startswith("naar_")]
    assert "Gent, deelgemeente van Gent" not in offered


def test_who_is_surely_near_comes_before_who_may_be_anywhere(run, builtin_folder, tmp_path):
    data = snapshots.load(builtin_folder).data
    points = data.points.copy()
    row = points.index[points["place"] == "Hoboken"][-1]
    name = data.centres.set_index("id").loc[points.loc[row, "centre_id"], "name"]
    known = {"precision": "address", "whereabouts": None, "geometry": HOBOKEN}
    for column, value in known.items():
        points.loc[row, column] = value
    publish_like(replace(data, points=points), tmp_path, like=builtin_folder, now=NOW)
    shown = run(tmp_path, plek="deelgemeente:11002V")
    assert cards(shown)[0] == name
    assert re.search(r"Ongeveer \d+ minu", html(shown))


def test_what_is_not_known_of_a_centre_stands_on_one_line(run):
    test = run(plek="deelgemeente:11002V")
    first = html(test).partition("<h3>1.")[2].partition("<h3>2.")[0]
    missing = re.search(r"<dt>Niet bekend</dt><dd>(.*?)</dd>", first)[1]
    assert missing == "telefoon, openingsuren, rolstoel, activiteiten, erkenning"
    assert "<dd>niet bekend" not in first
    assert "In Hoboken</p>" in first
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


def test_wishes_say_what_they_hide_and_keep_what_is_unknown(run, builtin_folder, tmp_path):
    data = snapshots.load(builtin_folder).data
    points = data.points.copy()
    hoboken = points.index[points["place"] == "Hoboken"]
    points.loc[hoboken[:2], "activities"] = ["meals", "courses"]
    publish_like(replace(data, points=points), tmp_path, like=builtin_folder, now=NOW)
    test = look(run(tmp_path), "Hoboken")
    first = set(cards(test))
    test.multiselect(key="doen").set_value(["meals"])
    calm(test.run())
    assert "verbergen 1 van de" in notes(test)
    assert f"Van {len(points) - 2} weten" in notes(test)
    assert set(cards(test)) != first
    assert dict(test.query_params)["doen"] == "meals"


# --- words on a card


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("03 660 68 20", "tel:036606820"),
        ("+32 (0)3 660.68/20", "tel:+32036606820"),
        ("vraag Jan <b>", ""),
        ("1234", ""),
    ],
)
def test_only_a_phone_number_is_a_link(phone, link):
    shown = phone_html(phone)
    assert (f"href='{link}'" in shown) if link else ("<a" not in shown and "<b>" not in shown)


@pytest.mark.parametrize(
    "website",
    [
        "javascript:alert(1)",
        "javascript://x.be/%0aalert(1)",
        "data:text/html,x",
        "https://user@evil.be",
        "https://[",
        "http://localhost/x",
        "geen website",
        "https://x.be' onclick='alert(1)",
        "http://127.0.0.1/",
    ],
)
def test_only_a_web_address_is_a_link(website):
    shown = website_html(website)
    assert "<a" not in shown
    assert "'" not in shown


def test_a_bare_host_is_a_web_address():
    assert "href='https://www.gent.be/ldc' rel='noopener'" in website_html("www.gent.be/ldc")


@pytest.mark.parametrize(
    ("distance_m", "text"), [(3, "10 m"), (434, "430 m"), (997, "1 km"), (1_260, "1,3 km")]
)
def test_a_distance_is_no_more_exact_than_a_person_needs(distance_m, text):
    assert distance.rounded_distance(distance_m) == text


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        ("Mo-Fr 09:00-17:00; PH off", "Nu open, tot 17:00."),
        ("Mo 13:00-17:00; PH off", "Nu gesloten. Opent om 13:00."),
        ("Tu 09:00-12:00; PH off", "Nu gesloten. Opent morgen om 9:00."),
        ("Fr 09:00-12:00; PH off", "Nu gesloten. Opent vrijdag om 9:00."),
        (None, "Openingsuren niet bekend. Bel even vooraf."),
        ("onzin", "Openingsuren niet bekend. Bel even vooraf."),
    ],
)
def test_the_door_says_when_it_changes(hours, text):
    now = datetime(2026, 11, 23, 10, 0, tzinfo=BRUSSELS)
    state = opening_state(hours, now=now)
    assert vind_hours.open_state_text(state, phone=True, now=now) == text


@pytest.mark.parametrize(
    ("hours", "items"),
    [
        (
            "Mo-Fr 09:00-12:00,13:30-16:30",
            [
                "maandag tot vrijdag: 9:00 tot 12:00, 13:30 tot 16:30",
                "zaterdag, zondag: gesloten",
            ],
        ),
        ("24/7", ["maandag tot zondag: 0:00 tot 24:00"]),
        ('Mo 09:00-12:00; Tu "op afspraak"', ["maandag: 9:00 tot 12:00"]),
        ('"op afspraak"', []),
        ("onzin", []),
        ("", []),
    ],
)
def test_the_hours_of_a_week_are_told_by_days_alike(hours, items):
    shown = vind_hours.week_html(hours, today=datetime(2026, 6, 17, tzinfo=BRUSSELS).date())
    assert re.findall(r"<li>(.*?)</li>", shown) == items


def test_what_this_page_keeps_in_the_address_is_never_what_was_typed(builtin_folder):
    assert {p.name for p in vind.params(snapshots.load(builtin_folder))} == {
        *("plek", "centrum", "gemeente", "provincie", "doen", "vandaag", "toegang", "punt"),
        *("huizen", "zelfhulp", "thema"),
    }

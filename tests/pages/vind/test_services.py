"""Vind: the way to a centre, and the other choice to knock on, where a table of them is loaded."""

import re
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest
from shapely.geometry import Point
from streamlit.testing.v1 import AppTest

from geodata.enums import Level
from geodata.languages import LANGUAGES
from loaders.imports.services import SERVICES
from loaders.store import snapshots
from pages.ui.labels import Names
from pages.vind import cards as vind_cards
from pages.vind.distance import NearbyPoint
from tests.loaders.imports.import_helpers import imported
from tests.pages.page_helpers import calm, html, to_map
from tests.pages.vind.vind_page import EXAMPLE, cards
from tests.store_helpers import NOW, publish_like

pytestmark = pytest.mark.long

SPOT = (604_700.0, 693_700.0)  # in Gent, EPSG:3812
NAMES = Names({}, {(Level.MUNICIPALITY, "44021"): "Gent"})


# --- the way there


def service_point(**known: object) -> pd.Series:
    point = {"street": None, "postcode": None, "place": "Gent", "municipality": "44021"}
    point |= {"kind": "main", "within_m": float("nan")}
    return pd.Series({**point, "geometry": Point(SPOT), **known})


def test_a_known_address_gets_a_link_to_the_way_there_and_no_more_than_that():
    link = vind_cards.route_link(service_point(precision="address"), NAMES)
    assert "href='https://www.openstreetmap.org/directions?to=51.0" in link
    assert "rel='noopener noreferrer'" in link
    assert "from" not in link
    assert "openstreetmap.org)" in link


def test_a_street_gives_its_text_and_nothing_known_gives_no_link():
    point = service_point(precision="place", street="Zeldzamestraat & <b>", postcode="9000")
    link = vind_cards.route_link(point, NAMES)
    assert "to=Zeldzamestraat+%26+%3Cb%3E%2C+9000+Gent'" in link
    assert vind_cards.route_link(service_point(precision="place"), NAMES) == ""


def test_the_way_in_words_names_both_ends_the_distance_and_the_direction():
    point = service_point(precision="address", street="Zeldzamestraat 17", postcode="9000")
    shown = NearbyPoint(
        point, pd.Series({"name": "De Kring"}), 430.0, 430.0, "ne", "het midden van Gent"
    )
    assert vind_cards.route_text(shown, NAMES) == (
        "Van het midden van Gent naar De Kring, Zeldzamestraat 17, 9000 Gent: "
        "ongeveer 430 m ver (in rechte lijn), naar het noordoosten."
    )


# --- Sociale Huizen and self-help


@pytest.fixture(scope="module")
def with_services(builtin_folder, tmp_path_factory):
    """A data folder with the example of services."""
    folder = tmp_path_factory.mktemp("services")
    data = snapshots.load(builtin_folder).data
    data = imported(EXAMPLE, SERVICES, data, source="Voorbeeld, gemaakt voor Nabij")
    publish_like(data, folder, like=builtin_folder, now=NOW)
    return folder


@pytest.fixture
def run(open_page):
    """Return a function that opens Vind at an address."""
    return partial(open_page, "")


@pytest.fixture
def serving(run, with_services):
    """Return a function that opens the page at an address, where services are loaded."""
    return partial(run, with_services)


def others(test: AppTest) -> list[str]:
    return re.findall(r"<article class='nabij-other'[^>]*><h3>Voorbeeld: (.*?)</h3>", html(test))


def test_without_a_table_there_is_nothing_to_switch_on_and_the_help_is_general(run):
    test = run(plek="municipality:44021")
    assert not [t for t in test.toggle if t.key in {"huizen", "zelfhulp"}]
    assert "Sociaal Huis van Gent" in html(test)
    assert "class='nabij-also'" not in html(test)
    (said,) = run(plek="municipality:44021", huizen="1").info
    assert "huizen" in said.value


def test_the_house_of_the_municipality_comes_first_and_stands_in_the_address(serving):
    test = serving(plek="municipality:44021")
    assert others(test) == []
    test.toggle(key="huizen").set_value(True)
    calm(test.run())
    assert others(test) == ["Sociaal Huis Gent"]
    assert dict(test.query_params)["huizen"] == "1"
    assert "Dit is een verzonnen voorbeeld" in html(test)
    assert len(cards(test)) == 3


def test_where_the_own_municipality_has_none_the_nearest_is_shown(serving):
    assert len(others(serving(plek="municipality:31005", huizen="1"))) == 1


def test_self_help_is_chosen_by_theme(serving):
    test = serving(plek="municipality:44021", zelfhulp="1")
    assert others(test)[0] == "Praatcafé dementie"
    assert len(others(test)) == 3
    test.selectbox(key="thema").set_value("Beroerte")
    calm(test.run())
    assert others(test) == ["Lotgenoten na een beroerte"]
    assert dict(test.query_params)["thema"] == "Beroerte"


def test_a_card_and_the_help_refer_to_the_house_with_its_phone(serving):
    test = serving(plek="municipality:44021")
    referral = "Ook bij u in de buurt: Voorbeeld: Sociaal Huis Gent (<a class='nabij-phone'"
    assert referral in html(test)
    assert "Zelfhulp in Gent: 2 initiatieven." in html(test)
    assert "Vraag raad: Voorbeeld: Sociaal Huis Gent (" in html(test)
    shown = html(serving(plek="municipality:44021", huizen="1"))
    assert "<a href='#dienst-social-house-voorbeeld-sociaal-huis-gent-44021'>" in shown


def test_the_page_of_a_centre_shows_the_house_of_its_municipality(serving):
    test = serving(centrum="klein-heide-11002")
    assert others(test)[0] == "Sociaal Huis Antwerpen, district Hoboken"
    assert "Groep mantelzorgers" in others(test)


def test_an_example_is_said_above_the_page(serving):
    assert "zelfhulpgroepen zijn een voorbeeld, niet echt" in html(serving())


def test_services_are_marked_on_the_map(serving):
    test = serving(plek="municipality:44021", huizen="1", zelfhulp="1")
    sent = to_map(test)
    assert sent.count("nabij-service") == 4
    assert "Sociaal Huis: Voorbeeld: Sociaal Huis Gent" in sent


@pytest.mark.parametrize("lang", LANGUAGES)
def test_services_speak_three_languages(serving, lang):
    words = {
        "nl": "Hier helpt uw gemeente",
        "fr": "votre commune vous aide",
        "en": "helps you further",
    }
    shown = html(serving(taal=lang, plek="municipality:44021", huizen="1"))
    assert words[lang] in shown


def test_what_a_table_says_is_text(run, builtin_folder, tmp_path):
    data = snapshots.load(builtin_folder).data
    table = tmp_path / "t.csv"
    header = "soort;naam;gemeente;thema;straat"
    evil = "<img src=x onerror=alert(1)>"
    table.write_text(f"{header}\nzelfhulp;{evil};Gent;{evil};{evil}")
    data = imported(table, SERVICES, data, source=evil)
    contact = {"phone": evil, "website": "javascript:alert(1)"}  # as no import takes it
    data = replace(data, services=data.services.assign(**contact))
    publish_like(data, tmp_path / "data", like=builtin_folder, now=NOW)
    shown = html(run(tmp_path / "data", plek="municipality:44021", zelfhulp="1"))
    assert "&lt;img src=x" in shown
    assert "<img" not in shown
    assert "href='javascript" not in shown

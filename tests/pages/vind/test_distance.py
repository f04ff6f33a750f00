"""The distance in words: never more precise than is known, and how near that is."""

import pandas as pd
import pytest
from shapely.geometry import Point

from pages.ui.contact import point_name
from pages.ui.i18n import with_language
from pages.ui.labels import Names, position_text, threshold_label
from pages.vind.distance import NearbyPoint, distance_texts

NAMES = Names({}, {("municipality", "44021"): "Gent"})
CENTRE = pd.Series({"name": "De Kring"})


def point(**known):
    site = {"street": None, "place": None, "municipality": "44021", "kind": "main"}
    near = {"site_name": None, "within_m": float("nan"), "geometry": Point(0, 0)}
    return pd.Series({**site, **near, **known})


def texts(low_m, high_m, **known):
    return distance_texts(NearbyPoint(point(**known), CENTRE, low_m, high_m), place="Gent")


NEAR = "We kennen de plek op ongeveer 300 m na."
SOMEWHERE = "Ergens in Gent. Het adres kennen we niet."


@pytest.mark.parametrize(
    ("bounds", "known", "expected"),
    [
        (
            *((1_100, 1_100), {"precision": "address"}),
            ["Ongeveer 1,1 km ver (in rechte lijn)", "Ongeveer 19 minuten stappen."],
        ),
        ((None, None), {"precision": "address"}, []),
        (
            *((700, 1_300), {"precision": "nearby", "within_m": 300.0}),
            ["Tussen 700 m en 1,3 km ver (in rechte lijn)", NEAR],
        ),
        (
            *((0, 450), {"precision": "nearby", "within_m": 300.0}),
            ["Hoogstens 450 m ver (in rechte lijn)", NEAR],
        ),
        ((None, None), {"precision": "nearby", "within_m": 300.0}, [NEAR]),
        ((0, 16_800), {"precision": "municipality"}, [SOMEWHERE]),
        (
            *((2_000, 9_000), {"precision": "place"}),
            ["Tussen 2 km en 9 km ver (in rechte lijn)", SOMEWHERE],
        ),
        (
            *((0, 9_000), {"precision": "place", "street": "Dorp 1"}),
            ["Ergens in Gent. Het adres staat nog niet op onze kaart."],
        ),
    ],
)
def test_a_card_says_how_far_and_how_near_we_know_it(bounds, known, expected):
    with with_language("nl"):
        assert texts(*bounds, **known) == expected


@pytest.mark.parametrize(
    ("walked", "bounds", "known", "expected"),
    [
        (
            *(True, (1_100, 1_100), {"precision": "address"}),
            ["Ongeveer 1,1 km te voet", "Ongeveer 19 minuten stappen."],
        ),
        (
            *(True, (600, 1_100), {"precision": "address"}),
            ["Hoogstens 1,1 km te voet", "Ongeveer 19 minuten stappen."],
        ),
        (
            *(False, (700, 700), {"precision": "address"}),
            ["Ongeveer 700 m ver (in rechte lijn)", "De weg te voet kennen we niet."],
        ),
        (
            *(True, (700, 1_300), {"precision": "nearby", "within_m": 300.0}),
            ["Tussen 700 m en 1,3 km te voet", NEAR],
        ),
    ],
)
def test_a_card_says_whether_the_way_is_known(walked, bounds, known, expected):
    shown = NearbyPoint(point(**known), CENTRE, *bounds, walked=walked)
    with with_language("nl"):
        assert distance_texts(shown, place="Gent") == expected


def test_a_table_says_how_near_we_know_it():
    near = point(precision="nearby", within_m=1_500.0, street="Dorp", place="Ledeberg")
    with with_language("nl"):
        assert position_text(near, NAMES) == "Dorp, Ledeberg; plek op ongeveer 1.500 m na bekend"
        far = position_text(point(precision="nearby", within_m=300.0), NAMES)
        assert far == "Gent; plek op ongeveer 300 m na bekend"


def test_an_antenne_keeps_its_own_name():
    with with_language("nl"):
        own = point(kind="antenne", site_name="De Brug")
        assert point_name(own, "De Kring") == "De Brug (antenne van De Kring)"
        assert point_name(point(kind="antenne"), "De Kring") == "De Kring (antenne)"
        assert point_name(point(), "De Kring") == "De Kring"


def test_the_distance_shown_first_says_whose_pace_its_minutes_are(monkeypatch):
    with with_language("nl"):
        assert "15 minuten voor wie vlot stapt, 21 voor een oudere" in threshold_label(1_200)
        monkeypatch.setattr("pages.ui.labels.BRISK_KMH", 6.0)
        monkeypatch.setattr("pages.ui.labels.WALKING_KMH", 4.0)
        assert "12 minuten voor wie vlot stapt, 18 voor een oudere" in threshold_label(1_200)

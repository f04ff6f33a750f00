from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import NabijError
from geodata.linkage.records import check_records
from loaders.sources import overpass, poi, sociale_kaart
from loaders.sources.json_answers import activity_codes, first_text, position, text, web_address
from tests.loaders.fake_sources import element, feature, offer, older_poi

pytestmark = pytest.mark.long

KEYS = (
    *("id", "legalName", "description", "state", "addresses", "primary", "street", "name"),
    *("number", "municipality", "postalCode", "location", "lat", "lon", "contactInfo", "phones"),
    *("value", "links", "href", "type", "tags", "center", "opening_hours", "wheelchair"),
    *("properties", "geometry", "coordinates", "CATEGORIE", "NAAM", "labels", "term", "points"),
    *("Point", "point", "check_date", "website", "addr:street"),
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ["node", "way", "Lokaal dienstencentrum", "2025-02-31", "50.9", "yes", "http://"]
    )
)
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=20,
)


@st.composite
def spoiled(draw, good):
    """Return a good record of which some parts, however deep, are replaced by anything."""
    return _spoil(draw, good, 0.15)


def _spoil(draw, value, chance):
    if draw(st.floats(0, 1)) < chance:
        return draw(JSON)
    if isinstance(value, dict):
        return {key: _spoil(draw, inner, chance) for key, inner in value.items()}
    if isinstance(value, list):
        return [_spoil(draw, inner, chance) for inner in value]
    return value


def is_read(read):
    """Read, and check that what comes is records, or else an error of ours."""
    try:
        reading = read()
    except NabijError:
        return
    check_records(reading.records)


@given(st.lists(spoiled(offer(1)) | JSON, max_size=3))
def test_whatever_de_sociale_kaart_sends_becomes_records(offers):
    check_records(sociale_kaart.reading_of(offers).records)


@given(st.lists(spoiled(element(1, "way", check_date="2025-01-01")) | JSON, max_size=3))
def test_whatever_overpass_sends_becomes_records(elements):
    check_records(overpass.read(lambda *_, **__: {"elements": elements}).records)


@given(
    st.lists(spoiled(feature(1)) | JSON, max_size=3), st.lists(spoiled(older_poi(1)), max_size=3)
)
def test_whatever_poi_sends_becomes_records(features, pois):
    answers = [{"features": features}, {"pois": pois}]
    check_records(poi.read(lambda *_, **__: answers.pop(0)).records)


@given(JSON)
def test_whatever_a_source_answers_as_a_whole_is_read_or_refused(answer):
    for source in (sociale_kaart, poi, overpass):
        is_read(lambda source=source: source.read(lambda *_, **__: answer))


def test_text_is_one_line_without_invisible_characters():
    assert text({"a": " Dienst\ncentrum\u202e\x00 De  Kring "}, "a") == "Dienst centrum De Kring"
    assert text({"a": 3000}, "a") == "3000"
    assert text({"a": True}, "a") == text({"a": {}}, "a") == text([], 0) == ""


def test_the_first_name_that_holds_something_counts():
    assert first_text({"NAAM": " ", "Name": "x", "label": "y"}, ("naam", "name", "label")) == "x"


def test_only_addresses_of_the_web_are_websites():
    assert web_address("http://a.be/b?c=d") == "http://a.be/b?c=d"
    assert web_address("kring.be/leuven") == "https://kring.be/leuven"
    for bad in ("javascript:alert(1)", "geen", "https://a.be/<b>", "file:///etc", ""):
        assert web_address(bad) == ""


def test_only_positions_in_belgium_are_positions():
    assert position("50.9", 4.7) == (50.9, 4.7)
    for lat, lon in ((4.7, 50.9), (None, 4.7), ("x", 4.7), (float("inf"), 4.7), ([], {})):
        assert all(isnan(value) for value in position(lat, lon))


def test_words_become_activities():
    words = ["Warme maaltijden", "Boodschappenhulp", "Cursussen"]
    assert activity_codes(words) == "meals,shopping,courses"
    assert activity_codes([]) == ""

"""Where centres are that come without coordinates."""

from dataclasses import replace

import pandas as pd
import pytest

from geodata.enums import Precision
from geodata.errors import GeocoderError
from loaders.centres.geocoding import (
    address_service,
    gazetteer_of,
    geocode,
    municipalities_of,
    nearby_positions_of,
    placed_by_name,
    positions_of,
    stray_records,
)
from loaders.centres.geolocation import Located
from tests.geodata.record_frames import record, records
from tests.loaders.drawn_layers import spot


@pytest.fixture
def gazetteer(small):
    return gazetteer_of(small)


@pytest.fixture(scope="module")
def flanders(builtin):
    return gazetteer_of(builtin)


@pytest.mark.parametrize(
    ("stated", "postcode", "place", "nis"),
    [
        ("Gent", "", "", "44021"),
        ("Gand", "", "", "44021"),
        ("44021", "", "", "44021"),
        ("Borsbeek", "", "", "11002"),  # merged into Antwerpen
        ("11007", "", "", "11002"),
        ("Hoboken", "2660", "", "11002"),  # a source that gives the deelgemeente
        ("", "2660", "Hoboken", "11002"),
        ("", "2660", "", "11002"),
        ("", "", "Hoboken", "11002"),
        ("Antwerpen", "2660", "Hoboken", "11002"),
        ("Nieuwerkerken", "9320", "", "41002"),  # of Aalst, by its postcode
        ("Nieuwerkerken", "3850", "", "71045"),  # of Limburg
        ("Nieuwerkerken", "", "", "71045"),
        ("Schaerbeek", "", "", "21015"),
        ("Gent", "1", "", "44021"),
        ("Charleroi", "6000", "", None),
        ("", "", "", None),
    ],
)
def test_the_municipality_is_found_in_any_notation(flanders, stated, postcode, place, nis):
    row = record("osm:1", "De Kring") | {
        "municipality": stated,
        "postcode": postcode,
        "place": place,
    }
    found = municipalities_of(records(row), gazetteer=flanders)[0]
    assert pd.isna(found) if nis is None else found == nis


def test_a_position_gives_the_municipality_where_nothing_else_does(gazetteer):
    rows = records(
        record("osm:1", "West", **spot(500, 500)),
        record("osm:2", "Oost", **spot(1500, 500)),
        record("osm:3", "Buiten", **spot(5000, 500)),
        record("osm:4", "Vaag", **spot(500, 500) | {"precision": "place"}),
    )
    found = municipalities_of(rows, gazetteer=gazetteer)
    assert found.fillna("").tolist() == ["11001", "11002", "", ""]


def test_a_position_far_from_its_municipality_is_a_stray(gazetteer):
    rows = records(
        record("osm:1", "Erin", **spot(500, 500)),
        record("osm:2", "Bij de grens", **spot(-1999, 500)),
        record("osm:3", "Te ver", **spot(-2001, 500)),
        record("osm:4", "Zonder"),
    ).assign(municipality="11001")
    assert stray_records(rows, gazetteer=gazetteer).tolist() == [False, False, True, False]


def test_only_positions_of_which_we_know_how_near_they_are_count():
    rows = records(
        *(
            record(f"osm:{p}", "x", **spot(0, 0) | {"precision": p})
            | ({"within_m": 300.0} if p is Precision.NEARBY else {})
            for p in Precision
        )
    )
    exact = [p is Precision.ADDRESS for p in Precision]
    used = [p in {Precision.ADDRESS, Precision.NEARBY} for p in Precision]
    assert positions_of(rows).notna().tolist() == exact
    assert nearby_positions_of(rows).notna().tolist() == used


def test_a_spot_nearby_may_be_as_much_farther_as_it_is_uncertain(gazetteer):
    near = spot(-2200, 500) | {"precision": "nearby"}
    rows = records(
        record("osm:1", "a", **near, within_m=300.0), record("osm:2", "b", **near, within_m=100.0)
    ).assign(municipality="11001")
    assert stray_records(rows, gazetteer=gazetteer).tolist() == [False, True]


def test_a_spot_nearby_is_a_disc_in_its_municipality_unless_the_place_says_more(gazetteer):
    near = spot(900, 500) | {"precision": "nearby"}
    rows = records(
        record("osm:1", "a", **near, within_m=300.0), record("osm:2", "b", **near, within_m=5000.0)
    ).assign(municipality="11001")
    found, whereabouts = placed_by_name(rows, gazetteer=gazetteer)
    assert found["precision"].tolist() == ["nearby", "municipality"]
    assert found["within_m"].fillna(0).tolist() == [300, 0]
    around = whereabouts.set_index("key").geometry
    town = gazetteer.municipalities.set_index("code").geometry["11001"]
    disc = around[found["whereabouts"][0]]
    assert disc.area == pytest.approx(found.geometry[0].buffer(300, 32).intersection(town).area)
    assert disc.covers(found.geometry[0])


def test_without_a_position_a_point_is_in_its_place_with_that_precision(flanders):
    rows = records(
        record("osm:1", "a", ", 2660 Hoboken"), record("osm:2", "b", ", 2000 Nergens")
    ).assign(municipality="11002")
    rows["postcode"] = rows["postcode"].where(rows["place"] == "Hoboken")  # it is a place by itself
    found, whereabouts = placed_by_name(rows, gazetteer=flanders)
    assert found["precision"].tolist() == ["place", "municipality"]
    around = whereabouts.set_index("key").geometry
    for row in found.itertuples():
        assert around[row.whereabouts].covers(row.geometry)


class Service:
    """An address service that knows some addresses, and fails on others."""

    def __init__(self, known=(), failing=()):
        self.known, self.failing, self.asked, self.pauses = dict(known), failing, [], []

    def locate(self, query):
        self.asked.append(query)
        if query in self.failing:
            message = "no answer"
            raise GeocoderError(message)
        return self.known.get(query)

    def geocode(self, *rows):
        return geocode(records(*rows).assign(located_by=None), locate=self.locate, sleep=self.sleep)

    def sleep(self, seconds):
        self.pauses.append(seconds)


def located(precision):
    return Located("Kerkstraat 12, Gent", 51.05, 3.72, precision, "x")


class TestService:
    """The address service is asked politely."""

    def test_what_is_found_is_marked_as_found(self):
        service = Service({"Kerkstraat 12, 9000 Gent": located(Precision.ADDRESS)})
        row = service.geocode(record("osm:1", "De Kring", "Kerkstraat 12, 9000 Gent")).iloc[0]
        assert (row["lat"], row["lon"], row["precision"]) == (51.05, 3.72, "address")
        assert row["located_by"] == "geolocation"

    def test_an_address_is_asked_once_and_others_after_a_pause(self):
        service = Service()
        address = "Kerkstraat 12, 9000 Gent"
        service.geocode(
            record("osm:1", "a", address),
            record("osm:2", "b", address),
            record("osm:3", "c", "Dorp 1, 9000 Gent"),
        )
        assert service.asked == [address, "Dorp 1, 9000 Gent"]
        assert len(service.pauses) == 1

    def test_who_has_a_position_or_no_street_or_no_town_is_not_asked_for(self):
        service = Service()
        service.geocode(
            record("osm:1", "a", "Dorp 1, 9000 Gent", **spot(0, 0)),
            record("osm:2", "b", ", 9000 Gent"),
            record("osm:3", "c", street="Dorp 1"),
        )
        assert service.asked == []

    def test_a_street_is_as_near_as_it_is_long_and_the_nearer_of_two_counts(self):
        street = replace(located(Precision.STREET), street_m=450.0)
        service = Service({"Dorp 1, 9000 Gent": street})
        near = spot(0, 0) | {"precision": "nearby"}
        found = service.geocode(
            record("osm:1", "a", "Dorp 1, 9000 Gent"),
            record("osm:2", "b", "Dorp 1, 9000 Gent", **near, within_m=1000.0),
            record("osm:3", "c", "Dorp 1, 9000 Gent", **near, within_m=300.0),
        )
        assert found["precision"].tolist() == ["nearby"] * 3
        assert found["within_m"].tolist() == [450, 450, 300]
        assert found["located_by"].notna().tolist() == [True, True, False]

    @pytest.mark.parametrize(
        "answer", [None, located(Precision.STREET), located(Precision.MUNICIPALITY)]
    )
    def test_an_answer_that_does_not_decide_changes_nothing(self, answer):
        service = Service({"Dorp 1, 9000 Gent": answer})
        row = service.geocode(record("osm:1", "a", "Dorp 1, 9000 Gent")).iloc[0]
        assert row[["lat", "precision", "located_by"]].isna().all()

    def test_after_three_failures_in_a_row_it_is_left_alone(self):
        rows = [record(f"osm:{i}", "a", f"Dorp {i}, 9000 Gent") for i in range(1, 7)]
        failing = [f"Dorp {i}, 9000 Gent" for i in (1, 2, 4, 5, 6)]
        service = Service({"Dorp 3, 9000 Gent": located(Precision.ADDRESS)}, failing)
        found = service.geocode(*rows)
        assert found["lat"].notna().tolist() == [False, False, True, False, False, False]
        assert len(service.asked) == 6
        service = Service(
            {"Dorp 6, 9000 Gent": located(Precision.ADDRESS)}, [*failing[:2], "Dorp 3, 9000 Gent"]
        )
        assert service.geocode(*rows)["lat"].isna().all()
        assert len(service.asked) == 3

    def test_without_an_address_of_the_service_nobody_is_asked(self):
        assert address_service("") is None

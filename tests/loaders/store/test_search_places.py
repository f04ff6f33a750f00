import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from geodata.places.place import PlaceKind, by_key
from geodata.places.search import search
from loaders.builtin.snapshot import facts
from loaders.store.postcode_places import UNKNOWN_POSTCODES, postcodes_of_deelgemeenten
from loaders.store.search_places import all_places, search_index, suggestions

pytestmark = pytest.mark.long

QUERIES = Path(__file__).resolve().parents[2] / "geodata" / "places" / "search_queries.csv"


@pytest.fixture(scope="module")
def places(builtin):
    return all_places(builtin)


@pytest.fixture(scope="module")
def index(builtin):
    return search_index(builtin)


def of(places, kind, name, detail=None):
    return [p for p in places if p.kind is kind and p.name == name and detail in {None, p.detail}]


FORMS = ("{} centrum", "centrum {}", "{} station", "{} dorp", "OCMW {}", "Kerkstraat 5, {}")


def answer(index, query):
    hits = search(index, query, limit=1)
    if not hits:
        return ("", "", "", "")
    (hit,) = hits
    notice = "part" if hit.partial else "guess" if hit.guess else ""
    return (hit.place.name, str(hit.place.kind), hit.place.detail, notice)


def test_real_queries_get_the_expected_first_answer_and_notice(index):
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 350
    expected = {r["query"]: (r["name"], r["kind"], r["detail"], r["notice"]) for r in rows}
    assert len(expected) == len(rows)
    wrong = {q: got for q, want in expected.items() if (got := answer(index, q)) != want}
    assert set(wrong) == {"ieperen"}  # two letters too many in a name of five


def not_found(places, index, forms_of):
    """Return the municipalities that are not found in the forms of the nth."""
    wrong = {}
    for n, town in enumerate(p for p in places if p.kind is PlaceKind.MUNICIPALITY):
        for form in forms_of(n):
            hit = search(index, form.format(town.name), limit=1)[0]
            said = hit.partial or "centrum" in form or hit.place != town
            if hit.place.town != town.name or not said:
                wrong[form.format(town.name)] = hit
    return wrong


def test_every_municipality_is_found_in_one_of_the_forms_that_people_type(places, index):
    assert not_found(places, index, lambda n: [FORMS[n % len(FORMS)]]) == {}


@pytest.mark.soak
def test_every_municipality_is_found_in_all_forms_that_people_type(places, index):
    assert not_found(places, index, lambda _: FORMS) == {}


def test_every_place_is_found_by_its_own_name_and_detail(places, index):
    lost = [
        p
        for p in places[::7]
        if p not in [h.place for h in search(index, f"{p.name} {p.detail}", limit=40)]
    ]
    assert lost == []


def test_every_kind_is_there(places):
    kinds = [p.kind for p in places]
    assert kinds.count(PlaceKind.MUNICIPALITY) == 304
    assert kinds.count(PlaceKind.POSTCODE) == 546
    assert kinds.count(PlaceKind.CENTRE) == 156  # two of 158 have closed
    assert kinds.count(PlaceKind.DEELGEMEENTE) > 1000
    assert kinds.count(PlaceKind.WIJK) > 1700


def test_deelgemeenten_that_occur_twice_both_name_their_municipality(places):
    details = {p.detail for p in of(places, PlaceKind.DEELGEMEENTE, "Meldert")}
    assert details == {"Aalst", "Hoegaarden", "Lummen"}


def test_the_only_deelgemeente_of_the_same_name_is_left_out(places):
    assert of(places, PlaceKind.DEELGEMEENTE, "Aartselaar") == []
    assert len(of(places, PlaceKind.DEELGEMEENTE, "Aalst", "Aalst")) == 1


def test_a_wijk_that_bears_the_name_of_its_deelgemeente_is_left_out(places):
    assert of(places, PlaceKind.WIJK, "Wondelgem") == []
    assert len(of(places, PlaceKind.DEELGEMEENTE, "Wondelgem")) == 1


def test_a_wijk_without_a_name_is_left_out(places):
    assert not [p for p in places if p.kind is PlaceKind.WIJK and p.name[:5].isdigit()]


def test_a_postcode_of_two_municipalities_is_there_for_each_the_likelier_first(index):
    hits = [(h.place.name, h.place.detail) for h in search(index, "1050")]
    assert hits == [("1050", "Elsene"), ("1050", "Brussel")]


def test_each_postcode_of_a_city_has_its_own_middle_and_reach(places):
    codes = [*of(places, PlaceKind.POSTCODE, "9000"), *of(places, PlaceKind.POSTCODE, "9030")]
    codes += [*of(places, PlaceKind.POSTCODE, "9040"), *of(places, PlaceKind.POSTCODE, "9050")]
    assert len({(p.x_m, p.y_m) for p in codes}) == 4
    (town,) = of(places, PlaceKind.MUNICIPALITY, "Gent")
    assert all(0 < p.radius_m < town.radius_m for p in codes)


def test_a_postcode_of_one_deelgemeente_is_where_that_is(places):
    (postcode,) = of(places, PlaceKind.POSTCODE, "2660")
    (hoboken,) = of(places, PlaceKind.DEELGEMEENTE, "Hoboken")
    assert postcode.detail == "Hoboken, Antwerpen"
    assert (postcode.x_m, postcode.y_m) == pytest.approx((hoboken.x_m, hoboken.y_m))
    assert 500 < postcode.radius_m <= hoboken.radius_m


def test_a_postcode_of_several_deelgemeenten_names_them_and_reaches_over_all(places):
    (postcode,) = of(places, PlaceKind.POSTCODE, "9050")
    assert postcode.detail == "Gentbrugge, Ledeberg, Gent"
    for name in ("Gentbrugge", "Ledeberg"):
        (part,) = of(places, PlaceKind.DEELGEMEENTE, name)
        apart_m = ((part.x_m - postcode.x_m) ** 2 + (part.y_m - postcode.y_m) ** 2) ** 0.5
        assert apart_m < postcode.radius_m


def test_the_only_postcode_of_a_municipality_is_the_municipality(places):
    (postcode,) = of(places, PlaceKind.POSTCODE, "2360")
    (town,) = of(places, PlaceKind.MUNICIPALITY, "Oud-Turnhout")
    assert (postcode.x_m, postcode.y_m, postcode.radius_m) == (town.x_m, town.y_m, town.radius_m)


def test_the_postcodes_within_the_city_of_brussels_have_their_own_quarters(places):
    spots = {
        name: of(places, PlaceKind.POSTCODE, name)[-1] for name in ("1000", "1020", "1120", "1130")
    }
    assert [p.detail for p in spots.values()] == [
        *("Brussel", "Laken, Brussel", "Neder-Over-Heembeek, Brussel", "Haren, Brussel")
    ]
    assert len({(p.x_m, p.y_m) for p in spots.values()}) == 4


def test_a_deelgemeente_without_a_known_postcode_is_marked():
    table = postcodes_of_deelgemeenten()
    assert set(table["code"]) == set(facts("deelgemeenten")["code"])
    assumed = table[table["assumed"]]
    assert "Hoboken" not in set(assumed["name"])
    assert assumed["code"].nunique() == UNKNOWN_POSTCODES


def test_a_city_is_placed_among_its_people_not_in_its_harbour(places):
    (city,) = of(places, PlaceKind.MUNICIPALITY, "Antwerpen")
    (old_town,) = of(places, PlaceKind.WIJK, "Historisch Centrum", "Antwerpen")
    assert abs(city.y_m - old_town.y_m) < 4000


def test_a_name_from_before_a_merger_finds_the_merged_municipality(index):
    assert search(index, "Meeuwen-Gruitrode")[0].place.name == "Oudsbergen"


def test_a_centre_has_its_place_and_its_greatest_possible_distance(places):
    (centre,) = of(places, PlaceKind.CENTRE, "Klein Heide")
    (hoboken,) = of(places, PlaceKind.DEELGEMEENTE, "Hoboken")
    assert centre.detail == "Hoboken, Antwerpen"
    assert centre.radius_m > 500
    assert abs(centre.x_m - hoboken.x_m) < 500


def test_radii_reach_beyond_the_neighbours_they_contain(places):
    (city,) = of(places, PlaceKind.MUNICIPALITY, "Gent")
    assert 5_000 < city.radius_m < 25_000
    assert all(p.radius_m > 0 for p in places)


def test_people_weigh_and_the_town_that_gives_the_name_weighs_most(places):
    beverens = of(places, PlaceKind.DEELGEMEENTE, "Beveren")
    heaviest = max(beverens, key=lambda p: p.weight)
    assert heaviest.detail == "Beveren-Kruibeke-Zwijndrecht"
    assert all(p.weight >= 0 for p in places)


def test_drawn_squares_give_their_own_points_and_radii(small):
    places = all_places(small)
    (town,) = of(places, PlaceKind.MUNICIPALITY, "Westdorp")
    # three in four of its people live in the eastern half, whose inner point it takes
    assert (town.x_m, town.y_m) == (600_750, 700_500)
    assert town.radius_m == pytest.approx((750**2 + 500**2) ** 0.5)
    assert town.names == ("Westdorp", "Village-Ouest")
    assert (town.detail, town.weight) == ("Provincie", 100)
    (wijk,) = of(places, PlaceKind.WIJK, "Één")
    assert (wijk.x_m, wijk.detail) == (600_250, "Westdorp")
    assert wijk.radius_m == pytest.approx((250**2 + 500**2) ** 0.5)
    (centre,) = of(places, PlaceKind.CENTRE, "De Kring")
    assert (centre.detail, centre.code) == ("Westdorp", "c")
    assert centre.radius_m == pytest.approx(2**0.5 * 500)


def test_a_centre_with_an_address_is_where_it_is(small):
    exact = replace(small, points=small.points.assign(precision="address"))
    (centre,) = of(all_places(exact), PlaceKind.CENTRE, "De Kring")
    assert centre.radius_m == 0


def test_a_municipality_whose_people_are_unknown_still_has_a_place(small):
    (town,) = of(all_places(small), PlaceKind.MUNICIPALITY, "Oostdorp")
    assert town.x_m in {601_250, 601_750}
    assert town.weight == 10


def test_a_snapshot_without_centres_has_the_other_places(small):
    empty = replace(
        small,
        centres=small.centres.iloc[:0],
        points=small.points.iloc[:0],
        whereabouts=small.whereabouts.iloc[:0],
    )
    kinds = {p.kind for p in all_places(empty)}
    assert PlaceKind.CENTRE not in kinds
    assert PlaceKind.WIJK in kinds


def test_suggestions_hold_every_place_under_its_key_in_the_order_of_the_search(builtin, index):
    content = json.loads(suggestions(builtin, all_places(builtin)))
    rows = content["places"]
    assert [row[0] for row in rows] == list(by_key(index.places))
    assert len({row[0] for row in rows}) == len(index.places)
    (gent,) = [row for row in rows if row[0] == "municipality:44021"]
    assert gent[1:3] == [content["kinds"].index("municipality"), "Gent"]
    assert {"Gand", "Ghent"} <= set(gent[4:])
    assert content["french"]["Gent"] == "Gand"
    assert "Hasselt" not in content["french"]


def test_two_municipalities_with_one_postcode_have_each_their_own_key(index):
    keys = by_key(index.places)
    shared = [key for key in keys if "~" in key]
    assert shared
    for key in shared:
        plain, town = keys[key.partition("~")[0]], keys[key]
        assert plain.name == town.name
        assert plain.detail != town.detail

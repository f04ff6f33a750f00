import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import BadValueError
from geodata.places.coordinates import parse_coordinates
from geodata.places.index import build_index
from geodata.places.place import Place, PlaceKind
from geodata.places.search import looks_like_address, search
from geodata.places.text_folding import MAX_QUERY, clean


def place(kind, name, detail="", *, names=(), context=(), weight=0.0):
    all_names = (name, *names)
    around = (*context, detail) if detail else (*all_names, *context)
    return Place(
        kind, name, detail, f"{kind}-{name}-{detail}", 0.0, 0.0, all_names, 0.0, around, weight
    )


TOWN, PART, WIJK, POST, CENTRE = (
    PlaceKind.MUNICIPALITY,
    PlaceKind.DEELGEMEENTE,
    PlaceKind.WIJK,
    PlaceKind.POSTCODE,
    PlaceKind.CENTRE,
)
INDEX = build_index(
    [
        place(CENTRE, "De Halm", "Gent", names=("Het Anker",)),
        place(WIJK, "'t Heiken", "Aartselaar", weight=900),
        place(WIJK, "Aalst", "Gent", weight=100),
        place(WIJK, "Gent-Zuid", "Gent", weight=5000),
        place(WIJK, "Brugse Poort - Rooigem", "Gent", weight=9000),
        place(PART, "Aalst", "Sint-Truiden", weight=2000, context=("3800",)),
        place(PART, "Aalst", "Aalst", weight=50_000, context=("Alost", "9300")),
        place(PART, "Gentbrugge", "Gent", weight=20_000, context=("9000", "9050")),
        place(TOWN, "Aalst", weight=85_000, names=("Alost",), context=("9300",)),
        place(TOWN, "Genk", weight=66_000, context=("3600",)),
        place(TOWN, "Gent", weight=260_000, names=("Gand",), context=("9000", "9050")),
        place(TOWN, "Sint-Truiden", weight=40_000, names=("Saint-Trond",), context=("3800",)),
        place(TOWN, "Sint-Niklaas", weight=76_000),
        place(POST, "9000", "Gent", weight=100),
        place(POST, "9050", "Gent", weight=50),
        place(POST, "9300", "Aalst", weight=90),
    ]
)


def found(query, **options):
    return [(h.place.kind, h.place.name, h.place.detail) for h in search(INDEX, query, **options)]


def first(query):
    return found(query)[0]


@pytest.mark.parametrize(
    "query",
    ["sint-niklaas", "SINT NIKLAAS", "st niklaas", "St.-Niklaas", "saint niklaas", "sintniklaas"],
)
def test_case_hyphens_and_saints_do_not_matter(query):
    hits = search(INDEX, query)
    assert hits[0].place.name == "Sint-Niklaas"
    assert hits[0].score == 100


def test_accents_and_apostrophes_do_not_matter():
    assert first("’t héïken") == first("heiken") == (WIJK, "'t Heiken", "Aartselaar")


@pytest.mark.parametrize("query", ["Gand", "gnet", "gentt", "ghent"])
def test_french_names_and_one_typing_error_find_the_town(query):
    assert first(query) == (TOWN, "Gent", "")


@pytest.mark.parametrize("query", ["gen", "gentbru", "gnt", "gnet", "aalst sint-triuden"])
def test_a_beginning_or_a_typing_error_is_a_guess(query):
    assert search(INDEX, query)[0].guess


@pytest.mark.parametrize("query", ["gent", "Gand", "rooigem", "brugse poort", "9050"])
def test_whole_words_and_other_names_are_no_guess(query):
    assert not any(h.guess for h in search(INDEX, query)[:1])


@pytest.mark.parametrize(
    "query", ["gent centrum", "centrum van gent", "Gand centre", "stad Gent", "gent"]
)
def test_the_centre_of_a_town_is_the_town(query):
    hit = search(INDEX, query)[0]
    assert (hit.place.name, hit.partial, hit.guess) == ("Gent", False, False)


@pytest.mark.parametrize("query", ["gent station", "OCMW Gent", "gare de Gand", "dokter gent"])
def test_a_common_word_with_a_town_finds_the_town_and_is_left(query):
    hit = search(INDEX, query)[0]
    assert (hit.place.name, hit.partial, hit.common) == ("Gent", True, True)


@pytest.mark.parametrize("query", ["dokter", "station", "centrum", "ocmw", "Luik", "luik centrum"])
def test_common_words_and_places_elsewhere_are_never_guessed_at(query):
    assert search(build_index([*INDEX.places, place(TOWN, "Leuk")], ["Luik"]), query) == []


def test_a_name_elsewhere_still_finds_the_place_that_has_it():
    index = build_index(INDEX.places, ["Aalst"])
    assert search(index, "aalst")[0].place.kind is TOWN


def test_initials_of_a_name_find_it():
    assert first("S. Niklaas") == first("s niklaas") == (TOWN, "Sint-Niklaas", "")


@pytest.mark.parametrize("query", ["brug", "gk", "9001", "xyz"])
def test_short_words_and_numbers_are_not_guessed_at(query):
    assert all(name != "Genk" and kind is not POST for kind, name, _ in found(query))


def test_exact_comes_before_whole_words_before_beginning_before_typing_error():
    names = [name for _, name, _ in found("gent")]
    assert names == ["Gent", "Gent-Zuid", "Gentbrugge"]
    assert [name for _, name, _ in found("gen")][:2] == ["Gent", "Genk"]


def test_equal_names_are_ordered_by_kind_and_then_by_population():
    assert found("aalst") == [
        (TOWN, "Aalst", ""),
        (PART, "Aalst", "Aalst"),
        (PART, "Aalst", "Sint-Truiden"),
        (WIJK, "Aalst", "Gent"),
    ]


@pytest.mark.parametrize(
    "query", ["aalst sint-truiden", "sint truiden aalst", "aalst 3800", "3800 aalst"]
)
def test_the_municipality_or_postcode_after_a_name_decides(query):
    hit = search(INDEX, query)[0]
    assert (hit.place.name, hit.place.detail) == ("Aalst", "Sint-Truiden")
    assert not hit.partial


def test_the_place_after_a_name_may_contain_a_typing_error():
    assert first("aalst sint-triuden") == (PART, "Aalst", "Sint-Truiden")


def test_a_postcode_is_found_whole_and_by_its_beginning():
    assert found("9050") == [(POST, "9050", "Gent")]
    assert found("90") == [(POST, "9000", "Gent"), (POST, "9050", "Gent")]


def test_a_postcode_with_a_name_is_the_postcode():
    assert first("9050 gent") == first("gent 9050") == (POST, "9050", "Gent")


def test_a_word_within_a_name_is_found():
    assert first("rooigem") == first("rooigm") == (WIJK, "Brugse Poort - Rooigem", "Gent")


def test_a_centre_is_found_by_each_of_its_names_with_or_without_article():
    assert {first(q) for q in ("de halm", "halm", "ldc de halm", "anker")} == {
        (CENTRE, "De Halm", "Gent")
    }


@pytest.mark.parametrize(
    ("query", "kind", "name"),
    [
        ("kerkstraat 1 gent", TOWN, "Gent"),
        ("gent kerkstraat", TOWN, "Gent"),
        ("Kerkstraat 1, 9000 Gent", POST, "9000"),
    ],
)
def test_of_an_address_the_place_is_found_and_marked_partial(query, kind, name):
    hit = search(INDEX, query)[0]
    assert (hit.place.kind, hit.place.name, hit.partial) == (kind, name, True)


def test_a_postcode_in_an_address_decides_between_namesakes():
    hit = search(INDEX, "Kerkstraat 1, 3800 Aalst")[0]
    assert (hit.place.detail, hit.partial) == ("Sint-Truiden", True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kerkstraat 1 gent", True),
        ("Kerkstraat 12b, 9000 Gent", True),
        ("gent kerkstraat", True),
        ("rue de la loi, bruxelles", True),
        ("Grote Markt 5", True),
        ("9000 gent", False),
        ("gent 9000", False),
        ("hoboken antwerpen", False),
        ("kerkstraat", False),
        ("", False),
    ],
)
def test_a_street_or_a_house_number_makes_an_address(query, expected):
    assert looks_like_address(query) is expected


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "?!…",
        "\x00\x01",
        "\u202e\u200f",
        "<b></b>",
        "<script>",
        "a" * 10_000,
        "-" * 10_000,
    ],
)
def test_text_that_names_no_place_finds_nothing(query):
    assert search(INDEX, query) == []


@pytest.mark.parametrize(
    "query", ["\u202eGent\u202c", "<b>Gent</b>", "Ge\u200bnt", "\tGent\r\n", "Gent" + " " * 10_000]
)
def test_marks_and_tags_around_a_name_do_not_hide_it(query):
    assert first(query) == (TOWN, "Gent", "")


def test_an_index_of_nothing_finds_nothing():
    assert search(build_index([]), "gent") == []


def test_a_limit_is_kept():
    assert len(found("aalst", limit=2)) == 2


def test_the_order_of_the_places_does_not_change_the_answers():
    turned = build_index(tuple(reversed(INDEX.places)))
    for query in ("aalst", "gen", "90", "sint", "kerkstraat 1 gent"):
        assert search(turned, query) == search(INDEX, query)


def test_an_index_can_be_cached():
    assert search(pickle.loads(pickle.dumps(INDEX)), "gent") == search(INDEX, "gent")


@given(st.text(max_size=300))
def test_no_text_is_too_strange(query):
    hits = search(INDEX, query)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert looks_like_address(query) in {True, False}


@given(st.text())
def test_a_cleaned_query_is_one_short_line_without_marks(query):
    text = clean(query)
    assert len(text) <= MAX_QUERY
    assert not set(text) & set("\n\r\t\x00\u202e\u200f")
    assert text == text.strip()


@pytest.mark.parametrize(
    "query",
    ["51.05, 3.72", "51.05 3.72", "51,05 3,72", "51,05; 3,72", "51.05,3.72", "51.05° N, 3.72° E"],
)
def test_coordinates_are_read_in_the_usual_spellings(query):
    assert parse_coordinates(query) == (51.05, 3.72)


@pytest.mark.parametrize("query", ["gent", "9000", "2000 2018", "51.05", "51, 3", "1.5.2", ""])
def test_text_that_is_no_pair_of_decimals_is_no_position(query):
    assert parse_coordinates(query) is None


@pytest.mark.parametrize("query", ["48.86, 2.35", "3.72, 51.05", "-51.05, 3.72", "0.0, 0.0"])
def test_coordinates_outside_belgium_are_refused_without_repeating_them(query):
    with pytest.raises(BadValueError, match="Belgium") as caught:
        parse_coordinates(query)
    assert query.split(",")[0] not in str(caught.value).replace("51.05, 3.72", "")

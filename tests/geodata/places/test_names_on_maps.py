from geodata.places.names_on_maps import names_on_maps
from geodata.places.place import Place, PlaceKind

TOWN, PART = PlaceKind.MUNICIPALITY, PlaceKind.DEELGEMEENTE


def place(kind, name, detail, people, code="1"):
    return Place(kind, name, detail, code, 600_000.0, 700_000.0, (name,), weight=people)


def test_municipalities_come_first_and_the_most_inhabited_first():
    places = [
        place(PART, "Hoboken", "Antwerpen", 40_000),
        place(TOWN, "Herstappe", "Limburg", 79),
        place(TOWN, "Gent", "Oost-Vlaanderen", 263_927),
        place(PART, "Merksem", "Antwerpen", 45_000),
        place(TOWN, "Antwerpen", "Antwerpen", 540_196),
    ]
    named = names_on_maps(places, {})
    assert [(one.name, one.small) for one in named] == [
        ("Antwerpen", False),
        ("Gent", False),
        ("Herstappe", False),
        ("Merksem", True),
        ("Hoboken", True),
    ]


def test_a_name_is_written_once_and_only_of_towns_and_their_parts():
    places = [
        place(TOWN, "Gent", "Oost-Vlaanderen", 9),
        place(PART, "Gent", "Gent", 9),
        place(PART, "Beveren", "Beveren-Kruibeke-Zwijndrecht", 8),
        place(PlaceKind.WIJK, "Brugse Poort", "Gent", 7),
        place(PlaceKind.POSTCODE, "9000", "Gent", 6),
        place(PlaceKind.CENTRE, "De Horizon", "Gent", 0),
    ]
    assert [one.name for one in names_on_maps(places, {})] == ["Gent", "Beveren"]


def test_only_the_municipality_of_that_name_has_the_french_name():
    places = [place(TOWN, "Vorst", "Brussel", 56_000), place(PART, "Vorst", "Laakdal", 5_000)]
    named = names_on_maps(places, {"Vorst": "Forest"})
    assert [(one.french, one.small) for one in named] == [("Forest", False), ("Vorst", True)]

"""Addresses, positions and hours of lists as people write them; cases that Nabij collected."""

import math

import pytest

from loaders.builtin.wallonia import in_wallonia, is_walloon
from loaders.centres.geocoding import gazetteer_of, municipalities_of
from loaders.files.addresses import split_address, split_town
from loaders.files.positions import error_m, pair_of
from loaders.imports.centres import CENTRES
from loaders.imports.file_kind import ImportOptions
from loaders.imports.inspection import inspect_file


@pytest.fixture(scope="module")
def look(builtin, tmp_path_factory):
    def of(*rows, kind=CENTRES):
        path = tmp_path_factory.mktemp("lijst") / "lijst.csv"
        path.write_text("\n".join(rows), encoding="utf-8")
        return inspect_file(path, kind, data=builtin, options=ImportOptions())

    return of


def test_brussels_with_the_postcode_of_a_commune_is_that_commune(look, builtin):
    posts = {
        "1000": "21004",
        "1020": "21004",
        "1030": "21015",
        "1040": "21005",
        "1050": "21009",
        "1070": "21001",
        "1180": "21016",
        "1210": "21014",
    }
    names = ("Brussel", "Bruxelles", "Brussels", "BRUXELLES--3")
    rows = [f"C {post} {name};{post};{name}" for post in posts for name in names]
    found = look("naam;postcode;gemeente", *rows).reading.rows
    nis = municipalities_of(found, gazetteer=gazetteer_of(builtin))
    assert nis.tolist() == [code for code in posts.values() for _ in names]


def test_one_bad_cell_drops_the_cell_and_not_the_centre(look):
    report = look(
        "naam;gemeente;telefoon;mail;website;nagekeken op;rolstoel;statuut;coördinaten;postcode",
        "A;Gent;xx;jan;niets;gisteren;trap;misschien;ergens;90",
        "B;Nergens;;;;;;;;",
        ";Gent;;;;;;;;",
    )
    assert report.reading.rows["name"].tolist() == ["A"]
    assert report.wrong_rows == {3, 4}
    assert {f.field for f in report.faults if f.cell_only} == {
        *("phone", "email", "website", "checked_on", "wheelchair", "status", "position", "postcode")
    }


@pytest.mark.long
def test_rows_of_wallonia_are_counted_and_left_out(look):
    report = look(
        "naam;gemeente;postcode;lat;lon",
        *("A;Namur;;;", "B;;4000;;", "C;;;50.4674;4.8720", "D;92094;;;", "E;Gent;;;"),
    )
    assert report.reading.elsewhere == 4
    assert report.reading.rows["name"].tolist() == ["E"]
    assert not report.faults


def test_coordinates_of_a_kilometre_are_no_address(look):
    report = look("naam;gemeente;geo_point_2d", 'A;Gent;"51.05, 3.72"', 'B;Gent;"51.0543, 3.7174"')
    assert report.reading.rows["precision"].tolist() == ["nearby", "address"]
    assert report.reading.rows["within_m"].round().tolist()[0] == 1320
    assert report.reading.rows["within_m"].isna().tolist() == [False, True]
    assert [note.kind for note in report.notes] == ["rough_position"]


def test_a_list_says_how_near_its_coordinates_are(look):
    report = look(
        "naam;gemeente;lat;lon;nauwkeurigheid",
        *("A;Gent;51.0543;3.7174;300", "B;Gent;51.0544;3.7174;1.500 m", "C;Gent;51.0545;3.7174;20"),
        *("D;Gent;51.06;3.72;300", "E;Gent;51.0546;3.7174;zowat", "F;Gent;;;300"),
    )
    rows = report.reading.rows
    near = ["nearby", "nearby", "address", "nearby", "address"]
    assert rows["precision"].fillna("").tolist() == [*near, ""]
    assert rows["within_m"].fillna(0).round(-1).tolist() == [300, 1500, 0, 1320, 0, 0]
    assert [(f.row, f.field) for f in report.faults] == [(6, "within_m")]


def test_hours_in_words_are_shown_back_and_kept_as_text_where_not_sure(look):
    report = look(
        "naam;gemeente;openingsuren",
        *("A;Gent;ma-vr 9u-12u en 13u-17u", "B;Gent;wisselende uren", "C;Gent;Mo 09:00-12:00;"),
    )
    assert [read.read for read in report.reading.read_as] == [
        *("Mo-Fr 09:00-12:00,13:00-17:00", "")
    ]
    hours = report.reading.rows["opening_hours"].tolist()
    assert hours == [*("Mo-Fr 09:00-12:00,13:00-17:00", '"wisselende uren"', "Mo 09:00-12:00")]


@pytest.mark.parametrize("word", ["nee", "non", "no", "Niet toegankelijk"])
def test_not_accessible_is_a_value_of_its_own(look, word):
    rows = look("naam;gemeente;rolstoel", f"A;Gent;{word}", "B;Gent;ja", "C;Gent;").reading.rows
    assert rows["wheelchair"].fillna("").tolist() == ["no", "independent", ""]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("Kerkstraat 5, 9000 Gent", ("Kerkstraat 5", "9000", "Gent")),
        ("Kerkstraat 5 bus 2 B-9000 Gent, België", ("Kerkstraat 5 bus 2", "9000", "Gent")),
        ("Grote Markt, 2000 Antwerpen", ("Grote Markt", "2000", "Antwerpen")),
        ("Kerkstraat 5\n9000 Gent", ("Kerkstraat 5", "9000", "Gent")),
        ("Steenweg op 1000 Eiken", None),
        ("Kerkstraat 5", None),
    ],
)
def test_an_address_in_one_cell_is_split(cell, parts):
    assert split_address(cell) == parts


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("9000 Gent", ("9000", "Gent")),
        ("BE-9000 Gent", ("9000", "Gent")),
        ("Gent (9000)", ("9000", "Gent")),
        ("44021", ("", "44021")),
        ("Antwerpen 6", ("", "Antwerpen 6")),
    ],
)
def test_a_postcode_with_its_town_is_split(cell, parts):
    assert split_town(cell) == parts


@pytest.mark.parametrize(
    "cell",
    [
        *("51.05, 3.72", "3.72,51.05", "POINT (3.72 51.05)", "51,05; 3,72", "51,05, 3,72"),
        *("POINT Z (3.72 51.05 12)", '{"lon": 3.72, "lat": 51.05}', "SRID=4326;POINT(3.72 51.05)"),
    ],
)
def test_a_position_in_one_cell_is_read_in_either_order(cell):
    assert pair_of(cell) == ("3.72", "51.05", "4326")


@pytest.mark.parametrize("cell", ["Gent", "51.05", "51,05,3,72", "51°03'N 3°43'E", "1.2 3.4 5.6"])
def test_what_is_no_single_position_is_not_read(cell):
    assert pair_of(cell) is None


def test_metres_are_never_degrees():
    assert pair_of("104000, 194000") == ("104000", "194000", "")
    assert pair_of("414000.5 6631000.2") == ("414000.5", "6631000.2", "")


@pytest.mark.parametrize(
    ("east", "north", "crs", "expected"),
    [
        ("3.72", "51.05", "EPSG:4326", 1_320),
        ("3.7", "51.05", "EPSG:4326", 1_320),
        ("3.7", "51.1", "EPSG:4326", 13_200),
        ("4", "51", "EPSG:4326", 132_020),
        ("3,7174", "51.05", "EPSG:4326", None),
        ("104000", "194000", "EPSG:31370", 1_410),
        ("104120", "194000", "EPSG:31370", None),
    ],
)
def test_how_near_is_told_by_the_decimals(east, north, crs, expected):
    found = error_m(east, north, crs)
    assert (None if math.isnan(found) else round(found, -1)) == expected


def test_names_shared_with_flanders_are_not_walloon():
    assert is_walloon("Luik")
    assert is_walloon("Nivelles")
    assert not is_walloon("Halle")
    assert not is_walloon("9000")


def test_no_points_need_no_outline_of_wallonia(builtin):
    points = builtin.points.geometry.iloc[:0]
    assert in_wallonia(points).empty

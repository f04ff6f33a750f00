import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon, box

from geodata.crs import METRIC_CRS
from geodata.errors import BadValueError, MissingColumnError, UnknownCodeError, WrongCrsError
from geodata.places.gazetteer import approximate_deelgemeenten, locate_centres
from geodata.places.text_folding import fold
from geodata.snapshot.schemas import SCHEMAS

X, Y = 600_000.0, 700_000.0


def area(code, name, municipality, left, right, *, inner=None):
    x, y = inner or ((left + right) / 2, 50)
    return {
        "code": code,
        "name": name,
        "municipality": municipality,
        "inner_x_m": X + x,
        "inner_y_m": Y + y,
        "geometry": box(X + left, Y, X + right, Y + 100),
    }


def frame(*rows):
    return gpd.GeoDataFrame(list(rows), geometry="geometry", crs=METRIC_CRS)


MUNICIPALITIES = frame(
    area("11001", "Sint-Jan", None, 0, 200), area("11002", "Évere", None, 200, 400)
).assign(name_fr=["Saint-Jean", "Evere-Ville"])
DEELGEMEENTEN = frame(
    area("11001A", "Sint-Jan (Dg.)", "11001", 0, 100),
    area("11001B", "Hoek (Sint-Jan)", "11001", 100, 200),
    area("11002A", "Dubbel", "11002", 200, 300),
    area("11002B", "DUBBEL", "11002", 300, 400),
)
WIJKEN = frame(
    area("11001W1", "Hoek", "11001", 0, 50),
    area("11001W2", "Molenwijk", "11001", 50, 100),
    area("11002W1", "Molenwijk-Zuid", "11002", 200, 300),
)
ALIASES = pd.DataFrame({"alias": ["De Mólen"], "name": ["Molenwijk"], "nis": ["11001"]})


def raw(**values):
    text = dict.fromkeys(
        ["operator", "street", "postcode", "place", "phone", "email", "website", "evidence"], ""
    )
    return {"name": "De Kring", "municipality": "Sint-Jan", "source": "krant", **text, **values}


def locate(*rows, wijken=WIJKEN, **layers):
    return locate_centres(
        pd.DataFrame(list(rows)),
        **{
            "municipalities": MUNICIPALITIES,
            "deelgemeenten": DEELGEMEENTEN,
            "aliases": ALIASES,
            "wijken": wijken,
            **layers,
        },
    )


def found(place, municipality="Sint-Jan", **layers):
    _, points, _ = locate(raw(place=place, municipality=municipality), **layers)
    return points["precision"].item(), points["whereabouts"].item()


@pytest.mark.parametrize("place", ["Hoek", "  hoek ", "HOEK", "Höek", "Hoek (Sint-Jan)"])
def test_a_place_is_found_whatever_its_accents_case_and_suffix(place):
    assert found(place) == ("place", "deelgemeente:11001B")


@pytest.mark.parametrize("place", ["Sint Jan", "sint-jan", "SINT–JAN"])
def test_hyphens_do_not_matter(place):
    assert found(place) == ("place", "deelgemeente:11001A")


def test_a_deelgemeente_goes_before_a_wijk_of_the_same_name():
    assert found("Hoek")[1] == "deelgemeente:11001B"
    assert found("Molenwijk") == ("place", "wijk:11001W2")


def test_another_name_is_followed_in_its_own_municipality_only():
    assert found("de molen") == ("place", "wijk:11001W2")
    assert found("de molen", "Evere") == ("municipality", "municipality:11002")


@pytest.mark.parametrize("place", ["", "Nergens", "Molenwijk-Zuid"])
def test_a_place_that_is_not_in_the_municipality_leaves_the_municipality(place):
    assert found(place) == ("municipality", "municipality:11001")


def test_a_name_that_occurs_twice_decides_nothing():
    assert found("Dubbel", "Évere") == ("municipality", "municipality:11002")


def test_without_wijken_only_deelgemeenten_are_places():
    assert found("Molenwijk", wijken=None) == ("municipality", "municipality:11001")


@pytest.mark.parametrize("name", ["Évere", "evere", "Evere-Ville", "11002"])
def test_a_municipality_goes_by_either_language_or_its_code(name):
    assert found("", name) == ("municipality", "municipality:11002")


def test_the_point_is_the_inner_point_of_the_area_that_is_its_whereabouts():
    _, points, whereabouts = locate(raw(place="Hoek"), raw(place="Hoek"), raw())
    assert list(points.geometry) == [
        Point(X + 150, Y + 50), Point(X + 150, Y + 50), Point(X + 100, Y + 50)
    ]  # fmt: skip
    assert list(whereabouts["key"]) == ["deelgemeente:11001B", "municipality:11001"]
    assert whereabouts.area.tolist() == [10_000, 20_000]
    assert points.crs == whereabouts.crs == METRIC_CRS


def test_an_inner_point_outside_its_polygon_is_not_used():
    places = frame(area("11001B", "Hoek", "11001", 100, 200, inner=(900, 900)))
    _, points, whereabouts = locate(raw(place="Hoek"), deelgemeenten=places)
    assert points.geometry.item().within(whereabouts.geometry.item())


def test_ids_follow_from_name_and_municipality_and_stay_unique():
    names = ["'t Plein!", "Chambéry", "'t Plein"]
    centres, points, _ = locate(*(raw(name=name) for name in names))
    assert centres["id"].tolist() == ["t-plein-11001", "chambery-11001", "t-plein-11001-2"]
    assert centres["name"].tolist() == names
    assert points["centre_id"].tolist() == centres["id"].tolist()
    assert points["id"].is_unique
    assert set(points["kind"]) == {"main"}


def test_only_stated_evidence_makes_a_status():
    evidence = ["recognised", "applied", "called_ldc", "unconfirmed", ""]
    centres, *_ = locate(*(raw(evidence=e) for e in evidence))
    assert centres["status"].tolist() == ["recognised", "pending", *["unknown"] * 3]
    assert centres["evidence"].isna().tolist() == [False] * 4 + [True]


@pytest.mark.parametrize(
    ("source", "date"),
    [
        ("krant (2020-06-24)", "2020-06-24"),
        ("a (2019-02-25); b (2020-06-25); c (2022-07)", "2020-06-25"),
        ("gemeente, geraadpleegd 2026-03-25", "2026-03-25"),
        ("krant (2022-07)", None),
        ("http://example.be/20220307_93826732", None),
        ("x-2020-06-24-9", None),
        ("krant (2021-13-45)", None),
    ],
)
def test_the_check_date_is_a_full_date_in_the_source_or_missing(source, date):
    centres, *_ = locate(raw(source=source))
    assert centres["checked_on"].item() == date or (
        date is None and centres["checked_on"].isna()[0]
    )


def test_contact_data_are_kept_as_they_are_and_trimmed():
    _, points, _ = locate(raw(website=" zie de site; of bel ", phone="03/1", street="Markt 1"))
    assert points["website"].item() == "zie de site; of bel"
    assert points["precision"].item() == "municipality"  # an address is not looked up
    assert points["email"].isna().item()


def test_the_frames_hold_to_their_schemas_even_when_empty():
    nobody = pd.DataFrame(columns=list(raw()))
    for rows in (pd.DataFrame([raw(place="Hoek"), raw()]), nobody):
        frames = locate_centres(
            rows, municipalities=MUNICIPALITIES, deelgemeenten=DEELGEMEENTEN, aliases=ALIASES
        )
        for name, result in zip(("centres", "points", "whereabouts"), frames, strict=True):
            SCHEMAS[name].validate(result)
        assert len(frames[0]) == len(rows)


@pytest.mark.parametrize(
    ("row", "error", "match"),
    [
        (raw(municipality="Parijs"), UnknownCodeError, "row 1, municipality.*'Parijs'"),
        (raw(municipality=""), UnknownCodeError, "municipality"),
        (raw(name=" "), BadValueError, "row 1, name"),
        (raw(source=""), BadValueError, "row 1, source"),
        ({"name": "De Kring"}, MissingColumnError, "operator"),
    ],
)
def test_a_bad_row_is_a_typed_error_that_says_where(row, error, match):
    with pytest.raises(error, match=match):
        locate(row)


def test_polygons_in_degrees_are_refused():
    with pytest.raises(WrongCrsError):
        locate(raw(), deelgemeenten=DEELGEMEENTEN.to_crs("EPSG:4326"))


def test_folding_leaves_a_name_that_is_all_brackets():
    assert fold("(Dg.)") == "dg"


def units(*rows):
    return frame(*rows).drop(columns="name")


def test_wijken_go_to_the_nearest_place_of_their_own_municipality():
    wijken = units(*(area(f"w{i}", "", "11001", 100 * i, 100 * (i + 1)) for i in range(4)))
    places = pd.DataFrame([area("A", "", "11001", 0, 100), area("B", "", "11001", 300, 400)]).drop(
        columns="geometry"
    )
    polygons = approximate_deelgemeenten(wijken, places).set_index("code").geometry
    assert polygons["A"].equals(box(X, Y, X + 200, Y + 100))
    assert polygons["B"].equals(box(X + 200, Y, X + 400, Y + 100))


def test_a_place_that_is_nearest_to_no_wijk_has_the_wijk_that_it_lies_in():
    wijken = units(area("w0", "", "11001", 0, 100), area("w1", "", "11001", 100, 200))
    places = pd.DataFrame(
        [
            area("A", "", "11001", 0, 100),
            area("B", "", "11001", 100, 200),
            area("C", "", "11001", 100, 200, inner=(190, 90)),
        ]
    ).drop(columns="geometry")
    polygons = approximate_deelgemeenten(wijken, places).set_index("code").geometry
    assert polygons["C"].equals(polygons["B"])
    assert isinstance(polygons["C"], Polygon)


def test_a_postcode_of_a_part_of_the_municipality_is_that_part():
    of = pd.DataFrame({"postcode": ["1000", "1001", "1001"], "code": ["11001A", "11001B", "x"]})
    rows = [raw(postcode=code, place=place) for code, place in (("1001", ""), ("1000", "Hoek"))]
    whole = pd.DataFrame({"postcode": "1001", "code": ["11001A", "11001B"]})
    _, points, whereabouts = locate(*rows, raw(postcode="9999"), postcodes=of)
    assert points["whereabouts"].tolist() == [
        *("postcode:11001:1001", "deelgemeente:11001B", "municipality:11001")
    ]
    assert points["precision"].tolist() == ["place", "place", "municipality"]
    area = whereabouts.set_index("key").geometry["postcode:11001:1001"]
    assert area.equals(DEELGEMEENTEN.geometry[1])
    assert area.covers(points.geometry[0])
    _, points, _ = locate(rows[0], postcodes=whole)
    assert points["whereabouts"].tolist() == ["municipality:11001"]


def test_a_spot_near_a_centre_is_a_disc_in_its_municipality():
    spot = gpd.GeoSeries([Point(X + 60, Y + 50)], crs=METRIC_CRS).to_crs(4326)[0]
    near = {"lat": str(spot.y), "lon": str(spot.x)}
    centres, points, whereabouts = locate(
        raw(**near, within_m="30", status="closed", note="?", opening_hours="Mo 09:00-12:00"),
        raw(**near, within_m="70", name="B"),
        raw(**near, within_m="900", name="C"),
        raw(name="D", lat="", lon="", within_m=""),
    )
    assert centres["status"].tolist() == ["closed", "unknown", "unknown", "unknown"]
    assert centres["remark"].fillna("").tolist() == ["?", "", "", ""]
    assert points["opening_hours"].fillna("").tolist() == ["Mo 09:00-12:00", "", "", ""]
    assert points["precision"].tolist() == ["nearby", "nearby", "municipality", "municipality"]
    assert points["within_m"].fillna(0).tolist() == [30, 70, 0, 0]
    areas = whereabouts.set_index("key").geometry.loc[points["whereabouts"]].to_numpy()
    at = Point(X + 60, Y + 50)
    town = MUNICIPALITIES.geometry[0]
    assert areas[0].symmetric_difference(at.buffer(30, 32)).area < 1
    assert areas[1].symmetric_difference(at.buffer(70, 32).intersection(town)).area < 1
    assert points.geometry[0].distance(at) < 0.1
    SCHEMAS["points"].validate(points)
    SCHEMAS["centres"].validate(centres)

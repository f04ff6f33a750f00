import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from geodata.crs import METRIC_CRS
from geodata.errors import (
    BadValueError,
    MissingColumnError,
    MissingCrsError,
    RowsError,
    UnreadableFileError,
)
from loaders.imports.support_points import named_places_in, support_points_in

BRUGGE, GENT = (51.2093, 3.2247), (51.0536, 3.7253)
HEADER = "naam;lat;lon"


def test_of_named_places_the_rows_that_can_be_used_are_kept_and_the_others_counted(write):
    lines = ["name,lat,lon", "Bib,50.88,4.70", "Sea,51.60,2.50", "Bib,50.90,4.71", ",50.88,4.71"]
    places, left_out = named_places_in(write(lines))
    assert places["name"].tolist() == ["Bib"]
    assert left_out == 3
    with pytest.raises(RowsError):
        named_places_in(write(["name,lat,lon", "Sea,51.60,2.50"]))


def told(error):
    """Return the row, column and action of each problem."""
    return [(problem.row, problem.column) for problem in error.value.rows]


def in_metres(*places):
    spots = gpd.GeoSeries([Point(lon, lat) for lat, lon in places], crs="EPSG:4326")
    return spots.to_crs(METRIC_CRS)


def near(points, *places):
    return points.geometry.distance(in_metres(*places)).max() < 1


def test_a_table_of_support_points(read):
    points = read(
        [
            "Naam;Gastorganisatie;Straat;Postcode;Plaats;Tel;E-mail;Website;Thema's;lat;lon",
            "W;OCMW;Markt 1;8000;Brugge;050 1;rop@x.be;x.be;Kwaliteit, samenwerking;51,2093;3,2247",
            "ROP Oost (Gent);;;;;;;;;51.0536;3.7253",
        ]
    )
    assert points.crs == METRIC_CRS
    assert points["id"].tolist() == ["w", "rop-oost-gent"]
    assert points.loc[0, ["host", "street", "postcode", "place", "phone"]].tolist() == [
        *("OCMW", "Markt 1", "8000", "Brugge", "050 1"),
    ]
    assert points.loc[0, ["email", "website", "themes"]].tolist() == [
        *("rop@x.be", "x.be", "quality,cooperation"),
    ]
    assert points.loc[1, ["host", "phone", "themes"]].isna().all()
    assert not points["example"].any()
    assert near(points, BRUGGE, GENT)


def test_headers_and_themes_in_french_and_english(read):
    french = read(["Nom;Thèmes;Latitude;Longitude", "West;Politique financière|qualité;51.2;3.2"])
    english = read(["name,themes,lat,lon", '"West","financial policy; personnel policy",51.2,3.2'])
    assert french["themes"].tolist() == ["finance,quality"]
    assert english["themes"].tolist() == ["finance,personnel"]


def test_an_id_of_its_own_is_kept_in_plain_letters(read):
    assert read(["id;naam;lat;lon", "ROP_1;West;51.2;3.2"])["id"].tolist() == ["rop-1"]


@pytest.mark.parametrize("crs", ["31370", "3812", "4326"])
def test_x_and_y_in_a_declared_crs(read, crs):
    spot = in_metres(BRUGGE).to_crs(f"EPSG:{crs}").iloc[0]
    row = f"West;{spot.x:.6f};{spot.y:.6f}"
    assert near(read(["naam;x;y", row], crs=crs), BRUGGE)
    assert near(read(["naam;x;y;crs", f"{row};EPSG:{crs}"]), BRUGGE)
    commas = row.replace(".", ",")
    assert near(read(["naam;x;y;crs", f"{commas};{crs}"], crs="4326"), BRUGGE)


def test_a_spreadsheet_is_read_too(tmp_path):
    path = tmp_path / "points.xlsx"
    frame = pd.DataFrame({"naam": ["West"], "lat": [51.2093], "lon": [3.2247]})
    frame.to_excel(path, index=False, engine="xlsxwriter")
    assert near(support_points_in(path), BRUGGE)


def test_x_and_y_without_a_crs_are_refused(read):
    with pytest.raises(MissingCrsError, match="--crs"):
        read(["naam;x;y", "West;70000;210000"])
    with pytest.raises(BadValueError, match="31370"):
        read(["naam;x;y", "West;70000;210000"], crs="utm")
    with pytest.raises(MissingColumnError, match="lat and lon, or x and y"):
        read(["naam;lat", "West;51"])
    with pytest.raises(MissingColumnError, match="naam"):
        read(["lat;lon", "51;3"])


def test_all_problems_of_support_points_are_reported_at_once(read):
    with pytest.raises(RowsError) as error:
        read(
            [
                "naam;thema's;lat;lon;x;y;crs",
                "A;;3.2247;51.2093;;;",
                "B;;48.85;2.35;;;",
                "C;;51,2;;;;",
                "D;;noord;oost;;;",
                "E;;;;70000;210000;",
                "F;;;;70000;210000;utm",
                ";;51.2;3.2;;;",
                "A;;51.2;3.2;;;",
                "!;;51.2;3.2;;;",
                "G;dansen;51.2;3.2;;;",
                "H;;;;;;",
                "I;;;;70000;210000;4326",
            ]
        )
    assert told(error) == [
        (2, "lon and lat"),
        (3, "lon and lat"),
        (4, "lon"),
        *((5, "lon"), (5, "lat")),
        *((6, "crs"), (7, "crs")),
        (8, "naam"),
        *((9, "naam"), (10, "naam")),
        (11, "thema's"),
        (12, "lon"),
        (13, "x and y"),
    ]
    actions = {problem.row: problem.action for problem in error.value.rows}
    assert "swapped" in actions[2]
    assert "swapped" not in actions[3]
    assert "a, as in row 2" in str(error.value)
    assert "Nothing was replaced" in str(error.value)


def geojson(*features, **members):
    return json.dumps({"type": "FeatureCollection", "features": features} | members)


def feature(name, *at, kind="Point", **properties):
    shape = {"type": kind, "coordinates": list(at)}
    return {"type": "Feature", "properties": {"naam": name} | properties, "geometry": shape}


def test_geojson_is_wgs84_unless_it_declares_another_crs(write):
    lat, lon = BRUGGE
    text = geojson(feature("West", lon, lat, themas=["kwaliteit", "hr"], postcode=8000))
    points = support_points_in(write(text, "points.geojson"))
    assert near(points, BRUGGE)
    assert points.loc[0, ["postcode", "themes"]].tolist() == ["8000", "personnel,quality"]
    spot = in_metres(BRUGGE).to_crs("EPSG:31370").iloc[0]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::31370"}}
    text = geojson(feature("West", spot.x, spot.y), crs=crs)
    assert near(support_points_in(write(text, "points.geojson")), BRUGGE)


def test_unusable_geojson_is_an_error(write):
    def reading(text):
        return support_points_in(write(text, "points.geojson"))

    for text in ("{", "[1]", "{}", '{"features": 3}', geojson(), '{"features": [{}]}', "<html>"):
        with pytest.raises(UnreadableFileError):
            reading(text)
    for crs in (None, {"type": "name", "properties": {"name": "Mars"}}):
        with pytest.raises(MissingCrsError):
            reading(geojson(feature("West", 3.2, 51.2), crs=crs))
    with pytest.raises(RowsError) as error:
        reading(
            geojson(
                feature("A", 51.2, 3.2),
                feature("B", [3.2, 51.2], kind="LineString"),
                feature("C", "oost", None),
                {"type": "Feature", "properties": {"naam": "D"}, "geometry": None},
                feature("", 3.2, 51.2),
            )
        )
    assert told(error) == [
        (1, "longitude and latitude"),
        (2, "geometry"),
        *((3, "longitude"), (3, "latitude")),
        (4, "geometry"),
        (5, "naam"),
    ]

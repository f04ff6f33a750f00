import pytest

from geodata.errors import SourceError
from loaders.sources import poi
from loaders.sources.poi import read
from tests.loaders.fake_sources import OLDER_POI, POI, Play, feature, older_poi


def test_a_feature_is_read_with_its_attributes_in_any_case():
    record = read(Play(features=[feature(4)]).ask).records.iloc[0]
    assert record["record_id"] == record["group"] == "poi:POI.4"
    assert (record["name"], record["street"], record["postcode"]) == (
        *("LDC 4", "Ridderstraat 4", "3000"),
    )
    assert (record["place"], record["municipality"]) == ("Leuven", "Leuven")
    assert (record["lat"], record["lon"], record["precision"]) == (50.884, 4.70, "address")
    assert record["status"] == "recognised"  # its product says erkend


def test_recognition_is_unknown_where_the_source_does_not_state_it():
    given = feature(1)
    given["properties"]["PRODUCT"] = "Zorgvoorzieningen"
    assert read(Play(features=[given]).ask).records["status"].isna().all()


@pytest.mark.parametrize("next_links", [True, False])
def test_all_pages_are_read_by_link_or_by_offset(monkeypatch, next_links):
    monkeypatch.setattr(poi, "_SIZE", 2)
    play = Play(next_links=next_links)
    assert len(read(play.ask).records) == 6
    offsets = [question["offset"] for question in play.questions(POI)]
    assert offsets[:3] == [["0"], ["2"], ["4"]]


def test_only_dienstencentra_are_read():
    others = [feature(8, category="Woonzorgcentrum"), feature(9, category="Apotheek")]
    for other in others:
        other["properties"]["NAAM"] = "Ter Linden"
    records = read(Play(features=[feature(1), *others]).ask).records
    assert records["record_id"].tolist() == ["poi:POI.1"]


def test_fewer_features_than_announced_falls_back_to_the_older_service(monkeypatch):
    play = Play()
    whole = play._features(0, 500)
    monkeypatch.setattr(play, "_features", lambda *_: {**whole, "numberMatched": 9})
    reading = read(play.ask)
    assert reading.records["record_id"].tolist() == [f"poi:{n}" for n in (1, 2, 3, 4)]
    assert "6 of the 9" in reading.notes[0]


@pytest.mark.parametrize("point", ["Point", "point"])
def test_the_older_service_answers_where_the_new_one_does_not(point):
    play = Play(faults={POI: "gone"}, pois=[older_poi(2, point=point)])
    reading = read(play.ask)
    record = reading.records.iloc[0]
    assert "older service" in reading.notes[0]
    assert (record["record_id"], record["name"]) == ("poi:2", "LDC 2")
    assert (record["street"], record["postcode"]) == ("Ridderstraat 2", "3000")
    assert (record["lat"], record["lon"]) == (50.882, 4.70)
    assert record["website"] == "https://www.leuven.example/ldc"
    assert play.questions(OLDER_POI) == [
        {
            "keyword": ["dienstencentrum"],
            "maxcount": ["1000"],
            "srsOut": ["4326"],
            "maxModel": ["true"],  # else without telephone and e-mail
        }
    ]


def test_both_services_failing_is_one_error_that_names_both():
    with pytest.raises(SourceError, match="older service") as caught:
        read(Play(faults={POI: "gone", OLDER_POI: "gone"}).ask)
    assert caught.value.params["problem"] == "unreachable"


def test_an_older_answer_that_was_cut_off_at_its_maximum_is_refused(monkeypatch):
    monkeypatch.setattr(poi, "_OLDER_SIZE", 4)
    with pytest.raises(SourceError, match="does not give the rest"):
        read(Play(faults={POI: "gone"}).ask)


def test_odd_records_are_left_out_and_reported():
    odd = {"id": 9, "labels": None, "location": {"points": []}}
    play = Play(faults={POI: "gone"}, pois=[older_poi(1), older_poi(1), odd, None])
    reading = read(play.ask)
    assert len(reading.records) == 1
    assert reading.notes[-1].startswith("3 ")


def test_a_collection_without_end_is_given_up(monkeypatch):
    monkeypatch.setattr(poi, "_SIZE", 1)
    monkeypatch.setattr(poi, "_MOST_PAGES", 3)
    with pytest.raises(SourceError, match="more than 3 features"):
        read(Play(faults={OLDER_POI: "gone"}).ask)


REAL = {
    "POID": 4711,
    "NAAM": "De Kring",
    "NOTITIE": "Elke werkdag open",
    "TELEFOON": "016 20 00 00",
    "EMAIL": "kring@leuven.example",
    "STRAAT": "Ridderstraat",
    "HUISNUMMER": "4",
    "BUSNUMMER": "2",
    "POSTCODE": 3000.0,
    "GEMEENTE": "Leuven",
    "POITYPE": "Lokaal dienstencentrum",
    "CATEGORIE": "Ouderenzorg",
    "LINK1": "zie folder",
    "LINK2": "www.kring.example",
}


def real(number=1, *, geometry=None, **attributes):
    """Return a feature with the attributes that the layer has."""
    given = {**feature(number), "properties": {**REAL, "POID": number, **attributes}}
    return {**given, "id": f"POI.fid--{number}", "geometry": geometry or given["geometry"]}


def test_the_attributes_of_the_layer_are_read():
    record = read(Play(features=[real(4711)]).ask).records.iloc[0]
    assert record["record_id"] == "poi:4711"  # its own number, not what the server makes up
    assert (record["name"], record["street"]) == ("De Kring", "Ridderstraat 4 bus 2")
    assert (record["postcode"], record["place"]) == ("3000", "Leuven")
    assert (record["phone"], record["email"]) == ("016 20 00 00", "kring@leuven.example")
    assert record["website"] == "https://www.kring.example"


@pytest.mark.parametrize(
    ("box", "number"), [("", "4"), ("0201", "4 bus 0201"), ("Bus A", "4 bus A")]
)
def test_a_box_is_part_of_the_address_once(box, number):
    records = read(Play(features=[real(1, BUSNUMMER=box)]).ask).records
    assert records["street"].tolist() == [f"Ridderstraat {number}"]


def test_the_type_decides_and_what_is_only_called_so_is_left_out_and_reported():
    others = [
        real(2, NAAM="LDC De Kring", POITYPE="Conformiteitsattest", CATEGORIE="Wonen"),
        real(3, NAAM="Dienstencentrum Zuid", POITYPE="Regionaal dienstencentrum"),
        real(4, NAAM="Basisschool", POITYPE="Kleuteronderwijs", CATEGORIE="Basisonderwijs"),
    ]
    reading = read(Play(features=[real(1), *others]).ask)
    assert reading.records["record_id"].tolist() == ["poi:1"]
    assert reading.notes == (
        "left out, by their type: Conformiteitsattest (1), Regionaal dienstencentrum (1)",
    )


def test_the_server_is_asked_for_what_may_be_one_only():
    play = Play()
    read(play.ask)
    [asked] = play.questions(POI)
    for part in ("POITYPE LIKE '%ienstencentr%'", "CATEGORIE LIKE", "NAAM LIKE '%LDC%'"):
        assert part in asked["filter"][0]


def test_the_wfs_answers_where_the_ogc_api_does_not_take_the_filter(monkeypatch):
    monkeypatch.setattr(poi, "_SIZE", 4)
    play = Play(faults={f"{POI}/POI/ogc": "400"}, wfs=True, next_links=False)
    reading = read(play.ask)
    assert len(reading.records) == 6
    assert reading.notes[0].startswith("from the WFS, for the OGC API")
    asked = play.questions(f"{POI}/POI/wfs")
    assert [question["startIndex"] for question in asked] == [["0"], ["4"]]
    assert asked[0]["CQL_FILTER"][0].startswith("POITYPE LIKE")


# Leuven, Ridderstraat, within a metre
LAMBERT = {"31370": [173_300, 175_020], "3812": [673_300, 675_020]}


@pytest.mark.parametrize(
    ("geometry", "crs", "assumed"),
    [
        ({"type": "MultiPoint", "coordinates": [[4.70, 50.884]]}, None, False),
        ({"type": "Point", "coordinates": LAMBERT["31370"]}, "urn:ogc:def:crs:EPSG::31370", False),
        ({"type": "MultiPoint", "coordinates": [LAMBERT["3812"]] * 2}, "EPSG:3812", False),
        ({"type": "Point", "coordinates": [50.884, 4.70]}, "EPSG:4326", False),
        ({"type": "Point", "coordinates": LAMBERT["31370"]}, None, True),
        ({"type": "Point", "coordinates": [523_200, 6_600_500]}, None, True),  # web mercator
    ],
)
def test_multipoints_and_metres_are_brought_to_degrees(monkeypatch, geometry, crs, assumed):
    play = Play(features=[real(1, geometry=geometry)])
    whole = play._features(0, 500)
    declared = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    monkeypatch.setattr(play, "_features", lambda *_: {**whole, **declared})
    reading = read(play.ask)
    record = reading.records.iloc[0]
    assert (round(record["lat"], 1), round(record["lon"], 1)) == (50.9, 4.7)
    assert record["precision"] == "address"
    assert any("does not say" in note for note in reading.notes) is assumed


@pytest.mark.parametrize(
    "coordinates", [[[4.7, 50.88], [4.4, 51.2]], [], [None, None], ["x", "y"], [9e9, 9e9]]
)
def test_several_places_or_none_are_no_position(coordinates):
    geometry = {"type": "MultiPoint", "coordinates": coordinates}
    record = read(Play(features=[real(1, geometry=geometry)]).ask).records.iloc[0]
    assert record[["lat", "lon", "precision"]].isna().all()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"exceededTransferLimit": True}, "exceededTransferLimit"),
        ({"properties": {"exceededTransferLimit": True}}, "exceededTransferLimit"),
        ({"numberMatched": "7"}, "6 of the 7"),
        ({"numberMatched": "unknown", "totalFeatures": 9}, "6 of the 9"),
    ],
)
def test_an_answer_that_is_not_whole_is_refused(monkeypatch, more, message):
    play = Play(faults={OLDER_POI: "gone"})
    whole = play._features(0, 500)
    monkeypatch.setattr(play, "_features", lambda *_: {**whole, **more})
    with pytest.raises(SourceError, match=message):
        read(play.ask)


def test_features_that_stop_at_the_limit_of_the_server_are_refused(monkeypatch):
    monkeypatch.setattr(poi, "_SIZE", 2)
    monkeypatch.setattr(poi, "_CUT_OFF", 6)
    play = Play(faults={OLDER_POI: "gone"}, next_links=False)
    whole = play._features
    monkeypatch.setattr(play, "_features", lambda *a: {"features": whole(*a)["features"]})
    with pytest.raises(SourceError, match="stopped at 6 features"):
        read(play.ask)


def test_pages_that_overlap_do_not_count_as_whole(monkeypatch):
    monkeypatch.setattr(poi, "_SIZE", 3)
    play = Play(features=[feature(n) for n in (1, 2, 3, 3, 4, 5)], faults={OLDER_POI: "gone"})
    with pytest.raises(SourceError, match="5 of the 6"):
        read(play.ask)


def test_fewer_answers_of_the_older_service_than_it_found_are_refused(monkeypatch):
    play = Play(faults={POI: "gone"})
    answer = {"pois": play.pois, "labels": [{"term": "count", "value": "312"}]}
    monkeypatch.setattr(play, "answer", lambda *_: answer)
    with pytest.raises(SourceError, match="4 of the 312"):
        read(play.ask)


def test_the_older_service_finds_other_types_by_the_word_too():
    stop = older_poi(9)
    stop["categories"] = [{"type": "Type", "term": "Halte", "value": "Bushalte"}]
    reading = read(Play(faults={POI: "gone"}, pois=[older_poi(1), stop]).ask)
    assert reading.records["record_id"].tolist() == ["poi:1"]
    assert reading.notes[-1] == "left out, by their type: Bushalte (1)"


def test_places_in_wallonia_are_left_out_and_counted():
    places = [real(1), real(2, POSTCODE=4000, GEMEENTE="Luik"), real(3, POSTCODE="1300")]
    reading = read(Play(features=[*places, real(4, POSTCODE=1030, GEMEENTE="Brussel")]).ask)
    assert reading.records["postcode"].tolist() == ["3000", "1030"]
    assert reading.notes == ("2 in Wallonia left out",)

import pytest

from geodata.errors import SourceError
from loaders.sources.overpass import query, read, records_reading
from tests.loaders.fake_sources import OSM, Play, element


def record_of(given):
    return records_reading([given]).records.iloc[0]


@pytest.mark.parametrize("kind", ["node", "way", "relation"])
def test_nodes_ways_and_relations_are_read_with_their_middle(kind):
    record = record_of(element(5, kind))
    assert record["record_id"] == record["group"] == f"osm:{kind}/5"
    assert (record["lat"], record["lon"], record["precision"]) == (50.885, 4.70, "address")
    assert record["url"] == f"https://www.openstreetmap.org/{kind}/5"
    assert record[["status"]].isna().all()  # OpenStreetMap knows of no recognition


def test_tags_become_fields():
    record = record_of(
        element(
            1,
            operator="OCMW Leuven",
            addr__street="Ridderstraat",
            addr__housenumber="1",
            addr__postcode="3000",
            addr__city="Leuven",
            contact__phone="+32 16 20 00 00",
            website="www.leuven.example",
            opening_hours="Mo-Fr 09:00-17:00",
            check_date="2025-11-03",
        )
    )
    assert (record["operator"], record["street"]) == ("OCMW Leuven", "Ridderstraat 1")
    assert (record["postcode"], record["place"]) == ("3000", "Leuven")
    assert record["phone"] == "+32 16 20 00 00"
    assert record["website"] == "https://www.leuven.example"
    assert record["opening_hours"] == "Mo-Fr 09:00-17:00"
    assert record["checked_on"] == "2025-11-03"


@pytest.mark.parametrize(
    ("tag", "meant"),
    [
        ("yes", "independent"),
        ("designated", "independent"),
        ("limited", "help"),
        ("no", "no"),
        ("unknown", ""),
    ],
)
def test_wheelchair_says_no_more_than_the_map_does(tag, meant):
    found = records_reading([element(1, wheelchair=tag)]).records["wheelchair"]
    assert found.fillna("").item() == meant


def test_hours_and_dates_that_cannot_be_read_are_left_out():
    record = record_of(element(1, opening_hours="elke dag van 9 tot 5", check_date="vorig jaar"))
    assert record[["opening_hours", "checked_on"]].isna().all()


def test_closed_nameless_and_repeated_elements_are_left_out_and_reported():
    given = [
        element(1),
        element(1),
        element(2, name=""),
        element(3, name="Voormalig dienstencentrum"),
    ]
    reading = records_reading([*given, None, {"type": "node"}])
    assert reading.records["record_id"].tolist() == ["osm:node/1"]
    assert reading.notes[0].startswith("5 ")


def test_the_order_of_the_answer_does_not_matter():
    elements = [element(n, kind) for n in (3, 1, 2) for kind in ("way", "node")]
    first = records_reading(elements).records
    assert first.equals(records_reading(elements[::-1]).records)


def test_the_question_is_posted_and_names_both_regions():
    play = Play()
    assert len(read(play.ask).records) == 5
    assert play.questions(OSM) == [{"data": [query()]}]
    for part in ('"BE-VLG"', '"BE-BRU"', "community_centre|social_facility", "out center"):
        assert part in query()


@pytest.mark.parametrize(
    "remark",
    [
        'runtime error: Query timed out in "query"',
        "Error: memory",
        "runtime remark: Timeout is 180 and in 12 seconds it ends.",
        "Query run out of memory using about 2048 MB of RAM.",
    ],
)
def test_a_server_that_gave_up_half_way_is_an_error(remark):
    with pytest.raises(SourceError, match="half-way"):
        read(Play(remark=remark).ask)


def test_an_answer_without_elements_is_an_error(monkeypatch):
    play = Play()
    monkeypatch.setattr(play, "elements", None)
    with pytest.raises(SourceError, match="no list"):
        read(play.ask)


def test_a_remark_that_is_none_of_those_is_passed_on():
    reading = read(Play(remark="Please consider a mirror.").ask)
    assert len(reading.records) == 5
    assert reading.notes == ("it remarks: Please consider a mirror.",)

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
        {"keyword": ["dienstencentrum"], "maxcount": ["1000"], "srsOut": ["4326"]}
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

import pytest

from geodata.errors import SourceError
from loaders.sources import sociale_kaart
from loaders.sources.sociale_kaart import read, reading_of
from tests.loaders.fake_sources import RUBRIC, SOCIALE_KAART, Play, address, offer


def failure(play) -> str:
    with pytest.raises(SourceError) as caught:
        read(play.ask)
    return caught.value.params["what"]


def test_a_centre_is_read_with_its_primary_address_and_contact():
    record = reading_of([offer(3)]).records.iloc[0]
    assert record["record_id"] == record["group"] == "sociale_kaart:VES-3"
    assert (record["name"], record["kind"]) == ("Dienstencentrum 3", "main")
    assert (record["street"], record["postcode"], record["place"]) == (
        *("Ridderstraat 3", "3000", "Leuven"),
    )
    assert (record["phone"], record["email"]) == ("016 20 00 03", "centrum3@leuven.example")
    assert record["website"] == "https://www.leuven.example"
    assert record["activities"] == "meals"
    assert (record["lat"], record["lon"], record["precision"]) == (50.883, 4.70, "address")
    assert record[["status", "wheelchair", "checked_on", "url"]].isna().all()


@pytest.mark.parametrize("embedded", [False, True])
def test_all_pages_are_read_in_both_shapes(monkeypatch, embedded):
    monkeypatch.setattr(sociale_kaart, "_SIZE", 3)
    play = Play(embedded=embedded)
    assert len(read(play.ask).records) == 8
    asked = play.questions(f"{SOCIALE_KAART}/api/health-offers")
    assert [question["page"] for question in asked] == [["0"], ["1"], ["2"]]
    assert asked[0] == {
        "rubrics": [RUBRIC],
        "page": ["0"],
        "size": ["3"],
        "sort": ["LAST_UPDATED_DESC"],
    }


def test_a_record_that_comes_twice_counts_once(monkeypatch):
    monkeypatch.setattr(sociale_kaart, "_SIZE", 2)
    play = Play(offers=[offer(1), offer(2), offer(2, name="moved to the next page"), offer(3)])
    records = read(play.ask).records
    assert records["name"].tolist() == [f"Dienstencentrum {n}" for n in (1, 2, 3)]


def test_the_primary_address_comes_first_and_the_others_are_antennes():
    addresses = [
        address(7, primary=False, street="Bijhuis"),
        address(1, primary=True, lat=50.9, lon=4.7),
        address(7, primary=False, street="Bijhuis"),
        address(9, primary=False, street="Veld", lat="50.91", lon="4.71"),
    ]
    records = reading_of([offer(1, addresses=addresses)]).records
    assert records["record_id"].str.removeprefix("sociale_kaart:").tolist() == [
        *("VES-1", "VES-1#2", "VES-1#3"),
    ]
    assert records["kind"].tolist() == ["main", "antenne", "antenne"]
    assert records["street"].tolist() == ["Ridderstraat 1", "Bijhuis 7", "Veld 9"]
    assert set(records["group"]) == {"sociale_kaart:VES-1"}
    assert records["lat"].notna().tolist() == [True, False, True]
    assert records["precision"].notna().tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("kind", "antenne", "reported"),
    [
        ("Bezoekadres", True, ""),
        ("VISITING_ADDRESS", True, ""),
        ({"name": {"description": "Antenne"}}, True, ""),
        ("Maatschappelijke zetel", False, "Maatschappelijke zetel (1)"),
        ("Correspondentieadres", False, "Correspondentieadres (1)"),
        ("Postadres", False, "Postadres (1)"),
        ("BUURTPUNT", False, "BUURTPUNT (1)"),  # not known to us
    ],
)
def test_the_type_of_a_further_address_says_whether_it_is_an_antenne(kind, antenne, reported):
    further = {**address(9, primary=False, street="Veld"), "type": kind}
    reading = reading_of([offer(1, addresses=[address(1, primary=True), further])])
    assert reading.records["street"].tolist() == ["Ridderstraat 1", *["Veld 9"] * antenne]
    assert (reported in " ".join(reading.notes)) if reported else not reading.notes


def test_where_people_come_is_the_main_address_before_the_seat():
    seat = {**address(1, primary=True), "type": "Maatschappelijke zetel"}
    visit = {**address(9, primary=False, street="Veld"), "type": "Bezoekadres"}
    both = reading_of([offer(1, addresses=[seat, visit])])
    assert both.records[["street", "kind"]].to_numpy().tolist() == [["Veld 9", "main"]]
    alone = reading_of([offer(1, addresses=[seat])])
    assert alone.records["street"].tolist() == ["Ridderstraat 1"]


@pytest.mark.parametrize("location", [{}, {"lat": None, "lon": 4.7}, {"lat": "x", "lon": "y"}])
def test_a_position_that_is_none_or_outside_belgium_is_not_known(location):
    for where in (location, {"lat": 4.7, "lon": 50.9}, {"lat": 0, "lon": 0}):
        given = offer(1, addresses=[address(1, primary=True, **where)])
        record = reading_of([given]).records.iloc[0]
        assert record[["lat", "lon", "precision"]].isna().all()


def test_a_centre_without_an_address_is_still_there():
    record = reading_of([offer(1, addresses=[])]).records.iloc[0]
    assert record[["street", "postcode", "lat"]].isna().all()


@pytest.mark.parametrize(
    ("state", "status", "reported"),
    [
        ("ACTIVE", "", False),
        ("CLOSED", "closed", False),
        ("stopgezet", "closed", False),
        ("IN_REVIEW", "", True),
    ],
)
def test_closed_centres_are_closed_and_an_unknown_state_is_reported(state, status, reported):
    reading = reading_of([offer(1, state=state)])
    assert reading.records["status"].fillna("").item() == status
    assert bool(reading.notes) is reported
    assert not reported or state.lower() in reading.notes[0]


def test_what_has_no_name_or_id_is_left_out_and_counted():
    reading = reading_of([offer(1), {"id": {"id": "x"}}, {"legalName": None}, None, 7])
    assert len(reading.records) == 1
    assert reading.notes == ("4 without an id or a name left out",)


@pytest.mark.parametrize(
    ("rubrics", "reported"),
    [
        ([], "rubrics: none"),
        (["09.01. Regionale dienstencentra"], "rubrics: 09.01. Regionale dienstencentra"),
        ([RUBRIC, "14.02.04. Lokaal dienstencentrum (antenne)"], "names 2 rubrics"),
    ],
)
def test_an_ambiguous_rubric_is_an_error_that_names_the_candidates(rubrics, reported):
    assert reported in failure(Play(rubrics=rubrics))


def test_an_answer_of_another_shape_is_an_error(monkeypatch):
    play = Play()
    for answer in ([], {}, {"content": []}, {"content": "x", "page": {"totalPages": 1}}):
        monkeypatch.setattr(play, "_offers", lambda *_, answer=answer: answer)
        assert failure(play)


def test_fewer_records_than_announced_is_an_error(monkeypatch):
    play = Play()
    full = play._offers(0, 500)
    monkeypatch.setattr(play, "_offers", lambda *_: {**full, "content": full["content"][:5]})
    assert "5 of the 8" in failure(play)


def test_pages_that_overlap_are_asked_again_as_one(monkeypatch):
    monkeypatch.setattr(sociale_kaart, "_SIZE", 3)
    play = Play(offers=[offer(n) for n in range(1, 9)])
    whole = play._offers

    def moved(page, size):  # a record changed between two pages: the third is on both
        answer = whole(page, size)
        return {**answer, "content": [offer(3), *answer["content"][1:]]} if page else answer

    monkeypatch.setattr(play, "_offers", moved)
    assert len(read(play.ask).records) == 8
    sizes = [q["size"][0] for q in play.questions(f"{SOCIALE_KAART}/api/health-offers")]
    assert sizes == ["3", "3", "3", "2000"]


def test_records_that_are_on_no_page_are_an_error_that_says_how_many(monkeypatch):
    monkeypatch.setattr(sociale_kaart, "_SIZE", 4)
    monkeypatch.setattr(sociale_kaart, "_LARGEST", 4)
    play = Play(offers=[offer(n) for n in (1, 2, 3, 4, 4, 5, 6, 7)])
    assert failure(play) == (
        "gave 7 of the 8 records that it says it has, asked 3 times: 1 missing"
    )


def test_records_of_wallonia_are_left_out_and_counted():
    there = address(1, primary=True)
    there["municipality"] = {"postalCode": "7700", "name": {"description": "Moeskroen"}}
    further = address(2, primary=False, street="Veld")
    reading = reading_of([offer(1), offer(2, addresses=[there, further])])
    assert reading.records["record_id"].tolist() == ["sociale_kaart:VES-1"]
    assert reading.notes == ("2 in Wallonia left out",)


def test_no_records_at_all_is_no_error_here():
    assert read(Play(offers=[]).ask).records.empty

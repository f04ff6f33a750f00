import pandas as pd
import pytest

from geodata.linkage.matches import link
from geodata.linkage.merged_list import merge
from tests.geodata.record_frames import at, record, records

GENT = "Kerkstraat 12, 9000 Gent"
TRUST = ("list", "sociale_kaart", "poi", "osm")


def merged(*rows, known_ids=None, trust=TRUST):
    frame = records(*rows)
    return merge(frame, link(frame), trust=trust, known_ids=known_ids)


def only(frame):
    assert len(frame) == 1
    return frame.iloc[0]


def source_of(found, field):
    return only(found.provenance[found.provenance["field"] == field])["record_id"]


class TestFields:
    """Of every field the most trusted value, and where it comes from."""

    def test_the_most_trusted_source_wins_and_the_others_fill_in(self):
        found = merged(
            record("osm:1", "Kring", GENT, phone="09 1", website="osm.example", **at(0)),
            record("sociale_kaart:1", "LDC De Kring", GENT, phone="09 2"),
        )
        point = only(found.points)
        assert only(found.centres)["name"] == "LDC De Kring"
        assert point["phone"] == "09 2"
        assert point["website"] == "osm.example"
        assert source_of(found, "phone") == "sociale_kaart:1"
        assert source_of(found, "website") == "osm:1"
        assert source_of(found, "position") == "osm:1"

    def test_of_equally_trusted_records_the_one_checked_last_wins(self):
        rows = [
            record("list-a:1", "De Kring", GENT, phone="1", checked_on="2025-01-01"),
            record("list-b:1", "De Kring", GENT, phone="2", checked_on="2026-01-01"),
            record("list-c:1", "De Kring", GENT, phone="3"),
        ]
        found = merged(*rows)
        assert only(found.points)["phone"] == "2"
        assert only(found.centres)["checked_on"] == "2026-01-01"
        assert only(found.centres)["sources"] == "list-b,list-a,list-c"

    def test_a_source_that_is_not_trusted_comes_last(self):
        found = merged(
            record("blog:1", "Kring!", GENT, checked_on="2026-01-01"),
            record("osm:1", "De Kring", GENT),
        )
        assert only(found.centres)["name"] == "De Kring"

    def test_an_unknown_status_gives_way_to_a_known_one(self):
        rows = [
            record("sociale_kaart:1", "De Kring", GENT, status="unknown"),
            record("osm:1", "De Kring", GENT, status="recognised"),
        ]
        assert only(merged(*rows).centres)["status"] == "recognised"
        assert only(merged(rows[0]).centres)["status"] == "unknown"

    def test_hours_of_words_give_way_to_hours(self):
        found = merged(
            record("sociale_kaart:1", "De Kring", GENT, opening_hours='"op afspraak"'),
            record("osm:1", "De Kring", GENT, opening_hours="Mo-Fr 09:00-17:00"),
        )
        assert only(found.points)["opening_hours"] == "Mo-Fr 09:00-17:00"

    def test_an_address_is_of_one_record_and_not_mixed(self):
        found = merged(
            record("sociale_kaart:1", "De Kring", ", 9000 Gent", **at(0)),
            record("osm:1", "De Kring", "Kerkstraat 12, 9030 Mariakerke", **at(5)),
        )
        address = only(found.points)[["street", "postcode", "place"]]
        assert address.tolist() == ["Kerkstraat 12", "9030", "Mariakerke"]

    def test_another_record_at_the_same_address_fills_in_missing_fields(self):
        found = merged(
            record("sociale_kaart:1", "De Kring", GENT, postcode=None),
            record("osm:1", "De Kring", GENT),
        )
        assert only(found.points)["postcode"] == "9000"
        assert source_of(found, "postcode") == "osm:1"

    def test_the_most_exact_position_wins(self):
        found = merged(
            record("poi:1", "De Kring", GENT, **at(40) | {"precision": "street"}),
            record("osm:1", "De Kring", GENT, **at(0)),
        )
        assert only(found.points)["lat"] == at(0)["lat"]
        assert only(found.points)["precision"] == "address"

    def test_of_spots_nearby_the_nearest_is_taken_with_how_near_it_is(self):
        near = {"precision": "nearby"}
        found = merged(
            record("sociale_kaart:1", "De Kring", GENT, **at(0) | near, within_m=1000.0),
            record("poi:1", "De Kring", GENT, **at(40) | near, within_m=300.0),
        )
        assert only(found.points)["within_m"] == 300
        assert only(found.points)["precision"] == "nearby"

    def test_a_position_of_the_chosen_address_comes_before_one_of_another(self):
        found = merged(
            record("sociale_kaart:1", "De Kring", GENT, **at(0) | {"precision": "street"}),
            record("osm:1", "De Kring", "Dorp 3, 9000 Gent", **at(20)),
        )
        assert only(found.points)["lat"] == at(0)["lat"]

    def test_a_vague_position_is_none(self):
        vague = at(0) | {"precision": "place"}
        point = only(merged(record("poi:1", "De Kring", GENT, **vague)).points)
        assert pd.isna(point["lat"])
        assert pd.isna(point["precision"])


class TestAntennes:
    """Main sites and antennes, as the most trusted record says."""

    MAIN = record("sociale_kaart:1", "De Kring", GENT)
    ANTENNE = record(
        "sociale_kaart:1#2",
        "De Kring",
        "Noordstraat 3, 9000 Gent",
        group="sociale_kaart:1",
        kind="antenne",
    )

    def test_addresses_of_one_organisation_are_one_centre(self):
        found = merged(self.MAIN, self.ANTENNE)
        assert only(found.centres)["name"] == "De Kring"
        assert sorted(found.points["kind"]) == ["antenne", "main"]
        assert len(set(found.points["centre_id"])) == 1

    def test_an_antenne_keeps_its_own_name(self):
        found = merged(
            record("list:1", "De Kring", GENT),
            record("list:2", "De Brug", ", 9040 Gent", group="list:1", kind="antenne"),
            record("list:3", "De Kring", ", 9050 Gent", group="list:1", kind="antenne"),
        )
        names = found.points.sort_values(["kind", "site_name"])["site_name"]
        assert names.fillna("").tolist() == ["De Brug", "", ""]
        assert found.centres["name"].tolist() == ["De Kring"]

    def test_a_source_without_antennes_does_not_separate_them(self):
        found = merged(
            self.MAIN,
            self.ANTENNE,
            record("osm:1", "De Kring", GENT),
            record("osm:2", "De Kring", "Noordstraat 3, 9000 Gent"),
        )
        assert len(found.centres) == 1
        assert len(found.points) == 2

    def test_an_antenne_that_only_one_source_knows_goes_with_the_main_site(self):
        osm = [self.MAIN | {"record_id": "osm:1", "source": "osm"}]
        found = merged(*osm, self.MAIN, self.ANTENNE)
        assert len(set(found.members["centre_id"])) == 1

    def test_sources_that_make_each_the_antenne_of_the_other_give_one_main_site(self):
        noord = "Noordstraat 3, 9000 Gent"
        found = merged(
            record("poi:1", "De Kring", GENT, group="poi:2", kind="antenne"),
            record("poi:2", "De Kring", noord),
            record("list:1", "De Kring", GENT),
            record("list:2", "De Kring", noord, group="list:1", kind="antenne"),
            trust=("list", "poi"),
        )
        assert sorted(found.points["kind"]) == ["antenne", "main"]
        assert len(found.centres) == 1


class TestConflicts:
    """Contradictions between trusted sources are reported."""

    def fields(self, *rows, **options):
        return merged(*rows, **options).conflicts["field"].tolist()

    def test_sources_that_agree_contradict_nothing(self):
        rows = [
            record(f"{s}:1", n, GENT, phone=p, status="recognised", **at(m))
            for s, n, p, m in (
                ("poi", "LDC De Kring", "09 123 45 67", 0),
                ("osm", "de kring", "+32 9 123 45 67", 99),
            )
        ]
        assert self.fields(*rows) == []

    @pytest.mark.parametrize(
        ("field", "one", "other"),
        [
            ("phone", {"phone": "09 123 45 67"}, {"phone": "09 123 45 68"}),
            ("status", {"status": "recognised"}, {"status": "closed"}),
            ("name", {}, {"name": "De Kring Wondelgem"}),
            ("position", at(0), at(101)),
            ("street", at(0), at(20) | {"street": "Dorp 3"}),
            ("street", at(0), at(20) | {"street": "Kerkstraat 14"}),
        ],
    )
    def test_a_conflict_is_reported_with_both_values(self, field, one, other):
        found = merged(
            record("poi:1", "De Kring", GENT) | one, record("osm:1", "De Kring", GENT) | other
        )
        conflict = only(found.conflicts)
        assert conflict["field"] == field
        assert [conflict["record_a"], conflict["record_b"]] == ["poi:1", "osm:1"]
        assert conflict["value_a"] != conflict["value_b"]
        assert conflict["point_id"] == only(found.points)["id"]

    def test_a_distance_between_positions_is_reported(self):
        found = merged(
            record("poi:1", "De Kring", GENT, **at(0)), record("osm:1", "De Kring", GENT, **at(300))
        )
        assert only(found.conflicts)["distance_m"] == pytest.approx(300, abs=1)

    def test_an_untrusted_source_contradicts_nothing(self):
        rows = [
            record("poi:1", "De Kring", GENT, status="recognised"),
            record("osm:1", "De Kring", GENT, status="closed"),
        ]
        assert self.fields(*rows) == ["status"]
        assert self.fields(*rows, trust=("poi",)) == []


class TestIds:
    """An id stays, whatever sources come and go."""

    KAART = record("sociale_kaart:12 A", "De Kring", GENT)
    OSM = record("osm:node/7", "De Kring", GENT)

    def test_a_new_id_is_made_of_the_most_trusted_record(self):
        assert only(merged(self.KAART, self.OSM).centres)["id"] == "sociale-kaart-12-a"

    def test_a_known_id_stays_when_a_more_trusted_source_comes(self):
        before = merged(self.OSM)
        after = merged(self.KAART, self.OSM, known_ids=before.members)
        assert only(before.points)["id"] == only(after.points)["id"] == "osm-node-7"
        assert only(after.centres)["id"] == only(before.centres)["id"]

    def test_an_id_stays_when_its_source_goes(self):
        before = merged(self.KAART, self.OSM)
        after = merged(self.OSM, known_ids=before.members)
        assert only(after.points)["id"] == "sociale-kaart-12-a"

    def test_of_two_that_were_one_the_most_trusted_keeps_the_id(self):
        before = merged(self.KAART, self.OSM)
        moved = self.OSM | {"street": "Noordstraat 3"}
        after = merged(self.KAART, moved, known_ids=before.members).members
        ids = after.set_index("record_id")["point_id"]
        assert ids.to_dict() == {
            "sociale_kaart:12 A": "sociale-kaart-12-a",
            "osm:node/7": "osm-node-7",
        }

    def test_two_records_never_get_one_id(self):
        found = merged(
            record("osm:1/2", "Aa", ", 9000 Gent"), record("osm:1-2", "Bb", ", 8000 Brugge")
        )
        assert sorted(found.points["id"]) == ["osm-1-2", "osm-1-2-2"]


def test_the_order_of_the_records_does_not_matter():
    rows = [
        record(f"{s}:{i}", n, f"{street}, 9000 Gent", phone=f"09 123 45 6{len(s)}")
        for i, (n, street) in enumerate([("De Kring", "Dorp 1"), ("Anker", "Kade 2")])
        for s in ("osm", "poi", "sociale_kaart")
    ]
    one, other = merged(*rows), merged(*rows[::-1])
    for name in ("centres", "points", "provenance", "conflicts", "members"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert len(one.centres) == 2


def test_no_records_make_an_empty_list():
    found = merged()
    assert found.centres.empty
    assert found.points.empty
    assert found.provenance.empty


def test_every_field_with_a_value_has_one_source():
    found = merged(
        record("poi:1", "De Kring", GENT, phone="1", **at(0)),
        record("osm:1", "De Kring", GENT, email="a@b.example", **at(3)),
    )
    point = only(found.points)
    source_record = found.provenance.set_index("field")["record_id"]
    assert source_record.index.is_unique
    for field in ("street", "postcode", "place", "phone", "email"):
        assert pd.notna(point[field])
        assert field in source_record
    assert "website" not in source_record

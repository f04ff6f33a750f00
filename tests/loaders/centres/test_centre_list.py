"""One list of centres from many sources and from users' lists."""

import numpy as np
import pandas as pd
import pytest

from geodata.errors import RowsError
from geodata.linkage.records import empty_records
from geodata.snapshot.schemas import check_snapshot
from loaders.centres.centre_list import centres_from_records, remade
from loaders.centres.doubts import doubts_csv, read_decisions
from loaders.files.user_tables import read_table
from loaders.sources.official_import import import_sources, recognise
from loaders.store import snapshots
from tests.geodata.record_frames import record, records
from tests.loaders.drawn_layers import X, only, spot
from tests.store_helpers import publish_bare, run

pytestmark = pytest.mark.long

KAART = {"source": "sociale_kaart", "municipality": "Westdorp"}
OSM = {"source": "osm", "municipality": "11001"}


def kaart(name, number, **others):
    return record(f"sociale_kaart:{number}", name, **KAART | others)


def osm(name, number, **others):
    return record(f"osm:{number}", name, **OSM | others)


def made(base, *rows, **options):
    data, _ = centres_from_records(base, records(*rows), **options)
    check_snapshot(data)
    return data


def kinds(data):
    return data.doubts["kind"].value_counts().to_dict()


@pytest.fixture(scope="module")
def listed(small):
    """Return the rows of two sources, and the list that they make."""
    near = spot(300, 500) | {"precision": "nearby", "within_m": 200.0}
    rows = [
        kaart(
            "De Wijzer",
            1,
            street="Dorp 1",
            phone="03 1",
            checked_on="2026-01-31",
            opening_hours='elke dag van "9 tot 5"',
        ),
        osm("LDC De Wijzer", 1, street="Dorp 1", **spot(100, 100)),
        osm("Het Anker", 2, **near),
    ]
    return rows, made(small, *rows)


def of(data, name):
    """Return the centre and its only point by name."""
    centre = only(data.centres[data.centres["name"] == name])
    return centre, only(data.points[data.points["centre_id"] == centre["id"]])


class TestSources:
    """Records of many sources become the centres of a snapshot."""

    def test_the_centres_that_ship_with_nabij_stay_until_a_complete_source_is_there(self, small):
        some = made(small, osm("Het Anker", 1))
        assert sorted(some.centres["name"]) == ["De Kring", "Het Anker"]
        assert some.dataset("centres").flags == ("incomplete",)
        complete = made(some, kaart("De Wijzer", 1))
        assert sorted(complete.centres["name"]) == ["De Wijzer", "Het Anker"]
        assert complete.dataset("centres").flags == ()

    def test_nothing_new_leaves_ids_and_places_as_they_are(self, small):
        data, _ = centres_from_records(small, empty_records())
        assert data.centres["id"].tolist() == ["c"]
        assert data.points["id"].tolist() == ["c-1"]
        assert only(data.centres)["status"] == "recognised"
        assert only(data.points)["precision"] == "municipality"

    def test_a_source_replaces_its_own_records_only(self, small):
        data = made(small, osm("Het Anker", 1), kaart("De Wijzer", 1))
        data = made(data, osm("De Boei", 2))
        assert sorted(data.centres["name"]) == ["De Boei", "De Wijzer"]

    def test_alone_leaves_nothing_else(self, small):
        data = made(small, osm("Het Anker", 1), alone=True)
        assert data.centres["name"].tolist() == ["Het Anker"]

    def test_a_field_keeps_its_source(self, listed):
        _, data = listed
        _, point = of(data, "De Wijzer")
        of_point = data.provenance[data.provenance["point_id"] == point["id"]]
        source_of = of_point.set_index("field")
        assert source_of.loc["phone", ["source", "checked_on"]].tolist() == [
            "sociale_kaart",
            "2026-01-31",
        ]
        assert source_of.loc["position", "source"] == "osm"
        assert point["precision"] == "address"
        assert pd.isna(point["whereabouts"])

    def test_a_spot_nearby_is_a_disc_with_its_source(self, listed):
        _, data = listed
        _, point = of(data, "Het Anker")
        assert (point["precision"], point["within_m"]) == ("nearby", 200)
        area = data.whereabouts.set_index("key").geometry[point["whereabouts"]]
        assert area.area == pytest.approx(np.pi * 200**2, rel=1e-3)
        fields = data.provenance[data.provenance["point_id"] == point["id"]].set_index("field")
        assert fields.loc["position", "source"] == "osm"

    def test_sources_licences_and_attributions_are_joined(self, listed):
        _, data = listed
        dataset = data.dataset("centres")
        assert dataset.rows == 2
        assert dataset.source == "de Sociale Kaart (Departement Zorg); OpenStreetMap"
        assert dataset.licence == "Open Database License (ODbL) 1.0"
        assert dataset.attribution == "© OpenStreetMap contributors"
        assert of(data, "Het Anker")[0]["source"] == "OpenStreetMap"

    def test_ids_stay_when_a_more_trusted_source_comes(self, small):
        before = made(small, osm("De Wijzer", 1, street="Dorp 1"))
        after = made(before, kaart("De Wijzer", 9, street="Dorp 1"))
        assert only(after.centres)["id"] == "osm-1"

    def test_hours_that_are_no_hours_become_a_comment(self, listed):
        _, data = listed
        assert of(data, "De Wijzer")[1]["opening_hours"] == "\"elke dag van '9 tot 5'\""
        record = data.records.set_index("record_id").loc["sociale_kaart:1"]
        assert record["opening_hours"] == 'elke dag van "9 tot 5"'

    def test_the_same_records_make_the_same_snapshot_in_any_order(self, small, listed):
        rows, data = listed
        other, _ = centres_from_records(small, records(*rows[::-1]))
        for frame in ("centres", "points", "records", "provenance", "doubts"):
            pd.testing.assert_frame_equal(getattr(other, frame), getattr(data, frame))

    def test_remaking_changes_nothing(self, listed):
        _, data = listed
        again = remade(data)
        check_snapshot(again)
        for frame in ("centres", "points", "records", "provenance", "doubts", "whereabouts"):
            pd.testing.assert_frame_equal(getattr(again, frame), getattr(data, frame))
        assert again.datasets == data.datasets


MOVED = (
    kaart("De Wijzer", 1, street="Dorp 1"),
    osm("De Wijzer", 1, street="Kerkstraat 7"),
)


@pytest.fixture(scope="module")
def moved(small):
    """Two records of one name at two addresses, as they are listed."""
    return made(small, *MOVED)


class TestDoubts:
    """What a person must check is reported, and decisions are kept."""

    def test_a_doubtful_pair_is_kept_separate_and_reported(self, moved):
        data = moved
        assert len(data.centres) == 2
        pair = only(data.doubts[data.doubts["kind"] == "pair"])
        assert [pair["record_a"], pair["record_b"]] == ["osm:1", "sociale_kaart:1"]
        assert pair["value_a"] == "De Wijzer, Kerkstraat 7"

    @pytest.mark.parametrize(("word", "centres"), [("zelfde", 1), ("verschillend", 2)])
    def test_a_verdict_is_final_and_outlives_the_sources(self, moved, tmp_path, word, centres):
        data = moved
        path = tmp_path / "doubts.csv"
        path.write_bytes(doubts_csv(data.doubts))
        table = read_table(path).cells
        table["verdict"] = table["verdict"].where(table["kind"] != "pair", word)
        table.to_csv(path, index=False)
        data = remade(data, decisions=read_decisions(path))
        for found in (data, made(data, *MOVED)):
            assert len(found.centres) == centres
            assert "pair" not in kinds(found)
            assert kinds(found)["decided"] == 1

    def test_a_later_verdict_replaces_an_earlier_one(self, moved):
        pair = {"record_a": ["sociale_kaart:1"], "record_b": ["osm:1"]}
        data = moved
        for verdict, count in (("same", 1), ("different", 2)):
            data = remade(data, decisions=pd.DataFrame(pair | {"verdict": [verdict]}))
            assert len(data.centres) == count
            assert kinds(data)["decided"] == 1

    @pytest.mark.parametrize(
        "row", ["pair,a,b,perhaps", "vague,a,,same", "conflict,a,b,same", "pair,a,,different"]
    )
    def test_a_verdict_that_makes_no_sense_is_refused(self, tmp_path, row):
        path = tmp_path / "decided.csv"
        path.write_text(f"kind,record_a,record_b,verdict\n{row}\n", encoding="utf-8")
        with pytest.raises(RowsError, match="row 2, verdict"):
            read_decisions(path)

    def test_contradicting_sources_are_reported(self, small):
        data = made(
            small,
            kaart("De Wijzer", 1, street="Dorp 1", status="recognised"),
            osm("De Wijzer", 1, street="Dorp 1", status="closed"),
        )
        conflict = only(data.doubts[data.doubts["kind"] == "conflict"])
        assert conflict[["field", "value_a", "value_b"]].tolist() == [
            "status",
            "recognised",
            "closed",
        ]
        assert only(data.centres)["status"] == "recognised"

    def test_a_record_without_a_place_is_reported_and_left_out(self, small):
        data = made(small, kaart("De Wijzer", 1), kaart("Nergens", 2, municipality="Parijs"))
        assert data.centres["name"].tolist() == ["De Wijzer"]
        assert kinds(data) == {"vague": 1, "unplaced": 1}
        assert len(data.records) == 2

    def test_a_position_in_another_municipality_is_reported_and_not_used(self, small):
        data = made(small, kaart("De Wijzer", 1, **spot(-9000, 0)))
        assert kinds(data) == {"stray": 1, "vague": 1}
        assert only(data.points)["precision"] == "municipality"
        assert only(data.records)["lat"] == pytest.approx(spot(-9000, 0)["lat"])

    def test_what_a_geocoder_finds_is_kept_as_found(self, small):
        def geocode(rows):
            return rows.assign(**spot(300, 300), located_by="geolocation")

        data = made(small, kaart("De Wijzer", 1, street="Dorp 1"), geocode=geocode)
        assert only(data.points).geometry.x == pytest.approx(X + 300, abs=0.01)
        source_of = data.provenance.set_index("field")["source"]
        assert source_of["position"] == "geolocation"
        assert source_of["street"] == "sociale_kaart"
        again = remade(data)
        assert only(again.points)["precision"] == "address"
        assert again.provenance.set_index("field")["source"]["position"] == "geolocation"

    def test_what_a_geocoder_finds_elsewhere_is_not_used(self, small):
        def geocode(rows):
            return rows.assign(**spot(-9000, 0), located_by="geolocation")

        data = made(small, kaart("De Wijzer", 1, street="Dorp 1"), geocode=geocode)
        assert kinds(data) == {"stray": 1, "vague": 1}


def test_imported_centres_survive_new_areas(builtin, official_areas):
    rows = [
        record("sociale_kaart:1", "De Wijzer", ", 2630 Aartselaar", phone="03 1"),
        record("sociale_kaart:2", "Elders", ", 6000 Charleroi"),
    ]
    before = made(builtin, *rows)
    after = import_sources(recognise([official_areas]), base=before)
    check_snapshot(after)
    assert after.centres[["id", "name"]].to_numpy().tolist() == [["sociale-kaart-1", "De Wijzer"]]
    assert len(after.records) == 2
    area = after.areas.set_index("code").geometry["11001"]
    assert area.covers(only(after.points).geometry)
    assert only(after.points)["phone"] == "03 1"
    assert after.dataset("centres") == before.dataset("centres")


def test_a_snapshot_keeps_records_provenance_and_doubts(moved, tmp_path):
    data = moved
    publish_bare(data, tmp_path)
    loaded = snapshots.load(tmp_path).data
    for frame in ("records", "provenance", "doubts"):
        pd.testing.assert_frame_equal(getattr(loaded, frame), getattr(data, frame))
    for frame in ("centres", "points", "records", "doubts"):
        pd.testing.assert_frame_equal(getattr(remade(loaded), frame), getattr(data, frame))


def test_the_command_line_imports_lists_doubts_and_takes_verdicts(
    builtin_folder, tmp_path, monkeypatch, capfd
):
    folder = tmp_path / "data"
    monkeypatch.setenv("NABIJ_DATA", str(folder))
    monkeypatch.setenv("NABIJ_GEOLOCATION", "")
    publish_bare(snapshots.load(builtin_folder).data, folder, kind="builtin")
    monkeypatch.setattr("loaders.store.map_files.write_geometry", lambda *_: None)

    def output_of(*arguments):
        code = run(*arguments)
        out, err = capfd.readouterr()
        assert code == 0, err
        return out

    for title, street in (("Lijst A", "Dorp 1"), ("Lijst B", "Markt 2")):
        path = tmp_path / "centra.csv"
        path.write_text(f"naam;straat;gemeente\nDe Wijzer;{street};Halle\n", encoding="utf-8")
        out = output_of(
            "import-centres", path, "--source", title, *["--replace"] * (title == "Lijst A")
        )
        assert "1 rows taken" in out
    assert "1 pair" in out
    assert len(snapshots.load(folder).data.centres) == 2
    assert output_of("doubts").lstrip("\ufeff").startswith("kind,record_a")
    doubts = tmp_path / "doubts.csv"
    output_of("doubts", "--out", doubts)
    table = read_table(doubts).cells
    table["verdict"] = table["verdict"].where(table["kind"] != "pair", "same")
    table.to_csv(doubts, index=False)
    output_of("doubts", "--decided", doubts)
    assert len(snapshots.load(folder).data.centres) == 1

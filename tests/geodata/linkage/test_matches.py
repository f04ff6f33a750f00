import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from geodata.errors import BadValueError
from geodata.linkage.matches import Verdict, link
from geodata.linkage.name_similarity import (
    name_likeness,
    other_address,
    plain_names,
    plain_phone,
    split_streets,
    street_likeness,
)
from tests.geodata.record_frames import at, record, records

GENT = "Kerkstraat 12, 9000 Gent"

with (Path(__file__).parent / "centre_pairs.csv").open(encoding="utf-8", newline="") as file:
    PAIRS = list(csv.DictReader(file))


def both(row, number):
    """Return the two records of a labelled pair, far away from those of other pairs."""
    away = 20_000.0 * number
    spots = [at(away), at(away + float(row["metres"]))] if row["metres"] else [{}, {}]
    return [
        record(f"poi:{number}", row["name_a"], row["address_a"], **spots[0]),
        record(f"osm:{number}", row["name_b"], row["address_b"], **spots[1]),
    ]


def verdict(frame):
    pairs = link(frame).pairs
    return pairs["verdict"][0] if len(pairs) else str(Verdict.DIFFERENT)


def decisions(*rows):
    return pd.DataFrame(rows, columns=["record_a", "record_b", "verdict"])


def together(links, *ids):
    return len(set(links.clusters[list(ids)])) == 1


STEP = 16
"""Every 16th pair is linked in one go: those next to each other in the list are similar."""


@pytest.fixture(scope="module")
def verdicts():
    """Label, verdict and description of each labelled pair."""
    numbered = list(enumerate(PAIRS))
    found = {}
    for start in range(STEP):
        drawn = [record for number, row in numbered[start::STEP] for record in both(row, number)]
        pairs = link(records(*drawn)).pairs
        for a, b, verdict in pairs[["record_a", "record_b", "verdict"]].itertuples(index=False):
            found[frozenset((a, b))] = verdict
    return [
        (
            row["label"],
            found.get(frozenset({f"poi:{number}", f"osm:{number}"}), str(Verdict.DIFFERENT)),
            row["what"],
        )
        for number, row in numbered
    ]


def test_same_and_different_pairs_are_not_confused(verdicts):
    surely = {str(Verdict.SAME), str(Verdict.DIFFERENT)}
    assert [case for case in verdicts if set(case[:2]) == surely] == []


def test_precision_and_recall_over_the_labelled_pairs(verdicts):
    assert len(PAIRS) >= 80
    counts = Counter(case[:2] for case in verdicts)
    found = sum(n for (_, answer), n in counts.items() if answer == Verdict.SAME)
    true = sum(n for (label, _), n in counts.items() if label == Verdict.SAME)
    assert counts[Verdict.SAME, Verdict.SAME] / found == 1.0
    assert counts[Verdict.SAME, Verdict.SAME] / true >= 0.97
    doubtful = sum(n for (label, _), n in counts.items() if label == Verdict.DOUBTFUL)
    assert counts[Verdict.DOUBTFUL, Verdict.DOUBTFUL] / doubtful >= 0.9


def test_the_order_of_rows_and_of_the_two_sources_does_not_matter():
    rows = [
        record(f"{source}:{i}", row[f"name_{side}"], row[f"address_{side}"])
        for i, row in enumerate(PAIRS)
        for side, source in (("a", "poi"), ("b", "osm"))
    ]
    frame = records(*rows)
    links = link(frame)
    for seed in range(3):
        again = link(frame.sample(frac=1, random_state=seed).reset_index(drop=True))
        pd.testing.assert_frame_equal(again.pairs, links.pairs)
        pd.testing.assert_series_equal(again.clusters, links.clusters)


def test_a_page_that_only_two_records_name_is_an_id():
    page = {"url": "https://www.example.be/kring/"}
    frame = records(
        record("poi:1", "De Kring", "Kerkstraat 12, 9000 Gent", **page),
        record("osm:1", "Buurthuis", ", 8000 Brugge", url="http://example.be/kring"),
    )
    assert together(link(frame), "poi:1", "osm:1")
    more = pd.concat([frame, records(record("osm:2", "Iets", ", 8000 Brugge", **page))])
    assert not together(link(more.reset_index(drop=True)), "poi:1", "osm:1")


def test_one_contact_makes_up_for_a_missing_address():
    rows = [
        record("poi:1", "Zonneweelde", ", 9000 Gent", phone="+32 (0)9 123 45 67"),
        record("osm:1", "De Zonneweelde Wondelgem", ", 9000 Gent", phone="09/123.45.67"),
    ]
    assert verdict(records(*rows)) == Verdict.DOUBTFUL
    rows[1]["name"] = "Zonnewelde"
    assert verdict(records(*rows)) == Verdict.SAME


class TestOneSource:
    """Two records of one source are never joined."""

    def test_two_records_at_one_door_are_left_to_a_person(self):
        frame = records(record("poi:1", "De Kring", GENT), record("poi:2", "LDC De Kring", GENT))
        assert verdict(frame) == Verdict.DOUBTFUL

    def test_identical_records_are_one(self):
        frame = records(record("poi:1", "De Kring", GENT), record("poi:2", "De Kring", GENT))
        assert verdict(frame) == Verdict.SAME

    def test_addresses_of_one_organisation_are_never_doubted(self):
        antenne = record("poi:1#2", "LDC De Kring", GENT, group="poi:1", kind="antenne")
        assert link(records(record("poi:1", "De Kring", GENT), antenne)).pairs.empty

    def test_a_record_of_another_source_goes_with_the_likelier_of_two(self):
        frame = records(
            record("poi:1", "De Kring", GENT),
            record("poi:2", "De Kring Noord", "Noordstraat 3, 9000 Gent"),
            record("osm:1", "LDC De Kring", GENT),
        )
        links = link(frame)
        assert together(links, "poi:1", "osm:1")
        assert links.pairs["verdict"].tolist() == [Verdict.SAME]

    def test_two_equally_likely_ones_are_left_to_a_person(self):
        frame = records(
            record("poi:1", "De Kring", ", 9000 Gent"),
            record("poi:2", "Kring, De", ", 9000 Gent"),
            record("osm:1", "LDC De Kring", ", 9000 Gent"),
        )
        links = link(frame)
        assert links.clusters.nunique() == 3
        assert set(links.pairs["verdict"]) == {Verdict.DOUBTFUL}
        assert len(links.pairs) == 3

    def test_a_main_site_goes_with_a_main_site_before_an_antenne_of_the_same_name(self):
        frame = records(
            record("poi:1", "De Kring", ", 9000 Gent"),
            record("poi:1#2", "De Kring", ", 9000 Gent", group="poi:1", kind="antenne"),
            record("osm:1", "LDC De Kring", ", 9000 Gent"),
        )
        links = link(frame)
        assert together(links, "poi:1", "osm:1")
        assert not together(links, "poi:1", "poi:1#2")
        assert len(links.pairs) == 1


class TestChains:
    """What holds for neighbours in a chain need not hold for its ends."""

    ROWS = (
        record("poi:1", "De Kring", GENT),
        record("osm:1", "De Kring", ", 9000 Gent"),
        record("list:1", "De Kring", "Nieuwstraat 7, 9000 Gent"),
    )

    def test_a_doubtful_pair_is_not_joined_by_way_of_a_third(self):
        links = link(records(*self.ROWS))
        assert not together(links, "poi:1", "list:1")
        verdict_of = links.pairs.set_index(["record_a", "record_b"])["verdict"]
        assert verdict_of["list:1", "poi:1"] == Verdict.DOUBTFUL

    def test_three_sources_that_agree_are_one(self):
        rows = [record(f"{s}:1", "LDC De Kring", GENT) for s in ("poi", "osm", "list")]
        assert together(link(records(*rows)), "poi:1", "osm:1", "list:1")


class TestDecisions:
    """What a person decides is final."""

    MOVED = (
        record("poi:1", "De Kring", GENT),
        record("osm:1", "De Kring", "Nieuwstraat 7, 9000 Gent"),
    )

    @pytest.mark.parametrize("pair", [("poi:1", "osm:1"), ("osm:1", "poi:1")])
    def test_a_decision_same_joins_records_of_any_similarity(self, pair):
        links = link(records(*self.MOVED), decisions=decisions((*pair, "same")))
        assert together(links, "poi:1", "osm:1")
        assert links.pairs["verdict"].tolist() == [Verdict.SAME]

    def test_a_decision_same_joins_records_that_are_never_compared(self):
        far = records(record("poi:1", "Aa", ", 9000 Gent"), record("osm:1", "Bb", ", 8000 Brugge"))
        assert link(far).clusters.nunique() == 2
        decided = decisions(("osm:1", "poi:1", "same"))
        assert together(link(far, decisions=decided), "poi:1", "osm:1")

    def test_a_decision_different_separates_certain_matches_and_closes_the_doubt(self):
        frame = records(record("poi:1", "De Kring", GENT), record("osm:1", "De Kring", GENT))
        links = link(frame, decisions=decisions(("osm:1", "poi:1", "different")))
        assert links.clusters.nunique() == 2
        assert links.pairs.empty

    def test_decisions_about_removed_records_are_ignored(self):
        decided = decisions(("osm:1", "list:7", "same"), ("osm:8", "list:7", "different"))
        pd.testing.assert_frame_equal(
            link(records(*self.MOVED), decisions=decided).pairs, link(records(*self.MOVED)).pairs
        )

    @pytest.mark.parametrize(
        "rows",
        [
            [("poi:1", "osm:1", "perhaps")],
            [("poi:1", "osm:1", "same"), ("osm:1", "poi:1", "different")],
            [
                ("poi:1", "osm:1", "same"),
                ("osm:1", "list:1", "same"),
                ("list:1", "poi:1", "different"),
            ],
        ],
    )
    def test_decisions_that_contradict_each_other_are_refused(self, rows):
        with pytest.raises(BadValueError, match="decisions"):
            link(records(*TestChains.ROWS), decisions=decisions(*rows))


def test_no_records_give_no_links():
    frame = records(record("poi:1", "De Kring", GENT))
    assert link(frame).pairs.empty
    assert link(frame.head(0)).clusters.empty


class TestLikeness:
    """Names, streets and numbers, however they are written."""

    @pytest.mark.parametrize(
        ("name", "place", "plain"),
        [
            ("Lokaal Dienstencentrum De Kring", "", "kring"),
            ("LDC 't Getij vzw", "", "getij"),
            ("OCMW Gent - LDC De Horizon", "", "horizon"),
            ("Dienstencentrum Hoboken", "Hoboken", "hoboken"),
            ("De Horizon Gent", "Gent", "horizon"),
            ("Lokaal dienstencentrum", "", "lokaal dienstencentrum"),
        ],
    )
    def test_a_name_keeps_its_distinctive_words(self, name, place, plain):
        assert plain_names(pd.Series([name]), pd.Series([place])) == [plain]

    @pytest.mark.parametrize(
        ("left", "right", "low", "high"),
        [
            ("kring", "kring", 100, 100),
            ("ter linden", "terlinden", 100, 100),
            ("kring horizon", "horizon kring", 100, 100),
            ("heide", "klein heide", 80, 80),
            ("kring 1", "kring 2", 0, 50),
            ("kade noord", "kade zuid", 0, 50),
            ("zonnebloem", "zonnenbloem", 90, 99),
            ("kring", "horizon", 0, 55),
        ],
    )
    def test_names_are_as_similar_as_their_words(self, left, right, low, high):
        assert low <= name_likeness([left], [right])[0] <= high

    @pytest.mark.parametrize(
        ("text", "street", "number"),
        [
            ("Kerkstraat 12", "kerkstraat", "12"),
            ("Kerkstr. 12A bus 3", "kerkstraat", "12"),
            ("St.-Jansstr. 12-14", "sintjansstraat", "12"),
            ("12, rue de l'Église", "ruedeleglise", "12"),
            ("Antwerpse Stwg 007", "antwerpsesteenweg", "7"),
            ("12 Septemberlaan 4", "12septemberlaan", "4"),
            ("Dorp", "dorp", ""),
            ("", "", ""),
        ],
    )
    def test_a_street_is_split_from_its_number(self, text, street, number):
        assert split_streets(pd.Series([text])).iloc[0].tolist() == [street, number]

    def test_misspelt_streets_match_and_similar_streets_do_not(self):
        found = street_likeness(
            ["hoveniersstraat", "molenstraat", "kerkstraat"],
            ["hovenierstraat", "molenveldstraat", ""],
        )
        assert found[0] >= 90 > found[1]
        assert pd.isna(found[2])

    def test_addresses_differ_only_where_both_are_known(self):
        left = pd.Series(["Dorp 1", "Dorp 1", "Dorp 1", "Dorp 1"])
        right = pd.Series(["Dorp 1A", "Dorp", None, "Dorp 2"])
        assert other_address(left, right).tolist() == [False, False, False, True]

    @pytest.mark.parametrize(
        ("phone", "plain"),
        [
            ("09 123 45 67", "91234567"),
            ("+32 (0)9 123 45 67", "91234567"),
            ("0032 9/123.45.67", "91234567"),
            ("112", ""),
            ("", ""),
        ],
    )
    def test_a_phone_number_is_its_digits_within_belgium(self, phone, plain):
        assert plain_phone(phone) == plain
